/* The cases table: see case.h. Lists share one text of optional filters; the plan only chooses
 * which index leads. */
#include "store/case.h"

#include <string.h>

#include "store/rows.h"

#define CASE_COLUMNS                                                                               \
    "c.tenant, c.id, c.ticket, c.class, c.channel, c.status, c.visibility, c.listed, c.service, "  \
    "c.agency, c.officer, c.area, c.lat_e7, c.lng_e7, c.cell, c.place_text, c.title, c.policy, "   \
    "c.priority, c.created_at, c.updated_at, c.closed_at, c.due_at, c.overdue, c.reports, "        \
    "c.supports, c.reopened, c.returned, c.merged_into, c.resume_status, c.close_code, "           \
    "c.proposal, c.attention, c.event_seq, c.event_hash, c.version"

static gpointer case_from_row(const DbCursor *row)
{
    Case *c = case_new();
    guint i = 0;
    c->tenant = db_int(row, i++);
    c->id = db_int(row, i++);
    c->ticket = db_dup_text(row, i++);
    c->class_ = (ReportClass)db_int(row, i++);
    c->channel = db_dup_text(row, i++);
    c->status = (CaseStatus)db_int(row, i++);
    c->visibility = (Visibility)db_int(row, i++);
    c->listed = db_int(row, i++) != 0;
    c->service = db_dup_text(row, i++);
    c->agency = db_dup_text(row, i++);
    c->officer = db_int(row, i++);
    c->area = db_dup_text(row, i++);
    c->lat_e7 = (gint32)db_int(row, i++);
    c->lng_e7 = (gint32)db_int(row, i++);
    c->cell = db_int(row, i++);
    c->place_text = db_dup_text(row, i++);
    c->title = db_dup_text(row, i++);
    c->policy = db_dup_text(row, i++);
    c->priority = (Priority)db_int(row, i++);
    c->created_at = db_int(row, i++);
    c->updated_at = db_int(row, i++);
    c->closed_at = db_int(row, i++);
    c->due_at = db_int(row, i++);
    c->overdue = db_int(row, i++) != 0;
    c->reports = (int)db_int(row, i++);
    c->supports = (int)db_int(row, i++);
    c->reopened = (int)db_int(row, i++);
    c->returned = (int)db_int(row, i++);
    c->merged_into = db_int(row, i++);
    c->resume_status = (CaseStatus)db_int(row, i++);
    c->close_code = db_dup_text(row, i++);
    c->proposal = db_dup_text(row, i++);
    c->attention = (unsigned)db_int(row, i++);
    c->event_seq = db_int(row, i++);
    gsize bytes = 0;
    const void *hash = db_blob(row, i++, &bytes);
    if (bytes == sizeof c->event_hash)
        memcpy(c->event_hash, hash, bytes);
    c->version = db_int(row, i++);
    return c;
}

DB_STATEMENT(
    insert, "case.insert",
    "INSERT INTO cases (tenant, id, ticket, class, channel, status, visibility, listed,"
    " service, agency, officer, area, lat_e7, lng_e7, cell, place_text, title, policy,"
    " priority, created_at, updated_at, due_at, proposal, attention, event_seq, event_hash)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
    " $18, $19, $20, $21, $22, $23, $24, $25, $26)");

bool case_store_insert(Ctx *ctx, const Case *c, GError **error)
{
    return db_exec(ctx->db, &insert,
                   DB_ARGS(DB_INT(c->tenant), DB_INT(c->id), DB_TEXT(c->ticket), DB_INT(c->class_),
                           DB_TEXT(c->channel), DB_INT(c->status), DB_INT(c->visibility),
                           DB_INT(c->listed), DB_TEXT(c->service), DB_TEXT(c->agency),
                           DB_INT(c->officer), DB_TEXT(c->area), DB_INT(c->lat_e7),
                           DB_INT(c->lng_e7), DB_INT(c->cell), DB_TEXT(c->place_text),
                           DB_TEXT(c->title), DB_TEXT(c->policy), DB_INT(c->priority),
                           DB_INT(c->created_at), DB_INT(c->updated_at), DB_INT(c->due_at),
                           DB_TEXT(c->proposal), DB_INT(c->attention), DB_INT(c->event_seq),
                           DB_BLOB(c->event_hash, sizeof c->event_hash)),
                   NULL, error);
}

