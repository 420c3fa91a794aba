/* The guided conversation on a message: what it is as an answer, what guide.c says to it, and doing
 * that. See sms_talk.h, guide.h.
 *
 * Invariants:
 *  G1 a question is about one report of this sender; words that answer it go to that report only.
 *  G2 what is not an answer goes on as if nothing had been asked; nothing waits for an answer.
 *  G3 the question lives as long as the report is at the admin and for a day.
 */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "base/workday.h"
#include "domain/alarm.h"
#include "domain/case_rules.h"
#include "domain/guide_place.h"
#include "domain/proposal.h"
#include "domain/sms_talk.h"
#include "store/case.h"
#include "store/report.h"

enum { LIVES_HOURS = 24, LATE_S = 120, RATES = 5 };
#define SUFFIX "#guide"
#define E7 1e7

/* ---- the row ---- */

void guide_clear(Guide *g)
{
    g_clear_pointer(&g->ticket, g_free);
    g_clear_pointer(&g->offers, g_ptr_array_unref);
    g_clear_pointer(&g->missed, g_array_unref);
    *g = (Guide){ 0 };
}

void guide_drop(Guide *g)
{
    g->state = GUIDE_IDLE;
    g->asked = 0;
    g->photo_asked = false;
    g_clear_pointer(&g->ticket, g_free);
    if (g->offers)
        g_ptr_array_set_size(g->offers, 0);
}

static char *channel_of(const Talk *talk)
{
    return g_strconcat(talk->in->medium->name, SUFFIX, NULL);
}

static void read_row(Guide *g, const char *data)
{
    json_t *object = json_loads(data, 0, NULL);
    const json_t *offers = json_object_get(object, "offers");
    const json_t *missed = json_object_get(object, "missed");
    const char *ticket = json_string_value(json_object_get(object, "ticket"));
    g->ticket = g_strdup(ticket);
    g->asked = (int)json_integer_value(json_object_get(object, "asked"));
    g->misses = (int)json_integer_value(json_object_get(object, "misses"));
    g->photo_asked = json_is_true(json_object_get(object, "photo"));
    g->asked_at = json_integer_value(json_object_get(object, "at"));
    for (size_t i = 0; i < json_array_size(offers); i++) {
        const char *code = json_string_value(json_array_get(offers, i));
        g_ptr_array_add(g->offers, g_strdup(code ? code : ""));
    }
    for (size_t i = 0; i < json_array_size(missed); i++) {
        gint64 id = json_integer_value(json_array_get(missed, i));
        g_array_append_val(g->missed, id);
    }
    json_decref(object);
}

/* G3 */
static bool is_live(const Talk *talk)
{
    const Guide *g = &talk->guide;
    int at = g->ticket ? talk_find(talk, g->ticket) : -1;
    const Case *c = at >= 0 ? talk->cases->pdata[at] : NULL;
    if (!c)
        return false;
    switch (g->state) {
    case GUIDE_RATE:
        return transition_allows(&TRANSITIONS[ACTION_RATE], c->status);
    case GUIDE_CANCEL:
        return transition_allows(&TRANSITIONS[ACTION_WITHDRAW], c->status);
    case GUIDE_IDLE:
    case GUIDE_WHAT:
    case GUIDE_PLACE:
    case GUIDE_CHOOSE:
    case GUIDE_PHOTO:
    case GUIDE_STATE_COUNT:
        break;
    }
    return transition_allows(&TRANSITIONS[ACTION_LOCATE], c->status);
}

bool guide_load(Talk *talk, GError **error)
{
    Guide *g = &talk->guide;
    g_auto(Dialog) row = { 0 };
    bool live = false;
    g_autofree char *channel = channel_of(talk);
    guide_clear(g);
    g->offers = g_ptr_array_new_with_free_func(g_free);
    g->missed = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!dialog_store_take(talk->ctx, channel, talk->hash, &row, &g->stored, error))
        return false;
    live = g->stored && row.expires_at > ctx_now_us(talk->ctx);
    if (live) {
        g->state = guide_state_from(row.question);
        read_row(g, row.data);
    }
    if (!is_live(talk))
        guide_drop(g);
    return true;
}

