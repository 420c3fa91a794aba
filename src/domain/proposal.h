/* What a report's own words propose to the verifier: category and place, each with the words that
 * spoke for it, and danger; learned from decisions made before (learning.h) where there are enough.
 * Made once when a report comes in, on whatever channel, and kept on the case; a person takes it
 * over or decides otherwise. The agency is not kept: it follows from category and place by the
 * rules of the day (routing_propose).
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

/* Where a proposal comes from: the pack (keywords, names on the map), or decisions made before. */
typedef struct ProposalSource {
    int decisions; /* learned from so many; 0: from the pack */
    int percent;   /* so often such a proposal was right; 0: from the pack */
} ProposalSource;

typedef struct Proposal {
    char *service, *service_words; /* code and "jalan berlubang, aspal"; "" none */
    char *area, *area_words;       /* code and "ds. Tegalsambi" */
    char *danger;                  /* "kebakaran, terjebak" */
    ProposalSource service_source, area_source;
} Proposal;
void proposal_clear(Proposal *proposal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Proposal, proposal_clear)

/* From text and place text. service and area: what is known already and needs no proposal, "" for
 * unknown. Every field of out is filled, "" where nothing is proposed. */
void proposal_find(const Catalog *catalog, const char *text, const char *place_text,
                   const char *service, const char *area, Proposal *out);
/* As it is kept in cases.proposal; "" when it proposes nothing. secret: without the words, which
 * are a part of what was said in confidence. (transfer full) */
char *proposal_save(const Proposal *proposal, bool secret);
/* What the case still may use of it: what is known by now, or is gone from the pack, is "". */
void proposal_load(const Catalog *catalog, const Case *c, Proposal *out);

/* What a text seems to be about, for forms that are still being filled in; NULL: nothing speaks. */
const Service *proposal_service(const Catalog *catalog, const char *text);

typedef struct ProposalAgency {
    const Agency *agency; /* lent; NULL none */
    char *words;
    ProposalSource source;
} ProposalAgency;
void proposal_agency_clear(ProposalAgency *proposal);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProposalAgency, proposal_agency_clear)
/* Whom earlier decisions sent such words to, where that is another agency than rule ("" none): to
 * stand beside what the rules say, never in its place. */
void proposal_agency(const Catalog *catalog, const char *text, const char *place_text,
                     const char *service, const char *area, const char *rule, ProposalAgency *out);
