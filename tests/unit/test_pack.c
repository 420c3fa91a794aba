/* Packs are read as they are meant, and every mistake in one is told with file and key. */
#include "unit/pack_test.h"

#include "domain/calendar.h"

static const char TENANT[] = "[tenant]\ncode = uji\nname = Kabupaten Uji\nprefix = UJI\n"
                             "place_noun = Kabupaten Uji\narea = 33.20\nlat = -6.5\nlng = 110.6\n"
                             "south = -7\nwest = 110\nnorth = -6\neast = 111\n";
static const char AGENCIES[] = "[dlh]\nname = Dinas Lingkungan Hidup\nkind = dinas\n";
static const char SERVICES[] = "[sampah]\nname = Sampah\ngroup = Sampah\nkeywords = sampah; bau\n";
static const char ROUTING[] = "[a]\nservices = *\nagency = dlh\nreason = Tugas DLH.\n";
static const char POLICIES[] = "[default]\nfollowup_wd = 4\n[cepat]\ndisposition_wd = 1\n";
static const char CALENDAR[] = "[2026]\nsource = SKB\ndecreed = ya\n[2026 libur]\n"
                               "2026-01-01 = Tahun Baru\n";

typedef struct Trial {
    char *folder, *areas;
    PackReport report;
    Catalog *catalog;
} Trial;

static void trial_begin(Trial *t)
{
    g_autoptr(GError) error = NULL;
    *t = (Trial){ .areas = pack_test_areas() };
    t->folder = g_dir_make_tmp("kentongan-pack-XXXXXX", &error);
    g_assert_no_error(error);
    pack_test_write(t->folder, "pack.ini", TENANT);
    pack_test_write(t->folder, "agencies.ini", AGENCIES);
    pack_test_write(t->folder, "services.ini", SERVICES);
    pack_test_write(t->folder, "routing.ini", ROUTING);
    pack_test_write(t->folder, "policies.ini", POLICIES);
    pack_test_write(t->folder, "calendar.ini", CALENDAR);
}

static void trial_end(Trial *t)
{
    pack_test_remove(t->folder);
    pack_test_remove(t->areas);
    g_free(t->folder);
    g_free(t->areas);
    pack_report_clear(&t->report);
    catalog_unref(t->catalog);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Trial, trial_end)

static bool trial_read(Trial *t)
{
    g_autoptr(GError) error = NULL;
    PackSource source = { .folder = t->folder, .area_folder = t->areas };
    t->catalog = pack_read(&source, &t->report, &error);
    g_assert_true(t->catalog || error_is(error, KENTONGAN_ERROR_INVALID));
    return t->catalog != NULL;
}

static void expect_line(const GPtrArray *lines, const char *want)
{
    for (guint i = 0; lines && i < lines->len; i++) {
        if (strstr(g_ptr_array_index(lines, i), want))
            return;
        g_test_message("%s", (const char *)g_ptr_array_index(lines, i));
    }
    g_test_message("no line says \"%s\"", want);
    g_test_fail();
}

/* The pack with one file replaced is refused, and a problem says want. */
static void refuse(const char *file, const char *text, const char *want)
{
    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    pack_test_write(t.folder, file, text);
    g_assert_false(trial_read(&t));
    expect_line(t.report.problems, want);
}

static void test_smallest(void)
{
    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    g_assert_true(trial_read(&t));
    g_assert_null(t.report.warnings);
    g_assert_cmpstr(t.report.code, ==, "uji");
    g_assert_cmpint(catalog_policy(t.catalog, "default")->followup_wd, ==, 4);
    g_assert_cmpint(catalog_policy(t.catalog, "cepat")->followup_wd, ==, 4);
    g_assert_cmpint(catalog_policy(t.catalog, "cepat")->disposition_wd, ==, 1);
    g_assert_cmpint(catalog_policy(t.catalog, "default")->disposition_wd, ==, 3);
    g_assert_cmpint(t.catalog->tenant.quiet_from_min, ==, 21 * 60);
    g_assert_cmpstr(catalog_area(t.catalog, "33.20")->parent, ==, "");
    g_assert_cmpstr(catalog_area(t.catalog, "33.20.08.2002")->name, ==, "Jerukwangi");
    g_assert_null(catalog_area(t.catalog, "33.19"));
}

