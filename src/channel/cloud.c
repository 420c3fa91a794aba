/* What cloud drivers share: see cloud.h. */
#include "channel/cloud.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/fetch.h"
#include "base/json.h"

#define E7 1e7
#define YEAR_9999_S G_GINT64_CONSTANT(253402300799)

enum { SAID_CHARS = 120, PATIENCE_S = 30, PATIENCE_LONGEST_S = 3600, ACCURACY_MAX_M = 1500 };

/* ---- how it is doing ---- */

void cloud_pulse_init(CloudPulse *pulse)
{
    g_mutex_init(&pulse->lock);
}

void cloud_pulse_clear(CloudPulse *pulse)
{
    g_mutex_clear(&pulse->lock);
}

void cloud_pulse_in(CloudPulse *pulse)
{
    g_mutex_lock(&pulse->lock);
    pulse->last_in_at = g_get_real_time();
    g_mutex_unlock(&pulse->lock);
}

void cloud_pulse_up(CloudPulse *pulse, const char *detail)
{
    g_mutex_lock(&pulse->lock);
    pulse->up = pulse->spoken = true;
    g_strlcpy(pulse->detail, detail, sizeof pulse->detail);
    g_mutex_unlock(&pulse->lock);
}

void cloud_pulse_down(CloudPulse *pulse, const char *why, const char *detail)
{
    g_mutex_lock(&pulse->lock);
    pulse->up = false;
    pulse->spoken = true;
    g_snprintf(pulse->detail, sizeof pulse->detail, "%s%s%s", why, detail ? " - " : "",
               detail ? detail : "");
    g_mutex_unlock(&pulse->lock);
}

void cloud_pulse_read(CloudPulse *pulse, ChannelHealth *health)
{
    g_mutex_lock(&pulse->lock);
    *health = (ChannelHealth){ .up = pulse->up,
                               .last_in_at = pulse->last_in_at,
                               .last_out_at = pulse->last_out_at };
    g_strlcpy(health->detail, pulse->spoken ? pulse->detail : N_("Belum ada yang dicoba."),
              sizeof health->detail);
    g_mutex_unlock(&pulse->lock);
}

static bool is_paused(CloudPulse *pulse)
{
    g_mutex_lock(&pulse->lock);
    bool paused = g_get_monotonic_time() < pulse->paused_until;
    g_mutex_unlock(&pulse->lock);
    return paused;
}

void cloud_pulse_pause(CloudPulse *pulse, gint64 seconds)
{
    gint64 wait = seconds > 0 ? MIN(seconds, PATIENCE_LONGEST_S) : PATIENCE_S;
    g_mutex_lock(&pulse->lock);
    pulse->paused_until = g_get_monotonic_time() + wait * US_PER_S;
    g_mutex_unlock(&pulse->lock);
}

void cloud_pulse_out(CloudPulse *pulse)
{
    cloud_pulse_up(pulse, N_("Pengiriman terakhir diterima"));
    g_mutex_lock(&pulse->lock);
    pulse->last_out_at = g_get_real_time();
    g_mutex_unlock(&pulse->lock);
}

/* ---- calls ---- */

void cloud_answer_clear(CloudAnswer *answer)
{
    g_clear_pointer(&answer->json, json_decref);
    g_clear_pointer(&answer->body, g_bytes_unref);
}

static const char **headers_with_type(const CloudCall *call)
{
    GPtrArray *all = g_ptr_array_new();
    if (call->body)
        g_ptr_array_add(all, (gpointer) "Content-Type: application/json");
    for (guint i = 0; call->headers && call->headers[i]; i++)
        g_ptr_array_add(all, (gpointer)call->headers[i]);
    g_ptr_array_add(all, NULL);
    return (const char **)g_ptr_array_free(all, FALSE);
}

bool cloud_call(const CloudCall *call, CloudAnswer *answer, GError **error)
{
    bool posts = call->body != NULL;
    g_autofree const char **headers = headers_with_type(call);
    g_autofree char *body = posts ? json_take_text(call->body) : NULL;
    gsize bytes = 0;
    *answer = (CloudAnswer){ 0 };
    g_autoptr(FetchResult) got = fetch(&(FetchRequest){ .url = call->url,
                                                        .headers = headers,
                                                        .body = body,
                                                        .body_bytes = body ? strlen(body) : 0,
                                                        .timeout_ms = call->timeout_ms,
                                                        .max_bytes = call->max_bytes,
                                                        .cancel = call->cancel },
                                       error);
    if (!got)
        return false;
    const char *data = g_bytes_get_data(got->body, &bytes);
    answer->status = got->status;
    answer->retry_after_s = got->retry_after_s;
    answer->json = json_loadb(data ? data : "", bytes, JSON_REJECT_DUPLICATES, NULL);
    answer->body = g_bytes_ref(got->body);
    return true;
}

