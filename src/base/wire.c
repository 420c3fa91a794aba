/* A connection to a mail server: see wire.h. libcurl connects, does TLS and logs in, and lends its
 * encrypted socket (CURLOPT_CONNECT_ONLY); its own IMAP and SMTP cannot wait for new mail and do
 * not tell which answer a refused mail got.
 */
#include "base/wire.h"

#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TIMEOUT_MS = 30000, LINE_BYTES = 64 * 1024, BLOCK_BYTES = 16 * 1024 };

struct Wire {
    CURL *handle; /* NULL: a bare socket */
    int fd;
    guint timeout_ms;
    GCancellable *cancel;
    GByteArray *read; /* come, not yet taken */
    gsize taken;      /* of read */
};

static gpointer library_start(G_GNUC_UNUSED gpointer none)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        g_error("libcurl does not start");
    return NULL;
}

static int progress(void *cancel, G_GNUC_UNUSED curl_off_t a, G_GNUC_UNUSED curl_off_t b,
                    G_GNUC_UNUSED curl_off_t c, G_GNUC_UNUSED curl_off_t d)
{
    return g_cancellable_is_cancelled(cancel) ? 1 : 0;
}

static Wire *wire_new(CURL *handle, int fd, guint timeout_ms, GCancellable *cancel)
{
    Wire *wire = g_new0(Wire, 1);
    wire->handle = handle;
    wire->fd = fd;
    wire->timeout_ms = timeout_ms ? timeout_ms : TIMEOUT_MS;
    wire->cancel = cancel ? g_object_ref(cancel) : NULL;
    wire->read = g_byte_array_new();
    return wire;
}

Wire *wire_of_socket(int fd, guint timeout_ms)
{
    return wire_new(NULL, fd, timeout_ms, NULL);
}

void wire_close(Wire *wire)
{
    if (!wire)
        return;
    if (wire->handle)
        curl_easy_cleanup(wire->handle);
    else
        close(wire->fd);
    g_clear_object(&wire->cancel);
    g_byte_array_unref(wire->read);
    g_free(wire);
}

/* ---- opening ---- */

static void set_target(CURL *handle, const WireTarget *target, char *said)
{
    guint timeout_ms = target->timeout_ms ? target->timeout_ms : TIMEOUT_MS;
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_URL, target->url);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "imap,imaps,smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(handle, CURLOPT_USE_SSL,
                     (long)(target->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, target->cancel ? 0L : 1L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, target->cancel);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, said);
    if (target->ca_file && *target->ca_file)
        curl_easy_setopt(handle, CURLOPT_CAINFO, target->ca_file);
    if (target->user && *target->user) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, target->user);
        curl_easy_setopt(handle, CURLOPT_PASSWORD, target->password);
    }
}

static void open_error(CURLcode code, const char *said, GError **error)
{
    const char *detail = *said ? said : curl_easy_strerror(code);
    if (code == CURLE_LOGIN_DENIED)
        error_set(error, KENTONGAN_ERROR_DENIED, NULL,
                  N_("Nama pengguna atau kata sandi kotak surat ditolak."), "%s", detail);
    else if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL)
        error_set(error, KENTONGAN_ERROR_INVALID, "url", N_("Alamat tujuan tidak dapat dipakai."),
                  "%s", detail);
    else
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
                  N_("Layanan di luar sistem ini tidak menjawab."), "%s", detail);
}

Wire *wire_open(const WireTarget *target, GError **error)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, library_start, NULL);
    char said[CURL_ERROR_SIZE] = "";
    curl_socket_t fd = CURL_SOCKET_BAD;
    CURL *handle = curl_easy_init();
    g_assert(handle);
    set_target(handle, target, said);
    CURLcode code = curl_easy_perform(handle);
    if (code == CURLE_OK)
        code = curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &fd);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, NULL);
    if (code == CURLE_OK && fd != CURL_SOCKET_BAD)
        return wire_new(handle, (int)fd, target->timeout_ms, target->cancel);
    open_error(code, said, error);
    curl_easy_cleanup(handle);
    return NULL;
}

/* ---- bytes ---- */

static bool broken(GError **error, const char *what)
{
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
              N_("Layanan di luar sistem ini tidak menjawab."), "mail server: %s", what);
    return false;
}

