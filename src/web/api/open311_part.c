/* Shared by the open311_*.c files: see open311_part.h. */
#include "web/api/open311_part.h"

#include <string.h>

#include "base/geometry.h"
#include "base/id.h"
#include "base/json.h"
#include "domain/account.h"
#include "domain/time_words.h"
#include "model/limits.h"
#include "store/case.h"
#include "store/report.h"
#include "store/timeline.h"
#include "web/tenants.h"

/* ---- where ---- */

static Catalog *catalog_at(const Ctx *ctx, const Request *request)
{
    gint32 lat_e7, lng_e7;
    if (!geometry_parse_degrees(request_text(request, "lat"), &lat_e7) ||
        !geometry_parse_degrees(request_text(request, "long"), &lng_e7))
        return catalog_ref(ctx->catalog);
    Catalog *there = tenants_at(ctx->catalog, lat_e7, lng_e7);
    return there ? there : catalog_ref(ctx->catalog);
}

bool open311_jurisdiction(const Ctx *ctx, const Request *request, Ctx *there, Catalog **catalog,
                          GError **error)
{
    const char *code = request_text(request, "jurisdiction_id");
    bool own = g_str_equal(code, ctx->catalog->tenant.code);
    *there = *ctx;
    *catalog = own     ? catalog_ref(ctx->catalog)
               : *code ? tenants_by_code(code)
                       : catalog_at(ctx, request);
    if (!*catalog) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, "jurisdiction_id",
                  N_("jurisdiction_id tidak dikenal."), "%s", code);
        return false;
    }
    there->catalog = *catalog;
    there->tenant = (*catalog)->tenant.id;
    return true;
}

bool open311_split(const char *segment, char **name, bool *json, GError **error)
{
    const char *dot = strrchr(segment, '.');
    bool is_xml = dot && g_str_equal(dot, ".xml");
    *json = dot && g_str_equal(dot, ".json");
    if (!*json && !is_xml) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL,
                  N_("Alamat berakhir dengan .json atau .xml."), "%s", segment);
        return false;
    }
    *name = g_strndup(segment, (gsize)(dot - segment));
    return true;
}

char *open311_base_url(const Ctx *ctx, const Request *request)
{
    const char *configured = ctx->catalog->tenant.public_url;
    if (configured && *configured)
        return g_strdup(configured);
    return g_strdup_printf("%s://%s%s", request->https ? "https" : "http", request->host,
                           request->base);
}

/* ---- the answer ---- */

/* Exactly these types, without a charset: validators in the field compare the text. */
Reply *open311_reply(json_t *value, const char *root, bool json)
{
    g_assert(value);
    if (!json) {
        g_autofree char *xml = open311_xml(value, root);
        json_decref(value);
        return reply_text(200, "text/xml", xml);
    }
    g_autofree char *text = json_take_text(value);
    return reply_text(200, "application/json", text);
}

bool open311_instant(const Ctx *ctx, const Request *request, const char *name, gint64 fallback,
                     gint64 *at_us, GError **error)
{
    const char *text = request_text(request, name);
    *at_us = fallback;
    if (!*text)
        return true;
    bool date_only = !strchr(text, 'T');
    g_autofree char *full = date_only ? g_strconcat(text, "T00:00:00", NULL) : g_strdup(text);
    /* a "+" that a client did not escape has become a space */
    g_strdelimit(full, " ", '+');
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(full, ctx->catalog->timezone);
    if (!at) {
        error_set(error, KENTONGAN_ERROR_INVALID, name,
                  N_("Waktu ditulis seperti 2026-11-26T16:00:00+07:00."), "%s=%s", name, text);
        return false;
    }
    *at_us = g_date_time_to_unix(at) * US_PER_S;
    return true;
}

/* ---- one case ---- */

bool open311_may_show(const Ctx *ctx, const Case *c)
{
    const Service *service = catalog_service(ctx->catalog, c->service);
    return c->visibility != VISIBILITY_SECRET && !(service && service->sensitive);
}

void open311_shown_clear(Open311Shown *shown)
{
    g_clear_pointer(&shown->c, case_free);
    g_clear_pointer(&shown->report, report_free);
}

