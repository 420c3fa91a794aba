/* What the operator reads: one line a happening, on standard error.
 *
 *   2026-11-22T09:48:17.123Z warning request=4f2a sms: gateway gone channel=sms waited_s=12
 *
 * g_warning(), g_message(), g_info() and g_debug() of every library end here. Under systemd the
 * line begins with <priority> instead of time and level. Whatever a message holds, it stays one
 * line, and what looks like a password, token or telephone number in it is masked - which is a net,
 * not a licence: a secret, a name or a citizen's text is never given to the log. Levels: critical =
 * the operator must act now; warning = something failed; message = something rare happened (start,
 * stop, gateway gone or back); info = each piece of work; debug.
 */
#pragma once

#include "base/error.h"

/* Once a process, before threads. Lines less important than least are dropped. */
void log_open(GLogLevelFlags least);
/* "critical", "warning", "message", "info" or "debug". */
bool log_level_parse(const char *name, GLogLevelFlags *least);

/* What this thread works on, named in all its lines until the end: log_scope_begin("request", id).
 */
void log_scope_begin(const char *kind, const char *id);
void log_scope_end(void);

/* A message and pairs of name and value (NULL values are left out), NULL-terminated. */
void log_fields(GLogLevelFlags level, const char *message, ...) G_GNUC_NULL_TERMINATED;
/* A failure, once, where it is dealt with: what was tried, then code, field, sentence and detail. A
 * warning when INTERNAL, a message when another machine failed, otherwise info. */
void log_error(const char *what, const GError *error);
