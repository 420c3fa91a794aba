/* The thread behind every job: see beat.h. */
#include "job/beat.h"

#include "base/log.h"

enum { LONGEST_MS = 60000, MOVABLE_MS = 200, FAILED_S = 5, US_PER_MS = 1000 };

struct Beat {
    BeatConfig config;
    Db *db;
    GThread *thread;
    GMutex lock;
    GCond changed;
    bool woken;
    gint ends; /* atomic */
};

Db *beat_db(Beat *beat)
{
    return beat->db;
}

const Clock *beat_clock(const Beat *beat)
{
    return beat->config.clock;
}

gint64 beat_now_us(const Beat *beat)
{
    return clock_now_us(beat->config.clock);
}

bool beat_ends(const Beat *beat)
{
    return g_atomic_int_get(&beat->ends) != 0;
}

gint64 beat_failed(const Beat *beat, const char *what, const GError *error)
{
    log_error(what, error);
    return beat_now_us(beat) + FAILED_S * US_PER_S;
}

/* Sleeps at most until_us (monotonic); false when it is time to end. */
static bool beat_sleep(Beat *beat, gint64 until_us, bool wakeable)
{
    g_mutex_lock(&beat->lock);
    while (!beat_ends(beat) && !(wakeable && beat->woken))
        if (!g_cond_wait_until(&beat->changed, &beat->lock, until_us))
            break;
    g_mutex_unlock(&beat->lock);
    return !beat_ends(beat);
}

static gint64 sleep_us(const Beat *beat, gint64 due_at)
{
    guint longest = beat->config.longest_ms ? beat->config.longest_ms : LONGEST_MS;
    if (clock_is_movable(beat->config.clock))
        longest = MIN(longest, MOVABLE_MS);
    gint64 now = beat_now_us(beat), most = (gint64)longest * US_PER_MS;
    return due_at > now + most ? most : MAX(due_at - now, 0);
}

static gpointer beat_run(gpointer data)
{
    Beat *beat = data;
    for (bool on = !beat_ends(beat); on;) {
        g_mutex_lock(&beat->lock);
        beat->woken = false;
        g_mutex_unlock(&beat->lock);
        gint64 due_at = beat->config.round(beat, beat->config.user);
        gint64 ended = g_get_monotonic_time();
        on = beat_sleep(beat, ended + sleep_us(beat, due_at), true) &&
             beat_sleep(beat, ended + (gint64)beat->config.pause_ms * US_PER_MS, false);
    }
    return NULL;
}

Beat *beat_start(const BeatConfig *config, GError **error)
{
    Db *db = db_open(config->database, error);
    if (!db)
        return NULL;
    Beat *beat = g_new0(Beat, 1);
    beat->config = *config;
    beat->db = db;
    g_mutex_init(&beat->lock);
    g_cond_init(&beat->changed);
    beat->thread = g_thread_new(config->name, beat_run, beat);
    return beat;
}

void beat_wake(Beat *beat)
{
    g_mutex_lock(&beat->lock);
    beat->woken = true;
    g_cond_signal(&beat->changed);
    g_mutex_unlock(&beat->lock);
}

void beat_stop(Beat *beat)
{
    if (!beat)
        return;
    g_mutex_lock(&beat->lock);
    g_atomic_int_set(&beat->ends, 1);
    g_cond_signal(&beat->changed);
    g_mutex_unlock(&beat->lock);
    g_thread_join(beat->thread);
    db_close(beat->db);
    g_mutex_clear(&beat->lock);
    g_cond_clear(&beat->changed);
    g_free(beat);
}
