/* Opening an installation: see installation.h.
 *
 * The key and the database belong together: what is sealed with one key opens with no other. So
 * the database keeps a token derived from the key it was made with, and an installation whose key
 * gives another token is not opened - whoever restores a database without its key must hear it
 * before anything is written.
 */
#include "cli/installation.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/crypt.h"
#include "base/id.h"
#include "db/migrate.h"
#include "domain/files.h"
#include "store/catalog.h"
#include "store/setting.h"
#include "store/tenant.h"

#define KEY_SETTING "key-check"

static bool fail(GError **error, KentonganError code, const char *sentence, const char *detail)
{
    error_set(error, code, NULL, sentence, "%s", detail);
    return false;
}

/* ---- folder and key ---- */

static bool folder_check(const Config *config, unsigned flags, GError **error)
{
    g_autofree char *mark = config_data_path(config, INSTALLATION_MARK);
    if (flags & INSTALLATION_UNFINISHED || !g_file_test(mark, G_FILE_TEST_EXISTS))
        return true;
    return fail(
        error, KENTONGAN_ERROR_CONFLICT, N_("Pemulihan ke folder data ini belum selesai."),
        "a restore into it goes on or was broken off: wait, or run kentongan restore again");
}

static bool folder_open(const Config *config, unsigned flags, GError **error)
{
    bool create = flags & INSTALLATION_CREATE;
    if (g_file_test(config->data, G_FILE_TEST_IS_DIR))
        return folder_check(config, flags, error);
    if (!create) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Folder data belum ada."),
                  "%s does not exist; say --data DIR, or make it with kentongan load PACK",
                  config->data);
        return false;
    }
    if (g_mkdir_with_parents(config->data, 0700) == 0)
        return true;
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Folder data tidak dapat dibuat."),
              "%s: %s", config->data, g_strerror(errno));
    return false;
}

/* A key made just now for a database that has another one is taken away again. */
static bool key_check(Db *db, const char *made_now, GError **error)
{
    g_autofree char *token = crypt_token_derive(KEY_SETTING, 0);
    g_autofree char *known = NULL;
    if (!setting_store_get(db, 0, KEY_SETTING, &known, error))
        return false;
    if (!known)
        return setting_store_put(db, 0, KEY_SETTING, token, error);
    if (crypt_equal(known, token))
        return true;
    if (made_now)
        g_unlink(made_now);
    return fail(error, KENTONGAN_ERROR_INTERNAL, N_("Kunci tidak cocok dengan basis data ini."),
                "DATA/key is not the key this database was made with: put the right one there, "
                "from the place where its copy is kept");
}

/* ---- schema ---- */

gint64 installation_newest_schema(const Config *config)
{
    g_autofree char *folder = config_share_path(config, "sql");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    gint64 newest = 0;
    const char *name;
    while (dir && (name = g_dir_read_name(dir)))
        if (g_str_has_suffix(name, ".sql"))
            newest = MAX(newest, g_ascii_strtoll(name, NULL, 10));
    return newest;
}

static bool schema_open(Installation *in, unsigned flags, GError **error)
{
    gint64 version = 0;
    g_autofree char *folder = config_share_path(in->config, "sql");
    if (!migrate_version(in->db, &version, error))
        return false;
    bool create = flags & INSTALLATION_CREATE;
    in->is_new = version == 0;
    if (version == 0 && !create)
        return fail(error, KENTONGAN_ERROR_NOT_FOUND, N_("Basis data masih kosong."),
                    "load a pack first: kentongan load PACK");
    bool may = version == 0 || db_engine(in->db) == DB_SQLITE || flags & INSTALLATION_MIGRATE;
    if (may)
        return migrate_run(in->db, folder, NULL, NULL, NULL, error);
    if (version == installation_newest_schema(in->config))
        return true;
    return fail(error, KENTONGAN_ERROR_INTERNAL,
                N_("Skema basis data tidak cocok dengan program ini."),
                "the schema and the program have different versions: run kentongan migrate with "
                "the newer program");
}

/* ---- all of it ---- */

