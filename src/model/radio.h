/* The radio desk: a case as a station has it, broadcasts with their topics, promises made on air.
 *
 * What a station has of a case is what may be read on air; the case itself is an ordinary one.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Where a station sends what it hears; bits. */
typedef enum RadioDisposition {
    RADIO_AGENCY = 1 << 0,   /* to the agency (or to verification, when none is known) */
    RADIO_DIALOGUE = 1 << 1, /* material for the dialogue programme */
} RadioDisposition;
const char *radio_disposition_name(unsigned disposition);  /* "instansi", "dialog", "keduanya" */
const char *radio_disposition_label(unsigned disposition); /* msgid */
bool radio_disposition_from_name(const char *name, unsigned *disposition);

/* What a unit said when a studio called it. */
typedef enum RelayAnswer {
    RELAY_TAKEN = 1,     /* it goes */
    RELAY_NO_ANSWER = 2, /* nobody answered */
    RELAY_REFUSED = 3,   /* not theirs, or not possible */
} RelayAnswer;
const char *relay_answer_name(RelayAnswer answer);  /* "diterima" */
const char *relay_answer_label(RelayAnswer answer); /* msgid */
bool relay_answer_from_name(const char *name, RelayAnswer *answer);

typedef struct RadioItem {
    gint64 id, case_id, account, topic, created_at;
    char *station, *ticket;
    unsigned disposition;
    GBytes *air_sealed; /* "radio.air" */
    bool dropped;
} RadioItem;
void radio_item_free(RadioItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RadioItem, radio_item_free)

typedef struct Episode {
    gint64 id, airs_at, closed_at, created_at;
    char *station, *programme;
} Episode;
void episode_free(Episode *episode);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Episode, episode_free)

typedef struct Topic {
    gint64 id, episode, told_at;
    int position;
    char *title, *agencies, *outcome; /* agencies: codes, parted by commas */
} Topic;
void topic_free(Topic *topic);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Topic, topic_free)

typedef enum PromiseStep { PROMISE_SILENT = 0, PROMISE_REMINDED = 1, PROMISE_LATE = 2 } PromiseStep;

typedef struct Promise {
    gint64 id, episode, topic, due_at, wake_at, account, created_at, done_at, done_by;
    PromiseStep step;
    char *agency, *text, *done_text;
} Promise;
void promise_free(Promise *promise);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Promise, promise_free)
