/* What a visitor chose to see - status, category, area, time - as the address bar holds it, shared
 * by list, map and feed.
 */
#include "model/transition.h"
#include "web/page/public.h"

#include <string.h>

typedef struct StatusGroup {
    const char *name, *label;
    unsigned statuses;
} StatusGroup;

#define S(s) STATUS_BIT(STATUS_##s)

static const StatusGroup GROUPS[] = {
    { "", N_("Semua"), 0 },
    { "belum", N_("Belum dikerjakan"),
      S(RECEIVED) | S(VERIFIED) | S(NEED_INFO) | S(ASSIGNED) | S(REOPENED) },
    { "dikerjakan", N_("Dikerjakan"), S(IN_PROGRESS) | S(PROPOSED) },
    { "selesai", N_("Selesai"), S(CONFIRMED) | S(UNCONFIRMED) },
    { "ditutup", N_("Ditutup tanpa dikerjakan"), S(REJECTED) | S(DUPLICATE) | S(REFERRED) },
};

static const struct {
    const char *days, *label;
} TIMES[] = {
    { "", N_("Kapan saja") },          { "7", N_("7 hari terakhir") },
    { "30", N_("30 hari terakhir") },  { "90", N_("3 bulan terakhir") },
    { "365", N_("1 tahun terakhir") },
};

static void read_status(ListFilter *list, const Request *request)
{
    const char *status = request_text(request, "status");
    list->status = "";
    for (guint i = 1; i < G_N_ELEMENTS(GROUPS); i++) {
        if (strcmp(GROUPS[i].name, status) == 0) {
            list->status = GROUPS[i].name;
            list->filter.statuses = GROUPS[i].statuses;
        }
    }
}

static void read_days(ListFilter *list, const Ctx *ctx, const Request *request)
{
    const char *days = request_text(request, "waktu");
    list->days = "";
    for (guint i = 1; i < G_N_ELEMENTS(TIMES); i++) {
        if (strcmp(TIMES[i].days, days) != 0)
            continue;
        list->days = TIMES[i].days;
        gint64 length = g_ascii_strtoll(days, NULL, 10) * US_PER_DAY;
        list->filter.from_at = ctx_now_us(ctx) - length;
    }
}

void list_filter_read(ListFilter *list, const Ctx *ctx, const Request *request)
{
    *list = (ListFilter){ .filter = CASE_FILTER_INIT };
    list->filter.public_only = true;
    list->filter.order = ORDER_NEWEST;
    read_status(list, request);
    read_days(list, ctx, request);
    const char *service = request_text(request, "layanan");
    if (catalog_service(ctx->catalog, service))
        list->filter.service = service;
    const char *area = request_text(request, "wilayah");
    if (catalog_area(ctx->catalog, area))
        list->filter.area = area;
    list->filter.after = request_text(request, "setelah");
    list->many = strcmp(request_text(request, "banyak"), "50") == 0;
    list->any = *list->status || *list->days || *list->filter.service || *list->filter.area;
}

char *list_filter_url(const ListFilter *list, const Request *request, const char *path,
                      const char *view, const char *after)
{
    return page_url(request, path, "status", list->status, "layanan", list->filter.service,
                    "wilayah", list->filter.area, "waktu", list->days, "tampil", view, "setelah",
                    after, "banyak", list->many ? "50" : "", NULL);
}

void list_filter_fill(View *view, const ListFilter *list, const Ctx *ctx)
{
    for (guint i = 0; i < G_N_ELEMENTS(GROUPS); i++)
        page_add_choice(view, "STATUS", GROUPS[i].name, page_word(ctx, GROUPS[i].label), NULL,
                        strcmp(GROUPS[i].name, list->status) == 0);
    for (guint i = 0; i < G_N_ELEMENTS(TIMES); i++)
        page_add_choice(view, "TIME", TIMES[i].days, page_word(ctx, TIMES[i].label), NULL,
                        strcmp(TIMES[i].days, list->days) == 0);
    page_add_services(view, ctx, list->filter.service, false);
    AreaLevel level = page_first_level(ctx->catalog);
    page_add_areas(view, ctx, "AREA", level, "", list->filter.area);
    /* a desa can only come from a link; it stands in the list so that the filter is visible */
    const Area *area = catalog_area(ctx->catalog, list->filter.area);
    if (area && area->level != level) {
        const char *label = catalog_area_label(ctx->catalog, area->code);
        page_add_choice(view, "AREA", area->code, label, NULL, true);
    }
}
