/* geometry.h: distances, cells, typed coordinates, polygons; hostile shapes; many threads. */
#include "base/geometry.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define SQUARE(w, s, e, n)                                                                         \
    "{\"type\":\"Polygon\",\"coordinates\":[[[" w "," s "],[" e "," s "],[" e "," n "],[" w "," n  \
    "],[" w "," s "]]]}"

static void test_distance(void)
{
    g_assert_cmpfloat(geometry_distance_m(0, 0, 0, 0), ==, 0);
    /* a degree of latitude on this sphere */
    g_assert_cmpfloat_with_epsilon(geometry_distance_m(0, 1, 10000000, 1), 111195.08, 0.1);
    /* Jepara - Semarang, by the law of cosines instead */
    double way = geometry_distance_m(-65907000, 1106677000, -69932000, 1104203000);
    g_assert_cmpfloat_with_epsilon(way, 52433.719, 0.01);
    g_assert_cmpfloat(way, ==, geometry_distance_m(-69932000, 1104203000, -65907000, 1106677000));
    /* across the date line, and to the other side of the world */
    g_assert_cmpfloat(geometry_distance_m(0, 1799999999, 0, -1799999999), <, 1);
    g_assert_cmpfloat_with_epsilon(geometry_distance_m(900000000, 0, -900000000, 0), 20015115, 10);
}

static void test_valid(void)
{
    g_assert_true(geometry_point_valid(-65907000, 1106677000));
    g_assert_true(geometry_point_valid(900000000, -1800000000));
    g_assert_false(geometry_point_valid(0, 0));
    g_assert_false(geometry_point_valid(900000001, 0));
    g_assert_false(geometry_point_valid(0, 1800000001));
    g_assert_false(geometry_point_valid(G_MININT32, G_MININT32));
}

static void assert_cell_keeps(gint32 lat_e7, gint32 lng_e7)
{
    gint32 lat = 0, lng = 0;
    gint64 cell = geometry_cell(lat_e7, lng_e7);
    g_assert_cmpint(cell, >, 0);
    geometry_cell_point(cell, &lat, &lng);
    g_assert_cmpint(lat, ==, lat_e7);
    g_assert_cmpint(lng, ==, lng_e7);
}

static void test_cell(void)
{
    assert_cell_keeps(-65907000, 1106677000);
    assert_cell_keeps(-65907000, -1106677000);
    assert_cell_keeps(-900000000, -1800000000);
    assert_cell_keeps(900000000, 1800000000);
    assert_cell_keeps(0, -1);
    g_assert_cmpint(geometry_cell(0, 0), ==, 0);
    g_assert_cmpint(geometry_cell(G_MAXINT32, 5), ==, 0);
    for (int round = 0; round < 10000; round++)
        assert_cell_keeps(g_test_rand_int_range(-900000000, 900000000),
                          g_test_rand_int_range(-1800000000, 1800000000));
}

static bool in_squares(gint64 cell, const GeometrySquare *squares, int n)
{
    for (int i = 0; i < n; i++)
        if (cell >= squares[i].first && cell <= geometry_square_last(squares[i]))
            return true;
    return false;
}

/* A place anywhere in Indonesia, in America, or where the date line comes near the pole. */
static void random_place(int round, gint32 *lat, gint32 *lng)
{
    static const int BOXES[3][4] = { { -110000000, 60000000, 950000000, 1410000000 },
                                     { -300000000, 10000000, -800000000, -400000000 },
                                     { 880000000, 900000000, 1790000000, 1800000000 } };
    const int *box = BOXES[round % 3];
    *lat = g_test_rand_int_range(box[0], box[1]);
    *lng = g_test_rand_int_range(box[2], box[3]);
}

/* A place that is often within the radius. */
static void random_neighbour(gint32 lat, gint32 lng, double radius, gint32 *lat2, gint32 *lng2)
{
    double reach = radius / 111000 * 1e7;
    double north = lat + g_test_rand_double_range(-reach, reach);
    double east = lng + g_test_rand_double_range(-reach, reach);
    *lat2 = (gint32)CLAMP(north, -9e8, 9e8);
    *lng2 = (gint32)(east > 18e8 ? east - 36e8 : east);
}

