/* One message as a channel has read it: what a driver hands to its sink, and the domain stores.
 * Everything is lent for the call.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Something that came along: bytes that are here, or a reference that the driver's fetch() takes.
 */
typedef struct IncomingMedia {
    const char *ref;   /* NULL when bytes are here */
    const char *type;  /* as the gateway says, not believed; NULL unknown */
    GBytes *bytes;     /* NULL: to be fetched */
    gboolean original; /* the message itself as it came, all of which is shown: only kept */
} IncomingMedia;

/* What came instead of words and pictures, and cannot be understood. Stored by name. */
typedef enum IncomingOther {
    INCOMING_NONE,
    INCOMING_VOICE,
    INCOMING_VIDEO,
    INCOMING_STICKER,
    INCOMING_CONTACT,
    INCOMING_PAPER, /* a file that is no picture */
    INCOMING_UNKNOWN
} IncomingOther;
const char *incoming_other_name(IncomingOther other); /* "voice"; "" for none: stored */
const char *incoming_other_label(const char *name);   /* msgid: "pesan suara"; NULL unknown */

typedef struct Incoming {
    const char *channel; /* the medium: "sms" */
    const char
        *provider_id;      /* the gateway's, the same at each repetition; "" none: stored always */
    const char *from, *to; /* as the gateway says them; to: our number or account */
    const char *text;      /* any; made valid UTF-8 and cut at LIMIT_TEXT_BYTES; "" none */
    gint64 sent_at;        /* when it was sent, 0 unknown */
    const char *name;      /* what the sender calls himself, NULL unknown */
    const char *subject;   /* of a mail, NULL none */
    const char *thread;    /* what an answer must name: Message-ID, post; NULL none */
    const char *link;      /* address of a public post; NULL: a private message */
    const char *handle;    /* what others call the sender there, "@siti"; NULL none */
    const char *repost_of; /* of a public post that repeats another one: that one's id; NULL none */
    bool to_us; /* a public post: a comment under ours, or the platform says it names us */
    gint32 lat_e7, lng_e7; /* a shared position, WGS 84 in 1e-7 degrees; both 0: none */
    int accuracy_m;        /* of it, 0 unknown */
    const IncomingMedia *media;
    guint media_count;
    gint64 answers;     /* the message of ours that it answers, 0 unknown */
    gboolean fresh;     /* begins a matter of its own: a mail that is no reply */
    gboolean automatic; /* no person wrote it: stored for staff, never answered */
    IncomingOther other;
} Incoming;
