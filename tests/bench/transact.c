/* The rows of reports by db_transact from many threads, each of which waits until its report is on
 * disk: what the database layer leaves of bare.c's rate, before HTTP and the rules of intake.
 *
 *     build/tests/bench/transact WHERE [THREADS [SECONDS [small]]]
 *
 * WHERE: a path or postgresql://...; small: one row a work instead of a report's. Prints works/s,
 * commits, and the 50th and 99th percentile of a work's time.
 */
#include "bench/rows.h"

#include <stdio.h>
#include <stdlib.h>

DB_STATEMENT(insert_case, "bench.case", ROWS_CASE);
DB_STATEMENT(insert_report, "bench.report", ROWS_REPORT);
DB_STATEMENT(insert_event, "bench.event", ROWS_EVENT);
DB_STATEMENT(insert_hop, "bench.hop", ROWS_HOP);
DB_STATEMENT(insert_clock, "bench.clock", ROWS_CLOCK);

typedef struct {
    Database *database;
    gint64 until;
    bool small;
    GArray *took_us;
} Worker;

static gint commits;

static bool put_row(gpointer user, int which, DbArgs args, GError **error)
{
    static const DbStatement *const INSERTS[] = { &insert_case, &insert_report, &insert_event,
                                                  &insert_hop, &insert_clock };
    return db_exec(user, INSERTS[which], args, NULL, error);
}

static bool work_report(Db *db, gpointer user, GError **error)
{
    return rows_put(user, put_row, db, error);
}

static bool work_small(Db *db, gpointer user, GError **error)
{
    const Rows *rows = user;
    return put_row(db, 2,
                   DB_ARGS(DB_INT(1), DB_INT(rows->id), DB_INT(rows->id), DB_INT(rows->at),
                           DB_TEXT(rows->event), DB_BLOB(rows->hash, sizeof rows->hash)),
                   error);
}

static gpointer worker_main(gpointer user)
{
    Worker *worker = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(worker->database, &error);
    gint64 began_at = g_get_monotonic_time();
    while (db && began_at < worker->until) {
        Rows rows = rows_new();
        if (!db_transact(db, worker->small ? work_small : work_report, &rows, &error))
            break;
        rows_clear(&rows);
        gint64 now = g_get_monotonic_time(), took = now - began_at;
        g_array_append_val(worker->took_us, took);
        began_at = now;
    }
    if (error)
        g_error("%s (%s)", error->message, error_detail(error));
    return NULL;
}

static void count_commit(gpointer nothing G_GNUC_UNUSED)
{
    g_atomic_int_inc(&commits);
}

static int compare_times(gconstpointer a, gconstpointer b)
{
    gint64 one = *(const gint64 *)a, two = *(const gint64 *)b;
    return one < two ? -1 : one > two;
}

static void print_result(GArray *took_us, double seconds)
{
    g_array_sort(took_us, compare_times);
    printf("%.0f works/s %d commits p50 %" G_GINT64_FORMAT " us p99 %" G_GINT64_FORMAT " us\n",
           took_us->len / seconds, g_atomic_int_get(&commits),
           g_array_index(took_us, gint64, took_us->len / 2),
           g_array_index(took_us, gint64, (guint64)took_us->len * 99 / 100));
}

int main(int argc, char **argv)
{
    if (argc < 2)
        g_error("usage: transact WHERE [THREADS [SECONDS [small]]]");
    int count = argc > 2 ? atoi(argv[2]) : 8;
    double seconds = argc > 3 ? atof(argv[3]) : 5;
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autofree Worker *workers = g_new(Worker, count);
    g_autofree GThread **threads = g_new(GThread *, count);
    Database *database = rows_open(argv[1]);
    database_on_commit(database, count_commit, NULL);
    gint64 until = g_get_monotonic_time() + (gint64)(seconds * G_USEC_PER_SEC);
    for (int i = 0; i < count; i++) {
        workers[i] = (Worker){ database, until, argc > 4, g_array_new(FALSE, FALSE, 8) };
        threads[i] = g_thread_new("worker", worker_main, &workers[i]);
    }
    for (int i = 0; i < count; i++) {
        g_thread_join(threads[i]);
        g_array_append_vals(all, workers[i].took_us->data, workers[i].took_us->len);
        g_array_unref(workers[i].took_us);
    }
    database_close(database);
    print_result(all, seconds);
    return 0;
}
