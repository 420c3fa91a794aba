/* Conversations: what is asked, what an answer does, a human in between; and that no row of
 * messages, however odd, loses words or brings them to somebody else's case. On both engines.
 */
#include "domain_test.h"

#include "base/id.h"
#include "domain/conversation.h"
#include "domain/inbound.h"
#include "domain/person.h"
#include "domain/sms_dialog.h"
#include "store/case.h"
#include "store/conversation.h"
#include "store/message.h"
#include "store/report.h"

#define PHONE "+6281234567890"
#define CHAT "4711"

static gint64 heard_until;

static void begin(StoreTest *t)
{
    g_log_set_always_fatal(G_LOG_FATAL_MASK);
    domain_test_begin(t);
    heard_until = 0;
}

typedef struct Said {
    const char *channel, *from, *text, *id;
    double lat, lng;
    gint64 sent_at;
    bool picture;
    IncomingOther other;
} Said;

static InboundResult say_all(StoreTest *t, const Said *said)
{
    GError *error = NULL;
    InboundResult result = { 0 };
    g_autofree char *id = g_strdup_printf("id-%" G_GINT64_FORMAT, id_next());
    IncomingMedia picture = { .ref = "foto", .type = "image/jpeg" };
    Incoming in = { .channel = said->channel,
                    .provider_id = said->id ? said->id : id,
                    .from = said->from,
                    .to = "1708",
                    .text = said->text,
                    .sent_at = said->sent_at,
                    .lat_e7 = (gint32)(said->lat * 1e7),
                    .lng_e7 = (gint32)(said->lng * 1e7),
                    .media = &picture,
                    .media_count = said->picture,
                    .other = said->other };
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    bool ok = inbound_receive(&t->ctx, &in, &result, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return result;
}

static InboundResult say(StoreTest *t, const char *text)
{
    return say_all(t, &(Said){ .channel = "sms", .from = PHONE, .text = text });
}

static InboundResult chat(StoreTest *t, const char *text)
{
    return say_all(t, &(Said){ .channel = "telegram", .from = CHAT, .text = text });
}

static int by_id(gconstpointer a, gconstpointer b)
{
    const Message *x = *(Message *const *)a, *y = *(Message *const *)b;
    return x->id < y->id ? -1 : x->id > y->id;
}

/* What went out on a channel since the last call (transfer full). */
static char *heard(StoreTest *t, const char *channel)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    g_autoptr(GString) text = g_string_new(NULL);
    gint64 newest = heard_until;
    g_assert_true(message_store_waiting(&t->ctx, channel, 500, all, NULL));
    g_ptr_array_sort(all, by_id);
    for (guint i = 0; i < all->len; i++) {
        const Message *m = all->pdata[i];
        g_autofree char *body = crypt_open_text("message.body", m->body_sealed, NULL);
        if (m->id > heard_until)
            g_string_append_printf(text, "%s%s", text->len ? "\n" : "", body);
        newest = MAX(newest, m->id);
    }
    heard_until = newest;
    g_test_message("heard: %s", text->str);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void assert_heard(StoreTest *t, const char *channel, const char *part)
{
    g_autofree char *text = heard(t, channel);
    if (!strstr(text, part))
        g_error("\"%s\" was not heard, but \"%s\"", part, text);
}

static void assert_silent(StoreTest *t, const char *channel)
{
    g_autofree char *text = heard(t, channel);
    g_assert_cmpstr(text, ==, "");
}

static Case *case_at(StoreTest *t, gint64 id)
{
    GError *error = NULL;
    Case *c = case_store_get(&t->ctx, id, &error);
    store_assert_no_error(error);
    return c;
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

/* ---- what is missing ---- */

static void test_place_is_asked_and_set(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, "LAPOR lampu jalan mati");
    assert_heard(t, "sms", "desa atau kelurahan mana");
    g_autoptr(Case) before = case_at(t, r.case_id);
    g_assert_cmpstr(before->area, ==, "");
    InboundResult answer = say(t, "Panggan");
    assert_heard(t, "sms", "1 Kelurahan Panggang");
    g_assert_cmpint(answer.case_id, ==, r.case_id);
    say(t, "1");
    assert_heard(t, "sms", "Kelurahan Panggang");
    g_autoptr(Case) after = case_at(t, r.case_id);
    g_assert_cmpstr(after->area, ==, "33.20.06.1006");
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_what_is_known_is_not_asked(StoreTest *t)
{
    begin(t);
    say(t, "LAPOR lampu jalan mati di kelurahan Panggang");
    g_autofree char *text = heard(t, "sms");
    g_assert_null(strchr(text, '?'));
    domain_test_end(t);
}

static void test_asked_a_few_times_then_left_alone(StoreTest *t)
{
    static const char *const WORDS[] = { "Sudah lama sekali dibiarkan begini",
                                         "Anak saya hampir jatuh kemarin malam",
                                         "Mohon segera ditangani ya Bapak",
                                         "Lubangnya dalam sekali sekarang ini" };
    begin(t);
    InboundResult r = say(t, "LAPOR jalan rusak berat");
    int asked = 0;
    for (guint i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        g_autofree char *text = heard(t, "sms");
        asked += strstr(text, "kelurahan mana") != NULL;
        g_assert_cmpint(say(t, WORDS[i]).case_id, ==, r.case_id);
    }
    g_assert_cmpint(asked, ==, 3);
    domain_test_end(t);
}

static void test_skipping_and_not_knowing(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, "LAPOR lampu jalan mati");
    g_autofree char *asked = heard(t, "sms");
    say(t, "ga tau");
    assert_heard(t, "sms", "tidak apa-apa");
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_cmpint(c->status, ==, STATUS_RECEIVED);
    domain_test_end(t);
}

static void test_picture_first_then_words_then_point(StoreTest *t)
{
    begin(t);
    InboundResult r =
        say_all(t, &(Said){ .channel = "telegram", .from = CHAT, .text = "", .picture = true });
    g_assert_cmpint(r.case_id, !=, 0);
    assert_heard(t, "telegram", "Apa yang terjadi");
    chat(t, "Pohon tumbang menutup jalan");
    assert_heard(t, "telegram", "Kirim lokasi");
    g_autoptr(Case) named = case_at(t, r.case_id);
    g_assert_cmpstr(named->title, ==, "Pohon tumbang menutup jalan");
    say_all(t,
            &(Said){ .channel = "telegram", .from = CHAT, .text = "", .lat = -7.8, .lng = 110.4 });
    assert_heard(t, "telegram", "di luar wilayah");
    g_autoptr(Case) outside = case_at(t, r.case_id);
    g_assert_cmpint(outside->lat_e7, ==, 0);
    say_all(t,
            &(Said){ .channel = "telegram", .from = CHAT, .text = "", .lat = -6.6, .lng = 110.7 });
    assert_heard(t, "telegram", "titik di peta");
    g_autoptr(Case) located = case_at(t, r.case_id);
    g_assert_cmpint(located->lat_e7, ==, -66000000);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_what_cannot_be_used_is_said_and_kept(StoreTest *t)
{
    begin(t);
    InboundResult r = say_all(
        t, &(Said){ .channel = "telegram", .from = CHAT, .text = "", .other = INCOMING_VOICE });
    assert_heard(t, "telegram", "tulis dengan kata-kata");
    g_autoptr(Message) m = message_store_get(&t->ctx, r.message_id, NULL);
    g_autofree char *extra = crypt_open_text("message.extra", m->extra_sealed, NULL);
    g_assert_nonnull(strstr(extra, "voice"));
    domain_test_end(t);
}

static void test_answer_sent_before_the_question_is_none(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, "LAPOR jalan rusak berat");
    say(t, "Panggan");
    g_autofree char *offered = heard(t, "sms");
    gint64 old = clock_now_us(t->clock) - US_PER_HOUR;
    say_all(t, &(Said){ .channel = "sms", .from = PHONE, .text = "1", .sent_at = old });
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_cmpstr(c->area, ==, "");
    assert_heard(t, "sms", "1 Kelurahan Panggang");
    domain_test_end(t);
}

/* ---- taking it back, grading ---- */

static void test_withdrawn_by_the_reporter(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, "LAPOR lampu jalan mati di kelurahan Panggang");
    g_autofree char *received = heard(t, "sms");
    say(t, "batal");
    assert_heard(t, "sms", "Balas YA");
    say(t, "tidak");
    assert_heard(t, "sms", "tetap kami tangani");
    say(t, "BATAL");
    g_autofree char *again = heard(t, "sms");
    say(t, "ya");
    assert_heard(t, "sms", "ditarik atas permintaan");
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_cmpint(c->status, ==, STATUS_REJECTED);
    g_assert_cmpstr(c->close_code, ==, "permintaan-pelapor");
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    ActionInput in = ACTION_INPUT_INIT;
    in.text = "keliru";
    domain_test_do(t, c->ticket, ACTION_RESTORE, &in);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_too_late_to_withdraw(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, "LAPOR lampu jalan mati di kelurahan Panggang");
    clock_advance(t->clock, 30 * US_PER_HOUR);
    g_autofree char *received = heard(t, "sms");
    say(t, "batal");
    assert_heard(t, "sms", "Tidak ada laporan yang dapat ditarik");
    g_autoptr(Case) c = case_at(t, r.case_id);
    g_assert_cmpint(c->status, ==, STATUS_RECEIVED);
    domain_test_end(t);
}

