/* A mail: see mime.h. GMime appears in this file only. */
#include "channel/mime.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "channel/mail_text.h"
#include "model/limits.h"

/* DEPTH: nobody nests that deep. TEXT_MAX: more is cut, and stands in the mail as it came.
 * LOGO_BYTES: smaller pictures inside a text are signs of a signature. */
enum { DEPTH = 24, MAILS_WITHIN = 3, TEXT_MAX = 256 * 1024, LOGO_BYTES = 6000, REFERS_MAX = 50 };

typedef GMimeObject Object;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Object, g_object_unref)

static GMimeParserOptions *parsing(void)
{
    static gsize once = 0;
    static GMimeParserOptions *options;
    static const char *charsets[] = { "utf-8", "windows-1252", NULL };
    if (g_once_init_enter(&once)) {
        g_mime_init();
        options = g_mime_parser_options_new();
        g_mime_parser_options_set_fallback_charsets(options, charsets);
        g_once_init_leave(&once, 1);
    }
    return options;
}

/* ---- Mail ---- */

static void part_free(MailPart *part)
{
    g_free(part->type);
    g_free(part->name);
    g_clear_pointer(&part->bytes, g_bytes_unref);
    g_free(part);
}

static Mail *mail_new(void)
{
    Mail *mail = g_new0(Mail, 1);
    mail->refers = g_ptr_array_new_with_free_func(g_free);
    mail->pictures = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    mail->papers = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    mail->others = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
    return mail;
}

void mail_free(Mail *mail)
{
    if (!mail)
        return;
    g_free(mail->id);
    g_free(mail->from);
    g_free(mail->name);
    g_free(mail->subject);
    g_free(mail->text);
    g_ptr_array_unref(mail->refers);
    g_ptr_array_unref(mail->pictures);
    g_ptr_array_unref(mail->papers);
    g_ptr_array_unref(mail->others);
    g_free(mail->bounce.action);
    g_free(mail->bounce.status);
    g_free(mail);
}

static char *line_of(const char *text)
{
    g_autofree char *valid = text_salvage(text ? text : "", text ? strlen(text) : 0);
    return text_one_line(valid);
}

/* ---- parts ---- */

/* What one walk has found. In an alternative each child gets one of its own. */
typedef struct Found {
    Mail *mail;
    GString *text;
    bool plain; /* its words came from text/plain */
    int depth, mails;
} Found;

static void walk(Found *found, GMimeObject *object);

static GBytes *content_of(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *stream = g_mime_stream_mem_new();
    if (content)
        g_mime_data_wrapper_write_to_stream(content, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    GBytes *copy = g_bytes_new(bytes->data, bytes->len);
    g_object_unref(stream);
    return copy;
}

static void add_text(Found *found, const char *text)
{
    gsize room = found->text->len < TEXT_MAX ? TEXT_MAX - found->text->len : 0;
    g_autofree char *cut = strlen(text) > room ? text_salvage(text, room) : g_strdup(text);
    if (found->text->len > 0 && *cut)
        g_string_append_c(found->text, '\n');
    g_string_append(found->text, cut);
}

static void add_words(Found *found, GMimePart *part, bool html)
{
    GMimeObject *object = GMIME_OBJECT(part);
    const char *format = g_mime_object_get_content_type_parameter(object, "format");
    const char *delsp = g_mime_object_get_content_type_parameter(object, "delsp");
    const char *charset = g_mime_object_get_content_type_parameter(object, "charset");
    g_autoptr(GBytes) bytes = content_of(part);
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    g_autofree char *read = mail_text_decode(data, size, charset);
    g_autofree char *words = NULL;
    if (html)
        words = mail_text_of_html(read);
    else if (format && g_ascii_strcasecmp(format, "flowed") == 0)
        words = mail_text_unflow(read, delsp && g_ascii_strcasecmp(delsp, "yes") == 0);
    else
        words = g_steal_pointer(&read);
    found->plain |= !html && !text_is_blank(words);
    add_text(found, words);
}

static MailPart *part_new(GMimeObject *object, const char *name, GBytes *bytes)
{
    g_autofree char *type =
        g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
    MailPart *part = g_new0(MailPart, 1);
    part->type = line_of(type);
    part->name = line_of(name);
    part->bytes = bytes;
    return part;
}

static bool has_picture_name(const char *name)
{
    static const char *const ENDS[] = { ".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif", NULL };
    g_autofree char *lower = g_ascii_strdown(name ? name : "", -1);
    for (const char *const *end = ENDS; *end; end++)
        if (g_str_has_suffix(lower, *end))
            return true;
    return false;
}

static bool is_attached(GMimeObject *object)
{
    const char *how = g_mime_object_get_disposition(object);
    return how && g_ascii_strcasecmp(how, "attachment") == 0;
}

static bool is_pdf(GBytes *bytes)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    return size > 16 && strncmp(data, "%PDF-", 5) == 0;
}

