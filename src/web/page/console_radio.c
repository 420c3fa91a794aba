/* The desk of a radio station: the entry with the list to be read beside it, one item with its
 * relays, and the view on air. */
#include "web/page/console_voice.h"

#include "base/text.h"
#include "domain/time_words.h"
#include "model/limits.h"

#include <string.h>

enum { LIST_ROWS = 40, AIR_ROWS = 60 };

static const FormField DESK_FIELDS[] = {
    { "disposisi", "e-disposisi", "BAD_DISPOSITION" },
    { NULL, NULL, NULL },
};

/* ---- what the screens share ---- */

static void set_url(View *view, const char *name, const Request *request, const char *path,
                    const Voice *station)
{
    g_autofree char *url = page_url(request, path, "stasiun", station ? station->code : "", NULL);
    view_set(view, name, url);
}

static char *item_path(gint64 id, const char *done)
{
    return g_strdup_printf("/console/radio/catatan/%" G_GINT64_FORMAT "%s%s", id,
                           done ? "?ok=" : "", done ? done : "");
}

static void add_stations(View *page, const Ctx *ctx, const Request *request, const char *path,
                         const Voice *current)
{
    View *box = NULL;
    view_set(page, "STATION", current->name);
    view_set(page, "FREQUENCY", current->detail);
    for (guint i = 0; ctx->actor.role != ROLE_ANNOUNCER && i < ctx->catalog->voices->len; i++) {
        const Voice *voice = ctx->catalog->voices->pdata[i];
        if (voice->kind != VOICE_STATION)
            continue;
        if (!box)
            box = view_add(page, "STATIONS");
        View *one = view_add(box, "ONE");
        set_url(one, "URL", request, path, voice);
        view_set(one, "NAME", voice->name);
        if (voice == current)
            view_show(one, "CURRENT");
    }
}

/* The desa or kecamatan only: never where somebody lives. */
static void set_place(View *row, const Ctx *ctx, const Case *c)
{
    const char *label = catalog_area_label(ctx->catalog, c->area);
    if (*label)
        view_set(view_add(row, "PLACE"), "NAME", label);
}

static void set_time(View *row, const Ctx *ctx, const char *name, gint64 at)
{
    g_autofree char *words = time_words_short(ctx->catalog, ctx->lang, at);
    view_set(row, name, words);
}

static void add_dispositions(View *view, const Ctx *ctx, unsigned chosen)
{
    static const unsigned ALL[] = { RADIO_AGENCY, RADIO_DIALOGUE, RADIO_AGENCY | RADIO_DIALOGUE };
    for (guint i = 0; i < G_N_ELEMENTS(ALL); i++)
        page_add_choice(view, "DISPOSITION", radio_disposition_name(ALL[i]),
                        page_word(ctx, radio_disposition_label(ALL[i])), NULL, ALL[i] == chosen);
}

/* ---- the desk ---- */