static void test_unknown_words_are_refused(void)
{
    refuse("pack.ini", "[tenant]\nkode = uji\n", "kode");
    refuse("services.ini", "[sampah]\nname = S\ngroup = S\nkeyword = a\n", "did you mean");
    refuse("policies.ini", "[default]\nfolowup_wd = 5\n", "followup_wd");
    refuse("agencies.ini", "[dlh]\nname = D\nkind = kantor\n", "kind = kantor");
    refuse("services.ini", "[a]\nname = S\ngroup = S\nresolution = lama\n", "no_field");
    refuse("calendar.ini", "[2026 pesta]\n2026-01-01 = x\n", "[2026 pesta]");
    refuse("calendar.ini", "[semua]\n", "[semua]");
}

static void test_dangling_references_are_named(void)
{
    refuse("routing.ini", "[a]\nservices = *\nagency = dhl\nreason = x\n", "did you mean \"dlh\"");
    refuse("routing.ini", "[a]\nservices = sampa\nagency = dlh\nreason = x\n", "\"sampah\"");
    refuse("routing.ini", "[a]\nservices = *\nareas = 33.20.99\nagency = dlh\nreason = x\n",
           "33.20.99");
    refuse("routing.ini", "[a]\nservices = *\nagency = @kecamatan\nreason = x\n", "@kecamatan");
    refuse("services.ini", "[a]\nname = S\ngroup = S\npolicy = cepet\n", "did you mean \"cepat\"");
    refuse("agencies.ini", "[dlh]\nname = D\nkind = dinas\nparent = dlhx\n", "parent = dlhx");
    refuse("agencies.ini", "[dlh]\nname = D\nkind = dinas\narea = 32.73\n", "32.73");
    refuse("agencies.ini",
           "[a]\nname = A\nkind = dinas\nparent = b\n[b]\nname = B\nkind = dinas\nparent = a\n",
           "circle");
    refuse("areas.ini", "[33.20.99]\nname = Tidak Ada\n", "33.20.99");
}

static void test_wrong_values_are_refused(void)
{
    g_autofree char *brand = g_strconcat(TENANT, "brand = hijau12\n", NULL);
    refuse("pack.ini", brand, "brand");
    g_autofree char *zone = g_strconcat(TENANT, "timezone = Asia/Jakartaa\n", NULL);
    refuse("pack.ini", zone, "timezone");
    g_autofree char *zoom = g_strconcat(TENANT, "zoom = 99\n", NULL);
    refuse("pack.ini", zoom, "zoom");
    refuse("pack.ini", "[tenant]\ncode = uji\n", "prefix is missing");
    refuse("pack.ini", "", "[tenant] code is missing");
    refuse("services.ini", "[sampah liar]\nname = S\ngroup = S\nkeywords = a\n", "[sampah liar]");
    refuse("services.ini", "[a]\nname = S\ngroup = S\nattribute.x = number\n", "attribute.x");
    refuse("services.ini",
           "[a]\nname = S\ngroup = S\nattribute.x = singlevaluelist | wajib | Jenis\n",
           "attribute.x");
    refuse("services.ini", "[a]\nname = S\ngroup = S\nkeywords = a, b\n", "parted by ;");
    refuse("calendar.ini", "[2026]\nsource = S\ndecreed = ya\n[2026 libur]\n2025-01-01 = x\n",
           "2025-01-01");
    refuse("calendar.ini", "[2026]\nsource = S\ndecreed = ya\n[2026 libur]\n2026-02-30 = x\n",
           "2026-02-30");
    refuse("calendar.ini", "[2027]\nsource = S\ndecreed = tidak\n", "no year is decreed");
    refuse("texts.id.ini", "[texts]\nsms.picked = Baik {tiket}\n", "{tiket}");
    refuse("texts.id.ini", "[texts]\nsms.pick = Baik\n", "sms.picked");
    refuse("services.ini", "[a]\nname = \xff\xfe\n", "UTF-8");
    refuse("ejaan.ini", "[ejaan]\nJln = jalan\n", "Jln");
    refuse("ejaan.ini", "[ejaan]\njln =\n", "jln");
    refuse("ejaan.ini", "[ejan]\njln = jalan\n", "did you mean");
    refuse("ejaan.ini", "[tanpa_arti]\nkata = di; ke mana\n", "ke mana");
}

