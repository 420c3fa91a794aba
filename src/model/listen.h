/* Which public posts are for a government: the words, #tags and @names of its pack (social.ini),
 * and what copies of one post have in common.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum ListenKind {
    LISTEN_KEYWORD = 1,  /* "Jabar Quick Response": these words, in this order */
    LISTEN_HASHTAG = 2,  /* "#lapor", the whole tag */
    LISTEN_MENTION = 3,  /* "@jabarqr", the whole name */
    LISTEN_COMMENTS = 4, /* comments under our own posts, whatever they say */
} ListenKind;

typedef struct ListenRule {
    ListenKind kind;
    char *word; /* as people write it, with its # or @; "" of LISTEN_COMMENTS */
} ListenRule;
void listen_rule_free(ListenRule *rule);

/* The word as a rule keeps it, with its sign (transfer full); NULL when it can never be met: blank,
 * a tag or name with other than letters, digits, '_' and, in a name, '.'. */
char *listen_word(ListenKind kind, const char *written);
/* The first rule that a post meets, NULL when none does. to_us: the platform says that it is a
 * comment under our own post, or names us. */
const ListenRule *listen_match(const GPtrArray *rules, const char *text, bool to_us);
/* The words that copies of one post share: without "RT @who:", names, addresses and signs (transfer
 * full); NULL when they are too few to tell. */
char *listen_core(const char *text);
