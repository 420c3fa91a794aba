/* See kannel_link.h. */
#include "channel/kannel_link.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECT_TIMEOUT_MS = 10000,
    HEARTBEAT_US = 20 * G_USEC_PER_SEC,
    STOP_US = 2 * G_USEC_PER_SEC,
    DRAIN_US = G_USEC_PER_SEC, /* what bearerbox leaves a box that it has told to go */
    STEADY_US = 5 * G_USEC_PER_SEC,
    PAUSE_FIRST_MS = 500,
    PAUSE_MAX_MS = 30000,
    READ_BYTES = 64 * 1024,
    WRITE_BATCH_BYTES = 256 * 1024,
};

/* One kannel_link_send under way; lives on its caller's stack. */
typedef struct Waiting {
    bool written, answered;
    KannelAnswer answer;
    KannelNack nack;
} Waiting;

typedef struct Queued {
    GByteArray *bytes;
    Waiting *waiting; /* NULL for acks, heartbeats and the like */
} Queued;

struct KannelLink {
    char *host, *service, *box_id;
    bool (*on_sms)(gpointer user, const KannelSms *sms, guint64 epoch);
    gpointer user;
    GThread *thread;
    int wake_fd;

    GMutex lock; /* guards what follows */
    GCond changed;
    GQueue queue;        /* Queued* */
    GHashTable *waiting; /* id -> Waiting*, borrowed */
    guint senders;
    guint64 epoch, last_epoch;
    bool up, quiet, stopping;
    gint64 stop_by;
    char detail[200];

    /* the link's thread only */
    int fd;
    GByteArray *in, *out;
    gsize out_done;
    gint64 beat_at, drain_by, connected_at;
    guint failures;
};

static void queued_free(Queued *queued)
{
    g_byte_array_unref(queued->bytes);
    g_free(queued);
}

static void wake(KannelLink *link)
{
    if (eventfd_write(link->wake_fd, 1) != 0)
        g_warning("kannel: cannot wake the link: %s", g_strerror(errno));
}

static void queue_frame(KannelLink *link, const KannelFrame *frame, Waiting *waiting)
{
    Queued *queued = g_new0(Queued, 1);
    queued->bytes = g_byte_array_new();
    queued->waiting = waiting;
    kannel_frame_encode(frame, queued->bytes);
    g_queue_push_tail(&link->queue, queued);
}

static void G_GNUC_PRINTF(3, 4) set_state(KannelLink *link, bool up, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_mutex_lock(&link->lock);
    link->up = up;
    g_vsnprintf(link->detail, sizeof link->detail, format, args);
    g_mutex_unlock(&link->lock);
    va_end(args);
}

static bool is_stopping(KannelLink *link)
{
    g_mutex_lock(&link->lock);
    bool stopping = link->stopping;
    g_mutex_unlock(&link->lock);
    return stopping;
}

/* Waits up to wait_ms or until somebody wakes the link. */
static void pause_ms(KannelLink *link, int wait_ms)
{
    struct pollfd wakeup = { link->wake_fd, POLLIN, 0 };
    eventfd_t ignored;
    if (poll(&wakeup, 1, wait_ms) > 0 && eventfd_read(link->wake_fd, &ignored) != 0)
        g_warning("kannel: cannot read the wake-up: %s", g_strerror(errno));
}

/* ---- connecting */

static void tune_socket(int fd)
{
    int on = 1, idle_s = 30, every_s = 10, times = 3;
    unsigned unacked_ms = 30000;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, sizeof idle_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every_s, sizeof every_s);
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &times, sizeof times);
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacked_ms, sizeof unacked_ms);
}

/* 0 when fd is connected within the time limit, an errno otherwise. */
static int finish_connect(KannelLink *link, int fd)
{
    gint64 until = g_get_monotonic_time() + CONNECT_TIMEOUT_MS * G_GINT64_CONSTANT(1000);
    while (!is_stopping(link)) {
        struct pollfd ready = { fd, POLLOUT, 0 };
        if (poll(&ready, 1, 200) > 0) {
            int failed = 0;
            socklen_t size = sizeof failed;
            getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size);
            return failed;
        }
        if (g_get_monotonic_time() > until)
            return ETIMEDOUT;
    }
    return ECANCELED;
}

