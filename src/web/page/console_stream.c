/* Live news for an open console: what the hub of web/stream.h passes on, cut to what this account
 * may see.
 */
#include "web/page/console.h"
#include "web/stream.h"

Reply *console_stream_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)request;
    (void)error;
    return reply_stream(stream_filter_new(ctx->catalog, &ctx->actor));
}
