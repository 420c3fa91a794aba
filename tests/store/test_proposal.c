/* What a report's words propose, and words of danger, on every channel and both engines. */
#include "domain_test.h"

#include "domain/proposal.h"
#include "store/case.h"
#include "store/message.h"

static const char PHONE[] = "+6281234567890";

static Case *case_of(StoreTest *t, const char *ticket)
{
    GError *error = NULL;
    Case *c = case_store_by_ticket(&t->ctx, ticket, NULL, &error);
    store_assert_no_error(error);
    return c;
}

static char *told(StoreTest *t, const char *text, Visibility visibility, const char *channel)
{
    Intake in = domain_test_intake(text);
    in.channel = channel;
    in.visibility = visibility;
    in.phone = PHONE;
    return domain_test_report(t, &in, NULL);
}

static bool was_sent(StoreTest *t, const char *key)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    g_assert_true(message_store_waiting(&t->ctx, "sms", 100, all, NULL));
    for (guint i = 0; i < all->len; i++) {
        const Message *m = all->pdata[i];
        if (g_str_equal(m->key, key))
            return m->urgent;
    }
    return false;
}

static guint alarms(StoreTest *t)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list = case_list_attention(&t->ctx, ATTENTION_ALARM, 10, &error);
    store_assert_no_error(error);
    return list->len;
}

static void test_words_are_kept_with_what_they_propose(StoreTest *t)
{
    static const char *const CHANNELS[] = { "sms", "web", "open311", "api", "cli" };
    domain_test_begin(t);
    for (guint i = 0; i < G_N_ELEMENTS(CHANNELS); i++) {
        g_autofree char *text =
            g_strdup_printf("Jalan berlubang di kelurahan Panggang, sudah %u hari", i + 2);
        g_autofree char *ticket = told(t, text, VISIBILITY_OPEN, CHANNELS[i]);
        g_autoptr(Case) c = case_of(t, ticket);
        g_auto(Proposal) p = { 0 };
        proposal_load(t->ctx.catalog, c, &p);
        g_assert_cmpstr(c->area, ==, "");
        g_assert_cmpstr(c->service, ==, "");
        g_assert_cmpstr(p.service, ==, "jalan");
        g_assert_cmpstr(p.service_words, ==, "jalan berlubang");
        g_assert_cmpstr(p.area, ==, "33.20.06.1006");
        g_assert_cmpstr(p.area_words, ==, "kelurahan Panggang");
        g_assert_cmpstr(p.danger, ==, "");
        g_assert_cmpuint(c->attention, ==, 0);
    }
    domain_test_end(t);
}

static void test_what_is_known_needs_no_proposal(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = domain_test_intake("Jalan berlubang di kelurahan Panggang");
    in.service = "jalan";
    in.area = "33.20.06.1006";
    g_autofree char *ticket = domain_test_report(t, &in, NULL);
    g_autoptr(Case) c = case_of(t, ticket);
    g_assert_cmpstr(c->proposal, ==, "");
    domain_test_end(t);
}

static void test_taken_over_it_proposes_no_more(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = told(t, "Aspal rusak di kel. Panggang", VISIBILITY_OPEN, "sms");
    g_autoptr(Case) before = case_of(t, ticket);
    g_auto(Proposal) p = { 0 }, after = { 0 };
    proposal_load(t->ctx.catalog, before, &p);
    ActionInput in = ACTION_INPUT_INIT;
    in.service = p.service;
    in.area = p.area;
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_CLASSIFY, &in);
    g_autoptr(Case) c = case_of(t, ticket);
    proposal_load(t->ctx.catalog, c, &after);
    g_assert_cmpstr(c->service, ==, "jalan");
    g_assert_cmpstr(c->area, ==, "33.20.06.1006");
    g_assert_cmpstr(after.service, ==, "");
    g_assert_cmpstr(after.area, ==, "");
    domain_test_end(t);
}

