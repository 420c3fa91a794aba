/* What the staff are told: see notice.h. */
#include "store/notice.h"

#include "store/rows.h"

DB_STATEMENT(insert, "notice.insert",
             "INSERT INTO notice (tenant, id, account, case_id, key, body, created_at)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7)");

bool notice_store_insert(Ctx *ctx, const Notice *n, GError **error)
{
    return db_exec(ctx->db, &insert,
                   DB_ARGS(DB_INT(n->tenant), DB_INT(n->id), DB_INT(n->account), DB_INT(n->case_id),
                           DB_TEXT(n->key), DB_TEXT(n->body), DB_INT(n->created_at)),
                   NULL, error);
}

static gpointer notice_from_row(const DbCursor *row)
{
    Notice *n = g_new0(Notice, 1);
    n->tenant = db_int(row, 0);
    n->id = db_int(row, 1);
    n->account = db_int(row, 2);
    n->case_id = db_int(row, 3);
    n->key = db_dup_text(row, 4);
    n->body = db_dup_text(row, 5);
    n->created_at = db_int(row, 6);
    n->seen_at = db_int(row, 7);
    n->ticket = db_dup_text(row, 8);
    return n;
}

DB_STATEMENT(list, "notice.list",
             "SELECT n.tenant, n.id, n.account, n.case_id, n.key, n.body, n.created_at, n.seen_at,"
             " coalesce(c.ticket, '') FROM notice n"
             " LEFT JOIN cases c ON c.tenant = n.tenant AND c.id = n.case_id"
             " WHERE n.tenant = $1 AND n.account = $2 AND n.id < $3 ORDER BY n.id DESC LIMIT $4");

bool notice_store_list(Ctx *ctx, gint64 account, gint64 before, guint limit, GPtrArray *out,
                       GError **error)
{
    return rows_collect(
        db_query(ctx->db, &list,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(account), DB_INT(before), DB_INT(limit)),
                 error),
        notice_from_row, out, error);
}

DB_STATEMENT(unseen, "notice.unseen",
             "SELECT count(*) FROM (SELECT 1 AS one FROM notice WHERE tenant = $1 AND account = $2"
             " AND seen_at = 0 AND ($3 = 0 OR case_id = $3) LIMIT $4) n");

bool notice_store_unseen(Ctx *ctx, gint64 account, gint64 case_id, guint cap, guint *count,
                         GError **error)
{
    gint64 found = 0;
    DbArgs args =
        DB_ARGS(DB_INT(ctx->tenant), DB_INT(account), DB_INT(case_id), DB_INT((gint64)cap + 1));
    if (!db_exec_int(ctx->db, &unseen, args, 0, &found, error))
        return false;
    *count = (guint)found;
    return true;
}

DB_STATEMENT(see, "notice.see",
             "UPDATE notice SET seen_at = $4 WHERE tenant = $1 AND account = $2 AND seen_at = 0"
             " AND ($3 = 0 OR case_id = $3)");

bool notice_store_see(Ctx *ctx, gint64 account, gint64 case_id, GError **error)
{
    return db_exec(
        ctx->db, &see,
        DB_ARGS(DB_INT(ctx->tenant), DB_INT(account), DB_INT(case_id), DB_INT(ctx_now_us(ctx))),
        NULL, error);
}

DB_STATEMENT_2(expire, "notice.expire", "DELETE FROM notice WHERE created_at < $1", NULL,
               DB_SCAN_OK);

bool notice_store_expire(Db *db, gint64 before, GError **error)
{
    return db_exec(db, &expire, DB_ARGS(DB_INT(before)), NULL, error);
}
