/* HTTP/1.1 by libmicrohttpd: see http.h. */
#include "web/http.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "web/connections.h"
#include "web/framing.h"
#include "web/listener.h"
#include "web/stream.h"

#define HEAD_MEMORY (32 * 1024) /* of a connection: bounds the head of a request */
#define DRAIN_MAX                                                                                  \
    (64 * 1024 * 1024) /* of a refused body: read away, so that the answer arrives                 \
                        */
#define STREAM_BLOCK 1024

struct Http {
    HttpCalls calls;
    gpointer user;
    struct MHD_Daemon *daemon;
    Connections *connections;
    int listener;
    guint16 port;
    char *address;
    gsize bodies_max;
    _Atomic gint64 bodies; /* bytes of bodies in memory */
    _Atomic int open;      /* exchanges */
    GMutex lock;           /* for idle: somebody waits for open to become 0 */
    GCond idle;
};

typedef enum { EXCHANGE_NEW, EXCHANGE_BODY, EXCHANGE_TAKEN } ExchangeState;

struct Exchange {
    Http *http;
    struct MHD_Connection *connection;
    Conn *conn;
    char *target;
    Request *request; /* NULL until the head is here */
    gpointer data;
    GDestroyNotify data_free;
    ExchangeState state;
    gsize body_max, seen;
    GByteArray *body;
    gint64 held;                   /* bytes of request->body and what was made of it */
    struct MHD_Response *response; /* the answer, once there is one; ours unless prepared */
    Prepared *prepared;
    unsigned status;
    gint64 answer_bytes;
    bool streams;
};

struct Prepared {
    gatomicrefcount refs;
    struct MHD_Response *response;
    unsigned status;
    gint64 bytes;
};

/* ---- answers ---- */

static void body_release(void *bytes)
{
    g_bytes_unref(bytes);
}

static ssize_t stream_feed(void *cls, uint64_t position, char *buffer, size_t max)
{
    (void)position;
    gssize bytes = stream_read(cls, buffer, max);
    return bytes < 0 ? MHD_CONTENT_READER_END_OF_STREAM : bytes;
}

static void stream_drop(void *cls)
{
    stream_close(cls);
}

static void response_add_header(struct MHD_Response *response, const char *line)
{
    const char *colon = strstr(line, ": ");
    g_assert(colon);
    g_autofree char *name = g_strndup(line, (gsize)(colon - line));
    if (MHD_add_response_header(response, name, colon + 2) == MHD_NO)
        g_warning("header %s was refused", name);
}

static struct MHD_Response *response_of_bytes(GBytes *bytes)
{
    if (!bytes || g_bytes_get_size(bytes) == 0)
        return MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    gsize size;
    const void *data = g_bytes_get_data(bytes, &size);
    return MHD_create_response_from_buffer_with_free_callback_cls(size, (void *)data, body_release,
                                                                  g_bytes_ref(bytes));
}

/* stream: NULL, or what the body is read from (transfer full). */
static struct MHD_Response *response_new(const Reply *reply, Stream *stream)
{
    struct MHD_Response *response =
        stream ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, stream_feed,
                                                   stream, stream_drop)
               : response_of_bytes(reply->body);
    g_assert(response);
    if (reply->type && *reply->type)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, reply->type);
    for (guint i = 0; i < reply->headers->len; i++)
        response_add_header(response, g_ptr_array_index(reply->headers, i));
    return response;
}

Prepared *prepared_new(Reply *reply)
{
    Prepared *prepared = g_new0(Prepared, 1);
    g_atomic_ref_count_init(&prepared->refs);
    prepared->status = reply->status;
    prepared->bytes = reply->body ? (gint64)g_bytes_get_size(reply->body) : 0;
    prepared->response = response_new(reply, NULL);
    reply_free(reply);
    return prepared;
}

Prepared *prepared_ref(Prepared *prepared)
{
    g_atomic_ref_count_inc(&prepared->refs);
    return prepared;
}

void prepared_unref(Prepared *prepared)
{
    if (!g_atomic_ref_count_dec(&prepared->refs))
        return;
    MHD_destroy_response(prepared->response);
    g_free(prepared);
}

