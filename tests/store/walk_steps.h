/* The steps of a walk of test_hops.c. Each is done in the program and imagined in walk.h; what it
 * does depends on five random numbers and on what there is.
 */
#pragma once

#include "domain/deadline.h"
#include "domain/inbound.h"
#include "store/report.h"
#include "walk_world.h"

enum { MATTERS_MAX = 7 };

typedef enum StepKind {
    STEP_TIME,
    STEP_WAKE,
    STEP_REPORT,
    STEP_JOIN,
    STEP_SMS,
    STEP_CALENDAR,
    STEP_ACT
} StepKind;

typedef struct Step {
    StepKind kind;
    guint a, b, c, d, e;
} Step;

static guint permille(guint number, guint parts)
{
    return number % 1000 < parts;
}

/* ---- steps without a case ---- */

static bool step_time(Walk *w, const Step *s)
{
    static const gint64 SPANS[] = {
        0,
        US_PER_S,
        20 * US_PER_MIN,
        US_PER_HOUR,
        7 * US_PER_HOUR,
        19 * US_PER_HOUR,
        US_PER_DAY,
        2 * US_PER_DAY,
        3 * US_PER_DAY,
        9 * US_PER_DAY,
    };
    clock_advance(w->t->clock, SPANS[s->a % G_N_ELEMENTS(SPANS)] + s->b % 1000000);
    if (w->model.matters->len > 0 && permille(s->c, 250)) {
        gint64 due = matter_due(model_matter(&w->model, (int)(s->d % w->model.matters->len)));
        if (due > clock_now_us(w->t->clock) && due != CASE_NO_DUE)
            clock_set(w->t->clock, due);
    }
    /* a step must not go over midnight */
    gint64 now = clock_now_us(w->t->clock);
    gint64 second = (now / US_PER_S + ZONE_S) % DAY_S;
    if (second > DAY_S - 120)
        clock_advance(w->t->clock, 300 * US_PER_S);
    g_string_append_printf(w->said, "time goes on");
    return true;
}

static int walk_add_matter(Walk *w, int tenant, const char *service, gint64 id)
{
    Matter m = { .tenant = tenant, .into = NOBODY, .id = id, .status = STATUS_RECEIVED };
    g_autoptr(Case) c = case_store_get(&w->t->ctx, id, NULL);
    g_assert_nonnull(c);
    m.created = c->created_at;
    m.spans = g_array_new(FALSE, TRUE, sizeof(Span));
    g_strlcpy(m.service, service, sizeof m.service);
    matter_hold(&m, HOLDER_ADMIN, m.created);
    model_start(&w->model, &m, 1u << CLOCK_DISPOSITION | 1u << CLOCK_RESOLUTION);
    m.events = 1;
    g_array_append_val(w->model.matters, m);
    return (int)w->model.matters->len - 1;
}

static void phone_of(int person, char phone[16])
{
    g_snprintf(phone, 16, "0812340000%02d", person);
}

static bool walk_report(Walk *w, const Step *s, int tenant, int join)
{
    char phone[16] = "";
    g_autofree char *ticket = NULL;
    gint64 id = 0;
    int person = (int)(s->b % (PERSON_COUNT + 1)) - 1;
    if (person != NOBODY)
        phone_of(person, phone);
    Intake in = domain_test_intake("Jalan berlubang");
    in.phone = phone;
    in.service = SERVICE_CODES[s->c % G_N_ELEMENTS(SERVICE_CODES)];
    if (join != NOBODY)
        in.join = model_voice(&w->model, join)->ticket;
    walk_in(w, tenant);
    ticket = domain_test_report(w->t, &in, &id);
    g_autoptr(Report) r = report_store_get(&w->t->ctx, id, NULL);
    g_assert_nonnull(r);
    Speaker v = { .ticket = g_strdup(ticket), .id = id, .person = person };
    v.now = join == NOBODY ? walk_add_matter(w, tenant, in.service, r->case_id)
                           : model_voice(&w->model, join)->now;
    v.first = v.now;
    model_matter(&w->model, v.now)->events += join != NOBODY;
    g_array_append_val(w->model.voices, v);
    w->model.outbound += person != NOBODY;
    g_string_append_printf(w->said, "voice %u of person %d, matter %d", w->model.voices->len - 1,
                           person, v.now);
    return true;
}

