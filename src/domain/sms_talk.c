/* Whose SMS it is, what waits for him, and what is answered: see sms_talk.h. */
#include "domain/sms_talk.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypt.h"
#include "base/json.h"
#include "base/text.h"
#include "base/workday.h"
#include "domain/case_rules.h"
#include "domain/person.h"
#include "domain/time_words.h"
#include "store/case.h"
#include "store/report.h"

enum { CLOSED_DAYS = 60, REPORTS_MAX = 40, WAIT_HOURS = 24, TITLE_CHARS = 22 };
#define QUESTION_PICK "pick"
#define QUESTION_DONE "done"
#define QUESTION_COUNT "count"
#define SEALED_AS "dialog.words"

/* ---- his cases ---- */

void talk_clear(Talk *talk)
{
    sms_command_clear(&talk->command);
    waiting_clear(&talk->waiting);
    guide_clear(&talk->guide);
    g_clear_pointer(&talk->human, conversation_free);
    g_clear_pointer(&talk->reports, g_ptr_array_unref);
    g_clear_pointer(&talk->cases, g_ptr_array_unref);
}

static bool has_case(const Talk *talk, gint64 case_id)
{
    for (guint i = 0; i < talk->cases->len; i++) {
        const Case *c = talk->cases->pdata[i];
        if (c->id == case_id)
            return true;
    }
    return false;
}

static bool load_cases(Talk *talk, GError **error)
{
    gint64 since = ctx_now_us(talk->ctx) - CLOSED_DAYS * US_PER_DAY;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!report_store_of_person(talk->ctx, talk->person_id, since, REPORTS_MAX, all, error))
        return false;
    for (guint i = 0; i < all->len; i++) {
        const Report *report = all->pdata[i];
        if (has_case(talk, report->case_id))
            continue;
        Case *c = case_store_get(talk->ctx, report->case_id, error);
        if (!c)
            return false;
        g_ptr_array_add(talk->cases, c);
        g_ptr_array_add(talk->reports, g_steal_pointer(&all->pdata[i]));
    }
    return true;
}

static void report_drop(gpointer report)
{
    if (report)
        report_free(report);
}

bool talk_load(Talk *talk, GError **error)
{
    g_clear_pointer(&talk->reports, g_ptr_array_unref);
    g_clear_pointer(&talk->cases, g_ptr_array_unref);
    talk->reports = g_ptr_array_new_with_free_func(report_drop);
    talk->cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    if (!person_by_address(talk->ctx, talk->in->medium->kind, talk->in->from, &talk->person_id,
                           error))
        return false;
    return talk->person_id == 0 || load_cases(talk, error);
}

int talk_find(const Talk *talk, const char *ticket)
{
    for (guint i = 0; i < talk->cases->len; i++) {
        const Report *report = talk->reports->pdata[i];
        const Case *c = talk->cases->pdata[i];
        if (strcmp(report->ticket, ticket) == 0 || strcmp(c->ticket, ticket) == 0)
            return (int)i;
    }
    return -1;
}

/* ---- what waits ---- */

void waiting_clear(Waiting *w)
{
    g_free(w->from);
    g_free(w->text);
    g_clear_pointer(&w->tickets, g_ptr_array_unref);
    g_clear_pointer(&w->messages, g_array_unref);
    *w = (Waiting){ 0 };
}

static void read_choices(Waiting *w, const char *data)
{
    json_t *object = json_loads(data, 0, NULL);
    const json_t *tickets = json_object_get(object, "tickets");
    w->tickets = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < json_array_size(tickets); i++) {
        const char *ticket = json_string_value(json_array_get(tickets, i));
        g_ptr_array_add(w->tickets, g_strdup(ticket ? ticket : ""));
    }
    w->asked_at = json_integer_value(json_object_get(object, "asked"));
    json_decref(object);
}

