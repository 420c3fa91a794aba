/* The table of what may be done with a case: see transition.h. */
#include "model/transition.h"

#include "base/error.h"

#define S(s) STATUS_BIT(STATUS_##s)
#define C(k) CLOCK_BIT(CLOCK_##k)

#define AT_ADMIN (S(RECEIVED) | S(VERIFIED))
#define AT_AGENCY (S(ASSIGNED) | S(IN_PROGRESS) | S(REOPENED))
#define OPEN (AT_ADMIN | AT_AGENCY | S(NEED_INFO) | S(PROPOSED))
#define FINISHED (S(CONFIRMED) | S(UNCONFIRMED))
#define WORK_CLOCKS (C(DISPOSITION) | C(FOLLOWUP) | C(RESOLUTION))
#define ALL_CLOCKS (WORK_CLOCKS | C(INFO) | C(CONFIRM) | C(PROGRESS))

const Transition TRANSITIONS[] = {
    [ACTION_VERIFY] = {
        .action = ACTION_VERIFY, .name = "verifikasi", .label = N_("Verifikasi"),
        .event = "case.verified", .from = S(RECEIVED), .to = STATUS_VERIFIED, .by = BY_STAFF,
        .right = RIGHT_TRIAGE, .needs = TAKES_PLACE | TAKES_TEXT, .public_ = true,
        .message = "notice.verified", .key = 'v',
    },
    [ACTION_DISPOSE] = {
        .action = ACTION_DISPOSE, .name = "disposisi", .label = N_("Disposisi"),
        .event = "case.disposed", .from = AT_ADMIN | AT_AGENCY, .to = STATUS_ASSIGNED,
        .by = BY_STAFF, .right = RIGHT_TRIAGE,
        .needs = NEEDS_AGENCY | NEEDS_SERVICE | TAKES_PLACE | TAKES_TEXT, .public_ = true,
        .holder = HOLDER_AGENCY, .start = C(FOLLOWUP), .stop = C(DISPOSITION),
        .message = "notice.assigned", .staff = "staff.assigned", .told = STAFF_HOLDERS,
        .key = 'd',
    },
    [ACTION_ASK_INFO] = {
        .action = ACTION_ASK_INFO, .name = "tanya", .label = N_("Tanya pelapor"),
        .event = "case.info_asked", .from = AT_ADMIN | AT_AGENCY, .to = STATUS_NEED_INFO,
        .by = BY_STAFF, .right = RIGHT_ACT, .needs = NEEDS_TEXT, .public_ = true,
        .holder = HOLDER_REPORTER, .start = C(INFO), .stop = C(PROGRESS), .pause = WORK_CLOCKS,
        .message = "notice.need_info", .key = 't',
    },
    [ACTION_ANSWERED] = {
        .action = ACTION_ANSWERED, .name = "jawaban", .label = N_("Catat jawaban pelapor"),
        .event = "case.answered", .from = S(NEED_INFO), .to = STATUS_RESUME, .by = BY_STAFF,
        .right = RIGHT_ACT, .needs = NEEDS_TEXT, .public_ = true, .stop = C(INFO),
        .message = "notice.info_received", .staff = "staff.info_received",
        .told = STAFF_HOLDERS, .key = 'w',
    },
    [ACTION_REJECT] = {
        .action = ACTION_REJECT, .name = "tolak", .label = N_("Tolak"),
        .event = "case.rejected", .from = AT_ADMIN | S(NEED_INFO), .to = STATUS_REJECTED,
        .by = BY_STAFF, .right = RIGHT_TRIAGE, .needs = NEEDS_REASON | TAKES_TEXT,
        .public_ = true, .holder = HOLDER_NOBODY, .stop = ALL_CLOCKS,
        .message = "notice.rejected", .key = 'x',
    },
    [ACTION_RESTORE] = {
        .action = ACTION_RESTORE, .name = "pulihkan", .label = N_("Buka lagi"),
        .event = "case.restored", .from = S(REJECTED) | S(REFERRED), .to = STATUS_RESUME,
        .by = BY_STAFF, .right = RIGHT_TRIAGE, .needs = NEEDS_TEXT, .public_ = true,
        .resume = WORK_CLOCKS, .message = "notice.restored",
    },
    [ACTION_MERGE] = {
        .action = ACTION_MERGE, .name = "gabung", .label = N_("Gabungkan"),
        .event = "case.merged", .from = AT_ADMIN | AT_AGENCY, .to = STATUS_DUPLICATE,
        .by = BY_STAFF, .right = RIGHT_TRIAGE, .needs = NEEDS_TARGET | TAKES_TEXT,
        .public_ = true, .holder = HOLDER_NOBODY, .stop = ALL_CLOCKS,
        .message = "notice.merged", .key = 'g',
    },
    [ACTION_UNMERGE] = {
        .action = ACTION_UNMERGE, .name = "pisah", .label = N_("Pisahkan lagi"),
        .event = "case.unmerged", .from = S(DUPLICATE), .to = STATUS_RESUME, .by = BY_STAFF,
        .right = RIGHT_TRIAGE, .needs = NEEDS_TEXT, .public_ = true, .resume = WORK_CLOCKS,
        .message = "notice.unmerged",
    },
    [ACTION_SPLIT] = {
        .action = ACTION_SPLIT, .name = "pecah", .label = N_("Jadikan dua kasus"),
        .event = "case.split", .from = AT_ADMIN | AT_AGENCY, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_TRIAGE, .needs = NEEDS_TEXT, .public_ = true, .message = "notice.split",
    },
    [ACTION_CLASSIFY] = {
        .action = ACTION_CLASSIFY, .name = "klasifikasi", .label = N_("Ubah kategori, tempat"),
        .event = "case.classified", .from = OPEN, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_TRIAGE, .needs = TAKES_PLACE | TAKES_TEXT, .key = 'u',
    },
    [ACTION_REFER] = {
        .action = ACTION_REFER, .name = "rujuk", .label = N_("Rujuk ke luar"),
        .event = "case.referred", .from = AT_ADMIN, .to = STATUS_REFERRED, .by = BY_STAFF,
        .right = RIGHT_TRIAGE, .needs = NEEDS_TEXT, .public_ = true, .holder = HOLDER_OUTSIDE,
        .stop = ALL_CLOCKS, .message = "notice.referred",
    },
    [ACTION_HAND_OVER] = {
        .action = ACTION_HAND_OVER, .name = "serahkan", .label = N_("Serahkan ke pemda lain"),
        .event = "case.handed_over", .from = AT_ADMIN | AT_AGENCY, .to = STATUS_VERIFIED,
        .by = BY_STAFF, .right = RIGHT_TRIAGE, .needs = NEEDS_TENANT | NEEDS_TEXT,
        .public_ = true, .holder = HOLDER_ADMIN, .message = "notice.handed_over",
    },
    [ACTION_ACCEPT] = {
        .action = ACTION_ACCEPT, .name = "terima", .label = N_("Terima"),
        .event = "case.accepted", .from = S(ASSIGNED) | S(REOPENED), .to = STATUS_IN_PROGRESS,
        .by = BY_STAFF, .right = RIGHT_WORK, .needs = TAKES_TEXT, .public_ = true,
        .holder = HOLDER_AGENCY, .message = "notice.in_progress", .key = 'a',
    },
    [ACTION_RETURN] = {
        .action = ACTION_RETURN, .name = "kembalikan", .label = N_("Bukan kewenangan kami"),
        .event = "case.returned", .from = AT_AGENCY, .to = STATUS_VERIFIED, .by = BY_STAFF,
        .right = RIGHT_WORK, .needs = NEEDS_TEXT | TAKES_AGENCY, .public_ = true,
        .holder = HOLDER_ADMIN, .staff = "staff.returned", .told = STAFF_VERIFIERS, .key = 'b',
    },
    [ACTION_NOTE] = {
        .action = ACTION_NOTE, .name = "catatan", .label = N_("Catatan internal"),
        .event = "case.noted", .from = ~0u, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_ACT, .needs = NEEDS_TEXT, .key = 'c',
    },
    [ACTION_PROGRESS] = {
        .action = ACTION_PROGRESS, .name = "kemajuan", .label = N_("Kabar kemajuan"),
        .event = "case.progress", .from = AT_AGENCY, .to = STATUS_IN_PROGRESS, .by = BY_STAFF,
        .right = RIGHT_WORK, .needs = NEEDS_TEXT | TAKES_PHOTOS, .public_ = true,
        .holder = HOLDER_AGENCY, .stop = C(PROGRESS), .message = "notice.progress", .key = 'p',
    },
    [ACTION_HAND_TO] = {
        .action = ACTION_HAND_TO, .name = "serah-petugas", .label = N_("Serahkan ke petugas"),
        .event = "case.handed_to", .from = AT_AGENCY, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_WORK, .needs = NEEDS_OFFICER | TAKES_TEXT, .staff = "staff.handed",
        .told = STAFF_HOLDERS, .key = 'h',
    },
    [ACTION_ASK_TIME] = {
        .action = ACTION_ASK_TIME, .name = "minta-waktu", .label = N_("Minta tambahan waktu"),
        .event = "case.time_asked", .from = AT_AGENCY, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_WORK, .needs = NEEDS_DAYS | NEEDS_TEXT,
        .staff = "staff.extension_asked", .told = STAFF_HEADS,
    },
    [ACTION_GRANT_TIME] = {
        .action = ACTION_GRANT_TIME, .name = "beri-waktu", .label = N_("Setujui tambahan waktu"),
        .event = "case.time_granted", .from = AT_AGENCY, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_SUPERVISE, .needs = TAKES_TEXT, .public_ = true,
        .message = "notice.extended", .staff = "staff.time_granted", .told = STAFF_HOLDERS,
    },
    [ACTION_DENY_TIME] = {
        .action = ACTION_DENY_TIME, .name = "tolak-waktu", .label = N_("Tolak tambahan waktu"),
        .event = "case.time_denied", .from = AT_AGENCY, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_SUPERVISE, .needs = NEEDS_TEXT,
        .staff = "staff.time_denied", .told = STAFF_HOLDERS,
    },
    [ACTION_REVIEW] = {
        .action = ACTION_REVIEW, .name = "tinjau", .label = N_("Tinjau nilai rendah"),
        .event = "case.reviewed", .from = ~0u, .to = STATUS_SAME, .by = BY_STAFF,
        .right = RIGHT_SUPERVISE, .needs = NEEDS_TEXT,
    },
    [ACTION_TAKE_ALARM] = {
        .action = ACTION_TAKE_ALARM, .name = "tangani-darurat",
        .label = N_("Darurat sudah ditangani"), .event = "case.alarm_taken", .from = ~0u,
        .to = STATUS_SAME, .by = BY_STAFF, .right = RIGHT_ACT, .needs = TAKES_TEXT, .key = 'e',
    },
    [ACTION_FOLLOW_UP] = {
        .action = ACTION_FOLLOW_UP, .name = "tindak-lanjut", .label = N_("Terbitkan tindak lanjut"),
        .event = "case.followed_up", .from = AT_AGENCY, .to = STATUS_IN_PROGRESS,
        .by = BY_STAFF, .right = RIGHT_WORK, .needs = NEEDS_TEXT | TAKES_PHOTOS,
        .public_ = true, .holder = HOLDER_AGENCY, .stop = C(FOLLOWUP) | C(PROGRESS),
        .message = "notice.followup", .key = 'f',
    },
    [ACTION_PROPOSE] = {
        .action = ACTION_PROPOSE, .name = "usul-selesai", .label = N_("Usulkan selesai"),
        .event = "case.proposed", .from = AT_AGENCY, .to = STATUS_PROPOSED, .by = BY_STAFF,
        .right = RIGHT_WORK, .needs = NEEDS_TEXT | TAKES_PHOTOS, .public_ = true,
        .holder = HOLDER_REPORTER, .start = C(CONFIRM), .stop = C(FOLLOWUP) | C(RESOLUTION) | C(PROGRESS),
        .message = "notice.proposed", .key = 's',
    },
    [ACTION_ASK_PROGRESS] = {
        .action = ACTION_ASK_PROGRESS, .name = "minta-perkembangan",
        .label = N_("Minta perkembangan"), .event = "case.progress_asked",
        .from = AT_ADMIN | AT_AGENCY, .to = STATUS_SAME, .by = BY_STAFF | BY_REPORTER,
        .right = RIGHT_DESK, .needs = TAKES_TEXT, .public_ = true, .start = C(PROGRESS),
        .staff = "staff.progress_asked", .told = STAFF_HOLDERS,
    },
    [ACTION_REPLY] = {
        .action = ACTION_REPLY, .name = "balas", .label = N_("Balas"),
        .event = "case.replied", .from = ~0u, .to = STATUS_SAME, .by = BY_REPORTER,
        .needs = NEEDS_TEXT | TAKES_PHOTOS, .public_ = true,
        .staff = "staff.replied", .told = STAFF_HOLDERS,
    },
    [ACTION_CONFIRM] = {
        .action = ACTION_CONFIRM, .name = "sudah", .label = N_("Sudah beres"),
        .event = "case.confirmed", .from = AT_AGENCY | S(PROPOSED) | S(UNCONFIRMED),
        .to = STATUS_CONFIRMED, .by = BY_REPORTER, .needs = TAKES_TEXT, .public_ = true,
        .holder = HOLDER_NOBODY, .stop = ALL_CLOCKS, .message = "notice.confirmed",
    },
    [ACTION_DISPUTE] = {
        .action = ACTION_DISPUTE, .name = "belum", .label = N_("Belum selesai"),
        .event = "case.disputed", .from = S(PROPOSED) | FINISHED, .to = STATUS_REOPENED,
        .by = BY_REPORTER, .needs = TAKES_TEXT | TAKES_PHOTOS, .public_ = true,
        .holder = HOLDER_AGENCY, .start = C(FOLLOWUP), .stop = C(CONFIRM),
        .resume = C(RESOLUTION), .message = "notice.reopened",
        .staff = "staff.reopened", .told = STAFF_HOLDERS | STAFF_HEADS,
    },
    [ACTION_RATE] = {
        .action = ACTION_RATE, .name = "nilai", .label = N_("Beri nilai"),
        .event = "case.rated", .from = S(PROPOSED) | FINISHED, .to = STATUS_SAME,
        .by = BY_REPORTER, .needs = NEEDS_RATING | TAKES_TEXT, .public_ = true,
        .staff = "staff.low_rating", .told = STAFF_HEADS,
    },
    [ACTION_LOCATE] = {
        .action = ACTION_LOCATE, .name = "lokasi", .label = N_("Beri tahu tempatnya"),
        .event = "case.located", .from = AT_ADMIN, .to = STATUS_SAME, .by = BY_REPORTER,
        .needs = TAKES_PLACE | TAKES_TEXT, .public_ = true,
    },
    [ACTION_WITHDRAW] = {
        .action = ACTION_WITHDRAW, .name = "tarik", .label = N_("Tarik laporan"),
        .event = "case.withdrawn", .from = AT_ADMIN | S(NEED_INFO), .to = STATUS_REJECTED,
        .by = BY_REPORTER, .needs = TAKES_TEXT, .public_ = true, .holder = HOLDER_NOBODY,
        .stop = ALL_CLOCKS, .message = "notice.withdrawn",
    },
    [ACTION_SUPPORT] = {
        .action = ACTION_SUPPORT, .name = "dukung", .label = N_("Saya juga mengalami"),
        .event = "case.supported", .from = OPEN, .to = STATUS_SAME, .by = BY_ANYBODY,
    },
    [ACTION_EXPIRE_INFO] = {
        .action = ACTION_EXPIRE_INFO, .name = "tanpa-jawaban", .label = N_("Tutup tanpa jawaban"),
        .event = "case.info_expired", .from = S(NEED_INFO), .to = STATUS_REJECTED,
        .by = BY_SYSTEM, .public_ = true, .holder = HOLDER_NOBODY, .stop = ALL_CLOCKS,
        .message = "notice.expired",
    },
    [ACTION_EXPIRE_CONFIRM] = {
        .action = ACTION_EXPIRE_CONFIRM, .name = "tanpa-konfirmasi",
        .label = N_("Tutup tanpa konfirmasi"), .event = "case.unconfirmed",
        .from = S(PROPOSED), .to = STATUS_UNCONFIRMED, .by = BY_SYSTEM, .public_ = true,
        .holder = HOLDER_NOBODY, .stop = ALL_CLOCKS, .message = "notice.unconfirmed",
    },
};

