/* Rounds of the learning thread: see learner.h. */
#include "job/learner.h"

#include <sys/resource.h>

#include "base/log.h"
#include "domain/learning.h"
#include "job/catalogs.h"
#include "job/context.h"
#include "store/lock.h"

enum { LONGEST_MIN = 5, NICENESS = 15 };

static bool is_over(gpointer beat)
{
    return beat_ends(beat);
}

static bool learn_tenant(Beat *beat, const Catalog *catalog, GError **error)
{
    Ctx ctx = context_system(beat, catalog, "learn");
    const LearnLimits limits = { .threads = 1,
                                 .ends_at_us = g_get_monotonic_time() + LONGEST_MIN * US_PER_MIN,
                                 .stop = is_over,
                                 .user = beat };
    bool done = false;
    if (!learning_run(&ctx, &limits, &done, error))
        return false;
    if (done)
        log_fields(G_LOG_LEVEL_MESSAGE, "learned from decisions", "tenant", catalog->tenant.code,
                   NULL);
    return true;
}

/* A model that cannot be read (of another version, broken) is replaced by the next fit. */
static void refresh_all(Beat *beat, const GPtrArray *catalogs)
{
    for (guint i = 0; i < catalogs->len; i++) {
        g_autoptr(GError) error = NULL;
        Ctx ctx = context_system(beat, catalogs->pdata[i], "learn");
        if (!learning_refresh(&ctx, &error))
            log_error("reading what was learned", error);
    }
}

gint64 learner_round(Beat *beat, gpointer catalogs)
{
    g_autoptr(GError) error = NULL;
    bool mine = false;
    (void)!setpriority(PRIO_PROCESS, 0, NICENESS); /* of this thread alone */
    g_autoptr(GPtrArray) all = catalogs_all(catalogs, beat_db(beat), &error);
    if (all)
        refresh_all(beat, all);
    if (!all || !lock_store_take(beat_db(beat), LOCK_LEARN, &mine, &error))
        return beat_failed(beat, "learning from decisions", error);
    for (guint i = 0; mine && i < all->len && !beat_ends(beat); i++)
        if (!learn_tenant(beat, all->pdata[i], &error) && !beat_ends(beat))
            return beat_failed(beat, "learning from decisions", error);
    return beat_now_us(beat) + US_PER_MIN;
}