static void test_secret_words_are_not_kept_in_clear(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket =
        told(t, "Pungli di kelurahan Panggang, lalu ada kebakaran", VISIBILITY_SECRET, "web");
    g_autoptr(Case) c = case_of(t, ticket);
    g_assert_nonnull(strstr(c->proposal, "pungli")); /* the code of a category */
    g_assert_null(strstr(c->proposal, "words"));
    g_assert_null(strstr(c->proposal, "kebakaran"));
    g_assert_cmpuint(c->attention, ==, ATTENTION_ALARM);
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(CaseFile) file = case_file_load(&t->ctx, ticket, NULL);
    for (guint i = 0; i < file->events->len; i++) {
        const Event *event = file->events->pdata[i];
        g_assert_null(strstr(event->data, "kebakaran"));
    }
    domain_test_end(t);
}

static void test_danger_alarms_on_every_channel(StoreTest *t)
{
    static const struct {
        const char *channel, *answer;
    } WAYS[] = { { "sms", "sms.received_emergency" },
                 { "web", "notice.received_emergency" },
                 { "open311", "notice.received_emergency" } };
    domain_test_begin(t);
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    for (guint i = 0; i < G_N_ELEMENTS(WAYS); i++) {
        g_autofree char *text = g_strdup_printf("Ada KEBAKARAN di pasar %u", i);
        g_autofree char *ticket = told(t, text, VISIBILITY_OPEN, WAYS[i].channel);
        g_autoptr(Case) c = case_of(t, ticket);
        g_assert_cmpuint(c->attention, ==, ATTENTION_ALARM);
        g_assert_cmpint(c->priority, ==, PRIORITY_URGENT);
        g_assert_nonnull(strstr(c->proposal, "kebakaran"));
        g_assert_true(was_sent(t, WAYS[i].answer));
        domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
        g_assert_cmpuint(alarms(t), ==, i + 1);
    }
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, "dpupr");
    g_assert_cmpuint(alarms(t), ==, 0); /* not theirs */
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_danger_in_a_reply_alarms_too(StoreTest *t)
{
    gint64 report_id = 0;
    domain_test_begin(t);
    Intake report = domain_test_intake("Lampu jalan mati");
    report.phone = PHONE;
    g_autofree char *ticket = domain_test_report(t, &report, &report_id);
    ActionInput in = ACTION_INPUT_INIT;
    in.text = "Sekarang tiangnya kebakaran!";
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    domain_test_do(t, ticket, ACTION_REPLY, &in);
    g_autoptr(Case) c = case_of(t, ticket);
    g_assert_cmpuint(c->attention, ==, ATTENTION_ALARM);
    g_assert_true(was_sent(t, "notice.emergency"));
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_danger_joined_to_a_case_alarms_that(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = told(t, "Jalan berlubang", VISIBILITY_OPEN, "web");
    ActionInput verify = ACTION_INPUT_INIT;
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_VERIFY, &verify);
    Intake more = domain_test_intake("Di lubang itu ada mobil kebakaran");
    more.join = ticket;
    g_autofree char *second = domain_test_report(t, &more, NULL);
    g_autoptr(Case) c = case_of(t, second);
    g_assert_cmpstr(c->ticket, ==, ticket);
    g_assert_cmpuint(c->attention, ==, ATTENTION_ALARM);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_alarm_ends_when_somebody_took_it(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = told(t, "Ada kebakaran", VISIBILITY_OPEN, "sms");
    ActionInput in = ACTION_INPUT_INIT;
    in.text = "Damkar sudah berangkat 10.05.";
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, "dpupr");
    domain_test_refused(t, ticket, ACTION_TAKE_ALARM, &in, KENTONGAN_ERROR_NOT_FOUND);
    domain_test_as(t, ACTOR_STAFF, 13, ROLE_LEADER, "");
    domain_test_refused(t, ticket, ACTION_TAKE_ALARM, &in, KENTONGAN_ERROR_DENIED);
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_TAKE_ALARM, &in);
    domain_test_refused(t, ticket, ACTION_TAKE_ALARM, &in, KENTONGAN_ERROR_CONFLICT);
    g_assert_cmpuint(alarms(t), ==, 0);
    g_autoptr(Case) c = case_of(t, ticket);
    const Transition *rows[ACTION_COUNT];
    guint count = action_legal(&t->ctx, c, rows);
    for (guint i = 0; i < count; i++)
        g_assert_cmpint(rows[i]->action, !=, ACTION_TAKE_ALARM);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_closing_ends_the_alarm(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = told(t, "Coba-coba kebakaran", VISIBILITY_OPEN, "sms");
    ActionInput in = ACTION_INPUT_INIT;
    in.reason = "spam";
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_REJECT, &in);
    g_assert_cmpuint(alarms(t), ==, 0);
    domain_test_end(t);
}

