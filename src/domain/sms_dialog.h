/* What an SMS means: a report, an addition to one, a question for the status, a verdict - and the
 * answer that goes back. Works on text of any SMS-like channel; sends nothing itself.
 */
#pragma once

#include "db/ctx.h"
#include "model/incoming.h"
#include "model/medium.h"

typedef struct SmsDialogIn {
    const Medium *medium;
    gint64 message_id;
    const char *from;     /* as the medium's kind writes it: E.164 or a short number, an id */
    const char *text;     /* valid UTF-8 */
    const Incoming *more; /* name and position; NULL none */
} SmsDialogIn;

/* What the message became; 0 none. */
typedef struct SmsDialogOut {
    gint64 case_id, report_id, person_id;
    bool for_person; /* stored, but a person must read it */
} SmsDialogOut;

/* In the transaction in which the message is stored. */
bool sms_dialog_handle(Ctx *ctx, const SmsDialogIn *in, SmsDialogOut *out, GError **error) MUST_USE;
/* A question that nobody answered in time: the words that waited become a new report. */
bool sms_dialog_expire(Ctx *ctx, const char *channel, const guint8 hash[16],
                       GError **error) MUST_USE;
