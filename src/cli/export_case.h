/* One case as an exported line: what the API shows of it, and beside it what is needed to check or
 * rebuild it: ids, raw event data and hashes; opened values when they are asked for. */
#pragma once

#include <jansson.h>

#include "domain/case_file.h"

/* By id, so that a case that was merged into another one still has its own log. */
CaseFile *export_case_load(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* open: with names, addresses and secret texts. (transfer full) */
json_t *export_case_json(Ctx *ctx, CaseFile *file, bool open, GError **error) MUST_USE;
json_t *export_case_event(const Ctx *ctx, const Event *event, bool open);