static void test_voices_wrong(void)
{
    refuse("voice.ini", "[stasiun a]\nname = A\nphone = 12ab\n", "12ab");
    refuse("voice.ini", "[telepon a]\nname = A\n", "[telepon a] phone");
    refuse("voice.ini", "[stasiun A]\nname = A\n", "small letters");
    refuse("voice.ini", "[radio a]\nname = A\n", "[radio a]");
    refuse("voice.ini", "[stasiun a]\nname = A\nagency = dhl\n", "did you mean \"dlh\"?");
    refuse("voice.ini", "[stasiun a]\nname = A\narea = 99\n", "99");
    refuse("voice.ini", "[acara x]\nname = X\nstation = b\n", "no [stasiun b]");
    refuse("voice.ini", "[unit polres]\nname = Polres\nwhen = pagi\n", "when");
}

static void test_voices(void)
{
    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    pack_test_write(t.folder, "voice.ini",
                    "[stasiun pertama]\nname = Radio Pertama\nfrequency = 95,8 FM\n"
                    "phone = 0353 880999\nagency = dlh\n[acara ayo]\nname = Ayo\n"
                    "station = pertama\nwhen = Jumat pagi\n[telepon rumah]\nname = Rumah\n"
                    "phone = 0811 3322 958\n[unit polres]\nname = Polres\nphone = 110\n");
    g_assert_true(trial_read(&t));
    const Voice *station = catalog_voice(t.catalog, VOICE_STATION, "pertama");
    g_assert_cmpstr(station->phone, ==, "+62353880999");
    g_assert_cmpstr(station->detail, ==, "95,8 FM");
    g_assert_cmpstr(catalog_voice(t.catalog, VOICE_PROGRAMME, "ayo")->station, ==, "pertama");
    g_assert_cmpstr(catalog_voice(t.catalog, VOICE_LINE, "rumah")->phone, ==, "+628113322958");
    g_assert_cmpstr(catalog_voice(t.catalog, VOICE_UNIT, "polres")->phone, ==, "110");
    g_assert_null(catalog_voice(t.catalog, VOICE_LINE, "pertama"));
    g_assert_null(catalog_voice(t.catalog, VOICE_LINE, NULL));
}

static void test_spelling(void)
{
    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    pack_test_write(t.folder, "ejaan.ini",
                    "[ejaan]\njln = Jalan\ndmn = di mana\n[tanpa_arti]\nkata = di; yang\n");
    g_assert_true(trial_read(&t));
    g_assert_cmpstr(g_hash_table_lookup(t.catalog->spelling, "jln"), ==, "jalan");
    g_assert_cmpstr(g_hash_table_lookup(t.catalog->spelling, "dmn"), ==, "di mana");
    g_assert_cmpstr(g_hash_table_lookup(t.catalog->spelling, "yang"), ==, "");
    g_assert_null(g_hash_table_lookup(t.catalog->spelling, "jalan"));
}

static void test_all_mistakes_at_once(void)
{
    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    pack_test_write(t.folder, "routing.ini", "[a]\nservices = x; y\nagency = z\nreason = r\n");
    pack_test_write(t.folder, "services.ini", "[a]\nname = S\ngroup = S\npolicy = p\n");
    g_assert_false(trial_read(&t));
    g_assert_cmpuint(t.report.problems->len, >=, 5);
}

static void test_missing_folders(void)
{
    g_autoptr(GError) error = NULL;
    g_auto(PackReport) report = { 0 };
    PackSource source = { .folder = "/nonexistent", .area_folder = NULL };
    g_assert_null(pack_read(&source, &report, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));

    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    pack_test_write(t.areas, "villages.csv", "code,district_code,name\nnonsense\n");
    g_assert_false(trial_read(&t));
    expect_line(t.report.problems, "villages.csv line 2");
}

static void test_warnings(void)
{
    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    pack_test_write(t.folder, "services.ini",
                    "[a]\nname = A\ngroup = A\nkeywords = a\n[b]\nname = B\ngroup = A\n");
    pack_test_write(t.folder, "routing.ini",
                    "[1]\nservices = a\nagency = dlh\nreason = r\n[2]\nservices = a\nareas = "
                    "33.20.11\nagency = dlh\nreason = r\n");
    g_assert_true(trial_read(&t));
    expect_line(t.report.warnings, "rule 2 (a, dlh) never fires");
    expect_line(t.report.warnings, "service b has no agency");
    expect_line(t.report.warnings, "[b]: without keywords");
}

