/* What a row of the route table promises, through a real server with a table of its own. */
#include "base/id.h"
#include "unit/http_client.h"
#include "web/cache.h"
#include "web/guard.h"
#include "web/plain.h"
#include "web/rate.h"
#include "web/route.h"
#include "web/server.h"
#include "web/stream.h"
#include "web/tenants.h"

static Clock *test_clock;
static Catalog *jepara, *jabar;
static int made; /* pages by count_get */
static Server *server;
static guint16 port;

/* ---- handlers ---- */

static Reply *echo(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    g_autoptr(GString) out = g_string_new(NULL);
    g_string_append_printf(out, "tenant=%s base=%s path=%s lang=%s remote=%s https=%d near=%d\n",
                           ctx->catalog ? ctx->catalog->tenant.code : "-", request->base,
                           request->path, ctx->lang, request->remote, request->https,
                           request->loopback);
    for (char **arg = request->path_args; *arg; arg++)
        g_string_append_printf(out, "arg=%s\n", *arg);
    for (guint i = 0; i < request->params->len; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        g_string_append_printf(out, "%s=%s\n", param->name, param->value);
    }
    for (guint i = 0; i < request->uploads->len; i++) {
        const Upload *upload = g_ptr_array_index(request->uploads, i);
        g_string_append_printf(out, "upload %s %zu\n", upload->field,
                               g_bytes_get_size(upload->bytes));
    }
    if (request->body)
        g_string_append_printf(out, "body %zu\n", g_bytes_get_size(request->body));
    return reply_text(200, "text/plain", out->str);
}

static Reply *count_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)ctx, (void)error;
    g_autofree char *text = g_strdup_printf("made %d for %s. %0600d\n",
                                            g_atomic_int_add(&made, 1) + 1, request->path, 0);
    Reply *reply = reply_text(200, "text/plain", text);
    reply->cache_us = 60 * G_USEC_PER_SEC;
    if (request_has(request, "kue"))
        reply_cookie(reply, "a", "b", 10, false);
    return reply;
}

static Reply *fail_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)ctx;
    error_set(error, (KentonganError)request_int(request, "code", 0), NULL, "Kalimat.",
              "detail that stays here");
    return NULL;
}

static Reply *own_stream_get(Ctx *ctx, const Request *request, GError **error);

static Reply *stream_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    const Actor actor = { .kind = ACTOR_STAFF,
                          .role = ROLE_OFFICER,
                          .agency = request_text(request, "agency"),
                          .home = ctx->tenant };
    return reply_stream(stream_filter_new(ctx->catalog, &actor));
}

