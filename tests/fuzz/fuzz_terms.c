/* Texts as words, stems and features. */
#include "base/text.h"
#include "domain/features.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static GHashTable *spelling;
    if (!spelling) {
        static const char *const ROWS[][2] = { { "jln", "jalan" }, { "di", "" }, { "a", "b c d" } };
        spelling = g_hash_table_new(g_str_hash, g_str_equal);
        for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++)
            g_hash_table_insert(spelling, (gpointer)ROWS[i][0], (gpointer)ROWS[i][1]);
    }
    g_autofree char *text = text_salvage((const char *)data, bytes);
    g_autoptr(GArray) terms = terms_read(spelling, text);
    for (guint i = 0; i < terms->len; i++) {
        const Term *term = &g_array_index(terms, Term, i);
        g_assert_true(*term->word && *term->stem);
        g_assert_true(g_utf8_validate(term->word, -1, NULL));
        g_assert_true(g_utf8_validate(text + term->start, term->end - term->start, NULL));
    }
    g_autoptr(GArray) spots = features_spots(terms);
    g_autoptr(GArray) features = features_count(spots);
    double occurrences = 0;
    for (guint i = 0; i < features->len; i++)
        occurrences += (double)g_array_index(features, Feature, i).count;
    g_assert_cmpfloat(occurrences, ==, spots->len);
    return 0;
}
