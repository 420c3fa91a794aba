/* Places in invented sentences. */
#include "unit/pack_test.h"

#include "domain/place.h"

static const char *best_of(const Catalog *catalog, const char *text)
{
    g_autoptr(GPtrArray) found = place_find(catalog, text);
    const Area *best = place_best(catalog, found);
    return best ? best->code : "";
}

static void expect(const Catalog *catalog, const char *text, const char *code)
{
    const char *found = best_of(catalog, text);
    if (strcmp(found, code))
        g_test_message("%s: %s, expected %s", text, found, code);
    g_assert_cmpstr(found, ==, code);
}

static void test_cues(void)
{
    static const char *const SAID[][2] = {
        { "Lampu mati di desa Tegalsambi", "33.20.11.2010" },
        { "lampu mati ds. tegalsambi rt 02/01", "33.20.11.2010" },
        { "Kel.Panggang Kec.Jepara jalan rusak", "33.20.06.1006" },
        { "RT 03 RW 02 Bapangan banjir", "33.20.06.1001" },
        { "warga kecamatan Mayong mengeluh", "33.20.04" },
        { "didesa Mambak listrik padam", "33.20.15.2001" },
        { "jl. raya Tegalsambi berlubang", "33.20.11.2010" },
        { "jembatan dibangsri ambrol", "33.20.08" },
    };
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    for (gsize i = 0; i < G_N_ELEMENTS(SAID); i++)
        expect(jepara, SAID[i][0], SAID[i][1]);
}

static void test_spaces_do_not_matter(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect(jepara, "sampah di tegal sambi", "33.20.11.2010");
    expect(jepara, "sampah di Pakisaji", "33.20.15");
    expect(jepara, "banjir suwawaltimur", "33.20.15.2002");
    expect(jepara, "desa Suwawal rusak", "33.20.15.2002"); /* the only Suwawal */
}

static void test_one_mistake_in_long_names(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect(jepara, "desa Tegalsanbi gelap", "33.20.11.2010");
    expect(jepara, "desa Tegalsmabi gelap", "33.20.11.2010");
    expect(jepara, "desa Jerukwanggi, kec Bangsri", "33.20.08.2002");
    expect(jepara, "desa Tegalxxmbi gelap", "");
    expect(jepara, "desa Lagon", ""); /* short names take no mistake */
}

static void test_ordinary_words_need_a_cue(void)
{
    static const char *const SAID[] = {
        "ikan panggang di pasar basi",        "sudah tahunan jalan ini rusak",
        "pancur air di taman tidak mengalir", "bulan depan kami lapor lagi",
        "Kabupaten Jepara makin kotor",       "laporan dari warga jepara",
    };
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    for (gsize i = 0; i < G_N_ELEMENTS(SAID); i++)
        expect(jepara, SAID[i], "");
    expect(jepara, "di kelurahan panggang", "33.20.06.1006");
    expect(jepara, "kecamatan tahunan", "33.20.11");
    expect(jepara, "desa Pancur kecamatan Mayong", "33.20.04.2001");
    expect(jepara, "Panggang, kec. Jepara", "33.20.06.1006");
}

static void test_most_specific_wins(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect(jepara, "Jerukwangi Bangsri", "33.20.08.2002");
    expect(jepara, "kec Bangsri desa Jerukwangi", "33.20.08.2002");
    expect(jepara, "Bangsri", "33.20.08"); /* kecamatan and desa: the wider is surely true */
    expect(jepara, "desa Bangsri", "33.20.08.2001");
}

static void test_two_places(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect(jepara, "jalan dari Tegalsambi sampai Sukodono", "33.20.11"); /* both in Tahunan */
    expect(jepara, "jalan antara desa Tegalsambi dan desa Jerukwangi", "");
    g_autoptr(GPtrArray) found = place_find(jepara, "desa Tegalsambi dan desa Jerukwangi");
    g_assert_cmpuint(found->len, ==, 2);
}

