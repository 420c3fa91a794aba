/* What people choose from: services by group, areas by level, and the promises in words. */
#include "web/page/page.h"

#include <string.h>

void page_add_choice(View *view, const char *section, const char *value, const char *label,
                     const char *what, bool on)
{
    View *row = view_add(view, section);
    view_set(row, "VALUE", value);
    view_set(row, "LABEL", label);
    view_set(row, "WHAT", what);
    if (on)
        view_show(row, "ON");
}

/* Groups stand in the order in which the pack first names them. */
void page_add_services(View *view, const Ctx *ctx, const char *selected, bool sensitive)
{
    g_autoptr(GHashTable) groups = g_hash_table_new(g_str_hash, g_str_equal);
    const GPtrArray *services = ctx->catalog->services;
    for (guint i = 0; i < services->len; i++) {
        const Service *service = services->pdata[i];
        if (!service->active || (service->sensitive && !sensitive))
            continue;
        const char *name =
            *service->group_name ? service->group_name : page_word(ctx, N_("Lainnya"));
        View *group = g_hash_table_lookup(groups, name);
        if (!group) {
            group = view_add(view, "GROUP");
            view_set(group, "GROUP_NAME", name);
            g_hash_table_insert(groups, (gpointer)name, group);
        }
        page_add_choice(group, "SERVICE", service->code, service->name, NULL,
                        strcmp(service->code, selected) == 0);
    }
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    const Area *left = *(Area *const *)a, *right = *(Area *const *)b;
    return strcmp(left->name_key, right->name_key);
}

guint page_add_areas(View *view, const Ctx *ctx, const char *section, AreaLevel level,
                     const char *parent, const char *selected)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; i < ctx->catalog->areas->len; i++) {
        Area *area = ctx->catalog->areas->pdata[i];
        if (area->level == level && area_contains(parent, area->code))
            g_ptr_array_add(found, area);
    }
    g_ptr_array_sort(found, by_name);
    for (guint i = 0; i < found->len; i++) {
        const Area *area = found->pdata[i];
        page_add_choice(view, section, area->code, area->name, NULL,
                        strcmp(area->code, selected) == 0);
    }
    return found->len;
}

AreaLevel page_first_level(const Catalog *catalog)
{
    const Area *own = catalog_area(catalog, catalog->tenant.area);
    return own && own->level == AREA_PROVINCE ? AREA_REGENCY : AREA_DISTRICT;
}

static void set_promise(View *view, const Ctx *ctx, const char *name, const char *msgid, int days)
{
    g_autofree char *n = g_strdup_printf("%d", days);
    g_autofree char *words = page_words(ctx, msgid, "n", n, NULL);
    view_set(view, name, words);
}

void page_set_promises(View *view, const Ctx *ctx)
{
    const Policy *policy = catalog_policy_of(ctx->catalog, "");
    set_promise(view, ctx, "STEP_DISPOSITION",
                N_("Paling lambat {n} hari kerja, laporan sampai di instansi yang berwenang."),
                policy->disposition_wd);
    set_promise(view, ctx, "STEP_FOLLOWUP",
                N_("Paling lambat {n} hari kerja setelah itu, dengan keterangan dan foto."),
                policy->followup_wd);
    set_promise(view, ctx, "STEP_CONFIRM",
                N_("Sudah beres atau belum? Bila belum, dalam {n} hari kerja laporan dibuka lagi."),
                policy->confirm_wd);
}
