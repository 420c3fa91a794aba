/* Which agency, which service, which words of danger - by the packs of this tree. */
#include "unit/pack_test.h"

#include "domain/routing.h"

static void expect_agency(const Catalog *catalog, const char *service, const char *area,
                          const char *agency)
{
    RoutingProposal proposal;
    g_assert_true(routing_propose(catalog, service, area, &proposal));
    g_assert_cmpstr(proposal.agency, ==, agency);
    g_assert_cmpuint(proposal.position, >=, 1);
    g_assert_cmpstr(proposal.reason, !=, "");
}

static void test_by_tupoksi(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect_agency(jepara, "jalan_rusak", "33.20.11.2010", "dpupr");
    expect_agency(jepara, "lampu_jalan", "", "dishub");
    expect_agency(jepara, "air_bersih", "33.20.06", "tirto-jungporo");
    expect_agency(jepara, "pungli", "33.20.06", "inspektorat");
    expect_agency(jepara, "no-such-service", "", "setda");
    expect_agency(jepara, NULL, NULL, "setda");
}

static void test_first_match_in_order(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect_agency(jepara, "pertanian", "33.20.10.2001", "diskan");
    expect_agency(jepara, "pertanian", "33.20.11", "dkpp");
    expect_agency(jepara, "pertanian", "", "dkpp");
}

static void test_office_of_the_place(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect_agency(jepara, "pelayanan", "33.20.11.2010", "kec-tahunan");
    expect_agency(jepara, "pelayanan", "33.20.11", "kec-tahunan");
    /* the place does not say which kecamatan: the rule is passed over */
    expect_agency(jepara, "pelayanan", "33.20", "setda");
    expect_agency(jepara, "pelayanan", "99.99", "setda");
    g_autoptr(Catalog) jabar = pack_test_small("jabar");
    expect_agency(jabar, "diteruskan", "32.73.02.1001", "kota-bandung");
    expect_agency(jabar, "diteruskan", "32.01", "kabupaten-bogor");
    expect_agency(jabar, "diteruskan", "", "setda");
}

static void test_inactive_agency_is_passed_over(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    ((Agency *)catalog_agency(jepara, "dpupr"))->active = false;
    ((Agency *)catalog_agency(jepara, "kec-tahunan"))->active = false;
    expect_agency(jepara, "jalan_rusak", "", "setda");
    expect_agency(jepara, "pelayanan", "33.20.11", "setda");
}

static void test_no_rule(void)
{
    RoutingProposal proposal;
    g_autoptr(Catalog) empty = catalog_new();
    catalog_seal(empty);
    g_assert_false(routing_propose(empty, "x", "", &proposal));
}

static void expect_service(const Catalog *catalog, const char *text, const char *code)
{
    g_autoptr(GPtrArray) proposals = service_propose(catalog, text);
    const ServiceProposal *first = proposals->len ? g_ptr_array_index(proposals, 0) : NULL;
    if (g_strcmp0(first ? first->service->code : "", code))
        g_test_message("%s: %s (%s)", text, first ? first->service->code : "none",
                       first ? first->words : "");
    g_assert_cmpstr(first ? first->service->code : "", ==, code);
}

static void test_service_from_everyday_words(void)
{
    static const char *const SAID[][2] = {
        { "Lampunya mati sudah seminggu di depan balai desa, gelap kalau malam", "lampu_jalan" },
        { "pak tolong jln rusak parah dekat pasar Bangsri", "jalan_rusak" },
        { "sampah menumpuk di pinggir jalan, baunya minta ampun", "sampah" },
        { "air pdam ga ngalir 3 hari", "air_bersih" },
        { "pohon tumbang menutup jalan di Mlonggo", "pohon" },
        { "selokan mampet penuh lumpur", "drainase" },
        { "mau bikin KTP kok blangko habis terus", "adminduk" },
        { "bansos tidak tepat sasaran, yang kaya dapat PKH", "bansos" },
        { "dimintai uang pelicin waktu urus surat", "pungli" },
        { "tetangga saya dipukuli suaminya", "kekerasan" },
        { "lampu merah perempatan mati", "lalu_lintas" },
        { "mati lampu dari pagi, PLN belum datang", "listrik_telekomunikasi" },
        { "dokter di puskesmas tidak ada, pasien menunggu lama", "kesehatan" },
        { "pupuk subsidi sulit dicari petani", "pertanian" },
        { "gaji belum dibayar dua bulan oleh perusahaan", "tenaga_kerja" },
        { "kabel lampu jalan putus tersangkut truk", "lampu_jalan" },
    };
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    for (gsize i = 0; i < G_N_ELEMENTS(SAID); i++)
        expect_service(jepara, SAID[i][0], SAID[i][1]);
}

