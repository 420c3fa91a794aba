/* Which public posts are for us, and what copies share: src/model/listen.c. */
#include "model/listen.h"

#include <string.h>

static GPtrArray *rules(void)
{
    static const ListenRule ROWS[] = { { LISTEN_KEYWORD, (char *)"Jabar Quick Response" },
                                       { LISTEN_HASHTAG, (char *)"#lapor" },
                                       { LISTEN_MENTION, (char *)"@PemkotBandung" } };
    GPtrArray *all = g_ptr_array_new();
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_ptr_array_add(all, (gpointer)&ROWS[i]);
    return all;
}

static const char *met(const char *text)
{
    g_autoptr(GPtrArray) all = rules();
    const ListenRule *rule = listen_match(all, text, false);
    return rule ? rule->word : "";
}

static void test_keyword(void)
{
    g_assert_cmpstr(met("Halo jabar  quick response, jembatan putus"), ==, "Jabar Quick Response");
    g_assert_cmpstr(met("Jabar-Quick-Response!"), ==, "Jabar Quick Response");
    g_assert_cmpstr(met("quick response jabar"), ==, "");
    g_assert_cmpstr(met("jabar quick responses"), ==, "");
    g_assert_cmpstr(met("jabar quick"), ==, "");
    g_assert_cmpstr(met(""), ==, "");
}

static void test_hashtag(void)
{
    g_assert_cmpstr(met("jalan rusak #LAPOR!"), ==, "#lapor");
    g_assert_cmpstr(met("#lapor"), ==, "#lapor");
    g_assert_cmpstr(met("jalan rusak ＃lapor"), ==, "#lapor");
    g_assert_cmpstr(met("jalan rusak #laporan"), ==, "");
    g_assert_cmpstr(met("jalan rusak #lapor_dong"), ==, "");
    g_assert_cmpstr(met("https://x.example/a#lapor"), ==, "");
    g_assert_cmpstr(met("lapor jalan rusak"), ==, "");
    g_assert_cmpstr(met("# lapor"), ==, "");
}

static void test_mention(void)
{
    g_assert_cmpstr(met("cc @pemkotbandung."), ==, "@PemkotBandung");
    g_assert_cmpstr(met(".@PemkotBandung...tolong"), ==, "");
    g_assert_cmpstr(met(".@PemkotBandung, tolong"), ==, "@PemkotBandung");
    g_assert_cmpstr(met("tolong@pemkotbandung"), ==, "");
    g_assert_cmpstr(met("@pemkotbandung2"), ==, "");
    g_assert_cmpstr(met("@"), ==, "");
}

static void test_comment_under_ours(void)
{
    ListenRule comments = { LISTEN_COMMENTS, (char *)"" };
    g_autoptr(GPtrArray) all = rules();
    g_assert_null(listen_match(all, "min tolong dong", true));
    g_ptr_array_add(all, &comments);
    g_assert_true(listen_match(all, "min tolong dong", true) == &comments);
    g_assert_null(listen_match(all, "min tolong dong", false));
    g_assert_null(listen_match(NULL, "#lapor", true));
}

static char *word(ListenKind kind, const char *written)
{
    return listen_word(kind, written);
}

static void test_words(void)
{
    g_autofree char *tag = word(LISTEN_HASHTAG, " lapor "),
                    *signed_tag = word(LISTEN_HASHTAG, "#lapor");
    g_autofree char *name = word(LISTEN_MENTION, "dinas.pu"), *key = word(LISTEN_KEYWORD, "a  b");
    g_assert_cmpstr(tag, ==, "#lapor");
    g_assert_cmpstr(signed_tag, ==, "#lapor");
    g_assert_cmpstr(name, ==, "@dinas.pu");
    g_assert_cmpstr(key, ==, "a b");
    g_assert_null(word(LISTEN_HASHTAG, "#la por"));
    g_assert_null(word(LISTEN_HASHTAG, "##lapor"));
    g_assert_null(word(LISTEN_MENTION, "@"));
    g_assert_null(word(LISTEN_KEYWORD, " ?! "));
}

static void test_core(void)
{
    g_autofree char *first =
        listen_core("Jembatan Cikapundung putus sejak semalam! #lapor https://t.co/a");
    g_autofree char *copy =
        listen_core("RT @siti_01: jembatan cikapundung putus\nsejak semalam #lapor https://t.co/b");
    g_autofree char *other = listen_core("Jembatan Cikapundung putus sejak kemarin pagi #lapor");
    g_assert_nonnull(first);
    g_assert_cmpstr(first, ==, copy);
    g_assert_cmpstr(first, !=, other);
    g_assert_null(listen_core("lampu mati #lapor"));
    g_assert_null(listen_core("@a @b @c https://panjang.example/sekali/sekali/sekali"));
    g_assert_null(listen_core(""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/listen/keyword", test_keyword);
    g_test_add_func("/listen/hashtag", test_hashtag);
    g_test_add_func("/listen/mention", test_mention);
    g_test_add_func("/listen/comment_under_ours", test_comment_under_ours);
    g_test_add_func("/listen/words", test_words);
    g_test_add_func("/listen/core", test_core);
    return g_test_run();
}
