/* Clocks that go off: warning, breach, ladder, expiry, recomputing. See deadline.h.
 *
 * Steps of a clock: 0 nothing said, 1 warned, 2 breached, 3.. rungs climbed. Each step is said once
 * however often the clock thread looks, since the step is stored in the same transaction.
 */
#include "domain/deadline_wake.h"

#include "domain/action.h"
#include "domain/audit.h"
#include "domain/calendar.h"
#include "domain/case_rules.h"
#include "domain/deadline.h"
#include "domain/notify.h"
#include "domain/staff.h"
#include "domain/time_words.h"
#include "store/case.h"
#include "store/timeline.h"

enum { STEP_WARNED = 1, STEP_BREACHED = 2, FUTURE_BATCH = 500 };

static const Policy *policy_of(const Ctx *ctx, const Case *c)
{
    const Policy *policy = catalog_policy(ctx->catalog, c->policy);
    return policy ? policy : catalog_policy_of(ctx->catalog, c->service);
}

/* When a rung is told: opening time of the working day it falls on. */
static gint64 rung_at(const Ctx *ctx, gint64 due_at, int after_wd)
{
    const Tenant *t = &ctx->catalog->tenant;
    gint64 at = deadline_due_after(ctx, due_at, MAX(after_wd, 1));
    if (at == CASE_NO_DUE)
        return due_at + (gint64)MAX(after_wd, 1) * US_PER_DAY;
    return at - (gint64)(t->office_close_min - t->office_open_min) * US_PER_MIN;
}

void deadline_plan_wake(const Ctx *ctx, const Case *c, CaseClock *k)
{
    const Policy *policy = policy_of(ctx, c);
    int rung = k->step - STEP_BREACHED;
    if (k->due_at == CASE_NO_DUE)
        k->wake_at = ctx_now_us(ctx) + US_PER_DAY;
    else if (k->step == 0)
        k->wake_at =
            k->started_at + (k->due_at - k->started_at) / 100 * CLAMP(policy->warn_percent, 1, 100);
    else if (k->step < STEP_BREACHED)
        k->wake_at = k->due_at;
    else if (rung < policy->rung_count)
        k->wake_at = rung_at(ctx, k->due_at, policy->rungs[rung].after_wd);
    else
        k->wake_at = CASE_NO_DUE;
}

static bool say(Ctx *ctx, Case *c, const CaseClock *k, const char *kind, bool public_,
                GError **error)
{
    g_autofree char *date = time_words_w3c(ctx->catalog, k->due_at);
    EventIn in = { .kind = kind,
                   .public_ = public_,
                   .data = event_data("clock", clock_kind_name(k->kind), "date", date, "agency",
                                      c->agency, NULL) };
    return audit_append(ctx, c, &in, NULL, error);
}

/* A breach that the public sees is told to the reporters too, in the same transaction. */
static bool tell_breach(Ctx *ctx, const Case *c, const CaseClock *k, GError **error)
{
    NoticeWords words = NOTICE_WORDS_INIT;
    g_autofree char *due = case_rules_due_words(ctx, "id", k->due_at);
    g_autofree char *holder = case_rules_holder_words(ctx, c);
    words.due = due;
    words.agency = holder;
    return notify_followers(ctx, c, "notice.overdue", &words, 0, error);
}

/* The reporter's own clocks are no matter of the staff. */
static bool is_of_reporter(const CaseClock *k)
{
    return k->kind == CLOCK_INFO || k->kind == CLOCK_CONFIRM;
}

static bool tell_holders(Ctx *ctx, const Case *c, const CaseClock *k, const char *key,
                         GError **error)
{
    StaffNotice notice = STAFF_NOTICE_INIT;
    unsigned who = k->kind == CLOCK_DISPOSITION ? STAFF_VERIFIERS : STAFF_HOLDERS;
    notice.key = key;
    notice.clock = k->kind;
    notice.due_at = k->due_at;
    return is_of_reporter(k) || staff_tell(ctx, c, who, &notice, error);
}

/* found: somebody is that rung; else names are of the administrators. */
static bool say_climbed(Ctx *ctx, Case *c, const CaseClock *k, const char *whom, const char *names,
                        bool found, GError **error)
{
    g_autofree char *date = time_words_w3c(ctx->catalog, k->due_at);
    EventIn in = { .kind = "clock.escalated",
                   .data =
                       event_data("clock", clock_kind_name(k->kind), "date", date, "whom", whom,
                                  "agency", c->agency, found ? "names" : "instead", names, NULL) };
    return audit_append(ctx, c, &in, NULL, error);
}

/* A further person is told. */
static bool climb(Ctx *ctx, Case *c, const CaseClock *k, const char *whom, GError **error)
{
    StaffNotice notice = STAFF_NOTICE_INIT;
    g_autofree char *names = NULL;
    g_auto(Workdays) days = { 0 };
    bool found = false;
    calendar_of(ctx->catalog, &days);
    notice.key = "staff.ladder";
    notice.clock = k->kind;
    notice.due_at = k->due_at;
    notice.whom = whom;
    notice.days = workday_between(&days, k->due_at, ctx_now_us(ctx));
    return staff_tell_rung(ctx, c, &notice, &names, &found, error) &&
           say_climbed(ctx, c, k, whom, names, found, error);
}