static void test_humanitarian_help(void) /* S0.01 */
{
    g_autoptr(Catalog) jabar = pack_test_small("jabar");
    expect_service(jabar, "nenek sebatang kara sudah dua hari belum makan", "bantuan_pangan");
    expect_service(jabar, "anak sakit keras tidak mampu berobat butuh ambulans", "bantuan_sakit");
    g_assert_cmpint(catalog_policy_of(jabar, "bantuan_pangan")->disposition_wd, ==, 1);
}

static void test_nothing_said(void)
{
    static const char *const SAID[] = { "", "   ", "halo", "\n\t", "?!...", NULL };
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    for (gsize i = 0; i < G_N_ELEMENTS(SAID); i++)
        expect_service(jepara, SAID[i], "");
}

static void test_words_are_told_and_at_most_three(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    g_autoptr(GPtrArray) proposals = service_propose(
        jepara, "sampah, jalan rusak, lampu jalan mati, pohon miring, banjir, KTP, bansos");
    g_assert_cmpuint(proposals->len, ==, 3);
    for (guint i = 0; i < proposals->len; i++) {
        const ServiceProposal *proposal = g_ptr_array_index(proposals, i);
        g_assert_cmpstr(proposal->words, !=, "");
    }
}

static void test_landmark_is_not_the_matter(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect_service(jepara, "lampu mati depan puskesmas dekat sekolah belakang pasar",
                   "lampu_jalan");
}

static void test_part_of_a_word_is_no_word(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    expect_service(jepara, "perjalanan pulang", "");
    g_auto(GStrv) words = emergency_words_in(jepara, "hanyutan gempar longsoran");
    g_assert_cmpuint(g_strv_length(words), ==, 0);
}

static void test_emergency_words(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    g_auto(GStrv) fire = emergency_words_in(jepara, "Ada KEBAKARAN di Tahunan, kebakaran besar!");
    g_assert_cmpuint(g_strv_length(fire), ==, 1);
    g_assert_cmpstr(fire[0], ==, "kebakaran");
    g_auto(GStrv) calm = emergency_words_in(jepara, "jalan berlubang rawan kecelakaan");
    g_assert_cmpuint(g_strv_length(calm), ==, 0);
    g_auto(GStrv) null = emergency_words_in(jepara, NULL);
    g_assert_cmpuint(g_strv_length(null), ==, 0);
}

static void test_longest_text(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    GString *text = g_string_new(NULL);
    while (text->len < 16000)
        g_string_append(text, "jalan rusak sampah kebakaran ");
    g_autoptr(GPtrArray) proposals = service_propose(jepara, text->str);
    g_assert_cmpuint(proposals->len, ==, 3);
    g_string_free(text, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/routing/by_tupoksi", test_by_tupoksi);
    g_test_add_func("/routing/first_match_in_order", test_first_match_in_order);
    g_test_add_func("/routing/office_of_the_place", test_office_of_the_place);
    g_test_add_func("/routing/inactive_agency", test_inactive_agency_is_passed_over);
    g_test_add_func("/routing/no_rule", test_no_rule);
    g_test_add_func("/service/everyday_words", test_service_from_everyday_words);
    g_test_add_func("/service/S0.01_humanitarian_help", test_humanitarian_help);
    g_test_add_func("/service/nothing_said", test_nothing_said);
    g_test_add_func("/service/at_most_three_with_words", test_words_are_told_and_at_most_three);
    g_test_add_func("/service/landmark_is_not_the_matter", test_landmark_is_not_the_matter);
    g_test_add_func("/service/part_of_a_word", test_part_of_a_word_is_no_word);
    g_test_add_func("/service/emergency_words", test_emergency_words);
    g_test_add_func("/service/longest_text", test_longest_text);
    return g_test_run();
}
