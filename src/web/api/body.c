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
    const char *data = request->body ? g_bytes_get_data(request->body, &bytes) : "";
    json_t *body = json_loadb(data, bytes, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(body)) {
        invalid(error, NULL, N_("Isi permintaan harus berupa objek JSON."), where.text);
        json_decref(body);
        return NULL;
    }
    return body;
}

/* Field names are put into errors, which want static strings: interned, and only known ones get
 * here. */
static const char *field_name(const char *name)
{
    return g_intern_string(name);
}

bool body_text(const Request *request, const json_t *body, const char *name, const char **text,
               GError **error)
{
    const json_t *value = json_object_get(body, name);
    *text = "";
    if (!value || json_is_null(value))
        return true;
    if (!json_is_string(value))
        return invalid(error, field_name(name), N_("Isian ini harus berupa teks."), name);
    g_autofree char *clean =
        text_clean(json_string_value(value), json_string_length(value), field_name(name), error);
    if (!clean)
        return false;
    *text = request_keep((Request *)request, g_strstrip(clean));
    return true;
}

bool body_int(const json_t *body, const char *name, gint64 fallback, gint64 *number, GError **error)
{
    const json_t *value = json_object_get(body, name);
    *number = fallback;
    if (!value || json_is_null(value))
        return true;
    if (!json_is_integer(value))
        return invalid(error, field_name(name), N_("Isian ini harus berupa bilangan bulat."), name);
    *number = json_integer_value(value);
    return true;
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
    const json_t *point = json_object_get(body, name);
    *given = point && !json_is_null(point);
    if (!*given)
        return true;
    if (!degrees(point, "lat", 90, lat_e7) || !degrees(point, "long", 180, lng_e7))
        return invalid(error, field_name(name),
                       N_("Titik ditulis dengan lat dan long, dalam derajat."), name);
    return true;
}

bool body_check_names(const json_t *body, const char *const *known, GError **error)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)body, name, value)
    {
        if (g_strv_contains(known, name))
            continue;
        const char *nearest = text_nearest(name, known);
        error_set(error, KENTONGAN_ERROR_INVALID, nearest,
                  N_("Ada isian yang tidak dikenal; periksa ejaannya."), "%s", name);
        return false;
    }
    return true;
}
