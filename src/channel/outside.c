/* Pictures of others: see outside.h. */
#include "channel/outside.h"

#include <string.h>

#include "base/fetch.h"
#include "channel/cloud.h"

enum { MAX_FILE = 20 * 1024 * 1024 };

static bool is_under(const char *host, const char *domain)
{
    gsize bytes = strlen(host), end = strlen(domain);
    return bytes >= end && g_ascii_strcasecmp(host + bytes - end, domain) == 0 &&
           (bytes == end || host[bytes - end - 1] == '.');
}

static bool is_origin(const char *address, const char *origin)
{
    gsize bytes = strlen(origin);
    return strncmp(address, origin, bytes) == 0 && address[bytes] == '/';
}

bool outside_is_allowed(const char *address, const char *const *hosts)
{
    g_autoptr(GUri) uri = g_uri_parse(address, G_URI_FLAGS_NONE, NULL);
    bool plain = uri && !g_uri_get_userinfo(uri) && g_uri_get_host(uri);
    bool https = plain && strcmp(g_uri_get_scheme(uri), "https") == 0 &&
                 (g_uri_get_port(uri) == -1 || g_uri_get_port(uri) == 443);
    for (guint i = 0; plain && hosts[i]; i++)
        if (g_str_has_prefix(hosts[i], "http://")
                ? is_origin(address, hosts[i])
                : https && is_under(g_uri_get_host(uri), hosts[i]))
            return true;
    return false;
}

GBytes *outside_fetch(const char *address, const char *const *hosts, GError **error)
{
    if (!outside_is_allowed(address, hosts)) {
        error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL,
                  N_("Gambar di alamat luar ini tidak diambil."), "not a known host");
        return NULL;
    }
    g_autoptr(FetchResult) got =
        fetch(&(FetchRequest){ .url = address, .max_bytes = MAX_FILE }, error);
    if (!got)
        return NULL;
    if (got->status == 200)
        return g_bytes_ref(got->body);
    cloud_fetch_error(200, got->status, error);
    return NULL;
}
