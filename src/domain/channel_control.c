/* What is said of a channel, as one JSON value of the setting table: see channel_control.h. */
#include "domain/channel_control.h"

#include <string.h>

#include "base/crypt.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/audit.h"
#include "domain/notify.h"
#include "model/medium.h"
#include "store/setting.h"
#include "store/tenant.h"

#define PREFIX "control."
#define TEST_KEY "channel.test"

enum { ADDRESS_BYTES_MAX = 100 };

static void secret_free(gpointer data)
{
    ChannelSecret *secret = data;
    g_free(secret->key);
    g_free(secret->sealed);
    g_free(secret->by);
    g_free(secret);
}

void channel_control_free(ChannelControl *control)
{
    if (!control)
        return;
    g_free(control->by);
    g_ptr_array_unref(control->secrets);
    g_free(control);
}

/* ---- as JSON ---- */

static char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return g_strdup(text ? text : "");
}

static gint64 int_of(const json_t *object, const char *name)
{
    return json_integer_value(json_object_get(object, name));
}

static ChannelControl *control_of(const char *text)
{
    json_t *object = text ? json_loads(text, 0, NULL) : NULL, *value;
    ChannelControl *control = g_new0(ChannelControl, 1);
    const char *key;
    control->off = json_is_true(json_object_get(object, "off"));
    control->by = text_of(object, "by");
    control->at = int_of(object, "at");
    control->revision = int_of(object, "revision");
    control->secrets = g_ptr_array_new_with_free_func(secret_free);
    json_object_foreach(json_object_get(object, "secrets"), key, value)
    {
        ChannelSecret *secret = g_new(ChannelSecret, 1);
        *secret = (ChannelSecret){ g_strdup(key), text_of(value, "sealed"), text_of(value, "by"),
                                   int_of(value, "at") };
        g_ptr_array_add(control->secrets, secret);
    }
    json_decref(object);
    return control;
}

static char *control_text(const ChannelControl *control)
{
    json_t *secrets = json_object();
    for (guint i = 0; i < control->secrets->len; i++) {
        const ChannelSecret *s = control->secrets->pdata[i];
        json_object_set_new(secrets, s->key,
                            json_pack("{s:s, s:s, s:I}", "sealed", s->sealed, "by", s->by, "at",
                                      (json_int_t)s->at));
    }
    return json_take_text(json_pack("{s:b, s:s, s:I, s:I, s:o}", "off", control->off, "by",
                                    control->by, "at", (json_int_t)control->at, "revision",
                                    (json_int_t)control->revision, "secrets", secrets));
}

/* ---- reading ---- */

ChannelControl *channel_control_get(Db *db, const char *id, GError **error)
{
    g_autofree char *key = g_strconcat(PREFIX, id, NULL), *text = NULL;
    return setting_store_get(db, 0, key, &text, error) ? control_of(text) : NULL;
}

const ChannelSecret *channel_control_secret(const ChannelControl *control, const char *key)
{
    for (guint i = 0; i < control->secrets->len; i++) {
        const ChannelSecret *secret = control->secrets->pdata[i];
        if (strcmp(secret->key, key) == 0)
            return secret;
    }
    return NULL;
}

/* Bound to its place: a sealed value that was moved to another channel or key does not open. */
static char *context_of(const char *id, const char *key)
{
    return g_strconcat("channel.", id, ".", key, NULL);
}

char *channel_secret_open(const char *id, const ChannelSecret *secret, GError **error)
{
    g_autofree char *context = context_of(id, secret->key);
    char *value = crypt_token_open(context, secret->sealed);
    if (!value)
        error_set(error, KENTONGAN_ERROR_INTERNAL, NULL,
                  N_("Kredensial kanal tidak dapat dibuka; isi lagi."), "channel %s: %s", id,
                  secret->key);
    return value;
}

bool channel_control_may(Ctx *ctx, const char *tenant, bool *may, GError **error)
{
    *may = strcmp(tenant, ctx->catalog->tenant.code) == 0;
    if (*tenant)
        return true;
    g_autoptr(GPtrArray) all = tenant_store_list(ctx->db, error);
    if (!all)
        return false;
    *may = all->len > 0 && ((const Tenant *)all->pdata[0])->id == ctx->tenant;
    return true;
}

/* ---- changing ---- */

typedef struct Change {
    const char *id;
    const char *kind;        /* of the event */
    const char *key, *value; /* of a secret; NULL none */
    bool on;
} Change;

