/* When a desk is open, with the tenant's calendar: see desk.h. */
#include "base/clock.h"
#include "domain/calendar.h"
#include "domain/desk.h"

enum { LOOK_AHEAD_DAYS = 62, WEEKDAY_OF_EPOCH = 3 }; /* 1970-01-01 was a Thursday */

static bool is_holiday(const Workdays *w, gint32 day)
{
    for (guint i = 0; i < w->holiday_count; i++)
        if (w->holidays[i] == day)
            return true;
    return false;
}

/* The first span of the day that ends after minute. *decided: the day is known, open or not. */
static bool span_of(const Desk *desk, const Workdays *w, gint32 day, int minute, DeskOpening *out,
                    bool *decided)
{
    bool found = false, excepted = false;
    *decided = true;
    for (guint i = 0; i < desk->exceptions->len; i++) {
        const DeskException *e = &g_array_index(desk->exceptions, DeskException, i);
        if (e->day != day)
            continue;
        excepted = true;
        if (e->close_min > minute && (!found || e->open_min < out->open_min)) {
            *out =
                (DeskOpening){ .open_min = e->open_min, .close_min = e->close_min, .why = e->why };
            found = true;
        }
    }
    for (guint i = 0; i < desk->hours->len && !excepted; i++) {
        const DeskHours *h = &g_array_index(desk->hours, DeskHours, i);
        bool meant = h->weekdays & (1 << ((day + WEEKDAY_OF_EPOCH) % 7)) && h->close_min > minute;
        if (!meant || is_holiday(w, day) || (found && h->open_min >= out->open_min))
            continue;
        *decided = day >= w->first_day && day <= w->last_day;
        *out = (DeskOpening){ .open_min = h->open_min, .close_min = h->close_min, .why = "" };
        found = true;
    }
    out->day = day;
    return found && *decided;
}

void desk_opening(const Catalog *catalog, const Desk *desk, gint64 at, DeskOpening *opening)
{
    g_auto(Workdays) w = { 0 };
    calendar_of(catalog, &w);
    gint32 today = workday_day_of(catalog->timezone, at);
    gint64 midnight = workday_instant(catalog->timezone, today, 0);
    *opening = (DeskOpening){ .why = "" };
    for (gint32 day = today; day <= today + LOOK_AHEAD_DAYS; day++) {
        bool decided;
        int minute = day == today ? (int)((at - midnight) / US_PER_MIN) : 0;
        if (!span_of(desk, &w, day, minute, opening, &decided)) {
            if (!decided)
                break;
            continue;
        }
        opening->known = true;
        opening->open_at = workday_instant(catalog->timezone, day, opening->open_min);
        opening->close_at = workday_instant(catalog->timezone, day, opening->close_min);
        opening->open = opening->open_at <= at && at < opening->close_at;
        return;
    }
    *opening = (DeskOpening){ .why = "" };
}
