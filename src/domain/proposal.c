/* Proposals from a report's words: see proposal.h. */
#include "domain/proposal.h"

#include "base/json.h"
#include "domain/alarm.h"
#include "domain/learning.h"
#include "domain/place.h"
#include "domain/routing.h"

void proposal_clear(Proposal *p)
{
    g_clear_pointer(&p->service, g_free);
    g_clear_pointer(&p->service_words, g_free);
    g_clear_pointer(&p->area, g_free);
    g_clear_pointer(&p->area_words, g_free);
    g_clear_pointer(&p->danger, g_free);
}

/* Below it, what was learned is not said: a wrong proposal costs more than none. */
#define SERVICE_LEAST 0.25
#define AREA_LEAST 0.5
#define AGENCY_LEAST 0.3

static ProposalSource source_of(const LearningGuess *guess)
{
    return (ProposalSource){ (int)guess->decisions,
                             MIN((int)(guess->probability * 100 + 0.5), 99) };
}

static bool learn_service(const Catalog *catalog, const char *text, const char *place_text,
                          Proposal *out)
{
    const LearningText asked = { text, place_text, "", "" };
    g_autoptr(GArray) all = learning_guess(catalog, LEARNING_CATEGORY, &asked, 1);
    const LearningGuess *guess = (const LearningGuess *)all->data;
    if (all->len == 0 || guess->probability < SERVICE_LEAST)
        return false;
    out->service = g_strdup(guess->code);
    out->service_words = g_strdup(guess->words);
    out->service_source = source_of(guess);
    return true;
}

static void find_service(const Catalog *catalog, const char *text, const char *place_text,
                         Proposal *out)
{
    if (learn_service(catalog, text, place_text, out))
        return;
    g_autoptr(GPtrArray) found = service_propose(catalog, text);
    const ServiceProposal *best = found->len ? found->pdata[0] : NULL;
    out->service = g_strdup(best ? best->service->code : "");
    out->service_words = g_strdup(best ? best->words : "");
}

const Service *proposal_service(const Catalog *catalog, const char *text)
{
    g_auto(Proposal) found = { 0 };
    find_service(catalog, text, "", &found);
    return *found.service ? catalog_service(catalog, found.service) : NULL;
}

void proposal_agency_clear(ProposalAgency *proposal)
{
    g_clear_pointer(&proposal->words, g_free);
}

void proposal_agency(const Catalog *catalog, const char *text, const char *place_text,
                     const char *service, const char *area, const char *rule, ProposalAgency *out)
{
    const LearningText asked = { text, place_text, service, area };
    g_autoptr(GArray) all = learning_guess(catalog, LEARNING_AGENCY, &asked, 1);
    const LearningGuess *guess = (const LearningGuess *)all->data;
    *out = (ProposalAgency){ 0 };
    if (all->len == 0 || guess->probability < AGENCY_LEAST || g_str_equal(guess->code, rule))
        return;
    out->agency = catalog_agency(catalog, guess->code);
    out->words = g_strdup(guess->words);
    out->source = source_of(guess);
}

/* The words of the area itself, or of the first of those that lie in it. */
static const char *words_for(const GPtrArray *candidates, const Area *area)
{
    for (guint i = 0; i < candidates->len; i++) {
        const PlaceCandidate *candidate = candidates->pdata[i];
        if (area_contains(area->code, candidate->area->code))
            return candidate->words;
    }
    return "";
}

/* What the text names goes before what such texts were about. */
static void find_area(const Catalog *catalog, const char *text, const char *place_text,
                      Proposal *out)
{
    const LearningText asked = { text, place_text, "", "" };
    g_autofree char *all = g_strjoin("\n", text, place_text, NULL);
    g_autoptr(GPtrArray) found = place_find(catalog, all);
    const Area *area = place_best(catalog, found);
    g_autoptr(GArray) learned = area ? NULL : learning_guess(catalog, LEARNING_PLACE, &asked, 1);
    const LearningGuess *guess =
        learned && learned->len ? (const LearningGuess *)learned->data : NULL;
    bool sure = guess && guess->probability >= AREA_LEAST;
    out->area = g_strdup(area ? area->code : sure ? guess->code : "");
    out->area_words = g_strdup(area ? words_for(found, area) : sure ? guess->words : "");
    if (sure)
        out->area_source = source_of(guess);
}

void proposal_find(const Catalog *catalog, const char *text, const char *place_text,
                   const char *service, const char *area, Proposal *out)
{
    g_autofree char *all = g_strjoin("\n", text, place_text, NULL);
    *out = (Proposal){ .danger = alarm_words(catalog, all) };
    if (*service) {
        out->service = g_strdup("");
        out->service_words = g_strdup("");
    } else {
        find_service(catalog, text, place_text, out);
    }
    if (*area) {
        out->area = g_strdup("");
        out->area_words = g_strdup("");
    } else {
        find_area(catalog, text, place_text, out);
    }
}

/* ---- kept ---- */

static void put(json_t *object, const char *name, const char *value)
{
    if (*value)
        json_object_set_new(object, name, json_string(value));
}

static void put_source(json_t *object, const char *name, const ProposalSource *source)
{
    if (source->decisions > 0)
        json_object_set_new(object, name, json_pack("[i, i]", source->decisions, source->percent));
}

char *proposal_save(const Proposal *p, bool secret)
{
    json_t *object = json_object();
    put(object, "service", p->service);
    put(object, "area", p->area);
    put_source(object, "service_source", &p->service_source);
    put_source(object, "area_source", &p->area_source);
    if (!secret) {
        put(object, "service_words", p->service_words);
        put(object, "area_words", p->area_words);
        put(object, "danger", p->danger);
    }
    if (json_object_size(object) > 0)
        return json_take_text(object);
    json_decref(object);
    return g_strdup("");
}

static ProposalSource take_source(const json_t *object, const char *name)
{
    const json_t *pair = json_object_get(object, name);
    return (ProposalSource){ (int)json_integer_value(json_array_get(pair, 0)),
                             (int)json_integer_value(json_array_get(pair, 1)) };
}

static char *take(const json_t *object, const char *name, bool wanted)
{
    const char *value = json_string_value(json_object_get(object, name));
    return g_strdup(wanted && value ? value : "");
}

static bool applies_service(const Catalog *catalog, const Case *c, const json_t *object)
{
    const char *code = json_string_value(json_object_get(object, "service"));
    const Service *service = code ? catalog_service(catalog, code) : NULL;
    return !*c->service && service && service->active;
}

static bool applies_area(const Catalog *catalog, const Case *c, const json_t *object)
{
    const char *code = json_string_value(json_object_get(object, "area"));
    return !*c->area && code && catalog_area(catalog, code);
}

void proposal_load(const Catalog *catalog, const Case *c, Proposal *out)
{
    json_t *object = *c->proposal ? json_loads(c->proposal, 0, NULL) : NULL;
    bool service = applies_service(catalog, c, object), area = applies_area(catalog, c, object);
    *out = (Proposal){ .service = take(object, "service", service),
                       .service_words = take(object, "service_words", service),
                       .area = take(object, "area", area),
                       .area_words = take(object, "area_words", area),
                       .danger = take(object, "danger", true),
                       .service_source = take_source(object, "service_source"),
                       .area_source = take_source(object, "area_source") };
    json_decref(object);
}
