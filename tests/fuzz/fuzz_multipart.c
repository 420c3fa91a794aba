/* multipart/form-data: the first line is the Content-Type, the rest the body. */
#include "fuzz/fuzz.h"
#include "model/limits.h"
#include "web/multipart.h"
#include "web/urlencoded.h"

static void check_clean(const char *text)
{
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p; p++)
        g_assert_true((guchar)*p >= 0x20 || *p == '\n' || *p == '\t');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    const uint8_t *eol = bytes ? memchr(data, '\n', bytes) : NULL;
    size_t head = eol ? (size_t)(eol - data) : bytes;
    g_autofree char *type = fuzz_text(data, head);
    g_autoptr(GBytes) body = g_bytes_new(eol ? eol + 1 : NULL, eol ? bytes - head - 1 : 0);
    g_autoptr(GArray) params = params_new();
    g_autoptr(GPtrArray) uploads = g_ptr_array_new_with_free_func((GDestroyNotify)upload_free);
    GError *error = NULL;
    bool ok = multipart_parse(body, type, params, uploads, &error);
    g_assert_true(ok == !error);
    g_assert_true(ok || error_is(error, KENTONGAN_ERROR_INVALID) ||
                  error_is(error, KENTONGAN_ERROR_LIMIT));
    g_clear_error(&error);
    g_assert_true(params->len <= LIMIT_PARAMS && uploads->len <= LIMIT_PARAMS);
    for (guint i = 0; i < params->len; i++) {
        check_clean(g_array_index(params, Param, i).name);
        check_clean(g_array_index(params, Param, i).value);
    }
    gsize total = 0;
    for (guint i = 0; i < uploads->len; i++) {
        const Upload *upload = g_ptr_array_index(uploads, i);
        check_clean(upload->field);
        check_clean(upload->file_name);
        g_assert_null(strchr(upload->file_name, '/'));
        total += g_bytes_get_size(upload->bytes);
    }
    g_assert_true(total <= bytes);
    return 0;
}
