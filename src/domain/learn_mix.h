/* How what was learned in two ways, and hints from elsewhere, are best put together: found on
 * examples that were not learned from. For learn.c only. */
#pragma once

#include <glib.h>
#include <stdbool.h>

enum { LEARN_KNOTS_MAX = 20, LEARN_COSTS = 4 };

typedef struct Mixture {
    double cost, mix, hint, sharpness; /* sum = mix * svm + bayes + hint * hints; times sharpness */
    guint knots; /* how sure the likeliest class may be, by its logit; between knots a line */
    double logit[LEARN_KNOTS_MAX], sure[LEARN_KNOTS_MAX]; /* both rise */
    double first, three;  /* share that was right at once, among three */
    double value;         /* the larger, the better; 0: nothing tried yet */
} Mixture;
extern const Mixture LEARN_MIXTURE_DEFAULT;

/* What the parts say of each example (rows) and class (columns). */
typedef struct LearnTried {
    guint count, classes;
    guint *right;  /* the class that was decided */
    float *weight; /* of each text: what mass is multiplied with */
    float *svm[LEARN_COSTS], *bayes, *hints;
} LearnTried;
LearnTried *learn_tried_new(guint count, guint classes);
void learn_tried_free(LearnTried *tried);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LearnTried, learn_tried_free)

/* Looks for the best mixture with what svm (one of tried's) says, learned at cost; *best is replaced
 * when a better one is found. */
void learn_mix(const LearnTried *tried, const float *svm, double cost, bool has_svm, Mixture *best);
