/* multipart/form-data: what field clients send, and what nobody should. */
#include <glib.h>
#include <string.h>

#include "model/limits.h"
#include "web/multipart.h"
#include "web/urlencoded.h"

typedef struct Taken {
    GArray *params;
    GPtrArray *uploads;
    GError *error;
    bool ok;
} Taken;

static void taken_clear(Taken *taken)
{
    g_array_unref(taken->params);
    g_ptr_array_unref(taken->uploads);
    g_clear_error(&taken->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Taken, taken_clear)

static Taken take_bytes(const char *type, const char *body, gsize bytes)
{
    g_autoptr(GBytes) whole = g_bytes_new(body, bytes);
    Taken taken = { params_new(), g_ptr_array_new_with_free_func((GDestroyNotify)upload_free), NULL,
                    false };
    taken.ok = multipart_parse(whole, type, taken.params, taken.uploads, &taken.error);
    g_assert_true(taken.ok == !taken.error);
    return taken;
}

static Taken take(const char *type, const char *body)
{
    return take_bytes(type, body, strlen(body));
}

static void assert_param(const Taken *taken, guint n, const char *name, const char *value)
{
    g_assert_cmpuint(taken->params->len, >, n);
    const Param *param = &g_array_index(taken->params, Param, n);
    g_assert_cmpstr(param->name, ==, name);
    g_assert_cmpstr(param->value, ==, value);
}

static void test_browser(void)
{
    g_auto(Taken) taken =
        take("multipart/form-data; boundary=----WebKitFormBoundaryAbC",
             "------WebKitFormBoundaryAbC\r\n"
             "Content-Disposition: form-data; name=\"isi\"\r\n\r\n"
             "Jalan rusak\r\ndi depan pasar\r\n"
             "------WebKitFormBoundaryAbC\r\n"
             "Content-Disposition: form-data; name=\"foto\"; filename=\"a b.jpg\"\r\n"
             "Content-Type: image/jpeg\r\n\r\n"
             "\xff\xd8\r\n\r\n--x\xff\r\n"
             "------WebKitFormBoundaryAbC\r\n"
             "Content-Disposition: form-data; name=\"foto\"; filename=\"\"\r\n"
             "Content-Type: application/octet-stream\r\n\r\n\r\n"
             "------WebKitFormBoundaryAbC--\r\n");
    g_assert_no_error(taken.error);
    g_assert_cmpuint(taken.params->len, ==, 1);
    assert_param(&taken, 0, "isi", "Jalan rusak\ndi depan pasar");
    g_assert_cmpuint(taken.uploads->len, ==, 1);
    const Upload *upload = g_ptr_array_index(taken.uploads, 0);
    g_assert_cmpstr(upload->field, ==, "foto");
    g_assert_cmpstr(upload->file_name, ==, "a b.jpg");
    g_assert_cmpstr(upload->type, ==, "image/jpeg");
    gsize bytes;
    const void *data = g_bytes_get_data(upload->bytes, &bytes);
    g_assert_cmpmem(data, bytes, "\xff\xd8\r\n\r\n--x\xff", 10);
}

/* OneBusAway: unquoted boundary of ===digits===, a charset on each part, no file. */
static void test_open311_client(void)
{
    g_auto(Taken) taken = take("multipart/form-data; boundary====1699999999999===",
                               "--===1699999999999===\r\n"
                               "Content-Disposition: form-data; name=\"service_code\"\r\n"
                               "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
                               "jalan\r\n"
                               "--===1699999999999===\r\n"
                               "Content-Disposition: form-data; name=\"lat\"\r\n"
                               "Content-Type: text/plain; charset=UTF-8\r\n\r\n"
                               "-6.59\r\n\r\n"
                               "--===1699999999999===--\r\n");
    g_assert_no_error(taken.error);
    g_assert_cmpuint(taken.params->len, ==, 2);
    assert_param(&taken, 0, "service_code", "jalan");
    assert_param(&taken, 1, "lat", "-6.59\n");
}

static void test_lenient(void)
{
    g_auto(Taken) bare_lf =
        take("multipart/form-data; boundary=\"b\"",
             "prolog\n--b\ncontent-disposition: form-data; name=a\n\n1\n--b--epilog");
    g_assert_no_error(bare_lf.error);
    assert_param(&bare_lf, 0, "a", "1");
    g_auto(Taken) near_boundary = take(
        "multipart/form-data; charset=utf-8; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--bc\r\n--b c\r\n--b-\r\n--b--");
    g_assert_no_error(near_boundary.error);
    assert_param(&near_boundary, 0, "a", "--bc\n--b c\n--b-");
    g_auto(Taken) empty =
        take("multipart/form-data; boundary=b",
             "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--b \t\r\n"
             "Content-Disposition: form-data; name=\"f\"; "
             "filename=\"C:\\dir\\x.jpg\"\r\n\r\nz\r\n--b--");
    g_assert_no_error(empty.error);
    assert_param(&empty, 0, "a", "");
    g_assert_cmpstr(((const Upload *)g_ptr_array_index(empty.uploads, 0))->file_name, ==, "x.jpg");
    g_auto(Taken) image = take("multipart/form-data; boundary=b",
                               "--b\r\nContent-Disposition: form-data; name=\"media\"\r\n"
                               "Content-Type: image/png\r\n\r\n\x89PNG\r\n--b--");
    g_assert_cmpuint(image.uploads->len, ==, 1);
}

static void test_refused(void)
{
    static const char *const BODIES[] = {
        "",
        "--b",
        "--b--x", /* the end at once is an empty form; kept out of this list below */
        "--b\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"a\"",
        "--b\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b--",
        "--b\r\n\r\n1\r\n--b--",
        "--b\r\nno colon\r\n\r\n1\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n"
        "\r\nMQ==\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\xfe\r\n--b--",
        "--b\r\nContent-Disposition: form-data; name=\"\xc3\"\r\n\r\n1\r\n--b--",
    };
    for (guint i = 0; i < G_N_ELEMENTS(BODIES); i++) {
        g_auto(Taken) taken = take("multipart/form-data; boundary=b", BODIES[i]);
        g_test_message("body %u", i);
        if (i == 2)
            g_assert_true(taken.ok && taken.params->len == 0);
        else
            g_assert_error(taken.error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    }
    g_auto(Taken) no_boundary = take("multipart/form-data", "--b--");
    g_assert_error(no_boundary.error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
    g_auto(Taken) empty_boundary = take("multipart/form-data; boundary=", "----");
    g_assert_error(empty_boundary.error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);
}

static void test_limits(void)
{
    g_autoptr(GString) many = g_string_new(NULL);
    for (int i = 0; i <= LIMIT_PARAMS; i++)
        g_string_append(many, "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n");
    g_string_append(many, "--b--");
    g_auto(Taken) parts = take("multipart/form-data; boundary=b", many->str);
    g_assert_error(parts.error, KENTONGAN_ERROR, KENTONGAN_ERROR_LIMIT);

    g_autofree char *long_text = g_strnfill(LIMIT_FORM_BYTES + 1, 'a');
    g_autofree char *body = g_strconcat("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n",
                                        long_text, "\r\n--b--", NULL);
    g_auto(Taken) text = take("multipart/form-data; boundary=b", body);
    g_assert_error(text.error, KENTONGAN_ERROR, KENTONGAN_ERROR_LIMIT);
    g_assert_cmpstr(error_field(text.error), ==, "body");

    g_autofree char *head = g_strconcat("--b\r\nX: ", long_text, "\r\n\r\n1\r\n--b--", NULL);
    g_auto(Taken) header = take("multipart/form-data; boundary=b", head);
    g_assert_error(header.error, KENTONGAN_ERROR, KENTONGAN_ERROR_INVALID);

    g_auto(Taken) nul = take_bytes("multipart/form-data; boundary=b",
                                   "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\0"
                                   "2\r\n--b--",
                                   59);
    g_assert_no_error(nul.error);
    assert_param(&nul, 0, "a", "12");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/multipart/browser", test_browser);
    g_test_add_func("/multipart/open311_client", test_open311_client);
    g_test_add_func("/multipart/lenient", test_lenient);
    g_test_add_func("/multipart/refused", test_refused);
    g_test_add_func("/multipart/limits", test_limits);
    return g_test_run();
}
