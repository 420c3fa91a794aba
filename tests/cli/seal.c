/* For audit.test.js: seals all events of every tenant now. A server does it too, but only with
 * those that are a minute old; nobody else may work on the installation meanwhile. seal --data DIR
 * [--db URL]
 */
#include <stdio.h>

#include "base/id.h"
#include "cli/installation.h"
#include "domain/audit.h"
#include "store/tenant.h"

static int seal_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    if (!installation_open(&in, line.config, 0, &error))
        return line_fail(error);
    g_autoptr(GPtrArray) tenants = tenant_store_list(in.db, &error);
    for (guint i = 0; tenants && i < tenants->len; i++)
        if (!installation_choose(&in, ((const Tenant *)tenants->pdata[i])->code, &error) ||
            !audit_seal_upto(&in.ctx, id_at_us(g_get_real_time()), &error))
            return line_fail(error);
    return tenants ? CLI_OK : line_fail(error);
}

int main(int argc G_GNUC_UNUSED, char **argv)
{
    static const Command SEAL = { .name = "seal", .run = seal_run };
    return seal_run(&SEAL, argv);
}
