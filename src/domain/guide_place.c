/* Places as answers: see guide_place.h. */
#include "domain/guide_place.h"

#include <string.h>

#include "base/geometry.h"
#include "base/text.h"
#include "domain/place.h"

enum { LEFT_SCORE = 50, ANSWER_WORDS = 12, GUESS_WORDS = 4, FAR = 99 };

/* Words before a name that are no part of it. */
static const char *const CUES[] = { "desa",  "ds",    "kelurahan", "kel",    "kecamatan", "kec",
                                    "dusun", "dukuh", "di",        "daerah", "wilayah",   "ada",
                                    "kota",  "kab",   "kabupaten", NULL };

static void add(GuidePlaces *places, const Area *area)
{
    for (guint i = 0; i < places->count; i++)
        if (places->maybe[i] == area)
            return;
    if (places->count < GUIDE_PLACES_MAX)
        places->maybe[places->count++] = area;
}

/* The answer without cues and spaces; *words counts what is left. */
static char *bare_name(const char *text, guint *words)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) all = g_strsplit(folded, " ", -1);
    g_autoptr(GString) name = g_string_new(NULL);
    *words = 0;
    for (char **word = all; *word; word++) {
        if (!**word || g_strv_contains(CUES, *word))
            continue;
        g_string_append(name, *word);
        (*words)++;
    }
    return g_string_free(g_steal_pointer(&name), FALSE);
}

static int far_of(const char *name, const Area *area)
{
    g_autofree char *folded = text_fold(area->name);
    g_autoptr(GString) joined = g_string_new(folded);
    g_string_replace(joined, " ", "", 0);
    gsize chars = text_chars(name);
    int limit = chars < 4 ? 0 : chars < 7 ? 1 : chars < 10 ? 2 : 3;
    int far = text_distance(name, joined->str, limit);
    return far <= limit ? far : FAR;
}

/* The nearest names, nearest first; a few, so that a pass for each distance is cheap enough. */
static void guess(const Catalog *catalog, const char *text, GuidePlaces *places)
{
    guint words;
    g_autofree char *name = bare_name(text, &words);
    if (words == 0 || words > GUESS_WORDS)
        return;
    for (int far = 0; far <= 3 && places->count < GUIDE_PLACES_MAX; far++)
        for (guint i = 0; i < catalog->areas->len; i++) {
            const Area *area = catalog->areas->pdata[i];
            bool below = strcmp(area->code, catalog->tenant.area) != 0 &&
                         area_contains(catalog->tenant.area, area->code);
            if (below && far_of(name, area) == far)
                add(places, area);
        }
}

static void candidates(const GPtrArray *found, int score, GuidePlaces *places)
{
    for (guint i = 0; i < found->len; i++) {
        const PlaceCandidate *candidate = found->pdata[i];
        if (candidate->score >= score)
            add(places, candidate->area);
    }
}

void guide_place_read(const Catalog *catalog, const char *text, GuidePlaces *places)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    *places = (GuidePlaces){ 0 };
    if (*folded == '\0' || g_strv_length(words) > ANSWER_WORDS)
        return;
    g_autoptr(GPtrArray) found = place_find(catalog, text);
    places->sure = place_best(catalog, found);
    if (!places->sure)
        candidates(found, 0, places);
    if (!places->sure && places->count == 0)
        guess(catalog, text, places);
}

void guide_place_left(const Catalog *catalog, const char *text, GuidePlaces *places)
{
    g_autoptr(GPtrArray) found = place_find(catalog, text);
    *places = (GuidePlaces){ .sure = place_best(catalog, found) };
    if (!places->sure)
        candidates(found, LEFT_SCORE, places);
}

bool guide_place_inside(const Catalog *catalog, gint32 lat_e7, gint32 lng_e7)
{
    const Tenant *t = &catalog->tenant;
    const Area *whole = catalog_area(catalog, t->area);
    bool boxed =
        (t->south_e7 == 0 && t->north_e7 == 0) || (lat_e7 >= t->south_e7 && lat_e7 <= t->north_e7 &&
                                                   lng_e7 >= t->west_e7 && lng_e7 <= t->east_e7);
    if (!geometry_point_valid(lat_e7, lng_e7) || !boxed)
        return false;
    return !whole || !whole->shape || place_at(catalog, lat_e7, lng_e7) != NULL;
}
