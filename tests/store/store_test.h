/* Harness of the store tests: each test runs on SQLite in a directory of its own and, when the
 * environment has KENTONGAN_TEST_PG (a connection URL, as `script/pg start DIR` prints), once more
 * on PostgreSQL in a schema of its own. Both have the newest schema of sql/ and a tenant row.
 *
 *     static void test_insert(StoreTest *t)
 *     {
 *         GError *error = NULL;
 *         g_assert_true(case_store_insert(&t->ctx, ..., &error));
 *         store_assert_no_error(error);
 *     }
 *     int main(int argc, char **argv)
 *     {
 *         store_test_init(&argc, &argv);
 *         store_test_add("/case/insert", test_insert);
 *         return store_test_run();
 *     }
 *
 * t->ctx is ready for store functions: t->db, a movable clock that begins at STORE_TEST_NOW, and
 * tenant STORE_TEST_TENANT ("jepara"); catalog is NULL. Writing goes through db_transact or
 * ctx_transact. More connections: db_open(t->database, ...), closed by the test. t->where can be
 * opened again, in this process or another (store_test_reopen closes and opens all).
 * store_test_add_empty gives a database without any table.
 */
#pragma once

#include "base/clock.h"
#include "base/crypt.h"
#include "db/ctx.h"
#include "db/db.h"
#include "db/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define STORE_TEST_NOW G_GINT64_CONSTANT(1772420400000000) /* Monday 2026-03-02 10:00 WIB */
#define STORE_TEST_TENANT 1

typedef struct StoreTest {
    DbEngine engine;
    char *where; /* for database_open */
    char *dir;   /* a directory of the test's own, on both engines */
    char *sql;   /* the sql/ folder */
    Clock *clock;
    Database *database;
    Db *db;
    Ctx ctx;
} StoreTest;

typedef void (*StoreTestFn)(StoreTest *t);

typedef struct StoreTestCase {
    StoreTestFn fn;
    DbEngine engine;
    bool empty;
} StoreTestCase;

/* g_assert_no_error, but with the operator's detail. */
#define store_assert_no_error(error)                                                               \
    do {                                                                                           \
        if (error)                                                                                 \
            g_error("%s:%d: %s (%s)", __FILE__, __LINE__, (error)->message,                        \
                    error_detail(error) ? error_detail(error) : "no detail");                      \
    } while (0)

/* The tree that the test program was built in: the first folder above it that has sql/. */
static inline char *store_test_root(void)
{
    g_autoptr(GError) error = NULL;
    char *at = g_file_read_link("/proc/self/exe", &error);
    store_assert_no_error(error);
    for (;;) {
        g_autofree char *mark = g_build_filename(at, "sql", "0001_core.sql", NULL);
        if (g_file_test(mark, G_FILE_TEST_EXISTS))
            return at;
        char *up = g_path_get_dirname(at);
        g_assert_cmpstr(up, !=, at);
        g_free(at);
        at = up;
    }
}

static inline void store_test_remove(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name = NULL;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        if (g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK))
            store_test_remove(inner);
        else
            g_unlink(inner);
    }
    g_rmdir(path);
}

static inline void store_test_run_sql(const char *where, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Database) database = database_open(where, &error);
    store_assert_no_error(error);
    g_autoptr(Db) db = db_open(database, &error);
    store_assert_no_error(error);
    bool ok = db_run_script(db, sql, &error);
    store_assert_no_error(error);
    g_assert_true(ok);
}

static inline char *store_test_schema(void)
{
    static int number;
    return g_strdup_printf("t_%d_%d", (int)getpid(), ++number);
}

static inline char *store_test_where(const StoreTest *t, const char *schema)
{
    if (t->engine == DB_SQLITE)
        return g_build_filename(t->dir, "test.db", NULL);
    const char *url = g_getenv("KENTONGAN_TEST_PG");
    return g_strdup_printf("%s%coptions=-csearch_path%%3D%s&application_name=%s", url,
                           strchr(url, '?') ? '&' : '?', schema, schema);
}

static inline void store_test_open(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    t->database = database_open(t->where, &error);
    store_assert_no_error(error);
    t->db = db_open(t->database, &error);
    store_assert_no_error(error);
    t->ctx = (Ctx){ .db = t->db,
                    .clock = t->clock,
                    .tenant = STORE_TEST_TENANT,
                    .lang = "id",
                    .request_id = "test" };
}

