/* Folders for backups and exports: see outfolder.h. */
#include "cli/outfolder.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/progress.h"

static bool fail(GError **error, const char *path, int number)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas tidak dapat ditulis."), "%s: %s",
              path, g_strerror(number));
    return false;
}

bool outfolder_make(const char *path, GError **error)
{
    return g_mkdir_with_parents(path, 0700) == 0 || fail(error, path, errno);
}

bool outfolder_begin(OutFolder *folder, const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        error_set(error, KENTONGAN_ERROR_CONFLICT, NULL, N_("Folder tujuan sudah ada."),
                  "%s exists: name another one", path);
        return false;
    }
    folder->path = g_canonicalize_filename(path, NULL);
    folder->part = g_strconcat(folder->path, ".part", NULL);
    outfolder_remove(folder->part);
    return outfolder_make(folder->part, error);
}

static bool sync_path(const char *path, int (*sync)(int), GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && sync(fd) == 0;
    int number = errno;
    if (fd >= 0)
        close(fd);
    return ok || fail(error, path, number);
}

bool outfolder_sync(const char *path, GError **error)
{
    return sync_path(path, syncfs, error);
}

bool outfolder_finish(OutFolder *folder, GError **error)
{
    if (!outfolder_sync(folder->part, error))
        return false;
    if (g_rename(folder->part, folder->path) != 0)
        return fail(error, folder->path, errno);
    g_clear_pointer(&folder->part, g_free);
    g_autofree char *parent = g_path_get_dirname(folder->path);
    return sync_path(parent, fsync, error);
}

void outfolder_clear(OutFolder *folder)
{
    if (folder->part)
        outfolder_remove(folder->part);
    g_clear_pointer(&folder->part, g_free);
    g_clear_pointer(&folder->path, g_free);
}

char *outfolder_path(const OutFolder *folder, const char *name)
{
    return g_build_filename(folder->part, name, NULL);
}

bool outfolder_is_empty(const char *path, const char *but)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (!but || strcmp(name, but) != 0)
            return false;
    return true;
}

bool outfolder_may_go_on(GError **error)
{
    if (!progress_stopped())
        return true;
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Dihentikan."),
              "stopped by a signal; nothing was left behind");
    return false;
}

static void on_bytes(goffset done G_GNUC_UNUSED, goffset total G_GNUC_UNUSED, gpointer cancellable)
{
    if (progress_stopped())
        g_cancellable_cancel(cancellable);
}

static bool copy_file(const char *from, const char *to, guint *files, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GFile) source = g_file_new_for_path(from);
    g_autoptr(GFile) target = g_file_new_for_path(to);
    g_autoptr(GCancellable) stop = g_cancellable_new();
    bool ok =
        g_file_copy(source, target, G_FILE_COPY_NOFOLLOW_SYMLINKS, stop, on_bytes, stop, &failed);
    if (!outfolder_may_go_on(error))
        return false;
    /* a photo may be swept between listing and copying */
    if (!ok && !g_error_matches(failed, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas tidak dapat disalin."), "%s",
                  failed->message);
        return false;
    }
    *files += ok;
    progress_show("files copied", *files, 0);
    return true;
}

bool outfolder_copy(const char *from, const char *to, guint *files, GError **error)
{
    if (!g_file_test(from, G_FILE_TEST_IS_DIR))
        return copy_file(from, to, files, error);
    g_autoptr(GDir) dir = g_dir_open(from, 0, NULL);
    const char *name;
    if (!outfolder_make(to, error))
        return false;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *source = g_build_filename(from, name, NULL);
        g_autofree char *target = g_build_filename(to, name, NULL);
        if (!outfolder_copy(source, target, files, error))
            return false;
    }
    return true;
}

void outfolder_remove(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        bool folder =
            g_file_test(inner, G_FILE_TEST_IS_DIR) && !g_file_test(inner, G_FILE_TEST_IS_SYMLINK);
        if (folder)
            outfolder_remove(inner);
        else
            g_unlink(inner);
    }
    g_rmdir(path);
}