static int connect_address(KannelLink *link, const struct addrinfo *address, int *failed)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        *failed = errno;
        return -1;
    }
    *failed = connect(fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
    if (*failed == EINPROGRESS)
        *failed = finish_connect(link, fd);
    if (*failed == 0) {
        tune_socket(fd);
        return fd;
    }
    close(fd);
    return -1;
}

/* False with the reason in words. */
static bool connect_host(KannelLink *link, char **why)
{
    struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
    struct addrinfo *addresses = NULL;
    int looked = getaddrinfo(link->host, link->service, &hints, &addresses);
    if (looked != 0) {
        *why = g_strdup(gai_strerror(looked));
        return false;
    }
    int failed = 0;
    for (struct addrinfo *a = addresses; a && link->fd < 0; a = a->ai_next)
        link->fd = connect_address(link, a, &failed);
    freeaddrinfo(addresses);
    if (link->fd < 0)
        *why = g_strdup(g_strerror(failed));
    return link->fd >= 0;
}

/* ---- one connection */

static void begin_connection(KannelLink *link)
{
    KannelFrame identify = { .kind = KANNEL_ADMIN };
    identify.admin.command = KANNEL_IDENTIFY;
    identify.admin.box_id = kannel_text(*link->box_id ? link->box_id : NULL);
    g_byte_array_set_size(link->in, 0);
    g_byte_array_set_size(link->out, 0);
    link->out_done = 0;
    link->drain_by = 0;
    link->connected_at = g_get_monotonic_time();
    link->beat_at = link->connected_at + HEARTBEAT_US;
    kannel_frame_encode(&identify, link->out);
    g_mutex_lock(&link->lock);
    link->epoch = ++link->last_epoch;
    link->up = true;
    g_snprintf(link->detail, sizeof link->detail, "%s: %s:%s", N_("Terhubung dengan bearerbox"),
               link->host, link->service);
    g_mutex_unlock(&link->lock);
    g_message("kannel: connected to %s:%s", link->host, link->service);
}

static void answer_all_waiting(KannelLink *link)
{
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, link->waiting);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Waiting *waiting = value;
        waiting->answered = true;
        waiting->answer = waiting->written ? KANNEL_ANSWER_UNKNOWN : KANNEL_ANSWER_NOT_SENT;
    }
    g_hash_table_remove_all(link->waiting);
    g_cond_broadcast(&link->changed);
}

static void end_connection(KannelLink *link)
{
    close(link->fd);
    link->fd = -1;
    if (g_get_monotonic_time() - link->connected_at > STEADY_US)
        link->failures = 0;
    g_mutex_lock(&link->lock);
    link->epoch = 0;
    link->up = false;
    g_queue_clear_full(&link->queue, (GDestroyNotify)queued_free);
    answer_all_waiting(link);
    g_mutex_unlock(&link->lock);
}

static void take_ack(KannelLink *link, const KannelAck *ack)
{
    g_autofree char *id = kannel_text_dup(ack->id);
    g_mutex_lock(&link->lock);
    Waiting *waiting = g_hash_table_lookup(link->waiting, id);
    if (waiting) {
        waiting->answered = true;
        waiting->answer = KANNEL_ANSWER_ACK;
        waiting->nack = (KannelNack)ack->nack;
        g_hash_table_remove(link->waiting, id);
        g_cond_broadcast(&link->changed);
    }
    g_mutex_unlock(&link->lock);
    if (!waiting)
        g_message("kannel: late answer %d to %s", ack->nack, id);
}

static void take_admin(KannelLink *link, gint32 command)
{
    if (command != KANNEL_SHUTDOWN && command != KANNEL_RESTART)
        return;
    link->drain_by = g_get_monotonic_time() + DRAIN_US;
    set_state(link, false, "%s: %s:%s", N_("Bearerbox sedang berhenti"), link->host, link->service);
}

