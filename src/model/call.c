/* Telephone calls: freeing and names. */
#include "model/call.h"

#include <string.h>

#include "base/error.h"

typedef struct Word {
    const char *name, *label;
} Word;

static const Word DIRECTIONS[] = {
    [CALL_IN] = { "masuk", N_("masuk") },
    [CALL_OUT] = { "keluar", N_("keluar") },
    [CALL_MISSED] = { "tak-terjawab", N_("tak terjawab") },
};

static const Word OUTCOMES[] = {
    [CALL_REACHED] = { "tersambung", N_("tersambung") },
    [CALL_NO_ANSWER] = { "tidak-diangkat", N_("tidak diangkat, dicoba lagi") },
    [CALL_WRONG] = { "salah-sambung", N_("salah sambung") },
    [CALL_GIVEN_UP] = { "berhenti", N_("berhenti mencoba") },
};

static bool word_find(const Word *words, gsize count, const char *name, int *value)
{
    for (gsize i = 1; name && i < count; i++) {
        if (strcmp(words[i].name, name) == 0) {
            *value = (int)i;
            return true;
        }
    }
    return false;
}

const char *call_direction_name(CallDirection direction)
{
    return DIRECTIONS[direction].name;
}

const char *call_direction_label(CallDirection direction)
{
    return DIRECTIONS[direction].label;
}

bool call_direction_from_name(const char *name, CallDirection *direction)
{
    int value = 0;
    bool found = word_find(DIRECTIONS, G_N_ELEMENTS(DIRECTIONS), name, &value);
    if (found)
        *direction = (CallDirection)value;
    return found;
}

const char *call_outcome_name(CallOutcome outcome)
{
    return OUTCOMES[outcome].name;
}

const char *call_outcome_label(CallOutcome outcome)
{
    return OUTCOMES[outcome].label;
}

bool call_outcome_from_name(const char *name, CallOutcome *outcome)
{
    int value = 0;
    bool found = word_find(OUTCOMES, G_N_ELEMENTS(OUTCOMES), name, &value);
    if (found)
        *outcome = (CallOutcome)value;
    return found;
}

void call_free(Call *call)
{
    if (!call)
        return;
    g_free(call->line);
    g_free(call->ticket);
    g_free(call->provider_id);
    g_clear_pointer(&call->number_sealed, g_bytes_unref);
    g_clear_pointer(&call->note_sealed, g_bytes_unref);
    g_free(call);
}
