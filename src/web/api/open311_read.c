/* Open311, the reading half: discovery, services, requests, tokens. */
#include <string.h>

#include "base/geometry.h"
#include "domain/case_file.h"
#include "model/limits.h"
#include "store/report.h"
#include "web/api/open311_part.h"

enum {
    DEFAULT_DAYS = 90,
    DEFAULT_ROWS = 1000,
    PAGE_ROWS = 50,   /* when only page is given */
    SKIP_MAX = 20000, /* what is skipped is read: further back leads start_date */
    STORE_PAGES = 60, /* of LIMIT_PAGE_SIZE cases read for one answer */
    CODES_MAX = 100,
};
#define CHANGESET "2026-11-22T00:00:00+07:00"

static json_t *endpoint_new(const char *url, const char *type)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:[s, s]}", "specification",
                     "http://wiki.open311.org/GeoReport_v2", "url", url, "changeset", CHANGESET,
                     "type", type, "formats", "text/xml", "application/json");
}

/* Two endpoints, though they are one place: some clients read a single one as no list. */
Reply *open311_discovery_get(Ctx *ctx, const Request *request, GError **error)
{
    bool json = g_str_has_suffix(request->path, ".json");
    (void)error;
    g_autofree char *base = open311_base_url(ctx, request);
    g_autofree char *url = g_strconcat(base, "/open311/v2", NULL);
    const char *contact = ctx->catalog->tenant.contact;
    json_t *discovery =
        json_pack("{s:s, s:s, s:s, s:[o, o]}", "changeset", CHANGESET, "contact",
                  contact && *contact ? contact : ctx->catalog->tenant.name, "key_service",
                  "Kunci API diberikan pengelola; hubungi kontak.", "endpoints",
                  endpoint_new(url, "production"), endpoint_new(url, "test"));
    return open311_reply(discovery, "discovery", json);
}

/* "private" tells the other side to keep such reports to itself too. */
static char *keywords_of(const Service *s)
{
    g_autofree char *words = g_strjoinv(",", s->keywords);
    return s->sensitive ? g_strconcat("private", *words ? "," : "", words, NULL)
                        : g_steal_pointer(&words);
}

static json_t *service_json(const Service *s)
{
    json_t *attributes = json_loads(s->attributes, 0, NULL);
    g_autofree char *keywords = keywords_of(s);
    json_t *object = json_pack("{s:s, s:s, s:s, s:b, s:s, s:s, s:s}", "service_code", s->code,
                               "service_name", s->name, "description", s->description, "metadata",
                               json_array_size(attributes) > 0, "type", "realtime", "keywords",
                               keywords, "group", s->group_name);
    json_decref(attributes);
    return object;
}

static Reply *services_reply(Ctx *ctx, bool json)
{
    json_t *services = json_array();
    for (guint i = 0; i < ctx->catalog->services->len; i++) {
        const Service *s = ctx->catalog->services->pdata[i];
        if (s->active)
            json_array_append_new(services, service_json(s));
    }
    return open311_reply(services, "services", json);
}

Reply *open311_service_get(Ctx *ctx, const Request *request, GError **error)
{
    Ctx there;
    bool json = false;
    g_autoptr(Catalog) catalog = NULL;
    g_autofree char *code = NULL;
    if (!open311_split(request->path_args[0], &code, &json, error) ||
        !open311_jurisdiction(ctx, request, &there, &catalog, error))
        return NULL;
    const Service *service = catalog_service(catalog, code);
    if (!service || !service->active) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, "service_code",
                  N_("service_code tidak dikenal."), "%s", code);
        return NULL;
    }
    json_t *attributes = json_loads(service->attributes, 0, NULL);
    json_t *definition = json_pack("{s:s, s:o}", "service_code", service->code, "attributes",
                                   attributes ? attributes : json_array());
    return open311_reply(definition, "service_definition", json);
}

/* ---- one request ---- */

static json_t *request_json(Ctx *ctx, const Request *request, const char *ticket, GError **error)
{
    g_auto(Open311Shown) shown = { 0 };
    return open311_find(ctx, ticket, &shown, error) ? open311_case(ctx, request, &shown) : NULL;
}

Reply *open311_request_get(Ctx *ctx, const Request *request, GError **error)
{
    Ctx there;
    bool json = false;
    g_autoptr(Catalog) catalog = NULL;
    g_autofree char *ticket = NULL;
    if (!open311_split(request->path_args[0], &ticket, &json, error) ||
        !open311_jurisdiction(ctx, request, &there, &catalog, error))
        return NULL;
    json_t *object = request_json(&there, request, ticket, error);
    return object ? open311_reply(json_pack("[o]", object), "service_requests", json) : NULL;
}

