/* The threads that send: see deliver.h. */
#include "job/deliver.h"

#include <jansson.h>
#include <string.h>

#include "base/crypt.h"
#include "base/log.h"
#include "domain/notify.h"
#include "domain/person.h"
#include "job/context.h"
#include "job/retry.h"
#include "model/medium.h"
#include "model/texts.h"
#include "store/contact.h"
#include "store/message.h"

enum { THREADS = 4, BATCH = 4, LEASE_MIN = 4, PROBE_S = 10, PAUSE_MS = 10, DOWN_MS = 500 };

struct Deliver {
    Line *line;
    Catalogs *catalogs;
    GMutex lock;
    gint64 probe_at; /* monotonic: when to try a gateway that is down */
    Beat *beats[THREADS];
};

static bool is_up(const Deliver *deliver)
{
    ChannelHealth health;
    line_health(deliver->line, &health);
    return health.up;
}

/* One thread's turn to try, once every PROBE_S. */
static bool takes_probe(Deliver *deliver)
{
    gint64 now = g_get_monotonic_time();
    g_mutex_lock(&deliver->lock);
    bool mine = now >= deliver->probe_at;
    if (mine)
        deliver->probe_at = now + PROBE_S * US_PER_S;
    g_mutex_unlock(&deliver->lock);
    return mine;
}

/* ---- one message ---- */

static bool write_down(Beat *beat, const Message *m, const RetryStep *step, const char *said,
                       GError **error)
{
    return message_store_result(beat_db(beat), m->tenant, m->id, step->state, step->next_at,
                                beat_now_us(beat), step->reason ? step->reason : said, error);
}

static void note_failure(const Line *line, const Message *m, const RetryStep *step,
                         const GError *said)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, m->id);
    g_autofree char *attempts = g_strdup_printf("%d", m->attempts + 1);
    bool lost = step->state == MESSAGE_FAILED;
    log_fields(lost ? G_LOG_LEVEL_WARNING : G_LOG_LEVEL_INFO, "message not sent", "channel",
               line->id, "message", id, "state", message_state_name(step->state), "attempts",
               attempts, "reason", said ? said->message : NULL, "detail",
               said ? error_detail(said) : NULL, NULL);
}

/* In which conversation it is said: how he wrote last; by mail, how he wrote in this case. */
typedef struct Thread {
    Contact contact;
    char *subject; /* NULL none */
} Thread;

static void thread_clear(Thread *thread)
{
    contact_clear(&thread->contact);
    g_clear_pointer(&thread->subject, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Thread, thread_clear)

static char *subject_in(GBytes *extra)
{
    g_autofree char *text = extra ? crypt_open_text("message.extra", extra, NULL) : NULL;
    json_t *object = text ? json_loads(text, 0, NULL) : NULL;
    char *subject = g_strdup(json_string_value(json_object_get(object, "subject")));
    json_decref(object);
    return subject;
}

static bool find_thread(Db *db, const Medium *medium, const Message *m, const char *to,
                        Thread *thread, GError **error)
{
    guint8 hash[CRYPT_FIND_BYTES];
    g_autofree char *here = NULL;
    g_autoptr(GBytes) extra = NULL;
    if (medium->flags & MEDIUM_GSM) /* a phone number needs no thread */
        return true;
    person_hash(medium->kind, to, hash);
    if (!contact_store_get(db, m->tenant, medium->name, hash, &thread->contact, error))
        return false;
    if (m->case_id == 0 || m->person_id == 0 || strcmp(medium->kind, "email") != 0)
        return true;
    if (!message_store_thread(db, m->tenant, m->case_id, m->person_id, medium->name, &here, &extra,
                              error))
        return false;
    thread->subject = subject_in(extra);
    if (*here) {
        g_free(thread->contact.thread);
        thread->contact.thread = g_steal_pointer(&here);
    }
    return true;
}

static ChannelResult hand_over(const Line *line, Channel *channel, const Message *m, const char *to,
                               const char *body, const Thread *thread, gint64 now, GError **error)
{
    const TextRow *row = text_row(m->key);
    const char *answers = *m->thread ? m->thread : thread->contact.thread; /* NULL: no contact */
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, m->id);
    ChannelOut out = { .id = id,
                       .from = *line->number ? line->number : m->local,
                       .to = to,
                       .text = body,
                       .subject = thread->subject,
                       .thread = answers && *answers ? answers : NULL,
                       .buttons = m->buttons && *m->buttons ? m->buttons : NULL,
                       .heard_at = thread->contact.heard_at,
                       .in_public = row && (row->use & TEXT_PUBLIC),
                       .now_us = now };
    return line->driver->send(channel, &out, error);
}