DB_STATEMENT(
    update, "case.update",
    "UPDATE cases SET class = $4, status = $5, visibility = $6, listed = $7, service = $8,"
    " agency = $9, officer = $10, area = $11, lat_e7 = $12, lng_e7 = $13, cell = $14,"
    " place_text = $15, title = $16, policy = $17, priority = $18, updated_at = $19,"
    " closed_at = $20, due_at = $21, overdue = $22, reports = $23, supports = $24,"
    " reopened = $25, returned = $26, merged_into = $27, resume_status = $28,"
    " close_code = $29, event_seq = $30, event_hash = $31, proposal = $32, attention = $33,"
    " version = version + 1"
    " WHERE tenant = $1 AND id = $2 AND version = $3");

bool case_store_update(Ctx *ctx, Case *c, GError **error)
{
    gint64 changed = 0;
    if (!db_exec(ctx->db, &update,
                 DB_ARGS(DB_INT(c->tenant), DB_INT(c->id), DB_INT(c->version), DB_INT(c->class_),
                         DB_INT(c->status), DB_INT(c->visibility), DB_INT(c->listed),
                         DB_TEXT(c->service), DB_TEXT(c->agency), DB_INT(c->officer),
                         DB_TEXT(c->area), DB_INT(c->lat_e7), DB_INT(c->lng_e7), DB_INT(c->cell),
                         DB_TEXT(c->place_text), DB_TEXT(c->title), DB_TEXT(c->policy),
                         DB_INT(c->priority), DB_INT(c->updated_at), DB_INT(c->closed_at),
                         DB_INT(c->due_at), DB_INT(c->overdue), DB_INT(c->reports),
                         DB_INT(c->supports), DB_INT(c->reopened), DB_INT(c->returned),
                         DB_INT(c->merged_into), DB_INT(c->resume_status), DB_TEXT(c->close_code),
                         DB_INT(c->event_seq), DB_BLOB(c->event_hash, sizeof c->event_hash),
                         DB_TEXT(c->proposal), DB_INT(c->attention)),
                 &changed, error))
        return false;
    if (changed != 1) {
        error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
                  N_("Laporan ini baru saja diubah orang lain. Muat ulang, lalu ulangi."),
                  "case %" G_GINT64_FORMAT " version %" G_GINT64_FORMAT, c->id, c->version);
        return false;
    }
    c->version++;
    return true;
}

static void not_found(GError **error)
{
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Laporan tidak ditemukan."), NULL);
}

DB_STATEMENT_2(by_id_lock, "case.by_id_lock",
               "SELECT " CASE_COLUMNS " FROM cases c WHERE c.tenant = $1 AND c.id = $2",
               "SELECT " CASE_COLUMNS " FROM cases c WHERE c.tenant = $1 AND c.id = $2"
               " FOR NO KEY UPDATE",
               0);
DB_STATEMENT(by_id, "case.by_id",
             "SELECT " CASE_COLUMNS " FROM cases c WHERE c.tenant = $1 AND c.id = $2");

Case *case_store_get(Ctx *ctx, gint64 id, GError **error)
{
    const DbStatement *statement = db_in_transaction(ctx->db) ? &by_id_lock : &by_id;
    return rows_one(db_query(ctx->db, statement, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    case_from_row, N_("Laporan tidak ditemukan."), error);
}

DB_STATEMENT(of_ticket, "case.of_ticket",
             "SELECT tenant, id, case_id FROM report WHERE ticket = $1");

Case *case_store_by_ticket(Ctx *ctx, const char *ticket, gint64 *report_id, GError **error)
{
    g_autoptr(DbCursor) row = db_query(ctx->db, &of_ticket, DB_ARGS(DB_TEXT(ticket)), error);
    GError *failed = NULL;
    if (!row)
        return NULL;
    if (!db_next(row, &failed) || db_int(row, 0) != ctx->tenant) {
        if (failed)
            g_propagate_error(error, failed);
        else
            not_found(error);
        return NULL;
    }
    gint64 case_id = db_int(row, 2);
    if (report_id)
        *report_id = db_int(row, 1);
    g_clear_pointer(&row, db_cursor_close);
    return case_store_get(ctx, case_id, error);
}

bool case_store_tenant_of(Db *db, const char *ticket, gint64 *tenant, GError **error)
{
    return db_exec_int(db, &of_ticket, DB_ARGS(DB_TEXT(ticket)), 0, tenant, error);
}

DB_STATEMENT(move, "case.move",
             "UPDATE cases SET tenant = $3, version = version + 1 WHERE tenant = $1 AND id = $2");
DB_STATEMENT(move_events, "case.move_events",
             "UPDATE event SET tenant = $3 WHERE tenant = $1 AND case_id = $2");

bool case_store_move(Ctx *ctx, gint64 id, gint64 to_tenant, GError **error)
{
    DbArgs args = DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(to_tenant));
    return db_exec(ctx->db, &move, args, NULL, error) &&
           db_exec(ctx->db, &move_events, args, NULL, error);
}

