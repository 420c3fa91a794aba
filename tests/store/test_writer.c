/* What the writer promises (db/writer.c, W1 to W7), and what a commit is worth: many threads, many
 * works in one batch, kill -9, a full disk, a broken connection.
 */
#include "store/store_test.h"

#include <signal.h>
#include <sys/resource.h>

DB_STATEMENT(insert, "row.insert", "INSERT INTO row_of (id, data) VALUES ($1, $2)");
DB_STATEMENT(by_id, "row.by_id", "SELECT id FROM row_of WHERE id = $1");
DB_STATEMENT(count_all, "row.count", "SELECT count(*) FROM row_of");
DB_STATEMENT(set_data, "row.set_data", "UPDATE row_of SET data = $1 WHERE id = $2");

#define LIMIT_US (20 * G_USEC_PER_SEC)

static void make_rows(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    bool ok = db_run_script(
        t->db, "CREATE TABLE row_of (id BIGINT NOT NULL PRIMARY KEY, data TEXT NOT NULL)", &error);
    store_assert_no_error(error);
    g_assert_true(ok);
}

static gint64 number(Db *db, const DbStatement *statement, DbArgs args)
{
    g_autoptr(GError) error = NULL;
    gint64 value = 0;
    bool ok = db_exec_int(db, statement, args, -1, &value, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    return value;
}

static bool insert_row(Db *db, gint64 id, const char *data, GError **error)
{
    return db_exec(db, &insert, DB_ARGS(DB_INT(id), DB_TEXT(data)), NULL, error);
}

/* Waits for a condition that other threads make true. */
#define WAIT_FOR(condition)                                                                        \
    do {                                                                                           \
        gint64 until_ = g_get_monotonic_time() + LIMIT_US;                                         \
        while (!(condition)) {                                                                     \
            g_assert_cmpint(g_get_monotonic_time(), <, until_);                                    \
            g_usleep(100);                                                                         \
        }                                                                                          \
    } while (0)

/* ---- many threads ---- */

enum { THREADS = 8, WORKS = 500 };

typedef struct {
    Database *database;
    int number;
    int done;
} Worker;

static bool work_insert(Db *db, gpointer user, GError **error)
{
    return insert_row(db, *(gint64 *)user, "kentongan", error);
}

/* Every seventh work has a row that is there already, and fails alone. */
static gpointer worker_main(gpointer user)
{
    Worker *worker = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(worker->database, &error);
    store_assert_no_error(error);
    for (int i = 0; i < WORKS; i++) {
        gint64 id = worker->number * WORKS + (i % 7 == 6 ? i - 1 : i);
        if (db_transact(db, work_insert, &id, &error))
            worker->done++;
        else
            g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_CONFLICT);
        g_clear_error(&error);
    }
    return NULL;
}

static void run_workers(Database *const *databases, int count)
{
    Worker workers[THREADS];
    GThread *threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){ databases[i % count], i, 0 };
        threads[i] = g_thread_new("worker", worker_main, &workers[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        g_thread_join(threads[i]);
        g_assert_cmpint(workers[i].done, ==, WORKS - WORKS / 7);
    }
}

static void test_threads(StoreTest *t)
{
    make_rows(t);
    run_workers(&t->database, 1);
    store_test_reopen(t);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, THREADS * (WORKS - WORKS / 7));
}

/* Two places of the same file, as two processes would have them, lock each other out in turn. */
static void test_two_writers(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    make_rows(t);
    g_autoptr(Database) second = database_open(t->where, &error);
    store_assert_no_error(error);
    Database *databases[] = { t->database, second };
    run_workers(databases, 2);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, THREADS * (WORKS - WORKS / 7));
}

/* ---- one batch ---- */

typedef struct {
    Database *database;
    gint64 id;
    KentonganError fail; /* after writing its row; 0: succeeds */
    const char *data;
    gint *order; /* counts works as they run */
    int ran, runs;
    bool ok;
    KentonganError code;
} Part;

