/* Shapes from packs: what is taken has a valid point, is taken again in every form, and may be
 * asked. */
#include "base/geometry.h"
#include "fuzz/fuzz.h"

static void check_shape(GBytes *wkb, gint32 lat, gint32 lng)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GeometryIndex) index = geometry_index_new();
    g_assert_true(geometry_index_add(index, "a", wkb, &error));
    geometry_index_seal(index);
    const char *code = geometry_index_find(index, lat, lng);
    g_assert_true(!code || g_str_equal(code, "a"));
    g_autofree char *fine = geometry_to_geojson(wkb, 0, &error);
    g_assert_nonnull(fine);
    g_autofree char *coarse = geometry_to_geojson(wkb, 0.01, &error);
    g_assert_nonnull(coarse);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *json = fuzz_text(data, bytes);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) wkb = NULL;
    gint32 lat = 0, lng = 0;
    if (geometry_from_geojson(json, &wkb, &lat, &lng, &error))
        check_shape(wkb, lat, lng);
    else
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    return 0;
}
