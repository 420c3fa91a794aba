/* Channel driver "email": a mailbox by IMAP, and out by SMTP; mails from a pipe by take().
 *
 * Keys: number (our address), from_name, imap_url, folder, done, poll_s, smtp_url, user, password,
 * smtp_user, smtp_password (else as for IMAP), ca_file, tls (no: only to this machine).
 * A mail is flagged or moved in the mailbox only after it is on disk here; until then the mailbox
 * has it, and whatever happens it is taken again. What that repeats, the sink knows (mail_take.h,
 * T1).
 */
#include "channel/drivers.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/wire.h"
#include "channel/cloud.h"
#include "channel/imap.h"
#include "channel/keys.h"
#include "channel/mail_take.h"
#include "channel/mime.h"
#include "channel/smtp.h"

/* MAIL_BYTES: of a larger mail the beginning is read. REFUSED_S: so that a wrong password does not
 * lock the account. IDLE_S: servers hang up after half an hour (RFC 2177). */
enum {
    MAIL_BYTES = 36 * 1024 * 1024,
    ROUND = 50,
    AGAIN_S = 5,
    AGAIN_LONGEST_S = 60,
    REFUSED_S = 60,
    CHECK_S = 60,
    IDLE_S = 540,
    SUBJECT_CHARS = 70,
};

struct Channel {
    char *name, *number, *from_name;
    char *imap_url, *user, *password, *folder, *done;
    char *smtp_url, *smtp_user, *smtp_password;
    char *ca_file;
    bool plain;
    int poll_s;
    ChannelSink sink;
    CloudPulse in, out;
    GThread *receiver, *checker;
    GCancellable *ended;
};

static const char *const KEYS[] = { "from_name", "imap_url",      "folder",  "done",
                                    "poll_s",    "smtp_url",      "user",    "password",
                                    "smtp_user", "smtp_password", "ca_file", "tls",
                                    NULL };

static void note_failure(CloudPulse *pulse, const GError *error)
{
    cloud_pulse_down(pulse, error->message, error_detail(error));
}

/* ---- receiving ---- */

static Imap *mailbox_open(Channel *channel, GError **error)
{
    WireTarget target = { .url = channel->imap_url,
                          .user = channel->user,
                          .password = channel->password,
                          .ca_file = channel->ca_file,
                          .plain = channel->plain,
                          .cancel = channel->ended };
    Wire *wire = wire_open(&target, error);
    return wire ? imap_open(wire, channel->folder, channel->done, error) : NULL;
}

/* False: the connection is no more. *stored: it is on disk. */
static bool take_mail(Channel *channel, Imap *imap, guint32 uid, bool *stored, GError **error)
{
    MailPlace place = { channel->name, channel->number };
    bool readable = true;
    gsize whole = 0;
    g_autoptr(GBytes) raw = imap_fetch(imap, uid, MAIL_BYTES, &whole, error);
    if (!raw)
        return false;
    *stored =
        g_bytes_get_size(raw) == 0 || mail_take(&place, &channel->sink, raw, whole, &readable);
    if (!*stored)
        return true;
    if (g_cancellable_set_error_if_cancelled(channel->ended, error))
        return false;
    cloud_pulse_in(&channel->in);
    return imap_done(imap, uid, error);
}

/* One that is not stored does not hold up those behind it. *left: some were not stored. */
static bool take_mails(Channel *channel, Imap *imap, const GArray *uids, bool *left, GError **error)
{
    for (guint i = 0; i < uids->len; i++) {
        bool stored = false;
        if (!take_mail(channel, imap, g_array_index(uids, guint32, i), &stored, error))
            return false;
        *left |= !stored;
    }
    return true;
}

static bool round_of(Channel *channel, Imap *imap, GError **error)
{
    bool left = false;
    g_autoptr(GArray) uids = imap_new_mails(imap, ROUND, error);
    if (!uids || !take_mails(channel, imap, uids, &left, error))
        return false;
    if (left)
        cloud_pulse_down(&channel->in, N_("Surel belum dapat disimpan."), NULL);
    else
        cloud_pulse_up(&channel->in, N_("Terhubung."));
    if (left)
        cloud_rest(channel->ended, AGAIN_S);
    return left || uids->len == ROUND ||
           imap_wait(imap, IDLE_S * 1000, (guint)channel->poll_s * 1000, error);
}

/* Until something is wrong; *spoke: it was well for a while. */
static void read_mailbox(Channel *channel, bool *spoke, GError **error)
{
    g_autoptr(Imap) imap = mailbox_open(channel, error);
    *spoke = imap != NULL;
    while (imap && !g_cancellable_is_cancelled(channel->ended))
        if (!round_of(channel, imap, error))
            return;
}

