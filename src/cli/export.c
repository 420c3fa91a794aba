/* `export`: everything of each government as JSON Lines, one folder a tenant, readable without this
 * program. Sealed values stay out unless a reason is given, which is recorded.
 *
 *     CODE/tenant.json  areas.jsonl agencies.jsonl services.jsonl holidays.jsonl
 *     CODE/cases.jsonl  a case a line, with reports, events, hops, clocks, photos, messages
 *     CODE/events.jsonl events of the tenant's own chain
 *     CODE/accounts.jsonl keys.jsonl (without passwords and keys), photos/
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/workday.h"
#include "cli/export_case.h"
#include "cli/opening.h"
#include "cli/outfolder.h"
#include "cli/progress.h"
#include "domain/account.h"
#include "domain/case_json.h"
#include "domain/files.h"
#include "model/settings.h"
#include "store/case.h"
#include "store/tenant.h"
#include "store/timeline.h"

enum { BATCH = 500 };

typedef struct Export {
    Installation in;
    OutFolder folder;
    bool open, photos;
    gint64 cases;
    const char *only; /* tenant, or NULL */
    FILE *out;
    int failed; /* errno of the first write that failed */
} Export;

/* ---- files ---- */

static bool fail(GError **error, const char *what)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas tidak dapat ditulis."), "%s: %s",
              what, g_strerror(errno));
    return false;
}

static bool file_open(Export *e, const char *name, GError **error)
{
    g_autofree char *inner = g_build_filename(e->in.catalog->tenant.code, name, NULL);
    g_autofree char *path = outfolder_path(&e->folder, inner);
    e->out = fopen(path, "we");
    return e->out || fail(error, path);
}

static bool file_close(Export *e, GError **error)
{
    bool ok = !e->failed && fflush(e->out) == 0;
    if (!ok && e->failed)
        errno = e->failed;
    ok = ok || fail(error, "export");
    fclose(e->out);
    e->out = NULL;
    return ok;
}

static void write_line(Export *e, json_t *object)
{
    errno = 0;
    if (json_dumpf(object, e->out, JSON_COMPACT) != 0 || fputc('\n', e->out) == EOF)
        e->failed = e->failed ? e->failed : errno ? errno : EIO;
    json_decref(object);
}

static bool may_go_on(Export *e, GError **error)
{
    errno = e->failed;
    return (!e->failed || fail(error, "export")) && outfolder_may_go_on(error);
}

/* ---- reference data ---- */

static void write_areas(Export *e)
{
    for (guint i = 0; i < e->in.catalog->areas->len; i++) {
        const Area *a = e->in.catalog->areas->pdata[i];
        write_line(e, json_pack("{s:s, s:s, s:s, s:i, s:f, s:f}", "code", a->code, "parent",
                                a->parent, "name", a->name, "level", (int)a->level, "lat",
                                a->lat_e7 / 1e7, "lng", a->lng_e7 / 1e7));
    }
}

static void write_agencies(Export *e)
{
    for (guint i = 0; i < e->in.catalog->agencies->len; i++) {
        const Agency *a = e->in.catalog->agencies->pdata[i];
        write_line(e, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "code", a->code,
                                "name", a->name, "short", a->short_name, "kind",
                                agency_kind_name(a->kind), "parent", a->parent, "area", a->area,
                                "contact", a->contact, "tupoksi", a->tupoksi, "active", a->active));
    }
}

static void write_services(Export *e)
{
    for (guint i = 0; i < e->in.catalog->services->len; i++) {
        const Service *s = e->in.catalog->services->pdata[i];
        g_autofree char *keywords = g_strjoinv("; ", s->keywords);
        write_line(e, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b}", "code", s->code, "name",
                                s->name, "group", s->group_name, "description", s->description,
                                "keywords", keywords, "policy", s->policy, "sensitive",
                                s->sensitive, "active", s->active));
    }
}

static void write_holidays(Export *e)
{
    for (guint i = 0; i < e->in.catalog->holidays->len; i++) {
        const Holiday *h = &g_array_index(e->in.catalog->holidays, Holiday, i);
        g_autofree char *day = workday_format(h->day);
        write_line(e, json_pack("{s:s, s:i, s:s}", "day", day, "kind", h->kind, "name", h->name));
    }
}

