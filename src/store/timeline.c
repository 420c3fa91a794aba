/* Events, hops, clocks, attachments: see timeline.h. */
#include "store/timeline.h"

#include <string.h>

#include "store/rows.h"

#define EVENT_COLUMNS                                                                              \
    "tenant, id, case_id, seq, at, kind, actor_kind, actor, public, data, sealed, hash"

static gpointer event_from_row(const DbCursor *row)
{
    Event *e = g_new0(Event, 1);
    guint i = 0;
    e->tenant = db_int(row, i++);
    e->id = db_int(row, i++);
    e->case_id = db_int(row, i++);
    e->seq = db_int(row, i++);
    e->at = db_int(row, i++);
    e->kind = db_dup_text(row, i++);
    e->actor_kind = (int)db_int(row, i++);
    e->actor = db_int(row, i++);
    e->public_ = db_int(row, i++) != 0;
    e->data = db_dup_text(row, i++);
    e->sealed = db_dup_blob(row, i++);
    gsize bytes = 0;
    const void *hash = db_blob(row, i++, &bytes);
    if (bytes == sizeof e->hash)
        memcpy(e->hash, hash, bytes);
    return e;
}

DB_STATEMENT(event_insert, "event.insert",
             "INSERT INTO event (" EVENT_COLUMNS ")"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");

bool event_store_insert(Ctx *ctx, const Event *e, GError **error)
{
    return db_exec(ctx->db, &event_insert,
                   DB_ARGS(DB_INT(e->tenant), DB_INT(e->id), DB_INT(e->case_id), DB_INT(e->seq),
                           DB_INT(e->at), DB_TEXT(e->kind), DB_INT(e->actor_kind), DB_INT(e->actor),
                           DB_INT(e->public_), DB_TEXT(e->data), DB_BYTES(e->sealed),
                           DB_BLOB(e->hash, sizeof e->hash)),
                   NULL, error);
}

DB_STATEMENT(event_of_case, "event.of_case",
             "SELECT " EVENT_COLUMNS " FROM event WHERE tenant = $1 AND case_id = $2"
             " AND public >= $3 ORDER BY seq");

bool event_store_of_case(Ctx *ctx, gint64 case_id, bool public_only, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &event_of_case,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_INT(public_only ? 1 : 0)), error),
        event_from_row, out, error);
}

DB_STATEMENT(event_after, "event.after",
             "SELECT " EVENT_COLUMNS
             " FROM event WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3");

bool event_store_after(Ctx *ctx, gint64 after, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &event_after,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(after), DB_INT(limit)), error),
                        event_from_row, out, error);
}

DB_STATEMENT(event_last, "event.last",
             "SELECT " EVENT_COLUMNS " FROM event WHERE tenant = $1 AND case_id = $2 AND kind = $3"
             " ORDER BY seq DESC LIMIT 1");

Event *event_store_last(Ctx *ctx, gint64 case_id, const char *kind, GError **error)
{
    return rows_one(db_query(ctx->db, &event_last,
                             DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_TEXT(kind)), error),
                    event_from_row, N_("Kejadian tidak ditemukan."), error);
}

DB_STATEMENT(event_count, "event.count",
             "SELECT count(*) FROM event WHERE tenant = $1 AND case_id = $2 AND kind = $3");

bool event_store_count(Ctx *ctx, gint64 case_id, const char *kind, gint64 *count, GError **error)
{
    return db_exec_int(ctx->db, &event_count,
                       DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_TEXT(kind)), 0, count,
                       error);
}

/* ---- hops ---- */

DB_STATEMENT(hop_insert, "hop.insert",
             "INSERT INTO hop (tenant, case_id, seq, holder, agency, from_at)"
             " VALUES ($1, $2, (SELECT coalesce(max(seq), 0) + 1 FROM hop WHERE tenant = $1"
             " AND case_id = $2), $3, $4, $5)");

bool hop_store_insert(Ctx *ctx, gint64 case_id, const Hop *hop, GError **error)
{
    return db_exec(ctx->db, &hop_insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_INT(hop->holder),
                           DB_TEXT(hop->agency), DB_INT(hop->from_at)),
                   NULL, error);
}

DB_STATEMENT(hop_close, "hop.close",
             "UPDATE hop SET to_at = $3 WHERE tenant = $1 AND case_id = $2 AND to_at = 0");

bool hop_store_close(Ctx *ctx, gint64 case_id, gint64 at, GError **error)
{
    return db_exec(ctx->db, &hop_close, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_INT(at)),
                   NULL, error);
}

static gpointer hop_from_row(const DbCursor *row)
{
    Hop *hop = g_new0(Hop, 1);
    hop->seq = (int)db_int(row, 0);
    hop->holder = (HolderKind)db_int(row, 1);
    hop->agency = db_dup_text(row, 2);
    hop->from_at = db_int(row, 3);
    hop->to_at = db_int(row, 4);
    return hop;
}

