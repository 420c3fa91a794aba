/* Who wrote to us on a medium. */
#pragma once

#include "db/ctx.h"

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
