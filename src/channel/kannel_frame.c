/* Bearerbox's wire format: see kannel_frame.h. One table of the SMS fields serves both directions.
 */
#include "channel/kannel_frame.h"

#include <string.h>

typedef enum FieldKind { FIELD_NUMBER, FIELD_TEXT, FIELD_ID } FieldKind;

typedef struct Field {
    FieldKind kind;
    gsize offset;
} Field;

#define NUMBER(name)                                                                               \
    {                                                                                              \
        FIELD_NUMBER, G_STRUCT_OFFSET(KannelSms, name)                                             \
    }
#define TEXT(name)                                                                                 \
    {                                                                                              \
        FIELD_TEXT, G_STRUCT_OFFSET(KannelSms, name)                                               \
    }
#define ID(name)                                                                                   \
    {                                                                                              \
        FIELD_ID, G_STRUCT_OFFSET(KannelSms, name)                                                 \
    }

static const Field SMS_FIELDS[] = {
    TEXT(sender),     TEXT(receiver),    TEXT(udhdata),    TEXT(msgdata),      NUMBER(time),
    TEXT(smsc_id),    TEXT(smsc_number), TEXT(foreign_id), TEXT(service),      TEXT(account),
    ID(id),           NUMBER(sms_type),  NUMBER(mclass),   NUMBER(mwi),        NUMBER(coding),
    NUMBER(compress), NUMBER(validity),  NUMBER(deferred), NUMBER(dlr_mask),   TEXT(dlr_url),
    NUMBER(pid),      NUMBER(alt_dcs),   NUMBER(rpi),      TEXT(charset),      TEXT(boxc_id),
    TEXT(binfo),      NUMBER(msg_left),  NUMBER(priority), NUMBER(resend_try), NUMBER(resend_time),
    TEXT(meta_data),
};

typedef struct Reader {
    const guint8 *at;
    gsize left;
} Reader;

static bool reader_number(Reader *reader, gint32 *number)
{
    guint32 raw;
    if (reader->left < sizeof raw)
        return false;
    memcpy(&raw, reader->at, sizeof raw);
    *number = (gint32)GUINT32_FROM_BE(raw);
    reader->at += sizeof raw;
    reader->left -= sizeof raw;
    return true;
}

static bool reader_text(Reader *reader, KannelText *text)
{
    gint32 length;
    *text = (KannelText){ 0 };
    if (!reader_number(reader, &length))
        return false;
    if (length == -1)
        return true;
    if (length < 0 || (gsize)length > reader->left)
        return false;
    *text = (KannelText){ reader->at, (gsize)length };
    reader->at += length;
    reader->left -= (gsize)length;
    return true;
}

static bool reader_id(Reader *reader, KannelText *id)
{
    if (!reader_text(reader, id) || id->bytes != KANNEL_ID_CHARS)
        return false;
    for (gsize i = 0; i < id->bytes; i++)
        if (!g_ascii_isxdigit(id->data[i]) && id->data[i] != '-')
            return false;
    return true;
}

static bool reader_sms(Reader *reader, KannelSms *sms)
{
    for (gsize i = 0; i < G_N_ELEMENTS(SMS_FIELDS); i++) {
        gpointer at = G_STRUCT_MEMBER_P(sms, SMS_FIELDS[i].offset);
        bool taken = SMS_FIELDS[i].kind == FIELD_NUMBER ? reader_number(reader, at)
                     : SMS_FIELDS[i].kind == FIELD_TEXT ? reader_text(reader, at)
                                                        : reader_id(reader, at);
        if (!taken)
            return false;
    }
    return true;
}

static bool reader_frame(Reader *reader, KannelFrame *frame)
{
    switch (frame->kind) {
    case KANNEL_HEARTBEAT:
        return reader_number(reader, &frame->load);
    case KANNEL_ADMIN:
        return reader_number(reader, &frame->admin.command) &&
               reader_text(reader, &frame->admin.box_id);
    case KANNEL_SMS:
        return reader_sms(reader, &frame->sms);
    case KANNEL_ACK:
        return reader_number(reader, &frame->ack.nack) && reader_number(reader, &frame->ack.time) &&
               reader_id(reader, &frame->ack.id);
    }
    return false;
}

