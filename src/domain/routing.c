/* Rules are few (tens), so they are tried in order. Keywords are many: they are folded once a
 * catalog into a word index (CATALOG_WORDS).
 */
#include "domain/routing.h"

#include "base/text.h"
#include "domain/place.h"

#include <string.h>

#define PROPOSALS_MAX 3

/* which agency */

static const Agency *office_at(const Catalog *catalog, const Area *area)
{
    for (guint i = 0; area && i < catalog->agencies->len; i++) {
        const Agency *agency = g_ptr_array_index(catalog->agencies, i);
        bool office = agency->kind == AGENCY_KECAMATAN || agency->kind == AGENCY_KELURAHAN ||
                      agency->kind == AGENCY_DESA ||
                      (agency->kind == AGENCY_EXTERNAL && area->level == AREA_REGENCY);
        if (office && agency->active && !strcmp(agency->area, area->code))
            return agency;
    }
    return NULL;
}

static const Agency *office_of(const Catalog *catalog, const char *which, const Area *area)
{
    if (!area)
        return NULL;
    if (!strcmp(which, "@kabupaten"))
        return office_at(catalog, place_above(catalog, area, AREA_REGENCY));
    const Agency *village = strcmp(which, "@desa")
                                ? NULL
                                : office_at(catalog, place_above(catalog, area, AREA_VILLAGE));
    return village ? village : office_at(catalog, place_above(catalog, area, AREA_DISTRICT));
}

static const Agency *rule_agency(const Catalog *catalog, const RoutingRule *rule, const char *area)
{
    if (rule->agency[0] == '@')
        return office_of(catalog, rule->agency, catalog_area(catalog, area));
    const Agency *agency = catalog_agency(catalog, rule->agency);
    return agency && agency->active ? agency : NULL;
}

static bool rule_fits(const RoutingRule *rule, const char *service, const char *area)
{
    bool same = !strcmp(rule->service, "*") || !strcmp(rule->service, service);
    return same && (!strcmp(rule->area, "*") || (*area && area_contains(rule->area, area)));
}

bool routing_propose(const Catalog *catalog, const char *service, const char *area,
                     RoutingProposal *out)
{
    service = service ? service : "";
    area = area ? area : "";
    for (guint i = 0; i < catalog->rules->len; i++) {
        const RoutingRule *rule = g_ptr_array_index(catalog->rules, i);
        const Agency *agency = NULL;
        if (rule_fits(rule, service, area))
            agency = rule_agency(catalog, rule, area);
        if (agency) {
            *out = (RoutingProposal){ agency->code, i + 1, rule->reason };
            return true;
        }
    }
    return false;
}

/* which service */

typedef struct Phrase {
    const Service *service;
    char *folded;     /* "jalan berlubang" */
    const char *word; /* as the pack writes it; lent */
    int weight;
    bool emergency;
} Phrase;

/* Phrases by their first folded word. */
typedef struct WordIndex {
    GHashTable *by_word; /* first word -> GPtrArray of Phrase* */
} WordIndex;

static void phrase_free(gpointer phrase)
{
    g_free(((Phrase *)phrase)->folded);
    g_free(phrase);
}

static void word_index_free(gpointer data)
{
    WordIndex *index = data;
    g_hash_table_unref(index->by_word);
    g_free(index);
}

/* Folded, with the ending -nya taken off ("lampunya mati") and the commonest short forms written
 * out, on both sides of the comparison. */
static char *normalise(const char *text)
{
    static const char *const SHORT[][2] = { { "jln", "jalan" },   { "jl", "jalan" },
                                            { "gk", "tidak" },    { "ga", "tidak" },
                                            { "gak", "tidak" },   { "tdk", "tidak" },
                                            { "nggak", "tidak" }, { "blm", "belum" } };
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (char **word = words; *word; word++) {
        gsize length = strlen(*word);
        if (length >= 6 && g_str_has_suffix(*word, "nya"))
            (*word)[length - 3] = '\0';
        for (gsize i = 0; i < G_N_ELEMENTS(SHORT); i++) {
            if (strcmp(*word, SHORT[i][0]))
                continue;
            g_free(*word);
            *word = g_strdup(SHORT[i][1]);
            break;
        }
    }
    return g_strjoinv(" ", words);
}

static int count_words(const char *folded)
{
    int words = 1;
    for (const char *at = folded; *at; at++)
        words += *at == ' ';
    return words;
}

