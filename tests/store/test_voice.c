/* Radio and hotline on both engines: what happens twice, late, by the wrong person or to a case
 * that changed meanwhile. Whole stories from outside are in tests/scenario/voice.test.js. */
#include "domain_test.h"

#include "domain/hotline.h"
#include "domain/promise.h"
#include "domain/rundown.h"
#include "store/case.h"

static void add_voice(Catalog *made, VoiceKind kind, const char *code, const char *phone,
                      const char *station)
{
    Voice *v = g_new0(Voice, 1);
    *v = (Voice){ .kind = kind,
                  .code = TEXT(code),
                  .name = TEXT(code),
                  .phone = TEXT(phone),
                  .agency = TEXT(""),
                  .area = TEXT(""),
                  .station = TEXT(station),
                  .detail = TEXT("") };
    g_ptr_array_add(made->voices, v);
}

static void begin(StoreTest *t)
{
    crypt_open_for_test();
    g_autoptr(Catalog) made = domain_test_made("jepara", "JPR", 0);
    add_voice(made, VOICE_STATION, "satu", "", "");
    add_voice(made, VOICE_STATION, "dua", "", "");
    add_voice(made, VOICE_PROGRAMME, "dialog", "", "satu");
    add_voice(made, VOICE_LINE, "tetap", "+62353880999", "");
    add_voice(made, VOICE_UNIT, "polres", "110", "");
    t->ctx.catalog = domain_test_stored(t, made);
}

static void announcer(StoreTest *t, const char *station)
{
    domain_test_as(t, ACTOR_STAFF, 21, ROLE_ANNOUNCER, "");
    t->ctx.actor.post = station;
}

static void operator_(StoreTest *t, gint64 id)
{
    domain_test_as(t, ACTOR_STAFF, id, ROLE_OPERATOR, "");
}