static void connection_sleep(gpointer connection)
{
    MHD_suspend_connection(connection);
}

static void connection_wake(gpointer connection)
{
    MHD_resume_connection(connection);
}

/* Opens the stream a reply asks for. NULL: too many are open. */
static Stream *exchange_open_stream(Exchange *exchange, Reply *reply)
{
    const char *last = request_header(exchange->request, "last-event-id");
    Stream *stream = stream_open(g_steal_pointer(&reply->stream_key), last);
    if (!stream)
        return NULL;
    const StreamSleeper sleeper = { connection_sleep, connection_wake, exchange->connection };
    stream_attach(stream, &sleeper);
    return stream;
}

static Reply *exchange_refusal(Exchange *exchange, const GError *error)
{
    const HttpCalls *calls = &exchange->http->calls;
    return calls->refuse(exchange->request, exchange->data, error, exchange->http->user);
}

static Reply *exchange_refusal_new(Exchange *exchange, KentonganError code, const char *field,
                                   const char *sentence)
{
    g_autoptr(GError) error = NULL;
    error_set(&error, code, field, sentence, NULL);
    return exchange_refusal(exchange, error);
}

/* Makes the response; where it is sent from is another matter. (transfer full) */
static void exchange_set_reply(Exchange *exchange, Reply *reply)
{
    Stream *stream = reply->stream ? exchange_open_stream(exchange, reply) : NULL;
    if (reply->stream && !stream) {
        reply_free(reply);
        reply = exchange_refusal_new(exchange, KENTONGAN_ERROR_BUSY, NULL,
                                     N_("Terlalu banyak layar terbuka. Coba lagi sebentar lagi."));
    }
    exchange->http->calls.finish(exchange->request, reply, exchange->http->user);
    exchange->response = response_new(reply, stream);
    exchange->status = reply->status;
    exchange->answer_bytes = reply->body ? (gint64)g_bytes_get_size(reply->body) : 0;
    exchange->streams = stream != NULL;
    reply_free(reply);
}

static void exchange_drop_response(Exchange *exchange)
{
    if (exchange->prepared)
        exchange->response = NULL;
    g_clear_pointer(&exchange->prepared, prepared_unref);
    g_clear_pointer(&exchange->response, MHD_destroy_response);
}

static enum MHD_Result exchange_queue(Exchange *exchange)
{
    Http *http = exchange->http;
    conn_enter(exchange->conn, exchange->streams ? CONN_OPEN : CONN_WRITE, exchange->answer_bytes);
    enum MHD_Result queued =
        MHD_queue_response(exchange->connection, exchange->status, exchange->response);
    exchange_drop_response(exchange);
    http->calls.done(exchange->request, exchange->data, exchange->status, http->user);
    return queued;
}

/* What came with the request is not kept while a slow client reads the answer. */
static void exchange_drop_body(Exchange *exchange)
{
    Request *request = exchange->request;
    atomic_fetch_sub(&exchange->http->bodies, exchange->held);
    exchange->held = 0;
    g_clear_pointer(&request->uploads, g_ptr_array_unref);
    g_clear_pointer(&request->body, g_bytes_unref);
}

void exchange_answer(Exchange *exchange, Reply *reply)
{
    exchange_set_reply(exchange, reply);
    exchange_drop_body(exchange);
    MHD_resume_connection(exchange->connection);
}

Request *exchange_request(Exchange *exchange)
{
    return exchange->request;
}

gpointer exchange_data(const Exchange *exchange)
{
    return exchange->data;
}

/* ---- requests ---- */

static const char *method_intern(const char *method)
{
    static const char *const KNOWN[] = { "GET",   "HEAD",    "POST",  "PUT", "DELETE",
                                         "PATCH", "OPTIONS", "TRACE", NULL };
    for (guint i = 0; KNOWN[i]; i++)
        if (strcmp(method, KNOWN[i]) == 0)
            return KNOWN[i];
    return "OTHER";
}

typedef struct HeadRead {
    Request *request;
    Framing framing;
    guint64 length; /* declared by Content-Length */
} HeadRead;

