/* How the channels are, as the process that serves them last wrote down: for the console, the
 * command line and /readyz, which run elsewhere. */
#pragma once

#include "db/db.h"
#include "store/message.h"

typedef struct ChannelState {
    char *id;     /* "sms", "sms.bandung": the group's name */
    char *medium; /* "sms": what messages of it say */
    char *driver, *tenant, *number;
    char *secret_hash; /* hex of BLAKE2b-256, "" when it has no secret */
    bool off;          /* switched off by its administrator: domain/channel_control.h */
    bool up;
    char *detail;                   /* Indonesian, for the operator */
    gint64 last_in_at, last_out_at; /* by the driver, machine time; 0 never. What the hook of SMS
                                     * or mail-in took is in ChannelCounts only */
    gint64 at;                      /* machine time when this was written */
} ChannelState;
void channel_state_free(ChannelState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChannelState, channel_state_free)

bool channel_state_save(Db *db, const ChannelState *state, GError **error) MUST_USE;
/* (transfer full); NOT_FOUND: nobody ever served it. */
ChannelState *channel_state_get(Db *db, const char *id, GError **error) MUST_USE;
/* ChannelState* by id (transfer full). */
GPtrArray *channel_state_list(Db *db, GError **error) MUST_USE;
/* Whether any channel carries this medium for the tenant. */
bool channel_state_serves(Db *db, const char *medium, const char *tenant, bool *does,
                          GError **error) MUST_USE;
/* Messages that wait for this channel, those that failed, and when the last came in, over the
 * tenants that it serves. states: of all channels. */
bool channel_state_counts(Db *db, const ChannelState *state, const GPtrArray *states,
                          ChannelCounts *counts, GError **error) MUST_USE;
/* Written within the last minutes: somebody serves it. */
bool channel_state_is_fresh(const ChannelState *state);
/* "/hook/sms/kannel" for a medium that has one, else "". */
const char *channel_state_hook(const ChannelState *state);
/* The secret is this channel's; false when it has none. Constant time. */
bool channel_state_has_secret(const ChannelState *state, const char *secret);
char *channel_state_hash_of(const char *secret); /* (transfer full); "" for NULL and "" */
