/* Looking whether a gateway is there: see gateway.h. */
#include "cli/gateway.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>

enum { PROBE_S = 3, KANNEL_PORT = 13001 };

static char *probe_address(const char *host, guint16 port)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_socket_client_set_timeout(client, PROBE_S);
    g_autoptr(GSocketConnection) open =
        g_socket_client_connect_to_host(client, host, port, NULL, &error);
    if (open)
        return g_strdup_printf("ok: %s:%u answers", host, port);
    return g_strdup_printf("no answer from %s:%u: %s", host, port, error->message);
}

static char *probe_folder(const char *folder)
{
    if (!*folder)
        return NULL;
    return g_file_test(folder, G_FILE_TEST_IS_DIR)
               ? g_strdup_printf("ok: folder %s is there", folder)
               : g_strdup_printf("no folder %s", folder);
}

/* "imaps://mail.example" */
static char *probe_url(const char *url)
{
    static const struct {
        const char *scheme;
        guint16 port;
    } PORTS[] = { { "imap", 143 }, { "imaps", 993 }, { "smtp", 25 }, { "smtps", 465 } };
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
    int port = uri ? g_uri_get_port(uri) : -1;
    if (!uri || !g_uri_get_host(uri))
        return g_strdup_printf("no address: \"%s\"", url);
    for (guint i = 0; i < G_N_ELEMENTS(PORTS); i++)
        if (port <= 0 && strcmp(g_uri_get_scheme(uri), PORTS[i].scheme) == 0)
            port = PORTS[i].port;
    return probe_address(g_uri_get_host(uri), (guint16)port);
}

/* The way in before the way out, and what is wrong before what is well. */
static char *probe_mail(const Config *config, const char *channel)
{
    g_autofree char *imap = config_channel_text(config, channel, "imap_url");
    g_autofree char *smtp = config_channel_text(config, channel, "smtp_url");
    g_autofree char *in = *imap ? probe_url(imap) : NULL;
    g_autofree char *out = *smtp ? probe_url(smtp) : NULL;
    return in && (!out || gateway_is_bad(in)) ? g_steal_pointer(&in) : g_steal_pointer(&out);
}

char *gateway_probe(const Config *config, const char *channel)
{
    g_autofree char *driver = config_channel_text(config, channel, "driver");
    g_autofree char *host = config_channel_text(config, channel, "host");
    g_autofree char *port = config_channel_text(config, channel, "port");
    g_autofree char *inbox = config_channel_text(config, channel, "inbox");
    gint64 number = KANNEL_PORT;
    if (strcmp(driver, "email") == 0)
        return probe_mail(config, channel);
    if (strcmp(driver, "kannel") != 0)
        return probe_folder(inbox);
    if (*port && !g_ascii_string_to_signed(port, 10, 1, 65535, &number, NULL))
        return g_strdup_printf("no port: \"%s\"", port);
    return probe_address(*host ? host : "127.0.0.1", (guint16)number);
}

bool gateway_is_bad(const char *probe)
{
    return probe && !g_str_has_prefix(probe, "ok");
}
