/* The reference data of one tenant, read once and shared: areas, agencies, services, policies,
 * rules, calendar, texts. Immutable after it is built; counted references; a change of reference
 * data makes a new one (store/catalog.c builds it, web and jobs swap it).
 */
#pragma once

#include "model/listen.h"
#include "model/desk.h"
#include "model/policy.h"

typedef struct Tenant {
    gint64 id, parent;   /* parent 0: none */
    char *code, *name, *host, *prefix;
    char *place_noun;    /* "Kabupaten Jepara" as used in sentences */
    char *timezone;      /* IANA, "Asia/Jakarta" */
    char *timezone_name; /* "WIB" */
    char *brand;         /* "#0b6e4f" */
    char *sms_number;    /* shown to people, "" for none */
    char *phone;         /* hotline shown to people, "" for none */
    char *emergency;     /* "112" */
    char *contact;       /* e-mail or address for discovery */
    char *area;          /* its own area code: "33.20" */
    gint32 lat_e7, lng_e7; /* middle of the map */
    gint32 south_e7, west_e7, north_e7, east_e7; /* the box in which places are accepted */
    int zoom;
    int office_open_min, office_close_min;  /* minutes after midnight: 450, 960 */
    int quiet_from_min, quiet_to_min;       /* no non-urgent SMS: 1260, 360 */
    int working_weekdays;                   /* bit 0 Monday .. bit 6 Sunday; 0x1f */
    char *leader;        /* title of the leader: "Bupati" */
    char *staff_sms, *staff_email; /* which notices (texts "staff.X": X, parted by spaces) go out
                                    * beside the console, to the account's phone or mail */
    char *public_url;    /* "https://lapor.jepara.example", used in messages; "" = as served */
    gint64 revision;
} Tenant;
void tenant_clear(Tenant *tenant); /* frees what it holds, not itself */
void tenant_free(Tenant *tenant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tenant, tenant_free)

typedef enum AreaLevel { AREA_PROVINCE = 1, AREA_REGENCY = 2, AREA_DISTRICT = 3, AREA_VILLAGE = 4 } AreaLevel;
typedef struct Area {
    char *code, *parent, *name;
    char *label;    /* "Desa Tegalsambi, Kecamatan Tahunan"; made by catalog_seal */
    char *name_key; /* strcmp of two gives the order of the names; made by catalog_seal */
    AreaLevel level;
    gint32 lat_e7, lng_e7;
    GBytes *shape; /* WKB or NULL */
} Area;
void area_free(Area *area);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Area, area_free)

typedef enum AgencyKind {
    AGENCY_DINAS = 1, AGENCY_BADAN, AGENCY_BUMD, AGENCY_BLUD, AGENCY_SETDA, AGENCY_KECAMATAN,
    AGENCY_KELURAHAN, AGENCY_DESA, AGENCY_POLRES, AGENCY_EXTERNAL, AGENCY_INSPEKTORAT, AGENCY_SATPOL,
} AgencyKind;
const char *agency_kind_name(AgencyKind kind);
bool agency_kind_from_name(const char *name, AgencyKind *kind);
typedef struct Agency {
    char *code, *parent, *name, *short_name, *area, *contact, *tupoksi;
    AgencyKind kind;
    bool active;
} Agency;
void agency_free(Agency *agency);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Agency, agency_free)

typedef struct Service {
    char *code, *name, *group_name, *description;
    char **keywords;        /* NULL-terminated */
    char **emergency_words;
    char *policy;
    ResolutionKind resolution;
    bool sensitive, active;
    int radius_m;
    char *attributes;       /* JSON array, Open311 */
} Service;
void service_free(Service *service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Service, service_free)

typedef struct RoutingRule {
    char *service, *area, *agency, *reason;
} RoutingRule;
void routing_rule_free(RoutingRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoutingRule, routing_rule_free)

