/* OAuth 1.0a: see x_sign.h. */
#include "channel/x_sign.h"

#include <string.h>

static char *encoded(const char *text)
{
    return g_uri_escape_string(text, NULL, FALSE);
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_pair(GPtrArray *pairs, const char *name, const char *value)
{
    g_autofree char *n = encoded(name), *v = encoded(value);
    g_ptr_array_add(pairs, g_strconcat(n, "=", v, NULL));
}

static void add_query(GPtrArray *pairs, const char *query)
{
    GUriParamsIter at;
    char *name, *value;
    g_uri_params_iter_init(&at, query, -1, "&", G_URI_PARAMS_WWW_FORM);
    while (g_uri_params_iter_next(&at, &name, &value, NULL)) {
        add_pair(pairs, name, value);
        g_free(name);
        g_free(value);
    }
}

/* RFC 5849, 3.4.1: METHOD & address & pairs in order, each escaped once more. */
static char *base_of(const char *method, const char *url, GPtrArray *pairs)
{
    const char *query = strchr(url, '?');
    g_autofree char *plain = g_strndup(url, query ? (gsize)(query - url) : strlen(url));
    if (query)
        add_query(pairs, query + 1);
    g_ptr_array_sort(pairs, by_text);
    g_ptr_array_add(pairs, NULL);
    g_autofree char *joined = g_strjoinv("&", (char **)pairs->pdata);
    g_autofree char *address = encoded(plain), *all = encoded(joined);
    return g_strdup_printf("%s&%s&%s", method, address, all);
}

static char *signature_of(const XKeys *keys, const char *base)
{
    guint8 digest[20];
    gsize bytes = sizeof digest;
    g_autofree char *consumer = encoded(keys->consumer_secret);
    g_autofree char *access = encoded(keys->access_secret);
    g_autofree char *key = g_strconcat(consumer, "&", access, NULL);
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA1, (const guchar *)key, strlen(key));
    g_hmac_update(hmac, (const guchar *)base, -1);
    g_hmac_get_digest(hmac, digest, &bytes);
    g_hmac_unref(hmac);
    return g_base64_encode(digest, bytes);
}

char *x_sign(const XKeys *keys, const char *method, const char *url, const char *nonce, gint64 at_s)
{
    g_autofree char *when = g_strdup_printf("%" G_GINT64_FORMAT, at_s);
    const char *const OAUTH[][2] = {
        { "oauth_consumer_key", keys->consumer_key }, { "oauth_nonce", nonce },
        { "oauth_signature_method", "HMAC-SHA1" },    { "oauth_timestamp", when },
        { "oauth_token", keys->access_token },        { "oauth_version", "1.0" },
    };
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) header = g_string_new("Authorization: OAuth ");
    for (guint i = 0; i < G_N_ELEMENTS(OAUTH); i++) {
        g_autofree char *value = encoded(OAUTH[i][1]);
        add_pair(pairs, OAUTH[i][0], OAUTH[i][1]);
        g_string_append_printf(header, "%s=\"%s\", ", OAUTH[i][0], value);
    }
    g_autofree char *base = base_of(method, url, pairs);
    g_autofree char *raw = signature_of(keys, base);
    g_autofree char *signature = encoded(raw);
    g_string_append_printf(header, "oauth_signature=\"%s\"", signature);
    return g_string_free(g_steal_pointer(&header), FALSE);
}
