/* See folder.h. */
#include "channel/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

struct Folder {
    int wake_fd, notify_fd;
};

Folder *folder_watch(const char *path, GError **error)
{
    if (path && !g_file_test(path, G_FILE_TEST_IS_DIR)) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Folder kanal tidak ada."), "%s", path);
        return NULL;
    }
    Folder *folder = g_new0(Folder, 1);
    folder->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g_assert(folder->wake_fd >= 0);
    folder->notify_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (path && folder->notify_fd >= 0 &&
        inotify_add_watch(folder->notify_fd, path, IN_CLOSE_WRITE | IN_MOVED_TO) < 0)
        g_message("no notice of changes in %s: %s", path, g_strerror(errno));
    return folder;
}

static void drain(int fd)
{
    char buffer[4096];
    gssize got = 1;
    while (got > 0)
        got = read(fd, buffer, sizeof buffer);
}

void folder_wait(Folder *folder, int timeout_ms)
{
    struct pollfd ready[2] = { { folder->wake_fd, POLLIN, 0 }, { folder->notify_fd, POLLIN, 0 } };
    if (poll(ready, 2, timeout_ms) <= 0)
        return;
    if (ready[0].revents)
        drain(folder->wake_fd);
    if (ready[1].revents)
        drain(folder->notify_fd);
}

void folder_wake(Folder *folder)
{
    if (eventfd_write(folder->wake_fd, 1) != 0)
        g_warning("cannot wake a folder watch: %s", g_strerror(errno));
}

void folder_free(Folder *folder)
{
    close(folder->wake_fd);
    if (folder->notify_fd >= 0)
        close(folder->notify_fd);
    g_free(folder);
}

static void file_free(gpointer data)
{
    FolderFile *file = data;
    g_free(file->name);
    g_free(file);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return g_strcmp0((*(FolderFile *const *)a)->name, (*(FolderFile *const *)b)->name);
}

static void add_file(GPtrArray *files, const char *path, const char *name)
{
    struct stat info;
    g_autofree char *full = g_build_filename(path, name, NULL);
    if (lstat(full, &info) != 0 || !S_ISREG(info.st_mode))
        return;
    FolderFile *file = g_new0(FolderFile, 1);
    file->name = g_strdup(name);
    file->changed_at = info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
    g_ptr_array_add(files, file);
}

GPtrArray *folder_list(const char *path, const char *prefix, const char *suffix)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(file_free);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));)
        if (*name != '.' && g_str_has_prefix(name, prefix) && g_str_has_suffix(name, suffix))
            add_file(files, path, name);
    g_ptr_array_sort(files, by_name);
    return files;
}

bool folder_settled(const FolderFile *file, gint64 settle_us)
{
    gint64 age = g_get_real_time() - file->changed_at;
    return age >= settle_us || age < 0;
}

GBytes *folder_read(const char *path, const char *name, gsize max_bytes, GError **error)
{
    g_autofree char *full = g_build_filename(path, name, NULL);
    int fd = open(full, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int failed = errno;
    GByteArray *all = g_byte_array_new();
    gssize got = fd < 0 ? -1 : 1;
    while (got > 0 && all->len < max_bytes) {
        guint8 buffer[16384];
        got = read(fd, buffer, MIN(sizeof buffer, max_bytes - all->len));
        failed = errno;
        if (got > 0)
            g_byte_array_append(all, buffer, (guint)got);
    }
    if (fd >= 0)
        close(fd);
    if (got >= 0)
        return g_byte_array_free_to_bytes(all);
    g_byte_array_unref(all);
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas pesan tidak dapat dibaca."),
              "%s: %s", full, g_strerror(failed));
    return NULL;
}

bool folder_remove(const char *path, const char *name)
{
    g_autofree char *full = g_build_filename(path, name, NULL);
    if (g_unlink(full) == 0)
        return true;
    g_warning("cannot remove %s: %s", full, g_strerror(errno));
    return false;
}
