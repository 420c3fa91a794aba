/* A raw HTTP client for the tests of the web server: says bytes, hears bytes. */
#pragma once

#include <gio/gio.h>
#include <string.h>

#define END "Connection: close\r\n\r\n"

static inline GSocketConnection *dial(guint16 port)
{
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_socket_client_set_timeout(client, 20);
    g_autoptr(GError) error = NULL;
    GSocketConnection *connection =
        g_socket_client_connect_to_host(client, "127.0.0.1", port, NULL, &error);
    g_assert_no_error(error);
    return connection;
}

static inline void say(GSocketConnection *connection, const char *text, gssize bytes)
{
    GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
    g_output_stream_write_all(out, text, bytes < 0 ? strlen(text) : (gsize)bytes, NULL, NULL, NULL);
}

/* Everything until the server closes, or until ending (may be NULL) was heard. */
static inline char *hear_until(GSocketConnection *connection, const char *ending)
{
    GInputStream *in = g_io_stream_get_input_stream(G_IO_STREAM(connection));
    g_autoptr(GString) all = g_string_new(NULL);
    char buffer[4096];
    gssize bytes;
    while ((!ending || !strstr(all->str, ending)) &&
           (bytes = g_input_stream_read(in, buffer, sizeof buffer, NULL, NULL)) > 0)
        g_string_append_len(all, buffer, bytes);
    return g_string_free(g_steal_pointer(&all), FALSE);
}

static inline char *hear_all(GSocketConnection *connection)
{
    return hear_until(connection, NULL);
}

/* What the server says to raw bytes, until it closes. */
static inline char *ask(guint16 port, const char *raw, gssize bytes)
{
    g_autoptr(GSocketConnection) connection = dial(port);
    say(connection, raw, bytes);
    return hear_all(connection);
}

/* The answer to GET path with further header lines ("" or "Name: value\r\n"). */
static inline char *get(guint16 port, const char *path, const char *headers)
{
    g_autofree char *raw =
        g_strconcat("GET ", path, " HTTP/1.1\r\nHost: x\r\n", headers, END, NULL);
    return ask(port, raw, -1);
}

static inline char *post(guint16 port, const char *path, const char *headers, const char *body)
{
    g_autofree char *raw =
        g_strdup_printf("POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n%s" END "%s", path,
                        strlen(body), headers, body);
    return ask(port, raw, -1);
}

static inline guint status_of(const char *answer)
{
    return g_str_has_prefix(answer, "HTTP/1.1 ") ? (guint)g_ascii_strtoull(answer + 9, NULL, 10)
                                                 : 0;
}
#define assert_status(answer, status) g_assert_cmpuint(status_of(answer), ==, status)
