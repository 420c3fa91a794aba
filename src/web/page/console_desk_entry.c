/* /console/posko/lapor: a report written down for somebody who stands there, or who sent a letter.
 *
 * Two screens: what was told, in few fields of which Enter sends the last; then the same read back,
 * with the category and place that its words propose, and the consent without which nothing is
 * stored. All that was typed travels in hidden fields, files as sealed tokens; nothing needs a
 * script.
 */
#include "web/page/console.h"

#include "base/crypt.h"
#include "base/text.h"
#include "domain/desk.h"
#include "domain/intake.h"
#include "domain/place.h"
#include "domain/proposal.h"
#include "model/limits.h"
#include "web/page/public.h"

#include <string.h>

typedef struct Entry {
    const Request *request; /* strings are lent from it */
    const char *text, *place, *name, *phone, *for_name, *for_phone, *service, *area;
    bool letter, agreed;
    Relation relation;
    Visibility visibility;
    char *key;
    GPtrArray *photos, *papers; /* Photo* */
    GError *wrong;              /* a file that is refused */
} Entry;

static void entry_clear(Entry *e)
{
    g_clear_pointer(&e->key, g_free);
    g_clear_pointer(&e->photos, g_ptr_array_unref);
    g_clear_pointer(&e->papers, g_ptr_array_unref);
    g_clear_error(&e->wrong);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

/* ---- what was typed ---- */

static GPtrArray *photos_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)photo_free);
}

static void take_kept(const Request *request, const char *field, GPtrArray *files)
{
    for (guint i = 0; i < request->params->len && files->len < LIMIT_PHOTOS; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        Photo *photo = strcmp(param->name, field) == 0 ? public_photo_of_token(param->value) : NULL;
        if (photo)
            g_ptr_array_add(files, photo);
    }
}

/* A picture brought to the desk shows the matter; a PDF, and all that comes by letter, is paper. */
static void take_uploads(Entry *e)
{
    for (guint i = 0; i < e->request->uploads->len && !e->wrong; i++) {
        const Upload *upload = e->request->uploads->pdata[i];
        if (strcmp(upload->field, "berkas") != 0 || g_bytes_get_size(upload->bytes) == 0)
            continue;
        g_autoptr(Photo) file = NULL;
        if (g_bytes_get_size(upload->bytes) > LIMIT_PHOTO_BYTES ||
            e->photos->len + e->papers->len >= LIMIT_PHOTOS)
            error_set(&e->wrong, KENTONGAN_ERROR_INVALID, "berkas",
                      N_("Paling banyak lima berkas, masing-masing paling besar 10 MB."), NULL);
        else
            file = files_put_paper(upload->bytes, &e->wrong);
        if (!file)
            return;
        GPtrArray *files = e->letter || file->mime ? e->papers : e->photos;
        g_ptr_array_add(files, g_steal_pointer(&file));
    }
}

static void entry_read(Entry *e, const Request *request)
{
    *e = (Entry){ .request = request,
                  .text = request_text(request, "teks"),
                  .place = request_text(request, "tempat"),
                  .name = request_text(request, "nama"),
                  .phone = request_text(request, "telepon"),
                  .for_name = request_text(request, "nama_untuk"),
                  .for_phone = request_text(request, "telepon_untuk"),
                  .service = request_text(request, "layanan"),
                  .area = request_text(request, "wilayah"),
                  .letter = strcmp(request_text(request, "asal"), "surat") == 0,
                  .agreed = request_has(request, "setuju"),
                  .relation = RELATION_SELF,
                  .photos = photos_new(),
                  .papers = photos_new() };
    const char *key = request_text(request, "kunci");
    e->key = *key && strlen(key) < 60 ? g_strdup(key) : crypt_token_new(15);
    (void)relation_from_name(request_text(request, "hubungan"), &e->relation);
    (void)visibility_from_name(request_text(request, "keterbukaan"), &e->visibility);
    take_kept(request, "foto_ada", e->photos);
    take_kept(request, "surat_ada", e->papers);
    take_uploads(e);
}

