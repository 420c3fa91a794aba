/* `mail-in`: one mail from a mail server's pipe, stored before the exit code says so. The codes are
 * those of sysexits, which mail servers know: whatever keeps the mail from being stored is 75, so
 * that the server keeps it and tries again; none of it comes back to a citizen. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cli/installation.h"
#include "job/channels.h"

enum { MAIL_BYTES = 36 * 1024 * 1024, BLOCK_BYTES = 64 * 1024 };

/* The mail, or its beginning; *whole: the bytes of all of it. NULL: it broke off. */
static GBytes *read_mail(gsize *whole)
{
    g_autofree guint8 *block = g_malloc(BLOCK_BYTES);
    GByteArray *all = g_byte_array_new();
    gsize got;
    *whole = 0;
    while ((got = fread(block, 1, BLOCK_BYTES, stdin)) > 0) {
        gsize room = MAIL_BYTES - all->len;
        g_byte_array_append(all, block, (guint)MIN(got, room));
        *whole += got;
    }
    GBytes *mail = g_byte_array_free_to_bytes(all);
    if (!ferror(stdin))
        return mail;
    g_bytes_unref(mail);
    return NULL;
}

/* The first channel with the driver of mails; "email" when there is none, for the error. */
static char *usual_channel(const Config *config)
{
    g_auto(GStrv) names = config_channels(config);
    for (char **name = names; *name; name++) {
        g_autofree char *driver = config_channel_text(config, *name, "driver");
        if (strcmp(driver, "email") == 0)
            return g_strdup(*name);
    }
    return g_strdup("email");
}

static bool take(CommandLine *line, const char *channel, GBytes *mail, gsize whole, bool *readable,
                 GError **error)
{
    g_auto(Installation) in = { 0 };
    if (!installation_open(&in, line->config, 0, error))
        return false;
    g_autoptr(Catalogs) catalogs = catalogs_new();
    ChannelsConfig config = { in.database, in.clock, catalogs, line->config->channels };
    return channels_take(&config, channel, mail, whole, readable, error);
}

int mail_in_run(const Command *command, char **argv)
{
    g_autofree char *named = NULL;
    const GOptionEntry own[] = {
        { "channel", 0, 0, G_OPTION_ARG_STRING, &named, "Which (usual: the first for mails)",
          "NAME" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_autoptr(GError) error = NULL;
    bool readable = true;
    gsize whole = 0;
    if (!line_parse(&line, command, own, argv))
        return line.exit == CLI_OK ? EX_OK : EX_TEMPFAIL;
    g_autoptr(GBytes) mail = read_mail(&whole);
    if (!mail)
        return EX_TEMPFAIL;
    if (whole == 0)
        return EX_DATAERR;
    g_autofree char *channel = named ? g_strdup(named) : usual_channel(line.config);
    if (!take(&line, channel, mail, whole, &readable, &error)) {
        line_fail(error);
        return EX_TEMPFAIL;
    }
    return readable ? EX_OK : EX_DATAERR;
}
