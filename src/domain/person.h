/* Reporters: found by a keyed hash of their address, names and addresses sealed. */
#pragma once

#include "db/ctx.h"

typedef struct PersonShown {
    char *name;  /* "" unknown */
    char *phone; /* E.164, "" unknown */
    char *email;
    char *for_name, *for_phone; /* whose matter it is, when it is another's; NULL: nobody else */
} PersonShown;
void person_shown_clear(PersonShown *shown);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PersonShown, person_shown_clear)

/* Where somebody is known: kind as in model/medium.h ("phone", "email", "telegram"), address as
 * that kind writes it (E.164, lower case). */
typedef struct PersonAddress {
    const char *kind, *address; /* address "": none */
} PersonAddress;
/* The person with one of these addresses (ended by a NULL kind; the first that is known decides),
 * made when new; what was not known of him is added. 0 when there is neither address nor name. */
bool person_find_or_add(Ctx *ctx, const char *name, const PersonAddress *addresses,
                        gint64 *person_id, GError **error) MUST_USE;
/* 0: nobody. */
bool person_by_address(Ctx *ctx, const char *kind, const char *address, gint64 *person_id,
                       GError **error) MUST_USE;
/* Those whose name has these words, told as people tell them (titles, old spelling and order do not
 * matter), the newest first: gint64 ids. The caller has recorded the search. */
bool person_by_name(Ctx *ctx, const char *name, guint limit, GArray *persons,
                    GError **error) MUST_USE;
/* For staff with RIGHT_IDENTITY and never for an anonymous or secret reporter unless the verifier
 * asks; needs a reason of at least 10 characters; is an event of the case. */
bool person_reveal(Ctx *ctx, const char *ticket, gint64 report_id, const char *reason,
                   PersonShown *shown, GError **error) MUST_USE;
/* Name and addresses; the caller has recorded why (export). */
bool person_open(Ctx *ctx, gint64 person_id, PersonShown *shown, GError **error) MUST_USE;
/* For sending: not an event, never shown. phone (transfer full) "" when none. */
bool person_phone(Ctx *ctx, gint64 person_id, char **phone, GError **error) MUST_USE;
bool person_address(Ctx *ctx, gint64 person_id, const char *kind, char **address,
                    GError **error) MUST_USE;
/* "0812...321": what the reporter's own page and receipts show. */
char *person_masked_phone(Ctx *ctx, gint64 person_id);
/* What an address is found by: identities, and dialogs of a channel. */
void person_hash(const char *kind, const char *address, guint8 hash[16]);
