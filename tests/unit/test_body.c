/* JSON bodies: what is taken, and what is refused with its field named. */
#include <glib.h>
#include <string.h>

#include "web/api/body.h"

static Request *with_body(const char *text, gssize bytes)
{
    Request *request = request_new("POST");
    if (text)
        request->body = g_bytes_new(text, bytes < 0 ? strlen(text) : (gsize)bytes);
    return request;
}

static json_t *read_text(Request *request)
{
    g_autoptr(GError) error = NULL;
    json_t *body = body_read(request, &error);
    g_assert_no_error(error);
    g_assert_nonnull(body);
    return body;
}

static void assert_refused(const char *text, gssize bytes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Request) request = with_body(text, bytes);
    g_test_message("%.60s", text ? text : "(none)");
    g_assert_null(body_read(request, &error));
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
}

static void test_refused(void)
{
    static const char *const BAD[] = {
        "",
        " ",
        "null",
        "[]",
        "\"x\"",
        "1",
        "{",
        "{\"a\":}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":\"\xff\"}",
        "{\"a\":\"\xed\xa0\x80\"}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\x01\"}",
        "{\"a\":1e999}",
        "{\"a\":99999999999999999999}",
        "{}{}",
        "{} x",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":+1}",
        "{\"\\u0000\":1}",
    };
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++)
        assert_refused(BAD[i], -1);
    assert_refused(NULL, 0);
    assert_refused("{}\0", 3);
    assert_refused("\xef\xbb\xbf{}", -1);
}

static void test_deep(void)
{
    GString *deep = g_string_new("{\"a\":");
    for (int i = 0; i < 100000; i++)
        g_string_append_c(deep, '[');
    assert_refused(deep->str, (gssize)deep->len);
    g_string_free(deep, TRUE);
}

static void assert_field(GError *error, const char *field)
{
    g_assert_error(error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    g_assert_cmpstr(error_field(error), ==, field);
    g_error_free(error);
}

static void test_text(void)
{
    g_autoptr(Request) request =
        with_body("{\"a\":\"  x\\r\\ny\\u0007\\u202e \",\"n\":null,\"i\":1,\"o\":{}}", -1);
    json_t *body = read_text(request);
    const char *text = NULL;
    GError *error = NULL;
    g_assert_true(body_text(request, body, "a", &text, &error));
    g_assert_cmpstr(text, ==, "x\ny");
    g_assert_true(body_text(request, body, "n", &text, &error));
    g_assert_cmpstr(text, ==, "");
    g_assert_true(body_text(request, body, "gone", &text, &error));
    g_assert_cmpstr(text, ==, "");
    g_assert_false(body_text(request, body, "i", &text, &error));
    assert_field(g_steal_pointer(&error), "i");
    g_assert_false(body_text(request, body, "o", &text, &error));
    assert_field(g_steal_pointer(&error), "o");
    json_decref(body);
}

static void test_int(void)
{
    g_autoptr(Request) request = with_body(
        "{\"a\":3,\"n\":null,\"s\":\"3\",\"r\":3.0,\"b\":true,\"big\":61,\"neg\":-1}", -1);
    json_t *body = read_text(request);
    const BodyRange range = { 1, 60, 7 };
    static const char *const BAD[] = { "s", "r", "b", "big", "neg" };
    gint64 number = 0;
    GError *error = NULL;
    g_assert_true(body_int(body, "a", range, &number, &error));
    g_assert_cmpint(number, ==, 3);
    g_assert_true(body_int(body, "n", range, &number, &error));
    g_assert_cmpint(number, ==, 7);
    g_assert_true(body_int(body, "gone", range, &number, &error));
    g_assert_cmpint(number, ==, 7);
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_assert_false(body_int(body, BAD[i], range, &number, &error));
        assert_field(g_steal_pointer(&error), BAD[i]);
    }
    json_decref(body);
}

static void test_bool(void)
{
    g_autoptr(Request) request =
        with_body("{\"t\":true,\"f\":false,\"n\":null,\"s\":\"true\"}", -1);
    json_t *body = read_text(request);
    bool value = false;
    GError *error = NULL;
    g_assert_true(body_bool(body, "t", &value, &error));
    g_assert_true(value);
    g_assert_true(body_bool(body, "f", &value, &error));
    g_assert_false(value);
    value = true;
    g_assert_true(body_bool(body, "n", &value, &error));
    g_assert_false(value);
    g_assert_false(body_bool(body, "s", &value, &error));
    assert_field(g_steal_pointer(&error), "s");
    json_decref(body);
}

