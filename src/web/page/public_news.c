/* /laporan-saya/kabar and /laporan-saya/alir: how the reports of one device stand, and a stream
 * that says when to ask again.
 *
 * A device shows its secrets once, in the body of a POST; the stream is opened with a sealed token
 * that names the cases for half a day, so that no secret stands in an address. The stream tells
 * nothing but "news", and begins where the answer that gave the token ended.
 */
#include "base/crypt.h"
#include "base/id.h"
#include "base/json.h"
#include "web/page/public.h"
#include "web/rate.h"
#include "web/stream.h"

#include <string.h>

#define OWN_MAX 20
#define TOKEN_CONTEXT "own.stream"
#define TOKEN_LIFE_S (12 * 3600)

/* ---- how they stand ---- */

static char *link_of(const Request *request, const char *ticket, const char *secret)
{
    g_autofree char *path = g_strconcat("/laporan/", ticket, NULL);
    return page_url(request, path, "k", secret, NULL);
}

/* The last step the public page shows: its id, and what it was in words. */
static void set_last(json_t *item, const Ctx *ctx, const CaseFile *file)
{
    if (file->events->len == 0)
        return;
    const Event *last = file->events->pdata[file->events->len - 1];
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, last->id);
    g_autofree char *words = event_words(ctx, last, false, NULL);
    json_object_set_new(item, "langkah", json_string(id));
    json_object_set_new(item, "terakhir", json_string(words));
}

static json_t *item_json(const Ctx *ctx, const Request *request, const CaseFile *file,
                         const char *secret)
{
    const Case *c = file->c;
    g_autofree char *url = link_of(request, file->report->ticket, secret);
    g_autofree char *now = page_now(ctx, file);
    bool asked = c->status == STATUS_NEED_INFO || c->status == STATUS_PROPOSED;
    json_t *item = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "tiket", file->report->ticket,
                             "tautan", url, "warna", status_colour(c->status), "status",
                             page_word(ctx, status_label(c->status)), "kabar", now, "ditanya",
                             asked ? 1 : 0, "tutup", status_is_closed(c->status) ? 1 : 0);
    g_assert(item);
    set_last(item, ctx, file);
    return item;
}

/* A report that this secret does not open is left out, whether it is not there or not his. */
static bool add_own(Ctx *ctx, const Request *request, const char *pair, json_t *list, GArray *cases,
                    GError **error)
{
    g_auto(GStrv) parts = g_strsplit(pair, ".", 3);
    if (g_strv_length(parts) != 2)
        return true;
    bool limited = false;
    g_autoptr(GError) fault = NULL;
    g_autoptr(CaseFile) file = case_file_load_public(ctx, parts[0], parts[1], &limited, &fault);
    if (!file && !error_is(fault, KENTONGAN_ERROR_NOT_FOUND)) {
        g_propagate_error(error, g_steal_pointer(&fault));
        return false;
    }
    if (!file || !file->is_reporter || !file->report)
        return true;
    json_array_append_new(list, item_json(ctx, request, file, parts[1]));
    g_array_append_val(cases, file->c->id);
    return true;
}

/* "tenant made_s after case case ..." */
static char *token_new(const Ctx *ctx, const GArray *cases, gint64 after)
{
    GString *text = g_string_new(NULL);
    g_string_printf(text, "%" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                    ctx->tenant, g_get_real_time() / G_USEC_PER_SEC, after);
    for (guint i = 0; i < cases->len; i++)
        g_string_append_printf(text, " %" G_GINT64_FORMAT, g_array_index(cases, gint64, i));
    char *token = crypt_token_seal(TOKEN_CONTEXT, text->str);
    g_string_free(text, true);
    return token;
}

/* Says that a stream opened before is of the same cases, and nothing about them. */
static char *cases_mark(const GArray *cases)
{
    guint8 hash[CRYPT_FIND_BYTES];
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < cases->len; i++)
        g_string_append_printf(text, "%" G_GINT64_FORMAT " ", g_array_index(cases, gint64, i));
    crypt_find_hash(TOKEN_CONTEXT, text->str, hash);
    g_string_free(text, true);
    return crypt_hex(hash, 8);
}

static Reply *news_reply(const Ctx *ctx, json_t *list, const GArray *cases, gint64 after)
{
    g_autofree char *token = cases->len > 0 ? token_new(ctx, cases, after) : g_strdup("");
    g_autofree char *mark = cases_mark(cases);
    json_t *body = json_pack("{s:o, s:s, s:s}", "laporan", list, "alir", token, "tanda", mark);
    g_assert(body);
    g_autofree char *text = json_take_text(body);
    return reply_text(200, "application/json", text);
}

Reply *public_news_post(Ctx *ctx, const Request *request, GError **error)
{
    gint64 after = id_next();
    json_t *list = json_array();
    g_autoptr(GArray) cases = g_array_new(false, false, sizeof(gint64));
    guint asked = 0;
    for (guint i = 0; i < request->params->len && asked < OWN_MAX; i++) {
        const Param *param = &g_array_index(request->params, Param, i);
        if (strcmp(param->name, "l") != 0)
            continue;
        asked++;
        if (!add_own(ctx, request, param->value, list, cases, error)) {
            json_decref(list);
            return NULL;
        }
    }
    return news_reply(ctx, list, cases, after);
}

/* ---- the stream ---- */

/* Sealed by us, so its form is ours; still nothing is believed that does not parse. */
static GArray *token_cases(const Ctx *ctx, const char *token, gint64 *after)
{
    g_autofree char *text = crypt_token_open(TOKEN_CONTEXT, token);
    g_auto(GStrv) parts = g_strsplit(text ? text : "", " ", OWN_MAX + 4);
    guint count = g_strv_length(parts);
    if (count < 4 || g_ascii_strtoll(parts[0], NULL, 10) != ctx->tenant)
        return NULL;
    gint64 age_s = g_get_real_time() / G_USEC_PER_SEC - g_ascii_strtoll(parts[1], NULL, 10);
    if (age_s > TOKEN_LIFE_S)
        return NULL;
    *after = g_ascii_strtoll(parts[2], NULL, 10);
    GArray *cases = g_array_new(false, false, sizeof(gint64));
    for (guint i = 3; i < count; i++) {
        gint64 id = g_ascii_strtoll(parts[i], NULL, 10);
        g_array_append_val(cases, id);
    }
    return cases;
}

Reply *public_stream_get(Ctx *ctx, const Request *request, GError **error)
{
    gint64 after = 0;
    GArray *cases = token_cases(ctx, request_text(request, "t"), &after);
    if (!cases) {
        error_set(error, KENTONGAN_ERROR_DENIED, NULL,
                  N_("Sambungan kabar ini sudah kedaluwarsa. Muat ulang halaman."), "stream token");
        return NULL;
    }
    g_autofree char *address = rate_key(request->remote);
    return reply_stream(stream_filter_new_own(ctx->catalog, cases, after, address));
}