const Route ROUTES[] = {
    { "GET", "/healthz", plain_healthz_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET", "/metrics", plain_metrics_get, ROUTE_PLAIN, RIGHT_NONE, ROUTE_NO_TENANT, RATE_NONE },
    { "GET", "/echo", echo, ROUTE_PAGE, RIGHT_NONE, 0, RATE_READ },
    { "GET", "/echo/baru", echo, ROUTE_PAGE, RIGHT_NONE, 0, RATE_NONE },
    { "GET", "/echo/:a/x/:b.json", echo, ROUTE_PAGE, RIGHT_NONE, 0, RATE_NONE },
    { "GET", "/echo/:a", echo, ROUTE_PAGE, RIGHT_NONE, 0, RATE_NONE },
    { "GET", "/rest/*", echo, ROUTE_PAGE, RIGHT_NONE, 0, RATE_NONE },
    { "POST", "/form", echo, ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM | ROUTE_NO_CSRF, RATE_WRITE },
    { "POST", "/upload", echo, ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM | ROUTE_UPLOADS | ROUTE_NO_CSRF,
      RATE_NONE },
    { "POST", "/raw", echo, ROUTE_API, RIGHT_NONE, ROUTE_RAW_BODY | ROUTE_NO_CSRF, RATE_NONE },
    { "POST", "/guarded", echo, ROUTE_PAGE, RIGHT_NONE, ROUTE_FORM, RATE_NONE },
    { "GET", "/staff", echo, ROUTE_PAGE, RIGHT_CONSOLE, 0, RATE_NONE },
    { "POST", "/staff", echo, ROUTE_PAGE, RIGHT_CONSOLE, ROUTE_FORM, RATE_NONE },
    { "GET", "/api/v1/staff", echo, ROUTE_API, RIGHT_CONSOLE, 0, RATE_NONE },
    { "GET", "/dev", echo, ROUTE_PAGE, RIGHT_NONE, ROUTE_DEV, RATE_NONE },
    { "GET", "/count", count_get, ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_NONE },
    { "GET", "/count/:ticket", count_get, ROUTE_PAGE, RIGHT_NONE, ROUTE_CACHE, RATE_NONE },
    { "GET", "/fail", fail_get, ROUTE_PAGE, RIGHT_NONE, 0, RATE_NONE },
    { "GET", "/open311/fail.json", fail_get, ROUTE_OPEN311, RIGHT_NONE, 0, RATE_NONE },
    { "GET", "/own", own_stream_get, ROUTE_PAGE, RIGHT_NONE, 0, RATE_NONE },
    { "GET", "/stream", stream_get, ROUTE_PAGE, RIGHT_NONE, 0, RATE_NONE },
    { NULL, NULL, NULL, ROUTE_PLAIN, RIGHT_NONE, 0, RATE_NONE },
};

/* ---- harness ---- */

static Catalog *catalog_of(gint64 id, const char *code, const char *host)
{
    Catalog *catalog = catalog_new();
    catalog->tenant.id = id;
    catalog->tenant.code = g_strdup(code);
    catalog->tenant.host = g_strdup(host);
    catalog->tenant.timezone = g_strdup("Asia/Jakarta");
    Agency *agency = g_new0(Agency, 1);
    agency->code = g_strdup("dpupr");
    g_ptr_array_add(catalog->agencies, agency);
    catalog_seal(catalog);
    return catalog;
}

static bool exempt;

static void serve(bool movable, char **proxies)
{
    test_clock = clock_new(movable);
    const ServerConfig config = {
        .listen = "127.0.0.1:0",
        .clock = test_clock,
        .templates = "templates",
        .assets = "assets",
        .node_modules = "",
        .proxies = proxies,
        .workers = 3,
        .rate_exempt_loopback = exempt,
        .io_threads = 2,
    };
    g_autoptr(GError) error = NULL;
    server = server_start(&config, &error);
    g_assert_no_error(error);
    port = server_port(server);
    Catalog *const all[] = { jepara, jabar };
    tenants_set(all, 2);
}

static void unserve(void)
{
    server_stop(server, 5);
    clock_free(test_clock);
}

static void test_tenants(void)
{
    serve(false, NULL);
    g_autofree char *fallback = get(port, "/echo", "");
    g_assert_nonnull(strstr(fallback, "tenant=jepara base= path=/echo "));
    g_autofree char *path = get(port, "/t/jabar/echo?a=1", "");
    g_assert_nonnull(strstr(path, "tenant=jabar base=/t/jabar path=/echo "));
    g_autofree char *unknown = get(port, "/t/nowhere/echo", "");
    assert_status(unknown, 404);
    g_autofree char *host =
        ask(port, "GET /echo HTTP/1.1\r\nHost: Lapor.jabar.example:8443\r\n" END, -1);
    g_assert_nonnull(strstr(host, "tenant=jabar base= "));
    g_autofree char *foreign =
        ask(port, "GET /t/jepara/echo HTTP/1.1\r\nHost: lapor.jabar.example\r\n" END, -1);
    assert_status(foreign, 404);
    unserve();
}

static void test_rows(void)
{
    serve(false, NULL);
    g_autofree char *fixed = get(port, "/echo/baru", "");
    g_assert_null(strstr(fixed, "arg="));
    g_autofree char *one = get(port, "/echo/satu%20dua", "");
    g_assert_nonnull(strstr(one, "arg=satu dua\n"));
    g_autofree char *two = get(port, "/echo/a/x/b.json", "");
    g_assert_nonnull(strstr(two, "arg=a\narg=b\n"));
    g_autofree char *tail = get(port, "/echo/a/x/b.xml", "");
    assert_status(tail, 404);
    g_autofree char *empty = get(port, "/echo/", "");
    assert_status(empty, 404);
    g_autofree char *rest = get(port, "/rest/a/b/c", "");
    g_assert_nonnull(strstr(rest, "arg=a/b/c\n"));
    g_autofree char *method = get(port, "/form", "");
    assert_status(method, 405);
    g_assert_nonnull(strstr(method, "Allow: POST"));
    g_autofree char *dev = get(port, "/dev", "");
    assert_status(dev, 404);
    unserve();
    serve(true, NULL);
    g_autofree char *dev_open = get(port, "/dev", "");
    assert_status(dev_open, 200);
    g_assert_nonnull(strstr(dev_open, "X-Kentongan-Dev-Clock: "));
    unserve();
}

static void test_forms(void)
{
    serve(false, NULL);
    g_autofree char *form =
        post(port, "/form?q=0", "Content-Type: application/x-www-form-urlencoded\r\n",
             "isi=Jalan+rusak%0D%0Aparah&nama=");
    g_assert_nonnull(strstr(form, "q=0\nisi=Jalan rusak\nparah\nnama=\n"));
    g_autofree char *multi =
        post(port, "/upload", "Content-Type: multipart/form-data; boundary====1===\r\n",
             "--===1===\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
             "--===1===\r\nContent-Disposition: form-data; name=\"f\"; "
             "filename=\"x\"\r\n\r\nabc\r\n--===1===--\r\n");
    g_assert_nonnull(strstr(multi, "a=1\nupload f 3\n"));
    g_autofree char *raw = post(port, "/raw", "Content-Type: application/json\r\n", "{}");
    g_assert_nonnull(strstr(raw, "body 2\n"));
    g_autofree char *torn =
        post(port, "/upload", "Content-Type: multipart/form-data; boundary=b\r\n", "--b\r\nx");
    assert_status(torn, 400);
    g_autofree char *bytes =
        post(port, "/form", "Content-Type: application/x-www-form-urlencoded\r\n", "a=%ff");
    assert_status(bytes, 400);
    g_autofree char *query = get(port, "/echo?a=%ff", "");
    assert_status(query, 400);
    g_autofree char *huge_text = g_strnfill(70 * 1024, 'a');
    g_autofree char *huge =
        post(port, "/form", "Content-Type: application/x-www-form-urlencoded\r\n", huge_text);
    assert_status(huge, 413);
    g_assert_nonnull(strstr(huge, "Terlalu besar"));
    unserve();
}

/* The figure is read until it is so: a body goes when its answer does. */
static void test_bodies_are_let_go(void)
{
    exempt = true;
    serve(false, NULL);
    exempt = false;
    g_autofree char *text = g_strnfill(60 * 1024, 'a');
    for (int i = 0; i < 20; i++) {
        g_autofree char *form =
            post(port, "/form", "Content-Type: application/x-www-form-urlencoded\r\n", text);
        g_autofree char *torn =
            post(port, "/upload", "Content-Type: multipart/form-data; boundary=b\r\n", text);
        g_autofree char *raw = post(port, "/raw", "", text);
        g_autofree char *huge = post(port, "/guarded", "", text);
        assert_status(raw, 200);
    }
    gint64 until = g_get_monotonic_time() + 10 * G_USEC_PER_SEC;
    for (;;) {
        g_autofree char *figures = get(port, "/metrics", "");
        if (strstr(figures, "\nkentongan_http_body_bytes 0\n"))
            break;
        g_assert_cmpint(g_get_monotonic_time(), <, until);
    }
    unserve();
}

static void test_chunked_body(void)
{
    serve(false, NULL);
    g_autofree char *good = ask(port,
                                "POST /form HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                "Content-Type: application/x-www-form-urlencoded\r\n" END
                                "3\r\na=1\r\n2\r\n&b\r\n0\r\n\r\n",
                                -1);
    g_assert_nonnull(strstr(good, "a=1\nb=\n"));
    g_autoptr(GString) huge = g_string_new("POST /form HTTP/1.1\r\nHost: x\r\n"
                                           "Transfer-Encoding: chunked\r\n" END);
    g_autofree char *part = g_strnfill(8192, 'a');
    for (int i = 0; i < 20; i++)
        g_string_append_printf(huge, "2000\r\n%s\r\n", part);
    g_string_append(huge, "0\r\n\r\n");
    g_autofree char *refused = ask(port, huge->str, -1);
    assert_status(refused, 413);
    unserve();
}

static void test_errors_in_words(void)
{
    static const guint STATUS[] = { 404, 403, 400, 409, 503, 429, 502, 503, 500 };
    serve(false, NULL);
    for (guint code = 0; code < G_N_ELEMENTS(STATUS); code++) {
        g_autofree char *path = g_strdup_printf("/fail?code=%u", code);
        g_autofree char *page = get(port, path, "");
        assert_status(page, STATUS[code]);
        g_assert_nonnull(strstr(page, "Kalimat."));
        g_assert_null(strstr(page, "detail that stays"));
    }
    g_autofree char *open311 = get(port, "/open311/fail.json?code=2", "");
    assert_status(open311, 400);
    g_assert_nonnull(strstr(open311, "[{\"code\":400,\"description\":\"Kalimat.\"}]"));
    unserve();
}

static void test_guard(void)
{
    serve(false, NULL);
    g_autofree char *page = get(port, "/t/jabar/staff?x=1", "");
    assert_status(page, 303);
    g_assert_nonnull(strstr(page, "Location: /t/jabar/masuk?ke=/staff"));
    g_autofree char *part = get(port, "/staff", "HX-Request: true\r\n");
    assert_status(part, 401);
    g_autofree char *api = get(port, "/api/v1/staff", "");
    assert_status(api, 401);
    g_assert_nonnull(strstr(api, "WWW-Authenticate: Bearer"));
    g_autofree char *key = get(port, "/api/v1/staff", "Authorization: Bearer forged\r\n");
    assert_status(key, 401);
    g_autofree char *cookie = get(port, "/staff", "Cookie: ktg=forged\r\n");
    assert_status(cookie, 303);
    g_autofree char *no_token = post(port, "/guarded", "", "");
    assert_status(no_token, 403);
    g_autofree char *cross = post(port, "/form", "Sec-Fetch-Site: cross-site\r\n", "");
    assert_status(cross, 403);
    g_autofree char *origin = post(port, "/form", "Origin: https://evil.example\r\n", "");
    assert_status(origin, 403);
    g_autofree char *near = post(port, "/form", "Origin: http://x.evil\r\n", "");
    assert_status(near, 403);
    g_autofree char *own = post(port, "/form", "Origin: http://x\r\n", "");
    assert_status(own, 200);
    unserve();
}

static void test_proxies(void)
{
    char *proxies[] = { "127.0.0.1", "10.0.0.0/8", NULL };
    serve(false, proxies);
    g_autofree char *direct = get(port, "/echo", "");
    g_assert_nonnull(strstr(direct, "remote=127.0.0.1 https=0 near=1"));
    g_autofree char *through = get(port, "/echo",
                                   "X-Forwarded-For: 1.2.3.4, 203.0.113.9, 10.1.1.1\r\n"
                                   "X-Forwarded-Proto: https\r\n");
    g_assert_nonnull(strstr(through, "remote=203.0.113.9 https=1 near=0"));
    g_assert_nonnull(strstr(through, "Strict-Transport-Security: "));
    g_autofree char *odd = get(port, "/echo", "X-Forwarded-For: 1.2.3.4, <script>\r\n");
    g_assert_nonnull(strstr(odd, "remote=127.0.0.1 https=0 near=0"));
    unserve();
    serve(false, NULL);
    g_autofree char *unasked = get(port, "/echo",
                                   "X-Forwarded-For: 1.2.3.4\r\n"
                                   "X-Forwarded-Proto: https\r\n");
    g_assert_nonnull(strstr(unasked, "remote=127.0.0.1 https=0 near=0"));
    unserve();
}

static void test_rate(void)
{
    static const RateLimit LIMITS[3] = { { 0.001, 3 }, { 0.001, 1 }, { 0.001, 1 } };
    serve(false, NULL);
    rate_start(LIMITS);
    for (int i = 0; i < 3; i++) {
        g_autofree char *good = get(port, "/echo", "");
        assert_status(good, 200);
    }
    g_autofree char *refused = get(port, "/echo", "");
    assert_status(refused, 429);
    g_assert_nonnull(strstr(refused, "Retry-After: "));
    g_autofree char *other = post(port, "/form", "", "");
    assert_status(other, 200);
    g_autofree char *none = get(port, "/healthz", "");
    assert_status(none, 200);
    unserve();
}

static char *etag_of(const char *answer)
{
    const char *tag = strstr(answer, "ETag: ");
    g_assert_nonnull(tag);
    return g_strndup(tag + 6, strcspn(tag + 6, "\r"));
}

static void test_cache(void)
{
    serve(false, NULL);
    g_atomic_int_set(&made, 0);
    g_autofree char *first = get(port, "/count", "");
    g_autofree char *second = get(port, "/count", "");
    g_assert_nonnull(strstr(second, "made 1 for"));
    g_autofree char *query = get(port, "/count?b=1", "");
    g_assert_nonnull(strstr(query, "made 2 for"));
    g_autofree char *tenant = get(port, "/t/jabar/count", "");
    g_assert_nonnull(strstr(tenant, "made 3 for"));
    g_autofree char *english = get(port, "/count", "Cookie: lang=en\r\n");
    g_assert_nonnull(strstr(english, "made 4 for"));
    g_autofree char *cookie = get(port, "/count", "Cookie: ktg=x\r\n");
    g_assert_nonnull(strstr(cookie, "made 5 for"));
    g_autofree char *again = get(port, "/count", "Cookie: lang=id\r\n");
    g_assert_nonnull(strstr(again, "made 1 for"));
    g_autofree char *tag = etag_of(second);
    g_autofree char *header = g_strdup_printf("If-None-Match: \"zz\", %s\r\n", tag);
    g_autofree char *same = get(port, "/count", header);
    assert_status(same, 304);
    g_assert_true(g_str_has_suffix(same, "\r\n\r\n"));
    g_autofree char *packed = get(port, "/count", "Accept-Encoding: gzip, br\r\n");
    g_assert_nonnull(strstr(packed, "Content-Encoding: gzip"));
    g_autofree char *escaped = get(port, "/count%3Fb=1", "");
    assert_status(escaped, 404);
    unserve();
}

static char *get_count(const char *ticket)
{
    g_autofree char *path = g_strconcat("/count", ticket ? "/" : "", ticket, NULL);
    return get(port, path, "");
}

static void test_cache_is_touched(void)
{
    g_autofree char *mine = ticket_new("JPR");
    g_autofree char *other = ticket_new("JPR");
    serve(false, NULL);
    g_atomic_int_set(&made, 0);
    g_autofree char *list = get_count(NULL); /* 1 */
    g_autofree char *one = get_count(mine);  /* 2 */
    cache_touch_case(1, other);
    g_autofree char *list_2 = get_count(NULL);
    g_assert_nonnull(strstr(list_2, "made 3 for"));
    g_autofree char *one_2 = get_count(mine);
    g_assert_nonnull(strstr(one_2, "made 2 for"));
    cache_touch_case(1, mine);
    g_autofree char *one_3 = get_count(mine);
    g_assert_nonnull(strstr(one_3, "made 4 for"));
    g_autofree char *written = post(port, "/form", "", "");
    assert_status(written, 200);
    g_autofree char *one_4 = get_count(mine);
    g_assert_nonnull(strstr(one_4, "made 5 for"));
    cache_touch(2);
    g_autofree char *one_5 = get_count(mine);
    g_assert_nonnull(strstr(one_5, "made 5 for"));
    g_autofree char *personal = get(port, "/count?kue=1", "");
    g_autofree char *personal_2 = get(port, "/count?kue=1", "");
    g_assert_nonnull(strstr(personal_2, "made 7 for"));
    unserve();
}

static void publish_left(gint64 id, const char *agency, const char *left)
{
    const FeedRow row = { .tenant = 1,
                          .id = id,
                          .case_id = 7,
                          .kind = "case.disposed",
                          .ticket = "JPR-1",
                          .agency = (char *)agency,
                          .left_agency = (char *)left,
                          .area = "" };
    stream_publish(&row);
}

static void publish(gint64 id, const char *agency)
{
    publish_left(id, agency, NULL);
}

static GSocketConnection *stream_to(const char *agency)
{
    GSocketConnection *connection = dial(port);
    g_autofree char *raw =
        g_strdup_printf("GET /stream?agency=%s HTTP/1.1\r\nHost: x\r\n\r\n", agency);
    say(connection, raw, -1);
    g_autofree char *hello = hear_until(connection, "retry: 3000\n\n");
    g_assert_nonnull(strstr(hello, "Content-Type: text/event-stream"));
    return connection;
}

static void test_stream(void)
{
    serve(false, NULL);
    g_autoptr(GSocketConnection) mine = stream_to("dpupr");
    g_autoptr(GSocketConnection) other = stream_to("dinkes");
    g_assert_cmpuint(stream_count(), ==, 2);
    publish(41, "dpupr");
    publish(42, "dpupr");
    publish(43, "dinkes");
    g_autofree char *heard = hear_until(mine, "id: 42");
    g_assert_nonnull(strstr(heard, "id: 41\nevent: case\ndata: {"));
    g_assert_nonnull(strstr(heard, "\"ticket\":\"JPR-1\""));
    g_autofree char *others = hear_until(other, "id: 43");
    g_assert_null(strstr(others, "id: 41"));
    server_stop(server, 5); /* ends the streams */
    g_autofree char *rest = hear_all(mine);
    g_assert_null(strstr(rest, "id: 43"));
    clock_free(test_clock);
}

/* Who loses a case hears of it: its row must go from his list. Nobody else does. */
static void test_stream_of_loser(void)
{
    serve(false, NULL);
    g_autoptr(GSocketConnection) mine = stream_to("dpupr");
    g_autoptr(GSocketConnection) other = stream_to("dishub");
    publish_left(41, "", "dpupr");       /* sent back to the admin */
    publish_left(42, "dishub", "dpupr"); /* handed on */
    publish(43, "dpupr");
    g_autofree char *heard = hear_until(mine, "id: 43");
    g_assert_nonnull(strstr(heard, "id: 41"));
    g_assert_nonnull(strstr(heard, "id: 42"));
    publish(44, "dishub");
    g_autofree char *others = hear_until(other, "id: 44");
    g_assert_null(strstr(others, "id: 41"));
    g_assert_nonnull(strstr(others, "id: 42"));
    unserve();
}

static Reply *own_stream_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    GArray *cases = g_array_new(false, false, sizeof(gint64));
    gint64 id = request_int(request, "case", 0);
    g_array_append_val(cases, id);
    return reply_stream(
        stream_filter_new_own(ctx->catalog, cases, 0, request_text(request, "from")));
}

