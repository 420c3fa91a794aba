/* The words of a mail: charsets that lie, HTML, and what a reply quotes. */
#include "channel/mail_text.h"

#include <string.h>

static void same(char *got, const char *expected)
{
    g_assert_cmpstr(got, ==, expected);
    g_free(got);
}

static void test_decode(void)
{
    static const char UTF16[] = "\xff\xfe"
                                "B\0a\0\xe9\0";
    same(mail_text_decode("Caf\xe9", 4, "iso-8859-1"), "Café");
    same(mail_text_decode("\x93rusak\x94 \x96 1\x80", 12, "ISO-8859-1"), "“rusak” – 1€");
    same(mail_text_decode("Café", 5, "iso-8859-1"), "Café"); /* it is UTF-8, whatever it says */
    same(mail_text_decode("Caf\xe9", 4, NULL), "Café");
    same(mail_text_decode("Caf\xe9", 4, "utf-8"), "Caf\xef\xbf\xbd");
    same(mail_text_decode("Caf\xe9", 4, "no-such-charset"), "Caf\xef\xbf\xbd");
    same(mail_text_decode(UTF16, 8, "utf-16"), "Baé");
    same(mail_text_decode("a\r\nb\rc\0d", 8, "utf-8"), "a\nb\ncd");
    same(mail_text_decode(NULL, 0, NULL), "");
}

static void test_flowed(void)
{
    same(mail_text_unflow("satu \ndua\ntiga", false), "satu dua\ntiga");
    same(mail_text_unflow("sa \ntu", true), "satu");
    same(mail_text_unflow(" >bukan kutipan\n-- \nSiti", false), ">bukan kutipan\n-- \nSiti");
    same(mail_text_unflow("> kutip \n> lagi\n", false), "> kutip \n> lagi\n");
}

static void test_html(void)
{
    same(mail_text_of_html("<html><head><title>x</title><style>p{a:b}</style></head><body>"
                           "<p>Jalan &amp; got</p>\n\n<div>rusak<br>parah</div></body></html>"),
         "Jalan & got\nrusak\nparah\n");
    same(mail_text_of_html("a&#233;&#xE9;&eacute;&nbsp;b &lt;c&gt; &unknown; & d &#0;&#x110000;"),
         "aééé b <c> &unknown; & d \xef\xbf\xbd\xef\xbf\xbd");
    same(mail_text_of_html("baru<blockquote>lama<div>sekali</div></blockquote>akhir"),
         "baru\n> lama\n> sekali\nakhir");
    same(mail_text_of_html("<a title='>' href=\"x>y\">kata</a><!-- <p>gelap -->"), "kata");
    same(mail_text_of_html("1 < 2 <"), "1 < 2 <");
    same(mail_text_of_html("<script>if (a<b) c()</script>ya<style"), "ya");
    same(mail_text_of_html("<p>satu</p><br><p>dua"), "satu\n\ndua");
}

static void test_reply_below(void)
{
    static const char TEXT[] =
        "Sudah diperbaiki, terima kasih.\n\n"
        "Pada Sen, 23 Nov 2026 pukul 08.01 Pemerintah Kabupaten\n"
        "<lapor@jepara.example> menulis:\n\n> Laporan Anda\n>\n> kami terima.\n";
    same(mail_text_own(TEXT, true), "Sudah diperbaiki, terima kasih.");
    same(mail_text_own("ya\n\nOn Mon, Nov 23, 2026 at 8:01 AM X <a@b.c> wrote:\n> z\n", true),
         "ya");
    same(mail_text_own("ya\n\n-----Pesan Asli-----\nDari: X\nisi", true), "ya");
    same(mail_text_own("ya\n\nFrom: X <a@b>\nSent: Monday\nTo: Y\nSubject: Z\n\nisi lama", true),
         "ya");
    same(mail_text_own("ya\n\n*Dari:* X\n*Dikirim:* Senin\n*Kepada:* Y\n\nisi", true), "ya");
}

static void test_reply_elsewhere(void)
{
    same(mail_text_own("> Di mana?\n\nDi depan pasar.", true), "Di depan pasar.");
    same(mail_text_own("On Mon X <a@b> wrote:\n> Di mana?\n\nDi depan pasar.\n-- \nSiti", true),
         "Di depan pasar.");
    /* answers between the questions need them */
    same(mail_text_own("Halo\n> Di mana?\nDi pasar.\n> Kapan?\nKemarin.\n> Salam", true),
         "Halo\n> Di mana?\nDi pasar.\n> Kapan?\nKemarin.");
    same(mail_text_own("> semuanya kutipan\n> saja", true), "");
}

static void test_careful(void)
{
    /* not a reply: nothing is quoted */
    same(mail_text_own("> begini\nFrom: X\nTo: Y\nDate: Z", false),
         "> begini\nFrom: X\nTo: Y\nDate: Z");
    /* a report that looks like an attribution */
    same(mail_text_own("Pada tembok itu orang menulis:\nAWAS ANJING", true),
         "Pada tembok itu orang menulis:\nAWAS ANJING");
    same(mail_text_own("From: rumah saya\nke pasar rusak", true),
         "From: rumah saya\nke pasar rusak");
    same(mail_text_own("isi\n-- \nSiti\nJl. Rahasia 7", false), "isi");
    same(mail_text_own("isi\n\nSent from my iPhone", false), "isi");
    same(mail_text_own("isi\n\nDikirim dari Yahoo Mail untuk Android", true), "isi");
    same(mail_text_own("-- \nhanya ini", false), "--\x20\nhanya ini");
    same(mail_text_own("", true), "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mail_text/charsets", test_decode);
    g_test_add_func("/mail_text/flowed", test_flowed);
    g_test_add_func("/mail_text/html", test_html);
    g_test_add_func("/mail_text/reply-above-quote", test_reply_below);
    g_test_add_func("/mail_text/reply-below-and-between", test_reply_elsewhere);
    g_test_add_func("/mail_text/own-words-stay", test_careful);
    return g_test_run();
}
