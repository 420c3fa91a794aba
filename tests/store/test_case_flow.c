/* A case from intake to the end through the domain, on both engines. */
#include "domain_test.h"

#include "domain/deadline.h"
#include "domain/search.h"
#include "store/case.h"
#include "store/feed.h"
#include "store/report.h"
#include "store/timeline.h"

static const char PHONE[] = "081234567890";

static char *report_by_sms(StoreTest *t, const char *text, gint64 *report_id)
{
    Intake in = domain_test_intake(text);
    in.channel = "sms";
    in.phone = PHONE;
    return domain_test_report(t, &in, report_id);
}

static void act(StoreTest *t, const char *ticket, Action action, const char *text)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.text = text;
    domain_test_do(t, ticket, action, &in);
}

static void dispose_to(StoreTest *t, const char *ticket, const char *agency)
{
    ActionInput in = ACTION_INPUT_INIT;
    in.agency = agency;
    in.service = "jalan";
    domain_test_do(t, ticket, ACTION_DISPOSE, &in);
}

static CaseFile *load(StoreTest *t, const char *ticket)
{
    GError *error = NULL;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    CaseFile *file = case_file_load(&t->ctx, ticket, &error);
    store_assert_no_error(error);
    return file;
}

static void assert_status(StoreTest *t, const char *ticket, CaseStatus status)
{
    g_autoptr(CaseFile) file = load(t, ticket);
    g_assert_cmpstr(status_name(file->c->status), ==, status_name(status));
}

static void assert_hops_add_up(StoreTest *t, const char *ticket)
{
    g_autoptr(CaseFile) file = load(t, ticket);
    gint64 now = clock_now_us(t->clock), sum = 0, last_end = file->c->created_at;
    for (guint i = 0; i < file->hops->len; i++) {
        const Hop *hop = file->hops->pdata[i];
        gint64 end = hop->to_at ? hop->to_at : now;
        g_assert_cmpint(hop->from_at, ==, last_end);
        sum += end - hop->from_at;
        last_end = end;
    }
    g_assert_cmpint(sum, ==, now - file->c->created_at);
}

static void verifier(StoreTest *t)
{
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
}

static void officer(StoreTest *t, const char *agency)
{
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, agency);
}

