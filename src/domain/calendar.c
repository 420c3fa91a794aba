/* The tenant's working days: see calendar.h. A few dozen dates are copied each time; that is
 * cheaper than keeping a second copy beside an immutable catalog. */
#include "domain/calendar.h"

static gint32 first_day_of(int year)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, 1, G_DATE_JANUARY, (GDateYear)year);
    return (gint32)g_date_get_julian(&date) - 719163; /* 1970-01-01 */
}

/* catalog->years is by year. */
static void decreed_span(const GArray *years, gint32 *first_day, gint32 *last_day)
{
    int first = 0, last = -1;
    for (guint i = years->len; i-- > 0;) {
        const HolidayYear *y = &g_array_index(years, HolidayYear, i);
        if (last < 0 && y->decreed)
            first = last = y->year;
        else if (last >= 0 && y->decreed && y->year == first - 1)
            first = y->year;
        else if (last >= 0)
            break;
    }
    *first_day = last < 0 ? 1 : first_day_of(first);
    *last_day = last < 0 ? 0 : first_day_of(last + 1) - 1;
}

void calendar_of(const Catalog *catalog, Workdays *out)
{
    guint n = catalog->holidays->len;
    gint32 *days = g_new(gint32, n);
    for (guint i = 0; i < n; i++)
        days[i] = g_array_index(catalog->holidays, Holiday, i).day;
    *out = (Workdays){
        .timezone = catalog->timezone,
        .holidays = days,
        .holiday_count = n,
        .weekdays = catalog->tenant.working_weekdays,
        .close_min = catalog->tenant.office_close_min,
    };
    decreed_span(catalog->years, &out->first_day, &out->last_day);
}

void calendar_clear(Workdays *w)
{
    g_free((gpointer)w->holidays);
    *w = (Workdays){ 0 };
}

bool calendar_due(const Catalog *catalog, gint64 from_us, int wd, gint64 *due_us, GError **error)
{
    g_auto(Workdays) w = { 0 };
    calendar_of(catalog, &w);
    return workday_add(&w, from_us, wd, due_us, error);
}
