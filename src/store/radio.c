/* Items of stations, broadcasts, topics: see radio.h. */
#include "store/radio.h"

#include "store/rows.h"

#define ITEM_COLUMNS                                                                               \
    "id, station, case_id, ticket, account, disposition, air_sealed, topic, dropped, created_at"

static gpointer item_from_row(const DbCursor *row)
{
    RadioItem *item = g_new0(RadioItem, 1);
    guint i = 0;
    item->id = db_int(row, i++);
    item->station = db_dup_text(row, i++);
    item->case_id = db_int(row, i++);
    item->ticket = db_dup_text(row, i++);
    item->account = db_int(row, i++);
    item->disposition = (unsigned)db_int(row, i++);
    item->air_sealed = db_dup_blob(row, i++);
    item->topic = db_int(row, i++);
    item->dropped = db_int(row, i++) != 0;
    item->created_at = db_int(row, i++);
    return item;
}

DB_STATEMENT(insert, "radio.insert",
             "INSERT INTO radio_item (tenant, " ITEM_COLUMNS ")"
             " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");

bool radio_store_insert(Ctx *ctx, const RadioItem *item, GError **error)
{
    return db_exec(ctx->db, &insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(item->id), DB_TEXT(item->station),
                           DB_INT(item->case_id), DB_TEXT(item->ticket), DB_INT(item->account),
                           DB_INT(item->disposition), DB_BYTES(item->air_sealed),
                           DB_INT(item->topic), DB_INT(item->dropped), DB_INT(item->created_at)),
                   NULL, error);
}

DB_STATEMENT(get, "radio.get",
             "SELECT " ITEM_COLUMNS " FROM radio_item WHERE tenant = $1 AND id = $2");

RadioItem *radio_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &get, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    item_from_row, N_("Catatan siaran tidak ditemukan."), error);
}

DB_STATEMENT(update, "radio.update",
             "UPDATE radio_item SET disposition = $3, air_sealed = $4, topic = $5, dropped = $6"
             " WHERE tenant = $1 AND id = $2");

bool radio_store_update(Ctx *ctx, const RadioItem *item, GError **error)
{
    return db_exec(ctx->db, &update,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(item->id), DB_INT(item->disposition),
                           DB_BYTES(item->air_sealed), DB_INT(item->topic), DB_INT(item->dropped)),
                   NULL, error);
}

DB_STATEMENT(list, "radio.list",
             "SELECT " ITEM_COLUMNS " FROM radio_item WHERE tenant = $1 AND station = $2"
             " AND id < $3 ORDER BY id DESC LIMIT $4");

bool radio_store_list(Ctx *ctx, const char *station, gint64 before, guint limit, GPtrArray *out,
                      GError **error)
{
    return rows_collect(
        db_query(ctx->db, &list,
                 DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(station), DB_INT(before), DB_INT(limit)),
                 error),
        item_from_row, out, error);
}

DB_STATEMENT(waiting, "radio.waiting",
             "SELECT " ITEM_COLUMNS " FROM radio_item WHERE tenant = $1 AND station = $2"
             " AND topic = 0 AND dropped = 0 AND disposition >= 2 ORDER BY id LIMIT $3");

bool radio_store_waiting(Ctx *ctx, const char *station, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &waiting,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(station), DB_INT(limit)),
                                 error),
                        item_from_row, out, error);
}

DB_STATEMENT(of_topic, "radio.of_topic",
             "SELECT " ITEM_COLUMNS " FROM radio_item WHERE tenant = $1 AND topic = $2"
             " AND topic <> 0 ORDER BY id");

bool radio_store_of_topic(Ctx *ctx, gint64 topic, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &of_topic, DB_ARGS(DB_INT(ctx->tenant), DB_INT(topic)), error),
        item_from_row, out, error);
}

/* ---- broadcasts ---- */

#define EPISODE_COLUMNS "id, station, programme, airs_at, closed_at, created_at"

static gpointer episode_from_row(const DbCursor *row)
{
    Episode *e = g_new0(Episode, 1);
    e->id = db_int(row, 0);
    e->station = db_dup_text(row, 1);
    e->programme = db_dup_text(row, 2);
    e->airs_at = db_int(row, 3);
    e->closed_at = db_int(row, 4);
    e->created_at = db_int(row, 5);
    return e;
}

DB_STATEMENT(episode_insert, "episode.insert",
             "INSERT INTO episode (tenant, " EPISODE_COLUMNS
             ") VALUES ($1, $2, $3, $4, $5, $6, $7)");

