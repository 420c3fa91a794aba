/* Cases as JSON, the same for the API, the export and the command line. Names are stable; instants
 * are RFC 3339 in the tenant's zone, null for "not yet"; coordinates are degrees. Personal data
 * never is here; a text that is sealed and was not opened is null.
 */
#pragma once

#include <jansson.h>

#include "domain/case_file.h"

json_t *case_json(const Ctx *ctx, const Case *c);
json_t *report_json(const Ctx *ctx, const Report *r);
json_t *event_json(const Ctx *ctx, const Event *e, bool may_open);
json_t *message_json(const Ctx *ctx, const Message *m);
/* The case with reports, events, hops, clocks, attachments, messages as far as the file has them.
 */
json_t *case_file_json(const Ctx *ctx, const CaseFile *file, bool may_open);
/* Instant or null. */
json_t *instant_json(const Ctx *ctx, gint64 at_us);
