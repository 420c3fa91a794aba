/* Text from outside: cleaned, cut, folded, phone numbers, addresses, distances. */
#include "base/text.h"

#include <string.h>

static void same(char *made, const char *expected)
{
    g_autofree char *text = made;
    g_assert_cmpstr(text, ==, expected);
}

static void clean_is(const char *data, gsize bytes, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = text_clean(data, bytes, "teks", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, expected);
}
#define CLEAN(literal, expected) clean_is(literal, sizeof(literal) - 1, expected)

static void test_clean(void)
{
    CLEAN("a\xef\xbf\xbe\xef\xbf\xbf\xef\xb7\x90\xf0\x9f\xbf\xbf"
          "b",
          "ab"); /* U+FFFE, FFFF, FDD0, 1FFFF */
    CLEAN("", "");
    CLEAN("Jalan rusak", "Jalan rusak");
    CLEAN("a\r\nb\rc\n\td", "a\nb\nc\n\td");
    CLEAN("a\r\r\nb", "a\n\nb");
    CLEAN("a\0b\x01\x1b[31m\x7f"
          "c",
          "ab[31mc");
    CLEAN("a\xc2\x85"
          "b\u2028c\u2029d",
          "a\nb\nc\nd");
    CLEAN("\ufeffa\xc2\x9f"
          "b",
          "ab");
    CLEAN("x\u202etxt.exe\u2066y\u2069", "xtxt.exey");
    CLEAN("e\u0301", "é");
    CLEAN("👩‍👧 ꦗꦮ", "👩‍👧 ꦗꦮ");
}

