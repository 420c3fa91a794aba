/* Mixtures: see learn_mix.h. One number after the other is moved over a few values; the sharpness
 * that makes the probabilities of the right classes largest follows each time. */
#include "domain/learn_mix.h"

#include <math.h>
#include <stdlib.h>

/* The default is kept unless another is clearly better: by so many standard errors. */
#define CLEARLY 0.5

const Mixture LEARN_MIXTURE_DEFAULT = { .cost = 0.3, .mix = 2, .hint = 1, .sharpness = 1 };

static const double MIXES[] = { 0, 0.5, 1, 2, 4, 8, 16 };
static const double HINTS[] = { 0, 0.25, 0.5, 1, 2, 4, 8 };

LearnTried *learn_tried_new(guint count, guint classes)
{
    LearnTried *tried = g_new0(LearnTried, 1);
    gsize cells = (gsize)count * classes;
    tried->count = count;
    tried->classes = classes;
    tried->right = g_new0(guint, count);
    tried->weight = g_new0(float, count);
    for (int i = 0; i < LEARN_COSTS; i++)
        tried->svm[i] = g_new0(float, cells);
    tried->bayes = g_new0(float, cells);
    tried->hints = g_new0(float, cells);
    return tried;
}

void learn_tried_free(LearnTried *tried)
{
    if (!tried)
        return;
    g_free(tried->right);
    g_free(tried->weight);
    for (int i = 0; i < LEARN_COSTS; i++)
        g_free(tried->svm[i]);
    g_free(tried->bayes);
    g_free(tried->hints);
    g_free(tried);
}

typedef struct Search {
    const LearnTried *tried;
    const float *svm;
    float *sums; /* of the mixture that is looked at */
} Search;

static void add_up(const Search *s, const Mixture *m)
{
    const LearnTried *tried = s->tried;
    gsize cells = (gsize)tried->count * tried->classes;
    for (gsize i = 0; i < cells; i++)
        s->sums[i] = (float)m->mix * s->svm[i] + tried->bayes[i] + (float)m->hint * tried->hints[i];
}

/* Mean of what the probabilities of the right classes lack, in logarithms. */
static double loss_at(const LearnTried *tried, const float *sums, double sharpness)
{
    double loss = 0;
    for (guint i = 0; i < tried->count; i++) {
        const float *row = sums + (gsize)i * tried->classes;
        float most = row[0], total = 0;
        for (guint c = 1; c < tried->classes; c++)
            most = MAX(most, row[c]);
        for (guint c = 0; c < tried->classes; c++)
            total += expf((float)sharpness * (row[c] - most));
        loss += log(MAX((double)total, 1)) - sharpness * (double)(row[tried->right[i]] - most);
    }
    return loss / MAX(tried->count, 1);
}

/* By golden section over the logarithm of the sharpness. */
static double sharpen(const LearnTried *tried, const float *sums)
{
    const double part = 0.6180339887;
    double low = log(0.05), high = log(50);
    double a = high - part * (high - low), b = low + part * (high - low);
    double of_a = loss_at(tried, sums, exp(a)), of_b = loss_at(tried, sums, exp(b));
    while (high - low > 0.03) {
        if (of_a < of_b) {
            high = b, b = a, of_b = of_a;
            a = high - part * (high - low);
            of_a = loss_at(tried, sums, exp(a));
        } else {
            low = a, a = b, of_a = of_b;
            b = low + part * (high - low);
            of_b = loss_at(tried, sums, exp(b));
        }
    }
    return exp((low + high) / 2);
}

/* The probability of the likeliest class as a logit, and whether it was right. */
static double logit_of(const LearnTried *tried, const float *row, guint right, double sharpness,
                       bool *is_right)
{
    double total = 0;
    guint best = 0;
    for (guint c = 1; c < tried->classes; c++)
        best = row[c] > row[best] ? c : best;
    for (guint c = 0; c < tried->classes; c++)
        total += c == best ? 0 : exp(sharpness * (double)(row[c] - row[best]));
    *is_right = best == right;
    return -log(MAX(total, 1e-9));
}

typedef struct Said {
    double logit; /* of the likeliest class */
    bool right;
} Said;

static int said_compare(gconstpointer a, gconstpointer b)
{
    double of_a = ((const Said *)a)->logit, of_b = ((const Said *)b)->logit;
    return of_a < of_b ? -1 : of_a > of_b;
}

