/* The desk of a radio station: see radio.h. */
#include "domain/radio.h"

#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/action.h"
#include "domain/case_file.h"
#include "domain/case_note.h"
#include "domain/redact.h"
#include "domain/routing.h"
#include "model/limits.h"
#include "store/case.h"
#include "store/radio.h"
#include "store/timeline.h"

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

void radio_taken_clear(RadioTaken *taken)
{
    g_clear_pointer(&taken->ticket, g_free);
}

void radio_view_free(RadioView *view)
{
    if (!view)
        return;
    radio_item_free(view->item);
    case_free(view->c);
    g_free(view->air);
    g_free(view);
}

void relay_free(Relay *relay)
{
    if (!relay)
        return;
    g_free(relay->unit);
    g_free(relay->words);
    g_free(relay);
}

/* ---- whose station ---- */

static const char *own_post(const Ctx *ctx)
{
    return ctx->actor.post ? ctx->actor.post : "";
}

bool radio_check_station(const Ctx *ctx, const char *station, GError **error)
{
    const char *own = own_post(ctx);
    bool may = role_has_right(ctx->actor.role, RIGHT_RADIO) && ctx->actor.home == ctx->tenant &&
               (ctx->actor.role != ROLE_ANNOUNCER || strcmp(own, station) == 0);
    return may ||
           fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Stasiun ini tidak ada untuk Anda."));
}

const Voice *radio_station(const Ctx *ctx, const char *asked, GError **error)
{
    const char *code = ctx->actor.role == ROLE_ANNOUNCER ? own_post(ctx) : asked;
    const Voice *station = catalog_voice(ctx->catalog, VOICE_STATION, code);
    for (guint i = 0; !station && !*code && i < ctx->catalog->voices->len; i++) {
        const Voice *voice = ctx->catalog->voices->pdata[i];
        station = voice->kind == VOICE_STATION ? voice : NULL;
    }
    if (!station) {
        fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL,
             N_("Stasiun radio ini tidak ada. Stasiun ditulis dalam paket daerah (voice.ini)."));
        return NULL;
    }
    return radio_check_station(ctx, station->code, error) ? station : NULL;
}

/* ---- on air ---- */

bool radio_may_air(const Ctx *ctx, const Case *c)
{
    const Service *service = catalog_service(ctx->catalog, c->service);
    return c->visibility != VISIBILITY_SECRET && !(service && service->sensitive) &&
           c->status != STATUS_REJECTED && c->status != STATUS_DUPLICATE;
}

/* A case that was handed over is gone from here. */
static bool load_case(Ctx *ctx, gint64 id, Case **c, GError **error)
{
    GError *fault = NULL;
    *c = case_store_get(ctx, id, &fault);
    if (*c || error_is(fault, KENTONGAN_ERROR_NOT_FOUND)) {
        g_clear_error(&fault);
        return true;
    }
    g_propagate_error(error, fault);
    return false;
}

static RadioView *view_of(Ctx *ctx, RadioItem *item, GError **error)
{
    g_autoptr(RadioView) view = g_new0(RadioView, 1);
    view->item = item;
    if (!load_case(ctx, item->case_id, &view->c, error))
        return NULL;
    bool may = view->c && radio_may_air(ctx, view->c);
    view->air = may ? crypt_open_text("radio.air", item->air_sealed, error) : g_strdup("");
    return view->air ? g_steal_pointer(&view) : NULL;
}

GPtrArray *radio_views(Ctx *ctx, GPtrArray *items, bool air_only, GError **error)
{
    g_autoptr(GPtrArray) views = g_ptr_array_new_with_free_func((GDestroyNotify)radio_view_free);
    for (guint i = 0; i < items->len; i++) {
        RadioView *view = view_of(ctx, g_steal_pointer(&items->pdata[i]), error);
        if (!view)
            return NULL;
        if (air_only && !*view->air)
            radio_view_free(view);
        else
            g_ptr_array_add(views, view);
    }
    return g_steal_pointer(&views);
}

static GPtrArray *items_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)radio_item_free);
}

GPtrArray *radio_list(Ctx *ctx, const char *station, gint64 before, guint limit, GError **error)
{
    g_autoptr(GPtrArray) items = items_new();
    if (!radio_check_station(ctx, station, error) ||
        !radio_store_list(ctx, station, before, limit, items, error))
        return NULL;
    return radio_views(ctx, items, false, error);
}

