/* Models that were learned, and what they are learned from: see learned.h. */
#include "store/learned.h"

#include "store/rows.h"

void learned_row_clear(LearnedRow *row)
{
    g_clear_pointer(&row->figures, g_free);
    g_clear_pointer(&row->body, g_bytes_unref);
}

void decision_free(Decision *d)
{
    if (!d)
        return;
    g_free(d->service);
    g_free(d->agency);
    g_free(d->area);
    g_free(d->text);
    g_free(d->place_text);
    g_free(d);
}

#define HEAD "SELECT version, made_at, took_us, upto_at, examples, figures"
#define OF_KIND " FROM learned WHERE tenant = $1 AND kind = $2"

DB_STATEMENT(head, "learned.head", HEAD OF_KIND);
DB_STATEMENT(get, "learned.get", HEAD ", body" OF_KIND);

static bool read_row(DbCursor *opened, LearnedRow *row, bool body, GError **error)
{
    g_autoptr(DbCursor) at = opened;
    GError *failed = NULL;
    *row = (LearnedRow){ 0 };
    if (!at)
        return false;
    if (db_next(at, &failed))
        *row = (LearnedRow){ .version = db_int(at, 0),
                             .made_at = db_int(at, 1),
                             .took_us = db_int(at, 2),
                             .upto_at = db_int(at, 3),
                             .examples = db_int(at, 4),
                             .figures = db_dup_text(at, 5),
                             .body = body ? db_dup_blob(at, 6) : NULL };
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

bool learned_store_head(Ctx *ctx, const char *kind, LearnedRow *row, GError **error)
{
    return read_row(db_query(ctx->db, &head, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(kind)), error),
                    row, false, error);
}

bool learned_store_get(Ctx *ctx, const char *kind, LearnedRow *row, GError **error)
{
    return read_row(db_query(ctx->db, &get, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(kind)), error),
                    row, true, error);
}

DB_STATEMENT(put, "learned.put",
             "INSERT INTO learned (tenant, kind, version, made_at, took_us, upto_at, examples,"
             " figures, body) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8)"
             " ON CONFLICT (tenant, kind) DO UPDATE SET version = learned.version + 1,"
             " made_at = excluded.made_at, took_us = excluded.took_us,"
             " upto_at = excluded.upto_at, examples = excluded.examples,"
             " figures = excluded.figures, body = excluded.body");

bool learned_store_put(Ctx *ctx, const char *kind, const LearnedRow *row, GError **error)
{
    return db_exec(ctx->db, &put,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(kind), DB_INT(row->made_at),
                           DB_INT(row->took_us), DB_INT(row->upto_at), DB_INT(row->examples),
                           DB_TEXT(row->figures), DB_BYTES(row->body)),
                   NULL, error);
}

/* ---- decisions ---- */

static gpointer decision_from_row(const DbCursor *row)
{
    Decision *d = g_new(Decision, 1);
    *d = (Decision){ .case_id = db_int(row, 0),
                     .service = db_dup_text(row, 1),
                     .agency = db_dup_text(row, 2),
                     .area = db_dup_text(row, 3),
                     .text = db_dup_text(row, 4),
                     .place_text = db_dup_text(row, 5) };
    return d;
}

/* Not those that nobody has looked at yet (1, 3), nor what was turned away (9). */
DB_STATEMENT(decisions, "learned.decisions",
             "SELECT c.id, c.service, c.agency, c.area, r.text, r.place_text"
             " FROM cases c JOIN report r ON r.tenant = c.tenant AND r.case_id = c.id"
             " WHERE c.tenant = $1 AND c.id < $2 AND c.status NOT IN (1, 3, 9)"
             " AND c.visibility <> 2 AND r.text IS NOT NULL"
             " ORDER BY c.id DESC LIMIT $3");

bool learned_store_decisions(Ctx *ctx, gint64 before, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &decisions,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(before), DB_INT(limit)),
                                 error),
                        decision_from_row, out, error);
}

DB_STATEMENT(changed, "learned.changed",
             "SELECT count(*) FROM (SELECT 1 AS one FROM cases WHERE tenant = $1"
             " AND updated_at > $2 LIMIT $3) n");

bool learned_store_changed(Ctx *ctx, gint64 since_at, guint cap, guint *count, GError **error)
{
    gint64 found = 0;
    if (!db_exec_int(ctx->db, &changed, DB_ARGS(DB_INT(ctx->tenant), DB_INT(since_at), DB_INT(cap)),
                     0, &found, error))
        return false;
    *count = (guint)found;
    return true;
}
