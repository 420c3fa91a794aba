/* One SQL interface, the same on both engines: values, errors, transactions, cursors. */
#include "store/store_test.h"

DB_STATEMENT(insert, "item.insert", "INSERT INTO item (id, n, t, b) VALUES ($1, $2, $3, $4)");
DB_STATEMENT(insert_backwards, "item.insert_backwards",
             "INSERT INTO item (b, t, n, id) VALUES ($4, $3, $2, $1)");
DB_STATEMENT(insert_returning, "item.insert_returning",
             "INSERT INTO item (id, n) VALUES ($1, $2) RETURNING id, n");
DB_STATEMENT(by_id, "item.by_id", "SELECT n, t, b FROM item WHERE id = $1");
DB_STATEMENT(all, "item.all", "SELECT id FROM item ORDER BY id");
DB_STATEMENT(count_all, "item.count", "SELECT count(*) FROM item");
DB_STATEMENT(like, "item.like", "SELECT count(*) FROM item WHERE t LIKE $1");
DB_STATEMENT(set_n, "item.set_n", "UPDATE item SET n = $1 WHERE id >= $2");
DB_STATEMENT(maybe, "item.maybe",
             "SELECT count(*) FROM item WHERE ($1 = '' OR t = $1) AND ($2 = 0 OR n = $2)");
DB_STATEMENT(echo, "item.echo", "SELECT n + $1 FROM item WHERE id = $2");
DB_STATEMENT_2(engine, "item.engine", "SELECT 'sqlite'", "SELECT 'postgres'", DB_SCAN_OK);

/* BIGINT and BYTEA are the same words to both, since this table is not STRICT. */
static const char ITEM[] =
    "CREATE TABLE owner (id BIGINT NOT NULL PRIMARY KEY);"
    "CREATE TABLE item (id BIGINT NOT NULL PRIMARY KEY, n BIGINT CHECK (n <> 13), t TEXT, b BYTEA,"
    " u TEXT UNIQUE, owner BIGINT REFERENCES owner (id));";

