/* The way of the schema: in order, once, checked, by several processes at once. */
#include "store/store_test.h"

static gint64 count_rows(StoreTest *t, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DbCursor) row = db_query_text(t->db, sql, &error);
    store_assert_no_error(error);
    g_assert_true(db_next(row, &error));
    return db_int(row, 0);
}

static void put_file(const char *folder, const char *name, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_mkdir_with_parents(folder, 0700);
    g_file_set_contents(path, sql, -1, &error);
    store_assert_no_error(error);
}

static void note_progress(const char *file, gpointer user)
{
    g_string_append_printf(user, "%s;", file);
}

static void test_core(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    guint applied = 9;
    gint64 version = 0;
    g_assert_true(migrate_run(t->db, t->sql, NULL, NULL, &applied, &error));
    store_assert_no_error(error);
    g_assert_cmpuint(applied, ==, 0); /* the harness has applied it */
    g_assert_true(migrate_version(t->db, &version, &error));
    g_assert_cmpint(version, >=, 1);
    g_assert_cmpint(count_rows(t, "SELECT count(*) FROM cases"), ==, 0);
    const char *words = t->engine == DB_SQLITE
                            ? "SELECT count(*) FROM report_words WHERE report_words MATCH 'jalan'"
                            : "SELECT count(*) FROM report_words";
    g_assert_cmpint(count_rows(t, words), ==, 0);
}

static void test_in_order_and_once(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(t->dir, "sql", NULL);
    g_autoptr(GString) seen = g_string_new(NULL);
    guint applied = 0;
    gint64 version = 9;
    g_assert_true(migrate_version(t->db, &version, &error));
    g_assert_cmpint(version, ==, 0);
    put_file(folder, "0002_b.sql", "INSERT INTO a (n, t) VALUES (1, 'INTEGER STRICT -- BLOB');\n");
    put_file(
        folder, "0001_a.sql",
        "-- a table; INTEGER is a word here\n"
        "CREATE TABLE a (n INTEGER NOT NULL PRIMARY KEY, t TEXT, b BLOB) STRICT, WITHOUT ROWID;\n"
        "--sqlite CREATE TABLE only_sqlite (n INTEGER) STRICT;\n"
        "--postgres CREATE TABLE only_postgres (n BIGINT);\n");
    g_assert_true(migrate_run(t->db, folder, note_progress, seen, &applied, &error));
    store_assert_no_error(error);
    g_assert_cmpuint(applied, ==, 2);
    g_assert_cmpstr(seen->str, ==, "0001_a.sql;0002_b.sql;");
    g_assert_cmpint(count_rows(t, "SELECT count(*) FROM a WHERE t = 'INTEGER STRICT -- BLOB'"), ==,
                    1);
    g_assert_cmpint(count_rows(t, t->engine == DB_SQLITE ? "SELECT count(*) FROM only_sqlite"
                                                         : "SELECT count(*) FROM only_postgres"),
                    ==, 0);

    put_file(folder, "0003_c.sql", "INSERT INTO a (n) VALUES (3);\n");
    g_assert_true(migrate_run(t->db, folder, NULL, NULL, &applied, &error));
    g_assert_cmpuint(applied, ==, 1);
    g_assert_true(migrate_version(t->db, &version, &error));
    g_assert_cmpint(version, ==, 3);
    g_assert_cmpint(count_rows(t, "SELECT count(*) FROM a"), ==, 2);
}

static void expect_refused(StoreTest *t, const char *folder, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(migrate_run(t->db, folder, NULL, NULL, NULL, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INTERNAL);
    if (!strstr(error_detail(error), why))
        g_error("\"%s\" does not say \"%s\"", error_detail(error), why);
}

static void test_refusals(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(t->dir, "sql", NULL);
    expect_refused(t, folder, "sql"); /* no such folder */
    put_file(folder, "readme.txt", "");
    expect_refused(t, folder, "holds no NNNN_name.sql");
    put_file(folder, "0001_a.sql", "CREATE TABLE a (n INTEGER) STRICT;\n");
    put_file(folder, "0003_c.sql", "CREATE TABLE c (n INTEGER) STRICT;\n");
    expect_refused(t, folder, "0003_c.sql stands where number 0002 must be");
    put_file(folder, "0002_b.sql", "CREATE TABLE b (n INTEGER) STRICT;\n");
    g_assert_true(migrate_run(t->db, folder, NULL, NULL, NULL, &error));
    store_assert_no_error(error);

    put_file(folder, "0002_b.sql", "CREATE TABLE b (n INTEGER, m INTEGER) STRICT;\n");
    expect_refused(t, folder, "0002_b.sql has changed");
    put_file(folder, "0002_b.sql", "CREATE TABLE b (n INTEGER) STRICT;\n");
    g_autofree char *third = g_build_filename(folder, "0003_c.sql", NULL);
    g_unlink(third);
    expect_refused(t, folder, "run the newer program");
    put_file(folder, "12_x.sql", "");
    expect_refused(t, folder, "is not named");
}

/* A file that breaks in its middle leaves nothing behind, and can be mended. */
static void test_broken_file(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_build_filename(t->dir, "sql", NULL);
    gint64 version = 9;
    put_file(folder, "0001_a.sql", "CREATE TABLE a (n INTEGER) STRICT;\nCREATE TABBLE b (n);\n");
    g_assert_false(migrate_run(t->db, folder, NULL, NULL, NULL, &error));
    g_assert_nonnull(error);
    g_clear_error(&error);
    g_assert_true(migrate_version(t->db, &version, &error));
    g_assert_cmpint(version, ==, 0);
    put_file(folder, "0001_a.sql", "CREATE TABLE a (n INTEGER) STRICT;\n");
    g_assert_true(migrate_run(t->db, folder, NULL, NULL, NULL, &error));
    store_assert_no_error(error);
}

static pid_t migrate_in_child(StoreTest *t)
{
    pid_t pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid > 0)
        return pid;
    g_autoptr(GError) error = NULL;
    Database *database = database_open(t->where, &error);
    Db *db = database ? db_open(database, &error) : NULL;
    guint applied = 0;
    if (!db || !migrate_run(db, t->sql, NULL, NULL, &applied, &error)) {
        g_printerr("%s: %s\n", error->message, error_detail(error));
        _exit(99);
    }
    _exit((int)applied);
}

static void test_many_processes(StoreTest *t)
{
    enum { PROCESSES = 4 };
    pid_t pids[PROCESSES];
    guint applied = 0;
    store_test_close(t);
    for (int i = 0; i < PROCESSES; i++)
        pids[i] = migrate_in_child(t);
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        g_assert_cmpint(waitpid(pids[i], &status, 0), ==, pids[i]);
        g_assert_true(WIFEXITED(status));
        g_assert_cmpint(WEXITSTATUS(status), !=, 99);
        applied += (guint)WEXITSTATUS(status);
    }
    gint64 version = 0;
    store_test_open(t);
    g_assert_true(migrate_version(t->db, &version, NULL));
    g_assert_cmpint(version, ==, applied); /* each file by exactly one of them */
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    store_test_add("/migrate/core", test_core);
    store_test_add_empty("/migrate/in_order_and_once", test_in_order_and_once);
    store_test_add_empty("/migrate/refusals", test_refusals);
    store_test_add_empty("/migrate/broken_file", test_broken_file);
    store_test_add_empty("/migrate/many_processes", test_many_processes);
    return store_test_run();
}