static void test_whole_life(StoreTest *t)
{
    gint64 report_id = 0;
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Jalan berlubang di depan pasar", &report_id);
    verifier(t);
    act(t, ticket, ACTION_VERIFY, "");
    clock_advance(t->clock, US_PER_HOUR);
    dispose_to(t, ticket, "dpupr");
    officer(t, "dlh");
    ActionInput none = ACTION_INPUT_INIT;
    domain_test_refused(t, ticket, ACTION_ACCEPT, &none, KENTONGAN_ERROR_NOT_FOUND);
    officer(t, "dpupr");
    domain_test_refused(t, ticket, ACTION_VERIFY, &none, KENTONGAN_ERROR_DENIED);
    act(t, ticket, ACTION_ACCEPT, "");
    domain_test_refused(t, ticket, ACTION_FOLLOW_UP, &none, KENTONGAN_ERROR_INVALID);
    act(t, ticket, ACTION_FOLLOW_UP, "Lubang kami tutup besok.");
    clock_advance(t->clock, US_PER_DAY);
    act(t, ticket, ACTION_PROPOSE, "Sudah ditutup.");
    assert_status(t, ticket, STATUS_PROPOSED);
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    act(t, ticket, ACTION_DISPUTE, "Masih berlubang");
    assert_status(t, ticket, STATUS_REOPENED);
    officer(t, "dpupr");
    act(t, ticket, ACTION_PROPOSE, "Ditambal ulang.");
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    act(t, ticket, ACTION_CONFIRM, "");
    assert_status(t, ticket, STATUS_CONFIRMED);
    assert_hops_add_up(t, ticket);
    g_autoptr(CaseFile) file = load(t, ticket);
    g_assert_cmpint(file->c->reopened, ==, 1);
    g_assert_cmpint(file->c->due_at, ==, CASE_NO_DUE);
    g_assert_cmpuint(file->messages->len, >=, 8);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_idempotency_key_stores_once(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = domain_test_intake("Lampu jalan mati");
    in.idempotency_key = "kunci-1";
    g_autofree char *first = domain_test_report(t, &in, NULL);
    g_autofree char *again = domain_test_report(t, &in, NULL);
    g_assert_cmpstr(first, ==, again);
    CaseFilter filter = CASE_FILTER_INIT;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(GPtrArray) list = case_list(&t->ctx, &filter, NULL, NULL);
    g_assert_cmpuint(list->len, ==, 1);
    domain_test_end(t);
}

static void test_ticket_given_out_is_known(StoreTest *t)
{
    bool known = false;
    domain_test_begin(t);
    Intake in = domain_test_intake("Lampu jalan mati");
    g_autofree char *ticket = domain_test_report(t, &in, NULL);
    g_assert_true(report_store_ticket_known(&t->ctx, ticket, &known, NULL));
    g_assert_true(known);
    g_assert_true(report_store_ticket_known(&t->ctx, "JPR-0000-0000", &known, NULL));
    g_assert_false(known);
    domain_test_end(t);
}

static void assert_found(StoreTest *t, const char *words, guint limit, const char *first,
                         guint count)
{
    CaseFilter filter = CASE_FILTER_INIT;
    filter.words = words;
    filter.limit = limit;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(GPtrArray) list = case_list(&t->ctx, &filter, NULL, NULL);
    g_assert_cmpuint(list->len, ==, count);
    if (count)
        g_assert_cmpstr(((const Case *)list->pdata[0])->ticket, ==, first);
}

static void test_search_takes_whole_words_first(StoreTest *t)
{
    bool more = false;
    domain_test_begin(t);
    Intake whole = domain_test_intake("Rusak parah di jalan desa"),
           begun = domain_test_intake("Rusak parah di jalanan desa");
    g_autofree char *older = domain_test_report(t, &whole, NULL);
    g_autofree char *newer = domain_test_report(t, &begun, NULL);
    g_assert_true(search_catch_up(&t->ctx, &more, NULL));
    assert_found(t, "rusak jalan", 1, older, 1);
    assert_found(t, "rusak jalan", 50, newer, 2);
    assert_found(t, "rusak jala", 50, newer, 2);
    assert_found(t, "rusak alan", 50, NULL, 0);
    domain_test_end(t);
}

/* Newest first, page by page, whatever the order in which the index was filled. */
static void test_search_goes_on_page_by_page(StoreTest *t)
{
    enum { REPORTS = 8, PAGE = 3 };
    bool more = false;
    guint seen = 0;
    g_autofree char *after = g_strdup("");
    g_autoptr(GPtrArray) tickets = g_ptr_array_new_with_free_func(g_free);
    Intake in = domain_test_intake("Pohon tumbang di jalan");
    domain_test_begin(t);
    for (int i = 0; i < REPORTS; i++) {
        g_ptr_array_add(tickets, domain_test_report(t, &in, NULL));
        if (i % PAGE == 1)
            g_assert_true(search_catch_up(&t->ctx, &more, NULL));
    }
    g_assert_true(search_catch_up(&t->ctx, &more, NULL));
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    while (after) {
        GError *error = NULL;
        char *next = NULL;
        CaseFilter f = CASE_FILTER_INIT;
        f.words = "pohon";
        f.limit = PAGE;
        f.after = after;
        g_autoptr(GPtrArray) cases = case_list(&t->ctx, &f, &next, &error);
        store_assert_no_error(error);
        for (guint i = 0; i < cases->len; i++)
            g_assert_cmpstr(((const Case *)cases->pdata[i])->ticket, ==,
                            tickets->pdata[REPORTS - ++seen]);
        g_free(after);
        after = next;
    }
    g_assert_cmpuint(seen, ==, REPORTS);
    domain_test_end(t);
}

static void test_question_pauses_and_answer_resumes(StoreTest *t)
{
    gint64 report_id = 0;
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Ada masalah", &report_id);
    g_autoptr(CaseFile) before = load(t, ticket);
    verifier(t);
    act(t, ticket, ACTION_ASK_INFO, "Di desa mana?");
    clock_advance(t->clock, 2 * US_PER_DAY);
    domain_test_as(t, ACTOR_REPORTER, report_id, ROLE_NONE, "");
    act(t, ticket, ACTION_REPLY, "Panggang");
    g_autoptr(CaseFile) after = load(t, ticket);
    g_assert_cmpint(after->c->status, ==, STATUS_RECEIVED);
    g_assert_cmpint(after->c->due_at, ==, before->c->due_at + 2 * US_PER_DAY);
    assert_hops_add_up(t, ticket);
    domain_test_end(t);
}

/* The reporter was asked and telephones: whoever hears him writes it down. */
static void test_answer_by_telephone_resumes(StoreTest *t)
{
    gint64 report_id = 0;
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Ada masalah", &report_id);
    g_autoptr(CaseFile) before = load(t, ticket);
    verifier(t);
    ActionInput early = ACTION_INPUT_INIT;
    early.text = "Sudah dijawab";
    domain_test_refused(t, ticket, ACTION_ANSWERED, &early, KENTONGAN_ERROR_CONFLICT);
    act(t, ticket, ACTION_ASK_INFO, "Di desa mana?");
    clock_advance(t->clock, 2 * US_PER_DAY);
    act(t, ticket, ACTION_ANSWERED, "Menelepon: di Panggang, ada kebakaran");
    g_autoptr(CaseFile) after = load(t, ticket);
    g_assert_cmpint(after->c->status, ==, STATUS_RECEIVED);
    g_assert_cmpint(after->c->due_at, ==, before->c->due_at + 2 * US_PER_DAY);
    g_assert_true(after->c->attention & ATTENTION_ALARM);
    assert_hops_add_up(t, ticket);
    domain_test_end(t);
}

/* What screens are told of the last thing that happened in the tenant. */
static FeedRow *last_news(StoreTest *t)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    bool ok = feed_store_after(t->ctx.db, t->ctx.tenant, 0, 100, rows, &error);
    store_assert_no_error(error);
    g_assert_true(ok && rows->len > 0);
    FeedRow *last = g_ptr_array_steal_index(rows, rows->len - 1);
    g_ptr_array_foreach(rows, (GFunc)(void (*)(void))feed_row_free, NULL);
    return last;
}

