/* One error domain for the whole program.
 *
 * An error is an ordinary result that somebody outside caused or that the world caused (a bug is
 * g_assert/g_error instead). It carries: a code, a sentence for the person (an Indonesian msgid,
 * translated where it is shown), optionally the name of the input field it is about, and
 * optionally a detail for the operator's log, which may hold values and never leaves the server.
 * Two places turn an error into words: web/reply.c and job/retry.c.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum KentonganError {
    KENTONGAN_ERROR_NOT_FOUND, /* no such thing, or not for this actor: the two look alike */
    KENTONGAN_ERROR_DENIED,    /* signed in, but may not */
    KENTONGAN_ERROR_INVALID,   /* input is wrong; field says which */
    KENTONGAN_ERROR_CONFLICT,  /* somebody changed it meanwhile, or the state forbids it */
    KENTONGAN_ERROR_BUSY,      /* try the same again: lock, serialization failure */
    KENTONGAN_ERROR_LIMIT,     /* too much, too often, too large */
    KENTONGAN_ERROR_UPSTREAM,  /* a gateway or another machine failed */
    KENTONGAN_ERROR_UNCERTAIN, /* the connection broke in commit: it may have happened */
    KENTONGAN_ERROR_INTERNAL,  /* disk, database, memory: the operator must act */
    KENTONGAN_ERROR_FULL, /* no room on a disk: nothing was stored, the operator must make some */
} KentonganError;

#define KENTONGAN_ERROR (kentongan_error_quark())
GQuark kentongan_error_quark(void);

/* Sets *error (may be NULL). sentence is a static msgid, marked N_() at the call. field is a static
 * string or NULL. detail is a printf text for the operator, or NULL. */
void error_set(GError **error, KentonganError code, const char *field, const char *sentence,
               const char *detail, ...) G_GNUC_PRINTF(5, 6);

/* The field and detail of an error of this domain; NULL for none or for another domain. */
const char *error_field(const GError *error);
const char *error_detail(const GError *error);
bool error_is(const GError *error, KentonganError code);
/* The code of any error; errors of other domains are INTERNAL. */
KentonganError error_code(const GError *error);
/* The stable name of a code, as in problem+json: "not-found", "invalid" ... */
const char *error_code_name(KentonganError code);

#define N_(text) (text)
#define MUST_USE G_GNUC_WARN_UNUSED_RESULT
