/* What an administrator says of a channel in the console: whether it is on, and credentials that
 * take the place of those in the configuration file. Sealed, never shown again; every change is an
 * event of the administrator's tenant, without the value. The process that serves the channel looks
 * here by itself (job/channels.c). How a channel is doing is in channel_state.h.
 */
#pragma once

#include "db/ctx.h"
#include "model/message.h"

enum { CHANNEL_SECRET_BYTES = 2000 };

typedef struct ChannelSecret {
    char *key;    /* of the group [channel.ID]: "token" */
    char *sealed; /* for channel_secret_open() */
    char *by;     /* name of who set it */
    gint64 at;
} ChannelSecret;

typedef struct ChannelControl {
    bool off;
    char *by; /* who switched it last; "" nobody */
    gint64 at;
    gint64 revision;    /* grows with every change; 0: nothing was ever said */
    GPtrArray *secrets; /* ChannelSecret* */
} ChannelControl;
void channel_control_free(ChannelControl *control);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChannelControl, channel_control_free)

/* On and without secrets when nothing was ever said of it (transfer full). */
ChannelControl *channel_control_get(Db *db, const char *id, GError **error) MUST_USE;
const ChannelSecret *channel_control_secret(const ChannelControl *control, const char *key);
/* (transfer full); fails when the installation's key is another one. */
char *channel_secret_open(const char *id, const ChannelSecret *secret, GError **error) MUST_USE;

/* An administrator manages the channels of his tenant; those that serve all tenants are the first
 * tenant's. tenant: code of the channel's, "" all. */
bool channel_control_may(Ctx *ctx, const char *tenant, bool *may, GError **error) MUST_USE;
bool channel_control_switch(Ctx *ctx, const char *id, bool on, GError **error) MUST_USE;
/* value "": what the file says holds again. INVALID: too long, or not text of one line. */
bool channel_control_set_secret(Ctx *ctx, const char *id, const char *key, const char *value,
                                GError **error) MUST_USE;
/* A message to an address that the administrator typed, by the ordinary way; *message its id.
 * INVALID: no address of this medium. */
bool channel_control_test(Ctx *ctx, const char *id, const char *medium, const char *address,
                          gint64 *message, GError **error) MUST_USE;
bool channel_control_is_test(const Message *message);
