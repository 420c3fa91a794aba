/* What is the same for both engines: the closed list of statements, joining and retrying of
 * transactions, and the checks between the program and a driver. See db.h and db_driver.h.
 */
#include "db/db_driver.h"

#include <string.h>

#define DB_TRIES 6
#define DB_RETRY_US (15 * G_USEC_PER_SEC)

/* Made by the linker around the rows of DB_STATEMENT; absent when there is none. */
extern const DbStatement __start_db_statements[] __attribute__((weak, visibility("hidden")));
extern const DbStatement __stop_db_statements[] __attribute__((weak, visibility("hidden")));

/* The rows lie without gaps only when the size is a multiple of the alignment. */
G_STATIC_ASSERT(sizeof(DbStatement) % 8 == 0);

guint db_statement_count(void)
{
    return (guint)(__stop_db_statements - __start_db_statements);
}

const DbStatement *db_statement_at(guint index)
{
    g_assert(index < db_statement_count());
    return &__start_db_statements[index];
}

guint db_statement_index(const DbStatement *statement)
{
    if (statement < __start_db_statements || statement >= __stop_db_statements)
        g_error("statement %s is not declared with DB_STATEMENT", statement->name);
    return (guint)(statement - __start_db_statements);
}

DbValue db_value_text(const char *text)
{
    if (!text)
        return (DbValue){ .kind = DB_KIND_NULL, .i = DB_KIND_TEXT };
    return (DbValue){ .kind = DB_KIND_TEXT, .s = text };
}

DbValue db_value_blob(const void *data, gsize bytes)
{
    if (!data)
        return (DbValue){ .kind = DB_KIND_NULL, .i = DB_KIND_BLOB };
    return (DbValue){ .kind = DB_KIND_BLOB, .p = data, .n = bytes };
}

DbValue db_value_bytes(GBytes *bytes)
{
    if (!bytes)
        return db_value_blob(NULL, 0);
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    return db_value_blob(data ? data : "", size); /* no bytes are not no value */
}

/* ---- the place and its connections ---- */

static bool database_is_postgres(const char *where)
{
    return g_str_has_prefix(where, "postgresql://") || g_str_has_prefix(where, "postgres://");
}

Database *database_open(const char *where, GError **error)
{
    const DbDriver *driver = database_is_postgres(where) ? &POSTGRES_DRIVER : &SQLITE_DRIVER;
    return driver->database_open(where, error);
}

void database_close(Database *database)
{
    if (!database)
        return;
    if (g_atomic_int_get(&database->open) != 0)
        g_error("database closed with %d connections open", database->open);
    database->driver->database_close(database);
}

DbEngine database_engine(const Database *database)
{
    return database->driver->engine;
}

void database_on_commit(Database *database, void (*fn)(gpointer user), gpointer user)
{
    int at = g_atomic_int_get(&database->listener_count);
    g_assert(at < DB_MAX_LISTENERS);
    database->listeners[at] = (DatabaseListener){ fn, user };
    g_atomic_int_set(&database->listener_count, at + 1);
}

guint database_waiting(Database *database)
{
    return database->writer ? writer_waiting(database->writer) : 0;
}

void database_committed(Database *database)
{
    int count = g_atomic_int_get(&database->listener_count);
    for (int i = 0; i < count; i++)
        database->listeners[i].fn(database->listeners[i].user);
}

Db *db_open(Database *database, GError **error)
{
    Db *db = database->driver->open(database, error);
    if (db)
        g_atomic_int_inc(&database->open);
    return db;
}

void db_close(Db *db)
{
    if (!db)
        return;
    g_assert(db->depth == 0 && db->cursors == 0);
    g_atomic_int_add(&db->database->open, -1);
    db->driver->close(db);
}

DbEngine db_engine(const Db *db)
{
    return db->driver->engine;
}

Database *db_database(const Db *db)
{
    return db->database;
}

/* ---- statements ---- */

static bool db_may_send(Db *db, const char *name, GError **error)
{
    if (!db->failed)
        return true;
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL,
              N_("Terjadi kesalahan di dalam sistem. Petugas teknis perlu memeriksanya."),
              "statement %s was sent after %s had failed in the same transaction", name,
              db->failed);
    return false;
}

