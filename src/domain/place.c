/* Finding places in text: words -> hits (a span of words that is a name) -> candidates (an area for
 * a hit, with a score).
 *
 * The score starts from how telling the name is and moves with what stands around it: a cue of its
 * level in front, a street word in front, its kecamatan or kabupaten named elsewhere in the text,
 * another kecamatan named instead.
 */
#include "domain/place.h"

#include "base/text.h"
#include "domain/place_names.h"

#include <string.h>

enum {
    WORDS_MAX = 1200,
    HITS_MAX = 64,
    SPAN_MAX = 4,
    CANDIDATES_MAX = 10,
    PROPOSE_AT = 50,   /* a score that may stand alone */
    CLEARLY_AHEAD = 8, /* of the next one */
};

typedef enum Cue {
    CUE_NONE,
    CUE_PLACE,   /* di, daerah, wilayah, pasar ...: a place follows, of no certain level */
    CUE_STREET,  /* jl., gang: a street is named after it */
    CUE_VILLAGE, /* desa, kel., dusun */
    CUE_DISTRICT,
    CUE_REGENCY,
} Cue;

typedef struct Word {
    gsize start, end; /* in the text */
    char *folded;
    Cue cue;
    bool filler; /* never part of a name written apart */
} Word;

typedef struct Hit {
    const PlaceName *name;
    guint first, words; /* span */
    guint cue_at;       /* index of the cue word, or first */
    Cue cue;
    bool kelurahan; /* the cue says kelurahan, not desa */
    bool near;      /* one letter differs */
    bool apart;     /* written in other words than the name: "Tegal sambi" */
} Hit;

typedef struct Search {
    const Catalog *catalog;
    const char *text;
    Word *words; /* room for word_max */
    guint word_count, word_max;
    Hit hits[HITS_MAX];
    guint hit_count;
} Search;

void place_candidate_free(PlaceCandidate *candidate)
{
    if (!candidate)
        return;
    g_free(candidate->words);
    g_free(candidate);
}

static void search_clear(Search *search)
{
    for (guint i = 0; i < search->word_count; i++)
        g_free(search->words[i].folded);
    g_free(search->words);
}

static bool is_word_char(gunichar c)
{
    return g_unichar_isalnum(c) || g_unichar_ismark(c);
}

/* Most words differ in their first letter. */
static bool is_same(const char *a, const char *b)
{
    return *a == *b && !strcmp(a, b);
}

static Cue cue_of(const char *word)
{
    static const struct {
        const char *word;
        Cue cue;
    } CUES[] = {
        { "desa", CUE_VILLAGE },      { "ds", CUE_VILLAGE },         { "des", CUE_VILLAGE },
        { "kel", CUE_VILLAGE },       { "kelurahan", CUE_VILLAGE },  { "klurahan", CUE_VILLAGE },
        { "kalurahan", CUE_VILLAGE }, { "lurah", CUE_VILLAGE },      { "kades", CUE_VILLAGE },
        { "dusun", CUE_VILLAGE },     { "dsn", CUE_VILLAGE },        { "dukuh", CUE_VILLAGE },
        { "dk", CUE_VILLAGE },        { "dkh", CUE_VILLAGE },        { "kampung", CUE_VILLAGE },
        { "kp", CUE_VILLAGE },        { "kmpung", CUE_VILLAGE },     { "petinggi", CUE_VILLAGE },
        { "kec", CUE_DISTRICT },      { "kecamatan", CUE_DISTRICT }, { "kecmatan", CUE_DISTRICT },
        { "kcamatan", CUE_DISTRICT }, { "camat", CUE_DISTRICT },     { "polsek", CUE_DISTRICT },
        { "koramil", CUE_DISTRICT },  { "kab", CUE_REGENCY },        { "kabupaten", CUE_REGENCY },
        { "kota", CUE_REGENCY },      { "jl", CUE_STREET },          { "jln", CUE_STREET },
        { "jalan", CUE_STREET },      { "gg", CUE_STREET },          { "gang", CUE_STREET },
        { "jembatan", CUE_PLACE },    { "di", CUE_PLACE },           { "daerah", CUE_PLACE },
        { "wilayah", CUE_PLACE },     { "warga", CUE_PLACE },        { "area", CUE_PLACE },
        { "sekitar", CUE_PLACE },     { "pasar", CUE_PLACE },        { "puskesmas", CUE_PLACE },
        { "pertigaan", CUE_PLACE },   { "perempatan", CUE_PLACE },   { "terminal", CUE_PLACE },
        { "balaidesa", CUE_VILLAGE }, { "dr", CUE_PLACE },           { "dari", CUE_PLACE },
        { "arah", CUE_PLACE },        { "pantai", CUE_PLACE },       { "perumahan", CUE_PLACE },
        { "alun", CUE_PLACE },        { "lokasi", CUE_PLACE },       { "alamat", CUE_PLACE },
    };
    const char *glued = g_str_has_prefix(word, "di") ? word + 2 : "";
    for (gsize i = 0; i < G_N_ELEMENTS(CUES); i++)
        if (is_same(CUES[i].word, word) ||
            (CUES[i].cue >= CUE_STREET && is_same(CUES[i].word, glued)))
            return CUES[i].cue;
    return CUE_NONE;
}

