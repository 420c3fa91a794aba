/* Words as they are compared: src/model/terms.c and src/base/stem.c. */
#include "base/stem.h"
#include "model/terms.h"

#include <string.h>

static GHashTable *table(void)
{
    static const char *const ROWS[][2] = { { "jln", "jalan" },   { "yg", "yang" },
                                           { "yang", "" },       { "di", "" },
                                           { "dmn", "di mana" }, { "gak", "tidak" },
                                           { "loop", "loop" } };
    GHashTable *spelling = g_hash_table_new(g_str_hash, g_str_equal);
    for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
        g_hash_table_insert(spelling, (gpointer)ROWS[i][0], (gpointer)ROWS[i][1]);
    return spelling;
}

/* "jalan jalan di*": the words of text with a space between; a filler has a star. */
static char *words_of(const char *text)
{
    g_autoptr(GHashTable) spelling = table();
    g_autoptr(GArray) terms = terms_read(spelling, text);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < terms->len; i++) {
        const Term *term = &g_array_index(terms, Term, i);
        g_assert_cmpuint(term->start, <, term->end);
        g_assert_cmpuint(term->end, <=, strlen(text));
        g_string_append_printf(out, "%s%s%s", i ? " " : "", term->word, term->filler ? "*" : "");
    }
    return g_string_free(out, FALSE);
}

static void assert_words(const char *text, const char *expected)
{
    g_autofree char *words = words_of(text);
    g_assert_cmpstr(words, ==, expected);
}

static void test_terms_spelling(void)
{
    assert_words("Jln YG gak rata", "jalan yang* tidak rata");
    assert_words("jlnnya dijln jln2", "jalan jalan jalan");
    assert_words("dmn", "di* mana");
    assert_words("jalan2 lampu2nya", "jalan lampunya");
    assert_words("rt2 a2b mp3 co2", "rt2 a2b mp3 co2");
    assert_words("tolooooong maaf pakkkk!!!", "tolong maaf pak");
    assert_words("113311222 1112", "113311222 1112");
    assert_words("loop", "loop");
}

static void test_terms_letters(void)
{
    assert_words("Jum'at 'jalan' Ma\xe2\x80\x99"
                 "af",
                 "jumat jalan maaf");
    assert_words("\xc3\x89t\xc3\xa9 \xef\xbc\xaa\xef\xbd\x81", "ete ja");
    assert_words("", "");
    assert_words(" \n!? \xf0\x9f\x99\x8f ", "");
    assert_words("jalan-jalan,rusak", "jalan jalan rusak");
}

static void test_terms_hostile(void)
{
    g_autoptr(GHashTable) spelling = table();
    g_autofree char *huge = g_strnfill(100000, 'a');
    g_autofree char *many = g_strnfill(100000, ' ');
    for (int i = 0; i < 100000; i += 2)
        many[i] = 'b';
    g_autoptr(GArray) one = terms_read(spelling, huge);
    g_autoptr(GArray) all = terms_read(NULL, many);
    g_autoptr(GArray) none = terms_read(spelling, NULL);
    g_assert_cmpuint(one->len, ==, 0); /* no word is that long */
    g_assert_cmpuint(all->len, ==, 800);
    g_assert_cmpuint(none->len, ==, 0);
}

static void assert_stem(const char *word, const char *expected)
{
    g_autofree char *stem = stem_word(word);
    g_assert_cmpstr(stem, ==, expected);
}

static void test_stem_families(void)
{
    assert_stem("diperbaiki", "baik");
    assert_stem("perbaikan", "baik");
    assert_stem("memperbaiki", "baik");
    assert_stem("pelayanannya", "layan");
    assert_stem("melayani", "layan");
    assert_stem("jalan", "jalan");
    assert_stem("air", "air");
    assert_stem("", "");
    assert_stem("\xe5\xb8\x82\xe5\xba\x81\xe8\x88\x8d", "\xe5\xb8\x82\xe5\xba\x81\xe8\x88\x8d");
}

static gpointer stem_often(gpointer nothing G_GNUC_UNUSED)
{
    for (int i = 0; i < 2000; i++) {
        assert_stem("pengaduannya", "adu");
        assert_stem("dibersihkan", "bersih");
    }
    return NULL;
}

static void test_stem_threads(void)
{
    GThread *threads[4];
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("stem", stem_often, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/terms/spelling", test_terms_spelling);
    g_test_add_func("/terms/letters", test_terms_letters);
    g_test_add_func("/terms/hostile", test_terms_hostile);
    g_test_add_func("/stem/families", test_stem_families);
    g_test_add_func("/stem/threads", test_stem_threads);
    return g_test_run();
}
