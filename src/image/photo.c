/* One photo: see photo.h. libvips appears in this folder only.
 *
 * Every loader is blocked but the four that we take; the extra loaders that libvips finds in its
 * module folder are not even loaded, except the one for HEIF when the photo is one. The header is
 * checked before any pixel is decoded. Metadata is dropped by writing none.
 */
#include "photo.h"

#include "exif.h"
#include "model/limits.h"

#include <dlfcn.h>
#include <gmodule.h>
#include <vips/vector.h>
#include <vips/vips.h>

typedef VipsImage Raster;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Raster, g_object_unref)

enum { DISPLAY_QUALITY = 80, THUMB_QUALITY = 75 };

/* libvips looks for its modules below VIPSHOME; from nowhere it loads none. */
static void environment_set(void)
{
    g_setenv("VIPSHOME", "/nonexistent", TRUE);
    g_setenv("VIPS_CONCURRENCY", "1", TRUE);
    g_setenv("VIPS_DISC_THRESHOLD", "2g", TRUE); /* in memory or not at all */
}

static bool heif_load(void)
{
    Dl_info where;
    if (!dladdr((void *)vips_version, &where))
        return false;
    g_autofree char *folder = g_path_get_dirname(where.dli_fname);
    g_autofree char *modules =
        g_strdup_printf("vips-modules-%d.%d", vips_version(0), vips_version(1));
    g_autofree char *path = g_build_filename(folder, modules, "vips-heif.so", NULL);
    GModule *module = g_module_open(path, G_MODULE_BIND_LOCAL);
    if (module)
        g_module_make_resident(module);
    return module != NULL;
}

bool photo_prepare(const char *mime)
{
    static const char *const LOADERS[] = { "VipsForeignLoadJpeg", "VipsForeignLoadPng",
                                           "VipsForeignLoadWebp", "VipsForeignLoadHeif" };
    environment_set();
    if (VIPS_INIT("kentongan-image") != 0)
        return false;
    vips_cache_set_max(0);
    vips_vector_set_enabled(FALSE); /* no code made at run time: the sandbox forbids it */
    if (g_str_equal(mime, "image/heif"))
        heif_load(); /* without it the photo is one that does not open */
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (gsize i = 0; i < G_N_ELEMENTS(LOADERS); i++)
        vips_operation_block_set(LOADERS[i], FALSE);
    vips_block_untrusted_set(TRUE);
    return true;
}

/* Upright, at most the display side, in sRGB. managed: by the profile inside the photo, which may
 * be nonsense; then the numbers are taken as they are. */
static VipsImage *shrink(GBytes *data, bool managed)
{
    gsize bytes = 0;
    void *start = (void *)g_bytes_get_data(data, &bytes);
    VipsImage *out = NULL;
    int failed = managed ? vips_thumbnail_buffer(start, bytes, &out, IMAGE_DISPLAY_SIDE, "height",
                                                 IMAGE_DISPLAY_SIDE, "size", VIPS_SIZE_DOWN,
                                                 "export_profile", "srgb", NULL)
                         : vips_thumbnail_buffer(start, bytes, &out, IMAGE_DISPLAY_SIDE, "height",
                                                 IMAGE_DISPLAY_SIDE, "size", VIPS_SIZE_DOWN, NULL);
    return failed ? NULL : out;
}

static VipsImage *on_white(VipsImage *in)
{
    VipsImage *out = NULL;
    if (!vips_image_hasalpha(in))
        return g_object_ref(in);
    VipsArrayDouble *white = vips_array_double_newv(3, 255.0, 255.0, 255.0);
    int failed = vips_flatten(in, &out, "background", white, NULL);
    vips_area_unref(VIPS_AREA(white));
    return failed ? NULL : out;
}

/* Eight-bit sRGB, decoded into memory: errors in the photo's body come up here. */
static VipsImage *settle(VipsImage *in)
{
    g_autoptr(Raster) rgb = NULL;
    if (vips_colourspace(in, &rgb, VIPS_INTERPRETATION_sRGB, NULL) != 0)
        return NULL;
    g_autoptr(Raster) flat = on_white(rgb);
    g_autoptr(Raster) bytes = NULL;
    if (!flat || vips_cast_uchar(flat, &bytes, NULL) != 0)
        return NULL;
    return vips_image_copy_memory(bytes);
}

static VipsImage *decode(GBytes *data)
{
    for (int managed = 1; managed >= 0; managed--) {
        g_autoptr(Raster) small = shrink(data, managed != 0);
        VipsImage *flat = small ? settle(small) : NULL;
        if (flat)
            return flat;
    }
    return NULL;
}

static GBytes *encode(VipsImage *image, int quality)
{
    void *data = NULL;
    gsize bytes = 0;
    if (vips_jpegsave_buffer(image, &data, &bytes, "Q", quality, "strip", TRUE, "optimize_coding",
                             TRUE, "interlace", TRUE, NULL) != 0)
        return NULL;
    return g_bytes_new_take(data, bytes);
}

static bool scale(VipsImage *display, Photo *photo)
{
    g_autoptr(Raster) thumb = NULL;
    if (vips_thumbnail_image(display, &thumb, IMAGE_THUMB_WIDTH, "height", IMAGE_THUMB_HEIGHT,
                             "size", VIPS_SIZE_DOWN, NULL) != 0)
        return false;
    photo->display = encode(display, DISPLAY_QUALITY);
    photo->thumb = encode(thumb, THUMB_QUALITY);
    if (!photo->display || !photo->thumb)
        return false;
    photo->field[IMAGE_FIELD_WIDTH] = vips_image_get_width(display);
    photo->field[IMAGE_FIELD_HEIGHT] = vips_image_get_height(display);
    photo->field[IMAGE_FIELD_DISPLAY_BYTES] = (gint64)g_bytes_get_size(photo->display);
    photo->field[IMAGE_FIELD_THUMB_BYTES] = (gint64)g_bytes_get_size(photo->thumb);
    return true;
}

static void remember(VipsImage *head, Photo *photo)
{
    gint64 taken = 0;
    bool zoned = false;
    gint32 lat = 0, lng = 0;
    if (exif_taken(head, &taken, &zoned)) {
        photo->field[IMAGE_FIELD_TAKEN_US] = taken;
        photo->field[IMAGE_FIELD_ZONED] = zoned;
    }
    if (exif_place(head, &lat, &lng)) {
        photo->field[IMAGE_FIELD_LAT_E7] = lat;
        photo->field[IMAGE_FIELD_LNG_E7] = lng;
    }
}

ImageAnswer photo_clean(GBytes *data, Photo *photo)
{
    gsize bytes = 0;
    const void *start = g_bytes_get_data(data, &bytes);
    g_autoptr(Raster) head =
        vips_image_new_from_buffer(start, bytes, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
    if (!head)
        return IMAGE_ANSWER_BROKEN;
    gint64 pixels = (gint64)vips_image_get_width(head) * vips_image_get_height(head);
    if (pixels > LIMIT_PHOTO_PIXELS)
        return IMAGE_ANSWER_LARGE;
    remember(head, photo);
    g_autoptr(Raster) display = decode(data);
    return display && scale(display, photo) ? IMAGE_ANSWER_OK : IMAGE_ANSWER_BROKEN;
}
