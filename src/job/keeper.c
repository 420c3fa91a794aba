/* Rounds of the housekeeping threads: see keeper.h. */
#include "job/keeper.h"

#include <string.h>

#include "base/log.h"
#include "domain/audit.h"
#include "domain/channel_state.h"
#include "domain/files.h"
#include "domain/search.h"
#include "job/context.h"
#include "store/account.h"
#include "store/lock.h"
#include "store/notice.h"
#include "store/setting.h"

/* KEY_DAYS: a phone may be without signal for weeks before it sends again what it got no answer to
 */
enum { NOTICE_DAYS = 120, KEY_DAYS = 60, STATE_HEARTBEAT_S = 60, STATE_LOOK_S = 2 };

/* ---- search ---- */

static bool index_tenant(Beat *beat, const Catalog *catalog, GError **error)
{
    Ctx ctx = context_system(beat, catalog, "index");
    bool more = true;
    while (more && !beat_ends(beat))
        if (!search_catch_up(&ctx, &more, error))
            return false;
    return true;
}

gint64 keeper_index_round(Beat *beat, gpointer catalogs)
{
    g_autoptr(GError) error = NULL;
    if (db_engine(beat_db(beat)) != DB_SQLITE)
        return G_MAXINT64;
    g_autoptr(GPtrArray) all = catalogs_all(catalogs, beat_db(beat), &error);
    for (guint i = 0; all && i < all->len && !error; i++)
        if (!index_tenant(beat, all->pdata[i], &error))
            break;
    return error ? beat_failed(beat, "indexing reports", error) : G_MAXINT64;
}

/* ---- seals ---- */

gint64 keeper_seal_round(Beat *beat, gpointer catalogs)
{
    g_autoptr(GError) error = NULL;
    bool mine = false;
    if (!lock_store_take(beat_db(beat), LOCK_KEEPER, &mine, &error))
        return beat_failed(beat, "taking the keeper's lock", error);
    g_autoptr(GPtrArray) all = catalogs_all(catalogs, beat_db(beat), &error);
    for (guint i = 0; mine && all && i < all->len && !beat_ends(beat); i++) {
        Ctx ctx = context_system(beat, all->pdata[i], "seal");
        if (!audit_seal(&ctx, &error))
            return beat_failed(beat, "sealing events", error);
    }
    return error ? beat_failed(beat, "sealing events", error) : beat_now_us(beat) + US_PER_MIN;
}

/* ---- what is old ---- */

gint64 keeper_sweep_round(Beat *beat, gpointer nothing G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    gint64 now = beat_now_us(beat);
    guint swept = 0;
    if (!idempotency_store_expire(beat_db(beat), now - KEY_DAYS * US_PER_DAY, &error) ||
        !session_store_expire(beat_db(beat), now, &error) ||
        !notice_store_expire(beat_db(beat), now - NOTICE_DAYS * US_PER_DAY, &error) ||
        !files_sweep(beat_db(beat), &swept, &error))
        return beat_failed(beat, "sweeping", error);
    if (swept > 0)
        log_fields(G_LOG_LEVEL_MESSAGE, "photos without a report removed", NULL);
    return now + US_PER_DAY;
}

/* ---- states of channels ---- */

static ChannelState state_of(Line *line, const ChannelHealth *health, char **secret_hash)
{
    *secret_hash = channel_state_hash_of(line->secret);
    return (ChannelState){ .id = line->id,
                           .medium = line->medium,
                           .driver = (char *)line->driver->name,
                           .tenant = line->tenant,
                           .number = line->number,
                           .secret_hash = *secret_hash,
                           .off = line->off,
                           .up = health->up,
                           .detail = (char *)health->detail,
                           .last_in_at = health->last_in_at,
                           .last_out_at = health->last_out_at,
                           .at = g_get_real_time() };
}

static void note_change(const Line *line, const ChannelHealth *health)
{
    log_fields(G_LOG_LEVEL_MESSAGE, health->up ? "channel is up" : "channel is down", "channel",
               line->id, "detail", health->detail, NULL);
}

/* A driver counts from when it was opened; what was before stays written down. */
static void remember_times(Beat *beat, Line *line)
{
    g_autoptr(ChannelState) before =
        line->saved_at == 0 ? channel_state_get(beat_db(beat), line->id, NULL) : NULL;
    if (before) {
        line->saved.last_in_at = before->last_in_at;
        line->saved.last_out_at = before->last_out_at;
    }
}

static bool save_state(Beat *beat, Line *line, GError **error)
{
    ChannelHealth health = { 0 };
    g_autofree char *hash = NULL;
    line_health(line, &health);
    remember_times(beat, line);
    health.last_in_at = MAX(health.last_in_at, line->saved.last_in_at);
    health.last_out_at = MAX(health.last_out_at, line->saved.last_out_at);
    gint64 now = g_get_real_time();
    bool turned = line->saved_at == 0 || health.up != line->saved.up;
    bool same = !turned && strcmp(health.detail, line->saved.detail) == 0 &&
                health.last_in_at == line->saved.last_in_at &&
                health.last_out_at == line->saved.last_out_at;
    if (same && now - line->saved_at < STATE_HEARTBEAT_S * US_PER_S)
        return true;
    if (turned)
        note_change(line, &health);
    ChannelState state = state_of(line, &health, &hash);
    line->saved = health;
    line->saved_at = now;
    return channel_state_save(beat_db(beat), &state, error);
}

gint64 keeper_state_round(Beat *beat, gpointer channels)
{
    g_autoptr(GError) error = NULL;
    if (!channels_follow(channels, beat_db(beat), &error))
        return beat_failed(beat, "following what was said of channels", error);
    for (guint i = 0; i < channels_count(channels); i++)
        if (!save_state(beat, channels_at(channels, i), &error))
            return beat_failed(beat, "noting the channels' state", error);
    return beat_now_us(beat) + STATE_LOOK_S * US_PER_S;
}