static bool part_work(Db *db, gpointer user, GError **error)
{
    Part *part = user;
    part->runs++;
    part->ran = g_atomic_int_add(part->order, 1);
    if (!insert_row(db, part->id, part->data, error))
        return false;
    if (part->fail == 0)
        return true;
    error_set(error, part->fail, NULL, "no", "planned");
    return false;
}

static gpointer part_main(gpointer user)
{
    Part *part = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(part->database, &error);
    store_assert_no_error(error);
    part->ok = db_transact(db, part_work, part, &error);
    part->code = part->ok ? 0 : error_code(error);
    return NULL;
}

typedef struct {
    Database *database;
    guint wanted;
    gint entered;
} Gate;

/* Fails, so that its batch ends with it (W4). */
static bool gate_work(Db *db G_GNUC_UNUSED, gpointer user, GError **error)
{
    Gate *gate = user;
    g_atomic_int_set(&gate->entered, 1);
    WAIT_FOR(database_waiting(gate->database) == gate->wanted);
    error_set(error, KENTONGAN_ERROR_DENIED, NULL, "no", "planned");
    return false;
}

static gpointer gate_main(gpointer user)
{
    Gate *gate = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(gate->database, &error);
    store_assert_no_error(error);
    g_assert_false(db_transact(db, gate_work, gate, &error));
    return NULL;
}

/* The gate's work holds the writer until all parts wait, in their order, for the next batches. */
static void run_parts(StoreTest *t, Part *parts, guint count)
{
    gint order = 0;
    Gate gate = { t->database, count, 0 };
    g_autofree GThread **threads = g_new(GThread *, count);
    GThread *holder = g_thread_new("gate", gate_main, &gate);
    WAIT_FOR(g_atomic_int_get(&gate.entered));
    for (guint i = 0; i < count; i++) {
        parts[i].database = t->database;
        parts[i].order = &order;
        parts[i].data = parts[i].data ? parts[i].data : "x";
        threads[i] = g_thread_new("part", part_main, &parts[i]);
        WAIT_FOR(database_waiting(t->database) >= i + 1 || g_atomic_int_get(&order) > 0);
    }
    for (guint i = 0; i < count; i++)
        g_thread_join(threads[i]);
    g_thread_join(holder);
}

static void count_commit(gpointer user)
{
    g_atomic_int_inc((gint *)user);
}

static void check_parts(StoreTest *t, const Part *parts, guint count)
{
    for (guint i = 0; i < count; i++) {
        gint64 found = number(t->db, &by_id, DB_ARGS(DB_INT(parts[i].id)));
        if (parts[i].ok || parts[i].code != KENTONGAN_ERROR_CONFLICT)
            g_assert_cmpint(found, ==, parts[i].ok ? parts[i].id : -1);
    }
}

/* W2, W4, W7: neighbours of failed works are untouched, all is one commit, in order. */
static void test_batch(StoreTest *t)
{
    gint commits = 0;
    Part parts[] = {
        { .id = 1 },
        { .id = 2, .fail = KENTONGAN_ERROR_DENIED },
        { .id = 3 },
        { .id = 1 }, /* of its neighbour, not committed yet */
        { .id = 5 },
        { .id = 2 }, /* free again, since that work failed */
        { .id = 7, .fail = KENTONGAN_ERROR_INVALID },
    };
    make_rows(t);
    store_test_reopen(t);
    database_on_commit(t->database, count_commit, &commits);
    run_parts(t, parts, G_N_ELEMENTS(parts));
    static const KentonganError WANTED[] = {
        0, KENTONGAN_ERROR_DENIED, 0, KENTONGAN_ERROR_CONFLICT, 0, 0, KENTONGAN_ERROR_INVALID
    };
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_assert_cmpint(parts[i].code, ==, WANTED[i]);
        g_assert_cmpint(parts[i].ran, ==, i);
    }
    store_test_reopen(t);
    g_assert_cmpint(commits, ==, 1);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 4);
}

