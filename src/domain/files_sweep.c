/* Photos that no row names: a form that was not finished, a process that died. See files.h. */
#include <glib/gstdio.h>
#include <string.h>

#include "base/clock.h"
#include "domain/files.h"
#include "store/media.h"
#include "store/timeline.h"

static bool is_old(const char *path)
{
    GStatBuf about;
    gint64 limit = (g_get_real_time() - US_PER_DAY) / US_PER_S;
    return g_stat(path, &about) == 0 && S_ISREG(about.st_mode) && about.st_mtime < limit;
}

static bool sweep_file(Db *db, const char *path, const char *file, guint *removed, GError **error)
{
    g_autofree char *name = g_strndup(file, strcspn(file, "."));
    bool there = true;
    if (!is_old(path))
        return true;
    if (g_str_has_suffix(file, ".raw") ? !media_store_has_name(db, name, &there, error)
                                       : !attachment_store_has_name(db, name, &there, error))
        return false;
    if (!there && g_unlink(path) == 0 && g_str_has_suffix(file, ".orig"))
        (*removed)++;
    return true;
}

static bool sweep_folder(Db *db, const char *path, guint *removed, GError **error)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *file;
    while (dir && (file = g_dir_read_name(dir))) {
        g_autofree char *full = g_build_filename(path, file, NULL);
        if (!sweep_file(db, full, file, removed, error))
            return false;
    }
    return true;
}

bool files_sweep(Db *db, guint *removed, GError **error)
{
    const char *root = files_folder();
    g_autoptr(GDir) dir = root ? g_dir_open(root, 0, NULL) : NULL;
    const char *name;
    *removed = 0;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(root, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR) && !sweep_folder(db, path, removed, error))
            return false;
    }
    return true;
}