static void take_sms(KannelLink *link, const KannelSms *sms)
{
    KannelFrame give_back = { .kind = KANNEL_ACK };
    give_back.ack = (KannelAck){ KANNEL_NACK_FAILED_NOW, sms->time, sms->id };
    g_mutex_lock(&link->lock);
    if (!link->quiet && !link->on_sms(link->user, sms, link->epoch))
        queue_frame(link, &give_back, NULL);
    g_mutex_unlock(&link->lock);
}

static void take_frame(KannelLink *link, const KannelFrame *frame)
{
    switch (frame->kind) {
    case KANNEL_HEARTBEAT:
        break;
    case KANNEL_ADMIN:
        take_admin(link, frame->admin.command);
        break;
    case KANNEL_SMS:
        take_sms(link, &frame->sms);
        break;
    case KANNEL_ACK:
        take_ack(link, &frame->ack);
        break;
    }
}

static bool take_frames(KannelLink *link, GError **error)
{
    gsize done = 0;
    bool valid = true;
    while (valid && link->in->len - done >= KANNEL_HEAD_BYTES) {
        KannelFrame frame;
        gsize bytes;
        const guint8 *head = link->in->data + done;
        valid = kannel_frame_length(head, &bytes, error);
        if (!valid || link->in->len - done - KANNEL_HEAD_BYTES < bytes)
            break;
        valid = kannel_frame_decode(head + KANNEL_HEAD_BYTES, bytes, &frame, error);
        if (valid)
            take_frame(link, &frame);
        done += KANNEL_HEAD_BYTES + bytes;
    }
    g_byte_array_remove_range(link->in, 0, (guint)done);
    return valid;
}

/* False when the connection is over; *why says so when there is more to say than "closed". */
static bool read_some(KannelLink *link, char **why)
{
    guint before = link->in->len;
    g_byte_array_set_size(link->in, before + READ_BYTES);
    gssize got = recv(link->fd, link->in->data + before, READ_BYTES, 0);
    int failed = errno;
    g_byte_array_set_size(link->in, before + (guint)MAX(got, 0));
    if (got < 0 && (failed == EAGAIN || failed == EINTR))
        return true;
    if (got <= 0) {
        *why = g_strdup(got == 0 ? "closed by bearerbox" : g_strerror(failed));
        return false;
    }
    g_autoptr(GError) error = NULL;
    if (take_frames(link, &error))
        return true;
    *why = g_strdup(error_detail(error));
    return false;
}

/* Moves queued frames to the bytes being written; from here on they count as written (L3). */
static void fill_out(KannelLink *link)
{
    if (link->out_done == link->out->len) {
        g_byte_array_set_size(link->out, 0);
        link->out_done = 0;
    }
    g_mutex_lock(&link->lock);
    while (link->out->len < WRITE_BATCH_BYTES && !g_queue_is_empty(&link->queue)) {
        Queued *queued = g_queue_pop_head(&link->queue);
        g_byte_array_append(link->out, queued->bytes->data, queued->bytes->len);
        if (queued->waiting)
            queued->waiting->written = true;
        queued_free(queued);
    }
    g_mutex_unlock(&link->lock);
}

static bool write_some(KannelLink *link, char **why)
{
    gsize left = link->out->len - link->out_done;
    if (left == 0)
        return true;
    gssize put = send(link->fd, link->out->data + link->out_done, left, MSG_NOSIGNAL);
    if (put < 0 && errno != EAGAIN && errno != EINTR) {
        *why = g_strdup(g_strerror(errno));
        return false;
    }
    link->out_done += (gsize)MAX(put, 0);
    return true;
}

static void beat(KannelLink *link, gint64 now)
{
    if (now < link->beat_at)
        return;
    KannelFrame heartbeat = { .kind = KANNEL_HEARTBEAT };
    heartbeat.load = 0;
    kannel_frame_encode(&heartbeat, link->out);
    link->beat_at = now + HEARTBEAT_US;
}

