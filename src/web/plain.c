/* Pages for machines that watch: see plain.h. */
#include "web/plain.h"

#include <string.h>

#include "db/migrate.h"
#include "web/metrics.h"
#include "web/tenants.h"

#define TEXT "text/plain; charset=utf-8"

Reply *plain_healthz_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)ctx, (void)request, (void)error;
    return reply_text(200, TEXT, "ok\n");
}

Reply *plain_readyz_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)request;
    gint64 version = 0;
    if (ctx->db && !migrate_version(ctx->db, &version, error))
        return NULL;
    g_autoptr(GArray) tenants = tenants_ids();
    if (!ctx->db || version == 0 || tenants->len == 0)
        return reply_text(503, TEXT, "not ready\n");
    return reply_text(200, TEXT, "ready\n");
}

Reply *plain_metrics_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)ctx;
    if (!request->loopback && !metrics_are_open()) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Halaman ini tidak ada."), NULL);
        return NULL;
    }
    return reply_new(200, "text/plain; version=0.0.4; charset=utf-8", metrics_text());
}