static void test_clean_refuses(void)
{
    static const char *const WRONG[] = {
        "\xff",    "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
        "caf\xe9", "\x80",  "\xe2\x82"
    };
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(text_clean(WRONG[i], strlen(WRONG[i]), "teks", &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
        g_assert_cmpstr(error_field(error), ==, "teks");
    }
    /* the length counts, not what stands behind it */
    clean_is("a\xff", 1, "a");
    g_autoptr(GError) error = NULL;
    g_assert_null(text_clean("é", 1, NULL, &error));
}

static void test_salvage(void)
{
    same(text_salvage("caf\xe9!", 5), "caf\uFFFD!");
    same(text_salvage("a\xe2\x82", 3), "a\uFFFD\uFFFD");
    same(text_salvage("\0\r\n", 3), "\n");
    same(text_salvage("é", 2), "é");
}

/* A letter under a mountain of marks costs little and keeps sixteen of them. */
static void test_clean_marks(void)
{
    g_autoptr(GString) zalgo = g_string_new("q");
    for (int i = 0; i < 200000; i++)
        g_string_append(zalgo, i & 1 ? "\u0316" : "\u0301");
    g_autofree char *text = text_clean(zalgo->str, zalgo->len, NULL, NULL);
    g_assert_cmpuint(text_chars(text), ==, 17);
}

static void test_cut(void)
{
    same(text_cut("Jalan", 5, true), "Jalan");
    same(text_cut("Jalan rusak", 7, true), "Jalan…");
    same(text_cut("Jalan rusak", 7, false), "Jalan r");
    same(text_cut("Jalan", 0, true), "");
    same(text_cut("Jalan", 1, true), "…");
    same(text_cut("é🚧é", 2, false), "é🚧");
    same(text_cut("ae\u0301x", 2, false), "a"); /* not between a letter and its mark */
    same(text_cut("a👩‍👧b", 2, false), "a");
    same(text_cut("\u0301\u0301\u0301", 2, false), "\u0301\u0301");
    same(text_cut("", 3, true), "");
}

/* Whatever is cut is valid, no longer than asked, and the head of the text. */
static void test_cut_never_splits(void)
{
    static const char *const PIECES[] = { "a", " ",           "é",      "e\u0301", "ꦗ",
                                          "🚧", "👩‍👧", "\u0301", "\n" };
    for (int round = 0; round < 5000; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (int i = g_test_rand_int_range(0, 12); i > 0; i--)
            g_string_append(text, PIECES[g_test_rand_int_range(0, G_N_ELEMENTS(PIECES))]);
        gsize chars = (gsize)g_test_rand_int_range(0, 14);
        g_autofree char *cut = text_cut(text->str, chars, false);
        g_autofree char *dotted = text_cut(text->str, chars, true);
        g_assert_true(g_utf8_validate(cut, -1, NULL) && g_utf8_validate(dotted, -1, NULL));
        g_assert_true(g_str_has_prefix(text->str, cut));
        g_assert_cmpuint(text_chars(cut), <=, chars);
        g_assert_cmpuint(text_chars(dotted), <=, chars);
        if (text_chars(text->str) <= chars)
            g_assert_cmpstr(dotted, ==, text->str);
        else if (chars)
            g_assert_true(g_str_has_suffix(dotted, "…"));
    }
}

static void test_one_line(void)
{
    same(text_one_line("  a\t\n b\u00a0\u3000c  "), "a b c");
    same(text_one_line(" \n "), "");
    g_assert_true(text_is_blank(" \n\t\u00a0\u200b"));
    g_assert_true(text_is_blank(""));
    g_assert_false(text_is_blank(" . "));
}

static void test_fold(void)
{
    same(text_fold("  Jl. Raya TAHUNAN, No.5!! "), "jl raya tahunan no 5");
    same(text_fold("Jum'at Ma’arif"), "jumat maarif");
    same(text_fold("Pé\u0301tani Ångström"), "petani angstrom");
    same(text_fold("ＦＵＬＬ ﬁx ①"), "full fix 1");
    same(text_fold("jalan-jalan/gang_2"), "jalan jalan gang 2");
    same(text_fold("🚧 !?"), "");
    same(text_fold("\xff"), "");
}

/* ASCII has a way of its own: what it gives is what any text gives. */
static void test_fold_ascii_as_any(void)
{
    for (int round = 0; round < 5000; round++) {
        char ascii[24] = "";
        int length = g_test_rand_int_range(0, (gint32)sizeof ascii);
        for (int i = 0; i < length; i++)
            ascii[i] = (char)g_test_rand_int_range(1, 128);
        g_autofree char *longer = g_strconcat(ascii, " é", NULL);
        g_autofree char *folded = text_fold(ascii);
        g_autofree char *expected = g_strconcat(folded, *folded ? " e" : "e", NULL);
        same(text_fold(longer), expected);
    }
}

static const struct {
    const char *typed, *phone; /* NULL: refused */
} PHONES[] = {
    { "081234567890", "+6281234567890" },
    { "0812-3456-7890", "+6281234567890" },
    { "0812 3456 7890", "+6281234567890" },
    { "6281234567890", "+6281234567890" },
    { "+62 812-3456-7890", "+6281234567890" },
    { "+62 (0)812 3456 7890", "+6281234567890" },
    { "62081234567890", "+6281234567890" },
    { "81234567890", "+6281234567890" },
    { "0062 81234567890", "+6281234567890" },
    { "(0291) 591234", "+62291591234" },
    { "0291.591234", "+62291591234" },
    { "021/5551234", "+62215551234" },
    { "0812–3456–7890", "+6281234567890" },
    { "０８１２３４５６７８９０", "+6281234567890" },
    { "\u200b0812\u00a03456 7890 ", "+6281234567890" },
    { "+65 9123 4567", "+6591234567" },
    { "6591234567", "+6591234567" },
    { "8613812345678", "+8613812345678" },
    { "112", "112" },
    { "1708", "1708" },
    { "14045", "14045" },
    { "1500-456", "1500456" },
    { "", NULL },
    { "   ", NULL },
    { "+", NULL },
    { "12", NULL },
    { "0812", NULL },
    { "TELKOMSEL", NULL },
    { "0812345678x", NULL },
    { "0812+3456789", NULL },
    { "++62812345678", NULL },
    { "+0812345678", NULL },
    { "00000000000", NULL },
    { "+62 00812345678", NULL },
    { "0812345678901234", NULL },
    { "+1234567890123456", NULL },
    { "99999999999999999999999999999999", NULL },
    { "\xff\xff", NULL },
    { "0812 3456 7890; DROP", NULL },
};

static void test_phone(void)
{
    for (guint i = 0; i < G_N_ELEMENTS(PHONES); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *phone = text_phone(PHONES[i].typed, "telepon", &error);
        g_test_message("%s", PHONES[i].typed);
        g_assert_cmpstr(phone, ==, PHONES[i].phone);
        if (!phone) {
            g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
            g_assert_cmpstr(error_field(error), ==, "telepon");
            continue;
        }
        g_autofree char *again = text_phone(phone, NULL, NULL);
        g_assert_cmpstr(again, ==, phone);
    }
}

static void test_phone_masked(void)
{
    same(text_phone_masked("+6281234567321"), "0812...321");
    same(text_phone_masked("+62291591234"), "0291...234");
    same(text_phone_masked("+6591234567"), "+659...567");
    same(text_phone_masked("112"), "112");
    same(text_phone_masked(""), "");
}

static void test_email(void)
{
    static const char *const RIGHT[] = { "siti@jepara.go.id", "a.b+c@x-y.co", "o'hara@a.id" };
    static const char *const WRONG[] = { "",
                                         "siti",
                                         "@jepara.go.id",
                                         "siti@",
                                         "siti@jepara",
                                         "a@b@c.id",
                                         "a b@c.id",
                                         ".a@c.id",
                                         "a.@c.id",
                                         "a..b@c.id",
                                         "a@-c.id",
                                         "a@c-.id",
                                         "a@.id",
                                         "a@c..id",
                                         "a@c.id.",
                                         "a@c.1",
                                         "a@c.i",
                                         "é@c.id",
                                         "a@é.id",
                                         "a@c.id\nBcc: x@y.id",
                                         "a@c.id,b@c.id",
                                         "<a@c.id>",
                                         "\xff@c.id" };
    for (guint i = 0; i < G_N_ELEMENTS(RIGHT); i++)
        same(text_email(RIGHT[i], NULL, NULL), RIGHT[i]);
    same(text_email("  Siti@Jepara.GO.ID\n", NULL, NULL), "siti@jepara.go.id");
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("%s", WRONG[i]);
        g_assert_null(text_email(WRONG[i], "surel", &error));
        g_assert_cmpstr(error_field(error), ==, "surel");
    }
    g_autofree char *dots = g_strnfill(100000, '.');
    g_autofree char *huge = g_strconcat("a@", dots, NULL);
    g_assert_null(text_email(huge, NULL, NULL));
}

