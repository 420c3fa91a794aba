/* See keys.h. */
#include "channel/keys.h"

#include "base/text.h"

#include <errno.h>
#include <glib/gstdio.h>

static const char *const COMMON[] = { "driver", "number", "secret", "tenant", NULL };

bool keys_check(GKeyFile *config, const char *group, const char *const *known, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(config, group, NULL, NULL);
    for (guint i = 0; keys && keys[i]; i++) {
        if (g_strv_contains(known, keys[i]) || g_strv_contains(COMMON, keys[i]))
            continue;
        const char *nearest = text_nearest(keys[i], known);
        if (!nearest)
            nearest = text_nearest(keys[i], COMMON);
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pengaturan kanal tidak dikenal."),
                  "[%s] %s: unknown key%s%s", group, keys[i], nearest ? "; did you mean " : "",
                  nearest ? nearest : "");
        return false;
    }
    return true;
}

char *keys_text(GKeyFile *config, const char *group, const char *key, const char *fallback)
{
    g_autofree char *value = g_key_file_get_string(config, group, key, NULL);
    if (!value)
        return g_strdup(fallback);
    return g_strdup(g_strstrip(value));
}

bool keys_int(GKeyFile *config, const char *group, const char *key, int fallback, int min, int max,
              int *value, GError **error)
{
    g_autofree char *text = keys_text(config, group, key, NULL);
    gint64 number = fallback;
    if (text && !g_ascii_string_to_signed(text, 10, min, max, &number, NULL)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pengaturan kanal tidak sah."),
                  "[%s] %s = %s: must be a number from %d to %d", group, key, text, min, max);
        return false;
    }
    *value = (int)number;
    return true;
}

char **keys_hosts(GKeyFile *config, const char *group, const char *const *usual)
{
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();
    g_autofree char *text = keys_text(config, group, "media_hosts", "");
    g_auto(GStrv) more = g_strsplit_set(text, "; ", -1);
    g_strv_builder_addv(all, (const char **)usual);
    for (char **host = more; *host; host++)
        if (**host)
            g_strv_builder_add(all, *host);
    return g_strv_builder_end(all);
}

char *keys_folder(GKeyFile *config, const char *group, const char *key, GError **error)
{
    g_autofree char *folder = keys_text(config, group, key, NULL);
    if (!folder || !*folder) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pengaturan kanal tidak sah."),
                  "[%s] %s is missing: it must name a folder", group, key);
        return NULL;
    }
    if (g_mkdir_with_parents(folder, 0750) != 0) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Folder kanal tidak dapat dibuat."),
                  "[%s] %s = %s: %s", group, key, folder, g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&folder);
}
