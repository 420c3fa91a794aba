/* The form of a new report: reading it, checking it, showing it again with nothing lost. */
#include "web/page/public_form.h"

#include "base/crypt.h"
#include "base/geometry.h"
#include "base/text.h"
#include "domain/proposal.h"
#include "model/limits.h"

#include <string.h>

#define SIMILAR_MAX 3

static char *read_key(const Request *request)
{
    const char *typed = request_text(request, "kunci");
    gsize chars = strspn(typed, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    if (chars < 16 || chars > 64 || typed[chars])
        return crypt_token_new(18);
    return g_strdup(typed);
}

static void read_point(ReportForm *form, const Request *request)
{
    const char *lat = request_text(request, "lat"), *lng = request_text(request, "lng");
    if (!*lat || !*lng)
        return;
    if (!geometry_parse_degrees(lat, &form->lat_e7) ||
        !geometry_parse_degrees(lng, &form->lng_e7) ||
        !geometry_point_valid(form->lat_e7, form->lng_e7)) {
        form->lat_e7 = form->lng_e7 = 0;
        report_form_add_mistake(form, "lokasi",
                                N_("Titik di peta tidak terbaca. Mohon pilih lagi, atau pilih "
                                   "kecamatan."));
        return;
    }
    form->accuracy_m = (int)CLAMP(request_int(request, "akurasi", 0), 0, 100000);
}

void report_form_read(ReportForm *form, const Ctx *ctx, const Request *request)
{
    *form = (ReportForm){ .request = request, .class_ = CLASS_COMPLAINT };
    form->mistakes = g_array_new(false, false, sizeof(Mistake));
    form->text = request_text(request, "teks");
    form->service = request_text(request, "layanan");
    form->district = request_text(request, "kecamatan");
    form->village = request_text(request, "desa");
    form->place = request_text(request, "patokan");
    form->name = request_text(request, "nama");
    form->phone = request_text(request, "telepon");
    form->email = request_text(request, "email");
    form->key = read_key(request);
    class_from_name(request_text(request, "jenis"), &form->class_);
    visibility_from_name(request_text(request, "keterbukaan"), &form->visibility);
    read_point(form, request);
    /* the desa of a kecamatan chosen before belongs to the old choice */
    if (!catalog_area(ctx->catalog, form->village) || !area_contains(form->district, form->village))
        form->village = "";
    g_autoptr(GError) wrong = NULL;
    form->photos = public_photos_take(request, &wrong);
    if (wrong)
        report_form_add_error(form, wrong);
}

void report_form_clear(ReportForm *form)
{
    g_clear_pointer(&form->key, g_free);
    g_clear_pointer(&form->photos, g_ptr_array_unref);
    g_clear_pointer(&form->mistakes, g_array_unref);
    g_clear_error(&form->fault);
}

void report_form_add_mistake(ReportForm *form, const char *field, const char *sentence)
{
    Mistake mistake = { field, sentence };
    g_array_append_val(form->mistakes, mistake);
}

static bool is_fault(const GError *error)
{
    switch (error_code(error)) {
    case KENTONGAN_ERROR_NOT_FOUND:
    case KENTONGAN_ERROR_DENIED:
    case KENTONGAN_ERROR_INVALID:
    case KENTONGAN_ERROR_CONFLICT:
        return false;
    case KENTONGAN_ERROR_LIMIT: /* too large is his, too often passes */
        return reply_status_of(error) != 413;
    case KENTONGAN_ERROR_BUSY:
    case KENTONGAN_ERROR_UPSTREAM:
    case KENTONGAN_ERROR_UNCERTAIN:
    case KENTONGAN_ERROR_INTERNAL:
    case KENTONGAN_ERROR_FULL:
        break;
    }
    return true;
}

void report_form_add_error(ReportForm *form, const GError *error)
{
    if (!form->fault && is_fault(error))
        form->fault = g_error_copy(error);
    if (error->domain != KENTONGAN_ERROR) {
        report_form_add_mistake(form, NULL,
                                N_("Ada gangguan di pihak kami. Mohon kirim sekali lagi."));
        return;
    }
    report_form_add_mistake(form, error_field(error), g_intern_string(error->message));
}

static void check_text(ReportForm *form)
{
    if (text_is_blank(form->text))
        report_form_add_mistake(form, "teks", N_("Tulis dahulu apa yang terjadi."));
    else if (text_chars(form->text) > LIMIT_TEXT_CHARS || strlen(form->text) > LIMIT_TEXT_BYTES)
        report_form_add_mistake(form, "teks",
                                N_("Cerita paling banyak 4.000 huruf. Mohon dipendekkan."));
}

static void check_place(ReportForm *form, const Ctx *ctx)
{
    const Tenant *t = &ctx->catalog->tenant;
    if (*form->service && !catalog_service(ctx->catalog, form->service))
        report_form_add_mistake(form, "layanan", N_("Pilihan ini tidak ada. Mohon pilih lagi."));
    if (*form->district && !catalog_area(ctx->catalog, form->district))
        report_form_add_mistake(form, "wilayah", N_("Kecamatan ini tidak ada. Mohon pilih lagi."));
    if (text_chars(form->place) > LIMIT_PLACE_CHARS)
        report_form_add_mistake(form, "tempat",
                                N_("Patokan tempat paling banyak 300 huruf. Mohon dipendekkan."));
    if ((form->lat_e7 || form->lng_e7) &&
        (form->lat_e7 < t->south_e7 || form->lat_e7 > t->north_e7 || form->lng_e7 < t->west_e7 ||
         form->lng_e7 > t->east_e7))
        report_form_add_mistake(form, "lokasi",
                                N_("Titik itu di luar wilayah kami. Mohon pilih titik lain."));
}

static void check_person(ReportForm *form)
{
    if (text_chars(form->name) > LIMIT_NAME_CHARS)
        report_form_add_mistake(form, "nama",
                                N_("Nama paling banyak 100 huruf. Mohon dipendekkan."));
    g_autoptr(GError) wrong = NULL;
    g_autofree char *phone = text_phone(form->phone, "telepon", &wrong);
    if (!phone && *form->phone)
        report_form_add_error(form, wrong);
    g_clear_error(&wrong);
    g_autofree char *email = text_email(form->email, "email", &wrong);
    if (!email && *form->email)
        report_form_add_error(form, wrong);
}

void report_form_check(ReportForm *form, const Ctx *ctx)
{
    /* a field that people do not see: who fills it is a program */
    if (request_param(form->request, "situs") && *request_text(form->request, "situs"))
        report_form_add_mistake(form, NULL,
                                N_("Ada kolom tersembunyi yang terisi. Mohon kirim sekali lagi."));
    check_text(form);
    check_place(form, ctx);
    check_person(form);
}

const char *report_form_area(const ReportForm *form, const Ctx *ctx)
{
    if (*form->village)
        return form->village;
    return catalog_area(ctx->catalog, form->district) ? form->district : "";
}

void report_form_intake(const ReportForm *form, const Ctx *ctx, const char *join, Intake *intake)
{
    *intake = (Intake){ .channel = "web",
                        .class_ = form->class_,
                        .visibility = form->visibility,
                        .service = form->service,
                        .text = form->text,
                        .place_text = form->place,
                        .area = report_form_area(form, ctx),
                        .lat_e7 = form->lat_e7,
                        .lng_e7 = form->lng_e7,
                        .accuracy_m = form->accuracy_m,
                        .name = form->name,
                        .phone = form->phone,
                        .email = form->email,
                        .attributes = "",
                        .lang = ctx->lang,
                        .idempotency_key = "",
                        .join = join,
                        .photos = form->photos };
}

/* Similar cases near the place told, of the category chosen or else of the one that the text seems
 * to be about. A secret report is never joined to a public case. */
GPtrArray *report_form_similar(const ReportForm *form, Ctx *ctx)
{
    const char *area = report_form_area(form, ctx);
    if (form->visibility == VISIBILITY_SECRET || (!*area && !form->lat_e7 && !form->lng_e7))
        return NULL;
    const Service *proposed = *form->service ? NULL : proposal_service(ctx->catalog, form->text);
    const char *service = proposed ? proposed->code : form->service;
    g_autoptr(GError) wrong = NULL;
    GPtrArray *cases =
        intake_similar(ctx, service, form->lat_e7, form->lng_e7, area, SIMILAR_MAX, &wrong);
    if (!cases)
        g_message("lapor %s: %s", form->request->id, wrong->message);
    return cases;
}

/* ---- shown again ---- */

static const struct {
    const char *field, *section, *id;
} FIELDS[] = {
    { "teks", "ERR_TEKS", "teks" },
    { "layanan", "ERR_LAYANAN", "layanan" },
    { "wilayah", "ERR_WILAYAH", "kecamatan" },
    { "lokasi", "ERR_LOKASI", "kecamatan" },
    { "tempat", "ERR_TEMPAT", "patokan" },
    { "foto", "ERR_FOTO", "foto" },
    { "nama", "ERR_NAMA", "nama" },
    { "telepon", "ERR_TELEPON", "telepon" },
    { "email", "ERR_EMAIL", "email" },
};

const char *report_form_field_id(const char *field)
{
    for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++)
        if (g_strcmp0(FIELDS[i].field, field) == 0)
            return FIELDS[i].id;
    return NULL;
}