static bool poll_fd(Wire *wire, gushort events, guint timeout_ms)
{
    GPollFD fds[2] = { { .fd = wire->fd, .events = events } };
    guint count = 1;
    if (wire->cancel && g_cancellable_make_pollfd(wire->cancel, &fds[1]))
        count = 2;
    int ready = g_poll(fds, count, (int)timeout_ms);
    if (count == 2)
        g_cancellable_release_fd(wire->cancel);
    return ready > 0 && fds[0].revents != 0 && !g_cancellable_is_cancelled(wire->cancel);
}

/* Like recv(2), also of what libcurl has decrypted already: -1 with EAGAIN when nothing is there.
 */
static gssize receive_some(Wire *wire, void *to, gsize bytes)
{
    size_t got = 0;
    if (!wire->handle)
        return recv(wire->fd, to, bytes, MSG_DONTWAIT);
    CURLcode code = curl_easy_recv(wire->handle, to, bytes, &got);
    errno = code == CURLE_AGAIN ? EAGAIN : EIO;
    return code == CURLE_OK ? (gssize)got : -1;
}

static gssize send_some(Wire *wire, const void *data, gsize bytes)
{
    size_t sent = 0;
    if (!wire->handle)
        return send(wire->fd, data, bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    CURLcode code = curl_easy_send(wire->handle, data, bytes, &sent);
    errno = code == CURLE_AGAIN ? EAGAIN : EIO;
    return code == CURLE_OK ? (gssize)sent : -1;
}

bool wire_write(Wire *wire, const void *data, gsize bytes, GError **error)
{
    for (const char *at = data; bytes > 0;) {
        gssize sent = send_some(wire, at, bytes);
        if (sent < 0 && errno != EAGAIN)
            return broken(error, "the connection broke");
        if (sent > 0) {
            at += sent;
            bytes -= (gsize)sent;
        } else if (!poll_fd(wire, G_IO_OUT, wire->timeout_ms)) {
            return broken(error, "it does not read");
        }
    }
    return true;
}

static gsize left(const Wire *wire)
{
    return wire->read->len - wire->taken;
}

/* What was taken makes room. */
static void tidy(Wire *wire)
{
    if (wire->taken == 0)
        return;
    g_byte_array_remove_range(wire->read, 0, (guint)wire->taken);
    wire->taken = 0;
}

/* More bytes; *later: none were there. False: the connection is over. */
static bool take_in(Wire *wire, bool *later)
{
    guint8 block[BLOCK_BYTES];
    gssize got = receive_some(wire, block, sizeof block);
    *later = got < 0 && errno == EAGAIN;
    if (got > 0)
        g_byte_array_append(wire->read, block, (guint)got);
    return got > 0 || *later;
}

static bool fill(Wire *wire, gint64 until, GError **error)
{
    for (bool later = true; later;) {
        if (!take_in(wire, &later))
            return broken(error, "it hung up");
        gint64 left_ms = (until - g_get_monotonic_time()) / 1000;
        if (later && (left_ms <= 0 || !poll_fd(wire, G_IO_IN, (guint)left_ms)))
            return broken(error, "it says nothing");
    }
    return true;
}

static gint64 deadline(const Wire *wire)
{
    return g_get_monotonic_time() + wire->timeout_ms * G_GINT64_CONSTANT(1000);
}

char *wire_read_line(Wire *wire, GError **error)
{
    gint64 until = deadline(wire);
    tidy(wire);
    for (gsize seen = 0;;) {
        const char *begin = (const char *)wire->read->data;
        const char *end =
            wire->read->len > seen ? memchr(begin + seen, '\n', wire->read->len - seen) : NULL;
        if (end) {
            gsize bytes = (gsize)(end - begin);
            wire->taken = bytes + 1;
            while (bytes > 0 && begin[bytes - 1] == '\r')
                bytes--;
            return g_strndup(begin, bytes);
        }
        seen = wire->read->len;
        if (seen > LINE_BYTES) {
            broken(error, "a line without end");
            return NULL;
        }
        if (!fill(wire, until, error))
            return NULL;
    }
}

GBytes *wire_read_bytes(Wire *wire, gsize bytes, GError **error)
{
    while (left(wire) < bytes)
        if (!fill(wire, deadline(wire), error))
            return NULL;
    GBytes *taken = g_bytes_new(wire->read->data + wire->taken, bytes);
    wire->taken += bytes;
    tidy(wire);
    return taken;
}

bool wire_wait(Wire *wire, guint timeout_ms)
{
    bool later = false;
    if (left(wire) > 0 || !take_in(wire, &later) || !later)
        return true; /* also when it is over: reading will say so */
    return poll_fd(wire, G_IO_IN, timeout_ms);
}
