/* What an SMS means: see sms_dialog.h.
 *
 * Invariants:
 *  D1 words that are not a command end in a case that is surely meant, in a new report, or wait
 *     sealed for the sender's pick; none is dropped and none guessed into one of several cases.
 *  D2 words whose pick never comes become a new report after a day.
 *  D3 one pick is taken once: a second one, or one that is late, does nothing.
 *  D4 two SMS of one sender are never understood at the same time (lock_store_address).
 *  D5 facts go only to whom they may: of a case that is not listed, to its own reporter's number.
 *  D6 after SMS_A_DAY messages of one number in a day a person reads, and no answer is sent.
 */
#include "domain/sms_dialog.h"

#include <string.h>

#include "base/id.h"
#include "base/text.h"
#include "domain/action.h"
#include "domain/alarm.h"
#include "domain/intake.h"
#include "domain/person.h"
#include "domain/sms_talk.h"
#include "model/limits.h"
#include "store/case.h"
#include "store/catalog.h"
#include "store/lock.h"
#include "store/media.h"
#include "store/report.h"

enum { SMS_A_DAY = 20, CHOICES_MAX = 5, ASK_AGAIN_MIN = 2, CANCEL_HOURS = 24, RATE_DAYS = 7 };

/* ---- which of several ---- */

/* Indexes of the cases that a verb may mean: those that wait for a verdict before all others. */
static GArray *meant(const Talk *talk, SmsVerb verb)
{
    static const Action ACTIONS[] = { [SMS_CONFIRM] = ACTION_CONFIRM,
                                      [SMS_DISPUTE] = ACTION_DISPUTE,
                                      [SMS_RATE] = ACTION_RATE,
                                      [SMS_CANCEL] = ACTION_WITHDRAW };
    gint64 since = verb == SMS_CANCEL ? ctx_now_us(talk->ctx) - CANCEL_HOURS * US_PER_HOUR : 0;
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
    for (int proposed = 1; proposed >= 0 && found->len == 0; proposed--)
        for (guint i = 0; i < talk->cases->len; i++) {
            const Case *c = talk->cases->pdata[i];
            bool fits = verb == SMS_TEXT
                            ? !status_is_closed(c->status)
                            : transition_allows(&TRANSITIONS[ACTIONS[verb]], c->status);
            bool now = verb == SMS_TEXT || proposed == (c->status == STATUS_PROPOSED);
            if (fits && now && c->created_at >= since)
                g_array_append_val(found, i);
        }
    return found;
}

GArray *talk_open(const Talk *talk)
{
    return meant(talk, SMS_TEXT);
}

static bool ask(Talk *talk, const char *key, const Waiting *w, GError **error)
{
    NoticeWords words = NOTICE_WORDS_INIT;
    g_autofree char *list = talk_list(talk, w);
    words.list = list;
    return waiting_save(talk, w, error) && talk_answer(talk, key, "", &words, error);
}

/* More words before the pick: they wait with the others. */
static bool wait_too(Talk *talk, const char *text, GError **error)
{
    Waiting *w = &talk->waiting;
    gint64 now = ctx_now_us(talk->ctx);
    bool again = now - w->asked_at > ASK_AGAIN_MIN * US_PER_MIN;
    char *joined = g_strconcat(w->text, "\n", text, NULL);
    g_free(w->text);
    w->text = joined;
    g_array_append_val(w->messages, talk->in->message_id);
    if (!again)
        return waiting_save(talk, w, error);
    w->asked_at = now;
    return ask(talk, "sms.which_case", w, error);
}

static bool ask_which(Talk *talk, SmsVerb verb, int number, const char *text, GArray *which,
                      GError **error)
{
    bool waits = talk->is_waiting && !talk->waiting.done;
    if (waits && !text_is_blank(text)) /* one question at a time; what waits is not put away */
        return wait_too(talk, talk->in->text, error);
    if (waits)
        return ask(talk, "sms.which_case", &talk->waiting, error);
    g_auto(Waiting) w = { .verb = verb,
                          .number = number,
                          .from = g_strdup(talk->in->from),
                          .text = g_strdup(text),
                          .tickets = g_ptr_array_new_with_free_func(g_free),
                          .messages = g_array_new(FALSE, FALSE, sizeof(gint64)),
                          .asked_at = ctx_now_us(talk->ctx) };
    for (guint i = 0; i < which->len && i < CHOICES_MAX; i++) {
        const Report *report = talk->reports->pdata[g_array_index(which, guint, i)];
        g_ptr_array_add(w.tickets, g_strdup(report->ticket));
    }
    g_array_append_val(w.messages, talk->in->message_id);
    guide_drop(&talk->guide);
    return ask(talk, "sms.which_case", &w, error);
}

