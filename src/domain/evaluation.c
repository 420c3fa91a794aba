/* Learning and asking from one table: see evaluation.h. */
#include "domain/evaluation.h"

#include "base/csv.h"
#include "base/text.h"
#include "domain/evaluation_place.h"
#include "domain/routing.h"

#include <math.h>
#include <string.h>

enum {
    COLUMN_TEXT = EVALUATION_KINDS,
    COLUMN_DATE,
    COLUMNS,
    ASKED = 3,
    ROWS_MIN = 20,
    LABEL_CHARS = 200,
};
#define CELLS_MAX 150000000 /* what a machine of 8 GB can hold */

typedef struct Row {
    char *fields[COLUMNS]; /* NULL: not there */
    gint64 at;
    guint position;
} Row;

typedef struct Run {
    const EvaluationRequest *request;
    Evaluation *out;
    int column_at[COLUMNS]; /* -1: none */
    GArray *rows;           /* Row */
    guint first_learned;    /* older rows are left out when there are too many */
} Run;

const char *evaluation_kind_name(EvaluationKind kind)
{
    static const char *const NAMES[] = { "category", "agency", "place" };
    return NAMES[kind];
}

/* ---- the table ---- */

static void row_clear(gpointer data)
{
    Row *row = data;
    for (int c = 0; c < COLUMNS; c++)
        g_free(row->fields[c]);
}

static const char *const COLUMN_NAMES[COLUMNS][9] = {
    [EVALUATION_CATEGORY] = { "category", "kategori", "topic", "topik", "service", "layanan",
                              "label" },
    [EVALUATION_AGENCY] = { "agency", "instansi", "opd", "skpd", "dinas", "disposisi", "unit" },
    [EVALUATION_PLACE] = { "place", "tempat", "wilayah", "area", "lokasi", "kecamatan", "kelurahan",
                           "desa" },
    [COLUMN_TEXT] = { "text", "teks", "isi", "laporan", "aduan", "keluhan", "content",
                      "description" },
    [COLUMN_DATE] = { "date", "tanggal", "waktu", "created at", "created", "time", "tgl" },
};

static void find_columns(Run *run, const GPtrArray *head)
{
    for (int c = 0; c < COLUMNS; c++) {
        run->column_at[c] = -1;
        for (int n = 0; run->column_at[c] < 0 && COLUMN_NAMES[c][n]; n++) {
            for (guint i = 0; run->column_at[c] < 0 && i < head->len; i++) {
                g_autofree char *name = text_fold(head->pdata[i]);
                run->column_at[c] = strcmp(name, COLUMN_NAMES[c][n]) ? -1 : (int)i;
            }
        }
    }
}

/* "2025-03-01 10:20:30", "01/03/2025 10.20": anything else is no date. */
static bool read_date(const char *text, gint64 *at)
{
    int n[6] = { 0 }, count = 0;
    for (const char *c = text; *c && count < 6;) {
        if (!g_ascii_isdigit(*c)) {
            c++;
            continue;
        }
        char *end = NULL;
        guint64 number = g_ascii_strtoull(c, &end, 10);
        n[count++] = (int)MIN(number, 9999);
        c = end;
    }
    if (count >= 3 && n[0] <= 31 && n[2] >= 1900) {
        int day = n[0];
        n[0] = n[2];
        n[2] = day;
    }
    g_autoptr(GDateTime) date =
        count < 3 ? NULL : g_date_time_new_utc(n[0], n[1], n[2], n[3], n[4], n[5]);
    *at = date ? g_date_time_to_unix(date) : 0;
    return date != NULL;
}

static void take_row(Run *run, GPtrArray *fields)
{
    Row row = { .position = run->rows->len };
    for (int c = 0; c < COLUMNS; c++) {
        int at = run->column_at[c];
        const char *field = at >= 0 && (guint)at < fields->len ? fields->pdata[at] : "";
        g_autofree char *line = c == COLUMN_TEXT ? g_strdup(field) : text_one_line(field);
        if (*line && (c == COLUMN_TEXT || strlen(line) <= LABEL_CHARS))
            row.fields[c] = g_steal_pointer(&line);
    }
    if (row.fields[COLUMN_DATE] && !read_date(row.fields[COLUMN_DATE], &row.at))
        run->out->by_date = false;
    run->out->by_date &= row.fields[COLUMN_DATE] != NULL;
    if (row.fields[COLUMN_TEXT]) {
        g_array_append_val(run->rows, row);
        return;
    }
    run->out->skipped++;
    row_clear(&row);
}

static int row_compare(gconstpointer a, gconstpointer b)
{
    const Row *of_a = a, *of_b = b;
    if (of_a->at != of_b->at)
        return of_a->at < of_b->at ? -1 : 1;
    return of_a->position < of_b->position ? -1 : of_a->position > of_b->position;
}

