/* The PostgreSQL driver, and the only file that knows libpq.
 *
 * Every connection is its own session: statements are prepared once in it, arguments and columns
 * travel in binary form, a whole result is fetched at once (statements are limited, pages are
 * small). A session reads only, except between BEGIN and COMMIT, as on SQLite. Isolation is READ
 * COMMITTED: what must not be overtaken is guarded by version columns and unique keys, as it must
 * be anyway. Needs sessions of its own: behind PgBouncer, pool_mode = session.
 *
 * A session that broke is opened anew at its next use, never inside a transaction. A connection
 * that breaks while COMMIT is on its way leaves UNCERTAIN: it may have happened.
 * The URL may hold a password and never appears in an error.
 */
#include "db/db_driver.h"

#include <libpq-fe.h>
#include <string.h>

#define POSTGRES_OLDEST 130000
#define POSTGRES_NAME_BYTES 16

/* Of the server's catalog; these never change. */
enum {
    POSTGRES_BYTEA = 17,
    POSTGRES_NAME = 19,
    POSTGRES_INT8 = 20,
    POSTGRES_INT2 = 21,
    POSTGRES_INT4 = 23,
    POSTGRES_TEXT = 25,
    POSTGRES_VARCHAR = 1043
};

typedef struct PostgresSlot {
    char name[POSTGRES_NAME_BYTES];
    guint args;
    Oid types[DB_MAX_ARGS];
} PostgresSlot;

typedef struct PostgresDb {
    Db base;
    PGconn *conn;         /* NULL: to be opened at the next use */
    PostgresSlot **slots; /* by db_statement_index; of this session */
} PostgresDb;

typedef struct PostgresCursor {
    DbCursor base;
    PGresult *result;
    int row; /* -1 before the first */
} PostgresCursor;

/* Arguments as libpq wants them. */
typedef struct PostgresArgs {
    const char *values[DB_MAX_ARGS];
    int lengths[DB_MAX_ARGS];
    int formats[DB_MAX_ARGS];
    gint64 numbers[DB_MAX_ARGS];
} PostgresArgs;

static const char *const POSTGRES_CONTROL[DB_CONTROLS] = {
    [DB_BEGIN] = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
    [DB_SNAPSHOT] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [DB_COMMIT] = "COMMIT",
    [DB_ROLLBACK] = "ROLLBACK",
    [DB_SAVEPOINT] = "SAVEPOINT work",
    [DB_RELEASE] = "RELEASE SAVEPOINT work",
    [DB_ROLLBACK_TO] = "ROLLBACK TO SAVEPOINT work; RELEASE SAVEPOINT work",
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PGresult, PQclear)

/* ---- errors ---- */

static bool postgres_alive(const PostgresDb *db)
{
    return db->conn && PQstatus(db->conn) == CONNECTION_OK;
}

typedef struct {
    const char *state; /* SQLSTATE, or the first letters of it */
    KentonganError code;
    const char *advice;
} PostgresState;

/* The first row that fits. */
static const PostgresState POSTGRES_STATES[] = {
    { "23505", KENTONGAN_ERROR_CONFLICT, "" },
    { "23P01", KENTONGAN_ERROR_CONFLICT, "" },
    { "23", KENTONGAN_ERROR_INVALID, "" },
    { "22", KENTONGAN_ERROR_INVALID, "" },
    { "40001", KENTONGAN_ERROR_BUSY, "" },
    { "40P01", KENTONGAN_ERROR_BUSY, "" },
    { "55P03", KENTONGAN_ERROR_BUSY, "" },
    { "08", KENTONGAN_ERROR_UPSTREAM, "; check the database server and the network" },
    { "57P", KENTONGAN_ERROR_UPSTREAM, "; the database server is stopping or starting" },
    { "53100", KENTONGAN_ERROR_FULL, "; free space on the database server's disk" },
    { "53300", KENTONGAN_ERROR_UPSTREAM, "; raise max_connections or run fewer workers" },
    { "25006", KENTONGAN_ERROR_INTERNAL,
      "; a query wrote outside db_transact, or the server is a standby" },
    { "58", KENTONGAN_ERROR_INTERNAL, "; see the database server's log and disk" },
    { "XX", KENTONGAN_ERROR_INTERNAL, "; see the database server's log; restore a backup" },
    { "", KENTONGAN_ERROR_INTERNAL, "" },
};

