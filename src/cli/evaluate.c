/* `evaluate`: how good proposals of category, agency and place would have been on a table of texts
 * and decisions; learned from the older part, asked for the newer. Opens no database. */
#include <stdio.h>

#include "cli/line.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "domain/evaluation.h"
#include "domain/pack.h"

typedef struct Options {
    char *pack, *format;
    double share;
    int threads;
} Options;

static void options_clear(Options *options)
{
    g_free(options->pack);
    g_free(options->format);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static void on_progress(const char *what, guint done, guint total, gpointer user G_GNUC_UNUSED)
{
    progress_show(what, done, total);
}

/* The pack that was named; else only how people spell, from the shared one. */
static Catalog *read_catalog(const Config *config, const char *pack, GError **error)
{
    g_auto(PackReport) report = { 0 };
    if (pack) {
        const PackSource source = { .folder = pack, .area_folder = config->areas };
        return pack_read(&source, &report, error);
    }
    g_autofree char *folder = config_share_path(config, "packs/umum");
    return pack_read_spelling(folder, error);
}

static char *number(double value, int digits)
{
    return g_strdup_printf("%.*f", digits, value);
}

static void add_result(Table *table, EvaluationKind kind, const EvaluationResult *r)
{
    g_autofree char *classes = g_strdup_printf("%u", r->classes);
    g_autofree char *learned = g_strdup_printf("%u", r->learned);
    g_autofree char *asked = g_strdup_printf("%u", r->asked);
    g_autofree char *unseen = g_strdup_printf("%u", r->unseen);
    g_autofree char *first = number((double)r->first / MAX(r->asked, 1), 4);
    g_autofree char *three = number((double)r->three / MAX(r->asked, 1), 4);
    g_autofree char *ece = number(r->error, 4);
    g_autofree char *median = number((double)r->median_us / 1000, 3);
    g_autofree char *p99 = number((double)r->p99_us / 1000, 3);
    g_autofree char *fit = number((double)r->fit.took_us / 1e6, 1);
    g_autofree char *bytes = number((double)r->bytes / 1e6, 2);
    table_add(table, evaluation_kind_name(kind), classes, learned, asked, unseen, first, three, ece,
              median, p99, fit, bytes, NULL);
}

static void print_results(const Evaluation *e, TableFormat format)
{
    static const char *const COLUMNS[] = { "column", "classes", "learned", "asked",  "unseen",
                                           "top-1",  "top-3",   "ECE",     "ms p50", "ms p99",
                                           "fit s",  "MB",      NULL };
    g_autoptr(Table) table = table_new(COLUMNS);
    for (EvaluationKind kind = 0; kind < EVALUATION_KINDS; kind++)
        if (e->results[kind].present)
            add_result(table, kind, &e->results[kind]);
    table_print(table, format);
}

static void print_reliability(const Evaluation *e, EvaluationKind kind)
{
    static const char *const COLUMNS[] = { "said", "proposals", "mean said", "was right", NULL };
    const EvaluationResult *r = &e->results[kind];
    g_autoptr(Table) table = table_new(COLUMNS);
    for (int bin = 0; bin < EVALUATION_BINS; bin++) {
        g_autofree char *range = g_strdup_printf("%d-%d %%", bin * 100 / EVALUATION_BINS,
                                                 (bin + 1) * 100 / EVALUATION_BINS);
        g_autofree char *count = g_strdup_printf("%u", r->in_bin[bin]);
        g_autofree char *said = number(r->said[bin], 3);
        g_autofree char *came = number(r->came[bin], 3);
        if (r->in_bin[bin] > 0)
            table_add(table, range, count, said, came, NULL);
    }
    printf("\nReliability of %s:\n", evaluation_kind_name(kind));
    table_print(table, TABLE_ALIGNED);
}

static int print_all(const Evaluation *e, TableFormat format)
{
    bool any = false;
    if (format == TABLE_ALIGNED)
        printf("%u texts%s; learned from the first %u, asked for the last %u. Rows without a text: "
               "%u.\n\n",
               e->rows, e->by_date ? " in order of their dates" : "", e->train, e->rows - e->train,
               e->skipped);
    print_results(e, format);
    for (EvaluationKind kind = 0; kind < EVALUATION_KINDS; kind++) {
        if (format == TABLE_ALIGNED && e->results[kind].present)
            print_reliability(e, kind);
        any |= e->results[kind].present;
    }
    if (!any)
        fputs("kentongan: no column has two classes to learn\n", stderr);
    return any ? CLI_OK : CLI_FAILED;
}

int evaluate_run(const Command *command, char **argv)
{
    g_auto(CommandLine) line = { 0 };
    g_auto(Options) options = { .share = 80, .threads = (int)g_get_num_processors() };
    const GOptionEntry own[] = {
        { "pack", 0, 0, G_OPTION_ARG_FILENAME, &options.pack,
          "Names of areas, keywords and spelling from this pack", "FOLDER" },
        { "share", 0, 0, G_OPTION_ARG_DOUBLE, &options.share,
          "Learn from the first PERCENT of the rows (80)", "PERCENT" },
        { "threads", 0, 0, G_OPTION_ARG_INT, &options.threads, "Threads that learn", "N" },
        { "format", 0, 0, G_OPTION_ARG_STRING, &options.format, "table, csv or json", "FORMAT" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_autoptr(GError) error = NULL;
    g_autofree char *csv = NULL;
    gsize bytes = 0;
    TableFormat format;
    Evaluation evaluation;
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    if (!table_format_from_name(options.format, &format))
        return line_usage(&line, "--format is table, csv or json");
    if (!(options.share >= 10 && options.share <= 95))
        return line_usage(&line, "--share is between 10 and 95");
    progress_start();
    if (!g_file_get_contents(line.args[0], &csv, &bytes, &error))
        return line_fail(error);
    g_autoptr(Catalog) catalog = read_catalog(line.config, options.pack, &error);
    if (!catalog)
        return line_fail(error);
    const EvaluationRequest request = { .csv = csv,
                                        .bytes = bytes,
                                        .catalog = catalog,
                                        .share = options.share / 100,
                                        .threads = (guint)CLAMP(options.threads, 1, 64),
                                        .progress = on_progress };
    bool ok = evaluation_run(&request, &evaluation, &error);
    progress_end();
    return ok ? print_all(&evaluation, format) : line_fail(error);
}
