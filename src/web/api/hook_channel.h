/* /hook/NAME: what a gateway posts to the channel of that name goes to the channel's driver, which
 * checks its signature and reads it. */
#pragma once

#include "web/route.h"

Reply *hook_channel_any(Ctx *ctx, const Request *request, GError **error);