static char *row_data(const Guide *g)
{
    json_t *offers = json_array(), *missed = json_array();
    for (guint i = 0; i < g->offers->len; i++)
        json_array_append_new(offers, json_string(g->offers->pdata[i]));
    for (guint i = 0; i < g->missed->len; i++)
        json_array_append_new(missed, json_integer(g_array_index(g->missed, gint64, i)));
    return json_take_text(json_pack("{s:s*, s:i, s:i, s:b, s:I, s:o, s:o}", "ticket", g->ticket,
                                    "asked", g->asked, "misses", g->misses, "photo", g->photo_asked,
                                    "at", (json_int_t)g->asked_at, "offers", offers, "missed",
                                    missed));
}

bool guide_save(Talk *talk, GError **error)
{
    Guide *g = &talk->guide;
    g_autofree char *channel = channel_of(talk);
    if (!talk->missed) {
        g->misses = 0;
        g_array_set_size(g->missed, 0);
    }
    if (g->state == GUIDE_IDLE && g->misses == 0)
        return !g->stored || dialog_store_del(talk->ctx, channel, talk->hash, error);
    g_autofree char *data = row_data(g);
    Dialog row = { .question = (char *)guide_state_name(g->state),
                   .data = data,
                   .expires_at = ctx_now_us(talk->ctx) + LIVES_HOURS * US_PER_HOUR };
    return dialog_store_put(talk->ctx, channel, talk->hash, &row, error);
}

/* ---- what came ---- */

static bool has_point(const Talk *talk)
{
    const Incoming *more = talk->in->more;
    return more && (more->lat_e7 != 0 || more->lng_e7 != 0);
}

GuideBare guide_bare(const Talk *talk)
{
    const Incoming *more = talk->in->more;
    if (has_point(talk))
        return GUIDE_BARE_POINT;
    return more && more->media_count > 0 && more->other == INCOMING_NONE ? GUIDE_BARE_PICTURE
                                                                         : GUIDE_BARE_NOTHING;
}

bool guide_point_inside(const Talk *talk)
{
    const Incoming *more = talk->in->more;
    return guide_place_inside(talk->ctx->catalog, more->lat_e7, more->lng_e7);
}

static char *point_words(const Talk *talk)
{
    const Incoming *more = talk->in->more;
    NoticeWords words = NOTICE_WORDS_INIT;
    g_autofree char *point = g_strdup_printf("%.6f, %.6f", more->lat_e7 / E7, more->lng_e7 / E7);
    words.place = point;
    return notify_fill(talk->ctx, "guide.point", "id", "", "", false, &words);
}

char *guide_bare_words(const Talk *talk)
{
    if (guide_bare(talk) == GUIDE_BARE_POINT)
        return point_words(talk);
    return g_strdup(catalog_text(talk->ctx->catalog, "guide.photo_only", "id"));
}

/* Sent before the question was asked: no answer to it, whatever it looks like. */
static bool is_late(const Talk *talk)
{
    const Incoming *more = talk->in->more;
    return more && more->sent_at != 0 && more->sent_at + LATE_S * US_PER_S < talk->guide.asked_at;
}

static GuideInput number_input(const Talk *talk)
{
    const Guide *g = &talk->guide;
    int number = talk->command.number;
    bool numbered = g->state == GUIDE_CHOOSE || g->state == GUIDE_RATE;
    if (!numbered && talk->is_waiting) /* a pick, or one that comes once more */
        return GUIDE_IN_COMMAND;
    if (is_late(talk))
        return GUIDE_IN_LATE;
    if (g->state == GUIDE_CHOOSE && number == 0)
        return GUIDE_IN_NO;
    int most = g->state == GUIDE_CHOOSE ? (int)g->offers->len : g->state == GUIDE_RATE ? RATES : 99;
    return number >= 1 && number <= most ? GUIDE_IN_NUMBER : GUIDE_IN_ODD_NUMBER;
}

static bool asks_place(GuideState state)
{
    return state == GUIDE_PLACE || state == GUIDE_CHOOSE;
}