static enum MHD_Result head_read(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    (void)kind;
    HeadRead *read = cls;
    framing_add(&read->framing, name, value);
    if (!name || !value)
        return MHD_YES;
    if (framing_is_folded(name, value))
        read->framing.fault = "folded header";
    if (g_ascii_strcasecmp(name, "content-length") == 0)
        read->length = g_ascii_strtoull(value, NULL, 10);
    if (!request_add_header(read->request, name, value))
        read->framing.fault = "too many headers";
    return MHD_YES;
}

static gsize declared_or(guint64 length, gsize most)
{
    return length < most ? (gsize)length : most;
}

static void exchange_stop_body(Exchange *exchange)
{
    if (!exchange->body)
        return;
    atomic_fetch_sub(&exchange->http->bodies, (gint64)exchange->body->len);
    g_clear_pointer(&exchange->body, g_byte_array_unref);
}

static void exchange_refuse(Exchange *exchange, KentonganError code, const char *field,
                            const char *sentence)
{
    exchange_stop_body(exchange);
    exchange_set_reply(exchange, exchange_refusal_new(exchange, code, field, sentence));
}

/* The head as libmicrohttpd parsed it. False: framed doubtfully; answered with 400 and closed. */
static bool exchange_read_head(Exchange *exchange, const char *method, const char *version,
                               guint64 *length)
{
    HeadRead read = { .request = request_new(method_intern(method)) };
    exchange->request = read.request;
    read.request->remote = exchange->conn->address;
    read.request->loopback = g_str_has_prefix(exchange->conn->address, "127.") ||
                             strcmp(exchange->conn->address, "::1") == 0;
    read.framing.http_1_1 = strcmp(version, MHD_HTTP_VERSION_1_1) == 0;
    MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, head_read, &read);
    *length = read.length;
    const char *fault = framing_end(&read.framing);
    if (!fault)
        return true;
    g_info("request %s from %s refused: %s", read.request->id, read.request->remote, fault);
    g_autoptr(Reply) reply = reply_text(400, "text/plain; charset=utf-8",
                                        "400: the head of this request is not framed in one way\n");
    reply_header(reply, "Connection", "close");
    exchange_set_reply(exchange, g_steal_pointer(&reply));
    return false;
}

/* What calls.head decided, or that the target is no address at all. */
static void exchange_plan(Exchange *exchange)
{
    Http *http = exchange->http;
    g_autoptr(GError) error = NULL;
    HttpPlan plan = { 0 };
    if (!request_set_target(exchange->request, exchange->target, &error))
        plan.reply = exchange_refusal(exchange, error);
    else
        http->calls.head(exchange->request, &plan, http->user);
    exchange->data = plan.data;
    exchange->data_free = plan.data_free;
    exchange->body_max = plan.body_max;
    if (plan.reply) {
        exchange_set_reply(exchange, plan.reply);
    } else if (plan.prepared) {
        exchange->prepared = plan.prepared;
        exchange->response = plan.prepared->response;
        exchange->status = plan.prepared->status;
        exchange->answer_bytes = plan.prepared->bytes;
    }
}

static enum MHD_Result exchange_begin(Exchange *exchange, const char *method, const char *version)
{
    guint64 length = 0;
    exchange->state = EXCHANGE_BODY;
    if (!exchange_read_head(exchange, method, version, &length))
        return exchange_queue(exchange);
    exchange_plan(exchange);
    if (!exchange->response && length > exchange->body_max)
        exchange_refuse(exchange, KENTONGAN_ERROR_LIMIT, "body",
                        N_("Kiriman terlalu besar. Kurangi ukuran foto atau tulisan."));
    bool waits = request_header(exchange->request, "expect") != NULL;
    if (exchange->response && (length > DRAIN_MAX || (waits && length > 0)))
        return exchange_queue(exchange);
    if (!exchange->response && length > 0)
        exchange->body = g_byte_array_sized_new((guint)declared_or(length, exchange->body_max));
    conn_enter(exchange->conn, CONN_BODY, 0);
    return MHD_YES;
}