bool kannel_frame_length(const guint8 head[KANNEL_HEAD_BYTES], gsize *bytes, GError **error)
{
    guint32 raw;
    memcpy(&raw, head, sizeof raw);
    *bytes = GUINT32_FROM_BE(raw);
    if (*bytes >= sizeof(gint32) && *bytes <= KANNEL_FRAME_MAX_BYTES)
        return true;
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Jawaban gerbang SMS tidak dikenali."),
              "frame of %" G_GSIZE_FORMAT " bytes", *bytes);
    return false;
}

bool kannel_frame_decode(const guint8 *data, gsize bytes, KannelFrame *frame, GError **error)
{
    Reader reader = { data, bytes };
    gint32 kind = -1;
    *frame = (KannelFrame){ 0 };
    if (reader_number(&reader, &kind) && kind >= KANNEL_HEARTBEAT && kind <= KANNEL_ACK) {
        frame->kind = (KannelKind)kind;
        if (reader_frame(&reader, frame) && reader.left == 0)
            return true;
    }
    error_set(error, KENTONGAN_ERROR_INVALID, NULL, N_("Jawaban gerbang SMS tidak dikenali."),
              "frame of kind %d, %" G_GSIZE_FORMAT " bytes, %" G_GSIZE_FORMAT " left", kind, bytes,
              reader.left);
    return false;
}

static void write_number(GByteArray *out, gint32 number)
{
    guint32 raw = GUINT32_TO_BE((guint32)number);
    g_byte_array_append(out, (const guint8 *)&raw, sizeof raw);
}

static void write_text(GByteArray *out, const KannelText *text)
{
    write_number(out, text->data ? (gint32)text->bytes : -1);
    if (text->data)
        g_byte_array_append(out, text->data, (guint)text->bytes);
}

static void write_sms(GByteArray *out, const KannelSms *sms)
{
    for (gsize i = 0; i < G_N_ELEMENTS(SMS_FIELDS); i++) {
        gconstpointer at = G_STRUCT_MEMBER_P(sms, SMS_FIELDS[i].offset);
        if (SMS_FIELDS[i].kind == FIELD_NUMBER)
            write_number(out, *(const gint32 *)at);
        else
            write_text(out, at);
    }
}

void kannel_frame_encode(const KannelFrame *frame, GByteArray *out)
{
    guint start = out->len;
    write_number(out, 0);
    write_number(out, (gint32)frame->kind);
    switch (frame->kind) {
    case KANNEL_HEARTBEAT:
        write_number(out, frame->load);
        break;
    case KANNEL_ADMIN:
        write_number(out, frame->admin.command);
        write_text(out, &frame->admin.box_id);
        break;
    case KANNEL_SMS:
        write_sms(out, &frame->sms);
        break;
    case KANNEL_ACK:
        write_number(out, frame->ack.nack);
        write_number(out, frame->ack.time);
        write_text(out, &frame->ack.id);
        break;
    }
    guint32 raw = GUINT32_TO_BE(out->len - start - KANNEL_HEAD_BYTES);
    memcpy(out->data + start, &raw, sizeof raw);
}

KannelSms kannel_sms_empty(void)
{
    KannelSms sms = { 0 };
    for (gsize i = 0; i < G_N_ELEMENTS(SMS_FIELDS); i++)
        if (SMS_FIELDS[i].kind == FIELD_NUMBER)
            *(gint32 *)G_STRUCT_MEMBER_P(&sms, SMS_FIELDS[i].offset) = -1;
    return sms;
}

KannelText kannel_text(const char *text)
{
    return (KannelText){ (const guint8 *)text, text ? strlen(text) : 0 };
}

char *kannel_text_dup(KannelText text)
{
    return text.data ? g_strndup((const char *)text.data, text.bytes) : g_strdup("");
}

void kannel_id_derive(const char *out_id, char id[KANNEL_ID_CHARS + 1])
{
    static const char NAMESPACE[] = "kentongan:message:";
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    guint8 b[20];
    gsize bytes = sizeof b;
    g_checksum_update(sum, (const guchar *)NAMESPACE, sizeof NAMESPACE - 1);
    g_checksum_update(sum, (const guchar *)out_id, -1);
    g_checksum_get_digest(sum, b, &bytes);
    b[6] = (guint8)((b[6] & 0x0f) | 0x50); /* version 5: made of a name (RFC 4122, 4.3) */
    b[8] = (guint8)((b[8] & 0x3f) | 0x80);
    g_snprintf(id, KANNEL_ID_CHARS + 1,
               "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
               b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
               b[15]);
}
