/* `key add|list|revoke`: API keys. A key is shown once, alone on the last line. */
#include <stdio.h>
#include <string.h>

#include "cli/installation.h"
#include "cli/table.h"
#include "domain/account.h"
#include "domain/time_words.h"
#include "store/account.h"

static const char *const SCOPES[] = { "open311", "api", "hook", NULL };

/* The account that an "api" key acts as; 0 for the others. */
static bool account_of(Installation *in, const char *scope, const char *login, gint64 *id,
                       GError **error)
{
    *id = 0;
    if (strcmp(scope, "api") != 0)
        return true;
    g_autoptr(Account) account = account_store_by_login(&in->ctx, login, error);
    if (account)
        *id = account->id;
    return account != NULL;
}

int key_add_run(const Command *command, char **argv)
{
    g_autofree char *label = NULL, *scope = NULL, *login = NULL;
    const GOptionEntry own[] = {
        { "label", 0, 0, G_OPTION_ARG_STRING, &label, "Whom the key is for", "LABEL" },
        { "scope", 0, 0, G_OPTION_ARG_STRING, &scope, "open311, api or hook", "SCOPE" },
        { "user", 0, 0, G_OPTION_ARG_STRING, &login, "Account that an api key acts as", "LOGIN" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    if (!label || !*label)
        return line_usage(&line, "--label must say whom the key is for");
    if (!scope || !g_strv_contains(SCOPES, scope))
        return line_usage(&line, "--scope must be open311, api or hook");
    if ((strcmp(scope, "api") == 0) != (login != NULL))
        return line_usage(&line, "--user goes with --scope api, and only with it");
    gint64 account = 0, id = 0;
    g_autofree char *key = NULL;
    if (!installation_begin(&in, &line))
        return line.exit;
    if (!account_of(&in, scope, login, &account, &error) ||
        !api_key_add(&in.ctx, label, scope, account, &key, &id, &error))
        return line_fail(error);
    printf("key %" G_GINT64_FORMAT " \"%s\" (%s) of %s; it is shown only now:\n%s\n", id, label,
           scope, in.catalog->tenant.code, key);
    return CLI_OK;
}

int key_list_run(const Command *command, char **argv)
{
    static const char *const COLUMNS[] = { "id", "label", "scope", "added", "revoked", NULL };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    TableFormat format;
    if (!line_parse_list(&line, command, argv, &format))
        return line.exit;
    if (!installation_begin(&in, &line))
        return line.exit;
    g_autoptr(GPtrArray) keys = api_key_list(&in.ctx, &error);
    if (!keys)
        return line_fail(error);
    g_autoptr(Table) table = table_new(COLUMNS);
    for (guint i = 0; i < keys->len; i++) {
        const ApiKey *key = keys->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, key->id);
        g_autofree char *added = time_words_w3c(in.catalog, key->created_at);
        g_autofree char *revoked =
            key->revoked_at ? time_words_w3c(in.catalog, key->revoked_at) : NULL;
        table_add(table, id, key->label, key->scope, added, revoked ? revoked : "", NULL);
    }
    table_print(table, format);
    return CLI_OK;
}

int key_revoke_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    gint64 id = 0;
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    if (!g_ascii_string_to_signed(line.args[0], 10, 1, G_MAXINT64, &id, NULL))
        return line_usage(&line, "\"%s\" is no key id; kentongan key list shows them",
                          line.args[0]);
    if (!installation_begin(&in, &line))
        return line.exit;
    if (!api_key_revoke(&in.ctx, id, &error))
        return line_fail(error);
    printf("key %" G_GINT64_FORMAT " revoked\n", id);
    return CLI_OK;
}
