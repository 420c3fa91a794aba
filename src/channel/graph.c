/* Meta's Graph API: see graph.h. */
#include "channel/graph.h"

#include <string.h>

#include "base/crypt.h"

/* ---- the webhook ---- */

/* Meta asks once whether the address is ours: hub.verify_token, to be answered by hub.challenge. */
static void verify(const GraphDoor *door, const ChannelHook *hook, ChannelHookReply *reply)
{
    g_autoptr(GHashTable) query =
        g_uri_parse_params(hook->query, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
    const char *token = query ? g_hash_table_lookup(query, "hub.verify_token") : NULL;
    const char *challenge = query ? g_hash_table_lookup(query, "hub.challenge") : NULL;
    bool ours = token && challenge && *door->verify && crypt_equal(token, door->verify);
    cloud_hook_say(reply, ours ? 200 : 403, ours ? challenge : "the verify token is wrong\n");
}

void graph_hook(const GraphDoor *door, const ChannelHook *hook, ChannelHookReply *reply)
{
    if (strcmp(hook->method, "GET") == 0) {
        verify(door, hook, reply);
        return;
    }
    if (!cloud_is_signed(door->app_secret, hook, "x-hub-signature-256", "sha256=")) {
        cloud_hook_say(reply, 403, "the signature is missing or wrong\n");
        return;
    }
    json_t *event = json_loadb(hook->body ? hook->body : "", hook->body_bytes, 0, NULL);
    if (!json_is_object(event))
        cloud_hook_say(reply, 400, "no JSON object\n");
    else if (door->take(door->user, event))
        cloud_hook_say(reply, 200, NULL);
    else
        cloud_hook_say(reply, 503, "not stored, repeat it\n");
    json_decref(event);
}

/* ---- errors ---- */

static gint64 member_of(const CloudAnswer *answer, const char *name)
{
    const json_t *problem = json_object_get(answer->json, "error");
    return json_integer_value(json_object_get(problem, name));
}

gint64 graph_error_code(const CloudAnswer *answer)
{
    return member_of(answer, "code");
}

gint64 graph_error_subcode(const CloudAnswer *answer)
{
    return member_of(answer, "error_subcode");
}

/* The token is no good, or the app lacks a right. */
static bool is_ours(gint64 code)
{
    return code == 190 || code == 102 || code == 3 || (code >= 200 && code <= 299);
}

static bool is_limit(gint64 code)
{
    return code == 1 || code == 2 || code == 4 || code == 17 || code == 32 || code == 341 ||
           code == 613 || (code >= 80000 && code <= 80014);
}

ChannelResult graph_send(CloudPulse *pulse, const CloudCall *call, CloudAnswer *answer,
                         GError **error)
{
    ChannelResult result = cloud_send(pulse, call, answer, error);
    gint64 code = graph_error_code(answer);
    if (result != CHANNEL_PERMFAIL || (!is_ours(code) && !is_limit(code)))
        return result;
    g_autofree char *said = g_strdup_printf("%d, code %" G_GINT64_FORMAT, answer->status, code);
    cloud_pulse_down(pulse,
                     is_ours(code) ? N_("Kredensial ditolak; periksa token kanal ini.")
                                   : N_("Layanan meminta kami menunggu."),
                     said);
    if (is_limit(code))
        cloud_pulse_pause(pulse, answer->retry_after_s);
    return CHANNEL_TEMPFAIL;
}

char *graph_id(const json_t *value)
{
    const char *text = json_string_value(value);
    if (json_is_integer(value))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return text && *text ? g_strdup(text) : NULL;
}
