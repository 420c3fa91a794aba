/* The clocks of a case: see deadline.h. The clock thread's side is deadline_wake.c. */
#include "domain/deadline.h"

#include "domain/calendar.h"
#include "domain/deadline_wake.h"
#include "store/timeline.h"

static int length_wd(const Ctx *ctx, const Case *c, ClockKind kind)
{
    const Policy *policy = catalog_policy(ctx->catalog, c->policy);
    const Service *service = catalog_service(ctx->catalog, c->service);
    if (!policy)
        policy = catalog_policy_of(ctx->catalog, c->service);
    switch (kind) {
    case CLOCK_DISPOSITION:
        return policy->disposition_wd;
    case CLOCK_FOLLOWUP:
        return policy->followup_wd;
    case CLOCK_RESOLUTION:
        return policy->resolution_wd[service ? service->resolution : RESOLUTION_PLAIN];
    case CLOCK_INFO:
        return policy->info_wd;
    case CLOCK_CONFIRM:
        return policy->confirm_wd;
    case CLOCK_PROGRESS:
        return policy->progress_wd;
    }
    g_assert_not_reached();
}

gint64 deadline_due_after(const Ctx *ctx, gint64 from_us, int working_days)
{
    gint64 due = CASE_NO_DUE;
    if (!calendar_due(ctx->catalog, from_us, working_days, &due, NULL))
        due = CASE_NO_DUE;
    return due;
}

/* working_days is the whole length given, with what pauses and extensions added, so the due time
 * always follows from the start. */
static void clock_lengthen(const Ctx *ctx, const Case *c, CaseClock *k, int days)
{
    k->working_days += days;
    k->due_at = deadline_due_after(ctx, k->started_at, k->working_days);
    k->step = 0;
    deadline_plan_wake(ctx, c, k);
}

bool deadline_load(Ctx *ctx, gint64 case_id, Deadlines *d, GError **error)
{
    g_autoptr(GArray) clocks = g_array_new(FALSE, FALSE, sizeof(CaseClock));
    *d = (Deadlines){ .dirty = 0 };
    if (!clock_store_of_case(ctx, case_id, clocks, error))
        return false;
    for (guint i = 0; i < clocks->len; i++) {
        const CaseClock *k = &g_array_index(clocks, CaseClock, i);
        d->clocks[k->kind] = *k;
    }
    return true;
}

bool deadline_save(Ctx *ctx, Case *c, Deadlines *d, GError **error)
{
    gint64 now = ctx_now_us(ctx);
    c->due_at = CASE_NO_DUE;
    c->overdue = false;
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        const CaseClock *k = &d->clocks[kind];
        if ((d->dirty & (1u << kind)) && !clock_store_put(ctx, c->id, k, error))
            return false;
        if (k->kind == 0 || k->state != CLOCK_RUNNING)
            continue;
        c->due_at = MIN(c->due_at, k->due_at);
        bool of_ours = kind != CLOCK_INFO && kind != CLOCK_CONFIRM;
        c->overdue = c->overdue || (of_ours && k->due_at < now);
    }
    d->dirty = 0;
    return true;
}

void deadline_start(const Ctx *ctx, const Case *c, Deadlines *d, unsigned kinds)
{
    deadline_start_at(ctx, c, d, kinds, ctx_now_us(ctx));
}

void deadline_start_at(const Ctx *ctx, const Case *c, Deadlines *d, unsigned kinds, gint64 at)
{
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        CaseClock *k = &d->clocks[kind];
        if (!(kinds & (1u << kind)) || (k->kind != 0 && k->state != CLOCK_STOPPED))
            continue;
        *k = (CaseClock){ .kind = (ClockKind)kind, .state = CLOCK_RUNNING, .started_at = at };
        clock_lengthen(ctx, c, k, length_wd(ctx, c, (ClockKind)kind));
        d->dirty |= 1u << kind;
    }
}

