/* Contacts: see contact.h. */
#include "store/contact.h"

void contact_clear(Contact *contact)
{
    g_clear_pointer(&contact->thread, g_free);
    contact->heard_at = 0;
}

DB_STATEMENT(heard, "contact.heard",
             "INSERT INTO contact (tenant, channel, address_hash, heard_at, thread)"
             " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, channel, address_hash) DO UPDATE"
             " SET heard_at = excluded.heard_at, thread = CASE WHEN excluded.thread = ''"
             " THEN contact.thread ELSE excluded.thread END");

bool contact_store_heard(Ctx *ctx, const char *channel, const guint8 hash[16], const char *thread,
                         GError **error)
{
    return db_exec(ctx->db, &heard,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_BLOB(hash, 16),
                           DB_INT(ctx_now_us(ctx)), DB_TEXT(thread)),
                   NULL, error);
}

DB_STATEMENT(get, "contact.get",
             "SELECT heard_at, thread FROM contact"
             " WHERE tenant = $1 AND channel = $2 AND address_hash = $3");

bool contact_store_get(Db *db, gint64 tenant, const char *channel, const guint8 hash[16],
                       Contact *contact, GError **error)
{
    GError *failed = NULL;
    g_autoptr(DbCursor) row =
        db_query(db, &get, DB_ARGS(DB_INT(tenant), DB_TEXT(channel), DB_BLOB(hash, 16)), error);
    if (!row)
        return false;
    bool there = db_next(row, &failed);
    *contact = (Contact){ there ? db_int(row, 0) : 0, there ? db_dup_text(row, 1) : g_strdup("") };
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}