/* Where people are heard by voice. */
typedef enum VoiceKind {
    VOICE_STATION = 1,   /* radio station: phone, agency (its owner), area, detail (frequency) */
    VOICE_PROGRAMME = 2, /* dialogue programme: station, detail (when) */
    VOICE_LINE = 3,      /* telephone number that people call: phone */
    VOICE_UNIT = 4,      /* unit that a studio calls directly: phone, agency */
} VoiceKind;
const char *voice_kind_name(VoiceKind kind); /* "stasiun": the first word of its groups in voice.ini */
typedef struct Voice {
    VoiceKind kind;
    char *code, *name, *phone, *agency, *area, *station, *detail; /* "" where there is none */
} Voice;
void voice_free(Voice *voice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Voice, voice_free)

typedef struct Holiday {
    gint32 day;  /* days since 1970-01-01 */
    int kind;    /* 1 national, 2 cuti bersama, 3 local */
    char *name;
} Holiday;

typedef struct HolidayYear {
    int year;
    bool decreed;
    char *source;
} HolidayYear;

/* What higher layers compute from a catalog once: see catalog_derived. */
typedef enum CatalogSlot {
    CATALOG_PLACES,
    CATALOG_WORDS,
    CATALOG_SHAPES,
    CATALOG_SKETCH,
    CATALOG_ATTRIBUTES,
    CATALOG_SLOTS
} CatalogSlot;

typedef struct Catalog {
    gatomicrefcount refs;
    Tenant tenant;
    GPtrArray *areas;      /* Area*, by code */
    GPtrArray *agencies;   /* Agency*, in list order */
    GPtrArray *services;   /* Service*, in list order */
    GPtrArray *policies;   /* Policy* */
    GPtrArray *rules;      /* RoutingRule*, in order */
    GPtrArray *voices;     /* Voice*, in the pack's order */
    GPtrArray *desks;      /* Desk*, in list order */
    GArray *holidays;      /* Holiday, by day */
    GArray *years;         /* HolidayYear, by year */
    GHashTable *texts;     /* "key lang" -> body; overrides only */
    GHashTable *spelling;  /* informal word -> what it means, "" nothing: see model/terms.h */
    GPtrArray *listen;     /* ListenRule*, in order: which public posts are for us */
    GHashTable *index;     /* private to catalog.c */
    gpointer derived[CATALOG_SLOTS];          /* private to catalog.c */
    GDestroyNotify derived_free[CATALOG_SLOTS];
    GTimeZone *timezone;
} Catalog;

Catalog *catalog_new(void);           /* empty, one reference; builder fills, then catalog_seal */
void catalog_seal(Catalog *catalog);  /* builds the index; immutable from here */
Catalog *catalog_ref(const Catalog *catalog);
void catalog_unref(Catalog *catalog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_unref)

/* NULL when there is none. Lent. */
const Area *catalog_area(const Catalog *catalog, const char *code);
const Agency *catalog_agency(const Catalog *catalog, const char *code);
const Service *catalog_service(const Catalog *catalog, const char *code);
const Desk *catalog_desk(const Catalog *catalog, const char *code);
const Policy *catalog_policy(const Catalog *catalog, const char *code);
const Voice *catalog_voice(const Catalog *catalog, VoiceKind kind, const char *code);
/* The policy of a service, or "default" when service is "" or unknown. Never NULL after seal. */
const Policy *catalog_policy_of(const Catalog *catalog, const char *service);
/* The text of a key in a language, the pack's own before the table of model/texts.c. Never NULL
 * for a key of the table. */
const char *catalog_text(const Catalog *catalog, const char *key, const char *lang);
/* "Desa Tegalsambi, Kecamatan Tahunan"; "" for an unknown or empty code. Lent. */
const char *catalog_area_label(const Catalog *catalog, const char *code);
/* True when code is prefix itself or below it ("33.20.11.2010" under "33.20.11"); "" contains all. */
bool area_contains(const char *prefix, const char *code);
/* True when child is agency or stands below it in the tree. */
bool catalog_agency_under(const Catalog *catalog, const char *agency, const char *child);

/* A thing computed from the catalog, such as an index of names: built at the first call, lent, freed
 * with the catalog. Thread-safe; build may not call catalog_derived itself. */
gconstpointer catalog_derived(const Catalog *catalog, CatalogSlot slot,
                              gpointer (*build)(const Catalog *catalog), GDestroyNotify free_fn);