static bool db_note(Db *db, bool ok, const char *name)
{
    if (!ok && db->depth > 0 && !db->failed)
        db->failed = name;
    return ok;
}

bool db_prepare(Db *db, const DbStatement *statement, GError **error)
{
    return db->driver->prepare(db, statement, error);
}

static DbCursor *db_query_any(Db *db, const DbStatement *statement, const char *text, DbArgs args,
                              GError **error)
{
    const char *name = statement ? statement->name : "(text)";
    if (!db_may_send(db, name, error))
        return NULL;
    DbCursor *cursor = db->driver->query(db, statement, text, args, error);
    if (!db_note(db, cursor != NULL, name))
        return NULL;
    cursor->db = db;
    cursor->name = name;
    cursor->columns = db->driver->columns(cursor);
    db->cursors++;
    return cursor;
}

DbCursor *db_query(Db *db, const DbStatement *statement, DbArgs args, GError **error)
{
    return db_query_any(db, statement, NULL, args, error);
}

DbCursor *db_query_text(Db *db, const char *sql, GError **error)
{
    return db_query_any(db, NULL, sql, DB_NO_ARGS, error);
}

bool db_next(DbCursor *cursor, GError **error)
{
    GError *problem = NULL;
    bool row = cursor->db->driver->next(cursor, &problem);
    if (problem) {
        db_note(cursor->db, false, cursor->name);
        g_propagate_error(error, problem);
    }
    return row;
}

void db_cursor_close(DbCursor *cursor)
{
    if (!cursor)
        return;
    cursor->db->cursors--;
    cursor->db->driver->cursor_close(cursor);
}

typedef struct {
    const DbStatement *statement;
    DbArgs args;
    gint64 *changed;
} DbExec;

static bool db_exec_here(Db *db, gpointer user, GError **error)
{
    DbExec *exec = user;
    const char *name = exec->statement->name;
    if (!db_may_send(db, name, error))
        return false;
    bool ok = db->driver->exec(db, exec->statement, exec->args, exec->changed, error);
    return db_note(db, ok, name);
}

bool db_exec(Db *db, const DbStatement *statement, DbArgs args, gint64 *changed, GError **error)
{
    gint64 ignored = 0;
    DbExec exec = { statement, args, changed ? changed : &ignored };
    if (db->depth > 0)
        return db_exec_here(db, &exec, error);
    return db_transact(db, db_exec_here, &exec, error);
}

bool db_exec_int(Db *db, const DbStatement *statement, DbArgs args, gint64 fallback, gint64 *value,
                 GError **error)
{
    g_autoptr(DbCursor) cursor = db_query(db, statement, args, error);
    if (!cursor)
        return false;
    GError *problem = NULL;
    *value = db_next(cursor, &problem) ? db_int(cursor, 0) : fallback;
    if (problem)
        g_propagate_error(error, problem);
    return problem == NULL;
}

static bool db_script_here(Db *db, gpointer user, GError **error)
{
    if (!db_may_send(db, "(script)", error))
        return false;
    return db_note(db, db->driver->script(db, user, error), "(script)");
}

bool db_run_script(Db *db, const char *sql, GError **error)
{
    if (db->depth > 0)
        return db_script_here(db, (gpointer)sql, error);
    return db->driver->bare(db, db_script_here, (gpointer)sql, error);
}

bool db_copy(Db *db, const char *path, DbCopyProgress progress, gpointer user, GError **error)
{
    g_assert(db->depth == 0);
    return db->driver->copy(db, path, progress, user, error);
}

/* ---- columns ---- */

static DbValue db_value(const DbCursor *cursor, guint column, DbKind wanted)
{
    if (column >= cursor->columns)
        g_error("statement %s has no column %u", cursor->name, column);
    DbValue value = cursor->db->driver->value(cursor, column);
    if (value.kind != wanted && value.kind != DB_KIND_NULL)
        g_error("column %u of statement %s is asked for as another kind than it has", column,
                cursor->name);
    return value;
}

gint64 db_int(const DbCursor *cursor, guint column)
{
    return db_value(cursor, column, DB_KIND_INT).i;
}

const char *db_text(const DbCursor *cursor, guint column)
{
    return db_value(cursor, column, DB_KIND_TEXT).s;
}

