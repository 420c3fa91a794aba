/* What of a text is counted when it is compared or learned from: stems, pairs of neighbouring stems,
 * and the letters of stems three to five at a time (they stand for words typed wrongly). Each is a
 * number, the hash of its letters, so nothing can be read back from what was learned.
 */
#pragma once

#include "model/terms.h"

/* Above it: parts of words. Words and parts are weighed apart. */
#define FEATURE_PART 0x80000000u

typedef struct Feature {
    guint32 key;
    float count; /* how often it occurs */
} Feature;

/* Where one stands: words first..last of the terms. */
typedef struct FeatureSpot {
    guint32 key;
    guint first, last;
} FeatureSpot;

/* Every spot, in order of the text; FeatureSpot (transfer full). */
GArray *features_spots(const GArray *terms);
/* Each once, in order of keys; Feature (transfer full). */
GArray *features_count(const GArray *spots);

/* How much one weighs in a text: count times said, rarity of the feature. */
double features_weight(double count, double rarity);
