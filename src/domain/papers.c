/* Letters and forms: see papers.h. */
#include "domain/papers.h"

#include <string.h>

#include "domain/access.h"
#include "domain/audit.h"
#include "domain/files.h"
#include "store/case.h"
#include "store/report.h"
#include "store/timeline.h"

static bool may_take(Ctx *ctx, const Case *c, const Attachment *paper)
{
    if (!access_may_act(ctx, c))
        return false;
    if (role_has_right(ctx->actor.role, RIGHT_IDENTITY))
        return true;
    g_autoptr(Report) report = report_store_get(ctx, paper->report_id, NULL);
    return report && report->visibility == VISIBILITY_OPEN && c->visibility == VISIBILITY_OPEN;
}

GPtrArray *papers_of(Ctx *ctx, const Case *c, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    if (!attachment_store_papers(ctx, c->id, all, error))
        return NULL;
    for (guint i = all->len; i-- > 0;)
        if (!may_take(ctx, c, all->pdata[i]))
            g_ptr_array_remove_index(all, i);
    return g_steal_pointer(&all);
}

typedef struct {
    const char *name;
    Attachment *paper;
} Taking;

static bool take_work(Ctx *ctx, gpointer user, GError **error)
{
    Taking *taking = user;
    g_clear_pointer(&taking->paper, attachment_free);
    g_autoptr(Attachment) paper = attachment_store_by_name(ctx, taking->name, true, error);
    g_autoptr(Case) c = paper ? case_store_get(ctx, paper->case_id, error) : NULL;
    if (!c)
        return false;
    if (!may_take(ctx, c, paper)) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Surat tidak ditemukan."), NULL);
        return false;
    }
    EventIn in = { .kind = "paper.opened" };
    taking->paper = g_steal_pointer(&paper);
    return audit_append(ctx, c, &in, NULL, error) && case_store_update(ctx, c, error);
}

bool papers_take(Ctx *ctx, const char *name, Attachment **paper, GBytes **bytes, GError **error)
{
    Taking taking = { .name = name };
    bool ok = ctx_transact(ctx, take_work, &taking, error);
    *bytes = NULL;
    if (ok)
        *bytes = strcmp(taking.paper->mime, "image/jpeg") == 0 ? files_get(name, false, error)
                                                               : files_get_original(name, error);
    *paper = taking.paper;
    return *bytes != NULL;
}
