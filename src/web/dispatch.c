/* From a request to its handler and back: see dispatch.h. */
#include "web/dispatch.h"

#include <gio/gio.h>
#include <stdatomic.h>
#include <string.h>

#include "model/limits.h"
#include "web/assets.h"
#include "web/cache.h"
#include "web/guard.h"
#include "web/metrics.h"
#include "web/rate.h"
#include "web/tenants.h"
#include "web/worker.h"

#define STALE_US (15 * G_USEC_PER_SEC) /* nobody waits that long for a worker */

struct Dispatch {
    DispatchConfig config;
    GPtrArray *proxies; /* GInetAddressMask* */
    Workers *workers;
    _Atomic bool draining;
};

/* What is known of a request besides itself; kept with its exchange. */
typedef struct Visit {
    const Route *route; /* NULL: no such page */
    Catalog *catalog;   /* NULL: no tenant */
    CacheSlot *slot;    /* NULL: not kept */
} Visit;

static void visit_free(gpointer data)
{
    Visit *visit = data;
    if (visit->catalog)
        catalog_unref(visit->catalog);
    cache_slot_free(visit->slot);
    g_free(visit);
}

/* ---- words for errors ---- */

static RouteKind path_kind(const char *path)
{
    if (g_str_has_prefix(path, "/api/"))
        return ROUTE_API;
    if (g_str_has_prefix(path, "/open311/"))
        return ROUTE_OPEN311;
    if (g_str_has_prefix(path, "/hook/"))
        return ROUTE_HOOK;
    return g_str_has_prefix(path, "/assets/") ? ROUTE_PLAIN : ROUTE_PAGE;
}

static Reply *error_reply(const Request *request, const Route *route, const GError *error)
{
    const char *lang = request_lang(request);
    switch (route ? route->kind : path_kind(request->path)) {
    case ROUTE_PAGE:
        return reply_error_page(request, error, lang);
    case ROUTE_API:
        return reply_problem(error, lang);
    case ROUTE_OPEN311:
        return reply_open311_error(request, error, lang);
    case ROUTE_HOOK:
    case ROUTE_PLAIN:
        return reply_error_text(error, lang);
    }
    return reply_error_text(error, lang);
}

static Reply *dispatch_refuse(const Request *request, gpointer data, const GError *error,
                              gpointer user)
{
    (void)user;
    const Visit *visit = data;
    return error_reply(request, visit ? visit->route : NULL, error);
}

/* A failure is logged once, here; what people type wrong is no failure. */
static void error_log(const Request *request, const GError *error)
{
    const char *detail = error_detail(error);
    KentonganError code = error_code(error);
    GLogLevelFlags level = code == KENTONGAN_ERROR_INTERNAL || code == KENTONGAN_ERROR_UNCERTAIN ||
                                   code == KENTONGAN_ERROR_UPSTREAM || code == KENTONGAN_ERROR_FULL
                               ? G_LOG_LEVEL_WARNING
                               : G_LOG_LEVEL_INFO;
    g_log(G_LOG_DOMAIN, level, "request %s %s %s: %s: %s%s%s", request->id, request->method,
          request->path, error_code_name(code), error->message, detail ? ": " : "",
          detail ? detail : "");
}

/* ---- who asks ---- */

static bool address_in(const GPtrArray *masks, const char *text)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
    for (guint i = 0; address && i < masks->len; i++)
        if (g_inet_address_mask_matches(g_ptr_array_index(masks, i), address))
            return true;
    return false;
}

/* The last address in X-Forwarded-For that is no proxy of ours; the ones before it are hearsay. */
static char *forwarded_for(const GPtrArray *masks, const char *header)
{
    g_auto(GStrv) hops = g_strsplit(header, ",", 64);
    for (guint i = g_strv_length(hops); i-- > 0;) {
        const char *hop = g_strstrip(hops[i]);
        if (!g_hostname_is_ip_address(hop))
            return NULL;
        if (!address_in(masks, hop))
            return g_strdup(hop);
    }
    return NULL;
}

static void request_unproxy(Request *request, const GPtrArray *masks)
{
    const char *header = request_header(request, "x-forwarded-for");
    if (header || request_header(request, "forwarded") || request_header(request, "via"))
        request->loopback = false; /* it only passed through this machine */
    if (masks->len == 0 || !address_in(masks, request->remote))
        return;
    g_autofree char *client = header ? forwarded_for(masks, header) : NULL;
    if (client)
        request->remote = request_keep(request, client);
    const char *proto = request_header(request, "x-forwarded-proto");
    request->https = proto && g_ascii_strcasecmp(proto, "https") == 0;
}

/* ---- on the I/O thread ---- */

