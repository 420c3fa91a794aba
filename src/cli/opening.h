/* Opening what is sealed, from the command line: never without a reason, and never without an
 * event that says so. */
#pragma once

#include "cli/installation.h"
#include "model/case.h"

/* NULL reason: nothing is to be opened. False: the reason is too short; it was said. */
bool opening_check(CommandLine *line, const char *reason);
/* The event in the case's own chain (by its ticket), or in the tenant's. */
bool opening_note_case(Ctx *ctx, const char *ticket, const char *reason, GError **error) MUST_USE;
bool opening_note_export(Ctx *ctx, const char *reason, GError **error) MUST_USE;
