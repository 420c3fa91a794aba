/* What citizens write by SMS and what they hear, on both engines. */
#include "domain_test.h"

#include "base/id.h"
#include "domain/inbound.h"
#include "domain/sms_dialog.h"
#include "store/case.h"
#include "store/message.h"
#include "store/report.h"

#define PHONE "+6281234567890"
#define OTHER "+6281298765432"

static gint64 heard_until; /* messages with a higher id are new */

static void begin(StoreTest *t)
{
    g_log_set_always_fatal(G_LOG_FATAL_MASK);
    domain_test_begin(t);
    heard_until = 0;
}

static InboundResult say_with_id(StoreTest *t, const char *from, const char *text, const char *id)
{
    GError *error = NULL;
    InboundResult result = { 0 };
    Incoming in = { .channel = "sms", .provider_id = id, .from = from, .to = "1708", .text = text };
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    bool ok = inbound_receive(&t->ctx, &in, &result, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return result;
}

static InboundResult say(StoreTest *t, const char *from, const char *text)
{
    g_autofree char *id = g_strdup_printf("id-%" G_GINT64_FORMAT, id_next());
    return say_with_id(t, from, text, id);
}

static int by_id(gconstpointer a, gconstpointer b)
{
    const Message *x = *(Message *const *)a, *y = *(Message *const *)b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* What went out to a number since the last call, line by line (transfer full). */
static char *heard(StoreTest *t, const char *to)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    g_autoptr(GString) text = g_string_new(NULL);
    gint64 newest = heard_until;
    g_assert_true(message_store_waiting(&t->ctx, "sms", 500, all, NULL));
    g_ptr_array_sort(all, by_id);
    for (guint i = 0; i < all->len; i++) {
        const Message *m = all->pdata[i];
        g_autofree char *address = crypt_open_text("message.address", m->address_sealed, NULL);
        g_autofree char *body = crypt_open_text("message.body", m->body_sealed, NULL);
        if (m->id > heard_until && strcmp(address, to) == 0)
            g_string_append_printf(text, "%s%s", text->len ? "\n" : "", body);
        newest = MAX(newest, m->id);
    }
    heard_until = newest;
    g_test_message("heard: %s", text->str);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_heard(StoreTest *t, const char *to, const char *part)
{
    g_autofree char *text = heard(t, to);
    if (!strstr(text, part))
        g_error("\"%s\" was not heard, but \"%s\"", part, text);
}

static void assert_heard_nothing(StoreTest *t, const char *to)
{
    g_autofree char *text = heard(t, to);
    g_assert_cmpstr(text, ==, "");
}

static Case *case_at(StoreTest *t, gint64 id)
{
    GError *error = NULL;
    Case *c = case_store_get(&t->ctx, id, &error);
    store_assert_no_error(error);
    return c;
}

static char *ticket_at(StoreTest *t, gint64 case_id)
{
    g_autoptr(Case) c = case_at(t, case_id);
    return g_strdup(c->ticket);
}

static guint count_cases(StoreTest *t)
{
    CaseFilter filter = CASE_FILTER_INIT;
    filter.limit = 200;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(GPtrArray) list = case_list(&t->ctx, &filter, NULL, NULL);
    return list->len;
}

/* The words of the replies of a case, in order, parted by '|' (transfer full). */
static char *replies(StoreTest *t, gint64 case_id)
{
    g_autofree char *ticket = ticket_at(t, case_id);
    g_autoptr(GString) text = g_string_new(NULL);
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(CaseFile) file = case_file_load(&t->ctx, ticket, NULL);
    for (guint i = 0; i < file->events->len; i++) {
        const Event *event = file->events->pdata[i];
        g_autofree char *words = event_field(event, "text");
        if (strcmp(event->kind, "case.replied") == 0)
            g_string_append_printf(text, "%s%s", text->len ? "|" : "", words);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void staff(StoreTest *t, const char *ticket, Action action, const char *text)
{
    bool agency = action == ACTION_ACCEPT || action == ACTION_FOLLOW_UP || action == ACTION_PROPOSE;
    ActionInput in = ACTION_INPUT_INIT;
    in.text = text;
    in.agency = action == ACTION_DISPOSE ? "dpupr" : "";
    in.service = action == ACTION_DISPOSE ? "jalan" : "";
    domain_test_as(t, ACTOR_STAFF, 11, agency ? ROLE_OFFICER : ROLE_VERIFIER,
                   agency ? "dpupr" : "");
    domain_test_do(t, ticket, action, &in);
}

static void finish(StoreTest *t, const char *ticket)
{
    staff(t, ticket, ACTION_VERIFY, "");
    staff(t, ticket, ACTION_DISPOSE, "");
    staff(t, ticket, ACTION_ACCEPT, "");
    staff(t, ticket, ACTION_PROPOSE, "Sudah ditambal.");
}

/* ---- reports ---- */

static void test_report_is_answered_with_ticket_and_place(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, PHONE, "LAPOR jalan berlubang di kelurahan Panggang");
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_true(r.handled);
    g_assert_cmpstr(c->area, ==, ""); /* a person takes the proposal over */
    g_assert_nonnull(strstr(c->proposal, "33.20.06.1006"));
    g_assert_cmpstr(c->title, ==, "jalan berlubang di kelurahan Panggang");
    g_assert_cmpint(c->class_, ==, CLASS_COMPLAINT);
    assert_heard(t, PHONE, c->ticket);
    g_autoptr(Message) m = message_store_get(&t->ctx, r.message_id, NULL);
    g_assert_cmpint(m->state, ==, MESSAGE_HANDLED);
    g_assert_cmpint(m->case_id, ==, r.case_id);
    domain_test_end(t);
}

static void test_repeated_id_is_stored_once(StoreTest *t)
{
    begin(t);
    InboundResult first = say_with_id(t, PHONE, "Lampu jalan mati", "gw-1");
    InboundResult again = say_with_id(t, PHONE, "Lampu jalan mati", "gw-1");
    g_assert_false(first.repeated);
    g_assert_true(again.repeated);
    g_assert_cmpuint(count_cases(t), ==, 1);
    g_autofree char *text = heard(t, PHONE);
    g_assert_null(strchr(text, '\n'));
    domain_test_end(t);
}

static void test_emergency_is_told_the_number(StoreTest *t)
{
    begin(t);
    say(t, PHONE, "Sampah menumpuk di pasar");
    heard_until = G_MAXINT64 - 1;
    heard_until = 0;
    InboundResult r = say(t, PHONE, "Kebakaran di pasar lama!");
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_cmpint(c->priority, ==, PRIORITY_URGENT);
    assert_heard(t, PHONE, "112");
    g_assert_cmpuint(count_cases(t), ==, 2);
    domain_test_end(t);
}

static void test_odd_texts(StoreTest *t)
{
    static const char *const ODD[] = { "", "p", "   ", "\xf0\x9f\x98\xad\xf0\x9f\x98\xad", "7" };
    begin(t);
    for (guint i = 0; i < G_N_ELEMENTS(ODD); i++) {
        g_autofree char *from = g_strdup_printf("+62812345678%02u", i);
        InboundResult r = say(t, from, ODD[i]);
        g_assert_true(r.handled);
        assert_heard(t, from, "Mohon tulis apa yang terjadi");
    }
    g_assert_cmpuint(count_cases(t), ==, 0);
    say(t, PHONE, "Terima kasih");
    assert_heard_nothing(t, PHONE);
    InboundResult broken = say(t, PHONE, "Jalan \xff\xfe rusak parah");
    g_assert_true(broken.handled);
    assert_heard(t, PHONE, "Laporan Anda kami terima");
    domain_test_end(t);
}

static void test_long_text_is_whole(StoreTest *t)
{
    begin(t);
    g_autoptr(GString) text = g_string_new("LAPOR ");
    for (int i = 0; i < 9500; i++)
        g_string_append_c(text, 'a' + i % 26);
    InboundResult r = say(t, PHONE, text->str);
    g_autofree char *more = replies(t, r.case_id);
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    g_assert_true(report_store_of_case(&t->ctx, r.case_id, reports, NULL));
    const Report *report = reports->pdata[0];
    g_autofree char *whole = g_strconcat("LAPOR ", report->text, more, NULL);
    char *bar = strchr(whole, '|');
    memmove(bar, bar + 1, strlen(bar));
    g_assert_cmpstr(whole, ==, text->str);
    domain_test_end(t);
}

static void test_secret_and_anonymous(StoreTest *t)
{
    begin(t);
    InboundResult secret = say(t, PHONE, "LAPOR RAHASIA pungutan liar di terminal");
    g_autoptr(Case) c = case_at(t, secret.case_id);
    g_assert_cmpint(c->visibility, ==, VISIBILITY_SECRET);
    g_assert_null(strstr(c->title, "terminal"));
    g_autofree char *ask = g_strconcat("CEK ", c->ticket, NULL);
    heard_until = 0;
    g_autofree char *received = heard(t, PHONE);
    say(t, OTHER, ask);
    assert_heard(t, OTHER, "tidak kami temukan");
    say(t, PHONE, ask);
    assert_heard(t, PHONE, "Diterima");
    domain_test_end(t);
}

static void test_status_of_a_case_not_yet_public(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, PHONE, "Lampu jalan mati di pasar");
    g_autofree char *ticket = ticket_at(t, r.case_id);
    g_autofree char *lower = g_ascii_strdown(ticket, -1);
    g_autofree char *received = heard(t, PHONE);
    say(t, OTHER, lower);
    assert_heard(t, OTHER, "tidak kami temukan");
    staff(t, ticket, ACTION_VERIFY, "");
    g_autofree char *verified = heard(t, PHONE);
    say(t, OTHER, lower);
    assert_heard(t, OTHER, ticket);
    say(t, OTHER, "CEK JPR-2222-2222");
    assert_heard(t, OTHER, "tidak kami temukan");
    g_assert_cmpuint(count_cases(t), ==, 1);
    domain_test_end(t);
}

/* ---- more to the same ---- */

static void test_further_sms_is_appended_to_the_one_open_case(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, PHONE, "Jalan berlubang dekat masjid");
    g_autofree char *received = heard(t, PHONE);
    InboundResult more = say(t, "081234567890", "Lubangnya makin dalam");
    g_assert_cmpint(more.case_id, ==, r.case_id);
    assert_heard(t, PHONE, "kami tambahkan");
    g_autofree char *text = replies(t, r.case_id);
    g_assert_cmpstr(text, ==, "Lubangnya makin dalam");
    say(t, PHONE, "LAPOR lampu jalan juga mati");
    assert_heard(t, PHONE, "Laporan Anda kami terima");
    g_assert_cmpuint(count_cases(t), ==, 2);
    say(t, PHONE, "LAPOR lampu jalan juga mati");
    assert_heard(t, PHONE, "Diterima");
    g_assert_cmpuint(count_cases(t), ==, 2);
    domain_test_end(t);
}

static void test_answer_to_a_question_resumes(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, PHONE, "Ada jalan rusak parah");
    g_autofree char *ticket = ticket_at(t, r.case_id);
    staff(t, ticket, ACTION_ASK_INFO, "Di RT berapa?");
    g_autofree char *asked = heard(t, PHONE);
    say(t, PHONE, "2");
    assert_heard(t, PHONE, "jawaban Anda");
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_cmpint(c->status, ==, STATUS_RECEIVED);
    g_autofree char *text = replies(t, r.case_id);
    g_assert_cmpstr(text, ==, "2");
    domain_test_end(t);
}

