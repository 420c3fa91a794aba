/* The socket on which the server listens: see listener.h. */
#include "web/listener.h"

#include <errno.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024

static void fails(GError **error, const char *listen, const char *why)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, "listen",
              N_("Alamat dan porta untuk melayani tidak dapat dipakai."), "%s: %s", listen, why);
}

static GSocketAddress *address_parse(const char *listen, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GSocketConnectable) parsed = g_network_address_parse(listen, 0, &fault);
    if (!parsed) {
        fails(error, listen, fault->message);
        return NULL;
    }
    GNetworkAddress *named = G_NETWORK_ADDRESS(parsed);
    const char *host = g_network_address_get_hostname(named);
    GSocketAddress *address = g_inet_socket_address_new_from_string(
        strcmp(host, "localhost") == 0 ? "127.0.0.1" : host, g_network_address_get_port(named));
    if (!address)
        fails(error, listen, "not an address; names are not looked up");
    return address;
}

/* The socket, or -1 with errno. bound becomes the address it got. */
static int socket_bind(GSocketAddress *address, struct sockaddr_storage *bound, socklen_t *bytes)
{
    *bytes = (socklen_t)g_socket_address_get_native_size(address);
    if (!g_socket_address_to_native(address, bound, sizeof *bound, NULL))
        g_error("an internet address does not fit");
    int on = 1;
    int fd = socket(bound->ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(fd, (struct sockaddr *)bound, *bytes) == 0 && listen(fd, BACKLOG) == 0 &&
        getsockname(fd, (struct sockaddr *)bound, bytes) == 0)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

int listener_open(const char *listen, char **address, guint16 *port, GError **error)
{
    g_autoptr(GSocketAddress) wanted = address_parse(listen, error);
    if (!wanted)
        return -1;
    struct sockaddr_storage raw = { 0 };
    socklen_t bytes;
    int fd = socket_bind(wanted, &raw, &bytes);
    if (fd < 0) {
        fails(error, listen, g_strerror(errno));
        return -1;
    }
    g_autoptr(GSocketAddress) bound = g_socket_address_new_from_native(&raw, bytes);
    *address = g_socket_connectable_to_string(G_SOCKET_CONNECTABLE(bound));
    *port = g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound));
    return fd;
}
