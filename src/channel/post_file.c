/* Files of posts: see post_file.h. */
#include "channel/post_file.h"

#include <jansson.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "model/medium.h"

enum { MEDIA_MAX = 10, ID_CHARS_MAX = 200, LINE_BYTES_MAX = 1024 * 1024 };

typedef enum Column {
    COLUMN_ID,
    COLUMN_AUTHOR,
    COLUMN_AUTHOR_NAME,
    COLUMN_PERMALINK,
    COLUMN_TEXT,
    COLUMN_TIME,
    COLUMN_MEDIA,
    COLUMN_REPLY_TO,
    COLUMN_REPOST_OF,
    COLUMN_COUNT
} Column;

static const char *const NAMES[] = { "id",   "author", "author_name", "permalink", "text",
                                     "time", "media",  "reply_to",    "repost_of", NULL };
G_STATIC_ASSERT(G_N_ELEMENTS(NAMES) == COLUMN_COUNT + 1);

typedef struct {
    const char *channel, *to;
    const PostFileReader *reader;
    guint line;
} Reading;

typedef char *Row[COLUMN_COUNT]; /* "" absent */

static bool is_address(const char *text)
{
    return g_str_has_prefix(text, "https://") || g_str_has_prefix(text, "http://");
}

/* 0: none was given; false: it is no time. */
static bool read_time(const char *text, gint64 *at)
{
    gint64 seconds = 0;
    *at = 0;
    if (!*text)
        return true;
    if (g_ascii_string_to_signed(text, 10, 0, G_GINT64_CONSTANT(99999999999), &seconds, NULL)) {
        *at = seconds * G_USEC_PER_SEC;
        return true;
    }
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(text, utc);
    if (when)
        *at = g_date_time_to_unix(when) * G_USEC_PER_SEC;
    return when != NULL && *at >= 0;
}

/* NULL: the row is good. */
static const char *fault_of(const Reading *r, char *const *row)
{
    const Medium *medium = medium_find(r->channel);
    bool public_ = medium->flags & MEDIUM_PUBLIC;
    gint64 at;
    if (text_is_blank(row[COLUMN_ID]) || text_chars(row[COLUMN_ID]) > ID_CHARS_MAX)
        return "no id";
    if (text_is_blank(row[COLUMN_AUTHOR]))
        return "no author";
    if (text_is_blank(row[COLUMN_TEXT]) && !*row[COLUMN_MEDIA])
        return "no text";
    if (public_ && !is_address(row[COLUMN_PERMALINK]))
        return "no permalink (https://...)";
    if (!public_ && *row[COLUMN_PERMALINK])
        return "a permalink, but this medium has no public posts";
    if (!read_time(row[COLUMN_TIME], &at))
        return "time is neither ISO 8601 nor seconds since 1970";
    return NULL;
}

static bool is_same_name(const char *a, const char *b)
{
    a += *a == '@';
    b += *b == '@';
    return *a && g_ascii_strcasecmp(a, b) == 0;
}

static guint read_media(char **addresses, IncomingMedia *media)
{
    guint count = 0;
    for (char **at = addresses; *at && count < MEDIA_MAX; at++)
        if (is_address(*at))
            media[count++] = (IncomingMedia){ .ref = *at };
    return count;
}

static bool hand_over(const Reading *r, char *const *row)
{
    g_auto(GStrv) addresses = g_strsplit_set(row[COLUMN_MEDIA], " \t\n", -1);
    const char *name = row[COLUMN_AUTHOR_NAME], *link = row[COLUMN_PERMALINK];
    IncomingMedia media[MEDIA_MAX] = { 0 };
    Incoming in = { .channel = r->channel,
                    .provider_id = row[COLUMN_ID],
                    .from = row[COLUMN_AUTHOR],
                    .to = r->to,
                    .text = row[COLUMN_TEXT],
                    .name = *name ? name : NULL,
                    .handle = *link ? row[COLUMN_AUTHOR] : NULL,
                    .thread = row[COLUMN_ID],
                    .link = *link ? link : NULL,
                    .repost_of = *row[COLUMN_REPOST_OF] ? row[COLUMN_REPOST_OF] : NULL,
                    .to_us = is_same_name(row[COLUMN_REPLY_TO], r->to),
                    .media = media,
                    .media_count = read_media(addresses, media) };
    bool known = read_time(row[COLUMN_TIME], &in.sent_at);
    return !known || r->reader->row(r->reader->user, &in);
}

