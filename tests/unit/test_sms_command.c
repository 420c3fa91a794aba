/* How free words are read as commands. */
#include "domain/sms_command.h"

#include "base/id.h"

static void is(const char *text, SmsVerb verb, const char *rest)
{
    g_auto(SmsCommand) c = { 0 };
    sms_command_parse(text, "JPR", NULL, &c);
    g_test_message("%s", text);
    g_assert_cmpint(c.verb, ==, verb);
    g_assert_cmpstr(c.text, ==, rest);
}

static void test_keywords_count_only_where_the_rest_fits(void)
{
    is("LAPOR jalan rusak di Panggang", SMS_REPORT, "jalan rusak di Panggang");
    is("lapor: jalan rusak", SMS_REPORT, "jalan rusak");
    is("Laporan saya kemarin bagaimana", SMS_TEXT, "Laporan saya kemarin bagaimana");
    is("sudah", SMS_CONFIRM, "");
    is("Sudah beres, terima kasih pak", SMS_CONFIRM, "beres, terima kasih pak");
    is("Sudah tiga hari sampah menumpuk", SMS_TEXT, "Sudah tiga hari sampah menumpuk");
    is("BELUM masih bocor", SMS_DISPUTE, "masih bocor");
    is("belum.", SMS_DISPUTE, "");
    is("Belum selesai, masih bocor", SMS_DISPUTE, "masih bocor");
    is("Belum selesainya jalan ini", SMS_DISPUTE, "selesainya jalan ini");
    is("INFO", SMS_HELP, "");
    is("Info jalan rusak di Panggang", SMS_TEXT, "Info jalan rusak di Panggang");
    is("BERHENTI", SMS_STOP, "");
    is("Berhenti dulu proyeknya", SMS_TEXT, "Berhenti dulu proyeknya");
    is("Cek dulu jalan di depan rumah saya pak, rusak", SMS_TEXT,
       "Cek dulu jalan di depan rumah saya pak, rusak");
}

static void test_reading_without_words(void)
{
    is("", SMS_EMPTY, "");
    is(" \n ", SMS_EMPTY, "");
    is("2", SMS_PICK, "2");
    is("No. 2", SMS_PICK, "No. 2");
    is("2 rumah roboh", SMS_TEXT, "2 rumah roboh");
    is("123", SMS_TEXT, "123");
    is("\xf0\x9f\x98\xad\xf0\x9f\x98\xad", SMS_TEXT, "\xf0\x9f\x98\xad\xf0\x9f\x98\xad");
    g_assert_true(sms_command_is_short("\xf0\x9f\x98\xad\xf0\x9f\x98\xad"));
    g_assert_true(sms_command_is_short("p"));
    g_assert_false(sms_command_is_short("jalan rusak"));
    g_assert_true(sms_command_is_polite("Terima kasih, pak!"));
    g_assert_false(sms_command_is_polite("Terima kasih, tapi masih bocor"));
    g_assert_false(sms_command_is_polite(""));
}

static void test_tickets_in_any_spelling(void)
{
    g_autofree char *ticket = ticket_new("JPR");
    g_autofree char *small = g_ascii_strdown(ticket, -1);
    g_auto(GStrv) parts = g_strsplit(small, "-", 3);
    char *const spellings[] = {
        g_strdup(ticket),
        g_strdup_printf("cek %s", small),
        g_strdup_printf("CEK %s %s %s", parts[0], parts[1], parts[2]),
        g_strdup_printf("Cek: %s%s", parts[1], parts[2]),
        g_strdup_printf("%s%s%s", parts[0], parts[1], parts[2]),
        g_strdup_printf("tolong dong %s", small),
    };
    for (guint i = 0; i < G_N_ELEMENTS(spellings); i++) {
        g_auto(SmsCommand) c = { 0 };
        sms_command_parse(spellings[i], "JPR", NULL, &c);
        g_test_message("%s", spellings[i]);
        g_assert_cmpstr(c.ticket, ==, ticket);
        g_assert_cmpint(c.verb, ==, i + 1 < G_N_ELEMENTS(spellings) ? SMS_STATUS : SMS_TEXT);
    }
    for (guint i = 0; i < G_N_ELEMENTS(spellings); i++)
        g_free(spellings[i]);
}

static void test_verdicts_with_ticket(void)
{
    g_autofree char *ticket = ticket_new("JPR");
    g_autofree char *dispute = g_strdup_printf("BELUM %s masih bocor", ticket);
    g_autofree char *rating = g_strdup_printf("NILAI 4 %s", ticket);
    g_auto(SmsCommand) a = { 0 }, b = { 0 }, c = { 0 };
    sms_command_parse(dispute, "JPR", NULL, &a);
    g_assert_cmpint(a.verb, ==, SMS_DISPUTE);
    g_assert_cmpstr(a.ticket, ==, ticket);
    g_assert_cmpstr(a.text, ==, "masih bocor");
    sms_command_parse(rating, "JPR", NULL, &b);
    g_assert_cmpint(b.verb, ==, SMS_RATE);
    g_assert_cmpint(b.number, ==, 4);
    g_assert_cmpstr(b.ticket, ==, ticket);
    sms_command_parse("nilai 9", "JPR", NULL, &c);
    g_assert_cmpint(c.verb, ==, SMS_RATE);
    g_assert_cmpint(c.number, ==, 0);
}

static void test_visibility(void)
{
    g_auto(SmsCommand) a = { 0 }, b = { 0 }, c = { 0 };
    sms_command_parse("LAPOR RAHASIA pungli di pasar", "JPR", NULL, &a);
    g_assert_cmpint(a.visibility, ==, VISIBILITY_SECRET);
    g_assert_cmpstr(a.text, ==, "pungli di pasar");
    sms_command_parse("Lapor, anonim: lampu mati", "JPR", NULL, &b);
    g_assert_cmpint(b.visibility, ==, VISIBILITY_ANONYMOUS);
    g_assert_cmpstr(b.text, ==, "lampu mati");
    sms_command_parse("LAPOR rahasianya bocor", "JPR", NULL, &c);
    g_assert_cmpint(c.visibility, ==, VISIBILITY_OPEN);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sms_command/keywords_count_only_where_the_rest_fits",
                    test_keywords_count_only_where_the_rest_fits);
    g_test_add_func("/sms_command/reading_without_words", test_reading_without_words);
    g_test_add_func("/sms_command/tickets_in_any_spelling", test_tickets_in_any_spelling);
    g_test_add_func("/sms_command/verdicts_with_ticket", test_verdicts_with_ticket);
    g_test_add_func("/sms_command/visibility", test_visibility);
    return g_test_run();
}
