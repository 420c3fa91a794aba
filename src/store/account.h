/* Staff accounts, sessions, API keys. */
#pragma once

#include "db/ctx.h"

bool account_store_insert(Ctx *ctx, const Account *account, GError **error) MUST_USE;
Account *account_store_by_login(Ctx *ctx, const char *login, GError **error) MUST_USE;
Account *account_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
bool account_store_list(Ctx *ctx, GPtrArray *out, GError **error) MUST_USE;
/* All that can change. */
bool account_store_update(Ctx *ctx, const Account *account, GError **error) MUST_USE;

typedef struct Session {
    gint64 tenant, account, created_at, seen_at, expires_at;
    char *csrf;
} Session;
void session_clear(Session *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Session, session_clear)
bool session_store_insert(Ctx *ctx, const guint8 hash[32], const Session *session,
                          GError **error) MUST_USE;
/* found false: none, or expired at now. Of any tenant. */
bool session_store_get(Db *db, const guint8 hash[32], gint64 now, Session *session, bool *found,
                       GError **error) MUST_USE;
bool session_store_seen(Ctx *ctx, const guint8 hash[32], gint64 now, gint64 expires_at,
                        GError **error) MUST_USE;
bool session_store_del(Ctx *ctx, const guint8 hash[32], GError **error) MUST_USE;
bool session_store_del_account(Ctx *ctx, gint64 account, GError **error) MUST_USE;
/* Those of all tenants that ended before now. */
bool session_store_expire(Db *db, gint64 now, GError **error) MUST_USE;

bool api_key_store_insert(Ctx *ctx, const ApiKey *key, const guint8 hash[32],
                          GError **error) MUST_USE;
bool api_key_store_list(Ctx *ctx, GPtrArray *out, GError **error) MUST_USE;
bool api_key_store_revoke(Ctx *ctx, gint64 id, bool *found, GError **error) MUST_USE;
/* Live keys only. */
ApiKey *api_key_store_find(Ctx *ctx, const guint8 hash[32], GError **error) MUST_USE;
