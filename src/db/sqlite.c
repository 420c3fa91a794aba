/* The SQLite driver, and the only file that knows sqlite3.
 *
 * One file in WAL mode. Connections that are handed out may only read (query_only); what writes
 * goes to the writer's connection (writer.c), so nobody inside this process ever waits for a
 * lock; only another process (a command run beside the server) can make us busy. A commit is
 * on disk when it returns (synchronous=FULL). The log is moved into the file by the writer, when it
 * is idle or the log is long, never by a reader.
 *
 * Caches are small, since there is one a connection: the page cache of the kernel is shared.
 */
#include "db/db_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define SQLITE_READER_CACHE_KIB 2048
#define SQLITE_WRITER_CACHE_KIB 8192
#define SQLITE_LOG_PAGES 4000       /* 16 MB: moved although works wait */
#define SQLITE_LOG_PAGES_LONG 20000 /* readers are asked to let go of it */
#define SQLITE_LOG_KEPT_BYTES 33554432
#define SQLITE_COPY_PAGES 1000
#define SQLITE_SPILL_BYTES 4194304 /* of savepoint journals, kept in memory up to this */

typedef struct SqliteSlot {
    sqlite3_stmt *stmt;
    guint8 place[DB_MAX_ARGS]; /* of $1, $2 ... among SQLite's parameters */
    guint args;
    bool busy; /* a cursor is open on it */
} SqliteSlot;

typedef struct SqliteDb {
    Db base;
    sqlite3 *handle;
    SqliteSlot **slots; /* by db_statement_index */
    sqlite3_stmt *control[DB_CONTROLS + 1];
    int log_pages;  /* in the log, after the last commit */
    int log_tidied; /* of these, when it was last moved into the file */
} SqliteDb;

typedef struct SqliteCursor {
    DbCursor base;
    sqlite3_stmt *stmt;
    SqliteSlot *slot; /* NULL: stmt is the cursor's own */
    int last;         /* result of the step that has been made but not been taken */
} SqliteCursor;

static const char *const SQLITE_CONTROL[DB_CONTROLS + 1] = {
    [DB_BEGIN] = "BEGIN IMMEDIATE",
    [DB_SNAPSHOT] = "BEGIN",
    [DB_COMMIT] = "COMMIT",
    [DB_ROLLBACK] = "ROLLBACK",
    [DB_SAVEPOINT] = "SAVEPOINT work",
    [DB_RELEASE] = "RELEASE work",
    [DB_ROLLBACK_TO] = "ROLLBACK TO work",
    [DB_CONTROLS] = "RELEASE work",
};

/* ---- errors ---- */

static KentonganError sqlite_constraint_code(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return KENTONGAN_ERROR_CONFLICT;
    default:
        return KENTONGAN_ERROR_INVALID;
    }
}

static const char *sqlite_advice(int result)
{
    switch (result) {
    case SQLITE_FULL:
        return "the disk (or a quota) is full: free space where the database lies";
    case SQLITE_IOERR:
        return "the disk reports an error: check the kernel's log, save the file elsewhere";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "the file is damaged or no database: stop the program, keep a copy of the file, "
               "restore the last backup";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return "the file cannot be written: check that its folder exists, and owner and mode of "
               "both (or a query wrote outside db_transact)";
    case SQLITE_NOMEM:
        return "out of memory";
    default:
        return "unexpected";
    }
}

/* A quota and a limit on the size of files look like errors of the disk; SQLite does not keep their
 * number on every way, but the C library does. */
static bool sqlite_is_full(int result, int number)
{
    return result == SQLITE_FULL ||
           (result == SQLITE_IOERR && (number == ENOSPC || number == EDQUOT || number == EFBIG));
}

/* Always false, so that a failure is reported in one line. */
static bool sqlite_fail(SqliteDb *db, const char *name, GError **error)
{
    int number = errno;
    int extended = sqlite3_extended_errcode(db->handle);
    int result = extended & 0xff;
    const char *said = sqlite3_errmsg(db->handle);
    if (result == SQLITE_CONSTRAINT) {
        KentonganError code = sqlite_constraint_code(extended);
        error_set(error, code, NULL,
                  code == KENTONGAN_ERROR_CONFLICT ? N_("Data yang sama sudah ada.")
                                                   : N_("Data tidak sesuai aturan penyimpanan."),
                  "statement %s: %s", name, said);
    } else if (result == SQLITE_BUSY || result == SQLITE_LOCKED) {
        error_set(error, KENTONGAN_ERROR_BUSY, NULL,
                  N_("Sistem sedang sibuk. Silakan coba lagi sebentar lagi."),
                  "statement %s: %s (%s is locked by another process)", name, said,
                  db->base.database->where);
    } else if (sqlite_is_full(result, number)) {
        error_set(error, KENTONGAN_ERROR_FULL, NULL, DB_FULL_SENTENCE, "statement %s on %s: %s; %s",
                  name, db->base.database->where, said, sqlite_advice(SQLITE_FULL));
    } else {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL,
                  N_("Data tidak dapat disimpan atau dibaca saat ini. Silakan coba lagi nanti."),
                  "statement %s on %s: %s (%d); %s", name, db->base.database->where, said, extended,
                  sqlite_advice(result));
    }
    return false;
}

