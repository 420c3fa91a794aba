/* See http_sms.h. */
#include "channel/http_sms.h"

#include "base/text.h"
#include "model/limits.h"

#include <string.h>

enum { NUMBER_BYTES = 64, ID_BYTES = 200, UDH_BYTES = 140, SAME_WITHIN_US = 600 * G_USEC_PER_SEC };
#define DAY_US (86400 * G_GINT64_CONSTANT(1000000))

typedef enum FieldKind {
    FIELD_FROM,
    FIELD_TO,
    FIELD_TEXT,
    FIELD_ID,
    FIELD_CODING,
    FIELD_CHARSET,
    FIELD_UDH,
    FIELD_TIME,
    FIELD_REF,
    FIELD_STATUS,
    FIELD_DETAIL,
    FIELD_KINDS,
} FieldKind;

/* Left: our name for it. An earlier name of a row goes before a later one. */
static const char *const NAMES[FIELD_KINDS][12] = {
    [FIELD_FROM] = { "from", "sender", "msisdn", "source", "source_addr", "originator", "mobile",
                     "phone", "pengirim" },
    [FIELD_TO] = { "to", "receiver", "recipient", "destination", "dest_addr", "shortcode",
                   "short_code", "tujuan" },
    [FIELD_TEXT] = { "text", "message", "msg", "body", "content", "sms", "isi", "pesan" },
    [FIELD_ID] = { "id", "msgid", "message_id", "messageid", "msg_id", "smsid", "sms_id", "uuid" },
    [FIELD_CODING] = { "coding" },
    [FIELD_CHARSET] = { "charset", "encoding" },
    [FIELD_UDH] = { "udh" },
    [FIELD_TIME] = { "ts", "time", "timestamp", "date", "sent_at", "received_at", "waktu" },
    [FIELD_REF] = { "ref", "reference", "client_ref", "dlr_ref", "id" },
    [FIELD_STATUS] = { "type", "status", "dlr", "dlr_status", "stat", "state" },
    [FIELD_DETAIL] = { "answer", "reason", "detail", "error" },
};

/* ---- fields */

static void field_free(gpointer data)
{
    HttpSmsField *field = data;
    g_free(field->name);
    g_bytes_unref(field->value);
    g_free(field);
}

GPtrArray *http_sms_fields_new(void)
{
    return g_ptr_array_new_with_free_func(field_free);
}

static void add_field(GPtrArray *fields, const char *name, GBytes *value)
{
    HttpSmsField *field = g_new0(HttpSmsField, 1);
    field->name = g_ascii_strdown(name, -1);
    g_strdelimit(field->name, "-", '_');
    field->value = value;
    g_ptr_array_add(fields, field);
}

void http_sms_fields_add(GPtrArray *fields, const char *name, const void *value, gsize bytes)
{
    add_field(fields, name, g_bytes_new(value, bytes));
}

static GBytes *decoded(const char *data, gsize bytes)
{
    g_autofree char *plain = g_strndup(data, bytes);
    g_strdelimit(plain, "+", ' ');
    return g_uri_unescape_bytes(plain, -1, NULL, NULL);
}

static bool add_pair(GPtrArray *fields, const char *pair, gsize bytes)
{
    const char *equals = memchr(pair, '=', bytes);
    gsize name_bytes = equals ? (gsize)(equals - pair) : bytes;
    g_autoptr(GBytes) name = decoded(pair, name_bytes);
    g_autoptr(GBytes) value =
        equals ? decoded(equals + 1, bytes - name_bytes - 1) : g_bytes_new_static("", 0);
    if (!name || !value)
        return false;
    g_autofree char *word = g_strndup(g_bytes_get_data(name, NULL), g_bytes_get_size(name));
    add_field(fields, word, g_steal_pointer(&value));
    return true;
}

bool http_sms_fields_add_encoded(GPtrArray *fields, const char *data, gsize bytes, GError **error)
{
    const char *end = data + bytes;
    while (data < end) {
        const char *stop = memchr(data, '&', (gsize)(end - data));
        if (!stop)
            stop = end;
        if (fields->len >= LIMIT_PARAMS) {
            error_set(error, KENTONGAN_ERROR_LIMIT, NULL, N_("Terlalu banyak isian."), NULL);
            return false;
        }
        if (stop > data && !add_pair(fields, data, (gsize)(stop - data))) {
            error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Isian tidak dapat dibaca."),
                      "wrong percent escape");
            return false;
        }
        data = stop + 1;
    }
    return true;
}

static GBytes *find_named(const GPtrArray *fields, const char *name)
{
    for (guint i = 0; i < fields->len; i++) {
        const HttpSmsField *field = fields->pdata[i];
        if (g_str_equal(field->name, name))
            return field->value;
    }
    return NULL;
}

