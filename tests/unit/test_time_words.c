/* Times in words, and the calendar of a catalog. */
#include "domain/time_words.h"

#include "base/clock.h"
#include "domain/calendar.h"
#include "model/case.h"

#include <string.h>

static gint64 instant(const char *iso)
{
    g_autoptr(GDateTime) t = g_date_time_new_from_iso8601(iso, NULL);
    g_assert_nonnull(t);
    return g_date_time_to_unix(t) * US_PER_S;
}

static void add_year(Catalog *catalog, int year, bool decreed)
{
    HolidayYear y = { .year = year, .decreed = decreed, .source = g_strdup("SKB") };
    g_array_append_val(catalog->years, y);
}

static void add_holiday(Catalog *catalog, const char *date)
{
    Holiday h = { .kind = 1, .name = g_strdup("Libur") };
    g_assert_true(workday_parse(date, &h.day, NULL));
    g_array_append_val(catalog->holidays, h);
}

static Catalog *catalog_of(const char *zone, const char *zone_name)
{
    Catalog *catalog = catalog_new();
    catalog->tenant.timezone = g_strdup(zone);
    catalog->tenant.timezone_name = g_strdup(zone_name);
    catalog->tenant.working_weekdays = 0x1f;
    catalog->tenant.office_open_min = 450;
    catalog->tenant.office_close_min = 960;
    if (!catalog->timezone)
        catalog->timezone = g_time_zone_new_identifier(zone);
    add_year(catalog, 2025, true);
    add_year(catalog, 2026, true);
    add_year(catalog, 2027, false);
    add_holiday(catalog, "2026-12-24");
    add_holiday(catalog, "2026-12-25");
    return catalog;
}

static void check(char *made, const char *expected)
{
    g_autofree char *text = made;
    g_assert_cmpstr(text, ==, expected);
}

static void test_indonesian(void)
{
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    gint64 at = instant("2026-11-26T16:00:00+07:00");
    check(time_words_date(c, "id", at), "Kamis, 26 November 2026");
    check(time_words_full(c, "id", at), "Kamis, 26 November 2026 pukul 16.00 WIB");
    check(time_words_short(c, "id", at), "26 Nov 2026 16.00");
    check(time_words_w3c(c, at), "2026-11-26T16:00:00+07:00");
    check(time_words_full(c, NULL, at), "Kamis, 26 November 2026 pukul 16.00 WIB");
    check(time_words_short(c, "id", instant("2026-08-01T00:05:00+07:00")), "1 Agu 2026 00.05");
}

static void test_english(void)
{
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    gint64 at = instant("2026-05-03T09:07:00+07:00");
    check(time_words_date(c, "en", at), "Sunday, 3 May 2026");
    check(time_words_full(c, "en", at), "Sunday, 3 May 2026 at 09:07 WIB");
    check(time_words_short(c, "en", at), "3 May 2026 09:07");
}

static void test_zones(void)
{
    g_autoptr(Catalog) wita = catalog_of("Asia/Makassar", "WITA");
    g_autoptr(Catalog) wit = catalog_of("Asia/Jayapura", "WIT");
    gint64 at = instant("2026-12-31T22:30:00+07:00");
    check(time_words_full(wita, "id", at), "Kamis, 31 Desember 2026 pukul 23.30 WITA");
    check(time_words_full(wit, "id", at), "Jumat, 1 Januari 2027 pukul 00.30 WIT");
    check(time_words_w3c(wit, at), "2027-01-01T00:30:00+09:00");
}

/* All names, in order, against the ones of the calendar. */
static void test_names(void)
{
    static const char *const DAYS[] = { "Senin", "Selasa", "Rabu",  "Kamis",
                                        "Jumat", "Sabtu",  "Minggu" };
    static const char *const MONTHS[] = { "Januari",   "Februari", "Maret",    "April",
                                          "Mei",       "Juni",     "Juli",     "Agustus",
                                          "September", "Oktober",  "November", "Desember" };
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    gint64 monday = instant("2026-01-05T12:00:00+07:00");
    for (int i = 0; i < 7; i++) {
        g_autofree char *expected = g_strdup_printf("%s, %d Januari 2026", DAYS[i], 5 + i);
        check(time_words_date(c, "id", monday + i * US_PER_DAY), expected);
    }
    for (int i = 0; i < 12; i++) {
        g_autofree char *iso = g_strdup_printf("2026-%02d-15T12:00:00+07:00", i + 1);
        g_autofree char *date = time_words_date(c, "id", instant(iso));
        g_assert_nonnull(strstr(date, MONTHS[i]));
    }
}

