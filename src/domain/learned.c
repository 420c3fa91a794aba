/* Reading and asking a model: see learned.h. The bytes are a GVariant, whose checks guard what is
 * read from them; the arrays are used in place.
 */
#include "domain/learned.h"

#include "domain/features.h"

#include <math.h>
#include <string.h>

#define FORM "(sdddasadadauaqauaqanadad)"
#define NAME "kentongan-learned-1"
enum { WORDS_SHOWN = 4, CLASSES_MAX = 20000 };

struct Learned {
    GVariant *held[10]; /* the arrays, from classes on */
    double sharpness, hint, scale;
    const char **classes;
    gsize class_count, feature_count, entry_count, knot_count;
    const double *bias, *mass, *logit, *sure;
    const guint32 *keys, *first;
    const guint16 *rarity, *entry_class;
    const gint16 *entry_weight;
    GHashTable *by_code; /* code -> number + 1 */
};

/* ---- bytes ---- */

static GVariant *array_of(const void *values, gsize count, gsize size, const char *type)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE(type), values, count, size);
}

GBytes *learned_write(const LearnedParts *p)
{
    gsize classes = g_strv_length((char **)p->classes);
    gsize entries = p->first[p->features];
    g_autoptr(GVariant) all = g_variant_ref_sink(
        g_variant_new("(sddd@as@ad@ad@au@aq@au@aq@an@ad@ad)", NAME, p->sharpness, p->hint, p->scale,
                      g_variant_new_strv(p->classes, (gssize)classes),
                      array_of(p->bias, classes, sizeof(double), "d"),
                      array_of(p->mass, classes, sizeof(double), "d"),
                      array_of(p->keys, p->features, sizeof(guint32), "u"),
                      array_of(p->rarity, p->features, sizeof(guint16), "q"),
                      array_of(p->first, (gsize)p->features + 1, sizeof(guint32), "u"),
                      array_of(p->entry_class, entries, sizeof(guint16), "q"),
                      array_of(p->entry_weight, entries, sizeof(gint16), "n"),
                      array_of(p->logit, p->knots, sizeof(double), "d"),
                      array_of(p->sure, p->knots, sizeof(double), "d")));
    return g_variant_get_data_as_bytes(all);
}

void learned_free(Learned *learned)
{
    if (!learned)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(learned->held); i++)
        g_clear_pointer(&learned->held[i], g_variant_unref);
    g_free(learned->classes);
    g_clear_pointer(&learned->by_code, g_hash_table_unref);
    g_free(learned);
}

static const void *fixed(const Learned *l, guint child, gsize *count, gsize size)
{
    return g_variant_get_fixed_array(l->held[child], count, size);
}

static bool take_parts(Learned *l)
{
    gsize of_bias, of_mass, of_rarity, of_first, of_weight, of_sure;
    l->classes = g_variant_get_strv(l->held[0], &l->class_count);
    l->bias = fixed(l, 1, &of_bias, sizeof(double));
    l->mass = fixed(l, 2, &of_mass, sizeof(double));
    l->keys = fixed(l, 3, &l->feature_count, sizeof(guint32));
    l->rarity = fixed(l, 4, &of_rarity, sizeof(guint16));
    l->first = fixed(l, 5, &of_first, sizeof(guint32));
    l->entry_class = fixed(l, 6, &l->entry_count, sizeof(guint16));
    l->entry_weight = fixed(l, 7, &of_weight, sizeof(gint16));
    l->logit = fixed(l, 8, &l->knot_count, sizeof(double));
    l->sure = fixed(l, 9, &of_sure, sizeof(double));
    return l->class_count > 0 && l->class_count <= CLASSES_MAX && of_bias == l->class_count &&
           of_mass == l->class_count && of_rarity == l->feature_count &&
           of_first == l->feature_count + 1 && of_weight == l->entry_count &&
           of_sure == l->knot_count;
}

static bool is_number(double value)
{
    return isfinite(value) && fabs(value) < 1e9;
}

