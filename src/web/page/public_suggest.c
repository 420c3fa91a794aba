/* /lapor/usul: what a text seems to be about - category, place, emergency - for the form's script.
 * Only a proposal; the reporter and then a person of the staff decide.
 */
#include "domain/place.h"
#include "domain/proposal.h"
#include "domain/routing.h"
#include "model/limits.h"
#include "web/page/public.h"

#include <jansson.h>
#include <string.h>

static json_t *service_json(const Ctx *ctx, const char *text)
{
    const Service *service = proposal_service(ctx->catalog, text);
    if (!service)
        return json_null();
    return json_pack("{s:s, s:s}", "kode", service->code, "nama", service->name);
}

static json_t *area_json(const Ctx *ctx, const char *text)
{
    g_autoptr(GPtrArray) candidates = place_find(ctx->catalog, text);
    const Area *area = place_best(ctx->catalog, candidates);
    if (!area)
        return json_null();
    AreaLevel first = page_first_level(ctx->catalog);
    const Area *above = place_above(ctx->catalog, area, first);
    if (!above)
        return json_null();
    return json_pack("{s:s, s:s}", "kecamatan", above->code, "desa",
                     area->level == first + 1 ? area->code : "");
}

Reply *public_suggest_post(Ctx *ctx, const Request *request, GError **error)
{
    (void)error;
    const char *text = request_text(request, "teks");
    if (strlen(text) > LIMIT_TEXT_BYTES)
        text = "";
    g_auto(GStrv) emergency = emergency_words_in(ctx->catalog, text);
    json_t *all = json_pack("{s:o, s:o, s:b}", "layanan", service_json(ctx, text), "wilayah",
                            area_json(ctx, text), "darurat", emergency && emergency[0] ? 1 : 0);
    char *body = json_dumps(all, JSON_COMPACT);
    json_decref(all);
    return reply_new(200, "application/json", g_bytes_new_take(body, strlen(body)));
}
