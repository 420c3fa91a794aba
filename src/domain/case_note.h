/* Something that happened to a case without a row of model/transition.c: an event, and what its
 * followers hear of it. Inside the caller's transaction. */
#pragma once

#include "domain/audit.h"
#include "domain/notify.h"

/* message: key of a text, NULL none. c is written; it must be as it was loaded in this transaction. */
bool case_note(Ctx *ctx, Case *c, const EventIn *in, const char *message, const NoticeWords *words,
               GError **error) MUST_USE;
