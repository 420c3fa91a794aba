/* One case: what was said, what may be done now, what happened. The form is console_form.c, the
 * lower part console_history.c, the map console_map.c.
 */
#include "web/page/console.h"

#include "base/geometry.h"
#include "base/id.h"
#include "domain/intake.h"
#include "domain/proposal.h"
#include "domain/staff.h"
#include "domain/time_words.h"

#include <jansson.h>
#include <string.h>

enum { UNDO_S = 10 };

/* ---- head ---- */

static const char *clock_deadline_label(ClockKind kind)
{
    switch (kind) {
    case CLOCK_DISPOSITION:
        return N_("Tenggat disposisi");
    case CLOCK_FOLLOWUP:
        return N_("Tenggat tindak lanjut");
    case CLOCK_RESOLUTION:
        return N_("Tenggat penyelesaian");
    case CLOCK_INFO:
        return N_("Tenggat jawaban pelapor");
    case CLOCK_CONFIRM:
        return N_("Tenggat konfirmasi pelapor");
    case CLOCK_PROGRESS:
        return N_("Tenggat kabar perkembangan");
    }
    return "";
}

/* "DPUPR menindaklanjuti paling lambat ...": the promise that is next, as a sentence. */
static const char *clock_promise(ClockKind kind)
{
    switch (kind) {
    case CLOCK_DISPOSITION:
        return N_("{who} meneruskan ke instansi paling lambat {when}");
    case CLOCK_FOLLOWUP:
        return N_("{who} menindaklanjuti paling lambat {when}");
    case CLOCK_RESOLUTION:
        return N_("Selesai paling lambat {when}");
    case CLOCK_INFO:
        return N_("Pelapor menjawab paling lambat {when}. Sampai itu tenggat lain berhenti.");
    case CLOCK_CONFIRM:
        return N_("Pelapor memastikan paling lambat {when}. Setelah itu ditutup sendiri.");
    case CLOCK_PROGRESS:
        return N_("Pelapor menanyakan perkembangan. {who} menjawab paling lambat {when}");
    }
    return "";
}

static const CaseClock *promise_of(const CaseFile *file)
{
    const CaseClock *next = NULL;
    for (guint i = 0; i < file->clocks->len; i++) {
        const CaseClock *clock = &g_array_index(file->clocks, CaseClock, i);
        if (clock->state == CLOCK_RUNNING && clock->due_at != CASE_NO_DUE &&
            (!next || clock->due_at < next->due_at))
            next = clock;
    }
    return next;
}

static void head_set_promise(View *view, const Ctx *ctx, const Case *c, const CaseClock *clock)
{
    if (!clock || status_is_closed(c->status))
        return;
    g_autofree char *when = time_words_full(ctx->catalog, ctx->lang, clock->due_at);
    g_autofree char *sentence =
        page_words(ctx, clock_promise(clock->kind), "who", page_holder(ctx, c), "when", when, NULL);
    View *promise = view_add(view, "PROMISE");
    console_set_due_at(promise, ctx, clock->due_at);
    view_set(promise, "SENTENCE", sentence);
}

/* The other clocks that run. */
static void head_add_deadlines(View *view, const Ctx *ctx, const CaseFile *file,
                               const CaseClock *promised)
{
    for (guint i = 0; i < file->clocks->len; i++) {
        const CaseClock *clock = &g_array_index(file->clocks, CaseClock, i);
        if (clock->state != CLOCK_RUNNING || clock == promised)
            continue;
        g_autofree char *when = console_due_words(ctx, clock->due_at, time_words_full);
        View *row = view_add(view, "DEADLINE");
        view_set_word(row, "CLOCK", clock_deadline_label(clock->kind));
        view_set(row, "WHEN", when);
    }
}

static void head_add_count(View *view, const char *label, int n)
{
    if (n <= 0)
        return;
    View *row = view_add(view, "COUNTS");
    view_set_word(row, "LABEL", label);
    view_set_int(row, "N", n);
}