/* Before a fork: an open SQLite file must not be carried into a child. */
static inline void store_test_close(StoreTest *t)
{
    db_close(t->db);
    database_close(t->database);
    t->db = NULL;
    t->database = NULL;
}

static inline void store_test_reopen(StoreTest *t)
{
    store_test_close(t);
    store_test_open(t);
}

static inline void store_test_fill(StoreTest *t)
{
    g_autoptr(GError) error = NULL;
    bool ok = migrate_run(t->db, t->sql, NULL, NULL, NULL, &error);
    store_assert_no_error(error);
    ok = ok && db_run_script(t->db,
                             "INSERT INTO tenant (id, code, name, prefix, settings, loaded_at) "
                             "VALUES (1, 'jepara', 'Kabupaten Jepara', 'JPR', '{}', 0)",
                             &error);
    store_assert_no_error(error);
    g_assert_true(ok);
}

static inline void store_test_one(gconstpointer data)
{
    const StoreTestCase *test = data;
    StoreTest t = { .engine = test->engine };
    g_autoptr(GError) error = NULL;
    g_autofree char *root = store_test_root();
    g_autofree char *schema = store_test_schema();
    t.dir = g_dir_make_tmp("kentongan-test-XXXXXX", &error);
    store_assert_no_error(error);
    t.sql = g_build_filename(root, "sql", NULL);
    t.where = store_test_where(&t, schema);
    t.clock = clock_new(true);
    clock_set(t.clock, STORE_TEST_NOW);
    if (t.engine == DB_POSTGRES) {
        g_autofree char *sql = g_strdup_printf("CREATE SCHEMA %s", schema);
        store_test_run_sql(g_getenv("KENTONGAN_TEST_PG"), sql);
    }
    store_test_open(&t);
    if (!test->empty)
        store_test_fill(&t);
    test->fn(&t);
    store_test_close(&t);
    if (t.engine == DB_POSTGRES) {
        g_autofree char *sql = g_strdup_printf("DROP SCHEMA %s CASCADE", schema);
        store_test_run_sql(g_getenv("KENTONGAN_TEST_PG"), sql);
    }
    clock_free(t.clock);
    store_test_remove(t.dir);
    g_free(t.dir);
    g_free(t.sql);
    g_free(t.where);
}

static inline void store_test_skip(void)
{
    g_test_skip("KENTONGAN_TEST_PG is not set: nothing was tested on PostgreSQL");
}

static inline void store_test_init(int *argc, char ***argv)
{
    g_test_init(argc, argv, NULL);
    crypt_open_for_test();
    if (!g_getenv("KENTONGAN_TEST_PG"))
        g_test_add_func("/postgres", store_test_skip);
}

static inline void store_test_add_on(DbEngine engine, const char *name, StoreTestFn fn, bool empty)
{
    g_autofree char *path = g_strconcat(engine == DB_SQLITE ? "/sqlite" : "/postgres", name, NULL);
    StoreTestCase *test = g_new(StoreTestCase, 1);
    *test = (StoreTestCase){ fn, engine, empty };
    g_test_add_data_func_full(path, test, store_test_one, g_free);
}

/* One engine only: for what is true of it alone. */
static inline void store_test_add_engine(DbEngine engine, const char *name, StoreTestFn fn)
{
    if (engine == DB_SQLITE || g_getenv("KENTONGAN_TEST_PG"))
        store_test_add_on(engine, name, fn, true);
}

static inline void store_test_add_both(const char *name, StoreTestFn fn, bool empty)
{
    store_test_add_on(DB_SQLITE, name, fn, empty);
    if (g_getenv("KENTONGAN_TEST_PG"))
        store_test_add_on(DB_POSTGRES, name, fn, empty);
}

static inline void store_test_add(const char *name, StoreTestFn fn)
{
    store_test_add_both(name, fn, false);
}

static inline void store_test_add_empty(const char *name, StoreTestFn fn)
{
    store_test_add_both(name, fn, true);
}

static inline int store_test_run(void)
{
    return g_test_run();
}