static bool is_picture(GMimeObject *object, const char *name)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    return g_mime_content_type_is_type(type, "image", "*") ||
           (g_mime_content_type_is_type(type, "application", "octet-stream") &&
            has_picture_name(name));
}

static void add_file(Found *found, GMimePart *part)
{
    GMimeObject *object = GMIME_OBJECT(part);
    const char *name = g_mime_part_get_filename(part);
    g_autoptr(GBytes) bytes = content_of(part);
    gsize size = g_bytes_get_size(bytes);
    bool picture = is_picture(object, name);
    bool logo = g_mime_object_get_content_id(object) && !is_attached(object) && size < LOGO_BYTES;
    GPtrArray *to = picture ? found->mail->pictures : found->mail->papers;
    if (picture && logo)
        return;
    bool taken = (picture || is_pdf(bytes)) && size > 0 && size <= LIMIT_PHOTO_BYTES &&
                 to->len < LIMIT_PHOTOS;
    g_ptr_array_add(taken ? to : found->mail->others,
                    part_new(object, name, g_steal_pointer(&bytes)));
}

static char *field_of(const char *text, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++)
        if (g_ascii_strncasecmp(*line, name, strlen(name)) == 0)
            return line_of(*line + strlen(name));
    return g_strdup("");
}

/* "failed" of one receiver outweighs what became of others; we write to one. */
static void read_status(Found *found, GMimePart *part)
{
    MailBounce *bounce = &found->mail->bounce;
    g_autoptr(GBytes) bytes = content_of(part);
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = text_salvage(data ? data : "", size);
    g_free(bounce->action);
    g_free(bounce->status);
    bounce->action = field_of(text, "Action:");
    bounce->status = field_of(text, "Status:");
    bounce->is = true;
}

static void walk_part(Found *found, GMimePart *part)
{
    GMimeObject *object = GMIME_OBJECT(part);
    GMimeContentType *type = g_mime_object_get_content_type(object);
    bool attached = is_attached(object) && g_mime_part_get_filename(part);
    if (g_mime_content_type_is_type(type, "message", "delivery-status"))
        read_status(found, part);
    else if (g_mime_content_type_is_type(type, "text", "html") && !attached)
        add_words(found, part, true);
    else if (g_mime_content_type_is_type(type, "text", "plain") && !attached)
        add_words(found, part, false);
    else if (!g_mime_content_type_is_type(type, "text", "rfc822-headers"))
        add_file(found, part);
}

/* The best of several forms of the same words; files of all of them. */
static void walk_alternative(Found *found, GMimeMultipart *multipart)
{
    g_autoptr(GString) best = g_string_new(NULL);
    bool have_plain = false;
    for (int i = 0; i < g_mime_multipart_get_count(multipart); i++) {
        Found one = *found;
        one.text = g_string_new(NULL);
        one.plain = false;
        walk(&one, g_mime_multipart_get_part(multipart, i));
        if (!have_plain && !text_is_blank(one.text->str)) {
            g_string_assign(best, one.text->str);
            have_plain = one.plain;
        }
        g_string_free(one.text, TRUE);
    }
    found->plain |= have_plain;
    add_text(found, best->str);
}

static void walk_multipart(Found *found, GMimeMultipart *multipart)
{
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
    if (g_mime_content_type_is_type(type, "multipart", "alternative")) {
        walk_alternative(found, multipart);
        return;
    }
    for (int i = 0; i < g_mime_multipart_get_count(multipart); i++)
        walk(found, g_mime_multipart_get_part(multipart, i));
}

