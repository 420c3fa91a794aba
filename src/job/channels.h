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
    Channels *all;
    Channel *channel;    /* NULL: off, or it cannot be opened; others ask line_use() */
    guint users;         /* who use it now */
    bool served;         /* the registry has it */
    bool off;            /* by its administrator */
    const char *why;     /* it cannot be opened; msgid */
    gint64 revision;     /* of what was said of it when it was opened: domain/channel_control.h */
    gint64 reported_at;  /* line_reported_at() */
    ChannelHealth saved; /* keeper.c: as last written down, and when by the machine's time */
    gint64 saved_at;
} Line;

typedef struct ChannelsConfig {
    Database *database;
    const Clock *clock;
    Catalogs *catalogs; /* lent, outlives the channels */
    GKeyFile *config;   /* kept, not changed; NULL: none */
} ChannelsConfig;

/* INVALID for a group that is wrong: unknown driver or key, two lines for one tenant and medium. */
Channels *channels_open(const ChannelsConfig *config, GError **error) MUST_USE;
/* Closes and opens what an administrator switched, or gave other credentials, since the last time.
 */
bool channels_follow(Channels *channels, Db *db, GError **error) MUST_USE;
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
/* The channel of the line until line_leave(); NULL: off, there is nothing to leave. */
Channel *line_use(Line *line) MUST_USE;
void line_leave(Line *line);
bool line_is_open(Line *line);
void line_health(Line *line, ChannelHealth *health);
/* When the gateway last reported on any message, by the program's clock; 0 never. */
gint64 line_reported_at(Line *line);