/* W4: the first of a batch has no savepoint, and fails alone all the same. */
static void test_batch_first_fails(StoreTest *t)
{
    Part parts[] = { { .id = 1, .fail = KENTONGAN_ERROR_DENIED },
                     { .id = 2, .fail = KENTONGAN_ERROR_DENIED },
                     { .id = 3 },
                     { .id = 4 } };
    make_rows(t);
    run_parts(t, parts, G_N_ELEMENTS(parts));
    g_assert_false(parts[0].ok || parts[1].ok);
    g_assert_true(parts[2].ok && parts[3].ok);
    check_parts(t, parts, G_N_ELEMENTS(parts));
}

/* W5: one work fills the disk; those beside it are tried again and succeed. */
static void test_full(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *huge = g_strnfill(4 << 20, 'x');
    Part parts[] = { { .id = 1 }, { .id = 2 }, { .id = 3, .data = huge }, { .id = 4 } };
    make_rows(t);
    g_assert_true(insert_row(t->db, 100, "before", &error));
    g_assert_true(db_run_script(t->db, "PRAGMA max_page_count = 200", &error));
    run_parts(t, parts, G_N_ELEMENTS(parts));
    g_assert_true(parts[0].ok && parts[1].ok && parts[3].ok);
    g_assert_cmpint(parts[0].runs, ==, 2);
    g_assert_cmpint(parts[2].code, ==, KENTONGAN_ERROR_FULL);
    check_parts(t, parts, G_N_ELEMENTS(parts));
    g_assert_cmpint(number(t->db, &by_id, DB_ARGS(DB_INT(100))), ==, 100);

    g_assert_false(insert_row(t->db, 5, huge, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_FULL);
    g_assert_nonnull(strstr(error_detail(error), "free space"));
    g_clear_error(&error);
    g_assert_true(db_run_script(t->db, "PRAGMA max_page_count = 100000", &error));
    g_assert_true(insert_row(t->db, 5, huge, &error)); /* there is room again */
    store_assert_no_error(error);
}

/* A nested work fills the disk and the outer keeps quiet: nothing may be said done. */
static bool full_inner(Db *db, gpointer user, GError **error)
{
    return insert_row(db, 2, user, error);
}

static bool full_outer(Db *db, gpointer user, GError **error)
{
    if (!insert_row(db, 1, "x", error))
        return false;
    g_assert_false(db_transact(db, full_inner, user, NULL));
    (void)!insert_row(db, 3, "must not go astray", NULL);
    return true;
}

static void test_full_nested(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *huge = g_strnfill(4 << 20, 'x');
    make_rows(t);
    g_assert_true(db_run_script(t->db, "PRAGMA max_page_count = 200", &error));
    g_assert_false(db_transact(t->db, full_outer, huge, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 0);
}

static gint64 file_bytes(const char *path)
{
    GStatBuf about;
    return g_stat(path, &about) == 0 ? (gint64)about.st_size : 0;
}

/* The log is moved into the file while works come, and when none does. */
static void test_log(StoreTest *t)
{
    g_autofree char *log = g_strconcat(t->where, "-wal", NULL);
    g_autofree char *data = g_strnfill(300000, 'x');
    make_rows(t);
    for (gint64 id = 0; id < 200; id++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(insert_row(t->db, id, data, &error));
        store_assert_no_error(error);
        g_assert_cmpint(file_bytes(log), <, 32 << 20); /* of 60 MB in all */
    }
    g_assert_cmpint(file_bytes(t->where), >, 40 << 20);
    g_autoptr(GError) error = NULL;
    g_autoptr(DbCursor) row = db_query_text(t->db, "PRAGMA page_count", &error);
    g_assert_true(db_next(row, &error));
    WAIT_FOR(file_bytes(t->where) == db_int(row, 0) * 4096);
}

/* ---- children that die ---- */

/* Reports each id after its commit has been acknowledged. */
static gpointer child_worker(gpointer user)
{
    Worker *worker = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(worker->database, &error);
    if (!db)
        _exit(98);
    for (gint64 id = worker->number;; id += THREADS) {
        if (!db_transact(db, work_insert, &id, &error)) {
            gint64 said = error_is(error, KENTONGAN_ERROR_FULL) ? -1 : -2;
            if (write(worker->done, &said, sizeof said) < 0)
                _exit(97);
            return NULL;
        }
        if (write(worker->done, &id, sizeof id) != sizeof id)
            _exit(97);
    }
}

/* limit_bytes: files may grow to this, 0 for no limit. Never returns. */
static void child_main(const StoreTest *t, int out, gint64 limit_bytes)
{
    g_autoptr(GError) error = NULL;
    Worker workers[THREADS];
    GThread *threads[THREADS];
    signal(SIGXFSZ, SIG_IGN);
    Database *database = database_open(t->where, &error);
    if (!database)
        _exit(99);
    if (limit_bytes > 0) {
        struct rlimit limit = { (rlim_t)limit_bytes, (rlim_t)limit_bytes };
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (Worker){ database, i, out };
        threads[i] = g_thread_new("worker", child_worker, &workers[i]);
    }
    for (int i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    _exit(0);
}

/* Starts a child that writes; store_test_open is the caller's, when the child is gone. */
static pid_t child_start(StoreTest *t, int *from, gint64 limit_bytes)
{
    int ends[2];
    store_test_close(t);
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        close(ends[0]);
        child_main(t, ends[1], limit_bytes);
    }
    close(ends[1]);
    *from = ends[0];
    return pid;
}

static bool read_id(int from, gint64 *id)
{
    return read(from, id, sizeof *id) == sizeof *id; /* small writes to a pipe are whole */
}

static void check_ids(StoreTest *t, const GArray *ids)
{
    for (guint i = 0; i < ids->len; i++) {
        gint64 id = g_array_index(ids, gint64, i);
        g_assert_cmpint(number(t->db, &by_id, DB_ARGS(DB_INT(id))), ==, id);
    }
}

static void test_kill(StoreTest *t)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    make_rows(t);
    for (int round = 1; round <= 3; round++) {
        g_autoptr(GError) error = NULL;
        int from = -1, status = 0;
        gint64 id = 0;
        g_assert_true(db_run_script(t->db, "DELETE FROM row_of", &error));
        g_array_set_size(ids, 0);
        pid_t pid = child_start(t, &from, 0);
        while (ids->len < 150u * (guint)round && read_id(from, &id))
            g_array_append_val(ids, id);
        g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
        while (read_id(from, &id))
            g_array_append_val(ids, id);
        close(from);
        g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
        g_assert_true(WIFSIGNALED(status));
        store_test_open(t);
        g_assert_cmpuint(ids->len, >=, 150u * (guint)round);
        check_ids(t, ids);
    }
}

static void check_file(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbCursor) row = db_query_text(t->db, "PRAGMA integrity_check", &error);
    store_assert_no_error(error);
    g_assert_true(db_next(row, &error));
    g_assert_cmpstr(db_text(row, 0), ==, "ok");
}

