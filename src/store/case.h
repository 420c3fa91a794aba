/* The cases table. Every function is one statement, or one and its paging. */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

bool case_store_insert(Ctx *ctx, const Case *c, GError **error) MUST_USE;
/* Writes all that can change, where version is still c->version; then c->version + 1. CONFLICT when
 * somebody else was first. */
bool case_store_update(Ctx *ctx, Case *c, GError **error) MUST_USE;
/* Inside a transaction the row is locked until its end (on SQLite the writer is alone anyway). */
Case *case_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* By the ticket of the case or of any report; *report_id (may be NULL) is that report. */
Case *case_store_by_ticket(Ctx *ctx, const char *ticket, gint64 *report_id,
                           GError **error) MUST_USE;
/* Which tenant has the ticket now; 0 when none. */
bool case_store_tenant_of(Db *db, const char *ticket, gint64 *tenant, GError **error) MUST_USE;
/* Moves the row to another tenant; what hangs on it by foreign key follows, events are moved too.
 */
bool case_store_move(Ctx *ctx, gint64 id, gint64 to_tenant, GError **error) MUST_USE;

typedef enum CasePlan {
    CASE_PLAN_TIME,    /* newest first */
    CASE_PLAN_UPDATED, /* latest change first */
    CASE_PLAN_STATUS,  /* one status, nearest due first */
    CASE_PLAN_AGENCY,  /* one agency and status, nearest due first */
    CASE_PLAN_SERVICE, /* one service, newest first */
    CASE_PLAN_AREA,    /* one desa, newest first */
} CasePlan;

typedef struct CaseQuery {
    CasePlan plan;
    gint64 key, id; /* cursor: rows after it */
    guint limit;
    bool listed;
    const char *statuses; /* ",1,2," or "" */
    CaseStatus status;    /* of the STATUS and AGENCY plans */
    gint64 due_max; /* of these plans: due no later; keeps the search for overdue ones short */
    const char *service, *agency, *channel;
    const char *area_from, *area_to; /* code range, "" any; equal: exactly that one */
    int class_;
    bool overdue;
    gint64 officer, from_at, to_at;
    gint32 south_e7, west_e7, north_e7, east_e7; /* all 0: anywhere */
} CaseQuery;
/* Case* appended to out. */
bool case_store_list(Ctx *ctx, const CaseQuery *query, GPtrArray *out, GError **error) MUST_USE;
/* Rows of query's plan counted up to cap + 1. Only STATUS and AGENCY plans. */
bool case_store_count(Ctx *ctx, const CaseQuery *query, guint cap, guint *count,
                      GError **error) MUST_USE;
typedef struct CaseSpot {
    gint64 cell, case_id;
} CaseSpot;
/* Open and listed, with a point in cells [first, last], of one service (NULL: any); from the last
 * cell down, in a cell newest first. Appended. */
bool case_store_spots(Ctx *ctx, const char *service, gint64 first, gint64 last, guint limit,
                      GArray *out, GError **error) MUST_USE;
/* The same of those that are open and not listed, of any service. */
bool case_store_spots_unlisted(Ctx *ctx, gint64 first, gint64 last, guint limit, GArray *out,
                               GError **error) MUST_USE;
/* Case* appended if it is still open, and listed or not as said. */
bool case_store_get_open(Ctx *ctx, gint64 id, bool listed, GPtrArray *out, GError **error) MUST_USE;
/* With this bit, the oldest first. Case* appended. */
bool case_store_attention(Ctx *ctx, Attention bit, guint limit, GPtrArray *out,
                          GError **error) MUST_USE;
/* Cases of the reports before which all words (folded) match, newest report first; when they do not
 * fill the page, the last word may be the beginning of one. *last_report: cursor of the next page.
 */
bool case_store_search(Ctx *ctx, const char *const *words, gint64 before, const CaseQuery *rest,
                       GPtrArray *out, gint64 *last_report, GError **error) MUST_USE;
/* The cases of the newest reports in which any two of the words (folded) stand; gint64 ids, each
 * once, appended. Reports, not cases, are limited. */
bool case_store_with_two(Ctx *ctx, const char *const *words, guint limit, GArray *out,
                         GError **error) MUST_USE;
bool case_store_add_words(Ctx *ctx, gint64 report_id, const char *folded, GError **error) MUST_USE;
bool case_store_del_words(Ctx *ctx, gint64 report_id, const char *folded, GError **error) MUST_USE;
