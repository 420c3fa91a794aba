/* One HTTP request to a gateway, and its answer. Waits: for job threads only, never for a worker.
 *
 * Certificates are always checked. A status of 400 or 500 is an answer, not an error. What an error
 * says to the log names the other machine, never the path, query or headers: they hold secrets.
 */
#pragma once

#include <gio/gio.h>

#include "base/error.h"

typedef struct FetchRequest {
    const char *method;         /* NULL: GET, or POST when there is a body */
    const char *url;            /* http:// or https:// */
    const char *const *headers; /* "Name: value", NULL-terminated; may be NULL */
    const void *body;
    gsize body_bytes;
    guint timeout_ms; /* for the whole of it; 0: 15 seconds */
    gsize max_bytes;  /* of the answer's body; 0: 1 MiB */
    /* GET only: how many to follow, within the same scheme; further ones are errors, and with 0 a
     * redirect is an answer. The headers go along: none of them may be secret. */
    guint redirects;
    GCancellable *cancel; /* ends the request within about a second; NULL none */
    bool acts;            /* a GET that has an effect (an SMS gateway): uncertain as a POST is */
} FetchRequest;

typedef struct FetchResult {
    int status;
    char *content_type;   /* "" none */
    /* Retry-After as seconds from now (also given as a date), else X-Rate-Limit-Reset; 0 none */
    gint64 retry_after_s;
    GBytes *body;
} FetchResult;

/* INVALID (field "url") for a request that can never be made. UPSTREAM when it surely did not
 * happen, or was only a GET or HEAD: try again later. UNCERTAIN when the other machine may have
 * acted, but the answer did not arrive, or arrived too large. Thread-safe. */
FetchResult *fetch(const FetchRequest *request, GError **error) MUST_USE;
void fetch_result_free(FetchResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FetchResult, fetch_result_free)
