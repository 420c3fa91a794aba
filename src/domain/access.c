/* Who may see which case: see access.h. */
#include "domain/access.h"

static bool in_agency(const Ctx *ctx, const Case *c)
{
    const Actor *actor = &ctx->actor;
    if (!actor->agency || !*actor->agency)
        return actor->role != ROLE_OFFICER && actor->role != ROLE_SUPERVISOR;
    if (actor->role == ROLE_SUPERVISOR)
        return catalog_agency_under(ctx->catalog, actor->agency, c->agency);
    return g_str_equal(actor->agency, c->agency);
}

bool access_may_see(const Ctx *ctx, const Case *c)
{
    const Actor *actor = &ctx->actor;
    if (actor->kind == ACTOR_SYSTEM)
        return true;
    bool staff = actor->kind == ACTOR_STAFF || actor->kind == ACTOR_API;
    if (!staff || !role_has_right(actor->role, RIGHT_CONSOLE))
        return false;
    if (actor->area && *actor->area && !area_contains(actor->area, c->area))
        return false;
    return in_agency(ctx, c);
}

bool access_may_act(const Ctx *ctx, const Case *c)
{
    const Actor *actor = &ctx->actor;
    if (actor->kind == ACTOR_SYSTEM)
        return true;
    return actor->home == ctx->tenant && role_has_right(actor->role, RIGHT_ACT) &&
           access_may_see(ctx, c);
}

bool access_may_read_secret(const Ctx *ctx, const Case *c)
{
    return access_may_act(ctx, c);
}
