/* The stream hub: see stream.h. The pump, which reads the database, is in stream_pump.c. */
#include "web/stream.h"

#include <stdatomic.h>
#include <string.h>

#include "base/json.h"
#include "domain/access.h"
#include "web/stream_hub.h"

#define HELLO "retry: 3000\n\n"
#define BEAT ":\n\n"
#define LIFE_US                                                                                    \
    (30 * 60 * (gint64)G_USEC_PER_SEC) /* then it comes back, and is asked who it is               \
                                        */
#define RESET "event: reset\ndata: {}\n\n"

struct Stream {
    gatomicrefcount refs; /* the connection's and, while listed, the hub's */
    StreamFilter *filter;
    gint64 opened_us;            /* monotonic */
    _Atomic gint64 replay_after; /* 0 once it is live; until then it hears nothing new */
    GMutex lock;                 /* guards all below */
    GQueue queue;                /* GBytes* */
    gsize sent;                  /* of the head */
    bool asleep, ended;
    StreamSleeper sleeper;
};

static struct {
    GMutex lock; /* guards all; taken before a stream's lock, never after */
    GHashTable *streams;
    guint streams_max, address_max, queue_max;
    bool open;
} hub;

StreamFilter *stream_filter_new(const Catalog *catalog, const Actor *actor)
{
    StreamFilter *filter = g_new0(StreamFilter, 1);
    filter->catalog = catalog_ref(catalog);
    filter->actor = *actor;
    filter->actor.agency = g_strdup(actor->agency ? actor->agency : "");
    filter->actor.area = g_strdup(actor->area ? actor->area : "");
    filter->actor.name = filter->actor.post = NULL;
    return filter;
}

StreamFilter *stream_filter_new_own(const Catalog *catalog, GArray *cases, gint64 after,
                                    const char *address)
{
    const Actor nobody = { .kind = ACTOR_PUBLIC };
    StreamFilter *filter = stream_filter_new(catalog, &nobody);
    filter->cases = cases;
    filter->after = after;
    filter->address = g_strdup(address);
    return filter;
}

StreamFilter *stream_filter_new_desks(const Catalog *catalog, const char *address)
{
    StreamFilter *filter = stream_filter_new_own(catalog, NULL, 0, address);
    filter->desks = true;
    return filter;
}

void stream_filter_free(StreamFilter *filter)
{
    if (!filter)
        return;
    catalog_unref(filter->catalog);
    g_free((char *)filter->actor.agency);
    g_free((char *)filter->actor.area);
    g_clear_pointer(&filter->cases, g_array_unref);
    g_free(filter->address);
    g_free(filter);
}

static bool is_own(const GArray *cases, gint64 case_id)
{
    for (guint i = 0; i < cases->len; i++)
        if (g_array_index(cases, gint64, i) == case_id)
            return true;
    return false;
}

static bool is_of_desk(const FeedRow *event)
{
    return event->case_id == 0 && g_str_equal(event->kind, "desk.queue");
}

/* Of citizens, not of staff. */
static bool is_public(const StreamFilter *filter)
{
    return filter->cases || filter->desks;
}

bool stream_filter_allows(const StreamFilter *filter, const FeedRow *event)
{
    if (event->tenant != filter->catalog->tenant.id)
        return false;
    if (filter->desks)
        return is_of_desk(event);
    if (filter->cases)
        return event->public_ && is_own(filter->cases, event->case_id);
    const Ctx ctx = {
        .catalog = filter->catalog,
        .tenant = event->tenant,
        .actor = filter->actor,
    };
    bool talk = event->case_id == 0 && g_str_has_prefix(event->kind, "talk.");
    if (talk || g_str_has_prefix(event->kind, "post."))
        return access_may_triage(&ctx);
    const Case now = { .agency = event->agency, .area = event->area };
    if (access_may_see(&ctx, &now))
        return true;
    if (!event->left_agency && !event->left_area)
        return false;
    /* who loses a case hears of it too: it goes from his screen */
    const Case before = { .agency = event->left_agency ? event->left_agency : event->agency,
                          .area = event->left_area ? event->left_area : event->area };
    return access_may_see(&ctx, &before);
}

/* Kind and ticket only: what a person may read of the case is asked for again, with his rights. */
static GBytes *event_text(const FeedRow *event)
{
    g_autofree char *case_id = g_strdup_printf("%" G_GINT64_FORMAT, event->case_id);
    json_t *data = json_pack("{s:s, s:s, s:s}", "kind", event->kind ? event->kind : "", "case",
                             case_id, "ticket", event->ticket ? event->ticket : "");
    g_assert(data);
    g_autofree char *json = json_take_text(data);
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "id: %" G_GINT64_FORMAT "\nevent: %s\ndata: %s\n\n", event->id,
                    is_of_desk(event) ? "desk" : "case", json);
    return g_string_free_to_bytes(g_steal_pointer(&text));
}

