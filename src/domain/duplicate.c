/* Finding duplicates: see duplicate.h. Candidates come from three places: around the point, the
 * newest of the same area, and the newest reports that share two rare words. They are scored
 * without their texts first; only the likeliest are read.
 */
#include "domain/duplicate.h"

#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/geometry.h"
#include "domain/access.h"
#include "domain/learning.h"
#include "domain/nearby.h"
#include "domain/proposal.h"
#include "store/case.h"
#include "store/report.h"

enum {
    RADIUS_DEFAULT_M = 100,
    RADII = 2,           /* so many times a category's radius is still looked at */
    ACCURACY_MOST = 500, /* metres: of a worse point nothing follows */
    NEAR_MOST = 40,
    AREA_MOST = 60,
    AREA_DAYS = 120,
    WORDS_MOST = 60,
    READ_MOST = 80,
    RARE_WORDS = 4,
    WORDS_SHOWN = 4,
    COPIED_WORDS = 6, /* that so many are the same is no chance, wherever it was */
    HALF_LIFE_DAYS = 30,
};
#define LEAST 0.45       /* score that is shown */
#define OTHER_MATTER 0.5 /* so alike are the words of one matter in two categories */
/* What counts how much. */
#define BY_PLACE 0.4
#define BY_WORDS 0.4
#define BY_TIME 0.1
#define BY_SERVICE 0.1

typedef struct Word {
    const Term *term; /* lent */
    double weight;
} Word;

typedef struct Search {
    Ctx *ctx;
    const DuplicateQuery *q;
    double radius_m;
    LearningRarity *rarity;
    GArray *terms;      /* Term, of the query */
    GHashTable *weight; /* stem -> Word* of the query */
    GPtrArray *words;   /* Word*, rarest first */
    double mass;
    GHashTable *found; /* case id -> Duplicate* */
} Search;

void duplicate_free(Duplicate *d)
{
    if (!d)
        return;
    case_free(d->c);
    g_free(d->words);
    g_free(d);
}

static void search_clear(Search *s)
{
    g_clear_pointer(&s->rarity, learning_rarity_free);
    g_clear_pointer(&s->weight, g_hash_table_unref);
    g_clear_pointer(&s->words, g_ptr_array_unref);
    g_clear_pointer(&s->terms, g_array_unref);
    g_clear_pointer(&s->found, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

static int rarest_first(gconstpointer a, gconstpointer b)
{
    const Word *of_a = *(Word *const *)a, *of_b = *(Word *const *)b;
    if (of_a->weight != of_b->weight)
        return of_a->weight < of_b->weight ? 1 : -1;
    return of_a->term->start < of_b->term->start ? -1 : of_a->term->start > of_b->term->start;
}

static GArray *terms_of(const Search *s, const char *text, const char *place_text)
{
    g_autofree char *all = g_strjoin("\n", text, place_text, NULL);
    return terms_read(s->ctx->catalog->spelling, all);
}

static double weight_of(const Search *s, const char *stem)
{
    double rarity = learning_rarity(s->rarity, stem);
    return rarity * rarity;
}

static void search_begin(Search *s)
{
    const Service *service = catalog_service(s->ctx->catalog, s->q->service);
    s->radius_m = service && service->radius_m > 0 ? service->radius_m : RADIUS_DEFAULT_M;
    s->rarity = learning_rarity_new(s->ctx->catalog);
    s->terms = terms_of(s, s->q->text, s->q->place_text);
    s->weight = g_hash_table_new(g_str_hash, g_str_equal);
    s->words = g_ptr_array_new_with_free_func(g_free);
    s->found =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)duplicate_free);
    for (guint i = 0; i < s->terms->len; i++) {
        const Term *term = &g_array_index(s->terms, Term, i);
        if (term->filler || g_hash_table_contains(s->weight, term->stem))
            continue;
        Word *word = g_new(Word, 1);
        *word = (Word){ term, weight_of(s, term->stem) };
        s->mass += word->weight;
        g_hash_table_insert(s->weight, term->stem, word);
        g_ptr_array_add(s->words, word);
    }
    g_ptr_array_sort(s->words, rarest_first);
}

/* ---- candidates ---- */

static bool has_point(gint32 lat_e7, gint32 lng_e7)
{
    return lat_e7 != 0 || lng_e7 != 0;
}

static bool may_show(const Search *s, const Case *c)
{
    bool other = c->id != s->q->case_id && !status_is_closed(c->status);
    return other &&
           (access_may_see(s->ctx, c) || (c->listed && s->ctx->actor.kind == ACTOR_PUBLIC));
}

/* Takes the cases out of the list. */
static void search_add(Search *s, GPtrArray *cases)
{
    while (cases->len > 0) {
        g_autoptr(Case) c = g_ptr_array_steal_index_fast(cases, cases->len - 1);
        if (g_hash_table_contains(s->found, &c->id) || !may_show(s, c))
            continue;
        Duplicate *d = g_new0(Duplicate, 1);
        d->c = g_steal_pointer(&c);
        d->words = g_strdup("");
        d->distance_m = -1;
        g_hash_table_insert(s->found, &d->c->id, d);
    }
}