static void index_phrase(WordIndex *index, const Service *service, const char *word, bool emergency)
{
    /* one word says little, two say much: "lampu" is in many texts, "lampu jalan" in few */
    static const int WEIGHTS[] = { 0, 10, 28, 36, 40 };
    g_autofree char *folded = normalise(word);
    if (!*folded)
        return;
    int words = MIN(count_words(folded), (int)G_N_ELEMENTS(WEIGHTS) - 1);
    Phrase *phrase = g_new(Phrase, 1);
    *phrase = (Phrase){ .service = service,
                        .folded = g_strdup(folded),
                        .word = word,
                        .weight = WEIGHTS[words],
                        .emergency = emergency };
    g_autofree char *first = g_strndup(folded, strcspn(folded, " "));
    GPtrArray *phrases = g_hash_table_lookup(index->by_word, first);
    if (!phrases) {
        phrases = g_ptr_array_new_with_free_func(phrase_free);
        g_hash_table_insert(index->by_word, g_steal_pointer(&first), phrases);
    }
    g_ptr_array_add(phrases, phrase);
}

/* By service, so that those of one stand together. */
static int phrase_compare(gconstpointer a, gconstpointer b)
{
    const Phrase *pa = *(Phrase *const *)a, *pb = *(Phrase *const *)b;
    return strcmp(pa->service->code, pb->service->code);
}

/* How many services have the word in one of their phrases. */
static int services_with(const GPtrArray *all, const char *word)
{
    const Service *last = NULL;
    int count = 0;
    for (guint i = 0; i < all->len; i++) {
        const Phrase *phrase = g_ptr_array_index(all, i);
        const char *at = strstr(phrase->folded, word);
        gsize length = strlen(word);
        bool whole = at && (at == phrase->folded || at[-1] == ' ') &&
                     (at[length] == ' ' || at[length] == '\0');
        if (whole && phrase->service != last) {
            last = phrase->service;
            count++;
        }
    }
    return count;
}

/* A single word that many services speak of ("jalan") tells little between them. */
static void weigh_single_words(const WordIndex *index)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new();
    GHashTableIter at;
    gpointer phrases;
    g_hash_table_iter_init(&at, index->by_word);
    while (g_hash_table_iter_next(&at, NULL, &phrases))
        g_ptr_array_extend(all, phrases, NULL, NULL);
    g_ptr_array_sort(all, phrase_compare);
    for (guint i = 0; i < all->len; i++) {
        Phrase *phrase = g_ptr_array_index(all, i);
        if (!phrase->emergency && !strchr(phrase->folded, ' '))
            phrase->weight = MAX(3, phrase->weight + 2 - 2 * services_with(all, phrase->folded));
    }
}

static gpointer word_index_build(const Catalog *catalog)
{
    WordIndex *index = g_new0(WordIndex, 1);
    index->by_word =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < catalog->services->len; i++) {
        const Service *service = g_ptr_array_index(catalog->services, i);
        if (!service->active)
            continue;
        for (char **word = service->keywords; word && *word; word++)
            index_phrase(index, service, *word, false);
        for (char **word = service->emergency_words; word && *word; word++)
            index_phrase(index, service, *word, true);
    }
    weigh_single_words(index);
    return index;
}

/* True when at begins with phrase and the phrase ends with a word there. */
static bool stands_at(const char *at, const char *phrase)
{
    gsize length = strlen(phrase);
    return !strncmp(at, phrase, length) && (at[length] == ' ' || at[length] == '\0');
}

static GPtrArray *phrases_at(const WordIndex *index, const char *at)
{
    char word[64];
    gsize length = strcspn(at, " ");
    if (length >= sizeof word)
        return NULL;
    memcpy(word, at, length);
    word[length] = '\0';
    return g_hash_table_lookup(index->by_word, word);
}

/* "depan SMP", "dekat pasar": the word behind it is a landmark, not the matter. */
static bool is_landmark(const char *folded, const char *at)
{
    static const char *const BEFORE[] = { "depan",      "dekat",    "deket",   "sebelah",
                                          "samping",    "belakang", "sekitar", "seberang",
                                          "arah",       "menuju",   "sampai",  "timur",
                                          "barat",      "utara",    "selatan", "pertigaan",
                                          "perempatan", "pinggir",  "dinas",   "kepala" };
    if (at < folded + 2)
        return false;
    const char *end = at - 1, *start = end;
    while (start > folded && start[-1] != ' ')
        start--;
    for (gsize i = 0; i < G_N_ELEMENTS(BEFORE); i++) {
        if ((gsize)(end - start) == strlen(BEFORE[i]) &&
            !strncmp(start, BEFORE[i], strlen(BEFORE[i])))
            return true;
    }
    return false;
}

