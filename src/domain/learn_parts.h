/* What learn_texts.c gathers, learn_side.c learns from and learn_model.c writes down; for the learn
 * files only. */
#pragma once

#include "base/svm.h"
#include "domain/learn.h"
#include "domain/learn_mix.h"

struct LearnTexts {
    GArray *cells;  /* Feature, of all texts; empty once sealed */
    GArray *starts; /* gsize: of each text in cells; one more */
    GArray *keys;   /* guint32, ascending: the features that are kept */
    GArray *rarity; /* guint16: of each feature */
    SvmRows *rows;  /* a row a text; NULL until sealed */
};

typedef struct LearnHint {
    guint text, class_;
    float value;
} LearnHint;

struct LearnLabels {
    GPtrArray *codes; /* char* of each class */
    GHashTable *by_code;
    GArray *texts, *classes; /* guint; side by side: the examples */
    GArray *hints;           /* LearnHint, in order of texts */
    guint seeds;             /* so many examples at the head were made up */
};

/* Those of a text. Lent. */
const LearnHint *learn_labels_hints(const LearnLabels *labels, guint text, guint *count);

typedef struct LearnFit {
    const LearnTexts *texts;
    const LearnLabels *labels;
    const LearnLimits *limits;
    guint classes, features;
    gint stopped; /* somebody asked for an end; atomic */
} LearnFit;

static inline guint learn_class_at(const LearnFit *fit, guint example)
{
    return g_array_index(fit->labels->classes, guint, example);
}

static inline guint learn_text_at(const LearnFit *fit, guint example)
{
    return g_array_index(fit->labels->texts, guint, example);
}

/* one for every class, by several threads; ends early when stopped. */
void learn_each_class(LearnFit *fit, void (*one)(gpointer what, guint class_), gpointer what);

/* Learned from some of the examples. */
typedef struct LearnSide {
    LearnFit *fit;
    guint count;
    guint *order, *starts; /* their texts, by class; starts has one more */
    float *all;            /* sum of their rows */
    double total;
    double *mass; /* of each class, once learn_side_bayes was asked for it */
    double cost;
    float **svm; /* weights of each class; NULL when there are too many */
    float *svm_bias;
} LearnSide;
/* examples: guint. */
LearnSide *learn_side_new(LearnFit *fit, const GArray *examples);
void learn_side_free(LearnSide *side);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearnSide, learn_side_free)
/* How much oftener a feature stands in the class than elsewhere: complement naive Bayes (Rennie and
 * others, 2003), without what is the same in all classes. weights: room for one a feature. */
void learn_side_bayes(LearnSide *side, guint class_, float *weights);
void learn_side_train(LearnSide *side, double cost);

/* What side has learned, mixed; side is not to be used again. */
GBytes *learn_model_make(LearnSide *side, const Mixture *mixture);