static bool read_table(Run *run, GError **error)
{
    CsvReader reader;
    csv_begin(&reader, run->request->csv, run->request->bytes);
    g_autoptr(GPtrArray) head = csv_next(&reader);
    bool label = false;
    if (head)
        find_columns(run, head);
    for (int c = 0; head && c < EVALUATION_KINDS; c++)
        label |= run->column_at[c] >= 0;
    if (!head || run->column_at[COLUMN_TEXT] < 0 || !label) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Tabel ini tidak dapat dibaca."),
                  "want a head with text, and with category, agency or place");
        return false;
    }
    run->out->by_date = run->column_at[COLUMN_DATE] >= 0;
    for (;;) {
        g_autoptr(GPtrArray) fields = csv_next(&reader);
        if (!fields)
            break;
        take_row(run, fields);
    }
    if (run->out->by_date)
        g_array_sort(run->rows, row_compare);
    run->out->rows = run->rows->len;
    run->out->train = (guint)(run->rows->len * run->request->share);
    return true;
}

/* ---- learning ---- */

static const Row *row_at(const Run *run, guint i)
{
    return &g_array_index(run->rows, Row, i);
}

static void say(const Run *run, const char *what, guint done, guint total)
{
    if (run->request->progress)
        run->request->progress(what, done, total, run->request->user);
}

/* The newest that fit into memory. */
static LearnTexts *gather_texts(Run *run)
{
    gsize bytes = 0;
    guint from = run->out->train;
    while (from > 0 && bytes / 2 < CELLS_MAX / 5)
        bytes += strlen(row_at(run, --from)->fields[COLUMN_TEXT]);
    run->first_learned = from;
    LearnTexts *texts = learn_texts_new();
    for (guint i = from; i < run->out->train; i++) {
        g_autoptr(GArray) terms =
            terms_read(run->request->catalog->spelling, row_at(run, i)->fields[COLUMN_TEXT]);
        learn_texts_add(texts, terms);
        if (i % 1000 == 0)
            say(run, "reading words", i - from, run->out->train - from);
    }
    learn_texts_seal(texts);
    return texts;
}

/* ---- hints ---- */

typedef struct Hints {
    EvaluationKind kind;
    const Catalog *catalog;   /* of the request */
    EvaluationPlaces *places; /* names of places, for EVALUATION_PLACE */
    void (*take)(const char *label, float value, gpointer user);
    gpointer user;
} Hints;

static void take_keyword(const Service *service, float value, const Hints *hints)
{
    hints->take(service->code, value, hints->user);
    hints->take(service->name, value, hints->user);
}

static void give_hints(const Hints *hints, const char *text)
{
    if (hints->kind == EVALUATION_CATEGORY && hints->catalog->services->len > 0) {
        g_autoptr(GPtrArray) proposals = service_propose(hints->catalog, text);
        for (guint i = 0; i < proposals->len; i++) {
            const ServiceProposal *proposal = proposals->pdata[i];
            take_keyword(proposal->service, (float)MIN(proposal->score, 60) / 20, hints);
        }
    }
    if (hints->places)
        evaluation_places_find(hints->places, text, hints->take, hints->user);
}

typedef struct Learning {
    LearnLabels *labels;
    guint text;
} Learning;

static void hint_to_labels(const char *label, float value, gpointer user)
{
    Learning *learning = user;
    if (learn_labels_knows(learning->labels, label))
        learn_labels_hint(learning->labels, learning->text,
                          learn_labels_class(learning->labels, label), value);
}

static LearnLabels *gather_labels(const Run *run, const Hints *known)
{
    LearnLabels *labels = learn_labels_new();
    Learning learning = { .labels = labels };
    Hints with = *known;
    const Hints *hints = &with;
    with.take = hint_to_labels;
    with.user = &learning;
    for (guint i = run->first_learned; i < run->out->train; i++) {
        const char *label = row_at(run, i)->fields[hints->kind];
        if (label)
            learn_labels_class(labels, label);
    }
    for (guint i = run->first_learned; i < run->out->train; i++) {
        const Row *row = row_at(run, i);
        learning.text = i - run->first_learned;
        if (!row->fields[hints->kind])
            continue;
        give_hints(hints, row->fields[COLUMN_TEXT]);
        learn_labels_put(labels, learning.text,
                         learn_labels_class(labels, row->fields[hints->kind]));
    }
    return labels;
}

/* ---- asking ---- */

typedef struct Asking {
    const Learned *learned;
    float *hints;
} Asking;

static void hint_to_question(const char *label, float value, gpointer user)
{
    Asking *asking = user;
    int class_ = learned_class_of(asking->learned, label);
    if (class_ >= 0)
        asking->hints[class_] += value;
}