bool episode_store_insert(Ctx *ctx, const Episode *e, GError **error)
{
    return db_exec(ctx->db, &episode_insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(e->id), DB_TEXT(e->station),
                           DB_TEXT(e->programme), DB_INT(e->airs_at), DB_INT(e->closed_at),
                           DB_INT(e->created_at)),
                   NULL, error);
}

DB_STATEMENT(episode_get, "episode.get",
             "SELECT " EPISODE_COLUMNS " FROM episode WHERE tenant = $1 AND id = $2");

Episode *episode_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(
        db_query(ctx->db, &episode_get, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
        episode_from_row, N_("Siaran tidak ditemukan."), error);
}

DB_STATEMENT(episode_close, "episode.close",
             "UPDATE episode SET closed_at = $3 WHERE tenant = $1 AND id = $2");

bool episode_store_close(Ctx *ctx, gint64 id, gint64 at, GError **error)
{
    return db_exec(ctx->db, &episode_close, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id), DB_INT(at)),
                   NULL, error);
}

DB_STATEMENT(episode_list, "episode.list",
             "SELECT " EPISODE_COLUMNS " FROM episode WHERE tenant = $1 AND station = $2"
             " ORDER BY airs_at DESC, id DESC LIMIT $3");

bool episode_store_list(Ctx *ctx, const char *station, guint limit, GPtrArray *out, GError **error)
{
    return rows_collect(db_query(ctx->db, &episode_list,
                                 DB_ARGS(DB_INT(ctx->tenant), DB_TEXT(station), DB_INT(limit)),
                                 error),
                        episode_from_row, out, error);
}

/* ---- topics ---- */

#define TOPIC_COLUMNS "id, episode, position, title, agencies, outcome, told_at"

static gpointer topic_from_row(const DbCursor *row)
{
    Topic *t = g_new0(Topic, 1);
    t->id = db_int(row, 0);
    t->episode = db_int(row, 1);
    t->position = (int)db_int(row, 2);
    t->title = db_dup_text(row, 3);
    t->agencies = db_dup_text(row, 4);
    t->outcome = db_dup_text(row, 5);
    t->told_at = db_int(row, 6);
    return t;
}

DB_STATEMENT(topic_insert, "topic.insert",
             "INSERT INTO topic (tenant, " TOPIC_COLUMNS
             ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");

bool topic_store_insert(Ctx *ctx, const Topic *t, GError **error)
{
    return db_exec(ctx->db, &topic_insert,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(t->id), DB_INT(t->episode),
                           DB_INT(t->position), DB_TEXT(t->title), DB_TEXT(t->agencies),
                           DB_TEXT(t->outcome), DB_INT(t->told_at)),
                   NULL, error);
}

DB_STATEMENT(topic_get, "topic.get",
             "SELECT " TOPIC_COLUMNS " FROM topic WHERE tenant = $1 AND id = $2");

Topic *topic_store_get(Ctx *ctx, gint64 id, GError **error)
{
    return rows_one(db_query(ctx->db, &topic_get, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), error),
                    topic_from_row, N_("Topik tidak ditemukan."), error);
}

DB_STATEMENT(topic_update, "topic.update",
             "UPDATE topic SET position = $3, title = $4, agencies = $5, outcome = $6, told_at = $7"
             " WHERE tenant = $1 AND id = $2");

bool topic_store_update(Ctx *ctx, const Topic *t, GError **error)
{
    return db_exec(ctx->db, &topic_update,
                   DB_ARGS(DB_INT(ctx->tenant), DB_INT(t->id), DB_INT(t->position),
                           DB_TEXT(t->title), DB_TEXT(t->agencies), DB_TEXT(t->outcome),
                           DB_INT(t->told_at)),
                   NULL, error);
}

DB_STATEMENT(topic_del, "topic.del", "DELETE FROM topic WHERE tenant = $1 AND id = $2");

bool topic_store_del(Ctx *ctx, gint64 id, GError **error)
{
    return db_exec(ctx->db, &topic_del, DB_ARGS(DB_INT(ctx->tenant), DB_INT(id)), NULL, error);
}

DB_STATEMENT(topic_of_episode, "topic.of_episode",
             "SELECT " TOPIC_COLUMNS " FROM topic WHERE tenant = $1 AND episode = $2"
             " ORDER BY position, id");

bool topic_store_of_episode(Ctx *ctx, gint64 episode, GPtrArray *out, GError **error)
{
    return rows_collect(
        db_query(ctx->db, &topic_of_episode, DB_ARGS(DB_INT(ctx->tenant), DB_INT(episode)), error),
        topic_from_row, out, error);
}
