/* The calls of the hotline. */
#pragma once

#include "db/ctx.h"
#include "model/call.h"

/* added false: this line's exchange told us of it before. */
bool call_store_insert(Ctx *ctx, const Call *call, bool *added, GError **error) MUST_USE;
Call *call_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* Ticket, end, outcome, note, waits. */
bool call_store_update(Ctx *ctx, const Call *call, GError **error) MUST_USE;
/* Call* appended, the latest first: those that began before. */
bool call_store_list(Ctx *ctx, gint64 before_at, guint limit, GPtrArray *out,
                     GError **error) MUST_USE;
/* Missed calls that nobody answered, the oldest first. */
bool call_store_waiting(Ctx *ctx, guint limit, GPtrArray *out, GError **error) MUST_USE;
/* Those of a number since then, the oldest first. */
bool call_store_of_number(Ctx *ctx, const guint8 hash[CALL_HASH_BYTES], gint64 since_at, guint limit,
                          GPtrArray *out, GError **error) MUST_USE;
/* Nobody waits at this number any more. */
bool call_store_settle(Ctx *ctx, const guint8 hash[CALL_HASH_BYTES], GError **error) MUST_USE;
