/* Errors in words: page, problem+json, line of text (see reply.h). */
#include "web/reply.h"

#include <string.h>

#include "base/json.h"
#include "web/view.h"

unsigned reply_status_of(const GError *error)
{
    switch (error_code(error)) {
    case KENTONGAN_ERROR_NOT_FOUND:
        return 404;
    case KENTONGAN_ERROR_DENIED:
        return 403;
    case KENTONGAN_ERROR_INVALID:
        return error_field(error) ? 422 : 400;
    case KENTONGAN_ERROR_CONFLICT:
        return 409;
    case KENTONGAN_ERROR_BUSY:
    case KENTONGAN_ERROR_UNCERTAIN:
        return 503;
    case KENTONGAN_ERROR_LIMIT:
        return error_field(error) ? 413 : 429;
    case KENTONGAN_ERROR_UPSTREAM:
        return 502;
    case KENTONGAN_ERROR_FULL:
        return 507;
    case KENTONGAN_ERROR_INTERNAL:
        return 500;
    }
    return 500;
}

/* The sentence for the person: of our own errors the message; of another library's never. */
static const char *error_sentence(const GError *error, const char *lang)
{
    const char *msgid = error->domain == KENTONGAN_ERROR
                            ? error->message
                            : N_("Ada gangguan di sistem kami. Coba lagi sebentar lagi.");
    return view_word(lang, msgid);
}

static const char *status_title(unsigned status)
{
    switch (status) {
    case 403:
        return N_("Tidak diizinkan");
    case 404:
        return N_("Tidak ditemukan");
    case 405:
        return N_("Cara meminta ini tidak dikenal");
    case 409:
        return N_("Sudah berubah");
    case 413:
        return N_("Terlalu besar");
    case 400:
    case 422:
        return N_("Isian perlu diperbaiki");
    case 429:
        return N_("Terlalu sering");
    case 502:
    case 503:
        return N_("Sedang sibuk");
    case 507:
        return N_("Belum dapat disimpan");
    default:
        return N_("Gangguan");
    }
}

static const char *status_advice(unsigned status)
{
    switch (status) {
    case 404:
        return N_("Periksa kembali alamat atau nomor tiketnya, atau mulai lagi dari beranda.");
    case 409:
        return N_("Muat ulang halaman untuk melihat keadaan terbaru, lalu coba lagi.");
    case 413:
    case 400:
    case 422:
        return N_("Kembali ke halaman sebelumnya, perbaiki, lalu kirim lagi.");
    case 429:
    case 502:
    case 503:
    case 507:
        return N_("Tunggu sebentar, lalu coba lagi.");
    case 403:
        return N_("Bila Anda merasa berhak, hubungi pengelola.");
    default:
        return N_("Bila terulang, sampaikan nomor di bawah ini kepada pengelola.");
    }
}

/* Staff do not start anew from the citizens' page. */
static const char *console_advice(unsigned status)
{
    switch (status) {
    case 404:
        return N_("Mungkin nomornya salah ketik, atau laporannya sudah diteruskan ke instansi atau "
                  "pemda lain dan tidak lagi pada Anda.");
    case 403:
        return N_("Bila tugas Anda memerlukannya, mintalah kepada pengelola. Bila formulirnya lama "
                  "terbuka, kembali, muat ulang, lalu kirim lagi.");
    default:
        return status_advice(status);
    }
}

static void reply_retry(Reply *reply)
{
    if (reply->status == 503 || reply->status == 429)
        reply_header(reply, "Retry-After", "5");
    if (reply->status == 507) /* somebody must come and make room */
        reply_header(reply, "Retry-After", "300");
}

Reply *reply_problem(const GError *error, const char *lang)
{
    unsigned status = reply_status_of(error);
    if (status == 422)
        status = 400;
    g_autofree char *type =
        g_strconcat("urn:kentongan:error:", error_code_name(error_code(error)), NULL);
    json_t *body = json_pack("{s:s, s:s, s:i, s:s}", "type", type, "title",
                             view_word(lang, status_title(status)), "status", (int)status, "detail",
                             error_sentence(error, lang));
    g_assert(body);
    if (error_field(error))
        json_object_set_new(body, "field", json_string(error_field(error)));
    g_autofree char *text = json_take_text(body);
    Reply *reply = reply_text(status, "application/problem+json", text);
    reply_retry(reply);
    return reply;
}

Reply *reply_error_page(const Request *request, const GError *error, const char *lang)
{
    unsigned status = reply_status_of(error);
    g_autoptr(View) view = view_new("error.html", lang, NULL);
    g_autofree char *number = g_strdup_printf("%u", status);
    view_set(view, "BASE", request->base);
    view_set(view, "LANG", lang);
    view_set(view, "STATUS", number);
    view_set(view, "TITLE", view_word(lang, status_title(status)));
    bool console = g_str_has_prefix(request->path, "/console");
    view_set(view, "SENTENCE", error_sentence(error, lang));
    view_set(view, "ADVICE",
             view_word(lang, console ? console_advice(status) : status_advice(status)));
    view_set(view, "HOME", console ? "/console" : "/");
    view_show(view, console ? "CONSOLE" : "PUBLIC");
    view_set(view, "REQUEST", request->id);
    Reply *reply = reply_new(status, "text/html; charset=utf-8", view_render(view));
    reply_retry(reply);
    return reply;
}

static char *open311_json(unsigned status, const char *sentence)
{
    json_t *body = json_pack("[{s:i, s:s}]", "code", (int)status, "description", sentence);
    g_assert(body);
    return json_take_text(body);
}

Reply *reply_open311_error(const Request *request, const GError *error, const char *lang)
{
    unsigned status = reply_status_of(error);
    if (status == 422 || status == 413 || status == 409)
        status = 400; /* clients of the field read a body from 400 only */
    const char *sentence = error_sentence(error, lang);
    Reply *reply;
    if (g_str_has_suffix(request->path, ".json")) {
        g_autofree char *text = open311_json(status, sentence);
        reply = reply_text(status, "application/json", text);
    } else {
        g_autoptr(View) view = view_new("open311/errors.xml", lang, NULL);
        view_set_int(view, "CODE", status);
        view_set(view, "DESCRIPTION", sentence);
        reply = reply_new(status, "text/xml", view_render(view));
    }
    reply_retry(reply);
    return reply;
}

Reply *reply_error_text(const GError *error, const char *lang)
{
    g_autofree char *line = g_strconcat(error_sentence(error, lang), "\n", NULL);
    Reply *reply = reply_text(reply_status_of(error), "text/plain; charset=utf-8", line);
    reply_retry(reply);
    return reply;
}
