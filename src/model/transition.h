/* What may be done with a case: one row an action. The console shows exactly the rows that are
 * legal, the API and the SMS dialog use the same ones; domain/action.c executes a row in one
 * transaction: event, hop, clocks, messages, case.
 */
#pragma once

#include "model/case.h"
#include "model/policy.h"
#include "model/user.h"

typedef enum Action {
    ACTION_NONE = 0,
    /* admin verifikasi */
    ACTION_VERIFY,    /* clear and complete */
    ACTION_ASK_INFO,  /* question to the reporter; clocks pause */
    ACTION_ANSWERED,  /* the reporter answered by telephone or at the desk: written down for him */
    ACTION_REJECT,    /* with a reason code; closes */
    ACTION_RESTORE,   /* takes a rejection or referral back */
    ACTION_MERGE,     /* this case is a duplicate of target */
    ACTION_UNMERGE,   /* takes a merge back */
    ACTION_SPLIT,     /* a report, or a second matter of the case's own, becomes a case */
    ACTION_CLASSIFY,  /* category, place, priority, visibility (only stricter); no change of status */
    ACTION_DISPOSE,   /* to the agency that must act; also re-disposition: clocks go on */
    ACTION_REFER,     /* outside our government, with an address; closes */
    ACTION_HAND_OVER, /* to the province or a kabupaten below it, with its clocks */
    /* agency */
    ACTION_ACCEPT,
    ACTION_RETURN,    /* not ours: reason and proposed owner; back to the verifier, clocks go on */
    ACTION_NOTE,      /* internal */
    ACTION_PROGRESS,  /* public progress note */
    ACTION_HAND_TO,   /* to a person of the agency */
    ACTION_ASK_TIME,  /* more working days, with a reason */
    ACTION_FOLLOW_UP, /* publish the follow-up (tindak lanjut); stops the follow-up clock */
    ACTION_PROPOSE,   /* propose finished: needs a text */
    /* supervisor */
    ACTION_GRANT_TIME,
    ACTION_DENY_TIME,
    ACTION_REVIEW, /* has looked at a low rating; ends ATTENTION_RATING */
    /* whoever sees it first */
    ACTION_TAKE_ALARM, /* has dealt with words of danger; ends ATTENTION_ALARM */
    /* a desk, for the reporter; or he himself */
    ACTION_ASK_PROGRESS, /* "minta perkembangan": CLOCK_PROGRESS runs until the holder answers */
    /* reporter */
    ACTION_REPLY,     /* adds to the case; answers a question when one is open */
    ACTION_CONFIRM,   /* finished, yes */
    ACTION_DISPUTE,   /* not finished: reopens within the policy's days */
    ACTION_RATE,
    ACTION_LOCATE,    /* says where it is, as long as nobody was sent there */
    ACTION_WITHDRAW,  /* takes it back, soon after and alone; closes */
    ACTION_SUPPORT,   /* anybody: "saya juga mengalami" */
    /* the clock thread */
    ACTION_EXPIRE_INFO,    /* no answer to the question: closes as rejected, code "tanpa-jawaban" */
    ACTION_EXPIRE_CONFIRM, /* nobody said otherwise: selesai_tanpa_konfirmasi */
    ACTION_COUNT
} Action;

typedef enum ActionNeeds {
    NEEDS_TEXT = 1 << 0,
    NEEDS_REASON = 1 << 1,  /* a code of reason_codes() and optionally text */
    NEEDS_AGENCY = 1 << 2,
    NEEDS_TARGET = 1 << 3,  /* ticket of another case */
    NEEDS_OFFICER = 1 << 4,
    NEEDS_DAYS = 1 << 5,
    NEEDS_RATING = 1 << 6,
    NEEDS_SERVICE = 1 << 7, /* category must be known (given now or before) */
    TAKES_PHOTOS = 1 << 8,
    TAKES_TEXT = 1 << 9,
    TAKES_PLACE = 1 << 10,  /* service, area, point, place text */
    TAKES_AGENCY = 1 << 11, /* optional: the owner proposed */
    NEEDS_TENANT = 1 << 12,
} ActionNeeds;

typedef enum ActionBy { BY_STAFF = 1, BY_REPORTER = 2, BY_ANYBODY = 4, BY_SYSTEM = 8 } ActionBy;

/* Whom of the staff an action is told to: bits. */
typedef enum StaffWho {
    STAFF_VERIFIERS = 1 << 0, /* of the case's area */
    STAFF_HOLDERS = 1 << 1,   /* its officer, else those of its agency; the verifiers without one */
    STAFF_HEADS = 1 << 2,     /* the supervisors of its agency, else of those above it */
} StaffWho;

#define STATUS_BIT(s) (1u << (s))
#define STATUS_SAME ((CaseStatus)0)
#define STATUS_RESUME ((CaseStatus)0xff) /* cases.resume_status */
#define CLOCK_BIT(k) (1u << (k))

typedef struct Transition {
    Action action;
    const char *name;      /* URL and API: "verifikasi" */
    const char *label;     /* msgid of the button: "Verifikasi" */
    const char *event;     /* event kind: "case.verified" */
    unsigned from;         /* STATUS_BITs in which it is legal */
    CaseStatus to;         /* STATUS_SAME, STATUS_RESUME or the new one */
    unsigned by;           /* ActionBy bits */
    Right right;           /* of staff */
    unsigned needs;        /* ActionNeeds bits */
    bool public_;          /* the event stands on the public page */
    HolderKind holder;     /* who holds the case after it; 0: as before */
    unsigned start, stop, pause, resume; /* CLOCK_BITs */
    const char *message;   /* key of the text each reporter gets; NULL: none */
    const char *staff;     /* key of the text the staff get; NULL: none */
    unsigned told;         /* StaffWho bits: those of them */
    char key;              /* console shortcut, 0 none */
} Transition;

extern const Transition TRANSITIONS[]; /* indexed by Action, TRANSITIONS[0] unused */
const Transition *transition_by_name(const char *name); /* NULL: none */
bool transition_allows(const Transition *t, CaseStatus from);

typedef struct ReasonCode {
    const char *code;  /* "tidak-jelas" */
    const char *label; /* msgid, as told to the reporter */
} ReasonCode;
/* Codes for REJECT (also used by RETURN where for_return), ended by code NULL. */
const ReasonCode *reason_codes(Action action);
const char *reason_label(Action action, const char *code); /* NULL: unknown code */