static void test_fill(void)
{
    same(text_fill("Laporan {ticket} ke {agency}.", "ticket", "JPR-1", "agency", "DPUPR", NULL),
         "Laporan JPR-1 ke DPUPR.");
    same(text_fill("{a}{b}{a}", "a", "{b}", "b", "x", NULL),
         "{b}x{b}"); /* values stay as they are */
    same(text_fill("{unknown} {", "a", "1", NULL), "{unknown} {");
    same(text_fill("{{a}} {} }{", "a", "1", NULL), "{1} {} }{");
    same(text_fill("{a", "a", "1", NULL), "{a");
    same(text_fill("[{a}{b}]", "a", NULL, "b", "1", NULL), "[1]");
    same(text_fill("", NULL), "");
    same(text_fill("{n} {n:day|days}", "n", "1", NULL), "1 day");
    same(text_fill("{n} {n:day|days}", "n", "11", NULL), "11 days");
    same(text_fill("{n:|s}{n:one}{m:a|b}", "n", "2", NULL), "s{n:one}{m:a|b}");
}

static void test_distance(void)
{
    static const struct {
        const char *a, *b;
        int limit, distance;
    } CASES[] = { { "", "", 3, 0 },
                  { "abc", "abc", 0, 0 },
                  { "abc", "abd", 3, 1 },
                  { "abc", "acb", 3, 1 },
                  { "ca", "abc", 3, 3 },
                  { "", "abc", 3, 3 },
                  { "", "abcd", 3, 4 },
                  { "kitten", "sitting", 5, 3 },
                  { "abc", "xyz", 1, 2 },
                  { "jalan", "jlaan", 1, 1 },
                  { "é", "e", 2, 1 },
                  { "ab", "ba", 0, 1 },
                  { "abcdef", "bacdfe", 2, 2 } };
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_assert_cmpint(text_distance(CASES[i].a, CASES[i].b, CASES[i].limit), ==,
                        CASES[i].distance);
        g_assert_cmpint(text_distance(CASES[i].b, CASES[i].a, CASES[i].limit), ==,
                        CASES[i].distance);
    }
}

/* With a limit the answer is that without, or limit + 1. */
static void test_distance_limit(void)
{
    for (int round = 0; round < 5000; round++) {
        char a[9] = { 0 }, b[9] = { 0 };
        for (int i = g_test_rand_int_range(0, 9); i > 0; i--)
            a[i - 1] = (char)g_test_rand_int_range('a', 'd');
        for (int i = g_test_rand_int_range(0, 9); i > 0; i--)
            b[i - 1] = (char)g_test_rand_int_range('a', 'd');
        int whole = text_distance(a, b, 100);
        for (int limit = 0; limit < 9; limit++)
            g_assert_cmpint(text_distance(a, b, limit), ==, MIN(whole, limit + 1));
    }
}

static void test_nearest(void)
{
    static const char *const WORDS[] = { "listen", "workers", "database", "pack", NULL };
    g_assert_cmpstr(text_nearest("lisen", WORDS), ==, "listen");
    g_assert_cmpstr(text_nearest("databse", WORDS), ==, "database");
    g_assert_cmpstr(text_nearest("apck", WORDS), ==, "pack");
    g_assert_cmpstr(text_nearest("pack", WORDS), ==, "pack");
    g_assert_null(text_nearest("pa", WORDS));
    g_assert_null(text_nearest("xxxxxx", WORDS));
    g_assert_null(text_nearest("", WORDS));
    g_assert_null(text_nearest("listen", WORDS + 4));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/clean", test_clean);
    g_test_add_func("/text/clean-refuses", test_clean_refuses);
    g_test_add_func("/text/clean-marks", test_clean_marks);
    g_test_add_func("/text/salvage", test_salvage);
    g_test_add_func("/text/cut", test_cut);
    g_test_add_func("/text/cut-never-splits", test_cut_never_splits);
    g_test_add_func("/text/one-line", test_one_line);
    g_test_add_func("/text/fold", test_fold);
    g_test_add_func("/text/fold/ascii_as_any", test_fold_ascii_as_any);
    g_test_add_func("/text/phone", test_phone);
    g_test_add_func("/text/phone-masked", test_phone_masked);
    g_test_add_func("/text/email", test_email);
    g_test_add_func("/text/fill", test_fill);
    g_test_add_func("/text/distance", test_distance);
    g_test_add_func("/text/distance-limit", test_distance_limit);
    g_test_add_func("/text/nearest", test_nearest);
    return g_test_run();
}
