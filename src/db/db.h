/* One SQL interface, two drivers (sqlite.c, postgres.c). Knows no table and no citizen.
 *
 * A Database is the opened place; a Db is one connection of it, used by one thread at a time.
 * Statements are static rows declared with DB_STATEMENT, so the set of SQL the program can send
 * is closed and listed (db_statement_count, db_statement_at); each is prepared once a connection.
 * Text is the same for both engines, $1..$n placeholders; where PostgreSQL needs other words, the
 * row has a second text. Values are int64, UTF-8 text, bytes and NULL; nothing else.
 *
 * Writing: db_transact runs work in one transaction. On SQLite it is handed to the one writer
 * thread, which runs many works in savepoints and commits them with one fsync (group commit, see
 * db/writer.c); work therefore runs on another thread, while the caller waits. On PostgreSQL it
 * runs here. Either way: work may be run again from the start after BUSY, so it must have no
 * effect outside the database, and when db_transact returns true everything is on disk.
 */
#pragma once

#include "base/error.h"

typedef struct Database Database;
typedef struct Db Db;
typedef struct DbCursor DbCursor;

typedef enum DbEngine { DB_SQLITE, DB_POSTGRES } DbEngine;

typedef enum DbKind { DB_KIND_NULL, DB_KIND_INT, DB_KIND_TEXT, DB_KIND_BLOB } DbKind;

typedef struct DbValue {
    DbKind kind;
    gint64 i;      /* INT; of a NULL: the DbKind it would have had, so that its type is known */
    const char *s; /* TEXT; borrowed for the call */
    const void *p; /* BLOB; borrowed for the call */
    gsize n;       /* BLOB: bytes */
} DbValue;

/* A text or blob that is a NULL pointer is bound as NULL. */
#define DB_INT(v) ((DbValue){ .kind = DB_KIND_INT, .i = (v) })
#define DB_INT_NULL ((DbValue){ .kind = DB_KIND_NULL, .i = DB_KIND_INT })
#define DB_TEXT(v) db_value_text(v)
#define DB_BLOB(v, len) db_value_blob(v, len)
#define DB_BYTES(v) db_value_bytes(v) /* GBytes or NULL */
DbValue db_value_text(const char *text);
DbValue db_value_blob(const void *data, gsize bytes);
DbValue db_value_bytes(GBytes *bytes);

/* The arguments of a statement: db_exec(db, &insert, DB_ARGS(DB_INT(a), DB_TEXT(b)), ...) */
typedef struct DbArgs {
    const DbValue *values;
    guint count;
} DbArgs;
#define DB_ARGS(...)                                                                               \
    ((DbArgs){ (const DbValue[]){ __VA_ARGS__ }, sizeof((DbValue[]){ __VA_ARGS__ }) / sizeof(DbValue) })
#define DB_NO_ARGS ((DbArgs){ NULL, 0 })

typedef enum DbStatementFlags {
    DB_SCAN_OK = 1 << 0, /* a full scan is meant (small table, export): the plan test lets it pass */
} DbStatementFlags;

typedef struct DbStatement {
    const char *name;     /* "case.by_ticket": file.verb */
    const char *sql;      /* both engines, or SQLite where sql_postgres is set */
    const char *postgres; /* NULL: the same text */
    unsigned flags;
} DbStatement;

/* One row of the closed list, at file scope: DB_STATEMENT(by_id, "case.by_id", "SELECT ...").
 * DB_STATEMENT_2 takes the PostgreSQL text and flags as well. The linker lays the rows side by
 * side; a row's place there is its index in every connection's cache of prepared statements. */
#define DB_STATEMENT(var, name_, sql_) DB_STATEMENT_2(var, name_, sql_, NULL, 0)
#define DB_STATEMENT_2(var, name_, sql_, postgres_, flags_)                                        \
    static const DbStatement var __attribute__((section("db_statements"), used,                    \
                                                aligned(8))) = { name_, sql_, postgres_, flags_ }

guint db_statement_count(void);
const DbStatement *db_statement_at(guint index);

/* where: a file path of SQLite, or "postgresql://..." . Opens no connection that is kept; fails if
 * the place cannot be opened. The schema is not touched (see db/migrate.h). */
