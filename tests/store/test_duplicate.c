/* What may be the same matter, over all channels and on both engines: by distance, area, time and
 * words; and never a case that the reader may not see. */
#include "domain_test.h"

#include "domain/duplicate.h"
#include "domain/search.h"
#include "store/case.h"

#include <math.h>

enum { HERE_LAT = -65907000, HERE_LNG = 1106677000, METRE = 90 }; /* of latitude, x 1e7 */

static Intake told_at(const char *text, const char *channel, int metres)
{
    Intake in = domain_test_intake(text);
    in.channel = channel;
    in.service = "jalan";
    in.lat_e7 = HERE_LAT + metres * METRE;
    in.lng_e7 = HERE_LNG;
    return in;
}

static char *told(StoreTest *t, const Intake *in)
{
    GError *error = NULL;
    bool more = true;
    char *ticket = domain_test_report(t, in, NULL);
    while (more && db_engine(t->db) == DB_SQLITE)
        g_assert_true(search_catch_up(&t->ctx, &more, &error));
    store_assert_no_error(error);
    return ticket;
}

/* As the verifier sees the case of this ticket. */
static GPtrArray *alike(StoreTest *t, const char *ticket)
{
    GError *error = NULL;
    g_autoptr(CaseFile) file = case_file_load(&t->ctx, ticket, &error);
    store_assert_no_error(error);
    const Report *r = file->reports->pdata[0];
    const DuplicateQuery query = { .case_id = file->c->id,
                                   .text = r->text ? r->text : "",
                                   .place_text = r->place_text,
                                   .service = file->c->service,
                                   .area = file->c->area,
                                   .lat_e7 = file->c->lat_e7,
                                   .lng_e7 = file->c->lng_e7,
                                   .accuracy_m = r->accuracy_m,
                                   .created_at = file->c->created_at };
    GPtrArray *found = duplicate_find(&t->ctx, &query, 5, &error);
    store_assert_no_error(error);
    return found;
}

static const Duplicate *among(const GPtrArray *found, const char *ticket)
{
    for (guint i = 0; i < found->len; i++) {
        const Duplicate *d = found->pdata[i];
        if (g_str_equal(d->c->ticket, ticket))
            return d;
    }
    return NULL;
}

static void as_verifier(StoreTest *t)
{
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
}

static void test_channels_meet_at_one_place(StoreTest *t)
{
    domain_test_begin(t);
    Intake sms = told_at("Jalan berlubang depan pasar", "sms", 0);
    Intake web = told_at("Ada lubang besar di jln depan pasar", "web", 120);
    g_autofree char *first = told(t, &sms), *second = told(t, &web);
    clock_advance(t->clock, 2 * US_PER_DAY);
    Intake later = told_at("jalan depan pasar brlubang", "open311", 60);
    g_autofree char *third = told(t, &later);
    as_verifier(t);
    g_autoptr(GPtrArray) found = alike(t, third);
    const Duplicate *a = among(found, first), *b = among(found, second);
    g_assert_nonnull(a); /* none of them is verified, so none is listed */
    g_assert_nonnull(b);
    g_assert_cmpint(a->days, ==, 2);
    g_assert_cmpfloat(fabs(a->distance_m - 60), <, 2);
    g_assert_nonnull(strstr(a->words, "pasar"));
    g_assert_true(a->same_service);
    g_assert_null(among(found, third));
    domain_test_end(t);
}

static void test_farther_is_less_unless_the_point_is_vague(StoreTest *t)
{
    domain_test_begin(t);
    Intake near = told_at("Aspal rusak", "web", 0), far = told_at("Aspal rusak", "web", 900);
    g_autofree char *first = told(t, &near), *second = told(t, &far);
    as_verifier(t);
    g_autoptr(GPtrArray) exact = alike(t, second);
    g_assert_null(among(exact, first));
    far.accuracy_m = 500;
    far.lat_e7 = HERE_LAT + 600 * METRE;
    g_autofree char *third = told(t, &far);
    as_verifier(t);
    g_autoptr(GPtrArray) vague = alike(t, third);
    g_assert_nonnull(among(vague, first));
    domain_test_end(t);
}

static void test_without_points_area_and_words_tell(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = domain_test_intake("Tiang listrik miring di samping musala Al Ikhlas");
    in.area = "33.20.06.1006";
    in.channel = "sms";
    g_autofree char *first = told(t, &in);
    Intake other = domain_test_intake("tiang listriknya miring dekat musala al ikhlas");
    other.channel = "telegram"; /* no place at all */
    g_autofree char *second = told(t, &other);
    Intake else_ = domain_test_intake("Sampah menumpuk di belakang terminal");
    else_.area = "33.20.06.1006";
    g_autofree char *third = told(t, &else_);
    as_verifier(t);
    g_autoptr(GPtrArray) found = alike(t, second);
    const Duplicate *d = among(found, first);
    g_assert_nonnull(d);
    g_assert_cmpfloat(d->distance_m, ==, -1);
    g_assert_nonnull(strstr(d->words, "tiang listriknya miring"));
    g_assert_null(among(found, third));
    g_autoptr(GPtrArray) back = alike(t, first);
    g_assert_null(among(back, third)); /* the same desa is not enough */
    domain_test_end(t);
}