/* Bytes of a refused body are read away up to a bound; then the connection is cut. */
static enum MHD_Result exchange_feed(Exchange *exchange, const char *data, gsize bytes)
{
    Http *http = exchange->http;
    conn_moved(exchange->conn, (gint64)bytes);
    exchange->seen += bytes;
    if (exchange->response)
        return exchange->seen > DRAIN_MAX ? MHD_NO : MHD_YES;
    if (exchange->seen > exchange->body_max) {
        exchange_refuse(exchange, KENTONGAN_ERROR_LIMIT, "body",
                        N_("Kiriman terlalu besar. Kurangi ukuran foto atau tulisan."));
        return MHD_YES;
    }
    if (!exchange->body)
        exchange->body = g_byte_array_new();
    g_byte_array_append(exchange->body, (const guint8 *)data, (guint)bytes);
    if (atomic_fetch_add(&http->bodies, (gint64)bytes) + (gint64)bytes > (gint64)http->bodies_max)
        exchange_refuse(exchange, KENTONGAN_ERROR_BUSY, NULL,
                        N_("Sistem sedang sibuk. Silakan coba lagi sebentar lagi."));
    return MHD_YES;
}

static enum MHD_Result exchange_take(Exchange *exchange)
{
    Http *http = exchange->http;
    if (exchange->response)
        return exchange_queue(exchange);
    if (exchange->body && exchange->body->len > 0) {
        exchange->held = exchange->body->len;
        exchange->request->body = g_byte_array_free_to_bytes(g_steal_pointer(&exchange->body));
    }
    conn_enter(exchange->conn, CONN_WORK, 0);
    exchange->state = EXCHANGE_TAKEN;
    MHD_suspend_connection(exchange->connection);
    /* from here on a worker may answer at any moment */
    if (!http->calls.take(exchange, http->user))
        exchange_answer(exchange, exchange_refusal_new(
                                      exchange, KENTONGAN_ERROR_BUSY, NULL,
                                      N_("Sistem sedang sibuk. Silakan coba lagi sebentar lagi.")));
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *bytes, void **slot)
{
    (void)cls, (void)connection, (void)url;
    Exchange *exchange = *slot;
    switch (exchange->state) {
    case EXCHANGE_NEW:
        return exchange_begin(exchange, method, version);
    case EXCHANGE_BODY:
        if (*bytes == 0)
            return exchange_take(exchange);
        gsize more = *bytes;
        *bytes = 0;
        return exchange_feed(exchange, data, more);
    case EXCHANGE_TAKEN:
        return exchange->response ? exchange_queue(exchange) : MHD_YES;
    }
    return MHD_NO;
}

/* The first that is heard of a request: the target as it stands in the request line. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    Http *http = cls;
    Exchange *exchange = g_new0(Exchange, 1);
    exchange->http = http;
    exchange->connection = connection;
    exchange->conn =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    exchange->target = g_strdup(target);
    atomic_fetch_add(&http->open, 1);
    return exchange;
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **slot,
                         enum MHD_RequestTerminationCode why)
{
    (void)connection, (void)why;
    Http *http = cls;
    Exchange *exchange = *slot;
    if (!exchange)
        return;
    *slot = NULL;
    conn_enter(exchange->conn, CONN_HEAD, 0);
    exchange_stop_body(exchange);
    if (exchange->request)
        exchange_drop_body(exchange);
    exchange_drop_response(exchange);
    if (exchange->data_free)
        exchange->data_free(exchange->data);
    request_free(exchange->request);
    g_free(exchange->target);
    g_free(exchange);
    if (atomic_fetch_sub(&http->open, 1) == 1)
        g_cond_signal(&http->idle);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **slot,
                          enum MHD_ConnectionNotificationCode what)
{
    Http *http = cls;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        const struct sockaddr *address =
            MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
        *slot = connections_add(http->connections, fd, address);
    } else if (*slot) {
        connections_del(http->connections, *slot);
        *slot = NULL;
    }
}

static enum MHD_Result on_accept(void *cls, const struct sockaddr *address, socklen_t bytes)
{
    (void)bytes;
    return connections_may_add(((Http *)cls)->connections, address) ? MHD_YES : MHD_NO;
}

/* Paths and queries are decoded by us, from the target. */
static size_t on_unescape(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls, (void)connection;
    return strlen(text);
}

