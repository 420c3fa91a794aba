/* The command line of one command: its own options, those that all commands share, its arguments;
 * and how a command ends with words and an exit code. */
#pragma once

#include "cli/command.h"
#include "cli/config.h"
#include "cli/table.h"

typedef struct CommandLine {
    const Command *command;
    char **args; /* what is no option, without the name */
    guint count;
    char *tenant; /* code, NULL not said */
    Config *config;
    int exit; /* when line_parse returned false */
} CommandLine;

/* own may be NULL; its table ends with { NULL }. False: the command ends with line->exit - help was
 * asked for, or something is wrong and was said. */
bool line_parse(CommandLine *line, const Command *command, const GOptionEntry *own, char **argv);
/* The same for a command whose one option is --format, which it reads. */
bool line_parse_list(CommandLine *line, const Command *command, char **argv, TableFormat *format);
void line_clear(CommandLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommandLine, line_clear)

/* Says what is wrong in the command line; returns CLI_USAGE. */
int line_usage(const CommandLine *line, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Says an error, its sentence and its detail; returns CLI_FAILED. */
int line_fail(const GError *error);
/* A sentence in the language of the terminal. */
const char *line_words(const char *msgid);
char *line_words_line(const char *line); /* words_get_line() in that language */
