/* What the operator reads: see log.h. Each line is one write(2), so lines of threads never mix. */
#include "base/log.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 4000, PHONE_DIGITS_MIN = 9, PHONE_DIGITS_MAX = 15 };

static const struct {
    GLogLevelFlags level;
    const char *name;
    int priority; /* of syslog */
} LEVELS[] = {
    { G_LOG_LEVEL_ERROR, "fatal", 2 },     { G_LOG_LEVEL_CRITICAL, "critical", 3 },
    { G_LOG_LEVEL_WARNING, "warning", 4 }, { G_LOG_LEVEL_MESSAGE, "message", 5 },
    { G_LOG_LEVEL_INFO, "info", 6 },       { G_LOG_LEVEL_DEBUG, "debug", 7 },
};

static GPrivate thread_scope = G_PRIVATE_INIT(g_free);
static GLogLevelFlags least_level = G_LOG_LEVEL_MESSAGE; /* both written by log_open only */
static bool under_journal;

static gsize level_index(GLogLevelFlags level)
{
    for (gsize i = 0; i < G_N_ELEMENTS(LEVELS); i++)
        if (level & LEVELS[i].level)
            return i;
    return G_N_ELEMENTS(LEVELS) - 1;
}

bool log_level_parse(const char *name, GLogLevelFlags *least)
{
    for (gsize i = 1; i < G_N_ELEMENTS(LEVELS); i++)
        if (g_str_equal(name, LEVELS[i].name)) {
            *least = LEVELS[i].level;
            return true;
        }
    return false;
}

/* Control characters (also the ones above ASCII) and bytes that are no UTF-8 become visible. */
static void append_visible(GString *out, const char *text, gsize bytes)
{
    const char *end = text + bytes;
    while (text < end && out->len < LINE_BYTES) {
        gunichar c = g_utf8_get_char_validated(text, end - text);
        bool valid = c != (gunichar)-1 && c != (gunichar)-2 && c != 0;
        gsize n = valid ? (gsize)(g_utf8_next_char(text) - text) : 1;
        if (valid && c == '\n')
            g_string_append(out, "\\n");
        else if (valid && !g_unichar_iscntrl(c) && g_unichar_type(c) != G_UNICODE_FORMAT)
            g_string_append_len(out, text, (gssize)n);
        else
            for (gsize i = 0; i < n; i++)
                g_string_append_printf(out, "\\x%02x", (guint8)text[i]);
        text += n;
    }
    if (text < end)
        g_string_append(out, " ...");
}

static gsize secret_name(const char *at)
{
    static const char *const NAMES[] = { "password", "passwd",        "passphrase", "pwd",
                                         "secret",   "token",         "api_key",    "apikey",
                                         "cookie",   "authorization", "kunci",      "sandi" };
    for (gsize i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        gsize n = strlen(NAMES[i]);
        if (g_ascii_strncasecmp(at, NAMES[i], n) == 0)
            return n;
    }
    return 0;
}

/* Bytes of the value behind name=value or, for headers, name: value to the end of the line. */
static gsize secret_value(const char *at, gsize *skip)
{
    *skip = 1;
    if (*at == '=') {
        if (at[1] == '"') {
            *skip = 2;
            return strcspn(at + 2, "\"");
        }
        return strcspn(at + 1, " &;,\"'");
    }
    if (*at == ':' && at[1] == ' ') {
        *skip = 2;
        return strlen(at + 2);
    }
    return 0;
}

static void mask_secrets(GString *line)
{
    for (gsize at = 0; at < line->len; at++) {
        gsize name = secret_name(line->str + at);
        gsize skip = 0;
        gsize value = name ? secret_value(line->str + at + name, &skip) : 0;
        if (value == 0)
            continue;
        g_string_erase(line, (gssize)(at + name + skip), (gssize)value);
        g_string_insert(line, (gssize)(at + name + skip), "***");
        at += name + skip + 2;
    }
}

/* +62..., 62... and 08...: the middle goes. Ids and instants are longer or begin otherwise. */
static void mask_phones(GString *line)
{
    for (gsize at = 0; at < line->len; at++) {
        const char *start = line->str + at;
        gsize plus = *start == '+';
        gsize digits = strspn(start + plus, "0123456789");
        if (digits == 0)
            continue;
        bool phone = digits >= PHONE_DIGITS_MIN && digits <= PHONE_DIGITS_MAX &&
                     (plus || g_str_has_prefix(start, "62") || g_str_has_prefix(start, "08"));
        if (phone) {
            g_string_erase(line, (gssize)(at + plus + 4), (gssize)(digits - 7));
            g_string_insert(line, (gssize)(at + plus + 4), "...");
            digits = 10;
        }
        at += plus + digits - 1;
    }
}