/* A mail within: forwarded whole, or what a bounce is about (its words are ours). */
static void walk_mail(Found *found, GMimeMessage *within)
{
    g_autofree char *subject = within ? line_of(g_mime_message_get_subject(within)) : NULL;
    if (!within || found->mail->bounce.is || found->mails >= MAILS_WITHIN)
        return;
    g_autofree char *head = g_strdup_printf("--- %s", subject);
    if (found->text->len > 0 || *subject)
        add_text(found, *subject ? head : "---");
    found->mails++;
    walk(found, g_mime_message_get_mime_part(within));
}

static void walk(Found *found, GMimeObject *object)
{
    if (!object)
        return;
    if (found->depth >= DEPTH) {
        g_ptr_array_add(found->mail->others, part_new(object, "", NULL));
        return;
    }
    found->depth++;
    if (GMIME_IS_MULTIPART(object))
        walk_multipart(found, GMIME_MULTIPART(object));
    else if (GMIME_IS_MESSAGE_PART(object))
        walk_mail(found, g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)));
    else if (GMIME_IS_PART(object))
        walk_part(found, GMIME_PART(object));
    found->depth--;
}

/* ---- head ---- */

static const char *header(GMimeMessage *message, const char *name)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);
    return value ? value : "";
}

static InternetAddressMailbox *first_mailbox(InternetAddressList *list, int depth)
{
    for (int i = 0; list && depth < DEPTH && i < internet_address_list_length(list); i++) {
        InternetAddress *one = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_MAILBOX(one))
            return INTERNET_ADDRESS_MAILBOX(one);
        InternetAddressGroup *group = INTERNET_ADDRESS_GROUP(one);
        InternetAddressMailbox *within =
            first_mailbox(internet_address_group_get_members(group), depth + 1);
        if (within)
            return within;
    }
    return NULL;
}

static void read_sender(Mail *mail, GMimeMessage *message)
{
    InternetAddressMailbox *sender = first_mailbox(g_mime_message_get_from(message), 0);
    if (!sender)
        sender = first_mailbox(g_mime_message_get_sender(message), 0);
    mail->from = line_of(sender ? internet_address_mailbox_get_addr(sender) : NULL);
    mail->name = line_of(sender ? internet_address_get_name(INTERNET_ADDRESS(sender)) : NULL);
}

static void add_refers(Mail *mail, const char *value)
{
    GMimeReferences *ids = g_mime_references_parse(parsing(), value);
    int count = g_mime_references_length(ids);
    for (int i = MAX(0, count - REFERS_MAX); i < count; i++)
        g_ptr_array_add(mail->refers, line_of(g_mime_references_get_message_id(ids, i)));
    g_mime_references_free(ids);
}

static bool is_any(const char *value, const char *const *words)
{
    g_autofree char *lower = g_ascii_strdown(value, -1);
    g_strstrip(lower);
    for (; *words; words++)
        if (g_str_has_prefix(lower, *words))
            return true;
    return false;
}

static bool is_automatic(const Mail *mail, GMimeMessage *message)
{
    static const char *const TOLD[] = { "list-id",
                                        "list-post",
                                        "list-unsubscribe",
                                        "x-autoreply",
                                        "x-autorespond",
                                        "x-auto-response-suppress",
                                        "x-failed-recipients",
                                        NULL };
    static const char *const PRECEDENCE[] = { "bulk", "junk", "list", "auto_reply", NULL };
    static const char *const SENDERS[] = { "mailer-daemon", "postmaster@", "noreply@", "no-reply@",
                                           "donotreply@",   "bounce",      NULL };
    const char *submitted = header(message, "auto-submitted");
    g_autofree char *path = line_of(header(message, "return-path"));
    for (const char *const *name = TOLD; *name; name++)
        if (*header(message, *name))
            return true;
    return (*submitted && g_ascii_strncasecmp(submitted, "no", 2) != 0) ||
           is_any(header(message, "precedence"), PRECEDENCE) || is_any(mail->from, SENDERS) ||
           strcmp(path, "<>") == 0;
}

static bool is_head(GMimeMessage *message)
{
    GMimeHeaderList *head = message ? g_mime_object_get_header_list(GMIME_OBJECT(message)) : NULL;
    return head && g_mime_header_list_get_count(head) > 0;
}

