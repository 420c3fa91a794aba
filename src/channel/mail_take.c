/* From a mail to the sink: see mail_take.h. */
#include "channel/mail_take.h"

#include <string.h>

#include "base/crypt.h"
#include "base/text.h"
#include "channel/mail_text.h"
#include "channel/mime.h"
#include "model/limits.h"

#define ID_PREFIX "kt."
#define ID_CONTEXT "mail.id"
enum { TAG_BYTES = 8, NOTE_BYTES = 1000, NAMED_FILES = 10 };

/* ---- our Message-IDs: kt.ID.TAG@domain ---- */

static char *tag_of(const char *id)
{
    guint8 hash[CRYPT_FIND_BYTES];
    crypt_find_hash(ID_CONTEXT, id, hash);
    return crypt_hex(hash, TAG_BYTES);
}

char *mail_id_make(const char *id, const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *tag = tag_of(id);
    return g_strdup_printf(ID_PREFIX "%s.%s%s", id, tag, at ? at : "@localhost");
}

/* at: behind the prefix. */
static gint64 id_at(const char *at, gsize bytes)
{
    gsize digits = 0;
    while (digits < bytes && digits < 19 && g_ascii_isdigit(at[digits]))
        digits++;
    gsize tag = digits + 1, end = tag + 2 * TAG_BYTES;
    if (digits == 0 || end >= bytes || at[digits] != '.' || at[end] != '@')
        return 0;
    g_autofree char *id = g_strndup(at, digits);
    g_autofree char *said = g_ascii_strdown(at + tag, 2 * TAG_BYTES);
    g_autofree char *ours = tag_of(id);
    return crypt_equal(said, ours) ? g_ascii_strtoll(id, NULL, 10) : 0;
}

gint64 mail_id_find(const char *text, gsize bytes)
{
    const char *end = text + bytes;
    for (const char *at = text; at && at < end;) {
        at = memmem(at, (gsize)(end - at), ID_PREFIX, strlen(ID_PREFIX));
        if (!at)
            return 0;
        at += strlen(ID_PREFIX);
        gint64 id = id_at(at, (gsize)(end - at));
        if (id != 0)
            return id;
    }
    return 0;
}

static gint64 answered(const Mail *mail)
{
    for (guint i = 0; i < mail->refers->len; i++) {
        const char *one = mail->refers->pdata[i];
        gint64 id = mail_id_find(one, strlen(one));
        if (id != 0)
            return id;
    }
    return 0;
}

/* ---- what came back ---- */

/* False: not stored. What is delayed may still arrive. */
static bool take_bounce(const MailPlace *place, const ChannelSink *sink, const Mail *mail,
                        gint64 ours)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, ours);
    const MailBounce *bounce = &mail->bounce;
    if (g_ascii_strcasecmp(bounce->action, "delivered") == 0)
        return sink->receipt(sink->user, place->channel, id, RECEIPT_DELIVERED, bounce->status);
    if (*bounce->action && g_ascii_strcasecmp(bounce->action, "failed") != 0)
        return true;
    g_autofree char *code = g_strndup(bounce->status, strspn(bounce->status, "0123456789."));
    g_autofree char *why =
        g_strconcat(N_("Surel kembali, tidak sampai ke alamat ini"), *code ? ": " : "", code, NULL);
    return sink->receipt(sink->user, place->channel, id, RECEIPT_FAILED, why);
}

/* ---- words ---- */

/* Behind "Re:", "Fwd:" and the like. */
static const char *bare_subject(const char *subject, bool *replies)
{
    static const struct {
        const char *mark;
        bool replies;
    } MARKS[] = { { "re:", true },   { "bls:", true }, { "balas:", true }, { "aw:", true },
                  { "fwd:", false }, { "fw:", false }, { "trs:", false } };
    *replies = false;
    for (guint i = 0; i < G_N_ELEMENTS(MARKS); i++) {
        gsize bytes = strlen(MARKS[i].mark);
        if (g_ascii_strncasecmp(subject, MARKS[i].mark, bytes) != 0)
            continue;
        subject += bytes + strspn(subject + bytes, " ");
        *replies |= MARKS[i].replies;
        i = (guint)-1;
    }
    return subject;
}

static bool is_signature(const MailPart *part)
{
    return g_str_has_suffix(part->type, "-signature") || g_str_has_suffix(part->type, "pgp-keys");
}

/* What is neither words nor picture is named, for nobody shall miss it. */
static bool name_files(GString *text, const Mail *mail)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < mail->others->len && i < NAMED_FILES; i++) {
        const MailPart *part = mail->others->pdata[i];
        gsize bytes = part->bytes ? g_bytes_get_size(part->bytes) : 0;
        if (is_signature(part))
            continue;
        g_autofree char *name = text_cut(*part->name ? part->name : part->type, 80, true);
        g_string_append_printf(names, "%s%s (%" G_GSIZE_FORMAT " kB)", names->len ? ", " : "", name,
                               (bytes + 1023) / 1024);
    }
    if (mail->others->len > NAMED_FILES)
        g_string_append(names, ", ...");
    if (names->len > 0)
        g_string_append_printf(text, "%s[Lampiran lain: %s]", text->len ? "\n\n" : "", names->str);
    return names->len > 0;
}

