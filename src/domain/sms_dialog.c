/* What an SMS means: see sms_dialog.h. */
#include "domain/sms_dialog.h"

#include "domain/intake.h"
#include "store/message.h"

bool sms_dialog_handle(Ctx *ctx, const SmsDialogIn *in, SmsDialogOut *out, GError **error)
{
    g_auto(IntakeResult) result = { 0 };
    Intake intake = { .channel = in->channel,
                      .service = "",
                      .text = in->text,
                      .place_text = "",
                      .area = "",
                      .name = "",
                      .phone = in->from,
                      .email = "",
                      .attributes = "",
                      .lang = "id",
                      .idempotency_key = "",
                      .join = "" };
    if (!intake_submit(ctx, &intake, &result, error))
        return false;
    out->case_id = result.case_id;
    out->report_id = result.report_id;
    return true;
}

bool sms_dialog_expire(Ctx *ctx, const char *channel, const guint8 hash[16], GError **error)
{
    return dialog_store_del(ctx, channel, hash, error);
}
