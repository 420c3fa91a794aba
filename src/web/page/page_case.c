/* A case as the public reads it: a row of a list, its status, its timeline with photos. */
#include "base/text.h"
#include "domain/time_words.h"
#include "web/page/page.h"

#include <string.h>

#define SAME_STEP_US US_PER_MIN /* an event and the clock it stops are written by one act */

const char *page_title(const Ctx *ctx, const Case *c)
{
    if (c->title && *c->title)
        return c->title;
    const Service *service = catalog_service(ctx->catalog, c->service);
    return service ? service->name : page_word(ctx, class_label(c->class_));
}

const char *page_place(const Ctx *ctx, const Case *c)
{
    const char *area = catalog_area_label(ctx->catalog, c->area);
    return *area || !c->place_text ? area : c->place_text;
}

const char *page_holder(const Ctx *ctx, const Case *c)
{
    switch (c->status) {
    case STATUS_RECEIVED:
    case STATUS_VERIFIED:
        return page_word(ctx, holder_label(HOLDER_ADMIN));
    case STATUS_NEED_INFO:
    case STATUS_PROPOSED:
        return page_word(ctx, holder_label(HOLDER_REPORTER));
    case STATUS_ASSIGNED:
    case STATUS_IN_PROGRESS:
    case STATUS_REOPENED: {
        const Agency *agency = catalog_agency(ctx->catalog, c->agency);
        return agency ? agency->name : page_word(ctx, holder_label(HOLDER_AGENCY));
    }
    case STATUS_REFERRED:
        return page_word(ctx, holder_label(HOLDER_OUTSIDE));
    case STATUS_CONFIRMED:
    case STATUS_UNCONFIRMED:
    case STATUS_REJECTED:
    case STATUS_DUPLICATE:
        break;
    }
    return page_word(ctx, holder_label(HOLDER_NOBODY));
}

void page_set_status(View *view, const Ctx *ctx, CaseStatus status)
{
    view_set(view, "COLOUR", status_colour(status));
    view_set(view, "STATUS", page_word(ctx, status_label(status)));
}

void page_set_late(View *view, const Ctx *ctx, const Case *c)
{
    const Policy *policy = catalog_policy_of(ctx->catalog, c->service);
    if (c->overdue && policy->public_overdue && !status_is_closed(c->status))
        view_show(view, "LATE");
}

