/* The words of an SMS as a command: which verb, which ticket, what text. Pure: knows no case and no
 * person, so what a verb does with them is said in sms_dialog.c.
 *
 * People write freely, so a keyword counts only where the rest fits it: "SUDAH" and "sudah beres,
 * terima kasih" are verdicts, "sudah tiga hari sampah menumpuk" is a report.
 */
#pragma once

#include "model/case.h"

typedef enum SmsVerb {
    SMS_EMPTY,   /* nothing to read */
    SMS_TEXT,    /* no keyword */
    SMS_REPORT,  /* LAPOR ... */
    SMS_STATUS,  /* CEK ticket, or only a ticket */
    SMS_CONFIRM, /* SELESAI, SUDAH */
    SMS_DISPUTE, /* BELUM */
    SMS_RATE,    /* NILAI 1-5 */
    SMS_STOP,    /* BERHENTI */
    SMS_HELP,    /* BANTUAN, INFO */
    SMS_PICK,    /* only a number */
    SMS_CANCEL,  /* BATAL */
    SMS_HUMAN,   /* PETUGAS, OPERATOR */
} SmsVerb;

typedef struct SmsCommand {
    SmsVerb verb;
    char *ticket;          /* normalised, the first in the text; NULL none */
    char *text;            /* what is left for a person to read; never NULL */
    char *said;            /* STATUS: what stood where the ticket should, shortened; "" */
    int number;            /* PICK; RATE 1..5, 0 when it is none of them */
    Visibility visibility; /* REPORT */
} SmsCommand;

/* prefix: of the tenant's tickets, for those typed without it. spelling: informal words and what
 * they mean ("durung", belum), as terms_read(); NULL none. */
void sms_command_parse(const char *text, const char *prefix, GHashTable *spelling,
                       SmsCommand *command);
void sms_command_clear(SmsCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SmsCommand, sms_command_clear)

/* Only thanks, a greeting or a yes: nothing that needs doing. */
bool sms_command_is_polite(const char *text);
/* A yes, a no (also "none", "do not know", "skip"), or neither. */
typedef enum SmsAnswer { SMS_NEITHER, SMS_YES, SMS_NO } SmsAnswer;
SmsAnswer sms_command_answer(const char *text, GHashTable *spelling);
/* Too little to be a report: fewer than six letters. */
bool sms_command_is_short(const char *text);
