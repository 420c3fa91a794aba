/* A public post that was kept: what somebody said on social media where everybody reads it. It
 * waits until an operator makes a case of it, or leaves it with a reason. Its words, author and
 * address stand sealed in its message, which has the same id.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Integers are stored. */
typedef enum PostState {
    POST_NEW = 0,
    POST_CASE = 1,      /* became a case, or an observation of one */
    POST_DISCARDED = 2, /* may be taken back */
    POST_COPY = 3,      /* the same as first_id: counted there */
} PostState;

typedef struct Post {
    gint64 tenant, id, first_id; /* first_id: its own id, or whose copy it is */
    char *channel;
    char *origin;         /* the platform's id of what was said first */
    guint8 text_hash[16]; /* keyed, of listen_core(); has_hash */
    bool has_hash;
    char *matched; /* which word of the pack it was kept for; "" a comment under our own post */
    PostState state;
    int copies;
    gint64 posted_at, created_at;  /* posted_at: as the platform says, else created_at */
    gint64 case_id;                /* 0 none */
    char *ticket;                  /* of what it became; "" */
    char *reason, *note;           /* why it was discarded: code of POST_REASONS, and words */
    gint64 decided_at, decided_by; /* 0: not decided; account */
} Post;
Post *post_new(void);
void post_free(Post *post);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Post, post_free)

typedef struct PostReason {
    const char *code, *label; /* label: msgid */
    bool needs_note;
} PostReason;
extern const PostReason POST_REASONS[];          /* ended by code NULL */
const PostReason *post_reason(const char *code); /* NULL: unknown */
