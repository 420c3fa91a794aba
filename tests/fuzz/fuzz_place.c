/* Places and services in free text: whatever is said, candidates are areas of the catalog, their
 * words stand in the text, and proposals are services with words that spoke for them. */
#include "domain/place.h"
#include "domain/routing.h"
#include "fuzz/fuzz.h"

#include <string.h>

static void add_area(Catalog *catalog, const char *code, AreaLevel level, const char *name)
{
    Area *area = g_new0(Area, 1);
    const char *dot = strrchr(code, '.');
    *area = (Area){ .code = g_strdup(code),
                    .parent =
                        level == AREA_REGENCY ? g_strdup("") : g_strndup(code, (gsize)(dot - code)),
                    .name = g_strdup(name),
                    .level = level };
    g_ptr_array_add(catalog->areas, area);
}

static void add_service(Catalog *catalog, const char *code, const char *words)
{
    Service *service = g_new0(Service, 1);
    *service = (Service){ .code = g_strdup(code),
                          .policy = g_strdup("default"),
                          .keywords = g_strsplit(words, ";", -1),
                          .emergency_words = g_strsplit("tolong;pohon tumbang", ";", -1),
                          .active = true };
    g_ptr_array_add(catalog->services, service);
}

static Catalog *sample(void)
{
    Catalog *catalog = catalog_new();
    catalog->tenant.area = g_strdup("33.20");
    catalog->tenant.place_noun = g_strdup("Kabupaten Jepara");
    add_area(catalog, "33.20", AREA_REGENCY, "Kabupaten Jepara");
    add_area(catalog, "33.20.06", AREA_DISTRICT, "Jepara");
    add_area(catalog, "33.20.08", AREA_DISTRICT, "Bangsri");
    add_area(catalog, "33.20.15", AREA_DISTRICT, "Pakis Aji");
    add_area(catalog, "33.20.06.1006", AREA_VILLAGE, "Panggang");
    add_area(catalog, "33.20.08.2001", AREA_VILLAGE, "Bangsri");
    add_area(catalog, "33.20.08.2002", AREA_VILLAGE, "Jerukwangi");
    add_area(catalog, "33.20.15.2002", AREA_VILLAGE, "Suwawal Timur");
    add_service(catalog, "jalan", "jalan;jalan rusak;aspal");
    add_service(catalog, "lampu", "lampu;lampu jalan;lampu jalan mati");
    catalog_seal(catalog);
    return catalog;
}

static void check_places(const Catalog *catalog, const char *text)
{
    g_autoptr(GPtrArray) found = place_find(catalog, text);
    g_assert_cmpuint(found->len, <=, 10);
    for (guint i = 0; i < found->len; i++) {
        const PlaceCandidate *candidate = g_ptr_array_index(found, i);
        g_assert_true(catalog_area(catalog, candidate->area->code) == candidate->area);
        g_assert_true(candidate->score >= 1 && candidate->score <= 100);
        g_assert_nonnull(strstr(text, candidate->words));
    }
    const Area *best = place_best(catalog, found);
    g_assert_true(!best || catalog_area(catalog, best->code) == best);
}

static void check_services(const Catalog *catalog, const char *text)
{
    g_autoptr(GPtrArray) proposals = service_propose(catalog, text);
    g_assert_cmpuint(proposals->len, <=, 3);
    for (guint i = 0; i < proposals->len; i++) {
        const ServiceProposal *proposal = g_ptr_array_index(proposals, i);
        g_assert_true(catalog_service(catalog, proposal->service->code) == proposal->service);
        g_assert_true(proposal->words && *proposal->words);
    }
    g_auto(GStrv) words = emergency_words_in(catalog, text);
    g_assert_cmpuint(g_strv_length(words), <=, 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    static Catalog *catalog;
    g_autofree char *text = g_utf8_make_valid((const char *)data, (gssize)MIN(bytes, 16000));
    if (!catalog)
        catalog = sample();
    check_places(catalog, text);
    check_services(catalog, text);
    return 0;
}