static void test_returning_keeps_the_clock(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Sampah menumpuk", NULL);
    verifier(t);
    dispose_to(t, ticket, "dpupr");
    g_autoptr(CaseFile) first = load(t, ticket);
    clock_advance(t->clock, US_PER_DAY);
    officer(t, "dpupr");
    ActionInput back = ACTION_INPUT_INIT;
    back.text = "Ini urusan kebersihan";
    back.agency = "dlh";
    domain_test_do(t, ticket, ACTION_RETURN, &back);
    g_autoptr(FeedRow) sent_back = last_news(t);
    g_assert_cmpstr(sent_back->kind, ==, "case.returned");
    g_assert_cmpstr(sent_back->left_agency, ==, "dpupr");
    g_assert_cmpstr(sent_back->agency, ==, "");
    verifier(t);
    dispose_to(t, ticket, "dlh");
    g_autoptr(FeedRow) disposed = last_news(t);
    g_assert_null(disposed->left_agency);
    g_autoptr(CaseFile) second = load(t, ticket);
    g_assert_cmpint(second->c->due_at, ==, first->c->due_at);
    g_assert_cmpint(second->c->returned, ==, 1);
    assert_hops_add_up(t, ticket);
    domain_test_end(t);
}

static void test_merge_and_unmerge_are_complete(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *main_ticket = report_by_sms(t, "Pohon tumbang menutup jalan", NULL);
    Intake in = domain_test_intake("Pohon roboh di jalan yang sama");
    in.phone = "081298765432";
    g_autofree char *other = domain_test_report(t, &in, NULL);
    verifier(t);
    ActionInput merge = ACTION_INPUT_INIT;
    merge.target = main_ticket;
    domain_test_do(t, other, ACTION_MERGE, &merge);
    g_autoptr(CaseFile) joined = load(t, other);
    g_assert_cmpstr(joined->c->ticket, ==, main_ticket);
    g_assert_cmpint(joined->c->reports, ==, 2);
    g_assert_cmpuint(joined->reports->len, ==, 2);
    verifier(t);
    act(t, other, ACTION_UNMERGE, "Ternyata pohon lain");
    g_autoptr(CaseFile) apart = load(t, other);
    g_assert_cmpstr(apart->c->ticket, ==, other);
    g_assert_cmpint(apart->c->status, ==, STATUS_RECEIVED);
    g_assert_cmpint(apart->c->due_at, !=, CASE_NO_DUE);
    g_autoptr(CaseFile) left = load(t, main_ticket);
    g_assert_cmpint(left->c->reports, ==, 1);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void assert_hidden(StoreTest *t, const char *ticket, const char *secret)
{
    bool limited = false;
    g_autoptr(GError) error = NULL;
    domain_test_as(t, ACTOR_PUBLIC, 0, ROLE_NONE, "");
    g_autoptr(CaseFile) file = case_file_load_public(&t->ctx, ticket, secret, &limited, &error);
    g_assert_null(file);
    g_assert_true(error_is(error, KENTONGAN_ERROR_NOT_FOUND));
}

static void test_secret_stays_secret(StoreTest *t)
{
    bool limited = false;
    gint64 report_id = 0;
    domain_test_begin(t);
    Intake in = domain_test_intake("Petugas meminta uang di loket");
    in.visibility = VISIBILITY_SECRET;
    in.phone = PHONE;
    g_autofree char *ticket = domain_test_report(t, &in, &report_id);
    verifier(t);
    act(t, ticket, ACTION_VERIFY, "");
    dispose_to(t, ticket, "dpupr");
    assert_hidden(t, ticket, "");
    assert_hidden(t, ticket, "salah");
    g_autofree char *secret = report_link_secret(report_id);
    g_autoptr(CaseFile) own = case_file_load_public(&t->ctx, ticket, secret, &limited, NULL);
    g_assert_nonnull(own);
    g_assert_cmpstr(((Report *)own->reports->pdata[0])->text, ==, in.text);
    CaseFilter filter = CASE_FILTER_INIT;
    filter.public_only = true;
    g_autoptr(GPtrArray) list = case_list(&t->ctx, &filter, NULL, NULL);
    g_assert_cmpuint(list->len, ==, 0);
    domain_test_end(t);
}

static void test_time_is_granted_once(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Jembatan retak", NULL);
    verifier(t);
    dispose_to(t, ticket, "dpupr");
    g_autoptr(CaseFile) before = load(t, ticket);
    officer(t, "dpupr");
    ActionInput ask = ACTION_INPUT_INIT;
    ask.days = 3;
    ask.text = "Menunggu bahan";
    domain_test_do(t, ticket, ACTION_ASK_TIME, &ask);
    domain_test_as(t, ACTOR_STAFF, 13, ROLE_SUPERVISOR, "dpupr");
    act(t, ticket, ACTION_GRANT_TIME, "");
    g_autoptr(CaseFile) after = load(t, ticket);
    g_assert_cmpint(after->c->due_at, >, before->c->due_at);
    officer(t, "dpupr");
    domain_test_refused(t, ticket, ACTION_ASK_TIME, &ask, KENTONGAN_ERROR_CONFLICT);
    domain_test_end(t);
}

static void wake_all(StoreTest *t)
{
    g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(ClockRef));
    g_assert_true(clock_store_waking(t->db, clock_now_us(t->clock), 100, refs, NULL));
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    for (guint i = 0; i < refs->len; i++) {
        const ClockRef *ref = &g_array_index(refs, ClockRef, i);
        GError *error = NULL;
        g_assert_true(deadline_wake(&t->ctx, ref->case_id, ref->kind, &error));
        store_assert_no_error(error);
    }
}

