/* The reports of cases: see report.h. */
#include "store/report.h"

#include "store/rows.h"

#define REPORT_COLUMNS                                                                             \
    "r.tenant, r.id, r.case_id, r.first_case_id, r.ticket, r.class, r.channel, r.person_id,"       \
    " r.visibility, r.service, r.text, r.text_sealed, r.place_text, r.place_sealed, r.area,"       \
    " r.lat_e7, r.lng_e7, r.accuracy_m, r.attributes, r.lang, r.api_key, r.follows, r.rating,"     \
    " r.created_at, r.by_account, r.desk, r.relation, r.for_person_id, r.consent"

static gpointer report_from_row(const DbCursor *row)
{
    Report *r = report_new();
    guint i = 0;
    r->tenant = db_int(row, i++);
    r->id = db_int(row, i++);
    r->case_id = db_int(row, i++);
    r->first_case_id = db_int(row, i++);
    r->ticket = db_dup_text(row, i++);
    r->class_ = (ReportClass)db_int(row, i++);
    r->channel = db_dup_text(row, i++);
    r->person_id = db_int(row, i++);
    r->visibility = (Visibility)db_int(row, i++);
    r->service = db_dup_text(row, i++);
    r->text = db_dup_text(row, i++);
    r->text_sealed = db_dup_blob(row, i++);
    r->place_text = db_dup_text(row, i++);
    r->place_sealed = db_dup_blob(row, i++);
    r->area = db_dup_text(row, i++);
    r->lat_e7 = (gint32)db_int(row, i++);
    r->lng_e7 = (gint32)db_int(row, i++);
    r->accuracy_m = (int)db_int(row, i++);
    r->attributes = db_dup_text(row, i++);
    r->lang = db_dup_text(row, i++);
    r->api_key = db_int(row, i++);
    r->follows = db_int(row, i++) != 0;
    r->rating = (int)db_int(row, i++);
    r->created_at = db_int(row, i++);
    r->by_account = db_int(row, i++);
    r->desk = db_dup_text(row, i++);
    r->relation = (Relation)db_int(row, i++);
    r->for_person_id = db_int(row, i++);
    r->consent = db_int(row, i++) != 0;
    return r;
}

DB_STATEMENT(insert, "report.insert",
             "INSERT INTO report (tenant, id, case_id, first_case_id, ticket, class, channel,"
             " person_id, visibility, service, text, text_sealed, place_text, place_sealed, area,"
             " lat_e7, lng_e7, accuracy_m, attributes, lang, api_key, created_at,"
             " by_account, desk, relation, for_person_id, consent)"
             " VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
             " $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)");

bool report_store_insert(Ctx *ctx, const Report *r, GError **error)
{
    return db_exec(ctx->db, &insert,
                   DB_ARGS(DB_INT(r->tenant), DB_INT(r->id), DB_INT(r->case_id), DB_TEXT(r->ticket),
                           DB_INT(r->class_), DB_TEXT(r->channel), DB_INT(r->person_id),
                           DB_INT(r->visibility), DB_TEXT(r->service), DB_TEXT(r->text),
                           DB_BYTES(r->text_sealed), DB_TEXT(r->place_text),
                           DB_BYTES(r->place_sealed), DB_TEXT(r->area), DB_INT(r->lat_e7),
                           DB_INT(r->lng_e7), DB_INT(r->accuracy_m), DB_TEXT(r->attributes),
                           DB_TEXT(r->lang), DB_INT(r->api_key), DB_INT(r->created_at),
                           DB_INT(r->by_account), DB_TEXT(r->desk ? r->desk : ""),
                           DB_INT(r->relation), DB_INT(r->for_person_id), DB_INT(r->consent)),
                   NULL, error);
}

DB_STATEMENT(by_id, "report.by_id",
             "SELECT " REPORT_COLUMNS " FROM report r WHERE r.tenant = $1 AND r.id = $2");

