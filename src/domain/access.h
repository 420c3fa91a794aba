/* Who may see which case and act on it: role x scope. A province's staff looking at a child may
 * see, and act only by handing over. */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

/* Whether staff are held to agencies. Codes of agencies are of one tenant: away from home somebody
 * who is bound has none, whatever they are called there. */
bool access_is_bound(const Ctx *ctx);
/* An agency of the actor's scope: all for who is not bound, a supervisor's with those under it. */
bool access_has_agency(const Ctx *ctx, const char *agency);
/* For staff: the case is in his scope. */
bool access_may_see(const Ctx *ctx, const Case *c);
/* Sits at a desk of this government, where any case of it may be asked after. */
bool access_is_desk(const Ctx *ctx);
/* In scope, in his own tenant, and not a reader. */
bool access_may_act(const Ctx *ctx, const Case *c);
/* Staff of this tenant who verify, in no narrower scope: who decides on what is of no agency yet. */
bool access_may_triage(const Ctx *ctx);
/* Whether the text of a secret report may be shown to this actor. */
bool access_may_read_secret(const Ctx *ctx, const Case *c);
