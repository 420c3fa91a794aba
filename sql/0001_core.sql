-- The first schema: reference data of tenants, cases and what happened to them, people, messages,
-- staff, jobs. How it is read on PostgreSQL: see src/db/migrate.h.
--
-- Rules: every key leads with tenant; ids are unique over all tenants and grow with time
-- (base/id.h); instants are microseconds UTC and 0 means "not yet"; coordinates are degrees x 1e7;
-- enums are the integers of src/model; codes of areas, agencies and services are the pack's own
-- text; ..._sealed is encrypted with a key that is not in the database; ..._hash is a keyed hash.

-- ---- reference data, written by `kentongan load PACK` and by the administrator ----

CREATE TABLE tenant (
    id          INTEGER NOT NULL PRIMARY KEY, -- small number, given in order of loading
    code        TEXT NOT NULL UNIQUE,         -- "jepara": jurisdiction_id, path /t/jepara/
    parent      INTEGER NOT NULL DEFAULT 0,   -- the province's tenant id, 0 for none
    name        TEXT NOT NULL,                -- "Kabupaten Jepara"
    host        TEXT NOT NULL DEFAULT '',     -- host name served, '' for path only
    prefix      TEXT NOT NULL UNIQUE,         -- of tickets: "JPR"
    settings    TEXT NOT NULL,                -- JSON: the [tenant] group of the pack
    loaded_at   INTEGER NOT NULL,             -- when its pack was last loaded
    revision    INTEGER NOT NULL DEFAULT 1,   -- grows with each change of reference data
    event_seq   INTEGER NOT NULL DEFAULT 0,   -- head of the tenant's own event chain (case_id 0)
    event_hash  BLOB                          -- hash of that head
) STRICT;