static Reply *refuse(const Request *request, const Route *route, KentonganError code,
                     const char *sentence)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, code, NULL, sentence, NULL);
    return error_reply(request, route, error);
}

static Reply *refuse_unknown(const Request *request, const char *allow)
{
    if (!*allow)
        return refuse(request, NULL, KENTONGAN_ERROR_NOT_FOUND, N_("Halaman ini tidak ada."));
    Reply *reply = refuse(request, NULL, KENTONGAN_ERROR_DENIED,
                          N_("Halaman ini tidak dapat diminta dengan cara itu."));
    reply->status = strcmp(request->method, "OPTIONS") == 0 ? 204 : 405;
    if (reply->status == 204) {
        g_clear_pointer(&reply->body, g_bytes_unref);
        g_clear_pointer(&reply->type, g_free);
    }
    reply_header(reply, "Allow", allow);
    return reply;
}

static gsize route_body_max(const Route *route)
{
    gsize most = 0;
    if (route->flags & ROUTE_FORM)
        most = LIMIT_FORM_BYTES;
    if (route->flags & ROUTE_RAW_BODY)
        most = LIMIT_JSON_BYTES;
    if (route->flags & ROUTE_UPLOADS)
        most = LIMIT_UPLOAD_BYTES;
    return most;
}

static Reply *check_rate(const Dispatch *dispatch, const Request *request, const Route *route)
{
    if (dispatch->config.rate_exempt_loopback && request->loopback)
        return NULL;
    guint retry_s = 0;
    gint64 now_us = request->received_us;
    const char *session = request_cookie(request, GUARD_COOKIE);
    bool known = session && route->rate != RATE_LOGIN && rate_is_trusted(session, now_us);
    g_autofree char *key = known ? g_strdup(session) : rate_key(request->remote);
    if (rate_take(route->rate, key, now_us, &retry_s))
        return NULL;
    metrics_count(METRICS_RATE_REFUSED);
    Reply *reply = refuse(request, route, KENTONGAN_ERROR_LIMIT,
                          N_("Permintaan dari alamat Anda terlalu sering. Tunggu sebentar."));
    g_autofree char *seconds = g_strdup_printf("%u", retry_s);
    reply_header_set(reply, "Retry-After", seconds);
    return reply;
}

static Reply *visit_find(Dispatch *dispatch, Visit *visit, Request *request)
{
    g_autofree char *allow = NULL;
    char **args = NULL;
    visit->catalog = tenants_choose(request);
    visit->route = route_find(request->method, request->path, &args, &allow);
    if (!visit->route)
        return refuse_unknown(request, allow);
    request_take_args(request, args);
    if ((visit->route->flags & ROUTE_DEV) && !dispatch->config.dev)
        return refuse_unknown(request, "");
    if (!visit->catalog && !(visit->route->flags & ROUTE_NO_TENANT))
        return refuse(request, visit->route, KENTONGAN_ERROR_NOT_FOUND,
                      N_("Daerah ini tidak dilayani di sini."));
    return check_rate(dispatch, request, visit->route);
}

static gint64 visit_tenant(const Visit *visit)
{
    return visit->catalog ? visit->catalog->tenant.id : 0;
}

static void dispatch_head(Request *request, HttpPlan *plan, gpointer user)
{
    Dispatch *dispatch = user;
    request_unproxy(request, dispatch->proxies);
    Visit *visit = g_new0(Visit, 1);
    plan->data = visit;
    plan->data_free = visit_free;
    plan->reply = visit_find(dispatch, visit, request);
    if (plan->reply)
        return;
    plan->body_max = route_body_max(visit->route);
    if (visit->route->handler == assets_get)
        plan->prepared = assets_find(request);
    visit->slot = cache_slot_new(visit->route, request, visit_tenant(visit));
    if (visit->slot)
        plan->prepared = cache_find(visit->slot, request);
}

static bool dispatch_take(Exchange *exchange, gpointer user)
{
    Dispatch *dispatch = user;
    if (!atomic_load(&dispatch->draining) && workers_push(dispatch->workers, exchange))
        return true;
    metrics_count(METRICS_QUEUE_FULL);
    return false;
}

static void dispatch_finish(const Request *request, Reply *reply, gpointer user)
{
    const Dispatch *dispatch = user;
    reply_finish(reply, request, dispatch->config.clock);
}

static void dispatch_done(const Request *request, gpointer data, unsigned status, gpointer user)
{
    (void)user;
    const Visit *visit = data;
    metrics_request(visit ? visit->route : NULL, status,
                    g_get_monotonic_time() - request->received_us);
}

const HttpCalls DISPATCH_CALLS = {
    .head = dispatch_head,
    .take = dispatch_take,
    .refuse = dispatch_refuse,
    .finish = dispatch_finish,
    .done = dispatch_done,
};

