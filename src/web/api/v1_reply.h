/* A JSON value as an answer of /api/v1. */
#pragma once

#include <jansson.h>

#include "web/reply.h"

Reply *v1_reply(unsigned status, json_t *value); /* takes value */
