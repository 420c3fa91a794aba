/* A second opinion on what becomes of a case, for test_hops.c: made from the rows of
 * model/transition.c and from counting days one by one, with none of the domain's code.
 *
 * A Matter is what a case ought to be: its status, who held it from when, its clocks. A Speaker is a
 * report, which belongs to one matter now and began in another when it was merged. All of it is
 * plain memory; nothing here reads the database.
 */
#pragma once

#include "base/clock.h"
#include "model/case.h"
#include "model/policy.h"
#include "model/transition.h"

#include <string.h>

enum { PERSON_COUNT = 5, NOBODY = -1 };
#define WORK_CLOCKS (1u << CLOCK_DISPOSITION | 1u << CLOCK_FOLLOWUP | 1u << CLOCK_RESOLUTION)

/* ---- the calendar, a day at a time ---- */

typedef struct Days {
    const char *const *off; /* "2026-05-01", NULL-terminated */
    int last_year;          /* decreed from 2026 */
} Days;

#define DAY_S 86400
#define ZONE_S (7 * 3600) /* WIB */
enum { CLOSE_MIN = 960 };

static inline gint64 days_of(gint64 at_us)
{
    return (at_us / US_PER_S + ZONE_S) / DAY_S;
}

static inline GDateTime *days_date(gint64 day)
{
    return g_date_time_new_from_unix_utc(day * DAY_S);
}

static inline bool days_decreed(const Days *d, gint64 day)
{
    g_autoptr(GDateTime) date = days_date(day);
    int year = g_date_time_get_year(date);
    return year >= 2026 && year <= d->last_year;
}

static inline bool days_work(const Days *d, gint64 day)
{
    g_autoptr(GDateTime) date = days_date(day);
    g_autofree char *text = g_date_time_format(date, "%Y-%m-%d");
    if (g_date_time_get_day_of_week(date) > 5)
        return false;
    return !days_decreed(d, day) || !g_strv_contains(d->off, text);
}

/* Office hours end on the n-th working day after the day of from_us. */
static inline gint64 days_due(const Days *d, gint64 from_us, int n)
{
    gint64 day = days_of(from_us);
    int left = n > 0 ? n : !days_work(d, day);
    if (!days_decreed(d, day))
        return CASE_NO_DUE;
    while (left > 0) {
        if (!days_decreed(d, ++day))
            return CASE_NO_DUE;
        left -= days_work(d, day);
    }
    return (day * DAY_S + CLOSE_MIN * 60 - ZONE_S) * US_PER_S;
}

/* Working days after the day of a up to the day of b. */
static inline int days_between(const Days *d, gint64 a_us, gint64 b_us)
{
    int count = 0;
    for (gint64 day = days_of(a_us) + 1; day <= days_of(b_us); day++)
        count += days_work(d, day);
    return count;
}

/* ---- matters ---- */

typedef struct Span {
    HolderKind holder;
    char agency[16];
    gint64 from;
    bool sure; /* from is what the program said, no more a guess */
} Span;

typedef struct Ticker {
    ClockState state; /* 0: not made yet */
    int given;        /* working days, with pauses and more time */
    gint64 started, since /* paused or stopped */, due;
} Ticker;

typedef struct Matter {
    int tenant, into; /* into: index of the matter it was merged into */
    gint64 id;
    CaseStatus status, left_status;
    char agency[16], service[16];
    gint64 created, closed;
    GArray *spans; /* Span */
    Span left;     /* who held it before the question or the closing */
    Ticker clocks[CLOCK_KIND_COUNT];
    unsigned alive;        /* clocks that closing stopped */
    int asked;             /* days of an open request for time */
    int granted;           /* times */
    bool alarm, low;       /* what a person must look at: words of danger, a low rating */
    guint voters, hearers; /* bits of supporters; of those with a phone, by person */
    gint64 events;
} Matter;

typedef struct Speaker {
    char *ticket;
    gint64 id;
    int first, now; /* matters */
    int person;     /* NOBODY */
    int rating;
} Speaker;

typedef struct Model {
    Days days;
    gint64 now;
    GArray *matters, *voices;
    gint64 outbound, inbound; /* messages */
} Model;