/* A ticket is its own token: POST answers with the id at once. */
Reply *open311_token_get(Ctx *ctx, const Request *request, GError **error)
{
    Ctx there;
    bool json = false;
    g_autoptr(Catalog) catalog = NULL;
    g_autofree char *token = NULL;
    g_auto(Open311Shown) shown = { 0 };
    if (!open311_split(request->path_args[0], &token, &json, error) ||
        !open311_jurisdiction(ctx, request, &there, &catalog, error) ||
        !open311_find(&there, token, &shown, error))
        return NULL;
    json_t *answer = json_pack("[{s:s, s:s}]", "service_request_id", shown.report->ticket, "token",
                               shown.report->ticket);
    return open311_reply(answer, "service_requests", json);
}

/* ---- many ---- */

typedef struct {
    CaseFilter filter;
    char **codes; /* service codes wanted; NULL any */
    gint64 updated_after, updated_before;
    guint skip, want;
} Ask;

static bool ask_statuses(const Request *request, Ask *ask, GError **error)
{
    g_auto(GStrv) words = g_strsplit(request_text(request, "status"), ",", 0);
    for (guint i = 0; words[i] && *words[i]; i++) {
        bool open = g_str_equal(words[i], "open"), closed = g_str_equal(words[i], "closed");
        if (!open && !closed) {
            error_set(error, KENTONGAN_ERROR_INVALID, "status", N_("status: open atau closed."),
                      "%s", words[i]);
            return false;
        }
        for (int s = 1; s < STATUS_COUNT; s++)
            if (status_is_closed((CaseStatus)s) == closed)
                ask->filter.statuses |= 1u << s;
    }
    return true;
}

static bool ask_services(const Ctx *ctx, const Request *request, Ask *ask, GError **error)
{
    const char *text = request_text(request, "service_code");
    if (!*text)
        return true;
    ask->codes = g_strsplit(text, ",", CODES_MAX);
    for (guint i = 0; ask->codes[i]; i++) {
        if (!catalog_service(ctx->catalog, ask->codes[i])) {
            error_set(error, KENTONGAN_ERROR_NOT_FOUND, "service_code",
                      N_("service_code tidak dikenal."), "%s", ask->codes[i]);
            return false;
        }
    }
    if (!ask->codes[1])
        ask->filter.service = ask->codes[0];
    return true;
}

static bool ask_box(const Request *request, Ask *ask, GError **error)
{
    const char *text = request_text(request, "bbox");
    if (!*text)
        return true;
    gint32 v[4] = { 0 };
    g_auto(GStrv) parts = g_strsplit(text, ",", 5);
    bool ok = g_strv_length(parts) == 4;
    for (guint i = 0; ok && i < 4; i++)
        ok = geometry_parse_degrees(parts[i], &v[i]);
    if (!ok || v[0] > v[2] || v[1] > v[3]) {
        error_set(error, KENTONGAN_ERROR_INVALID, "bbox", N_("bbox: barat,selatan,timur,utara."),
                  "%s", text);
        return false;
    }
    ask->filter.has_box = true;
    ask->filter.west_e7 = v[0];
    ask->filter.south_e7 = v[1];
    ask->filter.east_e7 = v[2];
    ask->filter.north_e7 = v[3];
    return true;
}

static bool ask_number(const Request *request, const char *name, gint64 fallback, gint64 *number,
                       GError **error)
{
    const char *text = request_text(request, name);
    *number = fallback;
    if (!*text || g_ascii_string_to_signed(text, 10, 1, G_MAXINT32, number, NULL))
        return true;
    error_set(error, KENTONGAN_ERROR_INVALID, name,
              N_("page dan page_size: bilangan bulat mulai dari 1."), "%s=%s", name, text);
    return false;
}

/* Both are an extension of many cities. */
static bool ask_page(const Request *request, Ask *ask, GError **error)
{
    bool paged = *request_text(request, "page") || *request_text(request, "page_size");
    gint64 page = 1, size = 0;
    if (!ask_number(request, "page", 1, &page, error) ||
        !ask_number(request, "page_size", paged ? PAGE_ROWS : DEFAULT_ROWS, &size, error))
        return false;
    if (paged)
        size = MIN(size, LIMIT_PAGE_SIZE);
    if ((page - 1) * size > SKIP_MAX) {
        error_set(error, KENTONGAN_ERROR_INVALID, "page",
                  N_("page terlalu jauh; persempit dengan start_date dan end_date."), NULL);
        return false;
    }
    ask->want = (guint)size;
    ask->skip = (guint)((page - 1) * size);
    return true;
}

static bool ask_times(const Ctx *ctx, const Request *request, Ask *ask, GError **error)
{
    gint64 now = ctx_now_us(ctx), start = 0, end = 0;
    if (!open311_instant(ctx, request, "start_date", 0, &start, error) ||
        !open311_instant(ctx, request, "end_date", 0, &end, error) ||
        !open311_instant(ctx, request, "updated_after", 0, &ask->updated_after, error) ||
        !open311_instant(ctx, request, "updated_before", 0, &ask->updated_before, error))
        return false;
    if (start == 0 && ask->updated_after == 0)
        start = (end ? end : now) - DEFAULT_DAYS * US_PER_DAY;
    ask->filter.from_at = start;
    ask->filter.to_at = end ? end + US_PER_S : 0; /* times are printed in whole seconds */
    if (ask->updated_after || ask->updated_before)
        ask->filter.order = ORDER_UPDATED;
    return true;
}

