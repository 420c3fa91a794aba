/* Learning from decisions: texts and what people decided about them go in, a model (learned.h) comes
 * out. Pure arithmetic, no database: the caller brings the examples, oldest first.
 *
 * A model is the sum of two linear ones over the same features: support vectors (base/svm.h), which
 * find what separates classes, and complement naive Bayes, which is at its best where examples are
 * few. How the two are mixed, how much a hint weighs and how sure the model may be is found on the
 * newest fifth of the examples, after learning from the older ones; then it learns from all.
 */
#pragma once

#include "domain/learned.h"

/* The texts, once for all that is learned from them. */
typedef struct LearnTexts LearnTexts;
LearnTexts *learn_texts_new(void);
void learn_texts_free(LearnTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearnTexts, learn_texts_free)
/* The number of the text: 0, 1 ... */
guint learn_texts_add(LearnTexts *texts, const GArray *terms);
/* Memory is spent by cells: a text has about ten a word. */
gsize learn_texts_cells(const LearnTexts *texts);
/* No more texts; before anything is learned from them. */
void learn_texts_seal(LearnTexts *texts);

/* What was decided about them. */
typedef struct LearnLabels LearnLabels;
LearnLabels *learn_labels_new(void);
void learn_labels_free(LearnLabels *labels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearnLabels, learn_labels_free)
/* The class with this code, made when it is new. */
guint learn_labels_class(LearnLabels *labels, const char *code);
bool learn_labels_knows(const LearnLabels *labels, const char *code);
/* Texts in rising order, each once; a text may have no label. */
void learn_labels_put(LearnLabels *labels, guint text, guint class_);
/* The same for a text that was made up (keywords of a class): before all others; learned from, but
 * never asked. */
void learn_labels_seed(LearnLabels *labels, guint text, guint class_);
/* Something else speaks for a class (not only for the one decided); before the text's label. */
void learn_labels_hint(LearnLabels *labels, guint text, guint class_, float value);
guint learn_labels_count(const LearnLabels *labels);

typedef struct LearnLimits {
    guint threads;     /* at once, 1.. */
    gint64 ends_at_us; /* monotonic; what is not tried by then is left at its default; 0: no end */
    bool (*stop)(gpointer user); /* true: give up; may be NULL */
    gpointer user;
} LearnLimits;

typedef struct LearnFigures {
    guint examples, classes, features;
    guint tried; /* so many were asked without learning from them; 0: too few */
    double first, three;  /* share that was right at once, and among the first three */
    double cost, mix, hint, sharpness; /* what was found best */
    gint64 took_us;
} LearnFigures;

/* NULL with LIMIT when stopped, with INVALID when there are not two classes with examples. */
GBytes *learn_fit(const LearnTexts *texts, const LearnLabels *labels, const LearnLimits *limits,
                  LearnFigures *figures, GError **error) MUST_USE;