static Word word_new(const char *text, const char *start, const char *end)
{
    g_autofree char *written = g_strndup(start, (gsize)(end - start));
    Word word = { .start = (gsize)(start - text), .end = (gsize)(end - text) };
    word.folded = text_fold(written);
    word.cue = cue_of(word.folded);
    word.filler = word.cue > CUE_STREET || place_names_is_filler(word.folded);
    return word;
}

static void split_words(Search *search)
{
    const char *at = search->text;
    while (*at && search->word_count < search->word_max) {
        const char *start = at;
        while (*at && is_word_char(g_utf8_get_char(at)))
            at = g_utf8_next_char(at);
        if (at > start) {
            search->words[search->word_count++] = word_new(search->text, start, at);
        } else {
            at = g_utf8_next_char(at);
        }
    }
}

/* "RT 02 RW 04 Tegalsambi": a number behind rt or rw stands where a desa is about to be named. */
static bool is_after_rt(const Search *search, guint first)
{
    if (first < 2 || !g_ascii_isdigit(search->words[first - 1].folded[0]))
        return false;
    const char *before = search->words[first - 2].folded;
    return !strcmp(before, "rt") || !strcmp(before, "rw") || g_ascii_isdigit(before[0]);
}

static void see_cue(const Search *search, Hit *hit)
{
    hit->cue = CUE_NONE;
    hit->cue_at = hit->first;
    if (hit->first == 0)
        return;
    guint before = hit->first - 1;
    /* "jalan raya Bangsri", "desa/kelurahan : Panggang" */
    if (before > 0 && !strcmp(search->words[before].folded, "raya"))
        before--;
    Cue cue = search->words[before].cue;
    if (cue == CUE_NONE && is_after_rt(search, hit->first))
        cue = CUE_VILLAGE;
    else if (cue != CUE_NONE)
        hit->cue_at = before;
    hit->cue = cue;
    hit->kelurahan = cue == CUE_VILLAGE && g_str_has_prefix(search->words[before].folded, "kel");
}

static bool has_filler(const Search *search, const Hit *hit)
{
    for (guint i = 0; i < hit->words; i++)
        if (search->words[hit->first + i].filler)
            return true;
    return false;
}

/* In other words than the name: "Tegal sambi". */
static bool is_apart(const Search *search, const Hit *hit)
{
    const char *at = hit->name->spaced;
    for (guint i = 0; i < hit->words; i++) {
        const char *word = search->words[hit->first + i].folded;
        if ((i > 0 && *at++ != ' ') || !g_str_has_prefix(at, word))
            return true;
        at += strlen(word);
    }
    return *at != '\0';
}

static const PlaceName *name_behind_di(const PlaceNames *names, const char *word)
{
    if (strlen(word) <= 7 || !g_str_has_prefix(word, "di"))
        return NULL;
    const PlaceName *glued = place_names_exact(names, word + 2); /* "dibangsri" */
    return glued && !glued->ordinary ? glued : NULL;
}

/* The name that the span, whose words are joined, is; with how well. */
static bool name_at(const Search *search, const PlaceNames *names, const char *joined, Hit *hit)
{
    bool filler = has_filler(search, hit);
    hit->name = place_names_exact(names, joined);
    hit->apart = hit->name && is_apart(search, hit);
    if (hit->name && hit->apart && hit->words > 1 && filler)
        hit->name = NULL;
    if (!hit->name && hit->words == 1)
        hit->name = name_behind_di(names, joined);
    if (!hit->name && hit->words <= 2 && !filler && !place_names_is_ordinary(joined)) {
        hit->name = place_names_near(names, joined);
        hit->near = hit->name != NULL;
        /* two whole words are no typing mistake of a third */
        if (hit->near && hit->words == 2 && is_apart(search, hit) &&
            !strchr(hit->name->spaced, ' '))
            hit->name = NULL;
    }
    return hit->name != NULL;
}