static ChannelResult try_once(Db *db, const Line *line, Channel *channel, const Message *m,
                              gint64 now, GError **error)
{
    g_autofree char *to = crypt_open_text("message.address", m->address_sealed, error);
    g_autofree char *body = to ? crypt_open_text("message.body", m->body_sealed, error) : NULL;
    g_auto(Thread) thread = { 0 };
    if (!body)
        return CHANNEL_PERMFAIL;
    if (!find_thread(db, medium_find(line->medium), m, to, &thread, error))
        return CHANNEL_TEMPFAIL;
    return hand_over(line, channel, m, to, body, &thread, now, error);
}

/* The medium may not carry it, but the same phone has another that may. */
static bool goes_by_sms(const Line *line, ChannelResult result)
{
    const Medium *medium = medium_find(line->medium);
    return result == CHANNEL_ELSEWHERE && medium && strcmp(medium->kind, "phone") == 0 &&
           !(medium->flags & MEDIUM_GSM);
}

/* A try that comes late, when the gateway is back at night, wakes nobody either. */
static bool must_rest(Beat *beat, const Catalog *catalog, const Message *m, RetryStep *step)
{
    Ctx ctx = context_system(beat, catalog, "deliver");
    gint64 now = beat_now_us(beat), until = notify_quiet_until(&ctx, now);
    if (m->urgent || until <= now || !(medium_find(m->channel)->flags & MEDIUM_QUIET))
        return false;
    *step = (RetryStep){ m->state, until, m->error };
    return true;
}

static bool deliver_by(Deliver *deliver, Channel *channel, Beat *beat, const Catalog *catalog,
                       const Message *m, bool up, GError **error)
{
    RetryStep step;
    g_autoptr(GError) said = NULL;
    gint64 reported_at = line_reported_at(deliver->line);
    if (retry_may_send(m, up, reported_at, beat_now_us(beat), &step) &&
        !must_rest(beat, catalog, m, &step)) {
        ChannelResult result =
            try_once(beat_db(beat), deliver->line, channel, m, beat_now_us(beat), &said);
        if (goes_by_sms(deliver->line, result))
            return message_store_move(beat_db(beat), m->tenant, m->id, "sms", beat_now_us(beat),
                                      error);
        step = retry_after(m, result, beat_now_us(beat));
        if (result != CHANNEL_OK)
            note_failure(deliver->line, m, &step, said);
    }
    return write_down(beat, m, &step, said ? said->message : "", error);
}

/* What is not reached before the thread ends goes back as it was: it was never handed over. */
static bool give_back(Beat *beat, const Message *m, GError **error)
{
    RetryStep step = { m->state, beat_now_us(beat), m->error };
    bool surely_not = m->state != MESSAGE_SENDING;
    return !surely_not || write_down(beat, m, &step, "", error);
}

/* A channel that was switched off meanwhile sends nothing. */
static bool deliver_one(Deliver *deliver, Beat *beat, const Catalog *catalog, const Message *m,
                        bool up, GError **error)
{
    Channel *channel = beat_ends(beat) ? NULL : line_use(deliver->line);
    if (!channel)
        return give_back(beat, m, error);
    bool ok = deliver_by(deliver, channel, beat, catalog, m, up, error);
    line_leave(deliver->line);
    return ok;
}

/* ---- rounds ---- */