static bool step_report(Walk *w, const Step *s)
{
    if (w->model.matters->len >= MATTERS_MAX)
        return true;
    return walk_report(w, s, (int)(s->a % 2), NOBODY);
}

static bool step_join(Walk *w, const Step *s)
{
    if (w->model.voices->len == 0)
        return true;
    int v = (int)(s->a % w->model.voices->len);
    const Matter *m = model_matter(&w->model, model_voice(&w->model, v)->now);
    if (!matter_listed(m) || status_is_closed(m->status))
        return true;
    return walk_report(w, s, m->tenant, v);
}

/* A question by SMS: stored once, answered once, changes no case. */
static bool step_sms(Walk *w, const Step *s)
{
    char phone[16];
    g_autofree char *id =
        g_strdup_printf("%u-%u-%" G_GINT64_FORMAT, w->seed, s->a, w->model.inbound);
    if (w->model.voices->len == 0)
        return true;
    const Speaker *v = model_voice(&w->model, (int)(s->a % w->model.voices->len));
    g_autofree char *text = g_strdup_printf("CEK %s", v->ticket);
    phone_of((int)(s->b % PERSON_COUNT), phone);
    walk_in(w, model_matter(&w->model, v->now)->tenant);
    for (int again = 0; again < 2; again++) {
        Incoming in = {
            .channel = "sms", .provider_id = id, .from = phone, .to = "1708", .text = text
        };
        InboundResult result;
        GError *error = NULL;
        g_assert_true(inbound_receive(&w->t->ctx, &in, &result, &error));
        store_assert_no_error(error);
        if (result.repeated != (again == 1))
            return FAIL(w, "the SMS was taken %s", again ? "twice" : "for a repeated one");
    }
    w->model.inbound++;
    w->model.outbound++;
    g_string_append_printf(w->said, "SMS %s", text);
    return true;
}

static bool walk_recount_events(Walk *w)
{
    for (guint i = 0; i < w->model.matters->len; i++) {
        Matter *m = model_matter(&w->model, (int)i);
        walk_in(w, m->tenant);
        g_autoptr(Case) c = case_store_get(&w->t->ctx, m->id, NULL);
        if (!c || c->event_seq < m->events)
            return FAIL(w, "matter %u lost events", i);
        m->events = c->event_seq;
    }
    return true;
}

