/* /console/posko/cari: any case of the government, whatever way it came (domain/desk_find.h says
 * what a clerk is told), and "minta perkembangan" for it. Searches are posted, so that no telephone
 * number stays in an address.
 */
#include "web/page/console.h"

#include "domain/desk_find.h"
#include "domain/person.h"
#include "domain/time_words.h"
#include "web/page/desk_page.h"

#include <string.h>

static const CaseClock *clock_of(const GArray *clocks, ClockKind kind)
{
    for (guint i = 0; i < clocks->len; i++) {
        const CaseClock *k = &g_array_index(clocks, CaseClock, i);
        if (k->kind == kind && k->state == CLOCK_RUNNING)
            return k;
    }
    return NULL;
}

/* What was asked waits for an answer; or it may be asked; or the case is past asking. */
static void set_progress(View *row, const Ctx *ctx, const Request *request, const DeskFound *found,
                         const GArray *clocks)
{
    const CaseClock *asked = clock_of(clocks, CLOCK_PROGRESS);
    if (asked) {
        g_autofree char *when = page_deadline(ctx, asked->due_at);
        View *view = view_add(row, "ASKED");
        view_set(view, "WHEN", when);
        view_set(view, "WHO", page_holder(ctx, found->c));
    } else if (transition_allows(&TRANSITIONS[ACTION_ASK_PROGRESS], found->c->status)) {
        g_autofree char *path = g_strconcat("/console/posko/minta/", found->report->ticket, NULL);
        g_autofree char *url = page_url(request, path, NULL);
        View *view = view_add(row, "CAN_ASK");
        console_set_form(view, request);
        view_set(view, "URL", url);
        view_set(view, "TICKET", found->report->ticket);
    }
}

/* Where it was first asked how it goes; past the end when never. */
static guint asked_at(const GPtrArray *events)
{
    guint at = 0;
    while (at < events->len &&
           strcmp(((const Event *)events->pdata[at])->kind, "case.progress_asked") != 0)
        at++;
    return at;
}

/* The last thing that was said in public, or by the holder to who asks at a desk. */
static void set_last(View *row, const Ctx *ctx, const DeskFound *found, const GPtrArray *events)
{
    bool secret = found->c->visibility == VISIBILITY_SECRET;
    guint asked = asked_at(events);
    for (guint i = events->len; i-- > 0;) {
        const Event *event = events->pdata[i];
        bool note = strcmp(event->kind, "case.noted") == 0 && i > asked;
        g_autofree char *body = NULL;
        if (!event->public_ && !note)
            continue;
        g_autofree char *line = event_words(ctx, event, false, &body);
        g_autofree char *when = time_words_short(ctx->catalog, ctx->lang, event->at);
        View *view = view_add(row, "LAST");
        view_set(view, "LINE", line);
        view_set(view, "WHEN", when);
        if (body && *body && !secret)
            view_set(view_add(view, "BODY"), "TEXT", body);
        return;
    }
}

static bool add_found(View *page, Ctx *ctx, const Request *request, const DeskFound *found,
                      GError **error)
{
    const Case *c = found->c;
    g_autoptr(GArray) clocks = g_array_new(FALSE, FALSE, sizeof(CaseClock));
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    if (!case_file_steps(ctx, c->id, clocks, events, error))
        return false;
    g_autofree char *when = time_words_date(ctx->catalog, ctx->lang, found->report->created_at);
    g_autofree char *path =
        g_strconcat("/console/posko/tanda-terima/", found->report->ticket, NULL);
    g_autofree char *receipt = page_url(request, path, NULL);
    View *row = view_add(page, "FOUND");
    view_set(row, "TICKET", found->report->ticket);
    view_set(row, "TITLE", page_title(ctx, c));
    view_set(row, "PLACE", page_place(ctx, c));
    view_set(row, "WHEN", when);
    view_set(row, "CHANNEL", console_channel_label(ctx, found->report->channel));
    view_set(row, "HOLDER", page_holder(ctx, c));
    view_set(row, "RECEIPT_URL", receipt);
    page_set_status(row, ctx, c->status);
    if (c->due_at != CASE_NO_DUE && !status_is_closed(c->status)) {
        g_autofree char *due = page_deadline(ctx, c->due_at);
        view_set(view_add(row, "DUE"), "WHEN", due);
    }
    if (found->whole) {
        g_autofree char *to = g_strconcat("/console/kasus/", found->report->ticket, NULL);
        g_autofree char *url = page_url(request, to, NULL);
        view_set(view_add(row, "WHOLE"), "URL", url);
    }
    set_progress(row, ctx, request, found, clocks);
    set_last(row, ctx, found, events);
    return true;
}