static bool are_parts_sound(const Learned *l)
{
    bool sound = is_number(l->sharpness) && l->sharpness > 0 && is_number(l->hint) &&
                 is_number(l->scale) && l->first[0] == 0 &&
                 l->first[l->feature_count] == l->entry_count;
    for (gsize c = 0; c < l->class_count && sound; c++)
        sound = is_number(l->bias[c]) && is_number(l->mass[c]);
    for (gsize k = 0; k < l->knot_count && sound; k++)
        sound = is_number(l->logit[k]) && l->sure[k] > 0 && l->sure[k] < 1 &&
                (k == 0 || (l->logit[k - 1] <= l->logit[k] && l->sure[k - 1] <= l->sure[k]));
    for (gsize f = 0; f < l->feature_count && sound; f++)
        sound = l->first[f] <= l->first[f + 1] && (f == 0 || l->keys[f - 1] < l->keys[f]);
    for (gsize e = 0; e < l->entry_count && sound; e++)
        sound = l->entry_class[e] < l->class_count;
    return sound;
}

static bool open_variant(Learned *l, GBytes *bytes)
{
    g_autoptr(GVariant) all =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(FORM), bytes, FALSE));
    const char *name = NULL;
    if (!g_variant_is_normal_form(all))
        return false;
    g_variant_get_child(all, 0, "&s", &name);
    double *const numbers[] = { &l->sharpness, &l->hint, &l->scale };
    for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_variant_get_child(all, 1 + i, "d", numbers[i]);
    for (guint i = 0; i < G_N_ELEMENTS(l->held); i++)
        l->held[i] = g_variant_get_child_value(all, 1 + G_N_ELEMENTS(numbers) + i);
    return strcmp(name, NAME) == 0 && take_parts(l) && are_parts_sound(l);
}

Learned *learned_read(GBytes *bytes, GError **error)
{
    g_autoptr(Learned) l = g_new0(Learned, 1);
    if (!open_variant(l, bytes)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Model usulan tidak dapat dibaca."),
                  "%" G_GSIZE_FORMAT " bytes", g_bytes_get_size(bytes));
        return NULL;
    }
    l->by_code = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint c = 0; c < l->class_count; c++)
        g_hash_table_insert(l->by_code, (gpointer)l->classes[c], GUINT_TO_POINTER(c + 1));
    return g_steal_pointer(&l);
}

guint learned_class_count(const Learned *learned)
{
    return (guint)learned->class_count;
}

const char *learned_class(const Learned *learned, guint class_)
{
    return learned->classes[class_];
}

int learned_class_of(const Learned *learned, const char *code)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(learned->by_code, code)) - 1;
}

/* ---- asking ---- */

static gssize find_key(const Learned *l, guint32 key)
{
    gsize low = 0, high = l->feature_count;
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        if (l->keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < l->feature_count && l->keys[low] == key ? (gssize)low : -1;
}

double learned_rarity(const Learned *learned, const char *stem)
{
    Term term = { .stem = (char *)stem };
    g_autoptr(GArray) terms = g_array_new(FALSE, FALSE, sizeof(Term));
    g_array_append_val(terms, term);
    g_autoptr(GArray) spots = features_spots(terms);
    gssize at = find_key(learned, g_array_index(spots, FeatureSpot, 0).key);
    return at < 0 ? 0 : learned->rarity[at] / LEARNED_RARITY_UNIT;
}

typedef struct Weighed {
    guint32 key, index;
    float value;      /* weight in the text */
    float occurrence; /* the same for each time it occurs */
} Weighed;

/* The known features, each block of unit length; in order of keys. */
static GArray *weigh(const Learned *l, const GArray *spots)
{
    g_autoptr(GArray) features = features_count(spots);
    GArray *known = g_array_new(FALSE, FALSE, sizeof(Weighed));
    double squares[2] = { 0, 0 };
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = &g_array_index(features, Feature, i);
        gssize at = find_key(l, feature->key);
        if (at < 0)
            continue;
        double value = features_weight(feature->count, l->rarity[at] / LEARNED_RARITY_UNIT);
        squares[feature->key >= FEATURE_PART] += value * value;
        Weighed weighed = { feature->key, (guint32)at, (float)value, feature->count };
        g_array_append_val(known, weighed);
    }
    for (guint i = 0; i < known->len; i++) {
        Weighed *weighed = &g_array_index(known, Weighed, i);
        weighed->value /= (float)sqrt(squares[weighed->key >= FEATURE_PART]);
        weighed->occurrence = weighed->value / weighed->occurrence;
    }
    return known;
}

