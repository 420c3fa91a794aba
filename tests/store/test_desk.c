/* A desk: queue numbers, who sits there, people found again, "minta perkembangan", reports written
 * down for others; on both engines. */
#include "domain_test.h"

#include "domain/account.h"
#include "domain/deadline.h"
#include "domain/desk.h"
#include "domain/desk_find.h"
#include "domain/person.h"
#include "domain/staff.h"
#include "store/case.h"
#include "store/report.h"
#include "store/timeline.h"

static Desk *desk_of(const char *code, const char *area)
{
    Desk *desk = desk_new(code);
    desk->name = g_strdup(code);
    desk->place = g_strdup("");
    desk->area = g_strdup(area);
    desk->contact = g_strdup("");
    g_assert_true(desk_set_hours(desk, "Sabtu 08.00-11.00", NULL));
    return desk;
}

static gint64 add(StoreTest *t, const char *login, Role role, const char *agency)
{
    GError *error = NULL;
    AccountIn in = ACCOUNT_IN_INIT;
    gint64 id = 0;
    in.login = in.name = login;
    in.password = "kata sandi uji";
    in.role = role;
    in.agency = agency;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    bool ok = account_add(&t->ctx, &in, &id, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return id;
}

typedef struct {
    gint64 ani, budi, officer;
} Clerks;

static Clerks begin(StoreTest *t)
{
    crypt_open_for_test();
    g_autoptr(Catalog) made = domain_test_made("jepara", "JPR", 0);
    g_ptr_array_add(made->desks, desk_of("mpp", "33.20.06"));
    g_ptr_array_add(made->desks, desk_of("balai", ""));
    t->ctx.catalog = domain_test_stored(t, made);
    return (Clerks){ add(t, "ani", ROLE_DESK, ""), add(t, "budi", ROLE_DESK, ""),
                     add(t, "dina", ROLE_OFFICER, "dpupr") };
}

static void clerk(StoreTest *t, gint64 id)
{
    domain_test_as(t, ACTOR_STAFF, id, ROLE_DESK, "");
}

static void check_in(StoreTest *t, gint64 id, const char *desk, int counter)
{
    GError *error = NULL;
    clerk(t, id);
    bool ok = desk_check_in(&t->ctx, desk, counter, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
}

static int take(StoreTest *t)
{
    GError *error = NULL;
    int number = 0;
    bool ok = desk_number_take(&t->ctx, "mpp", &number, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return number;
}

static int call(StoreTest *t, gint64 id)
{
    GError *error = NULL;
    int number = -1;
    clerk(t, id);
    bool ok = desk_number_call(&t->ctx, "mpp", &number, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return number;
}

static void assert_queue(StoreTest *t, int waiting, guint called, int served, int absent)
{
    GError *error = NULL;
    g_auto(DeskQueue) queue = { 0 };
    bool ok = desk_queue_load(&t->ctx, "mpp", &queue, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    g_assert_cmpint(queue.waiting, ==, waiting);
    g_assert_cmpuint(queue.called->len, ==, called);
    g_assert_cmpint(queue.served, ==, served);
    g_assert_cmpint(queue.absent, ==, absent);
}

/* S3.01, F076 */
static void test_queue(StoreTest *t)
{
    Clerks p = begin(t);
    GError *error = NULL;
    check_in(t, p.ani, "mpp", 1);
    check_in(t, p.budi, "mpp", 2);
    for (int n = 1; n <= 4; n++)
        g_assert_cmpint(take(t), ==, n);
    g_assert_cmpint(call(t, p.ani), ==, 1);
    g_assert_cmpint(call(t, p.budi), ==, 2);
    assert_queue(t, 2, 2, 0, 0);
    g_assert_cmpint(call(t, p.ani), ==, 3); /* and 1 is done */
    assert_queue(t, 1, 2, 1, 0);
    g_assert_true(desk_number_end(&t->ctx, "mpp", 3, NUMBER_ABSENT, &error));
    g_assert_true(desk_number_end(&t->ctx, "mpp", 3, NUMBER_ABSENT, &error)); /* twice */
    assert_queue(t, 1, 1, 1, 1);
    g_assert_true(desk_number_recall(&t->ctx, "mpp", 3, &error)); /* he was late */
    assert_queue(t, 1, 2, 1, 0);
    g_assert_false(desk_number_recall(&t->ctx, "mpp", 1, &error)); /* served already */
    g_assert_cmpint(error_code(error), ==, KENTONGAN_ERROR_CONFLICT);
    g_clear_error(&error);
    g_assert_cmpint(call(t, p.budi), ==, 4);
    g_assert_cmpint(call(t, p.budi), ==, 0); /* nobody waits */
    clock_advance(t->clock, US_PER_DAY);
    g_assert_cmpint(take(t), ==, 1); /* a new day */
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_who_may(StoreTest *t)
{
    Clerks p = begin(t);
    GError *error = NULL;
    int number = 0;
    clerk(t, p.ani);
    g_assert_false(desk_number_call(&t->ctx, "mpp", &number, &error)); /* not on duty */
    g_assert_cmpint(error_code(error), ==, KENTONGAN_ERROR_CONFLICT);
    g_clear_error(&error);
    g_assert_false(desk_check_in(&t->ctx, "mpp", 0, &error));
    g_clear_error(&error);
    t->ctx.actor.area = "33.20.11"; /* a clerk of another kecamatan */
    g_assert_false(desk_check_in(&t->ctx, "mpp", 1, &error));
    g_assert_cmpint(error_code(error), ==, KENTONGAN_ERROR_NOT_FOUND);
    g_clear_error(&error);
    domain_test_as(t, ACTOR_STAFF, p.officer, ROLE_OFFICER, "dpupr");
    g_assert_false(desk_number_take(&t->ctx, "mpp", &number, &error));
    g_clear_error(&error);
    check_in(t, p.ani, "mpp", 1);
    check_in(t, p.ani, "balai", 3); /* leaves the first */
    g_auto(DeskShift) shift = { 0 };
    g_assert_true(desk_shift_now(&t->ctx, &shift, &error));
    g_assert_cmpstr(shift.desk, ==, "balai");
    clock_advance(t->clock, US_PER_DAY); /* forgot to leave: a new day asks again */
    g_auto(DeskShift) next_day = { 0 };
    g_assert_true(desk_shift_now(&t->ctx, &next_day, &error));
    g_assert_null(next_day.desk);
    check_in(t, p.ani, "balai", 3);
    g_assert_true(desk_check_out(&t->ctx, &error));
    g_assert_true(desk_check_out(&t->ctx, &error));
    domain_test_end(t);
}

static Intake desk_intake(const char *text, const char *name, const char *phone)
{
    Intake in = domain_test_intake(text);
    in.channel = "desk";
    in.name = name;
    in.phone = phone;
    in.desk = "mpp";
    in.by_account = 77;
    in.relation = RELATION_SELF;
    in.consent = true;
    return in;
}

static guint found(StoreTest *t, const char *asked, DeskFindBy by)
{
    GError *error = NULL;
    DeskFindBy was = 0;
    g_autoptr(GPtrArray) list = desk_find(&t->ctx, asked, &was, &error);
    store_assert_no_error(error);
    g_assert_cmpint(was, ==, by);
    return list->len;
}

/* S3.05, S3.06, F078: whatever way it came. */
static void test_find(StoreTest *t)
{
    Clerks p = begin(t);
    Intake web = domain_test_intake("Lampu jalan mati");
    web.name = "Ibu Hj. Siti Soekarsih";
    web.phone = "081234567890";
    g_autofree char *open = domain_test_report(t, &web, NULL);
    web.visibility = VISIBILITY_ANONYMOUS;
    g_autofree char *anonymous = domain_test_report(t, &web, NULL);
    web.visibility = VISIBILITY_SECRET;
    g_autofree char *secret = domain_test_report(t, &web, NULL);
    Intake other = desk_intake("Rumah tetangga roboh", "Budi Santoso", "");
    other.relation = RELATION_NEIGHBOUR;
    other.for_name = "Mbah Sukarsih Siti";
    g_autofree char *for_other = domain_test_report(t, &other, NULL);
    clerk(t, p.ani);
    t->ctx.actor.area = "33.20.11"; /* whose area makes no difference here */
    g_assert_cmpuint(found(t, secret, FIND_BY_TICKET), ==, 1);
    g_assert_cmpuint(found(t, "JPR-0000-0000", FIND_BY_NAME), ==, 0);
    g_assert_cmpuint(found(t, "0812 3456 7890", FIND_BY_PHONE), ==, 2);
    g_assert_cmpuint(found(t, "+6281234567891", FIND_BY_PHONE), ==, 0);
    g_assert_cmpuint(found(t, "sukarsih, siti", FIND_BY_NAME), ==, 2);
    g_assert_cmpuint(found(t, "siti aminah", FIND_BY_NAME), ==, 0);
    domain_test_as(t, ACTOR_STAFF, p.ani, ROLE_VERIFIER, "");
    g_assert_cmpuint(found(t, "081234567890", FIND_BY_PHONE), ==, 3);
    domain_test_as(t, ACTOR_STAFF, p.officer, ROLE_OFFICER, "dpupr");
    DeskFindBy by;
    g_autoptr(GError) denied = NULL;
    g_assert_null(desk_find(&t->ctx, open, &by, &denied));
    g_assert_cmpint(error_code(denied), ==, KENTONGAN_ERROR_DENIED);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

/* S3.08, F017: both identities are kept, and what was agreed. */
static void test_for_another(StoreTest *t)
{
    GError *error = NULL;
    gint64 id = 0;
    begin(t);
    Intake in = desk_intake("Rumah roboh", "Budi Santoso", "");
    in.relation = RELATION_FAMILY;
    in.for_name = "Mbah Karto";
    in.for_phone = "081299990000";
    g_autofree char *ticket = domain_test_report(t, &in, &id);
    g_autoptr(Report) r = report_store_get(&t->ctx, id, &error);
    store_assert_no_error(error);
    g_assert_cmpint(r->relation, ==, RELATION_FAMILY);
    g_assert_cmpint(r->by_account, ==, 77);
    g_assert_cmpstr(r->desk, ==, "mpp");
    g_assert_true(r->consent);
    g_assert_cmpint(r->person_id, !=, 0);
    g_assert_cmpint(r->for_person_id, !=, r->person_id);
    g_auto(PersonShown) shown = { 0 };
    g_assert_true(person_open(&t->ctx, r->for_person_id, &shown, &error));
    g_assert_cmpstr(shown.phone, ==, "+6281299990000");
    in.for_phone = "abc";
    g_auto(IntakeResult) result = { 0 };
    g_assert_false(intake_submit(&t->ctx, &in, &result, &error));
    g_assert_cmpstr(error_field(error), ==, "telepon_untuk");
    g_clear_error(&error);
    domain_test_end(t);
}

static const CaseClock *progress_clock(const CaseFile *file)
{
    for (guint i = 0; i < file->clocks->len; i++)
        if (g_array_index(file->clocks, CaseClock, i).kind == CLOCK_PROGRESS)
            return &g_array_index(file->clocks, CaseClock, i);
    return NULL;
}

static void assert_asked(StoreTest *t, const char *ticket, ClockState state, bool attention)
{
    GError *error = NULL;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(CaseFile) file = case_file_load(&t->ctx, ticket, &error);
    store_assert_no_error(error);
    const CaseClock *k = progress_clock(file);
    g_assert_nonnull(k);
    g_assert_cmpint(k->state, ==, state);
    g_assert_cmpint((file->c->attention & ATTENTION_PROGRESS) != 0, ==, attention);
}

static ActionResult act(StoreTest *t, const char *ticket, Action action, const char *text)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.text = text;
    in.service = "jalan";
    in.agency = action == ACTION_DISPOSE ? "dpupr" : "";
    return domain_test_do(t, ticket, action, &in);
}

/* S3.05: asked at the desk, answered by who holds it; asked twice is asked once. */
static void test_progress(StoreTest *t)
{
    Clerks p = begin(t);
    Intake in = domain_test_intake("Jalan berlubang di depan pasar");
    g_autofree char *ticket = domain_test_report(t, &in, NULL);
    domain_test_as(t, ACTOR_STAFF, p.ani, ROLE_VERIFIER, "");
    act(t, ticket, ACTION_DISPOSE, "");
    clerk(t, p.ani);
    t->ctx.actor.area = "33.20.11";
    g_assert_false(act(t, ticket, ACTION_ASK_PROGRESS, "sudah sebulan").repeated);
    assert_asked(t, ticket, CLOCK_RUNNING, true);
    clerk(t, p.budi);
    g_assert_true(act(t, ticket, ACTION_ASK_PROGRESS, "").repeated);
    domain_test_as(t, ACTOR_STAFF, p.ani, ROLE_VERIFIER, "");
    act(t, ticket, ACTION_NOTE, "catatan admin"); /* he does not hold it */
    assert_asked(t, ticket, CLOCK_RUNNING, true);
    domain_test_as(t, ACTOR_STAFF, p.officer, ROLE_OFFICER, "dpupr");
    guint unseen = 0;
    g_assert_true(staff_unseen(&t->ctx, 50, &unseen, NULL));
    g_assert_cmpuint(unseen, ==, 2); /* the disposition, and that he is asked */
    act(t, ticket, ACTION_NOTE, "aspal datang Senin");
    assert_asked(t, ticket, CLOCK_STOPPED, false);
    clerk(t, p.ani);
    g_assert_false(act(t, ticket, ACTION_ASK_PROGRESS, "").repeated); /* a new question */
    domain_test_as(t, ACTOR_STAFF, p.officer, ROLE_OFFICER, "dpupr");
    act(t, ticket, ACTION_FOLLOW_UP, "sudah ditambal");
    assert_asked(t, ticket, CLOCK_STOPPED, false);
    domain_test_as(t, ACTOR_STAFF, p.officer, ROLE_OFFICER, "dpupr");
    act(t, ticket, ACTION_PROPOSE, "selesai");
    clerk(t, p.ani);
    ActionInput none = ACTION_INPUT_INIT;
    domain_test_refused(t, ticket, ACTION_ASK_PROGRESS, &none, KENTONGAN_ERROR_CONFLICT);
    domain_test_refused(t, ticket, ACTION_NOTE, &none, KENTONGAN_ERROR_DENIED);
    domain_test_as(t, ACTOR_STAFF, 99, ROLE_DESK, "");
    t->ctx.actor.home = t->ctx.tenant + 1;
    domain_test_refused(t, ticket, ACTION_ASK_PROGRESS, &none, KENTONGAN_ERROR_DENIED);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/desk/numbers_are_called_in_order", test_queue);
    store_test_add("/desk/only_who_sits_there", test_who_may);
    store_test_add("/desk/any_case_is_found", test_find);
    store_test_add("/desk/for_another", test_for_another);
    store_test_add("/desk/progress_is_asked_once_and_answered", test_progress);
    return store_test_run();
}