static int count_events(const CaseFile *file, const char *kind)
{
    int count = 0;
    for (guint i = 0; i < file->events->len; i++)
        count += g_str_equal(((Event *)file->events->pdata[i])->kind, kind);
    return count;
}

static void test_clock_warns_breaches_and_climbs_once(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Saluran mampet", NULL);
    for (int day = 0; day < 8; day++) {
        clock_advance(t->clock, US_PER_DAY);
        wake_all(t);
        wake_all(t);
    }
    g_autoptr(CaseFile) file = load(t, ticket);
    g_assert_true(file->c->overdue);
    g_assert_cmpint(count_events(file, "clock.warned"), ==, 2);
    g_assert_cmpint(count_events(file, "clock.breached"), ==, 2);
    g_assert_cmpint(count_events(file, "clock.escalated"), >=, 3);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static guint count_overdue(StoreTest *t)
{
    CaseFilter filter = CASE_FILTER_INIT;
    guint count = 0;
    GError *error = NULL;
    filter.overdue = true;
    filter.order = ORDER_DUE;
    g_assert_true(case_count(&t->ctx, &filter, 99, &count, &error));
    store_assert_no_error(error);
    g_autoptr(GPtrArray) list = case_list(&t->ctx, &filter, NULL, &error);
    store_assert_no_error(error);
    g_assert_cmpuint(list->len, ==, count);
    return count;
}

static void test_counts_say_what_the_list_shows(StoreTest *t)
{
    domain_test_begin(t);
    Intake in = domain_test_intake("Jalan rusak");
    in.area = "33.20.06.1006";
    g_autofree char *ticket = domain_test_report(t, &in, NULL);
    in.area = "";
    g_autofree char *nowhere = domain_test_report(t, &in, NULL);
    g_assert_cmpuint(count_overdue(t), ==, 0);
    clock_advance(t->clock, 8 * US_PER_DAY);
    wake_all(t);
    domain_test_as(t, ACTOR_STAFF, 1, ROLE_VERIFIER, "");
    g_assert_cmpuint(count_overdue(t), ==, 2);
    t->ctx.actor.area = "33.20.06";
    g_assert_cmpuint(count_overdue(t), ==, 1);
    t->ctx.actor.area = "33.20.07";
    g_assert_cmpuint(count_overdue(t), ==, 0);
    domain_test_end(t);
}

static void test_silence_closes_unconfirmed(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Lampu mati", NULL);
    verifier(t);
    dispose_to(t, ticket, "dpupr");
    officer(t, "dpupr");
    act(t, ticket, ACTION_PROPOSE, "Lampu sudah menyala");
    clock_advance(t->clock, 10 * US_PER_DAY);
    wake_all(t);
    assert_status(t, ticket, STATUS_PROPOSED);
    clock_advance(t->clock, 30 * US_PER_DAY);
    wake_all(t);
    assert_status(t, ticket, STATUS_UNCONFIRMED);
    domain_test_end(t);
}

static void test_past_the_calendar_nothing_is_guessed(StoreTest *t)
{
    domain_test_begin(t);
    clock_set(t->clock, G_GINT64_CONSTANT(1798000000000000)); /* 2026-12-23 */
    g_autofree char *ticket = report_by_sms(t, "Banjir di gang", NULL);
    g_autoptr(CaseFile) file = load(t, ticket);
    for (guint i = 0; i < file->clocks->len; i++) {
        const CaseClock *k = &g_array_index(file->clocks, CaseClock, i);
        g_assert_true(k->kind == CLOCK_DISPOSITION ? k->due_at != CASE_NO_DUE
                                                   : k->due_at == CASE_NO_DUE);
    }
    domain_test_end(t);
}

static void test_support_counts_a_person_once(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Trotoar rusak", NULL);
    verifier(t);
    act(t, ticket, ACTION_VERIFY, "");
    ActionInput in = ACTION_INPUT_INIT;
    in.voter = "peramban-1";
    domain_test_as(t, ACTOR_PUBLIC, 0, ROLE_NONE, "");
    g_assert_false(domain_test_do(t, ticket, ACTION_SUPPORT, &in).repeated);
    g_assert_true(domain_test_do(t, ticket, ACTION_SUPPORT, &in).repeated);
    g_autoptr(CaseFile) file = load(t, ticket);
    g_assert_cmpint(file->c->supports, ==, 1);
    domain_test_end(t);
}

static void test_handed_over_with_clock_and_log(StoreTest *t)
{
    domain_test_begin(t);
    g_autoptr(Catalog) child = domain_test_catalog(t, "anak", "ANK", t->ctx.tenant);
    g_autofree char *ticket = report_by_sms(t, "Jalan provinsi atau kabupaten?", NULL);
    g_autoptr(CaseFile) before = load(t, ticket);
    verifier(t);
    act(t, ticket, ACTION_VERIFY, "");
    ActionInput in = ACTION_INPUT_INIT;
    in.tenant = "anak";
    in.text = "Jalan desa";
    domain_test_do(t, ticket, ACTION_HAND_OVER, &in);
    domain_test_refused(t, ticket, ACTION_NOTE, &in, KENTONGAN_ERROR_NOT_FOUND);
    g_autoptr(FeedRow) departed = last_news(t);
    g_assert_cmpstr(departed->kind, ==, "case.departed");
    g_assert_cmpstr(departed->ticket, ==, ticket);
    g_assert_null(departed->left_agency); /* the admin held it */
    domain_test_audit_is_clean(t);
    const Catalog *parent = t->ctx.catalog;
    t->ctx.catalog = child;
    t->ctx.tenant = child->tenant.id;
    g_autoptr(CaseFile) after = load(t, ticket);
    g_assert_cmpint(after->c->due_at, ==, before->c->due_at);
    g_assert_cmpuint(after->events->len, >=, 3);
    g_assert_cmpint(((Report *)after->reports->pdata[0])->person_id, !=, 0);
    domain_test_audit_is_clean(t);
    t->ctx.catalog = parent;
    t->ctx.tenant = parent->tenant.id;
    domain_test_end(t);
}

static void tamper(StoreTest *t, const char *sql)
{
    GError *error = NULL;
    g_autoptr(Database) database = database_open(t->where, &error);
    store_assert_no_error(error);
    g_autoptr(Db) db = db_open(database, &error);
    g_assert_true(db_run_script(db, sql, &error));
    store_assert_no_error(error);
}

static guint findings_after(StoreTest *t, const char *sql)
{
    gint64 events = 0;
    g_autoptr(GPtrArray) findings =
        g_ptr_array_new_with_free_func((GDestroyNotify)audit_finding_free);
    tamper(t, sql);
    g_assert_true(audit_verify(&t->ctx, findings, &events, NULL, NULL, NULL));
    return findings->len;
}

static void test_tampering_is_found(StoreTest *t)
{
    domain_test_begin(t);
    g_autofree char *ticket = report_by_sms(t, "Jalan rusak", NULL);
    verifier(t);
    act(t, ticket, ACTION_VERIFY, "");
    act(t, ticket, ACTION_NOTE, "catatan");
    domain_test_audit_is_clean(t);
    g_assert_cmpuint(
        findings_after(t, "UPDATE event SET data = '{\"text\":\"lain\"}' WHERE seq = 3"), ==, 1);
    g_assert_cmpuint(findings_after(t, "DELETE FROM event WHERE seq = 2"), >=, 1);
    g_assert_cmpuint(findings_after(t, "DELETE FROM event WHERE seq = 3"), >=, 1);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/case_flow/whole_life", test_whole_life);
    store_test_add("/case_flow/idempotency_key_stores_once", test_idempotency_key_stores_once);
    store_test_add("/case_flow/ticket_given_out_is_known", test_ticket_given_out_is_known);
    store_test_add("/case_flow/search_takes_whole_words_first",
                   test_search_takes_whole_words_first);
    store_test_add("/case_flow/search_goes_on_page_by_page", test_search_goes_on_page_by_page);
    store_test_add("/case_flow/answer_by_telephone", test_answer_by_telephone_resumes);
    store_test_add("/case_flow/question_pauses", test_question_pauses_and_answer_resumes);
    store_test_add("/case_flow/returning_keeps_the_clock", test_returning_keeps_the_clock);
    store_test_add("/case_flow/merge_and_unmerge", test_merge_and_unmerge_are_complete);
    store_test_add("/case_flow/secret_stays_secret", test_secret_stays_secret);
    store_test_add("/case_flow/time_is_granted_once", test_time_is_granted_once);
    store_test_add("/case_flow/clock_climbs_once", test_clock_warns_breaches_and_climbs_once);
    store_test_add("/case_flow/silence_closes_unconfirmed", test_silence_closes_unconfirmed);
    store_test_add("/case_flow/past_the_calendar", test_past_the_calendar_nothing_is_guessed);
    store_test_add("/case_flow/support_counts_once", test_support_counts_a_person_once);
    store_test_add("/case_flow/handed_over", test_handed_over_with_clock_and_log);
    store_test_add("/case_flow/counts_say_what_the_list_shows",
                   test_counts_say_what_the_list_shows);
    store_test_add("/case_flow/tampering_is_found", test_tampering_is_found);
    return store_test_run();
}
