/* One case becomes two, and one again: a report that was joined by mistake, a report that tells of
 * two matters; with its people, photos, messages and clocks, on both engines. And any order of
 * joining, merging, taking apart and splitting leaves every report in exactly one case. */
#include "domain_test.h"

#include "domain/notify.h"
#include "domain/proposal.h"
#include "store/case.h"
#include "store/message.h"
#include "store/report.h"
#include "store/timeline.h"

static const char PHONE[] = "081234567890", OTHER[] = "081298765432";

static void as_verifier(StoreTest *t)
{
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
}

static char *told(StoreTest *t, const char *text, const char *phone, const char *join)
{
    Intake in = domain_test_intake(text);
    in.phone = phone;
    in.join = join;
    in.area = "33.20.06.1006";
    return domain_test_report(t, &in, NULL);
}

static void split(StoreTest *t, const char *ticket, const char *matter)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.text = matter;
    as_verifier(t);
    domain_test_do(t, ticket, ACTION_SPLIT, &in);
}

static void verify(StoreTest *t, const char *ticket)
{
    ActionInput in = ACTION_INPUT_INIT;
    as_verifier(t);
    domain_test_do(t, ticket, ACTION_VERIFY, &in);
}

static void merge(StoreTest *t, const char *ticket, const char *into)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.target = into;
    as_verifier(t);
    domain_test_do(t, ticket, ACTION_MERGE, &in);
}

static CaseFile *load(StoreTest *t, const char *ticket)
{
    GError *error = NULL;
    as_verifier(t);
    CaseFile *file = case_file_load(&t->ctx, ticket, &error);
    store_assert_no_error(error);
    return file;
}

static bool says(const GPtrArray *messages, const char *key)
{
    for (guint i = 0; i < messages->len; i++)
        if (g_str_equal(((const Message *)messages->pdata[i])->key, key))
            return true;
    return false;
}

/* The ticket that the last event of this kind names. (transfer full) */
static char *named_by(const CaseFile *file, const char *kind)
{
    for (guint i = file->events->len; i > 0; i--) {
        const Event *event = file->events->pdata[i - 1];
        if (g_str_equal(event->kind, kind))
            return event_field(event, "ticket");
    }
    return NULL;
}

static const CaseClock *clock_in(const CaseFile *file, ClockKind kind)
{
    for (guint i = 0; i < file->clocks->len; i++) {
        const CaseClock *k = &g_array_index(file->clocks, CaseClock, i);
        if (k->kind == kind)
            return k;
    }
    return NULL;
}

/* All of it is as old as what was reported. */
static void assert_clocks_from(const CaseFile *file, gint64 at)
{
    const ClockKind kinds[] = { CLOCK_DISPOSITION, CLOCK_RESOLUTION };
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const CaseClock *k = clock_in(file, kinds[i]);
        g_assert_nonnull(k);
        g_assert_cmpint(k->started_at, ==, at);
    }
    const Hop *first = file->hops->pdata[0];
    g_assert_cmpint(first->from_at, ==, at);
    g_assert_cmpint(file->c->created_at, ==, at);
}

