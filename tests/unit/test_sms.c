/* Lengths in GSM-7 and UCS-2, plain text, and UTF-16BE both ways. */
#include "base/sms.h"

#include <string.h>

static char *repeat(const char *what, int times)
{
    GString *s = g_string_new(NULL);
    while (times--)
        g_string_append(s, what);
    return g_string_free(s, FALSE);
}

static void check(const char *text, bool gsm7, int units, int parts)
{
    SmsShape shape = sms_shape(text);
    g_assert_cmpint(shape.gsm7, ==, gsm7);
    g_assert_cmpint(shape.units, ==, units);
    g_assert_cmpint(shape.parts, ==, parts);
}

static void check_times(const char *what, int times, bool gsm7, int units, int parts)
{
    g_autofree char *text = repeat(what, times);
    check(text, gsm7, units, parts);
}

static void test_lengths(void)
{
    check("", true, 0, 1);
    check_times("a", 160, true, 160, 1);
    check_times("a", 161, true, 161, 2);
    check_times("a", 306, true, 306, 2);
    check_times("a", 307, true, 307, 3);
    check_times("€", 80, true, 160, 1);
    check_times("€", 81, true, 162, 2);
    check_times("€", 153, true, 306, 3); /* 76 a message: the escape is not parted */
    check_times("ب", 70, false, 70, 1);
    check_times("ب", 71, false, 71, 2);
    check_times("ب", 134, false, 134, 2);
    check_times("ب", 135, false, 135, 3);
    check_times("🚧", 35, false, 70, 1);
    check_times("🚧", 36, false, 72, 2);
    check_times("🚧", 67, false, 134, 3); /* 33 a message: the pair is not parted */
    check_times("🚧", 66, false, 132, 2);
}

/* The whole alphabet, counted: 128 places less ESC, and 10 in the extension. */
static void test_alphabet(void)
{
    int one = 0, two = 0;
    for (gunichar c = 1; c < 0x3000; c++) {
        char text[7] = { 0 };
        g_unichar_to_utf8(c, text);
        SmsShape shape = sms_shape(text);
        one += shape.gsm7 && shape.units == 1;
        two += shape.gsm7 && shape.units == 2;
    }
    g_assert_cmpint(one, ==, 127);
    g_assert_cmpint(two, ==, 10);
    check("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMN"
          "OPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
          true, 127, 1);
    check("\f^{}\\[~]|€", true, 20, 1);
    check("ç", false, 1, 1); /* only the capital one is in the table */
    check("`", false, 1, 1);
}

static void check_plain(const char *text, const char *expected)
{
    g_autofree char *plain = sms_plain(text);
    g_assert_cmpstr(plain, ==, expected);
}

static void test_plain(void)
{
    check_plain("“Jalan” rusak – ‘parah’… 5 km", "\"Jalan\" rusak - 'parah'... 5 km");
    check_plain("biasa saja", "biasa saja");
    check_plain("zero\u200bwidth\ttab `x`", "zerowidth tab 'x'");
    check_plain("“ꦗꦮ” – tetap", "“ꦗꦮ” – tetap"); /* no use: UCS-2 in any case */
    check_plain("", "");
}

static void check_ucs2(const char *text, const char *bytes, gsize n)
{
    g_autoptr(GBytes) made = sms_to_ucs2(text);
    g_assert_cmpmem(g_bytes_get_data(made, NULL), g_bytes_get_size(made), bytes, n);
    g_autofree char *again = sms_from_ucs2(bytes, n);
    g_assert_cmpstr(again, ==, text);
}

static void check_from(const char *bytes, gsize n, const char *expected)
{
    g_autofree char *text = sms_from_ucs2(bytes, n);
    g_assert_cmpstr(text, ==, expected);
}

static void test_ucs2(void)
{
    check_ucs2("", "", 0);
    check_ucs2("aé", "\0a\0\xe9", 4);
    check_ucs2("🚧!", "\xd8\x3d\xde\xa7\0!", 6);
    check_from("\xfe\xff\0a", 4, "a");
    check_from("\xff\xfe"
               "a\0b\0",
               6, "ab");
    check_from("\0a\0", 3, "a\uFFFD");                 /* cut in the middle */
    check_from("\xd8\x3d", 2, "\uFFFD");               /* half a pair at the end */
    check_from("\xd8\x3d\0a", 4, "\uFFFDa");           /* half a pair */
    check_from("\xde\xa7\xd8\x3d", 4, "\uFFFD\uFFFD"); /* the wrong way round */
    check_from("\0\0\0a", 4, "\uFFFDa");               /* would end the text */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sms/lengths", test_lengths);
    g_test_add_func("/sms/alphabet", test_alphabet);
    g_test_add_func("/sms/plain", test_plain);
    g_test_add_func("/sms/ucs2", test_ucs2);
    return g_test_run();
}
