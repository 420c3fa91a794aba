/* The schema's way forward: see migrate.h. What has been applied stands in table schema_version.
 *
 * Each file is one transaction together with its row, so a half-applied file does not exist.
 * Several processes take turns: on SQLite by BEGIN IMMEDIATE, on PostgreSQL by an advisory lock;
 * who comes second finds the row and goes on.
 */
#include "db/migrate.h"

#include <string.h>

#define MIGRATE_FILE_BYTES (1 << 20)

DB_STATEMENT_2(
    exists, "migrate.exists",
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'",
    "SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END", DB_SCAN_OK);
/* SQLite's writer holds the lock already. */
DB_STATEMENT_2(lock, "migrate.lock", "SELECT 1", "SELECT 1 FROM pg_advisory_xact_lock(4806519)",
               DB_SCAN_OK);
DB_STATEMENT(newest, "migrate.newest", "SELECT coalesce(max(version), 0) FROM schema_version");
DB_STATEMENT(by_version, "migrate.by_version",
             "SELECT name, checksum FROM schema_version WHERE version = $1");
DB_STATEMENT(insert, "migrate.insert",
             "INSERT INTO schema_version (version, name, checksum, applied_at) "
             "VALUES ($1, $2, $3, $4)");

static const char MIGRATE_TABLE[] =
    "CREATE TABLE IF NOT EXISTS schema_version (\n"
    "    version     INTEGER NOT NULL PRIMARY KEY, -- the file's number\n"
    "    name        TEXT NOT NULL,                -- the file's name\n"
    "    checksum    TEXT NOT NULL,                -- SHA-256 of the file as it was applied\n"
    "    applied_at  INTEGER NOT NULL              -- by the machine's clock\n"
    ") STRICT;\n";

typedef struct MigrateFile {
    gint64 version;
    char *name;
    char *text;
    char *checksum;
    bool applied; /* by this call */
} MigrateFile;

static void migrate_file_free(gpointer data)
{
    MigrateFile *file = data;
    g_free(file->name);
    g_free(file->text);
    g_free(file->checksum);
    g_free(file);
}

static bool migrate_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool migrate_fail(GError **error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *detail = g_strdup_vprintf(format, args);
    va_end(args);
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL,
              N_("Skema basis data tidak cocok dengan program ini."), "%s", detail);
    return false;
}

/* ---- SQLite's words to PostgreSQL's ---- */

static bool migrate_is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

/* Length of what must be taken as it stands: a comment, a quoted text, a word, else one byte. */
static gsize migrate_token(const char *at)
{
    if (g_str_has_prefix(at, "--"))
        return strcspn(at, "\n");
    if (*at == '\'' || *at == '"') {
        const char *end = strchr(at + 1, *at);
        return end ? (gsize)(end - at) + 1 : strlen(at);
    }
    gsize length = 1;
    while (migrate_is_word(*at) && migrate_is_word(at[length]))
        length++;
    return length;
}

static void migrate_add_word(GString *out, const char *word, gsize length)
{
    static const char *const WORDS[][2] = { { "INTEGER", "BIGINT" },
                                            { "BLOB", "BYTEA" },
                                            { "STRICT", "" } };
    for (guint i = 0; i < G_N_ELEMENTS(WORDS); i++)
        if (strlen(WORDS[i][0]) == length && memcmp(word, WORDS[i][0], length) == 0) {
            g_string_append(out, WORDS[i][1]);
            return;
        }
    g_string_append_len(out, word, (gssize)length);
}

static char *migrate_to_postgres(const char *sql)
{
    static const char BOTH[] = "STRICT, WITHOUT ROWID";
    GString *out = g_string_new(NULL);
    while (*sql) {
        gsize length = g_str_has_prefix(sql, BOTH) ? sizeof BOTH - 1 : 0;
        if (length == 0) {
            length = migrate_token(sql);
            migrate_add_word(out, sql, length);
        }
        sql += length;
    }
    return g_string_free(out, FALSE);
}

/* Lines of the other engine out, marks of this one off, words turned. */
static char *migrate_for_engine(const char *sql, DbEngine engine)
{
    const char *mine = engine == DB_SQLITE ? "--sqlite " : "--postgres ";
    const char *other = engine == DB_SQLITE ? "--postgres " : "--sqlite ";
    g_autoptr(GString) out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(sql, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (g_str_has_prefix(*line, mine))
            g_string_append(out, *line + strlen(mine));
        else if (!g_str_has_prefix(*line, other))
            g_string_append(out, *line);
        g_string_append_c(out, '\n');
    }
    return engine == DB_SQLITE ? g_strdup(out->str) : migrate_to_postgres(out->str);
}

/* ---- the folder ---- */

/* NNNN_name.sql -> NNNN; 0 when it is no such name. */
static gint64 migrate_number(const char *name)
{
    static const char DIGITS[] = "0123456789";
    if (strspn(name, DIGITS) != 4 || name[4] != '_' || !g_str_has_suffix(name, ".sql"))
        return 0;
    return g_ascii_strtoll(name, NULL, 10);
}