/* ---- several ---- */

typedef struct {
    gint64 first, second;
} Two;

static Two two_cases(StoreTest *t)
{
    Two two;
    two.first = say(t, PHONE, "LAPOR jalan berlubang dekat masjid").case_id;
    two.second = say(t, PHONE, "LAPOR lampu jalan mati di pasar").case_id;
    g_autofree char *received = heard(t, PHONE);
    return two;
}

static void test_several_cases_are_asked_and_picked(StoreTest *t)
{
    begin(t);
    Two two = two_cases(t);
    InboundResult waits = say(t, PHONE, "Sudah seminggu belum ada yang datang");
    g_assert_cmpint(waits.case_id, ==, 0);
    g_autofree char *list = heard(t, PHONE);
    g_autofree char *newest = ticket_at(t, two.second), *oldest = ticket_at(t, two.first);
    g_assert_nonnull(strstr(list, newest));
    g_assert_nonnull(strstr(list, oldest));
    say(t, PHONE, "9");
    assert_heard(t, PHONE, "angka itu tidak ada");
    say(t, PHONE, "dan masih gelap");
    assert_heard_nothing(t, PHONE);
    say(t, PHONE, "2");
    assert_heard(t, PHONE, oldest);
    g_autofree char *text = replies(t, two.first), *none = replies(t, two.second);
    g_assert_cmpstr(text, ==, "Sudah seminggu belum ada yang datang\ndan masih gelap");
    g_assert_cmpstr(none, ==, "");
    say(t, PHONE, "2");
    assert_heard_nothing(t, PHONE);
    g_autofree char *still = replies(t, two.first);
    g_assert_cmpstr(still, ==, text);
    g_autoptr(Message) m = message_store_get(&t->ctx, waits.message_id, NULL);
    g_assert_cmpint(m->case_id, ==, two.first);
    g_assert_cmpuint(count_cases(t), ==, 2);
    domain_test_end(t);
}

