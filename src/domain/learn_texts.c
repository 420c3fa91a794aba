/* The examples that are learned from: see learn.h. */
#include "domain/learn_parts.h"

#include "domain/features.h"

#include <math.h>

enum {
    FEATURES_MAX = 500000,
    ONCE_IS_ENOUGH = 1500, /* texts; below, a feature that occurs once counts too */
};

/* ---- texts ---- */

LearnTexts *learn_texts_new(void)
{
    LearnTexts *texts = g_new0(LearnTexts, 1);
    gsize zero = 0;
    texts->cells = g_array_new(FALSE, FALSE, sizeof(Feature));
    texts->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    texts->keys = g_array_new(FALSE, FALSE, sizeof(guint32));
    texts->rarity = g_array_new(FALSE, FALSE, sizeof(guint16));
    g_array_append_val(texts->starts, zero);
    return texts;
}

void learn_texts_free(LearnTexts *texts)
{
    if (!texts)
        return;
    g_array_unref(texts->cells);
    g_array_unref(texts->starts);
    g_array_unref(texts->keys);
    g_array_unref(texts->rarity);
    svm_rows_free(texts->rows);
    g_free(texts);
}

static guint texts_count(const LearnTexts *texts)
{
    return texts->starts->len - 1;
}

guint learn_texts_add(LearnTexts *texts, const GArray *terms)
{
    g_assert(!texts->rows);
    g_autoptr(GArray) spots = features_spots(terms);
    g_autoptr(GArray) features = features_count(spots);
    g_array_append_vals(texts->cells, features->data, features->len);
    gsize end = texts->cells->len;
    g_array_append_val(texts->starts, end);
    return texts_count(texts) - 1;
}

gsize learn_texts_cells(const LearnTexts *texts)
{
    return texts->cells->len;
}

static int key_compare(gconstpointer a, gconstpointer b)
{
    guint32 of_a = *(const guint32 *)a, of_b = *(const guint32 *)b;
    return of_a < of_b ? -1 : of_a > of_b;
}

/* key -> in how many texts */
static GHashTable *count_texts(const LearnTexts *texts)
{
    GHashTable *counts = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < texts->cells->len; i++) {
        gpointer key = GUINT_TO_POINTER(g_array_index(texts->cells, Feature, i).key);
        guint seen = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
        g_hash_table_insert(counts, key, GUINT_TO_POINTER(seen + 1));
    }
    return counts;
}

/* The least number of texts a feature must occur in, so that not too many are left. */
static guint least_texts(const LearnTexts *texts, GHashTable *counts)
{
    guint having[64] = { 0 };
    GHashTableIter at;
    gpointer count;
    g_hash_table_iter_init(&at, counts);
    while (g_hash_table_iter_next(&at, NULL, &count))
        having[MIN(GPOINTER_TO_UINT(count), G_N_ELEMENTS(having) - 1)]++;
    guint left = g_hash_table_size(counts), least = 1;
    for (; least + 1 < G_N_ELEMENTS(having) && left - having[least] > 0; least++) {
        bool enough = left <= FEATURES_MAX && (least > 1 || texts_count(texts) < ONCE_IS_ENOUGH);
        if (enough)
            break;
        left -= having[least];
    }
    return least;
}

static void choose_features(LearnTexts *texts)
{
    g_autoptr(GHashTable) counts = count_texts(texts);
    guint least = least_texts(texts, counts);
    GHashTableIter at;
    gpointer key, count;
    g_hash_table_iter_init(&at, counts);
    while (g_hash_table_iter_next(&at, &key, &count)) {
        guint32 kept = GPOINTER_TO_UINT(key);
        if (GPOINTER_TO_UINT(count) >= least)
            g_array_append_val(texts->keys, kept);
    }
    g_array_sort(texts->keys, key_compare);
    for (guint f = 0; f < texts->keys->len; f++) {
        key = GUINT_TO_POINTER(g_array_index(texts->keys, guint32, f));
        double in = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
        double rarity = log((1.0 + texts_count(texts)) / (1 + in)) + 1;
        guint16 stored = (guint16)MIN(rarity * LEARNED_RARITY_UNIT, G_MAXUINT16);
        g_array_append_val(texts->rarity, stored);
    }
}

