/* What a government's own decisions say about a text: its category, the agency that acts, its
 * place.
 *
 * The models stand in the database and, once read, in this process, where every thread asks them. A
 * tenant without one (nothing decided yet) has no guesses; what the pack's keywords say is then all
 * there is (proposal.h). A guess is never a decision.
 */
#pragma once

#include "db/ctx.h"
#include "domain/learn.h"

typedef enum LearningKind {
    LEARNING_CATEGORY,
    LEARNING_AGENCY,
    LEARNING_PLACE,
    LEARNING_KINDS
} LearningKind;

typedef struct LearningText {
    const char *text, *place_text;
    const char *service, *area; /* as known or proposed; "" unknown: the rules for the agency */
} LearningText;

typedef struct LearningGuess {
    char *code;         /* of a service, an agency, an area that the catalog has */
    char *words;        /* that spoke for it; "" when only keyword, rule or name did */
    double probability; /* how often such a guess was right */
    guint decisions;    /* learned from so many */
} LearningGuess;

/* Best first, at most max (transfer full, frees its strings); empty without a model. Microseconds;
 * touches no database. */
GArray *learning_guess(const Catalog *catalog, LearningKind kind, const LearningText *text,
                       guint max);

/* How rare stems are in what this government is told: 1 for one in every text, more for others. */
typedef struct LearningRarity LearningRarity;
LearningRarity *learning_rarity_new(const Catalog *catalog);
void learning_rarity_free(LearningRarity *rarity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearningRarity, learning_rarity_free)
double learning_rarity(LearningRarity *rarity, const char *stem);

/* Reads the models that are newer than those in this process, and drops what is no more. */
bool learning_refresh(Ctx *ctx, GError **error) MUST_USE;
/* Learns anew when enough was decided since the last time; *done says whether. Seconds to minutes
 * of one thread, a bounded part of all time; reads in short pieces, writes once. Reports whose text
 * is sealed are not learned from. */
bool learning_run(Ctx *ctx, const LearnLimits *limits, bool *done, GError **error) MUST_USE;