static double *add_up(const Learned *l, const GArray *known, const float *hints)
{
    double *sums = g_new(double, l->class_count);
    double mass = 0;
    for (guint i = 0; i < known->len; i++)
        mass += (double)g_array_index(known, Weighed, i).value;
    for (gsize c = 0; c < l->class_count; c++)
        sums[c] = l->bias[c] + l->mass[c] * mass + (hints ? l->hint * (double)hints[c] : 0);
    for (guint i = 0; i < known->len; i++) {
        const Weighed *w = &g_array_index(known, Weighed, i);
        for (guint32 e = l->first[w->index]; e < l->first[w->index + 1]; e++)
            sums[l->entry_class[e]] += (double)w->value * l->entry_weight[e] * l->scale;
    }
    return sums;
}

typedef struct Ranked {
    guint class_;
    double sum;
} Ranked;

static int ranked_compare(gconstpointer a, gconstpointer b)
{
    const Ranked *of_a = a, *of_b = b;
    if (of_a->sum != of_b->sum)
        return of_a->sum < of_b->sum ? 1 : -1;
    return of_a->class_ < of_b->class_ ? -1 : of_a->class_ > of_b->class_;
}

static GArray *rank(const Learned *l, const double *sums)
{
    GArray *ranks = g_array_sized_new(FALSE, FALSE, sizeof(Ranked), (guint)l->class_count);
    for (guint c = 0; c < l->class_count; c++) {
        Ranked ranked = { c, sums[c] };
        g_array_append_val(ranks, ranked);
    }
    g_array_sort(ranks, ranked_compare);
    return ranks;
}

/* ---- the words that spoke ---- */

static double weight_of(const Learned *l, guint32 index, guint class_)
{
    for (guint32 e = l->first[index]; e < l->first[index + 1]; e++) {
        if (l->entry_class[e] == class_)
            return l->entry_weight[e] * l->scale;
    }
    return 0;
}

static const Weighed *find_weighed(const GArray *known, guint32 key)
{
    guint low = 0, high = known->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(known, Weighed, middle).key < key)
            low = middle + 1;
        else
            high = middle;
    }
    const Weighed *found = low < known->len ? &g_array_index(known, Weighed, low) : NULL;
    return found && found->key == key ? found : NULL;
}

/* What each word adds for a class over another one. */
static double *shares(const Learned *l, const GArray *terms, const GArray *spots,
                      const GArray *known, guint class_, guint rival)
{
    double *share = g_new0(double, terms->len + 1);
    for (guint i = 0; i < spots->len; i++) {
        const FeatureSpot *spot = &g_array_index(spots, FeatureSpot, i);
        const Weighed *w = find_weighed(known, spot->key);
        if (!w)
            continue;
        double value = (weight_of(l, w->index, class_) - weight_of(l, w->index, rival)) *
                       (double)w->occurrence / (spot->last - spot->first + 1);
        for (guint at = spot->first; at <= spot->last; at++)
            share[at] += value;
    }
    for (guint i = 0; i < terms->len; i++)
        if (g_array_index(terms, Term, i).filler)
            share[i] = 0;
    return share;
}

/* The word that spoke loudest among those left; terms->len when none is left. A word said twice
 * speaks once. */
