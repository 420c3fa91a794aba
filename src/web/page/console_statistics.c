/* Figures per agency over a span: received, answered in time, overdue, reopened. */
#include "web/page/console.h"

#include "base/workday.h"
#include "domain/access.h"
#include "domain/time_words.h"
#include "store/figures.h"

enum { SPANS = 3 };

static const int SPAN_DAYS[SPANS] = { 7, 30, 365 };
static const char *const SPAN_LABELS[SPANS] = { N_("7 hari"), N_("30 hari"), N_("1 tahun") };

static void percent_set(View *row, const char *name, gint64 part, gint64 whole)
{
    g_autofree char *text =
        whole > 0 ? g_strdup_printf("%" G_GINT64_FORMAT " %%", (100 * part + whole / 2) / whole)
                  : g_strdup("–");
    view_set(row, name, text);
}

/* The cases behind a figure, as a list. */
static void agency_row_set_link(View *row, const Request *request, const AgencyFigures *figures)
{
    if (!*figures->agency || figures->overdue == 0)
        return;
    g_autofree char *url = page_url(request, "/console/antrean/semua", "instansi", figures->agency,
                                    "lewat", "1", "urut", "tenggat", NULL);
    view_set(view_add(row, "LATE"), "URL", url);
}

static void agency_row_fill(View *row, const Ctx *ctx, const Request *request,
                            const AgencyFigures *figures)
{
    const Agency *agency = catalog_agency(ctx->catalog, figures->agency);
    view_set(row, "NAME",
             agency             ? agency->name
             : *figures->agency ? figures->agency
                                : page_word(ctx, N_("belum didisposisi")));
    view_set_int(row, "RECEIVED", figures->received);
    view_set_int(row, "ANSWERED", figures->answered);
    percent_set(row, "IN_TIME", figures->in_time, figures->answered);
    view_set_int(row, "OVERDUE", figures->overdue);
    view_set_int(row, "REOPENED", figures->reopened);
    view_set_int(row, "FINISHED", figures->confirmed);
    agency_row_set_link(row, request, figures);
}

static void total_add(AgencyFigures *sum, const AgencyFigures *row)
{
    sum->received += row->received;
    sum->answered += row->answered;
    sum->in_time += row->in_time;
    sum->overdue += row->overdue;
    sum->reopened += row->reopened;
    sum->confirmed += row->confirmed;
}

static void total_fill(View *page, const AgencyFigures *sum)
{
    View *total = view_add(page, "TOTAL");
    view_set_int(total, "RECEIVED", sum->received);
    view_set_int(total, "ANSWERED", sum->answered);
    percent_set(total, "IN_TIME", sum->in_time, sum->answered);
    view_set_int(total, "OVERDUE", sum->overdue);
    view_set_int(total, "REOPENED", sum->reopened);
    view_set_int(total, "FINISHED", sum->confirmed);
}

static int span_chosen(const Request *request)
{
    gint64 days = request_int(request, "hari", SPAN_DAYS[1]);
    for (int i = 0; i < SPANS; i++)
        if (SPAN_DAYS[i] == days)
            return i;
    return 1;
}

static void spans_fill(View *page, const Request *request, int chosen)
{
    for (int i = 0; i < SPANS; i++) {
        g_autofree char *days = g_strdup_printf("%d", SPAN_DAYS[i]);
        g_autofree char *url = page_url(request, "/console/statistik", "hari", days, NULL);
        View *tab = view_add(page, "SPAN");
        view_set(tab, "URL", url);
        view_set_word(tab, "LABEL", SPAN_LABELS[i]);
        if (i == chosen)
            view_show(tab, "CURRENT");
    }
}

Reply *console_statistics_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    g_autoptr(View) frame = console_page(ctx, request, N_("Statistik"), "statistik",
                                         "console/statistics.html", &page, error);
    if (!frame)
        return NULL;
    int chosen = span_chosen(request);
    gint64 to = ctx_now_us(ctx);
    gint64 from =
        workday_instant(ctx->catalog->timezone,
                        workday_day_of(ctx->catalog->timezone, to) - SPAN_DAYS[chosen] + 1, 0);
    g_autofree char *since = time_words_date(ctx->catalog, ctx->lang, from);
    g_autoptr(GPtrArray) rows = figures_store_by_agency(ctx, from, to, error);
    if (!rows)
        return NULL;
    spans_fill(page, request, chosen);
    view_set(page, "SINCE", since);
    bool some = false;
    AgencyFigures sum = { 0 };
    for (guint i = 0; i < rows->len; i++) {
        if (!access_has_agency(ctx, ((const AgencyFigures *)rows->pdata[i])->agency))
            continue;
        agency_row_fill(view_add(page, "ROW"), ctx, request, rows->pdata[i]);
        total_add(&sum, rows->pdata[i]);
        some = true;
    }
    if (some)
        total_fill(page, &sum);
    else
        view_show(page, "EMPTY");
    return console_reply(g_steal_pointer(&frame), 200);
}
