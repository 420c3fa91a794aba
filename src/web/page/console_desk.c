/* /console/posko: the clerk's place. Who is not on duty chooses his desk; who is, calls the next
 * number, and from here writes down, finds and asks. Every button is a plain form, the first of
 * them the one that is pressed most: Enter is enough for a queue.
 */
#include "web/page/console.h"

#include "domain/time_words.h"
#include "web/page/desk_page.h"

#include <string.h>

static void set_url(View *view, const char *name, const Request *request, const char *desk,
                    const char *rest)
{
    g_autofree char *path = g_strconcat("/console/posko/", desk, rest, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    view_set(view, name, url);
}

static void set_form(View *view, const Request *request, const char *name, const char *desk,
                     const char *rest)
{
    console_set_form(view, request);
    set_url(view, name, request, desk, rest);
}

/* ---- choosing ---- */

static void add_choices(View *page, const Ctx *ctx, const Request *request)
{
    guint count = 0;
    View *choose = view_add(page, "CHOOSE");
    for (guint i = 0; i < ctx->catalog->desks->len; i++) {
        const Desk *desk = ctx->catalog->desks->pdata[i];
        bool open;
        if (!desk_may_serve(ctx, desk))
            continue;
        g_autofree char *opening = desk_opening_words(ctx, desk, &open);
        View *row = view_add(choose, "DESK");
        set_form(row, request, "SHIFT_URL", desk->code, "/tugas");
        view_set(row, "CODE", desk->code);
        view_set(row, "NAME", desk->name);
        view_set(row, "PLACE", desk->place);
        view_set(row, "OPENING", opening);
        count++;
    }
    if (count == 0)
        view_show(choose, "NO_DESK");
}

/* ---- on duty ---- */

static void add_numbers(View *at, const Request *request, const Desk *desk, const GArray *numbers,
                        const char *section)
{
    for (guint i = 0; i < numbers->len; i++) {
        const DeskNumber *n = &g_array_index(numbers, DeskNumber, i);
        View *row = view_add(at, section);
        set_form(row, request, "QUEUE_URL", desk->code, "/antrean");
        view_set_int(row, "NUMBER", n->number);
        view_set_int(row, "COUNTER", n->counter);
    }
}

static const DeskNumber *mine_of(const DeskQueue *queue, int counter)
{
    for (guint i = 0; i < queue->called->len; i++) {
        const DeskNumber *n = &g_array_index(queue->called, DeskNumber, i);
        if (n->counter == counter)
            return n;
    }
    return NULL;
}

static void set_queue(View *at, const Ctx *ctx, const Request *request, const Desk *desk,
                      const DeskQueue *queue, int counter)
{
    const DeskNumber *mine = mine_of(queue, counter);
    set_form(at, request, "QUEUE_URL", desk->code, "/antrean");
    view_set_int(at, "WAITING", queue->waiting);
    view_set_int(at, "SERVED", queue->served);
    view_set_int(at, "ABSENT", queue->absent);
    if (mine) {
        View *now = view_add(at, "NOW");
        set_form(now, request, "QUEUE_URL", desk->code, "/antrean");
        view_set_int(now, "NUMBER", mine->number);
        view_set_int(now, "CALLS", mine->calls);
    } else {
        view_show(at, "NOBODY");
    }
    if (queue->median_wait_us >= 0) {
        g_autofree char *wait = time_words_span(ctx->lang, queue->median_wait_us);
        view_set(view_add(at, "WAIT"), "SPAN", wait);
    }
    add_numbers(at, request, desk, queue->missed, "MISSED");
    if (queue->missed->len > 0)
        view_show(at, "SOME_MISSED");
    View *next = queue->next->len > 0 ? view_show(at, "SOME_NEXT") : NULL;
    for (guint i = 0; i < queue->next->len; i++)
        view_set_int(view_add(next, "NEXT"), "NUMBER",
                     g_array_index(queue->next, DeskNumber, i).number);
}

static void set_said(View *page, const Ctx *ctx, const Request *request)
{
    gint64 taken = request_int(request, "ambil", 0);
    bool none = request_has(request, "habis");
    if (taken > 0) {
        g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, taken);
        g_autofree char *path =
            g_strdup_printf("/console/posko/%s/nomor/%s", request_text(request, "posko"), number);
        g_autofree char *url = page_url(request, path, NULL);
        View *said = view_add(page, "TAKEN");
        view_set(said, "NUMBER", number);
        view_set(said, "SLIP_URL", url);
    }
    if (none)
        view_set_word(view_add(page, "SAID"), "WORDS", N_("Tidak ada yang menunggu."));
    (void)ctx;
}

static bool add_duty(View *page, Ctx *ctx, const Request *request, const DeskShift *shift,
                     GError **error)
{
    const Desk *desk = catalog_desk(ctx->catalog, shift->desk);
    g_auto(DeskQueue) queue = { 0 };
    bool open;
    if (!desk_queue_load(ctx, desk->code, &queue, error))
        return false;
    g_autofree char *opening = desk_opening_words(ctx, desk, &open);
    g_autofree char *since = time_words_short(ctx->catalog, ctx->lang, shift->from_at);
    g_autofree char *path = g_strconcat("/posko/", desk->code, "/layar", NULL);
    g_autofree char *screen = page_url(request, path, NULL);
    View *duty = view_add(page, "DUTY");
    set_form(duty, request, "SHIFT_URL", desk->code, "/tugas");
    view_set(duty, "NAME", desk->name);
    view_set(duty, "PLACE", desk->place);
    view_set(duty, "OPENING", opening);
    view_set(duty, "SINCE", since);
    view_set_int(duty, "COUNTER", shift->counter);
    view_set(duty, "SCREEN_URL", screen);
    set_queue(duty, ctx, request, desk, &queue, shift->counter);
    return true;
}