/* Telegram says why in "description", Graph in error.message, X in "detail". */
static char *said(const CloudAnswer *answer)
{
    const char *text = cloud_text(answer->json, "description");
    if (!text)
        text = cloud_text(json_object_get(answer->json, "error"), "message");
    if (!text)
        text = cloud_text(answer->json, "detail");
    g_autofree char *cut =
        text ? g_utf8_substring(text, 0, MIN(g_utf8_strlen(text, -1), SAID_CHARS)) : NULL;
    return g_strdup_printf("%d%s%s", answer->status, cut ? ": " : "", cut ? cut : "");
}

static gint64 patience(const CloudAnswer *answer)
{
    const json_t *parameters = json_object_get(answer->json, "parameters");
    gint64 asked = json_integer_value(json_object_get(parameters, "retry_after"));
    return MAX(asked, answer->retry_after_s);
}

static ChannelResult refused(CloudPulse *pulse, const CloudAnswer *answer, GError **error)
{
    g_autofree char *why = said(answer);
    bool ours = answer->status == 401 || answer->status == 404;
    bool later = answer->status == 429 || answer->status >= 500;
    if (later)
        cloud_pulse_pause(pulse, patience(answer));
    if (ours || later)
        cloud_pulse_down(pulse,
                         ours ? N_("Kredensial ditolak; periksa token kanal ini.")
                              : N_("Layanan meminta kami menunggu."),
                         why);
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
              ours || later ? N_("Layanan belum dapat menerima pesan ini.")
                            : N_("Layanan menolak pesan ini."),
              "answer %s", why);
    return ours || later ? CHANNEL_TEMPFAIL : CHANNEL_PERMFAIL;
}

ChannelResult cloud_send(CloudPulse *pulse, const CloudCall *call, CloudAnswer *answer,
                         GError **error)
{
    g_autoptr(GError) failed = NULL;
    if (is_paused(pulse)) {
        if (call->body)
            json_decref(call->body);
        *answer = (CloudAnswer){ 0 };
        error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Layanan meminta kami menunggu."),
                  NULL);
        return CHANNEL_TEMPFAIL;
    }
    if (cloud_call(call, answer, &failed)) {
        if (answer->status < 200 || answer->status > 299)
            return refused(pulse, answer, error);
        cloud_pulse_out(pulse);
        return CHANNEL_OK;
    }
    cloud_pulse_down(pulse, N_("Layanan tidak terjangkau."), error_detail(failed));
    bool unknown = error_is(failed, KENTONGAN_ERROR_UNCERTAIN);
    g_propagate_error(error, g_steal_pointer(&failed));
    return unknown ? CHANNEL_HOLD : CHANNEL_TEMPFAIL;
}

void cloud_fetch_error(int asked, int got, GError **error)
{
    bool later = asked >= 500 || asked == 429 || asked == 401 || got >= 500 || got == 429;
    error_set(error, later ? KENTONGAN_ERROR_UPSTREAM : KENTONGAN_ERROR_NOT_FOUND, NULL,
              N_("Berkas tidak dapat diambil dari layanan."), "asked %d, got %d", asked, got);
}

/* ---- hooks ---- */

bool cloud_is_signed(const char *key, const ChannelHook *hook, const char *header_name,
                     const char *prefix)
{
    const char *header = hook->header(hook->request, header_name);
    if (!*key || !header || !g_str_has_prefix(header, prefix))
        return false;
    g_autofree char *ours =
        g_compute_hmac_for_data(G_CHECKSUM_SHA256, (const guchar *)key, strlen(key),
                                hook->body ? hook->body : (const void *)"", hook->body_bytes);
    g_autofree char *theirs = g_ascii_strdown(header + strlen(prefix), -1);
    return crypt_equal(ours, theirs);
}

void cloud_hook_say(ChannelHookReply *reply, unsigned status, const char *text)
{
    reply->status = status;
    g_free(reply->text);
    reply->text = g_strdup(text);
}

const char *cloud_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

gint64 cloud_time_us(gint64 seconds)
{
    return seconds > 0 && seconds <= YEAR_9999_S ? seconds * US_PER_S : 0;
}

void cloud_position(Incoming *in, const json_t *location)
{
    double lat = json_number_value(json_object_get(location, "latitude"));
    double lng = json_number_value(json_object_get(location, "longitude"));
    double accuracy = json_number_value(json_object_get(location, "horizontal_accuracy"));
    if (!json_is_object(location) || lat < -90 || lat > 90 || lng < -180 || lng > 180)
        return;
    in->lat_e7 = (gint32)(lat * E7);
    in->lng_e7 = (gint32)(lng * E7);
    in->accuracy_m = accuracy > 0 && accuracy <= ACCURACY_MAX_M ? (int)accuracy : 0;
}

void cloud_rest(GCancellable *ended, int seconds)
{
    GPollFD fd;
    if (!g_cancellable_make_pollfd(ended, &fd))
        return;
    g_poll(&fd, 1, seconds * 1000);
    g_cancellable_release_fd(ended);
}
