/* Coordinates as people type them: a point that is taken is on the globe. */
#include "base/geometry.h"
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
    g_autofree char *typed = fuzz_text(data, bytes);
    gint32 lat = 0, lng = 0, one = 0;
    if (geometry_parse_point(typed, &lat, &lng)) {
        g_assert_true(geometry_point_valid(lat, lng));
        g_assert_cmpint(geometry_cell(lat, lng), >, 0);
    }
    if (geometry_parse_degrees(typed, &one))
        g_assert_true(one >= -1800000000 && one <= 1800000000);
    return 0;
}