/* The log cannot grow, so COMMIT itself fails: all who wait in it hear so (W5), and what was said
 * done before is there. */
static void test_disk_full(StoreTest *t)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    int from = -1, status = 0, refused = 0;
    gint64 id = 0;
    make_rows(t);
    pid_t pid = child_start(t, &from, 300000);
    while (read_id(from, &id)) {
        g_assert_cmpint(id, >=, -1); /* no other error than FULL */
        if (id >= 0)
            g_array_append_val(ids, id);
        else
            refused++;
    }
    close(from);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    g_assert_cmpint(refused, ==, THREADS);
    g_assert_cmpuint(ids->len, >, 0);
    store_test_open(t);
    check_ids(t, ids);
    check_file(t);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, ids->len);
}

/* ---- connections that break ---- */

static const char HANG_UP[] =
    "CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    "  PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;"
    "CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON row_of DEFERRABLE INITIALLY DEFERRED"
    "  FOR EACH ROW WHEN (NEW.data = 'hang up') EXECUTE FUNCTION hang_up();";

static bool work_hang_up(Db *db, gpointer user, GError **error)
{
    (*(int *)user)++;
    return insert_row(db, 1, "hang up", error);
}

/* The connection breaks inside COMMIT: nobody knows, and it is not tried again. */
static void test_uncertain(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    int runs = 0;
    make_rows(t);
    g_assert_true(db_run_script(t->db, HANG_UP, &error));
    g_assert_false(db_transact(t->db, work_hang_up, &runs, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_UNCERTAIN);
    g_assert_cmpint(runs, ==, 1);
    g_clear_error(&error);
    g_assert_true(insert_row(t->db, 2, "again", &error)); /* in a new session */
    store_assert_no_error(error);
}

static void end_sessions(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) other = database_open(t->where, &error);
    g_autoptr(Db) db = db_open(other, &error);
    g_autoptr(DbCursor) row = db_query_text(
        db,
        "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
        " pid <> pg_backend_pid() AND application_name = current_setting('application_name'))"
        " AS ended",
        &error);
    store_assert_no_error(error);
    g_assert_true(db_next(row, &error));
    g_assert_cmpint(db_int(row, 0), >=, 1);
}

