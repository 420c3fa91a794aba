/* The kinds of events, as stored, with how a timeline shows them. */
#pragma once

#include <stdbool.h>

typedef struct EventKind {
    const char *kind;   /* "case.disposed" */
    const char *label;  /* msgid of the line: "Diteruskan ke {agency}" */
} EventKind;

extern const EventKind EVENT_KINDS[]; /* ended by kind NULL */
const EventKind *event_kind(const char *kind); /* NULL: unknown */
