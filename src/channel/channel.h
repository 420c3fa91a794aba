/* The contract of a channel driver: a way in and out for messages (SMS, later chat and mail).
 *
 * A driver knows its gateway and nothing of cases; it is on base and model only, so that it can be
 * tested without a database. What it receives goes to the sink it was opened with; what it must
 * send comes from job/deliver.c, one message at a time or many at once from several threads.
 *
 * Rules for who writes a driver:
 *  1. open() checks its configuration and starts what it needs (threads, sockets). It does not
 *     wait for the gateway: a gateway that is down is health, not an error of open().
 *  2. A received message is handed to sink->receive() and acknowledged to the gateway only after
 *     that returned true. False means "not stored": do not acknowledge; the gateway repeats it.
 *  3. provider_id is the gateway's own id of the message, the same however often it is repeated;
 *     the sink stores it once and answers true for every repetition. A gateway without ids gets
 *     one made of what is stable (file name, time and sender), never a fresh random one.
 *  4. Text handed over is valid UTF-8, whole (parts joined), at most LIMIT_TEXT_BYTES; what is
 *     longer is cut at a character and the rest is handed over as a further message.
 *  5. send() may wait for the gateway up to its own time limit, in the caller's thread. It answers
 *     CHANNEL_OK only when the gateway has taken the message, CHANNEL_TEMPFAIL when trying later
 *     may help, CHANNEL_PERMFAIL when it never will, and CHANNEL_HOLD when it is not known whether
 *     the gateway took it: the message is not sent again by itself. CHANNEL_ELSEWHERE: never
 *     here (the gateway's window for free texts is over), but another medium of the person may.
 *  6. out->id is unique and stable: give it to the gateway where it takes an id, and to
 *     sink->receipt() when a delivery report comes.
 *  7. health() is cheap, thread-safe and truthful: connected or why not.
 *  8. close() stops receiving first, finishes what is in hand within two seconds, then returns;
 *     nothing is acknowledged after the sink said false or after close().
 *  9. hook(), where there is one, answers a gateway's HTTP request to /hook/NAME in the thread of
 *     the request: it checks the gateway's signature over the raw body in constant time before it
 *     reads anything, hands to the sink, and answers 200 only for what is on disk; 503 otherwise.
 *     What is signed but not for us (an unknown kind of event) is 200: repeating would not help.
 * 10. fetch(), where there is one, brings what a received message named by reference; it may wait
 *     as send() may. UPSTREAM: later; anything else: never.
 * 11. Text in ChannelHealth and in errors names no secret, no address and no text of a message.
 * 12. take(), where there is one, reads what another program hands over as a file, without a
 * gateway and beside a process that serves the same channel; true: on disk, as receive() says. What
 * is not readable is kept as well.
 * 13. open() may be called again after close(), with other secrets. When one is missing, its key is
 * the field of the error, and the program starts without the channel, until it is given.
 */
#pragma once

#include "base/error.h"
#include "model/incoming.h"
#include "model/message.h"

typedef struct Channel Channel;

typedef enum ChannelResult {
    CHANNEL_OK,
    CHANNEL_TEMPFAIL,
    CHANNEL_PERMFAIL,
    CHANNEL_HOLD,
    CHANNEL_ELSEWHERE,
} ChannelResult;

typedef Incoming ChannelIn;

typedef struct ChannelOut {
    const char *id;      /* rule 6: decimal message id */
    const char *from;    /* our number or account, may be "" */
    const char *to;      /* E.164 with +, mail address, or the id of the person there */
    const char *text;    /* UTF-8 */
    const char *subject; /* of the mail that this answers, sender's words; NULL none */
    const char *thread;  /* what this answers, as receive() named it; NULL none */
    bool in_public;      /* an answer under the public post thread; else a private message */
    const char *buttons; /* a line each, "words<tab>label": what pressing it says; NULL none. Who
                            has no buttons leaves them out: the text says the same words */
    gint64 heard_at;     /* when this address last wrote to us on this medium; 0 never */
    gint64 now_us;       /* by the program's clock */
} ChannelOut;

typedef struct ChannelSink {
    /* Both may be called on any thread; true = it is on disk. */
    bool (*receive)(gpointer user, const ChannelIn *in);
    bool (*receipt)(gpointer user, const char *channel, const char *id, ReceiptKind kind,
                    const char *detail);
    gpointer user;
    /* For drivers that look for public posts themselves; may be NULL.
     * wanted: the words, #tags and @names of the governments served, NULL-terminated (transfer
     * full). recall, remember: a place in what is read (a since_id), kept over restarts; a place
     * moves only over what receive() has taken. recall: NULL none (transfer full). */
    char **(*wanted)(gpointer user);
    char *(*recall)(gpointer user, const char *key);
    bool (*remember)(gpointer user, const char *key, const char *value);
} ChannelSink;

typedef struct ChannelHealth {
    bool up;
    char detail[200]; /* for the operator, as words_get_line() reads: a msgid, ": " and a value */
    gint64 last_in_at, last_out_at;
} ChannelHealth;

typedef struct ChannelHook {
    const char *method, *query; /* query: raw, "" none */
    const void *body;
    gsize body_bytes;
    const char *(*header)(gconstpointer request, const char *lower_name); /* NULL: absent */
    gconstpointer request;
} ChannelHook;

typedef struct ChannelHookReply {
    unsigned status;
    char *text; /* text/plain (transfer full), NULL: empty */
} ChannelHookReply;

typedef struct ChannelDriver {
    const char *name; /* driver, as in channel.sms.driver = kannel */
    /* Keys of the group that an administrator may set in the console, where nobody can read them
     * again: the one without which nothing works first; NULL-terminated. */
    const char *const *secrets;
    Channel *(*open)(const char *channel, GKeyFile *config, const char *group,
                     const ChannelSink *sink, GError **error);
    ChannelResult (*send)(Channel *channel, const ChannelOut *out, GError **error);
    void (*health)(Channel *channel, ChannelHealth *health);
    void (*close)(Channel *channel);
    /* May be NULL. */
    void (*hook)(Channel *channel, const ChannelHook *hook, ChannelHookReply *reply);
    GBytes *(*fetch)(Channel *channel, const char *ref, GError **error); /* (transfer full) */
    /* Rule 12. whole: bytes of all of it, when file is only its beginning. *readable: it had the
     * form that is expected. */
    bool (*take)(const char *channel, GKeyFile *config, const char *group, const ChannelSink *sink,
                 GBytes *file, gsize whole, bool *readable, GError **error);
} ChannelDriver;

/* The drivers this program has, NULL-terminated: channel/drivers.c. */
const ChannelDriver *const *channel_drivers(void);
const ChannelDriver *channel_driver(const char *name); /* NULL: none */
