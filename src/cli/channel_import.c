/* `channel import NAME FILE`: posts and messages from a file, for a platform that is closed. */
#include <stdio.h>
#include <string.h>

#include "channel/post_file.h"
#include "cli/installation.h"
#include "domain/inbound.h"
#include "model/medium.h"

typedef struct {
    Ctx *ctx;
    const char *file;
    guint kept, known, passed, bad;
    GError *error;
} Import;

static bool on_row(gpointer user, const Incoming *in)
{
    Import *import = user;
    InboundResult result;
    if (!inbound_receive(import->ctx, in, &result, &import->error))
        return false;
    import->kept += result.message_id != 0;
    import->known += result.repeated;
    import->passed += !result.message_id && !result.repeated;
    return true;
}

static void on_bad(gpointer user, guint line, const char *why)
{
    Import *import = user;
    import->bad++;
    fprintf(stderr, "%s:%u: %s\n", import->file, line, why);
}

/* "x.jabar" serves jabar, as in job/channels.h. */
static char *tenant_of(const CommandLine *line, const char *name)
{
    g_autofree char *said = config_channel_text(line->config, name, "tenant");
    const char *point = strchr(name, '.');
    return g_strdup(line->tenant ? line->tenant : *said ? said : point ? point + 1 : NULL);
}

static int import_file(Import *import, GBytes *bytes, const char *medium, const char *number)
{
    const PostFileReader reader = { on_row, on_bad, import };
    bool whole = post_file_read(bytes, medium, number, &reader);
    printf("%u taken in, %u known already, %u not for us, %u wrong\n", import->kept, import->known,
           import->passed, import->bad);
    if (!whole) {
        line_fail(import->error);
        g_clear_error(&import->error);
    }
    return whole && import->bad == 0 ? CLI_OK : CLI_FAILED;
}

int channel_import_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    const char *name = line.args[0], *file = line.args[1];
    g_autofree char *medium = g_strndup(name, strcspn(name, ".-"));
    g_autofree char *tenant = tenant_of(&line, name);
    g_autofree char *number = config_channel_text(line.config, name, "number");
    if (!medium_find(medium))
        return line_usage(&line, "a channel's name begins with its medium: \"%s\" is none", medium);
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(file, FALSE, &error);
    if (!mapped)
        return line_usage(&line, "%s", error->message);
    if (!installation_open(&in, line.config, 0, &error) ||
        !installation_choose(&in, tenant, &error))
        return line_fail(error);
    g_autoptr(GBytes) bytes = g_mapped_file_get_bytes(mapped);
    Import import = { .ctx = &in.ctx, .file = file };
    return import_file(&import, bytes, medium, number);
}
