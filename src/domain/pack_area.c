/* Areas from outside: names and codes from CSV files, shapes from GeoJSON. */
#include "base/geometry.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/pack_parts.h"

#include <string.h>

#define AREA_FILE_BYTES (64u << 20)

/* One field of a CSV line; *at moves behind it. Quotes may enclose commas and doubled quotes. */
static char *csv_field(const char **at)
{
    GString *field = g_string_new(NULL);
    const char *c = *at;
    bool quoted = *c == '"';
    for (c += quoted; *c; c++) {
        if (quoted && c[0] == '"' && c[1] != '"')
            break;
        if (!quoted && *c == ',')
            break;
        c += quoted && c[0] == '"';
        g_string_append_c(field, *c);
    }
    c += quoted && *c == '"';
    *at = *c == ',' ? c + 1 : c;
    return g_string_free(field, FALSE);
}

static bool is_area_code(const char *code, AreaLevel level)
{
    static const char *const SHAPES[] = { "", "##", "##.##", "##.##.##", "##.##.##.####" };
    const char *shape = SHAPES[level];
    if (strlen(code) != strlen(shape))
        return false;
    for (gsize i = 0; shape[i]; i++) {
        if (shape[i] == '#' ? !g_ascii_isdigit(code[i]) : code[i] != '.')
            return false;
    }
    return true;
}

static void take_area(Catalog *catalog, const char *root, AreaLevel level, const char *code,
                      const char *name)
{
    Area *area = g_new0(Area, 1);
    const char *dot = strrchr(code, '.');
    bool top = !strcmp(code, root);
    *area = (Area){ .code = g_strdup(code),
                    .parent = top || !dot ? g_strdup("") : g_strndup(code, (gsize)(dot - code)),
                    .name = g_strdup(name),
                    .level = level };
    g_ptr_array_add(catalog->areas, area);
}

/* Columns: code first, name last. */
static bool take_line(const char *line, const char *root, AreaLevel level, Catalog *catalog)
{
    const char *at = line;
    g_autofree char *code = csv_field(&at);
    g_autofree char *name = NULL;
    while (*at) {
        g_free(name);
        name = csv_field(&at);
    }
    if (!is_area_code(code, level) || !name || text_is_blank(name))
        return false;
    if (area_contains(root, code))
        take_area(catalog, root, level, code, name);
    return true;
}

static char *read_text_file(const char *path, PackReport *report)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = NULL;
    gsize bytes = 0;
    if (!g_file_get_contents(path, &data, &bytes, &error)) {
        pack_problem(report, "%s", error->message);
        return NULL;
    }
    if (bytes > AREA_FILE_BYTES || !g_utf8_validate_len(data, bytes, NULL)) {
        pack_problem(report, "%s: too large or not UTF-8", path);
        return NULL;
    }
    return g_steal_pointer(&data);
}

static void read_level(const char *folder, const char *file, AreaLevel level, const char *root,
                       Catalog *catalog, PackReport *report)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autofree char *data = read_text_file(path, report);
    if (!data)
        return;
    /* line by line in place: the files are large, and each line is looked at once */
    char *line = strchr(data, '\n');
    for (guint n = 2; line; n++) {
        char *end = strchr(++line, '\n');
        if (end)
            *end = '\0';
        g_strchomp(line);
        if (*line && !take_line(line, root, level, catalog)) {
            pack_problem(report, "%s line %u cannot be read: %.60s", path, n, line);
            return;
        }
        line = end;
    }
}

void pack_area_read(const char *folder, const char *root, Catalog *catalog, PackReport *report)
{
    static const char *const FILES[] = { NULL, "provinces.csv", "regencies.csv", "districts.csv",
                                         "villages.csv" };
    AreaLevel first = strchr(root, '.') ? AREA_REGENCY : AREA_PROVINCE;
    if (!folder) {
        pack_problem(report, "the folder of area data (idn-area-data) was not given");
        return;
    }
    for (int level = (int)first; level <= AREA_VILLAGE; level++)
        read_level(folder, FILES[level], (AreaLevel)level, root, catalog, report);
}

/* Before the catalog is sealed there is no index: one is made for the file. */
static GHashTable *areas_by_code(const Catalog *catalog)
{
    GHashTable *by_code = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < catalog->areas->len; i++) {
        Area *area = g_ptr_array_index(catalog->areas, i);
        g_hash_table_insert(by_code, area->code, area);
    }
    return by_code;
}

static void take_shape(Area *area, const json_t *geometry, PackReport *report)
{
    g_autoptr(GError) error = NULL;
    GBytes *wkb = NULL;
    g_autofree char *text = geometry ? json_take_text(json_incref((json_t *)geometry)) : NULL;
    gint32 lat_e7 = 0, lng_e7 = 0;
    if (text && geometry_from_geojson(text, &wkb, &lat_e7, &lng_e7, &error)) {
        g_clear_pointer(&area->shape, g_bytes_unref);
        area->shape = wkb;
        area->lat_e7 = lat_e7;
        area->lng_e7 = lng_e7;
        report->shapes++;
    } else {
        pack_warning(report, "boundary of %s cannot be read: %s", area->code,
                     error ? error->message : "");
    }
}

void pack_area_read_shapes(const PackSource *source, const char *file, Catalog *catalog,
                           PackReport *report)
{
    g_autofree char *data = read_text_file(file, report);
    if (!data)
        return;
    json_error_t where;
    json_t *root = json_loads(data, 0, &where);
    const json_t *features = json_object_get(root, "features");
    if (!json_is_array(features))
        pack_problem(report, "%s: no GeoJSON FeatureCollection %s", file, where.text);
    g_autoptr(GHashTable) by_code = areas_by_code(catalog);
    guint strangers = 0, taken = report->shapes;
    for (gsize i = 0; i < json_array_size(features); i++) {
        const json_t *feature = json_array_get(features, i);
        const json_t *properties = json_object_get(feature, "properties");
        const char *code = json_string_value(json_object_get(properties, "code"));
        Area *area = code ? g_hash_table_lookup(by_code, code) : NULL;
        if (i % 100 == 0)
            pack_step(source, "boundaries", (guint)i, (guint)json_array_size(features));
        if (area)
            take_shape(area, json_object_get(feature, "geometry"), report);
        else
            strangers++;
    }
    if (json_is_array(features) && report->shapes == taken)
        pack_warning(report, "%s: no boundary has a code of this pack", file);
    else if (strangers)
        pack_warning(report, "%s: %u boundaries are not of this pack, left out", file, strangers);
    json_decref(root);
}