static void append_head(GString *out, GLogLevelFlags level)
{
    gsize index = level_index(level);
    const char *scope = g_private_get(&thread_scope);
    if (under_journal) {
        g_string_append_printf(out, "<%d>", LEVELS[index].priority);
    } else {
        g_autoptr(GDateTime) now = g_date_time_new_now_utc();
        g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S");
        g_string_append_printf(out, "%s.%03dZ %s ", time, g_date_time_get_microsecond(now) / 1000,
                               LEVELS[index].name);
    }
    if (scope)
        g_string_append_printf(out, "%s ", scope);
}

static void append_message(GString *out, const char *domain, const char *message, gsize bytes)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (domain && !g_str_equal(domain, G_LOG_DOMAIN))
        g_string_append_printf(text, "%s: ", domain);
    append_visible(text, message, bytes);
    mask_secrets(text);
    mask_phones(text);
    g_string_append_len(out, text->str, (gssize)text->len);
}

static GLogWriterOutput write_line(GLogLevelFlags level, const GLogField *fields, gsize n,
                                   G_GNUC_UNUSED gpointer user)
{
    const char *domain = NULL;
    const char *message = "";
    gsize bytes = 0;
    if ((level & G_LOG_LEVEL_MASK) > least_level)
        return G_LOG_WRITER_HANDLED;
    for (gsize i = 0; i < n; i++) {
        if (g_str_equal(fields[i].key, "GLIB_DOMAIN") && fields[i].length < 0)
            domain = fields[i].value;
        if (!g_str_equal(fields[i].key, "MESSAGE"))
            continue;
        message = fields[i].value;
        bytes = fields[i].length < 0 ? strlen(message) : (gsize)fields[i].length;
    }
    g_autoptr(GString) line = g_string_new(NULL);
    append_head(line, level);
    append_message(line, domain, message, bytes);
    g_string_append_c(line, '\n');
    ssize_t written = write(STDERR_FILENO, line->str, line->len);
    return written < 0 ? G_LOG_WRITER_UNHANDLED : G_LOG_WRITER_HANDLED;
}

/* systemd names the device and inode of the stream it gave us; a redirected one is another. */
static bool stderr_is_journal(void)
{
    const char *stream = g_getenv("JOURNAL_STREAM");
    struct stat st;
    if (!stream || fstat(STDERR_FILENO, &st) != 0)
        return false;
    g_autofree char *ours = g_strdup_printf("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64)st.st_dev, (guint64)st.st_ino);
    return g_str_equal(stream, ours);
}

void log_open(GLogLevelFlags least)
{
    least_level = least;
    under_journal = stderr_is_journal();
    g_log_set_writer_func(write_line, NULL, NULL);
}

void log_scope_begin(const char *kind, const char *id)
{
    GString *scope = g_string_new(kind);
    g_string_append_c(scope, '=');
    append_visible(scope, id, strlen(id));
    g_private_replace(&thread_scope, g_string_free(scope, FALSE));
}

void log_scope_end(void)
{
    g_private_replace(&thread_scope, NULL);
}

static void append_field(GString *out, const char *name, const char *value)
{
    bool plain = *value && !strpbrk(value, " \"=\n\t");
    g_string_append_printf(out, " %s=", name);
    if (plain) {
        g_string_append(out, value);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

void log_fields(GLogLevelFlags level, const char *message, ...)
{
    g_autoptr(GString) out = g_string_new(message);
    va_list pairs;
    va_start(pairs, message);
    for (const char *name; (name = va_arg(pairs, const char *)) != NULL;) {
        const char *value = va_arg(pairs, const char *);
        if (value)
            append_field(out, name, value);
    }
    va_end(pairs);
    g_log(G_LOG_DOMAIN, level, "%s", out->str);
}

static GLogLevelFlags error_level(const GError *error)
{
    switch (error_code(error)) {
    case KENTONGAN_ERROR_INTERNAL:
    case KENTONGAN_ERROR_FULL:
        return G_LOG_LEVEL_WARNING;
    case KENTONGAN_ERROR_UPSTREAM:
    case KENTONGAN_ERROR_UNCERTAIN:
        return G_LOG_LEVEL_MESSAGE;
    case KENTONGAN_ERROR_NOT_FOUND:
    case KENTONGAN_ERROR_DENIED:
    case KENTONGAN_ERROR_INVALID:
    case KENTONGAN_ERROR_CONFLICT:
    case KENTONGAN_ERROR_BUSY:
    case KENTONGAN_ERROR_LIMIT:
    default:
        return G_LOG_LEVEL_INFO;
    }
}

void log_error(const char *what, const GError *error)
{
    log_fields(error_level(error), what, "error", error_code_name(error_code(error)), "field",
               error_field(error), "sentence", error->message, "detail", error_detail(error), NULL);
}
