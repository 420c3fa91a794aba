/* Rows of CSV: see csv.h. */
#include "base/csv.h"

#include "base/text.h"

#include <string.h>

enum { FIELDS_MAX = 1000 };

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static char separator_of(const char *at, const char *end)
{
    static const char MARKS[] = ",;\t";
    guint counts[sizeof MARKS] = { 0 }, best = 0;
    bool quoted = false;
    for (; at < end && (quoted || !is_line_end(*at)); at++) {
        const char *mark = *at ? strchr(MARKS, *at) : NULL;
        quoted ^= *at == '"';
        if (mark && !quoted)
            counts[mark - MARKS]++;
    }
    for (guint i = 1; i < sizeof MARKS - 1; i++)
        best = counts[i] > counts[best] ? i : best;
    return MARKS[best];
}

void csv_begin(CsvReader *reader, const char *data, gsize bytes)
{
    static const char MARK[] = "\xef\xbb\xbf";
    gsize skip = bytes >= 3 && memcmp(data, MARK, 3) == 0 ? 3 : 0;
    *reader = (CsvReader){ .at = data + skip, .end = data + bytes };
    reader->separator = separator_of(reader->at, reader->end);
}

/* Behind the opening quote; leaves at behind the closing one, or at the end of what was cut short.
 */
static void read_quoted(CsvReader *r, GString *field)
{
    for (; r->at < r->end; r->at++) {
        if (*r->at == '"') {
            if (r->at + 1 == r->end || r->at[1] != '"') {
                r->at++;
                return;
            }
            r->at++;
        }
        g_string_append_c(field, *r->at);
    }
}

static char *read_field(CsvReader *r)
{
    g_autoptr(GString) field = g_string_new(NULL);
    if (r->at < r->end && *r->at == '"') {
        r->at++;
        read_quoted(r, field);
    }
    /* also what wrongly follows a closing quote */
    for (; r->at < r->end && *r->at != r->separator && !is_line_end(*r->at); r->at++)
        g_string_append_c(field, *r->at);
    return text_salvage(field->str, field->len);
}

static bool is_blank(const GPtrArray *fields)
{
    for (guint i = 0; i < fields->len; i++)
        if (*(const char *)fields->pdata[i])
            return false;
    return true;
}

GPtrArray *csv_next(CsvReader *r)
{
    while (r->at < r->end) {
        g_autoptr(GPtrArray) fields = g_ptr_array_new_with_free_func(g_free);
        bool more = true;
        while (more) {
            char *field = read_field(r);
            more = r->at < r->end && *r->at == r->separator;
            r->at += more;
            if (fields->len < FIELDS_MAX)
                g_ptr_array_add(fields, field);
            else
                g_free(field);
        }
        while (r->at < r->end && is_line_end(*r->at))
            r->at++;
        if (!is_blank(fields))
            return g_steal_pointer(&fields);
    }
    return NULL;
}
