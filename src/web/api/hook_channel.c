/* Hooks of channels: see hook_channel.h. */
#include "web/api/hook_channel.h"

#include "channel/registry.h"

#define TEXT "text/plain; charset=utf-8"

static const char *header(gconstpointer request, const char *lower_name)
{
    return request_header(request, lower_name);
}

Reply *hook_channel_any(Ctx *ctx G_GNUC_UNUSED, const Request *request,
                        GError **error G_GNUC_UNUSED)
{
    ChannelHookReply said = { .status = 503 };
    ChannelHook hook = {
        .method = request->method, .query = request->query, .header = header, .request = request
    };
    if (request->body)
        hook.body = g_bytes_get_data(request->body, &hook.body_bytes);
    if (!registry_hook(request->path_args[0], &hook, &said))
        return reply_text(404, TEXT, "no channel of this name takes hooks\n");
    Reply *reply = reply_text(said.status, TEXT, said.text ? said.text : "");
    if (said.status == 503)
        reply_header(reply, "Retry-After", "10");
    g_free(said.text);
    return reply;
}