DB_STATEMENT(
    hop_of_case, "hop.of_case",
    "SELECT seq, holder, agency, from_at, to_at FROM hop WHERE tenant = $1 AND case_id = $2"
    " ORDER BY seq");

bool hop_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &hop_of_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error),
        hop_from_row, out, error);
}

/* ---- clocks ---- */

DB_STATEMENT(clock_put, "clock.put",
             "INSERT INTO clock (tenant, case_id, kind, state, started_at, due_at, paused_at,"
             " stopped_at, wake_at, step, working_days)"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
             " ON CONFLICT (tenant, case_id, kind) DO UPDATE SET state = excluded.state,"
             " started_at = excluded.started_at, due_at = excluded.due_at,"
             " paused_at = excluded.paused_at, stopped_at = excluded.stopped_at,"
             " wake_at = excluded.wake_at, step = excluded.step,"
             " working_days = excluded.working_days");

bool clock_store_put(Ctx *ctx, gint64 case_id, const CaseClock *k, GError **error)
{
    return db_exec(ctx->db, &clock_put,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_INT(k->kind), DB_INT(k->state),
                           DB_INT(k->started_at), DB_INT(k->due_at), DB_INT(k->paused_at),
                           DB_INT(k->stopped_at), DB_INT(k->wake_at), DB_INT(k->step),
                           DB_INT(k->working_days)),
                   NULL, error);
}

DB_STATEMENT(clock_of_case, "clock.of_case",
             "SELECT kind, state, started_at, due_at, paused_at, stopped_at, wake_at, step,"
             " working_days FROM clock WHERE tenant = $1 AND case_id = $2 ORDER BY kind");

bool clock_store_of_case(Ctx *ctx, gint64 case_id, GArray *out, GError **error)
{
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &clock_of_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        CaseClock k = {
            .kind = (ClockKind)db_int(row, 0),
            .state = (ClockState)db_int(row, 1),
            .started_at = db_int(row, 2),
            .due_at = db_int(row, 3),
            .paused_at = db_int(row, 4),
            .stopped_at = db_int(row, 5),
            .wake_at = db_int(row, 6),
            .step = (int)db_int(row, 7),
            .working_days = (int)db_int(row, 8),
        };
        g_array_append_val(out, k);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

static bool clock_refs(DbCursor *opened, GArray *out, GError **error)
{
    g_autoptr(DbCursor) row = opened;
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        ClockRef ref = { db_int(row, 0), db_int(row, 1), (ClockKind)db_int(row, 2) };
        g_array_append_val(out, ref);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(clock_waking, "clock.waking",
             "SELECT tenant, case_id, kind FROM clock WHERE state = 1 AND wake_at <= $1"
             " ORDER BY wake_at LIMIT $2");

bool clock_store_waking(Db *db, gint64 now, guint limit, GArray *out, GError **error)
{
    return clock_refs(db_query(db, &clock_waking, DB_ARGS(DB_INT(now), DB_INT(limit)), error), out,
                      error);
}

/* Reads one entry of the index, which the plan calls a scan of it. */
DB_STATEMENT_2(clock_next, "clock.next",
               "SELECT wake_at FROM clock WHERE state = 1 ORDER BY wake_at LIMIT 1", NULL,
               DB_SCAN_OK);

bool clock_store_next_at(Db *db, gint64 *at, GError **error)
{
    return db_exec_int(db, &clock_next, DB_NO_ARGS, G_MAXINT64, at, error);
}

DB_STATEMENT(
    clock_future, "clock.future",
    "SELECT tenant, case_id, kind FROM clock WHERE tenant = $1 AND (case_id, kind) > ($2, $3)"
    " AND state = 1 AND due_at > $4 ORDER BY case_id, kind LIMIT $5");

bool clock_store_future(Ctx *ctx, gint64 now, const ClockRef *after, guint limit, GArray *out,
                        GError **error)
{
    return clock_refs(db_query(ctx->db, &clock_future,
                               DB_ARGS(DB_INT(ctx->tenant), DB_INT(after->case_id),
                                       DB_INT(after->kind), DB_INT(now), DB_INT(limit)),
                               error),
                      out, error);
}

/* ---- attachments ---- */

#define ATTACHMENT_COLUMNS                                                                         \
    "tenant, id, case_id, report_id, event_id, public, mime, name, bytes, width, height,"          \
    " content_hash, created_at, paper"

static gpointer attachment_from_row(const DbCursor *row)
{
    Attachment *a = g_new0(Attachment, 1);
    guint i = 0;
    a->tenant = db_int(row, i++);
    a->id = db_int(row, i++);
    a->case_id = db_int(row, i++);
    a->report_id = db_int(row, i++);
    a->event_id = db_int(row, i++);
    a->public_ = db_int(row, i++) != 0;
    a->mime = db_dup_text(row, i++);
    a->name = db_dup_text(row, i++);
    a->bytes = db_int(row, i++);
    a->width = (int)db_int(row, i++);
    a->height = (int)db_int(row, i++);
    gsize bytes = 0;
    const void *hash = db_blob(row, i++, &bytes);
    if (bytes == sizeof a->content_hash)
        memcpy(a->content_hash, hash, bytes);
    a->created_at = db_int(row, i++);
    a->paper = db_int(row, i++) != 0;
    return a;
}

DB_STATEMENT(attachment_insert, "attachment.insert",
             "INSERT INTO attachment (" ATTACHMENT_COLUMNS ")"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");

bool attachment_store_insert(Ctx *ctx, const Attachment *a, GError **error)
{
    return db_exec(ctx->db, &attachment_insert,
                   DB_ARGS(DB_INT(a->tenant), DB_INT(a->id), DB_INT(a->case_id),
                           DB_INT(a->report_id), DB_INT(a->event_id), DB_INT(a->public_),
                           DB_TEXT(a->mime), DB_TEXT(a->name), DB_INT(a->bytes), DB_INT(a->width),
                           DB_INT(a->height), DB_BLOB(a->content_hash, sizeof a->content_hash),
                           DB_INT(a->created_at), DB_INT(a->paper)),
                   NULL, error);
}

DB_STATEMENT(attachment_of_case, "attachment.of_case",
             "SELECT " ATTACHMENT_COLUMNS " FROM attachment WHERE tenant = $1 AND case_id = $2"
             " AND paper = 0 ORDER BY id");
DB_STATEMENT(attachment_papers, "attachment.papers",
             "SELECT " ATTACHMENT_COLUMNS " FROM attachment WHERE tenant = $1 AND case_id = $2"
             " AND paper = 1 ORDER BY id");

DB_STATEMENT(attachment_has_name, "attachment.has_name",
             "SELECT 1 FROM attachment WHERE name = $1");

bool attachment_store_has_name(Db *db, const char *name, bool *there, GError **error)
{
    gint64 found = 0;
    if (!db_exec_int(db, &attachment_has_name, DB_ARGS(DB_TEXT(name)), 0, &found, error))
        return false;
    *there = found != 0;
    return true;
}

bool attachment_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &attachment_of_case,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error),
                        attachment_from_row, out, error);
}

