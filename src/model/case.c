/* Making and freeing of cases and what hangs on them, and their names.
 *
 * The tables here are the only place where a status, class, visibility or holder gets a word; what
 * leads from one status to the next is not here but in transition.c.
 */
#include "model/case.h"

#include "base/error.h"

Case *case_new(void)
{
    Case *c = g_new0(Case, 1);
    c->due_at = CASE_NO_DUE;
    c->reports = 1;
    c->version = 1;
    return c;
}

void case_free(Case *c)
{
    if (!c)
        return;
    g_free(c->ticket);
    g_free(c->channel);
    g_free(c->service);
    g_free(c->agency);
    g_free(c->area);
    g_free(c->place_text);
    g_free(c->title);
    g_free(c->policy);
    g_free(c->close_code);
    g_free(c->proposal);
    g_free(c);
}

Report *report_new(void)
{
    Report *report = g_new0(Report, 1);
    report->follows = true;
    return report;
}

void report_free(Report *report)
{
    if (!report)
        return;
    g_free(report->ticket);
    g_free(report->desk);
    g_free(report->channel);
    g_free(report->service);
    g_free(report->text);
    g_clear_pointer(&report->text_sealed, g_bytes_unref);
    g_free(report->place_text);
    g_clear_pointer(&report->place_sealed, g_bytes_unref);
    g_free(report->area);
    g_free(report->attributes);
    g_free(report->lang);
    g_free(report);
}

void event_free(Event *event)
{
    if (!event)
        return;
    g_free(event->kind);
    g_free(event->data);
    g_clear_pointer(&event->sealed, g_bytes_unref);
    g_free(event);
}

void hop_free(Hop *hop)
{
    if (!hop)
        return;
    g_free(hop->agency);
    g_free(hop);
}

void attachment_free(Attachment *attachment)
{
    if (!attachment)
        return;
    g_free(attachment->mime);
    g_free(attachment->name);
    g_free(attachment);
}

typedef struct Word {
    const char *name, *label, *colour;
} Word;

static const Word CLASSES[] = {
    [CLASS_COMPLAINT] = { "pengaduan", N_("Pengaduan"), NULL },
    [CLASS_ASPIRATION] = { "aspirasi", N_("Aspirasi"), NULL },
    [CLASS_INFORMATION] = { "permintaan_informasi", N_("Permintaan informasi"), NULL },
    [CLASS_HELP] = { "permintaan_bantuan", N_("Permintaan bantuan"), NULL },
};

static const Word VISIBILITIES[] = {
    [VISIBILITY_OPEN] = { "terbuka", N_("Terbuka"), NULL },
    [VISIBILITY_ANONYMOUS] = { "anonim", N_("Anonim"), NULL },
    [VISIBILITY_SECRET] = { "rahasia", N_("Rahasia"), NULL },
};

static const Word STATUSES[STATUS_COUNT] = {
    [STATUS_RECEIVED] = { "diterima", N_("Diterima"), "red" },
    [STATUS_VERIFIED] = { "diverifikasi", N_("Diverifikasi"), "red" },
    [STATUS_NEED_INFO] = { "butuh_info", N_("Menunggu keterangan pelapor"), "red" },
    [STATUS_ASSIGNED] = { "didisposisi", N_("Diteruskan ke instansi"), "red" },
    [STATUS_IN_PROGRESS] = { "dikerjakan", N_("Sedang dikerjakan"), "yellow" },
    [STATUS_PROPOSED] = { "diusulkan_selesai", N_("Dinyatakan selesai, menunggu pelapor"),
                          "yellow" },
    [STATUS_CONFIRMED] = { "selesai_terkonfirmasi", N_("Selesai, dipastikan pelapor"), "green" },
    [STATUS_UNCONFIRMED] = { "selesai_tanpa_konfirmasi", N_("Selesai, tanpa tanggapan pelapor"),
                             "green" },
    [STATUS_REJECTED] = { "ditolak", N_("Tidak diteruskan"), "grey" },
    [STATUS_DUPLICATE] = { "duplikat", N_("Digabung dengan laporan lain"), "grey" },
    [STATUS_REFERRED] = { "dirujuk_luar", N_("Dirujuk ke instansi di luar"), "grey" },
    [STATUS_REOPENED] = { "dibuka_kembali", N_("Dibuka kembali"), "red" },
};