static void test_attributes_as_open311(void)
{
    g_auto(Trial) t = { 0 };
    trial_begin(&t);
    pack_test_write(t.folder, "services.ini",
                    "[sampah]\nname = S\ngroup = S\nkeywords = a\n"
                    "attribute.jenis = singlevaluelist | wajib | Jenis? | r: Rumah | p: Pasar\n"
                    "attribute.lebar = number | opsional | Lebar (m)\n");
    g_assert_true(trial_read(&t));
    g_assert_cmpstr(
        catalog_service(t.catalog, "sampah")->attributes, ==,
        "[{\"code\":\"jenis\",\"datatype\":\"singlevaluelist\",\"datatype_description\":\"\","
        "\"description\":\"Jenis?\",\"order\":1,\"required\":true,\"values\":"
        "[{\"key\":\"r\",\"name\":\"Rumah\"},{\"key\":\"p\",\"name\":\"Pasar\"}],\"variable\":true}"
        ","
        "{\"code\":\"lebar\",\"datatype\":\"number\",\"datatype_description\":\"\","
        "\"description\":\"Lebar (m)\",\"order\":2,\"required\":false,\"values\":[],"
        "\"variable\":true}]");
}

static void test_offices_of_areas(void)
{
    g_autoptr(Catalog) jepara = pack_test_small("jepara");
    const Agency *office = catalog_agency(jepara, "kec-pakis-aji");
    g_assert_cmpstr(office->name, ==, "Kecamatan Pakis Aji");
    g_assert_cmpstr(office->area, ==, "33.20.15");
    g_assert_cmpint(office->kind, ==, AGENCY_KECAMATAN);
    g_autoptr(Catalog) jabar = pack_test_small("jabar");
    g_assert_cmpstr(catalog_agency(jabar, "kota-bandung")->name, ==, "Pemerintah Kota Bandung");
}

static guint working_days(const Catalog *catalog, int year)
{
    g_auto(Workdays) w = { 0 };
    g_autofree char *from = g_strdup_printf("%d-01-01", year);
    g_autofree char *to = g_strdup_printf("%d-12-31", year);
    gint32 first, last;
    guint days = 0;
    calendar_of(catalog, &w);
    g_assert_true(workday_parse(from, &first, NULL) && workday_parse(to, &last, NULL));
    for (gint32 day = first; day <= last; day++)
        days += workday_is_working(&w, day);
    return days;
}

static void test_packs_of_this_tree(void)
{
    static const struct {
        const char *name, *prefix;
        int disposition_wd, followup_wd;
    } PACKS[] = { { "jepara", "JPR", 2, 5 },
                  { "bandung", "BDG", 2, 5 },
                  { "jabar", "JBR", 3, 5 },
                  { "bojonegoro", "BJN", 2, 5 },
                  { "jakarta-timur", "JKT", 2, 5 } };
    g_autofree char *areas = pack_test_all_areas();
    if (!areas) {
        g_test_skip("node_modules/idn-area-data is not there (npm ci)");
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(PACKS); i++) {
        g_autoptr(Catalog) catalog = pack_test_read(PACKS[i].name, areas);
        const Policy *policy = catalog_policy(catalog, "default");
        g_assert_cmpstr(catalog->tenant.prefix, ==, PACKS[i].prefix);
        g_assert_cmpint(policy->disposition_wd, ==, PACKS[i].disposition_wd);
        g_assert_cmpint(policy->followup_wd, ==, PACKS[i].followup_wd);
        g_assert_cmpint(policy->resolution_wd[RESOLUTION_FIELD], ==, 60);
        g_assert_cmpint(policy->rung_count, ==, 4);
        g_assert_cmpuint(working_days(catalog, 2026), ==, 240); /* SKB 1497/2025 */
        g_assert_true(catalog_service(catalog, "pungli")->sensitive);
        g_assert_true(catalog_service(catalog, "kekerasan")->emergency_words[0] != NULL);
    }
}

/* S2.08: dinas, badan, BUMD, BLUD, Setda, kecamatan, kepolisian. */
static void test_bandung_has_all_seven_kinds(void)
{
    g_autoptr(Catalog) bandung = pack_test_small("bandung");
    guint kinds = 0;
    for (guint i = 0; i < bandung->agencies->len; i++)
        kinds |= 1u << ((const Agency *)g_ptr_array_index(bandung->agencies, i))->kind;
    for (int kind = AGENCY_DINAS; kind <= AGENCY_KECAMATAN; kind++)
        g_assert_true(kinds & (1u << kind));
    g_assert_true(kinds & (1u << AGENCY_POLRES));
    g_assert_cmpstr(bandung->tenant.sms_number, ==, "1708");
}

