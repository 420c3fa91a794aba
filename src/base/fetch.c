/* One HTTP request: see fetch.h. libcurl appears here and in wire.c only.
 *
 * Each thread keeps one handle, and with it its open connections. They are used again for GET and
 * HEAD alone: libcurl silently repeats a request whose reused connection turns out dead, and a
 * message must not be sent twice.
 */
#include "base/fetch.h"

#include <curl/curl.h>
#include <string.h>

enum { TIMEOUT_MS = 15000, CONNECT_MS = 8000, MAX_BYTES = 1024 * 1024 };

typedef struct curl_slist HeaderList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HeaderList, curl_slist_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CURLU, curl_url_cleanup)

typedef struct Body {
    GByteArray *bytes;
    gsize max;
    bool too_large;
} Body;

static gpointer library_start(G_GNUC_UNUSED gpointer none)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        g_error("libcurl does not start");
    return NULL;
}

static GPrivate thread_handle = G_PRIVATE_INIT(curl_easy_cleanup);

static CURL *handle_get(void)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, library_start, NULL);
    CURL *handle = g_private_get(&thread_handle);
    if (!handle) {
        handle = curl_easy_init();
        g_assert(handle);
        g_private_set(&thread_handle, handle);
    }
    curl_easy_reset(handle);
    return handle;
}

void fetch_result_free(FetchResult *result)
{
    if (!result)
        return;
    g_free(result->content_type);
    g_clear_pointer(&result->body, g_bytes_unref);
    g_free(result);
}

static bool method_is(const FetchRequest *request, const char *method)
{
    const char *own = request->method ? request->method : request->body ? "POST" : "GET";
    return g_str_equal(own, method);
}

static bool is_harmless(const FetchRequest *request)
{
    return !request->acts && (method_is(request, "GET") || method_is(request, "HEAD"));
}

static bool is_one_line(const char *text)
{
    for (const char *p = text; *p; p++)
        if (g_ascii_iscntrl(*p))
            return false;
    return true;
}

static char *url_part(const char *url, CURLUPart part)
{
    g_autoptr(CURLU) parsed = curl_url();
    char *text = NULL;
    if (curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK)
        curl_url_get(parsed, part, &text, CURLU_DEFAULT_PORT);
    char *copy = g_strdup(text);
    curl_free(text);
    return copy;
}

/* What of a URL may be written down: "https://host:443". */
static char *url_origin(const char *url)
{
    g_autofree char *scheme = url_part(url, CURLUPART_SCHEME);
    g_autofree char *host = url_part(url, CURLUPART_HOST);
    g_autofree char *port = url_part(url, CURLUPART_PORT);
    return g_strdup_printf("%s://%s:%s", scheme ? scheme : "?", host ? host : "?",
                           port ? port : "?");
}

static bool request_error(GError **error, const char *what)
{
    error_set(error, KENTONGAN_ERROR_INVALID, "url", N_("Alamat tujuan tidak dapat dipakai."),
              "fetch: %s", what);
    return false;
}

static bool request_check(const FetchRequest *request, GError **error)
{
    g_autofree char *scheme = url_part(request->url, CURLUPART_SCHEME);
    g_autofree char *host = url_part(request->url, CURLUPART_HOST);
    if (!scheme || !host || !*host ||
        (!g_str_equal(scheme, "http") && !g_str_equal(scheme, "https")))
        return request_error(error, "no http or https URL");
    if (!is_one_line(request->url) || (request->method && !is_one_line(request->method)))
        return request_error(error, "control character in URL or method");
    for (gsize i = 0; request->headers && request->headers[i]; i++)
        if (!is_one_line(request->headers[i]) || !strchr(request->headers[i], ':'))
            return request_error(error, "a header is no line of name and value");
    return true;
}

/* An own "Expect:" stops libcurl from waiting for a 100 that many gateways never send. */
static HeaderList *headers_make(const FetchRequest *request)
{
    HeaderList *list = curl_slist_append(NULL, "Expect:");
    for (gsize i = 0; request->headers && request->headers[i]; i++) {
        /* "Name:" without a value would mean "leave this header out" */
        const char *colon = strchr(request->headers[i], ':');
        g_autofree char *empty =
            g_strdup_printf("%.*s;", (int)(colon - request->headers[i]), request->headers[i]);
        list = curl_slist_append(list, colon[strspn(colon, ": ")] ? request->headers[i] : empty);
    }
    return list;
}

