/* `serve`: the installation is opened, its packs are loaded, threads start, and the main thread
 * waits for a signal. It stops in reverse: nothing new, what was taken is finished, all is joined.
 *
 * While it waits it looks now and then whether another process (`kentongan load`) changed the
 * reference data; SIGHUP asks for that at once. A second SIGTERM or SIGINT ends it on the spot.
 */
#include <fcntl.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "base/log.h"
#include "cli/demo.h"
#include "cli/installation.h"
#include "cli/packs.h"
#include "cli/progress.h"
#include "job/jobs.h"
#include "store/tenant.h"
#include "web/server.h"
#include "web/tenants.h"

enum { LOOK_S = 2 };

typedef struct Serving {
    Installation in;
    GMainLoop *loop;
    Jobs *jobs;
    Server *server;
    gint64 revisions; /* of all tenants, added up: grows with each change */
    guint sources[5]; /* the last one 0 without a watchdog */
    int lock;
} Serving;

/* ---- options ---- */

typedef struct ServeOptions {
    char *listen, *tenant;
    char **packs, **boundaries;
    gboolean demo, movable, dev;
} ServeOptions;

static void serve_options_clear(ServeOptions *o)
{
    g_free(o->listen);
    g_strfreev(o->packs);
    g_strfreev(o->boundaries);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ServeOptions, serve_options_clear)

static void take_list(char ***list, char ***given)
{
    if (!*given)
        return;
    g_strfreev(*list);
    *list = g_steal_pointer(given);
}

static void options_take(Config *config, ServeOptions *o, const char *tenant)
{
    if (o->listen) {
        g_free(config->listen);
        config->listen = g_steal_pointer(&o->listen);
    }
    if (tenant) {
        g_free(config->tenant);
        config->tenant = g_strdup(tenant);
    }
    take_list(&config->packs, &o->packs);
    take_list(&config->boundaries, &o->boundaries);
    config->dev = config->dev || o->dev;
}

/* ---- starting ---- */