CREATE TABLE area (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    code        TEXT NOT NULL,                -- Kemendagri: 33.20.11.2010
    parent      TEXT NOT NULL,                -- '' at the top
    level       INTEGER NOT NULL,             -- AreaLevel: 1 provinsi 2 kab/kota 3 kecamatan 4 desa/kelurahan
    name        TEXT NOT NULL,
    lat_e7      INTEGER NOT NULL DEFAULT 0,   -- a point inside; 0,0 when not known
    lng_e7      INTEGER NOT NULL DEFAULT 0,
    shape       BLOB,                         -- WKB multipolygon, lng lat order, when imported
    PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE agency (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    code        TEXT NOT NULL,                -- "dpupr"
    parent      TEXT NOT NULL DEFAULT '',
    kind        INTEGER NOT NULL,             -- AgencyKind: dinas, badan, BUMD, BLUD, Setda, kecamatan ...
    name        TEXT NOT NULL,
    short_name  TEXT NOT NULL,
    area        TEXT NOT NULL DEFAULT '',     -- area it serves; '' the whole tenant
    contact     TEXT NOT NULL DEFAULT '',     -- public contact line
    tupoksi     TEXT NOT NULL DEFAULT '',     -- its duties in one sentence
    active      INTEGER NOT NULL DEFAULT 1,
    position    INTEGER NOT NULL DEFAULT 0,   -- order in lists
    PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE service (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    code        TEXT NOT NULL,                -- [A-Za-z0-9_-]+; Open311 service_code
    name        TEXT NOT NULL,
    group_name  TEXT NOT NULL DEFAULT '',
    description TEXT NOT NULL DEFAULT '',
    keywords    TEXT NOT NULL DEFAULT '',     -- comma list: Open311 keywords and proposal from text
    emergency_words TEXT NOT NULL DEFAULT '', -- comma list: words that mean "call 112"
    policy      TEXT NOT NULL,                -- code of its policy
    resolution  INTEGER NOT NULL DEFAULT 0,   -- ResolutionKind: which resolution clock
    sensitive   INTEGER NOT NULL DEFAULT 0,   -- 1: never shown in public, whatever the reporter chose
    radius_m    INTEGER NOT NULL DEFAULT 100, -- how near a similar case is
    attributes  TEXT NOT NULL DEFAULT '[]',   -- JSON: Open311 attributes
    active      INTEGER NOT NULL DEFAULT 1,
    position    INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE policy (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    code        TEXT NOT NULL,
    settings    TEXT NOT NULL,                -- JSON, see model/policy.h
    PRIMARY KEY (tenant, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE routing_rule (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    position    INTEGER NOT NULL,             -- first match in this order
    service     TEXT NOT NULL,                -- code, or '*' for every service
    area        TEXT NOT NULL,                -- code prefix (33.20.11), or '*'
    agency      TEXT NOT NULL,                -- code, or '@kecamatan' / '@desa': the one of the place
    reason      TEXT NOT NULL,                -- the sentence shown under the proposal (tupoksi)
    PRIMARY KEY (tenant, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE holiday (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    day         INTEGER NOT NULL,             -- days since 1970-01-01
    name        TEXT NOT NULL,
    kind        INTEGER NOT NULL,             -- 1 national holiday, 2 cuti bersama, 3 local
    source      TEXT NOT NULL,                -- the decree: "SKB 1497/2025, 2/2025, 5/2025"
    PRIMARY KEY (tenant, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE holiday_year (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    year        INTEGER NOT NULL,
    source      TEXT NOT NULL,
    decreed     INTEGER NOT NULL,             -- 1: by decree; 0: forecast, never used for a due date
    PRIMARY KEY (tenant, year)
) STRICT, WITHOUT ROWID;

CREATE TABLE text_override (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    key         TEXT NOT NULL,                -- of model/texts.c: "sms.received"
    lang        TEXT NOT NULL,
    body        TEXT NOT NULL,                -- with {placeholders}
    PRIMARY KEY (tenant, key, lang)
) STRICT, WITHOUT ROWID;

-- ---- cases ----

-- The matter itself. "case" is a reserved word of SQL, hence the plural.
CREATE TABLE cases (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    ticket      TEXT NOT NULL,                -- of its first report: JPR-4K7M-2Q9T
    class       INTEGER NOT NULL,             -- ReportClass
    channel     TEXT NOT NULL,                -- of its first report
    status      INTEGER NOT NULL,             -- CaseStatus
    visibility  INTEGER NOT NULL,             -- Visibility; the strictest of its reports
    listed      INTEGER NOT NULL,             -- 1: may stand in public lists, maps, feeds
    service     TEXT NOT NULL DEFAULT '',
    agency      TEXT NOT NULL DEFAULT '',     -- that must act; '' before disposition
    officer     INTEGER NOT NULL DEFAULT 0,   -- account id of the person it is handed to
    area        TEXT NOT NULL DEFAULT '',
    lat_e7      INTEGER NOT NULL DEFAULT 0,   -- 0,0: no point
    lng_e7      INTEGER NOT NULL DEFAULT 0,
    cell        INTEGER NOT NULL DEFAULT 0,   -- geometry_cell(): the point as one number; 0: no point
    place_text  TEXT NOT NULL DEFAULT '',     -- landmark, address; '' when secret
    title       TEXT NOT NULL,                -- first words; a fixed phrase when secret
    policy      TEXT NOT NULL,
    priority    INTEGER NOT NULL DEFAULT 0,   -- Priority: 0 ordinary 1 high 2 urgent
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    closed_at   INTEGER NOT NULL DEFAULT 0,
    due_at      INTEGER NOT NULL,             -- the nearest running clock; CASE_NO_DUE when none
    overdue     INTEGER NOT NULL DEFAULT 0,   -- 1: some running clock is past its due time
    reports     INTEGER NOT NULL DEFAULT 1,   -- observations attached
    supports    INTEGER NOT NULL DEFAULT 0,   -- "saya juga mengalami"
    reopened    INTEGER NOT NULL DEFAULT 0,   -- times
    returned    INTEGER NOT NULL DEFAULT 0,   -- times an agency sent it back
    merged_into INTEGER NOT NULL DEFAULT 0,   -- case id, when status is duplikat
    resume_status INTEGER NOT NULL DEFAULT 0, -- status to return to after butuh_info, ditolak, duplikat
    close_code  TEXT NOT NULL DEFAULT '',     -- reason code of ditolak and the like
    proposal    TEXT NOT NULL DEFAULT '',     -- JSON: what its words propose, see domain/proposal.h
    attention   INTEGER NOT NULL DEFAULT 0,   -- Attention bits: what a person must look at now
    event_seq   INTEGER NOT NULL,             -- head of the case's event chain
    event_hash  BLOB NOT NULL,                -- hash of that head
    version     INTEGER NOT NULL DEFAULT 1,   -- optimistic lock
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX case_by_status ON cases (tenant, status, due_at, id);
CREATE INDEX case_by_agency ON cases (tenant, agency, status, due_at, id) WHERE agency <> '';
CREATE INDEX case_by_time ON cases (tenant, created_at, id);
CREATE INDEX case_by_update ON cases (tenant, updated_at, id);
CREATE INDEX case_by_service ON cases (tenant, service, created_at, id);
CREATE INDEX case_by_area ON cases (tenant, area, created_at, id) WHERE area <> '';
CREATE INDEX case_by_attention ON cases (tenant, attention, id) WHERE attention <> 0;
-- listed and closed_at are constant in these two: SQLite would read the row to see them.
CREATE INDEX case_by_cell ON cases (tenant, listed, closed_at, cell, id)
    WHERE listed = 1 AND closed_at = 0 AND cell <> 0;
CREATE INDEX case_by_service_cell ON cases (tenant, listed, closed_at, service, cell, id)
    WHERE listed = 1 AND closed_at = 0 AND cell <> 0;

-- What one person told us. A case has one or more.
CREATE TABLE report (
    tenant      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,             -- where it is now
    first_case_id INTEGER NOT NULL,           -- where it began: a merge is undone from this
    ticket      TEXT NOT NULL,
    class       INTEGER NOT NULL,
    channel     TEXT NOT NULL,                -- "sms", "web", "open311" ...
    person_id   INTEGER NOT NULL DEFAULT 0,   -- 0: nothing known
    visibility  INTEGER NOT NULL,
    service     TEXT NOT NULL DEFAULT '',     -- as the reporter chose
    text        TEXT,                         -- NULL when rahasia
    text_sealed BLOB,                         -- rahasia: the text
    place_text  TEXT NOT NULL DEFAULT '',
    place_sealed BLOB,                        -- rahasia: the place text
    area        TEXT NOT NULL DEFAULT '',
    lat_e7      INTEGER NOT NULL DEFAULT 0,
    lng_e7      INTEGER NOT NULL DEFAULT 0,
    accuracy_m  INTEGER NOT NULL DEFAULT 0,   -- of the point, 0 unknown
    attributes  TEXT NOT NULL DEFAULT '',     -- JSON object of Open311 attributes, '' for none
    lang        TEXT NOT NULL DEFAULT 'id',
    api_key     INTEGER NOT NULL DEFAULT 0,   -- by which key it came
    follows     INTEGER NOT NULL DEFAULT 1,   -- 0: the person wants no notices
    rating      INTEGER NOT NULL DEFAULT 0,   -- 1..5
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, case_id) REFERENCES cases (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX report_by_ticket ON report (ticket);
CREATE INDEX report_by_case ON report (tenant, case_id, id);
CREATE INDEX report_by_person ON report (tenant, person_id, id) WHERE person_id <> 0;

-- Somebody else has the same trouble. One row a person and case.
CREATE TABLE support (
    tenant      INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    voter_hash  BLOB NOT NULL,                -- of the phone, the account or the browser's token
    person_id   INTEGER NOT NULL DEFAULT 0,   -- who hears the outcome too; 0 nobody
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, case_id, voter_hash),
    FOREIGN KEY (tenant, case_id) REFERENCES cases (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

-- The timeline, append only, hash chained by case (case_id 0: the tenant's own chain).
CREATE TABLE event (
    tenant      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,             -- 0: not of a case (sign-in, key, configuration)
    seq         INTEGER NOT NULL,             -- 1.. within its chain, no gap
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL,                -- EventKind name: "case.disposed"
    actor_kind  INTEGER NOT NULL,             -- ActorKind
    actor       INTEGER NOT NULL,             -- account, person or key id; 0 the system
    public      INTEGER NOT NULL,             -- 1: stands on the public page
    data        TEXT NOT NULL,                -- JSON object; no sealed content in clear
    sealed      BLOB,                         -- secret part of it (a reply on a rahasia case ...)
    hash        BLOB NOT NULL,                -- see domain/audit.h
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX event_by_case ON event (tenant, case_id, seq);

-- Every so often the events since the last seal are counted and hashed together, so that a chain
-- that is gone as a whole is missed too.
CREATE TABLE seal (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    n           INTEGER NOT NULL,             -- 1.. no gap
    first_id    INTEGER NOT NULL,             -- first event id covered
    last_id     INTEGER NOT NULL,             -- last event id covered
    events      INTEGER NOT NULL,             -- how many
    sealed_at   INTEGER NOT NULL,
    hash        BLOB NOT NULL,                -- over the previous seal and the hashes in id order
    PRIMARY KEY (tenant, n)
) STRICT, WITHOUT ROWID;

-- Who held the case from when to when; the spans add up to its age.
CREATE TABLE hop (
    tenant      INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    seq         INTEGER NOT NULL,             -- 1..
    holder      INTEGER NOT NULL,             -- HolderKind: admin, agency, reporter, outside, nobody
    agency      TEXT NOT NULL DEFAULT '',     -- when the holder is an agency
    from_at     INTEGER NOT NULL,
    to_at       INTEGER NOT NULL DEFAULT 0,   -- 0: still
    PRIMARY KEY (tenant, case_id, seq),
    FOREIGN KEY (tenant, case_id) REFERENCES cases (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

-- The clocks of a case. At most one row a kind; a reopening starts it anew.
CREATE TABLE clock (
    tenant      INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    kind        INTEGER NOT NULL,             -- ClockKind
    state       INTEGER NOT NULL,             -- ClockState: running, paused, stopped
    started_at  INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    paused_at   INTEGER NOT NULL DEFAULT 0,
    stopped_at  INTEGER NOT NULL DEFAULT 0,
    wake_at     INTEGER NOT NULL,             -- when the clock thread must look: warning, due, next rung
    step        INTEGER NOT NULL DEFAULT 0,   -- 0 nothing said, 1 warned, 2 breached, 3.. rungs climbed
    working_days INTEGER NOT NULL,            -- length given, in working days; 0: calendar time
    PRIMARY KEY (tenant, case_id, kind),
    FOREIGN KEY (tenant, case_id) REFERENCES cases (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX clock_waking ON clock (wake_at) WHERE state = 1;

CREATE TABLE attachment (
    tenant      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    case_id     INTEGER NOT NULL,
    report_id   INTEGER NOT NULL DEFAULT 0,   -- sent with this report
    event_id    INTEGER NOT NULL DEFAULT 0,   -- or belonging to this event (follow-up photo)
    public      INTEGER NOT NULL,             -- 1: as public as its case
    mime        TEXT NOT NULL,                -- image/jpeg | image/webp, as served
    name        TEXT NOT NULL,                -- random file name, see domain/files.h
    bytes       INTEGER NOT NULL,
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    content_hash BLOB NOT NULL,               -- BLAKE2b-256 of the original
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, case_id) REFERENCES cases (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX attachment_by_case ON attachment (tenant, case_id, id);
CREATE UNIQUE INDEX attachment_by_name ON attachment (name);

-- ---- people and messages ----

CREATE TABLE person (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    name_sealed BLOB,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE identity (
    tenant      INTEGER NOT NULL,
    kind        TEXT NOT NULL,                -- "phone", "email", later handles
    address_hash BLOB NOT NULL,               -- finds it without opening anything
    address_sealed BLOB NOT NULL,
    person_id   INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, address_hash),
    FOREIGN KEY (tenant, person_id) REFERENCES person (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX identity_by_person ON identity (tenant, person_id);

CREATE TABLE message (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    outbound    INTEGER NOT NULL,             -- 0 in, 1 out
    channel     TEXT NOT NULL,
    state       INTEGER NOT NULL,             -- MessageState
    case_id     INTEGER,                      -- NULL: belongs to no case (a question, a pick)
    report_id   INTEGER NOT NULL DEFAULT 0,
    person_id   INTEGER NOT NULL DEFAULT 0,
    provider_id TEXT NOT NULL DEFAULT '',     -- in: the gateway's id; out: the id we gave
    address_sealed BLOB NOT NULL,             -- in: sender; out: receiver
    local       TEXT NOT NULL DEFAULT '',     -- our number or account
    body_sealed BLOB NOT NULL,
    key         TEXT NOT NULL DEFAULT '',     -- out: which text of the table
    urgent      INTEGER NOT NULL DEFAULT 0,   -- 1: quiet hours do not hold it
    parts       INTEGER NOT NULL DEFAULT 1,   -- SMS parts
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER NOT NULL DEFAULT 0,   -- out, waiting: when to try
    created_at  INTEGER NOT NULL,
    sent_at     INTEGER NOT NULL DEFAULT 0,   -- accepted by the gateway
    delivered_at INTEGER NOT NULL DEFAULT 0,
    error       TEXT NOT NULL DEFAULT '',     -- why it waits or failed, for the operator
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, case_id) REFERENCES cases (tenant, id) ON UPDATE CASCADE
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_once ON message (tenant, channel, provider_id, outbound) WHERE provider_id <> '';
CREATE INDEX message_by_case ON message (tenant, case_id, id) WHERE case_id IS NOT NULL;
CREATE INDEX message_failed ON message (tenant, channel, id) WHERE outbound = 1 AND state = 5;
CREATE INDEX message_waiting ON message (tenant, channel, urgent, next_at, id) WHERE outbound = 1 AND state <= 2;

-- What a conversation on a channel is waiting for (which of several cases, a rating ...).
CREATE TABLE dialog (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    channel     TEXT NOT NULL,
    address_hash BLOB NOT NULL,
    question    TEXT NOT NULL,                -- what was asked: "pick"
    data        TEXT NOT NULL,                -- JSON: the choices offered
    body_sealed BLOB,                         -- the citizen's words that wait for the answer
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, channel, address_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX dialog_by_expiry ON dialog (expires_at);

-- An answer already given to a request with this key: the same again is not done twice.
CREATE TABLE idempotency (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    key         TEXT NOT NULL,
    result      TEXT NOT NULL,                -- what was made: a ticket
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_by_time ON idempotency (created_at);

-- ---- staff ----

CREATE TABLE account (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    login       TEXT NOT NULL,
    name        TEXT NOT NULL,
    role        INTEGER NOT NULL,             -- Role
    agency      TEXT NOT NULL DEFAULT '',     -- scope of an officer or supervisor
    area        TEXT NOT NULL DEFAULT '',     -- scope: area code prefix; '' everywhere
    lang        TEXT NOT NULL DEFAULT 'id',
    title       TEXT NOT NULL DEFAULT '',     -- of the ladder: "sekda", "kepala dinas"; '' none
    phone_sealed BLOB,                        -- where notices go by SMS; NULL: none
    email_sealed BLOB,                        -- and by mail
    password    TEXT NOT NULL,                -- argon2id string
    totp_sealed BLOB,                         -- NULL: not used
    totp_step   INTEGER NOT NULL DEFAULT 0,   -- last time step used: a code works once
    failures    INTEGER NOT NULL DEFAULT 0,   -- in a row
    locked_until INTEGER NOT NULL DEFAULT 0,
    active      INTEGER NOT NULL DEFAULT 1,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX account_by_login ON account (tenant, login);

-- What staff are told: each account's inbox in the console. By SMS it is a message as well.
CREATE TABLE notice (
    tenant      INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    account     INTEGER NOT NULL,
    case_id     INTEGER NOT NULL DEFAULT 0,   -- 0: about none; a case that was handed over is gone
    key         TEXT NOT NULL,                -- which text of the table: "staff.breach"
    body        TEXT NOT NULL,                -- in the account's language
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL DEFAULT 0,   -- 0: not yet read
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notice_by_account ON notice (tenant, account, id);
CREATE INDEX notice_unseen ON notice (tenant, account, case_id, id) WHERE seen_at = 0;

CREATE TABLE session (
    token_hash  BLOB NOT NULL PRIMARY KEY,    -- of the cookie
    tenant      INTEGER NOT NULL,
    account     INTEGER NOT NULL,
    csrf        TEXT NOT NULL,
    created_at  INTEGER NOT NULL,
    seen_at     INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    FOREIGN KEY (tenant, account) REFERENCES account (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_account ON session (tenant, account);

CREATE TABLE api_key (
    tenant      INTEGER NOT NULL REFERENCES tenant (id),
    id          INTEGER NOT NULL,
    label       TEXT NOT NULL,
    scope       TEXT NOT NULL,                -- open311 | api | hook
    account     INTEGER NOT NULL DEFAULT 0,   -- api: acts as this account
    key_hash    BLOB NOT NULL,
    created_at  INTEGER NOT NULL,
    revoked_at  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX api_key_by_hash ON api_key (key_hash);

-- Small facts of the installation: search watermark, last seal, versions.
CREATE TABLE setting (
    tenant      INTEGER NOT NULL,             -- 0: the whole installation
    key         TEXT NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (tenant, key)
) STRICT, WITHOUT ROWID;

-- Full text over what may be found by staff: report id -> words. Never holds secret text. On SQLite
-- the rowid is -id (see store/case.c), and segments are merged early: each costs every search.
--sqlite CREATE VIRTUAL TABLE report_words USING fts5 (scope, body, content='', columnsize=0, tokenize="unicode61 remove_diacritics 2");
--sqlite INSERT INTO report_words (report_words, rank) VALUES ('automerge', 2);
--postgres CREATE TABLE report_words (report_id BIGINT NOT NULL PRIMARY KEY, tenant BIGINT NOT NULL, words TSVECTOR NOT NULL);
--postgres CREATE INDEX report_words_index ON report_words USING gin (words);
