/* What agencies promised on air. */
#pragma once

#include "db/ctx.h"
#include "model/radio.h"

bool promise_store_insert(Ctx *ctx, const Promise *promise, GError **error) MUST_USE;
Promise *promise_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* Step, wake_at, and how it ended. */
bool promise_store_update(Ctx *ctx, const Promise *promise, GError **error) MUST_USE;
/* Promise* appended, of all agencies: those still open, nearest due first; those kept, latest
 * first. */
bool promise_store_open(Ctx *ctx, guint limit, GPtrArray *out, GError **error) MUST_USE;
bool promise_store_done(Ctx *ctx, guint limit, GPtrArray *out, GError **error) MUST_USE;
bool promise_store_of_topic(Ctx *ctx, gint64 topic, GPtrArray *out, GError **error) MUST_USE;

typedef struct PromiseRef {
    gint64 tenant, id;
} PromiseRef;
/* Of all tenants, to be looked at by now; soonest first. */
bool promise_store_waking(Db *db, gint64 now, guint limit, GArray *out, GError **error) MUST_USE;
