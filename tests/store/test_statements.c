/* Every listed statement of the program, on both engines: it can be prepared, its name is its own,
 * and on SQLite it does not read a whole table, or a whole tenant, unless it is marked DB_SCAN_OK.
 * This program is linked with the whole library (see Makefile), so a new store file is covered by
 * itself.
 */
#include "db/db_driver.h"
#include "store/store_test.h"

static void test_list(void)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_assert_cmpuint(db_statement_count(), >, 0);
    for (guint i = 0; i < db_statement_count(); i++) {
        const DbStatement *statement = db_statement_at(i);
        g_assert_nonnull(statement->sql);
        g_assert_cmpuint(db_statement_index(statement), ==, i);
        if (!strchr(statement->name, '.') || !g_hash_table_add(names, (gpointer)statement->name))
            g_error("\"%s\" is no name of one statement alone (file.verb)", statement->name);
    }
}

/* Without arguments PostgreSQL cannot always tell their types (42P18); with them it can. */
static bool is_only_untyped(const GError *error)
{
    return strstr(error_detail(error), "42P18") != NULL;
}

static void test_prepare(StoreTest *t)
{
    for (guint i = 0; i < db_statement_count(); i++) {
        const DbStatement *statement = db_statement_at(i);
        g_autoptr(GError) error = NULL;
        if (db_prepare(t->db, statement, &error) || is_only_untyped(error))
            continue;
        g_test_message("%s: %s", statement->name, error_detail(error));
        g_test_fail();
    }
}

/* Rows that the plan makes itself: "MATERIALIZE x", "CO-ROUTINE x" name them. */
static void plan_note_made(GHashTable *made, const char *step)
{
    static const char *const MARKS[] = { "MATERIALIZE ", "CO-ROUTINE " };
    for (guint i = 0; i < G_N_ELEMENTS(MARKS); i++)
        if (g_str_has_prefix(step, MARKS[i]))
            g_hash_table_add(made, g_strdup(step + strlen(MARKS[i])));
}

/* The tenant leads every key, and alone it finds all that there is; so does what is read to fill a
 * filter beforehand. */
static bool plan_reads_tenant(const char *step)
{
    return g_str_has_suffix(step, "(tenant=?)") || g_str_has_prefix(step, "BLOOM FILTER");
}

static bool plan_scans_table(GHashTable *made, const char *step)
{
    if (plan_reads_tenant(step))
        return true;
    if (!g_str_has_prefix(step, "SCAN ") || strstr(step, "VIRTUAL TABLE") ||
        strstr(step, "CONSTANT ROW") || g_str_has_prefix(step, "SCAN ("))
        return false;
    const char *name = step + strlen("SCAN ");
    g_autofree char *table = g_strndup(name, strcspn(name, " "));
    return !g_hash_table_contains(made, table);
}

/* The first step that reads a whole table, or NULL. */
static char *plan_scan(StoreTest *t, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GHashTable) made = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
    for (int pass = 0; pass < 2; pass++) {
        g_autoptr(DbCursor) step = db_query_text(t->db, explain, &error);
        store_assert_no_error(error);
        while (db_next(step, &error)) {
            plan_note_made(made, db_text(step, 3));
            if (pass == 1 && plan_scans_table(made, db_text(step, 3)))
                return db_dup_text(step, 3);
        }
        store_assert_no_error(error);
    }
    return NULL;
}

/* What is small in the largest government, or ends after the first row. */
static bool may_read_tenant(const char *name)
{
    static const char *const NAMES[] = { "api_key.list", "account.list", "seal.last", NULL };
    return g_str_has_prefix(name, "catalog.") || g_strv_contains(NAMES, name);
}

static void test_plan(StoreTest *t)
{
    for (guint i = 0; i < db_statement_count(); i++) {
        const DbStatement *statement = db_statement_at(i);
        g_autofree char *scan = plan_scan(t, statement->sql);
        if (!scan || statement->flags & DB_SCAN_OK ||
            (plan_reads_tenant(scan) && may_read_tenant(statement->name)))
            continue;
        g_test_message("%s: %s; give it an index, or mark it DB_SCAN_OK", statement->name, scan);
        g_test_fail();
    }
}

/* The check itself sees what it must see. */
static void test_plan_check(StoreTest *t)
{
    static const struct {
        const char *sql;
        bool scans;
    } CASES[] = {
        { "SELECT title FROM cases WHERE tenant = $1 AND id = $2", false },
        { "SELECT title FROM cases WHERE place_text = $1", true },
        { "SELECT c.title FROM cases AS c WHERE c.place_text = $1", true },
        { "SELECT count(*) FROM cases", true },
        { "SELECT id FROM cases ORDER BY tenant, created_at, id LIMIT 5", true },
        { "UPDATE cases SET title = $1 WHERE place_text = $2", true },
        { "SELECT rowid FROM report_words WHERE report_words MATCH $1", false },
        { "WITH r (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r",
          false },
        { "SELECT 1", false },
        { "SELECT title FROM cases WHERE tenant = $1 AND place_text = $2", true },
        { "SELECT text FROM report WHERE tenant = $1 AND case_id = $2 ORDER BY id", false },
        { "INSERT INTO setting (tenant, key, value) VALUES ($1, $2, $3)", false },
        { "VALUES (1), (2)", false },
        { "SELECT id FROM cases WHERE tenant = $1 AND service IN (SELECT code FROM service)",
          true },
    };
    for (guint i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *scan = plan_scan(t, CASES[i].sql);
        if ((scan != NULL) != CASES[i].scans)
            g_error("%s: %s", CASES[i].sql, scan ? scan : "no scan seen");
    }
}

int main(int argc, char **argv)
{
    store_test_init(&argc, &argv);
    g_test_set_nonfatal_assertions();
    g_test_add_func("/statements/list", test_list);
    store_test_add("/statements/prepare", test_prepare);
    store_test_add_on(DB_SQLITE, "/statements/plan", test_plan, false);
    store_test_add_on(DB_SQLITE, "/statements/plan_check", test_plan_check, false);
    return store_test_run();
}
