/* The socket on which the server listens. */
#pragma once

#include "base/error.h"

/* listen: "127.0.0.1:8080", "[::1]:0", "localhost:0"; other names are not looked up. The listening,
 * non-blocking socket; address (transfer full) and port as bound. -1: INTERNAL "listen". */
int listener_open(const char *listen, char **address, guint16 *port, GError **error) MUST_USE;
