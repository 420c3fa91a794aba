/* `restore`: a folder made by `backup` becomes an installation.
 *
 * A mark stands in the data folder until all of it is there and on disk; while it stands, no
 * command opens the folder (cli/installation.h), and the next restore clears away what the
 * broken-off one left. Photos and key come first, so that rows never name what is not there.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "cli/backup.h"
#include "cli/installation.h"
#include "cli/outfolder.h"
#include "cli/pgdump.h"
#include "cli/progress.h"
#include "store/schema.h"

/* What the mark says. */
static const char KEY_WAS_THERE[] = "key was there\n", KEY_IS_OURS[] = "key is ours\n";

typedef struct Restore {
    const Config *config;
    const char *from;
    const char *key; /* file given, or NULL */
    bool postgres;
    bool had_key; /* in the data folder, before */
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
    bool known = json_integer_value(json_object_get(about, "format")) == BACKUP_FORMAT && engine;
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
                           "there are tables in it: name an empty database, or empty this one if a "
                           "restore that was broken off filled it");
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
        g_autofree char *dump = g_build_filename(r->from, BACKUP_POSTGRES_NAME, NULL);
        return pgdump_load(r->config->db, dump, error);
    }
    g_autofree char *from = g_build_filename(r->from, BACKUP_SQLITE_NAME, NULL);
    g_autofree char *to = config_data_path(r->config, BACKUP_SQLITE_NAME);
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
    return installation_open(&in, r->config, INSTALLATION_MIGRATE | INSTALLATION_UNFINISHED, error);
}

static bool mark_put(const Restore *r, GError **error)
{
    g_autofree char *mark = config_data_path(r->config, INSTALLATION_MARK);
    return g_file_set_contents_full(mark, r->had_key ? KEY_WAS_THERE : KEY_IS_OURS, -1,
                                    G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

static bool mark_remove(const Restore *r, GError **error)
{
    g_autofree char *mark = config_data_path(r->config, INSTALLATION_MARK);
    if (!outfolder_sync(r->config->data, error))
        return false;
    if (g_unlink(mark) == 0)
        return true;
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas tidak dapat ditulis."), "%s: %s",
              mark, g_strerror(errno));
    return false;
}

static bool restore(Restore *r, GError **error)
{
    return mark_put(r, error) && key_put(r, error) && files_put(r, error) &&
           database_put(r, error) && outfolder_may_go_on(error) && result_check(r, error) &&
           mark_remove(r, error);
}

/* What was put there goes again; a key that was there before stays. The mark goes last. */
static void restore_undo(const Restore *r)
{
    static const char *const NAMES[] = { BACKUP_SQLITE_NAME, BACKUP_SQLITE_NAME "-wal",
                                         BACKUP_SQLITE_NAME "-shm", INSTALLATION_MARK };
    g_autofree char *files = config_data_path(r->config, "files");
    g_autofree char *key = config_data_path(r->config, "key");
    outfolder_remove(files);
    if (!r->had_key)
        g_unlink(key);
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *path = config_data_path(r->config, NAMES[i]);
        g_unlink(path);
    }
}

/* A restore into this folder was broken off, by a kill or a power cut: what it left goes. */
static void clear_unfinished(Restore *r)
{
    g_autofree char *mark = config_data_path(r->config, INSTALLATION_MARK);
    g_autofree char *key = config_data_path(r->config, "key");
    g_autofree char *said = NULL;
    if (g_file_get_contents(mark, &said, NULL, NULL)) {
        r->had_key = strcmp(said, KEY_IS_OURS) != 0;
        restore_undo(r);
    }
    r->had_key = g_file_test(key, G_FILE_TEST_EXISTS);
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
    progress_start();
    progress_catch();
    if (!about_check(&r, &error) || !outfolder_make(line.config->data, &error))
        return line_fail(error);
    clear_unfinished(&r);
    if (!target_check(&r, &error))
        return line_fail(error);
    bool ok = restore(&r, &error);
    progress_end();
    if (!ok) {
        restore_undo(&r);
        return line_fail(error);
    }
    printf("restored into %s: the database and %u files; kentongan verify checks its events\n",
           line.config->data, r.files);
    return CLI_OK;
}