bool attachment_store_papers(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &attachment_papers, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error),
        attachment_from_row, out, error);
}

DB_STATEMENT(attachment_by_name, "attachment.by_name",
             "SELECT " ATTACHMENT_COLUMNS
             " FROM attachment WHERE name = $2 AND tenant = $1 AND paper = $3");

Attachment *attachment_store_by_name(Ctx *ctx, const char *name, bool paper, GError **error)
{
    return rows_one(db_query(ctx->db, &attachment_by_name,
                             DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(name), DB_INT(paper)), error),
                    attachment_from_row,
                    paper ? N_("Surat tidak ditemukan.") : N_("Foto tidak ditemukan."), error);
}

DB_STATEMENT(attachment_merge, "attachment.merge",
             "UPDATE attachment SET case_id = $3 WHERE tenant = $1 AND case_id = $2"
             " AND report_id <> 0");

bool attachment_store_merge(Ctx *ctx, gint64 from_case, gint64 to_case, GError **error)
{
    return db_exec(ctx->db, &attachment_merge,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(from_case), DB_INT(to_case)), NULL, error);
}

DB_STATEMENT(attachment_unmerge, "attachment.unmerge",
             "UPDATE attachment SET case_id = $3 WHERE tenant = $1 AND case_id = $2"
             " AND report_id IN (SELECT id FROM report WHERE tenant = $1 AND case_id = $3)");

bool attachment_store_unmerge(Ctx *ctx, gint64 from_case, gint64 to_case, GError **error)
{
    return db_exec(ctx->db, &attachment_unmerge,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(from_case), DB_INT(to_case)), NULL, error);
}

DB_STATEMENT(head_after, "case.head_after",
             "SELECT id, event_seq, event_hash FROM cases WHERE tenant = $1 AND id > $2 ORDER BY id"
             " LIMIT $3");

bool case_head_after(Ctx *ctx, gint64 after, guint limit, GArray *out, GError **error)
{
    g_autoptr(DbCursor) row = db_query(
        ctx->db, &head_after, DB_ARGS(DB_INT(ctx->tenant), DB_INT(after), DB_INT(limit)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        CaseHead head = { db_int(row, 0), db_int(row, 1), { 0 } };
        gsize bytes = 0;
        const void *hash = db_blob(row, 2, &bytes);
        if (bytes == sizeof head.hash)
            memcpy(head.hash, hash, bytes);
        g_array_append_val(out, head);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}
