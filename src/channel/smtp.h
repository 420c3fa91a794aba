/* One mail handed to a mail server by SMTP (RFC 5321), over a Wire that is logged in already. */
#pragma once

#include "base/wire.h"
#include "channel/channel.h"

typedef enum SmtpFault {
    SMTP_FAULT_NONE,
    SMTP_FAULT_MAIL, /* with this mail or its receiver */
    SMTP_FAULT_OURS, /* with the connection, or with us as a sender: other mails fare the same */
} SmtpFault;

/* mail: a whole one, lines end with CR LF. OK, TEMPFAIL, PERMFAIL, or HOLD when the server had all
 * of it and did not answer. *fault says whose it is. */
ChannelResult smtp_send(Wire *wire, const char *from, const char *to, GBytes *mail,
                        SmtpFault *fault, GError **error);
