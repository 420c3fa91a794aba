/* Static files in memory: see assets.h. */
#include "web/assets.h"

#include <string.h>

#include "web/etag.h"
#include "web/pack.h"

#define PREFIX "/assets/"
#define FILE_MAX (4 * 1024 * 1024)
#define GZIP_FROM 1024
#define CACHE_VERSIONED "public, max-age=31536000, immutable"
#define CACHE_PLAIN "public, max-age=3600"

enum { FORM_PLAIN = 0, FORM_GZIP = 1, FORM_VERSIONED = 2, FORMS = 4 };

typedef struct Asset {
    char *version, *etag;
    Prepared *whole[FORMS]; /* FORM_GZIP | FORM_VERSIONED; without gzip the same twice */
    Prepared *same[FORMS];  /* 304 */
} Asset;

static const struct {
    const char *name, *file;
} VENDOR[] = {
    { "vendor/htmx.min.js", "htmx.org/dist/htmx.min.js" },
    { "vendor/leaflet.js", "leaflet/dist/leaflet.js" },
    { "vendor/leaflet.css", "leaflet/dist/leaflet.css" },
    { "vendor/images/layers.png", "leaflet/dist/images/layers.png" },
    { "vendor/images/layers-2x.png", "leaflet/dist/images/layers-2x.png" },
    { "vendor/images/marker-icon.png", "leaflet/dist/images/marker-icon.png" },
    { "vendor/images/marker-icon-2x.png", "leaflet/dist/images/marker-icon-2x.png" },
    { "vendor/images/marker-shadow.png", "leaflet/dist/images/marker-shadow.png" },
    { "vendor/markercluster.js", "leaflet.markercluster/dist/leaflet.markercluster.js" },
    { "vendor/markercluster.css", "leaflet.markercluster/dist/MarkerCluster.css" },
    { "vendor/plus-jakarta-sans.woff2", "@fontsource-variable/plus-jakarta-sans/files/"
                                        "plus-jakarta-sans-latin-wght-normal.woff2" },
};

static const struct {
    const char *suffix, *type;
    bool packs;
} TYPES[] = {
    { ".css", "text/css; charset=utf-8", true },
    { ".js", "text/javascript; charset=utf-8", true },
    { ".svg", "image/svg+xml", true },
    { ".json", "application/json", true },
    { ".webmanifest", "application/manifest+json", true },
    { ".txt", "text/plain; charset=utf-8", true },
    { ".woff2", "font/woff2", false },
    { ".png", "image/png", false },
    { ".jpg", "image/jpeg", false },
    { ".webp", "image/webp", false },
    { ".ico", "image/x-icon", false },
    { ".mp3", "audio/mpeg", false },
};

static struct {
    GHashTable *all;   /* name -> Asset; fixed after the start */
    GHashTable *files; /* name -> path of the file */
    bool dev;
} assets;

static void asset_free(gpointer data)
{
    Asset *asset = data;
    for (guint form = 0; form < FORMS; form++) {
        g_clear_pointer(&asset->whole[form], prepared_unref);
        g_clear_pointer(&asset->same[form], prepared_unref);
    }
    g_free(asset->version);
    g_free(asset->etag);
    g_free(asset);
}

static const char *type_of(const char *name, bool *packs)
{
    for (guint i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        *packs = TYPES[i].packs;
        if (g_str_has_suffix(name, TYPES[i].suffix))
            return TYPES[i].type;
    }
    return NULL;
}

static Prepared *asset_prepare(unsigned status, const char *type, GBytes *bytes, const char *etag,
                               guint form, bool packed)
{
    Reply *reply = reply_new(status, type, bytes ? g_bytes_ref(bytes) : NULL);
    reply_header(reply, "ETag", etag);
    reply_header(reply, "Vary", "Accept-Encoding");
    reply_header(reply, "Cache-Control", form & FORM_VERSIONED ? CACHE_VERSIONED : CACHE_PLAIN);
    if (packed && bytes)
        reply_header(reply, "Content-Encoding", "gzip");
    reply_finish(reply, NULL, NULL);
    return prepared_new(reply);
}

static Asset *asset_new(const char *name, GBytes *bytes)
{
    bool packs = false;
    const char *type = type_of(name, &packs);
    g_autofree char *hash = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    g_autoptr(GBytes) small =
        packs && g_bytes_get_size(bytes) >= GZIP_FROM ? pack_gzip(bytes, 9) : NULL;
    Asset *asset = g_new0(Asset, 1);
    asset->version = g_strndup(hash, 12);
    asset->etag = g_strdup_printf("\"%s\"", asset->version);
    for (guint form = 0; form < FORMS; form++) {
        bool packed = (form & FORM_GZIP) && small;
        g_autofree char *etag =
            packed ? g_strdup_printf("\"%s-gz\"", asset->version) : g_strdup(asset->etag);
        asset->whole[form] = asset_prepare(200, type, packed ? small : bytes, etag, form, packed);
        asset->same[form] = asset_prepare(304, NULL, NULL, etag, form, packed);
    }
    return asset;
}