/* ---- shown ---- */

static void add_tokens(View *view, const char *field, const GPtrArray *files)
{
    for (guint i = 0; i < files->len; i++) {
        const Photo *file = files->pdata[i];
        g_autofree char *token = public_photo_token(file);
        View *row = view_add(view, "KEPT");
        view_set(row, "FIELD", field);
        view_set(row, "TOKEN", token);
    }
    if (files->len > 0) {
        View *row = view_add(view, "FILES");
        view_set_int(row, "COUNT", files->len);
        view_set_word(row, "WHAT", strcmp(field, "surat_ada") == 0 ? N_("surat") : N_("foto"));
    }
}

static void set_entry(View *page, const Ctx *ctx, const Entry *e)
{
    g_autofree char *url = page_url(e->request, "/console/posko/lapor", NULL);
    view_set(page, "URL", url);
    view_set(page, "KEY", e->key);
    view_set(page, "TEXT", e->text);
    view_set(page, "PLACE", e->place);
    view_set(page, "NAME", e->name);
    view_set(page, "PHONE", e->phone);
    view_set(page, "FOR_NAME", e->for_name);
    view_set(page, "FOR_PHONE", e->for_phone);
    view_set(page, "ORIGIN", e->letter ? "surat" : "posko");
    view_set(page, "RELATION_NAME", relation_name(e->relation));
    view_set(page, "VISIBILITY_NAME", visibility_name(e->visibility));
    for (Relation r = RELATION_SELF; r < RELATION_COUNT; r++)
        page_add_choice(page, "RELATION", relation_name(r), page_word(ctx, relation_label(r)), NULL,
                        r == e->relation);
    for (Visibility v = VISIBILITY_OPEN; v <= VISIBILITY_SECRET; v++)
        page_add_choice(page, "VISIBILITY", visibility_name(v), page_word(ctx, visibility_label(v)),
                        NULL, v == e->visibility);
    page_add_choice(page, "FROM", "posko", page_word(ctx, N_("Warga datang")), NULL, !e->letter);
    page_add_choice(page, "FROM", "surat", page_word(ctx, N_("Surat atau formulir kertas")), NULL,
                    e->letter);
    add_tokens(page, "foto_ada", e->photos);
    add_tokens(page, "surat_ada", e->papers);
}

static const FormField FIELDS[] = {
    { "teks", "p-teks", "BAD_TEXT" },
    { "patokan", "p-tempat", "BAD_PLACE" },
    { "nama", "p-nama", "BAD_NAME" },
    { "telepon", "p-telepon", "BAD_PHONE" },
    { "nama_untuk", "p-nama-untuk", "BAD_FOR" },
    { "telepon_untuk", "p-hp-untuk", "BAD_FOR_PHONE" },
    { "berkas", "p-berkas", "BAD_FILE" },
    { "foto", "p-berkas", "BAD_FILE" },
    { "setuju", "p-setuju", "BAD_CONSENT" },
    { "layanan", "p-layanan", "BAD_SERVICE" },
    { "wilayah", "p-wilayah", "BAD_AREA" },
    { NULL, NULL, NULL },
};

static View *entry_frame(Ctx *ctx, const Entry *e, const char *title, const char *file,
                         const GError *failed, View **page, GError **error)
{
    View *frame = console_page(ctx, e->request, title, "posko", file, page, error);
    if (!frame)
        return NULL;
    set_entry(*page, ctx, e);
    console_set_error(*page, *page, ctx, failed, FIELDS);
    return frame;
}

static Reply *show_form(Ctx *ctx, const Entry *e, const GError *failed, GError **error)
{
    View *page;
    View *frame = entry_frame(ctx, e, N_("Tulis laporan warga"), "console/desk_entry.html", failed,
                              &page, error);
    if (!frame)
        return NULL;
    if (e->relation > RELATION_SELF || e->letter || e->photos->len || e->papers->len)
        view_show(page, "MORE");
    return console_reply(frame, failed ? 422 : 200);
}