static bool database_start(Installation *in, unsigned flags, GError **error)
{
    g_autofree char *where = config_database(in->config);
    bool create = flags & INSTALLATION_CREATE;
    if (!create && !in->config->db && !g_file_test(where, G_FILE_TEST_EXISTS))
        return fail(error, KENTONGAN_ERROR_NOT_FOUND, N_("Basis data belum ada."),
                    "load a pack first: kentongan load PACK");
    in->database = database_open(where, error);
    in->db = in->database ? db_open(in->database, error) : NULL;
    return in->db && schema_open(in, flags, error);
}

static void ctx_fill(Installation *in)
{
    in->ctx = (Ctx){
        .db = in->db,
        .clock = in->clock,
        .actor = { .kind = ACTOR_SYSTEM, .agency = "", .area = "", .name = "" },
        .lang = "id",
        .request_id = "cli",
    };
}

bool installation_open(Installation *in, const Config *config, unsigned flags, GError **error)
{
    bool create = flags & INSTALLATION_CREATE;
    *in = (Installation){ .config = config };
    in->clock = clock_new(flags & INSTALLATION_MOVABLE);
    g_autofree char *key = config_data_path(config, "key");
    g_autofree char *files = config_data_path(config, "files");
    if (config->node >= 0)
        id_set_node((guint)config->node);
    if (!folder_open(config, flags, error))
        return false;
    bool first = !g_file_test(key, G_FILE_TEST_EXISTS);
    if (!crypt_open(key, create, error) || !files_open(files, error) ||
        !database_start(in, flags, error) || !key_check(in->db, first ? key : NULL, error))
        return false;
    ctx_fill(in);
    return true;
}

void installation_close(Installation *in)
{
    g_clear_pointer(&in->db, db_close);
    g_clear_pointer(&in->database, database_close);
    g_clear_pointer(&in->catalog, catalog_unref);
    g_clear_pointer(&in->clock, clock_free);
    crypt_close();
}

/* ---- the tenant ---- */

static char *codes_of(GPtrArray *tenants)
{
    g_autoptr(GString) codes = g_string_new(NULL);
    for (guint i = 0; i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        g_string_append_printf(codes, "%s%s", i ? ", " : "", tenant->code);
    }
    return g_string_free(g_steal_pointer(&codes), FALSE);
}

static const Tenant *tenant_find(GPtrArray *tenants, const char *code)
{
    for (guint i = 0; i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        if (strcmp(tenant->code, code) == 0)
            return tenant;
    }
    return NULL;
}

static bool tenant_use(Installation *in, gint64 id, GError **error)
{
    Catalog *catalog = catalog_store_load(in->db, id, error);
    if (!catalog)
        return false;
    g_clear_pointer(&in->catalog, catalog_unref);
    in->catalog = catalog;
    in->ctx.catalog = catalog;
    in->ctx.tenant = id;
    in->ctx.actor.home = id;
    return true;
}

bool installation_choose(Installation *in, const char *code, GError **error)
{
    g_autoptr(GPtrArray) tenants = tenant_store_list(in->db, error);
    if (!tenants)
        return false;
    if (tenants->len == 0)
        return fail(error, KENTONGAN_ERROR_NOT_FOUND,
                    N_("Belum ada pemerintah daerah yang dimuat."),
                    "load a pack first: kentongan load PACK");
    if (!code || !*code)
        code = in->config->tenant;
    g_autofree char *codes = codes_of(tenants);
    const Tenant *tenant = *code ? tenant_find(tenants, code) : tenants->pdata[0];
    if (!tenant) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL,
                  N_("Kode pemerintah daerah tidak dikenal."),
                  "there is no tenant \"%s\"; there are: %s", code, codes);
        return false;
    }
    if (!*code && tenants->len > 1) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL,
                  N_("Sebutkan pemerintah daerah yang dimaksud."), "say --tenant CODE, one of: %s",
                  codes);
        return false;
    }
    return tenant_use(in, tenant->id, error);
}

bool installation_reload(Installation *in, GError **error)
{
    return tenant_use(in, in->ctx.tenant, error);
}

bool installation_begin(Installation *in, CommandLine *line)
{
    g_autoptr(GError) error = NULL;
    if (installation_open(in, line->config, 0, &error) &&
        installation_choose(in, line->tenant, &error))
        return true;
    line->exit = line_fail(error);
    return false;
}
