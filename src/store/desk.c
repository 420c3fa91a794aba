/* Desks in their days: see desk.h. */
#include "store/desk.h"

#include "store/rows.h"

DB_STATEMENT(shift_of, "desk.shift_of",
             "SELECT id, desk, counter, from_at FROM desk_shift WHERE tenant = $1 AND account = $2"
             " AND to_at = 0");

bool desk_store_shift(Ctx *ctx, gint64 account, gint64 *id, char **desk, int *counter,
                      gint64 *from_at, GError **error)
{
    GError *failed = NULL;
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &shift_of, DB_ARGS(DB_INT(ctx->tenant), DB_INT(account)), error);
    *desk = NULL;
    if (!row)
        return false;
    if (db_next(row, &failed)) {
        *id = db_int(row, 0);
        *desk = db_dup_text(row, 1);
        *counter = (int)db_int(row, 2);
        *from_at = db_int(row, 3);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(open_shift, "desk.open_shift",
             "INSERT INTO desk_shift (tenant, id, desk, account, counter, from_at)"
             " VALUES ($1, $2, $3, $4, $5, $6)");

bool desk_store_open_shift(Ctx *ctx, gint64 id, const char *desk, gint64 account, int counter,
                           GError **error)
{
    return db_exec(ctx->db, &open_shift,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_TEXT(desk), DB_INT(account),
                           DB_INT(counter), DB_INT(ctx_now_us(ctx))),
                   NULL, error);
}

DB_STATEMENT(close_shift, "desk.close_shift",
             "UPDATE desk_shift SET to_at = $3 WHERE tenant = $1 AND id = $2 AND to_at = 0");

bool desk_store_close_shift(Ctx *ctx, gint64 id, GError **error)
{
    return db_exec(ctx->db, &close_shift,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(ctx_now_us(ctx))), NULL, error);
}

DB_STATEMENT(take, "desk.take",
             "INSERT INTO desk_number (tenant, desk, day, number, state, taken_at)"
             " SELECT $1, $2, $3, 1 + coalesce((SELECT max(number) FROM desk_number"
             "  WHERE tenant = $1 AND desk = $2 AND day = $3), 0), 1, $4"
             " WHERE 1 = 1 ON CONFLICT DO NOTHING RETURNING number");

bool desk_store_take(Ctx *ctx, const char *desk, gint32 day, int *number, GError **error)
{
    gint64 taken = 0;
    if (!db_exec_int(
            ctx->db, &take,
            DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day), DB_INT(ctx_now_us(ctx))), 0,
            &taken, error))
        return false;
    *number = (int)taken;
    return true;
}

#define NEXT_WAITING                                                                               \
    "(SELECT number FROM desk_number WHERE tenant = $1 AND desk = $2 AND day = $3 AND state = 1"   \
    " ORDER BY number LIMIT 1"
#define CALL_NEXT                                                                                  \
    "UPDATE desk_number SET state = 2, counter = $4, calls = 1, called_at = $5, account = $6"      \
    " WHERE tenant = $1 AND desk = $2 AND day = $3 AND number = "
DB_STATEMENT_2(call_next, "desk.call_next", CALL_NEXT NEXT_WAITING ") RETURNING number",
               CALL_NEXT NEXT_WAITING " FOR UPDATE SKIP LOCKED) RETURNING number", 0);

bool desk_store_call_next(Ctx *ctx, const char *desk, gint32 day, int counter, int *number,
                          GError **error)
{
    gint64 called = 0;
    if (!db_exec_int(ctx->db, &call_next,
                     DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day), DB_INT(counter),
                             DB_INT(ctx_now_us(ctx)), DB_INT(ctx->actor.id)),
                     0, &called, error))
        return false;
    *number = (int)called;
    return true;
}

DB_STATEMENT(set_state, "desk.set_state",
             "UPDATE desk_number SET state = $5, ended_at = $6 WHERE tenant = $1 AND desk = $2"
             " AND day = $3 AND number = $4 AND state = 2");