static void make_items(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    bool ok = db_run_script(t->db, ITEM, &error);
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

static void put(Db *db, gint64 id, gint64 n)
{
    g_autoptr(GError) error = NULL;
    gint64 changed = 0;
    bool ok = db_exec(db, &insert, DB_ARGS(DB_INT(id), DB_INT(n), DB_TEXT(NULL), DB_BLOB(NULL, 0)),
                      &changed, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    g_assert_cmpint(changed, ==, 1);
}

/* ---- values ---- */

static void check_round_trip(StoreTest *t, const DbStatement *how, gint64 id, DbValue n,
                             DbValue text, DbValue blob)
{
    g_autoptr(GError) error = NULL;
    gsize bytes = 9;
    bool ok = db_exec(t->db, how, DB_ARGS(DB_INT(id), n, text, blob), NULL, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
    g_autoptr(DbCursor) row = db_query(t->db, &by_id, DB_ARGS(DB_INT(id)), &error);
    store_assert_no_error(error);
    g_assert_true(db_next(row, &error));
    g_assert_cmpint(db_int(row, 0), ==, n.kind == DB_KIND_INT ? n.i : 0);
    g_assert_true(db_is_null(row, 0) == (n.kind == DB_KIND_NULL));
    g_assert_cmpstr(db_text(row, 1), ==, text.kind == DB_KIND_TEXT ? text.s : NULL);
    g_assert_true(db_is_null(row, 1) == (text.kind == DB_KIND_NULL));
    const void *data = db_blob(row, 2, &bytes);
    g_assert_true(db_is_null(row, 2) == (blob.kind == DB_KIND_NULL));
    g_assert_true((data == NULL) == (blob.kind == DB_KIND_NULL));
    g_assert_cmpmem(data, bytes, blob.p, blob.kind == DB_KIND_NULL ? 0 : blob.n);
    g_assert_false(db_next(row, &error));
    store_assert_no_error(error);
}

static void test_values(StoreTest *t)
{
    static const char UNICODE[] = "Jalan rusak di Désa Ngabul — ꦗꦼꦥꦫ 🚧\n\"'$1;--\\ tab\t";
    static const guint8 ZEROS[] = { 0, 1, 0, 0xff, 0, 0x80, 0 };
    g_autofree char *huge = g_strnfill(1 << 20, 'x');
    g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);
    g_autoptr(GBytes) some = g_bytes_new_static(ZEROS, sizeof ZEROS);
    make_items(t);
    check_round_trip(t, &insert, 1, DB_INT_NULL, DB_TEXT(NULL), DB_BLOB(NULL, 0));
    check_round_trip(t, &insert, 2, DB_INT(0), DB_TEXT(""), DB_BYTES(empty));
    check_round_trip(t, &insert, 3, DB_INT(G_MAXINT64), DB_TEXT(UNICODE), DB_BYTES(some));
    check_round_trip(t, &insert, 4, DB_INT(G_MININT64), DB_TEXT(huge), DB_BLOB(huge, 1 << 20));
    check_round_trip(t, &insert, 5, DB_INT(-1), DB_TEXT("0"), DB_BLOB("", 0));
    check_round_trip(t, &insert_backwards, 6, DB_INT(7), DB_TEXT("seven"), DB_BLOB("\0b", 2));
    check_round_trip(t, &insert, G_MININT64, (DbValue){ .kind = DB_KIND_NULL }, DB_TEXT("min"),
                     DB_BYTES(NULL));
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 7);
    g_assert_cmpint(number(t->db, &by_id, DB_ARGS(DB_INT(99))), ==, -1); /* no row: the fallback */
    g_assert_cmpint(number(t->db, &echo, DB_ARGS(DB_INT(G_MININT64), DB_INT(3))), ==, -1);
}

/* Case matters in LIKE; an argument that stands twice is one; the second text is the engine's. */
static void test_same_words(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    make_items(t);
    check_round_trip(t, &insert, 1, DB_INT(1), DB_TEXT("Jepara"), DB_BLOB(NULL, 0));
    g_assert_cmpint(number(t->db, &like, DB_ARGS(DB_TEXT("jep%"))), ==, 0);
    g_assert_cmpint(number(t->db, &like, DB_ARGS(DB_TEXT("Jep%"))), ==, 1);
    g_assert_cmpint(number(t->db, &maybe, DB_ARGS(DB_TEXT(""), DB_INT(0))), ==, 1);
    g_assert_cmpint(number(t->db, &maybe, DB_ARGS(DB_TEXT("x"), DB_INT(0))), ==, 0);
    g_assert_cmpint(number(t->db, &maybe, DB_ARGS(DB_TEXT("Jepara"), DB_INT(1))), ==, 1);
    g_autoptr(DbCursor) row = db_query(t->db, &engine, DB_NO_ARGS, &error);
    g_assert_true(db_next(row, &error));
    g_assert_cmpstr(db_text(row, 0), ==, t->engine == DB_SQLITE ? "sqlite" : "postgres");
    g_autoptr(DbCursor) wrong = db_query_text(t->db, "SELECT id FROM \"nothing\"", &error);
    g_assert_null(wrong);
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
}

static void test_cursors(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    make_items(t);
    for (int i = 1; i <= 5; i++)
        put(t->db, i, i * 10);
    g_autoptr(DbCursor) outer = db_query(t->db, &all, DB_NO_ARGS, &error);
    g_assert_cmpuint(db_column_count(outer), ==, 1);
    g_assert_cmpstr(db_column_name(outer, 0), ==, "id");
    gint64 sum = 0;
    while (db_next(outer, &error)) { /* the same statement again, while its rows are read */
        g_autoptr(DbCursor) inner = db_query(t->db, &all, DB_NO_ARGS, &error);
        while (db_next(inner, &error))
            sum += db_int(outer, 0) * db_int(inner, 0);
        store_assert_no_error(error);
        put(t->db, 100 + db_int(outer, 0), 1); /* not seen by the one who reads */
    }
    store_assert_no_error(error);
    g_assert_false(db_next(outer, &error)); /* the end stays the end */
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 10);
    g_assert_cmpint(sum, >=, 15 * 15);
}

/* ---- errors ---- */

static void expect_error(Db *db, const DbStatement *statement, DbArgs args, KentonganError code)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(db_exec(db, statement, args, NULL, &error));
    g_assert_error(error, KENTONGAN_ERROR, (int)code);
    g_assert_nonnull(strstr(error_detail(error), statement->name));
}

