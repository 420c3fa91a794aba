/* Static files under /assets/: the tree of assets/, and a fixed table of files from npm packages as
 * /assets/vendor/... All are read into memory at the start and answered on the I/O thread, gzipped
 * where that helps and the client takes it. "?v=HASH" (see assets_version) may be kept for a year.
 */
#pragma once

#include "web/http.h"
#include "web/route.h"

/* folder: assets/; node_modules: "" when there is none. dev: a file is read again at each request.
 */
bool assets_start(const char *folder, const char *node_modules, bool dev, GError **error) MUST_USE;
void assets_stop(void);
/* The ready answer (200 or 304) for request->path, or NULL when there is no such file. */
Prepared *assets_find(const Request *request);
/* Short hash of "css/public.css", for its address; lent until the next start; NULL: no such file.
 */
const char *assets_version(const char *name);
/* The row of the route table; what assets_find found does not come here. */
Reply *assets_get(Ctx *ctx, const Request *request, GError **error);
