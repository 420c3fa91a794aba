/* Messages and dialogs: see message.h. */
#include "store/message.h"

#include <string.h>

#include "store/rows.h"

#define MESSAGE_COLUMNS                                                                            \
    "tenant, id, outbound, channel, state, case_id, report_id, person_id, provider_id,"            \
    " address_sealed, local, body_sealed, key, urgent, parts, attempts, next_at, created_at,"      \
    " sent_at, delivered_at, error, thread, extra_sealed, conversation, buttons"

static gpointer message_from_row(const DbCursor *row)
{
    Message *m = message_new();
    guint i = 0;
    m->tenant = db_int(row, i++);
    m->id = db_int(row, i++);
    m->outbound = db_int(row, i++) != 0;
    m->channel = db_dup_text(row, i++);
    m->state = (MessageState)db_int(row, i++);
    m->case_id = db_int(row, i++);
    m->report_id = db_int(row, i++);
    m->person_id = db_int(row, i++);
    m->provider_id = db_dup_text(row, i++);
    m->address_sealed = db_dup_blob(row, i++);
    m->local = db_dup_text(row, i++);
    m->body_sealed = db_dup_blob(row, i++);
    m->key = db_dup_text(row, i++);
    m->urgent = db_int(row, i++) != 0;
    m->parts = (int)db_int(row, i++);
    m->attempts = (int)db_int(row, i++);
    m->next_at = db_int(row, i++);
    m->created_at = db_int(row, i++);
    m->sent_at = db_int(row, i++);
    m->delivered_at = db_int(row, i++);
    m->error = db_dup_text(row, i++);
    m->thread = db_dup_text(row, i++);
    m->extra_sealed = db_dup_blob(row, i++);
    m->conversation = db_int(row, i++);
    m->buttons = db_dup_text(row, i++);
    return m;
}

DB_STATEMENT(
    insert, "message.insert",
    "INSERT INTO message (tenant, id, outbound, channel, state, case_id, report_id,"
    " person_id, provider_id, address_sealed, local, body_sealed, key, urgent, parts,"
    " next_at, created_at, thread, extra_sealed, conversation, buttons) VALUES ($1, $2, $3,"
    " $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
    " ON CONFLICT DO NOTHING");

bool message_store_insert(Ctx *ctx, const Message *m, bool *added, GError **error)
{
    gint64 changed = 0;
    if (!db_exec(ctx->db, &insert,
                 DB_ARGS(DB_INT(m->tenant), DB_INT(m->id), DB_INT(m->outbound), DB_TEXT(m->channel),
                         DB_INT(m->state),
                         m->case_id ? DB_INT(m->case_id) : (DbValue){ .kind = DB_KIND_NULL },
                         DB_INT(m->report_id), DB_INT(m->person_id), DB_TEXT(m->provider_id),
                         DB_BYTES(m->address_sealed), DB_TEXT(m->local), DB_BYTES(m->body_sealed),
                         DB_TEXT(m->key), DB_INT(m->urgent), DB_INT(m->parts), DB_INT(m->next_at),
                         DB_INT(m->created_at), DB_TEXT(m->thread ? m->thread : ""),
                         DB_BYTES(m->extra_sealed), DB_INT(m->conversation),
                         DB_TEXT(m->buttons ? m->buttons : "")),
                 &changed, error))
        return false;
    *added = changed == 1;
    return true;
}

DB_STATEMENT(by_id, "message.by_id",
             "SELECT " MESSAGE_COLUMNS " FROM message WHERE tenant = $1 AND id = $2");

Message *message_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &by_id, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    message_from_row, N_("Pesan tidak ditemukan."), error);
}

DB_STATEMENT(handled, "message.handled",
             "UPDATE message SET state = 7, case_id = $3, report_id = $4, person_id = $5"
             " WHERE tenant = $1 AND id = $2");

bool message_store_handled(Ctx *ctx, gint64 id, gint64 case_id, gint64 report_id, gint64 person_id,
                           GError **error)
{
    return db_exec(ctx->db, &handled,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(id),
                           case_id ? DB_INT(case_id) : (DbValue){ .kind = DB_KIND_NULL },
                           DB_INT(report_id), DB_INT(person_id)),
                   NULL, error);
}

