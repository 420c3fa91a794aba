/* The pump of the stream hub: one thread that turns commits into events (see stream.h).
 *
 * Ids grow with time but are committed a little out of order, so each reading begins a little
 * before the last one ended and what was passed on already is remembered for that long.
 */
#include "base/id.h"
#include "web/stream_hub.h"
#include "web/tenants.h"

#define BATCH 500
#define REST_US                                                                                    \
    (40 * 1000) /* between two readings, so that a flood of commits is read in batches */
#define OVERLAP_MS_ONE_WRITER 100
#define OVERLAP_MS 2000
#define ID_BITS_BELOW_MS 22 /* base/id.h: milliseconds stand above node and counter */

static struct {
    GMutex lock; /* guards cued, stopping */
    GCond wake;
    bool cued, stopping;
    StreamConfig config;
    Db *db;
    gint64 from;        /* every event up to here was passed on */
    GHashTable *passed; /* ids above from that were, too */
    GThread *thread;
} pump;

static void pump_pass_on(const FeedRow *event)
{
    gint64 *id = g_memdup2(&event->id, sizeof event->id);
    if (!g_hash_table_add(pump.passed, id))
        return;
    if (pump.config.listener)
        pump.config.listener(event, pump.config.user);
    stream_publish(event);
}

static void pump_read_tenant(gint64 tenant)
{
    gint64 after = pump.from;
    for (;;) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)feed_row_free);
        if (!pump.config.source(pump.db, tenant, after, BATCH, events, &error)) {
            g_warning("events cannot be read for the streams: %s (%s)", error->message,
                      error_detail(error) ? error_detail(error) : "");
            return;
        }
        for (guint i = 0; i < events->len; i++)
            pump_pass_on(g_ptr_array_index(events, i));
        if (events->len < BATCH)
            return;
        after = ((const FeedRow *)g_ptr_array_index(events, BATCH - 1))->id;
    }
}

static gboolean id_is_settled(gpointer key, gpointer value, gpointer user)
{
    (void)value, (void)user;
    return *(const gint64 *)key <= pump.from;
}

/* Nobody would hear: reading can be spared under a flood of reports. */
static bool pump_is_heard(void)
{
    return stream_count() > 0 || (pump.config.listening && pump.config.listening(pump.config.user));
}

static void pump_read(void)
{
    gint64 overlap_ms = db_engine(pump.db) == DB_SQLITE ? OVERLAP_MS_ONE_WRITER : OVERLAP_MS;
    gint64 settled = id_next() - (overlap_ms << ID_BITS_BELOW_MS);
    g_autoptr(GArray) tenants = pump_is_heard() ? tenants_ids() : NULL;
    for (guint i = 0; tenants && i < tenants->len; i++)
        pump_read_tenant(g_array_index(tenants, gint64, i));
    pump.from = MAX(pump.from, settled);
    g_hash_table_foreach_remove(pump.passed, id_is_settled, NULL);
}

/* What the others have not heard yet is left out: it comes to all together. */
static bool pump_replay(gint64 tenant, gint64 after, guint limit, GPtrArray *missed, gpointer user)
{
    (void)user;
    g_autoptr(GError) error = NULL;
    if (!pump.config.source ||
        !pump.config.source(pump.db, tenant, after, limit + 1, missed, &error))
        return false;
    bool whole = missed->len <= limit;
    for (guint i = missed->len; i-- > 0;) {
        const FeedRow *event = g_ptr_array_index(missed, i);
        if (event->id > pump.from && !g_hash_table_contains(pump.passed, &event->id))
            g_ptr_array_remove_index(missed, i);
    }
    return whole;
}

/* True after a cue or poll_ms; false when it is time to stop. */
static bool pump_wait(gint64 until_us)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&pump.lock);
    while (!pump.stopping && !pump.cued)
        if (!g_cond_wait_until(&pump.wake, &pump.lock, until_us))
            break;
    pump.cued = false;
    return !pump.stopping;
}

static gpointer pump_main(gpointer data)
{
    (void)data;
    gint64 beat_us = pump.config.heartbeat_ms * G_GINT64_CONSTANT(1000);
    gint64 next_beat_us = g_get_monotonic_time() + beat_us;
    gint64 poll_us = pump.config.poll_ms * G_GINT64_CONSTANT(1000);
    while (pump_wait(MIN(next_beat_us, g_get_monotonic_time() + poll_us))) {
        if (pump.config.source)
            pump_read();
        hub_replay(pump_replay, NULL);
        if (g_get_monotonic_time() >= next_beat_us) {
            hub_beat();
            next_beat_us = g_get_monotonic_time() + beat_us;
        }
        g_usleep(REST_US);
    }
    return NULL;
}

void stream_cue(void)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&pump.lock);
    pump.cued = true;
    g_cond_signal(&pump.wake);
}

bool stream_hub_start(Database *database, const StreamConfig *config, GError **error)
{
    g_assert(!pump.thread && (database || !config->source));
    pump.db = config->source ? db_open(database, error) : NULL;
    if (config->source && !pump.db)
        return false;
    pump.config = *config;
    pump.config.heartbeat_ms = config->heartbeat_ms ? config->heartbeat_ms : 15000;
    pump.config.poll_ms = config->poll_ms ? config->poll_ms : 2000;
    pump.stopping = pump.cued = false;
    pump.from = id_next();
    pump.passed = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    hub_open(config->streams_max ? config->streams_max : 2000,
             config->address_max ? config->address_max : 32,
             config->queue_max ? config->queue_max : 64);
    pump.thread = g_thread_new("streams", pump_main, NULL);
    return true;
}

void stream_hub_stop(void)
{
    if (!pump.thread)
        return;
    g_mutex_lock(&pump.lock);
    pump.stopping = true;
    g_cond_signal(&pump.wake);
    g_mutex_unlock(&pump.lock);
    g_thread_join(g_steal_pointer(&pump.thread));
    hub_close();
    g_clear_pointer(&pump.db, db_close);
    g_clear_pointer(&pump.passed, g_hash_table_unref);
}
