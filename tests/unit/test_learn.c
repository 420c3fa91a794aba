/* Learning from decisions and asking what was learned: src/domain/learn*.c, learned.c, features.c
 * and src/base/svm.c. */
#include "base/svm.h"
#include "domain/features.h"
#include "domain/learn.h"

#include <math.h>
#include <string.h>

static const char *const ROADS[] = { "jalan rusak di depan pasar",  "jalan berlubang parah sekali",
                                     "aspal jalan desa hancur",     "jalan rusak banyak lubang",
                                     "lubang besar di jalan raya",  "jalan belum diaspal",
                                     "mohon perbaikan jalan rusak", "jalanan berlubang berbahaya" };
static const char *const LAMPS[] = { "lampu jalan mati",         "lampu penerangan padam",
                                     "lampu padam gelap sekali", "tiang lampu mati gelap",
                                     "lampu jalan padam malam",  "gelap lampu belum menyala",
                                     "mohon lampu penerangan",   "lampu berkedip dan mati" };
static const char *const WASTE[] = { "sampah menumpuk bau",         "sampah tidak diangkut",
                                     "buang sampah sembarangan",    "tumpukan sampah di sungai",
                                     "bak sampah penuh bau",        "sampah plastik menumpuk",
                                     "petugas sampah tidak datang", "sampah liar di pinggir kali" };
static const char *const *const TEXTS[] = { ROADS, LAMPS, WASTE };
static const char *const CODES[] = { "jalan", "lampu", "sampah" };
static const LearnLimits LIMITS = { .threads = 2 };

static guint add_text(LearnTexts *texts, const char *text)
{
    g_autoptr(GArray) terms = terms_read(NULL, text);
    return learn_texts_add(texts, terms);
}

typedef struct Lesson {
    LearnTexts *texts;
    LearnLabels *labels;
} Lesson;

/* times: each text so often, every time with another number behind it. */
static Lesson lesson_new(int times)
{
    Lesson lesson = { learn_texts_new(), learn_labels_new() };
    for (int i = 0; i < times * 8; i++) {
        for (guint c = 0; c < G_N_ELEMENTS(CODES); c++) {
            g_autofree char *text = g_strdup_printf("%s rt %d", TEXTS[c][i % 8], i / 8);
            learn_labels_put(lesson.labels, add_text(lesson.texts, text),
                             learn_labels_class(lesson.labels, CODES[c]));
        }
    }
    return lesson;
}

static void lesson_clear(Lesson *lesson)
{
    learn_texts_free(lesson->texts);
    learn_labels_free(lesson->labels);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lesson, lesson_clear)

static GBytes *fit(Lesson *lesson, LearnFigures *figures)
{
    g_autoptr(GError) error = NULL;
    learn_texts_seal(lesson->texts);
    GBytes *bytes = learn_fit(lesson->texts, lesson->labels, &LIMITS, figures, &error);
    g_assert_no_error(error);
    g_assert_nonnull(bytes);
    return bytes;
}

static Learned *model(int times)
{
    g_auto(Lesson) lesson = lesson_new(times);
    g_autoptr(GError) error = NULL;
    LearnFigures figures;
    g_autoptr(GBytes) bytes = fit(&lesson, &figures);
    Learned *learned = learned_read(bytes, &error);
    g_assert_no_error(error);
    return learned;
}

/* The likeliest class of text; *sure and *words (either may be NULL). */
static const char *ask(const Learned *learned, const char *text, const float *hints, double *sure,
                       char **words)
{
    g_autoptr(GArray) terms = terms_read(NULL, text);
    g_autoptr(GArray) guesses = learned_guess(learned, text, terms, hints, 3);
    const LearnedGuess *best = &g_array_index(guesses, LearnedGuess, 0);
    double before = 1;
    g_assert_cmpuint(guesses->len, ==, 3);
    for (guint i = 0; i < guesses->len; i++) {
        double probability = g_array_index(guesses, LearnedGuess, i).probability;
        g_assert_cmpfloat(probability, >=, 0);
        g_assert_cmpfloat(probability, <=, before);
        before = probability;
    }
    if (sure)
        *sure = best->probability;
    if (words)
        *words = g_strdup(best->words);
    return learned_class(learned, best->class_);
}

