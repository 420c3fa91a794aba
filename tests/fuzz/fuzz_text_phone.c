/* Phone numbers and addresses as typed: what is taken is of the one form, and taken again alike. */
#include "base/text.h"
#include "fuzz/fuzz.h"

static void check_phone(const char *typed)
{
    g_autofree char *phone = text_phone(typed, NULL, NULL);
    if (!phone)
        return;
    gsize digits = strspn(phone + (*phone == '+'), "0123456789");
    g_assert_cmpuint(digits + (*phone == '+'), ==, strlen(phone));
    g_assert_cmpuint(digits, <=, 15);
    g_assert_cmpuint(digits, >=, *phone == '+' ? 8u : 3u);
    g_autofree char *again = text_phone(phone, NULL, NULL);
    g_assert_cmpstr(again, ==, phone);
    g_autofree char *masked = text_phone_masked(phone);
    g_assert_cmpuint(strlen(masked), <=, 10);
}

static void check_email(const char *typed)
{
    g_autofree char *email = text_email(typed, NULL, NULL);
    if (!email)
        return;
    g_assert_true(strlen(email) <= 254 && g_str_is_ascii(email));
    g_assert_null(strpbrk(email, " \t\r\n<>,;:\"()[]\\"));
    g_autofree char *again = text_email(email, NULL, NULL);
    g_assert_cmpstr(again, ==, email);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *typed = fuzz_text(data, bytes);
    check_phone(typed);
    check_email(typed);
    return 0;
}
