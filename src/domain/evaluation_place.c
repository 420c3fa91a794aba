/* Labels as areas: see evaluation_place.h. */
#include "domain/evaluation_place.h"

#include "base/text.h"
#include "domain/place.h"

#include <string.h>

struct EvaluationPlaces {
    const Catalog *known; /* of a pack */
    Catalog *own;         /* made of the labels, when known has no areas */
    GHashTable *labels;   /* label -> itself */
    GHashTable *by_area;  /* area code -> label */
};

EvaluationPlaces *evaluation_places_new(const Catalog *catalog)
{
    EvaluationPlaces *places = g_new0(EvaluationPlaces, 1);
    places->known = catalog->areas->len > 0 ? catalog : NULL;
    places->labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    places->by_area = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return places;
}

void evaluation_places_free(EvaluationPlaces *places)
{
    if (!places)
        return;
    g_hash_table_unref(places->by_area);
    g_hash_table_unref(places->labels);
    g_clear_pointer(&places->own, catalog_unref);
    g_free(places);
}

void evaluation_places_add(EvaluationPlaces *places, const char *label)
{
    if (label && !g_hash_table_contains(places->labels, label))
        g_hash_table_add(places->labels, g_strdup(label));
}

/* The level that the words before a name say, and the name: "Kec. Tahunan". */
static AreaLevel level_of(const char *folded, const char **name)
{
    static const struct {
        const char *word;
        AreaLevel level;
    } WORDS[] = {
        { "kecamatan ", AREA_DISTRICT }, { "kec ", AREA_DISTRICT }, { "kelurahan ", AREA_VILLAGE },
        { "kel ", AREA_VILLAGE },        { "desa ", AREA_VILLAGE }, { "ds ", AREA_VILLAGE },
        { "kabupaten ", AREA_REGENCY },  { "kab ", AREA_REGENCY },  { "kota ", AREA_REGENCY },
        { "provinsi ", AREA_PROVINCE },
    };
    *name = folded;
    for (gsize i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        if (!g_str_has_prefix(folded, WORDS[i].word))
            continue;
        *name = folded + strlen(WORDS[i].word);
        return WORDS[i].level;
    }
    return AREA_DISTRICT;
}

static void own_add(EvaluationPlaces *places, char *label)
{
    g_autofree char *folded = text_fold(label);
    const char *name = NULL;
    AreaLevel level = level_of(folded, &name);
    if (!*name)
        return;
    Area *area = g_new0(Area, 1);
    area->code = g_strdup_printf("1.%u", places->own->areas->len + 1);
    area->parent = g_strdup("1");
    area->name = g_strdup(name);
    area->level = level == AREA_VILLAGE ? AREA_VILLAGE : AREA_DISTRICT;
    g_ptr_array_add(places->own->areas, area);
    g_hash_table_insert(places->by_area, g_strdup(area->code), label);
}

static void known_add(EvaluationPlaces *places, char *label)
{
    g_autofree char *folded = text_fold(label);
    const char *name = NULL;
    AreaLevel level = level_of(folded, &name);
    bool said = name != folded;
    for (guint i = 0; i < places->known->areas->len; i++) {
        const Area *area = places->known->areas->pdata[i];
        const char *bare = NULL;
        g_autofree char *own = text_fold(area->name);
        level_of(own, &bare);
        bool same = strcmp(area->code, label) == 0 ||
                    (strcmp(bare, name) == 0 && (!said || level == area->level));
        if (same && !g_hash_table_contains(places->by_area, area->code))
            g_hash_table_insert(places->by_area, g_strdup(area->code), label);
    }
}

void evaluation_places_seal(EvaluationPlaces *places)
{
    g_autoptr(GList) labels =
        g_list_sort(g_hash_table_get_keys(places->labels), (GCompareFunc)strcmp);
    if (!places->known) {
        places->own = catalog_new();
        places->own->tenant.area = g_strdup("1");
        places->own->tenant.name = g_strdup("");
    }
    for (GList *label = labels; label; label = label->next) {
        if (places->own)
            own_add(places, label->data);
        else
            known_add(places, label->data);
    }
    if (places->own)
        catalog_seal(places->own);
}

/* Of the area, or of the narrowest one around it that has a label. */
static const char *label_of(const EvaluationPlaces *places, const Catalog *catalog,
                            const Area *area)
{
    const char *label = NULL;
    for (; area && !label; area = catalog_area(catalog, area->parent))
        label = g_hash_table_lookup(places->by_area, area->code);
    return label;
}

void evaluation_places_find(const EvaluationPlaces *places, const char *text,
                            void (*take)(const char *label, float value, gpointer user),
                            gpointer user)
{
    const Catalog *catalog = places->own ? places->own : places->known;
    g_autoptr(GPtrArray) found = place_find(catalog, text);
    for (guint i = 0; i < found->len; i++) {
        const PlaceCandidate *candidate = found->pdata[i];
        const char *label = label_of(places, catalog, candidate->area);
        if (label)
            take(label, (float)candidate->score / 50, user);
    }
}