DB_STATEMENT(thread_of, "message.thread_of",
             "SELECT thread, extra_sealed FROM message WHERE tenant = $1 AND case_id = $2"
             " AND case_id IS NOT NULL AND outbound = 0 AND person_id = $3 AND channel = $4"
             " ORDER BY id DESC LIMIT 1");

bool message_store_thread(Db *db, gint64 tenant, gint64 case_id, gint64 person_id,
                          const char *channel, char **thread, GBytes **extra, GError **error)
{
    GError *failed = NULL;
    g_autoptr(DbCursor) row = db_query(
        db, &thread_of,
        DB_ARGS(DB_INT(tenant), DB_INT(case_id), DB_INT(person_id), DB_TEXT(channel)), error);
    if (!row)
        return false;
    bool there = db_next(row, &failed);
    *thread = there ? db_dup_text(row, 0) : g_strdup("");
    *extra = there ? db_dup_blob(row, 1) : NULL;
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(of_case, "message.of_case",
             "SELECT " MESSAGE_COLUMNS " FROM message WHERE tenant = $1 AND case_id IN"
             " (SELECT id FROM cases WHERE tenant = $1 AND id = $2 UNION"
             " SELECT first_case_id FROM report WHERE tenant = $1 AND case_id = $2)"
             " AND case_id IS NOT NULL ORDER BY id");

bool message_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &of_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error),
        message_from_row, out, error);
}

DB_STATEMENT(of_conversation, "message.of_conversation",
             "SELECT " MESSAGE_COLUMNS " FROM message WHERE tenant = $1 AND conversation = $2"
             " AND conversation <> 0 ORDER BY id DESC LIMIT $3");

bool message_store_of_conversation(Ctx *ctx, gint64 conversation, guint limit, GPtrArray *out,
                                   GError **error)
{
    return rows_collect(db_query(ctx->db, &of_conversation,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(conversation), DB_INT(limit)),
                                 error),
                        message_from_row, out, error);
}

DB_STATEMENT(follow, "message.follow",
             "UPDATE message SET case_id = $4 WHERE tenant = $1 AND case_id = $3"
             " AND case_id IS NOT NULL AND (report_id = $2 OR (report_id = 0 AND person_id = $5"
             " AND person_id <> 0 AND NOT EXISTS (SELECT 1 FROM report WHERE tenant = $1"
             " AND case_id = $3 AND person_id = $5)))");

bool message_store_follow(Ctx *ctx, const Report *report, gint64 from_case, gint64 to_case,
                          GError **error)
{
    return db_exec(ctx->db, &follow,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(report->id), DB_INT(from_case),
                           DB_INT(to_case), DB_INT(report->person_id)),
                   NULL, error);
}

/* Two steps, so that the state before is known: a message found SENDING was handed over by a
 * process that died, and whether it left is not known. */
#define DUE_MESSAGES                                                                               \
    "SELECT " MESSAGE_COLUMNS " FROM message WHERE tenant = $1 AND channel = $2 AND urgent = $3"   \
    " AND next_at <= $4 AND outbound = 1 AND state <= 2 ORDER BY next_at, id LIMIT $5"
DB_STATEMENT_2(due, "message.due", DUE_MESSAGES, DUE_MESSAGES " FOR UPDATE SKIP LOCKED", 0);
DB_STATEMENT(lease, "message.lease",
             "UPDATE message SET state = 2, attempts = attempts + 1, next_at = $3"
             " WHERE tenant = $1 AND id = $2");

typedef struct {
    gint64 tenant, now, lease_until;
    const char *channel;
    guint limit;
    GPtrArray *out;
} Claim;

static bool claim_some(Db *db, Claim *claim, bool urgent, GError **error)
{
    return rows_collect(
        db_query(db, &due,
                 DB_ARGS(DB_INT(claim->tenant), DB_TEXT(claim->channel), DB_INT(urgent),
                         DB_INT(claim->now), DB_INT(claim->limit - claim->out->len)),
                 error),
        message_from_row, claim->out, error);
}

