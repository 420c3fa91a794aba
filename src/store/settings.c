/* Settings columns: JSON by the table. */
#include "store/settings.h"

#include "base/json.h"

char *settings_format(const Setting *table, gconstpointer thing)
{
    json_t *object = json_object();
    for (const Setting *row = table; row->key; row++) {
        g_autofree char *text = setting_get(row, thing);
        json_object_set_new(object, row->key, json_string(text));
    }
    return json_take_text(object);
}

static bool parse_fields(const Setting *table, const json_t *object, gpointer thing, GError **error)
{
    for (const Setting *row = table; row->key; row++) {
        const char *text = json_string_value(json_object_get(object, row->key));
        if (!text)
            text = row->fallback;
        if (text && !setting_set(row, thing, text, error))
            return false;
    }
    return true;
}

bool settings_parse(const Setting *table, const char *json, gpointer thing, GError **error)
{
    json_error_t at;
    json_t *object = json_loads(json ? json : "", 0, &at);
    if (!json_is_object(object)) {
        json_decref(object);
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Pengaturan di basis data rusak."),
                  "%s", at.text);
        return false;
    }
    bool read = parse_fields(table, object, thing, error);
    json_decref(object);
    return read;
}