static void test_calendar_is_that_of_the_decrees(void)
{
    g_autofree char *root = pack_test_root();
    const char *data = g_getenv("KENTONGAN_DATA");
    g_autofree char *file =
        data ? g_build_filename(data, "holidays", "id_holidays_2025_2027.json", NULL)
             : g_build_filename(root, "..", "shared", "data", "holidays",
                                "id_holidays_2025_2027.json", NULL);
    g_autofree char *json = NULL;
    if (!g_file_get_contents(file, &json, NULL, NULL)) {
        g_test_skip("the holiday data is not there (KENTONGAN_DATA)");
        return;
    }
    g_autoptr(Catalog) catalog = pack_test_small("jepara");
    guint official = 0;
    for (const char *at = json; (at = strstr(at, "\"date\": \"")); at++) {
        g_autofree char *date = g_strndup(at + 9, 10);
        gint32 day;
        bool found = false;
        if (!g_str_has_prefix(date, "2025") && !g_str_has_prefix(date, "2026"))
            continue;
        official++;
        g_assert_true(workday_parse(date, &day, NULL));
        for (guint i = 0; i < catalog->holidays->len; i++)
            found |= g_array_index(catalog->holidays, Holiday, i).day == day;
        g_assert_true(found);
    }
    g_assert_cmpuint(official, ==, 28 + 25);
}

static void test_all_areas(void)
{
    g_autofree char *areas = pack_test_all_areas();
    if (!areas) {
        g_test_skip("idn-area-data is not installed (npm ci)");
        return;
    }
    g_autoptr(Catalog) jepara = pack_test_read("jepara", areas);
    g_assert_cmpuint(jepara->areas->len, ==, 1 + 16 + 195);
    const char *label = catalog_area_label(jepara, "33.20.11.2010");
    g_assert_cmpstr(label, ==, "Desa Tegalsambi, Kecamatan Tahunan");
    g_autoptr(Catalog) jabar = pack_test_read("jabar", areas);
    g_assert_cmpuint(jabar->areas->len, >, 6000);
    g_autoptr(Catalog) bandung = pack_test_read("bandung", areas);
    g_assert_cmpuint(bandung->areas->len, ==, 1 + 30 + 151);
}

static void test_social(void)
{
    g_auto(Trial) t;
    trial_begin(&t);
    pack_test_write(t.folder, "social.ini",
                    "[listen]\nkeywords = Jabar  Quick Response\n"
                    "hashtags = #lapor; laporuji\nmentions = pemkabuji\n"
                    "comments = ya\n");
    g_assert_true(trial_read(&t));
    g_assert_cmpuint(t.catalog->listen->len, ==, 5);
    g_assert_nonnull(listen_match(t.catalog->listen, "cc @PemkabUji", false));
    g_assert_nonnull(listen_match(t.catalog->listen, "#LaporUji", false));
}

static void test_social_mistakes(void)
{
    g_auto(Trial) t;
    trial_begin(&t);
    pack_test_write(t.folder, "social.ini", "[listen]\nhashtags = #la por\n");
    g_assert_false(trial_read(&t));
    expect_line(t.report.problems, "can never be met");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pack/smallest", test_smallest);
    g_test_add_func("/pack/unknown_words_are_refused", test_unknown_words_are_refused);
    g_test_add_func("/pack/dangling_references_are_named", test_dangling_references_are_named);
    g_test_add_func("/pack/wrong_values_are_refused", test_wrong_values_are_refused);
    g_test_add_func("/pack/spelling", test_spelling);
    g_test_add_func("/pack/voices", test_voices);
    g_test_add_func("/pack/voices_wrong", test_voices_wrong);
    g_test_add_func("/pack/social", test_social);
    g_test_add_func("/pack/social_mistakes", test_social_mistakes);
    g_test_add_func("/pack/all_mistakes_at_once", test_all_mistakes_at_once);
    g_test_add_func("/pack/missing_folders", test_missing_folders);
    g_test_add_func("/pack/warnings", test_warnings);
    g_test_add_func("/pack/attributes_as_open311", test_attributes_as_open311);
    g_test_add_func("/pack/offices_of_areas", test_offices_of_areas);
    g_test_add_func("/pack/packs_of_this_tree", test_packs_of_this_tree);
    g_test_add_func("/pack/S2.08_all_seven_kinds", test_bandung_has_all_seven_kinds);
    g_test_add_func("/pack/calendar_is_that_of_the_decrees", test_calendar_is_that_of_the_decrees);
    g_test_add_func("/pack/all_areas", test_all_areas);
    return g_test_run();
}
