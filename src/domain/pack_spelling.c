/* ejaan.ini of a pack: how people write, see model/terms.h. */
#include "base/text.h"
#include "domain/pack_parts.h"

#include <string.h>

static const IniKey SPELLING_KEYS[] = { { "ejaan", "*" },
                                        { "tanpa_arti", "kata" },
                                        { NULL, NULL } };

static void take_spelling(Reading *r, const char *word, const char *meaning)
{
    g_autofree char *from = text_fold(word);
    g_autofree char *to = text_fold(meaning);
    if (strcmp(from, word) || strchr(word, ' '))
        pack_problem(r->report, "ejaan.ini: \"%s\": want one word in small letters", word);
    else
        g_hash_table_insert(r->catalog->spelling, g_steal_pointer(&from), g_steal_pointer(&to));
}

static void read_spelling_keys(Reading *r, const PackFile *file, const Ini *ini)
{
    g_auto(GStrv) words = ini ? ini_keys(ini, "ejaan") : NULL;
    for (char **word = words; word && *word; word++) {
        g_autofree char *meaning = pack_text(r, file, "ejaan", *word, NULL);
        take_spelling(r, *word, meaning);
    }
}

void pack_spelling_read(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "ejaan.ini", "spelling", SPELLING_KEYS, false);
    g_auto(GStrv) fillers = pack_list(r, &file, "tanpa_arti", "kata");
    read_spelling_keys(r, &file, file.base);
    read_spelling_keys(r, &file, file.own);
    for (char **word = fillers; *word; word++)
        take_spelling(r, *word, "");
}

Catalog *pack_read_spelling(const char *folder, GError **error)
{
    const PackSource source = { .folder = folder };
    g_auto(PackReport) report = { 0 };
    g_autoptr(Catalog) catalog = catalog_new();
    Reading r = { .source = &source, .report = &report, .catalog = catalog };
    pack_spelling_read(&r);
    catalog_seal(catalog);
    if (!report.problems)
        return g_steal_pointer(&catalog);
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Paket tidak dapat dimuat."), "%s",
              (const char *)g_ptr_array_index(report.problems, 0));
    return NULL;
}