static bool cut(GString *text)
{
    if (text->len <= LIMIT_TEXT_BYTES - NOTE_BYTES)
        return false;
    const char *at = g_utf8_find_prev_char(text->str, text->str + LIMIT_TEXT_BYTES - NOTE_BYTES);
    g_string_truncate(text, (gsize)(at - text->str));
    g_string_append(text, "\n\n[Surel dipotong di sini; selengkapnya ada pada surel aslinya]");
    return true;
}

/* *partly: something of the mail is neither in the words nor a file of its own. */
static char *words_of(const Mail *mail, const char *subject, bool fresh, bool whole, bool *partly)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *own = mail_text_own(mail->text, !fresh);
    if (fresh && !g_str_has_prefix(own, subject))
        g_string_append_printf(text, "%s%s", subject, *subject && *own ? "\n\n" : "");
    g_string_append(text, own);
    *partly = cut(text) || !whole;
    if (!whole)
        g_string_append(text, "\n\n[Surel terlalu besar: hanya bagian awalnya yang dibaca]");
    *partly |= name_files(text, mail);
    if (!mail->has_head && text->len == 0)
        g_string_append(text, "[Surel yang tidak dapat dibaca]");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* ---- handing over ---- */

static void hash_text(CryptHash *hash, const char *text)
{
    crypt_hash_add(hash, text, strlen(text) + 1);
}

static void hash_parts(CryptHash *hash, const GPtrArray *parts)
{
    for (guint i = 0; i < parts->len; i++) {
        const MailPart *part = parts->pdata[i];
        gsize bytes = 0;
        const void *data = part->bytes ? g_bytes_get_data(part->bytes, &bytes) : NULL;
        crypt_hash_add(hash, data ? data : "", bytes);
    }
}

/* T1 */
static char *provider_id(const Mail *mail)
{
    guint8 out[CRYPT_HASH_BYTES];
    CryptHash *hash = crypt_hash_new();
    g_autofree char *date = g_strdup_printf("%" G_GINT64_FORMAT, mail->sent_at);
    hash_text(hash, mail->id);
    hash_text(hash, mail->from);
    hash_text(hash, date);
    hash_text(hash, mail->subject);
    hash_text(hash, mail->text);
    hash_parts(hash, mail->pictures);
    hash_parts(hash, mail->papers);
    hash_parts(hash, mail->others);
    crypt_hash_end(hash, out);
    return crypt_hex(out, CRYPT_FIND_BYTES);
}

static bool is_from(const Mail *mail, const char *address)
{
    return *address && g_ascii_strcasecmp(mail->from, address) == 0;
}

static void add_media(GArray *media, const GPtrArray *parts)
{
    for (guint i = 0; i < parts->len; i++) {
        const MailPart *part = parts->pdata[i];
        IncomingMedia one = { .type = part->type, .bytes = part->bytes };
        g_array_append_val(media, one);
    }
}

static bool hand_over(const MailPlace *place, const ChannelSink *sink, const Mail *mail,
                      GBytes *raw, bool whole)
{
    bool replies, partly;
    const char *subject = bare_subject(mail->subject, &replies);
    bool fresh = !replies && mail->refers->len == 0;
    bool automatic = mail->automatic || !*mail->from || is_from(mail, place->address);
    g_autofree char *text = words_of(mail, subject, fresh, whole, &partly);
    g_autofree char *id = provider_id(mail);
    g_autoptr(GArray) media = g_array_new(FALSE, FALSE, sizeof(IncomingMedia));
    IncomingMedia original = { .type = "message/rfc822",
                               .bytes = raw,
                               .original = automatic || !partly };
    g_array_append_val(media, original);
    add_media(media, mail->pictures);
    add_media(media, mail->papers);
    ChannelIn in = { .channel = place->channel,
                     .provider_id = id,
                     .from = mail->from,
                     .to = place->address,
                     .text = text,
                     .sent_at = mail->sent_at,
                     .name = *mail->name ? mail->name : NULL,
                     .subject = *subject ? subject : NULL,
                     .thread = *mail->id ? mail->id : NULL,
                     .media = (const IncomingMedia *)media->data,
                     .media_count = media->len,
                     .answers = answered(mail),
                     .fresh = fresh,
                     .automatic = automatic };
    return sink->receive(sink->user, &in);
}

bool mail_take(const MailPlace *place, const ChannelSink *sink, GBytes *raw, gsize whole,
               bool *readable)
{
    g_autoptr(Mail) mail = mail_read(raw);
    gsize bytes = 0;
    const char *data = g_bytes_get_data(raw, &bytes);
    *readable = mail->has_head;
    if (mail_id_find(mail->id, strlen(mail->id)) != 0)
        return true; /* ours, come round */
    gint64 ours = mail->bounce.is && data ? mail_id_find(data, bytes) : 0;
    if (ours != 0)
        return take_bounce(place, sink, mail, ours);
    return hand_over(place, sink, mail, raw, whole <= bytes);
}
