/* The vectors of the working-day rule (SKB 3 Menteri 1497/2/5 of 2025), the horizon, and laws. */
#include "base/workday.h"

#include "base/clock.h"

/* Holidays and cuti bersama of 2025 (late in the year) and 2026, as decreed. */
static const char *const HOLIDAYS[] = {
    "2025-12-25", "2025-12-26", "2026-01-01", "2026-01-16", "2026-02-16", "2026-02-17",
    "2026-03-18", "2026-03-19", "2026-03-20", "2026-03-21", "2026-03-22", "2026-03-23",
    "2026-03-24", "2026-04-03", "2026-04-05", "2026-05-01", "2026-05-14", "2026-05-15",
    "2026-05-27", "2026-05-28", "2026-05-31", "2026-06-01", "2026-06-16", "2026-08-17",
    "2026-08-25", "2026-12-24", "2026-12-25",
};
/* Of these, cuti bersama: what a calendar without them would miss. */
static const char *const SHARED_LEAVE[] = {
    "2026-02-16", "2026-03-18", "2026-03-20", "2026-03-23",
    "2026-03-24", "2026-05-15", "2026-05-28", "2026-12-24"
};

static gint32 days[G_N_ELEMENTS(HOLIDAYS)];

static gint32 day(const char *text)
{
    gint32 d;
    g_autoptr(GError) error = NULL;
    g_assert_true(workday_parse(text, &d, &error));
    return d;
}

static Workdays calendar(const char *zone)
{
    for (guint i = 0; i < G_N_ELEMENTS(HOLIDAYS); i++)
        days[i] = day(HOLIDAYS[i]);
    return (Workdays){ .timezone = g_time_zone_new_identifier(zone),
                       .holidays = days,
                       .holiday_count = G_N_ELEMENTS(HOLIDAYS),
                       .first_day = day("2025-01-01"),
                       .last_day = day("2026-12-31"),
                       .weekdays = 0x1f,
                       .close_min = 16 * 60 };
}

static char *due_of(const Workdays *w, const char *from, int minute, int n)
{
    gint64 due;
    g_autoptr(GError) error = NULL;
    if (!workday_add(w, workday_instant(w->timezone, day(from), minute), n, &due, &error)) {
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
        g_assert_nonnull(error_detail(error));
        return g_strdup("horizon");
    }
    gint32 d = workday_day_of(w->timezone, due);
    g_assert_cmpint(workday_instant(w->timezone, d, w->close_min), ==, due);
    return workday_format(d);
}

static const struct {
    const char *from;
    int n;
    const char *due;
} VECTORS[] = {
    { "2026-03-13", 2, "2026-03-17" }, { "2026-03-13", 3, "2026-03-25" },
    { "2026-03-13", 5, "2026-03-27" }, { "2026-03-13", 10, "2026-04-06" },
    { "2026-05-13", 2, "2026-05-19" }, { "2026-05-13", 3, "2026-05-20" },
    { "2026-05-13", 5, "2026-05-22" }, { "2026-05-13", 10, "2026-06-03" },
    { "2026-08-14", 2, "2026-08-19" }, { "2026-08-14", 3, "2026-08-20" },
    { "2026-08-14", 5, "2026-08-24" }, { "2026-08-14", 10, "2026-09-01" },
    { "2026-12-23", 2, "2026-12-29" }, { "2026-12-23", 3, "2026-12-30" },
    { "2026-12-23", 4, "2026-12-31" }, { "2026-12-23", 5, "horizon" },
    { "2026-12-23", 10, "horizon" },   { "2026-12-23", G_MAXINT, "horizon" },
    { "2026-03-13", 0, "2026-03-13" }, { "2026-03-14", 0, "2026-03-16" }, /* Saturday */
    { "2026-03-18", 0, "2026-03-25" }, /* cuti bersama, a week of them */
    { "2026-03-14", 1, "2026-03-16" }, { "2026-12-31", 0, "2026-12-31" },
    { "2027-01-04", 0, "horizon" },    { "2024-12-31", 1, "horizon" },
    { "2025-12-24", 1, "2025-12-29" }, /* across the year */
    { "2025-12-31", 1, "2026-01-02" },
};

