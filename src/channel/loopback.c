/* Channel driver "loopback": what is sent comes back as received, from the one it was sent to.
 *
 * For tests and demonstrations without any gateway. Who answers every message automatically
 * speaks to himself for ever here: not for a running installation. No keys.
 */
#include "channel/drivers.h"

#include "channel/keys.h"
#include "channel/received.h"

struct Channel {
    char *name;
    ChannelSink sink;
    GMutex lock;
    gint64 last_at;
};

static const char *const KEYS[] = { NULL };

static Channel *loopback_open(const char *name, GKeyFile *config, const char *group,
                              const ChannelSink *sink, GError **error)
{
    if (!keys_check(config, group, KEYS, error))
        return NULL;
    Channel *channel = g_new0(Channel, 1);
    channel->name = g_strdup(name);
    channel->sink = *sink;
    g_mutex_init(&channel->lock);
    return channel;
}

static ChannelResult loopback_send(Channel *channel, const ChannelOut *out, GError **error)
{
    g_autofree char *id = g_strdup_printf("loopback:%s", out->id);
    ChannelIn in = { .channel = channel->name,
                     .provider_id = id,
                     .from = out->to,
                     .to = out->from,
                     .text = out->text,
                     .sent_at = g_get_real_time() };
    if (!received_hand_over(&channel->sink, &in)) {
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Pesan belum dapat diterima kembali."),
                  NULL);
        return CHANNEL_TEMPFAIL;
    }
    channel->sink.receipt(channel->sink.user, channel->name, out->id, RECEIPT_DELIVERED,
                          "loopback");
    g_mutex_lock(&channel->lock);
    channel->last_at = in.sent_at;
    g_mutex_unlock(&channel->lock);
    return CHANNEL_OK;
}

static void loopback_health(Channel *channel, ChannelHealth *health)
{
    *health = (ChannelHealth){ .up = true, .detail = N_("Pesan kembali ke sini") };
    g_mutex_lock(&channel->lock);
    health->last_in_at = health->last_out_at = channel->last_at;
    g_mutex_unlock(&channel->lock);
}

static void loopback_close(Channel *channel)
{
    g_mutex_clear(&channel->lock);
    g_free(channel->name);
    g_free(channel);
}

static const char *const SECRETS[] = { "secret", NULL };

const ChannelDriver LOOPBACK_DRIVER = {
    .name = "loopback",
    .secrets = SECRETS,
    .open = loopback_open,
    .send = loopback_send,
    .health = loopback_health,
    .close = loopback_close,
};
