/* A telephone call of the hotline, as it is kept: with sealed number and note. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum CallDirection { CALL_IN = 1, CALL_OUT = 2, CALL_MISSED = 3 } CallDirection;
const char *call_direction_name(CallDirection direction);  /* "masuk" */
const char *call_direction_label(CallDirection direction); /* msgid */
bool call_direction_from_name(const char *name, CallDirection *direction);

/* Of a call that we made. */
typedef enum CallOutcome {
    CALL_REACHED = 1,    /* we spoke */
    CALL_NO_ANSWER = 2,  /* to be tried again */
    CALL_WRONG = 3,      /* wrong number, or nobody knows of a call */
    CALL_GIVEN_UP = 4,   /* tried often enough */
} CallOutcome;
const char *call_outcome_name(CallOutcome outcome);  /* "tersambung" */
const char *call_outcome_label(CallOutcome outcome); /* msgid */
bool call_outcome_from_name(const char *name, CallOutcome *outcome);

enum { CALL_HASH_BYTES = 16 };

typedef struct Call {
    gint64 id, started_at, ended_at, account;
    gint64 answers; /* the missed call that this one answers; 0 none */
    char *line, *ticket, *provider_id;
    CallDirection direction;
    CallOutcome outcome; /* 0 none */
    bool known;          /* the number was shown to us: hash and sealed are there */
    guint8 hash[CALL_HASH_BYTES];
    GBytes *number_sealed, *note_sealed; /* "call.number", "call.note"; NULL none */
    bool waits;                          /* missed, and nobody called back */
} Call;
void call_free(Call *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Call, call_free)