static void show_mistake(View *page, View *all, const Ctx *ctx, const Mistake *mistake)
{
    const char *text = page_word(ctx, mistake->sentence);
    View *row = view_add(all, "MISTAKE");
    for (guint i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
        if (g_strcmp0(FIELDS[i].field, mistake->field) != 0)
            continue;
        view_set(view_add(page, FIELDS[i].section), "TEXT", text);
        View *linked = view_show(row, "LINKED");
        view_set(linked, "ID", FIELDS[i].id);
        view_set(linked, "TEXT", text);
        return;
    }
    view_set(view_show(row, "PLAIN"), "TEXT", text);
}

/* At the field the first of its mistakes is said, in the summary all of them. */
static void show_mistakes(View *page, const Ctx *ctx, const ReportForm *form)
{
    if (form->mistakes->len == 0)
        return;
    View *all = view_show(page, "MISTAKES");
    for (guint i = 0; i < form->mistakes->len; i++)
        show_mistake(page, all, ctx, &g_array_index(form->mistakes, Mistake, i));
}

static void show_choices(View *page, const Ctx *ctx, const ReportForm *form)
{
    static const char *const CLASS_WHAT[] = {
        [CLASS_COMPLAINT] = N_("ada yang rusak, salah, atau lambat"),
        [CLASS_ASPIRATION] = N_("usul atau saran"),
        [CLASS_INFORMATION] = N_("bertanya"),
        [CLASS_HELP] = N_("butuh bantuan dari pemerintah"),
    };
    static const char *const VISIBILITY_WHAT[] = {
        [VISIBILITY_OPEN] =
            N_("Isi dan tempat laporan tampil untuk umum, nama Anda tidak. Instansi "
               "yang menangani melihat nama Anda."),
        [VISIBILITY_ANONYMOUS] = N_("Isi dan tempat laporan tampil untuk umum. Instansi pun tidak "
                                    "melihat nama Anda."),
        [VISIBILITY_SECRET] = N_("Tidak ada yang tampil untuk umum. Hanya petugas yang menangani "
                                 "yang membacanya."),
    };
    for (ReportClass c = CLASS_COMPLAINT; c <= CLASS_HELP; c++)
        page_add_choice(page, "CLASS", class_name(c), page_word(ctx, class_label(c)),
                        page_word(ctx, CLASS_WHAT[c]), c == form->class_);
    for (Visibility v = VISIBILITY_OPEN; v <= VISIBILITY_SECRET; v++)
        page_add_choice(page, "VISIBILITY", visibility_name(v), page_word(ctx, visibility_label(v)),
                        page_word(ctx, VISIBILITY_WHAT[v]), v == form->visibility);
    page_add_services(page, ctx, form->service, true);
}