static guint loudest(const GArray *terms, double *share, double at_least)
{
    guint best = terms->len;
    for (guint i = 0; i < terms->len; i++)
        if (share[i] > at_least && (best == terms->len || share[i] > share[best]))
            best = i;
    if (best == terms->len)
        return best;
    const char *word = g_array_index(terms, Term, best).word;
    for (guint i = 0; i < terms->len; i++)
        if (strcmp(g_array_index(terms, Term, i).word, word) == 0)
            share[i] = 0;
    return best;
}

static void append_words(GString *out, const char *text, const GArray *terms, guint first,
                         guint last)
{
    const Term *from = &g_array_index(terms, Term, first), *to = &g_array_index(terms, Term, last);
    g_string_append_printf(out, "%s%.*s", out->len ? ", " : "", (int)(to->end - from->start),
                           text + from->start);
}

/* Neighbours are shown as they stand: "lampu jalan". */
static char *words_for(const char *text, const GArray *terms, double *share)
{
    GString *out = g_string_new(NULL);
    g_autofree bool *chosen = g_new0(bool, terms->len + 1);
    double least = 0;
    for (int shown = 0; shown < WORDS_SHOWN; shown++) {
        double before = 0;
        for (guint i = 0; i < terms->len; i++)
            before = MAX(before, share[i]);
        least = shown == 0 ? before / 5 : least;
        guint at = loudest(terms, share, least);
        if (at == terms->len)
            break;
        chosen[at] = true;
    }
    for (guint i = 0; i < terms->len; i++) {
        guint last = i;
        while (chosen[i] && chosen[last + 1])
            last++;
        if (chosen[i])
            append_words(out, text, terms, i, last);
        i = last;
    }
    return g_string_free(out, FALSE);
}

static void guess_clear(gpointer guess)
{
    g_free(((LearnedGuess *)guess)->words);
}

/* How often the likeliest class was right when its logit was this. */
static double sureness(const Learned *l, double logit)
{
    if (l->knot_count == 0)
        return 1 / (1 + exp(-logit));
    gsize k = 0;
    while (k < l->knot_count && l->logit[k] < logit)
        k++;
    if (k == 0 || k == l->knot_count)
        return l->sure[k == 0 ? 0 : k - 1];
    double part = (logit - l->logit[k - 1]) / (l->logit[k] - l->logit[k - 1]);
    return l->sure[k - 1] + part * (l->sure[k] - l->sure[k - 1]);
}

GArray *learned_guess(const Learned *l, const char *text, const GArray *terms, const float *hints,
                      guint max)
{
    GArray *guesses = g_array_new(FALSE, FALSE, sizeof(LearnedGuess));
    g_array_set_clear_func(guesses, guess_clear);
    g_autoptr(GArray) spots = features_spots(terms);
    g_autoptr(GArray) known = weigh(l, spots);
    g_autofree double *sums = add_up(l, known, hints);
    g_autoptr(GArray) ranks = rank(l, sums);
    double best = g_array_index(ranks, Ranked, 0).sum, rest = 0;
    for (guint c = 1; c < ranks->len; c++)
        rest += exp(l->sharpness * (g_array_index(ranks, Ranked, c).sum - best));
    double first = sureness(l, -log(MAX(rest, 1e-9)));
    for (guint i = 0; i < MIN(max, ranks->len); i++) {
        const Ranked *ranked = &g_array_index(ranks, Ranked, i);
        guint rival = g_array_index(ranks, Ranked, i == 0 && ranks->len > 1 ? 1 : 0).class_;
        g_autofree double *share = shares(l, terms, spots, known, ranked->class_, rival);
        double other = (1 - first) * exp(l->sharpness * (ranked->sum - best)) / MAX(rest, 1e-9);
        LearnedGuess guess = { ranked->class_, i == 0 ? first : MIN(other, first),
                               words_for(text, terms, share) };
        g_array_append_val(guesses, guess);
    }
    return guesses;
}
