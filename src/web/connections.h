/* The open connections: how many from one address, and how long each may dawdle. Knows sockets and
 * clocks only. libmicrohttpd's own timeout counts from the last byte, so that a client sending one
 * byte every few seconds would stay for ever; here each phase has a deadline that grows only with
 * what was really moved. A connection past it is shut down, which its I/O thread then notices.
 */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>

typedef enum ConnPhase {
    CONN_HEAD,  /* waits for a request or reads its head */
    CONN_BODY,  /* reads a body */
    CONN_WORK,  /* the answer is being made; no deadline */
    CONN_WRITE, /* sends an answer */
    CONN_OPEN,  /* an event stream; no deadline, it has its own */
} ConnPhase;

typedef struct Conn {
    int fd;
    char *address;
    _Atomic int phase;
    _Atomic gint64 since_us; /* monotonic */
    _Atomic gint64 bytes;    /* moved or to be moved in this phase */
} Conn;

typedef struct ConnLimits {
    guint per_address;  /* 0: no limit; loopback has none */
    gint64 head_us;     /* the whole of CONN_HEAD */
    gint64 grace_us;    /* of CONN_BODY and CONN_WRITE, before the rate counts */
    gint64 bytes_per_s; /* least rate after that */
} ConnLimits;

typedef struct Connections Connections;
Connections *connections_start(const ConnLimits *limits);
void connections_stop(Connections *connections);

/* May one more come from this address? */
bool connections_may_add(Connections *connections, const struct sockaddr *address);
Conn *connections_add(Connections *connections, int fd, const struct sockaddr *address);
/* Before the socket is closed. */
void connections_del(Connections *connections, Conn *conn);
guint connections_count(Connections *connections);

void conn_enter(Conn *conn, ConnPhase phase, gint64 bytes);
static inline void conn_moved(Conn *conn, gint64 bytes)
{
    atomic_fetch_add_explicit(&conn->bytes, bytes, memory_order_relaxed);
}
/* "203.0.113.7", "2001:db8::1"; an IPv4 address written as IPv6 as IPv4 (transfer full). */
char *conn_address(const struct sockaddr *address);
