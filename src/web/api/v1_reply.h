/* Shared by the v1*.c files: the answer, and errors in the names of /api/v1. */
#pragma once

#include <jansson.h>

#include "web/reply.h"

Reply *v1_reply(unsigned status, json_t *value); /* takes value */
/* NULL. Puts the name that a field has in /api/v1 into *error, where domain has one of its own. */
Reply *v1_fail(GError **error);
/* The key of header Idempotency-Key, made unique to the actor and what he does (transfer full); ""
 * without one, NULL with INVALID when it is too long. */
char *v1_once(const Request *request, const char *what, gint64 actor, GError **error) MUST_USE;