bool open311_find(Ctx *ctx, const char *typed, Open311Shown *shown, GError **error)
{
    g_autofree char *ticket = ticket_normalise(typed);
    *shown = (Open311Shown){ 0 };
    shown->report = ticket ? report_store_by_ticket(ctx, ticket, error) : NULL;
    shown->c = shown->report ? case_store_get(ctx, shown->report->case_id, error) : NULL;
    if (shown->report && !shown->c)
        return false;
    bool known = shown->c && open311_may_show(ctx, shown->c) &&
                 shown->report->visibility != VISIBILITY_SECRET;
    if (!known) {
        g_clear_error(error);
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, "service_request_id",
                  N_("Laporan tidak ditemukan."), NULL);
        return false;
    }
    shown->limited = !shown->c->listed;
    return true;
}

static json_t *string_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

static json_t *instant_or_null(const Ctx *ctx, gint64 at_us)
{
    g_autofree char *text =
        at_us == 0 || at_us == CASE_NO_DUE ? NULL : time_words_w3c(ctx->catalog, at_us);
    return string_or_null(text);
}

static char *address_of(const Ctx *ctx, const Case *c)
{
    const char *label = catalog_area_label(ctx->catalog, c->area);
    bool both = *c->place_text && *label;
    return g_strconcat(c->place_text, both ? ", " : "", label, NULL);
}

/* URLs of the photos that anybody may see. */
static json_t *photos_of(Ctx *ctx, const Request *request, const Open311Shown *shown)
{
    json_t *urls = json_array();
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    g_autofree char *base = open311_base_url(ctx, request);
    if (shown->limited || !attachment_store_of_case(ctx, shown->c->id, all, NULL))
        return urls;
    for (guint i = 0; i < all->len; i++) {
        const Attachment *a = all->pdata[i];
        if (a->public_)
            json_array_append_new(urls, json_sprintf("%s/foto/%s", base, a->name));
    }
    return urls;
}

static json_t *note_of(Ctx *ctx, const Event *e)
{
    g_autofree char *body = NULL;
    g_autofree char *line = event_words(ctx, e, false, &body);
    g_autofree char *both = body && *body ? g_strconcat(line, ": ", body, NULL) : g_strdup(line);
    return json_pack("{s:o, s:s, s:s}", "datetime", instant_or_null(ctx, e->at), "type", e->kind,
                     "description", both);
}

static json_t *notes_of(Ctx *ctx, const Open311Shown *shown)
{
    json_t *notes = json_array();
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    if (shown->limited || !event_store_of_case(ctx, shown->c->id, true, events, NULL))
        return notes;
    for (guint i = 0; i < events->len; i++)
        json_array_append_new(notes, note_of(ctx, events->pdata[i]));
    return notes;
}

static json_t *photo_list(const json_t *urls)
{
    json_t *list = json_array(), *url;
    size_t i;
    json_array_foreach(urls, i, url)
    {
        json_array_append_new(list, json_pack("{s:O}", "media_url", url));
    }
    return list;
}

static void extend(Ctx *ctx, const Open311Shown *shown, const json_t *urls, json_t *object)
{
    const Case *c = shown->c;
    json_t *more =
        json_pack("{s:s, s:s, s:s, s:i, s:b, s:o}", "channel", c->channel, "class",
                  class_name(c->class_), "status", status_name(c->status), "supports", c->supports,
                  "duplicate", c->merged_into != 0, "photos", photo_list(urls));
    json_object_set_new(more, "ward", string_or_null(shown->limited ? NULL : c->area));
    /* a report that was joined to another's case points there */
    bool joined = !g_str_equal(shown->report->ticket, c->ticket);
    json_object_set_new(more, "parent_service_request_id",
                        string_or_null(joined && !shown->limited ? c->ticket : NULL));
    json_object_set_new(object, "extended_attributes", more);
    json_object_set_new(object, "notes", notes_of(ctx, shown));
}

/* A case that nobody has put into a category has none here either, under a code of its own. */
static void put_service(const Ctx *ctx, const Case *c, json_t *object)
{
    const Service *service = catalog_service(ctx->catalog, c->service);
    json_object_set_new(object, "service_name",
                        json_string(service ? service->name : N_("Belum dikategorikan")));
    json_object_set_new(object, "service_code",
                        json_string(*c->service ? c->service : "belum_dikategorikan"));
}