DB_STATEMENT(insert_owned, "item.insert_owned", "INSERT INTO item (id, owner) VALUES ($1, $2)");
DB_STATEMENT(insert_text, "item.insert_text", "INSERT INTO item (id, u) VALUES ($1, $2)");
DB_STATEMENT(insert_quiet, "item.insert_quiet",
             "INSERT INTO item (id, n) VALUES ($1, 0) ON CONFLICT (id) DO NOTHING");

static void test_errors(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    gint64 changed = 9;
    make_items(t);
    put(t->db, 1, 1);
    expect_error(t->db, &insert_owned, DB_ARGS(DB_INT(1), DB_INT_NULL), KENTONGAN_ERROR_CONFLICT);
    expect_error(t->db, &insert_owned, DB_ARGS(DB_INT(2), DB_INT(77)), KENTONGAN_ERROR_INVALID);
    expect_error(t->db, &insert_owned, DB_ARGS(DB_INT_NULL, DB_INT_NULL), KENTONGAN_ERROR_INVALID);
    expect_error(t->db, &set_n, DB_ARGS(DB_INT(13), DB_INT(0)), KENTONGAN_ERROR_INVALID);
    g_assert_true(db_exec(t->db, &insert_text, DB_ARGS(DB_INT(3), DB_TEXT("a")), NULL, &error));
    expect_error(t->db, &insert_text, DB_ARGS(DB_INT(4), DB_TEXT("a")), KENTONGAN_ERROR_CONFLICT);
    g_assert_true(db_exec(t->db, &insert_quiet, DB_ARGS(DB_INT(1)), &changed, &error));
    g_assert_cmpint(changed, ==, 0);
    g_assert_true(db_exec(t->db, &set_n, DB_ARGS(DB_INT(5), DB_INT(0)), &changed, &error));
    g_assert_cmpint(changed, ==, 2);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 2);
    g_assert_cmpint(number(t->db, &by_id, DB_ARGS(DB_INT(1))), ==, 5);
}

/* Whoever writes by a query must be in a transaction, on both engines. */
static void test_reading_only(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    make_items(t);
    DbCursor *row = db_query(t->db, &insert_returning, DB_ARGS(DB_INT(1), DB_INT(1)), &error);
    g_assert_null(row);
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    g_assert_nonnull(strstr(error_detail(error), "outside db_transact"));
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 0);
}

