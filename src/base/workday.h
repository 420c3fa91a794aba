/* Working-day arithmetic. The day of receipt is day 0; the due time is the end of office day N.
 *
 * Source of the rule: domain facts 5.6 (Permenpan practice); vectors in tests/unit/test_workday.c.
 */
#pragma once

#include "base/error.h"

typedef struct Workdays {
    GTimeZone *timezone;
    const gint32 *holidays;  /* sorted days since 1970-01-01 on which no work is done */
    guint holiday_count;
    gint32 first_day, last_day; /* decreed span, inclusive; outside it is an error, never a guess */
    int weekdays;            /* bit 0 Monday .. bit 6 Sunday */
    int close_min;           /* end of the office day, minutes after midnight */
} Workdays;

/* Local day (since 1970-01-01) of an instant, and the instant of minute m of a local day. */
gint32 workday_day_of(GTimeZone *zone, gint64 at_us);
gint64 workday_instant(GTimeZone *zone, gint32 day, int minute);
bool workday_is_working(const Workdays *w, gint32 day);
/* The end of the n-th working day after the day of from_us. n >= 0; n == 0 is the end of that very
 * day (or of the next working day when it is none). INVALID past the decreed horizon. */
bool workday_add(const Workdays *w, gint64 from_us, int n, gint64 *due_us, GError **error) MUST_USE;
/* Working days from the day of a to the day of b (negative when b is before a); days beyond the
 * horizon count as working by weekday only, since this is for display. */
int workday_between(const Workdays *w, gint64 a_us, gint64 b_us);
/* "2026-11-26" <-> day */
bool workday_parse(const char *text, gint32 *day, GError **error) MUST_USE;
char *workday_format(gint32 day);