static void row_fill(View *row, const Ctx *ctx, const Request *request, const RadioView *view)
{
    const RadioItem *item = view->item;
    g_autofree char *path = item_path(item->id, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    view_set(row, "URL", url);
    view_set(row, "TICKET", item->ticket);
    set_time(row, ctx, "WHEN", item->created_at);
    view_set_word(row, "DISPOSITION", radio_disposition_label(item->disposition));
    if (view->c) {
        page_set_status(row, ctx, view->c->status);
        set_place(row, ctx, view->c);
    }
    if (*view->air && !item->dropped)
        view_set(view_add(row, "AIR"), "TEXT", view->air);
    else
        view_set_word(view_add(row, "SILENT"), "WHY",
                      item->dropped ? N_("sudah dibacakan") : N_("tidak untuk disiarkan"));
}

static bool desk_add_rows(View *page, Ctx *ctx, const Request *request, const Voice *station,
                          GError **error)
{
    g_autoptr(GPtrArray) views = radio_list(ctx, station->code, G_MAXINT64, LIST_ROWS, error);
    for (guint i = 0; views && i < views->len; i++)
        row_fill(view_add(page, "ITEM"), ctx, request, views->pdata[i]);
    if (views && views->len == 0)
        view_show(page, "NONE");
    return views != NULL;
}

/* The ticket just taken, by which page the announcer goes on. */
static void desk_set_taken(View *page, Ctx *ctx, const Request *request)
{
    g_autoptr(GError) gone = NULL;
    gint64 id = request_int(request, "baru", 0);
    g_autoptr(RadioView) view = id ? radio_load(ctx, id, &gone) : NULL;
    if (!view || !view->c)
        return;
    g_autofree char *path = item_path(id, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    const Agency *agency = catalog_agency(ctx->catalog, view->c->agency);
    View *taken = view_add(page, "TAKEN");
    view_set(taken, "URL", url);
    view_set(taken, "TICKET", view->item->ticket);
    view_set_word(taken, "DISPOSITION", radio_disposition_label(view->item->disposition));
    if (agency)
        view_set(view_add(taken, "AGENCY"), "NAME", agency->name);
    if (view->c->attention & ATTENTION_ALARM)
        view_set(view_add(taken, "DANGER"), "EMERGENCY", ctx->catalog->tenant.emergency);
}

static Reply *desk_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    View *page;
    unsigned chosen = RADIO_AGENCY;
    const Voice *station = radio_station(ctx, request_text(request, "stasiun"), error);
    g_autoptr(View) frame = station ? console_page(ctx, request, N_("Meja radio"), "radio",
                                                   "console/radio.html", &page, error)
                                    : NULL;
    if (!frame)
        return NULL;
    add_stations(page, ctx, request, "/console/radio", station);
    set_url(page, "AIR_URL", request, "/console/radio/siaran", station);
    set_url(page, "RUNDOWNS_URL", request, "/console/radio/acara", station);
    View *form = view_add(page, "FORM");
    set_url(form, "URL", request, "/console/radio", station);
    console_set_form(form, request);
    console_entry_fill(page, form, ctx, request, failed);
    (void)radio_disposition_from_name(request_text(request, "disposisi"), &chosen);
    add_dispositions(form, ctx, chosen);
    if (g_strcmp0(error_field(failed), "disposisi") == 0)
        console_set_error(page, form, ctx, failed, DESK_FIELDS);
    desk_set_taken(page, ctx, request);
    if (!desk_add_rows(page, ctx, request, station, error))
        return NULL;
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_radio_get(Ctx *ctx, const Request *request, GError **error)
{
    return desk_reply(ctx, request, NULL, error);
}

Reply *console_radio_post(Ctx *ctx, const Request *request, GError **error)
{
    Entry entry;
    unsigned disposition = 0;
    GError *failed = NULL;
    g_autofree char *key = NULL;
    g_auto(RadioTaken) taken = { 0 };
    const Voice *station = radio_station(ctx, request_text(request, "stasiun"), error);
    if (!station)
        return NULL;
    console_entry_read(ctx, request, "radio", &entry, &key);
    (void)radio_disposition_from_name(request_text(request, "disposisi"), &disposition);
    bool done = radio_take(ctx, &entry, station->code, disposition, &taken, &failed);
    g_autofree char *path = g_strdup_printf("/console/radio?stasiun=%s&baru=%" G_GINT64_FORMAT,
                                            station->code, taken.item);
    return console_after(ctx, request, done, failed, path, desk_reply, error);
}

/* ---- on air ---- */

Reply *console_radio_air_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    const Voice *station = radio_station(ctx, request_text(request, "stasiun"), error);
    g_autoptr(View) frame = station ? console_page(ctx, request, N_("Dibaca di siaran"), "radio",
                                                   "console/radio_air.html", &page, error)
                                    : NULL;
    g_autoptr(GPtrArray) views =
        frame ? radio_list(ctx, station->code, G_MAXINT64, AIR_ROWS, error) : NULL;
    guint shown = 0;
    if (!views)
        return NULL;
    add_stations(page, ctx, request, "/console/radio/siaran", station);
    set_url(page, "BACK", request, "/console/radio", station);
    for (guint i = 0; i < views->len; i++) {
        const RadioView *view = views->pdata[i];
        if (!*view->air || view->item->dropped)
            continue;
        g_autofree char *path = item_path(view->item->id, NULL);
        g_autofree char *url = page_url(request, path, NULL);
        View *row = view_add(page, "ITEM");
        const Service *service = catalog_service(ctx->catalog, view->c->service);
        view_set_int(row, "N", ++shown);
        view_set(row, "ABOUT", service ? service->name : "");
        view_set(row, "TEXT", view->air);
        view_set(row, "URL", url);
        view_set(row, "CSRF", request->csrf);
        view_set(row, "STATION_CODE", station->code);
        set_place(row, ctx, view->c);
    }
    if (shown == 0)
        view_show(page, "NONE");
    return console_reply(g_steal_pointer(&frame), 200);
}

/* ---- one item ---- */

static const FormField ITEM_FIELDS[] = {
    { "teks", "r-teks", "BAD_TEXT" },  { "disposisi", "r-disposisi", "BAD_DISPOSITION" },
    { "unit", "r-unit", "BAD_UNIT" },  { "jawaban", "r-jawaban", "BAD_ANSWER" },
    { "kata", "r-kata", "BAD_WORDS" }, { NULL, NULL, NULL },
};

static void add_units(View *page, const Ctx *ctx, const char *chosen)
{
    for (guint i = 0; i < ctx->catalog->voices->len; i++) {
        const Voice *unit = ctx->catalog->voices->pdata[i];
        if (unit->kind != VOICE_UNIT)
            continue;
        g_autofree char *label = *unit->phone ? g_strdup_printf("%s (%s)", unit->name, unit->phone)
                                              : g_strdup(unit->name);
        page_add_choice(page, "UNIT", unit->code, label, NULL, g_str_equal(unit->code, chosen));
    }
}

static void add_answers(View *page, const Ctx *ctx, const char *chosen)
{
    for (int a = RELAY_TAKEN; a <= RELAY_REFUSED; a++) {
        const char *name = relay_answer_name((RelayAnswer)a);
        page_add_choice(page, "ANSWER", name, page_word(ctx, relay_answer_label((RelayAnswer)a)),
                        NULL, g_str_equal(name, chosen));
    }
}

static bool add_relays(View *page, Ctx *ctx, const Case *c, GError **error)
{
    g_autoptr(GHashTable) names = console_account_names(ctx, error);
    g_autoptr(GPtrArray) read = names ? radio_relays(ctx, c, error) : NULL;
    if (!read)
        return false;
    for (guint i = 0; i < read->len; i++) {
        const Relay *relay = read->pdata[i];
        const char *who = g_hash_table_lookup(names, &relay->account);
        View *row = view_add(page, "RELAY");
        set_time(row, ctx, "WHEN", relay->at);
        view_set(row, "WHO", who ? who : "");
        view_set(row, "WHOM", relay->unit);
        view_set_word(row, "ANSWER", relay_answer_label(relay->answer));
        view_set(row, "WORDS", relay->words);
    }
    if (read->len > 0)
        view_show(page, "SOME_RELAYS");
    return true;
}

/* Where the case stands: what the announcer can tell a listener who asks. */
static void set_case(View *page, const Ctx *ctx, const Case *c)
{
    const Agency *agency = catalog_agency(ctx->catalog, c->agency);
    View *facts = view_add(page, "CASE");
    page_set_status(facts, ctx, c->status);
    set_place(facts, ctx, c);
    if (agency)
        view_set(view_add(facts, "AGENCY"), "NAME", agency->name);
    console_set_due(facts, ctx, c);
}

static void item_fill(View *page, const Ctx *ctx, const Request *request, const RadioView *view,
                      const GError *failed)
{
    const char *doing = failed ? request_text(request, "apa") : "";
    bool own_text = g_str_equal(doing, "teks");
    unsigned chosen = view->item->disposition;
    if (g_str_equal(doing, "disposisi"))
        (void)radio_disposition_from_name(request_text(request, "disposisi"), &chosen);
    view_set(page, "TICKET", view->item->ticket);
    view_set_int(page, "MAX", LIMIT_NOTE_CHARS);
    if (*view->air) {
        View *air = view_add(page, "AIR");
        view_set(air, "TEXT", own_text ? request_text(request, "teks") : view->air);
        view_set(air, "CSRF", request->csrf);
        view_show(air, view->item->dropped ? "DROPPED" : "LISTED");
        console_set_error(page, own_text ? air : page, ctx, failed, ITEM_FIELDS);
    } else {
        view_show(page, "SILENT");
        console_set_error(page, page, ctx, failed, ITEM_FIELDS);
    }
    add_dispositions(page, ctx, chosen);
    add_units(page, ctx, request_text(request, "unit"));
    add_answers(page, ctx, request_text(request, "jawaban"));
    view_set(page, "WHOM", failed ? request_text(request, "siapa") : "");
    view_set(page, "SAID", failed ? request_text(request, "kata") : "");
}

static Reply *item_reply(Ctx *ctx, const Request *request, const GError *failed, GError **error)
{
    static const char *const DONE[] = {
        "teks",      N_("Kalimat siaran tersimpan."),
        "disposisi", N_("Disposisi tersimpan."),
        "relai",     N_("Hubungan langsung tercatat."),
        "lepas",     N_("Sudah dibacakan: tidak lagi di daftar siaran."),
        "kembali",   N_("Kembali di daftar siaran."),
        NULL,
    };
    View *page;
    g_autoptr(RadioView) view = radio_load(ctx, console_path_id(request), error);
    g_autoptr(View) frame = view ? console_page(ctx, request, N_("Catatan siaran"), "radio",
                                                "console/radio_item.html", &page, error)
                                 : NULL;
    if (!frame)
        return NULL;
    g_autofree char *path = item_path(view->item->id, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    const Voice *station = catalog_voice(ctx->catalog, VOICE_STATION, view->item->station);
    view_set(page, "URL", url);
    view_set(page, "STATION", station ? station->name : view->item->station);
    set_url(page, "BACK", request, "/console/radio", station);
    set_time(page, ctx, "WHEN", view->item->created_at);
    if (view->c)
        set_case(page, ctx, view->c);
    item_fill(page, ctx, request, view, failed);
    console_set_done(page, ctx, request, DONE);
    if (view->c && !add_relays(page, ctx, view->c, error))
        return NULL;
    return console_reply(g_steal_pointer(&frame), failed ? reply_status_of(failed) : 200);
}

Reply *console_radio_item_get(Ctx *ctx, const Request *request, GError **error)
{
    return item_reply(ctx, request, NULL, error);
}

static bool item_relay(Ctx *ctx, gint64 id, const Request *request, GError **error)
{
    RelayIn in = { .unit = request_text(request, "unit"),
                   .whom = request_text(request, "siapa"),
                   .words = request_text(request, "kata") };
    (void)relay_answer_from_name(request_text(request, "jawaban"), &in.answer);
    return radio_relay(ctx, id, &in, error);
}

static bool item_do(Ctx *ctx, gint64 id, const Request *request, GError **error)
{
    const char *what = request_text(request, "apa");
    unsigned disposition = 0;
    if (g_str_equal(what, "relai"))
        return item_relay(ctx, id, request, error);
    if (g_str_equal(what, "lepas") || g_str_equal(what, "kembali"))
        return radio_set_dropped(ctx, id, g_str_equal(what, "lepas"), error);
    if (g_str_equal(what, "disposisi")) {
        (void)radio_disposition_from_name(request_text(request, "disposisi"), &disposition);
        return radio_set_disposition(ctx, id, disposition, error);
    }
    return radio_set_air(ctx, id, request_text(request, "teks"), error);
}

Reply *console_radio_item_post(Ctx *ctx, const Request *request, GError **error)
{
    static const char *const STEPS[] = { "teks", "disposisi", "relai", "lepas", "kembali", NULL };
    GError *failed = NULL;
    gint64 id = console_path_id(request);
    const char *what = request_text(request, "apa");
    bool known = g_strv_contains(STEPS, what);
    bool done = item_do(ctx, id, request, &failed);
    bool from_air = g_str_equal(request_text(request, "dari"), "siaran");
    const Voice *station =
        catalog_voice(ctx->catalog, VOICE_STATION, request_text(request, "stasiun"));
    g_autofree char *path =
        from_air ? g_strconcat("/console/radio/siaran?stasiun=", station ? station->code : "", NULL)
                 : item_path(id, known ? what : "teks");
    return console_after(ctx, request, done, failed, path, item_reply, error);
}