static void test_other_district_weakens(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect(jepara, "langon kecamatan Mayong", "33.20.04");
}

static void test_words_as_written(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    g_autoptr(GPtrArray) found = place_find(jepara, "Mohon ke Ds. TEGALSAMBI, segera");
    const PlaceCandidate *first = g_ptr_array_index(found, 0);
    g_assert_cmpstr(first->words, ==, "Ds. TEGALSAMBI");
    g_assert_cmpint(first->score, >=, 80);
}

static void test_hostile_text(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    GString *text = g_string_new(NULL);
    while (text->len < 16000)
        g_string_append(text, "desa Tegalsambi kec Tahunan a b c ");
    g_autoptr(GPtrArray) found = place_find(jepara, text->str);
    g_assert_cmpuint(found->len, <=, 10);
    g_string_free(text, TRUE);
    expect(jepara, "", "");
    expect(jepara, NULL, "");
    expect(jepara, "\xf0\x9f\x99\x8f ... \xcc\x81\xcc\x81", "");
    g_autofree char *word = g_strnfill(15000, 'a');
    expect(jepara, word, "");
}

static void test_province(void)
{
    g_autofree char *areas = pack_test_all_areas();
    if (!areas) {
        g_test_skip("idn-area-data is not installed (npm ci)");
        return;
    }
    g_autoptr(Catalog) jabar = pack_test_read("jabar", areas);
    expect(jabar, "Kelurahan Dago, Kecamatan Coblong, Kota Bandung", "32.73.02.1004");
    expect(jabar, "tolong warga di kabupaten Pangandaran", "32.18");
    expect(jabar, "desa Karangsari longsor", ""); /* many of that name */
    g_autoptr(GPtrArray) many = place_find(jabar, "desa Karangsari longsor");
    g_assert_cmpuint(many->len, >, 3);
    g_autoptr(Catalog) jepara = pack_test_read("jepara", areas);
    expect(jepara, "desa Tegalsambi", "33.20.11.2010");
    expect(jepara, "kel. Panggang", "33.20.06.1006");
}

static void expect_every_village(const char *pack, const char *areas)
{
    g_autoptr(Catalog) catalog = pack_test_read(pack, areas);
    for (guint i = 0; i < catalog->areas->len; i++) {
        const Area *area = g_ptr_array_index(catalog->areas, i);
        if (area->level != AREA_VILLAGE)
            continue;
        const Area *district = catalog_area(catalog, area->parent);
        bool kelurahan = strrchr(area->code, '.')[1] == '1';
        g_autofree char *text =
            g_strdup_printf("jalan rusak di %s %s kec. %s", kelurahan ? "kel." : "desa", area->name,
                            district->name);
        expect(catalog, text, area->code);
    }
}

static void test_every_village_by_its_name(void)
{
    g_autofree char *areas = pack_test_all_areas();
    if (!areas) {
        g_test_skip("idn-area-data is not installed (npm ci)");
        return;
    }
    expect_every_village("jepara", areas);
    expect_every_village("bandung", areas);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/place/cues", test_cues);
    g_test_add_func("/place/spaces_do_not_matter", test_spaces_do_not_matter);
    g_test_add_func("/place/one_mistake_in_long_names", test_one_mistake_in_long_names);
    g_test_add_func("/place/ordinary_words_need_a_cue", test_ordinary_words_need_a_cue);
    g_test_add_func("/place/most_specific_wins", test_most_specific_wins);
    g_test_add_func("/place/two_places", test_two_places);
    g_test_add_func("/place/other_district_weakens", test_other_district_weakens);
    g_test_add_func("/place/words_as_written", test_words_as_written);
    g_test_add_func("/place/hostile_text", test_hostile_text);
    g_test_add_func("/place/province", test_province);
    g_test_add_func("/place/every_village_by_its_name", test_every_village_by_its_name);
    return g_test_run();
}
