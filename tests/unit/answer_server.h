/* A server of our own for tests: the same bytes to everyone, after a whole request was read. */
#pragma once

#include <arpa/inet.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Server {
    int fd;
    guint port;
    GThread *thread;
    const char *answer; /* NULL: hangs up without a word */
    bool endless;       /* repeats the last byte until the other side is gone */
    bool silent;        /* keeps the connection and says nothing until the server stops */
    GString *seen;      /* read after server_stop */
    int connections;
    int held;
} Server;

static inline bool request_whole(const GString *got)
{
    const char *end = strstr(got->str, "\r\n\r\n");
    const char *length = end ? strstr(got->str, "Content-Length: ") : NULL;
    gsize body = length ? (gsize)g_ascii_strtoull(length + 16, NULL, 10) : 0;
    return end && got->len >= (gsize)(end - got->str) + 4 + body;
}

static inline void request_read(int fd, GString *seen)
{
    g_autoptr(GString) got = g_string_new(NULL);
    char block[4096];
    ssize_t n = 1;
    while (!request_whole(got) && n > 0) {
        n = recv(fd, block, sizeof block, 0);
        if (n > 0)
            g_string_append_len(got, block, n);
    }
    g_string_append_len(seen, got->str, (gssize)got->len);
}

static inline void answer_write(const Server *server, int fd)
{
    if (!server->answer)
        return;
    gsize bytes = strlen(server->answer);
    ssize_t n = send(fd, server->answer, bytes, MSG_NOSIGNAL);
    g_autofree char *more = g_strnfill(65536, 'x');
    while (server->endless && n > 0)
        n = send(fd, more, 65536, MSG_NOSIGNAL);
}

static inline gpointer server_run(gpointer data)
{
    Server *server = data;
    for (;;) {
        int fd = accept(server->fd, NULL, NULL);
        if (fd < 0)
            return NULL;
        server->connections++;
        request_read(fd, server->seen);
        if (server->silent) {
            server->held = fd;
            continue;
        }
        answer_write(server, fd);
        close(fd);
    }
}

static inline Server *server_start(const char *answer)
{
    Server *server = g_new0(Server, 1);
    struct sockaddr_in at = { .sin_family = AF_INET };
    socklen_t size = sizeof at;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    server->answer = answer;
    server->held = -1;
    server->seen = g_string_new(NULL);
    server->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(server->fd, (struct sockaddr *)&at, sizeof at), ==, 0);
    g_assert_cmpint(listen(server->fd, 8), ==, 0);
    g_assert_cmpint(getsockname(server->fd, (struct sockaddr *)&at, &size), ==, 0);
    server->port = ntohs(at.sin_port);
    return server;
}

static inline void server_go(Server *server)
{
    server->thread = g_thread_new("server", server_run, server);
}

static inline void server_stop(Server *server)
{
    if (!server->thread)
        return;
    shutdown(server->fd, SHUT_RDWR);
    g_thread_join(g_steal_pointer(&server->thread));
}

static inline void server_free(Server *server)
{
    server_stop(server);
    if (server->held >= 0)
        close(server->held);
    close(server->fd);
    g_string_free(server->seen, TRUE);
    g_free(server);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)

static inline char *server_url(const Server *server, const char *path)
{
    return g_strdup_printf("http://127.0.0.1:%u%s", server->port, path);
}
