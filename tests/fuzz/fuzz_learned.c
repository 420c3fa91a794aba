/* Models of proposals, as somebody may have changed them in the database. */
#include "domain/learned.h"
#include "fuzz/fuzz.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static const char TEXT[] = "jalan rusak di depan pasar, lampu padam";
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) held = g_bytes_new(data, bytes);
    g_autoptr(Learned) learned = learned_read(held, &error);
    g_assert_true((learned == NULL) == (error != NULL));
    if (!learned)
        return 0;
    g_autoptr(GArray) terms = terms_read(NULL, TEXT);
    g_autoptr(GArray) guesses = learned_guess(learned, TEXT, terms, NULL, 3);
    g_assert_cmpuint(guesses->len, ==, MIN(3, learned_class_count(learned)));
    for (guint i = 0; i < guesses->len; i++) {
        const LearnedGuess *guess = &g_array_index(guesses, LearnedGuess, i);
        g_assert_true(guess->probability >= 0 && guess->probability <= 1);
        g_assert_cmpuint(guess->class_, <, learned_class_count(learned));
        g_assert_true(g_utf8_validate(guess->words, -1, NULL));
    }
    return 0;
}