static void test_place_missing(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *where = t->engine == DB_SQLITE
                                 ? g_build_filename(t->dir, "no", "such", "folder.db", NULL)
                                 : g_strdup("postgresql://kentongan:rahasia@127.0.0.1:1/x");
    g_assert_null(database_open(where, &error));
    g_assert_nonnull(error_detail(error));
    g_assert_null(strstr(error_detail(error), "rahasia"));
    g_clear_error(&error);
    if (t->engine == DB_POSTGRES)
        return;
    g_autofree char *other = g_build_filename(t->dir, "letter.db", NULL);
    g_file_set_contents(other, "Dengan hormat, ini bukan basis data. Dengan hormat.", -1, NULL);
    g_assert_null(database_open(other, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    g_assert_nonnull(strstr(error_detail(error), "no database"));
}

/* What only a bug can do stops the program and names the statement. */
static void test_bug(StoreTest *t)
{
    static const char *const BUGS[] = { "count", "kind", "column" };
    if (g_test_subprocess()) {
        make_items(t);
        put(t->db, 1, 1);
        const char *bug = g_getenv("KENTONGAN_TEST_BUG");
        if (g_str_equal(bug, "count"))
            number(t->db, &by_id, DB_NO_ARGS);
        g_autoptr(DbCursor) row = db_query(t->db, &by_id, DB_ARGS(DB_INT(1)), NULL);
        if (db_next(row, NULL) && g_str_equal(bug, "kind"))
            db_text(row, 0);
        if (g_str_equal(bug, "column"))
            db_int(row, 3);
        return;
    }
    g_setenv("TMPDIR", t->dir, TRUE); /* what the stopped programs leave goes with it */
    for (guint i = 0; i < G_N_ELEMENTS(BUGS); i++) {
        g_setenv("KENTONGAN_TEST_BUG", BUGS[i], TRUE);
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
        g_test_trap_assert_failed();
        g_test_trap_assert_stderr("*item.by_id*");
    }
    g_unsetenv("TMPDIR");
}

/* ---- transactions ---- */

typedef struct {
    Db *outside;
    int runs;
    int fail_runs;       /* BUSY so often, then success */
    KentonganError code; /* when it fails for good */
    bool nested_fails;
    bool quiet; /* a failed statement is kept quiet */
} Plan;

static bool refuse(GError **error, KentonganError code)
{
    error_set(error, code, NULL, "no", "planned");
    return false;
}

static bool work_two_rows(Db *db, gpointer user, GError **error)
{
    Plan *plan = user;
    g_assert_true(db_in_transaction(db));
    put(db, 1, 1);
    put(db, 2, 2);
    g_assert_cmpint(number(db, &count_all, DB_NO_ARGS), ==, 2);
    if (plan->outside) /* whoever reads beside it sees nothing yet */
        g_assert_cmpint(number(plan->outside, &count_all, DB_NO_ARGS), ==, 0);
    if (++plan->runs <= plan->fail_runs)
        return refuse(error, KENTONGAN_ERROR_BUSY);
    return plan->code == 0 || refuse(error, plan->code);
}

static void test_all_or_nothing(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Db) other = db_open(t->database, &error);
    Plan plan = { .outside = other, .code = KENTONGAN_ERROR_DENIED };
    make_items(t);
    g_assert_false(db_transact(t->db, work_two_rows, &plan, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_DENIED);
    g_clear_error(&error);
    g_assert_cmpint(plan.runs, ==, 1);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 0);
    plan.code = 0;
    g_assert_true(db_transact(t->db, work_two_rows, &plan, &error));
    store_assert_no_error(error);
    g_assert_false(db_in_transaction(t->db));
    g_assert_cmpint(number(other, &count_all, DB_NO_ARGS), ==, 2);
}

static void test_retry(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    Plan plan = { .fail_runs = 3 };
    Plan never = { .fail_runs = 1000 };
    make_items(t);
    g_assert_false(db_transact(t->db, work_two_rows, &never, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_BUSY);
    g_clear_error(&error);
    g_assert_cmpint(never.runs, >, 2);
    g_assert_cmpint(never.runs, <, 20);
    g_assert_true(db_transact(t->db, work_two_rows, &plan, &error));
    store_assert_no_error(error);
    g_assert_cmpint(plan.runs, ==, 4);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 2);
}

static bool work_inner(Db *db, gpointer user, GError **error)
{
    Plan *plan = user;
    put(db, 10, 1);
    if (!plan->nested_fails)
        return true;
    /* A broken statement; the savepoint brings the transaction back to life. */
    return db_exec(db, &insert_owned, DB_ARGS(DB_INT(10), DB_INT_NULL), NULL, error);
}

static bool work_outer(Db *db, gpointer user, GError **error)
{
    Plan *plan = user;
    g_autoptr(GError) problem = NULL;
    put(db, 1, 1);
    bool ok = db_transact(db, work_inner, plan, &problem);
    g_assert_true(ok == !plan->nested_fails);
    g_assert_true(db_in_transaction(db));
    put(db, 2, 2);
    return plan->code == 0 || refuse(error, plan->code);
}

static void test_nested(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    Plan joined = { .code = KENTONGAN_ERROR_DENIED };
    Plan survived = { .nested_fails = true };
    Plan both = { 0 };
    make_items(t);
    g_assert_false(db_transact(t->db, work_outer, &joined, &error)); /* takes the inner with it */
    g_clear_error(&error);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 0);
    g_assert_true(db_transact(t->db, work_outer, &survived, &error));
    store_assert_no_error(error);
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 2);
    g_assert_true(db_run_script(t->db, "DELETE FROM item", &error));
    g_assert_true(db_transact(t->db, work_outer, &both, &error));
    g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 3);
}

/* A statement fails, the work goes on as if nothing were: PostgreSQL would not, so nobody may. */
static bool work_quiet(Db *db, gpointer user, GError **error)
{
    Plan *plan = user;
    put(db, 1, 1);
    g_assert_false(db_exec(db, &insert_owned, DB_ARGS(DB_INT(1), DB_INT_NULL), NULL, NULL));
    return plan->quiet || db_exec(db, &insert_owned, DB_ARGS(DB_INT(2), DB_INT_NULL), NULL, error);
}

