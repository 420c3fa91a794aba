/* Proposals learned from decisions, on both engines: what they say before and after, that they
 * survive a restart, stay in their tenant, and never hold what was told in confidence. */
#include "domain_test.h"

#include "domain/learning.h"
#include "domain/proposal.h"
#include "store/case.h"
#include "store/learned.h"

static const LearnLimits LIMITS = { .threads = 1 };

/* Words no keyword of the pack knows, so that only decisions can tell. */
static const char *const ROADS[] = { "Tambalan di tikungan ambrol kena truk",
                                     "Bahu sebelah selokan ambles, truk terperosok",
                                     "Tambalan kemarin ambrol lagi, banyak truk lewat" };
static const char *const BRIBES[] = { "Oknum minta uang rokok waktu urus surat",
                                      "Urus surat dimintai uang tambahan oleh oknum",
                                      "Oknum loket minta uang pelicin" };

static void decide(StoreTest *t, const char *text, const char *service, const char *agency,
                   Visibility visibility)
{
    Intake report = domain_test_intake(text);
    report.visibility = visibility;
    g_autofree char *ticket = domain_test_report(t, &report, NULL);
    ActionInput in = ACTION_INPUT_INIT;
    in.service = service;
    in.area = "33.20.06.1006";
    in.agency = agency;
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_DISPOSE, &in);
}

static void decide_many(StoreTest *t, guint count)
{
    for (guint i = 0; i < count; i++) {
        bool road = i % 2 == 0;
        g_autofree char *text =
            g_strdup_printf("%s nomor %u", (road ? ROADS : BRIBES)[i / 2 % 3], i);
        decide(t, text, road ? "jalan" : "pungli", road ? "dpupr" : "dlh", VISIBILITY_OPEN);
    }
}