/* Against the library's own calendar, far and near; outside its years there are no words. */
static void test_any_time(void)
{
    static const char *const ZONES[] = { "Asia/Jakarta", "Asia/Jayapura", "America/St_Johns" };
    const gint64 first = -62135596800, last = 253402300799;
    for (int round = 0; round < 3000; round++) {
        g_autoptr(Catalog) c = catalog_of(ZONES[round % 3], "");
        double from = (double)(round % 2 ? 0 : first + 86400);
        double to = (double)(round % 2 ? 2000000000 : last - 86400);
        gint64 at = (gint64)g_test_rand_double_range(from, to);
        g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at);
        g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, c->timezone);
        g_autofree char *w3c = g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z");
        g_autofree char *made = time_words_w3c(c, at * US_PER_S);
        if (g_date_time_get_year(local) >= 1000)
            g_assert_cmpstr(made, ==, w3c);
    }
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    check(time_words_date(c, "id", (last + 1) * US_PER_S), "");
    check(time_words_w3c(c, first * US_PER_S - 7 * US_PER_HOUR - US_PER_DAY), "");
    check(time_words_short(c, "id", CASE_NO_DUE), "");
    check(time_words_full(c, "id", G_MININT64), "");
}

static void test_span(void)
{
    const gint64 m = US_PER_MIN, h = US_PER_HOUR, d = US_PER_DAY;
    check(time_words_span("id", 0), "kurang dari 1 menit");
    check(time_words_span("id", m - 1), "kurang dari 1 menit");
    check(time_words_span("id", 12 * m), "12 menit");
    check(time_words_span("id", 3 * h), "3 jam");
    check(time_words_span("id", 3 * h + 5 * m), "3 jam 5 menit");
    check(time_words_span("id", 3 * d + 4 * h + 59 * m), "3 hari 4 jam");
    check(time_words_span("id", 20 * d + 59 * m), "20 hari");
    check(time_words_span("id", -12 * m), "12 menit");
    check(time_words_span("id", G_MININT64), "106751991 hari 4 jam");
    check(time_words_span("en", d + h), "1 day 1 hour");
    check(time_words_span("en", 2 * h + m), "2 hours 1 minute");
}

static void test_due(void)
{
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    gint64 due = instant("2026-12-28T16:00:00+07:00"); /* Monday after a long Christmas */
    const struct {
        const char *now, *id, *en;
    } CASES[] = {
        { "2026-12-22T09:00:00+07:00", "2 hk lagi", "2 wd left" },
        { "2026-12-23T17:00:00+07:00", "1 hk lagi", "1 wd left" },
        { "2026-12-27T23:59:00+07:00", "1 hk lagi", "1 wd left" },
        { "2026-12-28T00:00:00+07:00", "hari ini", "today" },
        { "2026-12-28T16:00:00+07:00", "hari ini", "today" },
        { "2026-12-28T16:00:01+07:00", "baru lewat", "just late" },
        { "2026-12-29T00:00:00+07:00", "lewat 1 hk", "1 wd late" },
        { "2027-01-04T09:00:00+07:00", "lewat 5 hk", "5 wd late" }, /* beyond the horizon */
    };
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        check(time_words_due(c, "id", instant(CASES[i].now), due), CASES[i].id);
        check(time_words_due(c, "en", instant(CASES[i].now), due), CASES[i].en);
    }
    check(time_words_due(c, "id", due, CASE_NO_DUE), "");
    check(time_words_due(c, "id", due, 0), "");
}

static void test_no_such_time(void)
{
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    check(time_words_full(c, "id", G_MAXINT64), "");
    check(time_words_w3c(c, G_MININT64), "");
}

static void test_calendar_span(void)
{
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    g_auto(Workdays) w = { 0 };
    calendar_of(c, &w);
    g_autofree char *first = workday_format(w.first_day), *last = workday_format(w.last_day);
    g_assert_cmpstr(first, ==, "2025-01-01");
    g_assert_cmpstr(last, ==, "2026-12-31");
    g_assert_cmpuint(w.holiday_count, ==, 2);
}

static void test_calendar_gap(void)
{
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    g_array_set_size(c->years, 0);
    add_year(c, 2023, true);
    add_year(c, 2025, true);
    add_year(c, 2026, true);
    g_auto(Workdays) w = { 0 };
    calendar_of(c, &w);
    g_autofree char *first = workday_format(w.first_day);
    g_assert_cmpstr(first, ==, "2025-01-01");
}

static void test_calendar_due(void)
{
    g_autoptr(Catalog) c = catalog_of("Asia/Jakarta", "WIB");
    gint64 due, from = instant("2026-12-23T10:00:00+07:00");
    g_autoptr(GError) error = NULL;
    g_assert_true(calendar_due(c, from, 2, &due, &error));
    g_assert_cmpint(due, ==, instant("2026-12-29T16:00:00+07:00"));
    g_assert_false(calendar_due(c, from, 5, &due, &error)); /* 2027 is not decreed */
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_clear_error(&error);
    g_array_set_size(c->years, 0);
    g_assert_false(calendar_due(c, from, 0, &due, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/time_words/indonesian", test_indonesian);
    g_test_add_func("/time_words/english", test_english);
    g_test_add_func("/time_words/zones", test_zones);
    g_test_add_func("/time_words/names", test_names);
    g_test_add_func("/time_words/span", test_span);
    g_test_add_func("/time_words/any_time", test_any_time);
    g_test_add_func("/time_words/due", test_due);
    g_test_add_func("/time_words/no-such-time", test_no_such_time);
    g_test_add_func("/calendar/span", test_calendar_span);
    g_test_add_func("/calendar/gap", test_calendar_gap);
    g_test_add_func("/calendar/due", test_calendar_due);
    return g_test_run();
}