GPtrArray *radio_waiting(Ctx *ctx, const char *station, guint limit, GError **error)
{
    g_autoptr(GPtrArray) items = items_new();
    if (!radio_check_station(ctx, station, error) ||
        !radio_store_waiting(ctx, station, limit, items, error))
        return NULL;
    return radio_views(ctx, items, true, error);
}

static RadioItem *load_item(Ctx *ctx, gint64 id, GError **error)
{
    g_autoptr(RadioItem) item = radio_store_get(ctx, id, error);
    return item && radio_check_station(ctx, item->station, error) ? g_steal_pointer(&item) : NULL;
}

RadioView *radio_load(Ctx *ctx, gint64 id, GError **error)
{
    RadioItem *item = load_item(ctx, id, error);
    return item ? view_of(ctx, item, error) : NULL;
}

/* ---- where it goes ---- */

static bool note_disposition(Ctx *ctx, Case *c, const char *station, unsigned disposition,
                             GError **error)
{
    const Voice *voice = catalog_voice(ctx->catalog, VOICE_STATION, station);
    EventIn in = { .kind = "case.on_radio",
                   .data = event_data("label", voice ? voice->name : station, "disposition",
                                      radio_disposition_name(disposition), NULL) };
    return case_note(ctx, c, &in, NULL, NULL, error);
}

/* The announcer's disposition is done under his name with the right that it needs. */
static bool dispose(Ctx *ctx, const char *ticket, const char *agency, const char *service,
                    GError **error)
{
    Ctx as = *ctx;
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    as.actor.role = ROLE_VERIFIER;
    as.actor.agency = as.actor.area = "";
    input.agency = agency;
    input.service = service;
    return action_apply(&as, ticket, ACTION_DISPOSE, &input, &result, error);
}

static bool waits_for_disposition(const Case *c)
{
    return c->status == STATUS_RECEIVED || c->status == STATUS_VERIFIED;
}

/* Words of a category that is never public, whatever category it is taken under. */
static bool is_delicate(const Ctx *ctx, const EntryProposal *proposal, const char *text)
{
    g_autoptr(GPtrArray) found = service_propose(ctx->catalog, text);
    bool delicate = proposal->service && proposal->service->sensitive;
    for (guint i = 0; i < found->len; i++)
        delicate = delicate || ((const ServiceProposal *)found->pdata[i])->service->sensitive;
    return delicate;
}

static bool check_disposition(bool delicate, unsigned disposition, GError **error)
{
    if (disposition == 0)
        return fail(error, KENTONGAN_ERROR_INVALID, "disposisi",
                    N_("Pilih: ke instansi, bahan dialog, atau keduanya."));
    if ((disposition & RADIO_DIALOGUE) && delicate)
        return fail(error, KENTONGAN_ERROR_INVALID, "disposisi",
                    N_("Kategori ini tidak pernah dibahas di siaran. Pilih: ke instansi."));
    return true;
}

typedef struct {
    const Entry *entry;
    const EntryProposal *proposal;
    const char *station;
    unsigned disposition;
    bool delicate;
    RadioTaken *taken;
} Taking;

static bool put_item(Ctx *ctx, const Taking *taking, const IntakeResult *made, GError **error)
{
    g_autofree char *name = NULL, *phone = NULL;
    entry_split_who(taking->entry->who, &name, &phone);
    g_autofree char *air = taking->delicate ? g_strdup("") : redact_text(taking->entry->text, name);
    g_autoptr(GBytes) sealed = crypt_seal_text("radio.air", air);
    RadioItem item = { .id = id_next(),
                       .station = (char *)taking->station,
                       .case_id = made->case_id,
                       .ticket = made->ticket,
                       .account = ctx->actor.id,
                       .disposition = taking->disposition,
                       .air_sealed = sealed,
                       .created_at = ctx_now_us(ctx) };
    taking->taken->item = item.id;
    return radio_store_insert(ctx, &item, error);
}

