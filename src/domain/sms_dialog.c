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

enum { SMS_A_DAY = 20, CHOICES_MAX = 5, ASK_AGAIN_MIN = 2 };

/* ---- a new report ---- */

static void note_case(Talk *talk, gint64 case_id, gint64 report_id)
{
    talk->out->case_id = case_id;
    talk->out->report_id = report_id;
}

/* Further text than a report may have is added to it as the reporter's words. */
static bool add_rest(Talk *talk, const char *ticket, gint64 report_id, const char *rest,
                     GError **error)
{
    for (const char *at = rest; *at;) {
        g_autofree char *piece = text_cut(at, LIMIT_TEXT_CHARS, false);
        Ctx as = *talk->ctx;
        ActionInput input = ACTION_INPUT_INIT;
        ActionResult result;
        as.actor = (Actor){
            .kind = ACTOR_REPORTER, .id = report_id, .agency = "", .area = "", .name = ""
        };
        input.text = piece;
        if (!text_is_blank(piece) &&
            !action_apply(&as, ticket, ACTION_REPLY, &input, &result, error))
            return false;
        at += strlen(piece);
    }
    return true;
}

static bool is_kind(const Medium *medium, const char *kind)
{
    return strcmp(medium->kind, kind) == 0;
}

static bool submit(Talk *talk, const char *text, Visibility visibility, GError **error)
{
    g_auto(IntakeResult) result = { 0 };
    g_autofree char *first = text_cut(text, LIMIT_TEXT_CHARS, false);
    Ctx as = *talk->ctx;
    as.actor = (Actor){ .kind = ACTOR_PUBLIC, .agency = "", .area = "", .name = "" };
    const Medium *medium = talk->in->medium;
    const Incoming *more = talk->in->more;
    Intake intake = { .channel = medium->name,
                      .visibility = visibility,
                      .service = "",
                      .text = first,
                      .place_text = "",
                      .area = "",
                      .lat_e7 = more ? more->lat_e7 : 0,
                      .lng_e7 = more ? more->lng_e7 : 0,
                      .accuracy_m = more ? more->accuracy_m : 0,
                      .name = more && more->name ? more->name : "",
                      .phone = is_kind(medium, "phone") ? talk->in->from : "",
                      .email = is_kind(medium, "email") ? talk->in->from : "",
                      .handle = talk->in->from,
                      .attributes = "",
                      .lang = "id",
                      .idempotency_key = "",
                      .join = "" };
    if (!intake_submit(&as, &intake, &result, error))
        return false;
    note_case(talk, result.case_id, result.report_id);
    return add_rest(talk, result.ticket, result.report_id, text + strlen(first), error);
}

/* The same words once more while their case is open: pressed twice, or sent again in doubt. */
static int same_words(const Talk *talk, const char *text)
{
    g_autofree char *folded = text_fold(text);
    for (guint i = 0; i < talk->reports->len; i++) {
        const Report *report = talk->reports->pdata[i];
        const Case *c = talk->cases->pdata[i];
        g_autofree char *other = text_fold(report->text ? report->text : "");
        if (!status_is_closed(c->status) && *other && strcmp(folded, other) == 0)
            return (int)i;
    }
    return -1;
}

static bool is_danger(const Talk *talk, const char *text)
{
    g_autofree char *words = alarm_words(talk->ctx->catalog, text);
    return *words != '\0';
}

/* "begal" is short and says enough. */
static bool new_report(Talk *talk, const char *text, Visibility visibility, GError **error)
{
    int same = same_words(talk, text);
    bool danger = is_danger(talk, text);
    if (sms_command_is_short(text) && !danger)
        return talk_answer(talk, "sms.too_short", "", NULL, error);
    if (same < 0)
        return submit(talk, text, visibility, error);
    const Case *c = talk->cases->pdata[same];
    const Report *report = talk->reports->pdata[same];
    note_case(talk, c->id, report->id);
    return danger ? talk_answer(talk, "sms.received_emergency", report->ticket, NULL, error)
                  : talk_answer_status(talk, c, report->ticket, error);
}

/* ---- something to one of his cases ---- */

static bool act(Talk *talk, guint at, Action action, const ActionInput *input, ActionResult *result,
                GError **error)
{
    const Report *report = talk->reports->pdata[at];
    Ctx as = *talk->ctx;
    as.actor =
        (Actor){ .kind = ACTOR_REPORTER, .id = report->id, .agency = "", .area = "", .name = "" };
    note_case(talk, report->case_id, report->id);
    return action_apply(&as, report->ticket, action, input, result, error);
}

/* An answer to an open question is acknowledged by the action itself. */
static bool append(Talk *talk, guint at, const char *text, const char *key, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    const Case *c = talk->cases->pdata[at];
    bool was_asked = c->status == STATUS_NEED_INFO;
    note_case(talk, report->case_id, report->id);
    return add_rest(talk, report->ticket, report->id, text, error) &&
           (was_asked || talk_answer(talk, key, report->ticket, NULL, error));
}