static void test_learn_knows_what_it_was_taught(void)
{
    g_autoptr(Learned) learned = model(1);
    g_autofree char *words = NULL;
    double sure = 0;
    g_assert_cmpuint(learned_class_count(learned), ==, 3);
    g_assert_cmpstr(ask(learned, "Pak, jalannya berlubang di sini", NULL, &sure, &words), ==,
                    "jalan");
    g_assert_cmpfloat(sure, >, 0.4);
    g_assert_nonnull(strstr(words, "berlubang"));
    g_assert_cmpstr(ask(learned, "lampunya pdm, gelaap", NULL, NULL, NULL), ==, "lampu");
    g_assert_cmpstr(ask(learned, "SAMPAH!!", NULL, NULL, NULL), ==, "sampah");
    g_assert_cmpint(learned_class_of(learned, "sampah"), ==, 2);
    g_assert_cmpint(learned_class_of(learned, "banjir"), ==, -1);
}

static void test_learn_measures_itself(void)
{
    g_auto(Lesson) lesson = lesson_new(20);
    LearnFigures figures;
    g_autoptr(GBytes) bytes = fit(&lesson, &figures);
    g_assert_cmpuint(figures.examples, ==, 480);
    g_assert_cmpuint(figures.classes, ==, 3);
    g_assert_cmpuint(figures.tried, ==, 480);
    g_assert_cmpfloat(figures.first, >, 0.95);
    g_assert_cmpfloat(figures.three, ==, 1);
}

/* A twentieth of the decisions is wrong: the model must not be surer than that. */
static void test_learn_is_as_sure_as_it_may_be(void)
{
    g_auto(Lesson) lesson = { learn_texts_new(), learn_labels_new() };
    g_autoptr(GError) error = NULL;
    LearnFigures figures;
    double sure = 0;
    for (guint i = 0; i < 1500; i++) {
        guint c = i % 3, decided = i % 20 == 0 ? (c + 1) % 3 : c;
        g_autofree char *text = g_strdup_printf("%s rt %u", TEXTS[c][i % 8], i % 50);
        learn_labels_put(lesson.labels, add_text(lesson.texts, text),
                         learn_labels_class(lesson.labels, CODES[decided]));
    }
    g_autoptr(GBytes) bytes = fit(&lesson, &figures);
    g_autoptr(Learned) learned = learned_read(bytes, &error);
    g_assert_cmpstr(ask(learned, "sampah menumpuk bau", NULL, &sure, NULL), ==, "sampah");
    g_assert_cmpfloat(sure, >, 0.9);
    g_assert_cmpfloat(sure, <, 0.99);
}

static void test_learn_hints_decide_where_words_are_silent(void)
{
    g_auto(Lesson) lesson = { learn_texts_new(), learn_labels_new() };
    g_autoptr(GError) error = NULL;
    LearnFigures figures;
    for (guint i = 0; i < 300; i++) {
        guint text = add_text(lesson.texts, "mohon ditindaklanjuti segera"), c = i * 7 % 3;
        for (guint code = 0; code < 3; code++)
            learn_labels_class(lesson.labels, CODES[code]);
        learn_labels_hint(lesson.labels, text, c, 1);
        learn_labels_put(lesson.labels, text, c);
    }
    g_autoptr(GBytes) bytes = fit(&lesson, &figures);
    g_autoptr(Learned) learned = learned_read(bytes, &error);
    const float hints[] = { 0, 0, 1 };
    g_assert_cmpfloat(figures.hint, >, 0);
    g_assert_cmpfloat(figures.first, ==, 1);
    g_assert_cmpstr(ask(learned, "mohon segera", hints, NULL, NULL), ==, "sampah");
}