static void test_pick_of_nought_is_a_new_report(StoreTest *t)
{
    begin(t);
    two_cases(t);
    say(t, PHONE, "Pohon tumbang di lapangan");
    g_autofree char *list = heard(t, PHONE);
    say(t, PHONE, "0");
    assert_heard(t, PHONE, "Laporan Anda kami terima");
    g_assert_cmpuint(count_cases(t), ==, 3);
    domain_test_end(t);
}

static void expire_all(StoreTest *t)
{
    GError *error = NULL;
    g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(DialogRef));
    g_assert_true(dialog_store_expired(t->db, clock_now_us(t->clock), 99, refs, &error));
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    for (guint i = 0; i < refs->len; i++) {
        const DialogRef *ref = &g_array_index(refs, DialogRef, i);
        g_assert_true(sms_dialog_expire(&t->ctx, ref->channel, ref->hash, &error));
        store_assert_no_error(error);
    }
}

static void test_words_that_nobody_picked_for_become_a_report(StoreTest *t)
{
    begin(t);
    two_cases(t);
    say(t, PHONE, "Pohon tumbang di lapangan");
    g_autofree char *list = heard(t, PHONE);
    clock_advance(t->clock, 25 * US_PER_HOUR);
    expire_all(t);
    expire_all(t);
    assert_heard(t, PHONE, "Laporan Anda kami terima");
    g_assert_cmpuint(count_cases(t), ==, 3);
    say(t, PHONE, "1");
    assert_heard_nothing(t, PHONE);
    g_assert_cmpuint(count_cases(t), ==, 3);
    domain_test_end(t);
}

