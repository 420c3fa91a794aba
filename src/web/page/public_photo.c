/* Photos: on their way in through the steps of a form, and out to whoever may see them.
 *
 * A form that is shown again cannot carry a file back, so a photo is stored when it first arrives
 * and travels on as a sealed token. A token is good for twenty hours: the file without a row is
 * swept after a day.
 */
#include "base/crypt.h"
#include "base/text.h"
#include "model/limits.h"
#include "web/page/public.h"

#include <stdio.h>
#include <string.h>

#define TOKEN_CONTEXT "photo.token"
#define TOKEN_LIFE_S (20 * 3600)
#define PHOTO_NAME_CHARS 26

static void hash_to_hex(const guint8 hash[32], char out[65])
{
    for (int i = 0; i < 32; i++)
        g_snprintf(out + 2 * i, 3, "%02x", hash[i]);
}

static bool hash_from_hex(const char *hex, guint8 hash[32])
{
    for (int i = 0; i < 32; i++) {
        int high = g_ascii_xdigit_value(hex[2 * i]);
        int low = high < 0 ? -1 : g_ascii_xdigit_value(hex[2 * i + 1]);
        if (low < 0)
            return false;
        hash[i] = (guint8)(high << 4 | low);
    }
    return true;
}

char *public_photo_token(const Photo *photo)
{
    char hex[65];
    hash_to_hex(photo->content_hash, hex);
    g_autofree char *text = g_strdup_printf("%s %" G_GINT64_FORMAT " %d %d %s %" G_GINT64_FORMAT,
                                            photo->name, photo->bytes, photo->width, photo->height,
                                            hex, g_get_real_time() / G_USEC_PER_SEC);
    return crypt_token_seal(TOKEN_CONTEXT, text);
}

/* Sealed by us, so its form is ours; still nothing is believed that does not parse. */
static Photo *photo_parse(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, " ", -1);
    if (g_strv_length(parts) != 6 || strlen(parts[4]) != 64)
        return NULL;
    gint64 made = g_ascii_strtoll(parts[5], NULL, 10);
    if (g_get_real_time() / G_USEC_PER_SEC - made > TOKEN_LIFE_S)
        return NULL;
    g_autoptr(Photo) photo = g_new0(Photo, 1);
    photo->name = g_strdup(parts[0]);
    photo->bytes = g_ascii_strtoll(parts[1], NULL, 10);
    photo->width = (int)g_ascii_strtoll(parts[2], NULL, 10);
    photo->height = (int)g_ascii_strtoll(parts[3], NULL, 10);
    photo->mime = photo->width == 0 ? "application/pdf" : NULL; /* see files_put_paper */
    return hash_from_hex(parts[4], photo->content_hash) ? g_steal_pointer(&photo) : NULL;
}

Photo *public_photo_of_token(const char *token)
{
    g_autofree char *text = crypt_token_open(TOKEN_CONTEXT, token);
    return text ? photo_parse(text) : NULL;
}

static bool is_dropped(const Request *request, const char *name)
{
    for (guint i = 0; i < request->params->len; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        if (strcmp(param->name, "foto_buang") == 0 && strcmp(param->value, name) == 0)
            return true;
    }
    return false;
}

static void take_kept(GPtrArray *photos, const Request *request)
{
    for (guint i = 0; i < request->params->len && photos->len < LIMIT_PHOTOS; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        if (strcmp(param->name, "foto_ada") != 0)
            continue;
        g_autoptr(Photo) photo = public_photo_of_token(param->value);
        if (photo && !is_dropped(request, photo->name))
            g_ptr_array_add(photos, g_steal_pointer(&photo));
    }
}

static bool take_upload(GPtrArray *photos, const Upload *upload, GError **error)
{
    if (photos->len >= LIMIT_PHOTOS) {
        error_set(error, KENTONGAN_ERROR_INVALID, "foto",
                  N_("Paling banyak lima foto. Lima yang pertama kami simpan."), NULL);
        return false;
    }
    if (g_bytes_get_size(upload->bytes) > LIMIT_PHOTO_BYTES) {
        error_set(error, KENTONGAN_ERROR_INVALID, "foto",
                  N_("Satu foto paling besar 10 MB. Mohon kirim foto yang lebih kecil."), NULL);
        return false;
    }
    Photo *photo = files_put_photo(upload->bytes, error);
    if (photo)
        g_ptr_array_add(photos, photo);
    return photo != NULL;
}

GPtrArray *public_photos_take(const Request *request, GError **error)
{
    GPtrArray *photos = g_ptr_array_new_with_free_func((GDestroyNotify)photo_free);
    take_kept(photos, request);
    g_autoptr(GError) first = NULL;
    for (guint i = 0; i < request->uploads->len; i++) {
        const Upload *upload = request->uploads->pdata[i];
        if (strcmp(upload->field, "foto") != 0 || g_bytes_get_size(upload->bytes) == 0)
            continue;
        g_autoptr(GError) wrong = NULL;
        if (!take_upload(photos, upload, &wrong) && !first)
            first = g_steal_pointer(&wrong);
    }
    if (first)
        g_propagate_error(error, g_steal_pointer(&first));
    return photos;
}

static bool name_is_plausible(const char *name)
{
    gsize chars = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    return chars == PHOTO_NAME_CHARS && name[chars] == '\0';
}

/* A photo that is not part of a report yet is shown to whoever holds its token. */
static bool may_see(Ctx *ctx, const Request *request, const char *name, GError **error)
{
    g_autoptr(Photo) pending = public_photo_of_token(request_param(request, "s"));
    if (pending && strcmp(pending->name, name) == 0)
        return true;
    g_autoptr(Attachment) a = case_file_attachment(ctx, name, request_text(request, "k"), error);
    return a != NULL;
}

Reply *public_photo_get(Ctx *ctx, const Request *request, GError **error)
{
    const char *name = request->path_args[0];
    if (!name_is_plausible(name)) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Foto ini tidak ada."), NULL);
        return NULL;
    }
    if (!may_see(ctx, request, name, error))
        return NULL;
    GBytes *image = files_get(name, request_has(request, "t"), error);
    if (!image)
        return NULL;
    Reply *reply = reply_new(200, "image/jpeg", image);
    reply_header(reply, "Cache-Control", "private, max-age=3600");
    reply_header(reply, "Content-Disposition", "inline");
    return reply;
}