static void test_another_matter_at_the_same_place_is_none(StoreTest *t)
{
    domain_test_begin(t);
    Intake road = told_at("Aspal mengelupas", "web", 0);
    Intake bribe = told_at("Petugas parkir meminta uang lebih", "web", 0);
    bribe.service = "pungli";
    g_autofree char *first = told(t, &road), *second = told(t, &bribe);
    as_verifier(t);
    g_autoptr(GPtrArray) found = alike(t, second);
    g_assert_null(among(found, first));
    domain_test_end(t);
}

static void test_closed_and_merged_cases_are_none(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = told_at("Jalan berlubang depan pasar", "web", 0);
    g_autofree char *gone = told(t, &in), *merged = told(t, &in), *main = told(t, &in);
    ActionInput reject = ACTION_INPUT_INIT, merge = ACTION_INPUT_INIT;
    as_verifier(t);
    reject.reason = "tidak-jelas";
    domain_test_do(t, gone, ACTION_REJECT, &reject);
    merge.target = main;
    domain_test_do(t, merged, ACTION_MERGE, &merge);
    g_autofree char *last = told(t, &in);
    as_verifier(t);
    g_autoptr(GPtrArray) found = alike(t, last);
    g_assert_cmpuint(found->len, ==, 1);
    g_assert_nonnull(among(found, main));
    domain_test_end(t);
}

static void test_nobody_sees_beyond_his_scope(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = told_at("Jalan berlubang depan pasar", "web", 0);
    Intake secret = in;
    secret.visibility = VISIBILITY_SECRET;
    ActionInput dispose = ACTION_INPUT_INIT;
    g_autofree char *open = told(t, &in), *sealed = told(t, &secret), *theirs = told(t, &in);
    as_verifier(t);
    dispose.agency = "dlh";
    domain_test_do(t, theirs, ACTION_DISPOSE, &dispose);
    g_autofree char *mine = told(t, &in);
    as_verifier(t);
    dispose.agency = "dpupr";
    domain_test_do(t, mine, ACTION_DISPOSE, &dispose);
    g_autoptr(GPtrArray) all = alike(t, mine);
    g_assert_nonnull(among(all, open));
    g_assert_nonnull(among(all, theirs));
    const Duplicate *d = among(all, sealed);
    g_assert_nonnull(d);
    g_assert_cmpstr(d->words, ==, ""); /* by its place: its words stay sealed */
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, "dpupr");
    g_autoptr(GPtrArray) officer = alike(t, mine);
    g_assert_cmpuint(officer->len, ==, 0);
    domain_test_end(t);
}

static void test_the_public_sees_what_is_listed(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = told_at("Jalan berlubang depan pasar", "web", 0);
    g_autofree char *listed = told(t, &in), *unlisted = told(t, &in);
    ActionInput verify = ACTION_INPUT_INIT;
    as_verifier(t);
    domain_test_do(t, listed, ACTION_VERIFY, &verify);
    domain_test_as(t, ACTOR_PUBLIC, 0, ROLE_NONE, "");
    const DuplicateQuery query = { .text = in.text,
                                   .place_text = "",
                                   .service = "jalan",
                                   .area = "",
                                   .lat_e7 = in.lat_e7,
                                   .lng_e7 = in.lng_e7,
                                   .created_at = clock_now_us(t->clock) };
    g_autoptr(GPtrArray) found = duplicate_find(&t->ctx, &query, 5, NULL);
    g_assert_cmpuint(found->len, ==, 1);
    g_assert_nonnull(among(found, listed));
    domain_test_end(t);
}

/* Everything stands on one spot, and says what could be syntax of a search. */
static void test_a_crowd_and_strange_words_do_no_harm(StoreTest *t)
{
    static const char *const STRANGE[] = { "\" OR 1=1 -- jalan' & | ! berlubang",
                                           "NEAR AND NOT (jalan* : berlubang)",
                                           "%s %n \\ jalan \xf0\x9f\x98\x80 berlubang", "x" };
    domain_test_begin(t);
    for (guint i = 0; i < 150; i++) {
        Intake in = told_at(STRANGE[i % 4], "web", 0);
        g_autofree char *ticket = domain_test_report(t, &in, NULL);
    }
    for (guint i = 0; i < G_N_ELEMENTS(STRANGE); i++) {
        Intake in = told_at(STRANGE[i], "sms", 0);
        g_autofree char *last = told(t, &in);
        as_verifier(t);
        g_autoptr(GPtrArray) found = alike(t, last);
        g_assert_cmpuint(found->len, ==, 5);
    }
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/duplicate/channels_meet_at_one_place", test_channels_meet_at_one_place);
    store_test_add("/duplicate/farther_is_less_unless_the_point_is_vague",
                   test_farther_is_less_unless_the_point_is_vague);
    store_test_add("/duplicate/without_points_area_and_words_tell",
                   test_without_points_area_and_words_tell);
    store_test_add("/duplicate/another_matter_at_the_same_place_is_none",
                   test_another_matter_at_the_same_place_is_none);
    store_test_add("/duplicate/closed_and_merged_cases_are_none",
                   test_closed_and_merged_cases_are_none);
    store_test_add("/duplicate/nobody_sees_beyond_his_scope", test_nobody_sees_beyond_his_scope);
    store_test_add("/duplicate/the_public_sees_what_is_listed",
                   test_the_public_sees_what_is_listed);
    store_test_add("/duplicate/a_crowd_and_strange_words_do_no_harm",
                   test_a_crowd_and_strange_words_do_no_harm);
    return store_test_run();
}
