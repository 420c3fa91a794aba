/* Photos on disk: see files.h. A file is written whole under another name, synced, then renamed. */
#include "domain/files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "model/limits.h"

static char *folder;

void photo_free(Photo *photo)
{
    if (!photo)
        return;
    g_free(photo->name);
    g_free(photo);
}

static bool write_error(GError **error, bool full, const char *detail)
{
    error_set(error, full ? KENTONGAN_ERROR_FULL : KENTONGAN_ERROR_INTERNAL, NULL,
              N_("Foto tidak dapat disimpan sekarang. Coba lagi sebentar lagi."), "%s%s", detail,
              full ? ": free space where the data folder lies" : "");
    return false;
}

static bool disk_error(GError **error, const char *path)
{
    int number = errno;
    g_autofree char *detail = g_strdup_printf("%s: %s", path, g_strerror(number));
    return write_error(error, number == ENOSPC || number == EDQUOT, detail);
}

bool files_open(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) != 0)
        return disk_error(error, path);
    g_free(folder);
    folder = g_strdup(path);
    return true;
}

const char *files_folder(void)
{
    return folder;
}

static char *path_of(const char *name, const char *suffix)
{
    return g_strdup_printf("%s/%.2s/%s%s", folder, name, name, suffix);
}

static bool sync_folder(const char *file, GError **error)
{
    g_autofree char *dir = g_path_get_dirname(file);
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        disk_error(error, dir);
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool write_file(const char *name, const char *suffix, GBytes *bytes, GError **error)
{
    g_autofree char *path = path_of(name, suffix);
    g_autofree char *dir = g_path_get_dirname(path);
    GError *failed = NULL;
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    if (g_mkdir_with_parents(dir, 0700) != 0)
        return disk_error(error, dir);
    if (!g_file_set_contents_full(path, data, (gssize)size,
                                  G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                  0600, &failed)) {
        bool full = g_error_matches(failed, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
        write_error(error, full, failed->message);
        g_error_free(failed);
        return false;
    }
    return sync_folder(path, error);
}

static void remove_file(const char *name, const char *suffix)
{
    g_autofree char *path = path_of(name, suffix);
    g_unlink(path);
}

static char *new_name(void)
{
    guint8 random[16];
    crypt_random(random, sizeof random);
    g_autofree char *name = crypt_base32(random, sizeof random);
    return g_ascii_strdown(name, 26);
}

Photo *files_put_photo(GBytes *original, GError **error)
{
    g_autoptr(ImageResult) image = image_process(original, error);
    if (!image)
        return NULL;
    g_autoptr(Photo) photo = g_new0(Photo, 1);
    gsize size = 0;
    const void *data = g_bytes_get_data(original, &size);
    photo->name = new_name();
    photo->bytes = (gint64)g_bytes_get_size(image->display);
    photo->width = image->width;
    photo->height = image->height;
    crypt_hash(data, size, photo->content_hash);
    g_autoptr(GBytes) sealed = crypt_seal("photo.original", data, size);
    if (write_file(photo->name, ".jpg", image->display, error) &&
        write_file(photo->name, ".thumb.jpg", image->thumb, error) &&
        write_file(photo->name, ".orig", sealed, error))
        return g_steal_pointer(&photo);
    remove_file(photo->name, ".jpg");
    remove_file(photo->name, ".thumb.jpg");
    return NULL;
}

static bool is_pdf(GBytes *original)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(original, &size);
    return size > 16 && strncmp(data, "%PDF-", 5) == 0;
}

/* As it came, for download only. */
static Photo *put_closed(GBytes *original, const char *mime, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(original, &size);
    g_autoptr(Photo) paper = g_new0(Photo, 1);
    paper->name = new_name();
    paper->bytes = (gint64)size;
    paper->mime = mime;
    crypt_hash(data, size, paper->content_hash);
    g_autoptr(GBytes) sealed = crypt_seal("photo.original", data, size);
    return write_file(paper->name, ".orig", sealed, error) ? g_steal_pointer(&paper) : NULL;
}

Photo *files_put_paper(GBytes *original, GError **error)
{
    if (!is_pdf(original))
        return files_put_photo(original, error);
    if (g_bytes_get_size(original) > LIMIT_PHOTO_BYTES) {
        error_set(error, KENTONGAN_ERROR_INVALID, "berkas", N_("Berkas paling besar 10 MB."), NULL);
        return NULL;
    }
    return put_closed(original, "application/pdf", error);
}

Photo *files_put_mail(GBytes *original, GError **error)
{
    return put_closed(original, "message/rfc822", error);
}

/* Names come from URLs too: letters and digits of our own making only. */
static bool name_is_ours(const char *name)
{
    gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
    return length == 26 && name[length] == '\0';
}

static GBytes *read_file(const char *name, const char *suffix, GError **error)
{
    char *data = NULL;
    gsize size = 0;
    g_autofree char *path = name_is_ours(name) ? path_of(name, suffix) : NULL;
    if (!path || !g_file_get_contents(path, &data, &size, NULL)) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Foto tidak ditemukan."), "%s", name);
        return NULL;
    }
    return g_bytes_new_take(data, size);
}

GBytes *files_get(const char *name, bool thumb, GError **error)
{
    return read_file(name, thumb ? ".thumb.jpg" : ".jpg", error);
}

GBytes *files_get_original(const char *name, GError **error)
{
    g_autoptr(GBytes) sealed = read_file(name, ".orig", error);
    return sealed ? crypt_open_sealed("photo.original", sealed, error) : NULL;
}

char *files_put_raw(GBytes *bytes, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autoptr(GBytes) sealed = crypt_seal("files.raw", data, size);
    g_autofree char *name = new_name();
    return write_file(name, ".raw", sealed, error) ? g_steal_pointer(&name) : NULL;
}

GBytes *files_get_raw(const char *name, GError **error)
{
    g_autoptr(GBytes) sealed = read_file(name, ".raw", error);
    return sealed ? crypt_open_sealed("files.raw", sealed, error) : NULL;
}

void files_drop_raw(const char *name)
{
    g_autofree char *path = path_of(name, ".raw");
    g_unlink(path);
}
