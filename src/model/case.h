/* The first noun: a case and the reports that are observations of it.
 *
 * A report is what one person told us; a case is the matter. Status, agency, clocks and holder
 * belong to the case; text, place, channel, person and visibility belong to the report (the case
 * keeps a copy of what lists need). Every case has at least one report. Times are microseconds
 * UTC, 0 "not yet"; coordinates degrees x 1e7, 0,0 "no point".
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* jenis laporan */
typedef enum ReportClass {
    CLASS_COMPLAINT = 1,   /* pengaduan */
    CLASS_ASPIRATION = 2,  /* aspirasi */
    CLASS_INFORMATION = 3, /* permintaan informasi */
    CLASS_HELP = 4,        /* permintaan bantuan */
} ReportClass;

typedef enum Visibility {
    VISIBILITY_OPEN = 0,      /* terbuka: text and area public, name never */
    VISIBILITY_ANONYMOUS = 1, /* anonim: the agency does not see who either */
    VISIBILITY_SECRET = 2,    /* rahasia: nothing of it is public; text sealed */
} Visibility;

/* Integers are stored: append only. What leads from one to the next: model/transition.c. */
typedef enum CaseStatus {
    STATUS_RECEIVED = 1,    /* diterima: waits for verification; held by admin */
    STATUS_VERIFIED = 2,    /* diverifikasi: clear and complete, waits for disposition; admin */
    STATUS_NEED_INFO = 3,   /* butuh_info: the reporter was asked; reporter; clocks paused */
    STATUS_ASSIGNED = 4,    /* didisposisi: at the agency, not yet accepted; agency */
    STATUS_IN_PROGRESS = 5, /* dikerjakan: accepted; agency */
    STATUS_PROPOSED = 6,    /* diusulkan_selesai: the agency says done; reporter decides */
    STATUS_CONFIRMED = 7,   /* selesai_terkonfirmasi: closed, the reporter agrees */
    STATUS_UNCONFIRMED = 8, /* selesai_tanpa_konfirmasi: closed, nobody said otherwise in time */
    STATUS_REJECTED = 9,    /* ditolak: closed with a reason code; reversible */
    STATUS_DUPLICATE = 10,  /* duplikat: merged into another case; reversible */
    STATUS_REFERRED = 11,   /* dirujuk_luar: closed here, an address outside was given */
    STATUS_REOPENED = 12,   /* dibuka_kembali: the reporter disagreed; agency again */
} CaseStatus;
#define STATUS_COUNT 13

typedef enum HolderKind {
    HOLDER_ADMIN = 1,
    HOLDER_AGENCY = 2,
    HOLDER_REPORTER = 3,
    HOLDER_OUTSIDE = 4,
    HOLDER_NOBODY = 5, /* closed */
} HolderKind;

/* What a person must look at now, until he has said so; bits. */
typedef enum Attention {
    ATTENTION_ALARM = 1 << 0,  /* words of danger; the queue shows it before all others */
    ATTENTION_RATING = 1 << 1, /* the reporter gave 1 or 2: the supervisor looks again */
    ATTENTION_PROGRESS = 1 << 2, /* the reporter asked how it goes; CLOCK_PROGRESS runs */
} Attention;

/* Whose matter it is, as seen by who reports it. */
typedef enum Relation {
    RELATION_NONE = 0, /* not asked: he wrote himself */
    RELATION_SELF = 1,
    RELATION_FAMILY = 2,
    RELATION_NEIGHBOUR = 3,
    RELATION_STRANGER = 4,
} Relation;
#define RELATION_COUNT 5

typedef enum Priority { PRIORITY_ORDINARY = 0, PRIORITY_HIGH = 1, PRIORITY_URGENT = 2 } Priority;

#define CASE_NO_DUE G_MAXINT64

