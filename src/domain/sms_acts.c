/* What a message does: a new report, words to a case, a verdict on one. See sms_talk.h. */
#include <string.h>

#include "base/text.h"
#include "domain/alarm.h"
#include "domain/intake.h"
#include "domain/sms_talk.h"
#include "model/limits.h"
#include "store/case.h"
#include "store/report.h"

/* ---- a new report ---- */

void talk_note_case(Talk *talk, gint64 case_id, gint64 report_id)
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

/* What came without words has words that stand for it; a point outside is kept in words too. */
bool talk_submit(Talk *talk, const char *text, Visibility visibility, GError **error)
{
    g_auto(IntakeResult) result = { 0 };
    g_autofree char *first = text_cut(text, LIMIT_TEXT_CHARS, false);
    Ctx as = *talk->ctx;
    as.actor = (Actor){ .kind = ACTOR_PUBLIC, .agency = "", .area = "", .name = "" };
    const Medium *medium = talk->in->medium;
    const Incoming *more = talk->in->more;
    bool point = guide_bare(talk) == GUIDE_BARE_POINT, inside = point && guide_point_inside(talk);
    g_autofree char *outside = point && !inside ? guide_bare_words(talk) : g_strdup("");
    Intake intake = { .channel = medium->name,
                      .visibility = visibility,
                      .service = "",
                      .text = first,
                      .place_text = "",
                      .area = "",
                      .lat_e7 = inside ? more->lat_e7 : 0,
                      .lng_e7 = inside ? more->lng_e7 : 0,
                      .accuracy_m = inside ? more->accuracy_m : 0,
                      .name = more && more->name ? more->name : "",
                      .phone = is_kind(medium, "phone") ? talk->in->from : "",
                      .email = is_kind(medium, "email") ? talk->in->from : "",
                      .handle = talk->in->from,
                      .attributes = "",
                      .lang = "id",
                      .idempotency_key = "",
                      .join = "",
                      .guided = true };
    if (!intake_submit(&as, &intake, &result, error))
        return false;
    talk_note_case(talk, result.case_id, result.report_id);
    bool bare = talk->command.verb == SMS_EMPTY;
    return add_rest(talk, result.ticket, result.report_id, text + strlen(first), error) &&
           add_rest(talk, result.ticket, result.report_id, outside, error) &&
           guide_begin(talk, result.ticket, bare ? "" : text, result.alarm, error);
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

bool talk_is_danger(const Talk *talk, const char *text)
{
    g_autofree char *words = alarm_words(talk->ctx->catalog, text);
    return *words != '\0';
}

/* "begal" is short and says enough. */
bool talk_new_report(Talk *talk, const char *text, Visibility visibility, GError **error)
{
    int same = same_words(talk, text);
    bool danger = talk_is_danger(talk, text);
    if (sms_command_is_short(text) && !danger)
        return guide_miss(talk, "sms.too_short", "", NULL, error);
    if (same < 0)
        return talk_submit(talk, text, visibility, error);
    const Case *c = talk->cases->pdata[same];
    const Report *report = talk->reports->pdata[same];
    talk_note_case(talk, c->id, report->id);
    return danger ? talk_answer(talk, "sms.received_emergency", report->ticket, NULL, error)
                  : talk_answer_status(talk, c, report->ticket, error);
}

/* ---- something to one of his cases ---- */

bool talk_act(Talk *talk, guint at, Action action, const ActionInput *input, ActionResult *result,
              GError **error)
{
    const Report *report = talk->reports->pdata[at];
    Ctx as = *talk->ctx;
    as.actor =
        (Actor){ .kind = ACTOR_REPORTER, .id = report->id, .agency = "", .area = "", .name = "" };
    talk_note_case(talk, report->case_id, report->id);
    return action_apply(&as, report->ticket, action, input, result, error);
}

bool talk_add_words(Talk *talk, guint at, const char *text, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    talk_note_case(talk, report->case_id, report->id);
    return add_rest(talk, report->ticket, report->id, text, error);
}

bool talk_append(Talk *talk, guint at, const char *text, const char *key, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    const Case *c = talk->cases->pdata[at];
    bool was_asked = c->status == STATUS_NEED_INFO;
    return talk_add_words(talk, at, text, error) &&
           (was_asked || talk_answer(talk, key, report->ticket, NULL, error));
}

static bool confirm(Talk *talk, guint at, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    g_autoptr(GError) problem = NULL;
    if (talk_act(talk, at, ACTION_CONFIRM, &input, &result, &problem))
        return report->rating != 0 || guide_ask_rate(talk, at, error);
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
    if (talk_act(talk, at, ACTION_DISPUTE, &input, &result, &problem))
        return add_rest(talk, report->ticket, report->id, text + strlen(words), error);
    if (!error_is(problem, KENTONGAN_ERROR_CONFLICT)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (c->status == STATUS_CONFIRMED || c->status == STATUS_UNCONFIRMED)
        return answer_not_open(talk, at, error);
    return text_is_blank(text) ? talk_answer_status(talk, c, report->ticket, error)
                               : talk_append(talk, at, text, "sms.appended", error);
}

bool talk_rate(Talk *talk, guint at, int number, const char *text, GError **error)
{
    const Report *report = talk->reports->pdata[at];
    g_autofree char *words = text_cut(text, LIMIT_TEXT_CHARS, false);
    ActionInput input = ACTION_INPUT_INIT;
    ActionResult result;
    g_autoptr(GError) problem = NULL;
    input.rating = number;
    input.text = words;
    if (talk_act(talk, at, ACTION_RATE, &input, &result, &problem)) {
        NoticeWords filled = NOTICE_WORDS_INIT;
        g_autofree char *grade = g_strdup_printf("%d", number);
        filled.rating = grade;
        return talk_answer(talk, "guide.rated", report->ticket, &filled, error);
    }
    if (error_is(problem, KENTONGAN_ERROR_CONFLICT))
        return talk_answer_status(talk, talk->cases->pdata[at], report->ticket, error);
    g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

bool talk_apply(Talk *talk, guint at, SmsVerb verb, int number, const char *text, GError **error)
{
    switch (verb) {
    case SMS_CONFIRM:
        return confirm(talk, at, error);
    case SMS_DISPUTE:
        return dispute(talk, at, text, error);
    case SMS_RATE:
        return talk_rate(talk, at, number, text, error);
    case SMS_CANCEL:
        return guide_withdraw(talk, at, error);
    case SMS_TEXT:
    case SMS_EMPTY:
    case SMS_REPORT:
    case SMS_STATUS:
    case SMS_STOP:
    case SMS_HELP:
    case SMS_PICK:
    case SMS_HUMAN:
        break;
    }
    return talk_append(talk, at, text, "sms.picked", error);
}
