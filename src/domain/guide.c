/* The table of the guided conversation: see guide.h. */
#include "domain/guide.h"

#include <string.h>

#define STEP(act, to)                                                                              \
    {                                                                                              \
        GUIDE_##act, GUIDE_TO_##to, false                                                          \
    }
#define MISS(act, to)                                                                              \
    {                                                                                              \
        GUIDE_##act, GUIDE_TO_##to, true                                                           \
    }

/* clang-format off */
static const GuideStep STEPS[GUIDE_STATE_COUNT][GUIDE_INPUT_COUNT] = {
    [GUIDE_IDLE] = {
        [GUIDE_IN_COMMAND] = STEP(PASS, SAME),   [GUIDE_IN_WORDS] = STEP(PASS, SAME),
        [GUIDE_IN_BRIEF] = STEP(PASS, SAME),     [GUIDE_IN_PLACE] = STEP(PASS, SAME),
        [GUIDE_IN_PLACES] = STEP(PASS, SAME),    [GUIDE_IN_NUMBER] = STEP(PASS, SAME),
        [GUIDE_IN_ODD_NUMBER] = STEP(PASS, SAME), [GUIDE_IN_POSITION] = STEP(PASS, SAME),
        [GUIDE_IN_OUTSIDE] = STEP(PASS, SAME),   [GUIDE_IN_PICTURE] = STEP(PASS, SAME),
        [GUIDE_IN_UNUSABLE] = MISS(PASS, SAME),  [GUIDE_IN_YES] = STEP(PASS, SAME),
        [GUIDE_IN_NO] = STEP(PASS, SAME),        [GUIDE_IN_CANCEL] = STEP(PASS, SAME),
        [GUIDE_IN_HUMAN] = STEP(HAND_OVER, IDLE), [GUIDE_IN_LATE] = STEP(PASS, SAME),
    },
    [GUIDE_WHAT] = {
        [GUIDE_IN_COMMAND] = STEP(PASS, SAME),   [GUIDE_IN_WORDS] = STEP(ADD, NEXT),
        [GUIDE_IN_BRIEF] = MISS(AGAIN, SAME),    [GUIDE_IN_PLACE] = STEP(ADD, NEXT),
        [GUIDE_IN_PLACES] = STEP(ADD, NEXT),     [GUIDE_IN_NUMBER] = MISS(AGAIN, SAME),
        [GUIDE_IN_ODD_NUMBER] = MISS(AGAIN, SAME), [GUIDE_IN_POSITION] = STEP(SET, SAME),
        [GUIDE_IN_OUTSIDE] = STEP(KEEP, SAME),   [GUIDE_IN_PICTURE] = STEP(ADD, SAME),
        [GUIDE_IN_UNUSABLE] = MISS(AGAIN, SAME), [GUIDE_IN_YES] = MISS(AGAIN, SAME),
        [GUIDE_IN_NO] = STEP(DROP, IDLE),        [GUIDE_IN_CANCEL] = STEP(DROP, IDLE),
        [GUIDE_IN_HUMAN] = STEP(HAND_OVER, IDLE), [GUIDE_IN_LATE] = STEP(AGAIN, SAME),
    },
    [GUIDE_PLACE] = {
        [GUIDE_IN_COMMAND] = STEP(PASS, SAME),   [GUIDE_IN_WORDS] = STEP(ADD, NEXT),
        [GUIDE_IN_BRIEF] = MISS(AGAIN, SAME),    [GUIDE_IN_PLACE] = STEP(SET, NEXT),
        [GUIDE_IN_PLACES] = STEP(OFFER, CHOOSE), [GUIDE_IN_NUMBER] = MISS(AGAIN, SAME),
        [GUIDE_IN_ODD_NUMBER] = MISS(AGAIN, SAME), [GUIDE_IN_POSITION] = STEP(SET, NEXT),
        [GUIDE_IN_OUTSIDE] = STEP(KEEP, SAME),   [GUIDE_IN_PICTURE] = STEP(ADD, SAME),
        [GUIDE_IN_UNUSABLE] = MISS(AGAIN, SAME), [GUIDE_IN_YES] = STEP(AGAIN, SAME),
        [GUIDE_IN_NO] = STEP(DROP, IDLE),        [GUIDE_IN_CANCEL] = STEP(DROP, IDLE),
        [GUIDE_IN_HUMAN] = STEP(HAND_OVER, IDLE), [GUIDE_IN_LATE] = STEP(AGAIN, SAME),
    },
    [GUIDE_CHOOSE] = {
        [GUIDE_IN_COMMAND] = STEP(PASS, SAME),   [GUIDE_IN_WORDS] = STEP(ADD, NEXT),
        [GUIDE_IN_BRIEF] = MISS(AGAIN, SAME),    [GUIDE_IN_PLACE] = STEP(SET, NEXT),
        [GUIDE_IN_PLACES] = STEP(OFFER, CHOOSE), [GUIDE_IN_NUMBER] = STEP(PICK, NEXT),
        [GUIDE_IN_ODD_NUMBER] = MISS(AGAIN, SAME), [GUIDE_IN_POSITION] = STEP(SET, NEXT),
        [GUIDE_IN_OUTSIDE] = STEP(KEEP, SAME),   [GUIDE_IN_PICTURE] = STEP(ADD, SAME),
        [GUIDE_IN_UNUSABLE] = MISS(AGAIN, SAME), [GUIDE_IN_YES] = MISS(AGAIN, SAME),
        [GUIDE_IN_NO] = STEP(AGAIN, PLACE),      [GUIDE_IN_CANCEL] = STEP(DROP, IDLE),
        [GUIDE_IN_HUMAN] = STEP(HAND_OVER, IDLE), [GUIDE_IN_LATE] = STEP(AGAIN, SAME),
    },
    [GUIDE_PHOTO] = {
        [GUIDE_IN_COMMAND] = STEP(PASS, SAME),   [GUIDE_IN_WORDS] = STEP(PASS, IDLE),
        [GUIDE_IN_BRIEF] = STEP(PASS, SAME),     [GUIDE_IN_PLACE] = STEP(PASS, IDLE),
        [GUIDE_IN_PLACES] = STEP(PASS, IDLE),    [GUIDE_IN_NUMBER] = STEP(PASS, SAME),
        [GUIDE_IN_ODD_NUMBER] = STEP(PASS, SAME), [GUIDE_IN_POSITION] = STEP(SET, IDLE),
        [GUIDE_IN_OUTSIDE] = STEP(KEEP, SAME),   [GUIDE_IN_PICTURE] = STEP(ADD, IDLE),
        [GUIDE_IN_UNUSABLE] = MISS(AGAIN, SAME), [GUIDE_IN_YES] = STEP(AGAIN, SAME),
        [GUIDE_IN_NO] = STEP(DROP, IDLE),        [GUIDE_IN_CANCEL] = STEP(DROP, IDLE),
        [GUIDE_IN_HUMAN] = STEP(HAND_OVER, IDLE), [GUIDE_IN_LATE] = STEP(PASS, SAME),
    },
    [GUIDE_CANCEL] = {
        [GUIDE_IN_COMMAND] = STEP(PASS, IDLE),   [GUIDE_IN_WORDS] = STEP(PASS, IDLE),
        [GUIDE_IN_BRIEF] = MISS(AGAIN, SAME),    [GUIDE_IN_PLACE] = STEP(PASS, IDLE),
        [GUIDE_IN_PLACES] = STEP(PASS, IDLE),    [GUIDE_IN_NUMBER] = MISS(AGAIN, SAME),
        [GUIDE_IN_ODD_NUMBER] = MISS(AGAIN, SAME), [GUIDE_IN_POSITION] = STEP(PASS, IDLE),
        [GUIDE_IN_OUTSIDE] = STEP(PASS, IDLE),   [GUIDE_IN_PICTURE] = STEP(PASS, IDLE),
        [GUIDE_IN_UNUSABLE] = MISS(AGAIN, SAME), [GUIDE_IN_YES] = STEP(WITHDRAW, IDLE),
        [GUIDE_IN_NO] = STEP(DROP, IDLE),        [GUIDE_IN_CANCEL] = STEP(AGAIN, SAME),
        [GUIDE_IN_HUMAN] = STEP(HAND_OVER, IDLE), [GUIDE_IN_LATE] = STEP(AGAIN, SAME),
    },
    [GUIDE_RATE] = {
        [GUIDE_IN_COMMAND] = STEP(PASS, IDLE),   [GUIDE_IN_WORDS] = STEP(PASS, IDLE),
        [GUIDE_IN_BRIEF] = STEP(PASS, IDLE),     [GUIDE_IN_PLACE] = STEP(PASS, IDLE),
        [GUIDE_IN_PLACES] = STEP(PASS, IDLE),    [GUIDE_IN_NUMBER] = STEP(GRADE, IDLE),
        [GUIDE_IN_ODD_NUMBER] = MISS(AGAIN, SAME), [GUIDE_IN_POSITION] = STEP(PASS, IDLE),
        [GUIDE_IN_OUTSIDE] = STEP(PASS, IDLE),   [GUIDE_IN_PICTURE] = STEP(PASS, IDLE),
        [GUIDE_IN_UNUSABLE] = MISS(AGAIN, SAME), [GUIDE_IN_YES] = STEP(AGAIN, SAME),
        [GUIDE_IN_NO] = STEP(DROP, IDLE),        [GUIDE_IN_CANCEL] = STEP(DROP, IDLE),
        [GUIDE_IN_HUMAN] = STEP(HAND_OVER, IDLE), [GUIDE_IN_LATE] = STEP(AGAIN, SAME),
    },
};
/* clang-format on */

static const char *const NAMES[GUIDE_STATE_COUNT] = { "idle",  "what",   "place", "choose",
                                                      "photo", "cancel", "rate" };

const GuideStep *guide_step(GuideState state, GuideInput input)
{
    g_assert(state < GUIDE_STATE_COUNT && input < GUIDE_INPUT_COUNT);
    return &STEPS[state][input];
}

GuideState guide_next(const GuideFacts *f)
{
    if (f->asked >= GUIDE_ASKS_MAX)
        return GUIDE_IDLE;
    if (!f->words)
        return GUIDE_WHAT;
    if (!f->place)
        return f->several_places ? GUIDE_CHOOSE : GUIDE_PLACE;
    return f->pictures && !f->photo && !f->photo_asked ? GUIDE_PHOTO : GUIDE_IDLE;
}

bool guide_is_lost(int misses)
{
    return misses >= GUIDE_MISSES_MAX;
}

const char *guide_state_name(GuideState state)
{
    return NAMES[state];
}

GuideState guide_state_from(const char *name)
{
    for (guint i = 0; i < GUIDE_STATE_COUNT; i++)
        if (strcmp(NAMES[i], name) == 0)
            return (GuideState)i;
    return GUIDE_IDLE;
}