static GuideInput word_input(const Talk *talk, GuidePlaces *places)
{
    GHashTable *spelling = talk->ctx->catalog->spelling;
    const char *text = talk->in->text;
    SmsAnswer answer = sms_command_answer(text, spelling);
    if (answer != SMS_NEITHER)
        return is_late(talk) ? GUIDE_IN_LATE : answer == SMS_YES ? GUIDE_IN_YES : GUIDE_IN_NO;
    if (sms_command_is_polite(text))
        return GUIDE_IN_COMMAND;
    if (asks_place(talk->guide.state)) {
        guide_place_read(talk->ctx->catalog, text, places);
        if (places->sure)
            return GUIDE_IN_PLACE;
        if (places->count > 0)
            return GUIDE_IN_PLACES;
    }
    return sms_command_is_short(text) ? GUIDE_IN_BRIEF : GUIDE_IN_WORDS;
}

static GuideInput classify(const Talk *talk, GuidePlaces *places)
{
    const SmsCommand *c = &talk->command;
    if (c->verb == SMS_HUMAN)
        return GUIDE_IN_HUMAN;
    if (c->verb == SMS_CANCEL && !c->ticket)
        return is_late(talk) ? GUIDE_IN_LATE : GUIDE_IN_CANCEL;
    if (has_point(talk))
        return guide_point_inside(talk) ? GUIDE_IN_POSITION : GUIDE_IN_OUTSIDE;
    if (c->verb == SMS_EMPTY)
        return guide_bare(talk) == GUIDE_BARE_PICTURE ? GUIDE_IN_PICTURE : GUIDE_IN_UNUSABLE;
    if (c->verb == SMS_PICK)
        return number_input(talk);
    if (c->verb != SMS_TEXT || c->ticket || talk_is_danger(talk, talk->in->text))
        return GUIDE_IN_COMMAND;
    return word_input(talk, places);
}

/* ---- asking ---- */

static const char *question_key(const Talk *talk)
{
    bool chat = talk->in->medium->flags & MEDIUM_CHAT;
    switch (talk->guide.state) {
    case GUIDE_WHAT:
        return "guide.ask_what";
    case GUIDE_PLACE:
        return chat ? "guide.ask_place_chat" : "guide.ask_place";
    case GUIDE_CHOOSE:
        return "guide.ask_choose";
    case GUIDE_PHOTO:
        return "guide.ask_photo";
    case GUIDE_CANCEL:
        return "guide.ask_cancel";
    case GUIDE_RATE:
        return "guide.ask_rate";
    case GUIDE_IDLE:
    case GUIDE_STATE_COUNT:
        break;
    }
    return NULL;
}

/* "1 Desa Tegalsambi, Kecamatan Tahunan" line by line. */
static char *offer_list(const Talk *talk)
{
    const Guide *g = &talk->guide;
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < g->offers->len; i++)
        g_string_append_printf(list, "%s%u %s", i ? "\n" : "", i + 1,
                               catalog_area_label(talk->ctx->catalog, g->offers->pdata[i]));
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static void add_button(GString *buttons, const char *words, const char *label)
{
    g_string_append_printf(buttons, "%s%s\t%s", buttons->len ? "\n" : "", words, label);
}

static void add_offers(GString *buttons, const Talk *talk)
{
    const Guide *g = &talk->guide;
    for (guint i = 0; i < g->offers->len; i++) {
        const Area *area = catalog_area(talk->ctx->catalog, g->offers->pdata[i]);
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        g_autofree char *label = g_strdup_printf("%u %s", i + 1, area ? area->name : "");
        add_button(buttons, number, label);
    }
    add_button(buttons, "0", catalog_text(talk->ctx->catalog, "button.none", "id"));
}

char *guide_buttons(const Talk *talk)
{
    static const char *const GRADES[] = { "1", "2", "3", "4", "5" };
    const Catalog *catalog = talk->ctx->catalog;
    GuideState state = talk->guide.state;
    g_autoptr(GString) buttons = g_string_new(NULL);
    if (!(talk->in->medium->flags & MEDIUM_CHAT))
        return g_strdup("");
    if (state == GUIDE_CHOOSE)
        add_offers(buttons, talk);
    if (state == GUIDE_PLACE || state == GUIDE_PHOTO)
        add_button(buttons, "LEWATI", catalog_text(catalog, "button.skip", "id"));
    if (state == GUIDE_CANCEL) {
        add_button(buttons, "YA", catalog_text(catalog, "button.yes", "id"));
        add_button(buttons, "TIDAK", catalog_text(catalog, "button.no", "id"));
    }
    for (guint i = 0; state == GUIDE_RATE && i < G_N_ELEMENTS(GRADES); i++)
        add_button(buttons, GRADES[i], GRADES[i]);
    return g_string_free(g_steal_pointer(&buttons), FALSE);
}

