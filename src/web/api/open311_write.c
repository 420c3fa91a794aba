/* Open311, the writing half: a service request becomes an ordinary case. Photos may come in any
 * part that holds a file; a media_url is kept with the report, and never fetched here.
 */
#include <math.h>
#include <string.h>

#include "base/geometry.h"
#include "base/json.h"
#include "base/text.h"
#include "base/words.h"
#include "domain/intake.h"
#include "web/api/open311_part.h"

static bool fail(GError **error, KentonganError code, const char *field, const char *sentence)
{
    error_set(error, code, field, sentence, NULL);
    return false;
}

static bool read_point(const Request *request, Intake *in, GError **error)
{
    const char *lat = request_text(request, "lat"), *lng = request_text(request, "long");
    bool has_point = *lat || *lng;
    if (has_point &&
        (!geometry_parse_degrees(lat, &in->lat_e7) || !geometry_parse_degrees(lng, &in->lng_e7) ||
         !geometry_point_valid(in->lat_e7, in->lng_e7)))
        return fail(error, KENTONGAN_ERROR_INVALID, "lat",
                    N_("lat dan long: derajat desimal, keduanya."));
    in->place_text = request_text(request, "address_string");
    in->area = request_text(request, "address_id");
    if (!has_point && !*in->place_text && !*in->area)
        return fail(error, KENTONGAN_ERROR_INVALID, "lat",
                    N_("Sebutkan tempat: lat dan long, address_string atau address_id."));
    return true;
}

static bool read_service(const Ctx *ctx, const Request *request, Intake *in, GError **error)
{
    in->service = request_text(request, "service_code");
    const Service *service = catalog_service(ctx->catalog, in->service);
    if (!*in->service)
        return fail(error, KENTONGAN_ERROR_INVALID, "service_code",
                    N_("service_code wajib diisi."));
    if (!service || !service->active)
        return fail(error, KENTONGAN_ERROR_NOT_FOUND, "service_code",
                    N_("service_code tidak dikenal."));
    return true;
}

/* ---- attributes ---- */

static bool is_value_of(const json_t *attribute, const char *given)
{
    const json_t *values = json_object_get(attribute, "values");
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *key = json_object_get(json_array_get(values, i), "key");
        if (g_strcmp0(json_string_value(key), given) == 0)
            return true;
    }
    return false;
}

static bool is_number(const char *given)
{
    char *end = NULL;
    double number = g_ascii_strtod(given, &end);
    return end != given && *end == '\0' && isfinite(number);
}

static bool is_instant(const Ctx *ctx, const char *given)
{
    g_autofree char *full = strchr(given, 'T') ? g_strdup(given) : g_strconcat(given, "T00", NULL);
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(full, ctx->catalog->timezone);
    return at != NULL;
}

static bool is_valid(const Ctx *ctx, const json_t *attribute, const char *given)
{
    const char *type = json_string_value(json_object_get(attribute, "datatype"));
    if (g_str_has_suffix(type, "list"))
        return is_value_of(attribute, given);
    if (g_str_equal(type, "number"))
        return is_number(given);
    return !g_str_equal(type, "datetime") || is_instant(ctx, given);
}

/* All values of attribute[CODE] and attribute[CODE][]. */
static json_t *given_values(const Request *request, const char *code)
{
    g_autofree char *one = g_strdup_printf("attribute[%s]", code);
    g_autofree char *many = g_strdup_printf("attribute[%s][]", code);
    json_t *values = json_array();
    for (guint i = 0; i < request->params->len; i++) {
        const Param *p = &g_array_index(request->params, Param, i);
        bool named = g_str_equal(p->name, one) || g_str_equal(p->name, many);
        if (named && !text_is_blank(p->value))
            json_array_append_new(values, json_string(p->value));
    }
    return values;
}

static bool check_values(const Ctx *ctx, const json_t *attribute, const json_t *values,
                         GError **error)
{
    const char *type = json_string_value(json_object_get(attribute, "datatype"));
    const char *code = json_string_value(json_object_get(attribute, "code"));
    size_t count = json_array_size(values);
    bool many = g_str_equal(type, "multivaluelist"), ok = many || count <= 1;
    if (count == 0 && json_is_true(json_object_get(attribute, "required"))) {
        error_set(error, KENTONGAN_ERROR_INVALID, "attribute",
                  N_("Keterangan wajib untuk kategori ini belum diisi."), "%s", code);
        return false;
    }
    for (size_t i = 0; ok && i < count; i++)
        ok = is_valid(ctx, attribute, json_string_value(json_array_get(values, i)));
    if (!ok)
        error_set(error, KENTONGAN_ERROR_INVALID, "attribute",
                  N_("Isi keterangan tambahan tidak sesuai dengan yang diminta kategori ini."),
                  "%s", code);
    return ok;
}

static bool take_attribute(const Ctx *ctx, const Request *request, const json_t *attribute,
                           json_t *out, GError **error)
{
    const char *code = json_string_value(json_object_get(attribute, "code"));
    json_t *values = given_values(request, code);
    bool ok = check_values(ctx, attribute, values, error);
    size_t count = json_array_size(values);
    if (ok && count > 0)
        json_object_set(out, code, count == 1 ? json_array_get(values, 0) : values);
    json_decref(values);
    return ok;
}

