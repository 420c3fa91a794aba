/* The rundown of a dialogue programme: which topics, in which order, with which cases and invited
 * agencies, and what came of each.
 *
 * An outcome is written to every case of its topic as an event, and its reporter hears it. What an
 * agency promises there: domain/promise.h. Who may: as radio.h, by the station of the programme.
 */
#pragma once

#include "domain/radio.h"

typedef struct RundownTopic {
    Topic *topic;
    GPtrArray *views;    /* RadioView*: those that may go on air */
    GPtrArray *promises; /* Promise* */
} RundownTopic;

typedef struct Rundown {
    Episode *episode;
    const Voice *programme; /* NULL: no longer in the pack */
    GPtrArray *topics;      /* RundownTopic* in order */
} Rundown;
void rundown_free(Rundown *rundown);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rundown, rundown_free)

/* INVALID acara, waktu. */
bool rundown_add(Ctx *ctx, const char *programme, gint64 airs_at, gint64 *id,
                 GError **error) MUST_USE;
Rundown *rundown_load(Ctx *ctx, gint64 episode, GError **error) MUST_USE;
/* Episode*, the latest first. */
GPtrArray *rundown_list(Ctx *ctx, const char *station, guint limit, GError **error) MUST_USE;
/* All that wait, a topic for each group of categories, with the agencies that the cases lie with or
 * that the rules name. *topics: how many are new. */
bool rundown_group(Ctx *ctx, gint64 episode, guint *topics, GError **error) MUST_USE;
/* Nothing more is changed then; what was not discussed waits for the next one. */
bool rundown_close(Ctx *ctx, gint64 episode, GError **error) MUST_USE;

/* INVALID topik. */
bool topic_add(Ctx *ctx, gint64 episode, const char *title, GError **error) MUST_USE;
/* agencies: codes, NULL-ended. INVALID topik, instansi. */
bool topic_change(Ctx *ctx, gint64 id, const char *title, const char *const *agencies,
                  GError **error) MUST_USE;
/* One place up (-1) or down (+1). */
bool topic_move(Ctx *ctx, gint64 id, int by, GError **error) MUST_USE;
/* Its cases wait again. CONFLICT when its outcome was told already. */
bool topic_remove(Ctx *ctx, gint64 id, GError **error) MUST_USE;
/* An item into a topic; topic 0: out of its topic, waiting again. */
bool topic_put(Ctx *ctx, gint64 topic, gint64 item, GError **error) MUST_USE;
/* Told to every case of the topic. Told again only when it differs. INVALID hasil. */
bool topic_tell(Ctx *ctx, gint64 id, const char *outcome, GError **error) MUST_USE;

/* For promises: a topic of a programme whose station is the actor's; *episode (transfer full). */
Topic *topic_load(Ctx *ctx, gint64 id, Episode **episode, GError **error) MUST_USE;
/* Case* of a topic, those that are still here. */
GPtrArray *topic_cases(Ctx *ctx, gint64 topic, GError **error) MUST_USE;