static void offer(Guide *g, const GuidePlaces *places)
{
    g_ptr_array_set_size(g->offers, 0);
    for (guint i = 0; i < places->count; i++)
        g_ptr_array_add(g->offers, g_strdup(places->maybe[i]->code));
}

/* key, and the question of the state that was reached. */
static bool say(Talk *talk, const char *key, NoticeWords *words, GError **error)
{
    NoticeWords none = NOTICE_WORDS_INIT;
    Guide *g = &talk->guide;
    g_autofree char *list = offer_list(talk), *ticket = g_strdup(g->ticket ? g->ticket : "");
    const char *question = question_key(talk);
    if (!words)
        words = &none;
    words->list = list;
    if (question) {
        g->asked++;
        g->asked_at = ctx_now_us(talk->ctx);
        g->photo_asked = g->photo_asked || g->state == GUIDE_PHOTO;
    }
    return talk_ask(talk, key, question, ticket, words, error);
}

/* ---- what is known ---- */

static bool place_known(const Talk *talk, const Case *c)
{
    g_auto(Proposal) p = { 0 };
    proposal_load(talk->ctx->catalog, c, &p);
    return *c->area || c->lat_e7 != 0 || c->lng_e7 != 0 || (p.area && *p.area);
}

/* Sets the next question; words: of the report, where they may name several places. */
static void advance(Talk *talk, const Case *c, const char *words, bool has_words)
{
    Guide *g = &talk->guide;
    GuidePlaces left = { 0 };
    const Incoming *more = talk->in->more;
    GuideFacts facts = { .words = has_words,
                         .place = place_known(talk, c),
                         .photo = more && more->media_count > 0 && more->other == INCOMING_NONE,
                         .pictures = talk->in->medium->flags & MEDIUM_CHAT,
                         .photo_asked = g->photo_asked,
                         .asked = g->asked };
    if (!facts.place && *words) {
        guide_place_left(talk->ctx->catalog, words, &left);
        facts.several_places = left.count > 1;
    }
    g->state = guide_next(&facts);
    if (g->state == GUIDE_CHOOSE)
        offer(g, &left);
}

/* ---- what is done ---- */

static int asked_about(const Talk *talk)
{
    return talk->guide.ticket ? talk_find(talk, talk->guide.ticket) : -1;
}

static bool reload(Talk *talk, GError **error)
{
    return talk_load(talk, error);
}

static const Case *case_now(Talk *talk, GError **error)
{
    int at = reload(talk, error) ? asked_about(talk) : -1;
    return at >= 0 ? talk->cases->pdata[at] : NULL;
}

/* A report that began without words gets its title and proposals now. */
static bool describe(Talk *talk, guint at, GError **error)
{
    Ctx *ctx = talk->ctx;
    const Case *old = talk->cases->pdata[at];
    g_autoptr(Case) c = case_store_get(ctx, old->id, error);
    g_auto(Proposal) found = { 0 };
    if (!c)
        return false;
    if (c->status != STATUS_RECEIVED || c->visibility == VISIBILITY_SECRET || c->reports > 1)
        return true;
    proposal_find(ctx->catalog, talk->in->text, c->place_text, c->service, c->area, &found);
    g_free(c->title);
    c->title = case_rules_title(ctx, c->visibility, talk->in->text);
    g_free(c->proposal);
    c->proposal = proposal_save(&found, false);
    return case_store_update(ctx, c, error);
}

static bool finish(Talk *talk, const GuideStep *step, const char *key, NoticeWords *words,
                   bool has_words, GError **error)
{
    Guide *g = &talk->guide;
    const Case *c = case_now(talk, error);
    if (!c)
        return false;
    if (step->to == GUIDE_TO_NEXT)
        advance(talk, c, has_words ? talk->in->text : "", true);
    else if (step->to == GUIDE_TO_IDLE)
        g->state = GUIDE_IDLE;
    bool ok = say(talk, key, words, error);
    if (g->state == GUIDE_IDLE)
        guide_drop(g);
    return ok;
}