static void put_place(const Ctx *ctx, const Case *c, bool shown, json_t *object)
{
    bool located = shown && (c->lat_e7 != 0 || c->lng_e7 != 0);
    g_autofree char *address = shown ? address_of(ctx, c) : NULL;
    json_object_set_new(object, "address", string_or_null(address));
    json_object_set_new(object, "address_id", string_or_null(shown ? c->area : NULL));
    json_object_set_new(object, "zipcode", json_null());
    json_object_set_new(object, "lat", located ? json_real(c->lat_e7 / 1e7) : json_null());
    json_object_set_new(object, "long", located ? json_real(c->lng_e7 / 1e7) : json_null());
}

json_t *open311_case(Ctx *ctx, const Request *request, const Open311Shown *shown)
{
    const Case *c = shown->c;
    const Agency *agency = shown->limited ? NULL : catalog_agency(ctx->catalog, c->agency);
    const char *text = shown->limited ? NULL : shown->report->text;
    json_t *urls = photos_of(ctx, request, shown), *object = json_object();
    json_t *first = json_array_get(urls, 0);
    json_object_set_new(object, "service_request_id", json_string(shown->report->ticket));
    json_object_set_new(object, "status",
                        json_string(status_is_closed(c->status) ? "closed" : "open"));
    json_object_set_new(object, "status_notes", json_string(status_label(c->status)));
    put_service(ctx, c, object);
    json_object_set_new(object, "description", string_or_null(text));
    json_object_set_new(object, "agency_responsible", string_or_null(agency ? agency->name : NULL));
    json_object_set_new(object, "service_notice", json_null());
    json_object_set_new(object, "requested_datetime",
                        instant_or_null(ctx, shown->report->created_at));
    json_object_set_new(object, "updated_datetime", instant_or_null(ctx, c->updated_at));
    json_object_set_new(object, "expected_datetime", instant_or_null(ctx, c->due_at));
    put_place(ctx, c, !shown->limited, object);
    json_object_set(object, "media_url", first ? first : json_null());
    if (g_str_equal(request_text(request, "extensions"), "true"))
        extend(ctx, shown, urls, object);
    json_decref(urls);
    return object;
}

/* ---- what a client sends ---- */

ApiKey *open311_key(Ctx *ctx, const Request *request, GError **error)
{
    const char *text = request_text(request, "api_key");
    g_autoptr(ApiKey) key = *text ? api_key_find(ctx, text, NULL) : NULL;
    if (!key || !g_str_equal(key->scope, "open311")) {
        error_set(error, KENTONGAN_ERROR_DENIED, "api_key",
                  N_("api_key tidak ada atau tidak berlaku."), NULL);
        return NULL;
    }
    return g_steal_pointer(&key);
}

GPtrArray *open311_photos(const Request *request, GError **error)
{
    g_autoptr(GPtrArray) photos = g_ptr_array_new_with_free_func((GDestroyNotify)photo_free);
    for (guint i = 0; i < request->uploads->len; i++) {
        const Upload *upload = request->uploads->pdata[i];
        if (g_bytes_get_size(upload->bytes) == 0)
            continue;
        if (photos->len == LIMIT_PHOTOS) {
            error_set(error, KENTONGAN_ERROR_INVALID, "media", N_("Paling banyak 5 foto."), NULL);
            return NULL;
        }
        Photo *photo = files_put_photo(upload->bytes, error);
        if (!photo)
            return NULL;
        g_ptr_array_add(photos, photo);
    }
    return g_steal_pointer(&photos);
}

json_t *open311_media_urls(const Request *request, GError **error)
{
    json_t *urls = json_array();
    for (guint i = 0; i < request->params->len; i++) {
        const Param *p = &g_array_index(request->params, Param, i);
        bool ours = g_str_equal(p->name, "media_url") || g_str_equal(p->name, "media_url[]");
        g_autofree char *url = ours ? g_strstrip(g_strdup(p->value)) : NULL;
        if (!url || !*url)
            continue;
        if (!g_uri_is_valid(url, G_URI_FLAGS_NONE, NULL) ||
            !(g_str_has_prefix(url, "http://") || g_str_has_prefix(url, "https://"))) {
            error_set(error, KENTONGAN_ERROR_INVALID, "media_url",
                      N_("media_url: alamat yang diawali http:// atau https://."), NULL);
            json_decref(urls);
            return NULL;
        }
        json_array_append_new(urls, json_string(url));
    }
    return urls;
}
