/* The models of this process, and asking them: see learning.h. */
#include "domain/learning.h"

#include "domain/learning_hint.h"
#include "domain/place.h"
#include "domain/routing.h"
#include "store/learned.h"

typedef struct Model {
    gatomicrefcount refs;
    Learned *learned;
    gint64 version;
    guint decisions;
} Model;

static struct {
    GMutex lock;
    GHashTable *models; /* tenant * LEARNING_KINDS + kind -> Model */
} held;

static void model_unref(gpointer data)
{
    Model *model = data;
    if (!model || !g_atomic_ref_count_dec(&model->refs))
        return;
    learned_free(model->learned);
    g_free(model);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Model, model_unref)

static gint64 model_key(gint64 tenant, LearningKind kind)
{
    return tenant * LEARNING_KINDS + (gint64)kind;
}

static Model *model_of(gint64 tenant, LearningKind kind)
{
    gint64 key = model_key(tenant, kind);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&held.lock);
    Model *model = held.models ? g_hash_table_lookup(held.models, &key) : NULL;
    if (model)
        g_atomic_ref_count_inc(&model->refs);
    return model;
}

/* Takes model; NULL: none any more. */
static void model_hold(gint64 tenant, LearningKind kind, Model *model)
{
    gint64 key = model_key(tenant, kind);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&held.lock);
    if (!held.models)
        held.models = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, model_unref);
    if (model)
        g_hash_table_insert(held.models, g_memdup2(&key, sizeof key), model);
    else
        g_hash_table_remove(held.models, &key);
}

const char *learning_kind_name(LearningKind kind)
{
    static const char *const NAMES[] = { "category", "agency", "place" };
    return NAMES[kind];
}

static bool refresh_kind(Ctx *ctx, LearningKind kind, GError **error)
{
    g_auto(LearnedRow) head = { 0 }, row = { 0 };
    g_autoptr(Model) known = model_of(ctx->tenant, kind);
    if (!learned_store_head(ctx, learning_kind_name(kind), &head, error))
        return false;
    if (known ? known->version == head.version : head.version == 0)
        return true;
    if (head.version != 0 && !learned_store_get(ctx, learning_kind_name(kind), &row, error))
        return false;
    Model *model = NULL;
    if (row.body && g_bytes_get_size(row.body) > 0) {
        g_autoptr(Learned) learned = learned_read(row.body, error);
        if (!learned)
            return false;
        model = g_new(Model, 1);
        *model = (Model){ .version = row.version, .decisions = (guint)row.examples };
        model->learned = g_steal_pointer(&learned);
        g_atomic_ref_count_init(&model->refs);
    }
    model_hold(ctx->tenant, kind, model);
    return true;
}

bool learning_refresh(Ctx *ctx, GError **error)
{
    for (LearningKind kind = 0; kind < LEARNING_KINDS; kind++)
        if (!refresh_kind(ctx, kind, error))
            return false;
    return true;
}

/* ---- what else speaks ---- */

enum { SCORE_MOST = 60 };

static void hint_keywords(const Catalog *catalog, const char *text, LearningTake take,
                          gpointer user)
{
    g_autoptr(GPtrArray) proposals = service_propose(catalog, text);
    for (guint i = 0; i < proposals->len; i++) {
        const ServiceProposal *proposal = proposals->pdata[i];
        take(proposal->service->code, (float)MIN(proposal->score, SCORE_MOST) / 20, user);
    }
}

/* A desa speaks for its kecamatan too: decisions may be no finer. */
static void hint_names(const Catalog *catalog, const char *words, LearningTake take, gpointer user)
{
    g_autoptr(GPtrArray) found = place_find(catalog, words);
    for (guint i = 0; i < found->len; i++) {
        const PlaceCandidate *candidate = found->pdata[i];
        const Area *district = place_above(catalog, candidate->area, AREA_DISTRICT);
        take(candidate->area->code, (float)candidate->score / 50, user);
        if (district && district != candidate->area)
            take(district->code, (float)candidate->score / 100, user);
    }
}