/* The messages whose words waited belong to what they became. */
static bool link_messages(Talk *talk, GArray *messages, GError **error)
{
    const SmsDialogOut *out = talk->out;
    for (guint i = 0; messages && i < messages->len; i++)
        if (!message_store_handled(talk->ctx, g_array_index(messages, gint64, i), out->case_id,
                                   out->report_id, talk->person_id, error) ||
            !media_store_wake(talk->ctx, g_array_index(messages, gint64, i), error))
            return false;
    return true;
}

static bool pick_taken(Talk *talk, int number, GError **error)
{
    Waiting *w = &talk->waiting;
    const char *ticket = number > 0 ? w->tickets->pdata[number - 1] : "";
    int at = *ticket ? talk_find(talk, ticket) : -1;
    bool ok = at >= 0 ? talk_apply(talk, (guint)at, w->verb, w->number, w->text, error)
                      : talk_new_report(talk, w->text, VISIBILITY_OPEN, error);
    return ok && link_messages(talk, w->messages, error) &&
           waiting_finish(talk->ctx, talk->in->medium->name, talk->hash, error);
}

/* The one case that a bare number may grade: finished lately and not graded yet; -1 none. */
static int gradable(const Talk *talk)
{
    int found = -1;
    for (guint i = 0; i < talk->cases->len; i++) {
        const Case *c = talk->cases->pdata[i];
        const Report *report = talk->reports->pdata[i];
        bool lately =
            c->closed_at == 0 || ctx_now_us(talk->ctx) - c->closed_at < RATE_DAYS * US_PER_DAY;
        if (!transition_allows(&TRANSITIONS[ACTION_RATE], c->status) || report->rating != 0 ||
            !lately)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

static bool pick_waiting(Talk *talk, GError **error)
{
    enum { LATE_S = 120 };
    Waiting *w = &talk->waiting;
    int number = talk->command.number;
    const Incoming *more = talk->in->more;
    bool late = more && more->sent_at != 0 && more->sent_at + LATE_S * US_PER_S < w->asked_at;
    if (late)
        return ask(talk, "sms.which_case", w, error);
    if (number <= (int)w->tickets->len)
        return pick_taken(talk, number, error);
    guide_count_miss(talk);
    return talk->to_human || ask(talk, "sms.wrong_pick", w, error);
}

static bool pick(Talk *talk, GError **error)
{
    int number = talk->command.number, grades = gradable(talk);
    g_autoptr(GArray) open = meant(talk, SMS_TEXT);
    if (talk->is_waiting && !talk->waiting.done)
        return pick_waiting(talk, error);
    if (open->len == 1) {
        guint at = g_array_index(open, guint, 0);
        const Case *c = talk->cases->pdata[at];
        if (c->status == STATUS_NEED_INFO)
            return talk_append(talk, at, talk->command.text, "sms.appended", error);
    }
    if (talk->is_waiting)
        return true;
    if (grades >= 0 && number >= 1 && number <= 5)
        return talk_rate(talk, (guint)grades, number, "", error);
    return guide_miss(talk, "sms.too_short", "", NULL, error);
}

/* ---- verbs ---- */

/* Danger is not added to an old matter, unless that is the same danger. */
static bool is_new_danger(const Talk *talk, const char *text, const GArray *open)
{
    g_autofree char *words = alarm_words(talk->ctx->catalog, text);
    const Case *only = open->len == 1 ? talk->cases->pdata[g_array_index(open, guint, 0)] : NULL;
    return *words && !(only && alarm_is_known(only, words));
}

/* A mail that is no reply begins a matter of its own. */
static bool is_fresh(const Talk *talk)
{
    return talk->in->more && talk->in->more->fresh;
}

/* Words without a command. */
static bool plain_text(Talk *talk, const char *text, GError **error)
{
    int named = talk->command.ticket ? talk_find(talk, talk->command.ticket) : -1;
    g_autoptr(GArray) open = meant(talk, SMS_TEXT);
    if (named >= 0)
        return talk_append(talk, (guint)named, text, "sms.appended", error);
    if (is_new_danger(talk, text, open) || (is_fresh(talk) && !sms_command_is_polite(text)))
        return talk_new_report(talk, text, VISIBILITY_OPEN, error);
    if (talk->is_waiting && !talk->waiting.done)
        return wait_too(talk, text, error);
    if (open->len == 1)
        return talk_append(talk, g_array_index(open, guint, 0), text, "sms.appended", error);
    if (sms_command_is_polite(text))
        return true;
    return open->len > 1 ? ask_which(talk, SMS_TEXT, 0, text, open, error)
                         : talk_new_report(talk, text, VISIBILITY_OPEN, error);
}

/* ---- without words ---- */

/* One open case: it belongs to that. */
static bool bare_to(Talk *talk, guint at, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    const Case *c = talk->cases->pdata[at];
    g_autofree char *words = guide_bare_words(talk);
    bool point = guide_bare(talk) == GUIDE_BARE_POINT;
    bool locates = point && guide_point_inside(talk) &&
                   transition_allows(&TRANSITIONS[ACTION_LOCATE], c->status);
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    if (point && !locates && !guide_point_inside(talk))
        return talk_add_words(talk, at, words, error) &&
               talk_answer(talk, "guide.outside", report->ticket, NULL, error);
    if (!locates)
        return talk_append(talk, at, point ? words : "", "sms.appended", error);
    input.has_point = true;
    input.lat_e7 = talk->in->more->lat_e7;
    input.lng_e7 = talk->in->more->lng_e7;
    return talk_act(talk, at, ACTION_LOCATE, &input, &result, error) &&
           talk_answer(talk, "sms.appended", report->ticket, NULL, error);
}

static bool bare(Talk *talk, GError **error)
{
    g_autoptr(GArray) open = meant(talk, SMS_TEXT);
    GuideBare kind = guide_bare(talk);
    int named = talk->command.ticket ? talk_find(talk, talk->command.ticket) : -1;
    if (named >= 0 && kind != GUIDE_BARE_NOTHING)
        return bare_to(talk, (guint)named, error);
    if (open->len == 1)
        talk_note_case(talk, ((const Case *)talk->cases->pdata[g_array_index(open, guint, 0)])->id,
                       0);
    if (kind == GUIDE_BARE_NOTHING) {
        bool other = talk->in->more && talk->in->more->other != INCOMING_NONE;
        return guide_miss(talk, other ? "guide.unusable" : "sms.too_short", "", NULL, error);
    }
    if (open->len == 1)
        return bare_to(talk, g_array_index(open, guint, 0), error);
    g_autofree char *words = guide_bare_words(talk);
    if (talk->is_waiting && !talk->waiting.done)
        return wait_too(talk, words, error);
    if (open->len > 1)
        return ask_which(talk, SMS_TEXT, 0, words, open, error);
    if (kind == GUIDE_BARE_POINT && !guide_point_inside(talk))
        return talk_answer(talk, "guide.outside", "", NULL, error);
    const char *key = kind == GUIDE_BARE_POINT ? "guide.point_only" : "guide.photo_only";
    return talk_submit(talk, catalog_text(talk->ctx->catalog, key, "id"), VISIBILITY_OPEN, error);
}

/* ---- taking it back ---- */

static bool cancel(Talk *talk, GError **error)
{
    const char *ticket = talk->command.ticket;
    int named = ticket ? talk_find(talk, ticket) : -1;
    g_autoptr(GArray) which = meant(talk, SMS_CANCEL);
    if (ticket && named < 0)
        return talk_answer_unknown(talk, ticket, error);
    if (named >= 0)
        return guide_withdraw(talk, (guint)named, error);
    if (which->len == 0)
        return talk_answer(talk, "guide.no_cancel", "", NULL, error);
    if (which->len > 1)
        return ask_which(talk, SMS_CANCEL, 0, "", which, error);
    return guide_ask_cancel(talk, g_array_index(which, guint, 0), error);
}

/* ---- verbs ---- */

/* D5: listed, or his own. */
static bool status_of_other(Talk *talk, const char *ticket, GError **error)
{
    g_autoptr(GError) problem = NULL;
    gint64 report_id = 0;
    g_autoptr(Case) c = case_store_by_ticket(talk->ctx, ticket, &report_id, &problem);
    if (c && c->listed && c->visibility != VISIBILITY_SECRET)
        return talk_answer_status(talk, c, ticket, error);
    if (c || error_is(problem, KENTONGAN_ERROR_NOT_FOUND))
        return talk_answer_unknown(talk, ticket, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

/* His report may be older than what talk_load brings: the person decides, not the list. */
static bool is_his(Talk *talk, const char *ticket)
{
    g_autoptr(Report) report = report_store_by_ticket(talk->ctx, ticket, NULL);
    return report && report->person_id != 0 && report->person_id == talk->person_id;
}

static bool status_of_his(Talk *talk, const char *ticket, GError **error)
{
    gint64 report_id = 0;
    g_autoptr(Case) c = case_store_by_ticket(talk->ctx, ticket, &report_id, error);
    if (!c)
        return false;
    talk_note_case(talk, c->id, report_id);
    return talk_answer_status(talk, c, ticket, error);
}

static bool status(Talk *talk, GError **error)
{
    const char *ticket = talk->command.ticket;
    if (!ticket && talk_is_danger(talk, talk->in->text))
        return talk_new_report(talk, talk->in->text, VISIBILITY_OPEN, error);
    if (ticket)
        return is_his(talk, ticket) ? status_of_his(talk, ticket, error)
                                    : status_of_other(talk, ticket, error);
    if (*talk->command.said)
        return talk_answer_unknown(talk, talk->command.said, error);
    if (talk->cases->len == 0)
        return talk_answer_help(talk, error);
    const Report *newest = talk->reports->pdata[0];
    return talk_answer_status(talk, talk->cases->pdata[0], newest->ticket, error);
}

/* No case fits the verdict: its words are words like others, when there are any. */
static bool verdict_on_none(Talk *talk, GError **error)
{
    const SmsCommand *c = &talk->command;
    if (c->verb == SMS_DISPUTE && !sms_command_is_short(c->text))
        return plain_text(talk, talk->in->text, error);
    if (talk->cases->len == 0)
        return talk_answer_help(talk, error);
    const Report *newest = talk->reports->pdata[0];
    return talk_answer_status(talk, talk->cases->pdata[0], newest->ticket, error);
}

static bool verdict(Talk *talk, GError **error)
{
    const SmsCommand *c = &talk->command;
    int named = c->ticket ? talk_find(talk, c->ticket) : -1;
    if (c->verb == SMS_RATE && c->number == 0)
        return talk_answer_help(talk, error);
    if (named >= 0)
        return talk_apply(talk, (guint)named, c->verb, c->number, c->text, error);
    if (c->ticket)
        return talk_answer_unknown(talk, c->ticket, error);
    g_autoptr(GArray) which = meant(talk, c->verb);
    if (which->len == 0)
        return verdict_on_none(talk, error);
    if (which->len > 1)
        return ask_which(talk, c->verb, c->number, c->text, which, error);
    return talk_apply(talk, g_array_index(which, guint, 0), c->verb, c->number, c->text, error);
}

static bool stop(Talk *talk, GError **error)
{
    g_autoptr(GString) tickets = g_string_new(NULL);
    for (guint i = 0; i < talk->reports->len; i++) {
        const Report *report = talk->reports->pdata[i];
        const Case *c = talk->cases->pdata[i];
        bool named = talk->command.ticket && talk_find(talk, talk->command.ticket) == (int)i;
        if (talk->command.ticket ? !named : status_is_closed(c->status))
            continue;
        if (!report_store_set_follows(talk->ctx, talk->person_id, report->case_id, false, error))
            return false;
        g_string_append_printf(tickets, "%s%s", tickets->len ? ", " : "", report->ticket);
    }
    if (tickets->len > 0)
        return talk_answer(talk, "sms.stopped", tickets->str, NULL, error);
    return talk->command.ticket ? talk_answer_unknown(talk, talk->command.ticket, error)
                                : talk_answer_help(talk, error);
}

static bool run(Talk *talk, GError **error)
{
    const SmsCommand *c = &talk->command;
    switch (c->verb) {
    case SMS_EMPTY:
        return bare(talk, error);
    case SMS_TEXT:
        return plain_text(talk, c->text, error);
    case SMS_REPORT:
        return talk_new_report(talk, c->text, c->visibility, error);
    case SMS_STATUS:
        return status(talk, error);
    case SMS_CONFIRM:
    case SMS_DISPUTE:
    case SMS_RATE:
        return verdict(talk, error);
    case SMS_STOP:
        return stop(talk, error);
    case SMS_HELP:
        return talk_answer_help(talk, error);
    case SMS_PICK:
        return pick(talk, error);
    case SMS_CANCEL:
        return cancel(talk, error);
    case SMS_HUMAN:
        talk->to_human = true;
        return true;
    }
    g_assert_not_reached();
}

/* ---- entry ---- */

/* A ticket of another government on this installation, a case that was handed over: his words go
 * there. The message itself stays here and names no case. */
static bool run_elsewhere(Talk *talk, gint64 tenant, GError **error)
{
    g_autoptr(Catalog) catalog = catalog_store_load(talk->ctx->db, tenant, error);
    if (!catalog)
        return false;
    Ctx there = *talk->ctx, *here = talk->ctx;
    there.catalog = catalog;
    there.tenant = tenant;
    talk->ctx = &there;
    bool ok = talk_load(talk, error) && guide_load(talk, error) && run(talk, error) &&
              guide_save(talk, error);
    talk->ctx = here;
    *talk->out = (SmsDialogOut){ 0 };
    return ok;
}

static bool expire(Ctx *ctx, const char *channel, const guint8 hash[16], Waiting *w,
                   GError **error);

static bool load_waiting(Talk *talk, GError **error)
{
    bool expired = false;
    if (!waiting_load(talk->ctx, talk->in->medium->name, talk->hash, &talk->waiting,
                      &talk->is_waiting, &expired, error))
        return false;
    if (!talk->is_waiting || !expired)
        return true;
    if (!expire(talk->ctx, talk->in->medium->name, talk->hash, &talk->waiting, error))
        return false;
    waiting_clear(&talk->waiting);
    talk->waiting.done = true;
    return true;
}

/* Which case a reply is about, when its words do not say: by the subject, or by the message of ours
 * that it answers, when that is one of his. */
static bool name_by_thread(Talk *talk, GError **error)
{
    const Incoming *more = talk->in->more;
    g_autoptr(GError) gone = NULL;
    if (talk->command.ticket || !more || more->answers == 0)
        return true;
    g_autoptr(Message) ours = message_store_get(talk->ctx, more->answers, &gone);
    if (!ours && !error_is(gone, KENTONGAN_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&gone));
        return false;
    }
    for (guint i = 0; ours && ours->case_id != 0 && i < talk->cases->len; i++) {
        const Case *c = talk->cases->pdata[i];
        const Report *report = talk->reports->pdata[i];
        if (c->id == ours->case_id && !talk->command.ticket)
            talk->command.ticket = g_strdup(report->ticket);
    }
    return true;
}

/* ---- a human ---- */

static ConversationIn conversation_of(const Talk *talk)
{
    g_autoptr(GArray) open = meant(talk, SMS_TEXT);
    const Case *only = open->len == 1 ? talk->cases->pdata[g_array_index(open, guint, 0)] : NULL;
    gint64 case_id = talk->out->case_id ? talk->out->case_id : only ? only->id : 0;
    return (ConversationIn){ .medium = talk->in->medium,
                             .hash = talk->hash,
                             .from = talk->in->from,
                             .message_id = talk->in->message_id,
                             .person_id = talk->person_id,
                             .case_id = case_id };
}

static bool call_human(Talk *talk, ConversationReason reason, GError **error)
{
    ConversationIn in = conversation_of(talk);
    bool ok = conversation_call(talk->ctx, &in, talk->human, reason, talk->guide.missed, error);
    if (talk->guide.missed)
        g_array_set_size(talk->guide.missed, 0);
    talk->guide.misses = 0;
    if (in.case_id && !talk->out->case_id)
        talk->out->case_id = in.case_id;
    return ok;
}

/* *silent: an operator answers him, not the dialog. */
static bool hear_human(Talk *talk, bool *silent, GError **error)
{
    ConversationIn in = { .medium = talk->in->medium,
                          .hash = talk->hash,
                          .from = talk->in->from,
                          .message_id = talk->in->message_id };
    if (!conversation_hear(talk->ctx, &in, &talk->human, error))
        return false;
    *silent = talk->human && talk->human->state == CONVERSATION_TAKEN &&
              !talk_is_danger(talk, talk->in->text);
    if (*silent)
        talk->out->case_id = talk->human->case_id;
    return true;
}

static bool too_many(Talk *talk, int today, GError **error)
{
    talk->out->for_person = true;
    return today > SMS_A_DAY + 1 || talk->human ||
           (talk_load(talk, error) && call_human(talk, CONVERSATION_TOO_MANY, error));
}

static bool understand(Talk *talk, GError **error)
{
    bool taken = false;
    if (!talk_load(talk, error) || !name_by_thread(talk, error) || !guide_load(talk, error) ||
        !guide_take(talk, &taken, error) || (!taken && !run(talk, error)))
        return false;
    bool asked = talk->command.verb == SMS_HUMAN;
    ConversationReason reason = asked ? CONVERSATION_ASKED : CONVERSATION_LOST;
    return (!talk->to_human || call_human(talk, reason, error)) && guide_save(talk, error);
}

static bool handle(Talk *talk, GError **error)
{
    int today = 0;
    gint64 tenant = 0;
    bool silent = false;
    const char *prefix = talk->ctx->catalog->tenant.prefix;
    if (!lock_store_address(talk->ctx->db, talk->hash, error) || !hear_human(talk, &silent, error))
        return false;
    if (silent)
        return true;
    if (!load_waiting(talk, error) || !waiting_count_today(talk, &today, error))
        return false;
    if (today > SMS_A_DAY)
        return too_many(talk, today, error);
    sms_command_parse(talk->in->text, prefix, talk->ctx->catalog->spelling, &talk->command);
    if (!talk->command.ticket && talk->in->more && talk->in->more->subject)
        talk->command.ticket = ticket_find(talk->in->more->subject);
    const char *ticket = talk->command.ticket;
    if (ticket && !case_store_tenant_of(talk->ctx->db, ticket, &tenant, error))
        return false;
    if (tenant != 0 && tenant != talk->ctx->tenant)
        return run_elsewhere(talk, tenant, error);
    return understand(talk, error);
}

bool sms_dialog_handle(Ctx *ctx, const SmsDialogIn *in, SmsDialogOut *out, GError **error)
{
    Talk talk = { .ctx = ctx, .in = in, .out = out };
    *out = (SmsDialogOut){ 0 };
    talk.reports = g_ptr_array_new();
    talk.cases = g_ptr_array_new();
    person_hash(in->medium->kind, in->from, talk.hash);
    out->for_person = !medium_can_answer(in->medium, in->from);
    bool ok = out->for_person || handle(&talk, error);
    /* who writes for the first time is a person only now */
    if (ok && out->case_id && talk.person_id == 0)
        ok = person_by_address(ctx, in->medium->kind, in->from, &talk.person_id, error);
    out->person_id = out->case_id ? talk.person_id : 0;
    talk_clear(&talk);
    return ok;
}

/* D2. A verdict without a case is no report; its words, if it has some, are. */
static bool expire(Ctx *ctx, const char *channel, const guint8 hash[16], Waiting *w, GError **error)
{
    SmsDialogOut out = { 0 };
    SmsDialogIn in = { .medium = medium_find(channel), .from = w->from, .text = w->text };
    Talk talk = { .ctx = ctx, .in = &in, .out = &out };
    bool worth = !w->done && !sms_command_is_short(w->text) && !sms_command_is_polite(w->text);
    bool ok = true;
    talk.command.verb = SMS_TEXT;
    memcpy(talk.hash, hash, sizeof talk.hash);
    if (worth)
        ok = talk_load(&talk, error) && guide_load(&talk, error) &&
             talk_submit(&talk, w->text, VISIBILITY_OPEN, error) && guide_save(&talk, error) &&
             link_messages(&talk, w->messages, error);
    talk_clear(&talk);
    if (!ok)
        return false;
    return worth ? waiting_finish(ctx, channel, hash, error)
                 : dialog_store_del(ctx, channel, hash, error);
}

typedef struct {
    const char *channel;
    const guint8 *hash;
} Expire;

/* He may have written in the meantime. */
static bool human_expired(Ctx *ctx, const char *medium, const Expire *e, GError **error)
{
    g_auto(Dialog) row = { 0 };
    bool found = false;
    if (!dialog_store_take(ctx, e->channel, e->hash, &row, &found, error))
        return false;
    return !found || row.expires_at > ctx_now_us(ctx) ||
           conversation_expire(ctx, medium, e->hash, error);
}

static bool expire_work(Ctx *ctx, gpointer user, GError **error)
{
    const Expire *e = user;
    g_auto(Waiting) w = { 0 };
    bool found = false, expired = false;
    g_autofree char *medium = g_strndup(e->channel, strcspn(e->channel, "#"));
    if (!lock_store_address(ctx->db, e->hash, error))
        return false;
    if (strcmp(e->channel + strlen(medium), CONVERSATION_SUFFIX) == 0)
        return human_expired(ctx, medium, e, error);
    if (!waiting_load(ctx, e->channel, e->hash, &w, &found, &expired, error))
        return false;
    return !found || !expired || expire(ctx, e->channel, e->hash, &w, error);
}

bool sms_dialog_expire(Ctx *ctx, const char *channel, const guint8 hash[16], GError **error)
{
    Expire e = { channel, hash };
    return ctx_transact(ctx, expire_work, &e, error);
}
