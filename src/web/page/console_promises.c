/* Promises made on air: the agency's action items, late ones marked, and what became of them. */
#include "web/page/console_voice.h"

#include "domain/promise.h"
#include "domain/time_words.h"

enum { OPEN_ROWS = 100, KEPT_ROWS = 20 };

static bool row_fill(View *row, Ctx *ctx, const Promise *promise, gint64 at, GError **error)
{
    const Agency *agency = catalog_agency(ctx->catalog, promise->agency);
    g_autofree char *tickets = promise_tickets(ctx, promise, error);
    g_autofree char *date = time_words_date(ctx->catalog, ctx->lang, at);
    view_set(row, "AGENCY", agency ? agency->name : promise->agency);
    view_set(row, "TEXT", promise->text);
    view_set(row, "TICKETS", tickets);
    view_set(row, "DATE", date);
    return tickets != NULL;
}

static bool add_open(View *page, Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(GPtrArray) list = promise_list(ctx, false, OPEN_ROWS, error);
    for (guint i = 0; list && i < list->len; i++) {
        const Promise *promise = list->pdata[i];
        View *row = view_add(page, "PROMISE");
        console_set_due_at(view_add(row, "DUE"), ctx, promise->due_at);
        if (promise->due_at < ctx_now_us(ctx))
            view_show(row, "LATE");
        if (!row_fill(row, ctx, promise, promise->due_at, error))
            return false;
        if (!promise_may_keep(ctx, promise))
            continue;
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, promise->id);
        g_autofree char *path = g_strconcat("/console/janji/", id, NULL);
        g_autofree char *url = page_url(request, path, NULL);
        View *keep = view_add(row, "KEEP");
        view_set(keep, "ID", id);
        view_set(keep, "URL", url);
        view_set(keep, "CSRF", request->csrf);
    }
    if (list && list->len == 0)
        view_show(page, "NONE");
    return list != NULL;
}

static bool add_kept(View *page, Ctx *ctx, GError **error)
{
    g_autoptr(GPtrArray) list = promise_list(ctx, true, KEPT_ROWS, error);
    for (guint i = 0; list && i < list->len; i++) {
        const Promise *promise = list->pdata[i];
        View *row = view_add(page, "KEPT");
        view_set(row, "WORDS", promise->done_text);
        if (!row_fill(row, ctx, promise, promise->done_at, error))
            return false;
    }
    if (list && list->len > 0)
        view_show(page, "SOME_KEPT");
    return list != NULL;
}

static Reply *promises_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    static const FormField NO_FIELDS[] = { { NULL, NULL, NULL } };
    static const char *const DONE[] = { "ditepati",
                                        N_("Tersimpan. Pelapor dikabari bahwa janji ini ditepati."),
                                        NULL };
    View *page;
    g_autoptr(View) frame = console_page(ctx, request, N_("Janji siaran"), "janji",
                                         "console/promises.html", &page, error);
    if (!frame || !add_open(page, ctx, request, error) || !add_kept(page, ctx, error))
        return NULL;
    console_set_done(page, ctx, request, DONE);
    console_set_error(page, page, ctx, failed, NO_FIELDS);
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_promises_get(Ctx *ctx, const Request *request, GError **error)
{
    return promises_reply(ctx, request, NULL, error);
}

Reply *console_promise_post(Ctx *ctx, const Request *request, GError **error)
{
    GError *failed = NULL;
    bool done = promise_keep(ctx, console_path_id(request), request_text(request, "kata"), &failed);
    return console_after(ctx, request, done, failed, "/console/janji?ok=ditepati", promises_reply,
                         error);
}
