/* Photos: see image.h. This is the calling side: it never decodes a byte itself.
 *
 * One helper process a photo, over one socket pair (a socket, so that a helper that dies while we
 * write is an error code and no SIGPIPE). Helpers are few at a time, since each may take a core and
 * a gigabyte. The helper is killed and reaped on every way out; its answer alone is evidence.
 */
#include "base/image.h"

#include "base/image_answer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_S = 20, HELPERS_MAX = 4, SNIFF_BYTES = 12 };

static char *helper_path;
static pthread_mutex_t slots_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t slots_freed = PTHREAD_COND_INITIALIZER;
static guint slots_taken;

void image_result_free(ImageResult *result)
{
    if (!result)
        return;
    g_clear_pointer(&result->display, g_bytes_unref);
    g_clear_pointer(&result->thumb, g_bytes_unref);
    g_free(result);
}

static const char *sniff_heif(const guint8 *data)
{
    static const char *const BRANDS[] = { "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1" };
    if (memcmp(data + 4, "ftyp", 4) != 0)
        return NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(BRANDS); i++)
        if (memcmp(data + 8, BRANDS[i], 4) == 0)
            return "image/heif";
    return NULL;
}

const char *image_sniff(GBytes *data)
{
    gsize bytes = 0;
    const guint8 *head = g_bytes_get_data(data, &bytes);
    if (bytes < SNIFF_BYTES)
        return NULL;
    if (memcmp(head, "\xff\xd8\xff", 3) == 0)
        return "image/jpeg";
    if (memcmp(head, "\x89PNG\r\n\x1a\n", 8) == 0)
        return "image/png";
    if (memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0)
        return "image/webp";
    return sniff_heif(head);
}

void image_set_helper(const char *path)
{
    g_free(helper_path);
    helper_path = g_strdup(path);
}

static char *helper_find(void)
{
    if (helper_path)
        return g_strdup(helper_path);
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program ? program : "");
    return g_build_filename(folder, "kentongan-image", NULL);
}

static void *internal(GError **error, const char *what, const char *why)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, "foto",
              N_("Foto belum dapat diolah. Silakan coba lagi nanti."), "image helper: %s: %s", what,
              why);
    return NULL;
}

/* It may be the photo or a busy machine: another time tells. */
static void *too_slow(GError **error, const char *why)
{
    error_set(error, KENTONGAN_ERROR_BUSY, "foto",
              N_("Foto belum dapat diolah. Silakan coba lagi nanti."), "image helper: %s", why);
    return NULL;
}

static bool slot_take(gint64 until)
{
    guint most = MIN(g_get_num_processors(), HELPERS_MAX);
    struct timespec end = { .tv_sec = until / G_USEC_PER_SEC,
                            .tv_nsec = until % G_USEC_PER_SEC * 1000 };
    pthread_mutex_lock(&slots_lock);
    int late = 0;
    while (slots_taken >= most && !late)
        late = pthread_cond_clockwait(&slots_freed, &slots_lock, CLOCK_MONOTONIC, &end);
    bool taken = slots_taken < most;
    slots_taken += taken;
    pthread_mutex_unlock(&slots_lock);
    return taken;
}

static void slot_give(void)
{
    pthread_mutex_lock(&slots_lock);
    slots_taken--;
    pthread_cond_signal(&slots_freed);
    pthread_mutex_unlock(&slots_lock);
}

/* The helper closes every descriptor but the first three itself, so the cheap spawn is safe. */
static bool helper_start(int its_end, GPid *pid, GError **error)
{
    g_autofree char *path = helper_find();
    g_autoptr(GError) failed = NULL;
    const char *argv[] = { path, NULL };
    const char *envp[] = { "LC_ALL=C", NULL };
    GSpawnFlags flags =
        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN | G_SPAWN_STDERR_TO_DEV_NULL;
    if (g_spawn_async_with_pipes_and_fds(NULL, argv, envp, flags, NULL, NULL, its_end, its_end, -1,
                                         NULL, NULL, 0, pid, NULL, NULL, NULL, &failed))
        return true;
    internal(error, path, failed->message);
    return false;
}

static void helper_end(GPid pid)
{
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

static int left_ms(gint64 until)
{
    return (int)CLAMP((until - g_get_monotonic_time()) / 1000, 0, WAIT_S * 1000);
}

/* Sends what it takes now; false when it takes no more, ever: its answer still counts. */
static bool send_some(int fd, const guint8 *data, gsize bytes, gsize *sent)
{
    ssize_t n = send(fd, data + *sent, bytes - *sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    *sent += (gsize)n;
    if (*sent == bytes)
        shutdown(fd, SHUT_WR);
    return *sent < bytes;
}

/* False at the end of the answer. */
static bool receive_some(int fd, GByteArray *answer)
{
    guint8 block[65536];
    ssize_t n = recv(fd, block, sizeof block, MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    g_byte_array_append(answer, block, (guint)n);
    return n > 0 && answer->len <= IMAGE_ANSWER_MAX_BYTES;
}

static bool talk(int fd, GBytes *photo, GByteArray *answer, gint64 until)
{
    gsize bytes = 0, sent = 0;
    const guint8 *data = g_bytes_get_data(photo, &bytes);
    bool sending = true;
    for (;;) {
        struct pollfd wait = { .fd = fd, .events = (short)(POLLIN | (sending ? POLLOUT : 0)) };
        int ready = poll(&wait, 1, left_ms(until));
        if (ready == 0)
            return false;
        if (ready < 0 && errno != EINTR)
            return false;
        if (ready > 0 && sending && (wait.revents & POLLOUT))
            sending = send_some(fd, data, bytes, &sent);
        if (ready > 0 && (wait.revents & (POLLIN | POLLHUP | POLLERR)) && !receive_some(fd, answer))
            return true;
    }
}

static ImageResult *ask(int ends[2], GBytes *photo, gint64 until, GError **error)
{
    GPid pid = 0;
    bool started = helper_start(ends[1], &pid, error);
    close(ends[1]);
    if (!started)
        return NULL;
    g_autoptr(GByteArray) answer = g_byte_array_new();
    bool ended = talk(ends[0], photo, answer, until);
    helper_end(pid);
    if (!ended)
        return too_slow(error, "no answer in time");
    return image_answer_read(answer->data, answer->len, error);
}

ImageResult *image_process(GBytes *data, GError **error)
{
    gint64 until = g_get_monotonic_time() + (gint64)WAIT_S * G_USEC_PER_SEC;
    if (!image_sniff(data)) /* no process for what is plainly no photo */
        return image_answer_read((const guint8 *)IMAGE_HELLO "f", IMAGE_HELLO_BYTES + 1, error);
    if (!slot_take(until))
        return too_slow(error, "all helpers are busy");
    int ends[2];
    ImageResult *result = NULL;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0) {
        result = ask(ends, data, until, error);
        close(ends[0]);
    } else {
        internal(error, "socketpair", g_strerror(errno));
    }
    slot_give();
    return result;
}
