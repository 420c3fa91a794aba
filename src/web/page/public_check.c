/* /cek: from what a person typed to the page of his report. */
#include "base/id.h"
#include "web/page/public.h"

static char *ticket_of(const Ctx *ctx, const char *typed)
{
    char *ticket = ticket_normalise(typed);
    if (ticket)
        return ticket;
    g_autofree char *with_prefix = g_strconcat(ctx->catalog->tenant.prefix, "-", typed, NULL);
    return ticket_normalise(with_prefix);
}

static void set_mistake(View *page, const Ctx *ctx)
{
    View *mistake = view_show(page, "MISTAKE");
    view_set(mistake, "WHAT",
             page_word(ctx, N_("Nomor itu belum lengkap atau ada huruf yang keliru.")));
    view_set(mistake, "DO",
             page_word(ctx, N_("Periksa lagi satu per satu; nomor terdiri dari tiga bagian.")));
}

static void set_lost(View *page, const Ctx *ctx)
{
    const Tenant *t = &ctx->catalog->tenant;
    g_autofree char *words =
        *t->phone
            ? page_words(ctx, N_("Telepon {phone}, sebutkan kapan dan tentang apa Anda melapor."),
                         "phone", t->phone, NULL)
            : page_words(ctx, N_("Hubungi kami, sebutkan kapan dan tentang apa Anda melapor."),
                         NULL);
    view_set(page, "LOST", words);
}

Reply *public_check_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    const char *typed = request_text(request, "t");
    g_autofree char *ticket = *typed ? ticket_of(ctx, typed) : NULL;
    if (ticket) {
        g_autofree char *path = g_strconcat("/laporan/", ticket, NULL);
        g_autofree char *url = page_url(request, path, NULL);
        return reply_see_other(url);
    }
    g_autofree char *example = g_strconcat(ctx->catalog->tenant.prefix, "-4K7M-2Q9T", NULL);
    View *page;
    View *layout = page_new(ctx, request, "public/check.html", page_word(ctx, N_("Cek laporan")),
                            AT_CHECK, &page);
    view_set(page, "EXAMPLE", example);
    view_set(page, "TYPED", typed);
    set_lost(page, ctx);
    if (*typed)
        set_mistake(page, ctx);
    return page_reply(layout, request, *typed ? 422 : 200);
}
