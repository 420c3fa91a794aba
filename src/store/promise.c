/* Promises made on air: see promise.h. */
#include "store/promise.h"

#include "store/rows.h"

#define COLUMNS                                                                                    \
    "id, episode, topic, agency, text, due_at, wake_at, step, account, created_at, done_at,"       \
    " done_by, done_text"

static gpointer promise_from_row(const DbCursor *row)
{
    Promise *p = g_new0(Promise, 1);
    guint i = 0;
    p->id = db_int(row, i++);
    p->episode = db_int(row, i++);
    p->topic = db_int(row, i++);
    p->agency = db_dup_text(row, i++);
    p->text = db_dup_text(row, i++);
    p->due_at = db_int(row, i++);
    p->wake_at = db_int(row, i++);
    p->step = (PromiseStep)db_int(row, i++);
    p->account = db_int(row, i++);
    p->created_at = db_int(row, i++);
    p->done_at = db_int(row, i++);
    p->done_by = db_int(row, i++);
    p->done_text = db_dup_text(row, i++);
    return p;
}

DB_STATEMENT(insert, "promise.insert",
             "INSERT INTO promise (tenant, " COLUMNS ")"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");

bool promise_store_insert(Ctx *ctx, const Promise *p, GError **error)
{
    return db_exec(ctx->db, &insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(p->id), DB_INT(p->episode), DB_INT(p->topic),
                           DB_TEXT(p->agency), DB_TEXT(p->text), DB_INT(p->due_at),
                           DB_INT(p->wake_at), DB_INT(p->step), DB_INT(p->account),
                           DB_INT(p->created_at), DB_INT(p->done_at), DB_INT(p->done_by),
                           DB_TEXT(p->done_text)),
                   NULL, error);
}

DB_STATEMENT(get, "promise.get", "SELECT " COLUMNS " FROM promise WHERE tenant = $1 AND id = $2");

Promise *promise_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &get, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    promise_from_row, N_("Janji siaran tidak ditemukan."), error);
}

DB_STATEMENT(
    update, "promise.update",
    "UPDATE promise SET step = $3, wake_at = $4, done_at = $5, done_by = $6, done_text = $7"
    " WHERE tenant = $1 AND id = $2");

bool promise_store_update(Ctx *ctx, const Promise *p, GError **error)
{
    return db_exec(ctx->db, &update,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(p->id), DB_INT(p->step), DB_INT(p->wake_at),
                           DB_INT(p->done_at), DB_INT(p->done_by), DB_TEXT(p->done_text)),
                   NULL, error);
}

DB_STATEMENT(open_, "promise.open",
             "SELECT " COLUMNS " FROM promise WHERE tenant = $1 AND done_at = 0 AND due_at > 0"
             " ORDER BY due_at, id LIMIT $2");

bool promise_store_open(Ctx *ctx, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &open_, DB_ARGS(DB_INT(ctx->tenant), DB_INT(limit)), error),
        promise_from_row, out, error);
}

DB_STATEMENT(done, "promise.done",
             "SELECT " COLUMNS " FROM promise WHERE tenant = $1 AND done_at <> 0 AND done_at > 0"
             " ORDER BY done_at DESC, id DESC LIMIT $2");

bool promise_store_done(Ctx *ctx, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &done, DB_ARGS(DB_INT(ctx->tenant), DB_INT(limit)), error),
        promise_from_row, out, error);
}

DB_STATEMENT(of_topic, "promise.of_topic",
             "SELECT " COLUMNS " FROM promise WHERE tenant = $1 AND topic = $2 ORDER BY id");

bool promise_store_of_topic(Ctx *ctx, gint64 topic, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &of_topic, DB_ARGS(DB_INT(ctx->tenant), DB_INT(topic)), error),
        promise_from_row, out, error);
}

DB_STATEMENT(waking, "promise.waking",
             "SELECT tenant, id FROM promise WHERE done_at = 0 AND step < 2 AND wake_at <= $1"
             " ORDER BY wake_at LIMIT $2");

bool promise_store_waking(Db *db, gint64 now, guint limit, GArray *out, GError **error)
{
    g_autoptr(DbCursor) row = db_query(db, &waking, DB_ARGS(DB_INT(now), DB_INT(limit)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        PromiseRef ref = { db_int(row, 0), db_int(row, 1) };
        g_array_append_val(out, ref);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}
