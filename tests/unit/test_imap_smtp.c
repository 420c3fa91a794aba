/* IMAP and SMTP with servers that say odd things: what they answer stands ready in a socket. */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel/imap.h"
#include "channel/smtp.h"

enum { SHORT_MS = 300 };

/* The other end; answers are there before anything is asked. */
static int server_saying(const char *answers, Wire **wire)
{
    int fds[2];
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
    g_assert_cmpint(write(fds[1], answers, strlen(answers)), ==, (int)strlen(answers));
    *wire = wire_of_socket(fds[0], SHORT_MS);
    return fds[1];
}

static char *heard(int fd)
{
    char block[4096];
    ssize_t got = recv(fd, block, sizeof block - 1, MSG_DONTWAIT);
    close(fd);
    return g_strndup(block, (gsize)MAX(got, 0));
}

static ChannelResult send_to(const char *answers, SmtpFault *fault, char **said, char **detail)
{
    Wire *wire;
    int fd = server_saying(answers, &wire);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) mail = g_bytes_new_static("Subject: x\r\n\r\n.titik\r\nisi", 25);
    ChannelResult result = smtp_send(wire, "lapor@x", "siti@y", mail, fault, &error);
    *said = heard(fd);
    *detail = error ? g_strdup(error_detail(error)) : NULL;
    wire_close(wire);
    return result;
}

static void smtp_means(const char *answers, ChannelResult expected, SmtpFault whose)
{
    g_autofree char *said = NULL, *detail = NULL;
    SmtpFault fault;
    g_assert_cmpint(send_to(answers, &fault, &said, &detail), ==, expected);
    g_assert_cmpint(fault, ==, whose);
    g_assert_true(!detail || !strstr(detail, "siti@y"));
}