/* For a reporter: only that there is news. */
static GBytes *news_text(const FeedRow *event)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_printf(text, "id: %" G_GINT64_FORMAT "\nevent: news\ndata: {}\n\n", event->id);
    return g_string_free_to_bytes(g_steal_pointer(&text));
}

/* What a stream is told of an event; made once for all streams of its kind. Lent. */
static GBytes *text_for(const Stream *stream, const FeedRow *event, GBytes *texts[2])
{
    bool own = is_public(stream->filter);
    if (!texts[own])
        texts[own] = own ? news_text(event) : event_text(event);
    return texts[own];
}

static void stream_unref(gpointer data)
{
    Stream *stream = data;
    if (!g_atomic_ref_count_dec(&stream->refs))
        return;
    g_queue_clear_full(&stream->queue, (GDestroyNotify)g_bytes_unref);
    g_mutex_clear(&stream->lock);
    stream_filter_free(stream->filter);
    g_free(stream);
}

static void stream_wake_locked(Stream *stream)
{
    if (!stream->asleep)
        return;
    stream->asleep = false;
    stream->sleeper.wake(stream->sleeper.connection);
}

static void stream_end_locked(Stream *stream)
{
    stream->ended = true;
    stream_wake_locked(stream);
}

static void stream_end(Stream *stream)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&stream->lock);
    stream_end_locked(stream);
}

/* A full queue ends the stream: its reader is too slow or gone, and may come back. */
static void stream_push(Stream *stream, GBytes *text)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&stream->lock);
    if (stream->ended)
        return;
    if (stream->queue.length >= hub.queue_max) {
        stream_end_locked(stream);
        return;
    }
    g_queue_push_tail(&stream->queue, g_bytes_ref(text));
    stream_wake_locked(stream);
}

void hub_open(guint streams_max, guint address_max, guint queue_max)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&hub.lock);
    hub.streams = g_hash_table_new_full(NULL, NULL, stream_unref, NULL);
    hub.streams_max = streams_max;
    hub.address_max = address_max;
    hub.queue_max = queue_max;
    hub.open = true;
}

void hub_close(void)
{
    stream_close_all();
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&hub.lock);
    g_clear_pointer(&hub.streams, g_hash_table_unref);
}

void stream_close_all(void)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&hub.lock);
    hub.open = false;
    GHashTableIter iter;
    gpointer key;
    if (!hub.streams)
        return;
    g_hash_table_iter_init(&iter, hub.streams);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        stream_end(key);
    }
}

void stream_close_account(gint64 tenant, gint64 account)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&hub.lock);
    GHashTableIter iter;
    gpointer key;
    if (!hub.streams)
        return;
    g_hash_table_iter_init(&iter, hub.streams);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        Stream *stream = key;
        if (stream->filter->actor.id != account || stream->filter->actor.home != tenant)
            continue;
        stream_end(stream);
    }
}

guint stream_count(void)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&hub.lock);
    return hub.streams ? g_hash_table_size(hub.streams) : 0;
}

/* A snapshot, so that the hub's lock is not held while the database is asked. */
static GPtrArray *hub_streams(void)
{
    GPtrArray *streams = g_ptr_array_new_with_free_func(stream_unref);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&hub.lock);
    GHashTableIter iter;
    gpointer key;
    if (!hub.streams)
        return streams;
    g_hash_table_iter_init(&iter, hub.streams);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        g_atomic_ref_count_inc(&((Stream *)key)->refs);
        g_ptr_array_add(streams, key);
    }
    return streams;
}

void stream_publish(const FeedRow *event)
{
    g_autoptr(GPtrArray) streams = hub_streams();
    GBytes *texts[2] = { NULL, NULL };
    for (guint i = 0; i < streams->len; i++) {
        Stream *stream = g_ptr_array_index(streams, i);
        if (!atomic_load(&stream->replay_after) && stream_filter_allows(stream->filter, event))
            stream_push(stream, text_for(stream, event, texts));
    }
    g_clear_pointer(&texts[0], g_bytes_unref);
    g_clear_pointer(&texts[1], g_bytes_unref);
}

void hub_beat(void)
{
    g_autoptr(GPtrArray) streams = hub_streams();
    g_autoptr(GBytes) beat = g_bytes_new_static(BEAT, strlen(BEAT));
    gint64 now_us = g_get_monotonic_time();
    for (guint i = 0; i < streams->len; i++) {
        Stream *stream = g_ptr_array_index(streams, i);
        if (now_us - stream->opened_us > LIFE_US)
            stream_end(stream);
        else
            stream_push(stream, beat);
    }
}