Report *report_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &by_id, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    report_from_row, N_("Laporan tidak ditemukan."), error);
}

DB_STATEMENT(by_ticket, "report.by_ticket",
             "SELECT " REPORT_COLUMNS " FROM report r WHERE r.ticket = $2 AND r.tenant = $1");

Report *report_store_by_ticket(Ctx *ctx, const char *ticket, GError **error)
{
    return rows_one(
        db_query(ctx->db, &by_ticket, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(ticket)), error),
        report_from_row, N_("Laporan tidak ditemukan."), error);
}

DB_STATEMENT(ticket_known, "report.ticket_known", "SELECT 1 FROM report WHERE ticket = $1");

bool report_store_ticket_known(Ctx *ctx, const char *ticket, bool *known, GError **error)
{
    gint64 found = 0;
    if (!db_exec_int(ctx->db, &ticket_known, DB_ARGS(DB_TEXT(ticket)), 0, &found, error))
        return false;
    *known = found != 0;
    return true;
}

DB_STATEMENT(of_case, "report.of_case",
             "SELECT " REPORT_COLUMNS
             " FROM report r WHERE r.tenant = $1 AND r.case_id = $2 ORDER BY r.id");

bool report_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &of_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error),
        report_from_row, out, error);
}

DB_STATEMENT(of_person, "report.of_person",
             "SELECT " REPORT_COLUMNS
             " FROM report r JOIN cases c ON c.tenant = r.tenant AND c.id = r.case_id"
             " WHERE r.tenant = $1 AND r.person_id = $2 AND r.person_id <> 0"
             " AND (c.closed_at = 0 OR c.closed_at > $3) ORDER BY r.id DESC LIMIT $4");

bool report_store_of_person(Ctx *ctx, gint64 person_id, gint64 since_at, guint limit,
                            GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &of_person,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(person_id), DB_INT(since_at), DB_INT(limit)),
                 error),
        report_from_row, out, error);
}

DB_STATEMENT(after_id, "report.after",
             "SELECT " REPORT_COLUMNS
             " FROM report r WHERE r.tenant = $1 AND r.id > $2 ORDER BY r.id LIMIT $3");

bool report_store_after(Ctx *ctx, gint64 after, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &after_id,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(after), DB_INT(limit)), error),
                        report_from_row, out, error);
}

DB_STATEMENT(merge, "report.merge",
             "UPDATE report SET case_id = $3 WHERE tenant = $1 AND case_id = $2");

bool report_store_merge(Ctx *ctx, gint64 from_case, gint64 to_case, gint64 *moved, GError **error)
{
    return db_exec(ctx->db, &merge,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(from_case), DB_INT(to_case)), moved, error);
}

DB_STATEMENT(move, "report.move",
             "UPDATE report SET case_id = $3, first_case_id = $3 WHERE tenant = $1 AND id = $2");

bool report_store_move(Ctx *ctx, gint64 id, gint64 case_id, GError **error)
{
    return db_exec(ctx->db, &move, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(case_id)), NULL,
                   error);
}

DB_STATEMENT(set_case, "report.set_case",
             "UPDATE report SET case_id = $3 WHERE tenant = $1 AND id = $2");

bool report_store_set_case(Ctx *ctx, gint64 id, gint64 case_id, GError **error)
{
    return db_exec(ctx->db, &set_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(case_id)),
                   NULL, error);
}

DB_STATEMENT(count_of_case, "report.count",
             "SELECT count(*) FROM report WHERE tenant = $1 AND case_id = $2");

bool report_store_count(Ctx *ctx, gint64 case_id, gint64 *count, GError **error)
{
    return db_exec_int(ctx->db, &count_of_case, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), 0,
                       count, error);
}

DB_STATEMENT(set_rating, "report.set_rating",
             "UPDATE report SET rating = $3 WHERE tenant = $1 AND id = $2");

bool report_store_set_rating(Ctx *ctx, gint64 id, int rating, GError **error)
{
    return db_exec(ctx->db, &set_rating, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(rating)),
                   NULL, error);
}

