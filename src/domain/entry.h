/* The entry that somebody types while another speaks: who, what, where, category, in one go.
 *
 * Radio and hotline share it. What is left open is proposed from the words: a category that words
 * speak for, the place they name. It ends in intake_submit(): an ordinary case.
 */
#pragma once

#include "db/ctx.h"
#include "domain/intake.h"

typedef struct Entry {
    const char *channel; /* "radio", "phone" */
    const char *who;     /* "Budi 0812 3456 789": name and number in any order, either or none */
    const char *phone;   /* known by the telephone itself; what is typed in who goes before it */
    const char *text, *place;
    const char *service; /* code; "" as proposed */
    const char *key;     /* idempotency: the same again is the same case */
} Entry;

typedef struct EntryProposal {
    const Service *service; /* NULL none; lent from the catalog */
    const Area *area;
    const Agency *agency;
    const char *reason; /* the rule's sentence; "" none */
    char *words;        /* that spoke for the category, "" */
    bool danger;
} EntryProposal;
void entry_proposal_clear(EntryProposal *proposal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(EntryProposal, entry_proposal_clear)
/* What would become of it as it is typed now. service: as chosen, "" none. */
void entry_propose(const Ctx *ctx, const char *text, const char *place, const char *service,
                   EntryProposal *out);

/* name and phone (transfer full), "" where there is none; phone as typed. */
void entry_split_who(const char *who, char **name, char **phone);

/* intake_submit() with what is proposed; fields of INVALID as the entry's: siapa, teks, tempat,
 * layanan. */
bool entry_submit(Ctx *ctx, const Entry *entry, const EntryProposal *proposal,
                  IntakeResult *result, GError **error) MUST_USE;
