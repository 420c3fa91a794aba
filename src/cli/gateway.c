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

char *gateway_probe(const Config *config, const char *channel)
{
    g_autofree char *driver = config_channel_text(config, channel, "driver");
    g_autofree char *host = config_channel_text(config, channel, "host");
    g_autofree char *port = config_channel_text(config, channel, "port");
    g_autofree char *inbox = config_channel_text(config, channel, "inbox");
    gint64 number = KANNEL_PORT;
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
