/* Settings, idempotency, seals, the tenant's chain head: see setting.h. */
#include "store/setting.h"

#include <string.h>

#include "store/rows.h"

static bool first_text(DbCursor *opened, char **value, GError **error)
{
    g_autoptr(DbCursor) row = opened;
    GError *failed = NULL;
    *value = NULL;
    if (!row)
        return false;
    if (db_next(row, &failed))
        *value = db_dup_text(row, 0);
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(get, "setting.get", "SELECT value FROM setting WHERE tenant = $1 AND key = $2");

bool setting_store_get(Db *db, gint64 tenant, const char *key, char **value, GError **error)
{
    return first_text(db_query(db, &get, DB_ARGS(DB_INT(tenant), DB_TEXT(key)), error), value,
                      error);
}

DB_STATEMENT(put, "setting.put",
             "INSERT INTO setting (tenant, key, value) VALUES ($1, $2, $3)"
             " ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value");

bool setting_store_put(Db *db, gint64 tenant, const char *key, const char *value, GError **error)
{
    return db_exec(db, &put, DB_ARGS(DB_INT(tenant), DB_TEXT(key), DB_TEXT(value)), NULL, error);
}

DB_STATEMENT(list, "setting.list",
             "SELECT value FROM setting WHERE tenant = $1 AND key >= $2 AND key < $3 ORDER BY key");

static gpointer value_from_row(const DbCursor *row)
{
    return db_dup_text(row, 0);
}

bool setting_store_list(Db *db, gint64 tenant, const char *prefix, GPtrArray *values,
                        GError **error)
{
    g_autofree char *above = g_strconcat(prefix, "\x7f", NULL);
    return rows_collect(
        db_query(db, &list, DB_ARGS(DB_INT(tenant), DB_TEXT(prefix), DB_TEXT(above)), error),
        value_from_row, values, error);
}

DB_STATEMENT(idempotency_get, "idempotency.get",
             "SELECT result FROM idempotency WHERE tenant = $1 AND key = $2");

bool idempotency_store_get(Ctx *ctx, const char *key, char **result, GError **error)
{
    return first_text(
        db_query(ctx->db, &idempotency_get, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(key)), error),
        result, error);
}

DB_STATEMENT(idempotency_put, "idempotency.put",
             "INSERT INTO idempotency (tenant, key, result, created_at) VALUES ($1, $2, $3, $4)");

bool idempotency_store_put(Ctx *ctx, const char *key, const char *result, GError **error)
{
    return db_exec(
        ctx->db, &idempotency_put,
        DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(key), DB_TEXT(result), DB_INT(ctx_now_us(ctx))), NULL,
        error);
}

DB_STATEMENT(idempotency_expire, "idempotency.expire",
             "DELETE FROM idempotency WHERE created_at < $1");

bool idempotency_store_expire(Db *db, gint64 before_at, GError **error)
{
    return db_exec(db, &idempotency_expire, DB_ARGS(DB_INT(before_at)), NULL, error);
}

/* ---- seals ---- */

#define SEAL_COLUMNS "n, first_id, last_id, events, sealed_at, hash"

static Seal seal_from_row(const DbCursor *row)
{
    Seal seal = { db_int(row, 0), db_int(row, 1), db_int(row, 2),
                  db_int(row, 3), db_int(row, 4), { 0 } };
    gsize bytes = 0;
    const void *hash = db_blob(row, 5, &bytes);
    if (bytes == sizeof seal.hash)
        memcpy(seal.hash, hash, bytes);
    return seal;
}

DB_STATEMENT(seal_last, "seal.last",
             "SELECT " SEAL_COLUMNS " FROM seal WHERE tenant = $1 ORDER BY n DESC LIMIT 1");

bool seal_store_last(Ctx *ctx, Seal *seal, bool *found, GError **error)
{
    g_autoptr(DbCursor) row = db_query(ctx->db, &seal_last, DB_ARGS(DB_INT(ctx->tenant)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    *found = db_next(row, &failed);
    if (*found)
        *seal = seal_from_row(row);
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(seal_insert, "seal.insert",
             "INSERT INTO seal (tenant, " SEAL_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7)");

bool seal_store_insert(Ctx *ctx, const Seal *s, GError **error)
{
    return db_exec(ctx->db, &seal_insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(s->n), DB_INT(s->first_id),
                           DB_INT(s->last_id), DB_INT(s->events), DB_INT(s->sealed_at),
                           DB_BLOB(s->hash, sizeof s->hash)),
                   NULL, error);
}

DB_STATEMENT(seal_after, "seal.after",
             "SELECT " SEAL_COLUMNS " FROM seal WHERE tenant = $1 AND n > $2 ORDER BY n LIMIT $3");

bool seal_store_after(Ctx *ctx, gint64 after, guint limit, GArray *out, GError **error)
{
    g_autoptr(DbCursor) row = db_query(
        ctx->db, &seal_after, DB_ARGS(DB_INT(ctx->tenant), DB_INT(after), DB_INT(limit)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        Seal seal = seal_from_row(row);
        g_array_append_val(out, seal);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

/* ---- the tenant's own chain ---- */

DB_STATEMENT(head, "tenant.head", "SELECT event_seq, event_hash FROM tenant WHERE id = $1");
DB_STATEMENT_2(head_lock, "tenant.head_lock",
               "SELECT event_seq, event_hash FROM tenant WHERE id = $1",
               "SELECT event_seq, event_hash FROM tenant WHERE id = $1 FOR NO KEY UPDATE", 0);

bool tenant_head_get(Ctx *ctx, gint64 *seq, guint8 hash[32], GError **error)
{
    const DbStatement *statement = db_in_transaction(ctx->db) ? &head_lock : &head;
    g_autoptr(DbCursor) row = db_query(ctx->db, statement, DB_ARGS(DB_INT(ctx->tenant)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    memset(hash, 0, 32);
    if (db_next(row, &failed)) {
        gsize bytes = 0;
        *seq = db_int(row, 0);
        const void *stored = db_blob(row, 1, &bytes);
        if (bytes == 32)
            memcpy(hash, stored, 32);
        return true;
    }
    if (failed)
        g_propagate_error(error, failed);
    else
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Daerah tidak dikenal."), NULL);
    return false;
}

DB_STATEMENT(head_set, "tenant.head_set",
             "UPDATE tenant SET event_seq = $2, event_hash = $3 WHERE id = $1");

bool tenant_head_set(Ctx *ctx, gint64 seq, const guint8 hash[32], GError **error)
{
    return db_exec(ctx->db, &head_set, DB_ARGS(DB_INT(ctx->tenant), DB_INT(seq), DB_BLOB(hash, 32)),
                   NULL, error);
}
