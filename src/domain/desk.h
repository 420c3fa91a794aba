/* Desks (posko): when they are open, who is on duty there, and their queue numbers.
 *
 * A day of a desk is the tenant's local day. Numbers begin at 1 each day; calling the next one
 * gives two clerks two numbers. Each step leaves an event in the tenant's chain ("desk.opened",
 * "desk.closed", "desk.queue"), by which waiting-room screens hear of it. Nothing here says whose a
 * number is.
 */
#pragma once

#include "db/ctx.h"
#include "model/desk.h"

/* ---- opening ---- */

typedef struct DeskOpening {
    bool open;   /* at this moment */
    bool known;  /* there is a span: the running one when open, else the next */
    gint32 day;  /* of it */
    int open_min, close_min;
    gint64 open_at, close_at; /* instants */
    const char *why;          /* of an exception; "" none. Lent from the desk */
} DeskOpening;
/* Not known: nothing within two months, or the calendar of holidays is not decreed so far. */
void desk_opening(const Catalog *catalog, const Desk *desk, gint64 at, DeskOpening *opening);

/* ---- on duty ---- */

typedef struct DeskShift {
    gint64 id, account, from_at;
    char *desk;
    int counter;
} DeskShift;
void desk_shift_clear(DeskShift *shift);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskShift, desk_shift_clear)

/* The actor may sit at it: his right, his area. */
bool desk_may_serve(const Ctx *ctx, const Desk *desk);
/* Where the actor is on duty today; shift->desk NULL: nowhere. */
bool desk_shift_now(Ctx *ctx, DeskShift *shift, GError **error) MUST_USE;
/* counter 1..20. Who was at another desk leaves it. INVALID posko, meja. */
bool desk_check_in(Ctx *ctx, const char *desk, int counter, GError **error) MUST_USE;
bool desk_check_out(Ctx *ctx, GError **error) MUST_USE;

/* ---- the queue ---- */

typedef struct DeskQueue {
    gint32 day;
    int waiting, served, absent, last; /* last: the highest number given out */
    gint64 median_wait_us;             /* of those called today; -1: none yet */
    GArray *called;                    /* DeskNumber being served, the last called first */
    GArray *missed;                    /* DeskNumber called in vain, the last first */
    GArray *next;                      /* DeskNumber waiting, in order, at most ten */
} DeskQueue;
void desk_queue_clear(DeskQueue *queue);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskQueue, desk_queue_clear)

bool desk_queue_load(Ctx *ctx, const char *desk, DeskQueue *queue, GError **error) MUST_USE;
/* One more waits. CONFLICT when the day's numbers (999) are used up. */
bool desk_number_take(Ctx *ctx, const char *desk, int *number, GError **error) MUST_USE;
/* The next to the actor's counter; whom he served until now is done. *number 0: nobody waits.
 * CONFLICT when he is not on duty there. */
bool desk_number_call(Ctx *ctx, const char *desk, int *number, GError **error) MUST_USE;
/* The same number once more, also one that did not come. NOT_FOUND, CONFLICT. */
bool desk_number_recall(Ctx *ctx, const char *desk, int number, GError **error) MUST_USE;
/* SERVED or ABSENT. Repeated: nothing happens. */
bool desk_number_end(Ctx *ctx, const char *desk, int number, NumberState state,
                     GError **error) MUST_USE;
