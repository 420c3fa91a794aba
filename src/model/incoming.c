/* Names of what comes and is neither words nor pictures: see incoming.h. */
#include "model/incoming.h"

#include <string.h>

#include "base/error.h"

static const struct {
    const char *name, *label;
} OTHERS[] = { [INCOMING_NONE] = { "", N_("pesan") },
               [INCOMING_VOICE] = { "voice", N_("pesan suara") },
               [INCOMING_VIDEO] = { "video", N_("video") },
               [INCOMING_STICKER] = { "sticker", N_("stiker") },
               [INCOMING_CONTACT] = { "contact", N_("kontak") },
               [INCOMING_PAPER] = { "paper", N_("berkas") },
               [INCOMING_UNKNOWN] = { "unknown", N_("kiriman lain") } };

const char *incoming_other_name(IncomingOther other)
{
    return OTHERS[other].name;
}

const char *incoming_other_label(const char *name)
{
    for (guint i = 1; i < G_N_ELEMENTS(OTHERS); i++)
        if (strcmp(OTHERS[i].name, name) == 0)
            return OTHERS[i].label;
    return NULL;
}
