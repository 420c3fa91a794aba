/* Demo content: invented cases in every state, told through the same calls as real ones, and one
 * account a role. For looking at the program, never for a government at work. */
#pragma once

#include "cli/installation.h"
#include "model/transition.h"

/* Fills each loaded tenant that has no case yet; others stay as they are. The accounts' password is
 * made once and stands in DATA/demo.txt. */
bool demo_load(Installation *in, GError **error) MUST_USE;

/* ---- the invented cases: demo_cases.c ---- */

enum { DEMO_STEPS_MAX = 8 };

typedef struct DemoStep {
    Action action; /* ACTION_NONE ends */
    int hours;     /* after the step before */
    const char *text;
} DemoStep;

typedef struct DemoCase {
    const char *service; /* a case whose service the pack does not have is left out */
    int days, hour;      /* told so many days ago, at that hour */
    const char *channel;
    ReportClass class_;
    Visibility visibility;
    const char *place, *text;
    DemoStep steps[DEMO_STEPS_MAX];
} DemoCase;

extern const DemoCase DEMO_CASES[]; /* ended by service NULL */
