/* /posko: where and when people are received; and the screen of a waiting room, which shows numbers
 * and never a name. The screen is one plain page that asks for its middle again when the stream
 * says so, or by itself where a television's browser knows no streams, or by a refresh without
 * scripts.
 */
#include "domain/desk.h"

#include "base/clock.h"
#include "base/workday.h"
#include "domain/time_words.h"
#include "web/page/desk_page.h"
#include "web/page/public.h"
#include "web/rate.h"
#include "web/stream.h"

enum { SHOWN_CALLED = 4 };

char *desk_clock_words(int minutes)
{
    return g_strdup_printf("%02d.%02d", minutes / 60, minutes % 60);
}

char *desk_opening_words(const Ctx *ctx, const Desk *desk, bool *open)
{
    DeskOpening o;
    desk_opening(ctx->catalog, desk, ctx_now_us(ctx), &o);
    *open = o.open;
    if (!o.known)
        return g_strdup(page_word(ctx, N_("Hari buka berikutnya belum ditetapkan.")));
    g_autofree char *from = desk_clock_words(o.open_min), *to = desk_clock_words(o.close_min);
    g_autofree char *date = time_words_date(ctx->catalog, ctx->lang, o.open_at);
    const char *zone = ctx->catalog->tenant.timezone_name;
    g_autofree char *words =
        o.open ? page_words(ctx, N_("Buka sekarang, sampai pukul {to} {zone}."), "to", to, "zone",
                            zone, NULL)
               : page_words(ctx, N_("Buka lagi {date}, pukul {from} sampai {to} {zone}."), "date",
                            date, "from", from, "to", to, "zone", zone, NULL);
    return *o.why ? g_strconcat(words, " ", o.why, ".", NULL) : g_steal_pointer(&words);
}

/* "Senin–Jumat", "Sabtu": days that follow each other as a span. */
static void add_days(GString *words, const Ctx *ctx, int weekdays)
{
    static const char *const DAYS[] = { N_("Senin"), N_("Selasa"), N_("Rabu"),  N_("Kamis"),
                                        N_("Jumat"), N_("Sabtu"),  N_("Minggu") };
    const char *comma = "";
    for (int from = 0; from < 7; from++) {
        int to = from;
        if (!(weekdays >> from & 1))
            continue;
        while (to < 6 && (weekdays >> (to + 1) & 1))
            to++;
        g_string_append_printf(words, "%s%s", comma, page_word(ctx, DAYS[from]));
        if (to > from)
            g_string_append_printf(words, "\xe2\x80\x93%s", page_word(ctx, DAYS[to]));
        comma = ", ";
        from = to;
    }
}

/* "Senin–Kamis 08.00–15.00; Jumat 08.00–11.00" (transfer full) */
static char *hours_words(const Ctx *ctx, const Desk *desk)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < desk->hours->len; i++) {
        const DeskHours *h = &g_array_index(desk->hours, DeskHours, i);
        g_autofree char *from = desk_clock_words(h->open_min), *to = desk_clock_words(h->close_min);
        g_string_append(words, i ? "; " : "");
        add_days(words, ctx, h->weekdays);
        g_string_append_printf(words, " %s\xe2\x80\x93%s", from, to);
    }
    return g_string_free(words, FALSE);
}

static void add_exceptions(View *row, const Ctx *ctx, const Desk *desk)
{
    gint32 today = workday_day_of(ctx->catalog->timezone, ctx_now_us(ctx));
    for (guint i = 0; i < desk->exceptions->len; i++) {
        const DeskException *e = &g_array_index(desk->exceptions, DeskException, i);
        if (e->day < today)
            continue;
        gint64 noon = workday_instant(ctx->catalog->timezone, e->day, 12 * 60);
        g_autofree char *date = time_words_date(ctx->catalog, ctx->lang, noon);
        g_autofree char *from = desk_clock_words(e->open_min), *to = desk_clock_words(e->close_min);
        g_autofree char *span = g_strconcat(from, "\xe2\x80\x93", to, NULL);
        View *line = view_add(row, "EXCEPTION");
        view_set(line, "DATE", date);
        view_set(line, "SPAN", e->close_min ? span : page_word(ctx, N_("tutup")));
        view_set(line, "WHY", e->why);
    }
}

