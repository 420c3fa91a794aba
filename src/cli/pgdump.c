/* Running pg_dump and pg_restore: see pgdump.h. */
#include "cli/pgdump.h"

#include <gio/gio.h>
#include <signal.h>
#include <sys/prctl.h>

static bool fail(GError **error, const char *program, const char *said)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL,
              N_("Alat PostgreSQL tidak berhasil dijalankan."), "%s: %s", program, said);
    return false;
}

/* The URL without its password, which is put aside. */
static char *url_split(const char *url, char **password)
{
    g_autoptr(GUri) uri = g_uri_parse(
        url, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY | G_URI_FLAGS_ENCODED_PATH, NULL);
    if (!uri || !g_uri_get_password(uri))
        return g_strdup(url);
    *password = g_strdup(g_uri_get_password(uri));
    return g_uri_join_with_user(G_URI_FLAGS_ENCODED_QUERY | G_URI_FLAGS_ENCODED_PATH,
                                g_uri_get_scheme(uri), g_uri_get_user(uri), NULL, NULL,
                                g_uri_get_host(uri), g_uri_get_port(uri), g_uri_get_path(uri),
                                g_uri_get_query(uri), NULL);
}

/* It ends with us: nothing goes on writing when we are killed. */
static void end_with_parent(gpointer user G_GNUC_UNUSED)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static bool run(const char *url, const char *const *options, GError **error)
{
    g_autofree char *password = NULL;
    g_autofree char *plain = url_split(url, &password);
    g_autofree char *said = NULL;
    g_autofree char *database = g_strconcat("--dbname=", plain, NULL);
    g_autoptr(GError) failed = NULL;
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_strv_builder_addv(words, (const char **)options);
    g_strv_builder_add(words, database);
    g_auto(GStrv) command = g_strv_builder_end(words);
    g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
        G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
    g_subprocess_launcher_set_child_setup(launcher, end_with_parent, NULL, NULL);
    if (password)
        g_subprocess_launcher_setenv(launcher, "PGPASSWORD", password, TRUE);
    g_autoptr(GSubprocess) process =
        g_subprocess_launcher_spawnv(launcher, (const char *const *)command, &failed);
    if (!process || !g_subprocess_communicate_utf8(process, NULL, NULL, NULL, &said, &failed))
        return fail(error, options[0], failed->message);
    return g_subprocess_get_successful(process) || fail(error, options[0], said);
}

bool pgdump_save(const char *url, const char *schema, const char *file, GError **error)
{
    g_autofree char *to = g_strconcat("--file=", file, NULL);
    g_autofree char *only = g_strdup_printf("--schema=\"%s\"", schema);
    const char *const words[] = {
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", only, to, NULL
    };
    return run(url, words, error);
}

bool pgdump_load(const char *url, const char *file, GError **error)
{
    const char *const words[] = { "pg_restore",
                                  "--single-transaction",
                                  "--exit-on-error",
                                  "--no-owner",
                                  "--no-privileges",
                                  "--clean",
                                  "--if-exists",
                                  file,
                                  NULL };
    return run(url, words, error);
}
