/* Percent-encoding: paths, queries, urlencoded forms, cookies. Pure; bytes in, clean text out. */
#pragma once

#include "web/request.h"

/* Appends name=value pairs separated by '&'; '+' is a space. A pair without '=' has the value "".
 * INVALID: wrong escape or wrong UTF-8. LIMIT: more than LIMIT_PARAMS in params. */
bool urlencoded_parse(const char *data, gsize bytes, GArray *params, GError **error) MUST_USE;
/* A path of a request target, decoded (transfer full). INVALID when it does not begin with '/',
 * has a wrong escape, an encoded '/', '\' or NUL, a control character, wrong UTF-8, or a "." or
 * ".." segment: such a path names nothing of ours and is not guessed at. */
char *urlencoded_path(const char *raw, GError **error) MUST_USE;
/* The pairs of one Cookie header; the first of a name wins; what is not a token or not printable
 * ASCII is skipped, at most 32 are taken. */
void urlencoded_cookies(const char *header, GHashTable *cookies);
/* Appends one pair made of clean text (transfer full of both); LIMIT as above. */
bool params_add(GArray *params, char *name, char *value, GError **error) MUST_USE;
GArray *params_new(void);