typedef struct Case {
    gint64 tenant, id;
    char *ticket;
    ReportClass class_;
    char *channel;
    CaseStatus status;
    Visibility visibility;
    bool listed; /* may stand in public lists: open or anonymous, service not sensitive, verified or
                    policy says at once */
    char *service, *agency;
    gint64 officer;
    char *area;
    gint32 lat_e7, lng_e7;
    gint64 cell;
    char *place_text, *title, *policy;
    Priority priority;
    gint64 created_at, updated_at, closed_at, due_at;
    bool overdue;
    int reports, supports, reopened, returned;
    gint64 merged_into;
    CaseStatus resume_status; /* 0: none */
    char *close_code;
    char *proposal; /* JSON, domain/proposal.h; "" none */
    unsigned attention;
    gint64 event_seq;
    guint8 event_hash[32];
    gint64 version;
} Case;
Case *case_new(void);
void case_free(Case *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Case, case_free)

typedef struct Report {
    gint64 tenant, id, case_id, first_case_id;
    char *ticket;
    ReportClass class_;
    char *channel;
    gint64 person_id;
    Visibility visibility;
    char *service;
    char *text; /* NULL while sealed; domain/intake.h report_open() fills it */
    GBytes *text_sealed;
    char *place_text;
    GBytes *place_sealed;
    char *area;
    gint32 lat_e7, lng_e7;
    int accuracy_m;
    char *attributes; /* JSON object or "" */
    char *lang;
    gint64 api_key;
    bool follows;
    int rating; /* 0 none, 1..5 */
    gint64 created_at;
    /* Who stood between, an officer at a desk or a helper: the person is who came and hears, by
     * whom it was written down, and for whom when it is another's matter. */
    gint64 by_account; /* 0: the person himself */
    char *desk;        /* code, "" none */
    Relation relation;
    gint64 for_person_id; /* 0: the person himself, or not known */
    bool consent;         /* read back to the person and agreed to */
} Report;
Report *report_new(void);
void report_free(Report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Report, report_free)

typedef struct Event {
    gint64 tenant, id, case_id, seq, at;
    char *kind;     /* model/event_kind.h */
    int actor_kind; /* ActorKind */
    gint64 actor;
    bool public_;
    char *data; /* JSON object */
    GBytes *sealed;
    guint8 hash[32];
} Event;
void event_free(Event *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Event, event_free)

typedef struct Hop {
    int seq;
    HolderKind holder;
    char *agency;
    gint64 from_at, to_at;
} Hop;
void hop_free(Hop *hop);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hop, hop_free)

typedef struct Attachment {
    gint64 tenant, id, case_id, report_id, event_id;
    bool public_;
    char *mime, *name;
    gint64 bytes;
    int width, height;
    guint8 content_hash[32];
    gint64 created_at;
    bool paper; /* a letter or form: a sealed download for staff, in no page */
} Attachment;
void attachment_free(Attachment *attachment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Attachment, attachment_free)

/* Names: stable lower-case words for API, export and URLs; labels are msgids for people. */
const char *
channel_label(const char *channel);    /* after "lewat": "SMS", "situs web"; itself when unknown */
const char *class_name(ReportClass c); /* "pengaduan" */
bool class_from_name(const char *name, ReportClass *c);
const char *class_label(ReportClass c);    /* "Pengaduan" */
const char *relation_name(Relation r); /* "keluarga"; "" when not asked */
bool relation_from_name(const char *name, Relation *r);
const char *relation_label(Relation r);    /* "Keluarganya" */
const char *visibility_name(Visibility v); /* "terbuka" */
bool visibility_from_name(const char *name, Visibility *v);
const char *visibility_label(Visibility v);
const char *status_name(CaseStatus s); /* "selesai_terkonfirmasi" */
bool status_from_name(const char *name, CaseStatus *s);
const char *status_label(CaseStatus s); /* "Selesai, dipastikan pelapor" */
bool status_is_closed(CaseStatus s);    /* Open311 "closed" */
/* merah/kuning/hijau of ui.md: "red" nobody has begun, "yellow" being worked on, "green" done,
 * "grey" rejected, duplicate, referred. */
const char *status_colour(CaseStatus s);
const char *holder_name(HolderKind h);
const char *holder_label(HolderKind h);
