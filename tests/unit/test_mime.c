/* Reading and writing mails: odd MIME made here. */
#include "channel/mime.h"

#include <string.h>

#include "model/limits.h"

#define HEAD                                                                                       \
    "From: Siti Uji <siti@warga.example>\r\nTo: lapor@jepara.example\r\nSubject: Jalan rusak\r\n"  \
    "Date: Mon, 23 Nov 2026 08:00:00 +0700\r\nMessage-ID: <a1@warga.example>\r\n"                  \
    "MIME-Version: 1.0\r\n"

static Mail *read_text(const char *text)
{
    g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
    return mail_read(raw);
}

static void test_plain(void)
{
    g_autoptr(Mail) mail =
        read_text(HEAD "In-Reply-To: <x@y>\r\nReferences: <a@b> <x@y>\r\n\r\nLubang besar.\r\n");
    g_assert_cmpstr(mail->id, ==, "a1@warga.example");
    g_assert_cmpstr(mail->from, ==, "siti@warga.example");
    g_assert_cmpstr(mail->name, ==, "Siti Uji");
    g_assert_cmpstr(mail->subject, ==, "Jalan rusak");
    g_assert_cmpstr(mail->text, ==, "Lubang besar.\n");
    g_assert_cmpint(mail->sent_at, ==, 1795395600000000);
    g_assert_cmpuint(mail->refers->len, ==, 3);
    g_assert_cmpstr(mail->refers->pdata[0], ==, "x@y");
    g_assert_false(mail->automatic || mail->bounce.is);
    g_assert_true(mail->has_head);
}

static void test_heads(void)
{
    g_autoptr(Mail) mail =
        read_text("From: =?iso-8859-1?Q?Ren=E9?= <r@x>, b@y\r\n"
                  "Subject: =?utf-8?B?SmFsYW4g?=\r\n =?utf-8?B?cnVzYWs=?=\r\n\r\n");
    g_assert_cmpstr(mail->name, ==, "René");
    g_assert_cmpstr(mail->from, ==, "r@x");
    g_assert_cmpstr(mail->subject, ==, "Jalan rusak");
    g_assert_cmpstr(mail->text, ==, "");
    g_autoptr(Mail) raw = read_text("From: (tanpa\r\nSubject: Caf\xe9 \xc3\xa9\r\n\r\nisi");
    g_assert_true(g_utf8_validate(raw->subject, -1, NULL) && g_utf8_validate(raw->from, -1, NULL));
    g_assert_true(strstr(raw->subject, "Caf") != NULL);
}

static void test_alternative(void)
{
    g_autoptr(Mail) mail =
        read_text(HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
                       "--b\r\nContent-Type: text/plain\r\n\r\nPolos\r\n"
                       "--b\r\nContent-Type: text/html\r\n\r\n<b>Tebal</b>\r\n--b--\r\n");
    g_assert_cmpstr(mail->text, ==, "Polos");
    g_autoptr(Mail) empty =
        read_text(HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
                       "--b\r\nContent-Type: text/plain\r\n\r\n \r\n"
                       "--b\r\nContent-Type: text/html\r\n\r\n<b>Tebal</b>\r\n--b--\r\n");
    g_assert_cmpstr(empty->text, ==, "Tebal");
}