static void test_late_sms_finds_the_dialog_expired(StoreTest *t)
{
    begin(t);
    Two two = two_cases(t);
    say(t, PHONE, "Pohon tumbang di lapangan");
    clock_advance(t->clock, 25 * US_PER_HOUR);
    say(t, PHONE, "1");
    g_assert_cmpuint(count_cases(t), ==, 3);
    g_autofree char *a = replies(t, two.first), *b = replies(t, two.second);
    g_assert_cmpstr(a, ==, "");
    g_assert_cmpstr(b, ==, "");
    domain_test_end(t);
}

/* ---- verdicts ---- */

static void test_confirm_dispute_rate(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, PHONE, "Jalan berlubang dekat masjid");
    g_autofree char *ticket = ticket_at(t, r.case_id);
    finish(t, ticket);
    g_autofree char *told = heard(t, PHONE);
    say(t, PHONE, "Belum, masih berlubang");
    g_autoptr(Case) reopened = case_at(t, r.case_id);
    g_assert_cmpint(reopened->status, ==, STATUS_REOPENED);
    assert_heard(t, PHONE, "dibuka kembali");
    staff(t, ticket, ACTION_PROPOSE, "Ditambal ulang.");
    g_autofree char *again = heard(t, PHONE);
    say(t, PHONE, "SELESAI");
    g_autoptr(Case) closed = case_at(t, r.case_id);
    g_assert_cmpint(closed->status, ==, STATUS_CONFIRMED);
    assert_heard(t, PHONE, "ditutup");
    say(t, PHONE, "NILAI 5");
    assert_heard(t, PHONE, ticket);
    g_autoptr(Report) report = report_store_by_ticket(&t->ctx, ticket, NULL);
    g_assert_cmpint(report->rating, ==, 5);
    clock_advance(t->clock, 40 * US_PER_DAY);
    g_autofree char *late = g_strconcat("BELUM ", ticket, NULL);
    say(t, PHONE, late);
    assert_heard(t, PHONE, "tidak dapat dibuka lagi");
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_verdict_on_several_is_asked(StoreTest *t)
{
    begin(t);
    Two two = two_cases(t);
    g_autofree char *first = ticket_at(t, two.first), *second = ticket_at(t, two.second);
    finish(t, first);
    finish(t, second);
    g_autofree char *told = heard(t, PHONE);
    say(t, PHONE, "BELUM masih gelap");
    assert_heard(t, PHONE, "laporan yang mana");
    say(t, PHONE, "1");
    g_autoptr(Case) a = case_at(t, two.first), b = case_at(t, two.second);
    g_assert_cmpint(a->status, ==, STATUS_PROPOSED);
    g_assert_cmpint(b->status, ==, STATUS_REOPENED);
    domain_test_end(t);
}

