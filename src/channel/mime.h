/* A mail as bytes, and as what is in it: GMime behind one door, its types stand in mime.c only.
 *
 * Reading never fails on what is odd: a mail without an end, of wrong charsets or nested without
 * end gives what could be read. All text is valid UTF-8.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct MailPart {
    char *type, *name; /* "image/jpeg"; name "" none */
    GBytes *bytes;
} MailPart;

/* A report on delivery (RFC 3464), or what looks like one. */
typedef struct MailBounce {
    bool is;
    char *action; /* "failed", "delayed", "delivered" ...; "" none */
    char *status; /* "5.1.1"; "" none */
} MailBounce;

typedef struct Mail {
    char *id;            /* Message-ID without < >; "" none */
    char *from, *name;   /* first address of From, as written; "" none */
    char *subject;       /* one line; "" none */
    char *text;          /* all words, text/plain before HTML; lines end with \n */
    GPtrArray *refers;   /* char*: In-Reply-To and References, without < > */
    GPtrArray *pictures; /* MailPart* */
    GPtrArray *papers;   /* MailPart*: PDF */
    GPtrArray *others;   /* MailPart*: neither words nor picture; bytes NULL: not looked at */
    gint64 sent_at;      /* 0 unknown */
    bool automatic;      /* no person wrote it to us: nothing may answer it (RFC 3834, 2) */
    bool has_head;       /* at least one header field */
    MailBounce bounce;
} Mail;
Mail *mail_read(GBytes *raw); /* never NULL */
void mail_free(Mail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mail, mail_free)

typedef struct MailDraft {
    const char *id;             /* without < > */
    const char *from, *to;      /* addresses */
    const char *from_name;      /* "" none */
    const char *subject, *text; /* any UTF-8 */
    const char *answers;        /* Message-ID without < >; NULL: answers none */
    gint64 now_us;
} MailDraft;
/* Lines end with CR LF, 7 bit. It says that a program wrote it. */
GBytes *mail_compose(const MailDraft *draft);
