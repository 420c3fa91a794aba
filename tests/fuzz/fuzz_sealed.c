/* Sealed columns that somebody changed: nothing but what was sealed opens; one-time codes as typed.
 */
#include "base/crypt.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    crypt_open_for_test();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) sealed = g_bytes_new(data, bytes);
    g_assert_null(crypt_open_sealed("person.name", sealed, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INTERNAL));
    g_autofree char *text = fuzz_text(data, bytes);
    gint64 step = 0;
    crypt_totp_check(sealed, text, 1234567890, 0, &step);
    return 0;
}