static GArray *ask(const Run *run, Asking *asking, const Hints *known, const char *text)
{
    Hints hints = *known;
    memset(asking->hints, 0, learned_class_count(asking->learned) * sizeof *asking->hints);
    hints.take = hint_to_question;
    hints.user = asking;
    g_autoptr(GArray) terms = terms_read(run->request->catalog->spelling, text);
    give_hints(&hints, text);
    return learned_guess(asking->learned, text, terms, asking->hints, ASKED);
}

static void count_guesses(EvaluationResult *result, const GArray *guesses, int right)
{
    const LearnedGuess *all = (const LearnedGuess *)guesses->data;
    bool first = (int)all[0].class_ == right;
    int bin = MIN((int)(all[0].probability * EVALUATION_BINS), EVALUATION_BINS - 1);
    result->asked++;
    result->unseen += right < 0;
    result->first += first;
    for (guint i = 0; i < guesses->len; i++)
        result->three += (int)all[i].class_ == right;
    result->in_bin[bin]++;
    result->said[bin] += all[0].probability;
    result->came[bin] += first;
}

static int time_compare(gconstpointer a, gconstpointer b)
{
    gint64 of_a = *(const gint64 *)a, of_b = *(const gint64 *)b;
    return of_a < of_b ? -1 : of_a > of_b;
}

static void finish(EvaluationResult *result, GArray *times)
{
    for (int bin = 0; bin < EVALUATION_BINS; bin++) {
        guint in_bin = result->in_bin[bin];
        if (in_bin == 0)
            continue;
        result->error += fabs(result->said[bin] - result->came[bin]) / result->asked;
        result->said[bin] /= in_bin;
        result->came[bin] /= in_bin;
    }
    g_array_sort(times, time_compare);
    if (times->len == 0)
        return;
    result->median_us = g_array_index(times, gint64, times->len / 2);
    result->p99_us = g_array_index(times, gint64, (guint)(times->len * 0.99));
}

static void ask_all(const Run *run, const Learned *learned, const Hints *hints,
                    EvaluationResult *result)
{
    g_autofree float *room = g_new0(float, learned_class_count(learned));
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(gint64));
    Asking asking = { learned, room };
    for (guint i = run->out->train; i < run->rows->len; i++) {
        const Row *row = row_at(run, i);
        if (!row->fields[hints->kind])
            continue;
        gint64 began = g_get_monotonic_time();
        g_autoptr(GArray) guesses = ask(run, &asking, hints, row->fields[COLUMN_TEXT]);
        gint64 took = g_get_monotonic_time() - began;
        g_array_append_val(times, took);
        count_guesses(result, guesses, learned_class_of(learned, row->fields[hints->kind]));
        if (i % 1000 == 0)
            say(run, "asking", i - run->out->train, run->rows->len - run->out->train);
    }
    finish(result, times);
}

static bool evaluate_kind(Run *run, const LearnTexts *texts, EvaluationKind kind, GError **error)
{
    EvaluationResult *result = &run->out->results[kind];
    const LearnLimits limits = { .threads = MAX(run->request->threads, 1) };
    Hints hints = { .kind = kind, .catalog = run->request->catalog };
    g_autoptr(EvaluationPlaces) places = NULL;
    if (kind == EVALUATION_PLACE) {
        places = evaluation_places_new(run->request->catalog);
        for (guint i = run->first_learned; i < run->out->train; i++)
            evaluation_places_add(places, row_at(run, i)->fields[kind]);
        evaluation_places_seal(places);
        hints.places = places;
    }
    say(run, evaluation_kind_name(kind), 0, 0);
    g_autoptr(LearnLabels) labels = gather_labels(run, &hints);
    g_autoptr(GError) few = NULL;
    g_autoptr(GBytes) bytes = learn_fit(texts, labels, &limits, &result->fit, &few);
    if (!bytes)
        return true; /* nothing to be learned: the column counts as not there */
    g_autoptr(Learned) learned = learned_read(bytes, error);
    if (!learned)
        return false;
    result->present = true;
    result->learned = learn_labels_count(labels);
    result->classes = learned_class_count(learned);
    result->bytes = (gint64)g_bytes_get_size(bytes);
    ask_all(run, learned, &hints, result);
    return true;
}

bool evaluation_run(const EvaluationRequest *request, Evaluation *evaluation, GError **error)
{
    *evaluation = (Evaluation){ 0 };
    Run run = { .request = request, .out = evaluation };
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(rows, row_clear);
    run.rows = rows;
    if (!read_table(&run, error))
        return false;
    if (rows->len < ROWS_MIN) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Tabel ini terlalu pendek."),
                  "%u rows with a text; want %d or more", rows->len, ROWS_MIN);
        return false;
    }
    g_autoptr(LearnTexts) texts = gather_texts(&run);
    for (EvaluationKind kind = 0; kind < EVALUATION_KINDS; kind++)
        if (run.column_at[kind] >= 0 && !evaluate_kind(&run, texts, kind, error))
            return false;
    return true;
}
