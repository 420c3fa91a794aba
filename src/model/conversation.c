/* Conversations: see conversation.h. */
#include "model/conversation.h"

#include "base/error.h"

void conversation_free(Conversation *c)
{
    if (!c)
        return;
    g_free(c->channel);
    g_clear_pointer(&c->address_sealed, g_bytes_unref);
    g_free(c);
}

const char *conversation_reason_label(ConversationReason reason)
{
    switch (reason) {
    case CONVERSATION_ASKED:
        return N_("meminta petugas");
    case CONVERSATION_LOST:
        return N_("dua kali tidak dipahami");
    case CONVERSATION_TOO_MANY:
        return N_("terlalu banyak pesan dalam sehari");
    case CONVERSATION_PROGRAM:
        return N_("dikirim oleh program, tidak dijawab");
    }
    g_assert_not_reached();
}