static inline Matter *model_matter(const Model *model, int i)
{
    return &g_array_index(model->matters, Matter, i);
}

static inline Speaker *model_voice(const Model *model, int i)
{
    return &g_array_index(model->voices, Speaker, i);
}

static inline void model_clear(Model *model)
{
    for (guint i = 0; i < model->matters->len; i++)
        g_array_unref(model_matter(model, (int)i)->spans);
    for (guint i = 0; i < model->voices->len; i++)
        g_free(model_voice(model, (int)i)->ticket);
    g_array_unref(model->matters);
    g_array_unref(model->voices);
}

static inline Span *matter_span(const Matter *m)
{
    return &g_array_index(m->spans, Span, m->spans->len - 1);
}

static inline void matter_hold(Matter *m, HolderKind holder, gint64 now)
{
    Span next = { .holder = holder, .from = now };
    if (holder == HOLDER_AGENCY)
        g_strlcpy(next.agency, m->agency, sizeof next.agency);
    const Span *last = m->spans->len ? matter_span(m) : NULL;
    if (!last || last->holder != holder || !g_str_equal(last->agency, next.agency))
        g_array_append_val(m->spans, next);
}

/* May it stand in public lists: what is checked, not rejected, and of no sensitive category. */
static inline bool matter_listed(const Matter *m)
{
    CaseStatus status = m->status == STATUS_NEED_INFO ? m->left_status : m->status;
    return status != STATUS_RECEIVED && status != STATUS_REJECTED && status != STATUS_DUPLICATE &&
           !g_str_equal(m->service, "pungli");
}

/* Is matter i part of j: j itself, or merged into it, or into what was? */
static inline bool model_is_part(const Model *model, int i, int j)
{
    for (; i != NOBODY; i = model_matter(model, i)->into)
        if (i == j)
            return true;
    return false;
}

/* How many people hear of matter i: everybody once, whatever he did. */
static inline gint64 model_followers(const Model *model, int i)
{
    guint bits = 0;
    for (guint v = 0; v < model->voices->len; v++) {
        const Speaker *voice = model_voice(model, (int)v);
        if (voice->now != i)
            continue;
        if (voice->person != NOBODY)
            bits |= 1u << voice->person;
        bits |= model_matter(model, voice->first)->hearers;
    }
    return __builtin_popcount(bits | model_matter(model, i)->hearers);
}

/* ---- clocks ---- */

static inline int ticker_length(const char *service, int kind)
{
    switch ((ClockKind)kind) {
    case CLOCK_DISPOSITION:
    case CLOCK_PROGRESS:
        return 2;
    case CLOCK_FOLLOWUP:
        return 5;
    case CLOCK_RESOLUTION:
        return g_str_equal(service, "jalan") ? 14 : g_str_equal(service, "pungli") ? 60 : 5;
    case CLOCK_INFO:
    case CLOCK_CONFIRM:
        return 10;
    }
    g_assert_not_reached();
}

static inline void ticker_give(const Model *model, Ticker *k, int days)
{
    k->given += days;
    k->due = days_due(&model->days, k->started, k->given);
}

static inline void model_start(const Model *model, Matter *m, unsigned kinds)
{
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        Ticker *k = &m->clocks[kind];
        if (!(kinds >> kind & 1) || (k->state != 0 && k->state != CLOCK_STOPPED))
            continue;
        *k = (Ticker){ .state = CLOCK_RUNNING, .started = model->now };
        ticker_give(model, k, ticker_length(m->service, kind));
    }
}

static inline void model_halt(const Model *model, Matter *m, unsigned kinds, ClockState to)
{
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        Ticker *k = &m->clocks[kind];
        bool runs = k->state == CLOCK_RUNNING;
        if (!(kinds >> kind & 1) || !(runs || (to == CLOCK_STOPPED && k->state == CLOCK_PAUSED)))
            continue;
        k->since = runs ? model->now : k->since;
        k->state = to;
    }
}

/* What was left when it paused is left when it goes on; what was late stays late. */
static inline void model_resume(const Model *model, Matter *m, unsigned kinds)
{
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
        Ticker *k = &m->clocks[kind];
        if (!(kinds >> kind & 1) || k->state == 0 || k->state == CLOCK_RUNNING)
            continue;
        int lost = days_between(&model->days, k->since, model->now);
        k->state = CLOCK_RUNNING;
        if (k->due >= k->since)
            ticker_give(model, k, lost);
    }
}

