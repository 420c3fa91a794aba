/* SMS by HTTP: what smsbox or any other gateway calls with each message and each delivery report.
 *
 *     /hook/sms/kannel?from=&to=&text=&id=&...     200 and nothing, when it is on disk
 *     /hook/sms/kannel/dlr?ref=&type=&...
 *
 * By GET, by a form or by a flat JSON object; the names of fields are those of channel/http_sms.h.
 * From this machine it is believed; from elsewhere only with the secret of an SMS channel, in the
 * header X-Channel-Secret or the field "secret". 400: not to be understood, repeating is useless;
 * 403: no right; 503: not stored, the gateway must repeat it. Answers to citizens go the way of all
 * messages, never in the reply.
 */
#pragma once

#include "web/route.h"

Reply *hook_sms_any(Ctx *ctx, const Request *request, GError **error);
Reply *hook_sms_receipt_any(Ctx *ctx, const Request *request, GError **error);
