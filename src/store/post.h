/* Public posts. */
#pragma once

#include "db/ctx.h"
#include "model/post.h"

bool post_store_insert(Ctx *ctx, const Post *post, GError **error) MUST_USE;
/* NOT_FOUND for an unknown id. */
Post *post_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* The same, and nobody else decides on it until the transaction ends. */
Post *post_store_lock(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* The first of those that say the same: by the platform's id, else by text_hash (NULL: by id only)
 * among those kept since since_at. 0: none. */
bool post_store_first(Ctx *ctx, const char *channel, const char *origin, const guint8 *text_hash,
                      gint64 since_at, gint64 *id, GError **error) MUST_USE;
bool post_store_count_copy(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* Writes state, case_id, ticket, reason, note, decided_at and decided_by. */
bool post_store_decide(Ctx *ctx, const Post *post, GError **error) MUST_USE;
/* Post* of a state, newest first, below before_id (G_MAXINT64: from the top). */
bool post_store_list(Ctx *ctx, PostState state, gint64 before_id, guint limit, GPtrArray *out,
                     GError **error) MUST_USE;
/* How many, at most cap. */
bool post_store_count(Ctx *ctx, PostState state, guint cap, guint *count, GError **error) MUST_USE;
/* Post*: copies of a first one, oldest first. */
bool post_store_copies(Ctx *ctx, gint64 first_id, guint limit, GPtrArray *out,
                       GError **error) MUST_USE;
/* Post* that became this case. */
bool post_store_of_case(Ctx *ctx, gint64 case_id, GPtrArray *out, GError **error) MUST_USE;
