/* Lists of a command: see table.h. */
#include "cli/table.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct Table {
    char **columns;
    guint count;
    GPtrArray *rows; /* char** */
};

bool table_format_from_name(const char *name, TableFormat *format)
{
    static const char *const NAMES[] = { "table", "csv", "json" };
    *format = TABLE_ALIGNED;
    if (!name)
        return true;
    for (guint i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (strcmp(NAMES[i], name) == 0) {
            *format = (TableFormat)i;
            return true;
        }
    return false;
}

Table *table_new(const char *const *columns)
{
    Table *table = g_new0(Table, 1);
    table->columns = g_strdupv((char **)columns);
    table->count = g_strv_length(table->columns);
    table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    return table;
}

void table_free(Table *table)
{
    g_strfreev(table->columns);
    g_ptr_array_unref(table->rows);
    g_free(table);
}

void table_add_row(Table *table, const char *const *cells)
{
    char **row = g_new0(char *, table->count + 1);
    for (guint i = 0; i < table->count; i++)
        row[i] = g_strdup(cells[i] ? cells[i] : "");
    g_ptr_array_add(table->rows, row);
}

void table_add(Table *table, ...)
{
    g_autofree const char **cells = g_new0(const char *, table->count);
    va_list args;
    va_start(args, table);
    for (guint i = 0; i < table->count; i++)
        cells[i] = va_arg(args, const char *);
    va_end(args);
    table_add_row(table, cells);
}

/* ---- for people ---- */

static void widths_grow(char **cells, guint count, glong *widths)
{
    for (guint i = 0; i < count; i++)
        widths[i] = MAX(widths[i], g_utf8_strlen(cells[i], -1));
}

static void print_aligned_row(char **cells, guint count, const glong *widths)
{
    for (guint i = 0; i < count; i++) {
        fputs(cells[i], stdout);
        if (i + 1 < count)
            printf("%*s", (int)(widths[i] - g_utf8_strlen(cells[i], -1) + 2), "");
    }
    putchar('\n');
}

static void print_aligned(const Table *table)
{
    g_autofree glong *widths = g_new0(glong, table->count);
    widths_grow(table->columns, table->count, widths);
    for (guint i = 0; i < table->rows->len; i++)
        widths_grow(table->rows->pdata[i], table->count, widths);
    print_aligned_row(table->columns, table->count, widths);
    for (guint i = 0; i < table->rows->len; i++)
        print_aligned_row(table->rows->pdata[i], table->count, widths);
}

/* ---- for programs ---- */

/* RFC 4180; a cell that a spreadsheet would take for a formula is headed by an apostrophe. */
static void print_csv_cell(const char *cell)
{
    const char *guard = *cell && strchr("=+-@\t\r", *cell) ? "'" : "";
    if (!*guard && !strpbrk(cell, ",\"\r\n")) {
        fputs(cell, stdout);
        return;
    }
    printf("\"%s", guard);
    for (const char *at = cell; *at; at++) {
        if (*at == '"')
            putchar('"');
        putchar(*at);
    }
    putchar('"');
}

static void print_csv_row(char **cells, guint count)
{
    for (guint i = 0; i < count; i++) {
        if (i > 0)
            putchar(',');
        print_csv_cell(cells[i]);
    }
    fputs("\r\n", stdout);
}

static void print_csv(const Table *table)
{
    print_csv_row(table->columns, table->count);
    for (guint i = 0; i < table->rows->len; i++)
        print_csv_row(table->rows->pdata[i], table->count);
}

static void print_json(const Table *table)
{
    json_t *all = json_array();
    for (guint r = 0; r < table->rows->len; r++) {
        char **cells = table->rows->pdata[r];
        json_t *row = json_object();
        for (guint i = 0; i < table->count; i++)
            json_object_set_new(row, table->columns[i], json_string(cells[i]));
        json_array_append_new(all, row);
    }
    json_dumpf(all, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(all);
}

void table_print(const Table *table, TableFormat format)
{
    switch (format) {
    case TABLE_ALIGNED:
        print_aligned(table);
        return;
    case TABLE_CSV:
        print_csv(table);
        return;
    case TABLE_JSON:
        print_json(table);
        return;
    }
}
