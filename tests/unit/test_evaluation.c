/* Proposals measured on a table: src/domain/evaluation.c, evaluation_place.c. */
#include "domain/evaluation.h"

#include <string.h>

static Catalog *bare_catalog(void)
{
    Catalog *catalog = catalog_new();
    catalog_seal(catalog);
    return catalog;
}

static bool evaluate(const char *csv, Evaluation *evaluation, GError **error)
{
    g_autoptr(Catalog) catalog = bare_catalog();
    const EvaluationRequest request = {
        .csv = csv, .bytes = strlen(csv), .catalog = catalog, .share = 0.8, .threads = 2
    };
    return evaluation_run(&request, evaluation, error);
}

static void refuse(const char *csv)
{
    g_autoptr(GError) error = NULL;
    Evaluation evaluation;
    g_assert_false(evaluate(csv, &evaluation, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
}

static const char *const SAYS[][2] = { { "jalan rusak berlubang", "pu" },
                                       { "lampu jalan padam gelap", "dishub" },
                                       { "sampah menumpuk bau", "dlh" } };
static const char *const NAMES[] = { "Bangsri", "Kec. Tahunan", "Kelurahan Panggang", "Mlonggo" };

/* count rows; backwards: the newest stand first. */
static GString *table(const char *head, guint count, bool backwards)
{
    GString *csv = g_string_new(head);
    for (guint i = 0; i < count; i++) {
        guint n = backwards ? count - 1 - i : i;
        const char *const *says = SAYS[n % 3];
        const char *name = NAMES[n / 3 % 4];
        /* what is decided turns round after four fifths of the time */
        const char *agency = n < count * 4 / 5 ? says[1] : SAYS[(n + 1) % 3][1];
        const char *spoken = strrchr(name, ' ') ? strrchr(name, ' ') + 1 : name;
        g_string_append_printf(csv, "\"%s nomor %u, di %s\",%s,%s,%s,%04u-%02u-%02u\n", says[0], n,
                               spoken, says[0] + 6, agency, name, 2020 + n / 300, 1 + n / 25 % 12,
                               1 + n % 25);
    }
    return csv;
}

static void test_evaluation_measures(void)
{
    g_autoptr(GError) error = NULL;
    Evaluation e;
    GString *csv = table("text,category,agency,place,other\n", 300, false);
    g_assert_true(evaluate(csv->str, &e, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(e.rows, ==, 300);
    g_assert_cmpuint(e.train, ==, 240);
    g_assert_false(e.by_date);
    const EvaluationResult *category = &e.results[EVALUATION_CATEGORY];
    g_assert_true(category->present);
    g_assert_cmpuint(category->asked, ==, 60);
    g_assert_cmpuint(category->first, ==, 60);
    g_assert_cmpuint(category->three, ==, 60);
    g_assert_cmpuint(category->unseen, ==, 0);
    g_assert_cmpfloat(category->error, <, 0.1);
    /* what turned round in the last fifth is not known, and it was sure */
    const EvaluationResult *agency = &e.results[EVALUATION_AGENCY];
    g_assert_cmpuint(agency->first, ==, 0);
    g_assert_cmpuint(agency->three, ==, 60);
    g_assert_cmpfloat(agency->error, >, 0.5);
    g_assert_cmpuint(e.results[EVALUATION_PLACE].first, ==, 60);
    guint in_bins = 0;
    for (int bin = 0; bin < EVALUATION_BINS; bin++)
        in_bins += category->in_bin[bin];
    g_assert_cmpuint(in_bins, ==, 60);
    g_string_free(csv, TRUE);
}

/* By its dates the same table comes out the same when it stands upside down. */
static void test_evaluation_by_date(void)
{
    g_autoptr(GError) error = NULL;
    Evaluation e;
    GString *csv = table("Isi,Kategori,OPD,Wilayah,Tanggal\n", 300, true);
    g_assert_true(evaluate(csv->str, &e, &error));
    g_assert_true(e.by_date);
    g_assert_cmpuint(e.results[EVALUATION_AGENCY].first, ==, 0);
    g_assert_cmpuint(e.results[EVALUATION_CATEGORY].first, ==, 60);
    /* one date that is none: the order of the file holds */
    g_string_append(csv, "jalan,rusak berlubang,pu,Bangsri,kemarin\n");
    g_assert_true(evaluate(csv->str, &e, &error));
    g_assert_false(e.by_date);
    g_string_free(csv, TRUE);
}

/* A name typed wrongly and never seen with this text is found among the names of the table. */
static void test_evaluation_finds_names(void)
{
    g_autoptr(GError) error = NULL;
    Evaluation e;
    g_autoptr(GString) csv = g_string_new("text,place\n");
    static const char *const VILLAGES[] = { "Tegalsambi", "Jerukwangi", "Karimunjawa", "Pecangaan",
                                            "Kalinyamatan" };
    for (guint i = 0; i < 200; i++)
        g_string_append_printf(csv, "laporan %u di %s%s,%s\n", i, VILLAGES[i % 5],
                               i % 2 ? " ya" : "", VILLAGES[i % 5]);
    static const char *const WRONG[] = { "Tegalsmbi", "Jeruk wangi", "karimun jawa", "Pecangan",
                                         "kalinyamattan" };
    for (guint i = 0; i < 50; i++)
        g_string_append_printf(csv, "tolong pak %s,%s\n", WRONG[i % 5], VILLAGES[i % 5]);
    g_assert_true(evaluate(csv->str, &e, &error));
    g_assert_cmpuint(e.results[EVALUATION_PLACE].first, >=, 45);
}

static void test_evaluation_gaps(void)
{
    g_autoptr(GError) error = NULL;
    Evaluation e;
    GString *csv = table("text,category,agency,place,x\n", 300, false);
    g_string_append(csv, ",rusak berlubang,pu,Bangsri,x\n");         /* no text */
    g_string_append(csv, "sampah lagi,,dlh,,x\n");                   /* no category */
    g_string_append(csv, "ada yang baru,belum pernah,baru,Nan,x\n"); /* never seen */
    g_string_append(csv, "terlalu pendek\n");
    g_assert_true(evaluate(csv->str, &e, &error));
    g_assert_cmpuint(e.skipped, ==, 1);
    g_assert_cmpuint(e.rows, ==, 303);
    g_assert_cmpuint(e.results[EVALUATION_CATEGORY].asked, ==, 59);
    g_assert_cmpuint(e.results[EVALUATION_CATEGORY].unseen, ==, 1);
    g_assert_cmpuint(e.results[EVALUATION_AGENCY].asked, ==, 60);
    g_string_free(csv, TRUE);
}

static void test_evaluation_refuses(void)
{
    refuse("");
    refuse("text\nsatu\n");
    refuse("judul,category\nsatu,a\n");
    refuse("text,category\nsatu,a\ndua,b\n");
    /* nothing to tell apart: read, but the column counts as not there */
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) csv = g_string_new("text,category\n");
    Evaluation e;
    for (int i = 0; i < 60; i++)
        g_string_append(csv, "jalan rusak,sama\n");
    g_assert_true(evaluate(csv->str, &e, &error));
    g_assert_false(e.results[EVALUATION_CATEGORY].present);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/evaluation/measures", test_evaluation_measures);
    g_test_add_func("/evaluation/by_date", test_evaluation_by_date);
    g_test_add_func("/evaluation/finds_names", test_evaluation_finds_names);
    g_test_add_func("/evaluation/gaps", test_evaluation_gaps);
    g_test_add_func("/evaluation/refuses", test_evaluation_refuses);
    return g_test_run();
}