/* Sends up to limit messages of a tenant; *count receives how many were claimed. */
static bool deliver_tenant(Deliver *deliver, Beat *beat, const Catalog *catalog, guint limit,
                           guint *count, GError **error)
{
    gint64 tenant = catalog->tenant.id;
    gint64 now = beat_now_us(beat);
    bool ok = true, up = is_up(deliver);
    g_autoptr(GPtrArray) claimed = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    if (!message_store_claim(beat_db(beat), tenant, deliver->line->medium, now,
                             now + LEASE_MIN * US_PER_MIN, limit, claimed, error))
        return false;
    for (guint i = 0; i < claimed->len && ok; i++) {
        const Message *m = claimed->pdata[i];
        ok = deliver_one(deliver, beat, catalog, m, up, error);
    }
    *count += claimed->len;
    return ok;
}

static bool earliest(Deliver *deliver, Beat *beat, const GPtrArray *all, gint64 *at, GError **error)
{
    *at = G_MAXINT64;
    for (guint i = 0; i < all->len; i++) {
        const Catalog *catalog = all->pdata[i];
        gint64 next = G_MAXINT64;
        if (!line_serves(deliver->line, &catalog->tenant))
            continue;
        if (!message_store_next_at(beat_db(beat), catalog->tenant.id, deliver->line->medium, &next,
                                   error))
            return false;
        *at = MIN(*at, next);
    }
    return true;
}

/* One batch of each tenant in turn, so that a large one does not keep a small one waiting. */
static bool deliver_batch(Deliver *deliver, Beat *beat, const GPtrArray *all, guint limit,
                          guint *count, GError **error)
{
    for (guint i = 0; i < all->len && *count < limit && !beat_ends(beat); i++) {
        const Catalog *catalog = all->pdata[i];
        if (line_serves(deliver->line, &catalog->tenant) &&
            !deliver_tenant(deliver, beat, catalog, MIN(limit, BATCH), count, error))
            return false;
    }
    return true;
}

static bool deliver_all(Deliver *deliver, Beat *beat, gint64 *next_at, GError **error)
{
    if (!line_is_open(deliver->line)) {
        *next_at = beat_now_us(beat) + DOWN_MS * 1000;
        return true;
    }
    g_autoptr(GPtrArray) all = catalogs_all(deliver->catalogs, beat_db(beat), error);
    if (!all || !earliest(deliver, beat, all, next_at, error))
        return false;
    for (bool more = *next_at <= beat_now_us(beat);
         more && !beat_ends(beat) && line_is_open(deliver->line);) {
        bool up = is_up(deliver);
        guint count = 0;
        if (!up && !takes_probe(deliver)) {
            *next_at = beat_now_us(beat) + DOWN_MS * 1000;
            return true;
        }
        if (!deliver_batch(deliver, beat, all, up ? G_MAXUINT : 1, &count, error))
            return false;
        more = count > 0;
    }
    return earliest(deliver, beat, all, next_at, error);
}

static gint64 deliver_round(Beat *beat, gpointer user)
{
    g_autoptr(GError) error = NULL;
    gint64 next_at = G_MAXINT64;
    if (!deliver_all(user, beat, &next_at, &error))
        return beat_failed(beat, "sending", error);
    return next_at;
}

Deliver *deliver_start(Line *line, Database *database, const Clock *clock, Catalogs *catalogs,
                       GError **error)
{
    Deliver *deliver = g_new0(Deliver, 1);
    BeatConfig beat = { .name = "deliver",
                        .database = database,
                        .clock = clock,
                        .round = deliver_round,
                        .user = deliver,
                        .pause_ms = PAUSE_MS };
    deliver->line = line;
    deliver->catalogs = catalogs;
    g_mutex_init(&deliver->lock);
    for (guint i = 0; i < THREADS; i++) {
        deliver->beats[i] = beat_start(&beat, error);
        if (deliver->beats[i])
            continue;
        deliver_stop(deliver);
        return NULL;
    }
    return deliver;
}

void deliver_wake(Deliver *deliver)
{
    for (guint i = 0; i < THREADS; i++)
        beat_wake(deliver->beats[i]);
}

void deliver_stop(Deliver *deliver)
{
    if (!deliver)
        return;
    for (guint i = 0; i < THREADS; i++)
        beat_stop(deliver->beats[i]);
    g_mutex_clear(&deliver->lock);
    g_free(deliver);
}
