/* A mailbox by IMAP (RFC 9051, RFC 3501): which mails are new, one of them, and that it is done.
 * Speaks over a Wire that is logged in already; knows nothing of what a mail holds.
 *
 * No state of ours names a mail: what is new is what the mailbox says (not \Seen, or still in the
 * folder), so a mailbox that was rebuilt with other UIDs (UIDVALIDITY) only shows some mails again,
 * and the sink knows those.
 */
#pragma once

#include "base/wire.h"

typedef struct Imap Imap;

/* wire (transfer full). done "": what was taken is flagged \Seen; else the folder it is moved to.
 * UPSTREAM when there is no such folder or it is read-only. */
Imap *imap_open(Wire *wire, const char *folder, const char *done, GError **error) MUST_USE;
void imap_free(Imap *imap);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Imap, imap_free)

/* guint32 UIDs of what is new, oldest first, at most limit. NULL: the connection is no more. */
GArray *imap_new_mails(Imap *imap, guint limit, GError **error) MUST_USE;
/* The mail, at most max_bytes of it; *whole: that is all. (transfer full), empty when it is not
 * there any more. Does not flag it. */
GBytes *imap_fetch(Imap *imap, guint32 uid, gsize max_bytes, gsize *whole, GError **error) MUST_USE;
/* It is on disk here. */
bool imap_done(Imap *imap, guint32 uid, GError **error) MUST_USE;
/* Until something happened in the folder, or timeout_ms have passed: by IDLE, or without it by
 * waiting poll_ms. */
bool imap_wait(Imap *imap, guint timeout_ms, guint poll_ms, GError **error) MUST_USE;