Database *database_open(const char *where, GError **error) MUST_USE;
/* Stops the writer after the works it has; every Db must be closed. */
void database_close(Database *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Database, database_close)
DbEngine database_engine(const Database *database);
/* Called after each commit that touched a row, on any thread, with no lock held: the cue for streams
 * and job threads. fn must be quick, since works may wait behind it. Call before there are threads. */
void database_on_commit(Database *database, void (*fn)(gpointer user), gpointer user);
/* Works that wait for the writer now, for /metrics; always 0 on PostgreSQL. */
guint database_waiting(Database *database);

Db *db_open(Database *database, GError **error) MUST_USE;
void db_close(Db *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Db, db_close)
DbEngine db_engine(const Db *db);
Database *db_database(const Db *db);

/* Rows. db_query never returns NULL without error. db_next: true = a row is there; false with
 * *error unset = the end. Columns are valid until the next db_next or db_cursor_close. Outside
 * db_transact a query may only read. The number of arguments, and the kind of a column that is
 * asked for, must fit: anything else is a bug and stops the program with the statement's name. */
DbCursor *db_query(Db *db, const DbStatement *statement, DbArgs args, GError **error) MUST_USE;
bool db_next(DbCursor *cursor, GError **error);
void db_cursor_close(DbCursor *cursor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DbCursor, db_cursor_close)
gint64 db_int(const DbCursor *cursor, guint column);       /* NULL reads as 0 */
const char *db_text(const DbCursor *cursor, guint column); /* NULL reads as NULL */
char *db_dup_text(const DbCursor *cursor, guint column);
const void *db_blob(const DbCursor *cursor, guint column, gsize *bytes);
GBytes *db_dup_blob(const DbCursor *cursor, guint column); /* NULL reads as NULL */
bool db_is_null(const DbCursor *cursor, guint column);
guint db_column_count(const DbCursor *cursor);
const char *db_column_name(const DbCursor *cursor, guint column);

/* Runs a statement that returns no rows, outside a transaction in one of its own; changed (may be NULL) is the number of rows touched.
 * A broken UNIQUE or PRIMARY KEY is CONFLICT, foreign key or CHECK INVALID. */
bool db_exec(Db *db, const DbStatement *statement, DbArgs args, gint64 *changed, GError **error)
    MUST_USE;
/* The first column of the first row, or fallback when there is no row. */
bool db_exec_int(Db *db, const DbStatement *statement, DbArgs args, gint64 fallback, gint64 *value,
                 GError **error) MUST_USE;

typedef bool (*DbWork)(Db *db, gpointer user, GError **error);
/* One transaction (see the head). When db is already inside one, work joins it, in a savepoint: if
 * it fails, what it wrote is gone and the outer work may go on. BUSY and serialization failures are
 * retried a bounded number of times, by the outermost call. work must use the Db it is given, not
 * the caller's. After a statement failed, the (inner) transaction takes no further statement and
 * cannot succeed, on both engines: say ON CONFLICT where a conflict is expected. */
bool db_transact(Db *db, DbWork work, gpointer user, GError **error) MUST_USE;
bool db_in_transaction(const Db *db);
/* All that work reads is of one moment, however long it takes; others write on meanwhile. work may
 * not write, and does not run twice. Not inside a transaction. */
bool db_snapshot(Db *db, DbWork work, gpointer user, GError **error) MUST_USE;

/* Called now and then; false stops the copy. */
typedef bool (*DbCopyProgress)(gint64 pages_done, gint64 pages, gpointer user);
/* SQLite: a copy of the whole as it is now into path, which must not exist, while others read and
 * write on; it is on disk when this returns true, and gone when it fails. Not inside a transaction.
 * PostgreSQL: INVALID, its own pg_dump does this. progress may be NULL. */
bool db_copy(Db *db, const char *path, DbCopyProgress progress, gpointer user, GError **error)
    MUST_USE;

/* Only for migrate.c and tests: text that is not a listed statement, several statements
 * allowed. Outside a transaction each statement commits for itself (on SQLite on the writer's
 * connection), so VACUUM and PRAGMA work too. */
bool db_run_script(Db *db, const char *sql, GError **error) MUST_USE;
/* The same, but one SELECT; for tests and doctor. */
DbCursor *db_query_text(Db *db, const char *sql, GError **error) MUST_USE;