/* ---- preparing and binding ---- */

static bool sqlite_prepare_text(SqliteDb *db, const char *name, const char *sql, unsigned flags,
                                sqlite3_stmt **stmt, GError **error)
{
    const char *rest = NULL;
    if (sqlite3_prepare_v3(db->handle, sql, -1, flags, stmt, &rest) != SQLITE_OK)
        return sqlite_fail(db, name, error);
    if (!*stmt || strspn(rest, " \t\n;") != strlen(rest))
        g_error("statement %s is not one statement", name);
    return true;
}

static void sqlite_place_args(SqliteSlot *slot, const char *name)
{
    slot->args = (guint)sqlite3_bind_parameter_count(slot->stmt);
    g_assert(slot->args <= DB_MAX_ARGS);
    for (guint i = 0; i < slot->args; i++) {
        char param[8];
        g_snprintf(param, sizeof param, "$%u", i + 1);
        int place = sqlite3_bind_parameter_index(slot->stmt, param);
        if (place == 0)
            g_error("statement %s has %u parameters, but no %s", name, slot->args, param);
        slot->place[i] = (guint8)place;
    }
}

static SqliteSlot *sqlite_slot(SqliteDb *db, const DbStatement *statement, GError **error)
{
    SqliteSlot **at = &db->slots[db_statement_index(statement)];
    if (*at)
        return *at;
    sqlite3_stmt *stmt = NULL;
    if (!sqlite_prepare_text(db, statement->name, statement->sql, SQLITE_PREPARE_PERSISTENT, &stmt,
                             error))
        return NULL;
    *at = g_new0(SqliteSlot, 1);
    (*at)->stmt = stmt;
    sqlite_place_args(*at, statement->name);
    return *at;
}

static bool sqlite_prepare(Db *base, const DbStatement *statement, GError **error)
{
    return sqlite_slot((SqliteDb *)base, statement, error) != NULL;
}

static int sqlite_bind_value(sqlite3_stmt *stmt, int place, const DbValue *value,
                             sqlite3_destructor_type keep)
{
    switch (value->kind) {
    case DB_KIND_INT:
        return sqlite3_bind_int64(stmt, place, value->i);
    case DB_KIND_TEXT:
        return sqlite3_bind_text(stmt, place, value->s, -1, keep);
    case DB_KIND_BLOB:
        return sqlite3_bind_blob64(stmt, place, value->p, value->n, keep);
    case DB_KIND_NULL:
        break;
    }
    return sqlite3_bind_null(stmt, place);
}

static bool sqlite_bind(SqliteDb *db, const SqliteSlot *slot, sqlite3_stmt *stmt,
                        const DbStatement *statement, DbArgs args, sqlite3_destructor_type keep,
                        GError **error)
{
    if (args.count != slot->args)
        g_error("statement %s takes %u arguments and got %u", statement->name, slot->args,
                args.count);
    for (guint i = 0; i < args.count; i++)
        if (sqlite_bind_value(stmt, slot->place[i], &args.values[i], keep) != SQLITE_OK)
            return sqlite_fail(db, statement->name, error);
    return true;
}

/* Reset, so that a read transaction does not outlive its use, and no argument stays behind. */
static void sqlite_rest(sqlite3_stmt *stmt)
{
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt);
}

static bool sqlite_exec(Db *base, const DbStatement *statement, DbArgs args, gint64 *changed,
                        GError **error)
{
    SqliteDb *db = (SqliteDb *)base;
    SqliteSlot *slot = sqlite_slot(db, statement, error);
    if (!slot)
        return false;
    if (slot->busy)
        g_error("statement %s is run while its own rows are read", statement->name);
    bool ok = sqlite_bind(db, slot, slot->stmt, statement, args, SQLITE_STATIC, error);
    int result = ok ? SQLITE_ROW : SQLITE_DONE;
    while (result == SQLITE_ROW)
        result = sqlite3_step(slot->stmt);
    if (ok && result != SQLITE_DONE)
        ok = sqlite_fail(db, statement->name, error);
    *changed = ok && !sqlite3_stmt_readonly(slot->stmt) ? sqlite3_changes64(db->handle) : 0;
    if (*changed > 0)
        base->written = true;
    sqlite_rest(slot->stmt);
    return ok;
}

