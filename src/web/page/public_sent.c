/* /terkirim/:ticket: the receipt. Only the reporter's link opens it. */
#include "base/qr.h"
#include "domain/intake.h"
#include "domain/person.h"
#include "domain/routing.h"
#include "domain/time_words.h"
#include "web/page/public.h"

/* The case by the reporter's own link; anything else is NOT_FOUND, as if there were no ticket. */
static CaseFile *load_own(Ctx *ctx, const Request *request, GError **error)
{
    bool limited = false;
    g_autoptr(CaseFile) file = case_file_load_public(ctx, request->path_args[0],
                                                     request_text(request, "k"), &limited, error);
    if (!file)
        return NULL;
    if (!file->is_reporter || !file->report) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL,
                  N_("Halaman ini hanya dapat dibuka lewat tautan pelapor."), NULL);
        return NULL;
    }
    return g_steal_pointer(&file);
}

static char *own_link(const Ctx *ctx, const Request *request, const CaseFile *file)
{
    g_autofree char *secret = report_link_secret(file->report->id);
    g_autofree char *path = g_strconcat("/laporan/", file->report->ticket, NULL);
    g_autofree char *relative = page_url(request, path, "k", secret, NULL);
    return page_absolute(ctx, request, relative);
}

Reply *public_qr_get(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(CaseFile) file = load_own(ctx, request, error);
    if (!file)
        return NULL;
    g_autofree char *link = own_link(ctx, request, file);
    g_autofree char *svg = qr_svg(link, 6);
    if (!svg) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Kode QR tidak dapat dibuat."), NULL);
        return NULL;
    }
    Reply *reply = reply_text(200, "image/svg+xml", svg);
    reply_header(reply, "Cache-Control", "private, no-store");
    return reply;
}

static void set_told(View *page, Ctx *ctx, const Report *report)
{
    g_autofree char *masked =
        report->person_id ? person_masked_phone(ctx, report->person_id) : NULL;
    if (masked && *masked)
        view_set(view_show(page, "TOLD"), "MASKED", masked);
    else if (report->person_id)
        view_show(page, "TOLD_MAIL");
    else
        view_show(page, "UNTOLD");
}

static void add_next(View *page, const char *who, char *what)
{
    View *row = view_add(page, "NEXT");
    view_set(row, "WHO", who);
    view_set(row, "WHAT", what);
    g_free(what);
}

static void set_next(View *page, const Ctx *ctx, const CaseFile *file)
{
    const Policy *policy = catalog_policy_of(ctx->catalog, file->c->service);
    const CaseClock *clock = page_clock(file, CLOCK_DISPOSITION);
    if (clock) {
        g_autofree char *date = time_words_date(ctx->catalog, ctx->lang, clock->due_at);
        add_next(page, page_word(ctx, N_("Admin verifikasi")),
                 page_words(ctx,
                            N_("memeriksa laporan dan meneruskannya ke instansi paling lambat "
                               "{date}."),
                            "date", date, NULL));
    }
    g_autofree char *followup = g_strdup_printf("%d", policy->followup_wd);
    g_autofree char *confirm = g_strdup_printf("%d", policy->confirm_wd);
    add_next(page, page_word(ctx, N_("Instansi")),
             page_words(ctx, N_("menindaklanjuti paling lambat {n} hari kerja setelah itu."), "n",
                        followup, NULL));
    add_next(
        page, page_word(ctx, N_("Anda")),
        page_words(ctx,
                   N_("memastikan sudah beres atau belum. Bila belum, laporan dibuka lagi dalam "
                      "{n} hari kerja."),
                   "n", confirm, NULL));
}

static void set_emergency(View *page, const Ctx *ctx, const Report *report)
{
    if (!report->text)
        return;
    g_auto(GStrv) words = emergency_words_in(ctx->catalog, report->text);
    if (words && words[0])
        view_set(view_show(page, "EMERGENCY_WORDS"), "NUMBER", ctx->catalog->tenant.emergency);
}

static void set_links(View *page, const Request *request, const CaseFile *file)
{
    const char *secret = request_text(request, "k");
    g_autofree char *path = g_strconcat("/laporan/", file->report->ticket, NULL);
    g_autofree char *qr_path = g_strconcat(path, "/qr.svg", NULL);
    g_autofree char *url = page_url(request, path, "k", secret, NULL);
    g_autofree char *qr = page_url(request, qr_path, "k", secret, NULL);
    view_set(page, "URL", url);
    view_set(page, "QR", qr);
}

Reply *public_sent_get(Ctx *ctx, const Request *request, GError **error)
{
    g_autoptr(CaseFile) file = load_own(ctx, request, error);
    if (!file)
        return NULL;
    View *page;
    View *layout = page_new(ctx, request, "public/sent.html",
                            page_word(ctx, N_("Laporan terkirim")), AT_NOWHERE, &page);
    page_private(layout);
    bool joined = g_strcmp0(file->c->ticket, file->report->ticket) != 0;
    view_set(page, "HEADING",
             page_word(ctx, joined ? N_("Cerita Anda ditambahkan ke laporan yang sudah ada")
                                   : N_("Laporan Anda kami terima")));
    view_set(page, "TICKET", file->report->ticket);
    set_links(page, request, file);
    set_told(page, ctx, file->report);
    if (file->report->visibility == VISIBILITY_SECRET)
        view_show(page, "SECRET");
    set_emergency(page, ctx, file->report);
    set_next(page, ctx, file);
    Reply *reply = page_reply(layout, request, 200);
    reply_header(reply, "Cache-Control", "private, no-store");
    return reply;
}
