/* Fitting a model: see learn.h. Few examples are asked in five parts, each after learning from the
 * others; of many, the newest are asked after learning from those before them.
 */
#include "domain/learn.h"

#include "domain/learn_parts.h"

enum {
    MANY = 4000, /* from so many on only the newest are asked */
    PARTS = 5,
    ASKED_MAX = 8000, /* after learning from at most */
    BEFORE_MAX = 20000,
    ASKED_MIN = 30,
};
#define ASKED_FLOATS_MAX 16000000 /* examples x classes */

static const double COSTS[LEARN_COSTS] = { 0.3, 0.1, 0.03, 1 };

typedef struct Trial {
    LearnFit *fit;
    GArray *asked; /* guint: examples, those of one part side by side */
    LearnTried *tried;
    /* now: */
    LearnSide *side;
    guint from, to; /* of asked */
    float *into;    /* [asked x class] */
    bool bayes;
} Trial;

static void trial_class(gpointer what, guint class_)
{
    Trial *trial = what;
    LearnSide *side = trial->side;
    const LearnFit *fit = trial->fit;
    g_autofree float *own = trial->bayes ? g_new(float, (gsize)fit->features + 1) : NULL;
    if (own)
        learn_side_bayes(side, class_, own);
    const float *weights = own ? own : side->svm[class_];
    double bias = own ? 0 : (double)side->svm_bias[class_];
    for (guint i = trial->from; i < trial->to; i++) {
        guint text = learn_text_at(fit, g_array_index(trial->asked, guint, i));
        double sum = bias + svm_rows_dot(fit->texts->rows, text, weights);
        if (own)
            sum += side->mass[class_] * (double)trial->tried->weight[i];
        trial->into[(gsize)i * fit->classes + class_] = (float)sum;
    }
}

static void tried_fill(const LearnFit *fit, const GArray *asked, LearnTried *tried)
{
    g_autofree float *ones = g_new(float, (gsize)fit->features + 1);
    for (guint f = 0; f < fit->features; f++)
        ones[f] = 1;
    for (guint i = 0; i < asked->len; i++) {
        guint hints = 0, example = g_array_index(asked, guint, i);
        guint text = learn_text_at(fit, example);
        const LearnHint *hint = learn_labels_hints(fit->labels, text, &hints);
        tried->right[i] = learn_class_at(fit, example);
        tried->weight[i] = (float)svm_rows_dot(fit->texts->rows, text, ones);
        for (guint h = 0; h < hints; h++)
            tried->hints[(gsize)i * fit->classes + hint[h].class_] += hint[h].value;
    }
}

static bool is_late(const LearnFit *fit)
{
    gint64 end = fit->limits->ends_at_us;
    return fit->stopped || (end != 0 && g_get_monotonic_time() > end);
}

/* Learns from some, and looks how the part comes out. */
static void try_part(Trial *trial, const GArray *learned, guint *costs)
{
    g_autoptr(LearnSide) side = learn_side_new(trial->fit, learned);
    trial->side = side;
    trial->into = trial->tried->bayes;
    trial->bayes = true;
    learn_each_class(trial->fit, trial_class, trial);
    trial->bayes = false;
    for (guint i = 0; i < *costs; i++) {
        if (is_late(trial->fit)) {
            *costs = i;
            return;
        }
        learn_side_train(side, COSTS[i]);
        trial->into = trial->tried->svm[i];
        if (side->svm && !trial->fit->stopped)
            learn_each_class(trial->fit, trial_class, trial);
        *costs = side->svm ? *costs : 0;
    }
}

static guint real_count(const LearnFit *fit)
{
    return fit->labels->texts->len - fit->labels->seeds;
}

static guint first_asked(const LearnFit *fit)
{
    guint most = MIN((guint)ASKED_MAX, (guint)(ASKED_FLOATS_MAX / fit->classes));
    return fit->labels->texts->len - MIN(real_count(fit) / PARTS, most);
}