/* Property: no point within the radius lies outside the squares. */
static void test_squares_cover(void)
{
    GeometrySquare squares[GEOMETRY_SQUARES_MAX];
    int near = 0;
    for (int round = 0; round < 30000; round++) {
        gint32 lat = 0, lng = 0, lat2 = 0, lng2 = 0;
        double radius = g_test_rand_double_range(0, round % 2 ? 300 : 20000);
        random_place(round, &lat, &lng);
        random_neighbour(lat, lng, radius, &lat2, &lng2);
        int n = geometry_squares_around(lat, lng, radius, squares);
        g_assert_cmpint(n, >=, 1);
        g_assert_cmpint(n, <=, GEOMETRY_SQUARES_MAX);
        if (geometry_distance_m(lat, lng, lat2, lng2) > radius)
            continue;
        near++;
        g_assert_true(in_squares(geometry_cell(lat2, lng2), squares, n));
    }
    g_assert_cmpint(near, >, 10000);
}

/* Property: going down to a point, the distance only grows, and ends as that of the point. */
static void test_square_distance(void)
{
    for (int round = 0; round < 3000; round++) {
        gint32 lat = 0, lng = 0, lat2 = 0, lng2 = 0;
        random_place(round, &lat, &lng);
        random_neighbour(lat, lng, g_test_rand_double_range(0, 20000), &lat2, &lng2);
        gint64 cell = geometry_cell(lat2, lng2);
        GeometrySquare at = { cell >> 62 << 62, 31 };
        double distance = geometry_distance_m(lat, lng, lat2, lng2);
        while (at.level > 0) {
            GeometrySquare parts[4];
            double before = geometry_square_distance_m(at, lat, lng);
            geometry_square_split(at, parts);
            g_assert_cmpint(geometry_square_last(parts[3]), ==, geometry_square_last(at));
            int part = 0;
            while (cell > geometry_square_last(parts[part]))
                part++;
            at = parts[part];
            g_assert_cmpfloat(before, <=, geometry_square_distance_m(at, lat, lng) + 1e-6);
        }
        g_assert_cmpint(at.first, ==, cell);
        g_assert_cmpfloat_with_epsilon(geometry_square_distance_m(at, lat, lng), distance, 1e-6);
    }
}

static void test_squares_few(void)
{
    GeometrySquare squares[GEOMETRY_SQUARES_MAX];
    int n = geometry_squares_around(-65907000, 1106677000, 100, squares);
    g_assert_cmpint(n, >=, 1);
    g_assert_cmpint(squares[0].level, ==, 15);
    n = geometry_squares_around(-65907000, 1106677000, 0, squares);
    g_assert_cmpint(squares[0].level, <, 8);
    g_assert_cmpint(geometry_squares_around(0, 0, 100, squares), ==, 0);
    g_assert_cmpint(geometry_squares_around(-65907000, 1106677000, -1, squares), ==, 0);
    g_assert_cmpint(geometry_squares_around(-65907000, 1106677000, NAN, squares), ==, 0);
    n = geometry_squares_around(-65907000, 1106677000, INFINITY, squares);
    g_assert_true(in_squares(geometry_cell(-900000000, -1800000000), squares, n));
    g_assert_true(in_squares(geometry_cell(900000000, 1800000000), squares, n));
}

static void test_parse_degrees(void)
{
    static const struct {
        const char *text;
        gint32 e7;
    } GOOD[] = { { "-6.5907", -65907000 },
                 { "-6,5907", -65907000 },
                 { "6.5907 LS", -65907000 },
                 { "6.5907ls", -65907000 },
                 { "6.5907° S", -65907000 },
                 { "-6.5907 LS", -65907000 },
                 { "110.6677 BT", 1106677000 },
                 { " +110 ", 1100000000 },
                 { "−6.5", -65000000 },
                 { "180", 1800000000 },
                 { "6.59071234999", 65907123 },
                 { "6.59071235", 65907124 },
                 { "0", 0 },
                 { "90 LU", 900000000 } };
    static const char *const BAD[] = { "",
                                       " ",
                                       "-",
                                       ".5",
                                       "6.5907 XX",
                                       "181",
                                       "91 LS",
                                       "6.59.07",
                                       "1e2",
                                       "0x10",
                                       "nan",
                                       "inf",
                                       "6 7",
                                       "6..5",
                                       "--6",
                                       "6.5 LS LS",
                                       "99999999999999999999",
                                       "٦" };
    for (gsize i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        gint32 e7 = 5;
        g_assert_true(geometry_parse_degrees(GOOD[i].text, &e7));
        g_assert_cmpint(e7, ==, GOOD[i].e7);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        gint32 e7 = 5;
        g_assert_false(geometry_parse_degrees(BAD[i], &e7));
        g_assert_cmpint(e7, ==, 5);
    }
}