static bool add_found(View *some, const Area *area, const char *selected)
{
    bool on = strcmp(area->code, selected) == 0;
    page_add_choice(some, "FOUND", area->code, area->label, NULL, on);
    return on;
}

/* Those the typed place may mean, however it is spelled; then every kecamatan, to choose from. */
static void add_areas(View *page, const Ctx *ctx, const Entry *e, const char *selected)
{
    g_autofree char *both = g_strjoin("\n", e->place, e->text, NULL);
    g_autoptr(GPtrArray) found = place_find(ctx->catalog, *e->place ? e->place : both);
    const Area *proposed = catalog_area(ctx->catalog, selected);
    bool on = false, first = proposed && proposed->level == page_first_level(ctx->catalog);
    View *some = found->len > 0 || (proposed && !first) ? view_show(page, "SOME_FOUND") : NULL;
    for (guint i = 0; i < found->len; i++)
        on |= add_found(some, ((const PlaceCandidate *)found->pdata[i])->area, selected);
    if (proposed && !on && !first)
        on = add_found(some, proposed, selected);
    page_add_areas(page, ctx, "AREA", page_first_level(ctx->catalog), "", on ? "" : selected);
}

/* What the words propose stands chosen, until the clerk chose otherwise. */
static void set_proposals(View *page, const Ctx *ctx, const Entry *e)
{
    g_auto(Proposal) proposal = { 0 };
    bool chosen = request_has(e->request, "layanan");
    proposal_find(ctx->catalog, e->text, e->place, "", "", &proposal);
    const char *service = chosen ? e->service : proposal.service;
    page_add_services(page, ctx, service, true);
    if (*proposal.service_words && strcmp(service, proposal.service) == 0)
        view_set(view_add(page, "WHY_SERVICE"), "WORDS", proposal.service_words);
    add_areas(page, ctx, e, chosen ? e->area : proposal.area);
    if (*proposal.danger)
        view_set(view_add(page, "DANGER"), "NUMBER", ctx->catalog->tenant.emergency);
}

static const char *visibility_read(Visibility v)
{
    static const char *const WORDS[] = {
        [VISIBILITY_OPEN] = N_("Isi laporan tampil untuk umum, nama tidak. Instansi yang menangani "
                               "melihat nama."),
        [VISIBILITY_ANONYMOUS] =
            N_("Isi laporan tampil untuk umum. Instansi pun tidak melihat nama."),
        [VISIBILITY_SECRET] =
            N_("Tidak ada yang tampil untuk umum. Hanya petugas yang menangani yang membaca."),
    };
    return WORDS[v];
}

static Reply *show_read_back(Ctx *ctx, const Entry *e, const GError *failed, GError **error)
{
    View *page;
    View *frame = entry_frame(ctx, e, N_("Bacakan kepada warga"), "console/desk_read.html", failed,
                              &page, error);
    if (!frame)
        return NULL;
    set_proposals(page, ctx, e);
    view_set_word(page, "VISIBILITY_WORDS", visibility_read(e->visibility));
    view_set_word(page, "RELATION_WORDS", relation_label(e->relation));
    view_show(page, *e->place ? "HAS_PLACE" : "NO_PLACE");
    view_show(page, *e->name ? "HAS_NAME" : "NO_NAME");
    view_show(page, *e->phone ? "HAS_PHONE" : "NO_PHONE");
    if (e->relation > RELATION_SELF)
        view_show(page, "FOR_OTHER");
    view_show(page, e->letter ? "BY_LETTER" : "IN_PERSON");
    if (e->agreed)
        view_show(page, "AGREED");
    return console_reply(frame, failed ? 422 : 200);
}

/* ---- checked and stored ---- */

static bool invalid(GError **error, const char *field, const char *sentence)
{
    error_set(error, KENTONGAN_ERROR_INVALID, field, sentence, NULL);
    return false;
}