static void change_secret(const Ctx *ctx, ChannelControl *control, const Change *change)
{
    const ChannelSecret *old = channel_control_secret(control, change->key);
    g_autofree char *context = context_of(change->id, change->key);
    if (old)
        g_ptr_array_remove(control->secrets, (gpointer)old);
    if (!*change->value)
        return;
    ChannelSecret *secret = g_new(ChannelSecret, 1);
    *secret = (ChannelSecret){ g_strdup(change->key), crypt_token_seal(context, change->value),
                               g_strdup(ctx->actor.name), ctx_now_us(ctx) };
    g_ptr_array_add(control->secrets, secret);
}

static void change_switch(const Ctx *ctx, ChannelControl *control, bool on)
{
    g_free(control->by);
    control->by = g_strdup(ctx->actor.name);
    control->at = ctx_now_us(ctx);
    control->off = !on;
}

/* The event comes first: it locks the head of the tenant's chain, so two changes do not overwrite
 * each other. */
static bool change_work(Ctx *ctx, gpointer user, GError **error)
{
    const Change *change = user;
    EventIn event = { .kind = change->kind,
                      .data = event_data("channel", change->id, "key", change->key, NULL) };
    if (!audit_append(ctx, NULL, &event, NULL, error))
        return false;
    g_autoptr(ChannelControl) control = channel_control_get(ctx->db, change->id, error);
    if (!control)
        return false;
    if (change->key)
        change_secret(ctx, control, change);
    else
        change_switch(ctx, control, change->on);
    control->revision++;
    g_autofree char *setting = g_strconcat(PREFIX, change->id, NULL);
    g_autofree char *text = control_text(control);
    return setting_store_put(ctx->db, 0, setting, text, error);
}

bool channel_control_switch(Ctx *ctx, const char *id, bool on, GError **error)
{
    Change change = { .id = id, .kind = on ? "channel.on" : "channel.off", .on = on };
    return ctx_transact(ctx, change_work, &change, error);
}

/* One line without control characters; spaces around it are never meant. */
static char *value_checked(const char *value, GError **error)
{
    g_autofree char *clean = g_strstrip(g_strdup(value));
    bool good = strlen(clean) <= CHANNEL_SECRET_BYTES;
    for (const char *c = clean; *c; c++)
        good = good && !g_ascii_iscntrl(*c);
    if (good)
        return g_steal_pointer(&clean);
    error_set(error, KENTONGAN_ERROR_INVALID, "nilai",
              N_("Kredensial harus satu baris, paling banyak 2000 huruf."), NULL);
    return NULL;
}

bool channel_control_set_secret(Ctx *ctx, const char *id, const char *key, const char *value,
                                GError **error)
{
    g_autofree char *clean = value_checked(value, error);
    if (!clean)
        return false;
    Change change = { .id = id,
                      .kind = *clean ? "channel.key_set" : "channel.key_cleared",
                      .key = key,
                      .value = clean };
    return ctx_transact(ctx, change_work, &change, error);
}

/* ---- testing ---- */

static char *address_checked(const Medium *medium, const char *typed, GError **error)
{
    if (strcmp(medium->kind, "phone") == 0)
        return text_phone(typed, "alamat", error);
    if (strcmp(medium->kind, "email") == 0)
        return text_email(typed, "alamat", error);
    g_autofree char *clean = g_strstrip(g_strdup(typed));
    bool good = *clean && strlen(clean) <= ADDRESS_BYTES_MAX;
    for (const char *c = clean; *c; c++)
        good = good && g_ascii_isgraph(*c);
    if (good)
        return g_steal_pointer(&clean);
    error_set(error, KENTONGAN_ERROR_INVALID, "alamat",
              N_("Isi alamat tujuan seperti yang dikenal kanal ini."), NULL);
    return NULL;
}

typedef struct Test {
    const char *id, *medium, *address;
    gint64 message;
} Test;

static bool test_work(Ctx *ctx, gpointer user, GError **error)
{
    Test *test = user;
    NoticeWords words = NOTICE_WORDS_INIT;
    EventIn event = { .kind = "channel.tested", .data = event_data("channel", test->id, NULL) };
    g_autofree char *body = notify_fill(ctx, TEST_KEY, ctx->lang, "", "", false, &words);
    return audit_append(ctx, NULL, &event, NULL, error) &&
           notify_test(ctx, test->medium, test->address, TEST_KEY, body, &test->message, error);
}

bool channel_control_test(Ctx *ctx, const char *id, const char *medium, const char *address,
                          gint64 *message, GError **error)
{
    g_autofree char *to = address_checked(medium_find(medium), address, error);
    Test test = { id, medium, to, 0 };
    if (!to || !ctx_transact(ctx, test_work, &test, error))
        return false;
    *message = test.message;
    return true;
}

bool channel_control_is_test(const Message *message)
{
    return strcmp(message->key, TEST_KEY) == 0;
}