static void finish(StoreTest *t, const char *ticket)
{
    static const Action ACTIONS[] = { ACTION_VERIFY, ACTION_DISPOSE, ACTION_ACCEPT,
                                      ACTION_PROPOSE };
    for (guint i = 0; i < G_N_ELEMENTS(ACTIONS); i++) {
        bool agency = ACTIONS[i] == ACTION_ACCEPT || ACTIONS[i] == ACTION_PROPOSE;
        ActionInput in = ACTION_INPUT_INIT;
        in.text = "Sudah.";
        in.agency = ACTIONS[i] == ACTION_DISPOSE ? "dpupr" : "";
        in.service = ACTIONS[i] == ACTION_DISPOSE ? "jalan" : "";
        domain_test_as(t, ACTOR_STAFF, 11, agency ? ROLE_OFFICER : ROLE_VERIFIER,
                       agency ? "dpupr" : "");
        domain_test_do(t, ticket, ACTIONS[i], &in);
    }
}

static void test_plain_words_confirm_and_grade(StoreTest *t)
{
    begin(t);
    InboundResult r = say(t, "LAPOR lampu jalan mati di kelurahan Panggang");
    g_autoptr(Case) c = case_at(t, r.case_id);
    finish(t, c->ticket);
    g_autofree char *told = heard(t, "sms");
    say(t, "gak beres, masih gelap");
    g_autoptr(Case) again = case_at(t, r.case_id);
    g_assert_cmpint(again->status, ==, STATUS_REOPENED);
    ActionInput in = ACTION_INPUT_INIT;
    in.text = "Diganti.";
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_OFFICER, "dpupr");
    domain_test_do(t, c->ticket, ACTION_PROPOSE, &in);
    say(t, "dah beres pak, makasih");
    assert_heard(t, "sms", "angka 1 (buruk) sampai 5");
    say(t, "4");
    assert_heard(t, "sms", "Nilai 4");
    g_autoptr(Report) report = report_store_by_ticket(&t->ctx, c->ticket, NULL);
    g_assert_cmpint(report->rating, ==, 4);
    domain_test_end(t);
}

