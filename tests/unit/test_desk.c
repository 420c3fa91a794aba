/* Opening hours as a pack writes them, the next opening by the calendar, and words of names. */
#include <string.h>

#include "base/workday.h"
#include "domain/desk.h"
#include "domain/name_words.h"
#include "model/catalog.h"

static Catalog *calendar(void)
{
    Catalog *c = catalog_new();
    Holiday christmas = { .kind = 1, .name = g_strdup("Natal") };
    HolidayYear year = { 2026, true, g_strdup("SKB") };
    c->tenant.timezone = g_strdup("Asia/Jakarta");
    c->tenant.area = g_strdup("33.20");
    c->tenant.working_weekdays = 0x1f;
    g_assert_true(workday_parse("2026-12-26", &christmas.day, NULL));
    g_array_append_val(c->holidays, christmas);
    g_array_append_val(c->years, year);
    catalog_seal(c);
    return c;
}

static gint64 local(const Catalog *c, const char *date, int hour, int minute)
{
    gint32 day;
    g_assert_true(workday_parse(date, &day, NULL));
    return workday_instant(c->timezone, day, hour * 60 + minute);
}

static void assert_opening(const char *hours, const char *exceptions, const char *date, int hour,
                           const char *expected)
{
    g_autoptr(Catalog) c = calendar();
    g_autoptr(Desk) desk = desk_new("mpp");
    DeskOpening o;
    g_assert_true(desk_set_hours(desk, hours, NULL));
    g_assert_true(desk_set_exceptions(desk, exceptions, NULL));
    desk_opening(c, desk, local(c, date, hour, 0), &o);
    g_autofree char *day = o.known ? workday_format(o.day) : g_strdup("unknown");
    g_autofree char *said =
        !o.known ? g_strdup("unknown")
                 : g_strdup_printf("%s %s %02d.%02d-%02d.%02d%s%s", o.open ? "open" : "next", day,
                                   o.open_min / 60, o.open_min % 60, o.close_min / 60,
                                   o.close_min % 60, *o.why ? " " : "", o.why);
    g_assert_cmpstr(said, ==, expected);
}

#define SATURDAY "Sabtu 08.00-11.00"

/* 2026-11-21 is a Saturday. */
static void test_weekly(void)
{
    assert_opening(SATURDAY, "", "2026-11-18", 9, "next 2026-11-21 08.00-11.00");
    assert_opening(SATURDAY, "", "2026-11-21", 7, "next 2026-11-21 08.00-11.00");
    assert_opening(SATURDAY, "", "2026-11-21", 8, "open 2026-11-21 08.00-11.00");
    assert_opening(SATURDAY, "", "2026-11-21", 11, "next 2026-11-28 08.00-11.00");
    assert_opening("Senin-Jumat 08.00-12.00; Senin-Jumat 13.00-15.00", "", "2026-11-20", 12,
                   "next 2026-11-20 13.00-15.00");
    assert_opening("Jumat-Senin 08.00-09.00", "", "2026-11-21", 10, "next 2026-11-22 08.00-09.00");
}

static void test_holidays_and_exceptions(void)
{
    assert_opening(SATURDAY, "", "2026-12-20", 9, "unknown"); /* 26th is off, 2027 not decreed */
    assert_opening(SATURDAY, "2026-12-26 09.00-10.00 Piket Natal", "2026-12-20", 9,
                   "next 2026-12-26 09.00-10.00 Piket Natal");
    assert_opening(SATURDAY, "2026-11-28 tutup Rapat", "2026-11-24", 9,
                   "next 2026-12-05 08.00-11.00");
    assert_opening(SATURDAY, "2026-11-25 13.00-15.00 Pasar murah", "2026-11-24", 9,
                   "next 2026-11-25 13.00-15.00 Pasar murah");
    assert_opening("", "", "2026-11-24", 9, "unknown");
    assert_opening(SATURDAY, "2027-01-09 08.00-11.00", "2026-12-27", 9, "unknown");
}

static void test_refused(void)
{
    static const char *const HOURS[] = { "Sabtu",
                                         "Sabtu 8-11",
                                         "Sabtu 11.00-08.00",
                                         "Sabtu 08.00-25.00",
                                         "Hari 08.00-11.00",
                                         "Sabtu 08.00-11.00x",
                                         "Sabtu 08.60-11.00",
                                         "-Sabtu 08.00-11.00",
                                         "08.00-11.00",
                                         "Sabtu 08.00" };
    static const char *const EXCEPTIONS[] = { "2026-13-01 tutup", "besok tutup", "2026-12-01",
                                              "2026-12-01 tutupan", "2026-12-01 08.00-" };
    g_autoptr(Desk) desk = desk_new("x");
    for (guint i = 0; i < G_N_ELEMENTS(HOURS); i++)
        g_assert_false(desk_set_hours(desk, HOURS[i], NULL));
    for (guint i = 0; i < G_N_ELEMENTS(EXCEPTIONS); i++)
        g_assert_false(desk_set_exceptions(desk, EXCEPTIONS[i], NULL));
}

static void assert_names(const char *name, const char *expected)
{
    g_auto(GStrv) words = name_words(name);
    g_autofree char *all = g_strjoinv(" ", words);
    g_assert_cmpstr(all, ==, expected);
}

static void test_names(void)
{
    assert_names("Bapak H. Soekarno, S.Pd.", "sukarno pd");
    assert_names("SITI  nurhaliza", "nurhaliza siti");
    assert_names("Djoko Tjahjono", "cahjono joko");
    assert_names("Novi Noffi", "nofi");
    assert_names("Hj. Ny. Ibu", "");
    assert_names("", "");
    assert_names("a b c d e f g h i j", "");
    assert_names("\xc3\x89milie \xe2\x98\x83", "emilie");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/desk/weekly", test_weekly);
    g_test_add_func("/desk/holidays_and_exceptions", test_holidays_and_exceptions);
    g_test_add_func("/desk/refused", test_refused);
    g_test_add_func("/desk/names", test_names);
    return g_test_run();
}