static MigrateFile *migrate_read(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) problem = NULL;
    gsize bytes = 0;
    if (!g_file_get_contents(path, &text, &bytes, &problem)) {
        migrate_fail(error, "%s", problem->message);
        return NULL;
    }
    if (bytes > MIGRATE_FILE_BYTES || strlen(text) != bytes ||
        !g_utf8_validate(text, (gssize)bytes, NULL)) {
        migrate_fail(error, "%s is no SQL text", path);
        return NULL;
    }
    MigrateFile *file = g_new0(MigrateFile, 1);
    file->version = migrate_number(name);
    file->name = g_strdup(name);
    file->checksum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, (gssize)bytes);
    file->text = g_steal_pointer(&text);
    return file;
}

static int migrate_compare(gconstpointer a, gconstpointer b)
{
    const MigrateFile *one = *(MigrateFile *const *)a, *two = *(MigrateFile *const *)b;
    return one->version < two->version ? -1 : one->version > two->version;
}

/* Numbers must be 1, 2, 3 ...: two files of one number, or a gap, is a botched installation. */
static bool migrate_check_numbers(const GPtrArray *files, const char *folder, GError **error)
{
    if (files->len == 0)
        return migrate_fail(error, "%s holds no NNNN_name.sql", folder);
    for (guint i = 0; i < files->len; i++) {
        const MigrateFile *file = g_ptr_array_index(files, i);
        if (file->version != i + 1)
            return migrate_fail(error, "%s/%s stands where number %04u must be", folder, file->name,
                                i + 1);
    }
    return true;
}

static bool migrate_read_all(GPtrArray *files, const char *folder, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &problem);
    if (!dir)
        return migrate_fail(error, "%s", problem->message);
    const char *name = NULL;
    while ((name = g_dir_read_name(dir))) {
        if (!g_str_has_suffix(name, ".sql"))
            continue;
        if (migrate_number(name) == 0)
            return migrate_fail(error, "%s/%s is not named NNNN_name.sql", folder, name);
        MigrateFile *file = migrate_read(folder, name, error);
        if (!file)
            return false;
        g_ptr_array_add(files, file);
    }
    g_ptr_array_sort(files, migrate_compare);
    return migrate_check_numbers(files, folder, error);
}

/* ---- applying ---- */

static bool migrate_create_table(Db *db, GError **error)
{
    g_autofree char *sql = migrate_for_engine(MIGRATE_TABLE, db_engine(db));
    return db_run_script(db, sql, error);
}

/* found: it has been applied before, and has not changed since. */
static bool migrate_find(Db *db, const MigrateFile *file, bool *found, GError **error)
{
    g_autoptr(DbCursor) row = db_query(db, &by_version, DB_ARGS(DB_INT(file->version)), error);
    if (!row)
        return false;
    GError *problem = NULL;
    *found = db_next(row, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return false;
    }
    if (*found && !g_str_equal(db_text(row, 1), file->checksum))
        return migrate_fail(error, "%s has changed since it was applied (as %s): put the file back",
                            file->name, db_text(row, 0));
    return true;
}

static bool migrate_apply(Db *db, gpointer user, GError **error)
{
    MigrateFile *file = user;
    gint64 locked = 0;
    bool found = false;
    file->applied = false; /* a retried transaction starts anew */
    if (!db_exec_int(db, &lock, DB_NO_ARGS, 0, &locked, error) ||
        !migrate_create_table(db, error) || !migrate_find(db, file, &found, error))
        return false;
    if (found)
        return true;
    g_autofree char *sql = migrate_for_engine(file->text, db_engine(db));
    file->applied = true;
    return db_run_script(db, sql, error) &&
           db_exec(db, &insert,
                   DB_ARGS(DB_INT(file->version), DB_TEXT(file->name), DB_TEXT(file->checksum),
                           DB_INT(g_get_real_time())),
                   NULL, error);
}

static bool migrate_apply_all(Db *db, const GPtrArray *files, MigrateProgress progress,
                              gpointer user, guint *applied, GError **error)
{
    for (guint i = 0; i < files->len; i++) {
        MigrateFile *file = g_ptr_array_index(files, i);
        if (!db_transact(db, migrate_apply, file, error))
            return false;
        if (!file->applied)
            continue;
        (*applied)++;
        if (progress)
            progress(file->name, user);
    }
    return true;
}

bool migrate_version(Db *db, gint64 *version, GError **error)
{
    gint64 there = 0;
    *version = 0;
    if (!db_exec_int(db, &exists, DB_NO_ARGS, 0, &there, error))
        return false;
    return there == 0 || db_exec_int(db, &newest, DB_NO_ARGS, 0, version, error);
}

bool migrate_run(Db *db, const char *folder, MigrateProgress progress, gpointer user,
                 guint *applied, GError **error)
{
    guint ignored = 0;
    gint64 version = 0;
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(migrate_file_free);
    applied = applied ? applied : &ignored;
    *applied = 0;
    if (!migrate_read_all(files, folder, error) || !migrate_version(db, &version, error))
        return false;
    if (version > files->len)
        return migrate_fail(error,
                            "the database has schema %" G_GINT64_FORMAT
                            ", %s knows only up to %u: run the newer program",
                            version, folder, files->len);
    return migrate_apply_all(db, files, progress, user, applied, error);
}