static bool take_work(Ctx *ctx, gpointer user, GError **error)
{
    Taking *taking = user;
    RadioTaken *taken = taking->taken;
    const EntryProposal *proposal = taking->proposal;
    g_auto(IntakeResult) made = { 0 };
    radio_taken_clear(taken);
    *taken = (RadioTaken){ 0 };
    if (!entry_submit(ctx, taking->entry, proposal, &made, error))
        return false;
    taken->ticket = g_strdup(made.ticket);
    taken->alarm = made.alarm;
    taken->repeated = made.repeated;
    if (made.repeated)
        return true;
    if ((taking->disposition & RADIO_AGENCY) && proposal->agency) {
        if (!dispose(ctx, made.ticket, proposal->agency->code, proposal->service->code, error))
            return false;
        taken->agency = proposal->agency;
    }
    g_autoptr(Case) c = case_store_get(ctx, made.case_id, error);
    return c && note_disposition(ctx, c, taking->station, taking->disposition, error) &&
           put_item(ctx, taking, &made, error);
}

bool radio_take(Ctx *ctx, const Entry *entry, const char *station, unsigned disposition,
                RadioTaken *taken, GError **error)
{
    g_auto(EntryProposal) proposal = { 0 };
    Taking taking = { .entry = entry,
                      .proposal = &proposal,
                      .station = station,
                      .disposition = disposition,
                      .taken = taken };
    *taken = (RadioTaken){ 0 };
    if (!radio_check_station(ctx, station, error))
        return false;
    entry_propose(ctx, entry->text, entry->place, entry->service, &proposal);
    taking.delicate = is_delicate(ctx, &proposal, entry->text);
    if (check_disposition(taking.delicate, disposition, error) &&
        ctx_transact(ctx, take_work, &taking, error))
        return true;
    radio_taken_clear(taken);
    return false;
}

/* ---- changing ---- */

typedef struct {
    gint64 id;
    const char *air;
    unsigned disposition;
    bool dropped;
    const RelayIn *relay;
} Change;

static bool air_work(Ctx *ctx, gpointer user, GError **error)
{
    const Change *change = user;
    g_autoptr(RadioItem) item = load_item(ctx, change->id, error);
    g_autofree char *before = item ? crypt_open_text("radio.air", item->air_sealed, error) : NULL;
    if (!before)
        return false;
    if (!*before)
        return fail(error, KENTONGAN_ERROR_CONFLICT, NULL,
                    N_("Laporan ini tidak boleh dibahas di siaran."));
    g_autofree char *air = redact_text(change->air, "");
    g_clear_pointer(&item->air_sealed, g_bytes_unref);
    item->air_sealed = crypt_seal_text("radio.air", air);
    return radio_store_update(ctx, item, error);
}

bool radio_set_air(Ctx *ctx, gint64 id, const char *text, GError **error)
{
    Change change = { .id = id, .air = text };
    if (text_is_blank(text) || text_chars(text) > LIMIT_NOTE_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "teks",
                    N_("Tulis kalimat yang dibaca, paling banyak 2.000 huruf."));
    return ctx_transact(ctx, air_work, &change, error);
}

static bool dropped_work(Ctx *ctx, gpointer user, GError **error)
{
    const Change *change = user;
    g_autoptr(RadioItem) item = load_item(ctx, change->id, error);
    if (!item)
        return false;
    item->dropped = change->dropped;
    return radio_store_update(ctx, item, error);
}

bool radio_set_dropped(Ctx *ctx, gint64 id, bool dropped, GError **error)
{
    Change change = { .id = id, .dropped = dropped };
    return ctx_transact(ctx, dropped_work, &change, error);
}

static bool dispose_now(Ctx *ctx, const Case *c, GError **error)
{
    RoutingProposal route = { 0 };
    if (!waits_for_disposition(c) || !*c->service ||
        !routing_propose(ctx->catalog, c->service, c->area, &route))
        return true;
    return dispose(ctx, c->ticket, route.agency, c->service, error);
}

