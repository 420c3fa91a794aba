/* Every message text is well formed: known placeholders, both languages, and an SMS that fits. */
#include "base/sms.h"
#include "model/texts.h"
#include "model/transition.h"

#include <string.h>

/* The longest that each placeholder is filled with; what a person writes is cut by the caller. */
static const struct {
    const char *name, *longest;
} FILLING[] = {
    { "ticket", "JPR-4K7M-2Q9T" },
    { "main", "JPR-4K7M-2Q9T" },
    { "example", "JPR-4K7M-2Q9T" },
    { "due", "26 Nov 2026 16.00" },
    { "date", "26 Nov 2026 16.00" },
    { "days", "10" },
    { "emergency", "112" },
    { "phone", "(0291) 591492" },
    { "tenant", "Pemerintah Kabupaten Jepara" },
    { "agency", "Dinas Perumahan Rakyat dan Kawasan Permukiman" },
    { "holder", "Dinas Perumahan Rakyat dan Kawasan Permukiman" },
    { "status", "Dinyatakan selesai, menunggu pelapor" },
    { "clock", "Tindak lanjut instansi" },
    { "whom", "Sekretaris Daerah" },
    { "rating", "1" },
    { "place", "Kelurahan Bulu, Kecamatan Jepara" },
    { "title", "Lampu penerangan jalan di depan pasar padam sejak tiga minggu lalu dan" },
    { "link", "https://lapor.jepara.go.id/s/ABCDEFGHJKMNPQRSTVWXYZ0123" },
    { "question",
      "Di desa mana dan dekat bangunan apa lampu yang padam itu? Sejak kapan padamnya?" },
    { "reason", "memuat SARA, ujaran kebencian, atau tuduhan tanpa dasar" },
    { "text",
      "Lampu sudah kami ganti hari ini bersama tim lapangan. Tiang yang miring ikut diperbaiki." },
    { "list",
      "1 JPR-4K7M-2Q9T lampu jalan padam di depan\n2 JPR-9X2C-7TQA sampah menumpuk di pasar\n"
      "3 JPR-1B5D-3WEM jalan berlubang dekat SD" },
};

static char *fill(const char *body)
{
    GString *text = g_string_new(body);
    for (gsize i = 0; i < G_N_ELEMENTS(FILLING); i++) {
        g_autofree char *mark = g_strdup_printf("{%s}", FILLING[i].name);
        g_string_replace(text, mark, FILLING[i].longest, 0);
    }
    return g_string_free(text, FALSE);
}

static void test_placeholders_are_known(void)
{
    for (guint i = 0; i < text_count(); i++) {
        const TextRow *row = text_at(i);
        g_autofree char *id = text_unknown_placeholder(row, row->id);
        g_autofree char *en = text_unknown_placeholder(row, row->en);
        if (id || en)
            g_test_message("%s: %s %s", row->key, id, en);
        g_assert_null(id);
        g_assert_null(en);
        g_autofree char *filled = fill(row->id);
        if (strchr(filled, '{'))
            g_test_message("%s is not filled: %s", row->key, filled);
        g_assert_null(strchr(filled, '{'));
    }
}

static void test_sms_fits_two_parts(void)
{
    for (guint i = 0; i < text_count(); i++) {
        const TextRow *row = text_at(i);
        if (!(row->use & TEXT_SMS))
            continue;
        g_autofree char *filled = fill(row->id);
        SmsShape shape = sms_shape(filled);
        if (!shape.gsm7 || shape.parts > 2)
            g_test_message("%s: %d units, %d parts: %s", row->key, shape.units, shape.parts,
                           filled);
        g_assert_true(shape.gsm7);
        g_assert_cmpint(shape.parts, <=, 2);
    }
}

/* The two that every reporter by SMS gets. */
static void test_commonest_sms_is_one_part(void)
{
    static const char *const KEYS[] = { "sms.received", "sms.appended", "sms.picked",
                                        "notice.in_progress" };
    for (gsize i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        g_autofree char *filled = fill(text_standard(KEYS[i], "id"));
        g_assert_cmpint(sms_shape(filled).parts, ==, 1);
    }
}

static void test_keys_are_unique(void)
{
    for (guint i = 0; i < text_count(); i++)
        g_assert_true(text_row(text_at(i)->key) == text_at(i));
    g_assert_null(text_row("sms.none"));
    g_assert_null(text_row(NULL));
}

static void test_every_transition_has_its_text(void)
{
    for (guint i = 1; i < ACTION_COUNT; i++) {
        const char *key = TRANSITIONS[i].message;
        if (key && !text_row(key))
            g_test_message("no text for %s", key);
        g_assert_true(!key || text_row(key));
    }
}

static void test_unknown_placeholder_is_found(void)
{
    const TextRow *row = text_row("sms.picked");
    g_autofree char *none = text_unknown_placeholder(row, "Baik {ticket}.");
    g_assert_null(none);
    g_autofree char *wrong = text_unknown_placeholder(row, "Baik {ticket} {tiket}.");
    g_assert_cmpstr(wrong, ==, "tiket");
    g_autofree char *part = text_unknown_placeholder(row, "Baik {tick}.");
    g_assert_cmpstr(part, ==, "tick");
    g_autofree char *open = text_unknown_placeholder(row, "Baik {ticket");
    g_assert_cmpstr(open, ==, "ticket");
    g_autofree char *empty = text_unknown_placeholder(row, "Baik {}");
    g_assert_cmpstr(empty, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/texts/placeholders_are_known", test_placeholders_are_known);
    g_test_add_func("/texts/sms_fits_two_parts", test_sms_fits_two_parts);
    g_test_add_func("/texts/commonest_sms_is_one_part", test_commonest_sms_is_one_part);
    g_test_add_func("/texts/keys_are_unique", test_keys_are_unique);
    g_test_add_func("/texts/every_transition_has_its_text", test_every_transition_has_its_text);
    g_test_add_func("/texts/unknown_placeholder_is_found", test_unknown_placeholder_is_found);
    return g_test_run();
}
