/* Reporters: found by a keyed hash of their address, names and addresses sealed. */
#pragma once

#include "db/ctx.h"

typedef struct PersonShown {
    char *name;  /* "" unknown */
    char *phone; /* E.164, "" unknown */
    char *email;
} PersonShown;
void person_shown_clear(PersonShown *shown);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PersonShown, person_shown_clear)

/* The person with this phone or e-mail (normalised), made when new; 0 when both are "". */
bool person_find_or_add(Ctx *ctx, const char *name, const char *phone, const char *email,
                        gint64 *person_id, GError **error) MUST_USE;
bool person_by_phone(Ctx *ctx, const char *phone, gint64 *person_id, GError **error) MUST_USE;
/* For staff with RIGHT_IDENTITY and never for an anonymous or secret reporter unless the verifier
 * asks; needs a reason of at least 10 characters; is an event of the case. */
bool person_reveal(Ctx *ctx, const char *ticket, gint64 report_id, const char *reason,
                   PersonShown *shown, GError **error) MUST_USE;
/* Name and addresses; the caller has recorded why (export). */
bool person_open(Ctx *ctx, gint64 person_id, PersonShown *shown, GError **error) MUST_USE;
/* For sending: not an event, never shown. phone (transfer full) "" when none. */
bool person_phone(Ctx *ctx, gint64 person_id, char **phone, GError **error) MUST_USE;
/* "0812...321": what the reporter's own page and receipts show. */
char *person_masked_phone(Ctx *ctx, gint64 person_id);
/* What an address is found by: identities, and dialogs of a channel. */
void person_hash(const char *kind, const char *address, guint8 hash[16]);
