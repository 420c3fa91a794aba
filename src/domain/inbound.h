/* A message comes in on any channel: stored once, and understood in the same transaction.
 *
 * Invariants:
 *  I1 true means that it is on disk: the gateway may forget it.
 *  I2 the same provider id on the same channel of a tenant is stored and handled once.
 *  I3 what cannot be understood or done is kept as RECEIVED for a person; false is answered only
 *     when it could not be stored, and then nothing was done.
 */
#pragma once

#include "db/ctx.h"
#include "model/incoming.h"

typedef struct InboundResult {
    gint64 message_id; /* 0 when repeated */
    bool repeated;     /* it was here before: nothing was done */
    bool handled;      /* false: waits for a person */
    gint64 case_id;    /* what it became or was added to; 0 none */
} InboundResult;

/* A public post that meets no word of the pack is passed over: true, and nothing is kept.
 * ctx: the tenant it was sent to; the actor does not matter. */
bool inbound_receive(Ctx *ctx, const Incoming *in, InboundResult *result, GError **error) MUST_USE;

/* The catalog whose SMS number `to` is, however it is written; NULL when none or no telling. */
const Catalog *inbound_tenant(Catalog *const *catalogs, guint count, const char *to);
