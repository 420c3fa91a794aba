/* Files of a pack on their included ones, keys by kind, and the lines of the report. */
#include "base/text.h"
#include "domain/pack_parts.h"

#include <string.h>

#define TEXT_CHARS 600
#define LIST_CHARS 8000

/* the report */

static void G_GNUC_PRINTF(2, 0) add_line(GPtrArray **lines, const char *format, va_list args)
{
    if (!*lines)
        *lines = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(*lines, g_strdup_vprintf(format, args));
}

void pack_problem(PackReport *report, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_line(&report->problems, format, args);
    va_end(args);
}

void pack_warning(PackReport *report, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_line(&report->warnings, format, args);
    va_end(args);
}

void pack_step(const PackSource *source, const char *what, guint done, guint total)
{
    if (source->progress)
        source->progress(what, done, total, source->user);
}

void pack_take_error(PackReport *report, GError **error)
{
    const char *detail = error_detail(*error);
    pack_problem(report, "%s", detail ? detail : (*error)->message);
    g_clear_error(error);
}

void pack_report_clear(PackReport *report)
{
    g_free(report->code);
    g_clear_pointer(&report->problems, g_ptr_array_unref);
    g_clear_pointer(&report->warnings, g_ptr_array_unref);
    *report = (PackReport){ 0 };
}

const char *pack_nearest(const char *code, const GPtrArray *things)
{
    static GPrivate held = G_PRIVATE_INIT(g_free);
    g_autoptr(GPtrArray) codes = g_ptr_array_new();
    for (guint i = 0; i < things->len; i++)
        g_ptr_array_add(codes, *(char **)g_ptr_array_index(things, i));
    g_ptr_array_add(codes, NULL);
    const char *nearest = text_nearest(code, (const char *const *)codes->pdata);
    g_private_replace(&held,
                      nearest ? g_strdup_printf("; did you mean \"%s\"?", nearest) : g_strdup(""));
    return g_private_get(&held);
}

/* files and keys */

Ini *pack_ini(Reading *r, const char *path, const IniKey *known, bool must)
{
    g_autoptr(GError) error = NULL;
    Ini *ini = ini_load(path, known, &error);
    if (!ini && (must || !error_is(error, KENTONGAN_ERROR_NOT_FOUND)))
        pack_take_error(r->report, &error);
    return ini;
}

PackFile pack_open(Reading *r, const char *name, const char *include, const IniKey *known,
                   bool must)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(r->source->folder, name, NULL);
    g_autofree char *other = NULL;
    PackFile file = { .name = name };
    if (include && r->pack && !ini_get_text(r->pack, "include", include, 200, "", &other, &error))
        pack_take_error(r->report, &error);
    if (other && *other) {
        g_autofree char *base = g_build_filename(r->source->folder, other, NULL);
        file.base = pack_ini(r, base, known, true);
        must = false;
    }
    file.own = pack_ini(r, path, known, must);
    return file;
}

void pack_file_close(PackFile *file)
{
    ini_free(file->own);
    ini_free(file->base);
}

const Ini *pack_holder(const PackFile *file, const char *group, const char *key)
{
    if (file->own && ini_has(file->own, group, key))
        return file->own;
    return file->base && ini_has(file->base, group, key) ? file->base : NULL;
}

char **pack_groups(const PackFile *file)
{
    g_auto(GStrv) base = file->base ? ini_groups(file->base, "") : NULL;
    g_auto(GStrv) own = file->own ? ini_groups(file->own, "") : NULL;
    g_autoptr(GStrvBuilder) all = g_strv_builder_new();
    for (char **group = base; group && *group; group++)
        g_strv_builder_add(all, *group);
    for (char **group = own; group && *group; group++) {
        if (!base || !g_strv_contains((const char *const *)base, *group))
            g_strv_builder_add(all, *group);
    }
    return g_strv_builder_end(all);
}

char *pack_text(Reading *r, const PackFile *file, const char *group, const char *key,
                const char *fallback)
{
    g_autoptr(GError) error = NULL;
    const Ini *ini = pack_holder(file, group, key);
    char *text = NULL;
    if (!ini && !fallback)
        pack_problem(r->report, "%s: [%s] %s is missing", file->name, group, key);
    if (!ini)
        return g_strdup(fallback ? fallback : "");
    bool ok = fallback ? ini_get_text(ini, group, key, LIST_CHARS, fallback, &text, &error)
                       : ini_need_text(ini, group, key, TEXT_CHARS, &text, &error);
    if (!ok)
        pack_take_error(r->report, &error);
    return text ? text : g_strdup("");
}

bool pack_bool(Reading *r, const PackFile *file, const char *group, const char *key, bool fallback)
{
    g_autoptr(GError) error = NULL;
    const Ini *ini = pack_holder(file, group, key);
    bool value = fallback;
    if (ini && !ini_get_bool(ini, group, key, fallback, &value, &error))
        pack_take_error(r->report, &error);
    return value;
}

int pack_int(Reading *r, const PackFile *file, const char *group, const char *key, int max,
             int fallback)
{
    g_autoptr(GError) error = NULL;
    const Ini *ini = pack_holder(file, group, key);
    gint64 value = fallback;
    if (ini && !ini_get_int(ini, group, key, 0, max, fallback, &value, &error))
        pack_take_error(r->report, &error);
    return (int)value;
}

char **pack_list(Reading *r, const PackFile *file, const char *group, const char *key)
{
    g_autoptr(GError) error = NULL;
    const Ini *ini = pack_holder(file, group, key);
    char **list = NULL;
    if (ini && !ini_get_list(ini, group, key, &list, &error))
        pack_take_error(r->report, &error);
    return list ? list : g_new0(char *, 1);
}