static void test_smtp(void)
{
    g_autofree char *said = NULL, *detail = NULL;
    SmtpFault fault;
    g_assert_cmpint(
        send_to("250 ok\r\n250-a\r\n250 b\r\n354 go\r\n250 taken\r\n", &fault, &said, &detail), ==,
        CHANNEL_OK);
    g_assert_cmpstr(said, ==,
                    "MAIL FROM:<lapor@x>\r\nRCPT TO:<siti@y>\r\nDATA\r\n"
                    "Subject: x\r\n\r\n..titik\r\nisi\r\n.\r\nQUIT\r\n");
    smtp_means("250 ok\r\n450 4.2.1 <siti@y> full\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_MAIL);
    smtp_means("250 ok\r\n550 5.1.1 <siti@y> who\r\n", CHANNEL_PERMFAIL, SMTP_FAULT_MAIL);
    smtp_means("250 ok\r\n421 going\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_OURS);
    smtp_means("550 5.7.1 not you\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_OURS);
    smtp_means("250 ok\r\n250 ok\r\n354 go\r\n451 later\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_MAIL);
    smtp_means("250 ok\r\n250 ok\r\n354 go\r\n554 spam\r\n", CHANNEL_PERMFAIL, SMTP_FAULT_MAIL);
    smtp_means("250 ok\r\n250 ok\r\n452 disk\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_MAIL);
}

/* Before the last dot nothing was taken; after it nobody knows. */
static void test_smtp_silence(void)
{
    smtp_means("", CHANNEL_TEMPFAIL, SMTP_FAULT_OURS);
    smtp_means("250 ok\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_OURS);
    smtp_means("250 ok\r\n250 ok\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_OURS);
    smtp_means("250 ok\r\n250 ok\r\n354 go\r\n", CHANNEL_HOLD, SMTP_FAULT_MAIL);
    smtp_means("rubbish\r\n", CHANNEL_TEMPFAIL, SMTP_FAULT_OURS);
}

static void test_smtp_addresses(void)
{
    static const char *const WRONG[] = { "a@b>\r\nRCPT TO:<c@d", "a b@c", "", "nobody", "é@x" };
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        Wire *wire;
        SmtpFault fault;
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) mail = g_bytes_new_static("x", 1);
        int fd = server_saying("250 ok\r\n", &wire);
        g_assert_cmpint(smtp_send(wire, "lapor@x", WRONG[i], mail, &fault, &error), ==,
                        CHANNEL_PERMFAIL);
        g_autofree char *said = heard(fd);
        g_assert_cmpstr(said, ==, "");
        wire_close(wire);
    }
}

#define GREETED                                                                                    \
    "* CAPABILITY IMAP4rev1 IDLE UIDPLUS\r\nK1 OK\r\n* 3 EXISTS\r\nK2 OK [READ-WRITE]\r\n"

static Imap *mailbox(const char *more, const char *done, int *fd)
{
    Wire *wire;
    g_autofree char *answers = g_strconcat(GREETED, more, NULL);
    g_autoptr(GError) error = NULL;
    *fd = server_saying(answers, &wire);
    Imap *imap = imap_open(wire, "INBOX", done, &error);
    g_assert_no_error(error);
    return imap;
}

static void test_imap(void)
{
    int fd;
    gsize whole = 0;
    g_autoptr(Imap) imap = mailbox("* SEARCH 12 3\r\n* SEARCH 7\r\nK3 OK\r\n"
                                   "* 1 FETCH (FLAGS () UID 3 RFC822.SIZE 99 BODY[]<0> {12}\r\n"
                                   "K4 OK no {3}\r\n)\r\n* 4 EXISTS\r\nK4 OK\r\nK5 OK\r\n",
                                   "", &fd);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) uids = imap_new_mails(imap, 2, &error);
    g_assert_cmpuint(uids->len, ==, 2);
    g_assert_cmpuint(g_array_index(uids, guint32, 0), ==, 3);
    g_autoptr(GBytes) mail = imap_fetch(imap, 3, 1000, &whole, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(mail), ==, 12);
    g_assert_cmpuint(whole, ==, 99);
    g_assert_true(imap_done(imap, 3, &error));
    g_autofree char *said = heard(fd);
    g_assert_nonnull(strstr(said, "UID SEARCH UNSEEN UNDELETED\r\n"));
    g_assert_nonnull(strstr(said, "BODY.PEEK[]<0.1000>"));
    g_assert_nonnull(strstr(said, "K5 UID STORE 3 +FLAGS.SILENT (\\Seen)\r\n"));
}

static void test_imap_moves(void)
{
    int fd;
    g_autoptr(Imap) imap = mailbox("K3 OK\r\nK4 OK\r\nK5 OK\r\n", "Sudah \"diambil\"", &fd);
    g_autoptr(GError) error = NULL;
    g_assert_true(imap_done(imap, 9, &error));
    g_autofree char *said = heard(fd);
    g_assert_nonnull(strstr(said, "UID COPY 9 \"Sudah \\\"diambil\\\"\"\r\n"));
    g_assert_nonnull(strstr(said, "K5 UID EXPUNGE 9"));
}

static void test_imap_odd(void)
{
    static const char *const WRONG[] = { "* BYE bye\r\n",
                                         "K3 NO no\r\n",
                                         "K3 BAD what\r\n",
                                         "",
                                         "* 1 FETCH (BODY[] {99999999999}\r\n",
                                         "* 1 FETCH (BODY[] {12}\r\nshort" };
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        int fd;
        gsize whole;
        g_autoptr(Imap) imap = mailbox(WRONG[i], "", &fd);
        g_autoptr(GError) error = NULL;
        g_assert_null(imap_fetch(imap, 1, 1000, &whole, &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_UPSTREAM));
        close(fd);
    }
    int fd;
    gsize whole;
    g_autoptr(Imap) gone = mailbox("K3 OK nothing\r\n", "", &fd);
    g_autoptr(GBytes) none = imap_fetch(gone, 1, 1000, &whole, NULL);
    g_assert_cmpuint(g_bytes_get_size(none), ==, 0);
    close(fd);
}

static void test_imap_idle(void)
{
    int fd;
    g_autoptr(Imap) imap =
        mailbox("+ idling\r\n* 4 EXISTS\r\nK3 OK\r\n* 5 EXISTS\r\n+ idling\r\nK4 OK\r\n", "", &fd);
    g_autoptr(GError) error = NULL;
    gint64 begin = g_get_monotonic_time();
    g_assert_true(imap_wait(imap, 60000, 60000, &error));
    g_assert_true(imap_wait(imap, 60000, 60000, &error)); /* news before it even waits */
    g_assert_no_error(error);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 30 * G_USEC_PER_SEC);
    close(fd);
}

/* A mail that came while another was flagged is told of once only. */
static void test_imap_news(void)
{
    int fd;
    g_autoptr(Imap) imap =
        mailbox("* SEARCH 3\r\nK3 OK\r\n* 5 EXISTS\r\nK4 OK\r\n* SEARCH\r\nK5 OK\r\n", "", &fd);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) first = imap_new_mails(imap, 9, &error);
    g_assert_true(imap_done(imap, 3, &error));
    g_assert_true(imap_wait(imap, 60000, 60000, &error));
    g_autoptr(GArray) second = imap_new_mails(imap, 9, &error);
    g_assert_no_error(error);
    g_assert_true(first && second);
    g_autofree char *said = heard(fd);
    g_assert_null(strstr(said, "IDLE"));
}

static void test_imap_opening(void)
{
    static const char *const WRONG[] = { "K1 NO\r\n", "K1 OK\r\nK2 NO no such folder\r\n",
                                         "K1 OK\r\nK2 OK [READ-ONLY] ok\r\n" };
    for (guint i = 0; i < G_N_ELEMENTS(WRONG); i++) {
        Wire *wire;
        g_autoptr(GError) error = NULL;
        int fd = server_saying(WRONG[i], &wire);
        g_assert_null(imap_open(wire, "INBOX", "", &error));
        g_assert_true(error_is(error, KENTONGAN_ERROR_UPSTREAM));
        close(fd);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/smtp/answers", test_smtp);
    g_test_add_func("/smtp/silence", test_smtp_silence);
    g_test_add_func("/smtp/addresses", test_smtp_addresses);
    g_test_add_func("/imap/mails", test_imap);
    g_test_add_func("/imap/moves", test_imap_moves);
    g_test_add_func("/imap/odd-answers", test_imap_odd);
    g_test_add_func("/imap/idle", test_imap_idle);
    g_test_add_func("/imap/news-between", test_imap_news);
    g_test_add_func("/imap/opening", test_imap_opening);
    return g_test_run();
}