static void test_parse_point(void)
{
    static const char *const GOOD[] = { "-6.5907, 110.6677",     "-6.5907 110.6677",
                                        "-6.5907,110.6677",      "6.5907 LS 110.6677 BT",
                                        "6.5907LS,110.6677BT",   "110.6677 BT 6.5907 LS",
                                        "-6,5907 110,6677",      "-6,5907; 110,6677",
                                        "-6,5907, 110,6677",     "  -6.5907 ,\n110.6677 ",
                                        "6.5907° S, 110.6677° E" };
    static const char *const BAD[] = { "",
                                       "-6.5907",
                                       "110.6677, -6.5907",
                                       "0, 0",
                                       "6 LS 7 LS",
                                       "-6.5907, 110.6677, 3",
                                       "-6,110",
                                       "jalan 6.5, 110",
                                       "-6.5907110.6677",
                                       "6.5 BT 7.5 BT" };
    for (gsize i = 0; i < G_N_ELEMENTS(GOOD); i++) {
        gint32 lat = 0, lng = 0;
        g_assert_true(geometry_parse_point(GOOD[i], &lat, &lng));
        g_assert_cmpint(lat, ==, -65907000);
        g_assert_cmpint(lng, ==, 1106677000);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        gint32 lat = 5, lng = 6;
        g_assert_false(geometry_parse_point(BAD[i], &lat, &lng));
        g_assert_cmpint(lat + lng, ==, 11);
    }
}

static void index_put(GeometryIndex *index, const char *code, const char *json)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) wkb = NULL;
    gint32 lat = 0, lng = 0;
    g_assert_true(geometry_from_geojson(json, &wkb, &lat, &lng, &error));
    g_assert_no_error(error);
    g_assert_true(geometry_index_add(index, code, wkb, &error));
    g_assert_no_error(error);
}

static void test_index_find(void)
{
    g_autoptr(GeometryIndex) index = geometry_index_new();
    index_put(index, "33.20", SQUARE("110", "-7", "111", "-6"));
    index_put(index, "33.20.02", SQUARE("110.5", "-7", "111", "-6"));
    index_put(index, "33.20.01", SQUARE("110", "-7", "110.5", "-6"));
    index_put(index, "33.21",
              "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[112,-7],[113,-7],[113,-6],[112,-7]]],"
              "[[[114,-7],[116,-7],[116,-5],[114,-5],[114,-7]],"
              "[[114.5,-6.5],[115.5,-6.5],[115.5,-5.5],[114.5,-5.5],[114.5,-6.5]]]]}");
    geometry_index_seal(index);
    g_assert_cmpstr(geometry_index_find(index, -65000000, 1102000000), ==, "33.20.01");
    g_assert_cmpstr(geometry_index_find(index, -65000000, 1108000000), ==, "33.20.02");
    g_assert_cmpstr(geometry_index_find(index, -65000000, 1105000000), ==, "33.20.01");
    g_assert_cmpstr(geometry_index_find(index, -52000000, 1142000000), ==, "33.21");
    g_assert_null(geometry_index_find(index, -60000000, 1150000000)); /* the hole */
    g_assert_null(geometry_index_find(index, 10, 10));
    g_assert_null(geometry_index_find(index, 0, 0));
}

static void test_index_empty(void)
{
    g_autoptr(GeometryIndex) index = geometry_index_new();
    geometry_index_seal(index);
    g_assert_null(geometry_index_find(index, -65000000, 1102000000));
}