/* What the first screen can tell already, so that nothing is read back in vain. */
static bool entry_check(const Entry *e, GError **error)
{
    if (e->wrong) {
        g_propagate_error(error, g_error_copy(e->wrong));
        return false;
    }
    if (text_is_blank(e->text))
        return invalid(error, "teks", N_("Tulis dahulu apa yang disampaikan."));
    if (text_chars(e->text) > LIMIT_TEXT_CHARS)
        return invalid(error, "teks", N_("Laporan terlalu panjang, paling banyak 4.000 huruf."));
    if (text_chars(e->place) > LIMIT_PLACE_CHARS)
        return invalid(error, "patokan", N_("Keterangan tempat paling banyak 300 huruf."));
    if (text_chars(e->name) > LIMIT_NAME_CHARS)
        return invalid(error, "nama", N_("Nama paling banyak 100 huruf."));
    g_autofree char *phone = *e->phone ? text_phone(e->phone, "telepon", error) : g_strdup("");
    if (!phone)
        return false;
    bool other = e->relation > RELATION_SELF && *e->for_phone;
    g_autofree char *for_phone =
        other ? text_phone(e->for_phone, "telepon_untuk", error) : g_strdup("");
    return for_phone != NULL;
}

static void entry_intake(const Entry *e, const Ctx *ctx, const char *key, const char *desk,
                         Intake *in)
{
    *in = (Intake){ .channel = e->letter ? "letter" : "desk",
                    .visibility = e->visibility,
                    .service = e->service,
                    .text = e->text,
                    .place_text = e->place,
                    .area = e->area,
                    .name = e->name,
                    .phone = e->phone,
                    .email = "",
                    .attributes = "",
                    .lang = "id",
                    .idempotency_key = key,
                    .join = "",
                    .photos = e->photos,
                    .papers = e->papers,
                    .by_account = ctx->actor.id,
                    .desk = desk,
                    .relation = e->relation,
                    .for_name = e->for_name,
                    .for_phone = e->for_phone,
                    .consent = e->agreed };
}

/* A letter was signed by who wrote it: there is nobody to read it to. */
static bool entry_store(Ctx *ctx, const Entry *e, char **ticket, GError **error)
{
    g_auto(DeskShift) shift = { 0 };
    g_auto(IntakeResult) result = { 0 };
    Intake in;
    if (!e->letter && !e->agreed)
        return invalid(error, "setuju", N_("Bacakan dahulu, lalu tandai bila warga setuju."));
    if (!desk_shift_now(ctx, &shift, error))
        return false;
    g_autofree char *key = g_strdup_printf("desk:%" G_GINT64_FORMAT ":%s", ctx->actor.id, e->key);
    entry_intake(e, ctx, key, shift.desk, &in);
    if (!intake_submit(ctx, &in, &result, error))
        return false;
    *ticket = g_steal_pointer(&result.ticket);
    return true;
}

Reply *console_desk_entry_get(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(Entry) entry = { 0 };
    entry_read(&entry, request);
    return show_form(ctx, &entry, NULL, error);
}

Reply *console_desk_entry_post(Ctx *ctx, const Request *request, GError **error)
{
    g_auto(Entry) entry = { 0 };
    g_autoptr(GError) wrong = NULL;
    g_autofree char *ticket = NULL;
    const char *act = request_text(request, "aksi");
    entry_read(&entry, request);
    if (strcmp(act, "ubah") == 0)
        return show_form(ctx, &entry, NULL, error);
    if (!entry_check(&entry, &wrong)) {
        if (console_can_mend(wrong))
            return show_form(ctx, &entry, wrong, error);
        g_propagate_error(error, g_steal_pointer(&wrong));
        return NULL;
    }
    if (strcmp(act, "simpan") != 0)
        return show_read_back(ctx, &entry, NULL, error);
    if (entry_store(ctx, &entry, &ticket, &wrong)) {
        g_autofree char *path = g_strdup_printf("/console/posko/tanda-terima/%s?baru=1", ticket);
        return console_go(request, path);
    }
    if (console_can_mend(wrong))
        return show_read_back(ctx, &entry, wrong, error);
    g_propagate_error(error, g_steal_pointer(&wrong));
    return NULL;
}
