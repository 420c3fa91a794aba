/* INI files on GKeyFile: see ini.h. */
#include "base/ini.h"

#include "base/clock.h"
#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#define FILE_BYTES_MAX (4 * 1024 * 1024)

struct Ini {
    GKeyFile *file;
    char *name;
};

void ini_free(Ini *ini)
{
    if (!ini)
        return;
    g_key_file_unref(ini->file);
    g_free(ini->name);
    g_free(ini);
}

static bool matches(const char *pattern, const char *name)
{
    gsize n = strlen(pattern);
    return n && pattern[n - 1] == '*' ? !strncmp(pattern, name, n - 1) : !strcmp(pattern, name);
}

/* ", did you mean ..." among the names of the table, or "". A name with '*' is no proposal. */
static char *proposal(const char *word, GPtrArray *names)
{
    g_ptr_array_add(names, NULL);
    const char *nearest = text_nearest(word, (const char *const *)names->pdata);
    return nearest ? g_strdup_printf("; did you mean \"%s\"?", nearest) : g_strdup("");
}

static void fail_group(const Ini *ini, const char *group, const IniKey *known, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const IniKey *k = known; k->group; k++)
        if (!strchr(k->group, '*'))
            g_ptr_array_add(names, (gpointer)k->group);
    g_autofree char *nearest = proposal(group, names);
    error_set(error, KENTONGAN_ERROR_INVALID, NULL,
              N_("Berkas konfigurasi memuat bagian yang tidak dikenal."),
              "%s: unknown group [%s]%s", ini->name, group, nearest);
}

static void fail_key(const Ini *ini, const char *group, const char *key, const IniKey *known,
                     GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const IniKey *k = known; k->group; k++)
        if (matches(k->group, group) && !strchr(k->key, '*'))
            g_ptr_array_add(names, (gpointer)k->key);
    g_autofree char *nearest = proposal(key, names);
    error_set(error, KENTONGAN_ERROR_INVALID, NULL,
              N_("Berkas konfigurasi memuat kunci yang tidak dikenal."),
              "%s: unknown key \"%s\" in [%s]%s", ini->name, key, group, nearest);
}

static bool check_keys(const Ini *ini, const char *group, const IniKey *known, GError **error)
{
    g_auto(GStrv) keys = ini_keys(ini, group);
    for (char **key = keys; *key; key++) {
        const IniKey *k = known;
        while (k->group && !(matches(k->group, group) && matches(k->key, *key)))
            k++;
        if (!k->group) {
            fail_key(ini, group, *key, known, error);
            return false;
        }
    }
    return true;
}

static bool check_known(const Ini *ini, const IniKey *known, GError **error)
{
    g_auto(GStrv) groups = ini_groups(ini, "");
    for (char **group = groups; *group; group++) {
        const IniKey *k = known;
        while (k->group && !matches(k->group, *group))
            k++;
        if (!k->group) {
            fail_group(ini, *group, known, error);
            return false;
        }
        if (!check_keys(ini, *group, known, error))
            return false;
    }
    return true;
}

static bool fail_file(const char *name, const char *why, GError **error)
{
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Berkas konfigurasi tidak dapat dibaca."),
              "%s: %s", name, why);
    return false;
}

Ini *ini_parse(const char *data, gsize bytes, const char *name, const IniKey *known, GError **error)
{
    g_autoptr(Ini) ini = g_new0(Ini, 1);
    ini->file = g_key_file_new();
    ini->name = g_strdup(name);
    g_autoptr(GError) wrong = NULL;
    bool ok = bytes <= FILE_BYTES_MAX ? true : fail_file(name, "more than 4 MB", error);
    if (ok && !g_utf8_validate_len(data, bytes, NULL))
        ok = fail_file(name, "not UTF-8", error);
    if (ok && !g_key_file_load_from_data(ini->file, bytes ? data : "\n", bytes ? bytes : 1,
                                         G_KEY_FILE_KEEP_TRANSLATIONS, &wrong))
        ok = fail_file(name, wrong->message, error);
    return ok && check_known(ini, known, error) ? g_steal_pointer(&ini) : NULL;
}

