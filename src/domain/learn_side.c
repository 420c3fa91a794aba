/* What is learned from some of the examples: support vectors and naive Bayes. See learn_parts.h. */
#include "domain/learn_parts.h"

#include <math.h>
#include <string.h>

#define SVM_FLOATS_MAX 60000000 /* classes x features; beyond, support vectors are left out */
#define NB_SMOOTH 0.1

/* ---- several threads over the classes ---- */

typedef struct Crew {
    LearnFit *fit;
    void (*one)(gpointer what, guint class_);
    gpointer what;
    gint next;
} Crew;

static gpointer crew_work(gpointer data)
{
    Crew *crew = data;
    const LearnLimits *limits = crew->fit->limits;
    for (;;) {
        guint class_ = (guint)g_atomic_int_add(&crew->next, 1);
        if (class_ >= crew->fit->classes || g_atomic_int_get(&crew->fit->stopped))
            return NULL;
        if (limits->stop && limits->stop(limits->user))
            g_atomic_int_set(&crew->fit->stopped, 1);
        else
            crew->one(crew->what, class_);
    }
}

void learn_each_class(LearnFit *fit, void (*one)(gpointer what, guint class_), gpointer what)
{
    Crew crew = { fit, one, what, 0 };
    g_autoptr(GPtrArray) threads = g_ptr_array_new();
    for (guint i = 1; i < fit->limits->threads; i++)
        g_ptr_array_add(threads, g_thread_new("learn", crew_work, &crew));
    crew_work(&crew);
    for (guint i = 0; i < threads->len; i++)
        g_thread_join(threads->pdata[i]);
}

/* ---- one side: naive Bayes and support vectors ---- */

static void side_sort(LearnSide *side, const GArray *examples)
{
    const LearnFit *fit = side->fit;
    side->order = g_new(guint, (gsize)side->count + 1);
    side->starts = g_new0(guint, (gsize)fit->classes + 2);
    for (guint i = 0; i < side->count; i++)
        side->starts[learn_class_at(fit, g_array_index(examples, guint, i)) + 2]++;
    for (guint c = 0; c < fit->classes; c++)
        side->starts[c + 2] += side->starts[c + 1];
    for (guint i = 0; i < side->count; i++) {
        guint example = g_array_index(examples, guint, i);
        guint at = side->starts[learn_class_at(fit, example) + 1]++;
        side->order[at] = learn_text_at(fit, example);
    }
}

static void side_clear_svm(LearnSide *side)
{
    for (guint c = 0; side->svm && c < side->fit->classes; c++)
        g_free(side->svm[c]);
    g_clear_pointer(&side->svm, g_free);
    g_clear_pointer(&side->svm_bias, g_free);
}

void learn_side_free(LearnSide *side)
{
    if (!side)
        return;
    side_clear_svm(side);
    g_free(side->order);
    g_free(side->starts);
    g_free(side->all);
    g_free(side->mass);
    g_free(side);
}
LearnSide *learn_side_new(LearnFit *fit, const GArray *examples)
{
    LearnSide *side = g_new0(LearnSide, 1);
    side->fit = fit;
    side->count = examples->len;
    side->all = g_new0(float, (gsize)fit->features + 1);
    side->mass = g_new0(double, fit->classes);
    side_sort(side, examples);
    for (guint i = 0; i < side->count; i++)
        svm_rows_sum(fit->texts->rows, side->order[i], side->all);
    for (guint f = 0; f < fit->features; f++)
        side->total += (double)side->all[f];
    return side;
}

void learn_side_bayes(LearnSide *side, guint class_, float *weights)
{
    const LearnFit *fit = side->fit;
    double in_class = 0;
    memset(weights, 0, fit->features * sizeof *weights);
    for (guint i = side->starts[class_]; i < side->starts[class_ + 1]; i++)
        svm_rows_sum(fit->texts->rows, side->order[i], weights);
    for (guint f = 0; f < fit->features; f++) {
        if (weights[f] <= 0)
            continue;
        double all = (double)side->all[f] + NB_SMOOTH, in = (double)weights[f];
        in_class += in;
        weights[f] = (float)log(all / MAX(all - in, NB_SMOOTH));
    }
    side->mass[class_] = log(side->total - in_class + NB_SMOOTH * (fit->features + 1));
}

static void side_train_class(gpointer what, guint class_)
{
    LearnSide *side = what;
    g_autofree bool *positive = g_new0(bool, side->count + 1);
    side->svm[class_] = g_new0(float, side->fit->features + 1);
    side->svm_bias[class_] = -1;
    for (guint i = side->starts[class_]; i < side->starts[class_ + 1]; i++)
        positive[i] = true;
    guint members = side->starts[class_ + 1] - side->starts[class_];
    if (members > 0 && members < side->count)
        svm_train(side->fit->texts->rows, side->order, positive, side->count, side->cost,
                  side->svm[class_], &side->svm_bias[class_]);
}

void learn_side_train(LearnSide *side, double cost)
{
    LearnFit *fit = side->fit;
    side_clear_svm(side);
    if ((gsize)fit->classes * fit->features > SVM_FLOATS_MAX)
        return;
    side->cost = cost;
    side->svm = g_new0(float *, fit->classes);
    side->svm_bias = g_new0(float, fit->classes);
    learn_each_class(fit, side_train_class, side);
}