static void test_point(void)
{
    static const char *const BAD[] = {
        "{\"p\":{}}",
        "{\"p\":{\"lat\":1}}",
        "{\"p\":{\"lat\":\"1\",\"long\":2}}",
        "{\"p\":{\"lat\":91,\"long\":2}}",
        "{\"p\":{\"lat\":1,\"long\":-180.1}}",
        "{\"p\":{\"lat\":1e300,\"long\":2}}",
        "{\"p\":{\"lat\":1,\"lng\":2}}",
        "{\"p\":{\"lat\":1,\"long\":2,\"z\":3}}",
        "{\"p\":{\"lat\":0,\"long\":0}}",
        "{\"p\":[1,2]}",
        "{\"p\":\"1,2\"}",
        "{\"p\":7}",
        "{\"p\":false}",
    };
    gint32 lat_e7 = 0, lng_e7 = 0;
    bool given = false;
    GError *error = NULL;
    g_autoptr(Request) good = with_body("{\"p\":{\"lat\":-6.5907,\"long\":110.66775}}", -1);
    json_t *body = read_text(good);
    g_assert_true(body_point(body, "p", &given, &lat_e7, &lng_e7, &error));
    g_assert_true(given);
    g_assert_cmpint(lat_e7, ==, -65907000);
    g_assert_cmpint(lng_e7, ==, 1106677500);
    g_assert_true(body_point(body, "q", &given, &lat_e7, &lng_e7, &error));
    g_assert_false(given);
    json_decref(body);
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(Request) request = with_body(BAD[i], -1);
        json_t *wrong = read_text(request);
        g_test_message("%s", BAD[i]);
        g_assert_false(body_point(wrong, "p", &given, &lat_e7, &lng_e7, &error));
        assert_field(g_steal_pointer(&error), "p");
        json_decref(wrong);
    }
}

static const char *const KNOWN[] = { "text", "service", "agency", NULL };

static void test_names(void)
{
    static const struct {
        const char *body, *nearest;
    } ROWS[] = {
        { "{\"text\":1,\"agency\":2}", "" },
        { "{}", "" },
        { "{\"txet\":1}", "text" },
        { "{\"Service\":1}", "service" },
        { "{\"agenzy\":1}", "agency" },
        { "{\"entirely_else\":1}", NULL },
        { "{\"\":1}", NULL },
    };
    for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Request) request = with_body(ROWS[i].body, -1);
        json_t *body = read_text(request);
        GError *error = NULL;
        bool good = ROWS[i].nearest && !*ROWS[i].nearest;
        g_test_message("%s", ROWS[i].body);
        g_assert_cmpint(body_check_names(body, KNOWN, &error), ==, good);
        if (!good)
            assert_field(g_steal_pointer(&error), ROWS[i].nearest);
        json_decref(body);
    }
}

static void test_query(void)
{
    static const struct {
        const char *query, *nearest;
    } ROWS[] = {
        { "text=1&service=2&lang=en", "" },
        { "", "" },
        { "servise=jalan", "service" },
        { "text=1&x", NULL },
    };
    for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(Request) request = request_new("GET");
        GError *error = NULL;
        bool good = ROWS[i].nearest && !*ROWS[i].nearest;
        request->query = request_keep(request, ROWS[i].query);
        g_assert_true(request_parse_query(request, &error));
        g_assert_cmpint(body_check_query(request, KNOWN, &error), ==, good);
        if (!good)
            assert_field(g_steal_pointer(&error), ROWS[i].nearest);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/body/what is no JSON object is refused", test_refused);
    g_test_add_func("/body/depth has an end", test_deep);
    g_test_add_func("/body/texts are cleaned, other types refused", test_text);
    g_test_add_func("/body/numbers are whole and within their range", test_int);
    g_test_add_func("/body/true and false are not words", test_bool);
    g_test_add_func("/body/points have lat and long on the globe", test_point);
    g_test_add_func("/body/an unknown name is refused with the nearest known one", test_names);
    g_test_add_func("/body/so is an unknown parameter", test_query);
    return g_test_run();
}
