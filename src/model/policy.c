/* Making and freeing of policies, and the names of the clocks. */
#include "model/policy.h"

#include "base/error.h"

/* SP4N-LAPOR: 3 and 5 working days, closed after 10 without an answer; KemenPANRB 2018: 5/14/60. */
Policy *policy_new(const char *code)
{
    Policy *policy = g_new0(Policy, 1);
    *policy = (Policy){ .code = g_strdup(code),
                        .disposition_wd = 3,
                        .followup_wd = 5,
                        .resolution_wd = { 5, 14, 60 },
                        .info_wd = 10,
                        .confirm_wd = 10,
                        .reopen_wd = 10,
                        .warn_percent = 75,
                        .public_overdue = true,
                        .max_extensions = 2 };
    return policy;
}

void policy_free(Policy *policy)
{
    if (!policy)
        return;
    g_free(policy->code);
    for (int i = 0; i < policy->rung_count; i++)
        g_free(policy->rungs[i].whom);
    g_free(policy);
}

static const struct {
    const char *name, *label;
} CLOCKS[CLOCK_KIND_COUNT] = {
    [CLOCK_DISPOSITION] = { "disposisi", N_("Penerusan ke instansi") },
    [CLOCK_FOLLOWUP] = { "tindak_lanjut", N_("Tindak lanjut instansi") },
    [CLOCK_RESOLUTION] = { "penyelesaian", N_("Penyelesaian") },
    [CLOCK_INFO] = { "keterangan", N_("Jawaban pelapor atas pertanyaan") },
    [CLOCK_CONFIRM] = { "konfirmasi", N_("Kepastian dari pelapor") },
    [CLOCK_PROGRESS] = { "perkembangan", N_("Jawaban atas permintaan perkembangan") },
};

static bool is_clock(ClockKind kind)
{
    return kind >= CLOCK_DISPOSITION && kind < CLOCK_KIND_COUNT;
}

const char *clock_kind_name(ClockKind kind)
{
    return is_clock(kind) ? CLOCKS[kind].name : "";
}

const char *clock_kind_label(ClockKind kind)
{
    return is_clock(kind) ? CLOCKS[kind].label : "";
}

const char *clock_name_label(const char *name)
{
    for (int kind = CLOCK_DISPOSITION; kind < CLOCK_KIND_COUNT; kind++)
        if (g_str_equal(CLOCKS[kind].name, name))
            return CLOCKS[kind].label;
    return name;
}
