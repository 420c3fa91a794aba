/* Settings: messages that wait for their gateway or failed, with the reason. Bodies and addresses
 * are not shown here: a message belongs to its case.
 */
#include "web/page/console.h"

#include "domain/time_words.h"
#include "store/message.h"

enum { MESSAGES_SHOWN = 100 };

static void message_row(View *page, Ctx *ctx, const char *section, const Message *message)
{
    g_autofree char *made = time_words_short(ctx->catalog, ctx->lang, message->created_at);
    g_autofree char *next = message->next_at
                                ? time_words_short(ctx->catalog, ctx->lang, message->next_at)
                                : g_strdup("");
    View *row = view_add(page, section);
    view_set(row, "CHANNEL", console_channel_label(ctx, message->channel));
    view_set(row, "KEY", message->key);
    view_set(row, "MADE", made);
    view_set(row, "NEXT", next);
    view_set_int(row, "ATTEMPTS", message->attempts);
    view_set_word(row, "STATE", message_state_label(message->state));
    view_set(row, "WHY", message->error ? page_word(ctx, message->error) : "");
}

typedef bool (*MessageList)(Ctx *ctx, const char *channel, guint limit, GPtrArray *out,
                            GError **error);

static bool messages_add(View *page, Ctx *ctx, const char *channel, MessageList list,
                         const char *section, const char *none, GError **error)
{
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    if (!list(ctx, channel, MESSAGES_SHOWN, messages, error))
        return false;
    for (guint i = 0; i < messages->len; i++)
        message_row(page, ctx, section, messages->pdata[i]);
    if (messages->len == 0)
        view_show(page, none);
    return true;
}

Reply *console_messages_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Pesan"), "pesan", "console/messages.html", &page, error);
    if (!frame)
        return NULL;
    const char *channel = request_text(request, "kanal");
    if (!*channel)
        channel = "sms";
    if (!messages_add(page, ctx, channel, message_store_waiting, "WAITING", "NONE_WAITING",
                      error) ||
        !messages_add(page, ctx, channel, message_store_failed, "FAILED", "NONE_FAILED", error))
        return NULL;
    return console_reply(g_steal_pointer(&frame), 200);
}
