/* What is read on air tells nobody's number, address or name. */
#include "domain/redact.h"

#include <locale.h>

static void expect(const char *text, const char *name, const char *want)
{
    g_autofree char *got = redact_text(text, name);
    g_autofree char *again = redact_text(got, name);
    g_assert_cmpstr(got, ==, want);
    g_assert_cmpstr(again, ==, got);
}

static void test_numbers(void)
{
    expect("hubungi 0812 3456 7890 ya", "", "hubungi [nomor] ya");
    expect("WA +62 812-3456-7890.", "", "WA [nomor].");
    expect("telepon (0353) 880999", "", "telepon [nomor]");
    expect("NIK 3522 1501 0190 0001", "", "NIK [nomor]");
    expect("nomornya nol delapan satu dua tiga empat lima", "", "nomornya [nomor]");
    expect("۰۸۱۲۳۴۵۶۷۸۹ itu nomornya", "", "[nomor] itu nomornya");
    expect("motor S 1234 AB menabrak", "", "motor [nomor] menabrak");
    expect("0812.3456.7890/0813 1111 2222", "", "[nomor]");
}

static void test_what_stays(void)
{
    expect("Lubang sedalam 30 cm sejak 2024", "", "Lubang sedalam 30 cm sejak 2024");
    expect("diminta Rp 1.500.000 untuk KTP", "", "diminta Rp 1.500.000 untuk KTP");
    expect("Pak Lurah dan Bu Camat sudah tahu", "", "Pak Lurah dan Bu Camat sudah tahu");
    expect("pak tolong lampu mati", "", "pak tolong lampu mati");
    expect("Jalan satu arah, dua lubang", "", "Jalan satu arah, dua lubang");
    expect("telepon 112 atau 110", "", "telepon 112 atau 110");
    expect("", "", "");
}

static void test_addresses(void)
{
    expect("surel budi.s@contoh.id saja", "", "surel [alamat] saja");
    expect("budi at gmail.com", "", "[alamat]");
    expect("ig @budi_kapas", "", "ig [alamat]");
    expect("lihat https://contoh.id/a?b=1", "", "lihat [alamat]");
    expect("Jalan Mawar No. 12 RT 03 RW 02", "", "Jalan Mawar [nomor] [alamat]");
    expect("RT03/RW.2 gelap", "", "[alamat] gelap");
    expect("rt 3/2 gelap", "", "[alamat] gelap");
}

static void test_names(void)
{
    expect("Nama saya Budi Santoso dari Kapas", "", "Nama saya [nama] dari Kapas");
    expect("nama saya budi dari Kapas", "", "nama saya [nama] dari Kapas");
    expect("rumah Pak Slamet Riyadi roboh", "", "rumah Pak [nama] roboh");
    expect("Slamet dan slamet, kata selamat", "Slamet", "[nama] dan [nama], kata selamat");
    expect("budi, BUDI; Santoso", "Budi Santoso", "[nama], [nama]; [nama]");
    expect("nama nama", "nama", "[nama] [nama]");
    expect("a(b", "a(b", "a(b");
}

static void test_huge(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 4000; i++)
        g_string_append(text, i % 2 ? "1 " : "a.");
    g_autofree char *got = redact_text(text->str, "");
    g_assert_nonnull(got);
    g_string_assign(text, "");
    for (int i = 0; i < 4000; i++)
        g_string_append_c(text, '7');
    g_autofree char *number = redact_text(text->str, "");
    g_assert_cmpstr(number, ==, "[nomor]");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setlocale(LC_ALL, "C.UTF-8");
    g_test_add_func("/redact/numbers", test_numbers);
    g_test_add_func("/redact/what_stays", test_what_stays);
    g_test_add_func("/redact/addresses", test_addresses);
    g_test_add_func("/redact/names", test_names);
    g_test_add_func("/redact/huge", test_huge);
    return g_test_run();
}
