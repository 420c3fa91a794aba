/* The JSON object of a request body, read field by field with what is wrong named. */
#pragma once

#include <jansson.h>

#include "web/request.h"

/* INVALID when the body is no JSON object, is too deep or repeats a name. */
json_t *body_read(const Request *request, GError **error) MUST_USE;
/* "" when absent or null; false and INVALID with the field when it is no string. The text is
 * cleaned (base/text.h), trimmed and kept until the request ends. Names are static strings. */
bool body_text(const Request *request, const json_t *body, const char *name, const char **text,
               GError **error) MUST_USE;
/* fallback when absent or null; INVALID when it is no integer between min and max. */
typedef struct BodyRange {
    gint64 min, max, fallback;
} BodyRange;
bool body_int(const json_t *body, const char *name, BodyRange range, gint64 *number,
              GError **error) MUST_USE;
/* false when absent or null. */
bool body_bool(const json_t *body, const char *name, bool *value, GError **error) MUST_USE;
/* {"lat": .., "long": ..}; given false when absent or null. */
bool body_point(const json_t *body, const char *name, bool *given, gint32 *lat_e7, gint32 *lng_e7,
                GError **error) MUST_USE;
/* Names that are not in known: INVALID, naming the nearest. known ends with NULL. */
bool body_check_names(const json_t *body, const char *const *known, GError **error) MUST_USE;
/* The same for the parameters of a query, so that a filter typed wrong does not become no filter.
 */
bool body_check_query(const Request *request, const char *const *known, GError **error) MUST_USE;