static gint64 take(StoreTest *t, const char *text, unsigned disposition, const char *key,
                   char **ticket)
{
    GError *error = NULL;
    g_auto(RadioTaken) taken = { 0 };
    const Entry entry = { "radio", "Budi 081234567890", "", text, "Panggang", "jalan", key };
    announcer(t, "satu");
    bool ok = radio_take(&t->ctx, &entry, "satu", disposition, &taken, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    if (ticket)
        *ticket = g_strdup(taken.ticket);
    return taken.item;
}

static void refuse_code(bool ok, GError *failed, KentonganError code)
{
    g_autoptr(GError) error = failed;
    g_assert_false(ok);
    g_assert_cmpint(error_code(error), ==, (int)code);
}
#define REFUSED(call, code)                                                                        \
    do {                                                                                           \
        GError *error = NULL;                                                                      \
        bool ok = (call);                                                                          \
        refuse_code(ok, error, code);                                                              \
    } while (0)
#define DONE(call)                                                                                 \
    do {                                                                                           \
        GError *error = NULL;                                                                      \
        bool ok = (call);                                                                          \
        store_assert_no_error(error);                                                              \
        g_assert_true(ok);                                                                         \
    } while (0)

static void test_one_entry_one_item(StoreTest *t)
{
    begin(t);
    gint64 item = take(t, "Aspal jalan berlubang", RADIO_AGENCY, "sekali", NULL);
    g_assert_cmpint(item, !=, 0);
    g_assert_cmpint(take(t, "Aspal jalan berlubang", RADIO_AGENCY, "sekali", NULL), ==, 0);
    g_autoptr(GPtrArray) list = radio_list(&t->ctx, "satu", G_MAXINT64, 10, NULL);
    g_assert_cmpuint(list->len, ==, 1);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_a_station_is_its_own(StoreTest *t)
{
    begin(t);
    gint64 item = take(t, "Aspal jalan berlubang", RADIO_AGENCY, "", NULL);
    announcer(t, "dua");
    REFUSED(radio_load(&t->ctx, item, &error) != NULL, KENTONGAN_ERROR_NOT_FOUND);
    REFUSED(radio_set_air(&t->ctx, item, "x", &error), KENTONGAN_ERROR_NOT_FOUND);
    REFUSED(radio_set_dropped(&t->ctx, item, true, &error), KENTONGAN_ERROR_NOT_FOUND);
    REFUSED(radio_list(&t->ctx, "satu", G_MAXINT64, 10, &error) != NULL, KENTONGAN_ERROR_NOT_FOUND);
    domain_test_as(t, ACTOR_STAFF, 22, ROLE_OFFICER, "dpupr");
    REFUSED(radio_load(&t->ctx, item, &error) != NULL, KENTONGAN_ERROR_NOT_FOUND);
    domain_test_end(t);
}

static void test_secret_leaves_the_air(StoreTest *t)
{
    g_autofree char *ticket = NULL;
    begin(t);
    gint64 item = take(t, "Aspal jalan berlubang", RADIO_AGENCY | RADIO_DIALOGUE, "", &ticket);
    g_autoptr(RadioView) open = radio_load(&t->ctx, item, NULL);
    g_assert_cmpstr(open->air, ==, "Aspal jalan berlubang");
    ActionInput secret = ACTION_INPUT_INIT;
    secret.visibility = VISIBILITY_SECRET;
    domain_test_as(t, ACTOR_STAFF, 11, ROLE_VERIFIER, "");
    domain_test_do(t, ticket, ACTION_CLASSIFY, &secret);
    announcer(t, "satu");
    g_autoptr(RadioView) shut = radio_load(&t->ctx, item, NULL);
    g_assert_cmpstr(shut->air, ==, "");
    g_autoptr(GPtrArray) waiting = radio_waiting(&t->ctx, "satu", 10, NULL);
    g_assert_cmpuint(waiting->len, ==, 0);
    REFUSED(radio_set_disposition(&t->ctx, item, RADIO_DIALOGUE, &error), KENTONGAN_ERROR_INVALID);
    domain_test_end(t);
}

static void test_delicate_words_are_not_for_the_air(StoreTest *t)
{
    begin(t);
    gint64 item = take(t, "Ada pungli di loket", RADIO_AGENCY, "", NULL);
    g_autoptr(RadioView) view = radio_load(&t->ctx, item, NULL);
    g_assert_cmpstr(view->air, ==, "");
    REFUSED(radio_set_air(&t->ctx, item, "Ada pungli", &error), KENTONGAN_ERROR_CONFLICT);
    REFUSED(radio_set_disposition(&t->ctx, item, RADIO_DIALOGUE, &error), KENTONGAN_ERROR_INVALID);
    domain_test_end(t);
}

static gint64 only_topic(StoreTest *t, gint64 episode)
{
    g_autoptr(Rundown) rundown = rundown_load(&t->ctx, episode, NULL);
    g_assert_cmpuint(rundown->topics->len, ==, 1);
    return ((RundownTopic *)rundown->topics->pdata[0])->topic->id;
}

static void assert_events(StoreTest *t, const char *ticket, const char *kind, guint want)
{
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    g_autoptr(CaseFile) file = case_file_load(&t->ctx, ticket, NULL);
    guint found = 0;
    for (guint i = 0; i < file->events->len; i++)
        found += g_str_equal(((Event *)file->events->pdata[i])->kind, kind);
    g_assert_cmpuint(found, ==, want);
}

static void test_a_promise_is_said_once(StoreTest *t)
{
    g_autofree char *ticket = NULL;
    gint64 episode = 0;
    guint made = 0, open = 0, late = 0;
    begin(t);
    take(t, "Aspal jalan berlubang", RADIO_AGENCY | RADIO_DIALOGUE, "", &ticket);
    DONE(rundown_add(&t->ctx, "dialog", clock_now_us(t->clock), &episode, &error));
    DONE(rundown_group(&t->ctx, episode, &made, &error));
    g_assert_cmpuint(made, ==, 1);
    DONE(rundown_group(&t->ctx, episode, &made, &error));
    g_assert_cmpuint(made, ==, 0);
    gint64 topic = only_topic(t, episode);
    REFUSED(promise_add(&t->ctx, topic, "dpupr", "tambal", 61, &error), KENTONGAN_ERROR_INVALID);
    REFUSED(promise_add(&t->ctx, topic, "naga", "tambal", 1, &error), KENTONGAN_ERROR_INVALID);
    DONE(promise_add(&t->ctx, topic, "dpupr", "tambal", 2, &error));
    REFUSED(topic_remove(&t->ctx, topic, &error), KENTONGAN_ERROR_CONFLICT);
    g_autoptr(GPtrArray) list = promise_list(&t->ctx, false, 10, NULL);
    gint64 id = ((Promise *)list->pdata[0])->id;
    clock_advance(t->clock, 10 * US_PER_DAY);
    domain_test_as(t, ACTOR_SYSTEM, 0, ROLE_NONE, "");
    for (int i = 0; i < 3; i++)
        DONE(promise_wake(&t->ctx, id, &error));
    assert_events(t, ticket, "case.promise_late", 1);
    domain_test_as(t, ACTOR_STAFF, 12, ROLE_OFFICER, "dlh");
    DONE(promise_count(&t->ctx, &open, &late, &error));
    g_assert_cmpuint(open + late, ==, 0);
    REFUSED(promise_keep(&t->ctx, id, "bukan milik saya", &error), KENTONGAN_ERROR_NOT_FOUND);
    domain_test_as(t, ACTOR_STAFF, 13, ROLE_OFFICER, "dpupr");
    DONE(promise_count(&t->ctx, &open, &late, &error));
    g_assert_cmpuint(late, ==, 1);
    DONE(promise_keep(&t->ctx, id, "sudah", &error));
    REFUSED(promise_keep(&t->ctx, id, "sudah", &error), KENTONGAN_ERROR_CONFLICT);
    assert_events(t, ticket, "case.promise_kept", 1);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_a_closed_broadcast_lets_go(StoreTest *t)
{
    gint64 episode = 0;
    guint made = 0;
    begin(t);
    take(t, "Aspal jalan berlubang", RADIO_DIALOGUE, "", NULL);
    DONE(rundown_add(&t->ctx, "dialog", clock_now_us(t->clock), &episode, &error));
    DONE(rundown_group(&t->ctx, episode, &made, &error));
    DONE(rundown_close(&t->ctx, episode, &error));
    g_autoptr(GPtrArray) waiting = radio_waiting(&t->ctx, "satu", 10, NULL);
    g_assert_cmpuint(waiting->len, ==, 1);
    REFUSED(topic_add(&t->ctx, episode, "terlambat", &error), KENTONGAN_ERROR_CONFLICT);
    domain_test_end(t);
}

static CallRow missed(StoreTest *t, const char *number, const char *id, int minutes_ago)
{
    return (CallRow){ .line = (char *)"0353 880999",
                      .number = (char *)number,
                      .provider_id = (char *)id,
                      .direction = CALL_MISSED,
                      .started_at = clock_now_us(t->clock) - minutes_ago * US_PER_MIN };
}

static void import(StoreTest *t, CallRow row, bool new_)
{
    bool added = false;
    DONE(hotline_import(&t->ctx, &row, &added, &error));
    g_assert_cmpint(added, ==, new_);
}

static guint waiting(StoreTest *t)
{
    g_autoptr(GPtrArray) list = hotline_waiting(&t->ctx, NULL);
    guint count = 0;
    DONE(hotline_count_waiting(&t->ctx, &count, &error));
    g_assert_cmpuint(count, ==, list->len);
    return list->len;
}

static void test_missed_calls(StoreTest *t)
{
    begin(t);
    operator_(t, 31);
    import(t, missed(t, "081234567890", "a", 30), true);
    import(t, missed(t, "081234567890", "a", 30), false);
    CallRow same = missed(t, "+6281234567890", "", 20);
    import(t, same, true);
    same.number = (char *)"0812-3456-7890";
    import(t, same, false);
    import(t, missed(t, "", "b", 10), true);
    g_assert_cmpuint(waiting(t), ==, 1);
    CallRow row = missed(t, "081200001111", "c", 5);
    row.line = (char *)"021 5555555";
    bool added = false;
    REFUSED(hotline_import(&t->ctx, &row, &added, &error), KENTONGAN_ERROR_INVALID);
    row = missed(t, "081200001111", "c", -60);
    REFUSED(hotline_import(&t->ctx, &row, &added, &error), KENTONGAN_ERROR_INVALID);
    announcer(t, "satu");
    row = missed(t, "081200001111", "c", 5);
    REFUSED(hotline_import(&t->ctx, &row, &added, &error), KENTONGAN_ERROR_DENIED);
    domain_test_end(t);
}

static void test_a_late_list_knows_who_was_spoken_with(StoreTest *t)
{
    gint64 id = 0;
    begin(t);
    operator_(t, 31);
    const CallIn in = { "tetap", "081234567890", CALL_IN, 0 };
    DONE(hotline_begin(&t->ctx, &in, &id, &error));
    import(t, missed(t, "081234567890", "x", 30), true);
    g_assert_cmpuint(waiting(t), ==, 0);
    domain_test_end(t);
}

static void test_one_calls_back(StoreTest *t)
{
    gint64 first = 0, second = 0;
    begin(t);
    operator_(t, 31);
    import(t, missed(t, "081234567890", "a", 30), true);
    g_autoptr(GPtrArray) list = hotline_waiting(&t->ctx, NULL);
    const CallIn back = { "", "", CALL_OUT, ((Waiting *)list->pdata[0])->id };
    DONE(hotline_begin(&t->ctx, &back, &first, &error));
    operator_(t, 32);
    REFUSED(hotline_end(&t->ctx, first, CALL_REACHED, "", &error), KENTONGAN_ERROR_CONFLICT);
    operator_(t, 31);
    REFUSED(hotline_end(&t->ctx, first, 0, "", &error), KENTONGAN_ERROR_INVALID);
    DONE(hotline_end(&t->ctx, first, CALL_NO_ANSWER, "", &error));
    g_assert_cmpuint(waiting(t), ==, 1);
    operator_(t, 32);
    DONE(hotline_begin(&t->ctx, &back, &second, &error));
    DONE(hotline_end(&t->ctx, second, CALL_REACHED, "sudah", &error));
    g_assert_cmpuint(waiting(t), ==, 0);
    operator_(t, 31);
    REFUSED(hotline_begin(&t->ctx, &back, &first, &error), KENTONGAN_ERROR_CONFLICT);
    domain_test_audit_is_clean(t);
    domain_test_end(t);
}

static void test_a_caller_is_known_only_while_talking(StoreTest *t)
{
    gint64 id = 0;
    begin(t);
    take(t, "Aspal jalan berlubang", RADIO_AGENCY, "", NULL);
    operator_(t, 31);
    const CallIn in = { "tetap", "0812 3456 7890", CALL_IN, 0 };
    DONE(hotline_begin(&t->ctx, &in, &id, &error));
    g_autoptr(CallView) mine = hotline_load(&t->ctx, id, NULL);
    g_assert_cmpuint(mine->cases->len, ==, 1);
    operator_(t, 32);
    g_autoptr(CallView) other = hotline_load(&t->ctx, id, NULL);
    g_assert_cmpuint(other->cases->len, ==, 0);
    operator_(t, 31);
    DONE(hotline_end(&t->ctx, id, 0, "", &error));
    g_autoptr(CallView) over = hotline_load(&t->ctx, id, NULL);
    g_assert_cmpuint(over->cases->len, ==, 0);
    domain_test_end(t);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/voice/one_entry_one_item", test_one_entry_one_item);
    store_test_add("/voice/a_station_is_its_own", test_a_station_is_its_own);
    store_test_add("/voice/secret_leaves_the_air", test_secret_leaves_the_air);
    store_test_add("/voice/delicate_words", test_delicate_words_are_not_for_the_air);
    store_test_add("/voice/a_promise_is_said_once", test_a_promise_is_said_once);
    store_test_add("/voice/a_closed_broadcast_lets_go", test_a_closed_broadcast_lets_go);
    store_test_add("/voice/missed_calls", test_missed_calls);
    store_test_add("/voice/a_late_list", test_a_late_list_knows_who_was_spoken_with);
    store_test_add("/voice/one_calls_back", test_one_calls_back);
    store_test_add("/voice/a_caller_while_talking", test_a_caller_is_known_only_while_talking);
    return store_test_run();
}