void page_set_case(View *view, const Ctx *ctx, const Request *request, const Case *c)
{
    g_autofree char *path = g_strconcat("/laporan/", c->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    const char *place = page_place(ctx, c);
    g_autofree char *when = time_words_date(ctx->catalog, ctx->lang, c->created_at);
    g_autofree char *w3c = time_words_w3c(ctx->catalog, c->created_at);
    view_set(view, "TICKET", c->ticket);
    view_set(view, "URL", url);
    view_set(view, "TITLE", page_title(ctx, c));
    page_set_status(view, ctx, c->status);
    page_set_late(view, ctx, c);
    view_set(view, "PLACE", place);
    if (*place)
        view_show(view, "HAS_PLACE");
    view_set(view, "WHEN", when);
    view_set(view, "WHEN_W3C", w3c);
    if (c->supports > 0) {
        g_autofree char *n = g_strdup_printf("%d", c->supports);
        g_autofree char *words = page_words(ctx, N_("{n} warga juga mengalami"), "n", n, NULL);
        view_set(view_show(view, "SUPPORTED"), "SUPPORTS", words);
    }
}

void page_add_cases(View *view, const Ctx *ctx, const Request *request, const GPtrArray *cases)
{
    View *section = view_show(view, cases->len > 0 ? "HAS_CASES" : "NO_CASES");
    for (guint i = 0; i < cases->len; i++) {
        View *item = view_include(section, "ITEM", "public/item.html");
        page_set_case(item, ctx, request, cases->pdata[i]);
    }
}

static void set_photo(View *shot, const Request *request, const Attachment *a, const char *secret,
                      const char *alt)
{
    g_autofree char *path = g_strconcat("/foto/", a->name, NULL);
    g_autofree char *full = page_url(request, path, "k", secret, NULL);
    g_autofree char *thumb = page_url(request, path, "t", "1", "k", secret, NULL);
    view_set(shot, "FULL", full);
    view_set(shot, "THUMB", thumb);
    view_set(shot, "ALT", alt);
    int longest = MAX(MAX(a->width, a->height), 1);
    view_set_int(shot, "WIDTH", a->width * 320 / longest);
    view_set_int(shot, "HEIGHT", a->height * 320 / longest);
}

guint page_add_shots(View *view, const Ctx *ctx, const Request *request, const CaseFile *file,
                     gint64 report_id, gint64 event_id, const char *secret, const char *alt)
{
    guint n = 0;
    for (guint i = 0; i < file->attachments->len; i++) {
        const Attachment *a = file->attachments->pdata[i];
        bool wanted = event_id ? a->event_id == event_id : a->report_id == report_id;
        if (!wanted || (!event_id && a->event_id))
            continue;
        g_autofree char *number = g_strdup_printf("%u", ++n);
        g_autofree char *words = page_words(ctx, alt, "n", number, NULL);
        set_photo(view_add(view, "SHOT"), request, a, secret, words);
    }
    return n;
}

/* The clock that an event of this kind stops, with the promise it is measured against. */
static const CaseClock *clock_stopped_by(const CaseFile *file, const Event *event)
{
    static const struct {
        const char *kind;
        ClockKind clock;
    } STOPS[] = {
        { "case.disposed", CLOCK_DISPOSITION },
        { "case.followed_up", CLOCK_FOLLOWUP },
        { "case.proposed", CLOCK_RESOLUTION },
    };
    for (guint i = 0; i < G_N_ELEMENTS(STOPS); i++) {
        if (strcmp(STOPS[i].kind, event->kind) != 0)
            continue;
        for (guint j = 0; j < file->clocks->len; j++) {
            const CaseClock *clock = &g_array_index(file->clocks, CaseClock, j);
            if (clock->kind == STOPS[i].clock && ABS(clock->stopped_at - event->at) < SAME_STEP_US)
                return clock;
        }
    }
    return NULL;
}

static void set_took(View *view, const Ctx *ctx, const CaseFile *file, const Event *event)
{
    const CaseClock *clock = clock_stopped_by(file, event);
    if (!clock)
        return;
    bool late = event->at > clock->due_at;
    g_autofree char *span = time_words_span(ctx->lang, event->at - clock->started_at);
    g_autofree char *days = g_strdup_printf("%d", clock->working_days);
    g_autofree char *text = page_words(ctx,
                                       late ? N_("{span}, lewat dari janji {n} hari kerja")
                                            : N_("{span}, janjinya {n} hari kerja"),
                                       "span", span, "n", days, NULL);
    View *took = view_show(view, "TOOK");
    view_set(took, "HOW", late ? "late" : "in-time");
    view_set(took, "TEXT", text);
}

/* In a case of several reports the sealed words of one reporter are not for another. */
static bool may_open(const CaseFile *file, const Event *event)
{
    return file->is_reporter &&
           (event->actor_kind != ACTOR_REPORTER || event->actor == file->report->id);
}

static void add_event(View *view, const Ctx *ctx, const Request *request, const CaseFile *file,
                      const Event *event, const char *secret, bool limited)
{
    g_autofree char *body = NULL;
    g_autofree char *words = event_words(ctx, event, may_open(file, event), &body);
    g_autofree char *when = time_words_full(ctx->catalog, ctx->lang, event->at);
    g_autofree char *w3c = time_words_w3c(ctx->catalog, event->at);
    View *row = view_add(view, "EVENT");
    view_set(row, "KIND", strcmp(event->kind, "clock.breached") == 0 ? "late" : "step");
    view_set(row, "WHAT", words);
    view_set(row, "WHEN", when);
    view_set(row, "W3C", w3c);
    set_took(row, ctx, file, event);
    if (limited)
        return;
    if (body && *body)
        view_set(view_show(row, "BODY"), "TEXT", body);
    View *shots = NULL;
    for (guint i = 0; i < file->attachments->len && !shots; i++)
        if (((const Attachment *)file->attachments->pdata[i])->event_id == event->id)
            shots = view_show(row, "SHOTS");
    if (shots)
        page_add_shots(shots, ctx, request, file, 0, event->id, secret,
                       N_("Foto {n} dari langkah ini"));
}

/* What must still come, by the clocks that run. */
static void add_ahead(View *view, const Ctx *ctx, const CaseClock *clock)
{
    static const char *const WHAT[CLOCK_KIND_COUNT] = {
        [CLOCK_DISPOSITION] = N_("Diteruskan ke instansi yang berwenang"),
        [CLOCK_FOLLOWUP] = N_("Tindak lanjut dari instansi"),
        [CLOCK_RESOLUTION] = N_("Dinyatakan selesai"),
        [CLOCK_INFO] = N_("Jawaban pelapor"),
        [CLOCK_PROGRESS] = N_("Kabar perkembangan yang ditanyakan"),
        [CLOCK_CONFIRM] = N_("Kepastian dari pelapor: sudah beres atau belum"),
    };
    if (clock->state != CLOCK_RUNNING || clock->kind >= CLOCK_KIND_COUNT || !WHAT[clock->kind])
        return;
    g_autofree char *date = time_words_date(ctx->catalog, ctx->lang, clock->due_at);
    const char *msgid = N_("paling lambat {date}");
    if (clock->due_at == CASE_NO_DUE)
        msgid = N_("tanggalnya menunggu kalender hari libur resmi");
    else if (clock->due_at < ctx_now_us(ctx))
        msgid = N_("seharusnya paling lambat {date}");
    g_autofree char *when = page_words(ctx, msgid, "date", date, NULL);
    View *row = view_add(view, "AHEAD");
    view_set(row, "WHAT", page_word(ctx, WHAT[clock->kind]));
    view_set(row, "WHEN", when);
}

/* The agency's clock does not run before it has the case; what was promised is said all the same.
 */
static void add_promised_followup(View *view, const Ctx *ctx, const Case *c)
{
    g_autofree char *n =
        g_strdup_printf("%d", catalog_policy_of(ctx->catalog, c->service)->followup_wd);
    g_autofree char *when =
        page_words(ctx, N_("paling lambat {n} hari kerja setelah diteruskan"), "n", n, NULL);
    View *row = view_add(view, "AHEAD");
    view_set(row, "WHAT", page_word(ctx, N_("Tindak lanjut dari instansi")));
    view_set(row, "WHEN", when);
}

void page_add_timeline(View *view, const Ctx *ctx, const Request *request, const CaseFile *file,
                       const char *secret, bool limited)
{
    for (guint i = 0; i < file->events->len; i++)
        add_event(view, ctx, request, file, file->events->pdata[i], secret, limited);
    if (status_is_closed(file->c->status))
        return;
    bool disposed = false;
    for (guint i = 0; i < file->clocks->len; i++) {
        const CaseClock *clock = &g_array_index(file->clocks, CaseClock, i);
        disposed |= clock->kind == CLOCK_FOLLOWUP;
        if (clock->kind == CLOCK_RESOLUTION && !disposed)
            add_promised_followup(view, ctx, file->c);
        add_ahead(view, ctx, clock);
    }
}