static bool wanted(const Ask *ask, const Case *c)
{
    if (ask->codes && !g_strv_contains((const char *const *)ask->codes, c->service))
        return false;
    return (ask->updated_after == 0 || c->updated_at >= ask->updated_after) &&
           (ask->updated_before == 0 || c->updated_at < ask->updated_before + US_PER_S);
}

/* The case of a list with the report its ticket belongs to. Takes c. */
static bool add_case(Ctx *ctx, const Request *request, Case *c, json_t *out, GError **error)
{
    g_auto(Open311Shown) shown = { .c = c };
    shown.report = report_store_by_ticket(ctx, c->ticket, error);
    if (!shown.report)
        return false;
    json_array_append_new(out, open311_case(ctx, request, &shown));
    return true;
}

/* One page of the store; *last when nothing further can be wanted. */
static bool collect_page(Ctx *ctx, const Request *request, Ask *ask, GPtrArray *list, json_t *out,
                         bool *last, GError **error)
{
    for (guint i = 0; i < list->len && json_array_size(out) < ask->want; i++) {
        Case *c = list->pdata[i];
        *last = ask->updated_after && c->updated_at < ask->updated_after;
        if (*last)
            return true;
        if (!wanted(ask, c) || !open311_may_show(ctx, c))
            continue;
        if (ask->skip > 0) {
            ask->skip--;
            continue;
        }
        list->pdata[i] = NULL;
        if (!add_case(ctx, request, c, out, error))
            return false;
    }
    return true;
}

/* Pages of the store until enough are found; what is read for one answer is bounded. */
static bool collect(Ctx *ctx, const Request *request, Ask *ask, json_t *out, GError **error)
{
    g_autofree char *after = g_strdup("");
    bool last = false;
    for (guint i = 0; after && !last && json_array_size(out) < ask->want; i++) {
        g_autofree char *cursor = g_steal_pointer(&after);
        if (i == STORE_PAGES) {
            error_set(error, KENTONGAN_ERROR_INVALID, "start_date",
                      N_("Terlalu banyak yang harus dicari; persempit waktunya."), NULL);
            return false;
        }
        ask->filter.after = cursor;
        g_autoptr(GPtrArray) list = case_list(ctx, &ask->filter, &after, error);
        if (!list || !collect_page(ctx, request, ask, list, out, &last, error))
            return false;
    }
    return true;
}

/* service_request_id overrides every other argument; an id that is not there is left out. */
static json_t *requests_by_id(Ctx *ctx, const Request *request, const char *ids)
{
    json_t *out = json_array();
    g_auto(GStrv) tickets = g_strsplit(ids, ",", CODES_MAX);
    for (guint i = 0; tickets[i]; i++) {
        json_t *object = request_json(ctx, request, tickets[i], NULL);
        if (object)
            json_array_append_new(out, object);
    }
    return out;
}

static json_t *requests_by_filter(Ctx *ctx, const Request *request, GError **error)
{
    Ask ask = { .filter = CASE_FILTER_INIT };
    json_t *out = json_array();
    ask.filter.public_only = true;
    ask.filter.limit = LIMIT_PAGE_SIZE;
    bool ok = ask_statuses(request, &ask, error) && ask_services(ctx, request, &ask, error) &&
              ask_box(request, &ask, error) && ask_page(request, &ask, error) &&
              ask_times(ctx, request, &ask, error) && collect(ctx, request, &ask, out, error);
    g_strfreev(ask.codes);
    if (!ok)
        g_clear_pointer(&out, json_decref);
    return out;
}

Reply *open311_collection_get(Ctx *ctx, const Request *request, GError **error)
{
    Ctx there;
    bool json = false;
    g_autoptr(Catalog) catalog = NULL;
    g_autofree char *name = NULL;
    if (!open311_split(request->path_args[0], &name, &json, error) ||
        !open311_jurisdiction(ctx, request, &there, &catalog, error))
        return NULL;
    if (g_str_equal(name, "discovery"))
        return open311_discovery_get(&there, request, error);
    if (g_str_equal(name, "services"))
        return services_reply(&there, json);
    if (g_str_equal(name, "servicerequestupdates"))
        return open311_updates_get(&there, request, error);
    if (!g_str_equal(name, "requests")) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Alamat ini tidak ada."), "%s", name);
        return NULL;
    }
    const char *ids = request_text(request, "service_request_id");
    json_t *out =
        *ids ? requests_by_id(&there, request, ids) : requests_by_filter(&there, request, error);
    return out ? open311_reply(out, "service_requests", json) : NULL;
}
