/* `backup`: database and photos as one folder. restore.c puts it back.
 *
 * While others work, the database is copied first and the photos after it: a photo is on disk
 * before the row that names it, so no row of the copy lacks its photo. The key is left out unless
 * it is asked for: who finds the folder cannot read names, phones and secret texts without it.
 */
#include <stdio.h>

#include "cli/backup.h"
#include "cli/installation.h"
#include "cli/outfolder.h"
#include "cli/pgdump.h"
#include "cli/progress.h"
#include "db/migrate.h"
#include "store/schema.h"

#include "base/json.h"

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
        g_autofree char *to = outfolder_path(folder, BACKUP_SQLITE_NAME);
        return db_copy(in->db, to, on_pages, NULL, error);
    }
    g_autofree char *schema = NULL;
    g_autofree char *to = outfolder_path(folder, BACKUP_POSTGRES_NAME);
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
        json_pack("{s:i, s:s, s:I, s:s, s:s}", "format", BACKUP_FORMAT, "program",
                  KENTONGAN_VERSION, "schema", (json_int_t)version, "engine",
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
