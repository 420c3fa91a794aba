/* What the channels of Meta's Graph API share (WhatsApp, Facebook, Instagram): the webhook's door,
 * and what an error of the API means.
 * Source: developers.facebook.com/docs/graph-api, webhooks/getting-started, guides/error-handling.
 */
#pragma once

#include "channel/cloud.h"

typedef struct GraphDoor {
    const char *app_secret; /* signs every event: X-Hub-Signature-256 over the raw body */
    const char *verify;     /* the verify token of the handshake */
    /* Hands what the event brings to the sink. False: not stored, it shall be repeated. */
    bool (*take)(gpointer user, const json_t *event);
    gpointer user;
} GraphDoor;

/* Answers a request to the hook as channel.h rule 9 says. */
void graph_hook(const GraphDoor *door, const ChannelHook *hook, ChannelHookReply *reply);

/* cloud_send(), and then what the code of the error says: a token that expired or a right that is
 * missing is ours to mend (TEMPFAIL, the channel is down), a limit that is reached passes. */
ChannelResult graph_send(CloudPulse *pulse, const CloudCall *call, CloudAnswer *answer,
                         GError **error);
/* error.code and error.error_subcode of an answer, 0 none. */
gint64 graph_error_code(const CloudAnswer *answer);
gint64 graph_error_subcode(const CloudAnswer *answer);
/* A number or a text of digits as an id (transfer full); NULL when it is none. */
char *graph_id(const json_t *value);
