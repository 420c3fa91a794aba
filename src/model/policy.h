/* The clocks and habits of a kind of case, as the pack says them. Lengths in working days count
 * as in base/workday.h: the day of receipt is day 0, due is the end of office day N. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum ClockKind {
    CLOCK_DISPOSITION = 1, /* receipt -> disposition; admin's. Source: S2.10, SP4N-LAPOR 3 wd */
    CLOCK_FOLLOWUP = 2,    /* first disposition -> published follow-up; agency's. S2.11 */
    CLOCK_RESOLUTION = 3,  /* receipt -> finish proposed; 5/14/60 by ResolutionKind */
    CLOCK_INFO = 4,        /* question to the reporter -> his answer; expiry closes */
    CLOCK_CONFIRM = 5,     /* finish proposed -> his verdict; expiry closes unconfirmed */
    CLOCK_PROGRESS = 6,    /* the reporter asks how it goes -> the holder's answer. S3.05 */
} ClockKind;
#define CLOCK_KIND_COUNT 7

typedef enum ClockState { CLOCK_RUNNING = 1, CLOCK_PAUSED = 2, CLOCK_STOPPED = 3 } ClockState;

/* Which of the three resolution lengths (KemenPANRB 2018: 5 plain, 14 without and 60 with field
 * check). */
typedef enum ResolutionKind {
    RESOLUTION_PLAIN = 0,
    RESOLUTION_NO_FIELD = 1,
    RESOLUTION_FIELD = 2
} ResolutionKind;

#define POLICY_RUNGS_MAX 6
/* After a breach the ladder is climbed: at each rung a further person is told. */
typedef struct Rung {
    int after_wd; /* working days after the due time; 0 = at once */
    char *whom;   /* "petugas", "kepala", "sekda", "bupati": label of the pack */
} Rung;

typedef struct Policy {
    char *code;
    int disposition_wd;   /* e.g. 2 (Bandung, Jepara) or 3 (national) */
    int followup_wd;      /* e.g. 5 */
    int resolution_wd[3]; /* by ResolutionKind */
    int info_wd;          /* reporter's time to answer a question; e.g. 10 */
    int progress_wd;      /* answer to "minta perkembangan"; e.g. 2 */
    int confirm_wd;       /* reporter's window after a proposed finish; 10 */
    int reopen_wd;        /* after closing, how long "belum selesai" still reopens; e.g. 10 */
    int warn_percent;     /* of the clock's length gone when the holder is warned; e.g. 75 */
    bool public_overdue;  /* "lewat tenggat" is shown to the public */
    bool public_at_once;  /* listed before verification */
    int max_extensions;   /* how often an agency may be given more time */
    Rung rungs[POLICY_RUNGS_MAX];
    int rung_count;
} Policy;
Policy *policy_new(const char *code); /* with the national lengths */
void policy_free(Policy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Policy, policy_free)

typedef struct CaseClock {
    ClockKind kind;
    ClockState state;
    gint64 started_at, due_at, paused_at, stopped_at, wake_at;
    int step; /* 0 nothing said, 1 warned, 2 breached, 3.. rungs climbed */
    int working_days;
} CaseClock;

const char *clock_kind_name(ClockKind kind);  /* "disposisi" */
const char *clock_kind_label(ClockKind kind); /* msgid */
/* The label of "disposisi"; the name itself when there is no such clock. */
const char *clock_name_label(const char *name);
