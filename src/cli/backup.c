/* `backup` and `restore`: database and photos as one folder.
 *
 * While others work, the database is copied first and the photos after it: a photo is on disk
 * before the row that names it, so no row of the copy lacks its photo. The key is left out unless
 * it is asked for: who finds the folder cannot read names, phones and secret texts without it.
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "cli/installation.h"
#include "cli/outfolder.h"
#include "cli/pgdump.h"
#include "cli/progress.h"
#include "db/migrate.h"
#include "store/schema.h"

#include "base/json.h"

#define FORMAT 1
#define SQLITE_NAME "kentongan.db"
#define POSTGRES_NAME "database.dump"

static const char NOTICE[] =
    "This folder is a backup of Kentongan, made by `kentongan backup`.\n"
    "`kentongan restore FOLDER --data DIR` puts it into an empty data folder.\n"
    "\n"
    "Names, phone numbers, addresses and secret texts in it are sealed. They can be opened only\n"
    "with the file `key` of the data folder it was made from (32 bytes). Unless it was made with\n"
    "--with-key the key is NOT in here: keep a copy of it in another place. Without it nobody can\n"
    "ever read what is sealed.\n";

/* ---- backup ---- */

static bool on_pages(gint64 done, gint64 pages, gpointer user)
{
    (void)user;
    progress_show("database", done, pages);
    return !progress_stopped();
}

static bool save_database(Installation *in, const OutFolder *folder, GError **error)
{
    if (db_engine(in->db) == DB_SQLITE) {
        g_autofree char *to = outfolder_path(folder, SQLITE_NAME);
        return db_copy(in->db, to, on_pages, NULL, error);
    }
    g_autofree char *schema = NULL;
    g_autofree char *to = outfolder_path(folder, POSTGRES_NAME);
    return schema_store_name(in->db, &schema, error) &&
           pgdump_save(in->config->db, schema, to, error);
}

