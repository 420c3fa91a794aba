/* From mails to the sink: what counts as the same, whose word it is, what came back. */
#include "channel/mail_take.h"

#include <string.h>

#include "base/crypt.h"
#include "model/limits.h"

#define OURS "lapor@jepara.example"

typedef struct Got {
    int messages, receipts;
    bool refuse;
    char *id, *from, *text, *subject, *thread, *detail, *about;
    gint64 answers;
    bool fresh, automatic, shown; /* shown: the letter itself is only kept */
    guint media;
    ReceiptKind kind;
} Got;

static void got_clear(Got *got)
{
    char *const texts[] = { got->id,     got->from,   got->text, got->subject,
                            got->thread, got->detail, got->about };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    *got = (Got){ 0 };
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Got, got_clear)

static bool receive(gpointer user, const ChannelIn *in)
{
    Got *got = user;
    int messages = got->messages + 1;
    bool refuse = got->refuse;
    got_clear(got);
    *got = (Got){ .messages = messages,
                  .refuse = refuse,
                  .id = g_strdup(in->provider_id),
                  .from = g_strdup(in->from),
                  .text = g_strdup(in->text),
                  .subject = g_strdup(in->subject),
                  .thread = g_strdup(in->thread),
                  .answers = in->answers,
                  .fresh = in->fresh,
                  .automatic = in->automatic,
                  .media = in->media_count,
                  .shown = in->media[0].original };
    g_assert_cmpstr(in->media[0].type, ==, "message/rfc822");
    return !refuse;
}

static bool receipt(gpointer user, const char *channel, const char *id, ReceiptKind kind,
                    const char *detail)
{
    Got *got = user;
    g_assert_cmpstr(channel, ==, "email");
    g_free(got->about);
    g_free(got->detail);
    got->about = g_strdup(id);
    got->detail = g_strdup(detail);
    got->kind = kind;
    got->receipts++;
    return !got->refuse;
}

static bool take_cut(Got *got, const char *text, gsize whole)
{
    ChannelSink sink = { .receive = receive, .receipt = receipt, .user = got };
    MailPlace place = { "email", OURS };
    g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
    bool readable;
    return mail_take(&place, &sink, raw, MAX(whole, strlen(text)), &readable);
}

static bool take(Got *got, const char *text)
{
    return take_cut(got, text, 0);
}

#define FROM "From: Siti <siti@warga.example>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\n"

static void test_words(void)
{
    g_auto(Got) got = { 0 };
    g_assert_true(
        take(&got, FROM "Subject: Lampu padam\r\nMessage-ID: <a@b>\r\n\r\nSejak kemarin\r\n"));
    g_assert_cmpstr(got.text, ==, "Lampu padam\n\nSejak kemarin");
    g_assert_cmpstr(got.subject, ==, "Lampu padam");
    g_assert_cmpstr(got.thread, ==, "a@b");
    g_assert_true(got.fresh && !got.automatic && got.media == 1 && got.shown);
    g_assert_true(take(&got, FROM "Subject: Fwd: Lampu padam\r\n\r\nLampu padam di RT 3\r\n"));
    g_assert_cmpstr(got.text, ==, "Lampu padam di RT 3");
    g_assert_true(got.fresh);
    g_assert_true(take(&got, FROM "Subject: RE: Bls: Lampu padam\r\n\r\nSTATUS\r\n> lama\r\n"));
    g_assert_cmpstr(got.text, ==, "STATUS");
    g_assert_false(got.fresh);
    g_assert_true(take(&got, FROM "Subject: CEK JPR-4K7M-2Q9T\r\n\r\n\r\n-- \r\nSiti"));
    g_assert_true(g_str_has_prefix(got.text, "CEK JPR-4K7M-2Q9T"));
}

static void test_same(void)
{
    static const char *const OTHERS[] = {
        FROM "Subject: s\r\nMessage-ID: <a@b>\r\n\r\nlain\r\n",
        FROM "Subject: s\r\nMessage-ID: <c@d>\r\n\r\nisi\r\n",
        "From: budi@x\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\nSubject: s\r\n"
        "Message-ID: <a@b>\r\n\r\nisi\r\n",
    };
    g_auto(Got) got = { 0 };
    g_assert_true(take(&got, FROM "Subject: s\r\nMessage-ID: <a@b>\r\n\r\nisi\r\n"));
    g_autofree char *first = g_strdup(got.id);
    /* another way through the world, the same mail */
    g_assert_true(take(&got, "Received: by mx2\r\nReturn-Path: <siti@warga.example>\r\n" FROM
                             "Subject: s\r\nMessage-ID: <a@b>\r\n\r\nisi\r\n"));
    g_assert_cmpstr(got.id, ==, first);
    for (guint i = 0; i < G_N_ELEMENTS(OTHERS); i++) {
        g_assert_true(take(&got, OTHERS[i]));
        g_assert_cmpstr(got.id, !=, first);
    }
}

