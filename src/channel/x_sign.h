/* The signature of a request in the name of an account of X: OAuth 1.0a, HMAC-SHA1 (RFC 5849).
 * These tokens do not expire. A JSON body is not signed, so only the address counts.
 */
#pragma once

#include <glib.h>

typedef struct XKeys {
    const char *consumer_key, *consumer_secret, *access_token, *access_secret;
} XKeys;

/* "Authorization: OAuth ..." (transfer full). url: with its query. nonce: fresh each time; at_s:
 * seconds since 1970. */
char *x_sign(const XKeys *keys, const char *method, const char *url, const char *nonce,
             gint64 at_s);
