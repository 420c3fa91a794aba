/* voice.ini of a pack: radio stations, their programmes, telephone lines, units that a studio
 * calls.
 *
 * A group is a kind and a code: [stasiun malowopati]. Numbers stand as people write them; they are
 * kept as E.164, short ones (110) as they are.
 */
#include "base/text.h"
#include "domain/pack_parts.h"

#include <string.h>

static const IniKey VOICE_KEYS[] = {
    { "stasiun *", "name" },  { "stasiun *", "frequency" },
    { "stasiun *", "phone" }, { "stasiun *", "agency" },
    { "stasiun *", "area" },  { "acara *", "name" },
    { "acara *", "station" }, { "acara *", "when" },
    { "telepon *", "name" },  { "telepon *", "phone" },
    { "unit *", "name" },     { "unit *", "phone" },
    { "unit *", "agency" },   { NULL, NULL },
};

/* "stasiun malowopati" -> its kind; *code points behind the space. */
static bool split_group(const char *group, VoiceKind *kind, const char **code)
{
    for (int k = VOICE_STATION; k <= VOICE_UNIT; k++) {
        const char *name = voice_kind_name((VoiceKind)k);
        gsize length = strlen(name);
        if (!g_str_has_prefix(group, name) || group[length] != ' ')
            continue;
        *kind = (VoiceKind)k;
        *code = group + length + 1;
        return **code != '\0' &&
               strspn(*code, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(*code);
    }
    return false;
}

static char *read_phone(Reading *r, const PackFile *file, const char *group, bool must)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *typed = pack_text(r, file, group, "phone", must ? NULL : "");
    char *phone = *typed ? text_phone(typed, "phone", &error) : g_strdup("");
    if (phone)
        return phone;
    pack_problem(r->report, "%s: [%s] phone = %s: no telephone number", file->name, group, typed);
    return g_strdup("");
}

static Voice *read_voice(Reading *r, const PackFile *file, const char *group, VoiceKind kind,
                         const char *code)
{
    bool station = kind == VOICE_STATION, programme = kind == VOICE_PROGRAMME;
    const char *detail = station ? "frequency" : "when";
    Voice *voice = g_new0(Voice, 1);
    voice->kind = kind;
    voice->code = g_strdup(code);
    voice->name = pack_text(r, file, group, "name", NULL);
    voice->phone = programme ? g_strdup("") : read_phone(r, file, group, kind == VOICE_LINE);
    voice->agency =
        station || kind == VOICE_UNIT ? pack_text(r, file, group, "agency", "") : g_strdup("");
    voice->area = station ? pack_text(r, file, group, "area", "") : g_strdup("");
    voice->station = programme ? pack_text(r, file, group, "station", NULL) : g_strdup("");
    voice->detail = station || programme ? pack_text(r, file, group, detail, "") : g_strdup("");
    return voice;
}

void pack_voice_read(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "voice.ini", NULL, VOICE_KEYS, false);
    g_auto(GStrv) groups = pack_groups(&file);
    for (char **group = groups; *group; group++) {
        VoiceKind kind = VOICE_STATION;
        const char *code = NULL;
        if (split_group(*group, &kind, &code))
            g_ptr_array_add(r->catalog->voices, read_voice(r, &file, *group, kind, code));
        else
            pack_problem(r->report,
                         "%s: [%s]: want [stasiun x], [acara x], [telepon x] or [unit x], x in "
                         "small letters, digits and dashes",
                         file.name, *group);
    }
}

static void check_one(const Catalog *catalog, const Voice *v, PackReport *report)
{
    const char *kind = voice_kind_name(v->kind);
    if (*v->agency && !catalog_agency(catalog, v->agency))
        pack_problem(report, "voice.ini [%s %s] agency = %s: unknown%s", kind, v->code, v->agency,
                     pack_nearest(v->agency, catalog->agencies));
    if (*v->area && !catalog_area(catalog, v->area))
        pack_problem(report, "voice.ini [%s %s] area = %s: not among the areas", kind, v->code,
                     v->area);
    if (v->kind == VOICE_PROGRAMME && !catalog_voice(catalog, VOICE_STATION, v->station))
        pack_problem(report, "voice.ini [%s %s] station = %s: there is no [stasiun %s]", kind,
                     v->code, v->station, v->station);
}

void pack_voice_check(const Catalog *catalog, PackReport *report)
{
    for (guint i = 0; i < catalog->voices->len; i++)
        check_one(catalog, catalog->voices->pdata[i], report);
}
