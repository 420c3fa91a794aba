/* Learning anew from a tenant's decisions: see learning.h. */
#include <string.h>

#include "base/json.h"
#include "domain/learning_hint.h"
#include "domain/place.h"
#include "store/learned.h"

enum {
    FEWEST = 30,  /* decisions; below, keywords are all there is */
    MOST = 40000, /* the newest */
    PAGE = 500,
    PLACES_MOST = 250, /* with more, places are learned by kecamatan */
    REST_TIMES = 50,   /* rests so many times as long as it took */
};
#define CELLS_MOST 12000000 /* about a million words */
#define REST_LEAST (5 * US_PER_MIN)

typedef struct Run {
    Ctx *ctx;
    const LearnLimits *limits;
    GPtrArray *decisions; /* Decision*, oldest first */
    LearnTexts *texts;
    guint services, agencies; /* texts made up for them, in this order at the head */
    guint first;              /* decisions that are learned from begin here */
    gint64 upto_at;
    LearnedRow rows[LEARNING_KINDS];
} Run;

static void run_clear(Run *run)
{
    g_clear_pointer(&run->decisions, g_ptr_array_unref);
    g_clear_pointer(&run->texts, learn_texts_free);
    for (int kind = 0; kind < LEARNING_KINDS; kind++)
        learned_row_clear(&run->rows[kind]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static bool is_due(Ctx *ctx, bool *due, GError **error)
{
    g_auto(LearnedRow) head = { 0 };
    guint changed = 0;
    if (!learned_store_head(ctx, learning_kind_name(LEARNING_CATEGORY), &head, error))
        return false;
    gint64 age = ctx_now_us(ctx) - head.made_at;
    guint enough = MAX((guint)FEWEST, (guint)head.examples / 50);
    *due = false;
    if (head.version != 0 && age < MAX(REST_LEAST, REST_TIMES * head.took_us))
        return true;
    if (!learned_store_changed(ctx, head.upto_at, enough, &changed, error))
        return false;
    *due = changed >= enough || (head.version != 0 && changed > 0 && age > US_PER_DAY);
    return true;
}

/* ---- examples ---- */

static bool gather_decisions(Run *run, GError **error)
{
    gint64 before = G_MAXINT64;
    run->decisions = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
    for (guint had = 0; had < MOST; had = run->decisions->len) {
        if (!learned_store_decisions(run->ctx, before, PAGE, run->decisions, error))
            return false;
        if (run->decisions->len < had + PAGE)
            break;
        before = ((Decision *)run->decisions->pdata[run->decisions->len - 1])->case_id;
    }
    for (guint i = 0, end = run->decisions->len; i + 1 < end; i++, end--) {
        gpointer newer = run->decisions->pdata[i];
        run->decisions->pdata[i] = run->decisions->pdata[end - 1];
        run->decisions->pdata[end - 1] = newer;
    }
    return true;
}

static void add_text(Run *run, const char *text)
{
    g_autoptr(GArray) terms = terms_read(run->ctx->catalog->spelling, text);
    learn_texts_add(run->texts, terms);
}

/* What the pack itself says of its categories and agencies is learned like a decision each. */
static void add_seeds(Run *run)
{
    const Catalog *catalog = run->ctx->catalog;
    run->services = catalog->services->len;
    run->agencies = catalog->agencies->len;
    for (guint i = 0; i < run->services; i++) {
        const Service *s = catalog->services->pdata[i];
        g_autofree char *words = g_strjoinv(", ", s->keywords);
        g_autofree char *text = g_strjoin("\n", s->name, words, NULL);
        add_text(run, text);
    }
    for (guint i = 0; i < run->agencies; i++) {
        const Agency *a = catalog->agencies->pdata[i];
        g_autofree char *text = g_strjoin("\n", a->name, a->tupoksi, NULL);
        add_text(run, text);
    }
}

static LearningText text_of(const Decision *d)
{
    return (LearningText){ d->text, d->place_text, d->service, d->area };
}

static void add_texts(Run *run)
{
    gsize bytes = 0;
    run->texts = learn_texts_new();
    add_seeds(run);
    for (run->first = run->decisions->len; run->first > 0 && bytes * 2 < CELLS_MOST; run->first--)
        bytes += strlen(((Decision *)run->decisions->pdata[run->first - 1])->text);
    for (guint i = run->first; i < run->decisions->len; i++) {
        LearningText text = text_of(run->decisions->pdata[i]);
        g_autofree char *words = learning_words(&text);
        add_text(run, words);
    }
    learn_texts_seal(run->texts);
}

/* ---- what was decided ---- */

typedef struct Labelling {
    Run *run;
    LearningKind kind;
    bool coarse; /* places by kecamatan */
    LearnLabels *labels;
    guint text; /* now */
} Labelling;

static const char *label_of(const Labelling *l, const Decision *d)
{
    const char *code = l->kind == LEARNING_CATEGORY ? d->service
                       : l->kind == LEARNING_AGENCY ? d->agency
                                                    : d->area;
    if (!l->coarse)
        return code;
    const Catalog *catalog = l->run->ctx->catalog;
    const Area *area = catalog_area(catalog, code);
    const Area *above = area ? place_above(catalog, area, AREA_DISTRICT) : NULL;
    return above ? above->code : code;
}

static void take_hint(const char *code, float value, gpointer user)
{
    Labelling *l = user;
    if (learn_labels_knows(l->labels, code))
        learn_labels_hint(l->labels, l->text, learn_labels_class(l->labels, code), value);
}

static bool is_coarse(const Run *run)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = run->first; i < run->decisions->len; i++)
        g_hash_table_add(seen, ((Decision *)run->decisions->pdata[i])->area);
    return g_hash_table_size(seen) > PLACES_MOST;
}

