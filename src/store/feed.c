/* What happened lately: see feed.h. */
#include "store/feed.h"

#include <string.h>

#include "base/json.h"
#include "store/rows.h"

DB_STATEMENT(
    feed_after, "feed.after",
    "SELECT e.tenant, e.id, e.case_id, e.kind, COALESCE(c.ticket, ''),"
    " COALESCE(c.agency, ''), COALESCE(c.area, ''), COALESCE(c.listed, 0), e.data, e.public"
    " FROM event e LEFT JOIN cases c ON c.tenant = e.tenant AND c.id = e.case_id"
    " WHERE e.tenant = $1 AND e.id > $2 AND (e.case_id <> 0 OR e.kind IN ('case.departed', "
    "'post.received', 'post.taken',"
    " 'post.attached', 'post.discarded', 'post.restored', 'desk.queue',"
    " 'talk.opened', 'talk.heard', 'talk.taken', 'talk.said', 'talk.returned'))"
    " ORDER BY e.id LIMIT $3");

void feed_row_free(FeedRow *row)
{
    g_free(row->kind);
    g_free(row->ticket);
    g_free(row->agency);
    g_free(row->area);
    g_free(row->left_agency);
    g_free(row->left_area);
    g_free(row);
}

/* From whom the event took the case; most take nothing and are not parsed. */
static void feed_read_data(FeedRow *feed, const char *text)
{
    bool departed = g_str_equal(feed->kind, "case.departed");
    bool post = g_str_has_prefix(feed->kind, "post.");
    bool talk = feed->case_id == 0 && g_str_has_prefix(feed->kind, "talk.");
    if (!departed && !post && !talk && !strstr(text, "\"left"))
        return;
    json_t *data = json_loads(text, 0, NULL);
    feed->left_agency = g_strdup(json_string_value(json_object_get(data, "left")));
    feed->left_area = g_strdup(json_string_value(json_object_get(data, "left_area")));
    const char *key = post ? "post" : talk ? "talk" : "ticket";
    const char *ticket = json_string_value(json_object_get(data, key));
    if ((departed || post || talk) && ticket) {
        g_free(feed->ticket);
        feed->ticket = g_strdup(ticket);
    }
    json_decref(data);
}

static gpointer feed_from_row(const DbCursor *row)
{
    FeedRow *feed = g_new0(FeedRow, 1);
    feed->tenant = db_int(row, 0);
    feed->id = db_int(row, 1);
    feed->case_id = db_int(row, 2);
    feed->kind = db_dup_text(row, 3);
    feed->ticket = db_dup_text(row, 4);
    feed->agency = db_dup_text(row, 5);
    feed->area = db_dup_text(row, 6);
    feed->listed = db_int(row, 7) != 0;
    feed_read_data(feed, db_text(row, 8));
    feed->public_ = db_int(row, 9) != 0;
    return feed;
}

bool feed_store_after(Db *db, gint64 tenant, gint64 after, guint limit, GPtrArray *out,
                      GError **error)
{
    return rows_collect(
        db_query(db, &feed_after, DB_ARGS(DB_INT(tenant), DB_INT(after), DB_INT(limit)), error),
        feed_from_row, out, error);
}
