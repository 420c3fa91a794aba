/* What the staff are told, who of them, and on which way, on both engines. */
#include "domain_test.h"

#include "domain/account.h"
#include "domain/deadline.h"
#include "domain/staff.h"
#include "store/account.h"
#include "store/case.h"
#include "store/message.h"
#include "store/timeline.h"

typedef struct People {
    gint64 verifier, officer, other_officer, head, leader, sekda, administrator;
} People;

static gint64 add(StoreTest *t, const char *login, Role role, const char *agency, const char *title,
                  const char *phone)
{
    GError *error = NULL;
    AccountIn in = ACCOUNT_IN_INIT;
    gint64 id = 0;
    in.login = login;
    in.name = login;
    in.password = "kata sandi uji";
    in.role = role;
    in.agency = agency;
    in.title = title;
    in.phone = phone;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    bool ok = account_add(&t->ctx, &in, &id, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return id;
}

static People begin(StoreTest *t)
{
    domain_test_begin(t);
    return (People){
        .verifier = add(t, "siti", ROLE_VERIFIER, "", "", "081111111111"),
        .officer = add(t, "budi", ROLE_OFFICER, "dpupr", "", "082222222222"),
        .other_officer = add(t, "dewi", ROLE_OFFICER, "dlh", "", ""),
        .head = add(t, "wati", ROLE_SUPERVISOR, "dpupr", "", "083333333333"),
        .leader = add(t, "bupati", ROLE_LEADER, "", "", ""),
        .sekda = add(t, "sekda", ROLE_LEADER, "", "Sekda", ""),
        .administrator = add(t, "admin", ROLE_ADMINISTRATOR, "", "", ""),
    };
}

/* The newest notice of an account, "" for none (transfer full); all are then read. */
static char *heard(StoreTest *t, gint64 account)
{
    GError *error = NULL;
    guint unseen = 0;
    domain_test_as(t, ACTOR_STAFF, account, ROLE_OFFICER, "");
    bool ok = staff_unseen(&t->ctx, 50, &unseen, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    g_autoptr(GPtrArray) inbox = staff_inbox(&t->ctx, G_MAXINT64, 50, &error);
    store_assert_no_error(error);
    char *body = unseen ? g_strdup(((const Notice *)inbox->pdata[0])->body) : g_strdup("");
    g_assert_true(staff_see(&t->ctx, 0, &error));
    return body;
}

static void assert_heard(StoreTest *t, gint64 account, const char *part)
{
    g_autofree char *body = heard(t, account);
    if (*part ? !strstr(body, part) : *body)
        g_error("account %" G_GINT64_FORMAT " heard \"%s\" instead of \"%s\"", account, body, part);
}

static guint sms_to(StoreTest *t, const char *phone, gint64 *next_at)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    guint count = 0;
    g_assert_true(message_store_waiting(&t->ctx, "sms", 200, all, NULL));
    for (guint i = 0; i < all->len; i++) {
        const Message *m = all->pdata[i];
        g_autofree char *address = crypt_open_text("message.address", m->address_sealed, NULL);
        if (!g_str_has_prefix(m->key, "staff.") || !g_str_equal(address, phone))
            continue;
        *next_at = m->next_at;
        count++;
    }
    return count;
}

static char *report(StoreTest *t, const char *text, Visibility visibility, gint64 *report_id)
{
    Intake in = domain_test_intake(text);
    in.visibility = visibility;
    return domain_test_report(t, &in, report_id);
}

static void as(StoreTest *t, gint64 id, Role role, const char *agency)
{
    domain_test_as(t, ACTOR_STAFF, id, role, agency);
}

static void dispose(StoreTest *t, const People *p, const char *ticket)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.agency = "dpupr";
    in.service = "jalan";
    as(t, p->verifier, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_DISPOSE, &in);
}

static void say(StoreTest *t, const char *ticket, Action action, const char *text)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.text = text;
    in.days = 3;
    in.rating = 1;
    domain_test_do(t, ticket, action, &in);
}