/* Two servers on one SQLite file would each think to be its only writer. */
static bool lock_take(Serving *s, GError **error)
{
    g_autofree char *path = config_data_path(s->in.config, "lock");
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock >= 0 && flock(s->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    error_set(error, KENTONGAN_ERROR_CONFLICT, NULL,
              N_("Folder data ini sedang dipakai oleh kentongan serve yang lain."),
              "%s is locked: stop the other one, or give this one another --data", path);
    return false;
}

/* Each event stream is an open file. */
static void files_allow(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool server_begin(Serving *s, GError **error)
{
    const Config *c = s->in.config;
    g_autofree char *templates = config_share_path(c, "templates");
    g_autofree char *assets = config_share_path(c, "assets");
    g_autofree char *document = config_share_path(c, "docs/api/openapi.json");
    const ServerConfig server = {
        .listen = c->listen,
        .database = s->in.database,
        .clock = s->in.clock,
        .templates = templates,
        .assets = assets,
        .node_modules = c->node_modules,
        .locale = c->locale,
        .api_document = document,
        .packs = c->packs,
        .tenant = c->tenant,
        .tile_url = c->tile_url,
        .tile_credit = c->tile_credit,
        .proxies = c->proxies,
        .dev = c->dev,
        .rate_exempt_loopback = c->rate_exempt_loopback,
        .metrics_open = c->metrics_open,
        .io_threads = (guint)c->io_threads,
        .workers = (guint)c->workers,
        .connections = (guint)c->connections,
        .per_address = (guint)c->per_address,
        .head_ms = (guint)c->head_ms,
        .grace_ms = (guint)c->grace_ms,
        .least_rate = (guint)c->least_rate,
    };
    s->server = server_start(&server, error);
    return s->server != NULL;
}

static bool jobs_begin(Serving *s, GError **error)
{
    const JobsConfig jobs = { .database = s->in.database,
                              .clock = s->in.clock,
                              .channels = s->in.config->channels };
    s->jobs = jobs_start(&jobs, error);
    return s->jobs != NULL;
}

/* A demonstration without a gateway gets one that is none: what it sends stands in a file, and a
 * file dropped into a folder is an SMS that came. */
static void fake_channel_add(const Config *config)
{
    g_autofree char *inbox = config_data_path(config, "sms-in");
    g_autofree char *log = config_data_path(config, "sms-out.log");
    g_auto(GStrv) groups = g_key_file_get_groups(config->channels, NULL);
    if (groups[0])
        return;
    g_key_file_set_string(config->channels, "channel.sms", "driver", "fake");
    g_key_file_set_string(config->channels, "channel.sms", "inbox", inbox);
    g_key_file_set_string(config->channels, "channel.sms", "log", log);
}

static bool begin(Serving *s, const Config *config, const ServeOptions *o, GError **error)
{
    unsigned flags = INSTALLATION_CREATE | (o->movable ? INSTALLATION_MOVABLE : 0);
    return installation_open(&s->in, config, flags, error) && (config->db || lock_take(s, error)) &&
           packs_load_changed(&s->in, error) && (!o->demo || demo_load(&s->in, error)) &&
           jobs_begin(s, error) && server_begin(s, error);
}

/* ---- waiting ---- */

static gint64 revisions_of(Db *db)
{
    g_autoptr(GPtrArray) tenants = tenant_store_list(db, NULL);
    gint64 sum = 0;
    for (guint i = 0; tenants && i < tenants->len; i++)
        sum += ((const Tenant *)tenants->pdata[i])->revision + 1;
    return sum;
}

static void reload(Serving *s)
{
    g_autoptr(GError) error = NULL;
    gint64 now = revisions_of(s->in.db);
    if (tenants_reload(s->in.db, &error))
        s->revisions = now;
    else
        g_warning("the reference data could not be read again: %s (%s)", error->message,
                  error_detail(error) ? error_detail(error) : "");
}

static gboolean on_look(gpointer user)
{
    Serving *s = user;
    gint64 now = revisions_of(s->in.db);
    if (now != 0 && now != s->revisions)
        reload(s);
    return G_SOURCE_CONTINUE;
}

/* systemd starts us again when it does not hear this: when the main loop or all workers hang. A
 * database that answers with errors is not a reason. */
static gboolean on_beat(gpointer user)
{
    Serving *s = user;
    if (server_is_moving(s->server))
        sd_notify(0, "WATCHDOG=1");
    else
        g_warning(
            "requests wait and no worker takes one; the watchdog is not told that all is well");
    return G_SOURCE_CONTINUE;
}

static guint watchdog_add(Serving *s)
{
    guint64 within_us = 0;
    if (sd_watchdog_enabled(0, &within_us) <= 0)
        return 0;
    return g_timeout_add((guint)(within_us / 3000), on_beat, s);
}

static gboolean on_reload(gpointer user)
{
    reload(user);
    return G_SOURCE_CONTINUE;
}

static gboolean on_end(gpointer user)
{
    Serving *s = user;
    g_main_loop_quit(s->loop);
    return G_SOURCE_CONTINUE;
}

static void say_ready(const Serving *s)
{
    printf("ready %s\n", server_url(s->server));
    fflush(stdout);
    sd_notifyf(0, "READY=1\nSTATUS=Serving on %s", server_url(s->server));
}

/* GLib gives the signals back their default action with their sources, so that a second one ends
 * the program while it drains. */
static void end(Serving *s)
{
    sd_notify(0, "STOPPING=1");
    for (guint i = 0; i < G_N_ELEMENTS(s->sources); i++)
        if (s->sources[i])
            g_source_remove(s->sources[i]);
    server_stop(s->server, (guint)s->in.config->drain_s);
    s->server = NULL;
}

static int serve(Serving *s, const Config *config, const ServeOptions *o)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    s->loop = loop;
    if (o->demo)
        fake_channel_add(config);
    if (!begin(s, config, o, &error))
        return line_fail(error);
    s->revisions = revisions_of(s->in.db);
    s->sources[0] = g_unix_signal_add(SIGTERM, on_end, s);
    s->sources[1] = g_unix_signal_add(SIGINT, on_end, s);
    s->sources[2] = g_unix_signal_add(SIGHUP, on_reload, s);
    s->sources[3] = g_timeout_add_seconds(LOOK_S, on_look, s);
    s->sources[4] = watchdog_add(s);
    say_ready(s);
    g_main_loop_run(loop);
    end(s);
    return CLI_OK;
}

static void serving_clear(Serving *s)
{
    if (s->server)
        server_stop(s->server, 0);
    jobs_stop(s->jobs);
    installation_close(&s->in);
    if (s->lock > 0)
        close(s->lock);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Serving, serving_clear)

int serve_run(const Command *command, char **argv)
{
    g_auto(ServeOptions) o = { 0 };
    const GOptionEntry own[] = {
        { "listen", 0, 0, G_OPTION_ARG_STRING, &o.listen,
          "Where to answer (usual: 127.0.0.1:8080; port 0: any free one)", "ADDR:PORT" },
        { "pack", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o.packs,
          "Pack to load when it changed (may be given several times)", "DIR" },
        { "boundaries", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o.boundaries,
          "GeoJSON with shapes of areas (may be given several times)", "FILE" },
        { "demo", 0, 0, G_OPTION_ARG_NONE, &o.demo, "Fill an empty database with invented cases",
          NULL },
        { "dev-clock", 0, 0, G_OPTION_ARG_NONE, &o.movable,
          "A clock that POST /dev/clock moves (development only)", NULL },
        { "dev", 0, 0, G_OPTION_ARG_NONE, &o.dev,
          "Read templates and assets again when they change", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Serving) serving = { 0 };
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    options_take(line.config, &o, line.tenant);
    progress_start();
    log_open(G_LOG_LEVEL_MESSAGE);
    files_allow();
    signal(SIGPIPE, SIG_IGN);
    return serve(&serving, line.config, &o);
}
