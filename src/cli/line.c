/* Command lines by GOption: see line.h. */
#include "cli/line.h"

#include <stdio.h>
#include <string.h>

#include "base/words.h"

typedef struct Shared {
    char *file, *data, *db, *tenant;
} Shared;

static void shared_clear(Shared *shared)
{
    g_free(shared->file);
    g_free(shared->data);
    g_free(shared->db);
    g_free(shared->tenant);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shared, shared_clear)

static bool is_english(void)
{
    const char *const *languages = g_get_language_names();
    return !languages[0] || !g_str_has_prefix(languages[0], "id");
}

const char *line_words(const char *msgid)
{
    return is_english() ? words_get("en", msgid) : msgid;
}

char *line_words_line(const char *line)
{
    return words_get_line(is_english() ? "en" : "id", line);
}

int line_fail(const GError *error)
{
    const char *detail = error_detail(error);
    const char *field = error_field(error);
    fprintf(stderr, "kentongan: %s\n", line_words(error->message));
    if (field)
        fprintf(stderr, "  about: %s\n", field);
    if (detail && *detail)
        fprintf(stderr, "  %s\n", detail);
    return CLI_FAILED;
}

static void print_try(const Command *command)
{
    fprintf(stderr, "kentongan %s --help shows its options.\n", command->name);
}

int line_usage(const CommandLine *line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    fprintf(stderr, "kentongan %s: %s\n", line->command->name, text);
    print_try(line->command);
    return CLI_USAGE;
}

static GOptionContext *context_new(const Command *command, const GOptionEntry *own, Shared *shared)
{
    const GOptionEntry common[] = {
        { "config", 'c', 0, G_OPTION_ARG_FILENAME, &shared->file, "Settings, see kentongan.ini(5)",
          "FILE" },
        { "data", 0, 0, G_OPTION_ARG_FILENAME, &shared->data, "Data folder (default: var)", "DIR" },
        { "db", 0, 0, G_OPTION_ARG_STRING, &shared->db,
          "PostgreSQL instead of SQLite in the data folder", "URL" },
        { "tenant", 0, 0, G_OPTION_ARG_STRING, &shared->tenant,
          "Which government, when there are several", "CODE" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    GOptionContext *context = g_option_context_new(command->arguments);
    g_option_context_set_summary(context, command->summary);
    if (own)
        g_option_context_add_main_entries(context, own, NULL);
    g_option_context_add_main_entries(context, common, NULL);
    return context;
}

static bool config_of(CommandLine *line, const Shared *shared, GError **error)
{
    line->config = config_load(shared->file, error);
    if (!line->config)
        return false;
    if (shared->data) {
        g_free(line->config->data);
        line->config->data = g_strdup(shared->data);
    }
    if (shared->db) {
        g_free(line->config->db);
        line->config->db = g_strdup(shared->db);
    }
    line->tenant = g_strdup(shared->tenant);
    return true;
}

static void words_open(const Config *config)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *file =
        g_build_filename(config->locale, "en", "LC_MESSAGES", "kentongan.mo", NULL);
    if (g_file_test(file, G_FILE_TEST_EXISTS) && !words_load("en", file, &error))
        fprintf(stderr, "kentongan: %s: %s\n", file, error->message);
}

static bool count_check(CommandLine *line)
{
    line->count = g_strv_length(line->args);
    if (line->count < line->command->min)
        line->exit = line_usage(line, "%s is missing", line->command->arguments);
    else if (line->count > line->command->max)
        line->exit =
            line_usage(line, "\"%s\" is one argument too many", line->args[line->command->max]);
    else
        return true;
    return false;
}

/* argv is strv'd, since GOption takes out of it what it understood. */
static bool options_read(CommandLine *line, const GOptionEntry *own, char **argv, Shared *shared)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = context_new(line->command, own, shared);
    g_auto(GStrv) words = g_strdupv(argv);
    g_autofree char *full = g_strconcat("kentongan ", line->command->name, NULL);
    g_set_prgname(full);
    g_free(words[0]);
    words[0] = g_strdup(full);
    if (!g_option_context_parse_strv(context, &words, &error)) {
        line->exit = line_usage(line, "%s", error->message);
        return false;
    }
    line->args = g_strdupv(words + 1);
    if (line->args[0] && strcmp(line->args[0], "--") == 0) {
        g_free(line->args[0]);
        memmove(line->args, line->args + 1, sizeof(char *) * g_strv_length(words + 1));
    }
    return true;
}

bool line_parse(CommandLine *line, const Command *command, const GOptionEntry *own, char **argv)
{
    g_auto(Shared) shared = { 0 };
    g_autoptr(GError) error = NULL;
    line->command = command;
    line->exit = CLI_OK;
    if (!options_read(line, own, argv, &shared) || !count_check(line))
        return false;
    if (!config_of(line, &shared, &error)) {
        line->exit = line_fail(error);
        return false;
    }
    words_open(line->config);
    return true;
}

bool line_parse_list(CommandLine *line, const Command *command, char **argv, TableFormat *format)
{
    g_autofree char *name = NULL;
    const GOptionEntry own[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &name, "table, csv or json", "FORMAT" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    if (!line_parse(line, command, own, argv))
        return false;
    if (table_format_from_name(name, format))
        return true;
    line->exit = line_usage(line, "--format must be table, csv or json");
    return false;
}

void line_clear(CommandLine *line)
{
    g_strfreev(line->args);
    g_free(line->tenant);
    if (line->config)
        config_free(line->config);
}
