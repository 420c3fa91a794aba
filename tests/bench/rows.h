/* The rows of one report, as intake writes them for one of post.lua, for bare.c and transact.c: as
 * many, as long and in the same indexes, so that all do the same work on disk.
 */
#pragma once

#include "base/geometry.h"
#include "base/id.h"
#include "db/db.h"
#include "db/migrate.h"

#include <string.h>

#define ROWS_CASE                                                                                  \
    "INSERT INTO cases (tenant, id, ticket, class, channel, status, visibility, listed, service, " \
    "lat_e7, lng_e7, cell, place_text, title, policy, proposal, created_at, updated_at, due_at, "  \
    "event_seq, event_hash) VALUES ($1, $2, $3, 1, 'open311', 1, 0, 0, $4, $5, $6, $7, $8, $9, "   \
    "'default', '{\"area\":\"33.20.11.2001\",\"area_words\":\"Ngabul\"}', $10, $10, $11, 1, $12)"
#define ROWS_REPORT                                                                                \
    "INSERT INTO report (tenant, id, case_id, first_case_id, ticket, class, channel, visibility, " \
    "service, text, place_text, lat_e7, lng_e7, api_key, created_at) "                             \
    "VALUES ($1, $2, $3, $3, $4, 1, 'open311', 0, $5, $6, $7, $8, $9, $2, $10) "                   \
    "ON CONFLICT (ticket) DO NOTHING"
#define ROWS_EVENT                                                                                 \
    "INSERT INTO event (tenant, id, case_id, seq, at, kind, actor_kind, actor, public, data, "     \
    "hash) VALUES ($1, $2, $3, 1, $4, 'case.received', 2, 0, 1, $5, $6)"
#define ROWS_HOP "INSERT INTO hop (tenant, case_id, seq, holder, from_at) VALUES ($1, $2, 1, 1, $3)"
#define ROWS_CLOCK                                                                                 \
    "INSERT INTO clock (tenant, case_id, kind, state, started_at, due_at, wake_at, working_days) " \
    "VALUES ($1, $2, $3, 1, $4, $5, $6, 2)"

enum { ROWS_A_REPORT = 6, ROWS_ARGS = 12 };

typedef struct Rows {
    gint64 id, at;
    char *ticket;
    char service[16], event[96];
    guint8 hash[32];
} Rows;

static const char ROWS_TEXT[] =
    "Jalan di depan SD 2 Ngabul berlubang sejak banjir minggu lalu, sudah tiga pengendara motor "
    "jatuh. Mohon segera diperbaiki.";

static inline Rows rows_new(void)
{
    Rows rows = { .id = id_next(), .at = g_get_real_time(), .ticket = ticket_new("JPR") };
    guint32 chance = g_random_int();
    g_snprintf(rows.service, sizeof rows.service, "layanan-%u", chance % 5);
    g_snprintf(rows.event, sizeof rows.event,
               "{\"channel\":\"open311\",\"class\":\"pengaduan\",\"service\":\"%s\"}",
               rows.service);
    for (guint i = 0; i < sizeof rows.hash; i += sizeof chance) {
        guint32 part = g_random_int();
        memcpy(rows.hash + i, &part, sizeof part);
    }
    return rows;
}

static inline void rows_clear(Rows *rows)
{
    g_free(rows->ticket);
}

/* Calls put for each row: which is 0 case, 1 report, 2 event, 3 hop, 4 clock. */
typedef bool (*RowsPut)(gpointer user, int which, DbArgs args, GError **error);

static inline bool rows_put(const Rows *r, RowsPut put, gpointer user, GError **error)
{
    const gint64 tenant = 1, lat = -65900000 - r->id % 100000, lng = 1106600000 + r->id % 99991;
    const gint64 due = r->at + G_GINT64_CONSTANT(172800000000);
    const char *place = "depan SD 2 Ngabul", *title = "Jalan di depan SD 2 Ngabul berlubang sejak";
    return put(user, 0,
               DB_ARGS(DB_INT(tenant), DB_INT(r->id), DB_TEXT(r->ticket), DB_TEXT(r->service),
                       DB_INT(lat), DB_INT(lng), DB_INT(geometry_cell((gint32)lat, (gint32)lng)),
                       DB_TEXT(place), DB_TEXT(title), DB_INT(r->at), DB_INT(due),
                       DB_BLOB(r->hash, sizeof r->hash)),
               error) &&
           put(user, 1,
               DB_ARGS(DB_INT(tenant), DB_INT(r->id + 1), DB_INT(r->id), DB_TEXT(r->ticket),
                       DB_TEXT(r->service), DB_TEXT(ROWS_TEXT), DB_TEXT(place), DB_INT(lat),
                       DB_INT(lng), DB_INT(r->at)),
               error) &&
           put(user, 2,
               DB_ARGS(DB_INT(tenant), DB_INT(r->id + 2), DB_INT(r->id), DB_INT(r->at),
                       DB_TEXT(r->event), DB_BLOB(r->hash, sizeof r->hash)),
               error) &&
           put(user, 3, DB_ARGS(DB_INT(tenant), DB_INT(r->id), DB_INT(r->at)), error) &&
           put(user, 4,
               DB_ARGS(DB_INT(tenant), DB_INT(r->id), DB_INT(1), DB_INT(r->at), DB_INT(due),
                       DB_INT(due)),
               error) &&
           put(user, 4,
               DB_ARGS(DB_INT(tenant), DB_INT(r->id), DB_INT(2), DB_INT(r->at), DB_INT(due),
                       DB_INT(due)),
               error);
}

/* DIR/bench.db with the newest schema and one tenant; sql/ is taken from the working directory. */
static inline Database *rows_open(const char *where)
{
    g_autoptr(GError) error = NULL;
    Database *database = database_open(where, &error);
    g_autoptr(Db) db = database ? db_open(database, &error) : NULL;
    if (!db || !migrate_run(db, "sql", NULL, NULL, NULL, &error) ||
        !db_run_script(db,
                       "INSERT INTO tenant (id, code, name, prefix, settings, loaded_at) "
                       "VALUES (1, 'jepara', 'Kabupaten Jepara', 'JPR', '{}', 0) "
                       "ON CONFLICT DO NOTHING",
                       &error))
        g_error("%s (%s)", error->message, error_detail(error));
    return database;
}
