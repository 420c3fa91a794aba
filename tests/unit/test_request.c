/* Requests: targets, queries, headers, cookies, languages. */
#include <glib.h>
#include <string.h>

#include "model/limits.h"
#include "web/request.h"
#include "web/urlencoded.h"

static void test_target(void)
{
    static const struct {
        const char *target, *path, *query;
    } GOOD[] = {
        { "/", "/", "" },
        { "/laporan/JPR-4K7M-2Q9T?k=1&x", "/laporan/JPR-4K7M-2Q9T", "k=1&x" },
        { "/caf%C3%A9?", "/caf\xc3\xa9", "" },
        { "/a%20b", "/a b", "" },
        { "http://x.example:80/a?b", "/a", "b" },
        { "https://x.example", "/", "" },
        { "/.well-known/x", "/.well-known/x", "" },
        { "/a..b/...", "/a..b/...", "" },
        { "/?a?b", "/", "a?b" },
    };
    for (guint i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        g_autoptr(Request) request = request_new("GET");
        g_autoptr(GError) error = NULL;
        g_test_message("%s", GOOD[i].target);
        g_assert_true(request_set_target(request, GOOD[i].target, &error));
        g_assert_cmpstr(request->path, ==, GOOD[i].path);
        g_assert_cmpstr(request->query, ==, GOOD[i].query);
    }
    static const char *const BAD[] = {
        "",     "*",      "a",       "/..",      "/../etc/passwd", "/a/../b", "/a/%2e%2e/", "/%2e",
        "/a/.", "/a%2fb", "/a%5Cb",  "/a\\b",    "/%00",           "/a%",     "/a%4",       "/a%zz",
        "/%ff", "/a b",   "/%c0%af", "/%0d%0ax", "ftp://x/a",      "/a\x01",  "/%ed%a0%80", "/a/..",
    };
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(Request) request = request_new("GET");
        g_autoptr(GError) error = NULL;
        g_test_message("%s", BAD[i]);
        g_assert_false(request_set_target(request, BAD[i], &error));
        g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    }
}

static Request *with_query(const char *query, GError **error)
{
    g_autoptr(Request) request = request_new("GET");
    request->query = request_keep(request, query);
    return request_parse_query(request, error) ? g_steal_pointer(&request) : NULL;
}

static void test_query(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Request) request =
        with_query("a=1&b=+x+&a=2&&c&d=%0D%0Ay%07&n=-42&m=4x&e=&=v&z=%26%3D", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(request_param(request, "a"), ==, "1");
    g_assert_cmpstr(request_param(request, "b"), ==, " x ");
    g_assert_cmpstr(request_text(request, "b"), ==, "x");
    g_assert_cmpstr(request_text(request, "c"), ==, "");
    g_assert_true(request_has(request, "c"));
    g_assert_false(request_has(request, "k"));
    g_assert_cmpstr(request_text(request, "k"), ==, "");
    g_assert_cmpstr(request_param(request, "d"), ==, "\ny");
    g_assert_cmpint(request_int(request, "n", 7), ==, -42);
    g_assert_cmpint(request_int(request, "m", 7), ==, 7);
    g_assert_cmpint(request_int(request, "k", 7), ==, 7);
    g_assert_cmpstr(request_param(request, "z"), ==, "&=");
    static const char *const BAD[] = { "a=%", "a=%f", "%zz", "a=%ff", "a=%c3", "%80=1" };
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) fault = NULL;
        g_assert_null(with_query(BAD[i], &fault));
        g_assert_error(fault, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    }
    g_autofree char *many = g_strnfill(LIMIT_PARAMS * 2 + 2, 'a');
    for (gsize i = 1; i < LIMIT_PARAMS * 2 + 2; i += 2)
        many[i] = '&';
    g_assert_null(with_query(many, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_LIMIT);
}

static void test_headers(void)
{
    g_autoptr(Request) request = request_new("GET");
    g_assert_true(request_add_header(request, "X-Thing", " a\tb\x01 "));
    g_assert_true(request_add_header(request, "x-thing", "second"));
    g_assert_true(request_add_header(request, "HOST", "Jepara.example"));
    g_assert_true(request_add_header(request, "X-Bytes", "caf\xe9"));
    g_assert_true(
        request_add_header(request, "Cookie", "ktg=abc; a=1;b = 2 ; ktg=second; x\"=1; =2"));
    g_assert_true(request_add_header(request, "Cookie", "c=\"q\"; d=4"));
    g_assert_cmpstr(request_header(request, "x-thing"), ==, "a b");
    g_assert_cmpstr(request->host, ==, "Jepara.example");
    g_assert_true(g_utf8_validate(request_header(request, "x-bytes"), -1, NULL));
    g_assert_cmpstr(request_cookie(request, "ktg"), ==, "abc");
    g_assert_cmpstr(request_cookie(request, "b"), ==, "2");
    g_assert_cmpstr(request_cookie(request, "d"), ==, "4");
    g_assert_null(request_cookie(request, "c"));
    g_assert_null(request_header(request, "none"));
    for (int i = 0; i < REQUEST_HEADERS; i++) {
        g_autofree char *name = g_strdup_printf("h%d", i);
        request_add_header(request, name, "v");
    }
    g_assert_false(request_add_header(request, "one-more", "v"));
}

static const char *lang_at(const char *path, const char *query, const char *cookie,
                           const char *header)
{
    g_autoptr(Request) request = request_new("GET");
    request->path = request_keep(request, path);
    request->query = request_keep(request, query);
    if (cookie)
        request_add_header(request, "Cookie", cookie);
    if (header)
        request_add_header(request, "Accept-Language", header);
    return request_lang(request);
}

static const char *lang_of(const char *query, const char *cookie, const char *header)
{
    return lang_at("/api/v1/cases", query, cookie, header);
}

static void test_lang(void)
{
    g_assert_cmpstr(lang_at("/", "", NULL, "en"), ==, "id");
    g_assert_cmpstr(lang_at("/", "lang=en", NULL, "id"), ==, "en");
    g_assert_cmpstr(lang_at("/", "", "lang=en", NULL), ==, "en");
    g_assert_cmpstr(lang_at("/open311/v2/services.json", "", NULL, "en"), ==, "en");
    g_assert_cmpstr(lang_of("", NULL, NULL), ==, "id");
    g_assert_cmpstr(lang_of("", NULL, "en-GB,en;q=0.9,id;q=0.1"), ==, "en");
    g_assert_cmpstr(lang_of("", NULL, "jv, id-ID"), ==, "id");
    g_assert_cmpstr(lang_of("", NULL, "fr"), ==, "id");
    g_assert_cmpstr(lang_of("", "lang=id", "en"), ==, "id");
    g_assert_cmpstr(lang_of("lang=en", "lang=id", "id"), ==, "en");
    g_assert_cmpstr(lang_of("a=1&lang=en&b", NULL, NULL), ==, "en");
    g_assert_cmpstr(lang_of("slang=en&lang=enx", NULL, NULL), ==, "id");
}

static void test_ids_differ(void)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (int i = 0; i < 10000; i++) {
        g_autoptr(Request) request = request_new("GET");
        g_assert_cmpuint(strlen(request->id), ==, 16);
        g_assert_true(g_hash_table_add(seen, g_strdup(request->id)));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/request/target", test_target);
    g_test_add_func("/request/query", test_query);
    g_test_add_func("/request/headers", test_headers);
    g_test_add_func("/request/lang", test_lang);
    g_test_add_func("/request/ids_differ", test_ids_differ);
    return g_test_run();
}
