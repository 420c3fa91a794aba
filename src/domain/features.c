/* Hashed parts of texts: see features.h. */
#include "domain/features.h"

#include <math.h>
#include <string.h>

enum { PART_SHORTEST = 3, PART_LONGEST = 5, STEM_BYTES = 40 };

/* FNV-1a, its upper half folded into the lower. */
static guint32 hash(const char *bytes, gsize count, guint32 block)
{
    guint64 value = 14695981039346656037u;
    for (gsize i = 0; i < count; i++)
        value = (value ^ (guint8)bytes[i]) * 1099511628211u;
    guint32 folded = (guint32)(value ^ (value >> 32));
    return (folded & ~FEATURE_PART) | block;
}

static void add_spot(GArray *spots, guint32 key, guint first, guint last)
{
    FeatureSpot spot = { key, first, last };
    g_array_append_val(spots, spot);
}

/* "_jalan_": _ja jal ala lan an_, and the same by four and five. */
static void add_parts(GArray *spots, const char *stem, guint at)
{
    char padded[STEM_BYTES + 2];
    gsize length = MIN(strlen(stem), (gsize)STEM_BYTES);
    padded[0] = '_';
    memcpy(padded + 1, stem, length);
    padded[length + 1] = '_';
    length += 2;
    for (gsize part = PART_SHORTEST; part <= PART_LONGEST; part++) {
        for (gsize from = 0; from + part <= length; from++)
            add_spot(spots, hash(padded + from, part, FEATURE_PART), at, at);
        if (part >= length)
            break;
    }
}

GArray *features_spots(const GArray *terms)
{
    GArray *spots = g_array_new(FALSE, FALSE, sizeof(FeatureSpot));
    char pair[2 * STEM_BYTES + 16];
    for (guint i = 0; i < terms->len; i++) {
        const char *stem = g_array_index(terms, Term, i).stem;
        add_spot(spots, hash(stem, strlen(stem), 0), i, i);
        if (i + 1 < terms->len) {
            int length = g_snprintf(pair, sizeof pair, "%.44s %.44s", stem,
                                    (&g_array_index(terms, Term, i))[1].stem);
            add_spot(spots, hash(pair, (gsize)MIN(length, (int)sizeof pair - 1), 0), i, i + 1);
        }
        add_parts(spots, stem, i);
    }
    return spots;
}

static int feature_compare(gconstpointer a, gconstpointer b)
{
    guint32 of_a = ((const Feature *)a)->key, of_b = ((const Feature *)b)->key;
    return of_a < of_b ? -1 : of_a > of_b;
}

GArray *features_count(const GArray *spots)
{
    GArray *features = g_array_sized_new(FALSE, FALSE, sizeof(Feature), spots->len);
    for (guint i = 0; i < spots->len; i++) {
        Feature feature = { g_array_index(spots, FeatureSpot, i).key, 1 };
        g_array_append_val(features, feature);
    }
    g_array_sort(features, feature_compare);
    guint kept = 0;
    for (guint i = 0; i < features->len; i++) {
        Feature *all = (Feature *)features->data;
        if (kept > 0 && all[kept - 1].key == all[i].key)
            all[kept - 1].count += 1;
        else
            all[kept++] = all[i];
    }
    g_array_set_size(features, kept);
    return features;
}

double features_weight(double count, double rarity)
{
    return (1 + log(count)) * rarity;
}
