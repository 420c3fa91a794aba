/* The web server as a whole: see server.h. */
#include "web/server.h"

#include <string.h>

#include "base/words.h"
#include "web/api/v1.h"
#include "web/assets.h"
#include "web/cache.h"
#include "web/dispatch.h"
#include "web/metrics.h"
#include "web/page/page.h"
#include "web/rate.h"
#include "web/stream.h"
#include "web/tenants.h"
#include "web/view.h"

struct Server {
    Dispatch *dispatch;
    Http *http;
    char *url;
};

static double gauge_waiting(gpointer user)
{
    return dispatch_waiting(((Server *)user)->dispatch);
}

static double gauge_connections(gpointer user)
{
    return http_connections(((Server *)user)->http);
}

static double gauge_bodies(gpointer user)
{
    return (double)http_bodies(((Server *)user)->http);
}

static double gauge_streams(gpointer user)
{
    (void)user;
    return stream_count();
}

static double gauge_cache(gpointer user)
{
    (void)user;
    return (double)cache_bytes();
}

static void gauges_add(Server *server)
{
    metrics_add_gauge("kentongan_http_queue", "Requests waiting for a worker", gauge_waiting,
                      server);
    metrics_add_gauge("kentongan_http_connections", "Open connections", gauge_connections, server);
    metrics_add_gauge("kentongan_http_body_bytes", "Bodies of requests in memory", gauge_bodies,
                      server);
    metrics_add_gauge("kentongan_streams", "Open event streams", gauge_streams, server);
    metrics_add_gauge("kentongan_cache_bytes", "Pages kept in memory", gauge_cache, server);
}

static void on_commit(gpointer user)
{
    (void)user;
    stream_cue();
}

static void on_event(const FeedRow *event, gpointer user)
{
    (void)user;
    if (event->ticket)
        cache_touch_case(event->tenant, event->ticket);
}

/* A page may be in the making that the cache does not hold yet: it is told to forget it. */
static bool pages_are_kept(gpointer user)
{
    (void)user;
    if (cache_bytes() > 0)
        return true;
    cache_touch(0);
    return false;
}

static bool tenants_start(const ServerConfig *config, GError **error)
{
    tenants_set_default(config->tenant);
    if (!config->database)
        return true;
    g_autoptr(Db) db = db_open(config->database, error);
    return db && tenants_reload(db, error);
}

/* Without a catalogue (not built yet) the msgids, which are Indonesian, are shown. */
static bool words_start(const char *locale, GError **error)
{
    g_autofree char *file =
        locale ? g_build_filename(locale, "en", "LC_MESSAGES", "kentongan.mo", NULL) : NULL;
    words_clear();
    return !file || !g_file_test(file, G_FILE_TEST_EXISTS) || words_load("en", file, error);
}

/* Pages may load images from where the map images are, and from nowhere else outside. */
static void tiles_start(const ServerConfig *config)
{
    const char *url = config->tile_url ? config->tile_url : "";
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;
    g_autofree char *origin = path ? g_strndup(url, (gsize)(path - url)) : NULL;
    reply_policy_set(origin);
    page_map_tiles(url, config->tile_credit ? config->tile_credit : "");
}

/* A pack's templates/ stand before ours for its tenant. */
static bool pack_templates_add(const char *pack, GError **error)
{
    g_autofree char *templates = g_build_filename(pack, "templates", NULL);
    g_autofree char *file = g_build_filename(pack, "pack.ini", NULL);
    g_autoptr(GKeyFile) ini = g_key_file_new();
    if (!g_file_test(templates, G_FILE_TEST_IS_DIR) ||
        !g_key_file_load_from_file(ini, file, G_KEY_FILE_NONE, NULL))
        return true;
    g_autofree char *code = g_key_file_get_string(ini, "tenant", "code", NULL);
    return !code || view_add_pack(code, templates, error);
}

static bool views_start(const ServerConfig *config, GError **error)
{
    if (!view_init(config->templates, config->dev, error))
        return false;
    for (char **pack = config->packs; pack && *pack; pack++)
        if (!pack_templates_add(*pack, error))
            return false;
    return true;
}

static bool parts_start(const ServerConfig *config, GError **error)
{
    const StreamConfig streams = {
        .source = config->database ? feed_store_after : NULL,
        .listener = on_event,
        .listening = pages_are_kept,
    };
    tiles_start(config);
    rate_start(NULL);
    cache_start(0);
    metrics_set_open(config->metrics_open);
    if (!words_start(config->locale, error) ||
        !assets_start(config->assets, config->node_modules, config->dev, error) ||
        !views_start(config, error) || !tenants_start(config, error) ||
        !v1_start(config->api_document, error) ||
        !stream_hub_start(config->database, &streams, error))
        return false;
    if (config->database)
        database_on_commit(config->database, on_commit, NULL);
    return true;
}

static bool listening_start(Server *server, const ServerConfig *config, GError **error)
{
    const DispatchConfig dispatch = {
        .clock = config->clock,
        .proxies = config->proxies,
        .dev = config->dev || clock_is_movable(config->clock),
        .rate_exempt_loopback = config->rate_exempt_loopback,
        .workers = config->workers,
    };
    const HttpConfig http = {
        .listen = config->listen,
        .io_threads = config->io_threads,
        .connections = config->connections,
        .per_address = config->per_address,
        .head_ms = config->head_ms,
        .grace_ms = config->grace_ms,
        .least_rate = config->least_rate,
    };
    server->dispatch = dispatch_start(config->database, &dispatch, error);
    if (!server->dispatch)
        return false;
    server->http = http_start(&http, &DISPATCH_CALLS, server->dispatch, error);
    if (!server->http)
        return false;
    server->url = g_strconcat("http://", http_address(server->http), NULL);
    gauges_add(server);
    return true;
}

Server *server_start(const ServerConfig *config, GError **error)
{
    Server *server = g_new0(Server, 1);
    if (!parts_start(config, error) || !listening_start(server, config, error)) {
        server_stop(server, 0);
        return NULL;
    }
    return server;
}

guint16 server_port(const Server *server)
{
    return http_port(server->http);
}

const char *server_url(const Server *server)
{
    return server->url;
}

bool server_is_moving(const Server *server)
{
    return dispatch_is_moving(server->dispatch);
}

void server_stop(Server *server, guint wait_s)
{
    if (server->http)
        http_quiesce(server->http);
    stream_close_all();
    if (server->dispatch)
        dispatch_drain(server->dispatch);
    if (server->http)
        http_stop(server->http, wait_s * G_USEC_PER_SEC);
    metrics_clear_gauges();
    if (server->dispatch)
        dispatch_free(server->dispatch);
    stream_hub_stop();
    cache_stop();
    tenants_clear();
    assets_stop();
    v1_stop();
    rate_stop();
    g_free(server->url);
    g_free(server);
}