/* ---- lists ---- */

/* $1 tenant, $2 $3 cursor, $4 limit, then the optional filters every plan has. */
#define FILTERS                                                                                    \
    " AND ($5 = 0 OR c.listed = 1) AND ($6 = '' OR $6 LIKE '%,' || c.status || ',%')"              \
    " AND ($7 = '' OR c.service = $7) AND ($8 = '' OR c.agency = $8)"                              \
    " AND ($9 = '' OR (c.area >= $9 AND c.area <= $10)) AND ($11 = '' OR c.channel = $11)"         \
    " AND ($12 = 0 OR c.class = $12) AND ($13 = 0 OR c.overdue = 1)"                               \
    " AND ($14 = 0 OR c.officer = $14) AND ($15 = 0 OR c.created_at >= $15)"                       \
    " AND ($16 = 0 OR c.created_at < $16) AND ($17 = 0 OR"                                         \
    " (c.lat_e7 >= $17 AND c.lng_e7 >= $18 AND c.lat_e7 <= $19 AND c.lng_e7 <= $20))"
#define SELECT_CASES "SELECT " CASE_COLUMNS " FROM cases c WHERE c.tenant = $1"
#define NEWEST " AND (c.created_at, c.id) < ($2, $3)"
#define BY_NEWEST " ORDER BY c.created_at DESC, c.id DESC LIMIT $4"
#define NEAREST_DUE " AND c.status = $21 AND (c.due_at, c.id) > ($2, $3) AND c.due_at <= $22"
#define BY_DUE " ORDER BY c.due_at, c.id LIMIT $4"

DB_STATEMENT(list_time, "case.list_time", SELECT_CASES NEWEST FILTERS BY_NEWEST);
DB_STATEMENT(list_updated, "case.list_updated",
             SELECT_CASES " AND (c.updated_at, c.id) < ($2, $3)" FILTERS
                          " ORDER BY c.updated_at DESC, c.id DESC LIMIT $4");
DB_STATEMENT(list_status, "case.list_status", SELECT_CASES NEAREST_DUE FILTERS BY_DUE);
DB_STATEMENT(list_agency, "case.list_agency",
             SELECT_CASES " AND c.agency = $8 AND c.agency <> ''" NEAREST_DUE FILTERS BY_DUE);
DB_STATEMENT(list_service, "case.list_service",
             SELECT_CASES " AND c.service = $7" NEWEST FILTERS BY_NEWEST);
DB_STATEMENT(list_area, "case.list_area",
             SELECT_CASES " AND c.area = $9 AND c.area <> ''" NEWEST FILTERS BY_NEWEST);

static const DbStatement *const PLANS[] = {
    [CASE_PLAN_TIME] = &list_time,       [CASE_PLAN_UPDATED] = &list_updated,
    [CASE_PLAN_STATUS] = &list_status,   [CASE_PLAN_AGENCY] = &list_agency,
    [CASE_PLAN_SERVICE] = &list_service, [CASE_PLAN_AREA] = &list_area,
};

enum { QUERY_ARGS = 22, QUERY_ARGS_NO_STATUS = 20 };