typedef struct Spoken {
    const Phrase *phrase;
    bool landmark; /* only ever as a landmark */
} Spoken;

static void note_phrase(GArray *found, const Phrase *phrase, bool landmark)
{
    for (guint i = 0; i < found->len; i++) {
        Spoken *spoken = &g_array_index(found, Spoken, i);
        if (spoken->phrase == phrase) {
            spoken->landmark &= landmark;
            return;
        }
    }
    Spoken spoken = { phrase, landmark };
    g_array_append_val(found, spoken);
}

/* Puts each phrase of the index that stands in text into found, once, in order of the text. */
static void find_phrases(const Catalog *catalog, const char *text, bool emergency, GArray *found)
{
    const WordIndex *index =
        catalog_derived(catalog, CATALOG_WORDS, word_index_build, word_index_free);
    g_autofree char *folded = normalise(text ? text : "");
    for (const char *at = folded; *at;) {
        GPtrArray *phrases = phrases_at(index, at);
        for (guint i = 0; phrases && i < phrases->len; i++) {
            const Phrase *phrase = g_ptr_array_index(phrases, i);
            if (phrase->emergency == emergency && stands_at(at, phrase->folded))
                note_phrase(found, phrase, is_landmark(folded, at));
        }
        at += strcspn(at, " ");
        at += strspn(at, " ");
    }
}

void service_proposal_free(ServiceProposal *proposal)
{
    if (!proposal)
        return;
    g_free(proposal->words);
    g_free(proposal);
}

static ServiceProposal *proposal_of(GPtrArray *proposals, const Service *service)
{
    for (guint i = 0; i < proposals->len; i++) {
        ServiceProposal *proposal = g_ptr_array_index(proposals, i);
        if (proposal->service == service)
            return proposal;
    }
    ServiceProposal *proposal = g_new0(ServiceProposal, 1);
    proposal->service = service;
    g_ptr_array_add(proposals, proposal);
    return proposal;
}

static void speak_for(ServiceProposal *proposal, const Spoken *spoken)
{
    const Phrase *phrase = spoken->phrase;
    char *words = proposal->words ? g_strdup_printf("%s, %s", proposal->words, phrase->word)
                                  : g_strdup(phrase->word);
    g_free(proposal->words);
    proposal->words = words;
    proposal->score += spoken->landmark ? phrase->weight / 4 : phrase->weight;
}

/* Equal scores keep the pack's order: g_ptr_array_sort is stable by no promise, so position breaks.
 */
static int proposal_compare(gconstpointer a, gconstpointer b, gpointer services)
{
    const ServiceProposal *pa = *(ServiceProposal *const *)a, *pb = *(ServiceProposal *const *)b;
    guint at_a = 0, at_b = 0;
    if (pa->score != pb->score)
        return pb->score - pa->score;
    g_ptr_array_find(services, pa->service, &at_a);
    g_ptr_array_find(services, pb->service, &at_b);
    return (int)at_a - (int)at_b;
}

GPtrArray *service_propose(const Catalog *catalog, const char *text)
{
    GPtrArray *proposals = g_ptr_array_new_with_free_func((GDestroyNotify)service_proposal_free);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Spoken));
    find_phrases(catalog, text, false, found);
    for (guint i = 0; i < found->len; i++) {
        const Spoken *spoken = &g_array_index(found, Spoken, i);
        speak_for(proposal_of(proposals, spoken->phrase->service), spoken);
    }
    g_ptr_array_sort_with_data(proposals, proposal_compare, catalog->services);
    if (proposals->len > PROPOSALS_MAX)
        g_ptr_array_set_size(proposals, PROPOSALS_MAX);
    return proposals;
}

char **emergency_words_in(const Catalog *catalog, const char *text)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Spoken));
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    find_phrases(catalog, text, true, found);
    for (guint i = 0; i < found->len; i++) {
        const Phrase *phrase = g_array_index(found, Spoken, i).phrase;
        if (g_hash_table_add(seen, phrase->folded))
            g_strv_builder_add(words, phrase->word);
    }
    return g_strv_builder_end(words);
}
