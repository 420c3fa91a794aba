/* Letters and forms that came with reports, and mails of which not all is shown. They show who
 * wrote them, so they are for those who may see that: with the right to open identities, or of an
 * open report. Taking one is an event of the case.
 */
#pragma once

#include "db/ctx.h"
#include "model/case.h"

/* Attachment* that the actor may take (transfer full). */
GPtrArray *papers_of(Ctx *ctx, const Case *c, GError **error) MUST_USE;
/* The file itself, a PDF, JPEG or mail, for saving and never for showing in a page. NOT_FOUND also
 * for who may not. */
bool papers_take(Ctx *ctx, const char *name, Attachment **paper, GBytes **bytes,
                 GError **error) MUST_USE;
