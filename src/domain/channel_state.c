/* Channel states as JSON values of the setting table: see channel_state.h. */
#include "domain/channel_state.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/json.h"
#include "store/setting.h"
#include "store/tenant.h"

#define PREFIX "channel."

enum { FRESH_MIN = 3 };

void channel_state_free(ChannelState *state)
{
    if (!state)
        return;
    g_free(state->id);
    g_free(state->medium);
    g_free(state->driver);
    g_free(state->tenant);
    g_free(state->number);
    g_free(state->secret_hash);
    g_free(state->detail);
    g_free(state);
}

bool channel_state_save(Db *db, const ChannelState *s, GError **error)
{
    g_autofree char *key = g_strconcat(PREFIX, s->id, NULL);
    json_t *object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:b, s:s, s:I, s:I, s:I}", "id",
                               s->id, "medium", s->medium, "driver", s->driver, "tenant", s->tenant,
                               "number", s->number, "secret", s->secret_hash, "off", s->off, "up",
                               s->up, "detail", s->detail, "in", (json_int_t)s->last_in_at, "out",
                               (json_int_t)s->last_out_at, "at", (json_int_t)s->at);
    g_assert(object);
    g_autofree char *text = json_take_text(object);
    return setting_store_put(db, 0, key, text, error);
}

static char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return g_strdup(text ? text : "");
}

static gint64 int_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static ChannelState *state_of(const char *text)
{
    json_t *object = json_loads(text, 0, NULL);
    ChannelState *s = g_new0(ChannelState, 1);
    s->id = text_of(object, "id");
    s->medium = text_of(object, "medium");
    s->driver = text_of(object, "driver");
    s->tenant = text_of(object, "tenant");
    s->number = text_of(object, "number");
    s->secret_hash = text_of(object, "secret");
    s->off = json_is_true(json_object_get(object, "off"));
    s->up = json_is_true(json_object_get(object, "up"));
    s->detail = text_of(object, "detail");
    s->last_in_at = int_of(object, "in");
    s->last_out_at = int_of(object, "out");
    s->at = int_of(object, "at");
    json_decref(object);
    return s;
}

ChannelState *channel_state_get(Db *db, const char *id, GError **error)
{
    g_autofree char *key = g_strconcat(PREFIX, id, NULL), *text = NULL;
    if (!setting_store_get(db, 0, key, &text, error))
        return NULL;
    if (text)
        return state_of(text);
    error_set(error, KENTONGAN_ERROR_NOT_FOUND, NULL, N_("Kanal ini tidak ada."), NULL);
    return NULL;
}

GPtrArray *channel_state_list(Db *db, GError **error)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    if (!setting_store_list(db, 0, PREFIX, values, error))
        return NULL;
    GPtrArray *states = g_ptr_array_new_with_free_func((GDestroyNotify)channel_state_free);
    for (guint i = 0; i < values->len; i++)
        g_ptr_array_add(states, state_of(values->pdata[i]));
    return states;
}

/* Its own, or common and the tenant has none of its own. */
static bool serves(const ChannelState *state, const GPtrArray *states, const char *code)
{
    for (guint i = 0; i < states->len && !*state->tenant; i++) {
        const ChannelState *other = states->pdata[i];
        if (strcmp(other->medium, state->medium) == 0 && strcmp(other->tenant, code) == 0)
            return false;
    }
    return !*state->tenant || strcmp(state->tenant, code) == 0;
}

bool channel_state_serves(Db *db, const char *medium, const char *tenant, bool *does,
                          GError **error)
{
    g_autoptr(GPtrArray) states = channel_state_list(db, error);
    *does = false;
    for (guint i = 0; states && i < states->len && !*does; i++) {
        const ChannelState *state = states->pdata[i];
        *does = strcmp(state->medium, medium) == 0 && serves(state, states, tenant);
    }
    return states != NULL;
}

bool channel_state_counts(Db *db, const ChannelState *state, const GPtrArray *states,
                          ChannelCounts *counts, GError **error)
{
    g_autoptr(GPtrArray) tenants = tenant_store_list(db, error);
    *counts = (ChannelCounts){ 0 };
    for (guint i = 0; tenants && i < tenants->len; i++) {
        const Tenant *tenant = tenants->pdata[i];
        ChannelCounts some = { 0 };
        Ctx ctx = { .db = db, .tenant = tenant->id };
        if (!serves(state, states, tenant->code))
            continue;
        if (!message_store_counts(&ctx, state->medium, &some, error))
            return false;
        counts->waiting += some.waiting;
        counts->failed += some.failed;
        counts->last_in_at = MAX(counts->last_in_at, some.last_in_at);
    }
    return tenants != NULL;
}

bool channel_state_is_fresh(const ChannelState *state)
{
    return g_get_real_time() - state->at < FRESH_MIN * US_PER_MIN;
}

const char *channel_state_hook(const ChannelState *state)
{
    return g_str_equal(state->medium, "sms") ? "/hook/sms/kannel" : "";
}

char *channel_state_hash_of(const char *secret)
{
    guint8 hash[CRYPT_HASH_BYTES];
    if (!secret || !*secret)
        return g_strdup("");
    crypt_hash(secret, strlen(secret), hash);
    return crypt_hex(hash, sizeof hash);
}

bool channel_state_has_secret(const ChannelState *state, const char *secret)
{
    g_autofree char *given = channel_state_hash_of(secret);
    return *state->secret_hash && *given && crypt_equal(given, state->secret_hash);
}
