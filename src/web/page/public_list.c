/* /daftar: public cases as a list and, where scripts run, on a map beside it. */
#include "web/page/public.h"

#include <string.h>

enum { PAGE_CASES = 20, PAGE_CASES_MANY = 50 };

static void set_views(View *page, const ListFilter *list, const Request *request, bool map)
{
    g_autofree char *as_list = list_filter_url(list, request, "/daftar", "", "");
    g_autofree char *as_map = list_filter_url(list, request, "/daftar", "peta", "");
    g_autofree char *points = list_filter_url(list, request, "/peta.geojson", "", "");
    view_set(page, "LIST_URL", as_list);
    view_set(page, "MAP_URL", as_map);
    view_set(page, "POINTS", points);
    view_set(page, "VIEW", map ? "peta" : "daftar");
    view_show(page, map ? "VIEW_MAP" : "VIEW_LIST");
    if (map)
        view_show(page, "KEEP_VIEW");
    if (list->any)
        view_show(page, "FILTERED");
}

static void set_pages(View *page, const ListFilter *list, const Request *request, bool map,
                      const char *next)
{
    const char *kept = map ? "peta" : "";
    if (*list->filter.after) {
        g_autofree char *first = list_filter_url(list, request, "/daftar", kept, "");
        view_set(view_show(page, "FIRST"), "URL", first);
    }
    if (next) {
        g_autofree char *older = list_filter_url(list, request, "/daftar", kept, next);
        view_set(view_show(page, "NEXT"), "URL", older);
    }
}

static char *heading(const Ctx *ctx, const ListFilter *list)
{
    const Area *area = catalog_area(ctx->catalog, list->filter.area);
    const char *place = area ? area->name : ctx->catalog->tenant.place_noun;
    return page_words(
        ctx, *list->filter.after ? N_("Laporan lebih lama, {place}") : N_("Yang terbaru, {place}"),
        "place", place, NULL);
}

Reply *public_list_get(Ctx *ctx, const Request *request, GError **error)
{
    ListFilter list;
    list_filter_read(&list, ctx, request);
    list.filter.limit = list.many ? PAGE_CASES_MANY : PAGE_CASES;
    g_autofree char *next = NULL;
    g_autoptr(GPtrArray) cases = case_list(ctx, &list.filter, &next, error);
    if (!cases)
        return NULL;
    bool map = strcmp(request_text(request, "tampil"), "peta") == 0;
    View *page;
    View *layout = page_new(ctx, request, "public/list.html", page_word(ctx, N_("Laporan warga")),
                            AT_LIST, &page);
    g_autofree char *words = heading(ctx, &list);
    view_set(page, "HEADING", words);
    list_filter_fill(page, &list, ctx);
    set_views(page, &list, request, map);
    page_set_map(page, ctx, request);
    page_add_cases(page, ctx, request, cases);
    View *with = cases->len > 0 ? view_show(page, "PAGES") : NULL;
    if (with)
        set_pages(with, &list, request, map, next);
    return page_reply(layout, request, 200);
}