static void head_fill_facts(View *view, const Ctx *ctx, const Case *c)
{
    const Service *service = catalog_service(ctx->catalog, c->service);
    const char *area = catalog_area_label(ctx->catalog, c->area);
    g_autofree char *place = console_place(ctx, c);
    g_autofree char *age =
        time_words_span(ctx->lang, (c->closed_at ? c->closed_at : ctx_now_us(ctx)) - c->created_at);
    view_set(view, "SERVICE",
             service ? service->name : page_word(ctx, N_("Kategori belum ditentukan")));
    view_set_word(view, "AGE_LABEL", c->closed_at ? N_("Ditutup setelah") : N_("Umur"));
    view_set(view, "AREA", *area ? area : place);
    view_set(view, "HOLDER", page_holder(ctx, c));
    view_set(view, "AGE", age);
    head_add_count(view, N_("Orang yang melapor"), c->reports > 1 ? c->reports : 0);
    head_add_count(view, N_("Juga mengalami"), c->supports);
    head_add_count(view, N_("Dibuka kembali"), c->reopened);
    head_add_count(view, N_("Dikembalikan instansi"), c->returned);
}

static void head_fill(View *view, const Ctx *ctx, const Request *request, const CaseFile *file)
{
    const Case *c = file->c;
    view_set(view, "TICKET", c->ticket);
    view_set_int(view, "VERSION", c->version);
    page_set_status(view, ctx, c->status);
    const CaseClock *promised = promise_of(file);
    head_set_promise(view, ctx, c, promised);
    console_add_alarm(view, ctx, c);
    head_fill_facts(view, ctx, c);
    head_add_deadlines(view, ctx, file, promised);
    if (c->priority != PRIORITY_ORDINARY)
        view_set_word(view_add(view, "URGENT"), "LABEL",
                      c->priority == PRIORITY_URGENT ? N_("Mendesak") : N_("Penting"));
    if (c->visibility != VISIBILITY_OPEN)
        view_set_word(view_add(view, "SECRET"), "LABEL", visibility_label(c->visibility));
    g_autofree char *asked = ticket_normalise(request->path_args[0]);
    if (asked && !g_str_equal(asked, c->ticket)) { /* a report that was merged into this case */
        g_autofree char *words = page_words(
            ctx, N_("Nomor {ticket} sudah digabungkan ke laporan ini."), "ticket", asked, NULL);
        view_set(view_add(view, "MERGED"), "WORDS", words);
    }
}

/* ---- what was said ---- */

void console_photos(View *view, const Ctx *ctx, const Request *request, const CaseFile *file,
                    gint64 report_id, gint64 event_id)
{
    for (guint i = 0; i < file->attachments->len; i++) {
        const Attachment *a = file->attachments->pdata[i];
        if (event_id ? a->event_id == event_id : a->report_id == report_id && !a->event_id) {
            page_add_shots(view_add(view, "PHOTOS"), ctx, request, file, report_id, event_id, "",
                           N_("Foto {n}"));
            return;
        }
    }
}

/* Addresses of pictures that another system named (docs/adr/0009): never fetched, for staff to
 * open. */
static void report_add_links(View *view, const json_t *urls)
{
    for (size_t i = 0; i < json_array_size(urls); i++)
        view_set(view_add(view, "LINK"), "URL", json_string_value(json_array_get(urls, i)));
}

/* {"kedalaman": "30", "jenis": ["aspal"]} as rows. */
static void report_add_attributes(View *view, const char *attributes)
{
    json_t *object = *attributes ? json_loads(attributes, 0, NULL) : NULL;
    if (!json_is_object(object) || json_object_size(object) == 0) {
        json_decref(object);
        return;
    }
    report_add_links(view, json_object_get(object, "media_url"));
    json_object_del(object, "media_url");
    View *list = json_object_size(object) > 0 ? view_add(view, "ATTRIBUTES") : NULL;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        char *text = json_is_string(value) ? NULL : json_dumps(value, JSON_ENCODE_ANY);
        View *row = view_add(list, "ATTRIBUTE");
        view_set(row, "NAME", name);
        view_set(row, "VALUE", text ? text : json_string_value(value));
        free(text);
    }
    json_decref(object);
}