static void query_args(const Ctx *ctx, const CaseQuery *q, DbValue v[QUERY_ARGS])
{
    const DbValue values[QUERY_ARGS] = {
        DB_INT(ctx->tenant),   DB_INT(q->key),       DB_INT(q->id),       DB_INT(q->limit),
        DB_INT(q->listed),     DB_TEXT(q->statuses), DB_TEXT(q->service), DB_TEXT(q->agency),
        DB_TEXT(q->area_from), DB_TEXT(q->area_to),  DB_TEXT(q->channel), DB_INT(q->class_),
        DB_INT(q->overdue),    DB_INT(q->officer),   DB_INT(q->from_at),  DB_INT(q->to_at),
        DB_INT(q->south_e7),   DB_INT(q->west_e7),   DB_INT(q->north_e7), DB_INT(q->east_e7),
        DB_INT(q->status),     DB_INT(q->due_max),
    };
    memcpy(v, values, sizeof values);
}

bool case_store_list(Ctx *ctx, const CaseQuery *query, GPtrArray *out, GError **error)
{
    DbValue values[QUERY_ARGS];
    bool by_status = query->plan == CASE_PLAN_STATUS || query->plan == CASE_PLAN_AGENCY;
    query_args(ctx, query, values);
    DbArgs args = { values, by_status ? QUERY_ARGS : QUERY_ARGS_NO_STATUS };
    return rows_collect(db_query(ctx->db, PLANS[query->plan], args, error), case_from_row, out,
                        error);
}

#define COUNT_FROM                                                                                 \
    "SELECT count(*) FROM (SELECT 1 AS one FROM cases WHERE tenant = $1 AND status = $2"
#define COUNT_REST                                                                                 \
    " AND due_at <= $7 AND ($5 = 0 OR overdue = 1) AND ($6 = 0 OR officer = $6)"                   \
    " AND ($8 = '' OR (area >= $8 AND area <= $9)) LIMIT $4) n"
DB_STATEMENT(count_status, "case.count_status",
             COUNT_FROM " AND ($3 = '' OR agency = $3)" COUNT_REST);
DB_STATEMENT(count_agency, "case.count_agency",
             COUNT_FROM " AND agency = $3 AND agency <> ''" COUNT_REST);

bool case_store_count(Ctx *ctx, const CaseQuery *query, guint cap, guint *count, GError **error)
{
    gint64 found = 0;
    const DbStatement *statement = query->plan == CASE_PLAN_AGENCY ? &count_agency : &count_status;
    if (!db_exec_int(ctx->db, statement,
                     DB_ARGS(DB_INT(ctx->tenant), DB_INT(query->status), DB_TEXT(query->agency),
                             DB_INT((gint64)cap + 1), DB_INT(query->overdue),
                             DB_INT(query->officer), DB_INT(query->due_max),
                             DB_TEXT(query->area_from), DB_TEXT(query->area_to)),
                     0, &found, error))
        return false;
    *count = (guint)found;
    return true;
}

/* ---- on the map ---- */

#define OPEN_LISTED " AND c.listed = 1 AND c.closed_at = 0"
#define SELECT_SPOTS                                                                               \
    "SELECT c.cell, c.id FROM cases c WHERE c.tenant = $1 AND c.cell >= $2 AND c.cell <= $3"       \
    " AND c.cell <> 0" OPEN_LISTED
#define BY_CELL " ORDER BY c.cell DESC, c.id DESC LIMIT $4"

DB_STATEMENT(spots, "case.spots", SELECT_SPOTS BY_CELL);
DB_STATEMENT(spots_of_service, "case.spots_of_service", SELECT_SPOTS " AND c.service = $5" BY_CELL);

static bool read_spots(DbCursor *opened, GArray *out, GError **error)
{
    g_autoptr(DbCursor) row = opened;
    GError *failed = NULL;
    while (row && db_next(row, &failed)) {
        CaseSpot spot = { db_int(row, 0), db_int(row, 1) };
        g_array_append_val(out, spot);
    }
    if (failed)
        g_propagate_error(error, failed);
    return row && !failed;
}

bool case_store_spots(Ctx *ctx, const char *service, gint64 first, gint64 last, guint limit,
                      GArray *out, GError **error)
{
    const DbValue values[] = { DB_INT(ctx->tenant), DB_INT(first), DB_INT(last), DB_INT(limit),
                               DB_TEXT(service) };
    DbArgs args = { values, service ? 5 : 4 };
    return read_spots(db_query(ctx->db, service ? &spots_of_service : &spots, args, error), out,
                      error);
}