static void read_head(Mail *mail, GMimeMessage *message)
{
    static const char *const DAEMONS[] = { "mailer-daemon", "postmaster@", NULL };
    GDateTime *date = g_mime_message_get_date(message);
    mail->id = line_of(g_mime_message_get_message_id(message));
    mail->subject = line_of(g_mime_message_get_subject(message));
    mail->sent_at = date ? g_date_time_to_unix(date) * US_PER_S : 0;
    mail->has_head = is_head(message);
    add_refers(mail, header(message, "in-reply-to"));
    add_refers(mail, header(message, "references"));
    read_sender(mail, message);
    GMimeObject *part = g_mime_message_get_mime_part(message);
    GMimeContentType *type = part ? g_mime_object_get_content_type(part) : NULL;
    bool report = type && g_mime_content_type_is_type(type, "multipart", "report");
    mail->bounce.is = is_any(mail->from, DAEMONS);
    mail->automatic = report || is_automatic(mail, message);
}

static GMimeMessage *parse(const void *data, gsize bytes)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data ? data : "", bytes);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = g_mime_parser_construct_message(parser, parsing());
    g_object_unref(parser);
    g_object_unref(stream);
    return message;
}

/* A head that breaks off is none for GMime: it is ended for it. */
static GMimeMessage *parse_whole(GBytes *raw)
{
    gsize bytes = 0;
    const char *data = g_bytes_get_data(raw, &bytes);
    GMimeMessage *message = parse(data, bytes);
    if (is_head(message) || bytes == 0)
        return message;
    g_clear_object(&message);
    g_autoptr(GString) ended = g_string_new_len(data, (gssize)bytes);
    g_string_append(ended, "\r\n\r\n");
    return parse(ended->str, ended->len);
}

Mail *mail_read(GBytes *raw)
{
    parsing();
    Mail *mail = mail_new();
    GMimeMessage *message = parse_whole(raw);
    Found found = { .mail = mail, .text = g_string_new(NULL) };
    if (message) {
        read_head(mail, message);
        walk(&found, g_mime_message_get_mime_part(message));
        g_object_unref(message);
    }
    mail->text = g_string_free(found.text, FALSE);
    char **empty[] = { &mail->id,      &mail->from,          &mail->name,
                       &mail->subject, &mail->bounce.action, &mail->bounce.status };
    for (guint i = 0; i < G_N_ELEMENTS(empty); i++)
        if (!*empty[i])
            *empty[i] = g_strdup("");
    return mail;
}

/* ---- writing ---- */

static GMimeObject *text_part(const char *text)
{
    GMimePart *part = g_mime_part_new_with_type("text", "plain");
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(text, strlen(text));
    GMimeDataWrapper *content =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    g_object_unref(content);
    g_object_unref(stream);
    return GMIME_OBJECT(part);
}

static void put(GMimeMessage *message, const char *name, const char *value)
{
    g_mime_object_set_header(GMIME_OBJECT(message), name, value, "utf-8");
}

static void put_thread(GMimeMessage *message, const char *answers)
{
    g_autofree char *id = g_strdup_printf("<%s>", answers);
    put(message, "In-Reply-To", id);
    put(message, "References", id);
}

static GBytes *written(GMimeMessage *message)
{
    GMimeFormatOptions *format = g_mime_format_options_new();
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
    GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    GBytes *copy = g_bytes_new(bytes->data, bytes->len);
    g_object_unref(stream);
    g_mime_format_options_free(format);
    return copy;
}

GBytes *mail_compose(const MailDraft *draft)
{
    parsing();
    GMimeMessage *message = g_mime_message_new(TRUE);
    GDateTime *now = g_date_time_new_from_unix_local(draft->now_us / US_PER_S);
    g_autofree char *subject = text_one_line(draft->subject);
    g_autofree char *body = g_strconcat(draft->text, "\n", NULL);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM,
                               *draft->from_name ? draft->from_name : NULL, draft->from);
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, NULL, draft->to);
    g_mime_message_set_subject(message, subject, "utf-8");
    g_mime_message_set_date(message, now);
    g_mime_message_set_message_id(message, draft->id);
    if (draft->answers)
        put_thread(message, draft->answers);
    put(message, "Auto-Submitted", draft->answers ? "auto-replied" : "auto-generated");
    put(message, "X-Auto-Response-Suppress", "All");
    GMimeObject *part = text_part(body);
    g_mime_message_set_mime_part(message, part);
    GBytes *mail = written(message);
    g_object_unref(part);
    g_object_unref(message);
    g_date_time_unref(now);
    return mail;
}
