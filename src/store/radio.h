/* What stations have: items, broadcasts, topics. */
#pragma once

#include "db/ctx.h"
#include "model/radio.h"

bool radio_store_insert(Ctx *ctx, const RadioItem *item, GError **error) MUST_USE;
RadioItem *radio_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* Station, disposition, words on air, topic, dropped. */
bool radio_store_update(Ctx *ctx, const RadioItem *item, GError **error) MUST_USE;
/* RadioItem* appended: of a station below before, newest first. */
bool radio_store_list(Ctx *ctx, const char *station, gint64 before, guint limit, GPtrArray *out,
                      GError **error) MUST_USE;
/* Those that wait for the dialogue programme, oldest first. */
bool radio_store_waiting(Ctx *ctx, const char *station, guint limit, GPtrArray *out,
                         GError **error) MUST_USE;
bool radio_store_of_topic(Ctx *ctx, gint64 topic, GPtrArray *out, GError **error) MUST_USE;

bool episode_store_insert(Ctx *ctx, const Episode *episode, GError **error) MUST_USE;
Episode *episode_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
bool episode_store_close(Ctx *ctx, gint64 id, gint64 at, GError **error) MUST_USE;
/* Episode* of a station, the latest first. */
bool episode_store_list(Ctx *ctx, const char *station, guint limit, GPtrArray *out,
                        GError **error) MUST_USE;

bool topic_store_insert(Ctx *ctx, const Topic *topic, GError **error) MUST_USE;
Topic *topic_store_get(Ctx *ctx, gint64 id, GError **error) MUST_USE;
bool topic_store_update(Ctx *ctx, const Topic *topic, GError **error) MUST_USE;
bool topic_store_del(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* Topic* in order of the rundown. */
bool topic_store_of_episode(Ctx *ctx, gint64 episode, GPtrArray *out, GError **error) MUST_USE;
