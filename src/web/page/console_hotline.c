/* The telephone hotline: a call begins, the call with what its number told before, who waits for a
 * call back, the log, and a list from a file. */
#include "web/page/console_voice.h"

#include "base/text.h"
#include "domain/access.h"
#include "domain/time_words.h"

#include <string.h>

enum { LOG_ROWS = 50 };

static const FormField FIELDS[] = {
    { "nomor", "h-nomor", "BAD_NUMBER" },
    { "saluran", "h-saluran", "BAD_LINE" },
    { NULL, NULL, NULL },
};
static const FormField FILE_FIELDS[] = {
    { "berkas", "h-berkas", "BAD_FILE" },
    { NULL, NULL, NULL },
};

static char *call_path(gint64 id, const char *more)
{
    return g_strdup_printf("/console/telepon/%" G_GINT64_FORMAT "%s", id, more);
}

static void set_when(View *view, const Ctx *ctx, gint64 at)
{
    g_autofree char *words = time_words_short(ctx->catalog, ctx->lang, at);
    view_set(view, "WHEN", words);
}

/* As people here read and dial it. */
static char *local_number(const char *e164)
{
    return g_str_has_prefix(e164, "+62") ? g_strconcat("0", e164 + 3, NULL) : g_strdup(e164);
}

static const char *line_name(const Ctx *ctx, const char *code)
{
    const Voice *line = catalog_voice(ctx->catalog, VOICE_LINE, code);
    return line ? line->name : code;
}

static void add_lines(View *form, const Ctx *ctx, const char *chosen)
{
    for (guint i = 0; i < ctx->catalog->voices->len; i++) {
        const Voice *line = ctx->catalog->voices->pdata[i];
        if (line->kind != VOICE_LINE)
            continue;
        g_autofree char *phone = local_number(line->phone);
        g_autofree char *label = g_strdup_printf("%s (%s)", line->name, phone);
        page_add_choice(form, "LINE", line->code, label, NULL, g_str_equal(line->code, chosen));
    }
}

/* ---- the list ---- */

static bool add_waiting(View *page, Ctx *ctx, const Request *request, GHashTable *names,
                        GError **error)
{
    g_autoptr(GPtrArray) list = hotline_waiting(ctx, error);
    g_autofree char *url = page_url(request, "/console/telepon", NULL);
    for (guint i = 0; list && i < list->len; i++) {
        const Waiting *w = list->pdata[i];
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, w->id);
        g_autofree char *number = local_number(w->number);
        View *row = view_add(page, "WAITING");
        view_set(row, "URL", url);
        view_set(row, "CSRF", request->csrf);
        view_set(row, "ID", id);
        view_set(row, "NUMBER", number);
        view_set(row, "LINE", line_name(ctx, w->line));
        set_when(row, ctx, w->last_at);
        if (w->calls > 1)
            view_set_int(view_add(row, "TIMES"), "N", w->calls);
        if (w->tries == 0)
            continue;
        const char *who = g_hash_table_lookup(names, &w->tried_by);
        View *tried = view_add(row, "TRIED");
        view_set_int(tried, "N", w->tries);
        view_set(tried, "WHO", who ? who : "");
        set_when(tried, ctx, w->tried_at);
    }
    if (list && list->len == 0)
        view_show(page, "NONE_WAITING");
    return list != NULL;
}

static void log_row(View *row, const Ctx *ctx, const Request *request, GHashTable *names,
                    const CallView *view)
{
    const Call *call = view->call;
    g_autofree char *path = call_path(call->id, "");
    g_autofree char *url = page_url(request, path, NULL);
    g_autofree char *masked = *view->number ? text_phone_masked(view->number) : g_strdup("");
    const char *who = g_hash_table_lookup(names, &call->account);
    bool ours = call->direction != CALL_MISSED;
    View *when = view_add(row, ours ? "LINK" : "NO_LINK");
    set_when(when, ctx, call->started_at);
    view_set(when, "URL", url);
    view_set_word(row, "DIRECTION", call_direction_label(call->direction));
    view_set(row, "NUMBER", *masked ? masked : page_word(ctx, N_("tersembunyi")));
    view_set(row, "LINE", line_name(ctx, call->line));
    view_set(row, "WHO", who ? who : "");
    view_set(row, "TICKET", call->ticket);
    if (call->outcome)
        view_set_word(row, "OUTCOME", call_outcome_label(call->outcome));
    else if (call->waits)
        view_set_word(row, "OUTCOME", N_("menunggu ditelepon balik"));
    if (ours && call->ended_at) {
        g_autofree char *length = time_words_span(ctx->lang, call->ended_at - call->started_at);
        view_set(row, "LENGTH", length);
    } else if (ours) {
        view_set_word(row, "LENGTH", N_("sedang berbicara"));
    }
}