static bool do_add(Talk *talk, const GuideStep *step, GError **error)
{
    int at = asked_about(talk);
    bool has_words = !text_is_blank(talk->in->text);
    bool what = talk->guide.state == GUIDE_WHAT && has_words;
    return talk_add_words(talk, (guint)at, talk->in->text, error) &&
           (!what || describe(talk, (guint)at, error)) &&
           finish(talk, step, "guide.added", NULL, has_words, error);
}

static bool set_place(Talk *talk, const GuideStep *step, const char *area, const char *text,
                      GError **error)
{
    int at = asked_about(talk);
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    NoticeWords words = NOTICE_WORDS_INIT;
    const Incoming *more = talk->in->more;
    input.area = area;
    input.text = text;
    input.place_text = *area ? text : "";
    input.has_point = !*area;
    input.lat_e7 = input.has_point ? more->lat_e7 : 0;
    input.lng_e7 = input.has_point ? more->lng_e7 : 0;
    words.place = *area ? catalog_area_label(talk->ctx->catalog, area)
                        : catalog_text(talk->ctx->catalog, "guide.map_point", "id");
    return talk_act(talk, (guint)at, ACTION_LOCATE, &input, &result, error) &&
           finish(talk, step, "guide.located", &words, false, error);
}

static bool do_keep(Talk *talk, const GuideStep *step, GError **error)
{
    g_autofree char *point = point_words(talk);
    return talk_add_words(talk, (guint)asked_about(talk), point, error) &&
           finish(talk, step, "guide.outside", NULL, false, error);
}

static bool do_again(Talk *talk, const GuideStep *step, GError **error)
{
    Guide *g = &talk->guide;
    const Incoming *more = talk->in->more;
    bool useless = step->missed && more && more->other != INCOMING_NONE;
    if (step->to == GUIDE_TO_PLACE)
        g->state = GUIDE_PLACE;
    if (step->missed)
        return guide_miss(talk, useless ? "guide.unusable" : NULL, "", NULL, error);
    if (g->asked > GUIDE_ASKS_MAX)
        return true;
    return say(talk, NULL, NULL, error);
}

static bool do_drop(Talk *talk, GError **error)
{
    Guide *g = &talk->guide;
    g_autofree char *ticket = g_strdup(g->ticket);
    bool cancelled = talk->command.verb == SMS_CANCEL || g->state == GUIDE_CANCEL;
    guide_drop(g);
    return talk_answer(talk, cancelled ? "guide.dropped" : "guide.skipped", ticket, NULL, error);
}

