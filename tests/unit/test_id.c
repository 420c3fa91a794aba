/* Ids grow and differ; tickets survive what people type and catch every single wrong character. */
#include "base/id.h"

#include <string.h>

#define THREADS 4
#define IDS 20000

static gpointer draw_ids(gpointer user)
{
    gint64 *ids = user;
    for (int i = 0; i < IDS; i++)
        ids[i] = id_next();
    return NULL;
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

static void test_grow(void)
{
    gint64 before = g_get_real_time(), last = 0;
    for (int i = 0; i < 50000; i++) {
        gint64 id = id_next();
        g_assert_cmpint(id, >, last);
        last = id;
    }
    /* a full counter borrows from the future, never more than the few ms of this loop */
    g_assert_cmpint(id_time_us(last), >=, before - 1000);
    g_assert_cmpint(id_time_us(last), <=, g_get_real_time() + 100 * 1000);
}

static void test_differ_between_threads(void)
{
    g_autofree gint64 *ids = g_new(gint64, THREADS * IDS);
    GThread *threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        threads[i] = g_thread_new("ids", draw_ids, ids + i * IDS);
    for (int i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    for (int i = 1; i < THREADS * IDS; i++)
        if (i % IDS)
            g_assert_cmpint(ids[i], >, ids[i - 1]);
    qsort(ids, THREADS * IDS, sizeof *ids, compare_ids);
    for (int i = 1; i < THREADS * IDS; i++)
        g_assert_cmpint(ids[i], !=, ids[i - 1]);
}

static void test_instants(void)
{
    gint64 now = g_get_real_time();
    g_assert_cmpint(id_time_us(id_at_us(now)), ==, now / 1000 * 1000);
    g_assert_cmpint(id_at_us(0), ==, 0);
    g_assert_cmpint(id_at_us(G_MININT64), ==, 0);
    g_assert_cmpint(id_at_us(G_MAXINT64), >, id_next());
}

static void test_node(void)
{
    id_set_node(1023);
    g_assert_cmpint(id_next() >> 12 & 1023, ==, 1023);
    id_set_node(0);
    g_assert_cmpint(id_next() >> 12 & 1023, ==, 0);
}

static void test_ticket_round_trip(void)
{
    for (int i = 0; i < 5000; i++) {
        g_autofree char *ticket = ticket_new("JPR");
        g_assert_cmpuint(strlen(ticket), ==, 13);
        g_assert_true(
            g_regex_match_simple("^JPR-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-Z]{4}$", ticket, 0, 0));
        g_autofree char *lower = g_ascii_strdown(ticket, -1);
        g_strdelimit(lower, "0", 'o');
        g_strdelimit(lower, "1", i & 1 ? 'l' : 'i');
        g_auto(GStrv) parts = g_strsplit(lower, "-", 3);
        g_autofree char *bare = g_strjoinv("", parts);
        g_autofree char *spaced = g_strjoinv("  ", parts);
        g_autofree char *dotted = g_strjoinv("–", parts);
        const char *typed[] = { ticket, lower, bare, spaced, dotted };
        for (gsize k = 0; k < G_N_ELEMENTS(typed); k++) {
            g_autofree char *again = ticket_normalise(typed[k]);
            g_assert_cmpstr(again, ==, ticket);
        }
    }
}

/* Every single wrong character in the code is caught, whatever the check character is. */
static void test_ticket_typo(void)
{
    static const char SIGNS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";
    for (int i = 0; i < 300; i++) {
        g_autofree char *ticket = ticket_new("BDG");
        for (char *p = ticket + 4; *p; p++) {
            char right = *p;
            if (right == '-')
                continue;
            for (const char *wrong = SIGNS; *wrong; wrong++) {
                *p = *wrong;
                g_autofree char *found = ticket_normalise(ticket);
                g_assert_true((found != NULL) == (*wrong == right));
            }
            *p = right;
        }
    }
}

/* Tickets of other makers may end in a check sign: 7ZZZZZ? has one for some letters. */
static void test_ticket_check_signs(void)
{
    static const char LETTERS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    static const char SIGNS[] = "*~$=U";
    int taken[5] = { 0 };
    for (const char *a = LETTERS; *a; a++)
        for (const char *b = LETTERS; *b; b++)
            for (int s = 0; s < 5; s++) {
                g_autofree char *typed = g_strdup_printf("JPR-7ZZZ-Z%c%c%c", *a, *b, SIGNS[s]);
                g_autofree char *ticket = ticket_normalise(typed);
                if (ticket) {
                    taken[s]++;
                    g_assert_cmpstr(ticket, ==, typed);
                    g_autofree char *text = g_strdup_printf("status %s?", typed);
                    g_autofree char *found = ticket_find(text);
                    g_assert_cmpstr(found, ==, typed);
                }
            }
    for (int s = 0; s < 5; s++)
        g_assert_cmpint(taken[s], >, 10);
}

static void test_ticket_refuses(void)
{
    static const char *const WRONG[] = { "",
                                         "-",
                                         "JPR",
                                         "4K7M-2Q9T",
                                         "JPR-4K7M-2Q9",
                                         "JPR-4K7M-2Q9TT",
                                         "J7R-4K7M-2Q9T",
                                         "JPR-UUUU-UUUU",
                                         "JPR-****-****",
                                         "ABCDEFGHI-4K7M-2Q9T",
                                         "\xff\xfe",
                                         "JPR-4K7M-2Q9\xc3",
                                         "JPR-4K7M-2Q9é",
                                         "                               " };
    for (gsize i = 0; i < G_N_ELEMENTS(WRONG); i++)
        g_assert_null(ticket_normalise(WRONG[i]));
    g_autofree char *huge = g_strnfill(1000000, 'A');
    g_assert_null(ticket_normalise(huge));
    g_assert_null(ticket_find(huge));
    g_assert_true(ticket_prefix_is_valid("JPR"));
    g_assert_false(ticket_prefix_is_valid(""));
    g_assert_false(ticket_prefix_is_valid("jpr"));
    g_assert_false(ticket_prefix_is_valid("J1"));
    g_assert_false(ticket_prefix_is_valid("ABCDEFGHI"));
}

static void test_ticket_find(void)
{
    g_autofree char *ticket = ticket_new("JPR");
    g_autofree char *lower = g_ascii_strdown(ticket, -1);
    g_auto(GStrv) parts = g_strsplit(lower, "-", 3);
    const struct {
        const char *format;
        bool found;
    } TEXTS[] = {
        { "CEK %s-%s-%s", true },
        { "%s-%s-%s", true },
        { "(%s-%s-%s)", true },
        { "CEK %s%s%s.", true },
        { "cek:%s-%s%s,terima kasih", true },
        { "tiket %s-%s %s belum selesai", true },
        { "no.%s–%s–%s", true },
        { "cek %s %s %s", false },
        { "x%s-%s-%s", true }, /* a longer prefix: XJPR */
        { "%s-%s-%sX", false },
        { "%s--%s-%s", false },
        { "CEK\n%s-%s-%s\n", true },
    };
    for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_auto(GStrv) around = g_strsplit(TEXTS[i].format, "%s", 4);
        g_autofree char *text = g_strconcat(around[0], parts[0], around[1], parts[1], around[2],
                                            parts[2], around[3], NULL);
        g_autofree char *found = ticket_find(text);
        g_test_message("%s -> %s", text, found ? found : "none");
        g_assert_true((found != NULL) == TEXTS[i].found);
        if (found && text[0] != 'x')
            g_assert_cmpstr(found, ==, ticket);
    }
    g_assert_null(ticket_find("bad \xff JPR-4K7M-2Q9T"));
    /* the letters of a long prefix are not the code of a short one: JJLV-GJPR-53VV has a right sum
     */
    g_autofree char *longest = ticket_find("JJLVGJPR-53VV-M00J");
    g_assert_cmpstr(longest, ==, "JJLVGJPR-53VV-M00J");
}

/* No sentence of Indonesian is taken for a ticket, though every 37th word has a right check sum. */
static void test_ticket_find_nothing_in_words(void)
{
    static const char *const SYLLABLES[] = { "pe",  "me", "rin",  "tah", "ke",  "an", "ja", "lan",
                                             "ber", "lo", "bang", "sa",  "wah", "di", "ku", "nas" };
    for (guint i = 0; i < 65536; i++) {
        g_autofree char *word = g_strconcat(SYLLABLES[i & 15], SYLLABLES[i >> 4 & 15],
                                            SYLLABLES[i >> 8 & 15], SYLLABLES[i >> 12], NULL);
        g_assert_null(ticket_find(word));
        g_assert_null(ticket_normalise(word));
    }
    g_assert_null(ticket_find("Jalan rusak di RT05 RW02 desa Tegalsambi, sejak 12-05-2026"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/id/grow", test_grow);
    g_test_add_func("/id/differ-between-threads", test_differ_between_threads);
    g_test_add_func("/id/instants-of-any-time", test_instants);
    g_test_add_func("/id/node", test_node);
    g_test_add_func("/ticket/round-trip", test_ticket_round_trip);
    g_test_add_func("/ticket/typo", test_ticket_typo);
    g_test_add_func("/ticket/check-signs", test_ticket_check_signs);
    g_test_add_func("/ticket/refuses", test_ticket_refuses);
    g_test_add_func("/ticket/find", test_ticket_find);
    g_test_add_func("/ticket/find-nothing-in-words", test_ticket_find_nothing_in_words);
    return g_test_run();
}
