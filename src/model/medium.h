/* The media that messages travel on, one row each: how people are known there, and what a text may
 * be. A channel is one line of a medium ("sms.bandung"); messages name the medium.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum MediumFlags {
    MEDIUM_GSM = 1, /* texts are folded to GSM-7 where nothing is lost, and counted in SMS parts */
    MEDIUM_QUIET = 2,  /* it rings: what is not urgent waits for the morning */
    MEDIUM_CHAT = 4,   /* understands buttons and a shared position */
    MEDIUM_PUBLIC = 8, /* also brings public posts, which stand in the triage stream */
} MediumFlags;

typedef struct Medium {
    const char *name;  /* "sms": in messages, reports and [channel.sms] */
    const char *kind;  /* of identity: "phone", "email", or the medium's own handles */
    const char *label; /* msgid */
    unsigned flags;    /* MediumFlags */
    guint text_chars;  /* longest text that one message carries; 0: as long as a report */
} Medium;

/* Ends with a row without name. */
extern const Medium MEDIA[];

const Medium *medium_find(const char *name); /* NULL: none */
/* A person may be answered at this address: not a sender name ("BANK") or a service number. */
bool medium_can_answer(const Medium *medium, const char *address);
