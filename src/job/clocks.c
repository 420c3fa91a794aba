/* Waking what is due: see clocks.h. */
#include "job/clocks.h"

#include "base/log.h"
#include "domain/deadline.h"
#include "domain/promise.h"
#include "domain/sms_dialog.h"
#include "job/context.h"
#include "store/lock.h"
#include "store/message.h"
#include "store/promise.h"
#include "store/timeline.h"

/* A clock that cannot be woken stands at the head of the list: the rest of the batch goes on, and
 * it is tried again a little later. */
enum { BATCH = 200, AGAIN_S = 15, DIALOG_LOOK_S = 60 };

static bool wake_one(Beat *beat, Catalogs *catalogs, const ClockRef *ref, GError **error)
{
    g_autoptr(Catalog) catalog = catalogs_get(catalogs, beat_db(beat), ref->tenant, error);
    if (!catalog)
        return false;
    Ctx ctx = context_system(beat, catalog, "clock");
    return deadline_wake(&ctx, ref->case_id, ref->kind, error);
}

/* *failed: how many of the batch could not be woken. */
static bool wake_batch(Beat *beat, Catalogs *catalogs, guint *count, guint *failed, GError **error)
{
    g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(ClockRef));
    if (!clock_store_waking(beat_db(beat), beat_now_us(beat), BATCH, refs, error))
        return false;
    *count = refs->len;
    *failed = 0;
    for (guint i = 0; i < refs->len && !beat_ends(beat); i++) {
        g_autoptr(GError) problem = NULL;
        if (wake_one(beat, catalogs, &g_array_index(refs, ClockRef, i), &problem))
            continue;
        log_error("waking a clock", problem);
        (*failed)++;
    }
    return true;
}

/* One that fails is tried again at the next look. */
static bool wake_promises(Beat *beat, Catalogs *catalogs, GError **error)
{
    g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(PromiseRef));
    if (!promise_store_waking(beat_db(beat), beat_now_us(beat), BATCH, refs, error))
        return false;
    for (guint i = 0; i < refs->len && !beat_ends(beat); i++) {
        const PromiseRef *ref = &g_array_index(refs, PromiseRef, i);
        g_autoptr(GError) problem = NULL;
        g_autoptr(Catalog) catalog = catalogs_get(catalogs, beat_db(beat), ref->tenant, &problem);
        Ctx ctx = catalog ? context_system(beat, catalog, "promise") : (Ctx){ 0 };
        if (!catalog || !promise_wake(&ctx, ref->id, &problem))
            log_error("waking a promise", problem);
    }
    return true;
}

static bool expire_one(Beat *beat, Catalogs *catalogs, const DialogRef *ref, GError **error)
{
    g_autoptr(Catalog) catalog = catalogs_get(catalogs, beat_db(beat), ref->tenant, error);
    if (!catalog)
        return false;
    Ctx ctx = context_system(beat, catalog, "dialog");
    return sms_dialog_expire(&ctx, ref->channel, ref->hash, error);
}

static bool expire_dialogs(Beat *beat, Catalogs *catalogs, GError **error)
{
    g_autoptr(GArray) refs = g_array_new(FALSE, FALSE, sizeof(DialogRef));
    if (!dialog_store_expired(beat_db(beat), beat_now_us(beat), BATCH, refs, error))
        return false;
    for (guint i = 0; i < refs->len && !beat_ends(beat); i++) {
        g_autoptr(GError) problem = NULL;
        if (!expire_one(beat, catalogs, &g_array_index(refs, DialogRef, i), &problem))
            log_error("ending a dialog", problem);
    }
    return true;
}

gint64 clocks_round(Beat *beat, gpointer catalogs)
{
    g_autoptr(GError) error = NULL;
    bool mine = false;
    guint count = BATCH, failed = 0;
    gint64 next_at = G_MAXINT64;
    if (!lock_store_take(beat_db(beat), LOCK_CLOCK, &mine, &error))
        return beat_failed(beat, "taking the clock's lock", error);
    if (!mine)
        return beat_now_us(beat) + AGAIN_S * US_PER_S;
    while (count == BATCH && failed == 0 && !beat_ends(beat))
        if (!wake_batch(beat, catalogs, &count, &failed, &error))
            return beat_failed(beat, "waking clocks", error);
    if (!expire_dialogs(beat, catalogs, &error) || !wake_promises(beat, catalogs, &error) ||
        !clock_store_next_at(beat_db(beat), &next_at, &error))
        return beat_failed(beat, "waking clocks", error);
    gint64 soonest = beat_now_us(beat) + (failed ? AGAIN_S * US_PER_S : 0);
    return CLAMP(next_at, soonest, beat_now_us(beat) + DIALOG_LOOK_S * US_PER_S);
}