static bool sqlite_script(Db *base, const char *sql, GError **error)
{
    SqliteDb *db = (SqliteDb *)base;
    base->written = true;
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
        return true;
    return sqlite_fail(db, "(script)", error);
}

/* ---- rows ---- */

/* A statement whose rows are being read is prepared a second time, for this cursor alone. */
static SqliteCursor *sqlite_cursor_new(SqliteDb *db, const DbStatement *statement, DbArgs args,
                                       GError **error)
{
    SqliteSlot *slot = sqlite_slot(db, statement, error);
    if (!slot)
        return NULL;
    sqlite3_stmt *stmt = slot->stmt;
    if (slot->busy && !sqlite_prepare_text(db, statement->name, statement->sql, 0, &stmt, error))
        return NULL;
    bool own = stmt != slot->stmt;
    if (!sqlite_bind(db, slot, stmt, statement, args, SQLITE_TRANSIENT, error)) {
        if (own)
            sqlite3_finalize(stmt);
        else
            sqlite_rest(stmt);
        return NULL;
    }
    SqliteCursor *cursor = g_new0(SqliteCursor, 1);
    cursor->stmt = stmt;
    cursor->slot = own ? NULL : slot;
    if (!own)
        slot->busy = true;
    return cursor;
}

static SqliteCursor *sqlite_cursor_new_text(SqliteDb *db, const char *text, GError **error)
{
    sqlite3_stmt *stmt = NULL;
    if (!sqlite_prepare_text(db, "(text)", text, 0, &stmt, error))
        return NULL;
    SqliteCursor *cursor = g_new0(SqliteCursor, 1);
    cursor->stmt = stmt;
    return cursor;
}

static void sqlite_cursor_close(DbCursor *base)
{
    SqliteCursor *cursor = (SqliteCursor *)base;
    if (cursor->slot) {
        sqlite_rest(cursor->stmt);
        cursor->slot->busy = false;
    } else {
        sqlite3_finalize(cursor->stmt);
    }
    g_free(cursor);
}

/* The first step is made at once, so that what a statement does or breaks shows in db_query as it
 * does on PostgreSQL. */
static DbCursor *sqlite_query(Db *base, const DbStatement *statement, const char *text, DbArgs args,
                              GError **error)
{
    SqliteDb *db = (SqliteDb *)base;
    SqliteCursor *cursor = statement ? sqlite_cursor_new(db, statement, args, error)
                                     : sqlite_cursor_new_text(db, text, error);
    if (!cursor)
        return NULL;
    cursor->last = sqlite3_step(cursor->stmt);
    if (cursor->last != SQLITE_ROW && cursor->last != SQLITE_DONE) {
        sqlite_fail(db, statement ? statement->name : "(text)", error);
        sqlite_cursor_close(&cursor->base);
        return NULL;
    }
    if (!sqlite3_stmt_readonly(cursor->stmt) &&
        (cursor->last == SQLITE_ROW || sqlite3_changes64(db->handle) > 0))
        base->written = true;
    return &cursor->base;
}

static bool sqlite_next(DbCursor *base, GError **error)
{
    SqliteCursor *cursor = (SqliteCursor *)base;
    int result = cursor->last;
    if (result == SQLITE_OK) /* the step made before has been taken */
        result = sqlite3_step(cursor->stmt);
    cursor->last = result == SQLITE_ROW ? SQLITE_OK : SQLITE_DONE;
    if (result != SQLITE_ROW && result != SQLITE_DONE)
        return sqlite_fail((SqliteDb *)base->db, base->name, error);
    return result == SQLITE_ROW;
}

static guint sqlite_columns(const DbCursor *base)
{
    return (guint)sqlite3_column_count(((const SqliteCursor *)base)->stmt);
}

static const char *sqlite_column_name(const DbCursor *base, guint column)
{
    return sqlite3_column_name(((const SqliteCursor *)base)->stmt, (int)column);
}

