/* `user add|passwd|list`: staff accounts. */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/crypt.h"
#include "cli/installation.h"
#include "cli/table.h"
#include "domain/account.h"

enum { GENERATED_BYTES = 10, PASSWORD_BYTES_MAX = 1024 };

static const char *text_or(const char *text, const char *fallback)
{
    return text ? text : fallback;
}

/* ---- passwords ---- */

/* One line of stdin, without its end; NULL at the end of input. */
static char *read_line(void)
{
    char buffer[PASSWORD_BYTES_MAX + 2];
    if (!fgets(buffer, sizeof buffer, stdin))
        return NULL;
    buffer[strcspn(buffer, "\r\n")] = '\0';
    return g_strdup(buffer);
}

static char *ask_hidden(const char *prompt)
{
    struct termios before, hidden;
    tcgetattr(STDIN_FILENO, &before);
    hidden = before;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    fputs(prompt, stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    char *typed = read_line();
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fputc('\n', stderr);
    return typed;
}

/* Empty: one is to be made. */
static char *ask_twice(CommandLine *line)
{
    g_autofree char *first = ask_hidden("Password (empty: one is made): ");
    if (!first || !*first)
        return g_strdup("");
    g_autofree char *second = ask_hidden("Once more: ");
    if (second && strcmp(first, second) == 0)
        return g_steal_pointer(&first);
    line->exit = line_usage(line, "the two passwords differ");
    return NULL;
}

static char *password_make(void)
{
    guint8 random[GENERATED_BYTES];
    crypt_random(random, sizeof random);
    g_autofree char *text = crypt_base32(random, sizeof random);
    return g_ascii_strdown(text, -1);
}

/* The password to be set; *made when we chose it. NULL: said why. */
static char *password_get(CommandLine *line, bool from_stdin, bool *made)
{
    g_autofree char *typed = NULL;
    if (from_stdin)
        typed = read_line();
    else if (isatty(STDIN_FILENO))
        typed = ask_twice(line);
    else
        typed = g_strdup("");
    if (!typed) {
        if (line->exit == CLI_OK)
            line->exit = line_usage(line, "no password came on the standard input");
        return NULL;
    }
    *made = !*typed && !from_stdin;
    return *made ? password_make() : g_steal_pointer(&typed);
}

static void print_made(bool made, const char *password)
{
    if (made)
        printf("password: %s\n", password);
}

/* ---- the commands ---- */

static char *role_names(void)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (Role role = ROLE_VERIFIER; role < ROLE_COUNT; role++)
        g_string_append_printf(names, "%s%s", names->len ? ", " : "", role_name(role));
    return g_string_free(g_steal_pointer(&names), FALSE);
}

static bool user_save(CommandLine *line, const AccountIn *in, const char *password)
{
    g_auto(Installation) installation = { 0 };
    g_autoptr(GError) error = NULL;
    AccountIn account = *in;
    gint64 id = 0;
    account.password = password;
    if (!installation_begin(&installation, line))
        return false;
    if (account_add(&installation.ctx, &account, &id, &error)) {
        printf("account %s (%s) of %s added\n", in->login, role_name(in->role),
               installation.catalog->tenant.code);
        return true;
    }
    line->exit = line_fail(error);
    return false;
}

int user_add_run(const Command *command, char **argv)
{
    g_autofree char *role = NULL, *name = NULL, *agency = NULL, *area = NULL, *lang = NULL;
    g_autofree char *title = NULL, *phone = NULL, *email = NULL, *post = NULL;
    gboolean from_stdin = FALSE;
    g_autofree char *roles = role_names();
    const GOptionEntry own[] = {
        { "role", 0, 0, G_OPTION_ARG_STRING, &role, roles, "ROLE" },
        { "name", 0, 0, G_OPTION_ARG_STRING, &name, "Name as colleagues see it", "NAME" },
        { "agency", 0, 0, G_OPTION_ARG_STRING, &agency, "Agency of an officer or supervisor",
          "CODE" },
        { "area", 0, 0, G_OPTION_ARG_STRING, &area, "Only cases in this area", "CODE" },
        { "station", 0, 0, G_OPTION_ARG_STRING, &post, "Radio station of an announcer", "CODE" },
        { "lang", 0, 0, G_OPTION_ARG_STRING, &lang, "Language of the console: id or en", "LANG" },
        { "title", 0, 0, G_OPTION_ARG_STRING, &title,
          "Which rung of the pack's ladder the person is: sekda, kepala dinas", "TITLE" },
        { "phone", 0, 0, G_OPTION_ARG_STRING, &phone, "Where notices go by SMS", "NUMBER" },
        { "email", 0, 0, G_OPTION_ARG_STRING, &email, "Where notices go by mail", "ADDRESS" },
        { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &from_stdin,
          "Read the password from the standard input", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    AccountIn in = { .login = line.args[0],
                     .name = text_or(name, line.args[0]),
                     .agency = text_or(agency, ""),
                     .area = text_or(area, ""),
                     .lang = text_or(lang, "id"),
                     .title = text_or(title, ""),
                     .phone = text_or(phone, ""),
                     .email = text_or(email, ""),
                     .post = text_or(post, "") };
    if (!role || !role_from_name(role, &in.role) || in.role == ROLE_NONE)
        return line_usage(&line, "--role must be one of %s", roles);
    bool made = false;
    g_autofree char *password = password_get(&line, from_stdin, &made);
    if (!password || !user_save(&line, &in, password))
        return line.exit;
    print_made(made, password);
    return CLI_OK;
}

int user_passwd_run(const Command *command, char **argv)
{
    gboolean from_stdin = FALSE;
    const GOptionEntry own[] = {
        { "password-stdin", 0, 0, G_OPTION_ARG_NONE, &from_stdin,
          "Read the password from the standard input", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    bool made = false;
    g_autofree char *password = password_get(&line, from_stdin, &made);
    if (!password || !installation_begin(&in, &line))
        return line.exit;
    if (!account_set_password(&in.ctx, line.args[0], password, &error))
        return line_fail(error);
    print_made(made, password);
    printf("password of %s changed, its sessions are ended\n", line.args[0]);
    return CLI_OK;
}

static void table_add_account(Table *table, const Account *a)
{
    table_add(table, a->login, a->name, role_name(a->role), a->agency, a->area, a->title,
              a->active ? "yes" : "no", a->totp_sealed ? "yes" : "no", NULL);
}

int user_list_run(const Command *command, char **argv)
{
    static const char *const COLUMNS[] = { "login", "name",   "role", "agency", "area",
                                           "title", "active", "totp", NULL };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    TableFormat format;
    if (!line_parse_list(&line, command, argv, &format))
        return line.exit;
    if (!installation_begin(&in, &line))
        return line.exit;
    g_autoptr(GPtrArray) accounts = account_list(&in.ctx, &error);
    if (!accounts)
        return line_fail(error);
    g_autoptr(Table) table = table_new(COLUMNS);
    for (guint i = 0; i < accounts->len; i++)
        table_add_account(table, accounts->pdata[i]);
    table_print(table, format);
    return CLI_OK;
}