static bool take(const Reading *r, Row row)
{
    for (int i = 0; i < COLUMN_COUNT; i++)
        row[i] = row[i] ? g_strstrip(row[i]) : g_strdup("");
    const char *fault = fault_of(r, row);
    bool ok = true;
    if (fault)
        r->reader->bad(r->reader->user, r->line, fault);
    else
        ok = hand_over(r, row);
    for (int i = 0; i < COLUMN_COUNT; i++)
        g_free(row[i]);
    return ok;
}

/* ---- JSON lines ---- */

static char *joined(const json_t *array)
{
    GString *all = g_string_new(NULL);
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *one = json_string_value(json_array_get(array, i));
        g_string_append_printf(all, "%s ", one ? one : "");
    }
    return g_string_free(all, FALSE);
}

static char *text_of(const json_t *value)
{
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    if (json_is_array(value))
        return joined(value);
    return g_strdup(json_string_value(value));
}

static bool take_json(const Reading *r, const char *line, gsize bytes)
{
    json_t *object = bytes <= LINE_BYTES_MAX ? json_loadb(line, bytes, 0, NULL) : NULL;
    Row row = { NULL };
    bool ok = true;
    for (int i = 0; json_is_object(object) && i < COLUMN_COUNT; i++)
        row[i] = text_of(json_object_get(object, NAMES[i]));
    if (json_is_object(object))
        ok = take(r, row);
    else
        r->reader->bad(r->reader->user, r->line, "no JSON object");
    json_decref(object);
    return ok;
}

static bool read_json(Reading *r, const char *data, gsize bytes)
{
    const char *end = data + bytes;
    for (const char *at = data; at < end; r->line++) {
        const char *stop = memchr(at, '\n', (gsize)(end - at));
        gsize length = (gsize)((stop ? stop : end) - at);
        g_autofree char *line = g_strndup(at, length);
        if (*g_strstrip(line) && !take_json(r, at, length))
            return false;
        at += length + 1;
    }
    return true;
}

/* ---- CSV ---- */

static void read_head(const GPtrArray *head, int places[COLUMN_COUNT])
{
    for (int i = 0; i < COLUMN_COUNT; i++) {
        places[i] = -1;
        for (guint k = 0; k < head->len; k++) {
            g_autofree char *name = g_ascii_strdown(head->pdata[k], -1);
            if (strcmp(g_strstrip(name), NAMES[i]) == 0)
                places[i] = (int)k;
        }
    }
}

/* Reader stands at a row; its line counts from the start of the file. */
static GPtrArray *next_row(CsvReader *csv, Reading *r, const char **counted)
{
    while (csv->at < csv->end && (*csv->at == '\r' || *csv->at == '\n'))
        csv->at++;
    for (; *counted < csv->at; (*counted)++)
        r->line += **counted == '\n';
    return csv_next(csv);
}

static bool read_csv(Reading *r, const char *data, gsize bytes)
{
    CsvReader csv;
    const char *counted = data;
    int places[COLUMN_COUNT] = { 0 };
    csv_begin(&csv, data, bytes);
    g_autoptr(GPtrArray) head = next_row(&csv, r, &counted);
    if (head)
        read_head(head, places);
    if (!head || places[COLUMN_ID] < 0 || places[COLUMN_AUTHOR] < 0 || places[COLUMN_TEXT] < 0) {
        r->reader->bad(r->reader->user, r->line, "the head names no id, author and text");
        return true;
    }
    for (;;) {
        Row row = { NULL };
        g_autoptr(GPtrArray) fields = next_row(&csv, r, &counted);
        if (!fields)
            return true;
        for (int i = 0; i < COLUMN_COUNT; i++)
            if (places[i] >= 0 && (guint)places[i] < fields->len)
                row[i] = g_strdup(fields->pdata[places[i]]);
        if (!take(r, row))
            return false;
    }
}

bool post_file_read(GBytes *file, const char *channel, const char *to, const PostFileReader *reader)
{
    gsize bytes = 0;
    const char *data = g_bytes_get_data(file, &bytes);
    Reading r = { .channel = channel, .to = to, .reader = reader, .line = 1 };
    gsize first = 0;
    if (bytes >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0)
        first = 3;
    gsize at = first;
    while (at < bytes && strchr(" \t\r\n", data[at]) && data[at])
        at++;
    if (at >= bytes)
        return true;
    return data[at] == '{' ? read_json(&r, data + first, bytes - first) : read_csv(&r, data, bytes);
}