/* Neighbours that fall are pooled until the shares rise (isotonic regression). */
static void make_rise(Mixture *m, double *weights)
{
    for (guint i = 1; i < m->knots; i++) {
        for (guint at = i; at > 0 && m->sure[at - 1] > m->sure[at]; at--) {
            double both = weights[at - 1] + weights[at];
            double logit = (m->logit[at - 1] * weights[at - 1] + m->logit[at] * weights[at]) / both;
            double sure = (m->sure[at - 1] * weights[at - 1] + m->sure[at] * weights[at]) / both;
            m->logit[at - 1] = logit;
            m->sure[at - 1] = sure;
            weights[at - 1] = both;
            for (guint j = at; j + 1 < m->knots; j++) {
                m->logit[j] = m->logit[j + 1];
                m->sure[j] = m->sure[j + 1];
                weights[j] = weights[j + 1];
            }
            m->knots--;
            i--;
        }
    }
}

/* The examples in order of their logits, in parts of one size: how many of each were right. */
static void find_knots(const Said *said, guint count, Mixture *m)
{
    enum { LEAST = 25 };
    double weights[LEARN_KNOTS_MAX], all = 0;
    m->knots = MIN(count / LEAST, (guint)LEARN_KNOTS_MAX);
    for (guint i = 0; i < count; i++)
        all += said[i].right;
    for (guint k = 0; k < m->knots; k++) {
        guint from = count * k / m->knots, to = count * (k + 1) / m->knots;
        double right = 0, logit = 0;
        for (guint i = from; i < to; i++) {
            right += said[i].right;
            logit += said[i].logit;
        }
        weights[k] = to - from;
        m->logit[k] = logit / weights[k];
        /* two examples' worth of the mean, so that nobody is quite sure */
        m->sure[k] = (right + 2 * (all + 1) / (count + 2)) / (weights[k] + 2);
    }
    make_rise(m, weights);
    for (guint k = 1; k < m->knots; k++) /* means of equal numbers are not quite equal */
        m->logit[k] = MAX(m->logit[k], m->logit[k - 1]);
}

static void trust(const LearnTried *tried, const float *sums, Mixture *m)
{
    g_autofree Said *said = g_new(Said, tried->count);
    for (guint i = 0; i < tried->count; i++)
        said[i].logit = logit_of(tried, sums + (gsize)i * tried->classes, tried->right[i],
                                 m->sharpness, &said[i].right);
    qsort(said, tried->count, sizeof *said, said_compare);
    find_knots(said, tried->count, m);
}

static void count_right(const LearnTried *tried, const float *sums, Mixture *m)
{
    guint first = 0, three = 0;
    for (guint i = 0; i < tried->count; i++) {
        const float *row = sums + (gsize)i * tried->classes;
        guint better = 0;
        for (guint c = 0; c < tried->classes; c++)
            better += row[c] > row[tried->right[i]];
        first += better == 0;
        three += better < 3;
    }
    m->first = (double)first / tried->count;
    m->three = (double)three / tried->count;
}

static void judge(const Search *s, Mixture *m)
{
    add_up(s, m);
    count_right(s->tried, s->sums, m);
    m->value = m->first + m->three / 2;
}

static double standard_error(const LearnTried *tried, double share)
{
    return sqrt(share * (1 - share) / MAX(tried->count, 1));
}

/* Moves one number of *m over values; the first stays unless another is clearly better. */
static void vary(const Search *s, Mixture *m, double *number, const double *values, gsize count)
{
    Mixture best = *m;
    double bar = m->value + CLEARLY * standard_error(s->tried, m->first);
    for (gsize i = 0; i < count; i++) {
        *number = values[i];
        judge(s, m);
        if (m->value > bar) {
            best = *m;
            bar = m->value;
        }
    }
    *m = best;
}

static bool has_hints(const LearnTried *tried)
{
    gsize cells = (gsize)tried->count * tried->classes;
    for (gsize i = 0; i < cells; i++)
        if (tried->hints[i] > 0)
            return true;
    return false;
}

void learn_mix(const LearnTried *tried, const float *svm, double cost, bool has_svm, Mixture *best)
{
    g_autofree float *sums = g_new(float, (gsize)tried->count * tried->classes + 1);
    const Search s = { tried, svm, sums };
    Mixture m = LEARN_MIXTURE_DEFAULT;
    m.cost = cost;
    m.mix = has_svm ? m.mix : 0;
    judge(&s, &m);
    for (int round = 0; round < 2; round++) {
        if (has_svm)
            vary(&s, &m, &m.mix, MIXES, G_N_ELEMENTS(MIXES));
        if (!has_hints(tried))
            break;
        vary(&s, &m, &m.hint, HINTS, G_N_ELEMENTS(HINTS));
    }
    double bar = best->value > 0 ? best->value + CLEARLY * standard_error(tried, m.first) : 0;
    if (m.value < bar)
        return;
    *best = m;
    add_up(&s, best);
    best->sharpness = sharpen(tried, sums);
    trust(tried, sums, best);
}
