/* From a request to its handler and back: what route.h promises, in its order.
 *
 *   I/O thread   address and method -> row -> body size -> tenant -> rate -> answer from memory
 *   worker       form -> session or key -> CSRF -> right -> handler -> reply or error in words
 *
 * The steps that need no database are done before a worker is bothered.
 */
#pragma once

#include "web/http.h"
#include "web/route.h"

typedef struct DispatchConfig {
    const Clock *clock;
    char **proxies; /* addresses and networks ("10.0.0.0/8") whose X-Forwarded-For is believed */
    bool dev;       /* ROUTE_DEV rows answer */
    bool rate_exempt_loopback;
    guint workers;   /* 0: 32; those who wait for a commit share its fsync */
    guint queue_max; /* 0: 1024 requests waiting for a worker */
} DispatchConfig;

typedef struct Dispatch Dispatch;
/* database may be NULL (tests without one). config's pointers live longer than the dispatch. */
Dispatch *dispatch_start(Database *database, const DispatchConfig *config, GError **error) MUST_USE;
/* Finishes what was taken; anything after is refused with 503. */
void dispatch_drain(Dispatch *dispatch);
void dispatch_free(Dispatch *dispatch);
/* For http_start, with the dispatch as user. */
extern const HttpCalls DISPATCH_CALLS;
guint dispatch_waiting(Dispatch *dispatch);
bool dispatch_is_moving(Dispatch *dispatch); /* see workers_are_moving */
