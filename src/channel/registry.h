/* The channels that are open in this process, by the name of their group: for those who get a
 * request for one of them (the HTTP hook) and did not open it. Thread-safe.
 */
#pragma once

#include "channel/channel.h"

void registry_add(const char *id, const ChannelDriver *driver, Channel *channel);
/* Returns when nobody uses the channel any more; it may be closed then. */
void registry_remove(const char *id);

/* False: no such channel, or its driver takes no hooks. */
bool registry_hook(const char *id, const ChannelHook *hook, ChannelHookReply *reply) MUST_USE;
/* What a received message named, from the channel that brought it (transfer full). NOT_FOUND: no
 * such channel, or it brings nothing; else as the driver says. */
GBytes *registry_fetch(const char *id, const char *ref, GError **error) MUST_USE;