static bool confirm(Talk *talk, guint at, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    g_autoptr(GError) problem = NULL;
    if (act(talk, at, ACTION_CONFIRM, &input, &result, &problem))
        return true;
    if (error_is(problem, KENTONGAN_ERROR_CONFLICT))
        return talk_answer_status(talk, talk->cases->pdata[at], report->ticket, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static bool answer_not_open(Talk *talk, guint at, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    const Case *c = talk->cases->pdata[at];
    const Policy *policy = catalog_policy_of(talk->ctx->catalog, c->service);
    NoticeWords words = NOTICE_WORDS_INIT;
    g_autofree char *days = g_strdup_printf("%d", policy->reopen_wd);
    words.days = days;
    return talk_answer(talk, "sms.not_open", report->ticket, &words, error);
}

static bool dispute(Talk *talk, guint at, const char *text, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    const Case *c = talk->cases->pdata[at];
    g_autofree char *words = text_cut(text, LIMIT_TEXT_CHARS, false);
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    g_autoptr(GError) problem = NULL;
    input.text = words;
    if (act(talk, at, ACTION_DISPUTE, &input, &result, &problem))
        return add_rest(talk, report->ticket, report->id, text + strlen(words), error);
    if (!error_is(problem, KENTONGAN_ERROR_CONFLICT)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (c->status == STATUS_CONFIRMED || c->status == STATUS_UNCONFIRMED)
        return answer_not_open(talk, at, error);
    return text_is_blank(text) ? talk_answer_status(talk, c, report->ticket, error)
                               : append(talk, at, text, "sms.appended", error);
}

static bool rate(Talk *talk, guint at, int number, const char *text, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    g_autofree char *words = text_cut(text, LIMIT_TEXT_CHARS, false);
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    g_autoptr(GError) problem = NULL;
    input.rating = number;
    input.text = words;
    if (act(talk, at, ACTION_RATE, &input, &result, &problem))
        return talk_answer(talk, "sms.appended", report->ticket, NULL, error);
    if (error_is(problem, KENTONGAN_ERROR_CONFLICT))
        return talk_answer_status(talk, talk->cases->pdata[at], report->ticket, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static bool apply(Talk *talk, guint at, SmsVerb verb, int number, const char *text, GError **error)
{
    switch (verb) {
    case SMS_CONFIRM:
        return confirm(talk, at, error);
    case SMS_DISPUTE:
        return dispute(talk, at, text, error);
    case SMS_RATE:
        return rate(talk, at, number, text, error);
    case SMS_TEXT:
    case SMS_EMPTY:
    case SMS_REPORT:
    case SMS_STATUS:
    case SMS_STOP:
    case SMS_HELP:
    case SMS_PICK:
        break;
    }
    return append(talk, at, text, "sms.picked", error);
}

/* ---- which of several ---- */

/* Indexes of the cases that a verb may mean: those that wait for a verdict before all others. */
static GArray *meant(const Talk *talk, SmsVerb verb)
{
    static const Action ACTIONS[] = {
        [SMS_CONFIRM] = ACTION_CONFIRM, [SMS_DISPUTE] = ACTION_DISPUTE, [SMS_RATE] = ACTION_RATE
    };
    GArray *found = g_array_new(FALSE, FALSE, sizeof(guint));
    for (int proposed = 1; proposed >= 0 && found->len == 0; proposed--)
        for (guint i = 0; i < talk->cases->len; i++) {
            const Case *c = talk->cases->pdata[i];
            bool fits = verb == SMS_TEXT
                            ? !status_is_closed(c->status)
                            : transition_allows(&TRANSITIONS[ACTIONS[verb]], c->status);
            bool now = verb == SMS_TEXT || proposed == (c->status == STATUS_PROPOSED);
            if (fits && now)
                g_array_append_val(found, i);
        }
    return found;
}

static bool ask(Talk *talk, const char *key, const Waiting *w, GError **error)
{
    NoticeWords words = NOTICE_WORDS_INIT;
    g_autofree char *list = talk_list(talk, w);
    words.list = list;
    return waiting_save(talk, w, error) && talk_answer(talk, key, "", &words, error);
}

static bool ask_which(Talk *talk, SmsVerb verb, int number, const char *text, GArray *which,
                      GError **error)
{
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
    return ask(talk, "sms.which_case", &w, error);
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
    bool ok = at >= 0 ? apply(talk, (guint)at, w->verb, w->number, w->text, error)
                      : new_report(talk, w->text, VISIBILITY_OPEN, error);
    return ok && link_messages(talk, w->messages, error) &&
           waiting_finish(talk->ctx, talk->in->medium->name, talk->hash, error);
}

static bool pick(Talk *talk, GError **error)
{
    int number = talk->command.number;
    g_autoptr(GArray) open = meant(talk, SMS_TEXT);
    if (talk->is_waiting && !talk->waiting.done)
        return number <= (int)talk->waiting.tickets->len
                   ? pick_taken(talk, number, error)
                   : ask(talk, "sms.wrong_pick", &talk->waiting, error);
    if (open->len == 1) {
        guint at = g_array_index(open, guint, 0);
        const Case *c = talk->cases->pdata[at];
        if (c->status == STATUS_NEED_INFO)
            return append(talk, at, talk->command.text, "sms.appended", error);
    }
    return talk->is_waiting || talk_answer(talk, "sms.too_short", "", NULL, error);
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
        return append(talk, (guint)named, text, "sms.appended", error);
    if (is_new_danger(talk, text, open) || (is_fresh(talk) && !sms_command_is_polite(text)))
        return new_report(talk, text, VISIBILITY_OPEN, error);
    if (talk->is_waiting && !talk->waiting.done)
        return wait_too(talk, text, error);
    if (open->len == 1)
        return append(talk, g_array_index(open, guint, 0), text, "sms.appended", error);
    if (sms_command_is_polite(text))
        return true;
    return open->len > 1 ? ask_which(talk, SMS_TEXT, 0, text, open, error)
                         : new_report(talk, text, VISIBILITY_OPEN, error);
}

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
    note_case(talk, c->id, report_id);
    return talk_answer_status(talk, c, ticket, error);
}

static bool status(Talk *talk, GError **error)
{
    const char *ticket = talk->command.ticket;
    if (!ticket && is_danger(talk, talk->in->text))
        return new_report(talk, talk->in->text, VISIBILITY_OPEN, error);
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
        return apply(talk, (guint)named, c->verb, c->number, c->text, error);
    if (c->ticket)
        return talk_answer_unknown(talk, c->ticket, error);
    g_autoptr(GArray) which = meant(talk, c->verb);
    if (which->len == 0)
        return verdict_on_none(talk, error);
    if (which->len > 1)
        return ask_which(talk, c->verb, c->number, c->text, which, error);
    return apply(talk, g_array_index(which, guint, 0), c->verb, c->number, c->text, error);
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

/* A reply that is only a picture goes to the case it answers. */
static bool no_words(Talk *talk, GError **error)
{
    const Incoming *more = talk->in->more;
    int named = talk->command.ticket ? talk_find(talk, talk->command.ticket) : -1;
    bool brings = named >= 0 && more && more->media_count > 0;
    if (!brings)
        return talk_answer(talk, "sms.too_short", "", NULL, error);
    const Report *report = talk->reports->pdata[named];
    note_case(talk, report->case_id, report->id);
    return talk_answer(talk, "sms.appended", report->ticket, NULL, error);
}

static bool run(Talk *talk, GError **error)
{
    const SmsCommand *c = &talk->command;
    switch (c->verb) {
    case SMS_EMPTY:
        return no_words(talk, error);
    case SMS_TEXT:
        return plain_text(talk, c->text, error);
    case SMS_REPORT:
        return new_report(talk, c->text, c->visibility, error);
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
    bool ok = talk_load(talk, error) && run(talk, error);
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

static bool handle(Talk *talk, GError **error)
{
    int today = 0;
    gint64 tenant = 0;
    const char *prefix = talk->ctx->catalog->tenant.prefix;
    if (!lock_store_address(talk->ctx->db, talk->hash, error) || !load_waiting(talk, error) ||
        !waiting_count_today(talk, &today, error))
        return false;
    if (today > SMS_A_DAY) {
        talk->out->for_person = true;
        return today > SMS_A_DAY + 1 || talk_answer(talk, "sms.too_many", "", NULL, error);
    }
    sms_command_parse(talk->in->text, prefix, &talk->command);
    if (!talk->command.ticket && talk->in->more && talk->in->more->subject)
        talk->command.ticket = ticket_find(talk->in->more->subject);
    const char *ticket = talk->command.ticket;
    if (ticket && !case_store_tenant_of(talk->ctx->db, ticket, &tenant, error))
        return false;
    if (tenant != 0 && tenant != talk->ctx->tenant)
        return run_elsewhere(talk, tenant, error);
    return talk_load(talk, error) && name_by_thread(talk, error) && run(talk, error);
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
    if (worth)
        ok = talk_load(&talk, error) && submit(&talk, w->text, VISIBILITY_OPEN, error) &&
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

static bool expire_work(Ctx *ctx, gpointer user, GError **error)
{
    const Expire *e = user;
    g_auto(Waiting) w = { 0 };
    bool found = false, expired = false;
    if (!lock_store_address(ctx->db, e->hash, error) ||
        !waiting_load(ctx, e->channel, e->hash, &w, &found, &expired, error))
        return false;
    return !found || !expired || expire(ctx, e->channel, e->hash, &w, error);
}

bool sms_dialog_expire(Ctx *ctx, const char *channel, const guint8 hash[16], GError **error)
{
    Expire e = { channel, hash };
    return ctx_transact(ctx, expire_work, &e, error);
}
