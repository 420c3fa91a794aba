/* Public posts: see post.h. */
#include "store/post.h"

#include <string.h>

#include "store/rows.h"

#define POST_COLUMNS                                                                               \
    "tenant, id, first_id, channel, origin, text_hash, matched, state, copies, posted_at,"         \
    " created_at, case_id, ticket, reason, note, decided_at, decided_by"

static gpointer post_from_row(const DbCursor *row)
{
    Post *p = post_new();
    guint i = 0;
    p->tenant = db_int(row, i++);
    p->id = db_int(row, i++);
    p->first_id = db_int(row, i++);
    p->channel = db_dup_text(row, i++);
    p->origin = db_dup_text(row, i++);
    g_autoptr(GBytes) hash = db_dup_blob(row, i++);
    p->has_hash = hash && g_bytes_get_size(hash) == sizeof p->text_hash;
    if (p->has_hash)
        memcpy(p->text_hash, g_bytes_get_data(hash, NULL), sizeof p->text_hash);
    p->matched = db_dup_text(row, i++);
    p->state = (PostState)db_int(row, i++);
    p->copies = (int)db_int(row, i++);
    p->posted_at = db_int(row, i++);
    p->created_at = db_int(row, i++);
    p->case_id = db_int(row, i++);
    p->ticket = db_dup_text(row, i++);
    p->reason = db_dup_text(row, i++);
    p->note = db_dup_text(row, i++);
    p->decided_at = db_int(row, i++);
    p->decided_by = db_int(row, i++);
    return p;
}

DB_STATEMENT(insert, "post.insert",
             "INSERT INTO post (tenant, id, first_id, channel, origin, text_hash, matched, state,"
             " posted_at, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");

bool post_store_insert(Ctx *ctx, const Post *p, GError **error)
{
    return db_exec(
        ctx->db, &insert,
        DB_ARGS(DB_INT(ctx->tenant), DB_INT(p->id), DB_INT(p->first_id), DB_TEXT(p->channel),
                DB_TEXT(p->origin),
                p->has_hash ? DB_BLOB(p->text_hash, 16) : (DbValue){ .kind = DB_KIND_NULL },
                DB_TEXT(p->matched), DB_INT(p->state), DB_INT(p->posted_at), DB_INT(p->created_at)),
        NULL, error);
}

#define ONE_POST "SELECT " POST_COLUMNS " FROM post WHERE tenant = $1 AND id = $2"
DB_STATEMENT(by_id, "post.by_id", ONE_POST);

Post *post_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &by_id, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    post_from_row, N_("Unggahan ini tidak ditemukan."), error);
}

DB_STATEMENT_2(lock, "post.lock", ONE_POST, ONE_POST " FOR UPDATE", 0);

Post *post_store_lock(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &lock, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    post_from_row, N_("Unggahan ini tidak ditemukan."), error);
}

DB_STATEMENT(by_origin, "post.by_origin",
             "SELECT first_id FROM post WHERE tenant = $1 AND channel = $2 AND origin = $3"
             " ORDER BY id LIMIT 1");
DB_STATEMENT(by_text, "post.by_text",
             "SELECT first_id FROM post WHERE tenant = $1 AND text_hash = $2"
             " AND text_hash IS NOT NULL AND created_at >= $3 ORDER BY id LIMIT 1");

bool post_store_first(Ctx *ctx, const char *channel, const char *origin, const guint8 *text_hash,
                      gint64 since_at, gint64 *id, GError **error)
{
    return db_exec_int(ctx->db, &by_origin,
                       DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_TEXT(origin)), 0, id,
                       error) &&
           (*id || !text_hash ||
            db_exec_int(ctx->db, &by_text,
                        DB_ARGS(DB_INT(ctx->tenant), DB_BLOB(text_hash, 16), DB_INT(since_at)), 0,
                        id, error));
}

DB_STATEMENT(count_copy, "post.count_copy",
             "UPDATE post SET copies = copies + 1 WHERE tenant = $1 AND id = $2");

bool post_store_count_copy(Ctx *ctx, gint64 id, GError **error)
{
    return db_exec(ctx->db, &count_copy, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), NULL, error);
}

DB_STATEMENT(decide, "post.decide",
             "UPDATE post SET state = $3, case_id = $4, ticket = $5, reason = $6, note = $7,"
             " decided_at = $8, decided_by = $9 WHERE tenant = $1 AND id = $2");

bool post_store_decide(Ctx *ctx, const Post *p, GError **error)
{
    return db_exec(ctx->db, &decide,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(p->id), DB_INT(p->state), DB_INT(p->case_id),
                           DB_TEXT(p->ticket), DB_TEXT(p->reason), DB_TEXT(p->note),
                           DB_INT(p->decided_at), DB_INT(p->decided_by)),
                   NULL, error);
}

DB_STATEMENT(list, "post.list",
             "SELECT " POST_COLUMNS " FROM post WHERE tenant = $1 AND state = $2 AND id < $3"
             " ORDER BY id DESC LIMIT $4");

bool post_store_list(Ctx *ctx, PostState state, gint64 before_id, guint limit, GPtrArray *out,
                     GError **error)
{
    return rows_collect(
        db_query(ctx->db, &list,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(state), DB_INT(before_id), DB_INT(limit)),
                 error),
        post_from_row, out, error);
}

DB_STATEMENT(count, "post.count",
             "SELECT count(*) FROM (SELECT 1 AS one FROM post WHERE tenant = $1 AND state = $2"
             " LIMIT $3) AS capped");

bool post_store_count(Ctx *ctx, PostState state, guint cap, guint *n, GError **error)
{
    gint64 found = 0;
    if (!db_exec_int(ctx->db, &count, DB_ARGS(DB_INT(ctx->tenant), DB_INT(state), DB_INT(cap)), 0,
                     &found, error))
        return false;
    *n = (guint)found;
    return true;
}

DB_STATEMENT(copies, "post.copies",
             "SELECT " POST_COLUMNS " FROM post WHERE tenant = $1 AND first_id = $2 AND id > $2"
             " ORDER BY id LIMIT $3");

bool post_store_copies(Ctx *ctx, gint64 first_id, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &copies,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(first_id), DB_INT(limit)),
                                 error),
                        post_from_row, out, error);
}

DB_STATEMENT(of_case, "post.of_case",
             "SELECT " POST_COLUMNS " FROM post WHERE tenant = $1 AND case_id = $2"
             " AND case_id <> 0 ORDER BY id");

bool post_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &of_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error),
        post_from_row, out, error);
}