static GSocketConnection *own_stream_to(int case_id, const char *address, const char *hello)
{
    GSocketConnection *connection = dial(port);
    g_autofree char *raw =
        g_strdup_printf("GET /own?case=%d&from=%s HTTP/1.1\r\nHost: x\r\n\r\n", case_id, address);
    say(connection, raw, -1);
    g_autofree char *heard = hear_until(connection, hello);
    g_assert_nonnull(strstr(heard, hello));
    return connection;
}

static void publish_public(gint64 id, gint64 case_id, bool public_)
{
    const FeedRow row = { .tenant = 1,
                          .id = id,
                          .case_id = case_id,
                          .kind = "case.disposed",
                          .ticket = "JPR-1",
                          .agency = "dpupr",
                          .area = "",
                          .public_ = public_ };
    stream_publish(&row);
}

/* A reporter hears that his own case has public news, and no word more. */
static void test_stream_own(void)
{
    serve(false, NULL);
    g_autoptr(GSocketConnection) own = own_stream_to(7, "a", "retry: 3000");
    publish_public(41, 8, true);
    publish_public(42, 7, false);
    publish_public(43, 7, true);
    g_autofree char *heard = hear_until(own, "id: 43\nevent: news\ndata: {}\n\n");
    g_assert_nonnull(strstr(heard, "id: 43"));
    g_assert_null(strstr(heard, "id: 41"));
    g_assert_null(strstr(heard, "id: 42"));
    g_assert_null(strstr(heard, "JPR-1"));
    unserve();
}