static void test_each_step_reaches_whom_it_concerns(StoreTest *t)
{
    gint64 report_id = 0;
    People p = begin(t);
    g_autofree char *ticket = report(t, "Jalan berlubang", VISIBILITY_OPEN, &report_id);
    assert_heard(t, p.verifier, ""); /* the queue is live */

    dispose(t, &p, ticket);
    assert_heard(t, p.officer, "Laporan baru JPR-");
    assert_heard(t, p.other_officer, "");
    assert_heard(t, p.head, "");
    assert_heard(t, p.verifier, "");

    as(t, p.officer, ROLE_OFFICER, "dpupr");
    say(t, ticket, ACTION_ASK_TIME, "Menunggu aspal.");
    assert_heard(t, p.head, "Menunggu aspal.");
    assert_heard(t, p.officer, "");
    as(t, p.head, ROLE_SUPERVISOR, "dpupr");
    say(t, ticket, ACTION_DENY_TIME, "Aspal ada di gudang.");
    assert_heard(t, p.officer, "Aspal ada di gudang.");

    as(t, p.officer, ROLE_OFFICER, "dpupr");
    say(t, ticket, ACTION_RETURN, "Jalan provinsi.");
    assert_heard(t, p.verifier, "DPUPR mengembalikan laporan");
    dispose(t, &p, ticket);
    assert_heard(t, p.officer, "Laporan baru");

    as(t, p.verifier, ROLE_VERIFIER, "");
    say(t, ticket, ACTION_ASK_INFO, "Di RT berapa?");
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    say(t, ticket, ACTION_REPLY, "RT 3");
    assert_heard(t, p.officer, "menjawab pertanyaan");
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    say(t, ticket, ACTION_REPLY, "Dekat masjid");
    assert_heard(t, p.officer, "menambahkan keterangan");

    as(t, p.officer, ROLE_OFFICER, "dpupr");
    say(t, ticket, ACTION_PROPOSE, "Sudah ditambal.");
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    say(t, ticket, ACTION_DISPUTE, "Masih berlubang");
    assert_heard(t, p.officer, "belum selesai");
    assert_heard(t, p.head, "Masih berlubang");
    as(t, p.officer, ROLE_OFFICER, "dpupr");
    say(t, ticket, ACTION_PROPOSE, "Sekarang sudah.");
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    say(t, ticket, ACTION_RATE, "");
    assert_heard(t, p.head, "nilai 1 dari 5");
    assert_heard(t, p.leader, "");
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_handed_case_is_that_persons(StoreTest *t)
{
    People p = begin(t);
    gint64 second = add(t, "joko", ROLE_OFFICER, "dpupr", "", "");
    g_autofree char *ticket = report(t, "Jalan berlubang", VISIBILITY_OPEN, NULL);
    dispose(t, &p, ticket);
    assert_heard(t, p.officer, "Laporan baru");
    assert_heard(t, second, "Laporan baru");
    ActionInput in = ACTION_INPUT_INIT;
    in.officer = second;
    as(t, p.officer, ROLE_OFFICER, "dpupr");
    domain_test_do(t, ticket, ACTION_HAND_TO, &in);
    assert_heard(t, second, "diserahkan kepada Anda");
    assert_heard(t, p.officer, "");
    domain_test_end(t);
}

static void test_nobody_there_goes_upwards(StoreTest *t)
{
    domain_test_begin(t);
    gint64 administrator = add(t, "admin", ROLE_ADMINISTRATOR, "", "", "");
    gint64 gone = add(t, "budi", ROLE_OFFICER, "dpupr", "", "");
    g_assert_true(account_set_active(&t->ctx, "budi", false, NULL));
    People p = { .verifier = 77 };
    g_autofree char *ticket = report(t, "Jalan berlubang", VISIBILITY_OPEN, NULL);
    dispose(t, &p, ticket);
    assert_heard(t, administrator, "Laporan baru");
    assert_heard(t, gone, "");
    domain_test_end(t);
}

static void test_a_secret_is_not_told(StoreTest *t)
{
    gint64 report_id = 0;
    People p = begin(t);
    g_autofree char *ticket = report(t, "Pungli oleh Pak X", VISIBILITY_SECRET, &report_id);
    dispose(t, &p, ticket);
    g_autofree char *first = heard(t, p.officer);
    g_assert_nonnull(strstr(first, "Laporan rahasia"));
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    say(t, ticket, ACTION_REPLY, "Namanya Pak X");
    g_autofree char *second = heard(t, p.officer);
    g_assert_nonnull(strstr(second, ticket));
    g_assert_null(strstr(second, "Pak X"));
    domain_test_end(t);
}

static void test_danger_calls_by_sms_at_night(StoreTest *t)
{
    gint64 next_at = 0;
    People p = begin(t);
    clock_set(t->clock, STORE_TEST_NOW + 14 * US_PER_HOUR); /* midnight */
    g_autofree char *ticket = report(t, "Ada kebakaran", VISIBILITY_OPEN, NULL);
    assert_heard(t, p.verifier, "DARURAT");
    g_assert_cmpuint(sms_to(t, "+6281111111111", &next_at), ==, 1);
    g_assert_cmpint(next_at, <=, clock_now_us(t->clock));
    domain_test_end(t);
}

static void wake(StoreTest *t, const char *ticket, ClockKind kind)
{
    GError *error = NULL;
    g_autoptr(Case) c = case_store_by_ticket(&t->ctx, ticket, NULL, &error);
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    bool ok = deadline_wake(&t->ctx, c->id, kind, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
}

/* A working day after STORE_TEST_NOW, which is Monday 10:00. */
static void go(StoreTest *t, int days, int minutes)
{
    clock_set(t->clock, STORE_TEST_NOW + days * US_PER_DAY + minutes * US_PER_MIN);
}

static void test_clocks_warn_and_climb(StoreTest *t)
{
    gint64 next_at = 0;
    People p = begin(t);
    g_autofree char *ticket = report(t, "Jalan berlubang", VISIBILITY_OPEN, NULL);
    dispose(t, &p, ticket); /* five working days: due Monday 9 March 16:00 */
    assert_heard(t, p.officer, "Laporan baru");
    go(t, 5, 11 * 60); /* Saturday 21:00: warned in the console, called on Monday morning */
    wake(t, ticket, CLOCK_FOLLOWUP);
    assert_heard(t, p.officer, "mendekati tenggat");
    g_assert_cmpuint(sms_to(t, "+6282222222222", &next_at), ==, 1);
    g_assert_cmpint(next_at, ==, STORE_TEST_NOW + 7 * US_PER_DAY - 150 * US_PER_MIN);
    go(t, 7, 6 * 60 + 1);
    wake(t, ticket, CLOCK_FOLLOWUP);
    assert_heard(t, p.officer, "Lewat tenggat");
    g_assert_cmpuint(sms_to(t, "+6282222222222", &next_at), ==, 1); /* not by SMS: the pack */
    assert_heard(t, p.head, "");
    go(t, 8, -149); /* Tuesday 7:31 */
    wake(t, ticket, CLOCK_FOLLOWUP);
    assert_heard(t, p.officer, "Yth. petugas");
    assert_heard(t, p.head, "Yth. kepala");
    assert_heard(t, p.leader, "");
    g_assert_cmpuint(sms_to(t, "+6283333333333", &next_at), ==, 1);
    wake(t, ticket, CLOCK_FOLLOWUP); /* once */
    assert_heard(t, p.head, "");
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static Event *last_event(StoreTest *t, const char *ticket, const char *kind)
{
    g_autoptr(Case) c = case_store_by_ticket(&t->ctx, ticket, NULL, NULL);
    return event_store_last(&t->ctx, c->id, kind, NULL);
}

static void test_the_disposition_clock_is_the_verifiers(StoreTest *t)
{
    People p = begin(t);
    g_autofree char *ticket = report(t, "Jalan berlubang", VISIBILITY_OPEN, NULL);
    go(t, 2, 6 * 60 + 1); /* two working days and one minute */
    wake(t, ticket, CLOCK_DISPOSITION);
    assert_heard(t, p.verifier, "Lewat tenggat");
    go(t, 3, 0);
    wake(t, ticket, CLOCK_DISPOSITION);
    assert_heard(t, p.verifier, "Yth. petugas");
    assert_heard(t, p.administrator, "Yth. kepala");
    assert_heard(t, p.head, "");
    g_autoptr(Event) event = last_event(t, ticket, "clock.escalated");
    g_autofree char *body = NULL;
    g_autofree char *line = event_words(&t->ctx, event, false, &body);
    g_assert_nonnull(strstr(line, "kepala"));
    g_assert_nonnull(strstr(body, "admin"));
    domain_test_end(t);
}

static void tell_rung(StoreTest *t, const char *ticket, const char *whom, const char *names,
                      bool found)
{
    GError *error = NULL;
    g_autoptr(Case) c = case_store_by_ticket(&t->ctx, ticket, NULL, &error);
    StaffNotice notice = STAFF_NOTICE_INIT;
    g_autofree char *said = NULL;
    bool is = false;
    notice.key = "staff.ladder";
    notice.whom = whom;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_assert_true(staff_tell_rung(&t->ctx, c, &notice, &said, &is, &error));
    store_assert_no_error(error);
    g_assert_cmpstr(said, ==, names);
    g_assert_cmpint(is, ==, found);
}

static void test_rungs_find_their_persons(StoreTest *t)
{
    People p = begin(t);
    g_autofree char *ticket = report(t, "Jalan berlubang", VISIBILITY_OPEN, NULL);
    dispose(t, &p, ticket);
    add(t, "kadis", ROLE_SUPERVISOR, "dlh", "Kepala Dinas", "");
    tell_rung(t, ticket, "petugas", "budi", true);
    tell_rung(t, ticket, "kepala dinas", "wati",
              true); /* the one with the title is of another agency */
    tell_rung(t, ticket, "sekda", "sekda", true);
    tell_rung(t, ticket, "bupati", "bupati", true); /* and not the sekda, who reads like him */
    tell_rung(t, ticket, "inspektur", "admin", false);
    add(t, "kadis-pu", ROLE_SUPERVISOR, "dpupr", "kepala dinas", "");
    tell_rung(t, ticket, "kepala dinas", "kadis-pu", true);
    domain_test_end(t);
}

static void test_missing_titles_are_named(StoreTest *t)
{
    GError *error = NULL;
    domain_test_begin(t);
    add(t, "wati", ROLE_SUPERVISOR, "dpupr", "", "");
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_auto(GStrv) missing = staff_missing_titles(&t->ctx, &error);
    store_assert_no_error(error);
    g_autofree char *all = g_strjoinv(",", missing);
    g_assert_cmpstr(all, ==, "petugas");
    domain_test_end(t);
}

static void test_reading_a_case_reads_its_notices(StoreTest *t)
{
    guint unseen = 0;
    People p = begin(t);
    g_autofree char *one = report(t, "Jalan berlubang", VISIBILITY_OPEN, NULL);
    g_autofree char *two = report(t, "Aspal rusak", VISIBILITY_OPEN, NULL);
    dispose(t, &p, one);
    dispose(t, &p, two);
    g_autoptr(Case) c = case_store_by_ticket(&t->ctx, one, NULL, NULL);
    as(t, p.officer, ROLE_OFFICER, "dpupr");
    g_assert_true(staff_unseen(&t->ctx, 9, &unseen, NULL));
    g_assert_cmpuint(unseen, ==, 2);
    g_assert_true(staff_see(&t->ctx, c->id, NULL));
    g_assert_true(staff_unseen(&t->ctx, 9, &unseen, NULL));
    g_assert_cmpuint(unseen, ==, 1);
    t->ctx.actor.home = t->ctx.tenant + 1; /* a guest has no inbox here */
    g_assert_true(staff_unseen(&t->ctx, 9, &unseen, NULL));
    g_assert_cmpuint(unseen, ==, 0);
    domain_test_end(t);
}

static void test_addresses_are_checked_and_sealed(StoreTest *t)
{
    GError *error = NULL;
    domain_test_begin(t);
    gint64 id = add(t, "budi", ROLE_OFFICER, "dpupr", "Kepala Seksi", "0812 3456 789");
    g_autoptr(Account) account = account_store_get(&t->ctx, id, &error);
    store_assert_no_error(error);
    g_autofree char *phone = crypt_open_text("account.phone", account->phone_sealed, NULL);
    g_assert_cmpstr(phone, ==, "+628123456789");
    g_assert_cmpstr(account->title, ==, "Kepala Seksi");
    AccountIn in = ACCOUNT_IN_INIT;
    in.name = "Budi";
    in.role = ROLE_OFFICER;
    in.agency = "dpupr";
    in.phone = "bukan nomor";
    g_assert_false(account_change(&t->ctx, "budi", &in, &error));
    g_assert_cmpstr(error_field(error), ==, "telepon");
    g_clear_error(&error);
    in.phone = "";
    g_assert_true(account_change(&t->ctx, "budi", &in, &error));
    g_autoptr(Account) changed = account_store_get(&t->ctx, id, NULL);
    g_assert_null(changed->phone_sealed);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/staff/each_step_reaches_whom_it_concerns",
                   test_each_step_reaches_whom_it_concerns);
    store_test_add("/staff/a_handed_case_is_that_persons", test_handed_case_is_that_persons);
    store_test_add("/staff/nobody_there_goes_upwards", test_nobody_there_goes_upwards);
    store_test_add("/staff/a_secret_is_not_told", test_a_secret_is_not_told);
    store_test_add("/staff/danger_calls_by_sms_at_night", test_danger_calls_by_sms_at_night);
    store_test_add("/staff/clocks_warn_and_climb", test_clocks_warn_and_climb);
    store_test_add("/staff/the_disposition_clock_is_the_verifiers",
                   test_the_disposition_clock_is_the_verifiers);
    store_test_add("/staff/rungs_find_their_persons", test_rungs_find_their_persons);
    store_test_add("/staff/missing_titles_are_named", test_missing_titles_are_named);
    store_test_add("/staff/reading_a_case_reads_its_notices",
                   test_reading_a_case_reads_its_notices);
    store_test_add("/staff/addresses_are_checked_and_sealed",
                   test_addresses_are_checked_and_sealed);
    return store_test_run();
}