static bool read_words(Waiting *w, GBytes *sealed, GError **error)
{
    g_autofree char *text = crypt_open_text(SEALED_AS, sealed, error);
    if (!text)
        return false;
    json_t *object = json_loads(text, 0, NULL);
    const json_t *messages = json_object_get(object, "messages");
    const char *from = json_string_value(json_object_get(object, "from"));
    const char *words = json_string_value(json_object_get(object, "text"));
    w->verb = (SmsVerb)json_integer_value(json_object_get(object, "verb"));
    w->number = (int)json_integer_value(json_object_get(object, "number"));
    w->from = g_strdup(from ? from : "");
    w->text = g_strdup(words ? words : "");
    w->messages = g_array_new(FALSE, FALSE, sizeof(gint64));
    for (size_t i = 0; i < json_array_size(messages); i++) {
        gint64 id = json_integer_value(json_array_get(messages, i));
        g_array_append_val(w->messages, id);
    }
    json_decref(object);
    return true;
}

bool waiting_load(Ctx *ctx, const char *channel, const guint8 hash[16], Waiting *w, bool *found,
                  bool *expired, GError **error)
{
    g_auto(Dialog) dialog = { 0 };
    *w = (Waiting){ 0 };
    if (!dialog_store_take(ctx, channel, hash, &dialog, found, error))
        return false;
    if (!*found)
        return true;
    *expired = dialog.expires_at <= ctx_now_us(ctx);
    w->done = strcmp(dialog.question, QUESTION_PICK) != 0;
    if (w->done)
        return true;
    read_choices(w, dialog.data);
    return read_words(w, dialog.body_sealed, error);
}

static char *choices_text(const Waiting *w)
{
    json_t *tickets = json_array();
    for (guint i = 0; i < w->tickets->len; i++)
        json_array_append_new(tickets, json_string(w->tickets->pdata[i]));
    json_t *object = json_pack("{s:o, s:I}", "tickets", tickets, "asked", (json_int_t)w->asked_at);
    return json_take_text(object);
}

static GBytes *words_sealed(const Waiting *w)
{
    json_t *messages = json_array();
    for (guint i = 0; i < w->messages->len; i++)
        json_array_append_new(messages, json_integer(g_array_index(w->messages, gint64, i)));
    json_t *object = json_pack("{s:i, s:i, s:s, s:s, s:o}", "verb", (int)w->verb, "number",
                               w->number, "from", w->from, "text", w->text, "messages", messages);
    g_assert(object);
    g_autofree char *text = json_take_text(object);
    return crypt_seal_text(SEALED_AS, text);
}

bool waiting_save(Talk *talk, const Waiting *w, GError **error)
{
    g_autofree char *data = choices_text(w);
    g_autoptr(GBytes) sealed = words_sealed(w);
    Dialog dialog = { .question = (char *)QUESTION_PICK,
                      .data = data,
                      .body_sealed = sealed,
                      .expires_at = ctx_now_us(talk->ctx) + WAIT_HOURS * US_PER_HOUR };
    return dialog_store_put(talk->ctx, talk->in->medium->name, talk->hash, &dialog, error);
}

bool waiting_finish(Ctx *ctx, const char *channel, const guint8 hash[16], GError **error)
{
    Dialog dialog = { .question = (char *)QUESTION_DONE,
                      .data = (char *)"{}",
                      .expires_at = ctx_now_us(ctx) + WAIT_HOURS * US_PER_HOUR };
    return dialog_store_put(ctx, channel, hash, &dialog, error);
}

/* The count stands beside the dialog, under a channel name of its own, until midnight. */
bool waiting_count_today(Talk *talk, int *count, GError **error)
{
    Ctx *ctx = talk->ctx;
    GTimeZone *zone = ctx->catalog->timezone;
    g_auto(Dialog) before = { 0 };
    bool found = false;
    g_autofree char *channel = g_strconcat(talk->in->medium->name, "#count", NULL);
    if (!dialog_store_get(ctx, channel, talk->hash, &before, &found, error))
        return false;
    *count = (found ? atoi(before.data) : 0) + 1;
    g_autofree char *data = g_strdup_printf("%d", *count);
    gint32 tomorrow = workday_day_of(zone, ctx_now_us(ctx)) + 1;
    Dialog dialog = { .question = (char *)QUESTION_COUNT,
                      .data = data,
                      .expires_at = workday_instant(zone, tomorrow, 0) };
    return dialog_store_put(ctx, channel, talk->hash, &dialog, error);
}

