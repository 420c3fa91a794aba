/* `verify`: checks every event chain and seal, and names what was changed, lost or reordered. Only
 * reads, so it may be interrupted at any time. */
#include <stdio.h>

#include "base/crypt.h"
#include "cli/installation.h"
#include "cli/progress.h"
#include "domain/audit.h"
#include "domain/time_words.h"
#include "store/case.h"
#include "store/setting.h"
#include "store/tenant.h"

static void on_progress(gint64 events, gpointer user)
{
    (void)user;
    progress_show("events checked", events, 0);
}

/* The case by its ticket; by its id when the row is gone. */
static char *case_name(Ctx *ctx, gint64 case_id)
{
    if (case_id == 0)
        return g_strdup("own chain");
    g_autoptr(Case) c = case_store_get(ctx, case_id, NULL);
    return c ? g_strdup(c->ticket) : g_strdup_printf("case %" G_GINT64_FORMAT, case_id);
}

/* One that is missing has no id any more, only its number in the chain. */
static void print_finding(Installation *in, const AuditFinding *f)
{
    g_autofree char *name = f->of_seal ? g_strdup("seal") : case_name(&in->ctx, f->case_id);
    g_autofree char *id = f->event_id ? g_strdup_printf("%sevent %" G_GINT64_FORMAT ", ",
                                                        f->of_seal ? "from " : "", f->event_id)
                                      : g_strdup("");
    printf("%s: %s: %snumber %" G_GINT64_FORMAT ": %s%s%s\n", in->catalog->tenant.code, name, id,
           f->seq, line_words(f->what), f->detail ? "; " : "", f->detail ? f->detail : "");
}

/* Whoever notes it elsewhere can tell later that everything up to there is still here. */
static bool print_last_seal(Installation *in, GError **error)
{
    Seal seal = { 0 };
    bool any = false;
    if (!seal_store_last(&in->ctx, &seal, &any, error))
        return false;
    if (!any)
        return true;
    g_autofree char *hash = crypt_hex(seal.hash, sizeof seal.hash);
    g_autofree char *at = time_words_w3c(in->catalog, seal.sealed_at);
    printf("%s: seal %" G_GINT64_FORMAT " of %s: %s\n", in->catalog->tenant.code, seal.n, at, hash);
    return true;
}

static bool verify_tenant(Installation *in, guint *found, GError **error)
{
    g_autoptr(GPtrArray) findings =
        g_ptr_array_new_with_free_func((GDestroyNotify)audit_finding_free);
    gint64 events = 0;
    bool ok = audit_verify(&in->ctx, findings, &events, on_progress, NULL, error);
    progress_end();
    if (!ok)
        return false;
    for (guint i = 0; i < findings->len; i++)
        print_finding(in, findings->pdata[i]);
    printf("%s: %" G_GINT64_FORMAT " events checked, %u findings\n", in->catalog->tenant.code,
           events, findings->len);
    *found += findings->len;
    return print_last_seal(in, error);
}

static bool verify_all(Installation *in, guint *found, GError **error)
{
    g_autoptr(GPtrArray) tenants = tenant_store_list(in->db, error);
    if (!tenants)
        return false;
    for (guint i = 0; i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        if (!installation_choose(in, tenant->code, error) || !verify_tenant(in, found, error))
            return false;
    }
    return true;
}

int verify_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    g_autoptr(GError) error = NULL;
    guint found = 0;
    if (!line_parse(&line, command, NULL, argv))
        return line.exit;
    progress_start();
    if (!installation_open(&in, line.config, 0, &error))
        return line_fail(error);
    bool ok = line.tenant ? installation_choose(&in, line.tenant, &error) &&
                                verify_tenant(&in, &found, &error)
                          : verify_all(&in, &found, &error);
    if (!ok)
        return line_fail(error);
    return found > 0 ? CLI_FAILED : CLI_OK;
}
