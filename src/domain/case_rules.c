/* Small rules of a case: see case_rules.h. */
#include "domain/case_rules.h"

#include <string.h>

#include "base/geometry.h"
#include "base/id.h"
#include "base/text.h"
#include "domain/files.h"
#include "domain/place.h"
#include "domain/time_words.h"
#include "model/limits.h"
#include "store/timeline.h"

bool case_rules_listed(const Ctx *ctx, const Case *c)
{
    const Service *service = catalog_service(ctx->catalog, c->service);
    const Policy *policy = catalog_policy_of(ctx->catalog, c->service);
    if (c->visibility == VISIBILITY_SECRET || (service && service->sensitive))
        return false;
    CaseStatus status = c->status == STATUS_NEED_INFO ? c->resume_status : c->status;
    if (status == STATUS_RECEIVED)
        return policy->public_at_once;
    return status != STATUS_REJECTED && status != STATUS_DUPLICATE;
}

char *case_rules_title(const Ctx *ctx, Visibility visibility, const char *text)
{
    (void)ctx;
    if (visibility == VISIBILITY_SECRET)
        return g_strdup("Laporan rahasia");
    g_autofree char *line = text_one_line(text);
    return text_cut(line, LIMIT_TITLE_CHARS, true);
}

static bool point_in_box(const Tenant *t, gint32 lat_e7, gint32 lng_e7)
{
    if (t->south_e7 == 0 && t->north_e7 == 0)
        return true;
    return lat_e7 >= t->south_e7 && lat_e7 <= t->north_e7 && lng_e7 >= t->west_e7 &&
           lng_e7 <= t->east_e7;
}

bool case_rules_place(const Ctx *ctx, Case *c, const char *area, bool has_point, gint32 lat_e7,
                      gint32 lng_e7, GError **error)
{
    if (*area && !catalog_area(ctx->catalog, area)) {
        error_set(error, KENTONGAN_ERROR_INVALID, "wilayah",
                  N_("Wilayah ini tidak dikenal. Pilih kecamatan dan desa dari daftar."), "%s",
                  area);
        return false;
    }
    if (has_point && (!geometry_point_valid(lat_e7, lng_e7) ||
                      !point_in_box(&ctx->catalog->tenant, lat_e7, lng_e7))) {
        error_set(error, KENTONGAN_ERROR_INVALID, "lokasi",
                  N_("Titik ini di luar wilayah kami. Periksa letaknya di peta."), "%d,%d", lat_e7,
                  lng_e7);
        return false;
    }
    if (has_point) {
        c->lat_e7 = lat_e7;
        c->lng_e7 = lng_e7;
        c->cell = geometry_cell(lat_e7, lng_e7);
    }
    const Area *found = !*area && has_point ? place_at(ctx->catalog, lat_e7, lng_e7) : NULL;
    if (*area || found) {
        g_free(c->area);
        c->area = g_strdup(found ? found->code : area);
    }
    return true;
}

const char *case_rules_agency_name(const Ctx *ctx, const char *code)
{
    const Agency *agency = catalog_agency(ctx->catalog, code);
    return agency ? agency->short_name : code;
}

char *case_rules_due_words(const Ctx *ctx, const char *lang, gint64 due_at)
{
    if (due_at == CASE_NO_DUE)
        return g_strdup(g_str_equal(lang, "en") ? "(date to be set)" : "(tanggal menyusul)");
    return time_words_short(ctx->catalog, lang, due_at);
}

HolderKind case_rules_holder(CaseStatus status)
{
    switch (status) {
    case STATUS_RECEIVED:
    case STATUS_VERIFIED:
        return HOLDER_ADMIN;
    case STATUS_ASSIGNED:
    case STATUS_IN_PROGRESS:
    case STATUS_REOPENED:
        return HOLDER_AGENCY;
    case STATUS_NEED_INFO:
    case STATUS_PROPOSED:
        return HOLDER_REPORTER;
    case STATUS_REFERRED:
        return HOLDER_OUTSIDE;
    case STATUS_CONFIRMED:
    case STATUS_UNCONFIRMED:
    case STATUS_REJECTED:
    case STATUS_DUPLICATE:
        return HOLDER_NOBODY;
    }
    g_assert_not_reached();
}

char *case_rules_holder_words(const Ctx *ctx, const Case *c)
{
    HolderKind holder = case_rules_holder(c->status);
    if (holder == HOLDER_AGENCY)
        return g_strdup(case_rules_agency_name(ctx, c->agency));
    return g_strdup(holder_label(holder));
}

bool case_rules_hop(Ctx *ctx, const Case *c, HolderKind before, const char *agency_before,
                    HolderKind after, GError **error)
{
    bool same_agency = after != HOLDER_AGENCY || g_str_equal(agency_before, c->agency);
    if (before == after && same_agency)
        return true;
    gint64 now = ctx_now_us(ctx);
    Hop hop = { .holder = after,
                .agency = after == HOLDER_AGENCY ? c->agency : (char *)"",
                .from_at = now };
    return hop_store_close(ctx, c->id, now, error) && hop_store_insert(ctx, c->id, &hop, error);
}

static bool store_files(Ctx *ctx, GPtrArray *files, const Attachment *like, GError **error)
{
    if (files && files->len > LIMIT_PHOTOS) {
        error_set(error, KENTONGAN_ERROR_INVALID, like->paper ? "berkas" : "foto",
                  like->paper ? N_("Paling banyak 5 berkas.") : N_("Paling banyak 5 foto."), NULL);
        return false;
    }
    for (guint i = 0; files && i < files->len; i++) {
        const Photo *file = files->pdata[i];
        Attachment a = *like;
        a.tenant = ctx->tenant;
        a.id = id_next();
        a.mime = (char *)(file->mime ? file->mime : "image/jpeg");
        a.name = file->name;
        a.bytes = file->bytes;
        a.width = file->width;
        a.height = file->height;
        a.created_at = ctx_now_us(ctx);
        memcpy(a.content_hash, file->content_hash, sizeof a.content_hash);
        if (!attachment_store_insert(ctx, &a, error))
            return false;
    }
    return true;
}

bool case_rules_photos(Ctx *ctx, const Case *c, GPtrArray *photos, gint64 report_id,
                       gint64 event_id, bool public_, GError **error)
{
    const Attachment like = {
        .case_id = c->id, .report_id = report_id, .event_id = event_id, .public_ = public_
    };
    return store_files(ctx, photos, &like, error);
}

bool case_rules_papers(Ctx *ctx, const Case *c, GPtrArray *papers, gint64 report_id, GError **error)
{
    const Attachment like = { .case_id = c->id, .report_id = report_id, .paper = true };
    return store_files(ctx, papers, &like, error);
}
