/* Linear support vector machines by liblinear, whose only owner this is: what separates some rows
 * from the others, as one weight a feature. Rows are sparse and kept in memory while they are
 * learned from. Knows nothing of texts.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct SvmCell {
    guint feature; /* 0.. */
    float value;
} SvmCell;

typedef struct SvmRows SvmRows;
SvmRows *svm_rows_new(guint features);
void svm_rows_free(SvmRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SvmRows, svm_rows_free)
/* Cells in order of their features. The row's number is how many there were before it. */
void svm_rows_add(SvmRows *rows, const SvmCell *cells, guint count);
guint svm_rows_count(const SvmRows *rows);
/* The sum of a row's values, each times the weight of its feature. */
double svm_rows_dot(const SvmRows *rows, guint row, const float *weights);
/* Each value of the row is added to the sum of its feature. */
void svm_rows_sum(const SvmRows *rows, guint row, float *sums);

/* Learns what separates the rows of which[0..count) that are positive from those that are not (both
 * must be there). cost: how much a row on the wrong side weighs against large weights. weights:
 * room for one a feature; *bias is added to the sum. The same rows give nearly
 * the same weights (the order of steps is drawn). Several
 * threads may learn from the same rows at once. */
void svm_train(const SvmRows *rows, const guint *which, const bool *positive, guint count,
               double cost, float *weights, float *bias);
