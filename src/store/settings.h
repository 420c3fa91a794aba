/* A thing whose fields are a settings table (model/settings.h) as the JSON text of one column: an
 * object of strings, written as in the pack's files. */
#pragma once

#include "model/settings.h"

char *settings_format(const Setting *table, gconstpointer thing);
/* Fields that the JSON does not have get their fallback: a newer program reads an older row.
 * INTERNAL when the column is no such object. */
bool settings_parse(const Setting *table, const char *json, gpointer thing,
                    GError **error) MUST_USE;
