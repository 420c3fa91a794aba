/* A list of calls from elsewhere as CSV: see hotline.h. Knows no tenant and no database. */
#include "domain/hotline.h"

#include <string.h>

#include "base/clock.h"
#include "base/csv.h"
#include "base/text.h"

enum { ROWS_MAX = 20000, FIELD_CHARS = 80 };

typedef enum { AT_TIME, AT_NUMBER, AT_LINE, AT_DIRECTION, AT_END, AT_ID, COLUMNS } Column;
static const char *const NAMES[COLUMNS] = { "waktu", "nomor", "saluran", "arah", "selesai", "id" };

void call_row_clear(gpointer data)
{
    CallRow *row = data;
    g_clear_pointer(&row->line, g_free);
    g_clear_pointer(&row->number, g_free);
    g_clear_pointer(&row->provider_id, g_free);
}

void call_file_clear(CallFile *file)
{
    g_clear_pointer(&file->rows, g_array_unref);
}

static bool read_header(CsvReader *reader, int places[COLUMNS])
{
    g_autoptr(GPtrArray) header = csv_next(reader);
    for (int c = 0; c < COLUMNS; c++) {
        places[c] = -1;
        for (guint i = 0; header && i < header->len; i++) {
            g_autofree char *name = text_fold(header->pdata[i]);
            if (strcmp(name, NAMES[c]) == 0)
                places[c] = (int)i;
        }
    }
    return places[AT_TIME] >= 0 && places[AT_NUMBER] >= 0 && places[AT_LINE] >= 0;
}

static char *field(const GPtrArray *fields, const int places[COLUMNS], Column column)
{
    int at = places[column];
    const char *text = at >= 0 && (guint)at < fields->len ? fields->pdata[at] : "";
    g_autofree char *line = text_one_line(text);
    return text_cut(line, FIELD_CHARS, false);
}

/* "2026-11-22 08:15:30", with or without seconds and zone; 0: cannot be read. */
static gint64 read_time(GTimeZone *zone, const char *text)
{
    g_autofree char *iso = g_strdup(text);
    char *space = strchr(iso, ' ');
    if (space)
        *space = 'T';
    bool short_ = strlen(iso) == strlen("2026-11-22T08:15");
    g_autofree char *full = g_strconcat(iso, short_ ? ":00" : "", NULL);
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(full, zone);
    gint64 seconds = at ? g_date_time_to_unix(at) : 0;
    return seconds > 0 && seconds < G_GINT64_CONSTANT(1) << 33 ? seconds * US_PER_S : 0;
}

static bool read_row(GTimeZone *zone, const GPtrArray *fields, const int places[COLUMNS],
                     CallRow *row)
{
    g_autofree char *time = field(fields, places, AT_TIME);
    g_autofree char *end = field(fields, places, AT_END);
    g_autofree char *direction = field(fields, places, AT_DIRECTION);
    *row = (CallRow){ .line = field(fields, places, AT_LINE),
                      .number = field(fields, places, AT_NUMBER),
                      .provider_id = field(fields, places, AT_ID),
                      .direction = CALL_MISSED,
                      .started_at = read_time(zone, time),
                      .ended_at = *end ? read_time(zone, end) : 0 };
    return row->started_at != 0 && *row->line && (!*end || row->ended_at >= row->started_at) &&
           (!*direction || call_direction_from_name(direction, &row->direction));
}

bool call_file_read(GTimeZone *zone, const char *data, gsize bytes, CallFile *file, GError **error)
{
    CsvReader reader;
    GPtrArray *fields;
    int places[COLUMNS];
    guint line = 1;
    *file = (CallFile){ .rows = g_array_new(FALSE, TRUE, sizeof(CallRow)) };
    g_array_set_clear_func(file->rows, call_row_clear);
    csv_begin(&reader, data, bytes);
    if (!read_header(&reader, places)) {
        error_set(error, KENTONGAN_ERROR_INVALID, "berkas",
                  N_("Baris pertama berkas harus menyebut kolom waktu, nomor, dan saluran."), NULL);
        return false;
    }
    while (file->rows->len < ROWS_MAX && (fields = csv_next(&reader))) {
        CallRow row;
        line++;
        if (read_row(zone, fields, places, &row)) {
            g_array_append_val(file->rows, row);
        } else {
            call_row_clear(&row);
            file->first_bad = file->bad++ ? file->first_bad : line;
        }
        g_ptr_array_unref(fields);
    }
    return true;
}
