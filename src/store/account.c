/* Staff accounts, sessions, API keys: see account.h. */
#include "store/account.h"

#include "store/rows.h"

#define ACCOUNT_COLUMNS                                                                            \
    "tenant, id, login, name, role, agency, area, lang, title, phone_sealed, email_sealed,"        \
    " post, password, totp_sealed, totp_step, failures, locked_until, active, created_at"

static gpointer account_from_row(const DbCursor *row)
{
    Account *a = g_new0(Account, 1);
    guint i = 0;
    a->tenant = db_int(row, i++);
    a->id = db_int(row, i++);
    a->login = db_dup_text(row, i++);
    a->name = db_dup_text(row, i++);
    a->role = (Role)db_int(row, i++);
    a->agency = db_dup_text(row, i++);
    a->area = db_dup_text(row, i++);
    a->lang = db_dup_text(row, i++);
    a->title = db_dup_text(row, i++);
    a->phone_sealed = db_dup_blob(row, i++);
    a->email_sealed = db_dup_blob(row, i++);
    a->post = db_dup_text(row, i++);
    a->password = db_dup_text(row, i++);
    a->totp_sealed = db_dup_blob(row, i++);
    a->totp_step = db_int(row, i++);
    a->failures = (int)db_int(row, i++);
    a->locked_until = db_int(row, i++);
    a->active = db_int(row, i++) != 0;
    a->created_at = db_int(row, i++);
    return a;
}

DB_STATEMENT(insert, "account.insert",
             "INSERT INTO account (tenant, id, login, name, role, agency, area, lang, title,"
             " phone_sealed, email_sealed, password, active, created_at, post)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)");

bool account_store_insert(Ctx *ctx, const Account *a, GError **error)
{
    return db_exec(ctx->db, &insert,
                   DB_ARGS(DB_INT(a->tenant), DB_INT(a->id), DB_TEXT(a->login), DB_TEXT(a->name),
                           DB_INT(a->role), DB_TEXT(a->agency), DB_TEXT(a->area), DB_TEXT(a->lang),
                           DB_TEXT(a->title), DB_BYTES(a->phone_sealed), DB_BYTES(a->email_sealed),
                           DB_TEXT(a->password), DB_INT(a->active), DB_INT(a->created_at),
                           DB_TEXT(a->post)),
                   NULL, error);
}

DB_STATEMENT(by_login, "account.by_login",
             "SELECT " ACCOUNT_COLUMNS " FROM account WHERE tenant = $1 AND login = $2");

Account *account_store_by_login(Ctx *ctx, const char *login, GError **error)
{
    return rows_one(
        db_query(ctx->db, &by_login, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(login)), error),
        account_from_row, N_("Akun tidak ditemukan."), error);
}

DB_STATEMENT(by_id, "account.by_id",
             "SELECT " ACCOUNT_COLUMNS " FROM account WHERE tenant = $1 AND id = $2");

Account *account_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &by_id, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    account_from_row, N_("Akun tidak ditemukan."), error);
}

DB_STATEMENT(list, "account.list",
             "SELECT " ACCOUNT_COLUMNS " FROM account WHERE tenant = $1 ORDER BY login");

bool account_store_list(Ctx *ctx, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &list, DB_ARGS(DB_INT(ctx->tenant)), error),
                        account_from_row, out, error);
}

DB_STATEMENT(update, "account.update",
             "UPDATE account SET name = $3, role = $4, agency = $5, area = $6, lang = $7,"
             " password = $8, totp_sealed = $9, totp_step = $10, failures = $11,"
             " locked_until = $12, active = $13, title = $14, phone_sealed = $15,"
             " email_sealed = $16, post = $17 WHERE tenant = $1 AND id = $2");

bool account_store_update(Ctx *ctx, const Account *a, GError **error)
{
    return db_exec(ctx->db, &update,
                   DB_ARGS(DB_INT(a->tenant), DB_INT(a->id), DB_TEXT(a->name), DB_INT(a->role),
                           DB_TEXT(a->agency), DB_TEXT(a->area), DB_TEXT(a->lang),
                           DB_TEXT(a->password), DB_BYTES(a->totp_sealed), DB_INT(a->totp_step),
                           DB_INT(a->failures), DB_INT(a->locked_until), DB_INT(a->active),
                           DB_TEXT(a->title), DB_BYTES(a->phone_sealed), DB_BYTES(a->email_sealed),
                           DB_TEXT(a->post)),
                   NULL, error);
}

/* ---- sessions ---- */

void session_clear(Session *session)
{
    g_clear_pointer(&session->csrf, g_free);
}

DB_STATEMENT(session_insert, "session.insert",
             "INSERT INTO session (token_hash, tenant, account, csrf, created_at, seen_at,"
             " expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)");