static bool add_log(View *page, Ctx *ctx, const Request *request, GHashTable *names, GError **error)
{
    gint64 before = request_int(request, "sebelum", G_MAXINT64);
    g_autoptr(GPtrArray) log = hotline_log(ctx, before, LOG_ROWS, error);
    if (!log)
        return false;
    View *some = log->len ? view_add(page, "SOME") : view_show(page, "NONE");
    for (guint i = 0; i < log->len; i++)
        log_row(view_add(some, "CALL"), ctx, request, names, log->pdata[i]);
    if (log->len == LOG_ROWS) {
        const CallView *last = log->pdata[log->len - 1];
        g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, last->call->started_at);
        g_autofree char *url = page_url(request, "/console/telepon", "sebelum", at, NULL);
        view_set(view_add(page, "MORE"), "URL", url);
    }
    return true;
}

static void set_imported(View *page, const Ctx *ctx, const Request *request)
{
    if (!request_has(request, "baru"))
        return;
    g_autofree char *added = g_strdup_printf("%" G_GINT64_FORMAT, request_int(request, "baru", 0));
    g_autofree char *known = g_strdup_printf("%" G_GINT64_FORMAT, request_int(request, "lama", 0));
    g_autofree char *bad = g_strdup_printf("%" G_GINT64_FORMAT, request_int(request, "salah", 0));
    g_autofree char *words = page_words(
        ctx, N_("{added} telepon baru, {known} sudah tercatat, {bad} baris tidak terbaca."),
        "added", added, "known", known, "bad", bad, NULL);
    view_set(view_add(page, "IMPORTED"), "WORDS", words);
}

static Reply *list_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    static const char *const DONE[] = { "selesai", N_("Telepon dicatat selesai."), NULL };
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Telepon"), "telepon", "console/hotline.html", &page, error);
    g_autoptr(GHashTable) names = frame ? console_account_names(ctx, error) : NULL;
    if (!names)
        return NULL;
    g_autofree char *url = page_url(request, "/console/telepon", NULL);
    g_autofree char *import_url = page_url(request, "/console/telepon/impor", NULL);
    bool of_file = g_strcmp0(error_field(failed), "berkas") == 0;
    View *form = view_add(page, "FORM");
    console_set_form(form, request);
    view_set(page, "IMPORT_URL", import_url);
    view_set(form, "URL", url);
    view_set(form, "NUMBER", failed ? request_text(request, "nomor") : "");
    if (!failed)
        view_show(form, "FOCUS");
    add_lines(form, ctx, request_text(request, "saluran"));
    console_set_error(page, of_file ? page : form, ctx, failed, of_file ? FILE_FIELDS : FIELDS);
    console_set_done(page, ctx, request, DONE);
    set_imported(page, ctx, request);
    if (!add_waiting(page, ctx, request, names, error) ||
        !add_log(page, ctx, request, names, error))
        return NULL;
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_hotline_get(Ctx *ctx, const Request *request, GError **error)
{
    return list_reply(ctx, request, NULL, error);
}

Reply *console_hotline_post(Ctx *ctx, const Request *request, GError **error)
{
    CallIn in = { .line = request_text(request, "saluran"),
                  .number = request_text(request, "nomor"),
                  .direction = CALL_IN,
                  .answers = request_int(request, "balas", 0) };
    gint64 id = 0;
    GError *failed = NULL;
    if (g_str_equal(request_text(request, "arah"), "keluar"))
        in.direction = CALL_OUT;
    bool done = hotline_begin(ctx, &in, &id, &failed);
    g_autofree char *path = call_path(id, "");
    return console_after(ctx, request, done, failed, path, list_reply, error);
}