/* One address takes what a village needs, and leaves the rest to others. */
static void test_stream_own_limit(void)
{
    serve(false, NULL);
    g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_object_unref);
    for (int i = 0; i < 32; i++)
        g_ptr_array_add(open, own_stream_to(7, "a", "retry: 3000"));
    g_autoptr(GSocketConnection) refused = own_stream_to(7, "a", "HTTP/1.1 503");
    g_autoptr(GSocketConnection) other = own_stream_to(7, "b", "retry: 3000");
    g_autoptr(GSocketConnection) staff = stream_to("dpupr");
    unserve();
}

/* A reader who never reads is dropped, and the others do not notice. */
static void test_stream_slow_reader(void)
{
    serve(false, NULL);
    g_autoptr(GSocketConnection) slow = stream_to("dpupr");
    g_autofree char *agency = g_strdup("dpupr");
    gint64 until = g_get_monotonic_time() + 20 * G_USEC_PER_SEC;
    for (gint64 id = 1; stream_count() > 0 && g_get_monotonic_time() < until; id++)
        publish(id, agency);
    g_assert_cmpuint(stream_count(), ==, 0);
    g_autoptr(GSocketConnection) fresh = stream_to("dpupr");
    publish(G_MAXINT64 - 1, "dpupr");
    g_autofree char *heard = hear_until(fresh, "id: 92233");
    g_assert_nonnull(strstr(heard, "id: 92233"));
    unserve();
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    jepara = catalog_of(1, "jepara", "");
    jabar = catalog_of(2, "jabar", "lapor.jabar.example");
    g_log_set_fatal_mask("kentongan", G_LOG_FATAL_MASK); /* failing handlers warn */
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
    g_test_add_func("/dispatch/tenants", test_tenants);
    g_test_add_func("/dispatch/rows", test_rows);
    g_test_add_func("/dispatch/forms", test_forms);
    g_test_add_func("/dispatch/bodies_are_let_go", test_bodies_are_let_go);
    g_test_add_func("/dispatch/chunked_body", test_chunked_body);
    g_test_add_func("/dispatch/errors_in_words", test_errors_in_words);
    g_test_add_func("/dispatch/guard", test_guard);
    g_test_add_func("/dispatch/proxies", test_proxies);
    g_test_add_func("/dispatch/rate", test_rate);
    g_test_add_func("/dispatch/cache", test_cache);
    g_test_add_func("/dispatch/cache_is_touched", test_cache_is_touched);
    g_test_add_func("/dispatch/stream", test_stream);
    g_test_add_func("/dispatch/stream_of_loser", test_stream_of_loser);
    g_test_add_func("/dispatch/stream_own", test_stream_own);
    g_test_add_func("/dispatch/stream_own_limit", test_stream_own_limit);
    g_test_add_func("/dispatch/stream_slow_reader", test_stream_slow_reader);
    int failed = g_test_run();
    catalog_unref(jepara);
    catalog_unref(jabar);
    return failed;
}