static void attributes_free(gpointer attributes)
{
    json_decref(attributes);
}

/* Code of a service -> what it asks, read once for all reports. */
static gpointer attributes_build(const Catalog *catalog)
{
    GHashTable *all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, attributes_free);
    for (guint i = 0; i < catalog->services->len; i++) {
        const Service *service = catalog->services->pdata[i];
        json_t *known = json_loads(service->attributes, 0, NULL);
        if (known)
            g_hash_table_insert(all, service->code, known);
    }
    return all;
}

static bool take_attributes(const Ctx *ctx, const Request *request, const char *code, json_t *out,
                            GError **error)
{
    gconstpointer all = catalog_derived(ctx->catalog, CATALOG_ATTRIBUTES, attributes_build,
                                        (GDestroyNotify)g_hash_table_unref);
    const json_t *known = g_hash_table_lookup((GHashTable *)all, code);
    bool ok = true;
    for (size_t i = 0; ok && i < json_array_size(known); i++)
        ok = take_attribute(ctx, request, json_array_get(known, i), out, error);
    return ok;
}

/* JSON object text of what was given; "" for nothing (transfer full). NULL on error. Addresses of
 * pictures are kept beside the attributes: they are for staff to look at, nothing is fetched. */
static char *read_attributes(const Ctx *ctx, const Request *request, const char *code,
                             GError **error)
{
    json_t *out = json_object(), *urls = open311_media_urls(request, error);
    char *text = NULL;
    if (urls && take_attributes(ctx, request, code, out, error)) {
        if (json_array_size(urls) > 0)
            json_object_set(out, "media_url", urls);
        text = json_object_size(out) ? json_take_text(json_incref(out)) : g_strdup("");
    }
    json_decref(urls);
    json_decref(out);
    return text;
}

/* ---- the request ---- */

static char *full_name(const Request *request)
{
    g_autofree char *both = g_strconcat(request_text(request, "first_name"), " ",
                                        request_text(request, "last_name"), NULL);
    return text_one_line(both);
}

static Reply *posted(const Ctx *ctx, const IntakeResult *result, bool json)
{
    const char *words =
        result->alarm ? N_("Ada bahaya? Segera telepon {emergency}, gratis. Laporan ini diterima.")
                      : N_("Laporan diterima dan diperiksa sebelum diteruskan ke instansi.");
    g_autofree char *notice =
        text_fill(words_get(ctx->lang, words), "emergency", ctx->catalog->tenant.emergency, NULL);
    json_t *answer = json_pack("[{s:s, s:s, s:n}]", "service_request_id", result->ticket,
                               "service_notice", notice, "account_id");
    return open311_reply(answer, "service_requests", json);
}

static Reply *request_post(Ctx *ctx, const Request *request, const ApiKey *key, bool json,
                           GError **error)
{
    const char *once = request_header(request, "idempotency-key");
    g_autofree char *once_key =
        once ? g_strdup_printf("open311:%" G_GINT64_FORMAT ":%s", key->id, once) : g_strdup("");
    g_autofree char *name = full_name(request);
    Intake in = { .channel = "open311",
                  .name = name,
                  .phone = request_text(request, "phone"),
                  .email = request_text(request, "email"),
                  .lang = ctx->lang,
                  .api_key = key->id,
                  .idempotency_key = once_key,
                  .join = "" };
    if (!read_service(ctx, request, &in, error) || !read_point(request, &in, error))
        return NULL;
    const char *description = request_text(request, "description");
    in.text = *description ? description : catalog_service(ctx->catalog, in.service)->name;
    g_autofree char *attributes = read_attributes(ctx, request, in.service, error);
    g_autoptr(GPtrArray) photos = attributes ? open311_photos(request, error) : NULL;
    if (!photos)
        return NULL;
    g_auto(IntakeResult) result = { 0 };
    in.attributes = attributes;
    in.photos = photos;
    ctx->actor = (Actor){ .kind = ACTOR_API, .id = key->id, .agency = "", .area = "", .name = "" };
    return intake_submit(ctx, &in, &result, error) ? posted(ctx, &result, json) : NULL;
}

Reply *open311_collection_post(Ctx *ctx, const Request *request, GError **error)
{
    Ctx there;
    bool json = false;
    g_autoptr(Catalog) catalog = NULL;
    g_autofree char *name = NULL;
    if (!open311_split(request->path_args[0], &name, &json, error) ||
        !open311_jurisdiction(ctx, request, &there, &catalog, error))
        return NULL;
    g_autoptr(ApiKey) key = open311_key(&there, request, error);
    if (!key)
        return NULL;
    if (g_str_equal(name, "requests"))
        return request_post(&there, request, key, json, error);
    if (g_str_equal(name, "servicerequestupdates"))
        return open311_update_post(&there, request, key, json, error);
    fail(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Alamat ini tidak ada."));
    return NULL;
}