static bool claim_work(Db *db, gpointer user, GError **error)
{
    Claim *claim = user;
    g_ptr_array_set_size(claim->out, 0);
    if (!claim_some(db, claim, true, error) || !claim_some(db, claim, false, error))
        return false;
    for (guint i = 0; i < claim->out->len; i++) {
        const Message *m = claim->out->pdata[i];
        if (!db_exec(db, &lease,
                     DB_ARGS(DB_INT(m->tenant), DB_INT(m->id), DB_INT(claim->lease_until)), NULL,
                     error))
            return false;
    }
    return true;
}

#define FIRST_OF(urgent)                                                                           \
    "coalesce((SELECT next_at FROM message WHERE tenant = $1 AND channel = $2 AND urgent "         \
    "= " urgent " AND outbound = 1 AND state <= 2 ORDER BY next_at LIMIT 1), $3)"
DB_STATEMENT(next_due, "message.next_due", "SELECT " FIRST_OF("0") ", " FIRST_OF("1"));

bool message_store_next_at(Db *db, gint64 tenant, const char *channel, gint64 *at, GError **error)
{
    g_autoptr(DbCursor) row = db_query(
        db, &next_due, DB_ARGS(DB_INT(tenant), DB_TEXT(channel), DB_INT(G_MAXINT64)), error);
    if (!row || !db_next(row, error))
        return false;
    *at = MIN(db_int(row, 0), db_int(row, 1));
    return true;
}

bool message_store_claim(Db *db, gint64 tenant, const char *channel, gint64 now, gint64 lease_until,
                         guint limit, GPtrArray *out, GError **error)
{
    gint64 first = 0;
    Claim claim = { tenant, now, lease_until, channel, limit, out };
    if (!message_store_next_at(db, tenant, channel, &first, error))
        return false;
    return first > now || db_transact(db, claim_work, &claim, error);
}

DB_STATEMENT(result, "message.result",
             "UPDATE message SET state = $3, next_at = $4, error = $6,"
             " sent_at = CASE WHEN CAST($3 AS BIGINT) = 3 OR ($3 = 0 AND sent_at = 0) THEN $5"
             " ELSE sent_at END"
             " WHERE tenant = $1 AND id = $2 AND state <= 2");

typedef struct {
    gint64 tenant, id, next_at, now;
    MessageState state;
    const char *reason;
    gint64 changed;
} Outcome;

static bool result_work(Db *db, gpointer user, GError **error)
{
    Outcome *o = user;
    return db_exec(db, &result,
                   DB_ARGS(DB_INT(o->tenant), DB_INT(o->id), DB_INT(o->state), DB_INT(o->next_at),
                           DB_INT(o->now), DB_TEXT(o->reason)),
                   &o->changed, error);
}

bool message_store_result(Db *db, gint64 tenant, gint64 id, MessageState state, gint64 next_at,
                          gint64 now, const char *reason, GError **error)
{
    Outcome outcome = { tenant, id, next_at, now, state, reason, 0 };
    return db_transact(db, result_work, &outcome, error);
}

DB_STATEMENT(move, "message.move",
             "UPDATE message SET channel = $3, state = 1, next_at = $4, attempts = 0, sent_at = 0"
             " WHERE tenant = $1 AND id = $2 AND outbound = 1 AND state <= 2");

typedef struct {
    gint64 tenant, id, now;
    const char *channel;
} Move;

static bool move_work(Db *db, gpointer user, GError **error)
{
    const Move *m = user;
    return db_exec(db, &move,
                   DB_ARGS(DB_INT(m->tenant), DB_INT(m->id), DB_TEXT(m->channel), DB_INT(m->now)),
                   NULL, error);
}

bool message_store_move(Db *db, gint64 tenant, gint64 id, const char *channel, gint64 now,
                        GError **error)
{
    Move m = { tenant, id, now, channel };
    return db_transact(db, move_work, &m, error);
}

