/* Working-day arithmetic: see workday.h. */
#include "base/workday.h"

#include "base/clock.h"

#include <string.h>

#define JULIAN_1970 719163  /* GDate's day number of 1970-01-01 */
#define JULIAN_LAST 3652059 /* 9999-12-31 */

static gint64 floor_div(gint64 a, gint64 b)
{
    return a / b - (a % b < 0);
}

static int offset_s(GTimeZone *zone, GTimeType type, gint64 at_s)
{
    int interval = g_time_zone_find_interval(zone, type, at_s);
    return interval < 0 ? 0 : g_time_zone_get_offset(zone, interval);
}

gint32 workday_day_of(GTimeZone *zone, gint64 at_us)
{
    gint64 at_s = floor_div(at_us, US_PER_S);
    return (gint32)floor_div(at_s + offset_s(zone, G_TIME_TYPE_UNIVERSAL, at_s), 86400);
}

gint64 workday_instant(GTimeZone *zone, gint32 day, int minute)
{
    gint64 local_s = (gint64)day * 86400 + (gint64)minute * 60;
    return (local_s - offset_s(zone, G_TIME_TYPE_STANDARD, local_s)) * US_PER_S;
}

/* 0 Monday .. 6 Sunday; 1970-01-01 was a Thursday. */
static int weekday_of(gint64 day)
{
    return (int)(day + 3 - floor_div(day + 3, 7) * 7);
}

static bool is_weekday_working(const Workdays *w, gint32 day)
{
    return w->weekdays >> weekday_of(day) & 1;
}

static bool is_decreed(const Workdays *w, gint32 day)
{
    return day >= w->first_day && day <= w->last_day;
}

/* Index of the first holiday that is not before day. */
static guint holiday_from(const Workdays *w, gint32 day)
{
    guint low = 0, high = w->holiday_count;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (w->holidays[middle] < day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool workday_is_working(const Workdays *w, gint32 day)
{
    if (!is_weekday_working(w, day))
        return false;
    guint at = holiday_from(w, day);
    return !(is_decreed(w, day) && at < w->holiday_count && w->holidays[at] == day);
}

static bool fail_horizon(const Workdays *w, gint32 day, GError **error)
{
    g_autofree char *text = workday_format(day);
    g_autofree char *first = workday_format(w->first_day);
    g_autofree char *last = workday_format(w->last_day);
    error_set(error, KENTONGAN_ERROR_INVALID, NULL,
              N_("Kalender hari kerja belum ditetapkan untuk tanggal itu. Minta pengelola memuat "
                 "kalender tahun yang bersangkutan."),
              "working days: %s is outside the decreed calendar (%s to %s)", text, first, last);
    return false;
}

bool workday_add(const Workdays *w, gint64 from_us, int n, gint64 *due_us, GError **error)
{
    if (n < 0) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL,
                  N_("Jumlah hari kerja tidak boleh kurang dari nol."), "working days: %d", n);
        return false;
    }
    gint32 day = workday_day_of(w->timezone, from_us);
    if (!is_decreed(w, day))
        return fail_horizon(w, day, error);
    int left = n ? n : !workday_is_working(w, day);
    while (left) {
        if (!is_decreed(w, ++day))
            return fail_horizon(w, day, error);
        left -= workday_is_working(w, day);
    }
    *due_us = workday_instant(w->timezone, day, w->close_min);
    return true;
}

/* Working weekdays in the days 1970-01-05 (a Monday) .. day; negative before. */
static gint64 weekdays_until(const Workdays *w, gint64 day)
{
    gint64 since = day - 4 + 1, weeks = floor_div(since, 7), count = 0;
    for (int i = 0; i < 7; i++)
        if (w->weekdays >> i & 1)
            count += weeks + (i < since - weeks * 7);
    return count;
}

/* Working days in (a, b], a <= b. */
static gint64 count_after(const Workdays *w, gint32 a, gint32 b)
{
    gint64 count = weekdays_until(w, b) - weekdays_until(w, a);
    for (guint i = holiday_from(w, a); i < w->holiday_count && w->holidays[i] <= b; i++) {
        gint32 day = w->holidays[i];
        bool twice = i > 0 && w->holidays[i - 1] == day;
        if (day > a && !twice && is_decreed(w, day) && is_weekday_working(w, day))
            count--;
    }
    return count;
}

int workday_between(const Workdays *w, gint64 a_us, gint64 b_us)
{
    gint32 a = workday_day_of(w->timezone, a_us), b = workday_day_of(w->timezone, b_us);
    return (int)(a <= b ? count_after(w, a, b) : -count_after(w, b, a));
}

static int digits_value(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++)
        value = value * 10 + g_ascii_digit_value(text[i]);
    return value;
}

bool workday_parse(const char *text, gint32 *day, GError **error)
{
    bool shaped = strlen(text) == 10;
    for (int i = 0; shaped && i < 10; i++)
        shaped = i == 4 || i == 7 ? text[i] == '-' : g_ascii_isdigit(text[i]);
    if (shaped) {
        int year = digits_value(text, 4), month = digits_value(text + 5, 2);
        int dom = digits_value(text + 8, 2);
        if (year >= 1 && g_date_valid_dmy((GDateDay)dom, (GDateMonth)month, (GDateYear)year)) {
            GDate date;
            g_date_clear(&date, 1);
            g_date_set_dmy(&date, (GDateDay)dom, (GDateMonth)month, (GDateYear)year);
            *day = (gint32)g_date_get_julian(&date) - JULIAN_1970;
            return true;
        }
    }
    error_set(error, KENTONGAN_ERROR_INVALID, "tanggal",
              N_("Tanggal tidak dikenali. Tulis seperti 2026-11-26."), "no date: %.40s", text);
    return false;
}

char *workday_format(gint32 day)
{
    gint64 julian = CLAMP((gint64)day + JULIAN_1970, 1, JULIAN_LAST);
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_julian(&date, (guint32)julian);
    return g_strdup_printf("%04d-%02d-%02d", g_date_get_year(&date), (int)g_date_get_month(&date),
                           g_date_get_day(&date));
}
