/* What came with messages, until it is a photo of a case. */
#pragma once

#include "db/ctx.h"
#include "model/message.h"

bool media_store_insert(Ctx *ctx, const Media *media, GError **error) MUST_USE;
/* Media* in order. */
bool media_store_of_message(Ctx *ctx, gint64 message_id, GPtrArray *out, GError **error) MUST_USE;
/* What waits for the case of this message is due now. */
bool media_store_wake(Ctx *ctx, gint64 message_id, GError **error) MUST_USE;
/* Up to limit of a tenant that are due; they are due again at again_at, attempts + 1. */
bool media_store_claim(Db *db, gint64 tenant, gint64 now, gint64 again_at, guint limit,
                       GPtrArray *out, GError **error) MUST_USE;
/* When the next one is due; G_MAXINT64 when none waits. */
bool media_store_next_at(Db *db, gint64 tenant, gint64 *at, GError **error) MUST_USE;
/* Writes state, name, next_at and error down. */
bool media_store_result(Ctx *ctx, const Media *media, GError **error) MUST_USE;
/* Whether a raw file belongs to something that came. */
bool media_store_has_name(Db *db, const char *name, bool *there, GError **error) MUST_USE;
