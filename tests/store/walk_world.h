/* Two governments for a walk of test_hops.c, a province and a kabupaten of its own, and the
 * question whether the program has there what walk.h says. A check that fails leaves its words in
 * the walk.
 */
#pragma once

#include "domain_test.h"

#include "store/case.h"
#include "store/timeline.h"
#include "walk.h"

static const char *const AGENCY_CODES[] = { "dpupr", "dlh" };
static const char *const SERVICE_CODES[] = { "", "jalan", "pungli" };
static const char *const CODES[] = { "a", "b" };

static const char *const DECREED_2026[] = {
    "2026-01-01", "2026-01-16", "2026-02-16", "2026-02-17", "2026-03-18", "2026-03-19",
    "2026-03-20", "2026-03-23", "2026-03-24", "2026-04-03", "2026-05-01", "2026-05-14",
    "2026-05-15", "2026-05-27", "2026-05-28", "2026-06-01", "2026-06-16", "2026-08-17",
    "2026-08-25", "2026-12-24", "2026-12-25", NULL,
};
/* Two days more in 2026, and the next year. */
static const char *const DECREED_LATER[] = {
    "2026-01-01", "2026-01-16", "2026-02-16", "2026-02-17", "2026-03-18", "2026-03-19",
    "2026-03-20", "2026-03-23", "2026-03-24", "2026-04-03", "2026-04-06", "2026-05-01",
    "2026-05-14", "2026-05-15", "2026-05-27", "2026-05-28", "2026-06-01", "2026-06-16",
    "2026-08-17", "2026-08-18", "2026-08-25", "2026-12-24", "2026-12-25", "2027-01-01",
    "2027-02-08", "2027-03-09", "2027-03-10", "2027-03-11", NULL,
};

typedef struct Walk {
    StoreTest *t;
    guint32 seed, world; /* world: number of its tenants */
    Model model;
    Catalog *catalogs[2];  /* a province and a kabupaten */
    gint64 officers[2][2]; /* by tenant and agency */
    bool later;            /* the later calendar is loaded */
    GString *failure;      /* NULL: none */
    GString *said;         /* what the step does, in words */
    guint done, refused, breaches;
} Walk;

#define FAIL(w, ...) (walk_fail(w, __VA_ARGS__), false)

G_GNUC_PRINTF(2, 3) static void walk_fail(Walk *w, const char *format, ...)
{
    va_list args;
    if (w->failure)
        return;
    w->failure = g_string_new(NULL);
    va_start(args, format);
    g_string_append_vprintf(w->failure, format, args);
    va_end(args);
}

/* ---- the world of a walk: two governments of its own ---- */

static Catalog *walk_catalog(Walk *w, int tenant, const char *const *days, int last_year)
{
    g_autofree char *code = g_strdup_printf("w%u%s", w->world, CODES[tenant]);
    char prefix[] = { (char)('V' + tenant), (char)('A' + w->world / 26 % 26),
                      (char)('A' + w->world % 26), '\0' };
    gint64 parent = tenant == 0 ? 0 : w->catalogs[0]->tenant.id;
    g_autoptr(Catalog) made = domain_test_made(code, prefix, parent);
    g_array_set_size(made->holidays, 0);
    g_array_set_size(made->years, 0);
    for (; *days; days++) {
        Holiday h = { .kind = 1, .name = TEXT("libur") };
        g_assert_true(workday_parse(*days, &h.day, NULL));
        g_array_append_val(made->holidays, h);
    }
    for (int y = 2026; y <= last_year; y++) {
        HolidayYear year = { y, true, TEXT("SKB") };
        g_array_append_val(made->years, year);
    }
    return domain_test_stored(w->t, made);
}

static void walk_calendar(Walk *w, bool later)
{
    w->later = later;
    w->model.days = (Days){ later ? DECREED_LATER : DECREED_2026, later ? 2027 : 2026 };
    for (int tenant = 0; tenant < 2; tenant++) {
        Catalog *made = walk_catalog(w, tenant, w->model.days.off, w->model.days.last_year);
        if (w->catalogs[tenant])
            catalog_unref(w->catalogs[tenant]);
        w->catalogs[tenant] = made;
    }
}

static void walk_in(Walk *w, int tenant)
{
    w->t->ctx.catalog = w->catalogs[tenant];
    w->t->ctx.tenant = w->catalogs[tenant]->tenant.id;
}

