/* Figures over the cases received in a span: see figures.h. */
#include "store/figures.h"

#include "model/case.h"

/* Of a public count secret cases are no part: $4 is the first visibility left out. */
#define IN_SPAN                                                                                    \
    " WHERE c.tenant = $1 AND c.created_at >= $2 AND c.created_at < $3 AND c.visibility < $4"
/* kind 2 is the follow-up clock; it stops when the follow-up is published. */
#define ANSWERED                                                                                   \
    " FROM cases c JOIN clock k ON k.tenant = c.tenant AND k.case_id = c.id AND k.kind = 2"        \
    " AND k.state = 3 AND k.stopped_at > 0" IN_SPAN " AND c.status NOT IN (9, 10, 11)"

DB_STATEMENT(cases, "figures.cases",
             "SELECT count(*), coalesce(CAST(sum(CASE WHEN c.status = 7 THEN 1 ELSE 0 END) AS"
             " BIGINT), 0), coalesce(CAST(sum(CASE WHEN c.closed_at = 0 THEN 1 ELSE 0 END) AS"
             " BIGINT), 0), coalesce(CAST(sum(c.overdue) AS BIGINT), 0) FROM cases c" IN_SPAN);
DB_STATEMENT(answers, "figures.answers",
             "SELECT count(*), coalesce(CAST(sum(CASE WHEN k.stopped_at <= k.due_at THEN 1 ELSE 0"
             " END) AS BIGINT), 0)" ANSWERED);
/* A promise that is late already counts against us before it is kept. */
DB_STATEMENT(late, "figures.late",
             "SELECT count(*) FROM cases c JOIN clock k ON k.tenant = c.tenant"
             " AND k.case_id = c.id AND k.kind = 2 AND k.state = 1 AND k.due_at < $5" IN_SPAN);
DB_STATEMENT(median, "figures.median",
             "SELECT k.stopped_at - c.created_at" ANSWERED
             " ORDER BY k.stopped_at - c.created_at LIMIT 1 OFFSET $5");

bool figures_store_get(Ctx *ctx, gint64 from_at, gint64 to_at, bool public_only, FiguresRow *f,
                       GError **error)
{
    int hidden = public_only ? VISIBILITY_SECRET : VISIBILITY_SECRET + 1;
#define SPAN DB_INT(ctx->tenant), DB_INT(from_at), DB_INT(to_at), DB_INT(hidden)
    DbArgs span = DB_ARGS(SPAN);
    *f = (FiguresRow){ 0 };
    g_autoptr(DbCursor) row = db_query(ctx->db, &cases, span, error);
    if (!row || !db_next(row, error))
        return false;
    f->received = db_int(row, 0);
    f->confirmed = db_int(row, 1);
    f->open = db_int(row, 2);
    f->overdue = db_int(row, 3);
    g_autoptr(DbCursor) answered = db_query(ctx->db, &answers, span, error);
    if (!answered || !db_next(answered, error))
        return false;
    f->answered = db_int(answered, 0);
    f->answered_in_time = db_int(answered, 1);
    DbArgs till_now = DB_ARGS(SPAN, DB_INT(ctx_now_us(ctx)));
    DbArgs middle = DB_ARGS(SPAN, DB_INT(f->answered / 2));
#undef SPAN
    return db_exec_int(ctx->db, &late, till_now, 0, &f->late, error) &&
           db_exec_int(ctx->db, &median, middle, 0, &f->median_us, error);
}

/* Only what is answered counts as in time or not: kind 2 is the follow-up clock, state 3 stopped.
 */
DB_STATEMENT(by_agency, "figures.by_agency",
             "SELECT c.agency, count(*),"
             " CAST(sum(CASE WHEN k.state = 3 AND k.stopped_at > 0 THEN 1 ELSE 0 END) AS BIGINT),"
             " CAST(sum(CASE WHEN k.state = 3 AND k.stopped_at > 0 AND k.stopped_at <= k.due_at"
             " THEN 1 ELSE 0 END) AS BIGINT), CAST(sum(c.overdue) AS BIGINT),"
             " CAST(sum(CASE WHEN c.reopened > 0 THEN 1 ELSE 0 END) AS BIGINT),"
             " CAST(sum(CASE WHEN c.status = 7 THEN 1 ELSE 0 END) AS BIGINT)"
             " FROM cases c LEFT JOIN clock k ON k.tenant = c.tenant AND k.case_id = c.id"
             " AND k.kind = 2 WHERE c.tenant = $1 AND c.created_at >= $2 AND c.created_at < $3"
             " GROUP BY c.agency ORDER BY 2 DESC, 1");

void agency_figures_free(AgencyFigures *figures)
{
    if (figures)
        g_free(figures->agency);
    g_free(figures);
}

GPtrArray *figures_store_by_agency(Ctx *ctx, gint64 from_at, gint64 to_at, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)agency_figures_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(DbCursor) row = db_query(
        ctx->db, &by_agency, DB_ARGS(DB_INT(ctx->tenant), DB_INT(from_at), DB_INT(to_at)), &failed);
    while (row && db_next(row, &failed)) {
        AgencyFigures *f = g_new0(AgencyFigures, 1);
        g_ptr_array_add(list, f);
        f->agency = db_dup_text(row, 0);
        f->received = db_int(row, 1);
        f->answered = db_int(row, 2);
        f->in_time = db_int(row, 3);
        f->overdue = db_int(row, 4);
        f->reopened = db_int(row, 5);
        f->confirmed = db_int(row, 6);
    }
    if (!failed)
        return g_steal_pointer(&list);
    g_propagate_error(error, g_steal_pointer(&failed));
    return NULL;
}
