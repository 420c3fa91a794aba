/* Lists of a command, as an aligned table for people or as CSV, JSON for programs. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum TableFormat { TABLE_ALIGNED, TABLE_CSV, TABLE_JSON } TableFormat;
/* "table", "csv", "json"; NULL is a table. */
bool table_format_from_name(const char *name, TableFormat *format);

typedef struct Table Table;
/* columns ends with NULL. */
Table *table_new(const char *const *columns);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)
/* One string a column; NULL counts as "". */
void table_add(Table *table, ...) G_GNUC_NULL_TERMINATED;
void table_add_row(Table *table, const char *const *cells);
void table_print(const Table *table, TableFormat format);
