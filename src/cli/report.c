/* `report add|list`: reports from and for the command line. */
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/text.h"
#include "cli/installation.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "domain/case_file.h"
#include "domain/case_json.h"
#include "domain/files.h"
#include "domain/intake.h"
#include "domain/time_words.h"
#include "model/limits.h"
#include "store/report.h"

enum { LIST_USUAL = 50, PAGE = 200 };

/* ---- add ---- */

typedef struct AddOptions {
    char *class_, *visibility, *service, *place, *area, *name, *phone, *email, *channel, *key;
    char **photos;
    double lat, lng;
    gboolean json;
} AddOptions;

static void add_options_clear(AddOptions *o)
{
    char *const texts[] = { o->class_, o->visibility, o->service, o->place,   o->area,
                            o->name,   o->phone,      o->email,   o->channel, o->key };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_strfreev(o->photos);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AddOptions, add_options_clear)

static const char *text_or(const char *text, const char *fallback)
{
    return text ? text : fallback;
}

static char *text_of(const CommandLine *line)
{
    if (line->count > 0 && strcmp(line->args[0], "-") != 0)
        return text_clean(line->args[0], strlen(line->args[0]), "teks", NULL);
    g_autoptr(GByteArray) all = g_byte_array_new();
    guint8 buffer[4096];
    gsize got;
    while (all->len <= LIMIT_TEXT_BYTES && (got = fread(buffer, 1, sizeof buffer, stdin)) > 0)
        g_byte_array_append(all, buffer, (guint)got);
    g_autofree char *text = text_clean((const char *)all->data, all->len, "teks", NULL);
    return text ? g_strdup(g_strstrip(text)) : NULL;
}

static GPtrArray *photos_put(char **paths, GError **error)
{
    g_autoptr(GPtrArray) photos = g_ptr_array_new_with_free_func((GDestroyNotify)photo_free);
    for (guint i = 0; paths && paths[i]; i++) {
        g_autoptr(GMappedFile) file = g_mapped_file_new(paths[i], FALSE, error);
        g_autoptr(GBytes) bytes = file ? g_mapped_file_get_bytes(file) : NULL;
        Photo *photo = bytes ? files_put_photo(bytes, error) : NULL;
        if (!photo)
            return NULL;
        g_ptr_array_add(photos, photo);
    }
    return g_steal_pointer(&photos);
}

static bool names_read(const AddOptions *o, Intake *intake, CommandLine *line)
{
    intake->class_ = CLASS_COMPLAINT;
    if (o->class_ && !class_from_name(o->class_, &intake->class_))
        line->exit = line_usage(
            line,
            "--class must be pengaduan, aspirasi, permintaan_informasi or permintaan_bantuan");
    else if (o->visibility && !visibility_from_name(o->visibility, &intake->visibility))
        line->exit = line_usage(line, "--visibility must be terbuka, anonim or rahasia");
    else
        return true;
    return false;
}

