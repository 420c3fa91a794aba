/* The receipt of a report, for the person at the desk: on the screen, on paper by the browser's
 * print, and as PDF, A6 or for a thermal printer of 80 mm.
 *
 * It names nobody and quotes nothing: it may be lost. Its QR code opens the reporter's own page
 * with his secret only when the same clerk has just written the report down for him; who prints it
 * again gets the public address, since a clerk must not be able to answer as any citizen.
 */
#include "web/page/console.h"

#include "base/paper.h"
#include "base/qr.h"
#include "domain/desk_find.h"
#include "domain/intake.h"
#include "domain/time_words.h"

#include <string.h>

enum { OWN_FOR_HOURS = 12 };

typedef struct Receipt {
    DeskFound *found;
    bool own; /* the reporter's secret stands in the code */
    char *link, *received, *due;
    const char *service; /* "" not shown */
    const char *told;    /* how he hears of it: msgid */
} Receipt;

static void receipt_clear(Receipt *r)
{
    g_clear_pointer(&r->found, desk_found_free);
    g_clear_pointer(&r->link, g_free);
    g_clear_pointer(&r->received, g_free);
    g_clear_pointer(&r->due, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Receipt, receipt_clear)

static bool is_own(const Ctx *ctx, const Report *report)
{
    gint64 age = ctx_now_us(ctx) - report->created_at;
    return report->by_account != 0 && report->by_account == ctx->actor.account &&
           age < OWN_FOR_HOURS * (gint64)60 * US_PER_MIN;
}

static const char *told_words(Ctx *ctx, const Report *report)
{
    g_autofree char *masked =
        report->person_id ? person_masked_phone(ctx, report->person_id) : NULL;
    return masked && *masked ? N_("Kabar dikirim lewat SMS ke nomor yang Anda berikan.")
                             : N_("Untuk tahu kabarnya, datang lagi membawa kertas ini.");
}

static bool receipt_load(Ctx *ctx, const Request *request, Receipt *r, GError **error)
{
    r->found = desk_find_ticket(ctx, request->path_args[0], error);
    if (!r->found)
        return false;
    const Report *report = r->found->report;
    const Case *c = r->found->c;
    const Service *service = catalog_service(ctx->catalog, c->service);
    bool secret = report->visibility == VISIBILITY_SECRET;
    r->own = is_own(ctx, report);
    g_autofree char *path = g_strconcat("/laporan/", report->ticket, NULL);
    g_autofree char *secret_key = r->own ? report_link_secret(report->id) : NULL;
    g_autofree char *relative = page_url(request, path, "k", secret_key, NULL);
    r->link = page_absolute(ctx, request, relative);
    r->received = time_words_full(ctx->catalog, ctx->lang, report->created_at);
    bool open = c->due_at != CASE_NO_DUE && !status_is_closed(c->status);
    r->due = open ? time_words_date(ctx->catalog, ctx->lang, c->due_at) : g_strdup("");
    r->service = service && !secret ? service->name : "";
    r->told = told_words(ctx, report);
    return true;
}

/* ---- on the screen ---- */

static void set_paths(View *page, const Request *request, const char *ticket)
{
    static const struct {
        const char *name, *file;
    } PAPERS[] = { { "A6_URL", "a6.pdf" }, { "ROLL_URL", "80mm.pdf" } };
    for (guint i = 0; i < G_N_ELEMENTS(PAPERS); i++) {
        g_autofree char *path =
            g_strjoin("/", "/console/posko/tanda-terima", ticket, PAPERS[i].file, NULL);
        g_autofree char *url = page_url(request, path, NULL);
        view_set(page, PAPERS[i].name, url);
    }
}

static void set_code(View *page, const char *link)
{
    int size = 0;
    g_autofree char *path = qr_path(link, &size);
    if (!path)
        return;
    View *code = view_add(page, "QR");
    view_set_int(code, "SIZE", size);
    view_set(code, "PATH", path);
}

Reply *console_receipt_get(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(Receipt) r = { 0 };
    View *page;
    if (!receipt_load(ctx, request, &r, error))
        return NULL;
    g_autoptr(View) frame = console_page(ctx, request, N_("Tanda terima"), "posko",
                                         "console/receipt.html", &page, error);
    if (!frame)
        return NULL;
    view_set(page, "TENANT", ctx->catalog->tenant.name);
    view_set(page, "TICKET", r.found->report->ticket);
    view_set(page, "RECEIVED", r.received);
    view_set_word(page, "TOLD", r.told);
    if (*r.due)
        view_set(view_add(page, "DUE"), "DATE", r.due);
    if (*r.service)
        view_set(view_add(page, "SERVICE"), "NAME", r.service);
    if (request_has(request, "baru"))
        view_show(page, "NEW");
    view_show(page, strcmp(request_text(request, "kertas"), "a6") == 0 ? "ON_A6" : "ON_ROLL");
    if (r.own)
        view_show(page, "OWN");
    if (*ctx->catalog->tenant.sms_number)
        view_set(view_add(page, "SMS"), "NUMBER", ctx->catalog->tenant.sms_number);
    set_paths(page, request, r.found->report->ticket);
    set_code(page, r.link);
    return console_reply(g_steal_pointer(&frame), 200);
}

/* ---- on paper ---- */

static void paper_fill(Paper *paper, const Ctx *ctx, const Receipt *r, double scale)
{
    const Tenant *t = &ctx->catalog->tenant;
    g_autofree char *sms = page_words(ctx, N_("Atau SMS: CEK {ticket} ke {number}"), "ticket",
                                      r->found->report->ticket, "number", t->sms_number, NULL);
    paper_text(paper, 11 * scale, TRUE, PAPER_CENTRE, t->name);
    paper_text(paper, 9 * scale, FALSE, PAPER_CENTRE, page_word(ctx, N_("Tanda terima laporan")));
    paper_rule(paper);
    paper_text(paper, 8.5 * scale, FALSE, PAPER_CENTRE, page_word(ctx, N_("Nomor laporan")));
    paper_text(paper, 19 * scale, TRUE, PAPER_CENTRE, r->found->report->ticket);
    paper_space(paper, 1);
    paper_pair(paper, 8.5 * scale, page_word(ctx, N_("Diterima")), r->received);
    if (*r->service)
        paper_pair(paper, 8.5 * scale, page_word(ctx, N_("Kategori")), r->service);
    if (*r->due)
        paper_pair(paper, 8.5 * scale, page_word(ctx, N_("Langkah berikut paling lambat")), r->due);
    paper_space(paper, 1);
    paper_qr(paper, r->link, 36 * scale);
    paper_text(paper, 8.5 * scale, TRUE, PAPER_CENTRE, page_word(ctx, r->told));
    if (*t->sms_number)
        paper_text(paper, 8.5 * scale, FALSE, PAPER_CENTRE, sms);
    paper_space(paper, 1);
    if (r->own)
        paper_text(paper, 7.5 * scale, FALSE, PAPER_CENTRE,
                   page_word(ctx, N_("Simpan kertas ini: siapa yang memindai kodenya dapat "
                                     "membalas sebagai Anda.")));
}

Reply *console_receipt_pdf_get(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(Receipt) r = { 0 };
    const char *file = request->path_args[1];
    bool a6 = strcmp(file, "a6.pdf") == 0;
    if (!a6 && strcmp(file, "80mm.pdf") != 0) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Halaman ini tidak ada."), NULL);
        return NULL;
    }
    if (!receipt_load(ctx, request, &r, error))
        return NULL;
    /* heads of thermal printers leave about four millimetres at each side */
    Paper *paper = paper_new(a6 ? 105 : 80, a6 ? 148 : 0, a6 ? 8 : 4, r.found->report->ticket);
    paper_fill(paper, ctx, &r, a6 ? 1.1 : 1);
    Reply *reply = reply_new(200, "application/pdf", paper_end(paper));
    g_autofree char *name =
        g_strdup_printf("inline; filename=\"%s-%s\"", r.found->report->ticket, file);
    reply_header(reply, "Content-Disposition", name);
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}
