/* UTF-16BE bytes of a gateway: always a valid text, which goes there and back unchanged. */
#include "base/sms.h"
#include "fuzz/fuzz.h"

static void check_shape(const char *text)
{
    SmsShape shape = sms_shape(text);
    int each = shape.gsm7 ? 153 : 67;
    g_assert_cmpint(shape.units, >=, 0);
    g_assert_cmpint(shape.parts, >=, 1);
    g_assert_true(shape.parts == 1 || shape.parts * each >= shape.units);
    g_autofree char *plain = sms_plain(text);
    g_assert_true(g_utf8_validate(plain, -1, NULL));
    g_assert_true(sms_shape(plain).gsm7 || !strcmp(plain, text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *text = sms_from_ucs2(data, bytes);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    check_shape(text);
    g_autofree char *marked = g_strconcat("x", text, NULL); /* no byte order mark at the start */
    g_autoptr(GBytes) ucs2 = sms_to_ucs2(marked);
    gsize size;
    const void *made = g_bytes_get_data(ucs2, &size);
    g_autofree char *again = sms_from_ucs2(made, size);
    g_assert_cmpstr(again, ==, marked);
    return 0;
}