DB_STATEMENT(move_reported, "message.move_reported",
             "UPDATE message SET channel = $2, state = 1, next_at = $3, attempts = 0, sent_at = 0"
             " WHERE id = $1 AND tenant IN (SELECT id FROM tenant) AND outbound = 1 AND state <= 3"
             " AND channel <> $2");

static bool move_reported_work(Db *db, gpointer user, GError **error)
{
    const Move *m = user;
    return db_exec(db, &move_reported, DB_ARGS(DB_INT(m->id), DB_TEXT(m->channel), DB_INT(m->now)),
                   NULL, error);
}

/* A receipt knows only our message id; ids are unique over tenants, so each tenant is asked. */
DB_STATEMENT(receipt, "message.receipt",
             "UPDATE message SET state = CASE WHEN $2 < state AND state < 5 THEN state ELSE $2 END,"
             " sent_at = CASE WHEN sent_at = 0 THEN $3 ELSE sent_at END,"
             " delivered_at = CASE WHEN $2 = 4 THEN $3 ELSE delivered_at END, error = $4"
             " WHERE id = $1 AND tenant IN (SELECT id FROM tenant) AND outbound = 1"
             " AND state <> 4");
DB_STATEMENT(known, "message.known",
             "SELECT 1 FROM message WHERE id = $1 AND tenant IN (SELECT id FROM tenant)");

static bool receipt_work(Db *db, gpointer user, GError **error)
{
    Outcome *o = user;
    return db_exec(db, &receipt,
                   DB_ARGS(DB_INT(o->id), DB_INT(o->state), DB_INT(o->now), DB_TEXT(o->reason)),
                   &o->changed, error);
}

bool message_store_receipt(Db *db, gint64 id, ReceiptKind kind, gint64 now, const char *detail,
                           bool *is_known, GError **error)
{
    static const MessageState STATES[] = { [RECEIPT_DELIVERED] = MESSAGE_DELIVERED,
                                           [RECEIPT_FAILED] = MESSAGE_FAILED,
                                           [RECEIPT_BUFFERED] = MESSAGE_SENT };
    gint64 there = 0;
    if (!db_exec_int(db, &known, DB_ARGS(DB_INT(id)), 0, &there, error))
        return false;
    *is_known = there != 0;
    if (!*is_known)
        return true;
    if (kind == RECEIPT_ELSEWHERE) {
        Move elsewhere = { 0, id, now, "sms" };
        return db_transact(db, move_reported_work, &elsewhere, error);
    }
    Outcome outcome = { .id = id,
                        .state = STATES[kind],
                        .now = now,
                        .reason = kind == RECEIPT_FAILED && detail ? detail : "" };
    return db_transact(db, receipt_work, &outcome, error);
}

DB_STATEMENT(waiting, "message.waiting",
             "SELECT " MESSAGE_COLUMNS " FROM message WHERE channel = $2 AND outbound = 1"
             " AND state <= 2 AND tenant = $1 ORDER BY next_at, id LIMIT $3");

bool message_store_waiting(Ctx *ctx, const char *channel, guint limit, GPtrArray *out,
                           GError **error)
{
    return rows_collect(db_query(ctx->db, &waiting,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_INT(limit)),
                                 error),
                        message_from_row, out, error);
}

DB_STATEMENT(given_up, "message.failed",
             "SELECT " MESSAGE_COLUMNS " FROM message WHERE tenant = $1 AND channel = $2"
             " AND outbound = 1 AND state = 5 ORDER BY id DESC LIMIT $3");

bool message_store_failed(Ctx *ctx, const char *channel, guint limit, GPtrArray *out,
                          GError **error)
{
    return rows_collect(db_query(ctx->db, &given_up,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_INT(limit)),
                                 error),
                        message_from_row, out, error);
}

DB_STATEMENT(counts, "message.counts",
             "SELECT (SELECT count(*) FROM message WHERE channel = $2 AND outbound = 1"
             " AND state <= 2 AND tenant = $1), (SELECT count(*) FROM message WHERE tenant = $1"
             " AND channel = $2 AND outbound = 1 AND state = 5), coalesce((SELECT created_at"
             " FROM message WHERE tenant = $1 AND channel = $2 AND outbound = 0"
             " ORDER BY id DESC LIMIT 1), 0)");

