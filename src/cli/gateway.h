/* Is a gateway there at all? Asked from the command line by opening a TCP connection and closing
 * it, without speaking the gateway's protocol: a second box would take messages away. */
#pragma once

#include "cli/config.h"

/* What was found, "ok 127.0.0.1:13001 answers" (transfer full); NULL when the configuration does
 * not have this channel or its driver has no address. */
char *gateway_probe(const Config *config, const char *channel);
/* The sentence says that something is wrong. */
bool gateway_is_bad(const char *probe);