/* One step further. False in *more when nothing is due now. */
static bool step_on(Ctx *ctx, Case *c, CaseClock *k, bool *more, GError **error)
{
    const Policy *policy = policy_of(ctx, c);
    gint64 now = ctx_now_us(ctx);
    *more = k->wake_at <= now;
    if (!*more)
        return true;
    bool ok = true;
    int rung = k->step - STEP_BREACHED;
    if (k->due_at == CASE_NO_DUE) {
        k->due_at = deadline_due_after(ctx, k->started_at, k->working_days);
    } else if (now >= k->due_at && k->step < STEP_BREACHED) {
        ok =
            say(ctx, c, k, "clock.breached", policy->public_overdue, error) &&
            tell_holders(ctx, c, k, "staff.breach", error) &&
            (!policy->public_overdue || k->kind == CLOCK_PROGRESS || tell_breach(ctx, c, k, error));
        k->step = STEP_BREACHED;
    } else if (k->step == 0) {
        ok = say(ctx, c, k, "clock.warned", false, error) &&
             tell_holders(ctx, c, k, "staff.warning", error);
        k->step = STEP_WARNED;
    } else if (rung >= 0 && rung < policy->rung_count) {
        ok = climb(ctx, c, k, policy->rungs[rung].whom, error);
        k->step++;
    }
    deadline_plan_wake(ctx, c, k);
    return ok;
}

typedef struct {
    gint64 case_id;
    ClockKind kind;
} Wake;

/* The reporter's clocks end by an action instead of a breach. */
static bool expire(Ctx *ctx, const Case *c, ClockKind kind, GError **error)
{
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    input.reason = "tanpa-jawaban";
    return action_apply(ctx, c->ticket,
                        kind == CLOCK_INFO ? ACTION_EXPIRE_INFO : ACTION_EXPIRE_CONFIRM, &input,
                        &result, error);
}

static bool wake_work(Ctx *ctx, gpointer user, GError **error)
{
    const Wake *wake = user;
    g_autoptr(Case) c = case_store_get(ctx, wake->case_id, error);
    Deadlines d;
    if (!c || !deadline_load(ctx, c->id, &d, error))
        return false;
    CaseClock *k = &d.clocks[wake->kind];
    if (k->kind == 0 || k->state != CLOCK_RUNNING || k->wake_at > ctx_now_us(ctx))
        return true;
    bool of_reporter = k->kind == CLOCK_INFO || k->kind == CLOCK_CONFIRM;
    if (of_reporter && k->due_at != CASE_NO_DUE && k->due_at <= ctx_now_us(ctx))
        return expire(ctx, c, k->kind, error);
    for (bool more = true; more && k->wake_at != CASE_NO_DUE;)
        if (!step_on(ctx, c, k, &more, error))
            return false;
    d.dirty = 1u << k->kind;
    c->updated_at = ctx_now_us(ctx);
    return deadline_save(ctx, c, &d, error) && case_store_update(ctx, c, error);
}

bool deadline_wake(Ctx *ctx, gint64 case_id, ClockKind kind, GError **error)
{
    Wake wake = { case_id, kind };
    return ctx_transact(ctx, wake_work, &wake, error);
}

/* ---- recomputing ---- */

static bool recompute_clock(Ctx *ctx, Case *c, CaseClock *k, gint64 due, GError **error)
{
    g_autofree char *from =
        k->due_at == CASE_NO_DUE ? g_strdup("-") : time_words_w3c(ctx->catalog, k->due_at);
    g_autofree char *to = due == CASE_NO_DUE ? g_strdup("-") : time_words_w3c(ctx->catalog, due);
    EventIn in = { .kind = "clock.recomputed",
                   .data = event_data("clock", clock_kind_name(k->kind), "old", from, "date", to,
                                      NULL) };
    k->due_at = due;
    k->step = 0;
    deadline_plan_wake(ctx, c, k);
    return audit_append(ctx, c, &in, NULL, error);
}

typedef struct {
    const ClockRef *ref;
    bool changed;
} Recompute;

static bool recompute_work(Ctx *ctx, gpointer user, GError **error)
{
    Recompute *r = user;
    g_autoptr(Case) c = case_store_get(ctx, r->ref->case_id, error);
    Deadlines d;
    if (!c || !deadline_load(ctx, c->id, &d, error))
        return false;
    CaseClock *k = &d.clocks[r->ref->kind];
    gint64 due = deadline_due_after(ctx, k->started_at, k->working_days);
    r->changed = k->kind != 0 && k->state == CLOCK_RUNNING && k->due_at > ctx_now_us(ctx) &&
                 due != k->due_at;
    if (!r->changed)
        return true;
    d.dirty = 1u << k->kind;
    c->updated_at = ctx_now_us(ctx);
    return recompute_clock(ctx, c, k, due, error) && deadline_save(ctx, c, &d, error) &&
           case_store_update(ctx, c, error);
}

bool deadline_recompute(Ctx *ctx, gint64 *changed, GError **error)
{
    ClockRef after = { 0 };
    *changed = 0;
    for (;;) {
        g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(ClockRef));
        if (!clock_store_future(ctx, ctx_now_us(ctx), &after, FUTURE_BATCH, refs, error))
            return false;
        for (guint i = 0; i < refs->len; i++) {
            after = g_array_index(refs, ClockRef, i);
            Recompute r = { &after, false };
            if (!ctx_transact(ctx, recompute_work, &r, error))
                return false;
            *changed += r.changed;
        }
        if (refs->len < FUTURE_BATCH)
            return true;
    }
}
