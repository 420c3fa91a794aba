/* Settings: messages that wait for their gateway or failed, with the reason. Bodies and addresses
 * are not shown here: a message belongs to its case.
 */
#include "web/page/console.h"

#include "domain/time_words.h"
#include "store/case.h"
#include "store/message.h"

enum { MESSAGES_SHOWN = 100 };

/* The case it belongs to; an answer to an SMS that made none belongs to none. */
static void message_set_case(View *row, Ctx *ctx, const Request *request, const Message *message)
{
    g_autoptr(Case) c = message->case_id ? case_store_get(ctx, message->case_id, NULL) : NULL;
    if (!c) {
        view_show(row, "NO_CASE");
        return;
    }
    g_autofree char *path = g_strconcat("/console/kasus/", c->ticket, NULL);
    g_autofree char *url = page_url(request, path, NULL);
    View *link = view_add(row, "CASE");
    view_set(link, "URL", url);
    view_set(link, "TICKET", c->ticket);
}

static void message_row(View *page, Ctx *ctx, const Request *request, const char *section,
                        const Message *message)
{
    g_autofree char *made = time_words_short(ctx->catalog, ctx->lang, message->created_at);
    g_autofree char *next = message->next_at
                                ? time_words_short(ctx->catalog, ctx->lang, message->next_at)
                                : g_strdup("");
    View *row = view_add(page, section);
    view_set(row, "CHANNEL", console_channel_label(ctx, message->channel));
    message_set_case(row, ctx, request, message);
    view_set(row, "MADE", made);
    view_set(row, "NEXT", next);
    view_set_int(row, "ATTEMPTS", message->attempts);
    view_set_word(row, "STATE", message_state_label(message->state));
    view_set(row, "WHY", message->error ? page_word(ctx, message->error) : "");
}

typedef bool (*MessageList)(Ctx *ctx, const char *channel, guint limit, GPtrArray *out,
                            GError **error);

static bool messages_add(View *page, Ctx *ctx, const Request *request, MessageList list,
                         const char *section, GError **error)
{
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
    const char *channel = request_text(request, "kanal");
    if (!list(ctx, *channel ? channel : "sms", MESSAGES_SHOWN, messages, error))
        return false;
    g_autofree char *any = g_strconcat(messages->len > 0 ? "SOME_" : "NONE_", section, NULL);
    View *view = view_show(page, any);
    for (guint i = 0; i < messages->len; i++)
        message_row(view, ctx, request, section, messages->pdata[i]);
    return true;
}

Reply *console_messages_get(Ctx *ctx, const Request *request, GError **error)
{
    View *page;
    g_autoptr(View) frame =
        console_page(ctx, request, N_("Pesan"), "pesan", "console/messages.html", &page, error);
    if (!frame)
        return NULL;
    if (!messages_add(page, ctx, request, message_store_waiting, "WAITING", error) ||
        !messages_add(page, ctx, request, message_store_failed, "FAILED", error))
        return NULL;
    return console_reply(g_steal_pointer(&frame), 200);
}