/* ---- a human ---- */

static Conversation *open_one(StoreTest *t, const char *channel, const char *from)
{
    guint8 hash[CRYPT_FIND_BYTES];
    Conversation *c = NULL;
    person_hash(strcmp(channel, "sms") == 0 ? "phone" : channel, from, hash);
    g_assert_true(conversation_store_open(&t->ctx, channel, hash, &c, NULL));
    return c;
}

static void as_verifier(StoreTest *t, gint64 account)
{
    domain_test_as(t, ACTOR_STAFF, account, ROLE_VERIFIER, "");
}

static void test_two_misunderstandings_call_a_human(StoreTest *t)
{
    begin(t);
    InboundResult first = say(t, "hm");
    assert_heard(t, "sms", "Mohon tulis");
    g_assert_null(open_one(t, "sms", PHONE));
    say(t, "eh");
    assert_heard(t, "sms", "kami belum paham");
    g_autoptr(Conversation) c = open_one(t, "sms", PHONE);
    g_assert_nonnull(c);
    g_autoptr(Message) m = message_store_get(&t->ctx, first.message_id, NULL);
    g_assert_cmpint(m->conversation, ==, c->id);
    say(t, "hmm");
    assert_silent(t, "sms");
    g_assert_cmpint(say(t, "LAPOR jalan rusak di kelurahan Panggang").case_id, !=, 0);
    domain_test_end(t);
}

