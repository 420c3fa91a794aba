/* Proposals from a report's words: see proposal.h. */
#include "domain/proposal.h"

#include "base/json.h"
#include "domain/alarm.h"
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

static void find_service(const Catalog *catalog, const char *text, Proposal *out)
{
    g_autoptr(GPtrArray) found = service_propose(catalog, text);
    const ServiceProposal *best = found->len ? found->pdata[0] : NULL;
    out->service = g_strdup(best ? best->service->code : "");
    out->service_words = g_strdup(best ? best->words : "");
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

static void find_area(const Catalog *catalog, const char *text, Proposal *out)
{
    g_autoptr(GPtrArray) found = place_find(catalog, text);
    const Area *area = place_best(catalog, found);
    out->area = g_strdup(area ? area->code : "");
    out->area_words = g_strdup(area ? words_for(found, area) : "");
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
        find_service(catalog, text, out);
    }
    if (*area) {
        out->area = g_strdup("");
        out->area_words = g_strdup("");
    } else {
        find_area(catalog, all, out);
    }
}

/* ---- kept ---- */

static void put(json_t *object, const char *name, const char *value)
{
    if (*value)
        json_object_set_new(object, name, json_string(value));
}

char *proposal_save(const Proposal *p, bool secret)
{
    json_t *object = json_object();
    put(object, "service", p->service);
    put(object, "area", p->area);
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
                       .danger = take(object, "danger", true) };
    json_decref(object);
}