/* Lent; NULL when absent. */
static GBytes *find(const GPtrArray *fields, FieldKind kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(NAMES[kind]) && NAMES[kind][i]; i++) {
        GBytes *value = find_named(fields, NAMES[kind][i]);
        if (value)
            return value;
    }
    return NULL;
}

/* One clean line; "" when absent. */
static char *find_line(const GPtrArray *fields, FieldKind kind)
{
    GBytes *value = find(fields, kind);
    if (!value)
        return g_strdup("");
    g_autofree char *clean = text_salvage(g_bytes_get_data(value, NULL), g_bytes_get_size(value));
    return text_one_line(clean);
}

static bool refuse(GError **error, const char *field, const char *sentence)
{
    error_set(error, KENTONGAN_ERROR_INVALID, field, sentence, NULL);
    return false;
}

/* ---- messages */

void http_sms_free(HttpSms *sms)
{
    g_free(sms->provider_id);
    g_free(sms->from);
    g_free(sms->to);
    g_free(sms->text);
    g_free(sms);
}

/* A + that was not escaped arrived as a space: 62812... behind one is a number with its +. */
static char *number_of(const GPtrArray *fields, FieldKind kind)
{
    GBytes *value = find(fields, kind);
    const char *raw = value ? g_bytes_get_data(value, NULL) : NULL;
    g_autofree char *line = find_line(fields, kind);
    bool lost_plus = raw && g_bytes_get_size(value) > 1 && raw[0] == ' ' && g_ascii_isdigit(raw[1]);
    return lost_plus ? g_strconcat("+", line, NULL) : g_steal_pointer(&line);
}

/* Seconds or milliseconds since 1970, or ISO 8601 (UTC when it names no zone); 0 otherwise. */
static gint64 time_read(const char *line)
{
    gint64 number;
    if (g_ascii_string_to_signed(line, 10, 0, G_GINT64_CONSTANT(99999999999999), &number, NULL))
        return number < G_GINT64_CONSTANT(100000000000) ? number * G_USEC_PER_SEC : number * 1000;
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(line, utc);
    return at ? MAX(g_date_time_to_unix(at), 0) * G_USEC_PER_SEC : 0;
}

/* A time to come is some other notation: unknown. */
static gint64 time_of(const char *line, gint64 now_us)
{
    gint64 at = time_read(line);
    return at <= now_us + DAY_US ? at : 0;
}

static int coding_of(const char *line)
{
    return g_str_equal(line, "1") ? 1 : g_str_equal(line, "2") ? 2 : 0;
}

static gsize hex_bytes(const char *hex, gsize chars, guint8 *out)
{
    for (gsize i = 0; i < chars; i += 2) {
        if (!g_ascii_isxdigit(hex[i]) || !g_ascii_isxdigit(hex[i + 1]))
            return 0;
        out[i / 2] = (guint8)(g_ascii_xdigit_value(hex[i]) << 4 | g_ascii_xdigit_value(hex[i + 1]));
    }
    return chars / 2;
}

/* As bytes, the way smsbox gives it (%u), or in hex. */
static ReceivedPart part_of(GBytes *udh)
{
    ReceivedPart part = { 0 };
    guint8 plain[UDH_BYTES];
    gsize bytes = 0;
    const guint8 *data = udh ? g_bytes_get_data(udh, &bytes) : NULL;
    if (bytes == 0 || bytes > 2 * UDH_BYTES || received_part(data, bytes, &part) || bytes % 2 != 0)
        return part;
    received_part(plain, hex_bytes((const char *)data, bytes, plain), &part);
    return part;
}

static char *text_of(const GPtrArray *fields, const ReceivedPart *part)
{
    GBytes *value = find(fields, FIELD_TEXT);
    g_autofree char *coding = find_line(fields, FIELD_CODING);
    g_autofree char *charset = find_line(fields, FIELD_CHARSET);
    g_autofree char *text = received_text(g_bytes_get_data(value, NULL), g_bytes_get_size(value),
                                          coding_of(coding), charset);
    return received_mark_part(text, coding_of(coding), part);
}

static char *derived_id(const HttpSms *sms, const char *time, gint64 now_us)
{
    g_autofree char *when =
        *time ? g_strdup(time) : g_strdup_printf("%" G_GINT64_FORMAT, now_us / SAME_WITHIN_US);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const char *const parts[] = { sms->from, sms->to, when, sms->text };
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        g_checksum_update(sum, (const guchar *)parts[i], (gssize)strlen(parts[i]) + 1);
    return g_strdup_printf("sha256:%.40s", g_checksum_get_string(sum));
}

/* The gateway's own when it is of sane length. */
static char *id_of(const GPtrArray *fields, const HttpSms *sms, const char *time, gint64 now_us)
{
    g_autofree char *given = find_line(fields, FIELD_ID);
    if (!*given)
        return derived_id(sms, time, now_us);
    if (strlen(given) <= ID_BYTES)
        return g_steal_pointer(&given);
    g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, given, -1);
    return g_strdup_printf("sha256:%s", sum);
}