DB_STATEMENT(
    set_follows, "report.set_follows",
    "UPDATE report SET follows = $4 WHERE tenant = $1 AND case_id = $2 AND person_id = $3");

bool report_store_set_follows(Ctx *ctx, gint64 person_id, gint64 case_id, bool follows,
                              GError **error)
{
    return db_exec(
        ctx->db, &set_follows,
        DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_INT(person_id), DB_INT(follows)), NULL,
        error);
}

DB_STATEMENT(for_person, "report.for_person",
             "SELECT " REPORT_COLUMNS
             " FROM report r WHERE r.tenant = $1 AND r.for_person_id = $2 AND r.for_person_id <> 0"
             " ORDER BY r.id DESC LIMIT $3");

bool report_store_for_person(Ctx *ctx, gint64 person_id, guint limit, GPtrArray *out,
                             GError **error)
{
    return rows_collect(db_query(ctx->db, &for_person,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(person_id), DB_INT(limit)),
                                 error),
                        report_from_row, out, error);
}

DB_STATEMENT(set_person, "report.set_person",
             "UPDATE report SET person_id = $3, for_person_id = $4 WHERE tenant = $1 AND id = $2");

bool report_store_set_person(Ctx *ctx, gint64 id, gint64 person_id, gint64 for_person_id,
                             GError **error)
{
    return db_exec(
        ctx->db, &set_person,
        DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(person_id), DB_INT(for_person_id)), NULL,
        error);
}

DB_STATEMENT(set_secret, "report.set_secret",
             "UPDATE report SET visibility = 2, text = NULL, place_text = '', text_sealed = $3,"
             " place_sealed = $4 WHERE tenant = $1 AND id = $2");

bool report_store_set_secret(Ctx *ctx, const Report *r, GError **error)
{
    return db_exec(ctx->db, &set_secret,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(r->id), DB_BYTES(r->text_sealed),
                           DB_BYTES(r->place_sealed)),
                   NULL, error);
}

/* ---- support ---- */

DB_STATEMENT(support_add, "support.add",
             "INSERT INTO support (tenant, case_id, voter_hash, person_id, created_at)"
             " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");

bool support_store_add(Ctx *ctx, gint64 case_id, const guint8 voter_hash[16], gint64 person_id,
                       bool *added, GError **error)
{
    gint64 changed = 0;
    if (!db_exec(ctx->db, &support_add,
                 DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_BLOB(voter_hash, 16),
                         DB_INT(person_id), DB_INT(ctx_now_us(ctx))),
                 &changed, error))
        return false;
    *added = changed == 1;
    return true;
}

DB_STATEMENT(support_count, "support.count",
             "SELECT count(*) FROM support WHERE tenant = $1 AND case_id = $2");

bool support_store_count(Ctx *ctx, gint64 case_id, gint64 *count, GError **error)
{
    return db_exec_int(ctx->db, &support_count, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), 0,
                       count, error);
}

DB_STATEMENT(support_persons, "support.persons",
             "SELECT DISTINCT person_id FROM support WHERE tenant = $1 AND person_id <> 0 AND"
             " case_id IN (SELECT first_case_id FROM report WHERE tenant = $1 AND case_id = $2)");

bool support_store_persons(Ctx *ctx, gint64 case_id, GArray *persons, GError **error)
{
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &support_persons, DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id)), error);
    GError *failed = NULL;
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        gint64 id = db_int(row, 0);
        g_array_append_val(persons, id);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(support_set_person, "support.set_person",
             "UPDATE support SET person_id = $4 WHERE tenant = $1 AND case_id = $2"
             " AND person_id = $3");

bool support_store_set_person(Ctx *ctx, gint64 case_id, gint64 person_id, gint64 to, GError **error)
{
    return db_exec(ctx->db, &support_set_person,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(case_id), DB_INT(person_id), DB_INT(to)),
                   NULL, error);
}
