/* The dialogue programme: its broadcasts, the rundown of one, and the sheet for a studio without
 * internet. */
#include "web/page/console_voice.h"

#include "domain/promise.h"
#include "domain/rundown.h"
#include "domain/time_words.h"
#include "model/limits.h"

#include <string.h>

enum { EPISODES = 60, WAITING_ROWS = 60, DAYS_USUAL = 5 };

static char *rundown_path(gint64 id, const char *more)
{
    return g_strdup_printf("/console/radio/acara/%" G_GINT64_FORMAT "%s", id, more);
}

static void set_when(View *view, const Ctx *ctx, gint64 at)
{
    g_autofree char *words = time_words_full(ctx->catalog, ctx->lang, at);
    view_set(view, "WHEN", words);
}

static void set_id(View *view, const char *name, gint64 id)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, id);
    view_set(view, name, text);
}

/* ---- all broadcasts ---- */

static const FormField LIST_FIELDS[] = {
    { "acara", "s-acara", "BAD_PROGRAMME" },
    { "waktu", "s-waktu", "BAD_TIME" },
    { NULL, NULL, NULL },
};

static void add_programmes(View *form, const Ctx *ctx, const Voice *station, const char *chosen)
{
    for (guint i = 0; i < ctx->catalog->voices->len; i++) {
        const Voice *voice = ctx->catalog->voices->pdata[i];
        if (voice->kind == VOICE_PROGRAMME && strcmp(voice->station, station->code) == 0)
            page_add_choice(form, "PROGRAMME", voice->code, voice->name, NULL,
                            g_str_equal(voice->code, chosen));
    }
}

static void add_episodes(View *page, const Ctx *ctx, const Request *request, GPtrArray *episodes)
{
    for (guint i = 0; i < episodes->len; i++) {
        const Episode *episode = episodes->pdata[i];
        const Voice *programme = catalog_voice(ctx->catalog, VOICE_PROGRAMME, episode->programme);
        g_autofree char *path = rundown_path(episode->id, "");
        g_autofree char *url = page_url(request, path, NULL);
        View *row = view_add(page, "EPISODE");
        view_set(row, "URL", url);
        view_set(row, "NAME", programme ? programme->name : episode->programme);
        set_when(row, ctx, episode->airs_at);
        view_set_word(row, "STATE", episode->closed_at ? N_("selesai") : N_("disusun"));
    }
    view_show(page, episodes->len ? "SOME" : "NONE");
}

static Reply *list_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    View *page;
    const Voice *station = radio_station(ctx, request_text(request, "stasiun"), error);
    g_autoptr(View) frame = station ? console_page(ctx, request, N_("Susunan acara"), "radio",
                                                   "console/rundowns.html", &page, error)
                                    : NULL;
    g_autoptr(GPtrArray) episodes =
        frame ? rundown_list(ctx, station->code, EPISODES, error) : NULL;
    if (!episodes)
        return NULL;
    g_autofree char *url =
        page_url(request, "/console/radio/acara", "stasiun", station->code, NULL);
    g_autofree char *back = page_url(request, "/console/radio", "stasiun", station->code, NULL);
    view_set(page, "STATION", station->name);
    view_set(page, "BACK", back);
    View *form = view_add(page, "FORM");
    console_set_form(form, request);
    view_set(form, "URL", url);
    view_set(form, "TIME", request_text(request, "waktu"));
    add_programmes(form, ctx, station, request_text(request, "acara"));
    console_set_error(page, form, ctx, failed, LIST_FIELDS);
    add_episodes(page, ctx, request, episodes);
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_rundowns_get(Ctx *ctx, const Request *request, GError **error)
{
    return list_reply(ctx, request, NULL, error);
}

/* "2026-11-27T08:00" on the clock of the tenant; 0: not understood. */
static gint64 local_time(const Ctx *ctx, const char *typed)
{
    g_autofree char *full = g_strconcat(typed, ":00", NULL);
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(full, ctx->catalog->timezone);
    return at ? g_date_time_to_unix(at) * US_PER_S : 0;
}

Reply *console_rundowns_post(Ctx *ctx, const Request *request, GError **error)
{
    gint64 id = 0;
    GError *failed = NULL;
    bool done = rundown_add(ctx, request_text(request, "acara"),
                            local_time(ctx, request_text(request, "waktu")), &id, &failed);
    g_autofree char *path = rundown_path(id, "");
    return console_after(ctx, request, done, failed, path, list_reply, error);
}

/* ---- one broadcast ---- */

static const FormField FIELDS[] = {
    { "topik", "t-topik", "BAD_TOPIC" },
    { NULL, NULL, NULL },
};

