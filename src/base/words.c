/* Translations: see words.h. */
#include "base/words.h"

#include <string.h>

#define MAGIC 0x950412deu
#define STRINGS_MAX 20000

typedef struct Words {
    GBytes *mo;          /* keys and values point into it */
    GHashTable *strings; /* msgid -> translation */
} Words;

static GHashTable *languages; /* lang -> Words; fixed once threads run */

static void words_free(gpointer data)
{
    Words *words = data;
    g_hash_table_unref(words->strings);
    g_bytes_unref(words->mo);
    g_free(words);
}

/* The number at a byte offset, in the byte order of the file. */
static bool word_at(GBytes *mo, gsize offset, bool swapped, guint32 *value)
{
    gsize bytes;
    const char *data = g_bytes_get_data(mo, &bytes);
    if (bytes < 4 || offset > bytes - 4)
        return false;
    memcpy(value, data + offset, 4);
    if (swapped)
        *value = GUINT32_SWAP_LE_BE(*value);
    return true;
}

/* Entry n of a table of (length, offset): a text that ends in NUL inside the file. */
static const char *string_at(GBytes *mo, gsize table, guint32 n, bool swapped)
{
    gsize bytes;
    guint32 length, offset;
    const char *data = g_bytes_get_data(mo, &bytes);
    if (!word_at(mo, table + n * 8ul, swapped, &length) ||
        !word_at(mo, table + n * 8ul + 4, swapped, &offset))
        return NULL;
    if (offset >= bytes || length >= bytes - offset || data[offset + length] != '\0')
        return NULL;
    return data + offset;
}

static bool words_index(Words *words, GError **error)
{
    guint32 magic, count, originals, translations;
    bool whole = word_at(words->mo, 0, false, &magic);
    bool swapped = whole && magic == GUINT32_SWAP_LE_BE(MAGIC);
    whole = whole && (swapped || magic == MAGIC) && word_at(words->mo, 8, swapped, &count) &&
            word_at(words->mo, 12, swapped, &originals) &&
            word_at(words->mo, 16, swapped, &translations) && count <= STRINGS_MAX;
    for (guint32 i = 0; whole && i < count; i++) {
        const char *msgid = string_at(words->mo, originals, i, swapped);
        const char *text = string_at(words->mo, translations, i, swapped);
        whole = msgid && text && g_utf8_validate(text, -1, NULL);
        if (whole && *msgid && *text)
            g_hash_table_insert(words->strings, (gpointer)msgid, (gpointer)text);
    }
    if (!whole)
        error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Berkas terjemahan rusak."), NULL);
    return whole;
}

bool words_load_bytes(const char *lang, GBytes *mo, GError **error)
{
    Words *words = g_new0(Words, 1);
    words->mo = g_bytes_ref(mo);
    words->strings = g_hash_table_new(g_str_hash, g_str_equal);
    if (!words_index(words, error)) {
        words_free(words);
        return false;
    }
    if (!languages)
        languages = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, words_free);
    g_hash_table_insert(languages, g_strdup(lang), words);
    return true;
}

bool words_load(const char *lang, const char *mo_file, GError **error)
{
    char *data = NULL;
    gsize bytes = 0;
    g_autoptr(GError) fault = NULL;
    if (!g_file_get_contents(mo_file, &data, &bytes, &fault)) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas terjemahan tidak terbaca."),
                  "%s", fault->message);
        return false;
    }
    g_autoptr(GBytes) mo = g_bytes_new_take(data, bytes);
    return words_load_bytes(lang, mo, error);
}

void words_clear(void)
{
    g_clear_pointer(&languages, g_hash_table_unref);
}

const char *words_get(const char *lang, const char *msgid)
{
    const Words *words = languages ? g_hash_table_lookup(languages, lang) : NULL;
    const char *text = words ? g_hash_table_lookup(words->strings, msgid) : NULL;
    return text ? text : msgid;
}

char *words_get_line(const char *lang, const char *line)
{
    const char *whole = words_get(lang, line), *rest = strstr(line, ": ");
    if (whole != line || !rest)
        return g_strdup(whole);
    g_autofree char *head = g_strndup(line, (gsize)(rest - line));
    return g_strconcat(words_get(lang, head), rest, NULL);
}