static void set_links(View *page, const Request *request)
{
    set_url(page, "ENTRY_URL", request, "lapor", "");
    set_url(page, "FIND_URL", request, "cari", "");
}

static Reply *desk_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    static const FormField FIELDS[] = { { NULL, NULL, NULL } };
    View *page;
    g_auto(DeskShift) shift = { 0 };
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Posko"), "posko", "console/desk.html", &page, error);
    if (!frame || !desk_shift_now(ctx, &shift, error))
        return NULL;
    set_links(page, request);
    set_said(page, ctx, request);
    console_set_error(page, page, ctx, failed, FIELDS);
    if (shift.desk && catalog_desk(ctx->catalog, shift.desk)) {
        if (!add_duty(page, ctx, request, &shift, error))
            return NULL;
    } else {
        add_choices(page, ctx, request);
    }
    return console_reply(g_steal_pointer(&frame), failed ? 422 : 200);
}

Reply *console_desk_get(Ctx *ctx, const Request *request, GError **error)
{
    return desk_reply(ctx, request, NULL, error);
}

/* What a person can mend stands on his page; all else is the error page. */
static Reply *desk_refused(Ctx *ctx, const Request *request, GError *wrong, GError **error)
{
    if (console_can_mend(wrong)) {
        Reply *reply = desk_reply(ctx, request, wrong, error);
        g_error_free(wrong);
        return reply;
    }
    g_propagate_error(error, wrong);
    return NULL;
}

Reply *console_desk_shift_post(Ctx *ctx, const Request *request, GError **error)
{
    GError *wrong = NULL;
    bool leaves = strcmp(request_text(request, "aksi"), "pulang") == 0;
    bool ok = leaves ? desk_check_out(ctx, &wrong)
                     : desk_check_in(ctx, request->path_args[0],
                                     (int)CLAMP(request_int(request, "meja", 1), 0, 999), &wrong);
    return ok ? console_go(request, "/console/posko") : desk_refused(ctx, request, wrong, error);
}

static bool queue_act(Ctx *ctx, const Request *request, const char *act, int *number,
                      GError **error)
{
    const char *desk = request->path_args[0];
    int asked = (int)CLAMP(request_int(request, "nomor", 0), 0, 99999);
    if (strcmp(act, "ambil") == 0)
        return desk_number_take(ctx, desk, number, error);
    if (strcmp(act, "panggil") == 0)
        return desk_number_call(ctx, desk, number, error);
    if (strcmp(act, "ulang") == 0)
        return desk_number_recall(ctx, desk, asked, error);
    if (strcmp(act, "absen") == 0 || strcmp(act, "selesai") == 0)
        return desk_number_end(ctx, desk, asked,
                               strcmp(act, "absen") == 0 ? NUMBER_ABSENT : NUMBER_SERVED, error);
    error_set(error, KENTONGAN_ERROR_INVALID, "aksi", N_("Tindakan ini tidak dikenal."), NULL);
    return false;
}

Reply *console_desk_queue_post(Ctx *ctx, const Request *request, GError **error)
{
    GError *wrong = NULL;
    const char *act = request_text(request, "aksi"), *desk = request->path_args[0];
    int number = 0;
    if (!queue_act(ctx, request, act, &number, &wrong))
        return desk_refused(ctx, request, wrong, error);
    if (strcmp(act, "ambil") == 0 && request_has(request, "cetak")) {
        g_autofree char *slip = g_strdup_printf("/console/posko/%s/nomor/%d", desk, number);
        return console_go(request, slip);
    }
    g_autofree char *back = strcmp(act, "ambil") == 0
                                ? g_strdup_printf("/console/posko?posko=%s&ambil=%d", desk, number)
                            : strcmp(act, "panggil") == 0 && number == 0
                                ? g_strdup("/console/posko?habis=1")
                                : g_strdup("/console/posko");
    return console_go(request, back);
}

/* The slip with a number, for a small printer, and the way to the next one. */
Reply *console_desk_slip_get(Ctx *ctx, const Request *request, GError **error)
{
    const Desk *desk = catalog_desk(ctx->catalog, request->path_args[0]);
    gint64 number = g_ascii_strtoll(request->path_args[1], NULL, 10);
    g_auto(DeskQueue) queue = { 0 };
    if (!desk || !desk_may_serve(ctx, desk)) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Posko ini tidak ada."), NULL);
        return NULL;
    }
    if (!desk_queue_load(ctx, desk->code, &queue, error))
        return NULL;
    if (number < 1 || number > queue.last) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Nomor antrean ini tidak ada."), NULL);
        return NULL;
    }
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Nomor antrean"), "posko", "console/slip.html", &page, error);
    if (!frame)
        return NULL;
    g_autofree char *when = time_words_full(ctx->catalog, ctx->lang, ctx_now_us(ctx));
    set_form(page, request, "QUEUE_URL", desk->code, "/antrean");
    view_set(page, "NAME", desk->name);
    view_set_int(page, "NUMBER", number);
    view_set_int(page, "WAITING", queue.waiting);
    view_set(page, "WHEN", when);
    view_set(page, "TENANT", ctx->catalog->tenant.name);
    return console_reply(g_steal_pointer(&frame), 200);
}