static const char *postgres_sentence(KentonganError code)
{
    switch ((int)code) {
    case KENTONGAN_ERROR_CONFLICT:
        return N_("Data yang sama sudah ada.");
    case KENTONGAN_ERROR_INVALID:
        return N_("Data tidak sesuai aturan penyimpanan.");
    case KENTONGAN_ERROR_BUSY:
        return N_("Sistem sedang sibuk. Silakan coba lagi sebentar lagi.");
    case KENTONGAN_ERROR_UNCERTAIN:
        return N_("Sambungan terputus saat menyimpan. Periksa dahulu apakah data sudah masuk.");
    case KENTONGAN_ERROR_FULL:
        return DB_FULL_SENTENCE;
    default:
        return N_("Data tidak dapat disimpan atau dibaca saat ini. Silakan coba lagi nanti.");
    }
}

static const PostgresState *postgres_state(const char *state)
{
    const PostgresState *row = POSTGRES_STATES;
    while (!g_str_has_prefix(state, row->state))
        row++;
    return row;
}

/* Always false. result NULL or without SQLSTATE: the connection broke, or libpq has no memory. */
static bool postgres_fail(PostgresDb *db, const char *name, const PGresult *result, GError **error)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const PostgresState *row = postgres_state(state ? state : "08");
    bool committing = g_str_equal(name, POSTGRES_CONTROL[DB_COMMIT]);
    KentonganError code = row->code;
    if (committing && (!postgres_alive(db) || code == KENTONGAN_ERROR_UPSTREAM))
        code = KENTONGAN_ERROR_UNCERTAIN;
    error_set(error, code, NULL, postgres_sentence(code), "statement %s: %s %s%s", name,
              state ? state : "no answer", said ? said : PQerrorMessage(db->conn), row->advice);
    return false;
}

/* ---- sessions ---- */

static void postgres_disconnect(PostgresDb *db)
{
    for (guint i = 0; i < db_statement_count(); i++)
        g_clear_pointer(&db->slots[i], g_free);
    g_clear_pointer(&db->conn, PQfinish);
}

static void postgres_hear(void *nothing G_GNUC_UNUSED, const PGresult *notice G_GNUC_UNUSED)
{
}

static bool postgres_refuse(PostgresDb *db, GError **error, const char *why)
{
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Basis data tidak dapat dihubungi."),
              "PostgreSQL: %s", why);
    postgres_disconnect(db);
    return false;
}

static bool postgres_settle(PostgresDb *db, GError **error)
{
    if (PQserverVersion(db->conn) < POSTGRES_OLDEST)
        return postgres_refuse(db, error, "the server is older than version 13");
    if (g_strcmp0(PQparameterStatus(db->conn, "server_encoding"), "UTF8") != 0)
        return postgres_refuse(db, error, "the database's encoding is not UTF8: create it anew");
    PQsetNoticeReceiver(db->conn, postgres_hear, NULL);
    g_autoptr(PGresult) result = PQexec(db->conn, "SET default_transaction_read_only = on");
    if (PQresultStatus(result) == PGRES_COMMAND_OK)
        return true;
    return postgres_refuse(db, error, PQerrorMessage(db->conn));
}

/* What the URL says comes after our defaults and wins; the encoding is not a matter of choice. */
static bool postgres_connect(PostgresDb *db, GError **error)
{
    const char *keys[] = { "application_name", "connect_timeout", "keepalives_idle",
                           "dbname",           "client_encoding", NULL };
    const char *values[] = { "kentongan", "5", "30", db->base.database->where, "UTF8", NULL };
    postgres_disconnect(db);
    db->conn = PQconnectdbParams(keys, values, 1);
    if (!postgres_alive(db))
        return postgres_refuse(db, error, db->conn ? PQerrorMessage(db->conn) : "out of memory");
    return postgres_settle(db, error);
}

