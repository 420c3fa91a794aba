/* The channels that are open in this process, by the name of their group: for those who get a
 * request for one of them (the HTTP hook) and did not open it. Thread-safe.
 */
#pragma once

#include "channel/channel.h"

/* Also in the place of one of this name; returns when nobody uses that any more. tenant: code, ""
 * all that have none of their own. channel NULL: it is off, or cannot be opened; whoever brings
 * something is told to come again. */
void registry_add(const char *id, const char *medium, const char *tenant,
                  const ChannelDriver *driver, Channel *channel);
/* Returns when nobody uses the channel any more; it may be closed then. */
void registry_remove(const char *id);

/* The tenant's channel of this medium is here, and off. */
bool registry_is_off(const char *medium, const char *tenant) MUST_USE;

/* False: no such channel, or its driver takes no hooks. reply is left as it is by one that is off.
 */
bool registry_hook(const char *id, const ChannelHook *hook, ChannelHookReply *reply) MUST_USE;
/* What a received message named, from the channel that brought it (transfer full). NOT_FOUND: no
 * such channel, or it brings nothing; UPSTREAM: it is off; else as the driver says. */
GBytes *registry_fetch(const char *id, const char *ref, GError **error) MUST_USE;
