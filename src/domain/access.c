/* Who may see which case: see access.h. */
#include "domain/access.h"

bool access_is_bound(const Ctx *ctx)
{
    const Actor *actor = &ctx->actor;
    if (actor->kind == ACTOR_SYSTEM)
        return false;
    return (actor->agency && *actor->agency) || actor->role == ROLE_OFFICER ||
           actor->role == ROLE_SUPERVISOR || actor->role == ROLE_ANNOUNCER ||
           actor->role == ROLE_OPERATOR;
}

bool access_has_agency(const Ctx *ctx, const char *agency)
{
    const Actor *actor = &ctx->actor;
    if (!access_is_bound(ctx))
        return true;
    if (actor->home != ctx->tenant || !actor->agency || !*actor->agency)
        return false;
    if (actor->role == ROLE_SUPERVISOR)
        return catalog_agency_under(ctx->catalog, actor->agency, agency);
    return g_str_equal(actor->agency, agency);
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
    return access_has_agency(ctx, c->agency);
}

bool access_may_act(const Ctx *ctx, const Case *c)
{
    const Actor *actor = &ctx->actor;
    if (actor->kind == ACTOR_SYSTEM)
        return true;
    return actor->home == ctx->tenant && role_has_right(actor->role, RIGHT_ACT) &&
           access_may_see(ctx, c);
}

bool access_may_triage(const Ctx *ctx)
{
    const Actor *actor = &ctx->actor;
    bool staff = actor->kind == ACTOR_STAFF || actor->kind == ACTOR_API;
    return staff && actor->home == ctx->tenant && role_has_right(actor->role, RIGHT_TRIAGE) &&
           !access_is_bound(ctx) && !(actor->area && *actor->area);
}

bool access_may_read_secret(const Ctx *ctx, const Case *c)
{
    return access_may_act(ctx, c);
}

bool access_is_desk(const Ctx *ctx)
{
    const Actor *actor = &ctx->actor;
    bool staff = actor->kind == ACTOR_STAFF || actor->kind == ACTOR_API;
    return staff && actor->home == ctx->tenant && role_has_right(actor->role, RIGHT_DESK);
}