/* The examples of a part, or all others that may be learned from: seeds always. */
static void gather(const LearnFit *fit, guint part, bool asked, GArray *out)
{
    guint seeds = fit->labels->seeds, count = fit->labels->texts->len, first = first_asked(fit);
    bool many = real_count(fit) >= MANY;
    for (guint i = 0; i < count; i++) {
        bool is_in = i >= seeds && (many ? i >= first : i % PARTS == part);
        bool near = !many || i < seeds || i + BEFORE_MAX >= first;
        if (asked ? is_in : !is_in && near)
            g_array_append_val(out, i);
    }
}

static Mixture try_mixtures(LearnFit *fit, LearnFigures *figures)
{
    Mixture best = LEARN_MIXTURE_DEFAULT;
    guint parts = real_count(fit) >= MANY ? 1 : PARTS, costs = LEARN_COSTS;
    g_autoptr(GArray) asked = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint part = 0; part < parts; part++)
        gather(fit, part, true, asked);
    g_autoptr(LearnTried) tried = learn_tried_new(asked->len, fit->classes);
    Trial trial = { .fit = fit, .asked = asked, .tried = tried };
    tried_fill(fit, asked, tried);
    for (guint part = 0; part < parts && !fit->stopped; part++) {
        g_autoptr(GArray) these = g_array_new(FALSE, FALSE, sizeof(guint));
        g_autoptr(GArray) others = g_array_new(FALSE, FALSE, sizeof(guint));
        gather(fit, part, true, these);
        gather(fit, part, false, others);
        trial.to = trial.from + these->len;
        try_part(&trial, others, &costs);
        trial.from = trial.to;
    }
    for (guint i = 0; i < MAX(costs, 1) && !fit->stopped; i++)
        learn_mix(tried, tried->svm[i], COSTS[i], costs > 0, &best);
    figures->tried = tried->count;
    figures->first = best.first;
    figures->three = best.three;
    return best;
}

static GBytes *learn_from_all(LearnFit *fit, const Mixture *mixture)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < fit->labels->texts->len; i++)
        g_array_append_val(all, i);
    g_autoptr(LearnSide) side = learn_side_new(fit, all);
    if (mixture->mix > 0)
        learn_side_train(side, mixture->cost);
    GBytes *bytes = fit->stopped ? NULL : learn_model_make(side, mixture);
    if (bytes && fit->stopped)
        g_clear_pointer(&bytes, g_bytes_unref);
    return bytes;
}

static bool has_two_classes(const LearnFit *fit)
{
    for (guint i = 1; i < fit->labels->texts->len; i++)
        if (learn_class_at(fit, i) != learn_class_at(fit, 0))
            return true;
    return false;
}

GBytes *learn_fit(const LearnTexts *texts, const LearnLabels *labels, const LearnLimits *limits,
                  LearnFigures *figures, GError **error)
{
    gint64 began = g_get_monotonic_time();
    LearnFit fit = { .texts = texts, .labels = labels, .limits = limits };
    fit.classes = labels->codes->len;
    fit.features = texts->keys->len;
    *figures = (LearnFigures){ .examples = labels->texts->len,
                               .classes = fit.classes,
                               .features = fit.features };
    if (!has_two_classes(&fit)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL,
                  N_("Belum cukup keputusan untuk belajar darinya."), NULL);
        return NULL;
    }
    Mixture mixture = LEARN_MIXTURE_DEFAULT;
    if (real_count(&fit) >= ASKED_MIN)
        mixture = try_mixtures(&fit, figures);
    GBytes *bytes = fit.stopped ? NULL : learn_from_all(&fit, &mixture);
    if (!bytes)
        error_set(error, KENTONGAN_ERROR_LIMIT, NULL, N_("Pembelajaran dihentikan."), NULL);
    figures->cost = mixture.cost;
    figures->mix = mixture.mix;
    figures->hint = mixture.hint;
    figures->sharpness = mixture.sharpness;
    figures->took_us = g_get_monotonic_time() - began;
    return bytes;
}