static void add_desk(View *page, const Ctx *ctx, const Desk *desk)
{
    bool open;
    g_autofree char *opening = desk_opening_words(ctx, desk, &open);
    g_autofree char *hours = hours_words(ctx, desk);
    View *row = view_add(page, "DESK");
    view_set(row, "CODE", desk->code);
    view_set(row, "NAME", desk->name);
    view_set(row, "PLACE", desk->place);
    view_set(row, "HOURS", hours);
    view_set(row, "OPENING", opening);
    if (open)
        view_show(row, "OPEN");
    if (*desk->contact)
        view_set(view_add(row, "CONTACT"), "TEXT", desk->contact);
    add_exceptions(row, ctx, desk);
}

Reply *public_desks_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    View *page;
    View *layout = page_new(ctx, request, "public/desks.html",
                            page_word(ctx, N_("Posko pengaduan")), AT_NOWHERE, &page);
    guint count = 0;
    for (guint i = 0; i < ctx->catalog->desks->len; i++) {
        const Desk *desk = ctx->catalog->desks->pdata[i];
        if (!desk->active)
            continue;
        add_desk(page, ctx, desk);
        count++;
    }
    if (count == 0)
        view_show(page, "NONE");
    return page_reply(layout, request, 200);
}

/* ---- the waiting room ---- */

static const Desk *desk_of(const Ctx *ctx, const Request *request, GError **error)
{
    const Desk *desk = catalog_desk(ctx->catalog, request->path_args[0]);
    if (desk && desk->active)
        return desk;
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Posko ini tidak ada."), NULL);
    return NULL;
}

static void fill_numbers(View *view, const DeskQueue *queue)
{
    guint shown = MIN(queue->called->len, (guint)SHOWN_CALLED);
    View *others = shown > 1 ? view_show(view, "SOME_CALLED") : NULL;
    for (guint i = 0; i < shown; i++) {
        const DeskNumber *n = &g_array_index(queue->called, DeskNumber, i);
        View *row = i == 0 ? view_add(view, "NOW") : view_add(others, "CALLED");
        view_set_int(row, "NUMBER", n->number);
        view_set_int(row, "COUNTER", n->counter);
    }
    if (shown == 0)
        view_show(view, "NOBODY");
    for (guint i = 0; i < queue->next->len; i++)
        view_set_int(view_add(view, "NEXT"), "NUMBER",
                     g_array_index(queue->next, DeskNumber, i).number);
    view_set_int(view, "WAITING", queue->waiting);
}

Reply *public_desk_screen_get(Ctx *ctx, const Request *request, GError **error)
{
    const Desk *desk = desk_of(ctx, request, error);
    g_auto(DeskQueue) queue = { 0 };
    if (!desk || !desk_queue_load(ctx, desk->code, &queue, error))
        return NULL;
    bool part = request_has(request, "bagian");
    g_autofree char *path = g_strconcat("/posko/", desk->code, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    g_autoptr(View) view = view_new(part ? "public/screen_numbers.html" : "public/screen.html",
                                    ctx->lang, ctx->catalog);
    View *numbers = part ? view : view_include(view, "NUMBERS", "public/screen_numbers.html");
    fill_numbers(numbers, &queue);
    if (!part) {
        view_set(view, "LANG", ctx->lang);
        view_set(view, "BASE", request->base);
        view_set(view, "NAME", desk->name);
        view_set(view, "TENANT", ctx->catalog->tenant.name);
        view_set(view, "URL", url);
    }
    Reply *reply = reply_new(200, "text/html; charset=utf-8", view_render(view));
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}

Reply *public_desk_stream_get(Ctx *ctx, const Request *request, GError **error)
{
    if (!desk_of(ctx, request, error))
        return NULL;
    g_autofree char *address = rate_key(request->remote);
    return reply_stream(stream_filter_new_desks(ctx->catalog, address));
}
