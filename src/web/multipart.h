/* multipart/form-data (RFC 7578) of a whole body in memory: fields into params, files into uploads
 * that share the body's memory. Pure, bounded, no library: libmicrohttpd's own post processor
 * chokes on the unquoted boundaries that field clients send.
 *
 * Taken leniently: bare LF, text before the first and after the last boundary, boundaries of any
 * characters but space and ';', a charset on text parts, parts without a type. Refused (INVALID):
 * no boundary, no closing boundary, a part without a name, a part encoded in base64 or
 * quoted-printable, text that is not UTF-8. LIMIT: too many parts, a text part that is larger than
 * a form may be.
 */
#pragma once

#include "web/request.h"

bool multipart_parse(GBytes *body, const char *content_type, GArray *params, GPtrArray *uploads,
                     GError **error) MUST_USE;
