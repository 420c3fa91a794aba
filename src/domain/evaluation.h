/* How good proposals would have been: learns from the older part of a table of texts and decisions,
 * asks for the newer part, and compares. Touches no database.
 */
#pragma once

#include "domain/learn.h"
#include "model/catalog.h"

typedef enum EvaluationKind {
    EVALUATION_CATEGORY,
    EVALUATION_AGENCY,
    EVALUATION_PLACE,
    EVALUATION_KINDS
} EvaluationKind;

enum { EVALUATION_BINS = 10 };

typedef struct EvaluationResult {
    bool present;           /* the table has this column, with enough in it */
    guint learned, classes; /* examples learned from, and their classes */
    guint asked;            /* rows asked for */
    guint unseen;           /* of these: never decided before, so not to be known */
    guint first, three;     /* right at once, among the first three */
    double error; /* expected calibration error: mean distance of what was said from what came */
    guint in_bin[EVALUATION_BINS]; /* proposals said with 0..10 %, 10..20 % ... */
    double said[EVALUATION_BINS], came[EVALUATION_BINS]; /* mean probability, share that was right */
    gint64 median_us, p99_us;                            /* time of one proposal */
    gint64 bytes;                                        /* of the model */
    LearnFigures fit;
} EvaluationResult;

typedef struct EvaluationRequest {
    const char *csv; /* with a head: text, category, agency, place, date, or their Indonesian names */
    gsize bytes;
    const Catalog *catalog; /* spelling; with areas and services also names and keywords */
    double share;           /* to be learned from: 0.8 */
    guint threads;
    void (*progress)(const char *what, guint done, guint total, gpointer user); /* may be NULL */
    gpointer user;
} EvaluationRequest;

typedef struct Evaluation {
    guint rows, skipped, train; /* skipped: without a text, or of the wrong length */
    bool by_date;               /* the table has dates, and was put in their order */
    EvaluationResult results[EVALUATION_KINDS];
} Evaluation;

/* INVALID when the table has no text column or no column to be learned. */
bool evaluation_run(const EvaluationRequest *request, Evaluation *evaluation,
                    GError **error) MUST_USE;
const char *evaluation_kind_name(EvaluationKind kind); /* "category" */
