/* The table of commands, and finding the one that is meant. */
#include "cli/command.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"

/* clang-format off */
const Command COMMANDS[] = {
    { "serve", "", "Serve the public pages, the console, the APIs and the channels", serve_run, 0, 0 },
    { "migrate", "", "Bring the database to the newest schema", migrate_command_run, 0, 0 },
    { "load", "PACK", "Load or reload the reference data of a government", load_run, 1, 1 },
    { "user add", "LOGIN", "Add a staff account", user_add_run, 1, 1 },
    { "user passwd", "LOGIN", "Give a staff account another password", user_passwd_run, 1, 1 },
    { "user list", "", "List staff accounts", user_list_run, 0, 0 },
    { "key add", "", "Make an API key", key_add_run, 0, 0 },
    { "key list", "", "List API keys", key_list_run, 0, 0 },
    { "key revoke", "ID", "Revoke an API key", key_revoke_run, 1, 1 },
    { "report add", "[TEXT]", "Take in a report, as a desk clerk would", report_add_run, 0, 1 },
    { "report show", "TICKET", "Show a case with its timeline", report_show_run, 1, 1 },
    { "report list", "", "List reports", report_list_run, 0, 0 },
    { "export", "[FOLDER]", "Write everything in open form, as JSON Lines", export_run, 0, 1 },
    { "backup", "FOLDER", "Copy the database and files while others work", backup_run, 1, 1 },
    { "restore", "FOLDER", "Put a backup into an empty data folder", restore_run, 1, 1 },
    { "verify", "", "Check every event chain and seal", verify_run, 0, 0 },
    { "evaluate", "FILE", "Measure proposals on a table of texts and decisions", evaluate_run, 1, 1 },
    { "doctor", "", "Check the installation and say what to do", doctor_run, 0, 0 },
    { "calendar add", "DATE N", "The date N working days after DATE", calendar_add_run, 2, 2 },
    { "channel list", "", "List the channels", channel_list_run, 0, 0 },
    { "channel show", "NAME", "Show a channel: its hook path and health", channel_show_run, 1, 1 },
    { "channel import", "NAME FILE", "Take in posts and messages from a file", channel_import_run, 2, 2 },
    { "mail-in", "", "Take in one mail from the standard input, for a mail server", mail_in_run, 0, 0 },
    { NULL, NULL, NULL, NULL, 0, 0 },
};
/* clang-format on */

static void print_commands(FILE *to, const char *group)
{
    for (const Command *c = COMMANDS; c->name; c++)
        if (!group || (g_str_has_prefix(c->name, group) && c->name[strlen(group)] == ' '))
            fprintf(to, "  %-14s %-9s %s\n", c->name, c->arguments, c->summary);
}

static void print_help(FILE *to, const char *group)
{
    fprintf(to, "Usage: kentongan %s [OPTION...] [ARGUMENT...]\n\n", group ? group : "COMMAND");
    print_commands(to, group);
    fputs("\nkentongan COMMAND --help shows the options of a command; more is in kentongan(1).\n",
          to);
}

/* The length of name in words when argv begins with it, or 0. */
static int match(const char *name, int argc, char **argv)
{
    g_auto(GStrv) words = g_strsplit(name, " ", -1);
    int count = (int)g_strv_length(words);
    if (argc - 1 < count)
        return 0;
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], argv[i + 1]) != 0)
            return 0;
    return count;
}

static bool is_group(const char *word)
{
    for (const Command *c = COMMANDS; c->name; c++)
        if (g_str_has_prefix(c->name, word) && c->name[strlen(word)] == ' ')
            return true;
    return false;
}

static int unknown(const char *typed)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Command *c = COMMANDS; c->name; c++)
        g_ptr_array_add(names, (gpointer)c->name);
    g_ptr_array_add(names, NULL);
    const char *nearest = text_nearest(typed, (const char *const *)names->pdata);
    fprintf(stderr, "kentongan: there is no command \"%s\"", typed);
    fprintf(stderr, nearest ? "; did you mean \"%s\"?\n" : "\n", nearest);
    fputs("kentongan --help lists the commands.\n", stderr);
    return CLI_USAGE;
}

static int no_command(int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : "";
    bool asked = strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 ||
                 strcmp(first, "help") == 0 || strcmp(first, "-?") == 0;
    if (strcmp(first, "--version") == 0) {
        puts("kentongan " KENTONGAN_VERSION);
        return CLI_OK;
    }
    if (asked || argc < 2) {
        print_help(asked ? stdout : stderr, NULL);
        return asked ? CLI_OK : CLI_USAGE;
    }
    if (is_group(first) && (argc == 2 || argv[2][0] == '-')) {
        bool help = argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0);
        print_help(help ? stdout : stderr, first);
        return help ? CLI_OK : CLI_USAGE;
    }
    g_autofree char *typed =
        argc > 2 && argv[2][0] != '-' ? g_strjoin(" ", first, argv[2], NULL) : g_strdup(first);
    return unknown(typed);
}

int command_main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    umask(077);
    signal(SIGXFSZ,
           SIG_IGN); /* a limit on file sizes is an error of the write, as a full disk is */
    for (const Command *c = COMMANDS; c->name; c++) {
        int words = match(c->name, argc, argv);
        if (words > 0) {
            argv[words] = (char *)c->name;
            return c->run(c, argv + words);
        }
    }
    return no_command(argc, argv);
}
