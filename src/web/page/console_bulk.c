/* One action on many cases of a list: first what is missing is asked once, then each case is done
 * by itself, so that one that cannot be done does not hold up the others. With a script the page
 * sends the tickets in small portions and shows how far it is; without one they come all at once.
 */
#include "web/page/console.h"

#include "base/id.h"
#include "model/limits.h"
#include "store/account.h"

enum { BULK_MAX = 100 };

typedef struct Bulk {
    const Transition *t;
    const Queue *queue;
    GPtrArray *tickets; /* char* */
} Bulk;

static void bulk_clear(Bulk *bulk)
{
    g_clear_pointer(&bulk->tickets, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bulk, bulk_clear)

static bool bulk_read(const Ctx *ctx, const Request *request, Bulk *bulk, GError **error)
{
    bulk->t = transition_by_name(request_text(request, "aksi"));
    bulk->queue = queue_of(ctx, request_text(request, "antrean"));
    bulk->tickets = g_ptr_array_new_with_free_func(g_free);
    if (!console_bulk_may(ctx, bulk->t)) {
        error_set(error, KENTONGAN_ERROR_INVALID, "aksi", N_("Pilih tindakan bersama."), NULL);
        return false;
    }
    for (guint i = 0; i < request->params->len; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        if (!g_str_equal(param->name, "tiket"))
            continue;
        char *ticket = ticket_normalise(param->value);
        if (ticket && bulk->tickets->len < BULK_MAX)
            g_ptr_array_add(bulk->tickets, ticket);
        else
            g_free(ticket);
    }
    if (bulk->tickets->len > 0)
        return true;
    error_set(error, KENTONGAN_ERROR_INVALID, "tiket",
              N_("Belum ada laporan yang ditandai. Kembali ke daftar dan tandai dahulu."), NULL);
    return false;
}

/* ---- asking ---- */

/* Whom these cases may be handed to: of the actor's agency; the action itself looks again. */
static bool bulk_add_officers(View *form, Ctx *ctx, GError **error)
{
    View *officer = view_add(form, "OFFICER");
    g_autoptr(GPtrArray) accounts = g_ptr_array_new_with_free_func((GDestroyNotify)account_free);
    if (!account_store_list(ctx, accounts, error))
        return false;
    for (guint i = 0; i < accounts->len; i++) {
        const Account *account = accounts->pdata[i];
        bool ours = !*ctx->actor.agency || g_str_equal(account->agency, ctx->actor.agency);
        if (!account->active || !*account->agency || !ours ||
            !role_has_right(account->role, RIGHT_WORK))
            continue;
        g_autofree char *code = g_strdup_printf("%" G_GINT64_FORMAT, account->id);
        page_add_choice(officer, "OPTION", code, account->name, NULL, false);
    }
    return true;
}

/* What was ticked, as words: nobody acts on bare numbers. */
static void bulk_add_ticket(View *form, Ctx *ctx, const Bulk *bulk, const char *ticket)
{
    View *row = view_add(form, "TICKET");
    view_set(row, "CODE", ticket);
    g_autoptr(CaseFile) file = case_file_load(ctx, ticket, NULL);
    if (!file)
        return;
    view_set(row, "TITLE", page_title(ctx, file->c));
    if (bulk->t->action != ACTION_DISPOSE)
        return;
    g_autofree char *service = NULL, *area = NULL;
    const Agency *agency = console_proposal(ctx, file, &service, &area);
    view_set(view_add(row, "TO"), "AGENCY",
             agency ? agency->short_name : page_word(ctx, N_("tidak ada aturan")));
}

static void bulk_add_choices(View *form, const Ctx *ctx, const Request *request,
                             const Transition *t)
{
    if (t->needs & NEEDS_REASON) {
        View *reason = view_add(form, "REASON");
        for (const ReasonCode *code = reason_codes(t->action); code->code; code++)
            page_add_choice(reason, "OPTION", code->code, page_word(ctx, code->label), NULL,
                            g_str_equal(code->code, request_text(request, "alasan")));
    }
    if (t->needs & NEEDS_AGENCY) {
        View *agency = view_add(form, "AGENCY");
        for (guint i = 0; i < ctx->catalog->agencies->len; i++) {
            const Agency *row = ctx->catalog->agencies->pdata[i];
            if (row->active)
                page_add_choice(agency, "OPTION", row->code, row->name, NULL,
                                g_str_equal(row->code, request_text(request, "instansi")));
        }
    }
    if (t->needs & NEEDS_SERVICE) {
        View *service = view_add(form, "SERVICE");
        for (guint i = 0; i < ctx->catalog->services->len; i++) {
            const Service *row = ctx->catalog->services->pdata[i];
            if (row->active)
                page_add_choice(service, "OPTION", row->code, row->name, NULL,
                                g_str_equal(row->code, request_text(request, "layanan")));
        }
    }
    if (t->action == ACTION_VERIFY || t->action == ACTION_DISPOSE)
        view_show(form, "CHECKLIST");
    View *text = view_add(form, "TEXT");
    view_set(text, "VALUE", request_text(request, "teks"));
    if (t->needs & NEEDS_TEXT)
        view_show(text, "REQUIRED");
    else
        view_show(text, "OPTIONAL");
}

static Reply *bulk_ask(Ctx *ctx, const Request *request, const Bulk *bulk, GError **error)
{
    View *page;
    g_autoptr(View) frame = console_page(ctx, request, bulk->t->label, bulk->queue->code,
                                         "console/bulk.html", &page, error);
    if (!frame)
        return NULL;
    g_autofree char *url = page_url(request, "/console/massal", NULL);
    g_autofree char *path = g_strconcat("/console/antrean/", bulk->queue->code, NULL);
    g_autofree char *back = page_url(request, path, NULL);
    view_set(page, "BACK", back);
    view_set(page, "QUEUE", bulk->queue->code);
    View *form = view_add(page, "FORM");
    if ((bulk->t->needs & NEEDS_OFFICER) && !bulk_add_officers(form, ctx, error))
        return NULL;
    view_set(form, "URL", url);
    view_set(form, "ACTION", bulk->t->name);
    view_set_int(form, "COUNT", bulk->tickets->len);
    view_set_word(form, "LABEL", bulk->t->label);
    view_set_word(form, "SUBMIT", console_submit_label(bulk->t));
    for (guint i = 0; i < bulk->tickets->len; i++)
        bulk_add_ticket(form, ctx, bulk, bulk->tickets->pdata[i]);
    bulk_add_choices(form, ctx, request, bulk->t);
    return console_reply(g_steal_pointer(&frame), 200);
}

/* ---- doing ---- */

static void bulk_add_result(View *results, const Ctx *ctx, const Request *request, const Bulk *bulk,
                            const char *ticket, const GError *failed)
{
    g_autofree char *path = g_strconcat("/console/kasus/", ticket, NULL);
    g_autofree char *url = page_url(request, path, "antrean", bulk->queue->code, NULL);
    View *row = view_add(results, failed ? "FAILED" : "DONE");
    view_set(row, "TICKET", ticket);
    view_set(row, "URL", url);
    if (failed)
        view_set(row, "WHY", page_error_words(ctx, failed));
}

/* Where no agency is chosen for all, each case goes where its rule says. */
static bool bulk_route(Ctx *ctx, const char *ticket, ActionInput *input, char **service,
                       char **area, GError **error)
{
    g_autoptr(CaseFile) file = case_file_load(ctx, ticket, error);
    if (!file)
        return false;
    const Agency *agency = console_proposal(ctx, file, service, area);
    if (!agency) {
        error_set(error, KENTONGAN_ERROR_INVALID, "instansi",
                  N_("Tidak ada aturan yang cocok: buka laporannya dan pilih instansinya."), NULL);
        return false;
    }
    input->agency = agency->code;
    if (!*input->service)
        input->service = *service;
    input->area = *area;
    return true;
}

static bool bulk_one(Ctx *ctx, const Request *request, const Bulk *bulk, const char *ticket,
                     GError **error)
{
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result = { 0 };
    g_autofree char *service = NULL, *area = NULL;
    if (!console_input_read(request, bulk->t, &input, error))
        return false;
    input.version = 0;
    bool routed = bulk->t->action == ACTION_DISPOSE && !*input.agency;
    return (!routed || bulk_route(ctx, ticket, &input, &service, &area, error)) &&
           action_apply(ctx, ticket, bulk->t->action, &input, &result, error);
}

/* Done or refused is a result; only what stops everything (database, disk) is an error. */
static bool bulk_run(Ctx *ctx, const Request *request, const Bulk *bulk, View *results, guint *done,
                     GError **error)
{
    for (guint i = 0; i < bulk->tickets->len; i++) {
        const char *ticket = bulk->tickets->pdata[i];
        g_autoptr(GError) failed = NULL;
        if (bulk_one(ctx, request, bulk, ticket, &failed))
            (*done)++;
        else if (error_is(failed, KENTONGAN_ERROR_INTERNAL) ||
                 error_is(failed, KENTONGAN_ERROR_UNCERTAIN)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        bulk_add_result(results, ctx, request, bulk, ticket, failed);
    }
    return true;
}

static Reply *bulk_do(Ctx *ctx, const Request *request, const Bulk *bulk, GError **error)
{
    guint done = 0;
    if (console_is_part(request)) { /* a portion: the rows alone */
        g_autoptr(View) rows = view_new("console/bulk_rows.html", ctx->lang, ctx->catalog);
        return bulk_run(ctx, request, bulk, rows, &done, error)
                   ? console_reply(g_steal_pointer(&rows), 200)
                   : NULL;
    }
    View *page;
    g_autoptr(View) frame = console_page(ctx, request, bulk->t->label, bulk->queue->code,
                                         "console/bulk.html", &page, error);
    if (!frame)
        return NULL;
    View *result = view_add(page, "RESULT");
    g_autofree char *path = g_strconcat("/console/antrean/", bulk->queue->code, NULL);
    g_autofree char *back = page_url(request, path, NULL);
    view_set(page, "BACK", back);
    if (!bulk_run(ctx, request, bulk, view_include(result, "ROWS", "console/bulk_rows.html"), &done,
                  error))
        return NULL;
    view_set_int(result, "DONE", done);
    view_set_int(result, "COUNT", bulk->tickets->len);
    return console_reply(g_steal_pointer(&frame), 200);
}

Reply *console_bulk_post(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(Bulk) bulk = { 0 };
    if (!bulk_read(ctx, request, &bulk, error))
        return NULL;
    return request_has(request, "lakukan") ? bulk_do(ctx, request, &bulk, error)
                                           : bulk_ask(ctx, request, &bulk, error);
}
