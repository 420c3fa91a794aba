/* Inside of domain/sms_dialog.c: one SMS while it is being understood, what waits for its sender,
 * and the answers that go back. Included by no other folder.
 */
#pragma once

#include "domain/action.h"
#include "domain/conversation.h"
#include "domain/guide.h"
#include "domain/notify.h"
#include "domain/sms_command.h"
#include "domain/sms_dialog.h"
#include "store/message.h"

/* What was asked and what waits for the answer: the dialog row of one sender. */
typedef struct Waiting {
    SmsVerb verb; /* what is to be done with the case that is picked; SMS_TEXT: add the text */
    char *from, *text;
    int number;         /* SMS_RATE */
    GPtrArray *tickets; /* char*: choice 1.. */
    GArray *messages;   /* gint64: whose words wait */
    gint64 asked_at;
    bool done; /* nothing waits: a pick was taken lately, one more means nothing */
} Waiting;
void waiting_clear(Waiting *waiting);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Waiting, waiting_clear)

/* The question that was asked about one report, beside the pick: sms_guide.c. */
typedef struct Guide {
    GuideState state;
    char *ticket; /* NULL: none */
    int asked, misses;
    bool photo_asked;
    gint64 asked_at;
    GPtrArray *offers; /* char*: codes of areas, choice 1.. */
    GArray *missed;    /* gint64: messages that were not understood, while there are any */
    bool stored;       /* there is a row */
} Guide;

typedef struct Talk {
    Ctx *ctx;
    const SmsDialogIn *in;
    SmsDialogOut *out;
    SmsCommand command;
    guint8 hash[16];
    gint64 person_id;
    GPtrArray *reports; /* Report*: his, one a case, open or closed lately; newest first */
    GPtrArray *cases;   /* Case*, in the same order */
    Waiting waiting;
    bool is_waiting; /* waiting is filled */
    Guide guide;
    Conversation *human; /* open with an operator, or waiting for one; NULL none */
    bool missed;         /* this message was not understood */
    bool to_human;       /* and goes to one */
} Talk;

/* Whose cases these are; talk->ctx, in, hash are set. */
bool talk_load(Talk *talk, GError **error) MUST_USE;
void talk_clear(Talk *talk);
/* The index of his case that this ticket is of; -1 none. */
int talk_find(const Talk *talk, const char *ticket);

/* found false: no row. expired: too late for a pick. */
bool waiting_load(Ctx *ctx, const char *channel, const guint8 hash[16], Waiting *waiting,
                  bool *found, bool *expired, GError **error) MUST_USE;
bool waiting_save(Talk *talk, const Waiting *waiting, GError **error) MUST_USE;
/* From here on a pick that arrives once more means nothing. */
bool waiting_finish(Ctx *ctx, const char *channel, const guint8 hash[16], GError **error) MUST_USE;
/* How many SMS of this sender came today, with this one. */
bool waiting_count_today(Talk *talk, int *count, GError **error) MUST_USE;

/* The text of a key to the sender. ticket "" when it is about none. */
bool talk_answer(Talk *talk, const char *key, const char *ticket, NoticeWords *words,
                 GError **error) MUST_USE;
/* An answer and a question in one message; either may be NULL. */
bool talk_ask(Talk *talk, const char *key, const char *question, const char *ticket,
              NoticeWords *words, GError **error) MUST_USE;
/* "1 JPR-... jalan berlubang" line by line (transfer full). */
char *talk_list(const Talk *talk, const Waiting *waiting);
/* How case c stands, under ticket. */
bool talk_answer_status(Talk *talk, const Case *c, const char *ticket, GError **error) MUST_USE;
bool talk_answer_unknown(Talk *talk, const char *typed, GError **error) MUST_USE;
bool talk_answer_help(Talk *talk, GError **error) MUST_USE;

/* ---- sms_acts.c: what a message does ---- */

void talk_note_case(Talk *talk, gint64 case_id, gint64 report_id);
bool talk_is_danger(const Talk *talk, const char *text);
/* A report of its own with its receipt, and what is asked next. */
bool talk_submit(Talk *talk, const char *text, Visibility visibility, GError **error) MUST_USE;
/* The same, unless it says nothing, or the same words are in an open case of his. */
bool talk_new_report(Talk *talk, const char *text, Visibility visibility, GError **error) MUST_USE;
/* Words of his to the case at an index, and that this message belongs to it. */
bool talk_add_words(Talk *talk, guint at, const char *text, GError **error) MUST_USE;
/* And says so; an answer to an open question is acknowledged by the action itself. */
bool talk_append(Talk *talk, guint at, const char *text, const char *key, GError **error) MUST_USE;
/* An action of the reporter on it. */
bool talk_act(Talk *talk, guint at, Action action, const ActionInput *input, ActionResult *result,
              GError **error) MUST_USE;
bool talk_rate(Talk *talk, guint at, int number, const char *text, GError **error) MUST_USE;
/* What a verb does with the case it is about. */
bool talk_apply(Talk *talk, guint at, SmsVerb verb, int number, const char *text,
                GError **error) MUST_USE;

/* ---- sms_dialog.c ---- */

/* The indexes of his cases that are open. */
GArray *talk_open(const Talk *talk);

/* ---- sms_guide.c ---- */

bool guide_load(Talk *talk, GError **error) MUST_USE;
/* What may be pressed instead of written; "" none. (transfer full) */
char *guide_buttons(const Talk *talk);
bool guide_save(Talk *talk, GError **error) MUST_USE;
void guide_clear(Guide *guide);
/* No question any more. */
void guide_drop(Guide *guide);
/* *taken false: the message is no answer to what was asked. */
bool guide_take(Talk *talk, bool *taken, GError **error) MUST_USE;
/* A new report: its receipt and, where something is missing, the first question. words: what it
 * says, "" nothing. danger: it has its receipt already. */
bool guide_begin(Talk *talk, const char *ticket, const char *words, bool danger,
                 GError **error) MUST_USE;
/* Nothing was understood: the text, or at the second time a human. */
bool guide_miss(Talk *talk, const char *key, const char *ticket, NoticeWords *words,
                GError **error) MUST_USE;
/* Counts it; talk->to_human where that was one too many. */
void guide_count_miss(Talk *talk);
/* Asks whether the case at an index is to be withdrawn; after a confirmation, how it was. */
bool guide_ask_cancel(Talk *talk, guint at, GError **error) MUST_USE;
bool guide_ask_rate(Talk *talk, guint at, GError **error) MUST_USE;
bool guide_withdraw(Talk *talk, guint at, GError **error) MUST_USE;
/* Without words: a picture, a point, or what cannot be used. */
typedef enum GuideBare { GUIDE_BARE_NOTHING, GUIDE_BARE_PICTURE, GUIDE_BARE_POINT } GuideBare;
GuideBare guide_bare(const Talk *talk);
bool guide_point_inside(const Talk *talk);
/* The words that stand for it in a report (transfer full). */
char *guide_bare_words(const Talk *talk);