static DbValue sqlite_value(const DbCursor *base, guint column)
{
    sqlite3_value *value = sqlite3_column_value(((const SqliteCursor *)base)->stmt, (int)column);
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return DB_INT(sqlite3_value_int64(value));
    case SQLITE_TEXT:
        return (DbValue){ .kind = DB_KIND_TEXT, .s = (const char *)sqlite3_value_text(value) };
    case SQLITE_BLOB:
        return (DbValue){ .kind = DB_KIND_BLOB,
                          .p = sqlite3_value_blob(value),
                          .n = (gsize)sqlite3_value_bytes(value) };
    case SQLITE_FLOAT:
        g_error("column %u of statement %s is a fraction: CAST it", column, base->name);
    default:
        return (DbValue){ .kind = DB_KIND_NULL };
    }
}

/* ---- transactions ---- */

/* A full disk and the like make SQLite roll back everything by itself. */
static bool sqlite_lost(Db *base)
{
    return sqlite3_get_autocommit(((SqliteDb *)base)->handle) != 0;
}

static bool sqlite_control_run(SqliteDb *db, int control, GError **error)
{
    sqlite3_stmt **stmt = &db->control[control];
    const char *text = SQLITE_CONTROL[control];
    if (!*stmt && !sqlite_prepare_text(db, text, text, SQLITE_PREPARE_PERSISTENT, stmt, error))
        return false;
    int result = sqlite3_step(*stmt);
    bool ok = result == SQLITE_DONE || sqlite_fail(db, text, error);
    sqlite3_reset(*stmt);
    return ok;
}

static bool sqlite_control(Db *base, DbControl control, GError **error)
{
    SqliteDb *db = (SqliteDb *)base;
    if (control == DB_ROLLBACK && sqlite_lost(base))
        return true;
    if (control != DB_ROLLBACK_TO)
        return sqlite_control_run(db, control, error);
    return sqlite_control_run(db, DB_ROLLBACK_TO, error) &&
           sqlite_control_run(db, DB_CONTROLS, error);
}

static bool sqlite_transact(Db *base, DbWork work, gpointer user, GError **error)
{
    return writer_transact(base->database->writer, work, user, error);
}

static bool sqlite_bare(Db *base, DbWork work, gpointer user, GError **error)
{
    return writer_bare(base->database->writer, work, user, error);
}

static int sqlite_on_log(void *user, sqlite3 *handle G_GNUC_UNUSED,
                         const char *schema G_GNUC_UNUSED, int pages)
{
    SqliteDb *db = user;
    if (pages < db->log_pages) /* begun anew, since all of it had been moved */
        db->log_tidied = 0;
    db->log_pages = pages;
    return SQLITE_OK;
}

static bool sqlite_tidy(Db *base, bool idle)
{
    SqliteDb *db = (SqliteDb *)base;
    int fresh = db->log_pages - db->log_tidied;
    if (fresh < (idle ? 1 : SQLITE_LOG_PAGES))
        return fresh > 0;
    bool insist = db->log_pages >= SQLITE_LOG_PAGES_LONG;
    int mode = insist ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE;
    int pages = 0, moved = 0;
    sqlite3_busy_timeout(db->handle, 100);
    int result = sqlite3_wal_checkpoint_v2(db->handle, NULL, mode, &pages, &moved);
    sqlite3_busy_timeout(db->handle, DB_BUSY_MS);
    if (result != SQLITE_OK && result != SQLITE_BUSY)
        g_warning("the log of %s could not be moved into it: %s", base->database->where,
                  sqlite3_errmsg(db->handle));
    db->log_tidied = db->log_pages;
    return false;
}

/* ---- copying ---- */

/* A new file belongs to its owner alone; its log will inherit that mode. */
static bool sqlite_create(const char *where, bool may_exist, GError **error)
{
    int fd = open(where, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    else if (errno != EEXIST || !may_exist) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Basis data tidak dapat dibuka."),
                  "%s cannot be made: %s", where, g_strerror(errno));
        return false;
    }
    return true;
}

/* One step takes little, so that the one who waits can be told and can stop it. */
static int sqlite_copy_steps(sqlite3_backup *backup, DbCopyProgress progress, gpointer user)
{
    int result = SQLITE_OK;
    while (result == SQLITE_OK) {
        result = sqlite3_backup_step(backup, SQLITE_COPY_PAGES);
        int pages = sqlite3_backup_pagecount(backup);
        if (progress && !progress(pages - sqlite3_backup_remaining(backup), pages, user))
            return SQLITE_INTERRUPT;
    }
    return result;
}