static bool save_text(const OutFolder *folder, const char *name, const char *text, GError **error)
{
    g_autofree char *path = outfolder_path(folder, name);
    return g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static bool save_about(Installation *in, const OutFolder *folder, GError **error)
{
    gint64 version = 0;
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *at = g_date_time_format_iso8601(now);
    if (!migrate_version(in->db, &version, error))
        return false;
    g_autofree char *text = json_take_text(
        json_pack("{s:i, s:s, s:I, s:s, s:s}", "format", FORMAT, "program", KENTONGAN_VERSION,
                  "schema", (json_int_t)version, "engine",
                  db_engine(in->db) == DB_SQLITE ? "sqlite" : "postgres", "made_at", at));
    return save_text(folder, "backup.json", text, error) &&
           save_text(folder, "README.txt", NOTICE, error);
}

static bool save_files(Installation *in, const OutFolder *folder, bool with_key, guint *files,
                       GError **error)
{
    g_autofree char *from = config_data_path(in->config, "files");
    g_autofree char *to = outfolder_path(folder, "files");
    g_autofree char *key = config_data_path(in->config, "key");
    g_autofree char *key_to = outfolder_path(folder, "key");
    guint keys = 0;
    if (with_key && !outfolder_copy(key, key_to, &keys, error))
        return false;
    if (!g_file_test(from, G_FILE_TEST_IS_DIR))
        return outfolder_make(to, error);
    return outfolder_copy(from, to, files, error);
}

int backup_run(const Command *command, char **argv)
{
    gboolean with_key = FALSE;
    const GOptionEntry own[] = {
        { "with-key", 0, 0, G_OPTION_ARG_NONE, &with_key,
          "Put the key into the backup too: whoever has the folder can read everything", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_auto(OutFolder) folder = { 0 };
    g_autoptr(GError) error = NULL;
    guint files = 0;
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    progress_start();
    progress_catch();
    bool ok = installation_open(&in, line.config, 0, &error) &&
              outfolder_begin(&folder, line.args[0], &error) &&
              save_database(&in, &folder, &error) && outfolder_may_go_on(&error) &&
              save_files(&in, &folder, with_key, &files, &error) &&
              save_about(&in, &folder, &error) && outfolder_finish(&folder, &error);
    progress_end();
    if (!ok)
        return line_fail(error);
    printf("%s: the database and %u files\n", line.args[0], files);
    if (!with_key)
        printf("The key is not in it: keep a copy of %s/key in another place.\n",
               line.config->data);
    return CLI_OK;
}

/* ---- restore ---- */

typedef struct Restore {
    const Config *config;
    const char *from;
    const char *key; /* file given, or NULL */
    bool postgres;
    guint files;
} Restore;

static bool refuse(GError **error, const char *sentence, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

static bool refuse(GError **error, const char *sentence, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *detail = g_strdup_vprintf(format, args);
    va_end(args);
    error_set(error, KENTONGAN_ERROR_CONFLICT, NULL, sentence, "%s", detail);
    return false;
}

static bool about_check(Restore *r, GError **error)
{
    g_autofree char *path = g_build_filename(r->from, "backup.json", NULL);
    json_t *about = json_load_file(path, 0, NULL);
    const char *engine = json_string_value(json_object_get(about, "engine"));
    bool known = json_integer_value(json_object_get(about, "format")) == FORMAT && engine;
    r->postgres = known && strcmp(engine, "postgres") == 0;
    json_decref(about);
    if (!known)
        return refuse(error, N_("Ini bukan cadangan Kentongan."),
                      "%s is missing or of another format", path);
    if (r->postgres != (r->config->db != NULL))
        return refuse(error, N_("Cadangan ini dari jenis basis data yang lain."),
                      r->postgres ? "it was made on PostgreSQL: say --db URL of an empty database"
                                  : "it was made on SQLite: leave --db out");
    return true;
}

static bool target_check(const Restore *r, GError **error)
{
    bool empty = false;
    if (!outfolder_is_empty(r->config->data, "key"))
        return refuse(error, N_("Folder data tujuan tidak kosong."),
                      "%s is not empty: a backup is restored into an empty folder, which may hold "
                      "the key",
                      r->config->data);
    if (!r->postgres)
        return true;
    g_autoptr(Database) database = database_open(r->config->db, error);
    g_autoptr(Db) db = database ? db_open(database, error) : NULL;
    if (!db || !schema_store_is_empty(db, &empty, error))
        return false;
    return empty || refuse(error, N_("Basis data tujuan tidak kosong."),
                           "there are tables in it: name an empty database");
}

/* Given by --key, in the backup, or put into the data folder before. */
static bool key_put(Restore *r, GError **error)
{
    g_autofree char *target = config_data_path(r->config, "key");
    g_autofree char *inside = g_build_filename(r->from, "key", NULL);
    guint count = 0;
    const char *key = r->key ? r->key : inside;
    if (!r->key && g_file_test(target, G_FILE_TEST_EXISTS))
        return true;
    if (!g_file_test(key, G_FILE_TEST_EXISTS))
        return refuse(error, N_("Kunci tidak ada."),
                      "the backup has no key: say --key FILE with the key of the installation it "
                      "was made from");
    return outfolder_copy(key, target, &count, error) && g_chmod(target, 0600) == 0;
}

static bool database_put(Restore *r, GError **error)
{
    if (r->postgres) {
        g_autofree char *dump = g_build_filename(r->from, POSTGRES_NAME, NULL);
        return pgdump_load(r->config->db, dump, error);
    }
    g_autofree char *from = g_build_filename(r->from, SQLITE_NAME, NULL);
    g_autofree char *to = config_data_path(r->config, SQLITE_NAME);
    guint count = 0;
    if (!g_file_test(from, G_FILE_TEST_EXISTS))
        return refuse(error, N_("Cadangan ini tidak lengkap."), "%s is missing", from);
    return outfolder_copy(from, to, &count, error);
}

static bool files_put(Restore *r, GError **error)
{
    g_autofree char *from = g_build_filename(r->from, "files", NULL);
    g_autofree char *to = config_data_path(r->config, "files");
    return outfolder_copy(from, to, &r->files, error);
}

/* Opening it checks that the key belongs to the database, and brings an old schema forward. */
static bool result_check(const Restore *r, GError **error)
{
    g_auto(Installation) in = { 0 };
    return installation_open(&in, r->config, INSTALLATION_MIGRATE, error);
}

static bool restore(Restore *r, GError **error)
{
    return outfolder_make(r->config->data, error) && key_put(r, error) && database_put(r, error) &&
           files_put(r, error) && result_check(r, error);
}

/* What was put there goes again; a key that was there before stays. */
static void restore_undo(const Restore *r, bool had_key)
{
    static const char *const NAMES[] = { SQLITE_NAME, SQLITE_NAME "-wal", SQLITE_NAME "-shm" };
    g_autofree char *files = config_data_path(r->config, "files");
    g_autofree char *key = config_data_path(r->config, "key");
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *path = config_data_path(r->config, NAMES[i]);
        g_unlink(path);
    }
    outfolder_remove(files);
    if (!had_key)
        g_unlink(key);
}

int restore_run(const Command *command, char **argv)
{
    g_autofree char *key = NULL;
    const GOptionEntry own[] = {
        { "key", 0, 0, G_OPTION_ARG_FILENAME, &key, "The key it was made with", "FILE" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    Restore r = { .config = line.config, .from = line.args[0], .key = key };
    g_autofree char *there = config_data_path(line.config, "key");
    bool had_key = g_file_test(there, G_FILE_TEST_EXISTS);
    progress_start();
    progress_catch();
    if (!about_check(&r, &error) || !target_check(&r, &error))
        return line_fail(error);
    bool ok = restore(&r, &error);
    progress_end();
    if (!ok) {
        restore_undo(&r, had_key);
        return line_fail(error);
    }
    printf("restored into %s: the database and %u files; kentongan verify checks its events\n",
           line.config->data, r.files);
    return CLI_OK;
}
