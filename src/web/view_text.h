/* What becomes of a template's text before ctemplate sees it: words translated, assets versioned,
 * the head checked. Pure but for words.h and assets.h.
 */
#pragma once

#include "base/error.h"

/* The text of the template for one language (transfer full). INTERNAL: no auto-escape head, a [[
 * that is not closed; name is for the operator. */
char *view_text(const char *name, const char *source, const char *lang, GError **error) MUST_USE;
