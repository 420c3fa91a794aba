/* / : three doors, the promise with its figures, the map, what came last, how it works. */
#include "web/page/public.h"

#define FIGURE_DAYS 30
#define LIST_CASES 5
#define MAP_CASES 150
#define FEWEST 5 /* below it a share or a middle says nothing */

static char *number(const Ctx *ctx, gint64 n)
{
    g_autofree char *digits = g_strdup_printf("%" G_GINT64_FORMAT, n);
    GString *text = g_string_new(digits);
    const char *sep = g_strcmp0(ctx->lang, "en") == 0 ? "," : ".";
    for (gssize at = (gssize)text->len - 3; at > 0; at -= 3)
        g_string_insert(text, at, sep);
    return g_string_free(text, false);
}

static void set_number(View *view, const Ctx *ctx, const char *name, gint64 n)
{
    g_autofree char *text = number(ctx, n);
    view_set(view, name, text);
}

static bool set_figures(View *page, Ctx *ctx, GError **error)
{
    CaseFigures figures;
    gint64 now = ctx_now_us(ctx);
    if (!case_figures(ctx, now - FIGURE_DAYS * US_PER_DAY, now + 1, true, &figures, error))
        return false;
    bool enough = figures.answered >= FEWEST;
    bool middle = figures.median_days_x10 >= 0;
    set_number(page, ctx, "RECEIVED", figures.received);
    set_number(page, ctx, "CONFIRMED", figures.confirmed);
    g_autofree char *share = enough
                                 ? g_strdup_printf("%d%%", (int)(figures.answered_in_time * 100 /
                                                                 (figures.answered + figures.late)))
                                 : g_strdup("–");
    g_autofree char *days = middle ? g_strdup_printf("%d%s%d", (int)(figures.median_days_x10 / 10),
                                                     g_strcmp0(ctx->lang, "en") == 0 ? "." : ",",
                                                     (int)(figures.median_days_x10 % 10))
                                   : g_strdup("–");
    view_set(page, "IN_TIME", share);
    view_set(page, "MEDIAN", days);
    if (!enough || !middle)
        view_show(page, "FEW");
    return true;
}

static bool set_cases(View *page, Ctx *ctx, const Request *request, GError **error)
{
    CaseFilter filter = CASE_FILTER_INIT;
    filter.public_only = true;
    filter.limit = MAP_CASES;
    g_autoptr(GPtrArray) cases = case_list(ctx, &filter, NULL, error);
    if (!cases)
        return false;
    public_sketch_fill(page, ctx, request, cases);
    if (cases->len > LIST_CASES)
        g_ptr_array_set_size(cases, LIST_CASES);
    page_add_cases(page, ctx, request, cases);
    return true;
}

Reply *public_home_get(Ctx *ctx, const Request *request, GError **error)
{
    const Tenant *tenant = &ctx->catalog->tenant;
    g_autofree char *title =
        page_words(ctx, N_("Lapor ke {place}"), "place", tenant->place_noun, NULL);
    g_autofree char *example = g_strconcat(tenant->prefix, "-4K7M-2Q9T", NULL);
    View *page;
    View *layout = page_new(ctx, request, "public/home.html", title, AT_NOWHERE, &page);
    view_set(page, "EXAMPLE", example);
    if (*tenant->sms_number)
        view_set(view_show(page, "SMS"), "NUMBER", tenant->sms_number);
    page_set_promises(page, ctx);
    if (!set_figures(page, ctx, error) || !set_cases(page, ctx, request, error)) {
        view_free(layout);
        return NULL;
    }
    Reply *reply = page_reply(layout, request, 200);
    if (!request_has(request, "lang"))
        reply->cache_us = 10 * US_PER_S;
    return reply;
}