G_STATIC_ASSERT(G_N_ELEMENTS(TRANSITIONS) == ACTION_COUNT);

static const ReasonCode REJECT_CODES[] = {
    { "tidak-jelas", N_("isi laporan tidak jelas") },
    { "bukan-layanan", N_("bukan urusan pelayanan publik") },
    { "di-luar-wilayah", N_("di luar wilayah kami") },
    { "sara", N_("memuat SARA, ujaran kebencian, atau tuduhan tanpa dasar") },
    { "spam", N_("iklan atau percobaan") },
    { "sengketa", N_("sedang dalam proses hukum atau sengketa") },
    { "permintaan-pelapor", N_("atas permintaan pelapor") },
    { NULL, NULL },
};

static const ReasonCode EXPIRE_CODES[] = {
    { "tanpa-jawaban", N_("pertanyaan kami tidak dijawab sampai batas waktu") },
    { NULL, NULL },
};

const Transition *transition_by_name(const char *name)
{
    for (guint i = 1; i < ACTION_COUNT; i++)
        if (g_str_equal(TRANSITIONS[i].name, name))
            return &TRANSITIONS[i];
    return NULL;
}

bool transition_allows(const Transition *t, CaseStatus from)
{
    return (t->from & STATUS_BIT(from)) != 0;
}

const ReasonCode *reason_codes(Action action)
{
    static const ReasonCode NONE[] = { { NULL, NULL } };
    return action == ACTION_REJECT        ? REJECT_CODES
           : action == ACTION_EXPIRE_INFO ? EXPIRE_CODES
                                          : NONE;
}

const char *reason_label(Action action, const char *code)
{
    for (const ReasonCode *r = reason_codes(action); r->code; r++)
        if (g_str_equal(r->code, code))
            return r->label;
    return NULL;
}