static bool is_done(KannelLink *link, gint64 now)
{
    if (link->drain_by && now >= link->drain_by)
        return true;
    g_mutex_lock(&link->lock);
    bool idle = link->out_done == link->out->len && g_queue_is_empty(&link->queue) &&
                g_hash_table_size(link->waiting) == 0;
    bool done = link->stopping && (idle || now >= link->stop_by);
    g_mutex_unlock(&link->lock);
    return done;
}

static int poll_ms(KannelLink *link, gint64 now)
{
    gint64 until = link->beat_at;
    if (link->drain_by)
        until = MIN(until, link->drain_by);
    g_mutex_lock(&link->lock);
    if (link->stopping)
        until = MIN(until, link->stop_by);
    g_mutex_unlock(&link->lock);
    return (int)CLAMP((until - now) / 1000 + 1, 0, G_MAXINT);
}

static bool wait_and_read(KannelLink *link, gint64 now, char **why)
{
    bool writing = link->out_done < link->out->len;
    struct pollfd ready[2] = { { link->fd, (short)(POLLIN | (writing ? POLLOUT : 0)), 0 },
                               { link->wake_fd, POLLIN, 0 } };
    eventfd_t ignored;
    if (poll(ready, 2, poll_ms(link, now)) <= 0)
        return true;
    if (ready[1].revents)
        eventfd_read(link->wake_fd, &ignored);
    return !(ready[0].revents & (POLLIN | POLLHUP | POLLERR)) || read_some(link, why);
}

/* Runs until the connection is over. */
static char *run_connection(KannelLink *link)
{
    char *why = NULL;
    for (bool open = true; open;) {
        gint64 now = g_get_monotonic_time();
        fill_out(link);
        beat(link, now);
        open = write_some(link, &why) && !is_done(link, now) && wait_and_read(link, now, &why);
    }
    return why ? why : g_strdup("closed");
}

/* ---- the thread */

/* Doubling from half a second to half a minute, a quarter more or less, so that many boxes do not
 * come back in step. */
static int next_pause_ms(KannelLink *link)
{
    int pause = PAUSE_FIRST_MS << MIN(link->failures, 6);
    link->failures++;
    pause = MIN(pause, PAUSE_MAX_MS);
    return pause * 3 / 4 + g_random_int_range(0, pause / 2 + 1);
}

static void wait_to_retry(KannelLink *link, const char *why)
{
    int wait_ms = next_pause_ms(link);
    set_state(link, false, "%s: %s:%s (%s), %d s",
              N_("Tidak terhubung dengan bearerbox, dicoba lagi"), link->host, link->service, why,
              (wait_ms + 999) / 1000);
    if (link->failures == 1)
        g_message("kannel: no connection to %s:%s: %s", link->host, link->service, why);
    gint64 until = g_get_monotonic_time() + wait_ms * G_GINT64_CONSTANT(1000);
    for (gint64 now = g_get_monotonic_time(); now < until && !is_stopping(link);
         now = g_get_monotonic_time())
        pause_ms(link, (int)((until - now) / 1000) + 1);
}

static gpointer run(gpointer data)
{
    KannelLink *link = data;
    while (!is_stopping(link)) {
        g_autofree char *why = NULL;
        if (connect_host(link, &why)) {
            begin_connection(link);
            why = run_connection(link);
            end_connection(link);
        }
        if (!is_stopping(link))
            wait_to_retry(link, why);
    }
    return NULL;
}

KannelLink *kannel_link_new(const KannelLinkConfig *config)
{
    KannelLink *link = g_new0(KannelLink, 1);
    link->host = g_strdup(config->host);
    link->service = g_strdup_printf("%d", config->port);
    link->box_id = g_strdup(config->box_id);
    link->on_sms = config->on_sms;
    link->user = config->user;
    link->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    g_assert(link->wake_fd >= 0);
    g_mutex_init(&link->lock);
    g_cond_init(&link->changed);
    g_queue_init(&link->queue);
    link->waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    link->fd = -1;
    link->in = g_byte_array_new();
    link->out = g_byte_array_new();
    g_snprintf(link->detail, sizeof link->detail, "%s: %s:%s", N_("Menghubungi bearerbox"),
               link->host, link->service);
    return link;
}

