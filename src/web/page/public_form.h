/* The form of a new report as it was typed: read, checked, shown again. Used by public_report.c. */
#pragma once

#include "domain/intake.h"
#include "web/page/public.h"

typedef struct ReportForm {
    const Request *request; /* strings are lent from it */
    const char *text, *service, *district, *village, *place, *name, *phone, *email;
    ReportClass class_;
    Visibility visibility;
    gint32 lat_e7, lng_e7; /* 0,0 none */
    int accuracy_m;
    char *key;         /* one a form: the same form sent twice is one report */
    GPtrArray *photos; /* Photo* */
    GArray *mistakes;  /* Mistake */
    GError *fault;     /* the first error that is ours, not the reporter's; else NULL */
} ReportForm;

typedef struct Mistake {
    const char *field;    /* as in domain/intake.h, or NULL: of the whole form */
    const char *sentence; /* msgid */
} Mistake;

/* What was typed, without judging it: the first visit reads the same way. */
void report_form_read(ReportForm *form, const Ctx *ctx, const Request *request);
void report_form_clear(ReportForm *form);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReportForm, report_form_clear)

/* Adds to form->mistakes all that can be seen without the database. */
void report_form_check(ReportForm *form, const Ctx *ctx);
void report_form_add_mistake(ReportForm *form, const char *field, const char *sentence);
void report_form_add_error(ReportForm *form, const GError *error);

/* The id of the input where a mistake of this field is mended, or NULL. */
const char *report_form_field_id(const char *field);

/* The desa, else the kecamatan, else "". */
const char *report_form_area(const ReportForm *form, const Ctx *ctx);
/* Open cases like the one told, near the place told; NULL when it cannot be known. (transfer full)
 */
GPtrArray *report_form_similar(const ReportForm *form, Ctx *ctx);
/* intake lends everything from form; join "" or a ticket. */
void report_form_intake(const ReportForm *form, const Ctx *ctx, const char *join, Intake *intake);
/* The form as a page. notice: a sentence above it, or NULL. */
Reply *report_form_reply(const ReportForm *form, const Ctx *ctx, const char *notice,
                         unsigned status);
/* KEEP rows: everything as hidden fields of another form. */
void report_form_keep(const ReportForm *form, View *view);