static void seed_labels(Labelling *l)
{
    const Catalog *catalog = l->run->ctx->catalog;
    const GPtrArray *services = catalog->services, *agencies = catalog->agencies;
    for (guint i = 0; l->kind == LEARNING_CATEGORY && i < services->len; i++) {
        const Service *s = services->pdata[i];
        if (s->active)
            learn_labels_seed(l->labels, i, learn_labels_class(l->labels, s->code));
    }
    for (guint i = 0; l->kind == LEARNING_AGENCY && i < agencies->len; i++) {
        const Agency *a = agencies->pdata[i];
        if (a->active && *a->tupoksi)
            learn_labels_seed(l->labels, l->run->services + i,
                              learn_labels_class(l->labels, a->code));
    }
}

/* How many decisions there are of this kind. */
static guint put_labels(Labelling *l)
{
    const Run *run = l->run;
    guint count = 0;
    seed_labels(l);
    for (guint i = run->first; i < run->decisions->len; i++) {
        const char *code = label_of(l, run->decisions->pdata[i]);
        if (*code)
            learn_labels_class(l->labels, code);
    }
    for (guint i = run->first; i < run->decisions->len; i++) {
        const Decision *d = run->decisions->pdata[i];
        const char *code = label_of(l, d);
        LearningText text = text_of(d);
        if (!*code)
            continue;
        l->text = run->services + run->agencies + i - run->first;
        learning_hint(run->ctx->catalog, l->kind, &text, take_hint, l);
        learn_labels_put(l->labels, l->text, learn_labels_class(l->labels, code));
        count++;
    }
    return count;
}

/* ---- a model of each kind ---- */

static char *figures_text(const LearnFigures *f)
{
    return json_take_text(json_pack("{s:i, s:i, s:f, s:f}", "classes", (int)f->classes, "tried",
                                    (int)f->tried, "first", f->first, "three", f->three));
}

/* Too few decisions, or all of them the same, leave an empty body: nothing to ask. */
static bool learn_kind(Run *run, LearningKind kind, GError **error)
{
    LearnedRow *row = &run->rows[kind];
    LearnFigures figures = { 0 };
    g_autoptr(GError) few = NULL;
    g_autoptr(LearnLabels) labels = learn_labels_new();
    Labelling l = { .run = run, .kind = kind, .labels = labels };
    l.coarse = kind == LEARNING_PLACE && is_coarse(run);
    row->examples = put_labels(&l);
    if (row->examples >= FEWEST)
        row->body = learn_fit(run->texts, labels, run->limits, &figures, &few);
    if (few && !error_is(few, KENTONGAN_ERROR_INVALID)) {
        g_propagate_error(error, g_steal_pointer(&few));
        return false;
    }
    if (!row->body)
        row->body = g_bytes_new_static("", 0);
    row->figures = figures_text(&figures);
    return true;
}

static bool save_all(Ctx *ctx, gpointer user, GError **error)
{
    const Run *run = user;
    for (LearningKind kind = 0; kind < LEARNING_KINDS; kind++)
        if (!learned_store_put(ctx, learning_kind_name(kind), &run->rows[kind], error))
            return false;
    return true;
}

bool learning_run(Ctx *ctx, const LearnLimits *limits, bool *done, GError **error)
{
    gint64 began = g_get_monotonic_time();
    g_auto(Run) run = { .ctx = ctx, .limits = limits, .upto_at = ctx_now_us(ctx) };
    *done = false;
    if (!is_due(ctx, done, error))
        return false;
    if (!*done)
        return true;
    if (!gather_decisions(&run, error))
        return false;
    add_texts(&run);
    for (LearningKind kind = 0; kind < LEARNING_KINDS; kind++)
        if (!learn_kind(&run, kind, error))
            return false;
    for (int kind = 0; kind < LEARNING_KINDS; kind++) {
        run.rows[kind].made_at = run.rows[kind].upto_at = run.upto_at;
        run.rows[kind].took_us = g_get_monotonic_time() - began;
    }
    return ctx_transact(ctx, save_all, &run, error) && learning_refresh(ctx, error);
}
