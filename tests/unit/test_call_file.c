/* Lists of calls from elsewhere: what can be read is taken, what cannot is counted. */
#include "domain/hotline.h"

#include <string.h>

static bool read_file(const char *text, CallFile *file)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Asia/Jakarta");
    g_autoptr(GError) error = NULL;
    bool ok = call_file_read(zone, text, strlen(text), file, &error);
    g_assert_true(ok == (error == NULL));
    return ok;
}

static const CallRow *row_of(const CallFile *file, guint i)
{
    return &g_array_index(file->rows, CallRow, i);
}

static void test_reads(void)
{
    g_auto(CallFile) file = { 0 };
    g_assert_true(read_file("\xef\xbb\xbfWaktu;Nomor;Saluran;Arah;Selesai;ID\r\n"
                            "2026-11-16 06:10;0812 3456;tetap;masuk;2026-11-16T06:12:30;a\r\n"
                            "2026-11-16T06:10:05+07:00;;\"0353;880999\";;;\r\n",
                            &file));
    g_assert_cmpuint(file.rows->len, ==, 2);
    g_assert_cmpuint(file.bad, ==, 0);
    g_assert_cmpint(row_of(&file, 0)->direction, ==, CALL_IN);
    g_assert_cmpint(row_of(&file, 0)->started_at, ==, G_GINT64_CONSTANT(1794784200000000));
    g_assert_cmpint(row_of(&file, 0)->ended_at, ==, G_GINT64_CONSTANT(1794784350000000));
    g_assert_cmpstr(row_of(&file, 0)->provider_id, ==, "a");
    g_assert_cmpint(row_of(&file, 1)->direction, ==, CALL_MISSED);
    g_assert_cmpint(row_of(&file, 1)->started_at, ==, G_GINT64_CONSTANT(1794784205000000));
    g_assert_cmpstr(row_of(&file, 1)->line, ==, "0353;880999");
    g_assert_cmpstr(row_of(&file, 1)->number, ==, "");
}

static void test_counts_what_is_wrong(void)
{
    g_auto(CallFile) file = { 0 };
    g_assert_true(read_file("nomor,waktu,saluran,arah,selesai\n"
                            "1,2026-11-16 06:10,tetap,ke mana,\n"
                            "1,kemarin,tetap,,\n"
                            "1,2026-11-16 06:10\n"
                            "1,2026-11-16 06:10,tetap,,2026-11-16 06:09\n"
                            "1,9999-11-16 06:10,tetap,,\n"
                            "1,1969-11-16 06:10,tetap,,\n"
                            "1,2026-11-16 06:10,tetap,,\n",
                            &file));
    g_assert_cmpuint(file.rows->len, ==, 1);
    g_assert_cmpuint(file.bad, ==, 6);
    g_assert_cmpuint(file.first_bad, ==, 2);
}

static void test_no_header(void)
{
    static const char *const TEXTS[] = { "", "\n\n", "waktu,nomor\n1,2\n", "\"waktu",
                                         "\xff\xfe,a\n" };
    for (guint i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
        g_auto(CallFile) file = { 0 };
        g_assert_false(read_file(TEXTS[i], &file));
    }
}

static void test_huge(void)
{
    g_auto(CallFile) file = { 0 };
    g_autoptr(GString) text = g_string_new("waktu,nomor,saluran\n");
    for (int i = 0; i < 30000; i++)
        g_string_append(text, "2026-11-16 06:10,0812,tetap\n");
    for (int i = 0; i < 100000; i++)
        g_string_append_c(text, 'x');
    g_assert_true(read_file(text->str, &file));
    g_assert_cmpuint(file.rows->len, ==, 20000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/call_file/reads", test_reads);
    g_test_add_func("/call_file/counts_what_is_wrong", test_counts_what_is_wrong);
    g_test_add_func("/call_file/no_header", test_no_header);
    g_test_add_func("/call_file/huge", test_huge);
    return g_test_run();
}