static void walk_officers(Walk *w)
{
    static gint64 last = 1000;
    for (int tenant = 0; tenant < 2; tenant++)
        for (int agency = 0; agency < 2; agency++) {
            g_autofree char *sql = g_strdup_printf(
                "INSERT INTO account (tenant, id, login, name, role, agency, password, created_at)"
                " VALUES (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                ", '%s', 'Petugas', %d, '%s', '', 0)",
                w->catalogs[tenant]->tenant.id, ++last, AGENCY_CODES[agency], ROLE_OFFICER,
                AGENCY_CODES[agency]);
            GError *error = NULL;
            g_assert_true(db_run_script(w->t->db, sql, &error));
            store_assert_no_error(error);
            w->officers[tenant][agency] = last;
        }
}

static void walk_begin(Walk *w, StoreTest *t, guint32 seed, guint32 world)
{
    *w = (Walk){ .t = t, .seed = seed, .world = world, .said = g_string_new(NULL) };
    w->model.matters = g_array_new(FALSE, TRUE, sizeof(Matter));
    w->model.voices = g_array_new(FALSE, TRUE, sizeof(Speaker));
    /* anywhere in the year, over its end too */
    clock_set(t->clock, STORE_TEST_NOW + (gint64)(seed * 37 % 300) * US_PER_DAY);
    walk_calendar(w, false);
    walk_officers(w);
}

static void walk_end(Walk *w)
{
    GError *error = NULL;
    g_autofree char *quiet = g_strdup_printf(
        "UPDATE clock SET state = 3 WHERE tenant IN (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")",
        w->catalogs[0]->tenant.id, w->catalogs[1]->tenant.id);
    g_assert_true(db_run_script(w->t->db, quiet, &error));
    store_assert_no_error(error);
    for (int tenant = 0; tenant < 2; tenant++)
        catalog_unref(w->catalogs[tenant]);
    w->t->ctx.catalog = NULL;
    w->t->ctx.tenant = STORE_TEST_TENANT;
    model_clear(&w->model);
    g_string_free(w->said, TRUE);
    if (w->failure)
        g_string_free(w->failure, TRUE);
}

/* ---- what the program has ---- */

static gint64 walk_count(Walk *w, const char *table, const char *where)
{
    g_autofree char *sql = g_strdup_printf(
        "SELECT count(*) FROM %s WHERE tenant IN (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")%s",
        table, w->catalogs[0]->tenant.id, w->catalogs[1]->tenant.id, where);
    GError *error = NULL;
    g_autoptr(DbCursor) row = db_query_text(w->t->db, sql, &error);
    store_assert_no_error(error);
    g_assert_true(db_next(row, &error));
    return db_int(row, 0);
}

static bool check_messages(Walk *w)
{
    gint64 out = walk_count(w, "message", " AND outbound = 1");
    gint64 in = walk_count(w, "message", " AND outbound = 0");
    if (out != w->model.outbound)
        return FAIL(w, "%" G_GINT64_FORMAT " messages out instead of %" G_GINT64_FORMAT, out,
                    w->model.outbound);
    if (in != w->model.inbound)
        return FAIL(w, "%" G_GINT64_FORMAT " messages in instead of %" G_GINT64_FORMAT, in,
                    w->model.inbound);
    return true;
}

static bool check_hop(Walk *w, int i, guint n, const GPtrArray *hops, gint64 before)
{
    const Hop *hop = hops->pdata[n];
    const Hop *next = n + 1 < hops->len ? hops->pdata[n + 1] : NULL;
    Span *span = &g_array_index(model_matter(&w->model, i)->spans, Span, n);
    if (hop->holder != span->holder || !g_str_equal(hop->agency, span->agency))
        return FAIL(w, "matter %d, hop %u: held by %s %s instead of %s %s", i, n,
                    holder_name(hop->holder), hop->agency, holder_name(span->holder), span->agency);
    if (span->sure ? hop->from_at != span->from : hop->from_at < before)
        return FAIL(w, "matter %d, hop %u begins at another time", i, n);
    span->from = hop->from_at;
    span->sure = true;
    if (hop->to_at != (next ? next->from_at : 0) || (next && next->from_at < hop->from_at))
        return FAIL(w, "matter %d, hop %u does not touch the next", i, n);
    return true;
}