DB_STATEMENT(spots_unlisted, "case.spots_unlisted",
             "SELECT c.cell, c.id FROM cases c WHERE c.tenant = $1 AND c.cell >= $2"
             " AND c.cell <= $3 AND c.cell <> 0 AND c.listed = 0 AND c.closed_at = 0" BY_CELL);

bool case_store_spots_unlisted(Ctx *ctx, gint64 first, gint64 last, guint limit, GArray *out,
                               GError **error)
{
    return read_spots(
        db_query(ctx->db, &spots_unlisted,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(first), DB_INT(last), DB_INT(limit)), error),
        out, error);
}

DB_STATEMENT(open_by_id, "case.open_by_id",
             SELECT_CASES " AND c.id = $2 AND c.listed = $3 AND c.closed_at = 0");

bool case_store_get_open(Ctx *ctx, gint64 id, bool listed, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &open_by_id,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(listed)), error),
                        case_from_row, out, error);
}

DB_STATEMENT(attention, "case.attention",
             SELECT_CASES " AND c.attention <> 0 AND c.attention IN ($2, $3)"
                          " ORDER BY c.id LIMIT $4");

bool case_store_attention(Ctx *ctx, Attention bit, guint limit, GPtrArray *out, GError **error)
{
    const int all = ATTENTION_ALARM | ATTENTION_RATING; /* alone, or with the other */
    return rows_collect(
        db_query(ctx->db, &attention,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(bit), DB_INT(all), DB_INT(limit)), error),
        case_from_row, out, error);
}

/* ---- full text ---- */

/* On SQLite the words of a report stand under -id, so that the newest come first where FTS5 reads
 * forwards: backwards it takes apart the last page of each word in each segment. */
DB_STATEMENT_2(search, "case.search",
               "SELECT " CASE_COLUMNS ", -w.rowid FROM report_words w"
               " JOIN report r ON r.tenant = $1 AND r.id = -w.rowid"
               " JOIN cases c ON c.tenant = $1 AND c.id = r.case_id"
               " WHERE report_words MATCH $2 AND w.rowid > -$3" FILTERS
               " ORDER BY w.rowid LIMIT $4",
               "SELECT " CASE_COLUMNS ", w.report_id FROM report_words w"
               " JOIN report r ON r.tenant = $1 AND r.id = w.report_id"
               " JOIN cases c ON c.tenant = $1 AND c.id = r.case_id"
               " WHERE w.tenant = $1 AND w.words @@ to_tsquery('simple', $2)"
               " AND w.report_id < $3" FILTERS " ORDER BY w.report_id DESC LIMIT $4",
               0);

