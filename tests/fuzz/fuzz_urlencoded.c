/* Request targets, queries, forms, cookies and language headers, all from the same bytes. */
#include "fuzz/fuzz.h"
#include "model/limits.h"
#include "web/request.h"
#include "web/urlencoded.h"

static void check_clean(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p; p++)
        g_assert_true((guchar)*p >= 0x20 || *p == '\n' || *p == '\t');
}

/* What a path may be taken for later: never something outside its folder, never two segments. */
static void check_path(const char *text)
{
    g_autofree char *path = urlencoded_path(text, NULL);
    if (!path)
        return;
    g_assert_cmpint(path[0], ==, '/');
    check_clean(path);
    g_assert_null(strchr(path, '\\'));
    g_auto(GStrv) segments = g_strsplit(path, "/", -1);
    g_auto(GStrv) raw = g_strsplit(text, "/", -1);
    g_assert_cmpuint(g_strv_length(segments), ==, g_strv_length(raw));
    for (char **segment = segments; *segment; segment++)
        g_assert_true(!g_str_equal(*segment, ".") && !g_str_equal(*segment, ".."));
}

static void check_params(const uint8_t *data, size_t bytes)
{
    g_autoptr(GArray) params = params_new();
    GError *error = NULL;
    bool ok = urlencoded_parse((const char *)data, bytes, params, &error);
    g_assert_true(ok == !error);
    g_clear_error(&error);
    g_assert_true(params->len <= LIMIT_PARAMS);
    for (guint i = 0; i < params->len; i++) {
        check_clean(g_array_index(params, Param, i).name);
        check_clean(g_array_index(params, Param, i).value);
    }
}

static void check_request(const char *text)
{
    g_autoptr(Request) request = request_new("GET");
    bool ok = request_set_target(request, text, NULL);
    for (const char *const *name =
             (const char *const[]){ "cookie", "accept-language", "host", "x-y", NULL };
         *name; name++)
        request_add_header(request, *name, text);
    if (ok && request_parse_query(request, NULL)) {
        request_text(request, "a");
        request_int(request, "a", 0);
    }
    const char *lang = request_lang(request);
    g_assert_true(g_str_equal(lang, "id") || g_str_equal(lang, "en"));
    const char *kept = request_header(request, "x-y");
    g_assert_true(g_utf8_validate(kept, -1, NULL) && !strpbrk(kept, "\r\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *text = fuzz_text(data, bytes);
    check_path(text);
    check_params(data, bytes);
    check_request(text);
    return 0;
}
