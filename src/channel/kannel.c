/* Channel driver "kannel": this program is a box of Kannel's bearerbox, beside or instead of
 * smsbox.
 *
 * Why not smsbox: it tells bearerbox "done" when it begins its HTTP request, so a message is lost
 * when it stops while ours is away. A box of our own says "done" after the commit.
 *
 * Keys: host (127.0.0.1), port (13001, bearerbox's smsbox-port), box_id (only with a smsbox-route
 * group in kannel.conf: without one a named box gets nothing), smsc_id (sends by this link only),
 * number (our sender), send_timeout_s (30).
 * It is not an SMPP client and does not split long texts: bearerbox does.
 */
#include "channel/drivers.h"

#include "base/sms.h"
#include "channel/kannel_inbox.h"
#include "channel/kannel_link.h"
#include "channel/keys.h"

#include <string.h>

struct Channel {
    KannelLink *link;
    KannelInbox *inbox;
    char *number, *smsc_id, *box_id;
    gint64 send_timeout_us;
    GMutex lock;
    gint64 last_out_at;
};

static const char *const KEYS[] = { "host", "port", "box_id", "smsc_id", "send_timeout_s", NULL };

static bool on_sms(gpointer user, const KannelSms *sms, guint64 epoch)
{
    Channel *channel = user;
    return kannel_inbox_push(channel->inbox, sms, epoch);
}

static guint64 current_epoch(gpointer user)
{
    Channel *channel = user;
    return kannel_link_epoch(channel->link);
}

static void answer(gpointer user, guint64 epoch, const char *id, gint32 time, KannelNack nack)
{
    Channel *channel = user;
    kannel_link_ack(channel->link, epoch, id, time, nack);
}

static Channel *kannel_open(const char *name, GKeyFile *config, const char *group,
                            const ChannelSink *sink, GError **error)
{
    int port, timeout_s;
    if (!keys_check(config, group, KEYS, error) ||
        !keys_int(config, group, "port", 13001, 1, 65535, &port, error) ||
        !keys_int(config, group, "send_timeout_s", 30, 1, 600, &timeout_s, error))
        return NULL;
    g_autofree char *host = keys_text(config, group, "host", "127.0.0.1");
    Channel *channel = g_new0(Channel, 1);
    g_mutex_init(&channel->lock);
    channel->number = keys_text(config, group, "number", "");
    channel->smsc_id = keys_text(config, group, "smsc_id", NULL);
    channel->box_id = keys_text(config, group, "box_id", "");
    channel->send_timeout_us = (gint64)timeout_s * G_USEC_PER_SEC;
    channel->link = kannel_link_new(&(KannelLinkConfig){
        .host = host, .port = port, .box_id = channel->box_id, .on_sms = on_sms, .user = channel });
    channel->inbox = kannel_inbox_start(&(KannelInboxConfig){ .channel = name,
                                                              .sink = *sink,
                                                              .epoch = current_epoch,
                                                              .answer = answer,
                                                              .user = channel });
    kannel_link_start(channel->link);
    return channel;
}

/* sms borrows from everything given. */
static KannelSms sms_of(const Channel *channel, const ChannelOut *out, const char *id, GBytes *ucs2)
{
    KannelSms sms = kannel_sms_empty();
    sms.sender = kannel_text(*out->from ? out->from : channel->number);
    sms.receiver = kannel_text(out->to);
    sms.msgdata = kannel_text(out->text);
    sms.charset = kannel_text("UTF-8");
    sms.coding = KANNEL_CODING_GSM7;
    if (ucs2) {
        sms.msgdata.data = g_bytes_get_data(ucs2, &sms.msgdata.bytes);
        sms.charset = kannel_text("UTF-16BE");
        sms.coding = KANNEL_CODING_UCS2;
    }
    sms.time = (gint32)(g_get_real_time() / G_USEC_PER_SEC);
    sms.id = kannel_text(id);
    sms.sms_type = KANNEL_MT_PUSH;
    sms.service = kannel_text("kentongan");
    sms.smsc_id = kannel_text(channel->smsc_id);
    sms.boxc_id = kannel_text(*channel->box_id ? channel->box_id : NULL);
    sms.dlr_mask = KANNEL_DLR_ALL;
    sms.dlr_url = kannel_text(out->id);
    return sms;
}

static ChannelResult result_of_nack(KannelNack nack, GError **error)
{
    switch (nack) {
    case KANNEL_NACK_OK:
    case KANNEL_NACK_BUFFERED:
        return CHANNEL_OK;
    case KANNEL_NACK_FAILED:
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Gerbang SMS menolak pesan ini."),
                  "bearerbox: failed (no link takes this number, or too old)");
        return CHANNEL_PERMFAIL;
    case KANNEL_NACK_FAILED_NOW:
        break;
    }
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
              N_("Gerbang SMS belum dapat menerima pesan ini."), "bearerbox: answer %d", nack);
    return CHANNEL_TEMPFAIL;
}

static ChannelResult result_of_answer(Channel *channel, KannelAnswer got, KannelNack nack,
                                      GError **error)
{
    char detail[200];
    switch (got) {
    case KANNEL_ANSWER_ACK:
        return result_of_nack(nack, error);
    case KANNEL_ANSWER_UNKNOWN:
        error_set(error, KENTONGAN_ERROR_UNCERTAIN, NULL,
                  N_("Tidak diketahui apakah gerbang SMS sudah menerima pesan ini."),
                  "bearerbox: written, no answer");
        return CHANNEL_HOLD;
    case KANNEL_ANSWER_NOT_SENT:
        break;
    }
    kannel_link_status(channel->link, detail);
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Gerbang SMS tidak terhubung."), "%s",
              detail);
    return CHANNEL_TEMPFAIL;
}

static ChannelResult kannel_send(Channel *channel, const ChannelOut *out, GError **error)
{
    char id[KANNEL_ID_CHARS + 1];
    KannelNack nack = KANNEL_NACK_OK;
    kannel_id_derive(out->id, id);
    g_autoptr(GBytes) ucs2 = sms_shape(out->text).gsm7 ? NULL : sms_to_ucs2(out->text);
    KannelSms sms = sms_of(channel, out, id, ucs2);
    KannelAnswer got = kannel_link_send(channel->link, &sms, id, channel->send_timeout_us, &nack);
    ChannelResult result = result_of_answer(channel, got, nack, error);
    if (result == CHANNEL_OK) {
        g_mutex_lock(&channel->lock);
        channel->last_out_at = g_get_real_time();
        g_mutex_unlock(&channel->lock);
    }
    return result;
}

static void kannel_health(Channel *channel, ChannelHealth *health)
{
    *health = (ChannelHealth){ 0 };
    health->up = kannel_link_status(channel->link, health->detail);
    health->last_in_at = kannel_inbox_last_at(channel->inbox);
    g_mutex_lock(&channel->lock);
    health->last_out_at = channel->last_out_at;
    g_mutex_unlock(&channel->lock);
}

static void kannel_close(Channel *channel)
{
    kannel_link_quiet(channel->link);
    kannel_inbox_stop(channel->inbox);
    kannel_link_stop(channel->link);
    g_mutex_clear(&channel->lock);
    g_free(channel->number);
    g_free(channel->smsc_id);
    g_free(channel->box_id);
    g_free(channel);
}

static const char *const SECRETS[] = { "secret", NULL };

const ChannelDriver KANNEL_DRIVER = {
    .name = "kannel",
    .secrets = SECRETS,
    .open = kannel_open,
    .send = kannel_send,
    .health = kannel_health,
    .close = kannel_close,
};