/* The longest name that begins here; exact before near. */
static bool hit_at(const Search *search, const PlaceNames *names, guint first, Hit *hit)
{
    Hit near = { 0 };
    guint longest = MIN((guint)SPAN_MAX, search->word_count - first);
    g_autoptr(GString) joined = g_string_new(NULL);
    gsize ends[SPAN_MAX + 1] = { 0 };
    for (guint words = 0; words < longest; words++) {
        g_string_append(joined, search->words[first + words].folded);
        ends[words + 1] = joined->len;
    }
    for (guint words = longest; words > 0; words--) {
        *hit = (Hit){ .first = first, .words = words };
        g_string_truncate(joined, ends[words]);
        if (!name_at(search, names, joined->str, hit))
            continue;
        if (!hit->near)
            return true;
        if (!near.name)
            near = *hit;
    }
    *hit = near;
    return near.name != NULL;
}

static void find_hits(Search *search)
{
    const PlaceNames *names = place_names_of(search->catalog);
    for (guint i = 0; i < search->word_count && search->hit_count < HITS_MAX;) {
        Hit hit;
        if (hit_at(search, names, i, &hit)) {
            see_cue(search, &hit);
            search->hits[search->hit_count++] = hit;
            i += hit.words;
        } else {
            i++;
        }
    }
}

static bool cue_fits(Cue cue, AreaLevel level)
{
    return (cue == CUE_VILLAGE && level == AREA_VILLAGE) ||
           (cue == CUE_DISTRICT && level == AREA_DISTRICT) ||
           (cue == CUE_REGENCY && level == AREA_REGENCY);
}

static bool bears(const PlaceName *name, const Area *area)
{
    return g_ptr_array_find(name->areas, area, NULL);
}

/* True when an ancestor of area is named by another hit. */
static bool ancestor_is_named(const Search *search, const Hit *hit, const Area *area)
{
    const Area *above = catalog_area(search->catalog, area->parent);
    for (; above; above = catalog_area(search->catalog, above->parent)) {
        if (!g_strcmp0(above->code, search->catalog->tenant.area))
            return false;
        for (guint i = 0; i < search->hit_count; i++) {
            const Hit *other = &search->hits[i];
            /* "kecamatan Bobotsari ... depan pegadaian Bobotsari" is one place said twice */
            if (other == hit || (other->name == hit->name && hit->cue != CUE_VILLAGE))
                continue;
            bool may = !other->name->ordinary || other->cue >= CUE_DISTRICT ||
                       other->first == hit->first + hit->words;
            if (may && search->words[other->first].cue == CUE_NONE && bears(other->name, above))
                return true;
        }
    }
    return false;
}

/* True when a kecamatan is named by its cue, and area is in another one. */
static bool other_district_is_named(const Search *search, const Hit *hit, const Area *area)
{
    const Area *district = place_above(search->catalog, area, AREA_DISTRICT);
    bool named = false;
    for (guint i = 0; i < search->hit_count; i++) {
        const Hit *other = &search->hits[i];
        if (other == hit || other->cue != CUE_DISTRICT)
            continue;
        if (district && bears(other->name, district))
            return false;
        named = true;
    }
    return named;
}

/* A name borne on two levels and said without a cue: the wider area is true in both cases. */
static bool has_wider_namesake(const Hit *hit, const Area *area)
{
    for (guint i = 0; i < hit->name->areas->len; i++) {
        const Area *other = g_ptr_array_index(hit->name->areas, i);
        if (other->level < area->level && area_contains(other->code, area->code))
            return true;
    }
    return false;
}

static int score_of(const Search *search, const Hit *hit, const Area *area)
{
    bool fits = cue_fits(hit->cue, area->level);
    bool kelurahan = area->level == AREA_VILLAGE && strrchr(area->code, '.')[1] == '1';
    int score = hit->name->ordinary ? 22 : strlen(hit->name->joined) <= 4 ? 45 : 60;
    if (strchr(hit->name->spaced, ' ') && !hit->name->ordinary)
        score += 5;
    if (fits)
        score += 30;
    else if (hit->cue >= CUE_VILLAGE)
        score -= hit->cue == CUE_VILLAGE && area->level == AREA_DISTRICT ? 20 : 35;
    score += hit->cue == CUE_PLACE && !hit->name->ordinary ? 6 : 0;
    score -= hit->cue == CUE_STREET ? 10 : 0;
    score -= hit->near ? (fits ? 8 : strlen(hit->name->joined) < 8 ? 20 : 14) : 0;
    score -= hit->name->part ? 12 : 0;
    score -= hit->kelurahan && !kelurahan ? 10 : 0;
    score -= hit->apart && hit->words > 1 && !fits ? 10 : 0;
    if (ancestor_is_named(search, hit, area))
        score += 28;
    else if (other_district_is_named(search, hit, area))
        score -= 30;
    if (!fits && has_wider_namesake(hit, area))
        score -= 18;
    return MIN(score, 100);
}