static void report_add_identity(View *row, const Ctx *ctx, const Request *request,
                                const CaseFile *file, const Report *report,
                                const CaseScreen *screen)
{
    if ((!report->person_id && !report->for_person_id) ||
        !role_has_right(ctx->actor.role, RIGHT_IDENTITY) || ctx->actor.home != ctx->tenant)
        return;
    View *identity = view_add(row, "IDENTITY");
    if (screen->shown && screen->shown_report == report->id) {
        const char *unknown = page_word(ctx, N_("tidak diketahui"));
        const PersonShown *who = screen->shown;
        View *shown = view_add(identity, "SHOWN");
        view_set(shown, "NAME", *who->name ? who->name : unknown);
        view_set(shown, "PHONE", *who->phone ? who->phone : unknown);
        view_set(shown, "EMAIL", *who->email ? who->email : unknown);
        if (who->for_name) {
            View *other = view_add(shown, "OTHER_PERSON");
            view_set(other, "NAME", who->for_name);
            view_set(other, "PHONE", who->for_phone);
        }
        view_show(identity, "OPEN");
        return;
    }
    g_autofree char *path = g_strconcat("/console/kasus/", file->c->ticket, "/identitas", NULL);
    g_autofree char *url = page_url(request, path, NULL);
    View *ask = view_add(identity, "ASK");
    view_set_int(ask, "ID", report->id);
    view_set(ask, "URL", url);
    if (screen->reveal_error && screen->shown_report == report->id) {
        view_set(ask, "REASON", request_text(request, "alasan"));
        view_set(view_add(ask, "BAD"), "MESSAGE", page_error_words(ctx, screen->reveal_error));
        view_show(identity, "OPEN");
    }
}

