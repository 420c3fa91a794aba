/* What the clock thread does with a clock, and when it must look again. */
#pragma once

#include "db/ctx.h"
#include "model/case.h"
#include "model/policy.h"

/* Sets k->wake_at from its step: the warning, the due time, the next rung, or a day from now while
 * the due time is not known. */
void deadline_plan_wake(const Ctx *ctx, const Case *c, CaseClock *k);
/* calendar_due, or CASE_NO_DUE past the decreed horizon. */
gint64 deadline_due_after(const Ctx *ctx, gint64 from_us, int working_days);
