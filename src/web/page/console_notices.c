/* What the person at the screen was told: the newest first, those not yet read marked. A notice is
 * read when its case is opened, or all at once here.
 */
#include "web/page/console.h"

#include "domain/staff.h"
#include "domain/time_words.h"

#include <string.h>

enum { NOTICES_SHOWN = 50 };

static void notice_fill(View *row, const Ctx *ctx, const Request *request, const Notice *notice)
{
    g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, notice->created_at);
    g_autofree char *iso = time_words_w3c(ctx->catalog, notice->created_at);
    g_autofree char *path = g_strconcat("/console/kasus/", notice->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    view_set(row, "BODY", notice->body);
    view_set(row, "WHEN", when);
    view_set(row, "ISO", iso);
    if (notice->seen_at == 0)
        view_show(row, "FRESH");
    if (strcmp(notice->key, "staff.emergency") == 0)
        view_show(row, "DANGER");
    if (!*notice->ticket)
        return;
    View *link = view_add(row, "CASE");
    view_set(link, "URL", url);
    view_set(link, "TICKET", notice->ticket);
}

static void notices_fill(View *page, const Ctx *ctx, const Request *request,
                         const GPtrArray *notices)
{
    bool fresh = false;
    view_show(page, notices->len > 0 ? "SOME" : "NONE");
    for (guint i = 0; i < notices->len; i++) {
        const Notice *notice = notices->pdata[i];
        fresh = fresh || notice->seen_at == 0;
        notice_fill(view_add(page, "NOTICE"), ctx, request, notice);
    }
    if (fresh)
        console_set_form(view_show(page, "ANY_FRESH"), request);
    if (notices->len < NOTICES_SHOWN)
        return;
    const Notice *last = notices->pdata[notices->len - 1];
    g_autofree char *before = g_strdup_printf("%" G_GINT64_FORMAT, last->id);
    g_autofree char *url = page_url(request, "/console/kabar", "sebelum", before, NULL);
    view_set(view_add(page, "OLDER"), "URL", url);
}

Reply *console_notices_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    gint64 before = request_int(request, "sebelum", G_MAXINT64);
    g_autoptr(View) frame = console_page(ctx, request, N_("Kabar untuk Anda"), "kabar",
                                         "console/notices.html", &page, error);
    g_autoptr(GPtrArray) notices = frame ? staff_inbox(ctx, before, NOTICES_SHOWN, error) : NULL;
    if (!notices)
        return NULL;
    g_autofree char *url = page_url(request, "/console/kabar", NULL);
    view_set(page, "URL", url);
    notices_fill(page, ctx, request, notices);
    return console_reply(g_steal_pointer(&frame), 200);
}

Reply *console_notices_post(Ctx *ctx, const Request *request, GError **error)
{
    return staff_see(ctx, 0, error) ? console_go(request, "/console/kabar") : NULL;
}
