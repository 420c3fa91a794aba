/* The web server as a whole, for the command line: everything of src/web started in order, and
 * stopped in reverse so that nothing taken is lost.
 */
#pragma once

#include "base/clock.h"
#include "db/db.h"

typedef struct ServerConfig {
    const char *listen; /* "127.0.0.1:8080"; port 0: any free one */
    Database *database;
    const Clock *clock; /* movable: the development clock */
    const char *templates, *assets, *node_modules,
        *locale;               /* folders; locale holds en/LC_MESSAGES */
    const char *api_document;  /* docs/api/openapi.json; NULL: not served */
    char **packs;              /* their folders, for templates that replace ours; NULL: none */
    const char *tenant;        /* code of the default tenant, "" or NULL: the first */
    const char *tile_url;      /* ".../{z}/{x}/{y}.png" of map images, "" or NULL: none */
    const char *tile_credit;   /* shown on the map with them */
    char **proxies;            /* whose X-Forwarded-For is believed; NULL: nobody's */
    bool dev;                  /* templates and assets are read again when they change */
    bool rate_exempt_loopback; /* for benchmarks and tests */
    bool metrics_open;         /* /metrics to others than loopback */
    guint io_threads, workers, connections, per_address; /* 0: the usual */
    guint head_ms, grace_ms, least_rate;                 /* 0: the usual; see web/http.h */
} ServerConfig;

typedef struct Server Server;
/* Reads the tenants from the database (none is no error: /readyz says so). One a process. */
Server *server_start(const ServerConfig *config, GError **error) MUST_USE;
guint16 server_port(const Server *server);
/* "http://127.0.0.1:8080" */
const char *server_url(const Server *server);
/* False: requests have been waiting since the last call and none was begun: all workers hang. Ask it
 * some ten seconds apart, from one thread. */
bool server_is_moving(const Server *server);
/* Closes the door, ends event streams, finishes what was taken (at most wait_s seconds for slow
 * clients), joins all threads. */
void server_stop(Server *server, guint wait_s);