static void show_places(View *page, const Ctx *ctx, const ReportForm *form)
{
    AreaLevel first = page_first_level(ctx->catalog);
    page_add_areas(page, ctx, "DISTRICT", first, "", form->district);
    guint villages = 0;
    if (catalog_area(ctx->catalog, form->district))
        villages = page_add_areas(page, ctx, "VILLAGE", first + 1, form->district, form->village);
    view_show(page, villages > 0 ? "VILLAGES" : "NO_VILLAGES");
    view_show(page, first == AREA_REGENCY ? "OF_PROVINCE" : "OF_REGENCY");
    if (form->lat_e7 || form->lng_e7) {
        char degrees[G_ASCII_DTOSTR_BUF_SIZE];
        view_set(page, "LAT", page_degrees(form->lat_e7, degrees));
        view_set(page, "LNG", page_degrees(form->lng_e7, degrees));
        view_set_int(page, "ACCURACY", form->accuracy_m);
    }
    page_set_map(page, ctx, form->request);
}

static void show_photos(View *page, const Ctx *ctx, const ReportForm *form)
{
    for (guint i = 0; i < form->photos->len; i++) {
        const Photo *photo = form->photos->pdata[i];
        g_autofree char *token = public_photo_token(photo);
        g_autofree char *n = g_strdup_printf("%u", i + 1);
        g_autofree char *alt = page_words(ctx, N_("Foto {n} yang sudah terkirim"), "n", n, NULL);
        View *row = view_add(page, "PHOTO");
        view_set(row, "NAME", photo->name);
        view_set(row, "TOKEN", token);
        view_set(row, "BASE", form->request->base);
        view_set(row, "ALT", alt);
    }
}