static inline unsigned matter_alive(const Matter *m)
{
    unsigned bits = 0;
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++)
        if (m->clocks[kind].state == CLOCK_RUNNING || m->clocks[kind].state == CLOCK_PAUSED)
            bits |= 1u << kind;
    return bits;
}

static inline void model_lengthen(const Model *model, Matter *m, int days)
{
    for (int kind = CLOCK_FOLLOWUP; kind <= CLOCK_RESOLUTION; kind++)
        if (m->clocks[kind].state == CLOCK_RUNNING)
            ticker_give(model, &m->clocks[kind], days);
}

static inline void model_reclassify(const Model *model, Matter *m, const char *service)
{
    if (!*service)
        return;
    for (int kind = CLOCK_DISPOSITION; kind <= CLOCK_RESOLUTION; kind++) {
        Ticker *k = &m->clocks[kind];
        int more = ticker_length(service, kind) - ticker_length(m->service, kind);
        if (k->state == CLOCK_RUNNING || k->state == CLOCK_PAUSED) {
            if (more != 0)
                ticker_give(model, k, more);
        } else if (k->state == CLOCK_STOPPED && kind == CLOCK_RESOLUTION) {
            k->given += more;
        }
    }
    g_strlcpy(m->service, service, sizeof m->service);
}

static inline gint64 matter_due(const Matter *m)
{
    gint64 due = CASE_NO_DUE;
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++)
        if (m->clocks[kind].state == CLOCK_RUNNING)
            due = MIN(due, m->clocks[kind].due);
    return due;
}

static inline bool matter_overdue(const Matter *m, gint64 now)
{
    for (int kind = CLOCK_DISPOSITION; kind <= CLOCK_RESOLUTION; kind++)
        if (m->clocks[kind].state == CLOCK_RUNNING && m->clocks[kind].due <= now)
            return true;
    return false;
}

/* A new calendar moves what is still to come. */
static inline void model_recompute(const Model *model)
{
    for (guint i = 0; i < model->matters->len; i++)
        for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++) {
            Ticker *k = &model_matter(model, (int)i)->clocks[kind];
            if (k->state == CLOCK_RUNNING && k->due > model->now)
                k->due = days_due(&model->days, k->started, k->given);
        }
}

/* ---- what a row does ---- */

static inline bool status_leaves(CaseStatus to)
{
    return to == STATUS_NEED_INFO || to == STATUS_REJECTED || to == STATUS_DUPLICATE ||
           to == STATUS_REFERRED;
}

static inline void matter_go(Matter *m, CaseStatus to, HolderKind holder, gint64 now)
{
    if (to != m->status && status_leaves(to) && m->status != STATUS_NEED_INFO) {
        m->left_status = m->status;
        m->left = *matter_span(m);
    }
    if (to != m->status)
        m->closed = status_is_closed(to) ? now : 0;
    m->status = to;
    if (holder != 0)
        matter_hold(m, holder, now);
}

/* Back to where it was before the question or the closing. */
static inline void matter_return(Matter *m, gint64 now)
{
    matter_go(m, m->left_status, m->left.holder, now);
}

static inline void model_carry_out(Model *model, Matter *m, const Transition *t, unsigned resume)
{
    unsigned others = 1u << CLOCK_INFO | 1u << CLOCK_CONFIRM | 1u << CLOCK_PROGRESS;
    if (t->stop == (WORK_CLOCKS | others))
        m->alive = matter_alive(m) & ~(1u << CLOCK_INFO | 1u << CLOCK_PROGRESS);
    if (t->to == STATUS_RESUME)
        matter_return(m, model->now);
    else
        matter_go(m, t->to == STATUS_SAME ? m->status : t->to, t->holder, model->now);
    model_halt(model, m, t->stop, CLOCK_STOPPED);
    model_halt(model, m, t->pause, CLOCK_PAUSED);
    model_start(model, m, t->start);
    model_resume(model, m, resume);
    m->events++;
}