/* ---- answers ---- */

bool talk_ask(Talk *talk, const char *key, const char *question, const char *ticket,
              NoticeWords *words, GError **error)
{
    NoticeWords none = NOTICE_WORDS_INIT;
    g_autoptr(Report) as = report_new();
    int mine = *ticket ? talk_find(talk, ticket) : -1;
    const Report *own = mine >= 0 ? talk->reports->pdata[mine] : NULL;
    as->id = own ? own->id : 0;
    as->visibility = own ? own->visibility : VISIBILITY_OPEN;
    as->ticket = g_strdup(ticket);
    as->lang = g_strdup(own ? own->lang : "id");
    g_autofree char *said =
        key ? notify_text(talk->ctx, as, key, words ? words : &none) : g_strdup("");
    g_autofree char *asked =
        question ? notify_text(talk->ctx, as, question, words ? words : &none) : g_strdup("");
    g_autofree char *body = g_strconcat(said, key && question ? " " : "", asked, NULL);
    g_autofree char *buttons = question ? guide_buttons(talk) : g_strdup("");
    return notify_question(talk->ctx, talk->in->medium->name, talk->in->from,
                           own ? own->case_id : 0, talk->person_id, question ? question : key, body,
                           buttons, error);
}

bool talk_answer(Talk *talk, const char *key, const char *ticket, NoticeWords *words,
                 GError **error)
{
    return talk_ask(talk, key, NULL, ticket, words, error);
}

/* Whole words, so that a line is not odd to read. */
static char *short_title(const char *title)
{
    char *cut = text_cut(title, TITLE_CHARS, false);
    char *space =
        strlen(cut) < strlen(title) && title[strlen(cut)] != ' ' ? strrchr(cut, ' ') : NULL;
    if (space)
        *space = '\0';
    return cut;
}

char *talk_list(const Talk *talk, const Waiting *w)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < w->tickets->len; i++) {
        int at = talk_find(talk, w->tickets->pdata[i]);
        const Case *c = at >= 0 ? talk->cases->pdata[at] : NULL;
        g_autofree char *title = short_title(c ? c->title : "");
        g_string_append_printf(list, "%s%u %s %s", i ? "\n" : "", i + 1,
                               (const char *)w->tickets->pdata[i], title);
        g_strchomp(list->str);
        list->len = strlen(list->str);
    }
    return g_string_free(g_steal_pointer(&list), FALSE);
}

static const char *status_key(const Talk *talk, const Case *c)
{
    const Policy *policy = catalog_policy_of(talk->ctx->catalog, c->service);
    if (status_is_closed(c->status))
        return "sms.status_closed";
    if (c->status == STATUS_NEED_INFO || c->status == STATUS_PROPOSED)
        return "sms.status_waiting";
    return c->overdue && policy->public_overdue ? "sms.status_overdue" : "sms.status";
}

bool talk_answer_status(Talk *talk, const Case *c, const char *ticket, GError **error)
{
    const Ctx *ctx = talk->ctx;
    NoticeWords words = NOTICE_WORDS_INIT;
    g_autofree char *due = case_rules_due_words(ctx, "id", c->due_at);
    g_autofree char *date =
        c->closed_at ? time_words_short(ctx->catalog, "id", c->closed_at) : g_strdup("");
    g_autofree char *holder = case_rules_holder_words(ctx, c);
    words.status = status_label(c->status);
    words.holder = holder;
    words.due = due;
    words.date = date;
    return talk_answer(talk, status_key(talk, c), ticket, &words, error);
}

bool talk_answer_unknown(Talk *talk, const char *typed, GError **error)
{
    NoticeWords words = NOTICE_WORDS_INIT;
    g_autofree char *example = g_strconcat(talk->ctx->catalog->tenant.prefix, "-4K7M-2Q9T", NULL);
    words.example = example;
    return talk_answer(talk, "sms.unknown_ticket", typed, &words, error);
}

bool talk_answer_help(Talk *talk, GError **error)
{
    return talk_answer(talk, "sms.help", "", NULL, error);
}
