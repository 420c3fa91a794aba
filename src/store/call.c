/* The calls of the hotline: see call.h. */
#include "store/call.h"

#include <string.h>

#include "store/rows.h"

#define COLUMNS                                                                                    \
    "id, line, direction, number_hash, number_sealed, started_at, ended_at, account, ticket,"      \
    " answers, outcome, note_sealed, waits, provider_id"

static gpointer call_from_row(const DbCursor *row)
{
    Call *call = g_new0(Call, 1);
    gsize bytes = 0;
    guint i = 0;
    call->id = db_int(row, i++);
    call->line = db_dup_text(row, i++);
    call->direction = (CallDirection)db_int(row, i++);
    const void *hash = db_blob(row, i++, &bytes);
    call->known = bytes == sizeof call->hash;
    if (call->known)
        memcpy(call->hash, hash, bytes);
    call->number_sealed = db_dup_blob(row, i++);
    call->started_at = db_int(row, i++);
    call->ended_at = db_int(row, i++);
    call->account = db_int(row, i++);
    call->ticket = db_dup_text(row, i++);
    call->answers = db_int(row, i++);
    call->outcome = (CallOutcome)db_int(row, i++);
    call->note_sealed = db_dup_blob(row, i++);
    call->waits = db_int(row, i++) != 0;
    call->provider_id = db_dup_text(row, i++);
    return call;
}

DB_STATEMENT(insert, "call.insert",
             "INSERT INTO call (tenant, " COLUMNS ")"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
             " ON CONFLICT DO NOTHING");

bool call_store_insert(Ctx *ctx, const Call *c, bool *added, GError **error)
{
    gint64 changed = 0;
    DbValue hash = c->known ? DB_BLOB(c->hash, sizeof c->hash) : DB_BYTES(NULL);
    bool ok = db_exec(ctx->db, &insert,
                      DB_ARGS(DB_INT(ctx->tenant), DB_INT(c->id), DB_TEXT(c->line),
                              DB_INT(c->direction), hash, DB_BYTES(c->number_sealed),
                              DB_INT(c->started_at), DB_INT(c->ended_at), DB_INT(c->account),
                              DB_TEXT(c->ticket), DB_INT(c->answers), DB_INT(c->outcome),
                              DB_BYTES(c->note_sealed), DB_INT(c->waits), DB_TEXT(c->provider_id)),
                      &changed, error);
    *added = changed != 0;
    return ok;
}

DB_STATEMENT(get, "call.get", "SELECT " COLUMNS " FROM call WHERE tenant = $1 AND id = $2");

Call *call_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &get, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    call_from_row, N_("Panggilan tidak ditemukan."), error);
}

DB_STATEMENT(
    update, "call.update",
    "UPDATE call SET ticket = $3, ended_at = $4, outcome = $5, note_sealed = $6, waits = $7"
    " WHERE tenant = $1 AND id = $2");

bool call_store_update(Ctx *ctx, const Call *c, GError **error)
{
    return db_exec(ctx->db, &update,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(c->id), DB_TEXT(c->ticket),
                           DB_INT(c->ended_at), DB_INT(c->outcome), DB_BYTES(c->note_sealed),
                           DB_INT(c->waits)),
                   NULL, error);
}

DB_STATEMENT(list, "call.list",
             "SELECT " COLUMNS " FROM call WHERE tenant = $1 AND started_at < $2"
             " ORDER BY started_at DESC, id DESC LIMIT $3");

bool call_store_list(Ctx *ctx, gint64 before_at, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &list,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(before_at), DB_INT(limit)),
                                 error),
                        call_from_row, out, error);
}

DB_STATEMENT(waiting, "call.waiting",
             "SELECT " COLUMNS " FROM call WHERE tenant = $1 AND waits = 1 AND started_at > 0"
             " ORDER BY started_at, id LIMIT $2");

bool call_store_waiting(Ctx *ctx, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &waiting, DB_ARGS(DB_INT(ctx->tenant), DB_INT(limit)), error),
        call_from_row, out, error);
}

DB_STATEMENT(of_number, "call.of_number",
             "SELECT " COLUMNS " FROM call WHERE tenant = $1 AND number_hash = $2"
             " AND started_at >= $3 ORDER BY started_at, id LIMIT $4");

bool call_store_of_number(Ctx *ctx, const guint8 hash[CALL_HASH_BYTES], gint64 since_at,
                          guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &of_number,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_BLOB(hash, CALL_HASH_BYTES),
                                         DB_INT(since_at), DB_INT(limit)),
                                 error),
                        call_from_row, out, error);
}

DB_STATEMENT(settle, "call.settle",
             "UPDATE call SET waits = 0 WHERE tenant = $1 AND number_hash = $2 AND waits = 1");

bool call_store_settle(Ctx *ctx, const guint8 hash[CALL_HASH_BYTES], GError **error)
{
    return db_exec(ctx->db, &settle, DB_ARGS(DB_INT(ctx->tenant), DB_BLOB(hash, CALL_HASH_BYTES)),
                   NULL, error);
}