bool desk_store_end(Ctx *ctx, const char *desk, gint32 day, int number, NumberState state,
                    gint64 *changed, GError **error)
{
    return db_exec(ctx->db, &set_state,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day), DB_INT(number),
                           DB_INT(state), DB_INT(ctx_now_us(ctx))),
                   changed, error);
}

DB_STATEMENT(recall, "desk.recall",
             "UPDATE desk_number SET state = 2, counter = $5, calls = calls + 1, called_at = $6,"
             " account = $7 WHERE tenant = $1 AND desk = $2 AND day = $3 AND number = $4"
             " AND state IN (2, 4)");

bool desk_store_recall(Ctx *ctx, const char *desk, gint32 day, int number, int counter,
                       gint64 *changed, GError **error)
{
    return db_exec(ctx->db, &recall,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day), DB_INT(number),
                           DB_INT(counter), DB_INT(ctx_now_us(ctx)), DB_INT(ctx->actor.id)),
                   changed, error);
}

DB_STATEMENT(serve_own, "desk.serve_own",
             "UPDATE desk_number SET state = 3, ended_at = $5 WHERE tenant = $1 AND desk = $2"
             " AND day = $3 AND state = 2 AND account = $4");

bool desk_store_serve_own(Ctx *ctx, const char *desk, gint32 day, GError **error)
{
    return db_exec(ctx->db, &serve_own,
                   DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day), DB_INT(ctx->actor.id),
                           DB_INT(ctx_now_us(ctx))),
                   NULL, error);
}

DB_STATEMENT(numbers, "desk.numbers",
             "SELECT number, counter, calls, state, taken_at, called_at FROM desk_number"
             " WHERE tenant = $1 AND desk = $2 AND day = $3 AND state = $4"
             " ORDER BY called_at DESC, number LIMIT $5");

bool desk_store_numbers(Ctx *ctx, const char *desk, gint32 day, NumberState state, guint limit,
                        GArray *out, GError **error)
{
    GError *failed = NULL;
    g_autoptr(DbCursor) row = db_query(
        ctx->db, &numbers,
        DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day), DB_INT(state), DB_INT(limit)),
        error);
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        DeskNumber n = { .number = (int)db_int(row, 0),
                         .counter = (int)db_int(row, 1),
                         .calls = (int)db_int(row, 2),
                         .state = (NumberState)db_int(row, 3),
                         .taken_at = db_int(row, 4),
                         .called_at = db_int(row, 5) };
        g_array_append_val(out, n);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(counts_of, "desk.counts",
             "SELECT state, CAST(count(*) AS BIGINT), max(number) FROM desk_number"
             " WHERE tenant = $1 AND desk = $2 AND day = $3 GROUP BY state");

bool desk_store_counts(Ctx *ctx, const char *desk, gint32 day, int counts[5], int *last,
                       GError **error)
{
    GError *failed = NULL;
    g_autoptr(DbCursor) row = db_query(
        ctx->db, &counts_of, DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day)), error);
    if (!row)
        return false;
    for (int i = 0; i < 5; i++)
        counts[i] = 0;
    *last = 0;
    while (db_next(row, &failed)) {
        counts[CLAMP(db_int(row, 0), 0, 4)] = (int)db_int(row, 1);
        *last = MAX(*last, (int)db_int(row, 2));
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}

DB_STATEMENT(waits, "desk.waits",
             "SELECT called_at - taken_at FROM desk_number WHERE tenant = $1 AND desk = $2"
             " AND day = $3 AND state = 3 AND called_at > 0 ORDER BY number DESC LIMIT $4");

bool desk_store_waits(Ctx *ctx, const char *desk, gint32 day, guint limit, GArray *out,
                      GError **error)
{
    GError *failed = NULL;
    g_autoptr(DbCursor) row =
        db_query(ctx->db, &waits,
                 DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(desk), DB_INT(day), DB_INT(limit)), error);
    if (!row)
        return false;
    while (db_next(row, &failed)) {
        gint64 wait = db_int(row, 0);
        g_array_append_val(out, wait);
    }
    if (failed)
        g_propagate_error(error, failed);
    return failed == NULL;
}