/* ---- a list from a file ---- */

typedef struct Counts {
    guint added, known, bad;
} Counts;

static bool import_rows(Ctx *ctx, const CallFile *file, Counts *counts, GError **error)
{
    counts->bad = file->bad;
    for (guint i = 0; i < file->rows->len; i++) {
        bool added = false;
        g_autoptr(GError) problem = NULL;
        if (hotline_import(ctx, &g_array_index(file->rows, CallRow, i), &added, &problem)) {
            *(added ? &counts->added : &counts->known) += 1;
        } else if (error_is(problem, KENTONGAN_ERROR_INVALID)) {
            counts->bad++;
        } else {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
    }
    return true;
}

static bool import_upload(Ctx *ctx, const Request *request, Counts *counts, GError **error)
{
    const Upload *upload = request->uploads->len ? request->uploads->pdata[0] : NULL;
    g_auto(CallFile) file = { 0 };
    gsize bytes = 0;
    if (!upload || !g_str_equal(upload->field, "berkas")) {
        error_set(error, KENTONGAN_ERROR_INVALID, "berkas", N_("Pilih berkasnya dahulu."), NULL);
        return false;
    }
    const char *data = g_bytes_get_data(upload->bytes, &bytes);
    return call_file_read(ctx->catalog->timezone, data ? data : "", bytes, &file, error) &&
           import_rows(ctx, &file, counts, error);
}

Reply *console_calls_post(Ctx *ctx, const Request *request, GError **error)
{
    Counts counts = { 0 };
    GError *failed = NULL;
    bool done = import_upload(ctx, request, &counts, &failed);
    g_autofree char *path = g_strdup_printf("/console/telepon?baru=%u&lama=%u&salah=%u",
                                            counts.added, counts.known, counts.bad);
    return console_after(ctx, request, done, failed, path, list_reply, error);
}

/* ---- one call ---- */

static const FormField END_FIELDS[] = {
    { "hasil", "p-hasil", "BAD_OUTCOME" },
    { "catatan", "p-catatan", "BAD_NOTE" },
    { NULL, NULL, NULL },
};

static void add_case(View *talking, const Ctx *ctx, const Request *request, const CallerCase *one)
{
    const Case *c = one->c;
    bool may = access_may_see(ctx, c);
    g_autofree char *path = g_strconcat("/console/kasus/", one->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    const char *holder = console_holder(ctx, c);
    View *row = view_add(talking, "CASE");
    View *link = view_add(row, may ? "OPEN" : "SHUT");
    view_set(link, "URL", url);
    view_set(link, "TICKET", one->ticket);
    page_set_status(row, ctx, c->status);
    console_set_due(row, ctx, c);
    view_set(row, "LINE", page_title(ctx, c));
    set_when(row, ctx, one->told_at);
    if (*holder)
        view_set(view_add(row, "HOLDER"), "NAME", holder);
}

static void add_outcomes(View *talking, const Ctx *ctx, const char *chosen)
{
    View *box = view_add(talking, "OUTCOMES");
    for (int o = CALL_REACHED; o <= CALL_GIVEN_UP; o++) {
        const char *name = call_outcome_name((CallOutcome)o);
        page_add_choice(box, "OUTCOME", name, page_word(ctx, call_outcome_label((CallOutcome)o)),
                        NULL, g_str_equal(name, chosen));
    }
}

static void talking_fill(View *page, Ctx *ctx, const Request *request, const CallView *view,
                         const char *url, const GError *failed)
{
    bool ending = failed && g_str_equal(request_text(request, "apa"), "selesai");
    View *talking = view_add(page, "TALKING");
    view_set(talking, "URL", url);
    console_set_form(talking, request);
    console_entry_fill(page, talking, ctx, request, ending ? NULL : failed);
    for (guint i = 0; i < view->cases->len; i++)
        add_case(talking, ctx, request, view->cases->pdata[i]);
    if (view->cases->len == 0)
        view_show(talking, "NO_CASES");
    view_set(talking, "NOTE", ending ? request_text(request, "catatan") : "");
    if (view->call->direction == CALL_OUT)
        add_outcomes(talking, ctx, request_text(request, "hasil"));
    if (ending)
        console_set_error(page, talking, ctx, failed, END_FIELDS);
}

static void over_fill(View *page, const Ctx *ctx, const CallView *view)
{
    const Call *call = view->call;
    View *over = view_add(page, "OVER");
    if (call->outcome)
        view_set_word(over, "OUTCOME", call_outcome_label(call->outcome));
    if (*view->note)
        view_set(view_add(over, "NOTE"), "TEXT", view->note);
    if (*call->ticket)
        view_set(view_add(over, "CASE_OF"), "TICKET", call->ticket);
    if (call->ended_at) {
        g_autofree char *length = time_words_span(ctx->lang, call->ended_at - call->started_at);
        view_set(view_add(page, "ENDED"), "LENGTH", length);
    }
}

static void set_taken(View *page, const Ctx *ctx, const Request *request, const Call *call)
{
    if (!*call->ticket || !request_has(request, "baru"))
        return;
    View *taken = view_add(page, "TAKEN");
    view_set(taken, "TICKET", call->ticket);
    if (g_str_equal(request_text(request, "baru"), "darurat"))
        view_set(view_add(taken, "DANGER"), "EMERGENCY", ctx->catalog->tenant.emergency);
}

static Reply *call_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    View *page;
    g_autoptr(CallView) view = hotline_load(ctx, console_path_id(request), error);
    g_autoptr(GHashTable) names = view ? console_account_names(ctx, error) : NULL;
    g_autoptr(View) frame = names ? console_page(ctx, request, N_("Telepon"), "telepon",
                                                 "console/call.html", &page, error)
                                  : NULL;
    if (!frame)
        return NULL;
    const Call *call = view->call;
    g_autofree char *path = call_path(call->id, "");
    g_autofree char *url = page_url(request, path, NULL);
    g_autofree char *back = page_url(request, "/console/telepon", NULL);
    const char *who = g_hash_table_lookup(names, &call->account);
    view_set(page, "BACK", back);
    g_autofree char *number = local_number(view->number);
    view_set(page, "NUMBER", *number ? number : page_word(ctx, N_("Nomor tersembunyi")));
    view_set_word(page, "DIRECTION", call_direction_label(call->direction));
    view_set(page, "LINE", line_name(ctx, call->line));
    set_when(page, ctx, call->started_at);
    if (who)
        view_set(view_add(page, "WHO"), "NAME", who);
    set_taken(page, ctx, request, call);
    if (call->ended_at == 0 && call->account == ctx->actor.id)
        talking_fill(page, ctx, request, view, url, failed);
    else
        over_fill(page, ctx, view);
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_call_get(Ctx *ctx, const Request *request, GError **error)
{
    return call_reply(ctx, request, NULL, error);
}

Reply *console_call_post(Ctx *ctx, const Request *request, GError **error)
{
    gint64 id = console_path_id(request);
    GError *failed = NULL;
    if (g_str_equal(request_text(request, "apa"), "selesai")) {
        CallOutcome outcome = 0;
        (void)call_outcome_from_name(request_text(request, "hasil"), &outcome);
        bool ended = hotline_end(ctx, id, outcome, request_text(request, "catatan"), &failed);
        return console_after(ctx, request, ended, failed, "/console/telepon?ok=selesai", call_reply,
                             error);
    }
    Entry entry;
    g_autofree char *key = NULL;
    g_auto(IntakeResult) made = { 0 };
    console_entry_read(ctx, request, "phone", &entry, &key);
    bool done = hotline_take(ctx, id, &entry, &made, &failed);
    g_autofree char *path = call_path(id, made.alarm ? "?baru=darurat" : "?baru=1");
    return console_after(ctx, request, done, failed, path, call_reply, error);
}
