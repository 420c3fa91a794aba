/* A model that was learned from decisions: which of several classes (services, agencies, areas) a
 * text belongs to, how sure that is, and which of its words spoke for it.
 *
 * Linear: every feature of the text adds its weight to classes; what comes from elsewhere (a keyword
 * of the pack, a rule, a name on the map) is added as a hint. Immutable and shared by threads; made
 * by learn.h, kept as bytes.
 */
#pragma once

#include "base/error.h"
#include "model/terms.h"

typedef struct Learned Learned;

/* INVALID when the bytes are no model of this program; nothing in them is trusted. */
Learned *learned_read(GBytes *bytes, GError **error) MUST_USE;
void learned_free(Learned *learned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Learned, learned_free)

guint learned_class_count(const Learned *learned);
/* Lent. */
const char *learned_class(const Learned *learned, guint class_);
/* Its number, or -1. */
int learned_class_of(const Learned *learned, const char *code);

typedef struct LearnedGuess {
    guint class_;
    double probability; /* how often such a guess was right */
    char *words;        /* as written: "lampu jalan, padam"; "" when only hints spoke for it */
} LearnedGuess;

/* The likeliest classes, best first, at most max (transfer full, frees its words). terms: of text.
 * hints: one number a class, or NULL. */
GArray *learned_guess(const Learned *learned, const char *text, const GArray *terms,
                      const float *hints, guint max);

/* How rare a stem is: 1 for one that stands in every text, more for others; 0 for one never seen. */
double learned_rarity(const Learned *learned, const char *stem);

#define LEARNED_RARITY_UNIT 2000.0
/* What a model is made of, for learn.c. Weights of a feature stand at first[f]..first[f + 1]. */
typedef struct LearnedParts {
    double sharpness, hint, scale; /* scale: a weight of 1 is that much */
    guint knots;                   /* of the likeliest class: how sure by its logit */
    const double *logit, *sure;    /* both rise; without knots the logit is believed */
    const char *const *classes;    /* NULL-ended */
    const double *bias, *mass;     /* one a class; mass is multiplied by the text's weight */
    guint features;
    const guint32 *keys, *first; /* ascending; first has one more */
    const guint16 *rarity;       /* in 1/LEARNED_RARITY_UNIT */
    const guint16 *entry_class;
    const gint16 *entry_weight;
} LearnedParts;
GBytes *learned_write(const LearnedParts *parts);