static bool add_near(Search *s, GPtrArray *cases, GError **error)
{
    const DuplicateQuery *q = s->q;
    double radius_m = RADII * s->radius_m + MIN(q->accuracy_m, (int)ACCURACY_MOST);
    bool staff = s->ctx->actor.kind != ACTOR_PUBLIC;
    return (!*q->service || nearby_find(s->ctx, q->service, q->lat_e7, q->lng_e7, radius_m,
                                        NEAR_MOST, cases, error)) &&
           nearby_find(s->ctx, "", q->lat_e7, q->lng_e7, radius_m, NEAR_MOST, cases, error) &&
           (!staff ||
            nearby_find_unlisted(s->ctx, q->lat_e7, q->lng_e7, radius_m, NEAR_MOST, cases, error));
}

static bool add_area(Search *s, GPtrArray *cases, GError **error)
{
    CaseQuery query = { .plan = CASE_PLAN_AREA,
                        .key = G_MAXINT64,
                        .id = G_MAXINT64,
                        .limit = AREA_MOST,
                        .listed = s->ctx->actor.kind == ACTOR_PUBLIC,
                        .statuses = ",1,2,3,4,5,6,12,",
                        .service = "",
                        .agency = "",
                        .channel = "",
                        .area_from = s->q->area,
                        .area_to = s->q->area,
                        .from_at = s->q->created_at - AREA_DAYS * US_PER_DAY };
    return case_store_list(s->ctx, &query, cases, error);
}

/* By the rarest words; a pair of them is seldom in two reports by chance. */
static bool add_worded(Search *s, GPtrArray *cases, GError **error)
{
    const char *rare[RARE_WORDS + 1] = { NULL };
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    guint count = MIN(s->words->len, (guint)RARE_WORDS);
    for (guint i = 0; i < count; i++)
        rare[i] = ((const Word *)s->words->pdata[i])->term->word;
    if (count >= 2 && !case_store_with_two(s->ctx, rare, WORDS_MOST, ids, error))
        return false;
    for (guint i = 0; i < ids->len; i++) {
        Case *c = case_store_get(s->ctx, g_array_index(ids, gint64, i), error);
        if (!c)
            return false;
        g_ptr_array_add(cases, c);
    }
    return true;
}

static bool search_gather(Search *s, GError **error)
{
    g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    bool point = has_point(s->q->lat_e7, s->q->lng_e7);
    if ((point && !add_near(s, cases, error)) || (*s->q->area && !add_area(s, cases, error)) ||
        !add_worded(s, cases, error))
        return false;
    search_add(s, cases);
    return true;
}

/* ---- scores ---- */

/* 1 on the spot, a half at the radius; what the points do not say exactly does not count against.
 */
static double place_by_points(const Search *s, const Duplicate *d, int accuracy_m)
{
    double vague = MIN(s->q->accuracy_m, (int)ACCURACY_MOST) + MIN(accuracy_m, (int)ACCURACY_MOST);
    double radii = MAX(0, d->distance_m - vague) / s->radius_m;
    return exp2(-radii * radii);
}

static double place_by_area(const Search *s, const Case *c)
{
    const char *own = s->q->area, *other = c->area;
    if (!*own || !*other)
        return 0.2;
    if (g_str_equal(own, other))
        return 0.5;
    return area_contains(own, other) || area_contains(other, own) ? 0.3 : 0;
}

/* A category that nobody has decided yet is what its words propose. */
static double service_score(const Search *s, const Case *c)
{
    g_auto(Proposal) p = { 0 };
    proposal_load(s->ctx->catalog, c, &p);
    const char *service = *c->service ? c->service : p.service;
    bool unknown = !*s->q->service || !*service;
    return unknown ? 0.6 : g_str_equal(s->q->service, service) ? 1 : 0;
}

/* words: how alike they are, 0..1. */
static double score_of(const Search *s, const Duplicate *d, int accuracy_m, double words)
{
    double place = d->distance_m >= 0 ? place_by_points(s, d, accuracy_m) : place_by_area(s, d->c);
    double service = service_score(s, d->c);
    double time = exp2(-(double)d->days / HALF_LIFE_DAYS);
    bool copied = d->distance_m < 0 && words > 0.8 && s->words->len >= COPIED_WORDS;
    bool elsewhere = place < 0.1 && !copied;
    bool other_matter = service == 0 && words < OTHER_MATTER;
    if (elsewhere || other_matter)
        return 0;
    return BY_PLACE * place + BY_WORDS * words + BY_TIME * time + BY_SERVICE * service;
}

