/* `load` and `migrate`: what an installation stands on before it serves. */
#include <stdio.h>

#include "cli/installation.h"
#include "cli/packs.h"
#include "cli/progress.h"
#include "db/migrate.h"

static void replace_list(char ***list, char **given)
{
    if (!given)
        return;
    g_strfreev(*list);
    *list = g_strdupv(given);
}

static void replace_text(char **text, const char *given)
{
    if (!given)
        return;
    g_free(*text);
    *text = g_strdup(given);
}

int load_run(const Command *command, char **argv)
{
    g_auto(GStrv) boundaries = NULL;
    g_autofree char *areas = NULL;
    const GOptionEntry own[] = {
        { "boundaries", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &boundaries,
          "GeoJSON with shapes of areas (may be given several times)", "FILE" },
        { "areas", 0, 0, G_OPTION_ARG_FILENAME, &areas, "Folder with the CSV files of areas",
          "DIR" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    replace_list(&line.config->boundaries, boundaries);
    replace_text(&line.config->areas, areas);
    progress_start();
    if (!installation_open(&in, line.config, INSTALLATION_CREATE, &error) ||
        !packs_load(&in, line.args[0], &error))
        return line_fail(error);
    return CLI_OK;
}

static void on_file(const char *file, gpointer user)
{
    (void)user;
    printf("applied %s\n", file);
}

int migrate_command_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    g_autofree char *where = config_database(line.config);
    g_autofree char *folder = config_share_path(line.config, "sql");
    guint applied = 0;
    gint64 version = 0;
    if (!line.config->db && !g_file_test(line.config->data, G_FILE_TEST_IS_DIR))
        return line_usage(&line, "the data folder %s does not exist", line.config->data);
    g_autoptr(Database) database = database_open(where, &error);
    g_autoptr(Db) db = database ? db_open(database, &error) : NULL;
    if (!db || !migrate_run(db, folder, on_file, NULL, &applied, &error) ||
        !migrate_version(db, &version, &error))
        return line_fail(error);
    printf("schema version %" G_GINT64_FORMAT "%s\n", version,
           applied ? "" : ", nothing to be done");
    return CLI_OK;
}
