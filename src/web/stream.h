/* The stream hub: tells open consoles what happened, by server-sent events.
 *
 * One thread (the pump) is cued after commits, reads new events of every tenant through a callback
 * into the store, and puts each on the queues of those streams whose account may see it. A stream's
 * queue is bounded: a reader that is too slow is dropped, and comes back with Last-Event-ID, from
 * which the pump first replays what was missed. Lines of text are shared between streams.
 *
 * Invariants: (1) only the pump writes to queues, so replayed and live events keep their order;
 * (2) a stream sleeps (its connection is suspended) only while its queue is empty, decided under
 * its lock, so no wake is lost; (3) after stream_hub_stop no stream wakes any more.
 */
#pragma once

#include "model/catalog.h"
#include "model/user.h"
#include "store/feed.h"

/* Whose stream it is: what this actor may see in this tenant; or, of a reporter, the public events
 * of his own cases. */
typedef struct StreamFilter {
    Catalog *catalog; /* a reference */
    Actor actor;      /* strings are the filter's own */
    GArray *cases;    /* gint64; NULL: of staff, or of a waiting room */
    bool desks;       /* a waiting room: that a queue of a desk moved, and nothing else */
    gint64 after;     /* what came after this event was not told yet; 0: all was */
    char *address;    /* whose, as rate_key tells; NULL: of staff */
} StreamFilter;
StreamFilter *stream_filter_new(const Catalog *catalog, const Actor *actor);
/* A reporter's: he is told that something happened, and asks what by his secrets. (transfer full)
 * of cases. */
StreamFilter *stream_filter_new_own(const Catalog *catalog, GArray *cases, gint64 after,
                                    const char *address);
/* A waiting room's. */
StreamFilter *stream_filter_new_desks(const Catalog *catalog, const char *address);
void stream_filter_free(StreamFilter *filter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StreamFilter, stream_filter_free)
bool stream_filter_allows(const StreamFilter *filter, const FeedRow *event);

/* feed_store_after, or what stands for it in a test. */
typedef bool (*StreamSource)(Db *db, gint64 tenant, gint64 after, guint limit, GPtrArray *events,
                             GError **error);
/* Hears every event once, on the pump's thread. */
typedef void (*StreamListener)(const FeedRow *event, gpointer user);

typedef struct StreamConfig {
    StreamSource source;              /* NULL: nothing is read; only stream_publish feeds the hub */
    StreamListener listener;          /* may be NULL */
    bool (*listening)(gpointer user); /* NULL or false: nobody but streams wants events now */
    gpointer user;
    guint streams_max;  /* 0: 2000; half of them, at most, of reporters */
    guint address_max;  /* 0: 32; of reporters from one address, which a village may share */
    guint queue_max;    /* 0: 64 events a stream */
    guint heartbeat_ms; /* 0: 15000 */
    guint poll_ms;      /* 0: 2000; how long another process's commit may go unseen */
} StreamConfig;

/* One hub a process. database may be NULL when source is. */
bool stream_hub_start(Database *database, const StreamConfig *config, GError **error) MUST_USE;
/* Ends all streams and the pump; stream_open refuses from then on. */
void stream_close_all(void);
void stream_hub_stop(void);
/* Something was committed. Any thread, cheap. */
void stream_cue(void);
/* Straight to the streams, without the database: for tests and events that are not stored. */
void stream_publish(const FeedRow *event);
/* Ends the streams of an account that signed out or was locked. */
void stream_close_account(gint64 tenant, gint64 account);
guint stream_count(void);

/* ---- the connection's side: web/http.c ---- */
typedef struct Stream Stream;
typedef struct StreamSleeper {
    void (*sleep)(gpointer connection); /* called under the stream's lock, from stream_read */
    void (*wake)(gpointer connection);
    gpointer connection;
} StreamSleeper;

/* (transfer full) of filter. last_event_id: the header, or NULL. NULL: too many, too many of one
 * address, or ending. */
Stream *stream_open(StreamFilter *filter, const char *last_event_id);
void stream_attach(Stream *stream, const StreamSleeper *sleeper);
/* Bytes to send now; 0: none, and the connection was put to sleep; -1: the end. */
gssize stream_read(Stream *stream, char *buffer, gsize max);
void stream_close(Stream *stream);