static void test_only_his_own_cases_obey(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, PHONE, "Jalan berlubang dekat masjid");
    g_autofree char *ticket = ticket_at(t, r.case_id);
    finish(t, ticket);
    g_autofree char *confirm = g_strconcat("SELESAI ", ticket, NULL);
    g_autofree char *stop = g_strconcat("BERHENTI ", ticket, NULL);
    say(t, OTHER, confirm);
    assert_heard(t, OTHER, "tidak kami temukan");
    say(t, OTHER, stop);
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_cmpint(c->status, ==, STATUS_PROPOSED);
    domain_test_end(t);
}

static void test_stop_ends_the_notices(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, PHONE, "Jalan berlubang dekat masjid");
    g_autofree char *ticket = ticket_at(t, r.case_id);
    say(t, PHONE, "BERHENTI");
    assert_heard(t, PHONE, "tidak kami kirim lagi");
    staff(t, ticket, ACTION_VERIFY, "");
    assert_heard_nothing(t, PHONE);
    domain_test_end(t);
}

/* ---- too many, and who cannot be answered ---- */

static void test_too_many_are_kept_for_a_person(StoreTest *t)
{
    begin(t);
    InboundResult last = { 0 };
    for (int i = 0; i < 20; i++)
        last = say(t, PHONE, "BANTUAN");
    g_assert_true(last.handled);
    g_autofree char *before = heard(t, PHONE);
    last = say(t, PHONE, "Jalan rusak parah");
    g_assert_false(last.handled);
    assert_heard(t, PHONE, "tidak dibalas otomatis");
    last = say(t, PHONE, "Jalan rusak parah sekali");
    g_assert_false(last.handled);
    assert_heard_nothing(t, PHONE);
    g_autoptr(Message) m = message_store_get(&t->ctx, last.message_id, NULL);
    g_assert_cmpint(m->state, ==, MESSAGE_RECEIVED);
    clock_advance(t->clock, US_PER_DAY);
    last = say(t, PHONE, "Jalan rusak parah");
    g_assert_true(last.handled);
    domain_test_end(t);
}

static void test_names_and_service_numbers_are_not_answered(StoreTest *t)
{
    begin(t);
    InboundResult a = say(t, "BANKMANTAP", "Selamat Anda mendapat hadiah");
    InboundResult b = say(t, "888", "Pulsa Anda hampir habis, isi ulang");
    g_assert_false(a.handled);
    g_assert_false(b.handled);
    g_assert_cmpuint(count_cases(t), ==, 0);
    domain_test_end(t);
}

/* Two of one sender at the same time, on PostgreSQL: neither is lost, none is asked twice. */
typedef struct {
    StoreTest *t;
    const char *text;
} Racer;

