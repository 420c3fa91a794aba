/* fetch.h against a server of our own that answers, hangs, cuts off, lies and redirects. */
#include "base/fetch.h"
#include "unit/answer_server.h"

#include <glib/gstdio.h>
#include <microhttpd.h>
#include <string.h>

static void test_get(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) server = server_start("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                                            "Content-Length: 5\r\n\r\nsiap\n");
    server_go(server);
    g_autofree char *url = server_url(server, "/status?a=1");
    g_autoptr(FetchResult) result = fetch(&(FetchRequest){ .url = url }, &error);
    g_assert_no_error(error);
    g_assert_cmpint(result->status, ==, 200);
    g_assert_cmpstr(result->content_type, ==, "text/plain");
    g_assert_cmpint(result->retry_after_s, ==, 0);
    g_assert_cmpmem(g_bytes_get_data(result->body, NULL), g_bytes_get_size(result->body), "siap\n",
                    5);
    server_stop(server);
    g_assert_true(g_str_has_prefix(server->seen->str, "GET /status?a=1 HTTP/1.1\r\n"));
}

static void test_post(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) server = server_start("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    server_go(server);
    g_autofree char *url = server_url(server, "/kirim");
    g_autofree char *body = g_strnfill(100000, 'b');
    const char *const headers[] = { "X-Api-Key: rahasia", "X-Empty:", NULL };
    g_autoptr(FetchResult) result =
        fetch(&(FetchRequest){ .url = url, .headers = headers, .body = body, .body_bytes = 100000 },
              &error);
    g_assert_no_error(error);
    g_assert_cmpint(result->status, ==, 202);
    g_assert_cmpuint(g_bytes_get_size(result->body), ==, 0);
    server_stop(server);
    g_assert_true(g_str_has_prefix(server->seen->str, "POST /kirim HTTP/1.1\r\n"));
    g_assert_nonnull(strstr(server->seen->str, "\r\nX-Api-Key: rahasia\r\n"));
    g_assert_nonnull(strstr(server->seen->str, "\r\nX-Empty:\r\n"));
    g_assert_null(strstr(server->seen->str, "Expect"));
    g_assert_true(g_str_has_suffix(server->seen->str, body));
}

static void test_other_methods(void)
{
    static const char *const METHODS[] = { "PUT", "DELETE", "HEAD", "PATCH" };
    for (gsize i = 0; i < G_N_ELEMENTS(METHODS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Server) server = server_start("HTTP/1.1 204 No Content\r\n\r\n");
        server_go(server);
        g_autofree char *url = server_url(server, "/x");
        g_autoptr(FetchResult) result =
            fetch(&(FetchRequest){ .method = METHODS[i], .url = url }, &error);
        g_assert_no_error(error);
        g_assert_cmpint(result->status, ==, 204);
        server_stop(server);
        g_assert_true(g_str_has_prefix(server->seen->str, METHODS[i]));
    }
}

static void test_busy_is_an_answer(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autoptr(GDateTime) then = g_date_time_add_seconds(now, 100);
    g_autofree char *date = g_date_time_format(then, "%a, %d %b %Y %H:%M:%S GMT");
    g_autofree char *by_date =
        g_strdup_printf("HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n", date);
    const char *const ANSWERS[] = {
        "HTTP/1.1 503 Busy\r\nRetry-After: 100\r\nContent-Length: 0\r\n\r\n", by_date
    };
    for (gsize i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Server) server = server_start(ANSWERS[i]);
        server_go(server);
        g_autofree char *url = server_url(server, "/");
        g_autoptr(FetchResult) result =
            fetch(&(FetchRequest){ .url = url, .body = "x", .body_bytes = 1 }, &error);
        g_assert_no_error(error);
        g_assert_cmpint(result->status, ==, 503);
        g_assert_cmpint(result->retry_after_s, >=, 90);
        g_assert_cmpint(result->retry_after_s, <=, 101);
    }
}

static void assert_fails(Server *server, const char *method, KentonganError code)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *url = server_url(server, "/kunci-rahasia?password=rahasia");
    const char *const headers[] = { "Authorization: rahasia", NULL };
    const FetchRequest request = {
        .method = method, .url = url, .headers = headers, .timeout_ms = 400, .max_bytes = 100000
    };
    g_autoptr(FetchResult) result = fetch(&request, &error);
    g_assert_null(result);
    g_assert_error(error, KENTONGAN_ERROR, (int)code);
    g_assert_nonnull(strstr(error_detail(error), "http://127.0.0.1:"));
    g_assert_null(strstr(error_detail(error), "rahasia"));
}

static void assert_broken(const char *answer, bool endless, bool silent)
{
    g_autoptr(Server) server = server_start(answer);
    server->endless = endless;
    server->silent = silent;
    server_go(server);
    assert_fails(server, "POST", KENTONGAN_ERROR_UNCERTAIN);
    server_stop(server);
    g_assert_cmpint(server->connections, ==, 1); /* once is once */

    g_autoptr(Server) again = server_start(answer);
    again->endless = endless;
    again->silent = silent;
    server_go(again);
    assert_fails(again, "GET", KENTONGAN_ERROR_UPSTREAM);
}

static void test_broken_answers(void)
{
    assert_broken(NULL, false, false);
    assert_broken(NULL, false, true);
    assert_broken("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nonly this", false, false);
    assert_broken("HTTP/1.1 200 OK\r\n\r\n", true, false);
    assert_broken("HTTP/1.1 200 OK\r\nX: ", true, false);
    assert_broken("\xff\xfe what is this\n", false, false);
    assert_broken("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", false, false);
}

