/* Times as people read them: see time_words.h. Names of months and days are written out here and
 * not taken from the system's locales, which a server need not have. */
#include "domain/time_words.h"

#include "base/clock.h"
#include "domain/calendar.h"
#include "model/case.h"

#include <string.h>

#define S_PER_DAY G_GINT64_CONSTANT(86400)
#define JULIAN_1970 719163  /* GDate's day number of 1970-01-01 */
#define JULIAN_LAST 3652059 /* 9999-12-31 */

typedef struct Words {
    const char *weekdays[7]; /* Monday first, as GDateTime counts from 1 */
    const char *months[12];
    const char *short_months[12];
    const char *at; /* between date and time */
    char hour_separator;
    const char *day, *days, *hour, *hours, *minute, *minutes;
    const char *short_span;
    const char *left, *today, *late, *just_late; /* of a due time; printf of %d where it counts */
} Words;

static const Words INDONESIAN = {
    .weekdays = { "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu" },
    .months = { "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus",
                "September", "Oktober", "November", "Desember" },
    .short_months = { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov",
                      "Des" },
    .at = "pukul",
    .hour_separator = '.',
    .day = "hari",
    .days = "hari",
    .hour = "jam",
    .hours = "jam",
    .minute = "menit",
    .minutes = "menit",
    .short_span = "kurang dari 1 menit",
    .left = "%d hk lagi",
    .today = "hari ini",
    .late = "lewat %d hk",
    .just_late = "baru lewat",
};

static const Words ENGLISH = {
    .weekdays = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" },
    .months = { "January", "February", "March", "April", "May", "June", "July", "August",
                "September", "October", "November", "December" },
    .short_months = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                      "Dec" },
    .at = "at",
    .hour_separator = ':',
    .day = "day",
    .days = "days",
    .hour = "hour",
    .hours = "hours",
    .minute = "minute",
    .minutes = "minutes",
    .short_span = "less than a minute",
    .left = "%d wd left",
    .today = "today",
    .late = "%d wd late",
    .just_late = "just late",
};

static const Words *words_of(const char *lang)
{
    return lang && g_str_has_prefix(lang, "en") ? &ENGLISH : &INDONESIAN;
}

typedef struct LocalTime {
    GDate date;
    int hour, minute, second;
    int offset_s; /* east of UTC */
} LocalTime;

/* False for an instant outside the years 1..9999. GDateTime takes four times as long, and a list
 * has a hundred of them. */
static bool local_time(const Catalog *catalog, gint64 at_us, LocalTime *t)
{
    gint64 at_s = at_us / US_PER_S;
    int interval = g_time_zone_find_interval(catalog->timezone, G_TIME_TYPE_UNIVERSAL, at_s);
    t->offset_s = interval < 0 ? 0 : g_time_zone_get_offset(catalog->timezone, interval);
    gint64 local_s = at_s + t->offset_s + JULIAN_1970 * S_PER_DAY, day = local_s / S_PER_DAY;
    if (day < 1 || day > JULIAN_LAST)
        return false;
    g_date_clear(&t->date, 1);
    g_date_set_julian(&t->date, (guint32)day);
    t->hour = (int)(local_s / 3600 % 24);
    t->minute = (int)(local_s / 60 % 60);
    t->second = (int)(local_s % 60);
    return true;
}

static char *date_of(const Words *w, const LocalTime *t)
{
    return g_strdup_printf("%s, %d %s %d", w->weekdays[g_date_get_weekday(&t->date) - 1],
                           g_date_get_day(&t->date), w->months[g_date_get_month(&t->date) - 1],
                           g_date_get_year(&t->date));
}

char *time_words_date(const Catalog *catalog, const char *lang, gint64 at_us)
{
    LocalTime t;
    return local_time(catalog, at_us, &t) ? date_of(words_of(lang), &t) : g_strdup("");
}

char *time_words_full(const Catalog *catalog, const char *lang, gint64 at_us)
{
    const Words *w = words_of(lang);
    const char *zone = catalog->tenant.timezone_name;
    LocalTime t;
    if (!local_time(catalog, at_us, &t))
        return g_strdup("");
    g_autofree char *date = date_of(w, &t);
    return g_strdup_printf("%s %s %02d%c%02d%s%s", date, w->at, t.hour, w->hour_separator, t.minute,
                           zone && *zone ? " " : "", zone ? zone : "");
}

char *time_words_short(const Catalog *catalog, const char *lang, gint64 at_us)
{
    const Words *w = words_of(lang);
    LocalTime t;
    if (!local_time(catalog, at_us, &t))
        return g_strdup("");
    return g_strdup_printf("%d %s %d %02d%c%02d", g_date_get_day(&t.date),
                           w->short_months[g_date_get_month(&t.date) - 1], g_date_get_year(&t.date),
                           t.hour, w->hour_separator, t.minute);
}

static char *counted(gint64 n, const char *one, const char *many)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", n, n == 1 ? one : many);
}

/* The two largest units; the smaller one is left out when it is zero. */
char *time_words_span(const char *lang, gint64 length_us)
{
    const Words *w = words_of(lang);
    gint64 minutes = ABS(length_us / US_PER_MIN), hours = minutes / 60, days = hours / 24;
    if (!minutes)
        return g_strdup(w->short_span);
    if (!hours)
        return counted(minutes, w->minute, w->minutes);
    g_autofree char *large =
        days ? counted(days, w->day, w->days) : counted(hours, w->hour, w->hours);
    g_autofree char *small = days ? counted(hours % 24, w->hour, w->hours)
                                  : counted(minutes % 60, w->minute, w->minutes);
    return *small == '0' ? g_steal_pointer(&large) : g_strconcat(large, " ", small, NULL);
}

static char *fill_count(const char *pattern, int n)
{
    g_autofree char *number = g_strdup_printf("%d", n);
    g_auto(GStrv) parts = g_strsplit(pattern, "%d", 2);
    return g_strjoinv(number, parts);
}

char *time_words_due(const Catalog *catalog, const char *lang, gint64 now_us, gint64 due_us)
{
    const Words *w = words_of(lang);
    if (due_us <= 0 || due_us == CASE_NO_DUE)
        return g_strdup("");
    g_auto(Workdays) calendar = { 0 };
    calendar_of(catalog, &calendar);
    bool late = now_us > due_us;
    int n = ABS(workday_between(&calendar, now_us, due_us));
    if (n)
        return fill_count(late ? w->late : w->left, n);
    return g_strdup(late ? w->just_late : w->today);
}

/* Writes so many digits and one mark behind them; where to go on. */
static char *put(char *at, int digits, int value, char mark)
{
    for (int i = digits; i-- > 0; value /= 10)
        at[i] = (char)('0' + value % 10);
    at[digits] = mark;
    return at + digits + 1;
}

char *time_words_w3c(const Catalog *catalog, gint64 at_us)
{
    char text[] = "2026-11-26T16:00:00+07:00", *at = text;
    LocalTime t;
    if (!local_time(catalog, at_us, &t))
        return g_strdup("");
    int east_min = ABS(t.offset_s) / 60;
    at = put(at, 4, g_date_get_year(&t.date), '-');
    at = put(at, 2, (int)g_date_get_month(&t.date), '-');
    at = put(at, 2, g_date_get_day(&t.date), 'T');
    at = put(at, 2, t.hour, ':');
    at = put(at, 2, t.minute, ':');
    at = put(at, 2, t.second, t.offset_s < 0 ? '-' : '+');
    at = put(at, 2, east_min / 60, ':');
    put(at, 2, east_min % 60, '\0');
    return g_strdup(text);
}
