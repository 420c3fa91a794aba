/* Small facts: settings, answers already given, seals of the event chain. */
#pragma once

#include "db/ctx.h"

/* (transfer full); NULL without error when it is not set. */
bool setting_store_get(Db *db, gint64 tenant, const char *key, char **value,
                       GError **error) MUST_USE;
bool setting_store_put(Db *db, gint64 tenant, const char *key, const char *value,
                       GError **error) MUST_USE;
/* The values of all keys that begin with prefix, in key order: char* (transfer full). */
bool setting_store_list(Db *db, gint64 tenant, const char *prefix, GPtrArray *values,
                        GError **error) MUST_USE;

/* The result stored under a key, NULL when it is new. */
bool idempotency_store_get(Ctx *ctx, const char *key, char **result, GError **error) MUST_USE;
bool idempotency_store_put(Ctx *ctx, const char *key, const char *result, GError **error) MUST_USE;
bool idempotency_store_expire(Db *db, gint64 before_at, GError **error) MUST_USE;

typedef struct Seal {
    gint64 n, first_id, last_id, events, sealed_at;
    guint8 hash[32];
} Seal;
/* found false: none yet. */
bool seal_store_last(Ctx *ctx, Seal *seal, bool *found, GError **error) MUST_USE;
bool seal_store_insert(Ctx *ctx, const Seal *seal, GError **error) MUST_USE;
/* Seal, in order, with n above after. */
bool seal_store_after(Ctx *ctx, gint64 after, guint limit, GArray *out, GError **error) MUST_USE;

/* Head of the tenant's own chain; locks the row inside a transaction. */
bool tenant_head_get(Ctx *ctx, gint64 *seq, guint8 hash[32], GError **error) MUST_USE;
bool tenant_head_set(Ctx *ctx, gint64 seq, const guint8 hash[32], GError **error) MUST_USE;
