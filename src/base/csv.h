/* CSV from elsewhere (RFC 4180), read row by row from memory: fields in double quotes may hold
 * separators, line ends and doubled quotes. The separator (comma, semicolon, tab) is taken from the
 * first line; a byte order mark is passed over; bytes that are no UTF-8 become U+FFFD.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct CsvReader {
    const char *at, *end;
    char separator;
} CsvReader;

/* data is lent until the last row is read. */
void csv_begin(CsvReader *reader, const char *data, gsize bytes);
/* The fields of the next row that is not blank, strings freed with the array; NULL at the end. */
GPtrArray *csv_next(CsvReader *reader);
