/* The model out of what was learned: the mixture of both ways, without what changes no decision.
 *
 * The weights of one class are a row of floats, one a feature. What is added to a feature's weight
 * in all classes alike changes no decision, so the middle weight is taken off each feature; most
 * weights are then near nothing and are left out.
 */
#include "domain/learn_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ENTRIES_MAX = 1000000, /* more makes none better */
    BINS = 8192,
};

typedef struct Entries {
    LearnFit *fit;
    LearnSide *side;
    const Mixture *mixture;
    float *middle; /* of each feature */
    double *bias, *mass;
    double largest, least; /* weights: the largest; below the least they are left out */
    guint bins[BINS];
    GArray *found; /* Entry, by class */
} Entries;

typedef struct Entry {
    guint32 feature;
    guint16 class_;
    gint16 weight;
} Entry;

static int float_compare(gconstpointer a, gconstpointer b)
{
    float of_a = *(const float *)a, of_b = *(const float *)b;
    return of_a < of_b ? -1 : of_a > of_b;
}

/* Weights of a class: the mixture of both ways of learning. */
static void entries_weigh(Entries *e, guint class_, float *weights)
{
    const LearnFit *fit = e->fit;
    learn_side_bayes(e->side, class_, weights);
    for (guint f = 0; e->side->svm && f < fit->features; f++)
        weights[f] = (float)(e->mixture->mix * (double)e->side->svm[class_][f]) + weights[f];
}

/* With support vectors the whole is held at once, so that the middle can be found. */
static void entries_mix(gpointer what, guint class_)
{
    Entries *e = what;
    g_autofree float *weights = g_new(float, e->fit->features + 1);
    entries_weigh(e, class_, weights);
    memcpy(e->side->svm[class_], weights, e->fit->features * sizeof *weights);
}

static void entries_take_middle(Entries *e)
{
    const LearnFit *fit = e->fit;
    g_autofree float *of_classes = g_new(float, fit->classes);
    e->middle = g_new0(float, fit->features + 1);
    if (!e->side->svm)
        return;
    for (guint f = 0; f < fit->features; f++) {
        for (guint c = 0; c < fit->classes; c++)
            of_classes[c] = e->side->svm[c][f];
        qsort(of_classes, fit->classes, sizeof *of_classes, float_compare);
        e->middle[f] = of_classes[fit->classes / 2];
    }
}

static void entries_class(Entries *e, guint class_, float *weights)
{
    if (e->side->svm)
        memcpy(weights, e->side->svm[class_], e->fit->features * sizeof *weights);
    else
        learn_side_bayes(e->side, class_, weights);
    for (guint f = 0; f < e->fit->features; f++)
        weights[f] -= e->middle[f];
}

/* The weight below which so many are left out that the rest is no more than it may be. */
static void entries_find_least(Entries *e, float *weights)
{
    e->largest = 1e-6;
    for (guint c = 0; c < e->fit->classes; c++) {
        entries_class(e, c, weights);
        for (guint f = 0; f < e->fit->features; f++)
            e->largest = MAX(e->largest, fabs((double)weights[f]));
    }
    for (guint c = 0; c < e->fit->classes; c++) {
        entries_class(e, c, weights);
        for (guint f = 0; f < e->fit->features; f++)
            e->bins[(guint)(fabs((double)weights[f]) / e->largest * (BINS - 1))]++;
    }
    gsize kept = 0;
    guint bin = BINS;
    while (bin > 1 && kept + e->bins[bin - 1] <= ENTRIES_MAX)
        kept += e->bins[--bin];
    e->least = e->largest * bin / (BINS - 1);
}

static void entries_find(Entries *e)
{
    g_autofree float *weights = g_new(float, e->fit->features + 1);
    entries_find_least(e, weights);
    double scale = e->largest / G_MAXINT16;
    for (guint c = 0; c < e->fit->classes; c++) {
        entries_class(e, c, weights);
        for (guint f = 0; f < e->fit->features; f++) {
            if (fabs((double)weights[f]) < e->least)
                continue;
            Entry entry = { f, (guint16)c, (gint16)lround((double)weights[f] / scale) };
            g_array_append_val(e->found, entry);
        }
    }
}

static void entries_bias(Entries *e)
{
    double middle = 0;
    const LearnFit *fit = e->fit;
    e->bias = g_new0(double, fit->classes);
    e->mass = g_new0(double, fit->classes);
    for (guint c = 0; c < fit->classes; c++)
        middle += e->side->mass[c] / fit->classes;
    for (guint c = 0; c < fit->classes; c++) {
        e->bias[c] = e->side->svm ? e->mixture->mix * (double)e->side->svm_bias[c] : 0;
        e->mass[c] = e->side->mass[c] - middle;
    }
}

/* From order of classes to order of features. */
static void entries_turn(const Entries *e, guint32 *first, guint16 *classes, gint16 *weights)
{
    guint features = e->fit->features;
    for (guint i = 0; i < e->found->len; i++)
        first[g_array_index(e->found, Entry, i).feature + 1]++;
    for (guint f = 0; f < features; f++)
        first[f + 1] += first[f];
    g_autofree guint32 *next = g_memdup2(first, (gsize)(features + 1) * sizeof *first);
    for (guint i = 0; i < e->found->len; i++) {
        const Entry *entry = &g_array_index(e->found, Entry, i);
        guint32 at = next[entry->feature]++;
        classes[at] = entry->class_;
        weights[at] = entry->weight;
    }
}

static GBytes *entries_write(const Entries *e)
{
    const LearnFit *fit = e->fit;
    g_autofree guint32 *first = g_new0(guint32, (gsize)fit->features + 1);
    g_autofree guint16 *classes = g_new(guint16, (gsize)e->found->len + 1);
    g_autofree gint16 *weights = g_new(gint16, (gsize)e->found->len + 1);
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    entries_turn(e, first, classes, weights);
    g_ptr_array_extend(codes, fit->labels->codes, NULL, NULL);
    g_ptr_array_add(codes, NULL);
    const LearnedParts parts = { .sharpness = e->mixture->sharpness,
                                 .hint = e->mixture->hint,
                                 .knots = e->mixture->knots,
                                 .logit = e->mixture->logit,
                                 .sure = e->mixture->sure,
                                 .scale = e->largest / G_MAXINT16,
                                 .classes = (const char *const *)codes->pdata,
                                 .bias = e->bias,
                                 .mass = e->mass,
                                 .features = fit->features,
                                 .keys = (const guint32 *)fit->texts->keys->data,
                                 .first = first,
                                 .rarity = (const guint16 *)fit->texts->rarity->data,
                                 .entry_class = classes,
                                 .entry_weight = weights };
    return learned_write(&parts);
}

GBytes *learn_model_make(LearnSide *side, const Mixture *mixture)
{
    Entries e = { .fit = side->fit, .side = side, .mixture = mixture };
    e.found = g_array_new(FALSE, FALSE, sizeof(Entry));
    if (side->svm)
        learn_each_class(side->fit, entries_mix, &e);
    entries_take_middle(&e);
    entries_find(&e);
    entries_bias(&e);
    GBytes *bytes = entries_write(&e);
    g_free(e.middle);
    g_free(e.bias);
    g_free(e.mass);
    g_array_unref(e.found);
    return bytes;
}
