/* The words by which staff find reports. On PostgreSQL they are written with the report; on SQLite
 * after it, by a job, since full text inline halves intake (see docs/adr). Secret text never is. */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

/* Inside intake's transaction. */
bool search_add_inline(Ctx *ctx, const Report *report, GError **error) MUST_USE;
/* A report that came from another tenant, behind the job's back. */
bool search_add_moved(Ctx *ctx, const Report *report, GError **error) MUST_USE;
/* Takes a report out, with the text it had. */
bool search_remove(Ctx *ctx, const Report *report, GError **error) MUST_USE;
/* Indexes what came since the last call; *more when there is more to do. */
bool search_catch_up(Ctx *ctx, bool *more, GError **error) MUST_USE;
