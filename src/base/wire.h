/* A connection to a mail server (IMAP, SMTP) over which lines are spoken: connected, behind TLS and
 * logged in when it is opened. What is said afterwards is the caller's (channel/imap.c, smtp.c).
 *
 * Certificates are always checked. What an error says to the log names the other machine, never
 * what was sent: it may be somebody's mail. One thread a wire.
 */
#pragma once

#include <gio/gio.h>

#include "base/error.h"

typedef struct Wire Wire;

typedef struct WireTarget {
    const char *url;      /* imaps://, imap://, smtps://, smtp:// */
    const char *user;     /* "" no login */
    const char *password; /* "" none */
    const char *ca_file;  /* more authorities than the machine's; "" none */
    bool plain;           /* imap:// and smtp:// without TLS; else STARTTLS is a must */
    guint timeout_ms;     /* for opening, and for each wait afterwards; 0: 30 seconds */
    GCancellable *cancel; /* ends every wait within about a second; NULL none */
} WireTarget;

/* DENIED: the login was refused. INVALID: no such URL. UPSTREAM: all else. */
Wire *wire_open(const WireTarget *target, GError **error) MUST_USE;
/* On a connected socket, for tests. */
Wire *wire_of_socket(int fd, guint timeout_ms);
void wire_close(Wire *wire);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wire, wire_close)

/* UPSTREAM, as everything below: the line broke, or nothing came in time. */
bool wire_write(Wire *wire, const void *data, gsize bytes, GError **error) MUST_USE;
/* One line without its end (transfer full), at most 64 KiB; may hold any bytes but NUL. */
char *wire_read_line(Wire *wire, GError **error) MUST_USE;
GBytes *wire_read_bytes(Wire *wire, gsize bytes, GError **error) MUST_USE;
/* Until something can be read (true), or timeout_ms have passed, or it was cancelled. */
bool wire_wait(Wire *wire, guint timeout_ms);