static void test_index_bad_wkb(void)
{
    g_autoptr(GeometryIndex) index = geometry_index_new();
    g_autoptr(GBytes) good = NULL;
    gint32 lat = 0, lng = 0;
    g_assert_true(geometry_from_geojson(SQUARE("110", "-7", "111", "-6"), &good, &lat, &lng, NULL));
    gsize bytes = g_bytes_get_size(good);
    for (gsize n = 0; n < bytes; n++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) cut = g_bytes_new_from_bytes(good, 0, n);
        g_assert_false(geometry_index_add(index, "x", cut, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
        g_assert_null(geometry_to_geojson(cut, 0, NULL));
    }
    /* a ring that claims four thousand million points; a lone point */
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) huge =
        g_bytes_new_static("\1\3\0\0\0\1\0\0\0\377\377\377\377\0\0\0\0\0\0\0\0", 21);
    g_assert_false(geometry_index_add(index, "x", huge, &error));
    g_clear_error(&error);
    g_autoptr(GBytes) point = g_bytes_new_static("\1\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 21);
    g_assert_false(geometry_index_add(index, "x", point, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    geometry_index_seal(index);
    g_assert_null(geometry_index_find(index, -65000000, 1102000000));
}

/* GEOS followed a hundred thousand shapes in shapes until the stack ended. */
static void r_wkb_nested(void)
{
    g_autoptr(GByteArray) nested = g_byte_array_new();
    for (int i = 0; i < 200000; i++)
        g_byte_array_append(nested,
                            (const guint8 *)(i ? "\1\6\0\0\0\1\0\0\0" : "\1\7\0\0\0\1\0\0\0"), 9);
    for (guint from = 0; from <= 9; from += 9) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) wkb = g_bytes_new(nested->data + from, nested->len - from);
        g_assert_null(geometry_to_geojson(wkb, 0, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
}

/* GEOS simplified such a shape without end. */
static void r_wkb_off_the_globe(void)
{
    static const double WRONG[] = { 1e300, NAN, INFINITY, 181 };
    g_autoptr(GBytes) good = NULL;
    gint32 lat = 0, lng = 0;
    g_assert_true(geometry_from_geojson(SQUARE("110", "-7", "111", "-6"), &good, &lat, &lng, NULL));
    gsize bytes = g_bytes_get_size(good);
    for (gsize i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        g_autoptr(GError) error = NULL;
        guint8 *data = g_memdup2(g_bytes_get_data(good, NULL), bytes);
        memcpy(data + 13 + 16, &WRONG[i], sizeof(double));
        g_autoptr(GBytes) wkb = g_bytes_new_take(data, bytes);
        g_assert_null(geometry_to_geojson(wkb, 0.001, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
    }
}

/* Even-odd over all rings of a polygon or multipolygon: another way to the same answer. */
static bool odd(const json_t *shape, double lng, double lat)
{
    if (!json_is_array(json_array_get(json_array_get(shape, 0), 0))) {
        bool inside = false;
        gsize n = json_array_size(shape);
        for (gsize i = 0; i < n; i++) {
            const json_t *a = json_array_get(shape, i), *b = json_array_get(shape, (i + 1) % n);
            double ax = json_number_value(json_array_get(a, 0));
            double ay = json_number_value(json_array_get(a, 1));
            double bx = json_number_value(json_array_get(b, 0));
            double by = json_number_value(json_array_get(b, 1));
            if ((ay > lat) != (by > lat) && lng < (bx - ax) * (lat - ay) / (by - ay) + ax)
                inside = !inside;
        }
        return inside;
    }
    bool inside = false;
    for (gsize i = 0; i < json_array_size(shape); i++)
        inside ^= odd(json_array_get(shape, i), lng, lat);
    return inside;
}

static const char *find_slowly(const json_t *features, gint32 lat_e7, gint32 lng_e7)
{
    const char *best = NULL;
    for (gsize i = 0; i < json_array_size(features); i++) {
        const json_t *feature = json_array_get(features, i);
        const char *code =
            json_string_value(json_object_get(json_object_get(feature, "properties"), "code"));
        const json_t *shape = json_object_get(json_object_get(feature, "geometry"), "coordinates");
        if (odd(shape, lng_e7 / 1e7, lat_e7 / 1e7) && (!best || strcmp(code, best) < 0))
            best = code;
    }
    return best;
}

static json_t *jepara_load(void)
{
    const char *data = g_getenv("KENTONGAN_DATA");
    g_autofree char *path =
        g_build_filename(data ? data : "../shared/data", "boundaries/kel_33.20.geojson", NULL);
    json_t *root = json_load_file(path, 0, NULL);
    if (!root)
        g_test_skip("skipped: no boundary data (KENTONGAN_DATA)");
    return root;
}

/* 195 real desa: the point named inside each is in it, and random points agree with find_slowly. */
static void test_index_jepara(void)
{
    json_t *root = jepara_load();
    if (!root)
        return;
    g_autoptr(GeometryIndex) index = geometry_index_new();
    const json_t *features = json_object_get(root, "features");
    g_autofree gint32 *inside = g_new0(gint32, 2 * json_array_size(features));
    for (gsize i = 0; i < json_array_size(features); i++) {
        const json_t *feature = json_array_get(features, i);
        g_autofree char *text = json_dumps(json_object_get(feature, "geometry"), 0);
        g_autoptr(GBytes) wkb = NULL;
        g_assert_true(geometry_from_geojson(text, &wkb, inside + 2 * i, inside + 2 * i + 1, NULL));
        const char *code =
            json_string_value(json_object_get(json_object_get(feature, "properties"), "code"));
        g_assert_true(geometry_index_add(index, code, wkb, NULL));
    }
    geometry_index_seal(index);
    for (gsize i = 0; i < json_array_size(features); i++) {
        const char *code = json_string_value(
            json_object_get(json_object_get(json_array_get(features, i), "properties"), "code"));
        g_assert_cmpstr(geometry_index_find(index, inside[2 * i], inside[2 * i + 1]), ==, code);
    }
    int found = 0;
    for (int i = 0; i < 1000; i++) {
        gint32 lat = g_test_rand_int_range(-68500000, -64000000);
        gint32 lng = g_test_rand_int_range(1105500000, 1109500000);
        const char *code = geometry_index_find(index, lat, lng);
        g_assert_cmpstr(code, ==, find_slowly(features, lat, lng));
        found += code != NULL;
    }
    g_assert_cmpint(found, >, 300);
    json_decref(root);
}

static gpointer ask_often(gpointer data)
{
    const GeometryIndex *index = data;
    for (int i = 0; i < 20000; i++) {
        int column = i % 40, row = i / 40 % 40;
        g_autofree char *want = g_strdup_printf("%02d.%02d", column, row);
        gint32 lat = -110000000 + row * 1000000 + 500000;
        gint32 lng = 1100000000 + column * 1000000 + 500000;
        g_assert_cmpstr(geometry_index_find(index, lat, lng), ==, want);
    }
    return NULL;
}

static void test_index_threads(void)
{
    g_autoptr(GeometryIndex) index = geometry_index_new();
    for (int i = 0; i < 1600; i++) {
        double west = 110 + i % 40 * 0.1, south = -11 + i / 40 * 0.1;
        g_autofree char *code = g_strdup_printf("%02d.%02d", i % 40, i / 40);
        g_autofree char *json = g_strdup_printf(
            "{\"type\":\"Polygon\",\"coordinates\":[[[%f,%f],[%f,%f],[%f,%f],[%f,%f],[%f,%f]]]}",
            west, south, west + .1, south, west + .1, south + .1, west, south + .1, west, south);
        index_put(index, code, json);
    }
    geometry_index_seal(index);
    GThread *threads[8];
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("ask", ask_often, index);
    for (gsize i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

static void test_geojson_round(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) wkb = NULL;
    gint32 lat = 0, lng = 0;
    g_assert_true(
        geometry_from_geojson(SQUARE("110", "-7", "111.1234567", "-6"), &wkb, &lat, &lng, &error));
    g_assert_cmpint(lat, >, -70000000);
    g_assert_cmpint(lat, <, -60000000);
    g_assert_cmpint(lng, >, 1100000000);
    g_assert_cmpint(lng, <, 1111234567);
    g_autofree char *json = geometry_to_geojson(wkb, 0, &error);
    g_assert_no_error(error);
    g_assert_nonnull(strstr(json, "[111.123457,-7.0]"));
    g_autoptr(GBytes) again = NULL;
    g_assert_true(geometry_from_geojson(json, &again, &lat, &lng, &error));
}

static void test_geojson_simplified(void)
{
    GString *ring = g_string_new("{\"type\":\"Polygon\",\"coordinates\":[[");
    for (int i = 0; i <= 3600; i++)
        g_string_append_printf(ring, "%s[%.9f,%.9f]", i ? "," : "",
                               110 + cos(i % 3600 * G_PI / 1800), -7 + sin(i % 3600 * G_PI / 1800));
    g_autofree char *circle = g_string_free(g_string_append(ring, "]]}"), FALSE);
    g_autoptr(GBytes) wkb = NULL;
    gint32 lat = 0, lng = 0;
    g_assert_true(geometry_from_geojson(circle, &wkb, &lat, &lng, NULL));
    g_autofree char *fine = geometry_to_geojson(wkb, 0, NULL);
    g_autofree char *coarse = geometry_to_geojson(wkb, 0.01, NULL);
    g_assert_cmpuint(strlen(coarse) * 50, <, strlen(fine));
    g_autofree char *absurd = geometry_to_geojson(wkb, 1000, NULL);
    g_assert_true(g_str_has_prefix(absurd, "{\"type\":\"Polygon\""));
}

static void test_geojson_repaired(void)
{
    /* a bow tie, and a ring its author forgot to close, with heights */
    static const char *const MENDED[] = {
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7],[111,-6],[111,-7],[110,-6],[110,-7]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7,3],[111,-7,4],[111,-6,5]]]}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(MENDED); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) wkb = NULL;
        gint32 lat = 0, lng = 0;
        g_assert_true(geometry_from_geojson(MENDED[i], &wkb, &lat, &lng, &error));
        g_assert_no_error(error);
        g_autoptr(GeometryIndex) index = geometry_index_new();
        g_assert_true(geometry_index_add(index, "a", wkb, &error));
        geometry_index_seal(index);
        g_assert_cmpstr(geometry_index_find(index, lat, lng), ==, "a");
    }
}

static void test_geojson_refused(void)
{
    g_autofree char *open = g_strnfill(100000, '[');
    g_autofree char *deep = g_strconcat("{\"type\":\"Polygon\",\"coordinates\":", open, NULL);
    const char *const BAD[] = {
        "",
        "null",
        "[]",
        "{}",
        "\xff\xfe",
        deep,
        "{\"type\":\"Point\",\"coordinates\":[110,-7]}",
        "{\"type\":\"Polygon\"}",
        "{\"type\":\"Polygon\",\"coordinates\":7}",
        "{\"type\":\"Polygon\",\"coordinates\":[]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7],[111,-7],[110,-7]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7],[110,-7],[110,-7],[110,-7]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7],[\"x\",-7],[111,-6],[110,-7]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7],[1e308,-7],[111,-6],[110,-7]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7],[111,-97],[111,-6],[110,-7]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[110,-7],[111,-7],[111,-6],[110,-7]],[]]}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[110,-7],[111,-7],[111,-6],[110,-7]]],[]]}",
        "{\"type\":[\"Polygon\"],\"coordinates\":[[[110,-7],[111,-7],[111,-6],[110,-7]]]}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) wkb = NULL;
        gint32 lat = 0, lng = 0;
        g_assert_false(geometry_from_geojson(BAD[i], &wkb, &lat, &lng, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
        g_assert_cmpstr(error_field(error), ==, "geojson");
        g_assert_null(wkb);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/geometry/distance/known", test_distance);
    g_test_add_func("/geometry/point/valid", test_valid);
    g_test_add_func("/geometry/cell/keeps_the_point", test_cell);
    g_test_add_func("/geometry/squares_around/cover", test_squares_cover);
    g_test_add_func("/geometry/squares_around/few", test_squares_few);
    g_test_add_func("/geometry/square/distance", test_square_distance);
    g_test_add_func("/geometry/parse/degrees", test_parse_degrees);
    g_test_add_func("/geometry/parse/point", test_parse_point);
    g_test_add_func("/geometry/index/finds", test_index_find);
    g_test_add_func("/geometry/index/empty", test_index_empty);
    g_test_add_func("/geometry/index/bad_wkb_is_invalid", test_index_bad_wkb);
    g_test_add_func("/geometry/index/r_wkb_nested", r_wkb_nested);
    g_test_add_func("/geometry/index/r_wkb_off_the_globe", r_wkb_off_the_globe);
    g_test_add_func("/geometry/index/jepara", test_index_jepara);
    g_test_add_func("/geometry/index/many_threads", test_index_threads);
    g_test_add_func("/geometry/geojson/round", test_geojson_round);
    g_test_add_func("/geometry/geojson/simplified", test_geojson_simplified);
    g_test_add_func("/geometry/geojson/repaired", test_geojson_repaired);
    g_test_add_func("/geometry/geojson/refused", test_geojson_refused);
    return g_test_run();
}
