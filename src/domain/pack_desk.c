/* desks.ini of a pack: where people are received, and when. A group is a desk; [@kecamatan] and the
 * like stand for one in every area of that kind, save those that have a group of their own.
 */
#include "domain/pack_parts.h"

#include <string.h>

static const IniKey DESK_KEYS[] = {
    { "*", "name" },    { "*", "place" }, { "*", "area" },
    { "*", "contact" }, { "*", "hours" }, { "*", "exceptions" },
    { "*", "active" },  { "@*", "code" }, { NULL, NULL },
};

static bool is_known(const Catalog *catalog, const char *code)
{
    for (guint i = 0; i < catalog->desks->len; i++)
        if (strcmp(((const Desk *)catalog->desks->pdata[i])->code, code) == 0)
            return true;
    return false;
}

static bool has_area(const Catalog *catalog, const char *code)
{
    for (guint i = 0; i < catalog->areas->len; i++)
        if (strcmp(((const Area *)catalog->areas->pdata[i])->code, code) == 0)
            return true;
    return false;
}

/* code: (transfer full) area NULL: a group of its own. */
static void add_desk(Reading *r, const PackFile *file, const char *group, char *code,
                     const Area *area)
{
    Desk *desk = desk_new(code);
    g_autoptr(GError) error = NULL;
    g_autofree char *name = pack_text(r, file, group, "name", NULL);
    g_autofree char *place = pack_text(r, file, group, "place", "");
    g_autofree char *hours = pack_text(r, file, group, "hours", NULL);
    g_autofree char *exceptions = pack_text(r, file, group, "exceptions", "");
    g_autofree char *slug = area ? pack_slug(area->name) : NULL;
    desk->name = area ? pack_fill(name, area, slug) : g_strdup(name);
    desk->place = area ? pack_fill(place, area, slug) : g_strdup(place);
    desk->area = area ? g_strdup(area->code) : pack_text(r, file, group, "area", "");
    desk->contact = pack_text(r, file, group, "contact", "");
    desk->active = pack_bool(r, file, group, "active", true);
    if (!desk_set_hours(desk, hours, &error) || !desk_set_exceptions(desk, exceptions, &error))
        pack_problem(r->report, "desks.ini: [%s] %s", group, error_detail(error));
    if (*desk->area && !has_area(r->catalog, desk->area))
        pack_problem(r->report, "desks.ini: [%s] area = %s: no such area", group, desk->area);
    if (strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(code))
        pack_problem(r->report, "desks.ini: [%s]: small letters, digits and dashes only", code);
    g_ptr_array_add(r->catalog->desks, desk);
    g_free(code);
}

static void add_desks(Reading *r, const PackFile *file, const char *group)
{
    static const char *const KNOWN[] = { "@kecamatan", "@kelurahan", "@desa", "@kabupaten", NULL };
    if (!g_strv_contains(KNOWN, group)) {
        pack_problem(r->report, "desks.ini: unknown template [%s]", group);
        return;
    }
    g_autofree char *pattern = pack_text(r, file, group, "code", NULL);
    for (guint i = 0; i < r->catalog->areas->len; i++) {
        const Area *area = r->catalog->areas->pdata[i];
        if (!pack_is_meant(group, area) || !strcmp(area->code, r->catalog->tenant.area))
            continue;
        g_autofree char *slug = pack_slug(area->name);
        char *code = pack_fill(pattern, area, slug);
        if (is_known(r->catalog, code))
            g_free(code);
        else
            add_desk(r, file, group, code, area);
    }
}

void pack_desk_read(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "desks.ini", NULL, DESK_KEYS, false);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++)
        if (**group != '@')
            add_desk(r, &file, *group, g_strdup(*group), NULL);
    for (char **group = groups; *group; group++)
        if (**group == '@')
            add_desks(r, &file, *group);
}