static void test_failed_statement(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    make_items(t);
    for (int i = 0; i < 2; i++) {
        Plan plan = { .quiet = i == 1 };
        g_assert_false(db_transact(t->db, work_quiet, &plan, &error));
        g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
        g_assert_nonnull(strstr(error_detail(error), "after item.insert_owned had failed"));
        g_clear_error(&error);
        g_assert_cmpint(number(t->db, &count_all, DB_NO_ARGS), ==, 0);
    }
}

static bool work_returning(Db *db, gpointer user G_GNUC_UNUSED, GError **error)
{
    g_autoptr(DbCursor) row = db_query(db, &insert_returning, DB_ARGS(DB_INT(7), DB_INT(5)), error);
    g_assert_nonnull(row);
    g_assert_true(db_next(row, error));
    g_assert_cmpint(db_int(row, 1), ==, 5);
    return true;
}

static void count_commit(gpointer user)
{
    g_atomic_int_inc((gint *)user);
}

static void expect_commits(gint *commits, int wanted)
{
    gint64 until = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
    while (g_atomic_int_get(commits) < wanted && g_get_monotonic_time() < until)
        g_usleep(100); /* the cue comes after the answer, on the writer's thread */
    g_assert_cmpint(g_atomic_int_get(commits), ==, wanted);
}

/* The cue is for who wrote, or a job thread that finds nothing would wake itself for ever. */
static void test_on_commit(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    gint commits = 0;
    Plan refused = { .quiet = true };
    make_items(t);
    store_test_reopen(t);
    database_on_commit(t->database, count_commit, &commits);
    g_assert_true(db_transact(t->db, work_returning, NULL, &error));
    expect_commits(&commits, 1);
    g_assert_false(db_transact(t->db, work_quiet, &refused, NULL));
    g_assert_true(db_exec(t->db, &insert_quiet, DB_ARGS(DB_INT(7)), NULL, &error));
    put(t->db, 3, 3);
    expect_commits(&commits, 2);
}

/* ---- copying ---- */

typedef struct {
    StoreTest *t;
    int calls, stop_at;
} Copying;

static bool note_copying(gint64 done, gint64 pages, gpointer user)
{
    Copying *copying = user;
    g_assert_cmpint(done, <=, pages);
    put(copying->t->db, 1000 + copying->calls++, 1); /* others write on */
    return copying->calls != copying->stop_at;
}

static void test_copy(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(t->dir, "copy.db", NULL);
    g_autofree char *huge = g_strnfill(10 << 20, 'x');
    make_items(t);
    check_round_trip(t, &insert, 1, DB_INT(1), DB_TEXT(huge), DB_BLOB(NULL, 0));
    g_autoptr(Db) reader = db_open(t->database, &error);
    Copying stopped = { t, 0, 2 }, whole = { t, 100, 0 };
    g_assert_false(db_copy(reader, path, note_copying, &stopped, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    g_clear_error(&error);
    g_assert_false(g_file_test(path, G_FILE_TEST_EXISTS));
    g_assert_true(db_copy(reader, path, note_copying, &whole, &error));
    store_assert_no_error(error);
    g_assert_cmpint(whole.calls, >, 102);

    g_autoptr(Database) copy = database_open(path, &error);
    g_autoptr(Db) db = db_open(copy, &error);
    g_assert_cmpint(number(db, &count_all, DB_NO_ARGS), ==, 3); /* as it was when it began */
    g_assert_cmpint(number(reader, &count_all, DB_NO_ARGS), ==, 3 + whole.calls - 100);
    g_assert_false(db_copy(reader, path, NULL, NULL, &error)); /* never over another file */
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add_empty("/db/values", test_values);
    store_test_add_empty("/db/same_words", test_same_words);
    store_test_add_empty("/db/cursors", test_cursors);
    store_test_add_empty("/db/errors", test_errors);
    store_test_add_empty("/db/reading_only", test_reading_only);
    store_test_add_empty("/db/place_missing", test_place_missing);
    store_test_add_empty("/db/bug", test_bug);
    store_test_add_empty("/db/all_or_nothing", test_all_or_nothing);
    store_test_add_empty("/db/retry", test_retry);
    store_test_add_empty("/db/nested", test_nested);
    store_test_add_empty("/db/failed_statement", test_failed_statement);
    store_test_add_empty("/db/on_commit", test_on_commit);
    store_test_add_engine(DB_SQLITE, "/db/copy", test_copy);
    return store_test_run();
}
