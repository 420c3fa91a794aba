/* The table of media: see medium.h. */
#include "model/medium.h"

#include <string.h>

#include "base/error.h"

/* Lengths: SMS as many parts as networks join in practice; WhatsApp Cloud API text.body, Telegram
 * sendMessage, Messenger and Instagram Send API (in bytes there), X direct messages. */
const Medium MEDIA[] = {
    { "sms", "phone", N_("SMS"), MEDIUM_GSM | MEDIUM_QUIET, 0 },
    { "whatsapp", "phone", N_("WhatsApp"), MEDIUM_QUIET | MEDIUM_CHAT, 4096 },
    { "telegram", "telegram", N_("Telegram"), MEDIUM_QUIET | MEDIUM_CHAT, 4096 },
    { "facebook", "facebook", N_("Facebook"), MEDIUM_CHAT | MEDIUM_PUBLIC, 2000 },
    { "instagram", "instagram", N_("Instagram"), MEDIUM_CHAT | MEDIUM_PUBLIC, 1000 },
    { "x", "x", N_("X (Twitter)"), MEDIUM_PUBLIC, 10000 },
    { "email", "email", N_("Surel"), 0, 0 },
    { NULL, NULL, NULL, 0, 0 },
};

const Medium *medium_find(const char *name)
{
    for (const Medium *medium = MEDIA; medium->name; medium++)
        if (name && strcmp(medium->name, name) == 0)
            return medium;
    return NULL;
}

bool medium_can_answer(const Medium *medium, const char *address)
{
    if (strcmp(medium->kind, "phone") == 0)
        return address[0] == '+' && strlen(address) >= 8;
    return strcmp(medium->kind, "email") == 0 ? strchr(address, '@') != NULL : *address != '\0';
}