static void stream_replay(Stream *stream, HubReplay replay, gpointer user)
{
    g_autoptr(GPtrArray) missed = g_ptr_array_new_with_free_func((GDestroyNotify)feed_row_free);
    /* room is left for what waits already: the greeting and a heartbeat */
    bool whole = replay(stream->filter->catalog->tenant.id, atomic_load(&stream->replay_after),
                        hub.queue_max - 4, missed, user);
    g_autoptr(GBytes) reset = g_bytes_new_static(RESET, strlen(RESET));
    if (!whole)
        stream_push(stream, reset);
    for (guint i = 0; whole && i < missed->len; i++) {
        const FeedRow *event = g_ptr_array_index(missed, i);
        if (!stream_filter_allows(stream->filter, event))
            continue;
        g_autoptr(GBytes) text = is_public(stream->filter) ? news_text(event) : event_text(event);
        stream_push(stream, text);
    }
    atomic_store(&stream->replay_after, 0);
}

void hub_replay(HubReplay replay, gpointer user)
{
    g_autoptr(GPtrArray) streams = hub_streams();
    for (guint i = 0; i < streams->len; i++)
        if (atomic_load(&((Stream *)g_ptr_array_index(streams, i))->replay_after))
            stream_replay(g_ptr_array_index(streams, i), replay, user);
}

/* Called with the hub's lock held. Reporters leave room for the staff, and for each other. */
static bool hub_has_room(const StreamFilter *filter)
{
    guint all = g_hash_table_size(hub.streams), own = 0, here = 0;
    if (!hub.open || all >= hub.streams_max)
        return false;
    if (!is_public(filter))
        return true;
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, hub.streams);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        const StreamFilter *other = ((const Stream *)key)->filter;
        own += is_public(other);
        here += g_strcmp0(other->address, filter->address) == 0;
    }
    return own < hub.streams_max / 2 && here < hub.address_max;
}

Stream *stream_open(StreamFilter *filter, const char *last_event_id)
{
    gint64 after = filter->after;
    if (last_event_id && !g_ascii_string_to_signed(last_event_id, 10, 1, G_MAXINT64, &after, NULL))
        after = filter->after;
    g_mutex_lock(&hub.lock);
    if (!hub_has_room(filter)) {
        g_mutex_unlock(&hub.lock);
        stream_filter_free(filter);
        return NULL;
    }
    Stream *stream = g_new0(Stream, 1);
    g_atomic_ref_count_init(&stream->refs);
    g_atomic_ref_count_inc(&stream->refs);
    stream->filter = filter;
    stream->opened_us = g_get_monotonic_time();
    stream->replay_after = after;
    g_mutex_init(&stream->lock);
    g_queue_init(&stream->queue);
    g_queue_push_tail(&stream->queue, g_bytes_new_static(HELLO, strlen(HELLO)));
    g_hash_table_add(hub.streams, stream);
    g_mutex_unlock(&hub.lock);
    if (after)
        stream_cue();
    return stream;
}

void stream_attach(Stream *stream, const StreamSleeper *sleeper)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&stream->lock);
    stream->sleeper = *sleeper;
}

/* As much of the queue as fits. */
static gsize queue_take(Stream *stream, char *buffer, gsize max)
{
    gsize filled = 0;
    while (filled < max && !g_queue_is_empty(&stream->queue)) {
        gsize bytes;
        const char *data = g_bytes_get_data(g_queue_peek_head(&stream->queue), &bytes);
        gsize part = MIN(bytes - stream->sent, max - filled);
        memcpy(buffer + filled, data + stream->sent, part);
        filled += part;
        stream->sent += part;
        if (stream->sent == bytes) {
            g_bytes_unref(g_queue_pop_head(&stream->queue));
            stream->sent = 0;
        }
    }
    return filled;
}

gssize stream_read(Stream *stream, char *buffer, gsize max)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&stream->lock);
    if (stream->ended)
        return -1;
    gsize filled = queue_take(stream, buffer, max);
    if (filled == 0) {
        stream->asleep = true;
        stream->sleeper.sleep(stream->sleeper.connection);
    }
    return (gssize)filled;
}

void stream_close(Stream *stream)
{
    g_mutex_lock(&stream->lock);
    stream->ended = true;
    stream->asleep = false;
    g_mutex_unlock(&stream->lock);
    g_mutex_lock(&hub.lock);
    if (hub.streams)
        g_hash_table_remove(hub.streams, stream);
    g_mutex_unlock(&hub.lock);
    stream_unref(stream);
}