static bool postgres_ready(PostgresDb *db, GError **error)
{
    return postgres_alive(db) || (db->base.depth == 0 && postgres_connect(db, error)) ||
           (db->base.depth > 0 && postgres_fail(db, "(lost)", NULL, error));
}

static bool postgres_succeeded(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- preparing and binding ---- */

static Oid postgres_type_of(const DbValue *value)
{
    static const Oid TYPES[] = { [DB_KIND_NULL] = 0,
                                 [DB_KIND_INT] = POSTGRES_INT8,
                                 [DB_KIND_TEXT] = POSTGRES_TEXT,
                                 [DB_KIND_BLOB] = POSTGRES_BYTEA };
    return TYPES[value->kind == DB_KIND_NULL ? (DbKind)value->i : value->kind];
}

static DbKind postgres_kind_of(Oid type)
{
    switch (type) {
    case POSTGRES_INT8:
    case POSTGRES_INT4:
    case POSTGRES_INT2:
        return DB_KIND_INT;
    case POSTGRES_TEXT:
    case POSTGRES_VARCHAR:
    case POSTGRES_NAME:
        return DB_KIND_TEXT;
    case POSTGRES_BYTEA:
        return DB_KIND_BLOB;
    default:
        return DB_KIND_NULL;
    }
}

static void postgres_check_columns(const char *name, const PGresult *result)
{
    for (int i = 0; i < PQnfields(result); i++)
        if (postgres_kind_of(PQftype(result, i)) == DB_KIND_NULL)
            g_error("column %d (%s) of statement %s has type %u: only BIGINT, INTEGER, TEXT and "
                    "BYTEA are known; CAST a sum to BIGINT, write a truth as CASE 1 or 0",
                    i, PQfname(result, i), name, PQftype(result, i));
}

/* The server tells the types that it has given to arguments, and those of the columns. */
static bool postgres_describe(PostgresDb *db, PostgresSlot *slot, const DbStatement *statement,
                              GError **error)
{
    g_autoptr(PGresult) result = PQdescribePrepared(db->conn, slot->name);
    if (!postgres_succeeded(result))
        return postgres_fail(db, statement->name, result, error);
    slot->args = (guint)PQnparams(result);
    g_assert(slot->args <= DB_MAX_ARGS);
    for (guint i = 0; i < slot->args; i++)
        slot->types[i] = PQparamtype(result, (int)i);
    postgres_check_columns(statement->name, result);
    return true;
}

/* The types of arguments are those of the first call; a NULL of no kind is left to the server. */
static PostgresSlot *postgres_slot(PostgresDb *db, const DbStatement *statement, DbArgs args,
                                   GError **error)
{
    guint index = db_statement_index(statement);
    if (db->slots[index])
        return db->slots[index];
    g_autofree PostgresSlot *slot = g_new0(PostgresSlot, 1);
    g_snprintf(slot->name, sizeof slot->name, "s%u", index);
    g_assert(args.count <= DB_MAX_ARGS);
    for (guint i = 0; i < args.count; i++)
        slot->types[i] = postgres_type_of(&args.values[i]);
    const char *text = statement->postgres ? statement->postgres : statement->sql;
    g_autoptr(PGresult) result =
        PQprepare(db->conn, slot->name, text, (int)args.count, slot->types);
    if (!postgres_succeeded(result)) {
        postgres_fail(db, statement->name, result, error);
        return NULL;
    }
    if (!postgres_describe(db, slot, statement, error))
        return NULL;
    return db->slots[index] = g_steal_pointer(&slot);
}

static bool postgres_prepare(Db *base, const DbStatement *statement, GError **error)
{
    PostgresDb *db = (PostgresDb *)base;
    return postgres_ready(db, error) && postgres_slot(db, statement, DB_NO_ARGS, error);
}

static void postgres_bind_value(PostgresArgs *out, guint i, const DbValue *value)
{
    out->formats[i] = 1;
    out->values[i] = NULL;
    out->lengths[i] = 0;
    switch (value->kind) {
    case DB_KIND_NULL:
        break;
    case DB_KIND_INT:
        out->numbers[i] = GINT64_TO_BE(value->i);
        out->values[i] = (const char *)&out->numbers[i];
        out->lengths[i] = sizeof out->numbers[i];
        break;
    case DB_KIND_TEXT:
        out->values[i] = value->s;
        out->lengths[i] = (int)strlen(value->s);
        break;
    case DB_KIND_BLOB:
        g_assert(value->n <= G_MAXINT);
        out->values[i] = value->p;
        out->lengths[i] = (int)value->n;
        break;
    }
}

static void postgres_bind(PostgresArgs *out, const PostgresSlot *slot, const char *name,
                          DbArgs args)
{
    if (args.count != slot->args)
        g_error("statement %s takes %u arguments and got %u", name, slot->args, args.count);
    for (guint i = 0; i < args.count; i++) {
        if (args.values[i].kind != DB_KIND_NULL &&
            postgres_type_of(&args.values[i]) != slot->types[i])
            g_error("argument %u of statement %s is of another kind than the server expects "
                    "(type %u)",
                    i + 1, name, slot->types[i]);
        postgres_bind_value(out, i, &args.values[i]);
    }
}

/* ---- sending ---- */

static PGresult *postgres_send(PostgresDb *db, const DbStatement *statement, const char *text,
                               DbArgs args, GError **error)
{
    PostgresArgs bound;
    if (!postgres_ready(db, error))
        return NULL;
    g_autoptr(PGresult) result = NULL;
    if (statement) {
        PostgresSlot *slot = postgres_slot(db, statement, args, error);
        if (!slot)
            return NULL;
        postgres_bind(&bound, slot, statement->name, args);
        result = PQexecPrepared(db->conn, slot->name, (int)args.count, bound.values, bound.lengths,
                                bound.formats, 1);
    } else {
        result = PQexecParams(db->conn, text, 0, NULL, NULL, NULL, NULL, 1);
    }
    if (postgres_succeeded(result))
        return g_steal_pointer(&result);
    postgres_fail(db, statement ? statement->name : "(text)", result, error);
    return NULL;
}

/* Outside a transaction a statement only reads: when the session turns out to have broken since
 * its last use, it is sent once more in a new one. */
static PGresult *postgres_run(PostgresDb *db, const DbStatement *statement, const char *text,
                              DbArgs args, GError **error)
{
    GError *problem = NULL;
    bool was_alive = postgres_alive(db);
    PGresult *result = postgres_send(db, statement, text, args, &problem);
    if (!result && was_alive && !postgres_alive(db) && db->base.depth == 0) {
        g_clear_error(&problem);
        result = postgres_send(db, statement, text, args, &problem);
    }
    if (problem)
        g_propagate_error(error, problem);
    return result;
}

static gint64 postgres_changed(const PGresult *result)
{
    PGresult *asked = (PGresult *)result;
    if (g_str_has_prefix(PQcmdStatus(asked), "SELECT"))
        return 0;
    return g_ascii_strtoll(PQcmdTuples(asked), NULL, 10);
}

static bool postgres_exec(Db *base, const DbStatement *statement, DbArgs args, gint64 *changed,
                          GError **error)
{
    g_autoptr(PGresult) result = postgres_run((PostgresDb *)base, statement, NULL, args, error);
    if (!result)
        return false;
    *changed = postgres_changed(result);
    if (*changed > 0)
        base->written = true;
    return true;
}

static bool postgres_script(Db *base, const char *sql, GError **error)
{
    PostgresDb *db = (PostgresDb *)base;
    if (!postgres_ready(db, error))
        return false;
    g_autoptr(PGresult) result = PQexec(db->conn, sql);
    ExecStatusType status = PQresultStatus(result);
    base->written = true;
    if (postgres_succeeded(result) || status == PGRES_EMPTY_QUERY)
        return true;
    return postgres_fail(db, "(script)", result, error);
}

/* ---- rows ---- */

static DbCursor *postgres_query(Db *base, const DbStatement *statement, const char *text,
                                DbArgs args, GError **error)
{
    PGresult *result = postgres_run((PostgresDb *)base, statement, text, args, error);
    if (!result)
        return NULL;
    if (!statement)
        postgres_check_columns("(text)", result);
    if (postgres_changed(result) > 0)
        base->written = true;
    PostgresCursor *cursor = g_new0(PostgresCursor, 1);
    cursor->result = result;
    cursor->row = -1;
    return &cursor->base;
}

static bool postgres_next(DbCursor *base, GError **error G_GNUC_UNUSED)
{
    PostgresCursor *cursor = (PostgresCursor *)base;
    if (cursor->row + 1 >= PQntuples(cursor->result))
        return false;
    cursor->row++;
    return true;
}

static void postgres_cursor_close(DbCursor *base)
{
    PostgresCursor *cursor = (PostgresCursor *)base;
    PQclear(cursor->result);
    g_free(cursor);
}

static guint postgres_columns(const DbCursor *base)
{
    return (guint)PQnfields(((const PostgresCursor *)base)->result);
}

static const char *postgres_column_name(const DbCursor *base, guint column)
{
    return PQfname(((const PostgresCursor *)base)->result, (int)column);
}

static gint64 postgres_int(const char *at, Oid type)
{
    gint64 wide = 0;
    gint32 middle = 0;
    gint16 narrow = 0;
    switch (type) {
    case POSTGRES_INT8:
        memcpy(&wide, at, sizeof wide);
        return GINT64_FROM_BE(wide);
    case POSTGRES_INT4:
        memcpy(&middle, at, sizeof middle);
        return GINT32_FROM_BE(middle);
    default:
        memcpy(&narrow, at, sizeof narrow);
        return GINT16_FROM_BE(narrow);
    }
}

static DbValue postgres_value(const DbCursor *base, guint column)
{
    const PostgresCursor *cursor = (const PostgresCursor *)base;
    g_assert(cursor->row >= 0);
    if (PQgetisnull(cursor->result, cursor->row, (int)column))
        return (DbValue){ .kind = DB_KIND_NULL };
    const char *at = PQgetvalue(cursor->result, cursor->row, (int)column);
    Oid type = PQftype(cursor->result, (int)column);
    DbValue value = { .kind = postgres_kind_of(type) };
    if (value.kind == DB_KIND_INT)
        value.i = postgres_int(at, type);
    else if (value.kind == DB_KIND_TEXT)
        value.s = at; /* libpq ends it with a NUL */
    else
        value.p = at;
    value.n = (gsize)PQgetlength(cursor->result, cursor->row, (int)column);
    return value;
}

/* ---- transactions ---- */

static bool postgres_lost(Db *base)
{
    PostgresDb *db = (PostgresDb *)base;
    return !postgres_alive(db) || PQtransactionStatus(db->conn) == PQTRANS_IDLE;
}

static bool postgres_control_send(PostgresDb *db, DbControl control, GError **error)
{
    const char *text = POSTGRES_CONTROL[control];
    if (!postgres_ready(db, error))
        return false;
    g_autoptr(PGresult) result = PQexec(db->conn, text);
    if (!postgres_succeeded(result))
        return postgres_fail(db, text, result, error);
    /* The server answers COMMIT of a failed transaction with success and ROLLBACK. */
    if (control == DB_COMMIT && !g_str_equal(PQcmdStatus(result), "COMMIT"))
        return postgres_fail(db, "(failed transaction)", result, error);
    return true;
}

static bool postgres_control(Db *base, DbControl control, GError **error)
{
    PostgresDb *db = (PostgresDb *)base;
    if (control == DB_ROLLBACK && postgres_lost(base))
        return true;
    bool was_alive = postgres_alive(db);
    GError *problem = NULL;
    bool ok = postgres_control_send(db, control, &problem);
    bool begins = control == DB_BEGIN || control == DB_SNAPSHOT;
    if (!ok && begins && was_alive && !postgres_alive(db)) {
        g_clear_error(&problem); /* broken since its last use: nothing has been done in it */
        ok = postgres_control_send(db, control, &problem);
    }
    if (problem)
        g_propagate_error(error, problem);
    return ok;
}

static bool postgres_transact(Db *base, DbWork work, gpointer user, GError **error)
{
    PostgresDb *db = (PostgresDb *)base;
    base->written = false;
    if (!postgres_control(base, DB_BEGIN, error))
        return false;
    bool ok = db_run_work(base, work, user, error) && postgres_control(base, DB_COMMIT, error);
    if (!ok && !postgres_control(base, DB_ROLLBACK, NULL))
        postgres_disconnect(db);
    if (ok && base->written)
        database_committed(base->database);
    return ok;
}

static bool postgres_bare(Db *base, DbWork work, gpointer user, GError **error)
{
    PostgresDb *db = (PostgresDb *)base;
    if (!postgres_ready(db, error) ||
        !postgres_script(base, "SET default_transaction_read_only = off", error))
        return false;
    bool ok = db_run_work(base, work, user, error);
    if (!postgres_control(base, DB_ROLLBACK, NULL) || /* one that the script left open */
        !postgres_script(base, "SET default_transaction_read_only = on", NULL))
        postgres_disconnect(db);
    if (ok)
        database_committed(base->database);
    return ok;
}

static bool postgres_tidy(Db *base G_GNUC_UNUSED, bool idle G_GNUC_UNUSED)
{
    return false;
}

static bool postgres_copy(Db *base G_GNUC_UNUSED, const char *path,
                          DbCopyProgress progress G_GNUC_UNUSED, gpointer user G_GNUC_UNUSED,
                          GError **error)
{
    error_set(error, KENTONGAN_ERROR_INVALID, NULL,
              N_("Basis data PostgreSQL disalin dengan pg_dump, bukan dengan perintah ini."),
              "%s was not made", path);
    return false;
}

/* ---- opening ---- */

static void postgres_close(Db *base)
{
    PostgresDb *db = (PostgresDb *)base;
    postgres_disconnect(db);
    g_free(db->slots);
    g_free(db);
}

static Db *postgres_open(Database *database, GError **error)
{
    PostgresDb *db = g_new0(PostgresDb, 1);
    db->base.database = database;
    db->base.driver = &POSTGRES_DRIVER;
    db->slots = g_new0(PostgresSlot *, db_statement_count());
    if (postgres_connect(db, error))
        return &db->base;
    postgres_close(&db->base);
    return NULL;
}

static void postgres_database_close(Database *database)
{
    g_free(database->where);
    g_free(database);
}

static Database *postgres_database_open(const char *where, GError **error)
{
    Database *database = g_new0(Database, 1);
    database->driver = &POSTGRES_DRIVER;
    database->where = g_strdup(where);
    Db *probe = postgres_open(database, error);
    if (!probe) {
        postgres_database_close(database);
        return NULL;
    }
    postgres_close(probe);
    return database;
}

const DbDriver POSTGRES_DRIVER = {
    .engine = DB_POSTGRES,
    .database_open = postgres_database_open,
    .database_close = postgres_database_close,
    .open = postgres_open,
    .close = postgres_close,
    .prepare = postgres_prepare,
    .query = postgres_query,
    .exec = postgres_exec,
    .script = postgres_script,
    .copy = postgres_copy,
    .transact = postgres_transact,
    .bare = postgres_bare,
    .control = postgres_control,
    .lost = postgres_lost,
    .tidy = postgres_tidy,
    .next = postgres_next,
    .cursor_close = postgres_cursor_close,
    .columns = postgres_columns,
    .column_name = postgres_column_name,
    .value = postgres_value,
};