static void test_learn_seeds_are_learned_from(void)
{
    g_auto(Lesson) lesson = { learn_texts_new(), learn_labels_new() };
    g_autoptr(GError) error = NULL;
    LearnFigures figures;
    for (guint c = 0; c < 3; c++)
        for (int i = 0; i < 8; i++)
            learn_labels_seed(lesson.labels, add_text(lesson.texts, TEXTS[c][i]),
                              learn_labels_class(lesson.labels, CODES[c]));
    learn_labels_put(lesson.labels, add_text(lesson.texts, "pupuk langka"),
                     learn_labels_class(lesson.labels, "pupuk"));
    g_autoptr(GBytes) bytes = fit(&lesson, &figures);
    g_autoptr(Learned) learned = learned_read(bytes, &error);
    g_assert_cmpuint(figures.tried, ==, 0);
    g_assert_cmpstr(ask(learned, "sampah plastik", NULL, NULL, NULL), ==, "sampah");
    g_assert_cmpstr(ask(learned, "pupuk", NULL, NULL, NULL), ==, "pupuk");
}

static void test_learn_refuses_one_class(void)
{
    g_auto(Lesson) lesson = { learn_texts_new(), learn_labels_new() };
    g_autoptr(GError) error = NULL;
    LearnFigures figures;
    for (int i = 0; i < 8; i++)
        learn_labels_put(lesson.labels, add_text(lesson.texts, ROADS[i]),
                         learn_labels_class(lesson.labels, "jalan"));
    learn_labels_class(lesson.labels, "lampu"); /* known, but never decided */
    learn_texts_seal(lesson.texts);
    g_assert_null(learn_fit(lesson.texts, lesson.labels, &LIMITS, &figures, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
}

static bool stop_at_once(gpointer user)
{
    g_atomic_int_inc((gint *)user);
    return true;
}

static void test_learn_stops_when_asked(void)
{
    g_auto(Lesson) lesson = lesson_new(4);
    g_autoptr(GError) error = NULL;
    LearnFigures figures;
    gint asked = 0;
    const LearnLimits limits = { .threads = 2, .stop = stop_at_once, .user = &asked };
    learn_texts_seal(lesson.texts);
    g_assert_null(learn_fit(lesson.texts, lesson.labels, &limits, &figures, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_LIMIT));
    g_assert_cmpint(asked, <=, 2);
}

/* Out of time, it learns with what it has, and does not try what would be best. */
static void test_learn_keeps_its_time(void)
{
    g_auto(Lesson) lesson = lesson_new(20);
    g_autoptr(GError) error = NULL;
    LearnFigures figures;
    const LearnLimits limits = { .threads = 1, .ends_at_us = 1 };
    learn_texts_seal(lesson.texts);
    g_autoptr(GBytes) bytes = learn_fit(lesson.texts, lesson.labels, &limits, &figures, &error);
    g_assert_no_error(error);
    g_autoptr(Learned) learned = learned_read(bytes, &error);
    g_assert_cmpstr(ask(learned, "jalan rusak", NULL, NULL, NULL), ==, "jalan");
}

/* Texts without a word, or of words never seen, get an answer too. */
static void test_learn_odd_texts(void)
{
    g_autoptr(Learned) learned = model(1);
    double sure = 0;
    g_autofree char *words = NULL;
    ask(learned, "", NULL, &sure, &words);
    g_assert_cmpstr(words, ==, "");
    g_assert_false(isnan(sure));
    ask(learned, "\xe5\xb8\x82\xe5\xba\x81 qqq", NULL, &sure, NULL);
    g_assert_false(isnan(sure));
    g_autofree char *huge = g_strnfill(200000, 'x');
    for (int i = 0; i < 200000; i += 7)
        huge[i] = ' ';
    ask(learned, huge, NULL, &sure, NULL);
    g_assert_false(isnan(sure));
}

static void test_learned_rarity(void)
{
    g_autoptr(Learned) learned = model(1);
    g_assert_cmpfloat(learned_rarity(learned, "sampah"), >, 1);
    g_assert_cmpfloat(learned_rarity(learned, "rt"), <, learned_rarity(learned, "sampah"));
    g_assert_cmpfloat(learned_rarity(learned, "gajah"), ==, 0);
}

/* Bytes that were cut or changed are refused, or read as another sound model; never more. */
static void test_learned_hostile_bytes(void)
{
    g_auto(Lesson) lesson = lesson_new(1);
    LearnFigures figures;
    g_autoptr(GBytes) bytes = fit(&lesson, &figures);
    gsize size = 0;
    const guint8 *data = g_bytes_get_data(bytes, &size);
    guint refused = 0;
    for (gsize at = 0; at < size; at += 1 + size / 600) {
        g_autoptr(GError) error = NULL, other = NULL;
        g_autoptr(GBytes) cut = g_bytes_new(data, at);
        g_autoptr(Learned) short_one = learned_read(cut, &error);
        g_assert_null(short_one);
        g_assert_true(error_is(error, KENTONGAN_ERROR_INVALID));
        guint8 *changed = g_memdup2(data, size);
        changed[at] ^= 0xff;
        g_autoptr(GBytes) wrong = g_bytes_new_take(changed, size);
        g_autoptr(Learned) learned = learned_read(wrong, &other);
        refused += learned == NULL;
        if (learned && learned_class_count(learned) == 3)
            ask(learned, "jalan rusak", NULL, NULL, NULL);
    }
    g_assert_cmpuint(refused, >, 10);
}

static void test_features_count(void)
{
    g_autoptr(GArray) terms = terms_read(NULL, "jalan jalan di");
    g_autoptr(GArray) spots = features_spots(terms);
    g_autoptr(GArray) features = features_count(spots);
    double words = 0;
    for (guint i = 0; i < features->len; i++) {
        const Feature *feature = &g_array_index(features, Feature, i);
        words += feature->key < FEATURE_PART ? (double)feature->count : 0;
        if (i > 0)
            g_assert_cmpuint(feature->key, >, feature[-1].key);
    }
    g_assert_cmpfloat(words, ==, 5); /* three words, two pairs */
    for (guint i = 0; i < spots->len; i++) {
        const FeatureSpot *spot = &g_array_index(spots, FeatureSpot, i);
        g_assert_cmpuint(spot->first, <=, spot->last);
        g_assert_cmpuint(spot->last, <, terms->len);
    }
}

static void test_svm_separates(void)
{
    g_autoptr(SvmRows) rows = svm_rows_new(3);
    guint which[40];
    bool positive[40];
    float weights[3], bias = 0;
    for (guint i = 0; i < 40; i++) {
        const SvmCell cells[] = { { i % 2 ? 0 : 1, 1 }, { 2, 0.5f } };
        svm_rows_add(rows, cells, 2);
        which[i] = i;
        positive[i] = i % 2;
    }
    /* whichever comes first, above zero is what was positive */
    for (int turn = 0; turn < 2; turn++) {
        svm_train(rows, which + turn, positive + turn, 38, 1, weights, &bias);
        g_assert_cmpfloat(svm_rows_dot(rows, 1, weights) + (double)bias, >, 0);
        g_assert_cmpfloat(svm_rows_dot(rows, 0, weights) + (double)bias, <, 0);
    }
    float sums[3] = { 0 };
    svm_rows_sum(rows, 0, sums);
    svm_rows_sum(rows, 1, sums);
    g_assert_cmpfloat(sums[0] + sums[1] + sums[2], ==, 3);
    g_assert_cmpuint(svm_rows_count(rows), ==, 40);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/learn/knows_what_it_was_taught", test_learn_knows_what_it_was_taught);
    g_test_add_func("/learn/measures_itself", test_learn_measures_itself);
    g_test_add_func("/learn/is_as_sure_as_it_may_be", test_learn_is_as_sure_as_it_may_be);
    g_test_add_func("/learn/hints_decide", test_learn_hints_decide_where_words_are_silent);
    g_test_add_func("/learn/seeds_are_learned_from", test_learn_seeds_are_learned_from);
    g_test_add_func("/learn/refuses_one_class", test_learn_refuses_one_class);
    g_test_add_func("/learn/stops_when_asked", test_learn_stops_when_asked);
    g_test_add_func("/learn/keeps_its_time", test_learn_keeps_its_time);
    g_test_add_func("/learn/odd_texts", test_learn_odd_texts);
    g_test_add_func("/learned/rarity", test_learned_rarity);
    g_test_add_func("/learned/hostile_bytes", test_learned_hostile_bytes);
    g_test_add_func("/features/count", test_features_count);
    g_test_add_func("/svm/separates", test_svm_separates);
    return g_test_run();
}
