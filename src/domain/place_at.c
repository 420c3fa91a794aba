/* The area of a point, and the way up the tree of areas. */
#include "base/geometry.h"
#include "domain/place.h"

static gpointer shapes_build(const Catalog *catalog)
{
    GeometryIndex *index = geometry_index_new();
    for (guint i = 0; i < catalog->areas->len; i++) {
        g_autoptr(GError) error = NULL;
        const Area *area = g_ptr_array_index(catalog->areas, i);
        if (area->shape && !geometry_index_add(index, area->code, area->shape, &error))
            g_warning("shape of area %s: %s", area->code, error->message);
    }
    geometry_index_seal(index);
    return index;
}

const Area *place_at(const Catalog *catalog, gint32 lat_e7, gint32 lng_e7)
{
    const GeometryIndex *index =
        catalog_derived(catalog, CATALOG_SHAPES, shapes_build, (GDestroyNotify)geometry_index_free);
    return catalog_area(catalog, geometry_index_find(index, lat_e7, lng_e7));
}

const Area *place_above(const Catalog *catalog, const Area *area, AreaLevel level)
{
    while (area && area->level > level)
        area = catalog_area(catalog, area->parent);
    return area && area->level == level ? area : NULL;
}