static void finish(StoreTest *t, const char *ticket)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.text = "Sudah ditambal";
    in.agency = "dpupr";
    in.service = "jalan";
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_DISPOSE, &in);
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, "dpupr");
    domain_test_do(t, ticket, ACTION_PROPOSE, &in);
}

static guint reviews(StoreTest *t)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) list = case_list_attention(&t->ctx, ATTENTION_RATING, 10, &error);
    store_assert_no_error(error);
    return list->len;
}

static void test_low_rating_opens_a_review(StoreTest *t)
{
    gint64 report_id = 0;
    domain_test_begin(t);
    Intake report = domain_test_intake("Jalan berlubang");
    g_autofree char *ticket = domain_test_report(t, &report, &report_id);
    finish(t, ticket);
    for (int rating = 5; rating >= 2; rating--) {
        ActionInput in = ACTION_INPUT_INIT;
        in.rating = rating;
        domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
        domain_test_do(t, ticket, ACTION_RATE, &in);
        domain_test_as(t, ACTOR_STAFF, 14, ROLE_SUPERVISOR, "dpupr");
        g_assert_cmpuint(reviews(t), ==, rating <= 2);
    }
    domain_test_as(t, ACTOR_STAFF, 15, ROLE_SUPERVISOR, "dlh");
    g_assert_cmpuint(reviews(t), ==, 0);
    ActionInput look = ACTION_INPUT_INIT;
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, "dpupr");
    look.text = "Saya sendiri";
    domain_test_refused(t, ticket, ACTION_REVIEW, &look, KENTONGAN_ERROR_DENIED);
    domain_test_as(t, ACTOR_STAFF, 14, ROLE_SUPERVISOR, "dpupr");
    look.text = "";
    domain_test_refused(t, ticket, ACTION_REVIEW, &look, KENTONGAN_ERROR_INVALID);
    look.text = "Tambalan diperiksa, akan dilapis ulang bulan ini.";
    domain_test_do(t, ticket, ACTION_REVIEW, &look);
    g_assert_cmpuint(reviews(t), ==, 0);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/proposal/words_are_kept_with_what_they_propose",
                   test_words_are_kept_with_what_they_propose);
    store_test_add("/proposal/what_is_known_needs_none", test_what_is_known_needs_no_proposal);
    store_test_add("/proposal/taken_over_it_proposes_no_more", test_taken_over_it_proposes_no_more);
    store_test_add("/proposal/secret_words_are_not_kept_in_clear",
                   test_secret_words_are_not_kept_in_clear);
    store_test_add("/alarm/danger_alarms_on_every_channel", test_danger_alarms_on_every_channel);
    store_test_add("/alarm/danger_in_a_reply_alarms_too", test_danger_in_a_reply_alarms_too);
    store_test_add("/alarm/danger_joined_to_a_case_alarms_that",
                   test_danger_joined_to_a_case_alarms_that);
    store_test_add("/alarm/ends_when_somebody_took_it", test_alarm_ends_when_somebody_took_it);
    store_test_add("/alarm/closing_ends_it", test_closing_ends_the_alarm);
    store_test_add("/review/low_rating_opens_one", test_low_rating_opens_a_review);
    return store_test_run();
}
