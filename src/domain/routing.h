/* Proposals from the pack: which agency must act (by its tupoksi), which service a text is about,
 * and whether it speaks of an emergency. A person decides; every proposal says why.
 */
#pragma once

#include "model/catalog.h"

typedef struct RoutingProposal {
    const char *agency; /* code; lent, lives with the catalog */
    guint position;     /* of the rule that fired, 1.. as in the pack */
    const char *reason; /* its sentence */
} RoutingProposal;

/* The first rule that fits service ("" unknown) and area ("" unknown) and leads to an active
 * agency. '@kecamatan', '@desa' (else its kecamatan) and '@kabupaten' mean the office of the place;
 * such a rule is passed over when the area does not say which. False: none fits. */
bool routing_propose(const Catalog *catalog, const char *service, const char *area,
                     RoutingProposal *out);

typedef struct ServiceProposal {
    const Service *service; /* lent */
    int score;
    char *words; /* the words that spoke for it: "jalan berlubang, aspal" */
} ServiceProposal;
void service_proposal_free(ServiceProposal *proposal);

/* At most three active services by their keywords, best first (transfer full); empty when no
 * keyword occurs. */
GPtrArray *service_propose(const Catalog *catalog, const char *text);

/* The emergency words of all services that occur in text; NULL-terminated (transfer full). */
char **emergency_words_in(const Catalog *catalog, const char *text);
