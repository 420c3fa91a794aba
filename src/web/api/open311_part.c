/* Shared by the open311_*.c files: see open311_part.h. */
#include "web/api/open311_part.h"

#include <string.h>

#include "base/json.h"
#include "domain/account.h"
#include "domain/case_rules.h"
#include "domain/time_words.h"
#include "store/timeline.h"
#include "web/tenants.h"

bool open311_jurisdiction(const Ctx *ctx, const Request *request, Ctx *there, Catalog **catalog,
                          GError **error)
{
    const char *code = request_text(request, "jurisdiction_id");
    *there = *ctx;
    *catalog = *code && !g_str_equal(code, ctx->catalog->tenant.code) ? tenants_by_code(code)
                                                                      : catalog_ref(ctx->catalog);
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

/* Exactly these types, without a charset: validators in the field compare the text. */
Reply *open311_reply(json_t *value, const char *root, bool json)
{
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

char *open311_base_url(const Ctx *ctx, const Request *request)
{
    const char *configured = ctx->catalog->tenant.public_url;
    if (configured && *configured)
        return g_strdup(configured);
    return g_strdup_printf("%s://%s%s", request->https ? "https" : "http", request->host,
                           request->base);
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
    g_autofree char *label = catalog_area_label(ctx->catalog, c->area);
    bool both = *c->place_text && *label;
    return g_strconcat(c->place_text, both ? ", " : "", label, NULL);
}

/* The first photo anybody may see. */
static json_t *media_of(Ctx *ctx, const Request *request, const Case *c, json_t *photos)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)attachment_free);
    g_autofree char *base = open311_base_url(ctx, request);
    json_t *first = NULL;
    if (!c->listed || !attachment_store_of_case(ctx, c->id, all, NULL))
        return json_null();
    for (guint i = 0; i < all->len; i++) {
        const Attachment *a = all->pdata[i];
        if (!a->public_)
            continue;
        g_autofree char *url = g_strdup_printf("%s/foto/%s", base, a->name);
        if (!first)
            first = json_string(url);
        if (photos)
            json_array_append_new(photos, json_pack("{s:s}", "media_url", url));
    }
    return first ? first : json_null();
}

static json_t *notes_of(Ctx *ctx, const Case *c)
{
    json_t *notes = json_array();
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    if (!event_store_of_case(ctx, c->id, true, events, NULL))
        return notes;
    for (guint i = 0; c->listed && i < events->len; i++) {
        const Event *e = events->pdata[i];
        g_autofree char *body = NULL;
        g_autofree char *line = event_words(ctx, e, false, &body);
        g_autofree char *both =
            body && *body ? g_strconcat(line, ": ", body, NULL) : g_strdup(line);
        json_array_append_new(notes,
                              json_pack("{s:o, s:s, s:s}", "datetime", instant_or_null(ctx, e->at),
                                        "type", e->kind, "description", both));
    }
    return notes;
}

static void extend(Ctx *ctx, const Request *request, const Case *c, json_t *object)
{
    json_t *photos = json_array();
    json_decref(media_of(ctx, request, c, photos));
    json_object_set_new(object, "extended_attributes",
                        json_pack("{s:s, s:s, s:s, s:s, s:i, s:i, s:b, s:o}", "channel", c->channel,
                                  "class", class_name(c->class_), "status", status_name(c->status),
                                  "ward", c->area, "supports", c->supports, "reports", c->reports,
                                  "duplicate", c->merged_into != 0, "photos", photos));
    json_object_set_new(object, "notes", notes_of(ctx, c));
}

json_t *open311_case(Ctx *ctx, const Request *request, const Case *c, const char *ticket,
                     bool extended)
{
    const Service *service = catalog_service(ctx->catalog, c->service);
    const Agency *agency = catalog_agency(ctx->catalog, c->agency);
    bool closed = status_is_closed(c->status), has_point = c->lat_e7 != 0 || c->lng_e7 != 0;
    bool located = has_point && (c->listed || c->visibility == VISIBILITY_OPEN);
    g_autofree char *address = c->listed ? address_of(ctx, c) : g_strdup("");
    json_t *object = json_object();
    json_object_set_new(object, "service_request_id", json_string(ticket));
    json_object_set_new(object, "status", json_string(closed ? "closed" : "open"));
    json_object_set_new(object, "status_notes", json_string(status_label(c->status)));
    json_object_set_new(object, "service_name", string_or_null(service ? service->name : NULL));
    json_object_set_new(object, "service_code", json_string(*c->service ? c->service : "lain"));
    json_object_set_new(object, "description", string_or_null(c->listed ? c->title : NULL));
    json_object_set_new(object, "agency_responsible", string_or_null(agency ? agency->name : NULL));
    json_object_set_new(object, "service_notice", json_null());
    json_object_set_new(object, "requested_datetime", instant_or_null(ctx, c->created_at));
    json_object_set_new(object, "updated_datetime", instant_or_null(ctx, c->updated_at));
    json_object_set_new(object, "expected_datetime", instant_or_null(ctx, c->due_at));
    json_object_set_new(object, "address", string_or_null(address));
    json_object_set_new(object, "address_id", string_or_null(c->listed ? c->area : NULL));
    json_object_set_new(object, "zipcode", json_null());
    json_object_set_new(object, "lat", located ? json_real(c->lat_e7 / 1e7) : json_null());
    json_object_set_new(object, "long", located ? json_real(c->lng_e7 / 1e7) : json_null());
    json_object_set_new(object, "media_url", json_null());
    if (extended)
        extend(ctx, request, c, object);
    return object;
}

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