void kannel_link_start(KannelLink *link)
{
    link->thread = g_thread_new("kannel", run, link);
}

/* ---- from other threads */

static void forget(KannelLink *link, const char *id, Waiting *waiting)
{
    g_hash_table_remove(link->waiting, id);
    for (GList *at = link->queue.head; at; at = at->next) {
        Queued *queued = at->data;
        if (queued->waiting != waiting)
            continue;
        queued_free(queued);
        g_queue_delete_link(&link->queue, at);
        return;
    }
}

static void await_answer(KannelLink *link, const char *id, gint64 until, Waiting *waiting)
{
    while (!waiting->answered) {
        if (g_cond_wait_until(&link->changed, &link->lock, until) || waiting->answered)
            continue;
        waiting->answered = true;
        waiting->answer = waiting->written ? KANNEL_ANSWER_UNKNOWN : KANNEL_ANSWER_NOT_SENT;
        forget(link, id, waiting);
    }
}

KannelAnswer kannel_link_send(KannelLink *link, const KannelSms *sms, const char *id,
                              gint64 timeout_us, KannelNack *nack)
{
    KannelFrame frame = { .kind = KANNEL_SMS };
    Waiting waiting = { .answer = KANNEL_ANSWER_NOT_SENT };
    gint64 until = g_get_monotonic_time() + timeout_us;
    frame.sms = *sms;
    g_mutex_lock(&link->lock);
    link->senders++;
    if (g_hash_table_contains(link->waiting, id)) {
        waiting.answer = KANNEL_ANSWER_UNKNOWN; /* the same message is on its way already */
    } else if (link->up && !link->stopping) {
        g_hash_table_insert(link->waiting, g_strdup(id), &waiting);
        queue_frame(link, &frame, &waiting);
        wake(link);
        await_answer(link, id, until, &waiting);
    }
    link->senders--;
    g_cond_broadcast(&link->changed);
    g_mutex_unlock(&link->lock);
    *nack = waiting.nack;
    return waiting.answer;
}

void kannel_link_ack(KannelLink *link, guint64 epoch, const char *id, gint32 time, KannelNack nack)
{
    KannelFrame frame = { .kind = KANNEL_ACK };
    frame.ack = (KannelAck){ (gint32)nack, time, kannel_text(id) };
    g_mutex_lock(&link->lock);
    if (link->epoch == epoch && epoch != 0) {
        queue_frame(link, &frame, NULL);
        wake(link);
    }
    g_mutex_unlock(&link->lock);
}

guint64 kannel_link_epoch(KannelLink *link)
{
    g_mutex_lock(&link->lock);
    guint64 epoch = link->epoch;
    g_mutex_unlock(&link->lock);
    return epoch;
}

bool kannel_link_status(KannelLink *link, char detail[200])
{
    g_mutex_lock(&link->lock);
    bool up = link->up;
    g_strlcpy(detail, link->detail, sizeof link->detail);
    g_mutex_unlock(&link->lock);
    return up;
}

void kannel_link_quiet(KannelLink *link)
{
    g_mutex_lock(&link->lock);
    link->quiet = true;
    g_mutex_unlock(&link->lock);
}

void kannel_link_stop(KannelLink *link)
{
    g_mutex_lock(&link->lock);
    link->quiet = link->stopping = true;
    link->stop_by = g_get_monotonic_time() + STOP_US;
    g_mutex_unlock(&link->lock);
    wake(link);
    g_thread_join(link->thread);
    g_mutex_lock(&link->lock);
    while (link->senders > 0)
        g_cond_wait(&link->changed, &link->lock);
    g_mutex_unlock(&link->lock);
    g_queue_clear_full(&link->queue, (GDestroyNotify)queued_free);
    g_hash_table_unref(link->waiting);
    g_byte_array_unref(link->in);
    g_byte_array_unref(link->out);
    g_mutex_clear(&link->lock);
    g_cond_clear(&link->changed);
    close(link->wake_fd);
    g_free(link->host);
    g_free(link->service);
    g_free(link->box_id);
    g_free(link);
}