static bool step_calendar(Walk *w, const Step *s)
{
    (void)s;
    walk_calendar(w, !w->later);
    model_recompute(&w->model);
    for (int tenant = 0; tenant < 2; tenant++) {
        GError *error = NULL;
        gint64 changed = 0;
        walk_in(w, tenant);
        domain_test_as(w->t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
        g_assert_true(deadline_recompute(&w->t->ctx, &changed, &error));
        store_assert_no_error(error);
    }
    g_string_append_printf(w->said, "the %s calendar", w->later ? "later" : "first");
    return walk_recount_events(w);
}

/* ---- the clock thread ---- */

static int walk_find(const Walk *w, const ClockRef *ref)
{
    for (guint i = 0; i < w->model.matters->len; i++)
        if (model_matter(&w->model, (int)i)->id == ref->case_id)
            return (int)i;
    return NOBODY;
}

static gint64 walk_breaches(Walk *w, const Matter *m)
{
    gint64 count = 0;
    g_assert_true(event_store_count(&w->t->ctx, m->id, "clock.breached", &count, NULL));
    return count;
}

/* A clock without a due time gets one as soon as the calendar knows; the reporter's run out. */
static void walk_wake_model(Walk *w, Matter *m, int i, ClockKind kind)
{
    Ticker *k = &m->clocks[kind];
    bool expired = k->state == CLOCK_RUNNING && k->due <= w->model.now;
    if (k->state == CLOCK_RUNNING && k->due == CASE_NO_DUE)
        k->due = days_due(&w->model.days, k->started, k->given);
    else if (kind == CLOCK_INFO && expired)
        model_carry_out(&w->model, m, &TRANSITIONS[ACTION_EXPIRE_INFO], 0);
    else if (kind == CLOCK_CONFIRM && expired)
        model_carry_out(&w->model, m, &TRANSITIONS[ACTION_EXPIRE_CONFIRM], 0);
    if (expired && (kind == CLOCK_INFO || kind == CLOCK_CONFIRM))
        w->model.outbound += model_followers(&w->model, i);
}

static bool walk_wake(Walk *w, const ClockRef *ref)
{
    GError *error = NULL;
    int i = walk_find(w, ref);
    if (i == NOBODY)
        return true;
    Matter *m = model_matter(&w->model, i);
    walk_in(w, m->tenant);
    domain_test_as(w->t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    gint64 breached = walk_breaches(w, m);
    if (!deadline_wake(&w->t->ctx, ref->case_id, ref->kind, &error))
        return FAIL(w, "clock %s of matter %d: %s", clock_kind_name(ref->kind), i, error->message);
    breached = walk_breaches(w, m) - breached;
    if (breached > 1)
        return FAIL(w, "matter %d: a clock breached twice", i);
    w->breaches += (guint)breached;
    if (ref->kind != CLOCK_PROGRESS) /* who asked hears the answer, not that it is late */
        w->model.outbound += breached * model_followers(&w->model, i);
    walk_wake_model(w, m, i, ref->kind);
    return true;
}

/* Until nothing is left to be woken; whoever looks again finds nothing to say. */
static bool step_wake(Walk *w, const Step *s)
{
    (void)s;
    g_string_append(w->said, "the clock thread looks");
    for (int round = 0; round < 9; round++) {
        g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(ClockRef));
        guint own = 0;
        g_assert_true(clock_store_waking(w->t->db, clock_now_us(w->t->clock), 5000, refs, NULL));
        for (guint n = 0; n < refs->len; n++) {
            const ClockRef *ref = &g_array_index(refs, ClockRef, n);
            own += walk_find(w, ref) != NOBODY;
            if (!walk_wake(w, ref))
                return false;
        }
        if (own == 0)
            return walk_recount_events(w);
    }
    return FAIL(w, "the clocks never come to rest");
}

/* ---- acting ---- */

typedef struct Try {
    Action action;
    const Transition *t;
    int voice, matter; /* whom it is about */
    int target;        /* MERGE: voice */
    int person;        /* SUPPORT */
    bool wrong_actor;
    ActionInput in;
} Try;

static Action pick_action(const Walk *w, const Step *s, CaseStatus status)
{
    (void)w;
    Action legal[ACTION_COUNT];
    guint count = 0;
    for (int a = 1; a < ACTION_COUNT; a++)
        if (a != ACTION_SPLIT && transition_allows(&TRANSITIONS[a], status)) /* test_split.c */
            legal[count++] = (Action)a;
    Action any = (Action)(1 + s->c % (ACTION_COUNT - 1));
    if (permille(s->b, 120) && any != ACTION_SPLIT)
        return any;
    return legal[s->c % count];
}

static void fill_input(Walk *w, const Step *s, Try *try)
{
    static const char *const VOTERS[] = { "p0", "p1", "p2", "p3" };
    const Matter *m = model_matter(&w->model, try->matter);
    ActionInput *in = &try->in;
    in->text = (try->t->needs & NEEDS_TEXT) || s->d & 1 ? "keterangan" : "";
    if (permille(s->e / 13, 150))
        in->text = "ada kebakaran";
    in->reason = try->t->needs & NEEDS_REASON           ? "tidak-jelas"
                 : try->t->action == ACTION_EXPIRE_INFO ? "tanpa-jawaban"
                                                        : "";
    in->service = SERVICE_CODES[(s->d >> 1) % G_N_ELEMENTS(SERVICE_CODES)];
    in->agency = try->t->needs & NEEDS_AGENCY ? AGENCY_CODES[s->d >> 3 & 1] : "";
    in->target = model_voice(&w->model, try->target)->ticket;
    in->tenant = w->catalogs[1 - m->tenant]->tenant.code;
    in->officer = w->officers[m->tenant][s->d >> 4 & 1];
    in->days = 1 + (int)(s->d >> 5 & 7);
    in->rating = 1 + (int)(s->d >> 8 & 3);
    in->voter = VOTERS[s->d >> 10 & 3];
    in->version = permille(s->e, 50) ? 999999 : 0;
}

static bool make_try(Walk *w, const Step *s, Try *try)
{
    static char phone[16];
    if (w->model.voices->len == 0)
        return false;
    *try = (Try){ .voice = (int)(s->a % w->model.voices->len), .in = ACTION_INPUT_INIT };
    const Speaker *v = model_voice(&w->model, try->voice);
    try->matter = v->now;
    if (v->first != v->now && permille(s->e, 300)) {
        try->action = ACTION_UNMERGE;
        try->matter = v->first;
    } else {
        try->action = pick_action(w, s, model_matter(&w->model, v->now)->status);
        try->matter = try->action == ACTION_UNMERGE ? v->first : v->now;
    }
    try->t = &TRANSITIONS[try->action];
    try->target = (int)((s->d >> 12) % w->model.voices->len);
    try->person = permille(s->e / 7, 500) ? NOBODY : (int)(s->e / 11 % PERSON_COUNT);
    try->wrong_actor = permille(s->e / 3, 60);
    fill_input(w, s, try);
    if (try->person != NOBODY) {
        phone_of(try->person, phone);
        try->in.phone = phone;
    }
    return true;
}

/* Whose right it is; the wrong one is a stranger to the case. */
static void act_as(Walk *w, const Try *try)
{
    const Matter *m = model_matter(&w->model, try->matter);
    const char *agency = m->agency;
    Right right = try->t->right;
    walk_in(w, m->tenant);
    if (try->wrong_actor)
        domain_test_as(w->t, ACTOR_REPORTER, 12345, ROLE_NONE, "");
    else if (try->t->by & BY_SYSTEM)
        domain_test_as(w->t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    else if (try->t->by & BY_REPORTER)
        domain_test_as(w->t, ACTOR_REPORTER, model_voice(&w->model, try->voice)->id, ROLE_NONE, "");
    else if (try->t->by & BY_ANYBODY)
        domain_test_as(w->t, ACTOR_PUBLIC, 0, ROLE_NONE, "");
    else if (right == RIGHT_TRIAGE || right == RIGHT_ACT)
        domain_test_as(w->t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    else
        domain_test_as(w->t, ACTOR_STAFF, 12,
                       right == RIGHT_SUPERVISE ? ROLE_SUPERVISOR : ROLE_OFFICER, agency);
}

static bool merge_fits(const Walk *w, const Try *try)
{
    int into = model_voice(&w->model, try->target)->now;
    const Matter *m = model_matter(&w->model, try->matter), *t = model_matter(&w->model, into);
    return into != try->matter && t->tenant == m->tenant && t->status != STATUS_REJECTED;
}

static bool dispute_fits(const Walk *w, const Matter *m)
{
    return m->closed == 0 || days_between(&w->model.days, m->closed, w->model.now) <= 10;
}

/* Soon after, and nobody else said so too. */
static bool withdraw_fits(const Walk *w, const Try *try, const Matter *m)
{
    int voices = 0;
    for (guint i = 0; i < w->model.voices->len; i++)
        voices += model_voice(&w->model, (int)i)->now == try->matter;
    return voices == 1 && m->voters == 0 && w->model.now - m->created <= US_PER_DAY;
}

/* Will it be done? */
static bool foresee(const Walk *w, const Try *try)
{
    const Matter *m = model_matter(&w->model, try->matter);
    const Speaker *v = model_voice(&w->model, try->voice);
    if (!transition_allows(try->t, m->status) || try->in.version != 0)
        return false;
    if (try->wrong_actor && !((try->t->by & BY_ANYBODY) && matter_listed(m)))
        return false;
    if ((try->t->needs & NEEDS_SERVICE) && !*try->in.service && !*m->service)
        return false;
    switch ((int)try->action) {
    case ACTION_DISPOSE:
        return m->status != STATUS_ASSIGNED || !g_str_equal(m->agency, try->in.agency);
    case ACTION_MERGE:
        return merge_fits(w, try);
    case ACTION_UNMERGE:
        return model_matter(&w->model, v->now)->tenant == m->tenant;
    case ACTION_HAND_TO:
        return try->in.officer == w->officers[m->tenant][g_str_equal(m->agency, "dlh")];
    case ACTION_ASK_TIME:
        return m->granted < 1;
    case ACTION_GRANT_TIME:
    case ACTION_DENY_TIME:
        return m->asked != 0;
    case ACTION_DISPUTE:
        return dispute_fits(w, m);
    case ACTION_WITHDRAW:
        return withdraw_fits(w, try, m);
    case ACTION_SUPPORT:
        return matter_listed(m);
    case ACTION_TAKE_ALARM:
        return m->alarm;
    case ACTION_REVIEW:
        return m->low && *m->agency;
    }
    return true;
}

static bool is_danger(const Try *try)
{
    return (try->action == ACTION_REPLY || try->action == ACTION_ANSWERED ||
            try->action == ACTION_DISPUTE) &&
           g_str_equal(try->in.text, "ada kebakaran");
}

/* One event more, and the reporter hears whom to call. */
static void imagine_alarm(Walk *w, const Try *try, Matter *m)
{
    m->events += !m->alarm;
    m->alarm = true;
    w->model.outbound += model_voice(&w->model, try->voice)->person != NOBODY;
}

static bool is_silent(const Walk *w, const Try *try)
{
    const Matter *m = model_matter(&w->model, try->matter);
    if (try->action == ACTION_ASK_PROGRESS)
        return m->clocks[CLOCK_PROGRESS].state == CLOCK_RUNNING;
    if (try->action == ACTION_SUPPORT)
        return m->voters >> (try->in.voter[1] - '0') & 1;
    return try->action == ACTION_RATE && !*try->in.text &&
           model_voice(&w->model, try->voice)->rating == try->in.rating;
}

static void merge_voices(Walk *w, const Try *try, int into)
{
    for (guint v = 0; v < w->model.voices->len; v++)
        if (model_voice(&w->model, (int)v)->now == try->matter)
            model_voice(&w->model, (int)v)->now = into;
    model_matter(&w->model, try->matter)->into = into;
    model_matter(&w->model, into)->events++;
}

/* All that came with it goes with it. */
static void unmerge_voices(Walk *w, const Try *try)
{
    int from = model_voice(&w->model, try->voice)->now;
    for (guint i = 0; i < w->model.voices->len; i++) {
        Speaker *v = model_voice(&w->model, (int)i);
        if (v->now == from && model_is_part(&w->model, v->first, try->matter))
            v->now = try->matter;
    }
    model_matter(&w->model, try->matter)->into = NOBODY;
    model_matter(&w->model, from)->events++;
}

/* What is merged into it travels too. */
static void hand_over(Walk *w, int matter)
{
    int to = 1 - model_matter(&w->model, matter)->tenant;
    for (guint i = 0; i < w->model.matters->len; i++)
        if (model_is_part(&w->model, (int)i, matter))
            model_matter(&w->model, (int)i)->tenant = to;
}

static void support(Matter *m, const Try *try)
{
    m->voters |= 1u << (try->in.voter[1] - '0');
    if (try->person != NOBODY)
        m->hearers |= 1u << try->person;
}

static unsigned resumes(const Matter *m, Action action)
{
    unsigned work = 0;
    for (int kind = CLOCK_DISPOSITION; kind <= CLOCK_RESOLUTION; kind++)
        if (m->clocks[kind].state == CLOCK_PAUSED)
            work |= 1u << kind;
    if (action == ACTION_REPLY || action == ACTION_ANSWERED)
        return work;
    if (action == ACTION_DISPUTE)
        return 1u << CLOCK_RESOLUTION;
    return action == ACTION_RESTORE || action == ACTION_UNMERGE ? m->alive : 0;
}

/* The parts of an act that are not in its row. Before the row is carried out. */
static void imagine_special(Walk *w, const Try *try, Matter *m)
{
    if (try->t->needs & TAKES_PLACE)
        model_reclassify(&w->model, m, try->in.service);
    if (try->action == ACTION_DISPOSE)
        g_strlcpy(m->agency, try->in.agency, sizeof m->agency);
    if (try->action == ACTION_RETURN || try->action == ACTION_HAND_OVER)
        m->agency[0] = '\0';
    if (try->action == ACTION_ASK_TIME)
        m->asked = try->in.days;
    if (try->action == ACTION_GRANT_TIME) {
        model_lengthen(&w->model, m, m->asked);
        m->granted++;
    }
    if (try->action == ACTION_GRANT_TIME || try->action == ACTION_DENY_TIME)
        m->asked = 0;
    if (try->action == ACTION_RATE)
        model_voice(&w->model, try->voice)->rating = try->in.rating;
    if (try->action == ACTION_RATE && try->in.rating <= 2)
        m->low = true;
    if (try->action == ACTION_REVIEW)
        m->low = false;
    bool admins = m->status == STATUS_RECEIVED || m->status == STATUS_VERIFIED;
    if (try->action == ACTION_NOTE && admins) /* a verifier's, see act_as */
        model_halt(&w->model, m, 1u << CLOCK_PROGRESS, CLOCK_STOPPED);
    if (try->action == ACTION_TAKE_ALARM || try->action == ACTION_REJECT ||
        try->action == ACTION_MERGE || try->action == ACTION_REFER)
        m->alarm = false;
    if (is_danger(try))
        imagine_alarm(w, try, m);
    if (try->action == ACTION_SUPPORT)
        support(m, try);
}

static void imagine(Walk *w, const Try *try)
{
    Matter *m = model_matter(&w->model, try->matter);
    const Transition *t = try->t;
    Transition reply = *t;
    unsigned resume = resumes(m, try->action);
    if (is_silent(w, try))
        return;
    if (try->action == ACTION_REPLY && m->status == STATUS_NEED_INFO) {
        reply.to = STATUS_RESUME;
        reply.stop = 1u << CLOCK_INFO;
        reply.message = "notice.info_received";
        t = &reply;
    }
    if (try->action == ACTION_UNMERGE)
        unmerge_voices(w, try);
    if (t->message)
        w->model.outbound += model_followers(&w->model, try->matter);
    imagine_special(w, try, m);
    model_carry_out(&w->model, m, t, resume);
    if (try->action == ACTION_MERGE)
        merge_voices(w, try, model_voice(&w->model, try->target)->now);
    if (try->action == ACTION_HAND_OVER)
        hand_over(w, try->matter);
}

/* The same once more with the same key does nothing. */
static bool act_again(Walk *w, const Try *try)
{
    g_autoptr(GError) error = NULL;
    ActionResult result = { 0 };
    if (!*try->in.once || try->action == ACTION_HAND_OVER || try->action == ACTION_RETURN)
        return true; /* it is out of sight of who gave it away */
    if (!action_apply(&w->t->ctx, model_voice(&w->model, try->voice)->ticket, try->action, &try->in,
                      &result, &error))
        return FAIL(w, "repeated, it is refused: %s", error->message);
    return result.repeated || FAIL(w, "repeated, it was done again");
}

static bool step_act(Walk *w, const Step *s)
{
    Try try;
    g_autoptr(GError) error = NULL;
    g_autofree char *once = NULL;
    ActionResult result = { 0 };
    if (!make_try(w, s, &try))
        return true;
    if (permille(s->e / 5, 100))
        try.in.once = once = g_strdup_printf("k%u", s->e);
    bool will = foresee(w, &try), silent = will && is_silent(w, &try);
    g_string_append_printf(w->said, "%s on matter %d by voice %d%s", try.t->name, try.matter,
                           try.voice, try.wrong_actor ? ", by a stranger" : "");
    act_as(w, &try);
    bool done = action_apply(&w->t->ctx, model_voice(&w->model, try.voice)->ticket, try.action,
                             &try.in, &result, &error);
    if (error && error_code(error) == KENTONGAN_ERROR_INTERNAL)
        return FAIL(w, "a failure of ours: %s (%s)", error->message, error_detail(error));
    if (done != will)
        return FAIL(w, "%s (%s)", done ? "done" : "refused", error ? error->message : "");
    w->done += done;
    w->refused += !done;
    if (!done)
        return true;
    if (result.repeated != silent)
        return FAIL(w, "repeated is %d", result.repeated);
    imagine(w, &try);
    return act_again(w, &try);
}