static void test_nobody_there(void)
{
    g_autoptr(Server) server = server_start(NULL);
    shutdown(server->fd, SHUT_RDWR); /* the port is ours, and refuses */
    assert_fails(server, "POST", KENTONGAN_ERROR_UPSTREAM);
    assert_fails(server, "GET", KENTONGAN_ERROR_UPSTREAM);
}

static FetchResult *fetch_redirected(const char *location, guint redirects, GError **error)
{
    g_autofree char *answer = g_strdup_printf(
        "HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", location);
    g_autoptr(Server) server = server_start(answer);
    server_go(server);
    g_autofree char *url = server_url(server, "/");
    return fetch(&(FetchRequest){ .url = url, .redirects = redirects }, error);
}

static void test_redirects(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Server) target = server_start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    server_go(target);
    g_autofree char *there = server_url(target, "/there");
    g_autoptr(FetchResult) kept = fetch_redirected(there, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpint(kept->status, ==, 302);
    g_autoptr(FetchResult) followed = fetch_redirected(there, 1, &error);
    g_assert_no_error(error);
    g_assert_cmpint(followed->status, ==, 200);
    static const char *const ELSEWHERE[] = { "file:///etc/passwd", "ftp://127.0.0.1/", "/again",
                                             "https://127.0.0.1/", "gopher://127.0.0.1:6379/x" };
    for (gsize i = 0; i < G_N_ELEMENTS(ELSEWHERE); i++) {
        g_autoptr(GError) refused = NULL;
        g_assert_null(fetch_redirected(ELSEWHERE[i], 3, &refused));
        g_assert_error(refused, KENTONGAN_ERROR, KENTONGAN_ERROR_UPSTREAM);
    }
}

static void test_impossible_requests(void)
{
    static const char *const URLS[] = { "",
                                        "x",
                                        "/path",
                                        "file:///etc/passwd",
                                        "http://",
                                        "gopher://127.0.0.1/",
                                        "ftp://127.0.0.1/",
                                        "http://127.0.0.1:1/\r\nX: y",
                                        "http://127.0.0.1:99999/" };
    static const char *const HEADERS[] = { "no colon", "X: y\r\nZ: w", "X: y\n" };
    for (gsize i = 0; i < G_N_ELEMENTS(URLS); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(fetch(&(FetchRequest){ .url = URLS[i] }, &error));
        g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(HEADERS); i++) {
        g_autoptr(GError) error = NULL;
        const char *const headers[] = { HEADERS[i], NULL };
        g_assert_null(
            fetch(&(FetchRequest){ .url = "http://127.0.0.1:1/", .headers = headers }, &error));
        g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    }
}

static enum MHD_Result tls_answer(void *user, struct MHD_Connection *connection,
                                  G_GNUC_UNUSED const char *url, G_GNUC_UNUSED const char *method,
                                  G_GNUC_UNUSED const char *version,
                                  G_GNUC_UNUSED const char *upload, G_GNUC_UNUSED size_t *bytes,
                                  G_GNUC_UNUSED void **state)
{
    g_atomic_int_inc((gint *)user);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued = MHD_queue_response(connection, 200, response);
    MHD_destroy_response(response);
    return queued;
}

static bool certificate_make(char **key, char **certificate)
{
    g_autofree char *folder = g_dir_make_tmp("kentongan-fetch-XXXXXX", NULL);
    g_autofree char *key_file = g_build_filename(folder, "key", NULL);
    g_autofree char *cert_file = g_build_filename(folder, "cert", NULL);
    const char *argv[] = { "openssl", "req",    "-x509", "-newkey", "rsa:2048",
                           "-nodes",  "-days",  "2",     "-subj",   "/CN=127.0.0.1",
                           "-keyout", key_file, "-out",  cert_file, NULL };
    bool ok =
        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, NULL, NULL) &&
        g_file_get_contents(key_file, key, NULL, NULL) &&
        g_file_get_contents(cert_file, certificate, NULL, NULL);
    g_unlink(key_file);
    g_unlink(cert_file);
    g_rmdir(folder);
    return ok;
}

static void test_own_certificate_is_refused(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *key = NULL;
    g_autofree char *certificate = NULL;
    gint answered = 0;
    if (!certificate_make(&key, &certificate)) {
        g_test_skip("skipped: no openssl program to make a certificate");
        return;
    }
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_TLS, 0, NULL, NULL, tls_answer, &answered,
        MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_HTTPS_MEM_CERT, certificate, MHD_OPTION_END);
    g_assert_nonnull(daemon);
    guint port = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    g_autofree char *url = g_strdup_printf("https://127.0.0.1:%u/rahasia", port);
    g_autoptr(FetchResult) result =
        fetch(&(FetchRequest){ .url = url, .body = "x", .body_bytes = 1 }, &error);
    MHD_stop_daemon(daemon);
    g_assert_null(result);
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_UPSTREAM);
    g_assert_cmpint(answered, ==, 0);
}

int main(int argc, char **argv)
{
    g_unsetenv("http_proxy");
    g_unsetenv("https_proxy");
    g_unsetenv("all_proxy");
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fetch/get", test_get);
    g_test_add_func("/fetch/post", test_post);
    g_test_add_func("/fetch/other_methods", test_other_methods);
    g_test_add_func("/fetch/busy_is_an_answer", test_busy_is_an_answer);
    g_test_add_func("/fetch/broken_answers", test_broken_answers);
    g_test_add_func("/fetch/nobody_there", test_nobody_there);
    g_test_add_func("/fetch/redirects", test_redirects);
    g_test_add_func("/fetch/impossible_requests", test_impossible_requests);
    g_test_add_func("/fetch/own_certificate_is_refused", test_own_certificate_is_refused);
    return g_test_run();
}
