/* Pictures at addresses that others named: only from hosts that are known to hold them, so that
 * nobody makes this program ask a machine of his choice.
 */
#pragma once

#include <gio/gio.h>

#include "base/error.h"

/* host names, NULL-terminated: of themselves and of all below ("fbcdn.net"), by https only; an
 * entry that begins with http:// stands for exactly that origin. */
bool outside_is_allowed(const char *address, const char *const *hosts);
/* NOT_FOUND when it is not allowed or gone, UPSTREAM when trying later may help. */
GBytes *outside_fetch(const char *address, const char *const *hosts, GError **error) MUST_USE;