static bool disposition_work(Ctx *ctx, gpointer user, GError **error)
{
    const Change *change = user;
    g_autoptr(RadioItem) item = load_item(ctx, change->id, error);
    g_autoptr(Case) before = item ? case_store_get(ctx, item->case_id, error) : NULL;
    if (!before)
        return false;
    g_autofree char *air = crypt_open_text("radio.air", item->air_sealed, error);
    if (!air)
        return false;
    if ((change->disposition & RADIO_DIALOGUE) && (!*air || !radio_may_air(ctx, before)))
        return fail(error, KENTONGAN_ERROR_INVALID, "disposisi",
                    N_("Laporan ini tidak boleh dibahas di siaran."));
    if (change->disposition == item->disposition)
        return true;
    bool newly = (change->disposition & RADIO_AGENCY) && !(item->disposition & RADIO_AGENCY);
    item->disposition = change->disposition;
    if (!(item->disposition & RADIO_DIALOGUE))
        item->topic = 0;
    if (newly && !dispose_now(ctx, before, error))
        return false;
    g_autoptr(Case) c = case_store_get(ctx, item->case_id, error);
    return c && note_disposition(ctx, c, item->station, item->disposition, error) &&
           radio_store_update(ctx, item, error);
}

bool radio_set_disposition(Ctx *ctx, gint64 id, unsigned disposition, GError **error)
{
    Change change = { .id = id, .disposition = disposition };
    return check_disposition(false, disposition, error) &&
           ctx_transact(ctx, disposition_work, &change, error);
}

/* ---- straight to a unit ---- */

static bool relay_work(Ctx *ctx, gpointer user, GError **error)
{
    const Change *change = user;
    const RelayIn *in = change->relay;
    const Voice *unit = catalog_voice(ctx->catalog, VOICE_UNIT, in->unit);
    g_autoptr(RadioItem) item = load_item(ctx, change->id, error);
    g_autoptr(Case) c = item ? case_store_get(ctx, item->case_id, error) : NULL;
    if (!c)
        return false;
    bool both = *in->whom && *in->words;
    g_autofree char *said = g_strconcat(in->whom, both ? ": " : "", in->words, NULL);
    g_autoptr(GBytes) sealed = *said ? crypt_seal_text("event.text", said) : NULL;
    bool taken = in->answer == RELAY_TAKEN;
    EventIn event = { .kind = taken ? "case.relayed" : "case.relay_tried",
                      .public_ = taken && c->visibility != VISIBILITY_SECRET,
                      .sealed = sealed,
                      .data = event_data("label", unit->name, "unit", unit->code, "answer",
                                         relay_answer_name(in->answer), NULL) };
    NoticeWords words = NOTICE_WORDS_INIT;
    words.agency = unit->name;
    return case_note(ctx, c, &event, taken ? "notice.relayed" : NULL, &words, error);
}

bool radio_relay(Ctx *ctx, gint64 id, const RelayIn *in, GError **error)
{
    Change change = { .id = id, .relay = in };
    if (!catalog_voice(ctx->catalog, VOICE_UNIT, in->unit))
        return fail(error, KENTONGAN_ERROR_INVALID, "unit", N_("Pilih unit yang dihubungi."));
    if (in->answer < RELAY_TAKEN || in->answer > RELAY_REFUSED)
        return fail(error, KENTONGAN_ERROR_INVALID, "jawaban", N_("Pilih jawaban unit itu."));
    if (text_chars(in->whom) > LIMIT_NAME_CHARS || text_chars(in->words) > LIMIT_REASON_CHARS)
        return fail(error, KENTONGAN_ERROR_INVALID, "kata",
                    N_("Terlalu panjang: nama paling banyak 100 huruf, keterangan 500."));
    return ctx_transact(ctx, relay_work, &change, error);
}

GPtrArray *radio_relays(Ctx *ctx, const Case *c, GError **error)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    g_autoptr(GPtrArray) relays = g_ptr_array_new_with_free_func((GDestroyNotify)relay_free);
    if (!event_store_of_case(ctx, c->id, false, events, error))
        return NULL;
    for (guint i = 0; i < events->len; i++) {
        const Event *event = events->pdata[i];
        if (strcmp(event->kind, "case.relayed") != 0 &&
            strcmp(event->kind, "case.relay_tried") != 0)
            continue;
        g_autofree char *answer = event_field(event, "answer");
        Relay *relay = g_new0(Relay, 1);
        relay->at = event->at;
        relay->account = event->actor;
        relay->unit = event_field(event, "label");
        relay->words = crypt_open_text("event.text", event->sealed, NULL);
        (void)relay_answer_from_name(answer, &relay->answer);
        g_ptr_array_add(relays, relay);
    }
    return g_steal_pointer(&relays);
}
