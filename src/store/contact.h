/* Who wrote to us on a medium, and what came with a message. */
#pragma once

#include "db/ctx.h"
#include "model/message.h"

typedef struct Contact {
    gint64 heard_at; /* 0: never */
    char *thread;    /* "" none */
} Contact;
void contact_clear(Contact *contact);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Contact, contact_clear)

/* He wrote now. thread "" leaves the one before. */
bool contact_store_heard(Ctx *ctx, const char *channel, const guint8 hash[16], const char *thread,
                         GError **error) MUST_USE;
bool contact_store_get(Db *db, gint64 tenant, const char *channel, const guint8 hash[16],
                       Contact *contact, GError **error) MUST_USE;

bool media_store_insert(Ctx *ctx, const MessageMedia *media, GError **error) MUST_USE;
/* MessageMedia* of a message in order. */
bool media_store_of_message(Ctx *ctx, gint64 message_id, GPtrArray *out, GError **error) MUST_USE;
/* Up to limit of a tenant that wait and are due; they are due again at again_at, attempts + 1. */
bool media_store_claim(Db *db, gint64 tenant, gint64 now, gint64 again_at, guint limit,
                       GPtrArray *out, GError **error) MUST_USE;
/* When the next one is due; G_MAXINT64 when none waits. */
bool media_store_next_at(Db *db, gint64 tenant, gint64 *at, GError **error) MUST_USE;
/* DONE with the name of its photo; FAILED with why; WAITING with when and why. */
bool media_store_result(Ctx *ctx, const MessageMedia *media, GError **error) MUST_USE;
/* Whether a raw file belongs to something that came. */
bool media_store_has_name(Db *db, const char *name, bool *there, GError **error) MUST_USE;
