/* The clocks of a case, in working days: started, paused, resumed, stopped by the rows of
 * model/transition.c, woken by the clock thread to warn, to say "late" and to climb the ladder.
 *
 * A due time past the decreed calendar is never guessed: the clock runs with CASE_NO_DUE, is asked
 * again each day and gets its time when the calendar is loaded. Pausing moves the due time by the
 * working days the pause lasted. Re-disposition starts nothing anew: a clock that runs goes on.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"
#include "model/policy.h"

/* The clocks of one case while something is done to it. */
typedef struct Deadlines {
    CaseClock clocks[CLOCK_KIND_COUNT]; /* by kind; kind 0: not there */
    unsigned dirty;                     /* bits of kinds to be written */
} Deadlines;

bool deadline_load(Ctx *ctx, gint64 case_id, Deadlines *d, GError **error) MUST_USE;
/* Writes what changed and sets c->due_at and c->overdue from what runs. */
bool deadline_save(Ctx *ctx, Case *c, Deadlines *d, GError **error) MUST_USE;
/* Starts those of kinds that do not run; restart: also those that stopped (a reopening). */
void deadline_start(const Ctx *ctx, const Case *c, Deadlines *d, unsigned kinds);
/* The same, as if they had been started then. */
void deadline_start_at(const Ctx *ctx, const Case *c, Deadlines *d, unsigned kinds, gint64 at);
void deadline_stop(const Ctx *ctx, Deadlines *d, unsigned kinds);
void deadline_pause(const Ctx *ctx, Deadlines *d, unsigned kinds);
/* Those that are paused or stopped go on. */
void deadline_resume(const Ctx *ctx, const Case *c, Deadlines *d, unsigned kinds);
/* Bits of the clocks that run or pause: to resume exactly them later. */
unsigned deadline_alive(const Deadlines *d);
/* The category changed from that of before: the clocks get their new lengths, a stopped resolution
 * clock too, for when it is resumed. */
void deadline_reclassify(const Ctx *ctx, const Case *before, const Case *c, Deadlines *d);
/* More working days for the running follow-up and resolution clocks. */
void deadline_extend(const Ctx *ctx, const Case *c, Deadlines *d, int days);
/* What the agency has to keep next: the follow-up, once it is published the finish. */
gint64 deadline_work_due(const Deadlines *d);
/* The due time of a kind; CASE_NO_DUE when it does not run or has none. */
gint64 deadline_due(const Deadlines *d, ClockKind kind);

/* The clock thread's step for one clock: warning, breach, rung, expiry. Safe to repeat. */
bool deadline_wake(Ctx *ctx, gint64 case_id, ClockKind kind, GError **error) MUST_USE;
/* After the calendar or a policy changed: recomputes running clocks whose due time is still to
 * come; old and new stand in the event. changed receives how many. */
bool deadline_recompute(Ctx *ctx, gint64 *changed, GError **error) MUST_USE;
