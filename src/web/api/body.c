/* The JSON object of a request body: see body.h. */
#include "web/api/body.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

static bool invalid(GError **error, const char *field, const char *sentence, const char *detail)
{
    error_set(error, KENTONGAN_ERROR_INVALID, field, sentence, "%s", detail);
    return false;
}

json_t *body_read(const Request *request, GError **error)
{
    json_error_t where;
    gsize bytes = 0;
    const char *data = request->body ? g_bytes_get_data(request->body, &bytes) : NULL;
    json_t *body = json_loadb(data ? data : "", bytes, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(body)) {
        invalid(error, NULL, N_("Isi permintaan harus berupa objek JSON."),
                body ? "not an object" : where.text);
        json_decref(body);
        return NULL;
    }
    return body;
}

/* NULL: absent or null. */
static const json_t *field_of(const json_t *body, const char *name)
{
    const json_t *value = json_object_get(body, name);
    return json_is_null(value) ? NULL : value;
}

bool body_text(const Request *request, const json_t *body, const char *name, const char **text,
               GError **error)
{
    const json_t *value = field_of(body, name);
    *text = "";
    if (!value)
        return true;
    if (!json_is_string(value))
        return invalid(error, name, N_("Isian ini harus berupa teks."), name);
    g_autofree char *clean =
        text_clean(json_string_value(value), json_string_length(value), name, error);
    if (!clean)
        return false;
    /* one thread has the request at a time, so its text may grow behind the const */
    *text = request_keep((Request *)request, g_strstrip(clean));
    return true;
}

bool body_int(const json_t *body, const char *name, BodyRange range, gint64 *number, GError **error)
{
    const json_t *value = field_of(body, name);
    *number = range.fallback;
    if (!value)
        return true;
    if (!json_is_integer(value))
        return invalid(error, name, N_("Isian ini harus berupa bilangan bulat."), name);
    *number = json_integer_value(value);
    if (*number < range.min || *number > range.max)
        return invalid(error, name, N_("Bilangan ini di luar batasnya."), name);
    return true;
}

bool body_bool(const json_t *body, const char *name, bool *value, GError **error)
{
    const json_t *found = field_of(body, name);
    *value = json_is_true(found);
    return !found || json_is_boolean(found) ||
           invalid(error, name, N_("Isian ini harus true atau false."), name);
}

static bool degrees(const json_t *point, const char *name, double limit, gint32 *e7)
{
    const json_t *value = json_object_get(point, name);
    double number = json_number_value(value);
    if (!json_is_number(value) || !(fabs(number) <= limit))
        return false;
    *e7 = (gint32)lround(number * 1e7);
    return true;
}

bool body_point(const json_t *body, const char *name, bool *given, gint32 *lat_e7, gint32 *lng_e7,
                GError **error)
{
    const json_t *point = field_of(body, name);
    *given = point != NULL;
    if (!*given)
        return true;
    bool ok = json_object_size(point) == 2 && degrees(point, "lat", 90, lat_e7) &&
              degrees(point, "long", 180, lng_e7) && (*lat_e7 != 0 || *lng_e7 != 0);
    return ok ||
           invalid(error, name, N_("Titik ditulis dengan lat dan long, dalam derajat."), name);
}

static bool unknown(GError **error, const char *name, const char *const *known)
{
    error_set(error, KENTONGAN_ERROR_INVALID, text_nearest(name, known),
              N_("Ada isian yang tidak dikenal; periksa ejaannya."), "%.200s", name);
    return false;
}

bool body_check_names(const json_t *body, const char *const *known, GError **error)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)body, name, value)
    {
        if (!g_strv_contains(known, name))
            return unknown(error, name, known);
    }
    return true;
}

bool body_check_query(const Request *request, const char *const *known, GError **error)
{
    for (guint i = 0; i < request->params->len; i++) {
        const char *name = g_array_index(request->params, Param, i).name;
        if (!g_str_equal(name, "lang") && !g_strv_contains(known, name))
            return unknown(error, name, known);
    }
    return true;
}