/* Pointers to source maps, which are not served, would only make browsers ask for them. */
static GBytes *without_map(const char *name, char *text, gsize bytes)
{
    if (g_str_has_suffix(name, ".js") || g_str_has_suffix(name, ".css")) {
        char *map = g_strstr_len(text, (gssize)bytes, "\n//# sourceMappingURL=");
        if (map)
            bytes = (gsize)(map + 1 - text);
    }
    return g_bytes_new_take(text, bytes);
}

static Asset *asset_load(const char *name, const char *file, GError **error)
{
    char *text = NULL;
    gsize bytes = 0;
    g_autoptr(GError) fault = NULL;
    if (!g_file_get_contents(file, &text, &bytes, &fault) || bytes > FILE_MAX) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Berkas halaman tidak terbaca."),
                  "%s: %s", file, fault ? fault->message : "too large");
        g_free(text);
        return NULL;
    }
    g_autoptr(GBytes) whole = without_map(name, text, bytes);
    return asset_new(name, whole);
}

/* Files of a kind that is not in the table (README.md, dot files) are no assets. */
static void files_collect(const char *folder, const char *prefix)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *entry;
    bool packs;
    while (dir && (entry = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, entry, NULL);
        g_autofree char *name = g_strconcat(prefix, entry, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
            g_autofree char *below = g_strconcat(name, "/", NULL);
            files_collect(path, below);
        } else if (type_of(name, &packs)) {
            g_hash_table_insert(assets.files, g_steal_pointer(&name), g_steal_pointer(&path));
        }
    }
}

static void vendor_collect(const char *node_modules)
{
    for (guint i = 0; *node_modules && i < G_N_ELEMENTS(VENDOR); i++) {
        g_autofree char *path = g_build_filename(node_modules, VENDOR[i].file, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
            g_hash_table_insert(assets.files, g_strdup(VENDOR[i].name), g_steal_pointer(&path));
        else
            g_warning("asset %s is missing: run npm ci", VENDOR[i].name);
    }
}

bool assets_start(const char *folder, const char *node_modules, bool dev, GError **error)
{
    assets_stop();
    assets.dev = dev;
    assets.all = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, asset_free);
    assets.files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    files_collect(folder, "");
    vendor_collect(node_modules);
    GHashTableIter iter;
    gpointer name, file;
    g_hash_table_iter_init(&iter, assets.files);
    while (g_hash_table_iter_next(&iter, &name, &file)) {
        Asset *asset = asset_load(name, file, error);
        if (!asset)
            return false;
        g_hash_table_insert(assets.all, g_strdup(name), asset);
    }
    return true;
}

void assets_stop(void)
{
    g_clear_pointer(&assets.all, g_hash_table_unref);
    g_clear_pointer(&assets.files, g_hash_table_unref);
}

static Prepared *asset_answer(const Asset *asset, const Request *request)
{
    const char *accepts = request_header(request, "accept-encoding");
    guint form = FORM_PLAIN;
    if (accepts && strstr(accepts, "gzip"))
        form |= FORM_GZIP;
    if (g_str_has_prefix(request->query, "v=") && strcmp(request->query + 2, asset->version) == 0)
        form |= FORM_VERSIONED;
    bool same = etag_matches(request_header(request, "if-none-match"), asset->version);
    return prepared_ref(same ? asset->same[form] : asset->whole[form]);
}

Prepared *assets_find(const Request *request)
{
    if (!assets.all || !g_str_has_prefix(request->path, PREFIX))
        return NULL;
    const char *name = request->path + strlen(PREFIX);
    const char *file = assets.dev ? g_hash_table_lookup(assets.files, name) : NULL;
    Asset *fresh = file ? asset_load(name, file, NULL) : NULL;
    const Asset *asset = fresh ? fresh : g_hash_table_lookup(assets.all, name);
    Prepared *answer = asset ? asset_answer(asset, request) : NULL;
    if (fresh)
        asset_free(fresh);
    return answer;
}

const char *assets_version(const char *name)
{
    const Asset *asset = assets.all ? g_hash_table_lookup(assets.all, name) : NULL;
    return asset ? asset->version : NULL;
}

Reply *assets_get(Ctx *ctx, const Request *request, GError **error)
{
    (void)ctx;
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Halaman ini tidak ada."), "asset %s",
              request->path);
    return NULL;
}