bool session_store_insert(Ctx *ctx, const guint8 hash[32], const Session *s, GError **error)
{
    return db_exec(ctx->db, &session_insert,
                   DB_ARGS(DB_BLOB(hash, 32), DB_INT(s->tenant), DB_INT(s->account),
                           DB_TEXT(s->csrf), DB_INT(s->created_at), DB_INT(s->expires_at)),
                   NULL, error);
}

DB_STATEMENT(session_get, "session.get",
             "SELECT tenant, account, created_at, seen_at, expires_at, csrf FROM session"
             " WHERE token_hash = $1 AND expires_at > $2");

bool session_store_get(Db *db, const guint8 hash[32], gint64 now, Session *session, bool *found,
                       GError **error)
{
    g_autoptr(DbCursor) row =
        db_query(db, &session_get, DB_ARGS(DB_BLOB(hash, 32), DB_INT(now)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    *found = db_next(row, &failed);
    if (*found)
        *session = (Session){ db_int(row, 0), db_int(row, 1), db_int(row, 2),
                              db_int(row, 3), db_int(row, 4), db_dup_text(row, 5) };
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(session_seen, "session.seen",
             "UPDATE session SET seen_at = $2, expires_at = $3 WHERE token_hash = $1");

bool session_store_seen(Ctx *ctx, const guint8 hash[32], gint64 now, gint64 expires_at,
                        GError **error)
{
    return db_exec(ctx->db, &session_seen,
                   DB_ARGS(DB_BLOB(hash, 32), DB_INT(now), DB_INT(expires_at)), NULL, error);
}

DB_STATEMENT(session_del, "session.del", "DELETE FROM session WHERE token_hash = $1");

bool session_store_del(Ctx *ctx, const guint8 hash[32], GError **error)
{
    return db_exec(ctx->db, &session_del, DB_ARGS(DB_BLOB(hash, 32)), NULL, error);
}

DB_STATEMENT(session_del_account, "session.del_account",
             "DELETE FROM session WHERE tenant = $1 AND account = $2");

bool session_store_del_account(Ctx *ctx, gint64 account, GError **error)
{
    return db_exec(ctx->db, &session_del_account, DB_ARGS(DB_INT(ctx->tenant), DB_INT(account)),
                   NULL, error);
}

DB_STATEMENT_2(session_expire, "session.expire", "DELETE FROM session WHERE expires_at < $1", NULL,
               DB_SCAN_OK);

bool session_store_expire(Db *db, gint64 now, GError **error)
{
    return db_exec(db, &session_expire, DB_ARGS(DB_INT(now)), NULL, error);
}

/* ---- API keys ---- */

static gpointer api_key_from_row(const DbCursor *row)
{
    ApiKey *key = g_new0(ApiKey, 1);
    key->tenant = db_int(row, 0);
    key->id = db_int(row, 1);
    key->label = db_dup_text(row, 2);
    key->scope = db_dup_text(row, 3);
    key->account = db_int(row, 4);
    key->created_at = db_int(row, 5);
    key->revoked_at = db_int(row, 6);
    return key;
}

#define KEY_COLUMNS "tenant, id, label, scope, account, created_at, revoked_at"

DB_STATEMENT(key_insert, "api_key.insert",
             "INSERT INTO api_key (tenant, id, label, scope, account, key_hash, created_at)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7)");

bool api_key_store_insert(Ctx *ctx, const ApiKey *key, const guint8 hash[32], GError **error)
{
    return db_exec(ctx->db, &key_insert,
                   DB_ARGS(DB_INT(key->tenant), DB_INT(key->id), DB_TEXT(key->label),
                           DB_TEXT(key->scope), DB_INT(key->account), DB_BLOB(hash, 32),
                           DB_INT(key->created_at)),
                   NULL, error);
}

DB_STATEMENT(key_list, "api_key.list",
             "SELECT " KEY_COLUMNS " FROM api_key WHERE tenant = $1 ORDER BY id");

bool api_key_store_list(Ctx *ctx, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &key_list, DB_ARGS(DB_INT(ctx->tenant)), error),
                        api_key_from_row, out, error);
}

DB_STATEMENT(key_revoke, "api_key.revoke",
             "UPDATE api_key SET revoked_at = $3 WHERE tenant = $1 AND id = $2 AND revoked_at = 0");

bool api_key_store_revoke(Ctx *ctx, gint64 id, bool *found, GError **error)
{
    gint64 changed = 0;
    if (!db_exec(ctx->db, &key_revoke,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(ctx_now_us(ctx))), &changed,
                 error))
        return false;
    *found = changed == 1;
    return true;
}

DB_STATEMENT(key_find, "api_key.find",
             "SELECT " KEY_COLUMNS " FROM api_key WHERE key_hash = $2 AND tenant = $1"
             " AND revoked_at = 0");

ApiKey *api_key_store_find(Ctx *ctx, const guint8 hash[32], GError **error)
{
    return rows_one(
        db_query(ctx->db, &key_find, DB_ARGS(DB_INT(ctx->tenant), DB_BLOB(hash, 32)), error),
        api_key_from_row, N_("Kunci API tidak dikenal."), error);
}