static void write_tenant(Export *e)
{
    json_t *object = json_object();
    for (const Setting *s = TENANT_SETTINGS; s->key; s++) {
        g_autofree char *value = setting_get(s, &e->in.catalog->tenant);
        json_object_set_new(object, s->key, json_string(value));
    }
    json_object_set_new(object, "code", json_string(e->in.catalog->tenant.code));
    json_object_set_new(object, "name", json_string(e->in.catalog->tenant.name));
    json_object_set_new(object, "exported_by", json_string("kentongan " KENTONGAN_VERSION));
    write_line(e, object);
}

/* ---- people and keys ---- */

static bool write_accounts(Export *e, GError **error)
{
    g_autoptr(GPtrArray) accounts = account_list(&e->in.ctx, error);
    for (guint i = 0; accounts && i < accounts->len; i++) {
        const Account *a = accounts->pdata[i];
        write_line(e, json_pack("{s:I, s:s, s:s, s:s, s:s, s:s, s:b, s:o}", "id", (json_int_t)a->id,
                                "login", a->login, "name", a->name, "role", role_name(a->role),
                                "agency", a->agency, "area", a->area, "active", a->active,
                                "created_at", instant_json(&e->in.ctx, a->created_at)));
    }
    return accounts != NULL;
}

static bool write_keys(Export *e, GError **error)
{
    g_autoptr(GPtrArray) keys = api_key_list(&e->in.ctx, error);
    for (guint i = 0; keys && i < keys->len; i++) {
        const ApiKey *k = keys->pdata[i];
        write_line(e, json_pack("{s:I, s:s, s:s, s:o, s:o}", "id", (json_int_t)k->id, "label",
                                k->label, "scope", k->scope, "created_at",
                                instant_json(&e->in.ctx, k->created_at), "revoked_at",
                                instant_json(&e->in.ctx, k->revoked_at)));
    }
    return keys != NULL;
}

static bool write_events(Export *e, GError **error)
{
    g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func((GDestroyNotify)event_free);
    if (!event_store_of_case(&e->in.ctx, 0, false, events, error))
        return false;
    for (guint i = 0; i < events->len; i++)
        write_line(e, export_case_event(&e->in.ctx, events->pdata[i], e->open));
    return true;
}

/* ---- cases ---- */

static bool write_photos(Export *e, const CaseFile *file, GError **error)
{
    for (guint i = 0; e->photos && i < file->attachments->len; i++) {
        const Attachment *a = file->attachments->pdata[i];
        g_autoptr(GBytes) bytes = files_get(a->name, false, error);
        g_autofree char *inner =
            g_strdup_printf("%s/photos/%s.jpg", e->in.catalog->tenant.code, a->name);
        g_autofree char *path = outfolder_path(&e->folder, inner);
        gsize size = 0;
        if (!bytes)
            return false;
        const char *data = g_bytes_get_data(bytes, &size);
        if (!g_file_set_contents(path, data, (gssize)size, error))
            return false;
    }
    return true;
}

static bool write_case(Export *e, gint64 id, GError **error)
{
    g_autoptr(CaseFile) file = export_case_load(&e->in.ctx, id, error);
    json_t *object = file ? export_case_json(&e->in.ctx, file, e->open, error) : NULL;
    if (!object)
        return false;
    write_line(e, object);
    return write_photos(e, file, error);
}

static bool write_cases(Export *e, GError **error)
{
    gint64 after = 0;
    for (;;) {
        g_autoptr(GArray) heads = g_array_new(FALSE, FALSE, sizeof(CaseHead));
        if (!case_head_after(&e->in.ctx, after, BATCH, heads, error))
            return false;
        for (guint i = 0; i < heads->len; i++) {
            after = g_array_index(heads, CaseHead, i).case_id;
            if (!write_case(e, after, error))
                return false;
            progress_show("cases exported", ++e->cases, 0);
        }
        if (heads->len == 0)
            return true;
        if (!may_go_on(e, error))
            return false;
    }
}

/* ---- all of it ---- */

