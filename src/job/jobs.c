/* Starting and stopping the job threads: see jobs.h. */
#include "job/jobs.h"

#include "job/catalogs.h"
#include "job/channels.h"
#include "job/clocks.h"
#include "job/deliver.h"
#include "job/keeper.h"
#include "job/learner.h"
#include "job/media.h"

enum { CLOCK_PAUSE_MS = 300, INDEX_PAUSE_MS = 1000, SEAL_LONGEST_MS = 30000 };

typedef enum JobBeat {
    BEAT_CLOCKS,
    BEAT_INDEX,
    BEAT_SEAL,
    BEAT_SWEEP,
    BEAT_STATE,
    BEAT_MEDIA,
    BEAT_LEARN,
    BEATS
} JobBeat;

struct Jobs {
    JobsConfig config;
    Catalogs *catalogs;
    Channels *channels;
    Beat *beats[BEATS];
    MediaRound media;
    GPtrArray *deliverers; /* Deliver* */
};

/* A database keeps its listeners for good: ours asks who runs now. */
static struct {
    GMutex lock;
    Jobs *jobs;
} running;

static void wake_all(Jobs *jobs)
{
    for (guint i = 0; i < jobs->deliverers->len; i++)
        deliver_wake(jobs->deliverers->pdata[i]);
    beat_wake(jobs->beats[BEAT_CLOCKS]);
    beat_wake(jobs->beats[BEAT_INDEX]);
    beat_wake(jobs->beats[BEAT_MEDIA]);
}

static void on_commit(gpointer user G_GNUC_UNUSED)
{
    g_mutex_lock(&running.lock);
    if (running.jobs)
        wake_all(running.jobs);
    g_mutex_unlock(&running.lock);
}

static void run_on(Jobs *jobs)
{
    g_mutex_lock(&running.lock);
    running.jobs = jobs;
    g_mutex_unlock(&running.lock);
}

static bool beats_start(Jobs *jobs, GError **error)
{
    const BeatConfig rows[BEATS] = {
        [BEAT_CLOCKS] = { .name = "clocks",
                          .round = clocks_round,
                          .user = jobs->catalogs,
                          .pause_ms = CLOCK_PAUSE_MS },
        [BEAT_INDEX] = { .name = "index",
                         .round = keeper_index_round,
                         .user = jobs->catalogs,
                         .pause_ms = INDEX_PAUSE_MS },
        [BEAT_SEAL] = { .name = "seal",
                        .round = keeper_seal_round,
                        .user = jobs->catalogs,
                        .longest_ms = SEAL_LONGEST_MS },
        [BEAT_SWEEP] = { .name = "sweep", .round = keeper_sweep_round },
        [BEAT_STATE] = { .name = "channels", .round = keeper_state_round, .user = jobs->channels },
        [BEAT_MEDIA] = { .name = "media",
                         .round = media_round,
                         .user = &jobs->media,
                         .pause_ms = CLOCK_PAUSE_MS },
        [BEAT_LEARN] = { .name = "learn", .round = learner_round, .user = jobs->catalogs },
    };
    for (int i = 0; i < BEATS; i++) {
        BeatConfig row = rows[i];
        row.database = jobs->config.database;
        row.clock = jobs->config.clock;
        jobs->beats[i] = beat_start(&row, error);
        if (!jobs->beats[i])
            return false;
    }
    return true;
}

static bool deliverers_start(Jobs *jobs, GError **error)
{
    for (guint i = 0; i < channels_count(jobs->channels); i++) {
        Deliver *deliver = deliver_start(channels_at(jobs->channels, i), jobs->config.database,
                                         jobs->config.clock, jobs->catalogs, error);
        if (!deliver)
            return false;
        g_ptr_array_add(jobs->deliverers, deliver);
    }
    return true;
}

Jobs *jobs_start(const JobsConfig *config, GError **error)
{
    Jobs *jobs = g_new0(Jobs, 1);
    jobs->config = *config;
    jobs->catalogs = catalogs_new();
    jobs->deliverers = g_ptr_array_new_with_free_func((GDestroyNotify)deliver_stop);
    ChannelsConfig channels = { config->database, config->clock, jobs->catalogs, config->channels };
    database_on_commit(config->database, on_commit, NULL);
    jobs->channels = channels_open(&channels, error);
    jobs->media = (MediaRound){ jobs->catalogs, jobs->channels };
    if (!jobs->channels || !beats_start(jobs, error) || !deliverers_start(jobs, error)) {
        jobs_stop(jobs);
        return NULL;
    }
    run_on(jobs);
    return jobs;
}

/* Senders end before the drivers that they use; a driver that closes may still hand something in.
 */
void jobs_stop(Jobs *jobs)
{
    if (!jobs)
        return;
    run_on(NULL);
    g_ptr_array_unref(jobs->deliverers);
    for (int i = 0; i < BEATS; i++)
        beat_stop(jobs->beats[i]);
    channels_close(jobs->channels);
    catalogs_free(jobs->catalogs);
    g_free(jobs);
}
