/* The channels of this process: opened from the groups [channel.NAME] of the configuration, each
 * with its driver; what comes in is stored by domain/inbound.c before the driver may acknowledge
 * it.
 *
 *     [channel.sms]            every tenant that has none of its own
 *     driver = kannel
 *     number = 1708
 *     [channel.sms.bandung]    the tenant "bandung"; or any name that begins with the medium
 *     tenant = bandung         ([channel.sms-2]) with the key tenant
 *
 * The medium, which messages carry, is the name up to its first '.' or '-'.
 */
#pragma once

#include "base/clock.h"
#include "channel/channel.h"
#include "job/catalogs.h"

typedef struct Channels Channels;

typedef struct Line {
    char *id;     /* NAME of the group: "sms.bandung" */
    char *medium; /* "sms" */
    char *tenant; /* code; "" all that have no line of their own */
    char *number; /* ours, "" as the tenant's settings say */
    char *secret; /* of its hook, "" none */
    const ChannelDriver *driver;
    Channel *channel;
    Channels *all;
    gint64 reported_at;  /* line_reported_at() */
    ChannelHealth saved; /* keeper.c: as last written down, and when by the machine's time */
    gint64 saved_at;
} Line;

typedef struct ChannelsConfig {
    Database *database;
    const Clock *clock;
    Catalogs *catalogs; /* lent, outlives the channels */
    GKeyFile *config;   /* lent for the call; NULL: none */
} ChannelsConfig;

/* INVALID for a group that is wrong: unknown driver or key, two lines for one tenant and medium. */
Channels *channels_open(const ChannelsConfig *config, GError **error) MUST_USE;
/* Closes the drivers: nothing comes in afterwards. NULL is nothing. */
void channels_close(Channels *channels);

/* What another program hands over for the channel of group [channel.ID], by the driver's take():
 * opens no gateway, so it may be done beside the process that serves the channel. INVALID: no such
 * channel, or its driver reads no files. */
bool channels_take(const ChannelsConfig *config, const char *id, GBytes *file, gsize whole,
                   bool *readable, GError **error) MUST_USE;

guint channels_count(const Channels *channels);
Line *channels_at(const Channels *channels, guint index);
/* The line serves this tenant: it is the tenant's own, or the common one of a medium of which the
 * tenant has no own. */
bool line_serves(const Line *line, const Tenant *tenant);
void line_health(Line *line, ChannelHealth *health);
/* When the gateway last reported on any message, by the program's clock; 0 never. */
gint64 line_reported_at(Line *line);