static const Word HOLDERS[] = {
    [HOLDER_ADMIN] = { "admin", N_("Admin verifikasi"), NULL },
    [HOLDER_AGENCY] = { "instansi", N_("Instansi"), NULL },
    [HOLDER_REPORTER] = { "pelapor", N_("Pelapor"), NULL },
    [HOLDER_OUTSIDE] = { "luar", N_("Pihak luar"), NULL },
    [HOLDER_NOBODY] = { "selesai", N_("Tidak ada (sudah ditutup)"), NULL },
};

/* A value outside its table came from a bug or from a broken row; it has a word all the same. */
static const Word *word_at(const Word *words, gsize count, int value)
{
    static const Word NONE = { "", "", "grey" };
    if (value < 0 || (gsize)value >= count || !words[value].name)
        return &NONE;
    return &words[value];
}

static bool word_find(const Word *words, gsize count, const char *name, int *value)
{
    for (gsize i = 0; name && i < count; i++) {
        if (!g_strcmp0(words[i].name, name)) {
            *value = (int)i;
            return true;
        }
    }
    return false;
}

#define WORD(table, value) word_at(table, G_N_ELEMENTS(table), (int)(value))

static const Word CHANNELS[] = {
    { "web", N_("situs web"), NULL },      { "sms", N_("SMS"), NULL },
    { "email", N_("surel"), NULL },        { "open311", N_("aplikasi lain"), NULL },
    { "api", N_("aplikasi pemda"), NULL }, { "cli", N_("petugas"), NULL },
    { "desk", N_("posko"), NULL },         { "app", N_("aplikasi di HP"), NULL },
    { "letter", N_("surat"), NULL },       { "radio", N_("radio"), NULL },
    { "phone", N_("telepon"), NULL },
};

const char *channel_label(const char *channel)
{
    int value;
    return word_find(CHANNELS, G_N_ELEMENTS(CHANNELS), channel, &value) ? CHANNELS[value].label
                                                                        : channel;
}

static const Word RELATIONS[RELATION_COUNT] = {
    [RELATION_SELF] = { "sendiri", N_("Diri sendiri"), NULL },
    [RELATION_FAMILY] = { "keluarga", N_("Keluarga"), NULL },
    [RELATION_NEIGHBOUR] = { "tetangga", N_("Tetangga"), NULL },
    [RELATION_STRANGER] = { "orang-lain", N_("Orang lain"), NULL },
};

const char *relation_name(Relation r)
{
    return WORD(RELATIONS, r)->name;
}

bool relation_from_name(const char *name, Relation *r)
{
    int value;
    if (!word_find(RELATIONS, G_N_ELEMENTS(RELATIONS), name, &value))
        return false;
    *r = (Relation)value;
    return true;
}

const char *relation_label(Relation r)
{
    return WORD(RELATIONS, r)->label;
}

const char *class_name(ReportClass c)
{
    return WORD(CLASSES, c)->name;
}

bool class_from_name(const char *name, ReportClass *c)
{
    int value;
    if (!word_find(CLASSES, G_N_ELEMENTS(CLASSES), name, &value))
        return false;
    *c = (ReportClass)value;
    return true;
}

const char *class_label(ReportClass c)
{
    return WORD(CLASSES, c)->label;
}

const char *visibility_name(Visibility v)
{
    return WORD(VISIBILITIES, v)->name;
}

bool visibility_from_name(const char *name, Visibility *v)
{
    int value;
    if (!word_find(VISIBILITIES, G_N_ELEMENTS(VISIBILITIES), name, &value))
        return false;
    *v = (Visibility)value;
    return true;
}

const char *visibility_label(Visibility v)
{
    return WORD(VISIBILITIES, v)->label;
}

const char *status_name(CaseStatus s)
{
    return WORD(STATUSES, s)->name;
}

bool status_from_name(const char *name, CaseStatus *s)
{
    int value;
    if (!word_find(STATUSES, G_N_ELEMENTS(STATUSES), name, &value))
        return false;
    *s = (CaseStatus)value;
    return true;
}

const char *status_label(CaseStatus s)
{
    return WORD(STATUSES, s)->label;
}

bool status_is_closed(CaseStatus s)
{
    return s == STATUS_CONFIRMED || s == STATUS_UNCONFIRMED || s == STATUS_REJECTED ||
           s == STATUS_DUPLICATE || s == STATUS_REFERRED;
}

const char *status_colour(CaseStatus s)
{
    return WORD(STATUSES, s)->colour;
}

const char *holder_name(HolderKind h)
{
    return WORD(HOLDERS, h)->name;
}

const char *holder_label(HolderKind h)
{
    return WORD(HOLDERS, h)->label;
}