static void on_log(void *cls, const char *format, va_list args) G_GNUC_PRINTF(2, 0);
static void on_log(void *cls, const char *format, va_list args)
{
    (void)cls;
    g_autofree char *line = g_strdup_vprintf(format, args);
    g_debug("http: %s", g_strchomp(line));
}

/* ---- start and stop ---- */

static struct MHD_Daemon *daemon_start(Http *http, const HttpConfig *config)
{
    guint threads = config->io_threads ? config->io_threads : MIN(g_get_num_processors(), 4);
    guint flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG |
                  MHD_USE_TURBO;
    /* a pool of one is refused; the option is left out by ending the array before it */
    struct MHD_OptionItem options[] = {
        { MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_log, NULL },
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, http },
        { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, http },
        { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_target, http },
        { MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)on_unescape, http },
        { MHD_OPTION_STRICT_FOR_CLIENT, 0, NULL },
        { MHD_OPTION_LISTEN_SOCKET, http->listener, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, config->connections ? config->connections : 4096, NULL },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_MEMORY, NULL },
        { MHD_OPTION_CONNECTION_TIMEOUT, 0, NULL },
        { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    return MHD_start_daemon(flags, 0, on_accept, http, on_request, http, MHD_OPTION_ARRAY, options,
                            MHD_OPTION_END);
}

static void http_free(Http *http)
{
    if (http->connections)
        connections_stop(http->connections);
    if (http->listener >= 0)
        close(http->listener);
    g_mutex_clear(&http->lock);
    g_cond_clear(&http->idle);
    g_free(http->address);
    g_free(http);
}

Http *http_start(const HttpConfig *config, const HttpCalls *calls, gpointer user, GError **error)
{
    const ConnLimits limits = {
        .per_address = config->per_address,
        .head_us = (config->head_ms ? config->head_ms : 20000) * G_GINT64_CONSTANT(1000),
        .grace_us = (config->grace_ms ? config->grace_ms : 60000) * G_GINT64_CONSTANT(1000),
        .bytes_per_s = config->least_rate ? config->least_rate : 1000,
    };
    Http *http = g_new0(Http, 1);
    http->calls = *calls;
    http->user = user;
    http->listener = -1;
    http->bodies_max = config->bodies_max ? config->bodies_max : 256 * 1024 * 1024;
    g_mutex_init(&http->lock);
    g_cond_init(&http->idle);
    http->listener = listener_open(config->listen, &http->address, &http->port, error);
    if (http->listener < 0) {
        http_free(http);
        return NULL;
    }
    http->connections = connections_start(&limits);
    http->daemon = daemon_start(http, config);
    if (!http->daemon) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, "listen",
                  N_("Alamat dan porta untuk melayani tidak dapat dipakai."),
                  "%s: the HTTP library refuses to start", config->listen);
        http_free(http);
        return NULL;
    }
    return http;
}

guint16 http_port(const Http *http)
{
    return http->port;
}

const char *http_address(const Http *http)
{
    return http->address;
}

guint http_connections(const Http *http)
{
    return connections_count(http->connections);
}

gint64 http_bodies(const Http *http)
{
    return atomic_load(&((Http *)http)->bodies);
}

void http_quiesce(Http *http)
{
    MHD_socket listening = MHD_quiesce_daemon(http->daemon);
    /* ours from here on; left open, the kernel would go on accepting for nobody */
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
}

void http_stop(Http *http, gint64 wait_us)
{
    gint64 until = g_get_monotonic_time() + wait_us;
    g_mutex_lock(&http->lock);
    /* the signal may pass between look and wait, so each wait is short */
    while (atomic_load(&http->open) > 0 && g_get_monotonic_time() < until)
        g_cond_wait_until(&http->idle, &http->lock, g_get_monotonic_time() + 10000);
    g_mutex_unlock(&http->lock);
    MHD_stop_daemon(http->daemon);
    http_free(http);
}
