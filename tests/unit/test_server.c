/* The web server over a real socket: round trips, framing, limits, slow clients, draining. */
#include "unit/http_client.h"
#include "web/route.h"
#include "web/server.h"

static Clock *test_clock;

static Server *start(const ServerConfig *extra)
{
    ServerConfig config = extra ? *extra : (ServerConfig){ 0 };
    config.listen = "127.0.0.1:0";
    config.clock = test_clock;
    config.templates = "templates";
    config.assets = "assets";
    config.node_modules = "";
    config.workers = 2;
    config.io_threads = 2;
    g_autoptr(GError) error = NULL;
    Server *server = server_start(&config, &error);
    g_assert_no_error(error);
    return server;
}

static void test_round_trip(void)
{
    Server *server = start(NULL);
    g_autofree char *answer =
        ask(server_port(server), "GET /healthz HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 200 "));
    g_assert_true(g_str_has_suffix(answer, "\r\n\r\nok\n"));
    g_assert_nonnull(strstr(answer, "Content-Security-Policy: default-src 'self'"));
    g_assert_nonnull(strstr(answer, "X-Content-Type-Options: nosniff"));
    g_autofree char *head =
        ask(server_port(server), "HEAD /healthz HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_true(g_str_has_suffix(head, "\r\n\r\n"));
    g_autofree char *ready =
        ask(server_port(server), "GET /readyz HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_true(g_str_has_prefix(ready, "HTTP/1.1 503 "));
    g_autofree char *metrics =
        ask(server_port(server), "GET /metrics HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_nonnull(strstr(metrics, "kentongan_http_requests_total{kind=\"plain\""));
    server_stop(server, 5);
}

static void test_words_for_wrong(void)
{
    Server *server = start(NULL);
    g_autofree char *none =
        ask(server_port(server), "GET /tidak-ada HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_true(g_str_has_prefix(none, "HTTP/1.1 404 "));
    g_assert_nonnull(strstr(none, "<h1>Tidak ditemukan</h1>"));
    g_autofree char *api =
        ask(server_port(server), "GET /api/v1/x HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_nonnull(strstr(api, "application/problem+json"));
    g_autofree char *xml =
        ask(server_port(server), "GET /open311/v2/x.xml HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_nonnull(strstr(xml, "<errors><error><code>404</code>"));
    g_autofree char *method =
        ask(server_port(server), "DELETE /healthz HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_true(g_str_has_prefix(method, "HTTP/1.1 405 "));
    g_assert_nonnull(strstr(method, "Allow: GET, HEAD"));
    g_autofree char *bytes = ask(server_port(server), "GET /%ff HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_true(g_str_has_prefix(bytes, "HTTP/1.1 400 "));
    g_autofree char *dots =
        ask(server_port(server), "GET /assets/../VERSION HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_true(g_str_has_prefix(dots, "HTTP/1.1 400 "));
    server_stop(server, 5);
}

static void test_framing(void)
{
    static const char *const BAD[] = {
        "Host: x\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Host: x\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabcde",
        "Host: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "Host: x\r\nContent-Length : 0\r\n\r\n",
        "Host: x\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        "Host: x\r\nX-A: 1\r\n 2\r\n\r\n",
        "Host: x\r\nX-A: 1\r\n\t2\r\n 3\r\nX-B: 4\r\n\r\n",
        "Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "Host: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "Host: x\r\nTransfer-Encoding: identity\r\n\r\n",
        "Host: x\r\nHost: y\r\n\r\n",
        "\r\n",
        "Host: x\r\nContent-Length: +0\r\n\r\n",
        "Host: x\r\nContent-Length: 0x0\r\n\r\n",
        "Host: x\r\nContent-Length: -1\r\n\r\n",
        "Host: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "Host: x\r\nX A: 1\r\n\r\n",
        "Host: x, y\r\n\r\n",
    };
    Server *server = start(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autofree char *raw = g_strconcat("GET /healthz HTTP/1.1\r\n", BAD[i],
                                           "GET /healthz HTTP/1.1\r\nHost: x\r\n" END, NULL);
        g_autofree char *answer = ask(server_port(server), raw, -1);
        g_test_message("vector %u: %s", i, answer);
        g_assert_cmpstr(strstr(answer, "200 OK"), ==, NULL);
        if (*answer)
            g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 400 ") ||
                          g_str_has_prefix(answer, "HTTP/1.1 413 "));
    }
    server_stop(server, 5);
}

static void test_plain_heads_pass(void)
{
    static const char *const GOOD[] = {
        "Host: x\r\nX-A:1\r\nX-B: \t 2 \t\r\nX-Empty:\r\nX-Empty2: \r\n" END,
        "Host: [::1]:80\r\nContent-Length: 0\r\n" END,
        "host: x\r\nAccept-Language: en;q=0.5\r\nCookie: a=b; c=d\r\nCookie: e=f\r\n" END,
    };
    Server *server = start(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        g_autofree char *raw = g_strconcat("GET /healthz HTTP/1.1\r\n", GOOD[i], NULL);
        g_autofree char *answer = ask(server_port(server), raw, -1);
        g_test_message("head %u: %.60s", i, answer);
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 200 "));
    }
    g_autofree char *old = ask(server_port(server), "GET /healthz HTTP/1.0\r\n\r\n", -1);
    g_assert_nonnull(strstr(old, "200 OK"));
    server_stop(server, 5);
}

static void test_slow_head(void)
{
    const ServerConfig config = { .head_ms = 300 };
    Server *server = start(&config);
    g_autoptr(GSocketConnection) connection = dial(server_port(server));
    say(connection, "GET /healthz HTTP/1.1\r\nHost: x\r\n", -1);
    gint64 begun = g_get_monotonic_time();
    g_autofree char *answer = hear_all(connection); /* returns only because the server closes */
    g_assert_cmpstr(answer, ==, "");
    g_assert_cmpint(g_get_monotonic_time() - begun, <, 15 * G_USEC_PER_SEC);
    server_stop(server, 5);
}

static void test_huge_head(void)
{
    Server *server = start(NULL);
    g_autofree char *filler = g_strnfill(200 * 1024, 'a');
    g_autofree char *raw =
        g_strconcat("GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: ", filler, "\r\n" END, NULL);
    g_autofree char *answer = ask(server_port(server), raw, -1);
    g_assert_null(strstr(answer, "200 OK"));
    server_stop(server, 5);
}

static void test_body_too_large(void)
{
    Server *server = start(NULL);
    g_autofree char *body = g_strnfill(100000, 'a');
    g_autofree char *raw = g_strconcat(
        "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", body, NULL);
    g_autoptr(GSocketConnection) connection = dial(server_port(server));
    say(connection, raw, -1);
    /* the refused body was read away, so the connection still works */
    say(connection, "GET /healthz HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_autofree char *answer = hear_all(connection);
    g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 413 "));
    g_assert_nonnull(strstr(answer, "200 OK"));
    server_stop(server, 5);
}

static void test_stop_ends_idle_connections(void)
{
    Server *server = start(NULL);
    g_autoptr(GSocketConnection) idle = dial(server_port(server));
    g_autoptr(GSocketConnection) half = dial(server_port(server));
    say(half, "GET /healthz HTTP/1.1\r\nHo", -1);
    g_autofree char *answer =
        ask(server_port(server), "GET /healthz HTTP/1.1\r\nHost: x\r\n" END, -1);
    g_assert_nonnull(strstr(answer, "200 OK"));
    server_stop(server, 0);
    g_autofree char *rest = hear_all(idle);
    g_assert_cmpstr(rest, ==, "");
}

/* "/laporan/:ticket/x" -> "/laporan/1/x" */
static char *sample_path(const char *pattern)
{
    g_autoptr(GString) path = g_string_new(NULL);
    for (const char *p = pattern; *p;) {
        if (*p == ':' || *p == '*') {
            g_string_append_c(path, '1');
            p += *p == '*' ? 1 : strcspn(p, "./");
        } else {
            g_string_append_c(path, *p++);
        }
    }
    return g_string_free(g_steal_pointer(&path), FALSE);
}

static void test_every_row_is_found(void)
{
    for (const Route *route = ROUTES; route->method; route++) {
        g_autofree char *path = sample_path(route->pattern);
        g_auto(GStrv) args = NULL;
        g_test_message("%s %s", route->method, path);
        g_assert_true(route_find(route->method, path, &args, NULL) == route);
        g_assert_true(!(route->flags & ROUTE_CACHE) || route->right == RIGHT_NONE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    test_clock = clock_new(false);
    g_test_add_func("/server/round_trip", test_round_trip);
    g_test_add_func("/server/words_for_wrong", test_words_for_wrong);
    g_test_add_func("/server/framing_that_smuggles_is_refused", test_framing);
    g_test_add_func("/server/plain_heads_pass", test_plain_heads_pass);
    g_test_add_func("/server/slow_head_is_cut", test_slow_head);
    g_test_add_func("/server/huge_head_is_refused", test_huge_head);
    g_test_add_func("/server/body_too_large", test_body_too_large);
    g_test_add_func("/server/stop_ends_idle_connections", test_stop_ends_idle_connections);
    g_test_add_func("/server/every_row_is_found", test_every_row_is_found);
    int failed = g_test_run();
    clock_free(test_clock);
    return failed;
}