static bool work_cut(Db *db, gpointer user, GError **error)
{
    if (!insert_row(db, 10, "x", error))
        return false;
    end_sessions(user);
    return insert_row(db, 11, "x", error);
}

/* Between two uses a new session is opened in silence; inside a transaction the work fails. */
static void test_reconnect(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    make_rows(t);
    g_assert_true(insert_row(t->db, 1, "x", &error));
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 1);
    end_sessions(t);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 1);
    end_sessions(t);
    g_assert_true(insert_row(t->db, 2, "x", &error));
    store_assert_no_error(error);
    g_assert_false(db_transact(t->db, work_cut, t, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_UPSTREAM);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 2);
}

typedef struct {
    Database *database;
    gint64 first, second;
    gint *holding; /* how many have their first row */
    bool ok;
} Crossing;

static bool work_cross(Db *db, gpointer user, GError **error)
{
    Crossing *crossing = user;
    if (!db_exec(db, &set_data, DB_ARGS(DB_TEXT("crossed"), DB_INT(crossing->first)), NULL, error))
        return false;
    g_atomic_int_inc(crossing->holding);
    WAIT_FOR(g_atomic_int_get(crossing->holding) >= 2);
    return db_exec(db, &set_data, DB_ARGS(DB_TEXT("crossed"), DB_INT(crossing->second)), NULL,
                   error);
}

static gpointer cross_main(gpointer user)
{
    Crossing *crossing = user;
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) db = db_open(crossing->database, &error);
    crossing->ok = db_transact(db, work_cross, crossing, &error);
    store_assert_no_error(error);
    return NULL;
}

/* Each waits for the other's row: the server ends one, which is tried again. */
static void test_deadlock(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    gint holding = 0;
    make_rows(t);
    g_assert_true(insert_row(t->db, 1, "x", &error));
    g_assert_true(insert_row(t->db, 2, "x", &error));
    Crossing one = { t->database, 1, 2, &holding, false };
    Crossing two = { t->database, 2, 1, &holding, false };
    GThread *thread = g_thread_new("cross", cross_main, &one);
    cross_main(&two);
    g_thread_join(thread);
    g_assert_true(one.ok && two.ok);
    g_assert_cmpint(holding, ==, 3);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add_empty("/writer/threads", test_threads);
    store_test_add_engine(DB_SQLITE, "/writer/two_writers", test_two_writers);
    store_test_add_engine(DB_SQLITE, "/writer/batch", test_batch);
    store_test_add_engine(DB_SQLITE, "/writer/batch_first_fails", test_batch_first_fails);
    store_test_add_engine(DB_SQLITE, "/writer/full", test_full);
    store_test_add_engine(DB_SQLITE, "/writer/full_nested", test_full_nested);
    store_test_add_engine(DB_SQLITE, "/writer/log", test_log);
    store_test_add_empty("/writer/kill", test_kill);
    store_test_add_engine(DB_SQLITE, "/writer/disk_full", test_disk_full);
    store_test_add_engine(DB_POSTGRES, "/writer/uncertain", test_uncertain);
    store_test_add_engine(DB_POSTGRES, "/writer/reconnect", test_reconnect);
    store_test_add_engine(DB_POSTGRES, "/writer/deadlock", test_deadlock);
    return store_test_run();
}