static gpointer race(gpointer user)
{
    const Racer *racer = user;
    GError *error = NULL;
    g_autoptr(Db) db = db_open(racer->t->database, &error);
    InboundResult result;
    Ctx ctx = racer->t->ctx;
    ctx.db = db;
    Incoming in = { .channel = "sms",
                    .provider_id = racer->text,
                    .from = PHONE,
                    .to = "1708",
                    .text = racer->text };
    g_assert_true(inbound_receive(&ctx, &in, &result, &error));
    store_assert_no_error(error);
    return NULL;
}

static void test_two_at_once_are_both_kept(StoreTest *t)
{
    begin(t);
    Two two = two_cases(t);
    Racer a = { t, "Pohon tumbang di lapangan" }, b = { t, "Sampah menumpuk di kali" };
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    GThread *one = g_thread_new("one", race, &a), *other = g_thread_new("other", race, &b);
    g_thread_join(one);
    g_thread_join(other);
    g_autofree char *list = heard(t, PHONE);
    say(t, PHONE, "1");
    g_autofree char *text = replies(t, two.second);
    g_assert_nonnull(strstr(text, a.text));
    g_assert_nonnull(strstr(text, b.text));
    domain_test_end(t);
}

static void test_number_chooses_the_tenant(StoreTest *t)
{
    begin(t);
    Catalog *other = domain_test_catalog(t, "bandung", "BDG", 0);
    Catalog *all[] = { (Catalog *)t->ctx.catalog, other };
    g_assert_null(inbound_tenant(all, 2, "1708"));
    g_free(other->tenant.sms_number);
    other->tenant.sms_number = g_strdup("+62 811-2222-333");
    g_assert_true(inbound_tenant(all, 2, "1708") == all[0]);
    g_assert_true(inbound_tenant(all, 2, "08112222333") == other);
    g_assert_null(inbound_tenant(all, 2, "1999"));
    catalog_unref(other);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/sms/report_is_answered_with_ticket_and_place",
                   test_report_is_answered_with_ticket_and_place);
    store_test_add("/sms/repeated_id_is_stored_once", test_repeated_id_is_stored_once);
    store_test_add("/sms/emergency_is_told_the_number", test_emergency_is_told_the_number);
    store_test_add("/sms/odd_texts", test_odd_texts);
    store_test_add("/sms/long_text_is_whole", test_long_text_is_whole);
    store_test_add("/sms/secret_and_anonymous", test_secret_and_anonymous);
    store_test_add("/sms/status_of_a_case_not_yet_public", test_status_of_a_case_not_yet_public);
    store_test_add("/sms/further_sms_is_appended_to_the_one_open_case",
                   test_further_sms_is_appended_to_the_one_open_case);
    store_test_add("/sms/answer_to_a_question_resumes", test_answer_to_a_question_resumes);
    store_test_add("/sms/several_cases_are_asked_and_picked",
                   test_several_cases_are_asked_and_picked);
    store_test_add("/sms/pick_of_nought_is_a_new_report", test_pick_of_nought_is_a_new_report);
    store_test_add("/sms/words_that_nobody_picked_for_become_a_report",
                   test_words_that_nobody_picked_for_become_a_report);
    store_test_add("/sms/late_sms_finds_the_dialog_expired",
                   test_late_sms_finds_the_dialog_expired);
    store_test_add("/sms/confirm_dispute_rate", test_confirm_dispute_rate);
    store_test_add("/sms/verdict_on_several_is_asked", test_verdict_on_several_is_asked);
    store_test_add("/sms/only_his_own_cases_obey", test_only_his_own_cases_obey);
    store_test_add("/sms/stop_ends_the_notices", test_stop_ends_the_notices);
    store_test_add("/sms/too_many_are_kept_for_a_person", test_too_many_are_kept_for_a_person);
    store_test_add("/sms/names_and_service_numbers_are_not_answered",
                   test_names_and_service_numbers_are_not_answered);
    store_test_add("/sms/two_at_once_are_both_kept", test_two_at_once_are_both_kept);
    store_test_add("/sms/number_chooses_the_tenant", test_number_chooses_the_tenant);
    return store_test_run();
}