char *db_dup_text(const DbCursor *cursor, guint column)
{
    return g_strdup(db_text(cursor, column));
}

const void *db_blob(const DbCursor *cursor, guint column, gsize *bytes)
{
    DbValue value = db_value(cursor, column, DB_KIND_BLOB);
    *bytes = value.n;
    if (value.kind == DB_KIND_NULL)
        return NULL;
    return value.p ? value.p : ""; /* an engine may give no address for no bytes */
}

GBytes *db_dup_blob(const DbCursor *cursor, guint column)
{
    gsize bytes = 0;
    const void *data = db_blob(cursor, column, &bytes);
    return data ? g_bytes_new(data, bytes) : NULL;
}

bool db_is_null(const DbCursor *cursor, guint column)
{
    return cursor->db->driver->value(cursor, column).kind == DB_KIND_NULL;
}

guint db_column_count(const DbCursor *cursor)
{
    return cursor->columns;
}

const char *db_column_name(const DbCursor *cursor, guint column)
{
    return cursor->db->driver->column_name(cursor, column);
}

/* ---- transactions ---- */

bool db_in_transaction(const Db *db)
{
    return db->depth > 0;
}

bool db_run_work(Db *db, DbWork work, gpointer user, GError **error)
{
    const char *failed_outside = db->failed;
    GError *problem = NULL;
    db->failed = NULL;
    db->depth++;
    bool ok = work(db, user, &problem);
    db->depth--;
    if (ok && problem)
        g_error("a work succeeded and left an error: %s", problem->message);
    if (ok && !db_may_send(db, "COMMIT", &problem))
        ok = false;
    if (!ok && !problem)
        g_error("a work failed and left no error");
    db->failed = failed_outside;
    if (problem)
        g_propagate_error(error, problem);
    return ok;
}

static bool db_join(Db *db, DbWork work, gpointer user, GError **error)
{
    const DbDriver *driver = db->driver;
    if (!db_may_send(db, "SAVEPOINT", error) ||
        !db_note(db, driver->control(db, DB_SAVEPOINT, error), "SAVEPOINT"))
        return false;
    if (db_run_work(db, work, user, error))
        return db_note(db, driver->control(db, DB_RELEASE, error), "RELEASE");
    /* The work's own error is the one to report. When the savepoint cannot be restored, the outer
     * transaction is gone too. */
    db_note(db, driver->control(db, DB_ROLLBACK_TO, NULL), "ROLLBACK TO");
    return false;
}

/* Doubling waits with jitter, so that those who collided do not collide again. */
static bool db_wait_to_retry(int tries, gint64 began_at, const GError *problem)
{
    if (!error_is(problem, KENTONGAN_ERROR_BUSY) || tries >= DB_TRIES ||
        g_get_monotonic_time() - began_at > DB_RETRY_US)
        return false;
    g_usleep((gulong)g_random_int_range(500, 2000) << tries);
    return true;
}

bool db_transact(Db *db, DbWork work, gpointer user, GError **error)
{
    g_assert(!db->snapshot);
    if (db->depth > 0)
        return db_join(db, work, user, error);
    gint64 began_at = g_get_monotonic_time();
    for (int tries = 1;; tries++) {
        GError *problem = NULL;
        if (db->driver->transact(db, work, user, &problem))
            return true;
        if (!db_wait_to_retry(tries, began_at, problem)) {
            g_propagate_error(error, problem);
            return false;
        }
        g_clear_error(&problem);
    }
}

bool db_snapshot(Db *db, DbWork work, gpointer user, GError **error)
{
    g_assert(db->depth == 0 && !db->snapshot);
    if (!db->driver->control(db, DB_SNAPSHOT, error))
        return false;
    db->snapshot = true;
    bool ok = work(db, user, error);
    db->snapshot = false;
    /* a connection that broke was opened anew, outside the snapshot */
    bool whole = !db->driver->lost(db);
    (void)db->driver->control(db, DB_ROLLBACK, NULL);
    if (ok && !whole)
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
                  N_("Data tidak dapat disimpan atau dibaca saat ini. Silakan coba lagi nanti."),
                  "the connection was lost inside a snapshot");
    return ok && whole;
}
