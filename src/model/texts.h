/* The table of all message texts that go out to people on a channel: SMS answers, notices of each
 * public step, warnings to staff. Words of screens are not here (they are msgids in templates).
 *
 * A text is found by its key; a pack may override it in either language (texts.id.ini,
 * texts.en.ini), with no other placeholders than the row lists. Callers fill it with text_fill().
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Where a text is sent; bits. */
typedef enum TextUse {
    TEXT_SMS = 1 << 0,   /* must be GSM-7 and short */
    TEXT_MAIL = 1 << 1,  /* mail and chat: may be longer */
    TEXT_STAFF = 1 << 2, /* to officers, not to reporters */
    TEXT_PUBLIC = 1 << 3, /* an answer under a public post: everybody reads it */
} TextUse;

typedef struct TextRow {
    const char *key;          /* "sms.received" */
    const char *placeholders; /* space separated names, "" for none */
    unsigned use;
    const char *id, *en;
} TextRow;

guint text_count(void);
const TextRow *text_at(guint index);
const TextRow *text_row(const char *key); /* NULL: no such key */
/* The text of the table in lang ("en", anything else is Indonesian); NULL: no such key. */
const char *text_standard(const char *key, const char *lang);
/* The first {name} in body that the row does not list, (transfer full), or NULL when all are known.
 */
char *text_unknown_placeholder(const TextRow *row, const char *body);