/* A report that was merged into this case, or joined to it, can be taken out again. */
static void report_add_apart(View *row, const Request *request, const Report *report, Action action)
{
    g_autofree char *path =
        g_strconcat("/console/kasus/", report->ticket, "/aksi/", TRANSITIONS[action].name, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    View *apart = view_add(row, "APART");
    view_set(apart, "URL", url);
    view_set_int(apart, "ID", report->id);
}

/* Who stood between: "Ditulis petugas di Ruang Jepara Tanggap, urusan tetangga, sudah dibacakan".
 */
static void report_add_behalf(View *row, const Ctx *ctx, const Report *report)
{
    const Desk *desk = catalog_desk(ctx->catalog, report->desk);
    g_autoptr(GString) words = g_string_new(NULL);
    if (report->by_account == 0)
        return;
    g_autofree char *at =
        desk ? page_words(ctx, N_("Ditulis petugas di {desk}"), "desk", desk->name, NULL)
             : g_strdup(page_word(ctx, N_("Ditulis oleh orang lain")));
    g_string_append(words, at);
    if (report->relation != RELATION_NONE) {
        g_autofree char *whose = page_words(ctx, N_("urusan: {who}"), "who",
                                            page_word(ctx, relation_label(report->relation)), NULL);
        g_string_append_printf(words, ", %s", whose);
    }
    if (report->consent)
        g_string_append_printf(words, ", %s", page_word(ctx, N_("sudah dibacakan dan disetujui")));
    view_set(view_add(row, "BEHALF"), "WORDS", words->str);
}

static void report_fill(View *row, const Ctx *ctx, const Request *request, const CaseFile *file,
                        const Report *report, const CaseScreen *screen)
{
    g_autofree char *when = time_words_full(ctx->catalog, ctx->lang, report->created_at);
    view_set(row, "CHANNEL", console_channel_icon(report->channel));
    view_set(row, "CHANNEL_LABEL", console_channel_label(ctx, report->channel));
    view_set_word(row, "CLASS", class_label(report->class_));
    view_set_word(row, "VISIBILITY", visibility_label(report->visibility));
    view_set(row, "WHEN", when);
    if (!g_str_equal(report->ticket, file->c->ticket))
        view_set(view_add(row, "OTHER"), "TICKET", report->ticket);
    if (report->rating > 0) {
        g_autofree char *n = g_strdup_printf("%d", report->rating);
        g_autofree char *stars = page_words(ctx, N_("nilai {n} dari 5"), "n", n, NULL);
        view_set(view_add(row, "RATED"), "WORDS", stars);
    }
    if (report->text)
        view_set(view_add(row, "TEXT"), "BODY", report->text);
    else
        view_show(row, "SEALED");
    if (report->place_text && *report->place_text)
        view_set(view_add(row, "PLACE"), "WORDS", report->place_text);
    if (report->text)
        report_add_attributes(row, report->attributes ? report->attributes : "");
    console_photos(row, ctx, request, file, report->id, 0);
    report_add_behalf(row, ctx, report);
    report_add_identity(row, ctx, request, file, report, screen);
    bool merged = report->first_case_id != file->c->id;
    bool joined = !merged && !g_str_equal(report->ticket, file->c->ticket) &&
                  transition_allows(&TRANSITIONS[ACTION_SPLIT], file->c->status);
    if ((merged || joined) && role_has_right(ctx->actor.role, RIGHT_TRIAGE) &&
        ctx->actor.home == ctx->tenant)
        report_add_apart(row, request, report, merged ? ACTION_UNMERGE : ACTION_SPLIT);
}

/* ---- what was just done ---- */

static Action action_undone_by(Action action)
{
    switch ((int)action) {
    case ACTION_REJECT:
    case ACTION_REFER:
        return ACTION_RESTORE;
    case ACTION_MERGE:
        return ACTION_UNMERGE;
    default:
        return ACTION_NONE;
    }
}

/* The event that an action left in the case that is shown: a merged report leads to the other. */
static const char *flash_event(const Transition *done)
{
    return done->action == ACTION_MERGE ? "case.absorbed" : done->event;
}

/* Seconds left in which the newest event may be taken back, 0 when it was not of this action. */
static int flash_seconds_left(const Ctx *ctx, const CaseFile *file, const Transition *done)
{
    if (file->events->len == 0)
        return 0;
    const Event *last = file->events->pdata[file->events->len - 1];
    gint64 left = UNDO_S - (ctx_now_us(ctx) - last->at) / US_PER_S;
    return g_str_equal(last->kind, flash_event(done)) && left > 0 && left <= UNDO_S ? (int)left : 0;
}

static void flash_add_undo(View *flash, const Ctx *ctx, const Request *request,
                           const CaseFile *file, const Transition *done,
                           const Transition *const *rows, guint count)
{
    Action undo = action_undone_by(done->action);
    int left = undo == ACTION_NONE ? 0 : flash_seconds_left(ctx, file, done);
    bool apart = undo == ACTION_UNMERGE && role_has_right(ctx->actor.role, RIGHT_TRIAGE);
    if (left == 0 || !(apart || console_actions_has(rows, count, &TRANSITIONS[undo])))
        return;
    g_autofree char *path = g_strconcat("/console/kasus/", request->path_args[0], "/aksi/",
                                        TRANSITIONS[undo].name, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    View *view = view_add(flash, "UNDO");
    view_set(view, "URL", url);
    view_set_int(view, "SECONDS", left);
    view_set_word(view, "TEXT", N_("Dibatalkan petugas sesaat setelah dicatat."));
}

/* The first case of the queue that is not this one: where the work goes on. */
static bool flash_add_next(View *flash, Ctx *ctx, const Request *request, const Case *c,
                           const Queue *queue, GError **error)
{
    CaseFilter filter = CASE_FILTER_INIT;
    queue_filter(ctx, queue, &filter);
    filter.limit = 2;
    g_autofree char *next = NULL;
    g_autoptr(GPtrArray) cases = queue_list(ctx, queue, &filter, &next, error);
    if (!cases)
        return false;
    for (guint i = 0; i < cases->len; i++) {
        const Case *other = cases->pdata[i];
        if (other->id == c->id)
            continue;
        g_autofree char *path = g_strconcat("/console/kasus/", other->ticket, NULL);
        g_autofree char *url = page_url(request, path, "antrean", queue->code, NULL);
        view_set(view_add(flash, "NEXT"), "URL", url);
        break;
    }
    return true;
}

static bool flash_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                       const CaseScreen *screen, const Transition *const *rows, guint count,
                       GError **error)
{
    const Transition *done = transition_by_name(request_text(request, "ok"));
    if (!done || !request_is_safe(request))
        return true;
    g_autofree char *head =
        page_words(ctx, N_("Tersimpan: {action}."), "action", page_word(ctx, done->label), NULL);
    View *flash = view_add(view, "FLASH");
    view_set(flash, "HEAD", head);
    view_set(flash, "DONE", done->name);
    view_set_word(flash, "BODY",
                  done->message ? N_("Pesan kepada pelapor sudah masuk antrean kirim.")
                                : N_("Pelapor tidak dikirimi pesan."));
    flash_add_undo(flash, ctx, request, file, done, rows, count);
    return flash_add_next(flash, ctx, request, file->c, screen->queue, error);
}

/* ---- together ---- */

static bool case_fill_said(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                           const CaseScreen *screen, bool may_merge, GError **error)
{
    const Case *c = file->c;
    for (guint i = 0; i < file->reports->len; i++) {
        View *row = view_add(view, "REPORT");
        report_fill(row, ctx, request, file, file->reports->pdata[i], screen);
        if (!console_posts_add_source(row, ctx, file->reports->pdata[i], error))
            return false;
    }
    console_add_proposal(view, ctx, request, c, screen->queue, true);
    return console_similar_fill(view, ctx, request, file, screen->queue, may_merge, error);
}

/* What was tried cannot be done (any more): why stands above with what was typed, and the main
 * action is open. */
static void case_choose_main(View *view, const Ctx *ctx, const Request *request, CaseScreen *screen,
                             const Transition *main_action)
{
    if (screen->error) {
        View *bad = view_add(view, "ERROR");
        view_set_word(bad, "HEAD", N_("Belum tersimpan."));
        view_set(bad, "BODY", page_error_words(ctx, screen->error));
        if (*request_text(request, "teks"))
            view_set(view_add(bad, "TYPED"), "TEXT", request_text(request, "teks"));
        screen->untyped = true;
    }
    screen->error = NULL;
    screen->action = main_action;
}

static bool case_fill(View *view, Ctx *ctx, const Request *request, const CaseFile *file,
                      CaseScreen *screen, GError **error)
{
    const Transition *rows[ACTION_COUNT];
    guint count = console_actions(ctx, file, rows);
    if (!screen->action || !console_actions_has(rows, count, screen->action))
        case_choose_main(view, ctx, request, screen, console_main_action(ctx, file, rows, count));
    g_autofree char *path = g_strconcat("/console/kasus/", file->c->ticket, NULL);
    g_autofree char *self = page_url(request, path, "antrean", screen->queue->code, NULL);
    g_autofree char *list = g_strconcat("/console/antrean/", screen->queue->code, NULL);
    g_autofree char *back = page_url(request, list, NULL);
    view_set(view, "SELF", self);
    view_set(view, "BACK", back);
    view_set(view, "QUEUE", screen->queue->code);
    console_set_form(view, request);
    head_fill(view, ctx, request, file);
    if (ctx->actor.home != ctx->tenant) {
        g_autofree char *words =
            page_words(ctx, N_("Laporan {tenant}. Anda dapat membacanya saja."), "tenant",
                       ctx->catalog->tenant.name, NULL);
        view_set(view_add(view, "FOREIGN"), "TEXT", words);
    }
    if (!flash_fill(view, ctx, request, file, screen, rows, count, error) ||
        !case_fill_said(view, ctx, request, file, screen,
                        console_actions_has(rows, count, &TRANSITIONS[ACTION_MERGE]), error) ||
        !console_history_fill(view, ctx, request, file, error))
        return false;
    if (!console_papers(view, ctx, request, file->c, error))
        return false;
    if (count > 0)
        console_actions_fill(view, request, file->c, screen, rows, count);
    if (!screen->action) {
        view_set_word(view_add(view, "NO_ACTIONS"), "WORDS", console_no_actions(ctx, count));
        return true;
    }
    return console_form_fill(view_include(view, "FORM", "console/form.html"), ctx, request, file,
                             screen, error);
}

Reply *console_case_reply(Ctx *ctx, const Request *request, const char *ticket,
                          const CaseScreen *wanted, unsigned status, GError **error)
{
    CaseScreen screen = *wanted;
    g_autoptr(CaseFile) file = case_file_load(ctx, ticket, error);
    if (!file)
        return NULL;
    if (request_is_safe(request) && !staff_see(ctx, file->c->id, error))
        return NULL;
    bool part = console_is_part(request);
    g_autofree char *title = g_strconcat(file->c->ticket, " ", file->c->title, NULL);
    g_autoptr(View) page =
        part ? view_new("console/case.html", ctx->lang, ctx->catalog)
             : console_frame(ctx, request, "case", title, screen.queue->code, error);
    if (!page)
        return NULL;
    if (!part && !console_queue_fill(view_include(page, "LIST", "console/queue.html"), ctx, request,
                                     screen.queue, file->c->ticket, error))
        return NULL;
    View *view = part ? page : view_include(page, "MAIN", "console/case.html");
    if (!case_fill(view, ctx, request, file, &screen, error))
        return NULL;
    return console_reply(g_steal_pointer(&page), status);
}

Reply *console_case_get(Ctx *ctx, const Request *request, GError **error)
{
    CaseScreen screen = { .queue = queue_of(ctx, request_text(request, "antrean")),
                          .action = transition_by_name(request_text(request, "aksi")) };
    if (!screen.queue) {
        error_set(error, KENTONGAN_ERROR_DENIED, NULL, N_("Akun ini tidak punya antrean."), NULL);
        return NULL;
    }
    return console_case_reply(ctx, request, request->path_args[0], &screen, 200, error);
}