static void offer(GPtrArray *candidates, const Area *area, int score, char *words)
{
    PlaceCandidate *candidate = NULL;
    for (guint i = 0; i < candidates->len && !candidate; i++) {
        PlaceCandidate *known = g_ptr_array_index(candidates, i);
        candidate = known->area == area ? known : NULL;
    }
    if (!candidate) {
        candidate = g_new0(PlaceCandidate, 1);
        candidate->area = area;
        g_ptr_array_add(candidates, candidate);
    }
    if (score > candidate->score) {
        g_free(candidate->words);
        candidate->words = words;
        candidate->score = score;
    } else {
        g_free(words);
    }
}

static void offer_hit(const Search *search, const Hit *hit, GPtrArray *candidates)
{
    const Word *first = &search->words[hit->cue >= CUE_STREET ? hit->cue_at : hit->first];
    const Word *last = &search->words[hit->first + hit->words - 1];
    for (guint i = 0; i < hit->name->areas->len; i++) {
        const Area *area = g_ptr_array_index(hit->name->areas, i);
        int score = score_of(search, hit, area);
        if (score >= (hit->near ? 45 : 30))
            offer(candidates, area, score,
                  g_strndup(search->text + first->start, last->end - first->start));
    }
}

static int candidate_compare(gconstpointer a, gconstpointer b)
{
    const PlaceCandidate *ca = *(PlaceCandidate *const *)a, *cb = *(PlaceCandidate *const *)b;
    if (ca->score != cb->score)
        return cb->score - ca->score;
    return strcmp(ca->area->code, cb->area->code);
}

/* What contains a well supported candidate says nothing more. */
static void drop_wider(GPtrArray *candidates)
{
    for (guint i = candidates->len; i-- > 0;) {
        const PlaceCandidate *wide = g_ptr_array_index(candidates, i);
        bool contained = false;
        for (guint j = 0; j < candidates->len && !contained; j++) {
            const PlaceCandidate *deep = g_ptr_array_index(candidates, j);
            contained = j != i && deep->score >= PROPOSE_AT && (deep->score >= wide->score - 15) &&
                        area_contains(wide->area->code, deep->area->code);
        }
        if (contained)
            g_ptr_array_remove_index(candidates, i);
    }
}

GPtrArray *place_find(const Catalog *catalog, const char *text)
{
    GPtrArray *candidates = g_ptr_array_new_with_free_func((GDestroyNotify)place_candidate_free);
    Search search = { .catalog = catalog, .text = text ? text : "" };
    search.word_max = (guint)MIN(WORDS_MAX, strlen(search.text) / 2 + 1);
    search.words = g_new(Word, search.word_max);
    split_words(&search);
    find_hits(&search);
    for (guint i = 0; i < search.hit_count; i++)
        offer_hit(&search, &search.hits[i], candidates);
    drop_wider(candidates);
    g_ptr_array_sort(candidates, candidate_compare);
    if (candidates->len > CANDIDATES_MAX)
        g_ptr_array_set_size(candidates, CANDIDATES_MAX);
    search_clear(&search);
    return candidates;
}

/* The kecamatan that holds both, or NULL. */
static const Area *common_district(const Catalog *catalog, const Area *a, const Area *b)
{
    const Area *of_a = place_above(catalog, a, AREA_DISTRICT);
    return of_a && of_a == place_above(catalog, b, AREA_DISTRICT) ? of_a : NULL;
}

const Area *place_best(const Catalog *catalog, const GPtrArray *candidates)
{
    const PlaceCandidate *first = candidates->len ? g_ptr_array_index(candidates, 0) : NULL;
    if (!first || first->score < PROPOSE_AT)
        return NULL;
    const Area *best = first->area;
    for (guint i = 1; best && i < candidates->len; i++) {
        const PlaceCandidate *next = g_ptr_array_index(candidates, i);
        if (next->score < PROPOSE_AT || first->score >= next->score + CLEARLY_AHEAD)
            break;
        best = common_district(catalog, best, next->area);
    }
    return best;
}
