/* The development clock, moved over HTTP. Rows of ROUTE_DEV: they answer only where the clock is a
 * movable one, and only to this machine.
 */
#pragma once

#include "web/route.h"

/* {"now":"2026-11-20T17:00:00Z","now_us":"..."} */
Reply *dev_clock_get(Ctx *ctx, const Request *request, GError **error);
/* "advance": seconds, or "3d", "2h", "5m"; or "set": an instant with its zone (RFC 3339). Answers
 * as dev_clock_get. Nothing moves back but by "set". */
Reply *dev_clock_post(Ctx *ctx, const Request *request, GError **error);
