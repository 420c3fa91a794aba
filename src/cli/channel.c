/* `channel list|show NAME`: the channels as the process that serves them last wrote down, beside
 * what the configuration says. */
#include <stdio.h>
#include <string.h>

#include "cli/gateway.h"
#include "cli/installation.h"
#include "cli/table.h"
#include "domain/channel_state.h"

static char *time_text(gint64 at_us)
{
    g_autoptr(GDateTime) at = at_us ? g_date_time_new_from_unix_local(at_us / US_PER_S) : NULL;
    return at ? g_date_time_format(at, "%Y-%m-%d %H:%M:%S") : g_strdup("never");
}

static const char *health_word(const ChannelState *state)
{
    if (!channel_state_is_fresh(state))
        return "not served";
    return state->off ? "off" : state->up ? "up" : "down";
}

/* By its driver, or by a hook or a pipe that only the messages know of. */
static char *last_in_text(const ChannelState *s, const ChannelCounts *counts)
{
    return time_text(MAX(s->last_in_at, counts->last_in_at));
}

static void table_add_state(Table *table, const ChannelState *s, const ChannelCounts *counts)
{
    g_autofree char *in = last_in_text(s, counts), *out = time_text(s->last_out_at);
    table_add(table, s->id, s->driver, *s->tenant ? s->tenant : "(all)", s->number, health_word(s),
              in, out, channel_state_hook(s), NULL);
}

/* Channels of the configuration that no process has written about yet. */
static void table_add_unserved(Table *table, const Config *config, const GPtrArray *states)
{
    g_auto(GStrv) names = config_channels(config);
    for (guint i = 0; names[i]; i++) {
        bool known = false;
        for (guint s = 0; s < states->len && !known; s++)
            known = strcmp(((const ChannelState *)states->pdata[s])->id, names[i]) == 0;
        g_autofree char *driver = config_channel_text(config, names[i], "driver");
        if (!known)
            table_add(table, names[i], driver, "", "", "not served", "never", "never", "", NULL);
    }
}

int channel_list_run(const Command *command, char **argv)
{
    static const char *const COLUMNS[] = { "name",    "driver",   "tenant", "number", "health",
                                           "last in", "last out", "hook",   NULL };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    TableFormat format;
    if (!line_parse_list(&line, command, argv, &format))
        return line.exit;
    if (!installation_open(&in, line.config, 0, &error))
        return line_fail(error);
    g_autoptr(GPtrArray) states = channel_state_list(in.db, &error);
    if (!states)
        return line_fail(error);
    g_autoptr(Table) table = table_new(COLUMNS);
    for (guint i = 0; i < states->len; i++) {
        ChannelCounts counts;
        if (!channel_state_counts(in.db, states->pdata[i], states, &counts, &error))
            return line_fail(error);
        table_add_state(table, states->pdata[i], &counts);
    }
    table_add_unserved(table, line.config, states);
    table_print(table, format);
    return CLI_OK;
}

static const ChannelState *state_find(const GPtrArray *states, const char *name)
{
    for (guint i = 0; i < states->len; i++) {
        const ChannelState *state = states->pdata[i];
        if (strcmp(state->id, name) == 0)
            return state;
    }
    return NULL;
}

static void print_hook(const Config *config, const ChannelState *s)
{
    const char *hook = channel_state_hook(s);
    const char *base = *s->tenant ? "/t/" : "";
    if (!*hook)
        return;
    printf("hook       http://%s%s%s%s\n", config->listen, base, s->tenant, hook);
    printf("secret     %s\n", *s->secret_hash ? "set; needed unless it comes from this machine"
                                              : "none: the hook is open to this machine only");
}

static void print_state(const ChannelState *s, const ChannelCounts *counts)
{
    g_autofree char *in = last_in_text(s, counts), *out = time_text(s->last_out_at);
    g_autofree char *at = time_text(s->at);
    printf("driver     %s\n", s->driver);
    printf("tenant     %s\n", *s->tenant ? s->tenant : "all without a channel of their own");
    printf("number     %s\n", *s->number ? s->number : "as the pack says");
    g_autofree char *detail = line_words_line(s->detail);
    printf("health     %s: %s (%s)\n", health_word(s), detail, at);
    printf("last in    %s\nlast out   %s\n", in, out);
    printf("waiting    %" G_GINT64_FORMAT "\nfailed     %" G_GINT64_FORMAT "\n", counts->waiting,
           counts->failed);
}

int channel_show_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    if (!installation_open(&in, line.config, 0, &error))
        return line_fail(error);
    g_autoptr(GPtrArray) states = channel_state_list(in.db, &error);
    if (!states)
        return line_fail(error);
    const char *name = line.args[0];
    const ChannelState *state = state_find(states, name);
    g_autofree char *driver = config_channel_text(line.config, name, "driver");
    if (!state && !*driver)
        return line_usage(&line, "there is no channel \"%s\"; kentongan channel list shows them",
                          name);
    printf("name       %s\n", name);
    if (state) {
        ChannelCounts counts;
        if (!channel_state_counts(in.db, state, states, &counts, &error))
            return line_fail(error);
        print_state(state, &counts);
        print_hook(line.config, state);
    } else {
        printf("driver     %s\nhealth     not served\n", driver);
    }
    g_autofree char *probe = gateway_probe(line.config, name);
    if (probe)
        printf("gateway    %s\n", probe);
    return CLI_OK;
}
