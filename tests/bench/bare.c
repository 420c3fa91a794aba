/* The baseline of the intake benchmark: a bare loop on sqlite3 that inserts the rows of reports in
 * batches of 64, one fsync a batch, into the schema of sql/ with all its indexes.
 *
 *     build/tests/bench/bare DIR [SECONDS]      prints "reports/s rows/s reports"
 *
 * DIR must be on the disk that is measured; a file bench.db there is made or grown. Nothing else
 * is done: no parsing, no hashing, no threads, no answers. So intake over HTTP, which does
 * all that and answers after the fsync too, is held against it as a ratio, never by itself. The log
 * is moved into the file every 4000 pages, as db/sqlite.c does.
 */
#include "bench/rows.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 64 };

static const char *const SQL[] = { ROWS_CASE, ROWS_REPORT, ROWS_EVENT, ROWS_HOP, ROWS_CLOCK };

typedef struct {
    sqlite3 *handle;
    sqlite3_stmt *insert[G_N_ELEMENTS(SQL)];
    sqlite3_stmt *begin, *commit;
} Bare;

static sqlite3_stmt *bare_prepare(Bare *bare, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    if (sqlite3_prepare_v3(bare->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL))
        g_error("%s: %s", sql, sqlite3_errmsg(bare->handle));
    return stmt;
}

static void bare_step(Bare *bare, sqlite3_stmt *stmt)
{
    if (sqlite3_step(stmt) != SQLITE_DONE)
        g_error("%s: %s", sqlite3_sql(stmt), sqlite3_errmsg(bare->handle));
    sqlite3_reset(stmt);
}

static bool bare_put(gpointer user, int which, DbArgs args, GError **error G_GNUC_UNUSED)
{
    Bare *bare = user;
    sqlite3_stmt *stmt = bare->insert[which];
    for (guint i = 0; i < args.count; i++) {
        const DbValue *value = &args.values[i];
        if (value->kind == DB_KIND_INT)
            sqlite3_bind_int64(stmt, (int)i + 1, value->i);
        else if (value->kind == DB_KIND_TEXT)
            sqlite3_bind_text(stmt, (int)i + 1, value->s, -1, SQLITE_STATIC);
        else
            sqlite3_bind_blob64(stmt, (int)i + 1, value->p, value->n, SQLITE_STATIC);
    }
    bare_step(bare, stmt);
    return true;
}

static void bare_open(Bare *bare, const char *where)
{
    static const char SETTINGS[] =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4000";
    if (sqlite3_open_v2(where, &bare->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ||
        sqlite3_exec(bare->handle, SETTINGS, NULL, NULL, NULL))
        g_error("%s: %s", where, sqlite3_errmsg(bare->handle));
    for (guint i = 0; i < G_N_ELEMENTS(SQL); i++)
        bare->insert[i] = bare_prepare(bare, SQL[i]);
    bare->begin = bare_prepare(bare, "BEGIN IMMEDIATE");
    bare->commit = bare_prepare(bare, "COMMIT");
}

static void bare_batch(Bare *bare)
{
    bare_step(bare, bare->begin);
    for (int i = 0; i < BATCH; i++) {
        Rows rows = rows_new();
        if (!rows_put(&rows, bare_put, bare, NULL))
            g_assert_not_reached();
        rows_clear(&rows);
    }
    bare_step(bare, bare->commit);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        g_error("usage: bare DIR [SECONDS]");
    g_autofree char *where = g_build_filename(argv[1], "bench.db", NULL);
    double seconds = argc > 2 ? atof(argv[2]) : 5;
    database_close(rows_open(where));
    Bare bare = { 0 };
    bare_open(&bare, where);
    gint64 reports = 0, began_at = g_get_monotonic_time(), took_us = 0;
    for (; took_us < (gint64)(seconds * G_USEC_PER_SEC);
         took_us = g_get_monotonic_time() - began_at) {
        bare_batch(&bare);
        reports += BATCH;
    }
    double rate = (double)reports * G_USEC_PER_SEC / (double)took_us;
    printf("%.0f reports/s %.0f rows/s %" G_GINT64_FORMAT " reports\n", rate, rate * ROWS_A_REPORT,
           reports);
    for (guint i = 0; i < G_N_ELEMENTS(SQL); i++)
        sqlite3_finalize(bare.insert[i]);
    sqlite3_finalize(bare.begin);
    sqlite3_finalize(bare.commit);
    sqlite3_close(bare.handle);
    return 0;
}