static bool learn(StoreTest *t)
{
    GError *error = NULL;
    bool done = false, ok = learning_run(&t->ctx, &LIMITS, &done, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return done;
}

static void refresh(StoreTest *t)
{
    GError *error = NULL;
    g_assert_true(learning_refresh(&t->ctx, &error));
    store_assert_no_error(error);
}

/* What an earlier test left in this process is not of this database. */
static void begin(StoreTest *t)
{
    domain_test_begin(t);
    refresh(t);
}

static void find(StoreTest *t, const char *text, Proposal *p)
{
    proposal_find(t->ctx.catalog, text, "", "", "33.20.06", p);
}

static void test_decisions_teach_what_keywords_do_not_know(StoreTest *t)
{
    begin(t);
    g_auto(Proposal) before = { 0 }, road = { 0 }, bribe = { 0 };
    find(t, ROADS[0], &before);
    g_assert_cmpstr(before.service, ==, "");
    decide_many(t, 40);
    g_assert_true(learn(t));
    find(t, "Ada tambalan ambrol, awas truk", &road);
    g_assert_cmpstr(road.service, ==, "jalan");
    g_assert_nonnull(strstr(road.service_words, "ambrol"));
    g_assert_cmpint(road.service_source.decisions, ==, 40);
    g_assert_cmpint(road.service_source.percent, >, 50);
    find(t, "Ada oknum yang minta uang", &bribe);
    g_assert_cmpstr(bribe.service, ==, "pungli");
    domain_test_end(t);
}

static void test_few_decisions_teach_nothing(StoreTest *t)
{
    begin(t);
    decide_many(t, 20);
    g_assert_false(learn(t));
    g_auto(Proposal) p = { 0 }, known = { 0 };
    find(t, ROADS[0], &p);
    g_assert_cmpstr(p.service, ==, "");
    find(t, "aspal", &known);
    g_assert_cmpstr(known.service, ==, "jalan");
    g_assert_cmpint(known.service_source.decisions, ==, 0);
    domain_test_end(t);
}

static void test_all_alike_leaves_the_keywords(StoreTest *t)
{
    begin(t);
    for (guint i = 0; i < 32; i++)
        decide(t, ROADS[i % 3], "jalan", "dpupr", VISIBILITY_OPEN);
    g_assert_true(learn(t));
    g_auto(ProposalAgency) other = { 0 };
    proposal_agency(t->ctx.catalog, ROADS[0], "", "jalan", "", "", &other);
    g_assert_null(other.agency); /* one agency only: nothing to choose between */
    g_assert_false(learn(t));    /* and it is not tried again at once */
    domain_test_end(t);
}

static void test_a_model_survives_a_restart_and_stays_in_its_tenant(StoreTest *t)
{
    begin(t);
    decide_many(t, 40);
    g_assert_true(learn(t));
    g_autoptr(Catalog) other = domain_test_catalog(t, "demak", "DMK", 0);
    g_auto(Proposal) there = { 0 }, back = { 0 };
    Ctx own = t->ctx;
    t->ctx.catalog = other;
    t->ctx.tenant = other->tenant.id;
    find(t, ROADS[0], &there);
    g_assert_cmpstr(there.service, ==, "");
    /* as if this process had only just begun: what it holds is gone, what is stored is not */
    refresh(t);
    t->ctx = own;
    refresh(t);
    find(t, ROADS[0], &back);
    g_assert_cmpstr(back.service, ==, "jalan");
    domain_test_end(t);
}

static void test_it_learns_anew_only_when_enough_was_decided(StoreTest *t)
{
    begin(t);
    decide_many(t, 40);
    g_assert_true(learn(t));
    g_assert_false(learn(t));
    decide_many(t, 40);
    g_assert_false(learn(t)); /* it rests first */
    clock_advance(t->clock, US_PER_HOUR);
    g_assert_true(learn(t));
    g_auto(LearnedRow) row = { 0 };
    g_assert_true(learned_store_head(&t->ctx, "category", &row, NULL));
    g_assert_cmpint(row.version, ==, 2);
    g_assert_cmpint(row.examples, ==, 80);
    domain_test_end(t);
}

static void test_what_was_told_in_confidence_is_not_learned(StoreTest *t)
{
    begin(t);
    decide_many(t, 40);
    for (guint i = 0; i < 6; i++)
        decide(t, "Bendahara menggelapkan beras bantuan", "pungli", "dlh", VISIBILITY_SECRET);
    g_assert_true(learn(t));
    g_auto(LearnedRow) row = { 0 };
    g_assert_true(learned_store_get(&t->ctx, "category", &row, NULL));
    g_assert_cmpint(row.examples, ==, 40);
    g_autoptr(Learned) learned = learned_read(row.body, NULL);
    g_assert_nonnull(learned);
    g_assert_cmpfloat(learned_rarity(learned, "truk"), >, 0);
    g_assert_cmpfloat(learned_rarity(learned, "bendahara"), ==, 0);
    g_assert_cmpfloat(learned_rarity(learned, "beras"), ==, 0);
    domain_test_end(t);
}

static void test_the_other_agency_stands_beside_the_rule(StoreTest *t)
{
    begin(t);
    decide_many(t, 40);
    g_assert_true(learn(t));
    g_auto(ProposalAgency) other = { 0 }, same = { 0 };
    proposal_agency(t->ctx.catalog, "tambalan ambrol, truk terperosok", "", "", "", "dlh", &other);
    g_assert_nonnull(other.agency);
    g_assert_cmpstr(other.agency->code, ==, "dpupr");
    g_assert_nonnull(strstr(other.words, "ambrol"));
    proposal_agency(t->ctx.catalog, "tambalan ambrol, truk terperosok", "", "", "", "dpupr", &same);
    g_assert_null(same.agency);
    domain_test_end(t);
}

static void test_a_case_keeps_where_its_proposal_came_from(StoreTest *t)
{
    begin(t);
    decide_many(t, 40);
    g_assert_true(learn(t));
    static const char *const CHANNELS[] = { "sms", "web", "open311", "telegram" };
    for (guint i = 0; i < G_N_ELEMENTS(CHANNELS); i++) {
        Intake report = domain_test_intake("Tambalan ambrol dilewati truk");
        g_auto(Proposal) p = { 0 };
        report.channel = CHANNELS[i];
        g_autofree char *ticket = domain_test_report(t, &report, NULL);
        g_autoptr(Case) c = case_store_by_ticket(&t->ctx, ticket, NULL, NULL);
        proposal_load(t->ctx.catalog, c, &p);
        g_assert_cmpstr(c->service, ==, ""); /* a person decides */
        g_assert_cmpstr(p.service, ==, "jalan");
        g_assert_cmpint(p.service_source.decisions, ==, 40);
    }
    domain_test_end(t);
}

static void test_a_broken_model_is_refused_and_the_old_one_kept(StoreTest *t)
{
    begin(t);
    decide_many(t, 40);
    g_assert_true(learn(t));
    LearnedRow bad = { .figures = (char *)"{}", .examples = 99 };
    g_autoptr(GBytes) noise = g_bytes_new_static("noise and nothing else", 22);
    g_autoptr(GError) error = NULL;
    bad.body = noise;
    g_assert_true(learned_store_put(&t->ctx, "category", &bad, NULL));
    g_assert_false(learning_refresh(&t->ctx, &error));
    g_assert_nonnull(error);
    g_auto(Proposal) p = { 0 };
    find(t, ROADS[0], &p);
    g_assert_cmpstr(p.service, ==, "jalan");
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/learning/decisions_teach_what_keywords_do_not_know",
                   test_decisions_teach_what_keywords_do_not_know);
    store_test_add("/learning/few_decisions_teach_nothing", test_few_decisions_teach_nothing);
    store_test_add("/learning/all_alike_leaves_the_keywords", test_all_alike_leaves_the_keywords);
    store_test_add("/learning/survives_a_restart_and_stays_in_its_tenant",
                   test_a_model_survives_a_restart_and_stays_in_its_tenant);
    store_test_add("/learning/learns_anew_only_when_enough_was_decided",
                   test_it_learns_anew_only_when_enough_was_decided);
    store_test_add("/learning/what_was_told_in_confidence_is_not_learned",
                   test_what_was_told_in_confidence_is_not_learned);
    store_test_add("/learning/the_other_agency_stands_beside_the_rule",
                   test_the_other_agency_stands_beside_the_rule);
    store_test_add("/learning/a_case_keeps_where_its_proposal_came_from",
                   test_a_case_keeps_where_its_proposal_came_from);
    store_test_add("/learning/a_broken_model_is_refused_and_the_old_one_kept",
                   test_a_broken_model_is_refused_and_the_old_one_kept);
    return store_test_run();
}