Reply *report_form_reply(const ReportForm *form, const Ctx *ctx, const char *notice,
                         unsigned status)
{
    const char *title =
        page_word(ctx, form->mistakes->len > 0 ? N_("Perbaiki dahulu: Lapor") : N_("Lapor"));
    View *page;
    View *layout = page_new(ctx, form->request, "public/report.html", title, AT_REPORT, &page);
    view_set(page, "KEY", form->key);
    view_set(page, "TEKS", form->text);
    view_set(page, "PATOKAN", form->place);
    view_set(page, "NAMA", form->name);
    view_set(page, "TELEPON", form->phone);
    view_set(page, "EMAIL", form->email);
    if (notice)
        view_set(view_show(page, "NOTICE"), "TEXT", page_word(ctx, notice));
    show_mistakes(page, ctx, form);
    show_choices(page, ctx, form);
    show_places(page, ctx, form);
    show_photos(page, ctx, form);
    Reply *reply = page_reply(layout, form->request, status);
    reply_header(reply, "Cache-Control", "no-store");
    return reply;
}

static void keep(View *view, const char *name, const char *value)
{
    if (!*value)
        return;
    View *row = view_add(view, "KEEP");
    view_set(row, "NAME", name);
    view_set(row, "VALUE", value);
}

void report_form_keep(const ReportForm *form, View *view)
{
    keep(view, "kunci", form->key);
    keep(view, "teks", form->text);
    keep(view, "jenis", class_name(form->class_));
    keep(view, "layanan", form->service);
    keep(view, "kecamatan", form->district);
    keep(view, "desa", form->village);
    keep(view, "patokan", form->place);
    keep(view, "nama", form->name);
    keep(view, "telepon", form->phone);
    keep(view, "email", form->email);
    keep(view, "keterbukaan", visibility_name(form->visibility));
    if (form->lat_e7 || form->lng_e7) {
        char degrees[G_ASCII_DTOSTR_BUF_SIZE];
        g_autofree char *accuracy = g_strdup_printf("%d", form->accuracy_m);
        keep(view, "lat", page_degrees(form->lat_e7, degrees));
        keep(view, "lng", page_degrees(form->lng_e7, degrees));
        keep(view, "akurasi", accuracy);
    }
    for (guint i = 0; i < form->photos->len; i++) {
        g_autofree char *token = public_photo_token(form->photos->pdata[i]);
        keep(view, "foto_ada", token);
    }
}
