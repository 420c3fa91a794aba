/* The event log: append only, hash chained by case, sealed as a whole now and then.
 *
 * The hash of an event is BLAKE2b-256 over the hash of the event before it in its chain (32 zero
 * bytes for the first) and every column of the row but tenant and hash, each headed by its length.
 * cases.event_seq and event_hash are the head of a case's chain, tenant.event_seq and event_hash
 * of the tenant's own. A seal covers the events of all chains of a tenant between two ids: their
 * number and BLAKE2b-256, keyed with the installation's key, over the seal before, the
 * event hashes in id order, their count and the time of sealing. So whoever writes into the database without the key may make a whole
 * chain anew, but not its seal.
 * The tenant is left out so that a case can be handed to another government with its log intact:
 * "case.departed" in the old tenant's chain keeps the ids and hashes that its seals had counted,
 * "case.arrived" in the new one's says up to which id the events were sealed elsewhere.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

typedef struct EventIn {
    const char *kind; /* of model/event_kind.h */
    bool public_;
    char *data;     /* (transfer full) JSON object, see event_data(); NULL: {} */
    GBytes *sealed; /* borrowed; NULL none */
} EventIn;

/* A JSON object of name, value pairs of strings; a NULL or "" value is left out. (transfer full) */
char *event_data(const char *name, ...) G_GNUC_NULL_TERMINATED;

/* Makes the event at ctx's now by ctx's actor and moves the head in *c (the caller writes the case
 * row); c NULL: the tenant's own chain, written here. event_id may be NULL. */
bool audit_append(Ctx *ctx, Case *c, const EventIn *in, gint64 *event_id, GError **error) MUST_USE;
/* The same in two steps, for intake: the row is made and the head moved, nothing is written. */
Event *audit_prepare(Ctx *ctx, Case *c, const EventIn *in);

/* Seals what is older than a minute; does nothing when there is nothing new. */
bool audit_seal(Ctx *ctx, GError **error) MUST_USE;
/* The same for all up to this id; nothing with a lower id may still be on its way. */
bool audit_seal_upto(Ctx *ctx, gint64 upto, GError **error) MUST_USE;

/* Both ends of a hand-over: before the rows move, and after, with ctx in the new tenant. agency:
 * who held it, "" the admin. */
bool audit_depart(Ctx *ctx, const Case *c, const char *agency, GError **error) MUST_USE;
bool audit_arrive(Ctx *ctx, gint64 case_id, GError **error) MUST_USE;

typedef struct AuditFinding {
    bool of_seal; /* event_id is the first under it, seq its number */
    gint64 case_id, event_id, seq;
    const char *what; /* msgid */
    char *detail;
} AuditFinding;
void audit_finding_free(AuditFinding *finding);
typedef void (*AuditProgress)(gint64 events, gpointer user);
/* Checks every chain and seal of ctx's tenant, as they are at one moment. findings receives
 * AuditFinding*; events the number read. False only when the check itself failed. */
bool audit_verify(Ctx *ctx, GPtrArray *findings, gint64 *events, AuditProgress progress,
                  gpointer user, GError **error) MUST_USE;
