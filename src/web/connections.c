/* The open connections and their deadlines: see connections.h. */
#include "web/connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#define SWEEP_US (G_USEC_PER_SEC / 4)

struct Connections {
    ConnLimits limits;
    GMutex lock; /* guards all below, and that no fd in the table is closed while it is held */
    GCond wake;
    GHashTable *all;     /* Conn* */
    GHashTable *counted; /* address -> number */
    bool stopping;
    GThread *sweeper;
};

char *conn_address(const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN] = "";
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    } else if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
            inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, sizeof text);
        else
            inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
    }
    return g_strdup(text);
}

static bool address_is_loopback(const char *address)
{
    return g_str_has_prefix(address, "127.") || g_str_equal(address, "::1");
}

static void conn_free(gpointer data)
{
    Conn *conn = data;
    g_free(conn->address);
    g_free(conn);
}

static bool conn_is_late(const Conn *conn, const ConnLimits *limits, gint64 now_us)
{
    Conn *mine = (Conn *)conn;
    gint64 spent_us = now_us - atomic_load(&mine->since_us);
    gint64 bytes = atomic_load(&mine->bytes);
    switch ((ConnPhase)atomic_load(&mine->phase)) {
    case CONN_HEAD:
        return spent_us > limits->head_us;
    case CONN_BODY:
    case CONN_WRITE:
        return spent_us > limits->grace_us + bytes * G_USEC_PER_SEC / limits->bytes_per_s;
    case CONN_WORK:
    case CONN_OPEN:
        return false;
    }
    return false;
}

static void connections_sweep(Connections *connections)
{
    gint64 now_us = g_get_monotonic_time();
    GHashTableIter iter;
    gpointer key;
    g_hash_table_iter_init(&iter, connections->all);
    while (g_hash_table_iter_next(&iter, &key, NULL)) {
        Conn *conn = key;
        if (conn_is_late(conn, &connections->limits, now_us))
            shutdown(conn->fd, SHUT_RDWR);
    }
}

static gpointer sweeper_run(gpointer data)
{
    Connections *connections = data;
    g_mutex_lock(&connections->lock);
    while (!connections->stopping) {
        gint64 until = g_get_monotonic_time() + SWEEP_US;
        if (!g_cond_wait_until(&connections->wake, &connections->lock, until))
            connections_sweep(connections);
    }
    g_mutex_unlock(&connections->lock);
    return NULL;
}

Connections *connections_start(const ConnLimits *limits)
{
    g_assert(limits->bytes_per_s > 0);
    Connections *connections = g_new0(Connections, 1);
    connections->limits = *limits;
    g_mutex_init(&connections->lock);
    g_cond_init(&connections->wake);
    connections->all = g_hash_table_new_full(NULL, NULL, conn_free, NULL);
    connections->counted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    connections->sweeper = g_thread_new("sweeper", sweeper_run, connections);
    return connections;
}

void connections_stop(Connections *connections)
{
    g_mutex_lock(&connections->lock);
    connections->stopping = true;
    g_cond_signal(&connections->wake);
    g_mutex_unlock(&connections->lock);
    g_thread_join(connections->sweeper);
    g_hash_table_unref(connections->all);
    g_hash_table_unref(connections->counted);
    g_mutex_clear(&connections->lock);
    g_cond_clear(&connections->wake);
    g_free(connections);
}

bool connections_may_add(Connections *connections, const struct sockaddr *address)
{
    if (connections->limits.per_address == 0)
        return true;
    g_autofree char *text = conn_address(address);
    if (address_is_loopback(text))
        return true;
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&connections->lock);
    guint open = GPOINTER_TO_UINT(g_hash_table_lookup(connections->counted, text));
    return open < connections->limits.per_address;
}

static void address_count(Connections *connections, const char *address, int by)
{
    guint open = GPOINTER_TO_UINT(g_hash_table_lookup(connections->counted, address));
    open = (guint)((int)open + by);
    if (open == 0)
        g_hash_table_remove(connections->counted, address);
    else
        g_hash_table_insert(connections->counted, g_strdup(address), GUINT_TO_POINTER(open));
}

Conn *connections_add(Connections *connections, int fd, const struct sockaddr *address)
{
    Conn *conn = g_new0(Conn, 1);
    conn->fd = fd;
    conn->address = conn_address(address);
    conn_enter(conn, CONN_HEAD, 0);
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&connections->lock);
    g_hash_table_add(connections->all, conn);
    address_count(connections, conn->address, 1);
    return conn;
}

void connections_del(Connections *connections, Conn *conn)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&connections->lock);
    address_count(connections, conn->address, -1);
    g_hash_table_remove(connections->all, conn);
}

guint connections_count(Connections *connections)
{
    g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new(&connections->lock);
    return g_hash_table_size(connections->all);
}

void conn_enter(Conn *conn, ConnPhase phase, gint64 bytes)
{
    atomic_store(&conn->bytes, bytes);
    atomic_store(&conn->since_us, g_get_monotonic_time());
    atomic_store(&conn->phase, phase);
}
