/* Loading packs: see packs.h. */
#include "cli/packs.h"

#include <stdio.h>
#include <string.h>

#include "cli/progress.h"
#include "domain/deadline.h"
#include "domain/pack.h"
#include "store/setting.h"

static void on_progress(const char *what, guint done, guint total, gpointer user)
{
    (void)user;
    progress_show(what, done, total);
}

static void print_lines(const char *head, const GPtrArray *lines)
{
    for (guint i = 0; lines && i < lines->len; i++)
        fprintf(stderr, "%s%s\n", head, (const char *)lines->pdata[i]);
}

static void print_report(const char *folder, const PackReport *r)
{
    printf("%s: %s %s: %u areas, %u agencies, %u services, %u rules, %u holidays, %u texts, "
           "%u shapes\n",
           folder, r->code, r->first ? "loaded" : "reloaded", r->areas, r->agencies, r->services,
           r->rules, r->holidays, r->texts, r->shapes);
    if (r->agencies_retired || r->services_retired || r->areas_gone)
        printf("  no longer in the pack: %u agencies and %u services are inactive now, %u areas "
               "are gone\n",
               r->agencies_retired, r->services_retired, r->areas_gone);
}

static bool clocks_follow(Installation *in, const PackReport *report, GError **error)
{
    gint64 changed = 0;
    if (report->first || (!report->calendar_changed && !report->policies_changed))
        return true;
    progress_show("computing due dates", 0, 0);
    if (!deadline_recompute(&in->ctx, &changed, error))
        return false;
    progress_end();
    printf("  %" G_GINT64_FORMAT " due dates to come were computed again\n", changed);
    return true;
}

bool packs_load(Installation *in, const char *folder, GError **error)
{
    const PackSource source = {
        .folder = folder,
        .area_folder = in->config->areas,
        .boundaries = (const char *const *)in->config->boundaries,
        .progress = on_progress,
    };
    g_auto(PackReport) report = { 0 };
    bool ok = pack_load(&in->ctx, &source, &report, error);
    progress_end();
    print_lines("  warning: ", report.warnings);
    print_lines("  ", report.problems);
    if (!ok)
        return false;
    print_report(folder, &report);
    return installation_choose(in, report.code, error) && clocks_follow(in, &report, error);
}

/* ---- did it change? ---- */

static void hash_file(GChecksum *sum, const char *path)
{
    g_autofree char *text = NULL;
    gsize bytes = 0;
    g_checksum_update(sum, (const guchar *)path, (gssize)strlen(path) + 1);
    if (g_file_get_contents(path, &text, &bytes, NULL))
        g_checksum_update(sum, (const guchar *)text, (gssize)bytes);
}

static int by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void hash_folder(GChecksum *sum, const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, ".ini"))
            g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++)
        hash_file(sum, names->pdata[i]);
}

/* A pack may stand on files of the folders beside it ("umum"), so these count too. */
static char *fingerprint(const Config *config, const char *folder)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *parent = g_path_get_dirname(folder);
    g_autofree char *shared = g_build_filename(parent, "umum", NULL);
    g_checksum_update(sum, (const guchar *)KENTONGAN_VERSION, -1);
    hash_folder(sum, folder);
    hash_folder(sum, shared);
    g_checksum_update(sum, (const guchar *)config->areas, -1);
    for (guint i = 0; config->boundaries && config->boundaries[i]; i++)
        hash_file(sum, config->boundaries[i]);
    return g_strdup(g_checksum_get_string(sum));
}

static bool load_if_changed(Installation *in, const char *folder, GError **error)
{
    g_autofree char *path = g_canonicalize_filename(folder, NULL);
    g_autofree char *key = g_strconcat("pack ", path, NULL);
    g_autofree char *now = fingerprint(in->config, path);
    g_autofree char *before = NULL;
    if (!setting_store_get(in->db, 0, key, &before, error))
        return false;
    if (before && strcmp(before, now) == 0)
        return true;
    return packs_load(in, path, error) && setting_store_put(in->db, 0, key, now, error);
}

bool packs_load_changed(Installation *in, GError **error)
{
    for (guint i = 0; in->config->packs && in->config->packs[i]; i++)
        if (!load_if_changed(in, in->config->packs[i], error))
            return false;
    return true;
}