static void add_views(View *view, const Ctx *ctx, const Request *request, const GPtrArray *views)
{
    for (guint i = 0; i < views->len; i++) {
        const RadioView *one = views->pdata[i];
        g_autofree char *path =
            g_strdup_printf("/console/radio/catatan/%" G_GINT64_FORMAT, one->item->id);
        g_autofree char *url = page_url(request, path, NULL);
        View *row = view_add(view, "CASE");
        view_set(row, "TICKET", one->item->ticket);
        view_set(row, "URL", url);
        view_set(row, "TEXT", one->air);
        set_id(row, "ITEM", one->item->id);
        const char *place = catalog_area_label(ctx->catalog, one->c->area);
        if (*place)
            view_set(view_add(row, "PLACE"), "NAME", place);
    }
}

static void add_promises(View *view, const Ctx *ctx, const GPtrArray *promises)
{
    for (guint i = 0; i < promises->len; i++) {
        const Promise *promise = promises->pdata[i];
        const Agency *agency = catalog_agency(ctx->catalog, promise->agency);
        View *row = view_add(view, "PROMISE");
        view_set(row, "TEXT", promise->text);
        view_set(row, "AGENCY", agency ? agency->short_name : promise->agency);
        if (promise->done_at)
            view_show(row, "KEPT");
        else
            console_set_due_at(view_add(row, "DUE"), ctx, promise->due_at);
    }
}

/* Invited ones first as words, then all to choose from. */
static void add_agencies(View *view, const Ctx *ctx, const Topic *topic)
{
    g_auto(GStrv) invited = g_strsplit(topic->agencies, ",", -1);
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < ctx->catalog->agencies->len; i++) {
        const Agency *agency = ctx->catalog->agencies->pdata[i];
        bool on = g_strv_contains((const char *const *)invited, agency->code);
        if (!agency->active && !on)
            continue;
        page_add_choice(view, "AGENCY", agency->code, agency->short_name, NULL, on);
        if (on)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", agency->short_name);
    }
    if (names->len)
        view_set(view_add(view, "INVITED"), "NAMES", names->str);
}

static void add_topic(View *page, const Ctx *ctx, const Request *request, const char *url,
                      const RundownTopic *t, guint n, bool open)
{
    View *row = view_add(page, "TOPIC");
    set_id(row, "ID", t->topic->id);
    view_set_int(row, "N", n);
    view_set(row, "NAME", t->topic->title);
    add_agencies(row, ctx, t->topic);
    add_views(row, ctx, request, t->views);
    add_promises(row, ctx, t->promises);
    if (t->views->len == 0)
        view_show(row, "NO_CASES");
    if (t->topic->told_at) {
        View *outcome = view_add(row, "OUTCOME");
        view_set(outcome, "TEXT", t->topic->outcome);
        set_when(outcome, ctx, t->topic->told_at);
    }
    if (!open)
        return;
    View *edit = view_add(row, "EDIT");
    view_set(edit, "URL", url);
    view_set(edit, "CSRF", request->csrf);
    view_set(edit, "RESULT", t->topic->outcome);
    view_set_int(edit, "DAYS", DAYS_USUAL);
    view_set_int(edit, "MAX", LIMIT_NOTE_CHARS);
    add_agencies(edit, ctx, t->topic);
    add_views(edit, ctx, request, t->views);
}

static void topic_choices(View *row, const Rundown *rundown)
{
    for (guint i = 0; i < rundown->topics->len; i++) {
        const Topic *topic = ((const RundownTopic *)rundown->topics->pdata[i])->topic;
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, topic->id);
        page_add_choice(row, "TO", id, topic->title, NULL, false);
    }
}

static bool add_waiting(View *page, Ctx *ctx, const Request *request, const char *url,
                        const Rundown *rundown, GError **error)
{
    g_autoptr(GPtrArray) waiting =
        radio_waiting(ctx, rundown->episode->station, WAITING_ROWS, error);
    if (!waiting)
        return false;
    View *box = view_add(page, "WAITING");
    view_set(box, "URL", url);
    view_set(box, "CSRF", request->csrf);
    view_set_int(box, "COUNT", waiting->len);
    if (waiting->len > 0)
        view_show(box, "GROUP_ALL");
    if (waiting->len > 0 && rundown->topics->len > 0) {
        View *put = view_add(box, "PUT");
        topic_choices(put, rundown);
        add_views(put, ctx, request, waiting);
    } else {
        add_views(box, ctx, request, waiting);
    }
    return true;
}

static void rundown_head(View *page, const Ctx *ctx, const Request *request, const Rundown *rundown)
{
    const Episode *episode = rundown->episode;
    const Voice *station = catalog_voice(ctx->catalog, VOICE_STATION, episode->station);
    g_autofree char *path = rundown_path(episode->id, "");
    g_autofree char *print = rundown_path(episode->id, "/cetak");
    g_autofree char *url = page_url(request, path, NULL);
    g_autofree char *print_url = page_url(request, print, NULL);
    g_autofree char *back =
        page_url(request, "/console/radio/acara", "stasiun", episode->station, NULL);
    view_set(page, "URL", url);
    view_set(page, "PRINT_URL", print_url);
    view_set(page, "BACK", back);
    view_set(page, "STATION", station ? station->name : episode->station);
    view_set(page, "PROGRAMME", rundown->programme ? rundown->programme->name : episode->programme);
    set_when(page, ctx, episode->airs_at);
}

