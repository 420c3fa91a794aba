/* Rounds over what came with messages: see media.h. */
#include "job/media.h"

#include <string.h>

#include "base/crypt.h"
#include "base/log.h"
#include "channel/registry.h"
#include "domain/media.h"
#include "job/context.h"
#include "store/media.h"
#include "store/message.h"

enum { BATCH = 8, LEASE_MIN = 5 };

static const Line *line_of(const MediaRound *round, const Ctx *ctx, const char *medium)
{
    for (guint i = 0; i < channels_count(round->channels); i++) {
        const Line *line = channels_at(round->channels, i);
        if (strcmp(line->medium, medium) == 0 && line_serves(line, &ctx->catalog->tenant))
            return line;
    }
    return NULL;
}

static GBytes *fetch_from(const MediaRound *round, Ctx *ctx, const Media *media, GError **error)
{
    g_autoptr(Message) message = message_store_get(ctx, media->message_id, error);
    g_autofree char *ref = message ? crypt_open_text("media.ref", media->ref_sealed, error) : NULL;
    const Line *line = ref ? line_of(round, ctx, message->channel) : NULL;
    if (ref && !line)
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Kanal ini tidak dilayani sekarang."),
                  NULL);
    return line ? registry_fetch(line->id, ref, error) : NULL;
}

/* A failure of one is written down with it, and the others go on. */
static bool bring_one(const MediaRound *round, Ctx *ctx, Media *media, GError **error)
{
    g_autoptr(GError) problem = NULL;
    bool ok = true;
    if (media->state == MEDIA_WAITING) {
        g_autoptr(GBytes) bytes = fetch_from(round, ctx, media, &problem);
        ok = bytes && media_keep(ctx, media, bytes, &problem);
    }
    ok = ok && media_settle(ctx, media, &problem);
    if (ok)
        return true;
    log_error("what came with a message is not at its case yet", problem);
    return media_postpone(ctx, media, problem, error);
}

/* *next: when something of the tenant is due. */
static bool bring_tenant(const MediaRound *round, Ctx *ctx, Beat *beat, gint64 *next,
                         GError **error)
{
    gint64 now = beat_now_us(beat);
    if (!media_store_next_at(ctx->db, ctx->tenant, next, error))
        return false;
    if (*next > now)
        return true;
    g_autoptr(GPtrArray) claimed = g_ptr_array_new_with_free_func((GDestroyNotify)media_free);
    if (!media_store_claim(ctx->db, ctx->tenant, now, now + LEASE_MIN * US_PER_MIN, BATCH, claimed,
                           error))
        return false;
    for (guint i = 0; i < claimed->len && !beat_ends(beat); i++)
        if (!bring_one(round, ctx, claimed->pdata[i], error))
            return false;
    return media_store_next_at(ctx->db, ctx->tenant, next, error);
}

gint64 media_round(Beat *beat, gpointer user)
{
    const MediaRound *round = user;
    g_autoptr(GError) error = NULL;
    gint64 next = G_MAXINT64;
    g_autoptr(GPtrArray) all = catalogs_all(round->catalogs, beat_db(beat), &error);
    for (guint i = 0; all && i < all->len && !error; i++) {
        Ctx ctx = context_system(beat, all->pdata[i], "media");
        gint64 at = G_MAXINT64;
        if (bring_tenant(round, &ctx, beat, &at, &error))
            next = MIN(next, at);
    }
    return error ? beat_failed(beat, "what came with messages", error) : next;
}
