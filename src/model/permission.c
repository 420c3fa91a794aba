/* What each role may do: one table. */
#include "model/user.h"

#define R(right) (1u << (right))

static const unsigned RIGHTS[ROLE_COUNT] = {
    [ROLE_NONE] = R(RIGHT_NONE),
    [ROLE_VERIFIER] = R(RIGHT_NONE) | R(RIGHT_CONSOLE) | R(RIGHT_ACT) | R(RIGHT_TRIAGE) |
                      R(RIGHT_IDENTITY) | R(RIGHT_RADIO) | R(RIGHT_HOTLINE) | R(RIGHT_DESK),
    [ROLE_OFFICER] = R(RIGHT_NONE) | R(RIGHT_CONSOLE) | R(RIGHT_ACT) | R(RIGHT_WORK),
    [ROLE_SUPERVISOR] =
        R(RIGHT_NONE) | R(RIGHT_CONSOLE) | R(RIGHT_ACT) | R(RIGHT_WORK) | R(RIGHT_SUPERVISE),
    [ROLE_LEADER] = R(RIGHT_NONE) | R(RIGHT_CONSOLE),
    [ROLE_ADMINISTRATOR] = R(RIGHT_NONE) | R(RIGHT_CONSOLE) | R(RIGHT_ACT) | R(RIGHT_TRIAGE) |
                           R(RIGHT_WORK) | R(RIGHT_SUPERVISE) | R(RIGHT_IDENTITY) | R(RIGHT_ADMIN) |
                           R(RIGHT_RADIO) | R(RIGHT_HOTLINE) | R(RIGHT_DESK),
    [ROLE_ANNOUNCER] = R(RIGHT_NONE) | R(RIGHT_CONSOLE) | R(RIGHT_RADIO),
    [ROLE_OPERATOR] = R(RIGHT_NONE) | R(RIGHT_CONSOLE) | R(RIGHT_HOTLINE),
    [ROLE_DESK] = R(RIGHT_NONE) | R(RIGHT_CONSOLE) | R(RIGHT_DESK),
};

bool role_has_right(Role role, Right right)
{
    return (RIGHTS[role] & R(right)) != 0;
}