void learning_hint(const Catalog *catalog, LearningKind kind, const LearningText *text,
                   LearningTake take, gpointer user)
{
    RoutingProposal rule;
    if (kind == LEARNING_CATEGORY)
        hint_keywords(catalog, text->text, take, user);
    else if (kind == LEARNING_AGENCY && routing_propose(catalog, text->service, text->area, &rule))
        take(rule.agency, 1, user);
    else if (kind == LEARNING_PLACE) {
        g_autofree char *words = learning_words(text);
        hint_names(catalog, words, take, user);
    }
}

char *learning_words(const LearningText *text)
{
    return *text->place_text ? g_strjoin("\n", text->text, text->place_text, NULL)
                             : g_strdup(text->text);
}

/* ---- asking ---- */

typedef struct Question {
    const Learned *learned;
    float *hints;
} Question;

static void take_hint(const char *code, float value, gpointer user)
{
    Question *question = user;
    int class_ = learned_class_of(question->learned, code);
    if (class_ >= 0)
        question->hints[class_] += value;
}

static bool is_there(const Catalog *catalog, LearningKind kind, const char *code)
{
    const Service *service = kind == LEARNING_CATEGORY ? catalog_service(catalog, code) : NULL;
    const Agency *agency = kind == LEARNING_AGENCY ? catalog_agency(catalog, code) : NULL;
    return (service && service->active) || (agency && agency->active) ||
           (kind == LEARNING_PLACE && catalog_area(catalog, code));
}

static void guess_clear(gpointer data)
{
    LearningGuess *guess = data;
    g_free(guess->code);
    g_free(guess->words);
}

GArray *learning_guess(const Catalog *catalog, LearningKind kind, const LearningText *text,
                       guint max)
{
    GArray *guesses = g_array_new(FALSE, FALSE, sizeof(LearningGuess));
    g_array_set_clear_func(guesses, guess_clear);
    g_autoptr(Model) model = model_of(catalog->tenant.id, kind);
    if (!model)
        return guesses;
    g_autofree char *words = learning_words(text);
    g_autofree float *hints = g_new0(float, learned_class_count(model->learned));
    Question question = { model->learned, hints };
    learning_hint(catalog, kind, text, take_hint, &question);
    g_autoptr(GArray) terms = terms_read(catalog->spelling, words);
    g_autoptr(GArray) all = learned_guess(model->learned, words, terms, hints, max + 1);
    for (guint i = 0; i < all->len && guesses->len < max; i++) {
        const LearnedGuess *one = &g_array_index(all, LearnedGuess, i);
        const char *code = learned_class(model->learned, one->class_);
        if (!is_there(catalog, kind, code))
            continue;
        LearningGuess guess = { g_strdup(code), g_strdup(one->words), one->probability,
                                model->decisions };
        g_array_append_val(guesses, guess);
    }
    return guesses;
}

/* ---- rarity ---- */

/* What is in no text that was learned from is rarer than all that is; without a model all words are
 * alike. */
#define RARITY_UNSEEN 9.0
#define RARITY_UNKNOWN 4.0

struct LearningRarity {
    Model *model;
    GHashTable *known; /* stem -> double: asking the model takes longer */
};

LearningRarity *learning_rarity_new(const Catalog *catalog)
{
    LearningRarity *rarity = g_new(LearningRarity, 1);
    rarity->model = model_of(catalog->tenant.id, LEARNING_CATEGORY);
    rarity->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return rarity;
}

void learning_rarity_free(LearningRarity *rarity)
{
    if (!rarity)
        return;
    g_clear_pointer(&rarity->model, model_unref);
    g_hash_table_unref(rarity->known);
    g_free(rarity);
}

double learning_rarity(LearningRarity *rarity, const char *stem)
{
    if (!rarity->model)
        return RARITY_UNKNOWN;
    double *known = g_hash_table_lookup(rarity->known, stem);
    if (!known) {
        double value = learned_rarity(rarity->model->learned, stem);
        value = value > 0 ? value : RARITY_UNSEEN;
        known = g_memdup2(&value, sizeof value);
        g_hash_table_insert(rarity->known, g_strdup(stem), known);
    }
    return *known;
}
