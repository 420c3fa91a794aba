/* The nouns of the radio desk: freeing and names. */
#include "model/radio.h"

#include <string.h>

#include "base/error.h"

typedef struct Word {
    int value;
    const char *name, *label;
} Word;

static const Word DISPOSITIONS[] = {
    { RADIO_AGENCY, "instansi", N_("Ke instansi") },
    { RADIO_DIALOGUE, "dialog", N_("Bahan dialog") },
    { RADIO_AGENCY | RADIO_DIALOGUE, "keduanya", N_("Instansi dan dialog") },
    { 0, NULL, NULL },
};

static const Word ANSWERS[] = {
    { RELAY_TAKEN, "diterima", N_("diterima, segera ditangani") },
    { RELAY_NO_ANSWER, "tidak-dijawab", N_("tidak dijawab") },
    { RELAY_REFUSED, "ditolak", N_("tidak dapat menangani") },
    { 0, NULL, NULL },
};

static const Word *word_of(const Word *words, int value)
{
    const Word *none = words;
    for (; words->name; words++)
        if (words->value == value)
            return words;
    return none;
}

static bool word_find(const Word *words, const char *name, int *value)
{
    for (; words->name; words++) {
        if (name && strcmp(words->name, name) == 0) {
            *value = words->value;
            return true;
        }
    }
    return false;
}

const char *radio_disposition_name(unsigned disposition)
{
    return word_of(DISPOSITIONS, (int)disposition)->name;
}

const char *radio_disposition_label(unsigned disposition)
{
    return word_of(DISPOSITIONS, (int)disposition)->label;
}

bool radio_disposition_from_name(const char *name, unsigned *disposition)
{
    int value = 0;
    if (!word_find(DISPOSITIONS, name, &value))
        return false;
    *disposition = (unsigned)value;
    return true;
}

const char *relay_answer_name(RelayAnswer answer)
{
    return word_of(ANSWERS, (int)answer)->name;
}

const char *relay_answer_label(RelayAnswer answer)
{
    return word_of(ANSWERS, (int)answer)->label;
}

bool relay_answer_from_name(const char *name, RelayAnswer *answer)
{
    int value = 0;
    if (!word_find(ANSWERS, name, &value))
        return false;
    *answer = (RelayAnswer)value;
    return true;
}

void radio_item_free(RadioItem *item)
{
    if (!item)
        return;
    g_free(item->station);
    g_free(item->ticket);
    g_clear_pointer(&item->air_sealed, g_bytes_unref);
    g_free(item);
}

void episode_free(Episode *episode)
{
    if (!episode)
        return;
    g_free(episode->station);
    g_free(episode->programme);
    g_free(episode);
}

void topic_free(Topic *topic)
{
    if (!topic)
        return;
    g_free(topic->title);
    g_free(topic->agencies);
    g_free(topic->outcome);
    g_free(topic);
}

void promise_free(Promise *promise)
{
    if (!promise)
        return;
    g_free(promise->agency);
    g_free(promise->text);
    g_free(promise->done_text);
    g_free(promise);
}
