/* Compiled catalogues of translations. */
#include "base/words.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autoptr(GBytes) mo = g_bytes_new(data, bytes);
    GError *error = NULL;
    bool ok = words_load_bytes("en", mo, &error);
    g_assert_true(ok == !error);
    g_clear_error(&error);
    g_assert_true(g_utf8_validate(words_get("en", "Lapor"), -1, NULL));
    words_clear();
    return 0;
}