/* The read transaction around it keeps one state of the source in sight until the end. */
static bool sqlite_copy_into(SqliteDb *db, sqlite3 *to, DbCopyProgress progress, gpointer user)
{
    sqlite3_backup *backup = sqlite3_backup_init(to, "main", db->handle, "main");
    if (!backup || sqlite3_exec(db->handle, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL,
                                NULL) != SQLITE_OK) {
        sqlite3_backup_finish(backup);
        return false;
    }
    int result = sqlite_copy_steps(backup, progress, user);
    int finished = sqlite3_backup_finish(backup);
    sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return result == SQLITE_DONE && finished == SQLITE_OK;
}

static bool sqlite_copy(Db *base, const char *path, DbCopyProgress progress, gpointer user,
                        GError **error)
{
    sqlite3 *to = NULL;
    if (!sqlite_create(path, false, error))
        return false;
    bool ok = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
              sqlite_copy_into((SqliteDb *)base, to, progress, user);
    if (!ok) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL,
                  N_("Salinan basis data tidak jadi dibuat."), "%s: %s", path, sqlite3_errmsg(to));
        unlink(path);
    }
    sqlite3_close(to);
    return ok;
}

/* ---- opening ---- */

static void sqlite_close_handle(SqliteDb *db)
{
    for (guint i = 0; i < db_statement_count(); i++) {
        if (db->slots[i])
            sqlite3_finalize(db->slots[i]->stmt);
        g_free(db->slots[i]);
    }
    for (int i = 0; i <= DB_CONTROLS; i++)
        sqlite3_finalize(db->control[i]);
    sqlite3_close(db->handle);
    g_free(db->slots);
    g_free(db);
}

static void sqlite_close(Db *base)
{
    sqlite_close_handle((SqliteDb *)base);
}

/* Names in double quotes that mean nothing are texts to SQLite unless told otherwise, and LIKE
 * ignores case: both differ from PostgreSQL. */
static bool sqlite_settle(SqliteDb *db, bool writer, GError **error)
{
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, DB_BUSY_MS);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    g_autofree char *settings = g_strdup_printf(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA case_sensitive_like = ON;"
        "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = %d; PRAGMA cache_size = -%d;"
        "PRAGMA query_only = %d",
        SQLITE_LOG_KEPT_BYTES, writer ? SQLITE_WRITER_CACHE_KIB : SQLITE_READER_CACHE_KIB, !writer);
    if (!sqlite_script(&db->base, settings, error))
        return false;
    db->base.written = false;
    if (writer)
        sqlite3_wal_hook(db->handle, sqlite_on_log, db);
    return true;
}

static Db *sqlite_open_as(Database *database, bool writer, GError **error)
{
    SqliteDb *db = g_new0(SqliteDb, 1);
    db->base.database = database;
    db->base.driver = &SQLITE_DRIVER;
    db->slots = g_new0(SqliteSlot *, db_statement_count());
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    if (sqlite3_open_v2(database->where, &db->handle, flags, NULL) != SQLITE_OK)
        sqlite_fail(db, "(open)", error);
    else if (sqlite_settle(db, writer, error))
        return &db->base;
    sqlite_close_handle(db);
    return NULL;
}

static Db *sqlite_open(Database *database, GError **error)
{
    return sqlite_open_as(database, false, error);
}

static gpointer sqlite_start(gpointer nothing G_GNUC_UNUSED)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SQLITE_SPILL_BYTES);
    sqlite3_initialize();
    return NULL;
}

static Database *sqlite_database_open(const char *where, GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, sqlite_start, NULL);
    if (!sqlite_create(where, true, error))
        return NULL;
    Database *database = g_new0(Database, 1);
    database->driver = &SQLITE_DRIVER;
    database->where = g_strdup(where);
    Db *db = sqlite_open_as(database, true, error);
    if (!db) {
        g_free(database->where);
        g_free(database);
        return NULL;
    }
    database->writer = writer_start(db);
    return database;
}

static void sqlite_database_close(Database *database)
{
    writer_stop(database->writer);
    g_free(database->where);
    g_free(database);
}

const DbDriver SQLITE_DRIVER = {
    .engine = DB_SQLITE,
    .database_open = sqlite_database_open,
    .database_close = sqlite_database_close,
    .open = sqlite_open,
    .close = sqlite_close,
    .prepare = sqlite_prepare,
    .query = sqlite_query,
    .exec = sqlite_exec,
    .script = sqlite_script,
    .copy = sqlite_copy,
    .transact = sqlite_transact,
    .bare = sqlite_bare,
    .control = sqlite_control,
    .lost = sqlite_lost,
    .tidy = sqlite_tidy,
    .next = sqlite_next,
    .cursor_close = sqlite_cursor_close,
    .columns = sqlite_columns,
    .column_name = sqlite_column_name,
    .value = sqlite_value,
};
