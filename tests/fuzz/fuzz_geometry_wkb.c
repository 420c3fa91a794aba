/* Shapes from a database that somebody else wrote. */
#include "base/geometry.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autoptr(GBytes) wkb = g_bytes_new(data, bytes);
    g_autoptr(GeometryIndex) index = geometry_index_new();
    g_autoptr(GError) error = NULL;
    if (!geometry_index_add(index, "a", wkb, &error))
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    geometry_index_seal(index);
    geometry_index_find(index, -65907000, 1106677000);
    g_autofree char *json = geometry_to_geojson(wkb, 0.001, NULL);
    g_assert_true(!json || g_str_has_prefix(json, "{"));
    return 0;
}
