/* Percent-encoding: see urlencoded.h. */
#include "web/urlencoded.h"

#include <string.h>

#include "base/text.h"
#include "model/limits.h"

#define COOKIES_MAX 32

static void param_clear(gpointer data)
{
    Param *param = data;
    g_free(param->name);
    g_free(param->value);
}

GArray *params_new(void)
{
    GArray *params = g_array_new(FALSE, FALSE, sizeof(Param));
    g_array_set_clear_func(params, param_clear);
    return params;
}

bool params_add(GArray *params, char *name, char *value, GError **error)
{
    Param param = { name, value };
    if (params->len >= LIMIT_PARAMS) {
        param_clear(&param);
        error_set(error, KENTONGAN_ERROR_LIMIT, "body", N_("Isian formulir terlalu banyak."),
                  "more than %d parameters", LIMIT_PARAMS);
        return false;
    }
    g_array_append_val(params, param);
    return true;
}

/* The bytes data stands for, or NULL when an escape is wrong. Not terminated text: may hold NUL. */
static GString *decode(const char *data, gsize bytes, bool plus)
{
    g_autoptr(GString) out = g_string_sized_new(bytes);
    for (gsize i = 0; i < bytes; i++) {
        if (data[i] == '%') {
            int high = i + 2 < bytes ? g_ascii_xdigit_value(data[i + 1]) : -1;
            int low = i + 2 < bytes ? g_ascii_xdigit_value(data[i + 2]) : -1;
            if (high < 0 || low < 0)
                return NULL;
            g_string_append_c(out, (char)(high * 16 + low));
            i += 2;
        } else {
            g_string_append_c(out, plus && data[i] == '+' ? ' ' : data[i]);
        }
    }
    return g_steal_pointer(&out);
}

static char *decode_clean(const char *data, gsize bytes, GError **error)
{
    g_autoptr(GString) raw = decode(data, bytes, true);
    if (!raw) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL,
                  N_("Isian tidak terbaca: penulisan kodenya salah."), "wrong percent escape");
        return NULL;
    }
    return text_clean(raw->str, raw->len, NULL, error);
}

static bool pair_add(const char *data, gsize bytes, GArray *params, GError **error)
{
    const char *equals = memchr(data, '=', bytes);
    gsize name_bytes = equals ? (gsize)(equals - data) : bytes;
    g_autofree char *name = decode_clean(data, name_bytes, error);
    if (!name)
        return false;
    gsize skip = equals ? name_bytes + 1 : bytes;
    char *value = decode_clean(data + skip, bytes - skip, error);
    return value && params_add(params, g_steal_pointer(&name), value, error);
}

bool urlencoded_parse(const char *data, gsize bytes, GArray *params, GError **error)
{
    const char *end = data + bytes;
    while (data < end) {
        const char *amp = memchr(data, '&', (gsize)(end - data));
        gsize pair_bytes = (gsize)((amp ? amp : end) - data);
        if (pair_bytes > 0 && !pair_add(data, pair_bytes, params, error))
            return false;
        data += pair_bytes + 1;
    }
    return true;
}

static bool path_is_plain(const char *raw, const GString *path)
{
    if (path->str[0] != '/' || strlen(path->str) != path->len)
        return false;
    for (const char *p = raw; (p = strchr(p, '%')); p++)
        if (g_ascii_strncasecmp(p, "%2f", 3) == 0 || g_ascii_strncasecmp(p, "%5c", 3) == 0)
            return false;
    for (const char *p = raw; *p; p++)
        if ((guchar)*p <= 0x20)
            return false;
    for (gsize i = 0; i < path->len; i++)
        if ((guchar)path->str[i] < 0x20 || path->str[i] == 0x7f || path->str[i] == '\\')
            return false;
    return g_utf8_validate(path->str, (gssize)path->len, NULL);
}

static bool path_has_dots(const char *path)
{
    for (const char *p = path; (p = strstr(p, "/.")); p++) {
        const char *after = p[2] == '.' ? p + 3 : p + 2;
        if (*after == '/' || *after == '\0')
            return true;
    }
    return false;
}

char *urlencoded_path(const char *raw, GError **error)
{
    g_autoptr(GString) path = decode(raw, strlen(raw), false);
    if (!path || !path_is_plain(raw, path) || path_has_dots(path->str)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Alamat halaman ini tidak benar."),
                  "path refused");
        return NULL;
    }
    return g_string_free(g_steal_pointer(&path), FALSE);
}

static bool cookie_is_plain(const char *name, const char *value)
{
    if (!*name)
        return false;
    for (const char *p = name; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("_-.", *p))
            return false;
    for (const char *p = value; *p; p++)
        if (!g_ascii_isgraph(*p) || strchr("\",;\\", *p))
            return false;
    return true;
}

void urlencoded_cookies(const char *header, GHashTable *cookies)
{
    g_auto(GStrv) pairs = g_strsplit(header, ";", COOKIES_MAX * 2);
    for (char **pair = pairs; *pair && g_hash_table_size(cookies) < COOKIES_MAX; pair++) {
        char *equals = strchr(*pair, '=');
        if (!equals)
            continue;
        *equals = '\0';
        const char *name = g_strstrip(*pair);
        const char *value = g_strstrip(equals + 1);
        if (cookie_is_plain(name, value) && !g_hash_table_contains(cookies, name))
            g_hash_table_insert(cookies, g_strdup(name), g_strdup(value));
    }
}