bool guide_withdraw(Talk *talk, guint at, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    g_autoptr(GError) problem = NULL;
    g_autofree char *ticket = g_strdup(report->ticket);
    guide_drop(&talk->guide);
    if (talk_act(talk, at, ACTION_WITHDRAW, &input, &result, &problem))
        return true;
    if (!error_is(problem, KENTONGAN_ERROR_CONFLICT)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (g_strcmp0(error_field(problem), "warga") != 0)
        return talk_answer(talk, "guide.no_cancel", "", NULL, error);
    return report_store_set_follows(talk->ctx, talk->person_id, report->case_id, false, error) &&
           talk_answer(talk, "guide.shared", ticket, NULL, error);
}

static bool do_grade(Talk *talk, GError **error)
{
    int at = asked_about(talk);
    guide_drop(&talk->guide);
    return talk_rate(talk, (guint)at, talk->command.number, "", error);
}

static bool run_step(Talk *talk, const GuideStep *step, const GuidePlaces *places, GError **error)
{
    Guide *g = &talk->guide;
    const Report *own = talk->reports->pdata[asked_about(talk)];
    talk->out->case_id = own->case_id;
    talk->out->report_id = own->id;
    switch (step->act) {
    case GUIDE_ADD:
        return do_add(talk, step, error);
    case GUIDE_SET:
        return set_place(talk, step, places->sure ? places->sure->code : "", talk->in->text, error);
    case GUIDE_PICK: {
        g_autofree char *code = g_strdup(g->offers->pdata[talk->command.number - 1]);
        return set_place(talk, step, code, "", error);
    }
    case GUIDE_OFFER:
        offer(g, places);
        g->state = GUIDE_CHOOSE;
        return talk_add_words(talk, (guint)asked_about(talk), talk->in->text, error) &&
               say(talk, NULL, NULL, error);
    case GUIDE_KEEP:
        return do_keep(talk, step, error);
    case GUIDE_AGAIN:
        return do_again(talk, step, error);
    case GUIDE_DROP:
        return do_drop(talk, error);
    case GUIDE_WITHDRAW:
        return guide_withdraw(talk, (guint)asked_about(talk), error);
    case GUIDE_GRADE:
        return do_grade(talk, error);
    case GUIDE_PASS:
    case GUIDE_HAND_OVER:
        break;
    }
    g_assert_not_reached();
}

/* With several open reports only what surely is an answer goes to the one asked about (G1). */
static bool is_unsure(const Talk *talk, const GuideStep *step)
{
    g_autoptr(GArray) open = talk_open(talk);
    return step->act == GUIDE_ADD && talk->guide.state != GUIDE_WHAT && open->len > 1;
}

bool guide_take(Talk *talk, bool *taken, GError **error)
{
    GuidePlaces places = { 0 };
    GuideState state = talk->guide.state;
    const GuideStep *step = guide_step(state, classify(talk, &places));
    bool pick_waits = talk->is_waiting && !talk->waiting.done;
    *taken = false;
    if (step->act == GUIDE_HAND_OVER) {
        *taken = talk->to_human = true;
        guide_drop(&talk->guide);
        return true;
    }
    if (step->act == GUIDE_PASS || pick_waits || is_unsure(talk, step)) {
        if (step->to == GUIDE_TO_IDLE)
            guide_drop(&talk->guide);
        return true;
    }
    *taken = true;
    return run_step(talk, step, &places, error);
}

/* ---- beginning ---- */

bool guide_begin(Talk *talk, const char *ticket, const char *words, bool danger, GError **error)
{
    Guide *g = &talk->guide;
    bool waits = talk->is_waiting && !talk->waiting.done;
    bool by_sms = talk->in->medium->flags & MEDIUM_GSM;
    bool guided = by_sms || (talk->in->medium->flags & MEDIUM_CHAT);
    guide_drop(g);
    g->ticket = g_strdup(ticket);
    const Case *c = case_now(talk, error);
    if (!c)
        return false;
    if (guided && !waits)
        advance(talk, c, words, *words != '\0');
    if (danger && g->state == GUIDE_PHOTO)
        g->state = GUIDE_IDLE;
    NoticeWords filled = NOTICE_WORDS_INIT;
    g_autofree char *due = case_rules_due_words(talk->ctx, "id", c->due_at);
    filled.due = due;
    const char *receipt = danger                             ? NULL
                          : by_sms && g->state != GUIDE_IDLE ? "guide.received"
                          : by_sms                           ? "sms.received"
                                                             : "notice.received";
    bool ok = (danger && g->state == GUIDE_IDLE) || say(talk, receipt, &filled, error);
    if (g->state == GUIDE_IDLE)
        guide_drop(g);
    return ok;
}

bool guide_ask_cancel(Talk *talk, guint at, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    guide_drop(&talk->guide);
    talk->guide.ticket = g_strdup(report->ticket);
    talk->guide.state = GUIDE_CANCEL;
    return say(talk, NULL, NULL, error);
}

bool guide_ask_rate(Talk *talk, guint at, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    guide_drop(&talk->guide);
    talk->guide.ticket = g_strdup(report->ticket);
    talk->guide.state = GUIDE_RATE;
    return say(talk, NULL, NULL, error);
}

void guide_count_miss(Talk *talk)
{
    Guide *g = &talk->guide;
    talk->missed = true;
    g->misses++;
    if (talk->in->message_id != 0)
        g_array_append_val(g->missed, talk->in->message_id);
    talk->to_human = talk->to_human || guide_is_lost(g->misses);
}

bool guide_miss(Talk *talk, const char *key, const char *ticket, NoticeWords *words, GError **error)
{
    guide_count_miss(talk);
    if (talk->to_human || talk->human)
        return true;
    if (talk->guide.state != GUIDE_IDLE)
        return say(talk, key, words, error);
    return talk_answer(talk, key ? key : "sms.too_short", ticket, words, error);
}