static void test_vectors(void)
{
    static const char *const ZONES[] = { "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura" };
    static const int MINUTES[] = { 0, 1, 17 * 60, 23 * 60 + 59 };
    for (guint z = 0; z < G_N_ELEMENTS(ZONES); z++) {
        Workdays w = calendar(ZONES[z]);
        for (guint i = 0; i < G_N_ELEMENTS(VECTORS); i++)
            for (guint m = 0; m < G_N_ELEMENTS(MINUTES); m++) {
                g_autofree char *due = due_of(&w, VECTORS[i].from, MINUTES[m], VECTORS[i].n);
                g_assert_cmpstr(due, ==, VECTORS[i].due);
            }
        g_time_zone_unref(w.timezone);
    }
}

/* What a calendar that forgot cuti bersama answers: it must differ where the vectors say so. */
static void test_shared_leave_counts(void)
{
    Workdays w = calendar("Asia/Jakarta");
    gint32 without[G_N_ELEMENTS(HOLIDAYS)];
    w.holiday_count = 0;
    for (guint i = 0; i < G_N_ELEMENTS(HOLIDAYS); i++)
        if (!g_strv_contains((const char *const[]){ SHARED_LEAVE[0], SHARED_LEAVE[1],
                                                    SHARED_LEAVE[2], SHARED_LEAVE[3],
                                                    SHARED_LEAVE[4], SHARED_LEAVE[5],
                                                    SHARED_LEAVE[6], SHARED_LEAVE[7], NULL },
                             HOLIDAYS[i]))
            without[w.holiday_count++] = days[i];
    w.holidays = without;
    static const struct {
        const char *from;
        int n;
        const char *due;
    } WRONG[] = { { "2026-03-13", 2, "2026-03-17" }, { "2026-03-13", 5, "2026-03-23" },
                  { "2026-05-13", 2, "2026-05-18" }, { "2026-05-13", 5, "2026-05-21" },
                  { "2026-08-14", 2, "2026-08-19" }, { "2026-08-14", 5, "2026-08-24" } };
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autofree char *due = due_of(&w, WRONG[i].from, 600, WRONG[i].n);
        g_assert_cmpstr(due, ==, WRONG[i].due);
    }
    g_time_zone_unref(w.timezone);
}

static void test_year_has_240(void)
{
    Workdays w = calendar("Asia/Jakarta");
    int count = 0;
    for (gint32 d = day("2026-01-01"); d <= day("2026-12-31"); d++)
        count += workday_is_working(&w, d);
    g_assert_cmpint(count, ==, 240);
    g_time_zone_unref(w.timezone);
}

static void test_due_is_end_of_office_day(void)
{
    Workdays w = calendar("Asia/Jakarta");
    gint64 due;
    g_autoptr(GError) error = NULL;
    g_autoptr(GDateTime) friday = g_date_time_new_from_iso8601("2026-03-13T17:00:00+07:00", NULL);
    g_autoptr(GDateTime) tuesday = g_date_time_new_from_iso8601("2026-03-17T09:00:00Z", NULL);
    g_assert_true(workday_add(&w, g_date_time_to_unix(friday) * US_PER_S, 2, &due, &error));
    g_assert_cmpint(due, ==, g_date_time_to_unix(tuesday) * US_PER_S); /* 16:00 WIB */
    g_time_zone_unref(w.timezone);
}

/* The day changes at local midnight, not at that of UTC. */
static void test_day_of_zone(void)
{
    g_autoptr(GTimeZone) wib = g_time_zone_new_identifier("Asia/Jakarta");
    g_autoptr(GTimeZone) wit = g_time_zone_new_identifier("Asia/Jayapura");
    gint64 at = (gint64)day("2026-03-13") * US_PER_DAY; /* midnight UTC */
    g_assert_cmpint(workday_day_of(wib, at + 17 * US_PER_HOUR - 1), ==, day("2026-03-13"));
    g_assert_cmpint(workday_day_of(wib, at + 17 * US_PER_HOUR), ==, day("2026-03-14"));
    g_assert_cmpint(workday_day_of(wit, at + 15 * US_PER_HOUR), ==, day("2026-03-14"));
    g_assert_cmpint(workday_day_of(wib, -1 - 7 * US_PER_HOUR), ==, -1);
    g_assert_cmpint(workday_day_of(wib, G_MAXINT64), >, 0); /* nothing overflows */
    g_assert_cmpint(workday_day_of(wib, G_MININT64), <, 0);
}

