/* A desk (posko) where people are received, and when it is open, as the pack says it:
 *
 *   hours = Sabtu 08.00-11.00; Senin-Jumat 08.00-15.30
 *   exceptions = 2026-12-26 tutup Cuti bersama; 2026-12-19 09.00-12.00 Pasar murah
 *
 * An exception decides alone for its day; without one a holiday of the calendar closes the desk.
 * What is open when, with the tenant's calendar: domain/desk.h.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct DeskHours {
    int weekdays; /* bit 0 Monday .. bit 6 Sunday */
    int open_min, close_min;
} DeskHours;

typedef struct DeskException {
    gint32 day;              /* days since 1970-01-01 */
    int open_min, close_min; /* both 0: closed */
    char *why;               /* for people; "" none */
} DeskException;

typedef struct Desk {
    char *code, *name, *place, *area, *contact;
    char *hours_text, *exceptions_text; /* as written */
    GArray *hours;                      /* DeskHours */
    GArray *exceptions;                 /* DeskException */
    bool active;
} Desk;
Desk *desk_new(const char *code);
void desk_free(Desk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Desk, desk_free)

/* Reads the text into the lists. INVALID: the detail names the part that is not understood; what
 * was read before it stays. */
bool desk_set_hours(Desk *desk, const char *text, GError **error);
bool desk_set_exceptions(Desk *desk, const char *text, GError **error);

/* A queue number of a day. */
typedef enum NumberState {
    NUMBER_WAITING = 1,
    NUMBER_CALLED = 2, /* and being served */
    NUMBER_SERVED = 3,
    NUMBER_ABSENT = 4, /* called in vain; may be called again the same day */
} NumberState;

typedef struct DeskNumber {
    int number, counter, calls;
    NumberState state;
    gint64 taken_at, called_at;
} DeskNumber;
