/* The guided conversation, pure: what was asked, what came, and what that means. One table of
 * states and inputs; knows no message, no case and no database (domain/sms_guide.c does).
 *
 * A report is stored, and has its number, before the first question; no answer is ever waited for.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What was asked last. Stored by name. */
typedef enum GuideState {
    GUIDE_IDLE,   /* nothing */
    GUIDE_WHAT,   /* a photo or a point without words: what is it? */
    GUIDE_PLACE,  /* where? */
    GUIDE_CHOOSE, /* one of these places? */
    GUIDE_PHOTO,  /* a photo? */
    GUIDE_CANCEL, /* really withdraw it? */
    GUIDE_RATE,   /* 1 to 5? */
    GUIDE_STATE_COUNT
} GuideState;

/* What came, as seen from what was asked. */
typedef enum GuideInput {
    GUIDE_IN_COMMAND, /* LAPOR, CEK, SELESAI, words of danger: not about the question */
    GUIDE_IN_WORDS,   /* a sentence */
    GUIDE_IN_BRIEF,   /* too few letters to say something */
    GUIDE_IN_PLACE,   /* names one place, surely */
    GUIDE_IN_PLACES,  /* sounds like one of a few places */
    GUIDE_IN_NUMBER,  /* a number that was offered */
    GUIDE_IN_ODD_NUMBER,
    GUIDE_IN_POSITION, /* a point within the government's area */
    GUIDE_IN_OUTSIDE,  /* a point outside */
    GUIDE_IN_PICTURE,  /* a picture without words */
    GUIDE_IN_UNUSABLE, /* voice, sticker, contact, film, nothing at all */
    GUIDE_IN_YES,
    GUIDE_IN_NO,     /* no, none of these, do not know, skip */
    GUIDE_IN_CANCEL, /* batal */
    GUIDE_IN_HUMAN,  /* petugas */
    GUIDE_IN_LATE,   /* sent before the question was asked, and so no answer to it */
    GUIDE_INPUT_COUNT
} GuideInput;

/* What is done with it. */
typedef enum GuideDo {
    GUIDE_PASS,     /* as if nothing had been asked: the dialog of commands decides */
    GUIDE_ADD,      /* to the report that was asked about */
    GUIDE_SET,      /* its place is this */
    GUIDE_PICK,     /* its place is the one offered under this number */
    GUIDE_OFFER,    /* offers places */
    GUIDE_KEEP,     /* a point outside: kept for the staff, said so */
    GUIDE_AGAIN,    /* asks the same again */
    GUIDE_DROP,     /* the question is dropped, the report stays */
    GUIDE_WITHDRAW, /* the report is withdrawn */
    GUIDE_GRADE,    /* the number is a grade */
    GUIDE_HAND_OVER /* to a human */
} GuideDo;

typedef enum GuideTo {
    GUIDE_TO_NEXT, /* what is missing now: guide_next() */
    GUIDE_TO_SAME,
    GUIDE_TO_IDLE,
    GUIDE_TO_PLACE,
    GUIDE_TO_CHOOSE
} GuideTo;

typedef struct GuideStep {
    GuideDo act;
    GuideTo to;
    bool missed; /* not understood */
} GuideStep;

const GuideStep *guide_step(GuideState state, GuideInput input);

/* What is known of a report. */
typedef struct GuideFacts {
    bool words, place, photo;
    bool pictures;       /* the medium carries pictures */
    bool several_places; /* its words name places, but not which one */
    bool photo_asked;
    int asked; /* questions so far */
} GuideFacts;
enum { GUIDE_ASKS_MAX = 3, GUIDE_MISSES_MAX = 2 };

/* The next question, GUIDE_IDLE for none. */
GuideState guide_next(const GuideFacts *facts);
/* So many misunderstandings in a row call for a human. */
bool guide_is_lost(int misses);

const char *guide_state_name(GuideState state);
GuideState guide_state_from(const char *name); /* GUIDE_IDLE for an unknown one */