static void test_answers(void)
{
    g_auto(Got) got = { 0 };
    g_autofree char *id = mail_id_make("4711", OURS);
    g_autofree char *forged = g_strdup(id);
    char *tag = strrchr(forged, '.');
    g_assert_true(g_str_has_suffix(id, "@jepara.example"));
    for (tag = forged + strlen("kt.4711."); *tag != '@'; tag++)
        *tag = '0';
    g_autofree char *reply =
        g_strdup_printf(FROM "Subject: Re: x\r\nReferences: <x@y> <%s>\r\n\r\nya\r\n", id);
    g_assert_true(take(&got, reply));
    g_assert_cmpint(got.answers, ==, 4711);
    g_autofree char *lie =
        g_strdup_printf(FROM "Subject: Re: x\r\nIn-Reply-To: <%s>\r\n\r\nya\r\n", forged);
    g_assert_true(take(&got, lie));
    g_assert_cmpint(got.answers, ==, 0);
    g_assert_cmpint(mail_id_find("kt.", 3), ==, 0);
    g_assert_cmpint(mail_id_find(id, strlen(id) - strlen("@jepara.example")), ==, 0);
}

static void test_no_loop(void)
{
    g_auto(Got) got = { 0 };
    g_autofree char *id = mail_id_make("4711", OURS);
    g_autofree char *ours =
        g_strdup_printf("From: " OURS "\r\nMessage-ID: <%s>\r\n\r\nkata kami\r\n", id);
    g_assert_true(take(&got, ours));
    g_assert_cmpint(got.messages, ==, 0);
    g_assert_true(take(&got, "From: LAPOR@jepara.example\r\nSubject: x\r\n\r\nkami sendiri\r\n"));
    g_assert_true(got.automatic);
    g_assert_true(
        take(&got, FROM "Auto-Submitted: auto-replied\r\nSubject: Cuti\r\n\r\nSaya cuti\r\n"));
    g_assert_true(got.automatic);
    g_assert_true(take(&got, "Subject: tanpa pengirim\r\n\r\nisi\r\n"));
    g_assert_true(got.automatic);
    g_assert_cmpint(got.messages, ==, 3);
}

static char *bounce_of(const char *id, const char *action)
{
    return g_strdup_printf(
        "From: MAILER-DAEMON@mx\r\nReturn-Path: <>\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n"
        "--r\r\n\r\nx\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Action: %s\r\nStatus: 5.1.1 siti@warga.example\r\n\r\n"
        "--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <%s>\r\n\r\n--r--\r\n",
        action, id);
}

static void test_bounces(void)
{
    g_auto(Got) got = { 0 };
    g_autofree char *id = mail_id_make("4711", OURS);
    g_autofree char *failed = bounce_of(id, "failed"), *late = bounce_of(id, "delayed");
    g_autofree char *there = bounce_of(id, "delivered"),
                    *other = bounce_of("kt.4711.00@x", "failed");
    g_assert_true(take(&got, failed));
    g_assert_cmpint(got.kind, ==, RECEIPT_FAILED);
    g_assert_cmpstr(got.about, ==, "4711");
    g_assert_nonnull(strstr(got.detail, "5.1.1"));
    g_assert_null(strchr(got.detail, '@'));
    g_assert_true(take(&got, late));
    g_assert_cmpint(got.receipts, ==, 1);
    g_assert_true(take(&got, there));
    g_assert_cmpint(got.kind, ==, RECEIPT_DELIVERED);
    g_assert_cmpint(got.messages, ==, 0);
    g_assert_true(take(&got, other)); /* about none of ours: for staff */
    g_assert_true(got.messages == 1 && got.automatic);
    /* a person cannot do it */
    g_autofree char *person = g_strdup_printf(FROM "Subject: Re\r\n\r\n<%s> gagal\r\n", id);
    g_assert_true(take(&got, person));
    g_assert_true(got.messages == 2 && got.receipts == 0);
    got.refuse = true;
    g_assert_false(take(&got, failed));
    g_assert_false(take(&got, person));
}

static void test_nothing_is_silent(void)
{
    g_auto(Got) got = { 0 };
    g_autofree char *long_text = g_strnfill(LIMIT_TEXT_BYTES + 5000, 'x');
    g_autofree char *large = g_strconcat(FROM "Subject: s\r\n\r\n", long_text, NULL);
    g_assert_true(take(&got, large));
    g_assert_cmpuint(strlen(got.text), <=, LIMIT_TEXT_BYTES);
    g_assert_nonnull(strstr(got.text, "[Surel dipotong di sini"));
    g_assert_false(got.shown);
    g_assert_true(take_cut(&got, FROM "Subject: s\r\n\r\nisi", 99 * 1024 * 1024));
    g_assert_nonnull(strstr(got.text, "[Surel terlalu besar"));
    g_assert_true(
        take(&got, FROM
             "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
             "--b\r\n\r\nisi\r\n--b\r\nContent-Type: application/msword; name=surat.docx\r\n\r\n"
             "x\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"));
    g_assert_cmpstr(got.text, ==, "s\n\nisi\n\n[Lampiran lain: surat.docx (1 kB)]");
    g_assert_true(take(&got, "bukan surel"));
    g_assert_cmpstr(got.text, ==, "[Surel yang tidak dapat dibaca]");
    g_assert_true(got.automatic);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    crypt_open_for_test();
    g_test_add_func("/mail_take/words", test_words);
    g_test_add_func("/mail_take/the-same-mail", test_same);
    g_test_add_func("/mail_take/what-it-answers", test_answers);
    g_test_add_func("/mail_take/no-loop", test_no_loop);
    g_test_add_func("/mail_take/bounces", test_bounces);
    g_test_add_func("/mail_take/nothing-is-silent", test_nothing_is_silent);
    return g_test_run();
}
