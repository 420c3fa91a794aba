/* Inside of domain/sms_dialog.c: one SMS while it is being understood, what waits for its sender,
 * and the answers that go back. Included by no other folder.
 */
#pragma once

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
/* "1 JPR-... jalan berlubang" line by line (transfer full). */
char *talk_list(const Talk *talk, const Waiting *waiting);
/* How case c stands, under ticket. */
bool talk_answer_status(Talk *talk, const Case *c, const char *ticket, GError **error) MUST_USE;
bool talk_answer_unknown(Talk *talk, const char *typed, GError **error) MUST_USE;
bool talk_answer_help(Talk *talk, GError **error) MUST_USE;