void deadline_stop(const Ctx *ctx, Deadlines *d, unsigned kinds)
{
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        CaseClock *k = &d->clocks[kind];
        if (!(kinds & (1u << kind)) || k->kind == 0 || k->state == CLOCK_STOPPED)
            continue;
        k->stopped_at = k->state == CLOCK_PAUSED ? k->paused_at : ctx_now_us(ctx);
        k->state = CLOCK_STOPPED;
        d->dirty |= 1u << kind;
    }
}

void deadline_pause(const Ctx *ctx, Deadlines *d, unsigned kinds)
{
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        CaseClock *k = &d->clocks[kind];
        if (!(kinds & (1u << kind)) || k->kind == 0 || k->state != CLOCK_RUNNING)
            continue;
        k->state = CLOCK_PAUSED;
        k->paused_at = ctx_now_us(ctx);
        d->dirty |= 1u << kind;
    }
}

void deadline_resume(const Ctx *ctx, const Case *c, Deadlines *d, unsigned kinds)
{
    gint64 now = ctx_now_us(ctx);
    g_auto(Workdays) days = { 0 };
    calendar_of(ctx->catalog, &days);
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        CaseClock *k = &d->clocks[kind];
        if (!(kinds & (1u << kind)) || k->kind == 0 || k->state == CLOCK_RUNNING)
            continue;
        gint64 since = k->state == CLOCK_PAUSED ? k->paused_at : k->stopped_at;
        int lost = workday_between(&days, since, now);
        k->state = CLOCK_RUNNING;
        k->paused_at = k->stopped_at = 0;
        gint64 due = deadline_due_after(ctx, k->started_at, k->working_days + lost);
        if (k->due_at >= since && (lost > 0 || due != k->due_at))
            clock_lengthen(ctx, c, k, lost);
        else
            deadline_plan_wake(ctx, c, k);
        d->dirty |= 1u << kind;
    }
}

unsigned deadline_alive(const Deadlines *d)
{
    unsigned bits = 0;
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++)
        if (d->clocks[kind].kind != 0 && d->clocks[kind].state != CLOCK_STOPPED)
            bits |= 1u << kind;
    return bits;
}

void deadline_extend(const Ctx *ctx, const Case *c, Deadlines *d, int days)
{
    const unsigned kinds = 1u << CLOCK_FOLLOWUP | 1u << CLOCK_RESOLUTION;
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        CaseClock *k = &d->clocks[kind];
        if (!(kinds & (1u << kind)) || k->kind == 0 || k->state != CLOCK_RUNNING)
            continue;
        clock_lengthen(ctx, c, k, days);
        d->dirty |= 1u << kind;
    }
}

void deadline_reclassify(const Ctx *ctx, const Case *before, const Case *c, Deadlines *d)
{
    for (int kind = CLOCK_DISPOSITION; kind <= CLOCK_RESOLUTION; kind++) {
        CaseClock *k = &d->clocks[kind];
        int more = length_wd(ctx, c, (ClockKind)kind) - length_wd(ctx, before, (ClockKind)kind);
        bool stopped = k->state == CLOCK_STOPPED;
        if (k->kind == 0 || more == 0 || (stopped && kind != CLOCK_RESOLUTION))
            continue;
        if (stopped) /* its due time is history until a reopening sets it going again */
            k->working_days += more;
        else
            clock_lengthen(ctx, c, k, more);
        d->dirty |= 1u << kind;
    }
}

gint64 deadline_work_due(const Deadlines *d)
{
    bool answered = d->clocks[CLOCK_FOLLOWUP].state != CLOCK_RUNNING;
    return deadline_due(d, answered ? CLOCK_RESOLUTION : CLOCK_FOLLOWUP);
}

gint64 deadline_due(const Deadlines *d, ClockKind kind)
{
    const CaseClock *k = &d->clocks[kind];
    return k->kind != 0 && k->state == CLOCK_RUNNING ? k->due_at : CASE_NO_DUE;
}
