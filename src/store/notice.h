/* The inboxes of the staff. */
#pragma once

#include "db/ctx.h"

bool notice_store_insert(Ctx *ctx, const Notice *notice, GError **error) MUST_USE;
/* Notice* of an account with ids below before (G_MAXINT64: from the newest), newest first. */
bool notice_store_list(Ctx *ctx, gint64 account, gint64 before, guint limit, GPtrArray *out,
                       GError **error) MUST_USE;
/* Not yet read, counted up to cap + 1. case_id 0: of all cases. */
bool notice_store_unseen(Ctx *ctx, gint64 account, gint64 case_id, guint cap, guint *count,
                         GError **error) MUST_USE;
/* Read now. case_id 0: all of the account. */
bool notice_store_see(Ctx *ctx, gint64 account, gint64 case_id, GError **error) MUST_USE;
/* Those of all tenants made before. */
bool notice_store_expire(Db *db, gint64 before, GError **error) MUST_USE;
