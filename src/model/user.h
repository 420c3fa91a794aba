/* Staff accounts, their roles, and the actor of every action. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What a role may do is the table in model/permission.c. */
typedef enum Role {
    ROLE_NONE = 0,          /* a citizen, an API key */
    ROLE_VERIFIER = 1,      /* admin verifikasi: verification queue, disposition */
    ROLE_OFFICER = 2,       /* petugas instansi: cases of his agency */
    ROLE_SUPERVISOR = 3,    /* atasan instansi: the agency and those under it, extensions */
    ROLE_LEADER = 4,        /* pimpinan: reads all, changes nothing */
    ROLE_ADMINISTRATOR = 5, /* pengelola: all, and accounts, keys, channels */
    ROLE_ANNOUNCER = 6,     /* penyiar: the desk of his radio station; no other case */
    ROLE_OPERATOR = 7,      /* operator telepon: the hotline; no case but by its telephone */
    ROLE_DESK = 8,          /* petugas posko: receives people, reads the cases of his area */
} Role;
#define ROLE_COUNT 9

typedef enum ActorKind {
    ACTOR_SYSTEM = 0,   /* clocks, jobs, the command line */
    ACTOR_STAFF = 1,    /* id is the account's */
    ACTOR_REPORTER = 2, /* the person of a report, by his link's secret or his own number; id is the report's */
    ACTOR_PUBLIC = 3,   /* anybody; id is 0 */
    ACTOR_API = 4,      /* id is the api_key's */
} ActorKind;

/* Who acts. agency and area narrow staff; all strings live as long as the Ctx. */
typedef struct Actor {
    ActorKind kind;
    gint64 id;
    Role role;
    const char *agency; /* "" when not bound to one */
    const char *area;   /* area code prefix, "" everywhere */
    const char *post;   /* staff: where he serves, an announcer's station; "" anywhere */
    const char *name;   /* shown in timelines: staff name, or "" */
    gint64 account;     /* staff, and programs that act for one: whose rights these are; 0 none */
    gint64 home;        /* staff: the account's tenant; it differs from ctx->tenant when a province
                         * looks at a child, and then only RIGHT_CONSOLE and the hand-over remain */
} Actor;

typedef struct Account {
    gint64 tenant, id;
    char *login, *name;
    Role role;
    char *agency, *area, *lang;
    char *title;          /* which rung of a ladder he is: "sekda", "kepala dinas"; "" none */
    GBytes *phone_sealed, *email_sealed; /* where notices go beside the console; NULL: nowhere */
    char *post;           /* announcer: code of his station; "" none */
    char *password;       /* argon2id string */
    GBytes *totp_sealed;  /* NULL: not used */
    gint64 totp_step;
    int failures;
    gint64 locked_until;
    bool active;
    gint64 created_at;
} Account;
void account_free(Account *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Account, account_free)

/* What somebody of the staff was told: a line of his inbox in the console. */
typedef struct Notice {
    gint64 tenant, id, account, case_id;
    char *key; /* of model/texts.c: "staff.breach" */
    char *body;
    char *ticket; /* of its case; "" when it is about none, or the case was handed over */
    gint64 created_at, seen_at;
} Notice;
void notice_free(Notice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Notice, notice_free)

typedef struct ApiKey {
    gint64 tenant, id, account, created_at, revoked_at; /* account: whom an "api" key acts as */
    char *label, *scope;
} ApiKey;
void api_key_free(ApiKey *key);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiKey, api_key_free)

const char *role_name(Role role);              /* "verifier": stable, for files and API */
bool role_from_name(const char *name, Role *role);
const char *role_label(Role role);             /* msgid: "Admin verifikasi" */

/* Rights, checked by domain/access.c; a row of the route table names one too. */
typedef enum Right {
    RIGHT_NONE = 0,       /* anybody */
    RIGHT_CONSOLE,        /* any staff: sees cases of his scope */
    RIGHT_ACT,            /* any staff who may write: notes, questions to the reporter */
    RIGHT_TRIAGE,         /* verify, reject, merge, dispose */
    RIGHT_WORK,           /* accept, note, follow up, propose finished */
    RIGHT_SUPERVISE,      /* grant extensions, hand to persons, reassign in the agency */
    RIGHT_DESK,           /* sits at a desk: writes down, finds any case, asks for progress */
    RIGHT_IDENTITY,       /* open a reporter's name and address, with a reason */
    RIGHT_RADIO,          /* a station's desk and its programmes */
    RIGHT_HOTLINE,        /* calls, and the cases of who calls */
    RIGHT_ADMIN,          /* accounts, keys, channels, reload */
} Right;
bool role_has_right(Role role, Right right);