static void test_negative(void)
{
    Workdays w = calendar("Asia/Jakarta");
    gint64 due;
    g_autoptr(GError) error = NULL;
    g_assert_false(
        workday_add(&w, workday_instant(w.timezone, day("2026-03-13"), 0), -1, &due, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    g_time_zone_unref(w.timezone);
}

static void test_no_weekdays_end(void)
{
    Workdays w = calendar("Asia/Jakarta");
    w.weekdays = 0;
    g_autofree char *due = due_of(&w, "2026-03-13", 0, 1);
    g_assert_cmpstr(due, ==, "horizon");
    g_time_zone_unref(w.timezone);
}

/* More days never end earlier, a later receipt never ends earlier, and between undoes add. */
static void test_laws(void)
{
    Workdays w = calendar("Asia/Jakarta");
    for (int round = 0; round < 3000; round++) {
        gint32 from = g_test_rand_int_range(day("2025-11-01"), day("2026-11-01"));
        w.weekdays = round % 3 ? 0x1f : 0x3f;
        gint64 at = workday_instant(w.timezone, from, g_test_rand_int_range(0, 1440));
        int n = g_test_rand_int_range(0, 25);
        gint64 due, more, later;
        g_assert_true(workday_add(&w, at, n, &due, NULL));
        g_assert_true(workday_add(&w, at, n + 1, &more, NULL));
        g_assert_true(workday_add(&w, at + US_PER_DAY, n, &later, NULL));
        g_assert_cmpint(more, >=, due);
        g_assert_cmpint(later, >=, due);
        g_assert_true(workday_is_working(&w, workday_day_of(w.timezone, due)));
        if (n) {
            g_assert_cmpint(more, >, due);
            g_assert_cmpint(workday_between(&w, at, due), ==, n);
            g_assert_cmpint(workday_between(&w, due, at), ==, -n);
        }
    }
    g_time_zone_unref(w.timezone);
}

/* Between is arithmetic; counted day by day it is the same. */
static void test_between_counts(void)
{
    Workdays w = calendar("Asia/Jakarta");
    for (int round = 0; round < 500; round++) {
        gint32 a = g_test_rand_int_range(day("2024-06-01"), day("2027-06-01"));
        gint32 b = a + g_test_rand_int_range(0, 400);
        int count = 0;
        for (gint32 d = a + 1; d <= b; d++)
            count += workday_is_working(&w, d);
        gint64 from = workday_instant(w.timezone, a, 500), to = workday_instant(w.timezone, b, 400);
        g_assert_cmpint(workday_between(&w, from, to), ==, count);
        g_assert_cmpint(workday_between(&w, to, from), ==, -count);
    }
    /* beyond the horizon by weekday only: 2027-01-01 is a Friday */
    g_assert_cmpint(workday_between(&w, workday_instant(w.timezone, day("2026-12-31"), 0),
                                    workday_instant(w.timezone, day("2027-01-08"), 0)),
                    ==, 6);
    g_time_zone_unref(w.timezone);
}

static void test_parse(void)
{
    static const char *const WRONG[] = { "",           "2026",       "2026-02-29",  "2026-13-01",
                                         "2026-00-10", "2026-1-1",   "26-11-2026",  "2026-11-26 ",
                                         "2026/11/26", "0000-01-01", "２０２６-11", "2026-11-2x",
                                         "-026-11-26" };
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        gint32 d;
        g_autoptr(GError) error = NULL;
        g_assert_false(workday_parse(WRONG[i], &d, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
        g_assert_cmpstr(error_field(error), ==, "tanggal");
    }
    g_assert_cmpint(day("1970-01-01"), ==, 0);
    g_assert_cmpint(day("2028-02-29"), ==, day("2028-03-01") - 1);
    for (gint32 d = -800000; d < 2900000; d += 997) {
        g_autofree char *text = workday_format(d);
        if (d > -719000)
            g_assert_cmpint(day(text), ==, d);
        else
            g_assert_cmpstr(text, ==, "0001-01-01");
    }
    g_autofree char *last = workday_format(G_MAXINT32);
    g_assert_cmpstr(last, ==, "9999-12-31");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/workday/vectors", test_vectors);
    g_test_add_func("/workday/shared-leave-counts", test_shared_leave_counts);
    g_test_add_func("/workday/year-has-240", test_year_has_240);
    g_test_add_func("/workday/due-is-end-of-office-day", test_due_is_end_of_office_day);
    g_test_add_func("/workday/day-of-zone", test_day_of_zone);
    g_test_add_func("/workday/negative", test_negative);
    g_test_add_func("/workday/no-weekdays-end", test_no_weekdays_end);
    g_test_add_func("/workday/laws", test_laws);
    g_test_add_func("/workday/between-counts", test_between_counts);
    g_test_add_func("/workday/parse", test_parse);
    return g_test_run();
}