static gpointer receive_thread(gpointer data)
{
    Channel *channel = data;
    int wait_s = AGAIN_S;
    while (!g_cancellable_is_cancelled(channel->ended)) {
        g_autoptr(GError) error = NULL;
        bool spoke = false;
        read_mailbox(channel, &spoke, &error);
        if (!error || g_cancellable_is_cancelled(channel->ended))
            continue;
        note_failure(&channel->in, error);
        wait_s = spoke ? AGAIN_S : MIN(wait_s * 2, AGAIN_LONGEST_S);
        cloud_rest(channel->ended, error_is(error, KENTONGAN_ERROR_DENIED) ? REFUSED_S : wait_s);
    }
    return NULL;
}

static bool email_take(const char *name, GKeyFile *config, const char *group,
                       const ChannelSink *sink, GBytes *file, gsize whole, bool *readable,
                       GError **error)
{
    g_autofree char *number = keys_text(config, group, "number", "");
    MailPlace place = { name, number };
    if (mail_take(&place, sink, file, whole, readable))
        return true;
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Surel belum dapat disimpan."), NULL);
    return false;
}

/* ---- sending ---- */

static Wire *way_out(Channel *channel, GError **error)
{
    WireTarget target = { .url = channel->smtp_url,
                          .user = channel->smtp_user,
                          .password = channel->smtp_password,
                          .ca_file = channel->ca_file,
                          .plain = channel->plain,
                          .cancel = channel->ended };
    return wire_open(&target, error);
}

static bool out_is_up(Channel *channel)
{
    ChannelHealth health;
    cloud_pulse_read(&channel->out, &health);
    return health.up;
}

/* Says whether mails can go out before one must, and when they can again. */
static gpointer check_thread(gpointer data)
{
    Channel *channel = data;
    while (!g_cancellable_is_cancelled(channel->ended)) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Wire) wire = out_is_up(channel) ? NULL : way_out(channel, &error);
        if (wire && wire_write(wire, "QUIT\r\n", strlen("QUIT\r\n"), &error))
            cloud_pulse_up(&channel->out, N_("Terhubung."));
        if (error)
            note_failure(&channel->out, error);
        g_clear_pointer(&wire, wire_close);
        cloud_rest(channel->ended, CHECK_S);
    }
    return NULL;
}

/* The answered mail's, so that programs keep them together; else the first words. */
static char *subject_of(const ChannelOut *out)
{
    if (out->subject && *out->subject)
        return g_strconcat("Re: ", out->subject, NULL);
    g_autofree char *line = text_one_line(out->text);
    char *end = strstr(line, ". ");
    if (end)
        *end = '\0';
    return text_cut(line, SUBJECT_CHARS, true);
}

static ChannelResult hand_out(Channel *channel, Wire *wire, const ChannelOut *out, GError **error)
{
    g_autofree char *subject = subject_of(out);
    g_autofree char *id = mail_id_make(out->id, channel->number);
    MailDraft draft = { .id = id,
                        .from = channel->number,
                        .to = out->to,
                        .from_name = channel->from_name,
                        .subject = subject,
                        .text = out->text,
                        .answers = out->thread && *out->thread ? out->thread : NULL,
                        .now_us = out->now_us };
    g_autoptr(GBytes) mail = mail_compose(&draft);
    g_autoptr(GError) failed = NULL;
    SmtpFault fault;
    ChannelResult result = smtp_send(wire, channel->number, out->to, mail, &fault, &failed);
    if (result == CHANNEL_OK) {
        cloud_pulse_out(&channel->out);
    } else if (fault == SMTP_FAULT_OURS && failed) {
        note_failure(&channel->out, failed);
    }
    if (failed)
        g_propagate_error(error, g_steal_pointer(&failed));
    return result;
}

static ChannelResult email_send(Channel *channel, const ChannelOut *out, GError **error)
{
    g_autoptr(GError) failed = NULL;
    if (!*channel->smtp_url) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL,
                  N_("Kanal surel ini tidak mempunyai server untuk mengirim."), NULL);
        return CHANNEL_PERMFAIL;
    }
    g_autoptr(Wire) wire = way_out(channel, &failed);
    if (wire)
        return hand_out(channel, wire, out, error);
    note_failure(&channel->out, failed);
    g_propagate_error(error, g_steal_pointer(&failed));
    return CHANNEL_TEMPFAIL;
}

static void email_health(Channel *channel, ChannelHealth *health)
{
    ChannelHealth in = { .up = true }, out = { .up = true };
    if (*channel->imap_url)
        cloud_pulse_read(&channel->in, &in);
    if (*channel->smtp_url)
        cloud_pulse_read(&channel->out, &out);
    bool says_in = *channel->imap_url && (!in.up || out.up);
    *health = says_in ? in : out;
    health->up = in.up && out.up;
    health->last_in_at = in.last_in_at;
    health->last_out_at = out.last_out_at;
}