static bool check_from(const char *from, GError **error)
{
    if (!*from)
        return refuse(error, "from", N_("Nomor pengirim tidak ada."));
    return strlen(from) <= NUMBER_BYTES ||
           refuse(error, "from", N_("Nomor pengirim terlalu panjang."));
}

HttpSms *http_sms_parse(const GPtrArray *fields, gint64 now_us, GError **error)
{
    g_autoptr(HttpSms) sms = g_new0(HttpSms, 1);
    sms->from = number_of(fields, FIELD_FROM);
    if (!check_from(sms->from, error))
        return NULL;
    if (!find(fields, FIELD_TEXT)) {
        refuse(error, "text", N_("Isi pesan tidak ada."));
        return NULL;
    }
    g_autofree char *to = number_of(fields, FIELD_TO);
    g_autofree char *time = find_line(fields, FIELD_TIME);
    sms->to = text_cut(to, NUMBER_BYTES, false);
    sms->sent_at = time_of(time, now_us);
    sms->part = part_of(find(fields, FIELD_UDH));
    sms->text = text_of(fields, &sms->part);
    sms->provider_id = id_of(fields, sms, time, now_us);
    return g_steal_pointer(&sms);
}

bool http_sms_hand_over(const HttpSms *sms, const char *channel, const ChannelSink *sink)
{
    ChannelIn in = { .channel = channel,
                     .provider_id = sms->provider_id,
                     .from = sms->from,
                     .to = sms->to,
                     .text = sms->text,
                     .sent_at = sms->sent_at };
    return received_hand_over(sink, &in);
}

/* ---- receipts */

static const struct {
    const char *word;
    ReceiptKind kind;
} STATUS_WORDS[] = {
    { "1", RECEIPT_DELIVERED },
    { "2", RECEIPT_FAILED },
    { "4", RECEIPT_BUFFERED },
    { "8", RECEIPT_BUFFERED },
    { "16", RECEIPT_FAILED },
    { "delivrd", RECEIPT_DELIVERED },
    { "delivered", RECEIPT_DELIVERED },
    { "deliveryok", RECEIPT_DELIVERED },
    { "sendingok", RECEIPT_BUFFERED },
    { "sendingoknoreport", RECEIPT_BUFFERED },
    { "sent", RECEIPT_BUFFERED },
    { "acceptd", RECEIPT_BUFFERED },
    { "accepted", RECEIPT_BUFFERED },
    { "enroute", RECEIPT_BUFFERED },
    { "buffered", RECEIPT_BUFFERED },
    { "queued", RECEIPT_BUFFERED },
    { "pending", RECEIPT_BUFFERED },
    { "deliverypending", RECEIPT_BUFFERED },
    { "undeliv", RECEIPT_FAILED },
    { "undelivered", RECEIPT_FAILED },
    { "undeliverable", RECEIPT_FAILED },
    { "failed", RECEIPT_FAILED },
    { "expired", RECEIPT_FAILED },
    { "deleted", RECEIPT_FAILED },
    { "rejectd", RECEIPT_FAILED },
    { "rejected", RECEIPT_FAILED },
    { "sendingerror", RECEIPT_FAILED },
    { "deliveryfailed", RECEIPT_FAILED },
};

static bool kind_of(const char *status, ReceiptKind *kind)
{
    for (gsize i = 0; i < G_N_ELEMENTS(STATUS_WORDS); i++) {
        if (g_ascii_strcasecmp(STATUS_WORDS[i].word, status) != 0)
            continue;
        *kind = STATUS_WORDS[i].kind;
        return true;
    }
    return false;
}

void http_receipt_free(HttpReceipt *receipt)
{
    g_free(receipt->id);
    g_free(receipt->detail);
    g_free(receipt);
}

bool http_sms_is_receipt(const GPtrArray *fields)
{
    return find(fields, FIELD_STATUS) && !find(fields, FIELD_TEXT);
}

HttpReceipt *http_sms_parse_receipt(const GPtrArray *fields, GError **error)
{
    g_autoptr(HttpReceipt) receipt = g_new0(HttpReceipt, 1);
    g_autofree char *status = find_line(fields, FIELD_STATUS);
    receipt->id = find_line(fields, FIELD_REF);
    if (!g_ascii_string_to_signed(receipt->id, 10, 1, G_MAXINT64, NULL, NULL)) {
        refuse(error, "ref", N_("Laporan pengiriman ini bukan untuk pesan kami."));
        return NULL;
    }
    if (!kind_of(status, &receipt->kind)) {
        refuse(error, "status", N_("Status laporan pengiriman tidak dikenal."));
        return NULL;
    }
    g_autofree char *detail = find_line(fields, FIELD_DETAIL);
    receipt->detail = text_cut(*detail ? detail : status, LIMIT_NOTE_CHARS, false);
    return g_steal_pointer(&receipt);
}