static bool check_hops(Walk *w, int i, gint64 before)
{
    const Matter *m = model_matter(&w->model, i);
    GError *error = NULL;
    g_autoptr(GPtrArray) hops = g_ptr_array_new_with_free_func((GDestroyNotify)hop_free);
    g_assert_true(hop_store_of_case(&w->t->ctx, m->id, hops, &error));
    store_assert_no_error(error);
    if (hops->len != m->spans->len)
        return FAIL(w, "matter %d: %u hops instead of %u", i, hops->len, m->spans->len);
    gint64 sum = 0, now = clock_now_us(w->t->clock);
    for (guint n = 0; n < hops->len; n++) {
        const Hop *hop = hops->pdata[n];
        if (!check_hop(w, i, n, hops, before))
            return false;
        sum += (hop->to_at ? hop->to_at : now) - hop->from_at;
    }
    return sum == now - m->created || FAIL(w, "matter %d: hops do not add up to its age", i);
}

static bool check_clock(Walk *w, int i, const CaseClock *k)
{
    const Ticker *want = &model_matter(&w->model, i)->clocks[k->kind];
    const char *name = clock_kind_name(k->kind);
    if (k->state != want->state)
        return FAIL(w, "matter %d: clock %s is in state %d instead of %d", i, name, k->state,
                    want->state);
    if (k->working_days != want->given)
        return FAIL(w, "matter %d: clock %s has %d working days instead of %d", i, name,
                    k->working_days, want->given);
    if (k->due_at != want->due)
        return FAIL(
            w, "matter %d: clock %s is due at %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, i,
            name, k->due_at, want->due);
    return true;
}

static bool check_clocks(Walk *w, int i)
{
    const Matter *m = model_matter(&w->model, i);
    GError *error = NULL;
    g_autoptr(GArray) clocks = g_array_new(FALSE, FALSE, sizeof(CaseClock));
    guint made = 0;
    g_assert_true(clock_store_of_case(&w->t->ctx, m->id, clocks, &error));
    store_assert_no_error(error);
    for (int kind = 1; kind < CLOCK_KIND_COUNT; kind++)
        made += m->clocks[kind].state != 0;
    if (clocks->len != made)
        return FAIL(w, "matter %d: %u clocks instead of %u", i, clocks->len, made);
    for (guint n = 0; n < clocks->len; n++)
        if (!check_clock(w, i, &g_array_index(clocks, CaseClock, n)))
            return false;
    return true;
}

static bool check_case(Walk *w, int i, gint64 before)
{
    const Matter *m = model_matter(&w->model, i);
    int reports = 0;
    walk_in(w, m->tenant);
    g_autoptr(Case) c = case_store_get(&w->t->ctx, m->id, NULL);
    if (!c)
        return FAIL(w, "matter %d is not where it should be", i);
    for (guint v = 0; v < w->model.voices->len; v++)
        reports += model_voice(&w->model, (int)v)->now == i;
    if (c->status != m->status)
        return FAIL(w, "matter %d: %s instead of %s", i, status_name(c->status),
                    status_name(m->status));
    if (c->listed != matter_listed(m))
        return FAIL(w, "matter %d: listed is %d", i, c->listed);
    if (c->event_seq != m->events)
        return FAIL(w, "matter %d: %" G_GINT64_FORMAT " events instead of %" G_GINT64_FORMAT, i,
                    c->event_seq, m->events);
    /* a merged one keeps the count that it left with */
    if (m->status != STATUS_DUPLICATE && c->reports != reports)
        return FAIL(w, "matter %d: %d reports instead of %d", i, c->reports, reports);
    if (c->supports != __builtin_popcount(m->voters))
        return FAIL(w, "matter %d: %d supports", i, c->supports);
    if (!check_hops(w, i, before) || !check_clocks(w, i))
        return false;
    if (c->due_at != matter_due(m))
        return FAIL(w, "matter %d: due at %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, i,
                    c->due_at, matter_due(m));
    return true;
}

static bool check_all(Walk *w, gint64 before)
{
    if (!check_messages(w))
        return false;
    for (guint i = 0; i < w->model.matters->len; i++)
        if (!check_case(w, (int)i, before))
            return false;
    return true;
}

static bool check_audit(Walk *w)
{
    for (int tenant = 0; tenant < 2; tenant++) {
        GError *error = NULL;
        gint64 events = 0;
        g_autoptr(GPtrArray) found =
            g_ptr_array_new_with_free_func((GDestroyNotify)audit_finding_free);
        walk_in(w, tenant);
        g_assert_true(audit_verify(&w->t->ctx, found, &events, NULL, NULL, &error));
        store_assert_no_error(error);
        if (found->len > 0)
            return FAIL(w, "the log is broken: %s", ((AuditFinding *)found->pdata[0])->what);
    }
    return true;
}
