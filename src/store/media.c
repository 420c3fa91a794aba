/* Media of messages: see media.h. */
#include "store/media.h"

#include "store/rows.h"

#define MEDIA_COLUMNS                                                                              \
    "tenant, id, message_id, state, ref_sealed, type, name, attempts, next_at, error"

static gpointer media_from_row(const DbCursor *row)
{
    Media *m = media_new();
    guint i = 0;
    m->tenant = db_int(row, i++);
    m->id = db_int(row, i++);
    m->message_id = db_int(row, i++);
    m->state = (MediaState)db_int(row, i++);
    m->ref_sealed = db_dup_blob(row, i++);
    m->type = db_dup_text(row, i++);
    m->name = db_dup_text(row, i++);
    m->attempts = (int)db_int(row, i++);
    m->next_at = db_int(row, i++);
    m->error = db_dup_text(row, i++);
    return m;
}

DB_STATEMENT(media_insert, "media.insert",
             "INSERT INTO media (tenant, id, message_id, state, ref_sealed, type, name, next_at)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

bool media_store_insert(Ctx *ctx, const Media *m, GError **error)
{
    return db_exec(ctx->db, &media_insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(m->id), DB_INT(m->message_id),
                           DB_INT(m->state), DB_BYTES(m->ref_sealed), DB_TEXT(m->type),
                           DB_TEXT(m->name), DB_INT(m->next_at)),
                   NULL, error);
}

DB_STATEMENT(media_of_message, "media.of_message",
             "SELECT " MEDIA_COLUMNS " FROM media WHERE tenant = $1 AND message_id = $2"
             " ORDER BY id");

bool media_store_of_message(Ctx *ctx, gint64 message_id, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &media_of_message,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(message_id)), error),
                        media_from_row, out, error);
}

DB_STATEMENT(media_wake, "media.wake",
             "UPDATE media SET next_at = $3 WHERE tenant = $1 AND message_id = $2 AND state <= 1");

bool media_store_wake(Ctx *ctx, gint64 message_id, GError **error)
{
    return db_exec(ctx->db, &media_wake,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(message_id), DB_INT(ctx_now_us(ctx))), NULL,
                   error);
}

DB_STATEMENT(media_due, "media.due",
             "SELECT " MEDIA_COLUMNS " FROM media WHERE tenant = $1 AND state <= 1"
             " AND next_at <= $2 ORDER BY next_at, id LIMIT $3");
DB_STATEMENT(media_lease, "media.lease",
             "UPDATE media SET next_at = $3, attempts = attempts + 1"
             " WHERE tenant = $1 AND id = $2 AND state <= 1 AND next_at = $4");

typedef struct {
    gint64 tenant, now, again_at;
    guint limit;
    GPtrArray *out;
} Claim;

static bool claim_work(Db *db, gpointer user, GError **error)
{
    Claim *c = user;
    g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func((GDestroyNotify)media_free);
    g_ptr_array_set_size(c->out, 0);
    if (!rows_collect(db_query(db, &media_due,
                               DB_ARGS(DB_INT(c->tenant), DB_INT(c->now), DB_INT(c->limit)), error),
                      media_from_row, due, error))
        return false;
    while (due->len > 0) {
        Media *m = due->pdata[0];
        gint64 changed = 0;
        if (!db_exec(
                db, &media_lease,
                DB_ARGS(DB_INT(m->tenant), DB_INT(m->id), DB_INT(c->again_at), DB_INT(m->next_at)),
                &changed, error))
            return false;
        m = g_ptr_array_steal_index(due, 0);
        if (changed == 1)
            g_ptr_array_add(c->out, m);
        else
            media_free(m);
    }
    return true;
}

bool media_store_claim(Db *db, gint64 tenant, gint64 now, gint64 again_at, guint limit,
                       GPtrArray *out, GError **error)
{
    Claim claim = { tenant, now, again_at, limit, out };
    return db_transact(db, claim_work, &claim, error);
}

DB_STATEMENT_2(media_next_at, "media.next_at",
               "SELECT next_at FROM media WHERE tenant = $1 AND state <= 1"
               " ORDER BY next_at LIMIT 1",
               NULL, DB_SCAN_OK); /* the first of a small index */

bool media_store_next_at(Db *db, gint64 tenant, gint64 *at, GError **error)
{
    return db_exec_int(db, &media_next_at, DB_ARGS(DB_INT(tenant)), G_MAXINT64, at, error);
}

DB_STATEMENT(media_result, "media.result",
             "UPDATE media SET state = $3, name = $4, next_at = $5, error = $6"
             " WHERE tenant = $1 AND id = $2");

bool media_store_result(Ctx *ctx, const Media *m, GError **error)
{
    return db_exec(ctx->db, &media_result,
                   DB_ARGS(DB_INT(m->tenant), DB_INT(m->id), DB_INT(m->state), DB_TEXT(m->name),
                           DB_INT(m->next_at), DB_TEXT(m->error)),
                   NULL, error);
}

DB_STATEMENT(media_has_name, "media.has_name",
             "SELECT 1 FROM media WHERE name = $1 AND name <> '' LIMIT 1");

bool media_store_has_name(Db *db, const char *name, bool *there, GError **error)
{
    gint64 found = 0;
    bool ok = db_exec_int(db, &media_has_name, DB_ARGS(DB_TEXT(name)), 0, &found, error);
    *there = found == 1;
    return ok;
}
