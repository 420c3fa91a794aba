/* Templates' text: see view_text.h. */
#include "web/view_text.h"

#include <string.h>

#include "base/words.h"
#include "web/assets.h"

#define ASSETS "/assets/"

static bool head_is_right(const char *source)
{
    return g_str_has_prefix(source, "{{%AUTOESCAPE context=\"HTML\"}}") ||
           g_str_has_prefix(source, "{{%AUTOESCAPE context=\"XML\"}}") ||
           g_str_has_prefix(source, "{{%AUTOESCAPE context=\"CSS\"}}") ||
           g_str_has_prefix(source, "{{%AUTOESCAPE context=\"JAVASCRIPT\"}}");
}

static char *fails(GError **error, const char *name, const char *why)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas halaman rusak."), "template %s: %s",
              name, why);
    return NULL;
}

/* What stands in [[...]], as it stands in the catalogue of translations. */
static char *msgid_of(const char *start, const char *end)
{
    g_autofree char *raw = g_strndup(start, (gsize)(end - start));
    g_auto(GStrv) parts = g_strsplit_set(g_strstrip(raw), " \t\r\n", -1);
    g_autoptr(GString) msgid = g_string_new(NULL);
    for (char **part = parts; *part; part++)
        if (**part)
            g_string_append_printf(msgid, "%s%s", msgid->len ? " " : "", *part);
    return g_string_free(g_steal_pointer(&msgid), FALSE);
}

static void append_words(GString *out, const char *start, const char *end, const char *lang)
{
    g_autofree char *msgid = msgid_of(start, end);
    g_autofree char *escaped = g_markup_escape_text(words_get(lang, msgid), -1);
    g_string_append(out, escaped);
}

/* start is at "/assets/"; appends the address with its version, returns what follows it. */
static const char *append_asset(GString *out, const char *start)
{
    gsize bytes = strspn(start, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "._-/");
    g_autofree char *path = g_strndup(start, bytes);
    g_string_append(out, path);
    const char *version = assets_version(path + strlen(ASSETS));
    if (version && start[bytes] == '"')
        g_string_append_printf(out, "?v=%s", version);
    return start + bytes;
}

char *view_text(const char *name, const char *source, const char *lang, GError **error)
{
    if (!head_is_right(source))
        return fails(error, name, "does not begin with {{%AUTOESCAPE context=\"HTML\"}}");
    g_autoptr(GString) out = g_string_sized_new(strlen(source) * 2);
    const char *p = source;
    while (*p) {
        if (p[0] == '[' && p[1] == '[') {
            const char *end = strstr(p + 2, "]]");
            if (!end)
                return fails(error, name, "[[ is not closed");
            append_words(out, p + 2, end, lang);
            p = end + 2;
        } else if (g_str_has_prefix(p, "\"" ASSETS)) {
            g_string_append_c(out, '"');
            p = append_asset(out, p + 1);
        } else {
            g_string_append_c(out, *p++);
        }
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