static void test_what_was_joined_by_mistake_leaves_with_all_of_it(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *main = told(t, "Jalan berlubang", PHONE, "");
    verify(t, main);
    clock_advance(t->clock, US_PER_HOUR);
    g_autofree char *joined = told(t, "Lampu padam, bukan lubang", OTHER, main);
    clock_advance(t->clock, 3 * US_PER_DAY);
    split(t, joined, "ini tentang lampu");
    g_autoptr(CaseFile) child = load(t, joined), left = load(t, main);
    g_assert_cmpstr(child->c->ticket, ==, joined);
    g_assert_cmpint(child->c->status, ==, STATUS_RECEIVED);
    g_assert_cmpint(child->c->reports, ==, 1);
    g_assert_cmpuint(child->reports->len, ==, 1);
    g_assert_cmpint(left->c->reports, ==, 1);
    g_assert_cmpuint(left->reports->len, ==, 1);
    assert_clocks_from(child, ((const Report *)child->reports->pdata[0])->created_at);
    g_assert_true(says(child->messages, "notice.received")); /* what was said to him, went along */
    g_assert_true(says(child->messages, "notice.unmerged"));
    g_assert_false(says(left->messages, "notice.unmerged"));
    g_autofree char *to = named_by(left, "case.split"), *from = named_by(child, "case.split_off");
    g_assert_cmpstr(to, ==, joined);
    g_assert_cmpstr(from, ==, main);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_a_report_of_two_matters_becomes_two_cases(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = told(t, "Jalan berlubang dan petugas minta uang", PHONE, "");
    clock_advance(t->clock, US_PER_DAY);
    split(t, ticket, "Petugas minta uang, pungli");
    g_autoptr(CaseFile) first = load(t, ticket);
    g_autofree char *second_ticket = named_by(first, "case.split");
    g_autoptr(CaseFile) second = load(t, second_ticket);
    const Report *r = second->reports->pdata[0], *own = first->reports->pdata[0];
    g_assert_cmpint(first->c->reports, ==, 1);
    g_assert_cmpint(second->c->id, !=, first->c->id);
    g_assert_cmpstr(r->text, ==, own->text);
    g_assert_cmpint(r->person_id, ==, own->person_id);
    g_assert_cmpstr(second->c->title, ==, "Petugas minta uang, pungli");
    g_assert_cmpstr(second->c->area, ==, "33.20.06.1006");
    assert_clocks_from(second, own->created_at);
    g_assert_true(says(first->messages, "notice.split"));
    g_assert_true(says(second->messages, "notice.received"));
    g_auto(Proposal) p = { 0 };
    proposal_load(t->ctx.catalog, second->c, &p);
    g_assert_cmpstr(p.service, ==, "pungli");
    merge(t, second_ticket, ticket); /* and back */
    g_autoptr(CaseFile) again = load(t, second_ticket);
    g_assert_cmpint(again->c->id, ==, first->c->id);
    g_assert_cmpint(again->c->reports, ==, 2);
    g_assert_true(says(again->messages, "notice.received")); /* of both */
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_merged_reports_and_strangers_are_refused(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *main = told(t, "Jalan berlubang", PHONE, "");
    g_autofree char *copy = told(t, "Aspal berlubang", OTHER, "");
    ActionInput in = ACTION_INPUT_INIT;
    merge(t, copy, main);
    in.text = "lain";
    as_verifier(t);
    domain_test_refused(t, copy, ACTION_SPLIT, &in, KENTONGAN_ERROR_CONFLICT);
    in.text = "  ";
    domain_test_refused(t, main, ACTION_SPLIT, &in, KENTONGAN_ERROR_INVALID);
    in.text = "lain";
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, "dpupr");
    domain_test_refused(t, main, ACTION_SPLIT, &in, KENTONGAN_ERROR_NOT_FOUND);
    domain_test_as(t, ACTOR_PUBLIC, 0, ROLE_NONE, "");
    domain_test_refused(t, main, ACTION_SPLIT, &in, KENTONGAN_ERROR_NOT_FOUND);
    domain_test_end(t);
}

static void test_a_secret_stays_one(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = domain_test_intake("Pungli, dan kepala dinas menerima suap");
    in.visibility = VISIBILITY_SECRET;
    in.phone = PHONE;
    g_autofree char *ticket = domain_test_report(t, &in, NULL);
    split(t, ticket, "kepala dinas menerima suap");
    g_autoptr(CaseFile) first = load(t, ticket);
    g_autofree char *second_ticket = named_by(first, "case.split");
    g_autoptr(Case) second = case_store_by_ticket(&t->ctx, second_ticket, NULL, NULL);
    g_autoptr(Report) r = report_store_by_ticket(&t->ctx, second_ticket, NULL);
    g_assert_cmpint(second->visibility, ==, VISIBILITY_SECRET);
    g_assert_false(second->listed);
    g_assert_null(strstr(second->title, "suap"));
    g_assert_null(strstr(second->proposal, "suap"));
    g_assert_null(r->text);
    for (guint i = 0; i < first->events->len; i++)
        g_assert_null(strstr(((const Event *)first->events->pdata[i])->data, "suap"));
    g_assert_true(report_open(r, NULL));
    g_assert_nonnull(strstr(r->text, "suap"));
    domain_test_end(t);
}

/* ---- any order ---- */

enum { WALKS = 12, STEPS = 60 };

typedef struct Walk {
    StoreTest *t;
    GRand *random;
    GPtrArray *tickets; /* of all reports */
} Walk;

static const char *any_ticket(const Walk *w)
{
    return w->tickets->pdata[g_rand_int_range(w->random, 0, (gint32)w->tickets->len)];
}

static void add_any(Walk *w)
{
    const char *join = w->tickets->len > 2 && g_rand_boolean(w->random) ? any_ticket(w) : "";
    const char *phone = g_rand_boolean(w->random) ? PHONE : OTHER;
    g_autoptr(Case) c = *join ? case_store_by_ticket(&w->t->ctx, join, NULL, NULL) : NULL;
    bool joins = c && c->listed;
    g_ptr_array_add(w->tickets, told(w->t, "Jalan berlubang", phone, joins ? c->ticket : ""));
    if (!joins)
        verify(w->t, w->tickets->pdata[w->tickets->len - 1]);
}

static void act_any(Walk *w, Action action)
{
    g_autoptr(GError) error = NULL;
    ActionInput in = ACTION_INPUT_INIT;
    ActionResult result = { 0 };
    in.text = "keterangan";
    in.target = any_ticket(w);
    const char *ticket = any_ticket(w);
    as_verifier(w->t);
    if (!action_apply(&w->t->ctx, ticket, action, &in, &result, &error)) {
        g_assert_true(error_is(error, KENTONGAN_ERROR_CONFLICT) ||
                      error_is(error, KENTONGAN_ERROR_INVALID));
        return;
    }
    if (action != ACTION_SPLIT)
        return;
    g_autoptr(CaseFile) file = load(w->t, ticket);
    g_autofree char *second = named_by(file, "case.split");
    if (second && g_str_equal(file->c->ticket, ticket))
        g_ptr_array_add(w->tickets, g_steal_pointer(&second));
}

/* Each report is in the case to which its ticket leads, which is not itself merged; the counts are
 * right; holders have held since the beginning; and clocks stand still only in what was merged. */
static void assert_whole(const Walk *w)
{
    for (guint i = 0; i < w->tickets->len; i++) {
        const char *ticket = w->tickets->pdata[i];
        g_autoptr(CaseFile) file = load(w->t, ticket);
        guint seen = 0;
        for (guint r = 0; r < file->reports->len; r++)
            seen += g_str_equal(((const Report *)file->reports->pdata[r])->ticket, ticket);
        g_assert_cmpuint(seen, ==, 1);
        g_assert_cmpint(file->c->status, !=, STATUS_DUPLICATE);
        g_assert_cmpint(file->c->reports, ==, file->reports->len);
        g_assert_cmpint(clock_in(file, CLOCK_RESOLUTION)->state, ==, CLOCK_RUNNING);
        gint64 at = file->c->created_at;
        for (guint h = 0; h < file->hops->len; h++) {
            const Hop *hop = file->hops->pdata[h];
            g_assert_cmpint(hop->from_at, ==, at);
            at = hop->to_at;
        }
        g_assert_cmpint(at, ==, 0); /* somebody holds it now */
    }
}

static void test_any_order_keeps_every_report_in_one_case(StoreTest *t)
{
    static const Action ACTIONS[] = { ACTION_MERGE, ACTION_UNMERGE, ACTION_SPLIT };
    domain_test_begin(t);
    for (guint i = 0; i < WALKS; i++) {
        g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(g_free);
        Walk w = { t, g_rand_new_with_seed((guint32)g_test_rand_int()), tickets };
        for (guint s = 0; s < STEPS; s++) {
            clock_advance(t->clock, US_PER_MIN);
            int kind = s < 4 ? 0 : g_rand_int_range(w.random, 0, 6);
            if (kind == 0)
                add_any(&w);
            else
                act_any(&w, ACTIONS[kind % 3]);
        }
        assert_whole(&w);
        g_rand_free(w.random);
    }
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/split/what_was_joined_by_mistake_leaves_with_all_of_it",
                   test_what_was_joined_by_mistake_leaves_with_all_of_it);
    store_test_add("/split/a_report_of_two_matters_becomes_two_cases",
                   test_a_report_of_two_matters_becomes_two_cases);
    store_test_add("/split/merged_reports_and_strangers_are_refused",
                   test_merged_reports_and_strangers_are_refused);
    store_test_add("/split/a_secret_stays_one", test_a_secret_stays_one);
    store_test_add("/split/any_order_keeps_every_report_in_one_case",
                   test_any_order_keeps_every_report_in_one_case);
    return store_test_run();
}