static void add_row(LearnTexts *texts, GHashTable *index, guint text, GArray *row)
{
    gsize from = g_array_index(texts->starts, gsize, text);
    gsize to = g_array_index(texts->starts, gsize, text + 1);
    double squares[2] = { 0, 0 };
    g_array_set_size(row, 0);
    for (gsize i = from; i < to; i++) {
        const Feature *feature = &((Feature *)texts->cells->data)[i];
        guint at = GPOINTER_TO_UINT(g_hash_table_lookup(index, GUINT_TO_POINTER(feature->key)));
        if (at == 0)
            continue;
        double rarity = g_array_index(texts->rarity, guint16, at - 1) / (double)LEARNED_RARITY_UNIT;
        double value = features_weight((double)feature->count, rarity);
        squares[feature->key >= FEATURE_PART] += value * value;
        SvmCell cell = { at - 1, (float)value };
        g_array_append_val(row, cell);
    }
    for (guint i = 0; i < row->len; i++) {
        SvmCell *cell = &g_array_index(row, SvmCell, i);
        bool part = g_array_index(texts->keys, guint32, cell->feature) >= FEATURE_PART;
        cell->value /= (float)sqrt(squares[part]);
    }
    svm_rows_add(texts->rows, (const SvmCell *)row->data, row->len);
}

void learn_texts_seal(LearnTexts *texts)
{
    g_autoptr(GHashTable) index = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) row = g_array_new(FALSE, FALSE, sizeof(SvmCell));
    choose_features(texts);
    for (guint f = 0; f < texts->keys->len; f++)
        g_hash_table_insert(index, GUINT_TO_POINTER(g_array_index(texts->keys, guint32, f)),
                            GUINT_TO_POINTER(f + 1));
    texts->rows = svm_rows_new(texts->keys->len);
    for (guint text = 0; text < texts_count(texts); text++)
        add_row(texts, index, text, row);
    g_array_unref(texts->cells);
    texts->cells = g_array_new(FALSE, FALSE, sizeof(Feature));
}

/* ---- labels ---- */

LearnLabels *learn_labels_new(void)
{
    LearnLabels *labels = g_new0(LearnLabels, 1);
    labels->codes = g_ptr_array_new_with_free_func(g_free);
    labels->by_code = g_hash_table_new(g_str_hash, g_str_equal);
    labels->texts = g_array_new(FALSE, FALSE, sizeof(guint));
    labels->classes = g_array_new(FALSE, FALSE, sizeof(guint));
    labels->hints = g_array_new(FALSE, FALSE, sizeof(LearnHint));
    return labels;
}

void learn_labels_free(LearnLabels *labels)
{
    if (!labels)
        return;
    g_hash_table_unref(labels->by_code);
    g_ptr_array_unref(labels->codes);
    g_array_unref(labels->texts);
    g_array_unref(labels->classes);
    g_array_unref(labels->hints);
    g_free(labels);
}

guint learn_labels_class(LearnLabels *labels, const char *code)
{
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(labels->by_code, code));
    if (known)
        return known - 1;
    char *own = g_strdup(code);
    g_ptr_array_add(labels->codes, own);
    g_hash_table_insert(labels->by_code, own, GUINT_TO_POINTER(labels->codes->len));
    return labels->codes->len - 1;
}

bool learn_labels_knows(const LearnLabels *labels, const char *code)
{
    return g_hash_table_contains(labels->by_code, code);
}

void learn_labels_hint(LearnLabels *labels, guint text, guint class_, float value)
{
    LearnHint hint = { text, class_, value };
    g_array_append_val(labels->hints, hint);
}

void learn_labels_put(LearnLabels *labels, guint text, guint class_)
{
    g_array_append_val(labels->texts, text);
    g_array_append_val(labels->classes, class_);
}

void learn_labels_seed(LearnLabels *labels, guint text, guint class_)
{
    g_assert(labels->seeds == labels->texts->len);
    learn_labels_put(labels, text, class_);
    labels->seeds++;
}

const LearnHint *learn_labels_hints(const LearnLabels *labels, guint text, guint *count)
{
    const LearnHint *all = (const LearnHint *)labels->hints->data;
    guint low = 0, high = labels->hints->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (all[middle].text < text)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < labels->hints->len && all[low + *count].text == text)
        (*count)++;
    return all + low;
}

guint learn_labels_count(const LearnLabels *labels)
{
    return labels->texts->len;
}