static void test_taken_answered_and_given_back(StoreTest *t)
{
    GError *error = NULL;
    begin(t);
    say(t, "mau bicara dengan petugas");
    assert_heard(t, "sms", "petugas kami akan menjawab");
    g_autoptr(Conversation) c = open_one(t, "sms", PHONE);
    as_verifier(t, 11);
    g_assert_true(conversation_take(&t->ctx, c->id, &error));
    g_assert_true(conversation_take(&t->ctx, c->id, &error));
    assert_heard(t, "sms", "dijawab langsung oleh petugas");
    say(t, "CEK");
    assert_silent(t, "sms");
    as_verifier(t, 12);
    g_assert_false(conversation_take(&t->ctx, c->id, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_CONFLICT));
    g_clear_error(&error);
    g_assert_false(conversation_say(&t->ctx, c->id, "Saya juga", 0, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_CONFLICT));
    g_clear_error(&error);
    as_verifier(t, 11);
    g_assert_true(conversation_say(&t->ctx, c->id, "Ada apa, Bapak?", G_MAXINT64, &error));
    g_assert_false(conversation_say(&t->ctx, c->id, "Ada apa, Bapak?", 0, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_CONFLICT));
    g_clear_error(&error);
    assert_heard(t, "sms", "Ada apa, Bapak?");
    g_assert_true(conversation_end(&t->ctx, c->id, &error));
    assert_heard(t, "sms", "Percakapan dengan petugas selesai");
    g_assert_cmpint(say(t, "LAPOR jalan rusak di kelurahan Panggang").case_id, !=, 0);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_danger_is_heard_while_a_human_answers(StoreTest *t)
{
    GError *error = NULL;
    begin(t);
    say(t, "operator");
    g_autoptr(Conversation) c = open_one(t, "sms", PHONE);
    as_verifier(t, 11);
    g_assert_true(conversation_take(&t->ctx, c->id, &error));
    g_autofree char *before = heard(t, "sms");
    InboundResult r = say(t, "Tolong, kebakaran di pasar!");
    g_autoptr(Case) made = case_at(t, r.case_id);
    g_assert_cmpint(made->priority, ==, PRIORITY_URGENT);
    assert_heard(t, "sms", "112");
    domain_test_end(t);
}

static void test_forgotten_goes_back(StoreTest *t)
{
    GError *error = NULL;
    begin(t);
    say(t, "operator");
    g_autoptr(Conversation) c = open_one(t, "sms", PHONE);
    as_verifier(t, 11);
    g_assert_true(conversation_take(&t->ctx, c->id, &error));
    say(t, "halo, ada orang di sana?");
    g_autofree char *before = heard(t, "sms");
    clock_advance(t->clock, 20 * US_PER_MIN);
    expire_all(t);
    assert_silent(t, "sms");
    clock_advance(t->clock, 20 * US_PER_MIN);
    expire_all(t);
    expire_all(t);
    assert_heard(t, "sms", "petugas belum sempat menjawab");
    g_autoptr(Conversation) waits = open_one(t, "sms", PHONE);
    g_assert_cmpint(waits->state, ==, CONVERSATION_WAITS);
    as_verifier(t, 12);
    g_assert_true(conversation_take(&t->ctx, c->id, &error));
    g_assert_true(conversation_say(&t->ctx, c->id, "Ya, ada.", G_MAXINT64, &error));
    g_autofree char *said = heard(t, "sms");
    clock_advance(t->clock, 40 * US_PER_MIN);
    expire_all(t);
    assert_heard(t, "sms", "Percakapan dengan petugas selesai");
    g_assert_null(open_one(t, "sms", PHONE));
    domain_test_end(t);
}

static void test_what_was_said_belongs_to_the_case(StoreTest *t)
{
    GError *error = NULL;
    g_autofree char *ticket = NULL;
    begin(t);
    InboundResult asked = chat(t, "operator");
    g_autoptr(Conversation) c = open_one(t, "telegram", CHAT);
    as_verifier(t, 11);
    g_assert_true(conversation_take(&t->ctx, c->id, &error));
    g_assert_true(conversation_report(&t->ctx, c->id, "Pagar roboh", &ticket, &error));
    store_assert_no_error(error);
    g_autoptr(Report) report = report_store_by_ticket(&t->ctx, ticket, NULL);
    g_autoptr(Message) m = message_store_get(&t->ctx, asked.message_id, NULL);
    g_assert_cmpint(m->case_id, ==, report->case_id);
    InboundResult later = chat(t, "dekat masjid");
    g_assert_cmpint(later.case_id, ==, report->case_id);
    as_verifier(t, 11);
    g_assert_false(conversation_attach(&t->ctx, c->id, "JPR-2222-2222", &error));
    g_assert_cmpstr(error_field(error), ==, "nomor");
    g_clear_error(&error);
    domain_test_as(t, ACTOR_STAFF, 13, ROLE_OFFICER, "dpupr");
    g_assert_false(conversation_end(&t->ctx, c->id, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_DENIED));
    g_clear_error(&error);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

/* ---- a walk ---- */

enum { WALKS = 25, STEPS = 40, PEOPLE = 3 };

typedef struct Word {
    char *mark;
    int person;
    gint64 message;
} Word;

typedef struct Walk {
    StoreTest *t;
    GRand *random;
    GArray *words; /* Word */
    int marks;
} Walk;

static const struct {
    const char *channel, *from, *kind;
} VOICES[PEOPLE] = { { "sms", "+6281200000001", "phone" },
                     { "sms", "+6281200000002", "phone" },
                     { "telegram", "9001", "telegram" } };

/* %s: a mark that nothing else has. */
static const char *const SAYINGS[] = {
    "LAPOR jalan rusak di Panggang %s",
    "LAPOR lampu mati %s",
    "masih gelap sekali di sini %s",
    "BELUM masih rusak juga %s",
    "%s dekat pasar lama",
    "sudah seminggu begini %s",
    "di kelurahan panggan %s",
    "petugas datang terlambat %s",
    "batal saja kalau begitu %s",
};
static const char *const SIGNS[] = { "1",       "2",       "0",        "9",       "ya",
                                     "tidak",   "batal",   "CEK",      "lewati",  "hm",
                                     "eh",      "petugas", "SELESAI",  "BELUM",   "4",
                                     "BANTUAN", "?",       "Panggang", "pnggang", "terima kasih",
                                     "" };

static void walk_say(Walk *w)
{
    int person = g_rand_int_range(w->random, 0, PEOPLE);
    bool words = g_rand_int_range(w->random, 0, 2);
    g_autofree char *mark = g_strdup_printf("tanda%c%c%c", 'a' + w->marks / 26 / 26 % 26,
                                            'a' + w->marks / 26 % 26, 'a' + w->marks % 26);
    w->marks++;
    const char *form = SAYINGS[g_rand_int_range(w->random, 0, G_N_ELEMENTS(SAYINGS))];
    const char *sign = SIGNS[g_rand_int_range(w->random, 0, G_N_ELEMENTS(SIGNS))];
    g_auto(GStrv) parts = g_strsplit(form, "%s", 2);
    g_autofree char *text = words ? g_strjoinv(mark, parts) : g_strdup(sign);
    g_autofree char *id = g_strdup_printf("w-%" G_GINT64_FORMAT, id_next());
    gint64 late = g_rand_int_range(w->random, 0, 5) == 0 ? US_PER_DAY : 0;
    bool telegram = strcmp(VOICES[person].channel, "telegram") == 0;
    int extra = telegram && !words ? g_rand_int_range(w->random, 0, 5) : 0;
    Said said = { .channel = VOICES[person].channel,
                  .from = VOICES[person].from,
                  .text = extra ? "" : text,
                  .id = id,
                  .sent_at = clock_now_us(w->t->clock) - late,
                  .picture = extra == 1,
                  .lat = extra == 2   ? -6.6
                         : extra == 3 ? -7.9
                                      : 0,
                  .lng = extra == 2 || extra == 3 ? 110.7 : 0,
                  .other = extra == 4 ? INCOMING_VOICE : INCOMING_NONE };
    InboundResult r = say_all(w->t, &said);
    InboundResult twice = say_all(w->t, &said);
    g_assert_true(twice.repeated);
    g_test_message("%d: %s", person, text);
    Word word = { g_strdup(mark), person, r.message_id };
    if (words)
        g_array_append_val(w->words, word);
    else
        g_free(word.mark);
}

static void walk_operate(Walk *w)
{
    g_autoptr(GPtrArray) waits = g_ptr_array_new_with_free_func((GDestroyNotify)conversation_free);
    ConversationState state =
        g_rand_int_range(w->random, 0, 2) ? CONVERSATION_WAITS : CONVERSATION_TAKEN;
    as_verifier(w->t, 11);
    g_assert_true(conversation_store_list(&w->t->ctx, state, 5, waits, NULL));
    if (waits->len == 0)
        return;
    const Conversation *c = waits->pdata[0];
    GError *error = NULL;
    bool ok = state == CONVERSATION_WAITS ? conversation_take(&w->t->ctx, c->id, &error)
              : g_rand_int_range(w->random, 0, 2)
                  ? conversation_say(&w->t->ctx, c->id, "Baik.", G_MAXINT64, &error)
                  : conversation_end(&w->t->ctx, c->id, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
}

/* Whose case these words stand in: bits of people, for each place they stand in. */
static unsigned owners(Walk *w, const GPtrArray *files, const char *mark)
{
    unsigned found = 0;
    for (guint i = 0; i < files->len; i++) {
        const CaseFile *file = files->pdata[i];
        bool there = false;
        unsigned people = 0;
        for (guint k = 0; k < file->reports->len; k++) {
            const Report *report = file->reports->pdata[k];
            there = there || (report->text && strstr(report->text, mark));
            for (int p = 0; p < PEOPLE; p++) {
                gint64 id = 0;
                g_assert_true(
                    person_by_address(&w->t->ctx, VOICES[p].kind, VOICES[p].from, &id, NULL));
                people |= id != 0 && id == report->person_id ? 1u << p : 0;
            }
        }
        for (guint k = 0; k < file->events->len; k++) {
            g_autofree char *text = event_field(file->events->pdata[k], "text");
            there = there || (text && strstr(text, mark));
        }
        found |= there ? people : 0;
    }
    return found;
}

static GPtrArray *all_files(StoreTest *t)
{
    GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)case_file_free);
    CaseFilter filter = CASE_FILTER_INIT;
    filter.limit = 200;
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(GPtrArray) list = case_list(&t->ctx, &filter, NULL, NULL);
    for (guint i = 0; i < list->len; i++) {
        const Case *c = list->pdata[i];
        CaseFile *file = case_file_load(&t->ctx, c->ticket, NULL);
        g_assert_nonnull(file);
        g_ptr_array_add(files, file);
    }
    return files;
}

/* In a case of who said it, or before a human. */
static void walk_judge(Walk *w)
{
    g_autoptr(GPtrArray) files = all_files(w->t);
    for (guint i = 0; i < w->words->len; i++) {
        const Word *word = &g_array_index(w->words, Word, i);
        g_autoptr(Message) m = message_store_get(&w->t->ctx, word->message, NULL);
        unsigned found = owners(w, files, word->mark);
        if (found & ~(1u << word->person))
            g_error("%s went to somebody else's case", word->mark);
        if (found == 0 && m->conversation == 0 && m->state != MESSAGE_RECEIVED)
            g_error("%s is lost", word->mark);
    }
}

static void walk(StoreTest *t, guint seed)
{
    Walk w = { .t = t, .random = g_rand_new_with_seed(seed) };
    w.words = g_array_new(FALSE, FALSE, sizeof(Word));
    begin(t);
    g_test_message("seed %u", seed);
    for (int i = 0; i < STEPS; i++) {
        int what = g_rand_int_range(w.random, 0, 12);
        if (what == 0)
            walk_operate(&w);
        else if (what == 1)
            clock_advance(t->clock, g_rand_int_range(w.random, 0, 30) * US_PER_HOUR);
        else if (what == 2)
            expire_all(t);
        else
            walk_say(&w);
    }
    clock_advance(t->clock, 3 * US_PER_DAY);
    expire_all(t);
    walk_judge(&w);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
    for (guint i = 0; i < w.words->len; i++)
        g_free(g_array_index(w.words, Word, i).mark);
    g_array_unref(w.words);
    g_rand_free(w.random);
}

static void test_no_walk_loses_words(StoreTest *t)
{
    const char *only = g_getenv("KENTONGAN_TALK_SEED");
    if (only) {
        walk(t, (guint)atoi(only));
        return;
    }
    static guint walked; /* each test begins with the same random number */
    walk(t, (guint)g_test_rand_int_range(1, 1 << 30) + walked++);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/talk/place_is_asked_and_set", test_place_is_asked_and_set);
    store_test_add("/talk/what_is_known_is_not_asked", test_what_is_known_is_not_asked);
    store_test_add("/talk/asked_a_few_times_then_left_alone",
                   test_asked_a_few_times_then_left_alone);
    store_test_add("/talk/skipping_and_not_knowing", test_skipping_and_not_knowing);
    store_test_add("/talk/picture_first_then_words_then_point",
                   test_picture_first_then_words_then_point);
    store_test_add("/talk/what_cannot_be_used_is_said_and_kept",
                   test_what_cannot_be_used_is_said_and_kept);
    store_test_add("/talk/answer_sent_before_the_question_is_none",
                   test_answer_sent_before_the_question_is_none);
    store_test_add("/talk/withdrawn_by_the_reporter", test_withdrawn_by_the_reporter);
    store_test_add("/talk/too_late_to_withdraw", test_too_late_to_withdraw);
    store_test_add("/talk/plain_words_confirm_and_grade", test_plain_words_confirm_and_grade);
    store_test_add("/talk/two_misunderstandings_call_a_human",
                   test_two_misunderstandings_call_a_human);
    store_test_add("/talk/taken_answered_and_given_back", test_taken_answered_and_given_back);
    store_test_add("/talk/danger_is_heard_while_a_human_answers",
                   test_danger_is_heard_while_a_human_answers);
    store_test_add("/talk/forgotten_goes_back", test_forgotten_goes_back);
    store_test_add("/talk/what_was_said_belongs_to_the_case",
                   test_what_was_said_belongs_to_the_case);
    for (int i = 0; i < WALKS; i++) {
        g_autofree char *name = g_strdup_printf("/talk/no_walk_loses_words/%d", i);
        store_test_add(name, test_no_walk_loses_words);
    }
    return store_test_run();
}