/* ---- on a worker ---- */

static bool visit_parse(const Visit *visit, Request *request, GError **error)
{
    unsigned flags = visit->route->flags;
    if (g_get_monotonic_time() - request->received_us > STALE_US && request_is_safe(request)) {
        error_set(error, KENTONGAN_ERROR_BUSY, NULL,
                  N_("Sistem sedang sibuk. Silakan coba lagi sebentar lagi."), "waited too long");
        return false;
    }
    if (visit->route->kind == ROUTE_HOOK)
        request_without_params(request);
    else if (!request_parse_query(request, error))
        return false;
    if ((flags & (ROUTE_FORM | ROUTE_UPLOADS)) && !request_parse_form(request, error))
        return false;
    if (!(flags & ROUTE_RAW_BODY))
        g_clear_pointer(&request->body, g_bytes_unref);
    return true;
}

static Reply *visit_answer(Dispatch *dispatch, Db *db, const Visit *visit, Request *request,
                           GError **error)
{
    if (!visit_parse(visit, request, error))
        return NULL;
    Ctx ctx = {
        .db = db,
        .clock = dispatch->config.clock,
        .catalog = visit->catalog,
        .tenant = visit_tenant(visit),
        .actor = { .kind = ACTOR_PUBLIC, .agency = "", .area = "", .name = "" },
        .lang = request_lang(request),
        .request_id = request->id,
    };
    g_autoptr(Account) account = NULL;
    Reply *reply = guard_check(&ctx, visit->route, request, &account, error);
    if (!reply && !*error)
        reply = visit->route->handler(&ctx, request, error);
    return reply;
}

/* What was just changed must be seen by who changed it, whatever page he asks for next. */
static void visit_settle(const Dispatch *dispatch, const Visit *visit, const Request *request,
                         Reply *reply)
{
    if (visit->slot)
        cache_keep(visit->slot, request, reply, dispatch->config.clock);
    if (!request_is_safe(request))
        cache_touch(visit_tenant(visit));
}

static void dispatch_run(Db *db, gpointer work, gpointer user)
{
    Dispatch *dispatch = user;
    Exchange *exchange = work;
    Request *request = exchange_request(exchange);
    const Visit *visit = exchange_data(exchange);
    g_autoptr(GError) error = NULL;
    Reply *reply = visit_answer(dispatch, db, visit, request, &error);
    g_assert(!reply != !error);
    if (!reply) {
        error_log(request, error);
        reply = error_reply(request, visit->route, error);
    }
    visit_settle(dispatch, visit, request, reply);
    exchange_answer(exchange, reply);
}

/* ---- start and stop ---- */

static GPtrArray *masks_parse(char *const *texts, GError **error)
{
    g_autoptr(GPtrArray) masks = g_ptr_array_new_with_free_func(g_object_unref);
    for (; texts && *texts; texts++) {
        g_autoptr(GError) fault = NULL;
        GInetAddressMask *mask = g_inet_address_mask_new_from_string(*texts, &fault);
        if (!mask) {
            error_set(error, KENTONGAN_ERROR_INVALID, "proxies",
                      N_("Alamat proksi tidak benar. Contoh: 127.0.0.1 atau 10.0.0.0/8."), "%s",
                      fault->message);
            return NULL;
        }
        g_ptr_array_add(masks, mask);
    }
    return g_steal_pointer(&masks);
}

Dispatch *dispatch_start(Database *database, const DispatchConfig *config, GError **error)
{
    g_autoptr(GPtrArray) proxies = masks_parse(config->proxies, error);
    if (!proxies)
        return NULL;
    Dispatch *dispatch = g_new0(Dispatch, 1);
    dispatch->config = *config;
    dispatch->proxies = g_steal_pointer(&proxies);
    dispatch->workers =
        workers_start(database, config->workers ? config->workers : 32,
                      config->queue_max ? config->queue_max : 1024, dispatch_run, dispatch, error);
    if (!dispatch->workers) {
        dispatch_free(dispatch);
        return NULL;
    }
    return dispatch;
}

void dispatch_drain(Dispatch *dispatch)
{
    atomic_store(&dispatch->draining, true);
    workers_drain(dispatch->workers);
}

void dispatch_free(Dispatch *dispatch)
{
    if (dispatch->workers)
        workers_stop(dispatch->workers);
    g_ptr_array_unref(dispatch->proxies);
    g_free(dispatch);
}

guint dispatch_waiting(Dispatch *dispatch)
{
    return workers_waiting(dispatch->workers);
}

bool dispatch_is_moving(Dispatch *dispatch)
{
    return workers_are_moving(dispatch->workers);
}