typedef struct Part {
    const char *name;
    void (*plain)(Export *e);
    bool (*may_fail)(Export *e, GError **error);
} Part;

static const Part PARTS[] = {
    { "tenant.json", write_tenant, NULL },      { "areas.jsonl", write_areas, NULL },
    { "agencies.jsonl", write_agencies, NULL }, { "services.jsonl", write_services, NULL },
    { "holidays.jsonl", write_holidays, NULL }, { "accounts.jsonl", NULL, write_accounts },
    { "keys.jsonl", NULL, write_keys },         { "events.jsonl", NULL, write_events },
    { "cases.jsonl", NULL, write_cases },
};

static bool write_part(Export *e, const Part *part, GError **error)
{
    bool ok = true;
    if (!file_open(e, part->name, error))
        return false;
    if (part->plain)
        part->plain(e);
    else
        ok = part->may_fail(e, error);
    return file_close(e, ok ? error : NULL) && ok;
}

static bool export_tenant(Export *e, const char *code, GError **error)
{
    g_autofree char *photos = g_build_filename(code, "photos", NULL);
    g_autofree char *path = outfolder_path(&e->folder, photos);
    if (!installation_choose(&e->in, code, error) || !outfolder_make(path, error))
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(PARTS); i++)
        if (!write_part(e, &PARTS[i], error))
            return false;
    return true;
}

static bool is_wanted(const Export *e, const Tenant *tenant)
{
    return !e->only || strcmp(e->only, tenant->code) == 0;
}

/* Before anything is opened, and so part of what is exported. */
static bool note_reason(Export *e, const char *reason, GError **error)
{
    g_autoptr(GPtrArray) tenants = tenant_store_list(e->in.db, error);
    for (guint i = 0; tenants && i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        if (is_wanted(e, tenant) && (!installation_choose(&e->in, tenant->code, error) ||
                                     !opening_note_export(&e->in.ctx, reason, error)))
            return false;
    }
    return tenants != NULL;
}

static bool export_all(Db *db G_GNUC_UNUSED, gpointer user, GError **error)
{
    Export *e = user;
    g_autoptr(GPtrArray) tenants = tenant_store_list(e->in.db, error);
    for (guint i = 0; tenants && i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        if (is_wanted(e, tenant) && !export_tenant(e, tenant->code, error))
            return false;
    }
    return tenants != NULL;
}

/* All of one moment, while others write on. */
static bool export_now(Export *e, const char *reason, GError **error)
{
    if (e->only && !installation_choose(&e->in, e->only, error))
        return false;
    return (!reason || note_reason(e, reason, error)) &&
           db_snapshot(e->in.db, export_all, e, error);
}

static void export_clear(Export *e)
{
    outfolder_clear(&e->folder);
    installation_close(&e->in);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Export, export_clear)

static char *usual_name(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    return g_date_time_format(now, "kentongan-export-%Y%m%d-%H%M%S");
}

int export_run(const Command *command, char **argv)
{
    gboolean photos = FALSE;
    g_autofree char *reason = NULL;
    const GOptionEntry own[] = {
        { "photos", 0, 0, G_OPTION_ARG_NONE, &photos, "Copy the photos too", NULL },
        { "reason", 0, 0, G_OPTION_ARG_STRING, &reason,
          "Open names, addresses and secret texts too; why is recorded", "TEXT" },
        { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    };
    g_auto(CommandLine) line = { 0 };
    g_auto(Export) e = { 0 };
    g_autoptr(GError) error = NULL;
    if (!line_parse(&line, command, own, argv) || !opening_check(&line, reason))
        return line.exit;
    g_autofree char *name = line.count > 0 ? g_strdup(line.args[0]) : usual_name();
    e.open = reason != NULL;
    e.photos = photos;
    e.only = line.tenant;
    progress_start();
    progress_catch();
    bool ok = installation_open(&e.in, line.config, 0, &error) &&
              outfolder_begin(&e.folder, name, &error) && export_now(&e, reason, &error) &&
              outfolder_finish(&e.folder, &error);
    progress_end();
    if (!ok)
        return line_fail(error);
    printf("%s: %" G_GINT64_FORMAT " cases\n", name, e.cases);
    return CLI_OK;
}