static View *found_frame(Ctx *ctx, const Request *request, View **page, GError **error)
{
    View *frame = console_page(ctx, request, N_("Cari laporan"), "posko", "console/desk_found.html",
                               page, error);
    if (!frame)
        return NULL;
    g_autofree char *url = page_url(request, "/console/posko/cari", NULL);
    view_set(*page, "FIND_URL", url);
    return frame;
}

static Reply *found_refused(Ctx *ctx, const Request *request, GError *wrong, GError **error)
{
    static const FormField FIELDS[] = { { "q", "posko-cari", "BAD_Q" }, { NULL, NULL, NULL } };
    g_autoptr(GError) owned = wrong;
    View *page;
    if (!console_can_mend(owned)) {
        g_propagate_error(error, g_steal_pointer(&owned));
        return NULL;
    }
    View *frame = found_frame(ctx, request, &page, error);
    if (!frame)
        return NULL;
    view_set(page, "WORDS", request_text(request, "dicari"));
    console_set_error(page, page, ctx, owned, FIELDS);
    return console_reply(frame, 422);
}

Reply *console_desk_find_post(Ctx *ctx, const Request *request, GError **error)
{
    static const char *const BY[] = { NULL, N_("menurut nomor laporan"), N_("menurut nomor HP"),
                                      N_("menurut nama") };
    GError *wrong = NULL;
    DeskFindBy by = FIND_BY_NAME;
    g_autoptr(GPtrArray) found = desk_find(ctx, request_text(request, "dicari"), &by, &wrong);
    if (!found)
        return found_refused(ctx, request, wrong, error);
    View *page;
    g_autoptr(View) frame = found_frame(ctx, request, &page, error);
    if (!frame)
        return NULL;
    View *result = view_add(page, "RESULT");
    view_set(page, "WORDS", request_text(request, "dicari"));
    view_set_int(result, "COUNT", found->len);
    view_set_word(result, "BY", BY[by]);
    if (found->len == 0)
        view_show(page, "NOTHING");
    for (guint i = 0; i < found->len; i++)
        if (!add_found(page, ctx, request, found->pdata[i], error))
            return NULL;
    return console_reply(g_steal_pointer(&frame), 200);
}

Reply *console_desk_ask_post(Ctx *ctx, const Request *request, GError **error)
{
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    const char *ticket = request->path_args[0];
    GError *wrong = NULL;
    input.text = request_text(request, "teks");
    if (!action_apply(ctx, ticket, ACTION_ASK_PROGRESS, &input, &result, &wrong))
        return found_refused(ctx, request, wrong, error);
    g_autoptr(DeskFound) found = desk_find_ticket(ctx, ticket, error);
    View *page;
    g_autoptr(View) frame = found ? found_frame(ctx, request, &page, error) : NULL;
    if (!frame || !add_found(page, ctx, request, found, error))
        return NULL;
    view_set_word(view_add(page, "SAID"), "TEXT",
                  result.repeated ? N_("Sudah pernah ditanyakan dan belum dijawab. Pertanyaan itu "
                                       "tetap berjalan.")
                                  : N_("Pertanyaan sudah sampai di pemegang laporan."));
    return console_reply(g_steal_pointer(&frame), 200);
}
