/* Bytes from outside: what text_clean takes and text_salvage makes is valid and without controls,
 * and everything that shortens or folds it keeps it valid. */
#include "base/text.h"
#include "fuzz/fuzz.h"

static void check_clean(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_assert_true(c == '\n' || c == '\t' || !g_unichar_iscntrl(c));
    }
}

static void check_cuts(const char *text)
{
    for (gsize chars = 0; chars < 20; chars++) {
        g_autofree char *cut = text_cut(text, chars, chars & 1);
        g_assert_true(g_utf8_validate(cut, -1, NULL));
        g_assert_cmpuint(text_chars(cut), <=, chars);
    }
    g_autofree char *line = text_one_line(text);
    g_autofree char *fold = text_fold(text);
    g_autofree char *again = text_one_line(line);
    g_autofree char *filled = text_fill(text, "a", "1", NULL);
    check_clean(line);
    check_clean(fold);
    check_clean(filled);
    g_assert_cmpstr(line, ==, again);
    g_assert_null(strpbrk(line, "\n\t"));
    g_assert_null(strstr(fold, "  "));
    g_assert_cmpint(text_distance(line, fold, 8), ==, text_distance(fold, line, 8));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = text_clean((const char *)data, bytes, "teks", &error);
    g_autofree char *salvaged = text_salvage((const char *)data, bytes);
    g_assert_true((text == NULL) == error_is(error, KENTONGAN_ERROR_INVALID));
    check_clean(salvaged);
    check_cuts(salvaged);
    if (text)
        g_assert_cmpstr(text, ==, salvaged);
    return 0;
}
