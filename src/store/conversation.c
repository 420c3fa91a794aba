/* Conversations: see conversation.h. */
#include "store/conversation.h"

#include <string.h>

#include "store/rows.h"

#define COLUMNS                                                                                    \
    "tenant, id, channel, address_hash, address_sealed, person_id, case_id, state, reason,"        \
    " account, opened_at, taken_at, heard_at, said_at, version"

static gpointer from_row(const DbCursor *row)
{
    Conversation *c = g_new0(Conversation, 1);
    guint i = 0;
    c->tenant = db_int(row, i++);
    c->id = db_int(row, i++);
    c->channel = db_dup_text(row, i++);
    g_autoptr(GBytes) hash = db_dup_blob(row, i++);
    if (hash && g_bytes_get_size(hash) == sizeof c->hash)
        memcpy(c->hash, g_bytes_get_data(hash, NULL), sizeof c->hash);
    c->address_sealed = db_dup_blob(row, i++);
    c->person_id = db_int(row, i++);
    c->case_id = db_int(row, i++);
    c->state = (ConversationState)db_int(row, i++);
    c->reason = (ConversationReason)db_int(row, i++);
    c->account = db_int(row, i++);
    c->opened_at = db_int(row, i++);
    c->taken_at = db_int(row, i++);
    c->heard_at = db_int(row, i++);
    c->said_at = db_int(row, i++);
    c->version = db_int(row, i++);
    return c;
}

DB_STATEMENT(insert, "conversation.insert",
             "INSERT INTO conversation (tenant, id, channel, address_hash, address_sealed,"
             " person_id, case_id, state, reason, opened_at, heard_at)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

bool conversation_store_insert(Ctx *ctx, const Conversation *c, GError **error)
{
    return db_exec(ctx->db, &insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(c->id), DB_TEXT(c->channel),
                           DB_BLOB(c->hash, 16), DB_BYTES(c->address_sealed), DB_INT(c->person_id),
                           DB_INT(c->case_id), DB_INT(c->state), DB_INT(c->reason),
                           DB_INT(c->opened_at), DB_INT(c->heard_at)),
                   NULL, error);
}

DB_STATEMENT(by_id, "conversation.by_id",
             "SELECT " COLUMNS " FROM conversation WHERE tenant = $1 AND id = $2");

Conversation *conversation_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &by_id, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    from_row, N_("Percakapan ini tidak ditemukan."), error);
}

DB_STATEMENT(open_one, "conversation.open",
             "SELECT " COLUMNS " FROM conversation WHERE tenant = $1 AND channel = $2"
             " AND address_hash = $3 AND state < 3");

bool conversation_store_open(Ctx *ctx, const char *channel, const guint8 hash[16],
                             Conversation **out, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)conversation_free);
    *out = NULL;
    if (!rows_collect(db_query(ctx->db, &open_one,
                               DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_BLOB(hash, 16)),
                               error),
                      from_row, found, error))
        return false;
    if (found->len > 0)
        *out = g_ptr_array_steal_index(found, 0);
    return true;
}

DB_STATEMENT(update, "conversation.update",
             "UPDATE conversation SET person_id = $4, case_id = $5, state = $6, account = $7,"
             " taken_at = $8, heard_at = $9, said_at = $10, reason = $11, version = version + 1"
             " WHERE tenant = $1 AND id = $2 AND version = $3");

bool conversation_store_update(Ctx *ctx, Conversation *c, GError **error)
{
    gint64 changed = 0;
    if (!db_exec(ctx->db, &update,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(c->id), DB_INT(c->version),
                         DB_INT(c->person_id), DB_INT(c->case_id), DB_INT(c->state),
                         DB_INT(c->account), DB_INT(c->taken_at), DB_INT(c->heard_at),
                         DB_INT(c->said_at), DB_INT(c->reason)),
                 &changed, error))
        return false;
    if (changed != 1) {
        error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
                  N_("Percakapan ini baru saja berubah. Muat ulang, lalu ulangi."), NULL);
        return false;
    }
    c->version++;
    return true;
}

DB_STATEMENT(oldest, "conversation.oldest",
             "SELECT " COLUMNS " FROM conversation WHERE tenant = $1 AND state = $2"
             " ORDER BY heard_at, id LIMIT $3");
DB_STATEMENT(latest, "conversation.latest",
             "SELECT " COLUMNS " FROM conversation WHERE tenant = $1 AND state = $2"
             " ORDER BY heard_at DESC, id DESC LIMIT $3");

bool conversation_store_list(Ctx *ctx, ConversationState state, guint limit, GPtrArray *out,
                             GError **error)
{
    return rows_collect(db_query(ctx->db, state == CONVERSATION_OVER ? &latest : &oldest,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(state), DB_INT(limit)), error),
                        from_row, out, error);
}

DB_STATEMENT(waiting, "conversation.waiting",
             "SELECT count(*) FROM (SELECT 1 AS one FROM conversation WHERE tenant = $1"
             " AND state = 1 LIMIT $2) n");

bool conversation_store_waiting(Ctx *ctx, guint cap, guint *count, GError **error)
{
    gint64 found = 0;
    if (!db_exec_int(ctx->db, &waiting, DB_ARGS(DB_INT(ctx->tenant), DB_INT(cap)), 0, &found,
                     error))
        return false;
    *count = (guint)found;
    return true;
}

/* ---- messages ---- */

DB_STATEMENT(add, "conversation.add",
             "UPDATE message SET conversation = $3 WHERE tenant = $1 AND id = $2");

bool conversation_store_add(Ctx *ctx, gint64 id, gint64 message_id, GError **error)
{
    return db_exec(ctx->db, &add, DB_ARGS(DB_INT(ctx->tenant), DB_INT(message_id), DB_INT(id)),
                   NULL, error);
}

DB_STATEMENT(to_case, "conversation.to_case",
             "UPDATE message SET case_id = $3 WHERE tenant = $1 AND conversation = $2"
             " AND conversation <> 0 AND case_id IS NULL");

bool conversation_store_to_case(Ctx *ctx, gint64 id, gint64 case_id, GError **error)
{
    return db_exec(ctx->db, &to_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(case_id)),
                   NULL, error);
}