static void print_result(const IntakeResult *result, const Installation *in, bool json)
{
    if (!json) {
        if (result->alarm)
            fprintf(stderr, "words of danger: the citizen is to call %s, the verifiers see it\n",
                    in->catalog->tenant.emergency);
        printf("%s\n", result->ticket);
        return;
    }
    json_t *object = json_pack("{s:s, s:s, s:o, s:b, s:b}", "ticket", result->ticket, "secret",
                               result->secret, "due_at", instant_json(&in->ctx, result->due_at),
                               "repeated", result->repeated, "alarm", result->alarm);
    json_dumpf(object, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(object);
}

static int report_submit(CommandLine *line, const AddOptions *o, Intake *intake)
{
    g_auto(Installation) in = { 0 };
    g_auto(IntakeResult) result = { 0 };
    g_autoptr(GError) error = NULL;
    if (!installation_begin(&in, line))
        return line->exit;
    g_autoptr(GPtrArray) photos = photos_put(o->photos, &error);
    if (!photos)
        return line_fail(error);
    intake->photos = photos;
    if (!intake_submit(&in.ctx, intake, &result, &error))
        return line_fail(error);
    print_result(&result, &in, o->json);
    return CLI_OK;
}

static int report_add_read(const Command *command, char **argv, AddOptions *o)
{
    const GOptionEntry own[] = {
        { "class", 0, 0, G_OPTION_ARG_STRING, &o->class_,
          "pengaduan (usual), aspirasi, permintaan_informasi, permintaan_bantuan", "CLASS" },
        { "service", 0, 0, G_OPTION_ARG_STRING, &o->service, "Category of the pack", "CODE" },
        { "visibility", 0, 0, G_OPTION_ARG_STRING, &o->visibility,
          "terbuka (usual), anonim, rahasia", "WORD" },
        { "place", 0, 0, G_OPTION_ARG_STRING, &o->place, "The place in words", "TEXT" },
        { "area", 0, 0, G_OPTION_ARG_STRING, &o->area, "Area code", "CODE" },
        { "lat", 0, 0, G_OPTION_ARG_DOUBLE, &o->lat, "Latitude", "DEGREES" },
        { "lng", 0, 0, G_OPTION_ARG_DOUBLE, &o->lng, "Longitude", "DEGREES" },
        { "name", 0, 0, G_OPTION_ARG_STRING, &o->name, "Name of the reporter", "NAME" },
        { "phone", 0, 0, G_OPTION_ARG_STRING, &o->phone, "Phone of the reporter", "NUMBER" },
        { "email", 0, 0, G_OPTION_ARG_STRING, &o->email, "E-mail of the reporter", "ADDRESS" },
        { "photo", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &o->photos,
          "A photo (may be given several times)", "FILE" },
        { "channel", 0, 0, G_OPTION_ARG_STRING, &o->channel, "How it came (usual: desk)", "NAME" },
        { "once", 0, 0, G_OPTION_ARG_STRING, &o->key, "The same KEY again gives the same ticket",
          "KEY" },
        { "json", 0, 0, G_OPTION_ARG_NONE, &o->json, "Print ticket and link secret as JSON", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    if (!line_parse(&line, command, own, argv))
        return line.exit;
    g_autofree char *text = text_of(&line);
    if (!text)
        return line_usage(&line, "the text is not UTF-8");
    if (o->lat < -90 || o->lat > 90 || o->lng < -180 || o->lng > 180)
        return line_usage(&line, "--lat and --lng are degrees");
    Intake intake = { .channel = text_or(o->channel, "desk"),
                      .service = text_or(o->service, ""),
                      .text = text,
                      .place_text = text_or(o->place, ""),
                      .area = text_or(o->area, ""),
                      .lat_e7 = (gint32)(o->lat * 1e7),
                      .lng_e7 = (gint32)(o->lng * 1e7),
                      .name = text_or(o->name, ""),
                      .phone = text_or(o->phone, ""),
                      .email = text_or(o->email, ""),
                      .attributes = "",
                      .lang = "id",
                      .idempotency_key = text_or(o->key, ""),
                      .join = "" };
    if (!names_read(o, &intake, &line))
        return line.exit;
    return report_submit(&line, o, &intake);
}

int report_add_run(const Command *command, char **argv)
{
    g_auto(AddOptions) options = { 0 };
    return report_add_read(command, argv, &options);
}

/* ---- list ---- */

static const char *const COLUMNS[] = { "ticket",  "created_at", "status", "class",
                                       "channel", "service",    "agency", "area",
                                       "due_at",  "title",      NULL };

typedef struct Listing {
    Installation *in;
    TableFormat format;
    Table *table;
    gint64 wanted, printed; /* wanted 0: all */
} Listing;

static char *time_cell(const Listing *l, gint64 at_us)
{
    return at_us && at_us != CASE_NO_DUE ? time_words_w3c(l->in->catalog, at_us) : g_strdup("");
}

static void list_row(Listing *l, const Report *r, const Case *c)
{
    g_autofree char *created = time_cell(l, r->created_at);
    g_autofree char *due = time_cell(l, c->due_at);
    table_add(l->table, r->ticket, created, status_name(c->status), class_name(r->class_),
              r->channel, c->service, c->agency, c->area, due, c->title, NULL);
}

/* What the report says, and of its case what it does not say itself. */
static void list_json(Listing *l, const Report *r, const Case *c)
{
    const Ctx *ctx = &l->in->ctx;
    const Service *service = catalog_service(ctx->catalog, c->service);
    const Agency *agency = catalog_agency(ctx->catalog, c->agency);
    json_t *object = report_json(ctx, r), *of_case = case_json(ctx, c);
    json_object_set(of_case, "case_service", json_object_get(of_case, "service"));
    json_object_set(of_case, "case_area", json_object_get(of_case, "area"));
    json_object_update_missing(object, of_case);
    json_object_set_new(object, "case", json_string(c->ticket));
    json_object_set_new(object, "service_name", service ? json_string(service->name) : json_null());
    json_object_set_new(object, "agency_name", agency ? json_string(agency->name) : json_null());
    json_object_set_new(object, "sealed", json_boolean(r->text_sealed != NULL));
    fputs(l->printed ? ",\n" : "\n", stdout);
    json_dumpf(object, stdout, JSON_COMPACT);
    json_decref(object);
    json_decref(of_case);
}

static bool list_case(Listing *l, const Case *c, GError **error)
{
    g_autoptr(GPtrArray) reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
    if (!report_store_of_case(&l->in->ctx, c->id, reports, error))
        return false;
    for (guint i = 0; i < reports->len && (!l->wanted || l->printed < l->wanted); i++) {
        if (l->format == TABLE_JSON)
            list_json(l, reports->pdata[i], c);
        else
            list_row(l, reports->pdata[i], c);
        l->printed++;
    }
    return true;
}

static bool list_pages(Listing *l, CaseFilter *filter, GError **error)
{
    g_autofree char *next = NULL;
    do {
        g_autofree char *after = g_steal_pointer(&next);
        filter->after = after ? after : "";
        g_autoptr(GPtrArray) cases = case_list(&l->in->ctx, filter, &next, error);
        if (!cases)
            return false;
        for (guint i = 0; i < cases->len; i++)
            if (!list_case(l, cases->pdata[i], error))
                return false;
        progress_show("reports", l->printed, l->wanted);
    } while (next && (!l->wanted || l->printed < l->wanted));
    progress_end();
    return true;
}

static int list_print(Listing *l, CaseFilter *filter)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Table) table = table_new(COLUMNS);
    l->table = table;
    if (l->format == TABLE_JSON)
        fputs("[", stdout);
    bool ok = list_pages(l, filter, &error);
    if (l->format == TABLE_JSON)
        fputs("\n]\n", stdout);
    else if (ok)
        table_print(table, l->format);
    if (!ok)
        return line_fail(error);
    return CLI_OK;
}

static bool statuses_read(CommandLine *line, char **names, unsigned *bits)
{
    for (guint i = 0; names && names[i]; i++) {
        CaseStatus status;
        if (!status_from_name(names[i], &status)) {
            line->exit = line_usage(line, "there is no status \"%s\"", names[i]);
            return false;
        }
        *bits |= 1u << status;
    }
    return true;
}

int report_list_run(const Command *command, char **argv)
{
    g_autofree char *format = NULL, *service = NULL, *agency = NULL, *area = NULL;
    g_auto(GStrv) statuses = NULL;
    gboolean all = FALSE, overdue = FALSE;
    int limit = LIST_USUAL;
    const GOptionEntry own[] = {
        { "format", 0, 0, G_OPTION_ARG_STRING, &format, "table, csv, or json with every field",
          "FORMAT" },
        { "all", 0, 0, G_OPTION_ARG_NONE, &all, "All, not only the newest", NULL },
        { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "How many (usual: 50)", "N" },
        { "status", 0, 0, G_OPTION_ARG_STRING_ARRAY, &statuses,
          "Only this status, as diterima (may be given several times)", "NAME" },
        { "service", 0, 0, G_OPTION_ARG_STRING, &service, "Only this category", "CODE" },
        { "agency", 0, 0, G_OPTION_ARG_STRING, &agency, "Only this agency", "CODE" },
        { "area", 0, 0, G_OPTION_ARG_STRING, &area, "Only in this area", "CODE" },
        { "overdue", 0, 0, G_OPTION_ARG_NONE, &overdue, "Only those past their due time", NULL },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Installation) in = { 0 };
    CaseFilter filter = CASE_FILTER_INIT;
    Listing listing = { .in = &in };
    if (!line_parse(&line, command, own, argv) || !statuses_read(&line, statuses, &filter.statuses))
        return line.exit;
    if (!table_format_from_name(format, &listing.format))
        return line_usage(&line, "--format must be table, csv or json");
    if (limit < 1)
        return line_usage(&line, "--limit must be at least 1");
    if (!installation_begin(&in, &line))
        return line.exit;
    filter.service = text_or(service, "");
    filter.agency = text_or(agency, "");
    filter.area = text_or(area, "");
    filter.overdue = overdue;
    filter.limit = PAGE;
    listing.wanted = all ? 0 : limit;
    progress_start();
    return list_print(&listing, &filter);
}
