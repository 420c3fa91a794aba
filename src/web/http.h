/* HTTP/1.1 in and out: the only user of libmicrohttpd.
 *
 * I/O threads (epoll) read requests and send answers. For each request:
 *   1. the head is here: it is checked (web/framing.h) and handed to calls.head, which says how
 *      large the body may be, or answers at once;
 *   2. the body is here, or there is none: calls.take gets the Exchange; the connection sleeps
 *      until somebody, on any thread, calls exchange_answer with the reply;
 *   3. the reply is sent, or is an event stream that a StreamReader feeds.
 * calls.head and calls.take run on I/O threads: no database, no waiting.
 *
 * Invariants: an Exchange that was taken is answered exactly once; http_stop waits for that.
 */
#pragma once

#include "web/reply.h"

typedef struct Http Http;
typedef struct Exchange Exchange;
/* A reply made ready once and sent often, on any thread: assets, cached pages. Counted. */
typedef struct Prepared Prepared;

typedef struct HttpPlan {
    gsize body_max;     /* in: 0. out: bytes of body that are taken; more is answered 413 */
    Reply *reply;       /* out: answer this instead (transfer full) */
    Prepared *prepared; /* out: or this, from memory (transfer full) */
    gpointer data;      /* out: kept with the exchange, see exchange_data */
    GDestroyNotify data_free;
} HttpPlan;

typedef struct HttpCalls {
    void (*head)(Request *request, HttpPlan *plan, gpointer user);
    /* False: no room now; the caller answers 503. */
    bool (*take)(Exchange *exchange, gpointer user);
    /* The words of a refusal that http.c itself makes: status and error. (transfer full) */
    Reply *(*refuse)(const Request *request, gpointer data, const GError *error, gpointer user);
    /* Adds what every answer carries (security headers). */
    void (*finish)(const Request *request, Reply *reply, gpointer user);
    /* An answer was queued for sending. */
    void (*done)(const Request *request, gpointer data, unsigned status, gpointer user);
} HttpCalls;

typedef struct HttpConfig {
    const char *listen; /* "127.0.0.1:8080", "[::1]:0"; port 0: any */
    guint io_threads;   /* 0: one a core, at most 4 */
    guint connections;  /* 0: 4096 */
    guint per_address;  /* connections from one address; 0: no limit. Loopback has none. */
    guint head_ms;      /* 0: 20000; the time for a request's head, and of idle keep-alive */
    guint grace_ms;     /* 0: 60000; before the least rate of a body or an answer counts */
    guint least_rate;   /* 0: 1000 bytes/s */
    gsize bodies_max;   /* 0: 256 MiB; bytes of bodies in memory at once */
} HttpConfig;

Http *http_start(const HttpConfig *config, const HttpCalls *calls, gpointer user,
                 GError **error) MUST_USE;
guint16 http_port(const Http *http);
/* "127.0.0.1:8080", as bound. */
const char *http_address(const Http *http);
guint http_connections(const Http *http);
gint64 http_bodies(const Http *http); /* bytes of requests' bodies in memory */
/* Closes the door: no new connections; each answer from now on closes its own. */
void http_quiesce(Http *http);
/* Waits until no exchange is open, at most for wait_us, then ends. Event streams must have been
 * ended before (stream_close_all). */
void http_stop(Http *http, gint64 wait_us);

Request *exchange_request(Exchange *exchange);
gpointer exchange_data(const Exchange *exchange); /* NULL until calls.head gave some */
/* (transfer full) of reply. The exchange is gone for the caller afterwards. */
void exchange_answer(Exchange *exchange, Reply *reply);

/* The reply is finished first (security headers). (transfer full) of reply. */
Prepared *prepared_new(Reply *reply);
Prepared *prepared_ref(Prepared *prepared);
void prepared_unref(Prepared *prepared);
