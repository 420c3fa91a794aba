/* What is happening to a case now, in one sentence with its deadline. */
#include "domain/calendar.h"
#include "domain/time_words.h"
#include "web/page/page.h"

const CaseClock *page_clock(const CaseFile *file, ClockKind kind)
{
    for (guint i = 0; i < file->clocks->len; i++) {
        const CaseClock *clock = &g_array_index(file->clocks, CaseClock, i);
        if (clock->kind == kind && clock->state == CLOCK_RUNNING)
            return clock;
    }
    return NULL;
}

char *page_deadline(const Ctx *ctx, gint64 due_at)
{
    if (due_at == CASE_NO_DUE)
        return g_strdup(page_word(ctx, N_("tanggal yang menunggu kalender hari libur resmi")));
    g_autofree char *date = time_words_date(ctx->catalog, ctx->lang, due_at);
    gint64 now = ctx_now_us(ctx);
    g_auto(Workdays) calendar = { 0 };
    calendar_of(ctx->catalog, &calendar);
    int days = workday_between(&calendar, now, due_at);
    g_autofree char *n = g_strdup_printf("%d", ABS(days));
    const char *msgid = now > due_at ? N_("{date} (sudah lewat)") : N_("{date} (hari ini)");
    if (now <= due_at && days > 0)
        msgid = N_("{date} ({n} hari kerja lagi)");
    else if (now > due_at && days < 0)
        msgid = N_("{date} (lewat {n} hari kerja)");
    return page_words(ctx, msgid, "date", date, "n", n, NULL);
}

static const char *now_msgid(const Case *c, const CaseClock *clock)
{
    switch (c->status) {
    case STATUS_RECEIVED:
    case STATUS_VERIFIED:
        return clock ? N_("Admin verifikasi memeriksa dan meneruskan laporan ini paling lambat "
                          "{due}.")
                     : N_("Admin verifikasi sedang memeriksa laporan ini.");
    case STATUS_NEED_INFO:
        return clock ? N_("Menunggu jawaban pelapor paling lambat {due}.")
                     : N_("Menunggu jawaban pelapor.");
    case STATUS_ASSIGNED:
    case STATUS_REOPENED:
    case STATUS_IN_PROGRESS:
        if (!clock)
            return N_("{holder} sedang menangani laporan ini.");
        return clock->kind == CLOCK_RESOLUTION
                   ? N_("{holder} menyelesaikan paling lambat {due}.")
                   : N_("{holder} menindaklanjuti paling lambat {due}.");
    case STATUS_PROPOSED:
        return clock ? N_("Dinyatakan selesai. Menunggu kepastian pelapor paling lambat {due}.")
                     : N_("Dinyatakan selesai. Menunggu kepastian pelapor.");
    case STATUS_CONFIRMED:
        return N_("Selesai pada {closed}. Pelapor memastikan sudah beres.");
    case STATUS_UNCONFIRMED:
        return N_("Ditutup pada {closed} karena tidak ada keberatan sampai batas waktu.");
    case STATUS_REJECTED:
        return N_("Tidak diteruskan, ditutup pada {closed}.");
    case STATUS_DUPLICATE:
        return N_("Sudah ada laporan lain tentang hal yang sama.");
    case STATUS_REFERRED:
        return N_("Bukan kewenangan pemerintah daerah ini. Pelapor diberi alamat yang tepat.");
    }
    return "";
}

static const CaseClock *clock_that_counts(const CaseFile *file)
{
    static const ClockKind ORDER[] = { CLOCK_INFO, CLOCK_CONFIRM, CLOCK_DISPOSITION, CLOCK_FOLLOWUP,
                                       CLOCK_RESOLUTION };
    for (guint i = 0; i < G_N_ELEMENTS(ORDER); i++) {
        const CaseClock *clock = page_clock(file, ORDER[i]);
        if (clock)
            return clock;
    }
    return NULL;
}

char *page_now(const Ctx *ctx, const CaseFile *file)
{
    const Case *c = file->c;
    const CaseClock *clock = clock_that_counts(file);
    g_autofree char *due = clock ? page_deadline(ctx, clock->due_at) : g_strdup("");
    g_autofree char *closed =
        time_words_date(ctx->catalog, ctx->lang, c->closed_at ? c->closed_at : c->updated_at);
    return page_words(ctx, now_msgid(c, clock), "holder", page_holder(ctx, c), "due", due, "closed",
                      closed, NULL);
}