static Reply *rundown_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    static const char *const DONE[] = {
        "topik", N_("Topik tersimpan."),
        "hasil", N_("Hasil tercatat pada setiap laporan, dan pelapornya dikabari."),
        "janji", N_("Janji tercatat. Instansinya diberi tahu."),
        "tutup", N_("Siaran ditutup."),
        NULL,
    };
    View *page;
    g_autoptr(Rundown) rundown = rundown_load(ctx, console_path_id(request), error);
    g_autoptr(View) frame = rundown ? console_page(ctx, request, N_("Susunan acara"), "radio",
                                                   "console/rundown.html", &page, error)
                                    : NULL;
    if (!frame)
        return NULL;
    bool open = rundown->episode->closed_at == 0;
    rundown_head(page, ctx, request, rundown);
    g_autofree char *path = rundown_path(rundown->episode->id, "");
    g_autofree char *url = page_url(request, path, NULL);
    for (guint i = 0; i < rundown->topics->len; i++)
        add_topic(page, ctx, request, url, rundown->topics->pdata[i], i + 1, open);
    console_set_done(page, ctx, request, DONE);
    if (!open) {
        view_show(page, "CLOSED");
        console_set_error(page, page, ctx, failed, FIELDS);
        return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
    }
    View *form = view_add(page, "OPEN");
    view_set(form, "URL", url);
    view_set(form, "CSRF", request->csrf);
    console_set_error(page, form, ctx, failed, FIELDS);
    if (!add_waiting(page, ctx, request, url, rundown, error))
        return NULL;
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_rundown_get(Ctx *ctx, const Request *request, GError **error)
{
    return rundown_reply(ctx, request, NULL, error);
}

static bool change_topic(Ctx *ctx, const Request *request, gint64 topic, GError **error)
{
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    for (guint i = 0; i < request->params->len; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        if (g_str_equal(param->name, "instansi"))
            g_ptr_array_add(codes, param->value);
    }
    g_ptr_array_add(codes, NULL);
    return topic_change(ctx, topic, request_text(request, "topik"),
                        (const char *const *)codes->pdata, error);
}

static bool rundown_do(Ctx *ctx, const Request *request, const char *what, GError **error)
{
    gint64 episode = console_path_id(request), topic = request_int(request, "id", 0);
    gint64 item = request_int(request, "laporan", 0);
    guint made = 0;
    if (g_str_equal(what, "kelompok"))
        return rundown_group(ctx, episode, &made, error);
    if (g_str_equal(what, "tutup"))
        return rundown_close(ctx, episode, error);
    if (g_str_equal(what, "ubah"))
        return change_topic(ctx, request, topic, error);
    if (g_str_equal(what, "naik") || g_str_equal(what, "turun"))
        return topic_move(ctx, topic, g_str_equal(what, "naik") ? -1 : 1, error);
    if (g_str_equal(what, "hapus"))
        return topic_remove(ctx, topic, error);
    if (g_str_equal(what, "masuk"))
        return topic_put(ctx, topic, item, error);
    if (g_str_equal(what, "keluar"))
        return topic_put(ctx, 0, item, error);
    if (g_str_equal(what, "hasil"))
        return topic_tell(ctx, topic, request_text(request, "hasil"), error);
    if (g_str_equal(what, "janji"))
        return promise_add(ctx, topic, request_text(request, "instansi"),
                           request_text(request, "janji"), (int)request_int(request, "hari", 0),
                           error);
    return topic_add(ctx, episode, request_text(request, "topik"), error);
}

Reply *console_rundown_post(Ctx *ctx, const Request *request, GError **error)
{
    const char *what = request_text(request, "apa");
    GError *failed = NULL;
    bool told =
        g_str_equal(what, "hasil") || g_str_equal(what, "janji") || g_str_equal(what, "tutup");
    bool done = rundown_do(ctx, request, what, &failed);
    g_autofree char *more = g_strconcat("?ok=", told ? what : "topik", NULL);
    g_autofree char *path = rundown_path(console_path_id(request), more);
    return console_after(ctx, request, done, failed, path, rundown_reply, error);
}

Reply *console_rundown_print_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    g_autoptr(Rundown) rundown = rundown_load(ctx, console_path_id(request), error);
    g_autoptr(View) frame = rundown ? console_page(ctx, request, N_("Lembar siaran"), "radio",
                                                   "console/rundown_print.html", &page, error)
                                    : NULL;
    if (!frame)
        return NULL;
    rundown_head(page, ctx, request, rundown);
    for (guint i = 0; i < rundown->topics->len; i++)
        add_topic(page, ctx, request, "", rundown->topics->pdata[i], i + 1, false);
    return console_reply(g_steal_pointer(&frame), 200);
}