static void test_charset(void)
{
    g_autoptr(Mail) mail = read_text(HEAD "Content-Type: text/plain; charset=\"utf-16le\"\r\n"
                                          "Content-Transfer-Encoding: base64\r\n\r\nQgBhAOkA\r\n");
    g_assert_cmpstr(mail->text, ==, "Baé");
    g_autoptr(Mail) lies = read_text(HEAD "Content-Type: text/plain; charset=us-ascii\r\n"
                                          "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                                          "Caf=C3=A9 =zz=\r\n=\r\n");
    g_assert_cmpstr(lies->text, ==, "Café =zz");
}

static void test_files(void)
{
    g_autofree char *big = g_strnfill(8000, 'A');
    g_autofree char *text = g_strconcat(
        HEAD "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
             "--m\r\nContent-Type: text/plain\r\n\r\nSatu\r\n"
             "--m\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment\r\n"
             "Content-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ\r\n"
             "--m\r\nContent-Type: application/octet-stream; name=\"foto.PNG\"\r\n\r\nPNG\r\n"
             "--m\r\nContent-Type: image/gif\r\nContent-ID: <logo@x>\r\n\r\nGIF8\r\n"
             "--m\r\nContent-Type: image/png\r\nContent-ID: <foto@x>\r\n\r\n",
        big,
        "\r\n--m\r\nContent-Type: application/pdf; name=\"surat.pdf\"\r\n\r\n%PDF\r\n"
        "--m\r\nContent-Type: text/plain; name=catatan.txt\r\n"
        "Content-Disposition: attachment; filename=catatan.txt\r\n\r\nCatatan\r\n"
        "--m\r\nContent-Type: text/plain\r\n\r\nDua\r\n--m--\r\n",
        NULL);
    g_autoptr(Mail) mail = read_text(text);
    g_assert_cmpstr(mail->text, ==, "Satu\nDua");
    g_assert_cmpuint(mail->pictures->len, ==, 3);
    const MailPart *first = mail->pictures->pdata[0];
    g_assert_cmpuint(g_bytes_get_size(first->bytes), ==, 6);
    g_assert_cmpuint(mail->others->len, ==, 2);
    const MailPart *pdf = mail->others->pdata[0];
    g_assert_cmpstr(pdf->name, ==, "surat.pdf");
}

static void test_too_many_pictures(void)
{
    g_autoptr(GString) text =
        g_string_new(HEAD "Content-Type: multipart/mixed; boundary=m\r\n\r\n");
    for (int i = 0; i < LIMIT_PHOTOS + 3; i++)
        g_string_append(text, "--m\r\nContent-Type: image/jpeg\r\n\r\nx\r\n");
    g_autoptr(Mail) mail = read_text(text->str);
    g_assert_cmpuint(mail->pictures->len, ==, LIMIT_PHOTOS);
    g_assert_cmpuint(mail->others->len, ==, 3);
}

static void test_forwarded(void)
{
    g_autoptr(Mail) mail =
        read_text(HEAD "Content-Type: multipart/mixed; boundary=m\r\n\r\n"
                       "--m\r\nContent-Type: message/rfc822\r\n\r\n"
                       "From: x@y\r\nSubject: Banjir\r\n\r\nAir setinggi lutut\r\n--m--\r\n");
    g_assert_cmpstr(mail->text, ==, "--- Banjir\nAir setinggi lutut");
    g_assert_cmpstr(mail->from, ==, "siti@warga.example");
}

static void test_automatic(void)
{
    static const char *const HEADS[] = { "Auto-Submitted: auto-replied",
                                         "Precedence: bulk",
                                         "List-Id: <x.y>",
                                         "X-Autoreply: yes",
                                         "Return-Path: <>",
                                         "precedence:  LIST",
                                         "X-Auto-Response-Suppress: All" };
    for (guint i = 0; i < G_N_ELEMENTS(HEADS); i++) {
        g_autofree char *text = g_strconcat(HEADS[i], "\r\n" HEAD "\r\nisi", NULL);
        g_autoptr(Mail) mail = read_text(text);
        g_assert_true(mail->automatic);
        g_assert_false(mail->bounce.is);
    }
    g_autoptr(Mail) person =
        read_text("Auto-Submitted: no\r\nPrecedence: first-class\r\nReturn-Path: <siti@x>\r\n" HEAD
                  "\r\nisi");
    g_assert_false(person->automatic);
}

static void test_bounce(void)
{
    g_autoptr(Mail) mail = read_text(
        "From: Mail Delivery <MAILER-DAEMON@mx>\r\nSubject: gagal\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: text/plain\r\n\r\nTidak sampai\r\n"
        "--r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        "Action: failed\r\nStatus: 5.1.1 (no such user)\r\n\r\n"
        "--r\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <z@y>\r\n\r\nkata "
        "kami\r\n--r--\r\n");
    g_assert_true(mail->bounce.is && mail->automatic);
    g_assert_cmpstr(mail->bounce.action, ==, "failed");
    g_assert_cmpstr(mail->bounce.status, ==, "5.1.1 (no such user)");
    g_assert_null(strstr(mail->text, "kata kami"));
    g_autoptr(Mail) read = read_text(
        HEAD
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=r\r\n\r\n"
        "--r\r\nContent-Type: text/plain\r\n\r\nDibaca\r\n--r--\r\n");
    g_assert_true(read->automatic);
    g_assert_false(read->bounce.is); /* it was read, it did not come back */
}

static void test_truncated(void)
{
    g_autoptr(Mail) mail = read_text(
        HEAD "Content-Type: multipart/mixed; boundary=t\r\n\r\n--t\r\n\r\nAwal\r\n--t\r\n"
             "Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4A");
    g_assert_cmpstr(mail->text, ==, "Awal");
    g_assert_cmpuint(mail->pictures->len, ==, 1);
    g_autoptr(Mail) half = read_text("From: siti@x\r\nSubj");
    g_assert_cmpstr(half->from, ==, "siti@x");
    g_autoptr(Mail) none = read_text("");
    g_assert_false(none->has_head);
    g_assert_cmpstr(none->text, ==, "");
    g_autoptr(Mail) words = read_text("hanya kata, tanpa kepala\r\n");
    g_assert_false(words->has_head);
}

/* Within a time that nobody notices. */
static void test_hostile(void)
{
    gint64 begin = g_get_monotonic_time();
    g_autoptr(GString) deep = g_string_new(HEAD);
    for (int i = 0; i < 20000; i++)
        g_string_append_printf(deep, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n",
                               i, i);
    g_string_append(deep, "Content-Type: text/plain\r\n\r\ndalam\r\n");
    g_autoptr(Mail) mail = read_text(deep->str);
    g_assert_cmpstr(mail->subject, ==, "Jalan rusak");
    g_autoptr(GString) many =
        g_string_new(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n");
    for (int i = 0; i < 50000; i++)
        g_string_append(many, "--b\r\n\r\nx\r\n");
    g_autoptr(Mail) parts = read_text(many->str);
    g_assert_cmpuint(strlen(parts->text), >, 1000);
    g_autoptr(GString) mails = g_string_new(HEAD);
    for (int i = 0; i < 5000; i++)
        g_string_append(mails, "Content-Type: message/rfc822\r\n\r\nSubject: lagi\r\n");
    g_autoptr(Mail) within = read_text(mails->str);
    g_assert_cmpuint(strlen(within->text), <, 1000);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 60 * G_USEC_PER_SEC);
}

static void test_compose(void)
{
    MailDraft draft = { .id = "kt.1.ab@jepara.example",
                        .from = "lapor@jepara.example",
                        .to = "siti@warga.example",
                        .from_name = "Pemerintah \"Kabupaten\" Jépara",
                        .subject = "Re: Jalan\r\nBcc: all@x rusak é",
                        .text = "Nomor: JPR-4K7M-2Q9T é\n.\nFrom here\nselesai",
                        .answers = "a1@warga.example",
                        .now_us = 1795395600000000 };
    g_autoptr(GBytes) bytes = mail_compose(&draft);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = g_strndup(data, size);
    for (gsize i = 0; i < size; i++) {
        g_assert_true((guchar)data[i] < 0x80);
        g_assert_true(data[i] != '\n' || (i > 0 && data[i - 1] == '\r'));
    }
    g_assert_null(strstr(text, "\nBcc:"));
    g_assert_nonnull(strstr(text, "In-Reply-To: <a1@warga.example>\r\n"));
    g_assert_nonnull(strstr(text, "Auto-Submitted: auto-replied\r\n"));
    g_autoptr(Mail) mail = mail_read(bytes);
    g_assert_cmpstr(mail->id, ==, draft.id);
    g_assert_cmpstr(mail->from, ==, draft.from);
    g_assert_cmpstr(mail->name, ==, draft.from_name);
    g_assert_cmpstr(mail->subject, ==, "Re: Jalan Bcc: all@x rusak é");
    g_assert_cmpstr(mail->text, ==, "Nomor: JPR-4K7M-2Q9T é\n.\nFrom here\nselesai\n");
    g_assert_true(mail->automatic);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mime/plain", test_plain);
    g_test_add_func("/mime/odd-heads", test_heads);
    g_test_add_func("/mime/plain-before-html", test_alternative);
    g_test_add_func("/mime/charsets", test_charset);
    g_test_add_func("/mime/pictures-and-others", test_files);
    g_test_add_func("/mime/pictures-have-a-limit", test_too_many_pictures);
    g_test_add_func("/mime/forwarded-whole", test_forwarded);
    g_test_add_func("/mime/automatic", test_automatic);
    g_test_add_func("/mime/bounces", test_bounce);
    g_test_add_func("/mime/truncated", test_truncated);
    g_test_add_func("/mime/deep-and-many", test_hostile);
    g_test_add_func("/mime/writing", test_compose);
    return g_test_run();
}