Ini *ini_load(const char *path, const IniKey *known, GError **error)
{
    g_autoptr(GError) wrong = NULL;
    g_autofree char *data = NULL;
    gsize bytes;
    if (g_file_get_contents(path, &data, &bytes, &wrong))
        return ini_parse(data, bytes, path, known, error);
    if (g_error_matches(wrong, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Berkas konfigurasi tidak ada."), "%s",
                  wrong->message);
    else
        (void)fail_file(path, wrong->message, error);
    return NULL;
}

const char *ini_name(const Ini *ini)
{
    return ini->name;
}

bool ini_has(const Ini *ini, const char *group, const char *key)
{
    return g_key_file_has_key(ini->file, group, key, NULL);
}

char **ini_groups(const Ini *ini, const char *prefix)
{
    g_auto(GStrv) all = g_key_file_get_groups(ini->file, NULL);
    GPtrArray *some = g_ptr_array_new();
    for (char **group = all; *group; group++)
        if (g_str_has_prefix(*group, prefix))
            g_ptr_array_add(some, g_strdup(*group));
    g_ptr_array_add(some, NULL);
    return (char **)g_ptr_array_free(some, FALSE);
}

char **ini_keys(const Ini *ini, const char *group)
{
    char **keys = g_key_file_get_keys(ini->file, group, NULL, NULL);
    return keys ? keys : g_new0(char *, 1);
}

bool ini_fail(const Ini *ini, const char *group, const char *key, const char *why, GError **error)
{
    g_autofree char *value = g_key_file_get_value(ini->file, group, key, NULL);
    g_autofree char *shown = text_cut(value ? value : "", 80, true);
    error_set(error, KENTONGAN_ERROR_INVALID, NULL,
              N_("Berkas konfigurasi memuat nilai yang salah."), "%s: [%s] %s = %s: %s", ini->name,
              group, key, shown, why);
    return false;
}

/* The trimmed value, *out NULL when the key is absent. */
static bool read_value(const Ini *ini, const char *group, const char *key, char **out,
                       GError **error)
{
    *out = NULL;
    if (!ini_has(ini, group, key))
        return true;
    g_autoptr(GError) wrong = NULL;
    g_autofree char *value = g_key_file_get_string(ini->file, group, key, &wrong);
    if (wrong) /* a bad escape gives both a value and an error */
        return ini_fail(ini, group, key, wrong->message, error);
    *out = g_strstrip(g_steal_pointer(&value));
    return true;
}

bool ini_get_text(const Ini *ini, const char *group, const char *key, gsize max_chars,
                  const char *fallback, char **out, GError **error)
{
    g_autofree char *value = NULL;
    if (!read_value(ini, group, key, &value, error))
        return false;
    if (value && text_chars(value) > max_chars) {
        g_autofree char *why =
            g_strdup_printf("longer than %" G_GSIZE_FORMAT " characters", max_chars);
        return ini_fail(ini, group, key, why, error);
    }
    *out = value ? g_steal_pointer(&value) : g_strdup(fallback);
    return true;
}

bool ini_need_text(const Ini *ini, const char *group, const char *key, gsize max_chars, char **out,
                   GError **error)
{
    g_autofree char *value = NULL;
    if (!ini_get_text(ini, group, key, max_chars, "", &value, error))
        return false;
    if (text_is_blank(value))
        return ini_fail(ini, group, key, "must not be empty", error);
    *out = g_steal_pointer(&value);
    return true;
}

bool ini_get_int(const Ini *ini, const char *group, const char *key, gint64 min, gint64 max,
                 gint64 fallback, gint64 *out, GError **error)
{
    g_autofree char *value = NULL;
    *out = fallback;
    if (!read_value(ini, group, key, &value, error))
        return false;
    if (!value || g_ascii_string_to_signed(value, 10, min, max, out, NULL))
        return true;
    g_autofree char *why = g_strdup_printf(
        "not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min, max);
    return ini_fail(ini, group, key, why, error);
}

bool ini_get_double(const Ini *ini, const char *group, const char *key, double min, double max,
                    double fallback, double *out, GError **error)
{
    g_autofree char *value = NULL;
    *out = fallback;
    if (!read_value(ini, group, key, &value, error))
        return false;
    if (!value)
        return true;
    char *end;
    double number = g_ascii_strtod(value, &end);
    if (end > value && !*end && isfinite(number) && number >= min && number <= max) {
        *out = number;
        return true;
    }
    g_autofree char *why = g_strdup_printf("not a number from %g to %g", min, max);
    return ini_fail(ini, group, key, why, error);
}

bool ini_get_bool(const Ini *ini, const char *group, const char *key, bool fallback, bool *out,
                  GError **error)
{
    static const char *const WORDS[] = { "false", "true", "no", "yes", "tidak",
                                         "ya",    "off",  "on", "0",   "1" };
    g_autofree char *value = NULL;
    *out = fallback;
    if (!read_value(ini, group, key, &value, error))
        return false;
    if (!value)
        return true;
    for (guint i = 0; i < G_N_ELEMENTS(WORDS); i++)
        if (!g_ascii_strcasecmp(value, WORDS[i])) {
            *out = i & 1;
            return true;
        }
    return ini_fail(ini, group, key, "neither true nor false", error);
}

bool ini_get_minute(const Ini *ini, const char *group, const char *key, int fallback, int *out,
                    GError **error)
{
    g_autofree char *value = NULL;
    *out = fallback;
    if (!read_value(ini, group, key, &value, error))
        return false;
    if (!value)
        return true;
    const char *v = value;
    bool shaped = strlen(v) == 5 && g_ascii_isdigit(v[0]) && g_ascii_isdigit(v[1]) &&
                  (v[2] == ':' || v[2] == '.') && g_ascii_isdigit(v[3]) && g_ascii_isdigit(v[4]);
    int hour = shaped ? (v[0] - '0') * 10 + v[1] - '0' : 99;
    int minute = shaped ? (v[3] - '0') * 10 + v[4] - '0' : 99;
    if (hour > 24 || minute > 59 || (hour == 24 && minute))
        return ini_fail(ini, group, key, "not a time of day like 07:30", error);
    *out = hour * 60 + minute;
    return true;
}

static gint64 unit_us(const char *unit)
{
    static const struct {
        const char *name;
        gint64 us;
    } UNITS[] = { { "ms", 1000 },
                  { "s", US_PER_S },
                  { "m", US_PER_MIN },
                  { "h", US_PER_HOUR },
                  { "d", US_PER_DAY } };
    for (guint i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (!strcmp(unit, UNITS[i].name))
            return UNITS[i].us;
    return 0;
}

bool ini_get_span(const Ini *ini, const char *group, const char *key, gint64 min_us, gint64 max_us,
                  gint64 fallback_us, gint64 *out_us, GError **error)
{
    g_autofree char *value = NULL;
    *out_us = fallback_us;
    if (!read_value(ini, group, key, &value, error))
        return false;
    if (!value)
        return true;
    gsize digits = strspn(value, "0123456789");
    gint64 unit = unit_us(value + digits), span;
    if (!digits || digits > 12 || !unit ||
        __builtin_mul_overflow(g_ascii_strtoll(value, NULL, 10), unit, &span))
        return ini_fail(ini, group, key, "not a length like 90s, 15m, 2h, 10d or 250ms", error);
    if (span < min_us || span > max_us) {
        g_autofree char *why = g_strdup_printf(
            "not from %g to %g seconds", (double)min_us / US_PER_S, (double)max_us / US_PER_S);
        return ini_fail(ini, group, key, why, error);
    }
    *out_us = span;
    return true;
}

bool ini_get_choice(const Ini *ini, const char *group, const char *key, const char *const *choices,
                    int fallback, int *out, GError **error)
{
    g_autofree char *value = NULL;
    *out = fallback;
    if (!read_value(ini, group, key, &value, error))
        return false;
    if (!value)
        return true;
    for (int i = 0; choices[i]; i++)
        if (!strcmp(value, choices[i])) {
            *out = i;
            return true;
        }
    g_autofree char *all = g_strjoinv(", ", (char **)choices);
    g_autofree char *why = g_strconcat("none of ", all, NULL);
    return ini_fail(ini, group, key, why, error);
}

bool ini_get_list(const Ini *ini, const char *group, const char *key, char ***out, GError **error)
{
    g_auto(GStrv) items = NULL;
    if (ini_has(ini, group, key)) {
        g_autoptr(GError) wrong = NULL;
        items = g_key_file_get_string_list(ini->file, group, key, NULL, &wrong);
        if (wrong)
            return ini_fail(ini, group, key, wrong->message, error);
    }
    GPtrArray *some = g_ptr_array_new();
    for (char **item = items; item && *item; item++)
        if (!text_is_blank(*item))
            g_ptr_array_add(some, g_strstrip(g_strdup(*item)));
    g_ptr_array_add(some, NULL);
    *out = (char **)g_ptr_array_free(some, FALSE);
    return true;
}
