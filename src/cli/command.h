/* The commands of the program: one row each in commands.c, one file a noun in this folder. */
#pragma once

#include <glib.h>

enum { CLI_OK = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

typedef struct Command Command;
/* argv[0] is the command's name, what follows are its options and arguments. Returns an exit code.
 */
typedef int (*CommandRun)(const Command *command, char **argv);

struct Command {
    const char *name;      /* "user add" */
    const char *arguments; /* as shown in the help: "LOGIN" */
    const char *summary;
    CommandRun run;
    guint min, max; /* number of arguments */
};

extern const Command COMMANDS[]; /* ended by name NULL */

/* Runs the command that argv[1] (and argv[2]) name. */
int command_main(int argc, char **argv);

int serve_run(const Command *command, char **argv);
int migrate_command_run(const Command *command, char **argv);
int load_run(const Command *command, char **argv);
int user_add_run(const Command *command, char **argv);
int user_passwd_run(const Command *command, char **argv);
int user_list_run(const Command *command, char **argv);
int key_add_run(const Command *command, char **argv);
int key_list_run(const Command *command, char **argv);
int key_revoke_run(const Command *command, char **argv);
int report_add_run(const Command *command, char **argv);
int report_show_run(const Command *command, char **argv);
int report_list_run(const Command *command, char **argv);
int export_run(const Command *command, char **argv);
int backup_run(const Command *command, char **argv);
int restore_run(const Command *command, char **argv);
int verify_run(const Command *command, char **argv);
int evaluate_run(const Command *command, char **argv);
int doctor_run(const Command *command, char **argv);
int calendar_add_run(const Command *command, char **argv);
int channel_list_run(const Command *command, char **argv);
int channel_show_run(const Command *command, char **argv);
int channel_import_run(const Command *command, char **argv);
int mail_in_run(const Command *command, char **argv);