bool message_store_counts(Ctx *ctx, const char *channel, ChannelCounts *c, GError **error)
{
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &counts, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel)), error);
    if (!row || !db_next(row, error))
        return false;
    *c = (ChannelCounts){ db_int(row, 0), db_int(row, 1), db_int(row, 2) };
    return true;
}

/* ---- dialogs ---- */

void dialog_clear(Dialog *dialog)
{
    g_free(dialog->question);
    g_free(dialog->data);
    g_clear_pointer(&dialog->body_sealed, g_bytes_unref);
    *dialog = (Dialog){ 0 };
}

DB_STATEMENT(dialog_get, "dialog.get",
             "SELECT question, data, body_sealed, expires_at FROM dialog WHERE tenant = $1"
             " AND channel = $2 AND address_hash = $3");

bool dialog_store_take(Ctx *ctx, const char *channel, const guint8 hash[16], Dialog *dialog,
                       bool *found, GError **error)
{
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &dialog_get,
                 DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_BLOB(hash, 16)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    *found = db_next(row, &failed);
    if (*found)
        *dialog = (Dialog){ db_dup_text(row, 0), db_dup_text(row, 1), db_dup_blob(row, 2),
                            db_int(row, 3) };
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

bool dialog_store_get(Ctx *ctx, const char *channel, const guint8 hash[16], Dialog *dialog,
                      bool *found, GError **error)
{
    if (!dialog_store_take(ctx, channel, hash, dialog, found, error))
        return false;
    if (*found && dialog->expires_at <= ctx_now_us(ctx)) {
        dialog_clear(dialog);
        *found = false;
    }
    return true;
}

DB_STATEMENT(dialog_expired, "dialog.expired",
             "SELECT tenant, channel, address_hash FROM dialog WHERE expires_at <= $1"
             " ORDER BY expires_at LIMIT $2");

static void dialog_ref_read(const DbCursor *row, DialogRef *ref)
{
    gsize bytes = 0;
    const void *hash = db_blob(row, 2, &bytes);
    ref->tenant = db_int(row, 0);
    g_strlcpy(ref->channel, db_text(row, 1), sizeof ref->channel);
    memcpy(ref->hash, hash, MIN(bytes, sizeof ref->hash));
}

bool dialog_store_expired(Db *db, gint64 now, guint limit, GArray *out, GError **error)
{
    g_autoptr(DbCursor) row =
        db_query(db, &dialog_expired, DB_ARGS(DB_INT(now), DB_INT(limit)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        DialogRef ref = { 0 };
        dialog_ref_read(row, &ref);
        g_array_append_val(out, ref);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(dialog_put, "dialog.put",
             "INSERT INTO dialog (tenant, channel, address_hash, question, data, body_sealed,"
             " expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"
             " ON CONFLICT (tenant, channel, address_hash) DO UPDATE SET"
             " question = excluded.question, data = excluded.data,"
             " body_sealed = excluded.body_sealed, expires_at = excluded.expires_at");

bool dialog_store_put(Ctx *ctx, const char *channel, const guint8 hash[16], const Dialog *dialog,
                      GError **error)
{
    return db_exec(ctx->db, &dialog_put,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_BLOB(hash, 16),
                           DB_TEXT(dialog->question), DB_TEXT(dialog->data),
                           DB_BYTES(dialog->body_sealed), DB_INT(dialog->expires_at)),
                   NULL, error);
}

DB_STATEMENT(dialog_del, "dialog.del",
             "DELETE FROM dialog WHERE tenant = $1 AND channel = $2 AND address_hash = $3");

bool dialog_store_del(Ctx *ctx, const char *channel, const guint8 hash[16], GError **error)
{
    return db_exec(ctx->db, &dialog_del,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(channel), DB_BLOB(hash, 16)), NULL, error);
}