static void measure(const Search *s, Duplicate *d)
{
    const DuplicateQuery *q = s->q;
    gint64 apart = q->created_at - d->c->created_at;
    d->days = (int)((apart < 0 ? -apart : apart) / US_PER_DAY);
    d->same_service = *q->service && g_str_equal(q->service, d->c->service);
    if (has_point(q->lat_e7, q->lng_e7) && has_point(d->c->lat_e7, d->c->lng_e7))
        d->distance_m = geometry_distance_m(q->lat_e7, q->lng_e7, d->c->lat_e7, d->c->lng_e7);
}

/* ---- words ---- */

/* The words that are in shared, as written, in order of the text. (transfer full) */
static char *words_shown(const Search *s, GHashTable *shared)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GHashTable) chosen = g_hash_table_new(NULL, NULL);
    guint text_end = (guint)strlen(s->q->text); /* the place text comes after it */
    for (guint i = 0; i < s->words->len && g_hash_table_size(chosen) < WORDS_SHOWN; i++) {
        const Word *word = s->words->pdata[i];
        if (g_hash_table_contains(shared, word->term->stem))
            g_hash_table_add(chosen, (gpointer)word->term);
    }
    for (guint i = 0; i < s->terms->len; i++) {
        const Term *term = &g_array_index(s->terms, Term, i);
        bool begins = term->start > text_end && i > 0 && (term - 1)->start < text_end;
        bool after = i > 0 && !begins && g_hash_table_contains(chosen, term - 1);
        if (g_hash_table_contains(chosen, term))
            g_string_append_printf(out, "%s%s", !out->len ? "" : after ? " " : ", ", term->word);
    }
    return g_string_free(out, FALSE);
}

/* The cosine of both texts by rare words; the shared ones are put into shared. */
static double alike(const Search *s, const GArray *terms, GHashTable *shared)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    double mass = 0, common = 0;
    for (guint i = 0; i < terms->len; i++) {
        const Term *term = &g_array_index(terms, Term, i);
        if (term->filler || !g_hash_table_add(seen, term->stem))
            continue;
        const Word *own = g_hash_table_lookup(s->weight, term->stem);
        mass += own ? own->weight : weight_of(s, term->stem);
        common += own ? own->weight : 0;
        if (own)
            g_hash_table_add(shared, own->term->stem);
    }
    return mass > 0 && s->mass > 0 ? common / sqrt(mass * s->mass) : 0;
}

/* The likeliest of the case's reports; what was said in confidence is not opened for it. */
static bool compare_reports(const Search *s, Duplicate *d, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!report_store_of_case(s->ctx, d->c->id, reports, error))
        return false;
    for (guint i = 0; i < MIN(reports->len, 4u); i++) {
        const Report *r = reports->pdata[i];
        g_autoptr(GHashTable) shared = g_hash_table_new(g_str_hash, g_str_equal);
        g_autoptr(GArray) terms = terms_of(s, r->text ? r->text : "", r->place_text);
        double score = score_of(s, d, r->accuracy_m, alike(s, terms, shared));
        if (score <= d->score)
            continue;
        d->score = score;
        g_free(d->words);
        d->words = words_shown(s, shared);
    }
    return true;
}

static int likeliest_first(gconstpointer a, gconstpointer b)
{
    const Duplicate *of_a = *(Duplicate *const *)a, *of_b = *(Duplicate *const *)b;
    if (of_a->score != of_b->score)
        return of_a->score < of_b->score ? 1 : -1;
    return of_a->c->id < of_b->c->id ? 1 : -1;
}

/* What may still be a duplicate if its words were the same, the likeliest of them. */
static GPtrArray *search_promising(Search *s)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)duplicate_free);
    GHashTableIter at;
    gpointer found;
    g_hash_table_iter_init(&at, s->found);
    while (g_hash_table_iter_next(&at, NULL, &found)) {
        Duplicate *d = found;
        measure(s, d);
        d->score = score_of(s, d, ACCURACY_MOST, 1);
        g_hash_table_iter_steal(&at);
        g_ptr_array_add(all, d);
    }
    g_ptr_array_sort(all, likeliest_first);
    if (all->len > READ_MOST)
        g_ptr_array_set_size(all, READ_MOST);
    return all;
}

GPtrArray *duplicate_find(Ctx *ctx, const DuplicateQuery *query, guint max, GError **error)
{
    g_auto(Search) s = { .ctx = ctx, .q = query };
    search_begin(&s);
    if (!search_gather(&s, error))
        return NULL;
    g_autoptr(GPtrArray) all = search_promising(&s);
    for (guint i = 0; i < all->len; i++) {
        Duplicate *d = all->pdata[i];
        d->score = 0;
        if (!compare_reports(&s, d, error))
            return NULL;
    }
    g_ptr_array_sort(all, likeliest_first);
    guint shown = 0;
    while (shown < MIN(all->len, max) && ((Duplicate *)all->pdata[shown])->score >= LEAST)
        shown++;
    g_ptr_array_set_size(all, (gint)shown);
    return g_steal_pointer(&all);
}
