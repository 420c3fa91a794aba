/* Private to src/db: what a driver must do, and what db.c and writer.c share with it.
 *
 * A driver has its own Database, Db and DbCursor structs whose first member is the one declared
 * here. db.c keeps the rules that are the same for both engines (joining, savepoints, the failed
 * transaction, retries); a driver only speaks to its library.
 */
#pragma once

#include "db/db.h"

#define DB_MAX_ARGS 64
#define DB_MAX_LISTENERS 8
#define DB_FULL_SENTENCE                                                                           \
    N_("Tempat penyimpanan kami penuh, jadi ini belum tersimpan. Silakan coba lagi nanti.")
#define DB_BUSY_MS 5000 /* how long a lock of another process is waited for */

typedef struct Writer Writer;
typedef struct DbDriver DbDriver;

/* The statements that bound a transaction. They are fixed texts, not rows of the closed list. */
typedef enum DbControl {
    DB_BEGIN,
    DB_SNAPSHOT, /* reads only, all of the same moment */
    DB_COMMIT,
    DB_ROLLBACK,
    DB_SAVEPOINT,
    DB_RELEASE,
    DB_ROLLBACK_TO, /* and release */
    DB_CONTROLS
} DbControl;

typedef struct DatabaseListener {
    void (*fn)(gpointer user);
    gpointer user;
} DatabaseListener;

struct Database {
    const DbDriver *driver;
    char *where;
    Writer *writer; /* SQLite only */
    gint open;      /* connections handed out; atomic */
    gint listener_count;
    DatabaseListener listeners[DB_MAX_LISTENERS];
};

struct Db {
    Database *database;
    const DbDriver *driver;
    int depth;          /* nested works; 0 outside a transaction */
    const char *failed; /* the statement that failed in this transaction or savepoint, or NULL */
    bool written;       /* this transaction has touched a row */
    bool snapshot;      /* inside db_snapshot */
    int cursors;        /* open ones */
};

struct DbCursor {
    Db *db;
    const char *name; /* of the statement */
    guint columns;
};

struct DbDriver {
    DbEngine engine;
    Database *(*database_open)(const char *where, GError **error);
    void (*database_close)(Database *database);
    Db *(*open)(Database *database, GError **error);
    void (*close)(Db *db);

    /* Outside a transaction these only read. statement NULL: text is sent as it is. */
    bool (*prepare)(Db *db, const DbStatement *statement, GError **error);
    DbCursor *(*query)(Db *db, const DbStatement *statement, const char *text, DbArgs args,
                       GError **error);
    bool (*exec)(Db *db, const DbStatement *statement, DbArgs args, gint64 *changed,
                 GError **error);
    bool (*script)(Db *db, const char *sql, GError **error);
    bool (*copy)(Db *db, const char *path, DbCopyProgress progress, gpointer user, GError **error);

    /* The outermost transaction, tried once; bare: the connection that may write, without one. */
    bool (*transact)(Db *db, DbWork work, gpointer user, GError **error);
    bool (*bare)(Db *db, DbWork work, gpointer user, GError **error);
    bool (*control)(Db *db, DbControl control, GError **error);
    /* The engine has given up the whole transaction (full disk, lost connection). */
    bool (*lost)(Db *db);
    /* SQLite: moves the log into the file when it is long, or when idle. True: more is waiting. */
    bool (*tidy)(Db *db, bool idle);

    bool (*next)(DbCursor *cursor, GError **error);
    void (*cursor_close)(DbCursor *cursor);
    guint (*columns)(const DbCursor *cursor);
    const char *(*column_name)(const DbCursor *cursor, guint column);
    /* Text and bytes are lent until the next row. */
    DbValue (*value)(const DbCursor *cursor, guint column);
};

extern const DbDriver SQLITE_DRIVER;
extern const DbDriver POSTGRES_DRIVER;

/* A row's place in the closed list; stops the program when the statement is not a row of it. */
guint db_statement_index(const DbStatement *statement);
/* Prepares it on this connection, if it is not yet. For the test of all statements. */
bool db_prepare(Db *db, const DbStatement *statement, GError **error) MUST_USE;

/* Runs work one level deeper, and turns a failed statement that work kept quiet into a failure. */
bool db_run_work(Db *db, DbWork work, gpointer user, GError **error) MUST_USE;
void database_committed(Database *database);

/* The writer thread: see writer.c. It owns db. */
Writer *writer_start(Db *db);
bool writer_transact(Writer *writer, DbWork work, gpointer user, GError **error) MUST_USE;
/* The same without a transaction, alone. */
bool writer_bare(Writer *writer, DbWork work, gpointer user, GError **error) MUST_USE;
guint writer_waiting(Writer *writer);
/* Finishes the works it has, joins the thread and closes its connection. */
void writer_stop(Writer *writer);