/* Words are folded (letters and digits), so nothing in them is syntax of either query language. */
static char *search_expression(const Ctx *ctx, const char *const *words, bool begins)
{
    bool sqlite = db_engine(ctx->db) == DB_SQLITE;
    GString *text = g_string_new(NULL);
    if (sqlite)
        g_string_append_printf(text, "scope : t%" G_GINT64_FORMAT " AND body : (", ctx->tenant);
    for (guint i = 0; words[i]; i++) {
        bool last = words[i + 1] == NULL;
        if (sqlite)
            g_string_append_printf(text, "%s\"%s\"%s", i ? " AND " : "", words[i],
                                   last && begins ? " *" : "");
        else
            g_string_append_printf(text, "%s%s%s", i ? " & " : "", words[i],
                                   last && begins ? ":*" : "");
    }
    if (sqlite)
        g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

static bool search_once(Ctx *ctx, const char *expression, gint64 before, const CaseQuery *rest,
                        GPtrArray *out, gint64 *last_report, GError **error)
{
    DbValue values[QUERY_ARGS];
    query_args(ctx, rest, values);
    values[1] = DB_TEXT(expression);
    values[2] = DB_INT(before);
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &search, (DbArgs){ values, QUERY_ARGS_NO_STATUS }, error);
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        g_ptr_array_add(out, case_from_row(row));
        *last_report = db_int(row, db_column_count(row) - 1);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

/* The words as they stand are read from the newest on until a page is full. The beginning of a word
 * has every report with such a word put in order first, so it is asked for only when they leave the
 * page open. */
bool case_store_search(Ctx *ctx, const char *const *words, gint64 before, const CaseQuery *rest,
                       GPtrArray *out, gint64 *last_report, GError **error)
{
    g_autofree char *whole = search_expression(ctx, words, false);
    g_autofree char *begun = search_expression(ctx, words, true);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    if (!search_once(ctx, whole, before, rest, found, last_report, error))
        return false;
    if (found->len < rest->limit) {
        g_ptr_array_set_size(found, 0);
        if (!search_once(ctx, begun, before, rest, found, last_report, error))
            return false;
    }
    g_ptr_array_extend_and_steal(out, g_steal_pointer(&found));
    return true;
}

DB_STATEMENT_2(with_two, "case.with_two",
               "SELECT r.case_id FROM report_words w"
               " JOIN report r ON r.tenant = $1 AND r.id = -w.rowid"
               " WHERE report_words MATCH $2 ORDER BY w.rowid LIMIT $3",
               "SELECT r.case_id FROM report_words w"
               " JOIN report r ON r.tenant = $1 AND r.id = w.report_id"
               " WHERE w.tenant = $1 AND w.words @@ to_tsquery('simple', $2)"
               " ORDER BY w.report_id DESC LIMIT $3",
               0);

/* (transfer full) */
static char *pairs_expression(const Ctx *ctx, const char *const *words)
{
    bool sqlite = db_engine(ctx->db) == DB_SQLITE;
    GString *text = g_string_new(NULL);
    if (sqlite)
        g_string_append_printf(text, "scope : t%" G_GINT64_FORMAT " AND body : (", ctx->tenant);
    for (guint i = 0; words[i]; i++)
        for (guint j = i + 1; words[j]; j++)
            g_string_append_printf(text, sqlite ? "%s(\"%s\" AND \"%s\")" : "%s(%s & %s)",
                                   i + j == 1 ? ""
                                   : sqlite   ? " OR "
                                              : " | ",
                                   words[i], words[j]);
    if (sqlite)
        g_string_append_c(text, ')');
    return g_string_free(text, FALSE);
}

static bool has_id(const GArray *ids, gint64 id)
{
    for (guint i = 0; i < ids->len; i++)
        if (g_array_index(ids, gint64, i) == id)
            return true;
    return false;
}

bool case_store_with_two(Ctx *ctx, const char *const *words, guint limit, GArray *out,
                         GError **error)
{
    g_autofree char *pairs = pairs_expression(ctx, words);
    g_autoptr(DbCursor) row = db_query(
        ctx->db, &with_two, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(pairs), DB_INT(limit)), error);
    GError *failed = NULL;
    while (row && db_next(row, &failed)) {
        gint64 id = db_int(row, 0);
        if (!has_id(out, id))
            g_array_append_val(out, id);
    }
    if (failed)
        g_propagate_error(error, failed);
    return row && !failed;
}

DB_STATEMENT_2(add_words, "case.add_words",
               "INSERT INTO report_words (rowid, scope, body) VALUES (-$1, 't' || $2, $3)",
               "INSERT INTO report_words (report_id, tenant, words)"
               " VALUES ($1, $2, to_tsvector('simple', $3)) ON CONFLICT DO NOTHING",
               0);

bool case_store_add_words(Ctx *ctx, gint64 report_id, const char *folded, GError **error)
{
    return db_exec(ctx->db, &add_words,
                   DB_ARGS(DB_INT(report_id), DB_INT(ctx->tenant), DB_TEXT(folded)), NULL, error);
}

DB_STATEMENT_2(del_words, "case.del_words",
               "INSERT INTO report_words (report_words, rowid, scope, body)"
               " VALUES ('delete', -$1, 't' || $2, $3)",
               "DELETE FROM report_words WHERE report_id = $1 AND tenant = $2 AND $3 <> ''", 0);

bool case_store_del_words(Ctx *ctx, gint64 report_id, const char *folded, GError **error)
{
    return db_exec(ctx->db, &del_words,
                   DB_ARGS(DB_INT(report_id), DB_INT(ctx->tenant), DB_TEXT(folded)), NULL, error);
}