static size_t body_add(char *data, size_t one, size_t n, void *user)
{
    Body *body = user;
    gsize bytes = one * n;
    body->too_large = bytes > body->max - body->bytes->len;
    if (body->too_large)
        return 0;
    g_byte_array_append(body->bytes, (const guint8 *)data, (guint)bytes);
    return bytes;
}

/* libcurl asks about once a second, also while nothing moves. */
static int progress(void *cancel, G_GNUC_UNUSED curl_off_t a, G_GNUC_UNUSED curl_off_t b,
                    G_GNUC_UNUSED curl_off_t c, G_GNUC_UNUSED curl_off_t d)
{
    return g_cancellable_is_cancelled(cancel) ? 1 : 0;
}

static void set_what(CURL *handle, const FetchRequest *request)
{
    curl_easy_setopt(handle, CURLOPT_URL, request->url);
    if (method_is(request, "HEAD"))
        curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    else if (request->body || method_is(request, "POST")) {
        curl_easy_setopt(handle, CURLOPT_POST, 1L);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_bytes);
        curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request->body ? request->body : "");
    }
    if (request->method && !method_is(request, "HEAD"))
        curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, request->method);
}

static void set_how(CURL *handle, const FetchRequest *request)
{
    g_autofree char *scheme = url_part(request->url, CURLUPART_SCHEME);
    bool follow = method_is(request, "GET") && request->redirects > 0;
    long once = is_harmless(request) ? 0 : 1;
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, scheme);
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, follow ? 1L : 0L);
    curl_easy_setopt(handle, CURLOPT_MAXREDIRS, (long)request->redirects);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(handle, CURLOPT_FRESH_CONNECT, once);
    curl_easy_setopt(handle, CURLOPT_FORBID_REUSE, once);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS,
                     (long)(request->timeout_ms ? request->timeout_ms : TIMEOUT_MS));
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, request->cancel ? 0L : 1L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, request->cancel);
    curl_easy_setopt(handle, CURLOPT_USERAGENT, "kentongan/" KENTONGAN_VERSION);
}

/* Takes body. */
/* X and others name the second since 1970 at which a limit ends. */
static gint64 reset_after_s(CURL *handle)
{
    struct curl_header *header = NULL;
    gint64 at = 0;
    if (curl_easy_header(handle, "x-rate-limit-reset", 0, CURLH_HEADER, -1, &header) != CURLHE_OK ||
        !g_ascii_string_to_signed(header->value, 10, 0, G_GINT64_CONSTANT(99999999999), &at, NULL))
        return 0;
    return MAX(at - g_get_real_time() / G_USEC_PER_SEC, 0);
}

static FetchResult *result_make(CURL *handle, GByteArray *body)
{
    long status = 0;
    curl_off_t wait = 0;
    const char *type = NULL;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wait);
    curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type);
    FetchResult *result = g_new0(FetchResult, 1);
    result->status = (int)status;
    result->content_type = g_strdup(type ? type : "");
    result->retry_after_s = wait > 0 ? wait : reset_after_s(handle);
    result->body = g_byte_array_free_to_bytes(body);
    return result;
}

static void transfer_error(CURL *handle, const FetchRequest *request, CURLcode code, bool too_large,
                           GError **error)
{
    long sent = 0;
    curl_easy_getinfo(handle, CURLINFO_REQUEST_SIZE, &sent);
    bool uncertain = sent > 0 && !is_harmless(request);
    g_autofree char *origin = url_origin(request->url);
    error_set(error, uncertain ? KENTONGAN_ERROR_UNCERTAIN : KENTONGAN_ERROR_UPSTREAM, NULL,
              N_("Layanan di luar sistem ini tidak menjawab."), "%s: %s%s", origin,
              too_large ? "the answer is too large" : curl_easy_strerror(code),
              uncertain ? " (after the request was sent)" : "");
}

FetchResult *fetch(const FetchRequest *request, GError **error)
{
    if (!request_check(request, error))
        return NULL;
    CURL *handle = handle_get();
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    Body body = { .bytes = bytes, .max = request->max_bytes ? request->max_bytes : MAX_BYTES };
    g_autoptr(HeaderList) headers = headers_make(request);
    set_how(handle, request);
    set_what(handle, request);
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body_add);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
    CURLcode code = curl_easy_perform(handle);
    FetchResult *result = NULL;
    if (code == CURLE_OK)
        result = result_make(handle, g_steal_pointer(&bytes));
    else
        transfer_error(handle, request, code, body.too_large, error);
    curl_easy_reset(handle); /* the handle stays; nothing of this request does */
    return result;
}