/* ---- opening and closing ---- */

static void email_free(Channel *channel)
{
    char *const texts[] = { channel->name,      channel->number,        channel->from_name,
                            channel->imap_url,  channel->user,          channel->password,
                            channel->folder,    channel->done,          channel->smtp_url,
                            channel->smtp_user, channel->smtp_password, channel->ca_file };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    cloud_pulse_clear(&channel->in);
    cloud_pulse_clear(&channel->out);
    g_clear_object(&channel->ended);
    g_free(channel);
}

static void email_close(Channel *channel)
{
    g_cancellable_cancel(channel->ended);
    if (channel->receiver)
        g_thread_join(channel->receiver);
    if (channel->checker)
        g_thread_join(channel->checker);
    email_free(channel);
}

static bool refuse(const char *group, const char *what, GError **error)
{
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Pengaturan kanal tidak sah."), "[%s] %s",
              group, what);
    return false;
}

static bool is_here(const char *url)
{
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    const char *host = uri ? g_uri_get_host(uri) : NULL;
    return !*url || (host && (strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 ||
                              strcmp(host, "::1") == 0));
}

static bool has_scheme(const char *url, const char *scheme)
{
    g_autofree char *open = g_strconcat(scheme, "://", NULL);
    g_autofree char *closed = g_strconcat(scheme, "s://", NULL);
    return !*url || g_str_has_prefix(url, open) || g_str_has_prefix(url, closed);
}

static bool check_all(const Channel *channel, const char *group, const char *tls, GError **error)
{
    if (!strchr(channel->number, '@'))
        return refuse(group, "number must be our mail address", error);
    if (!*channel->imap_url && !*channel->smtp_url)
        return refuse(group, "imap_url, smtp_url or both are needed", error);
    if (!has_scheme(channel->imap_url, "imap"))
        return refuse(group, "imap_url begins with imaps:// or imap://", error);
    if (!has_scheme(channel->smtp_url, "smtp"))
        return refuse(group, "smtp_url begins with smtps:// or smtp://", error);
    if (strcmp(tls, "yes") != 0 && strcmp(tls, "no") != 0)
        return refuse(group, "tls is yes or no", error);
    if (channel->plain && (!is_here(channel->imap_url) || !is_here(channel->smtp_url)))
        return refuse(group, "tls = no is for servers on this machine only", error);
    return true;
}

static void read_keys(Channel *channel, GKeyFile *config, const char *group)
{
    channel->number = keys_text(config, group, "number", "");
    channel->from_name = keys_text(config, group, "from_name", "");
    channel->imap_url = keys_text(config, group, "imap_url", "");
    channel->user = keys_text(config, group, "user", "");
    channel->password = keys_text(config, group, "password", "");
    channel->folder = keys_text(config, group, "folder", "INBOX");
    channel->done = keys_text(config, group, "done", "");
    channel->smtp_url = keys_text(config, group, "smtp_url", "");
    channel->smtp_user = keys_text(config, group, "smtp_user", channel->user);
    channel->smtp_password = keys_text(config, group, "smtp_password", channel->password);
    channel->ca_file = keys_text(config, group, "ca_file", "");
}

static Channel *email_open(const char *name, GKeyFile *config, const char *group,
                           const ChannelSink *sink, GError **error)
{
    g_autofree char *tls = keys_text(config, group, "tls", "yes");
    int poll_s = 0;
    if (!keys_check(config, group, KEYS, error) ||
        !keys_int(config, group, "poll_s", 60, 1, 3600, &poll_s, error))
        return NULL;
    Channel *channel = g_new0(Channel, 1);
    read_keys(channel, config, group);
    channel->name = g_strdup(name);
    channel->sink = *sink;
    channel->poll_s = poll_s;
    channel->plain = strcmp(tls, "no") == 0;
    cloud_pulse_init(&channel->in);
    cloud_pulse_init(&channel->out);
    channel->ended = g_cancellable_new();
    if (!check_all(channel, group, tls, error)) {
        email_free(channel);
        return NULL;
    }
    if (*channel->imap_url)
        channel->receiver = g_thread_new("mail-in", receive_thread, channel);
    if (*channel->smtp_url)
        channel->checker = g_thread_new("mail-out", check_thread, channel);
    return channel;
}

static const char *const SECRETS[] = { "password", "smtp_password", NULL };

const ChannelDriver EMAIL_DRIVER = {
    .name = "email",
    .secrets = SECRETS,
    .open = email_open,
    .send = email_send,
    .health = email_health,
    .close = email_close,
    .take = email_take,
};
