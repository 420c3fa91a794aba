/* multipart/form-data: see multipart.h. */
#include "web/multipart.h"

#include <string.h>

#include "base/text.h"
#include "model/limits.h"
#include "web/urlencoded.h"

#define BOUNDARY_MAX 200
#define PART_HEAD_MAX 4096
#define FILE_NAME_CHARS 120

typedef struct Span {
    const char *data;
    gsize bytes;
} Span;

typedef struct Part {
    char *name, *file_name; /* file_name NULL: a field */
    char *type;
    bool encoded;
    Span content;
} Part;

static void part_clear(Part *part)
{
    g_free(part->name);
    g_free(part->file_name);
    g_free(part->type);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Part, part_clear)

static bool malformed(GError **error, const char *detail)
{
    error_set(error, KENTONGAN_ERROR_INVALID, NULL,
              N_("Formulir tidak terkirim utuh. Silakan kirim sekali lagi."), "multipart: %s",
              detail);
    return false;
}

/* The value of a parameter in "a/b; name=value; other=\"quoted \\\" value\"", or NULL. */
static char *header_param(const char *header, const char *name)
{
    gsize name_bytes = strlen(name);
    for (const char *p = strchr(header, ';'); p; p = strchr(p, ';')) {
        p += 1 + strspn(p + 1, " \t");
        bool mine = g_ascii_strncasecmp(p, name, name_bytes) == 0 && p[name_bytes] == '=';
        p += strcspn(p, "=;");
        if (*p != '=')
            continue;
        g_autoptr(GString) value = g_string_new(NULL);
        if (*++p == '"') {
            for (p++; *p && *p != '"'; p++) {
                if (*p == '\\' && (p[1] == '"' || p[1] == '\\'))
                    p++;
                g_string_append_c(value, *p);
            }
        } else {
            g_string_append_len(value, p, (gssize)strcspn(p, "; \t"));
        }
        if (mine)
            return g_string_free(g_steal_pointer(&value), FALSE);
    }
    return NULL;
}

/* after: what follows "--boundary". Where the next part begins, or NULL when this is no delimiter.
 */
static const char *delimiter_end(const char *after, const char *limit, bool *last)
{
    *last = limit - after >= 2 && memcmp(after, "--", 2) == 0;
    if (*last)
        return after + 2;
    while (after < limit && (*after == ' ' || *after == '\t'))
        after++;
    if (after < limit && *after == '\r')
        after++;
    return after < limit && *after == '\n' ? after + 1 : NULL;
}

/* The next delimiter at the start of a line: the line end before it is at *end, what follows it is
 * returned. NULL: none. */
static const char *delimiter_find(const char *from, const char *limit, const char *needle,
                                  const char **end, bool *last)
{
    gsize bytes = strlen(needle);
    while ((from = memmem(from, (gsize)(limit - from), needle, bytes))) {
        const char *next = delimiter_end(from + bytes, limit, last);
        if (next) {
            *end = from;
            return next;
        }
        from++;
    }
    return NULL;
}

/* As browsers and old phones write it: a path in front is cut off. */
static char *file_name_clean(const char *sent)
{
    const char *slash = strrchr(sent, '/');
    const char *back = strrchr(sent, '\\');
    const char *from = MAX(slash, back) ? MAX(slash, back) + 1 : sent;
    g_autofree char *valid = text_salvage(from, strlen(from));
    g_autofree char *line = text_one_line(valid);
    return text_cut(line, FILE_NAME_CHARS, true);
}

static bool part_header(Part *part, char *line, GError **error)
{
    char *colon = strchr(line, ':');
    if (!colon)
        return malformed(error, "part header without a colon");
    *colon = '\0';
    const char *value = g_strstrip(colon + 1);
    if (g_ascii_strcasecmp(line, "content-disposition") == 0 && !part->name) {
        g_autofree char *name = header_param(value, "name");
        g_autofree char *file_name = header_param(value, "filename");
        part->name = name ? text_clean(name, strlen(name), NULL, error) : NULL;
        part->file_name = file_name ? file_name_clean(file_name) : NULL;
        return part->name || (error && *error ? false : malformed(error, "part without a name"));
    }
    if (g_ascii_strcasecmp(line, "content-type") == 0 && !part->type)
        part->type = g_utf8_make_valid(value, -1);
    if (g_ascii_strcasecmp(line, "content-transfer-encoding") == 0)
        part->encoded = g_ascii_strcasecmp(value, "base64") == 0 ||
                        g_ascii_strcasecmp(value, "quoted-printable") == 0;
    return true;
}

/* Reads header lines up to the empty one; *content is what follows it. */
static bool part_head(Part *part, Span whole, GError **error)
{
    const char *p = whole.data, *limit = whole.data + whole.bytes;
    for (;;) {
        const char *eol = memchr(p, '\n', (gsize)(limit - p));
        if (!eol || eol - whole.data > PART_HEAD_MAX)
            return malformed(error, "part header does not end");
        gsize line_bytes = (gsize)(eol - p);
        if (line_bytes > 0 && p[line_bytes - 1] == '\r')
            line_bytes--;
        g_autofree char *line = g_strndup(p, line_bytes);
        p = eol + 1;
        if (line_bytes == 0)
            break;
        if (!part_header(part, line, error))
            return false;
    }
    part->content = (Span){ p, (gsize)(limit - p) };
    return true;
}

static bool field_take(Part *part, GArray *params, GError **error)
{
    if (part->content.bytes > LIMIT_FORM_BYTES) {
        error_set(error, KENTONGAN_ERROR_LIMIT, "body",
                  N_("Tulisan terlalu panjang. Mohon dipersingkat."), "multipart text of %zu bytes",
                  part->content.bytes);
        return false;
    }
    char *value = text_clean(part->content.data, part->content.bytes, NULL, error);
    return value && params_add(params, g_steal_pointer(&part->name), value, error);
}

static bool upload_take(Part *part, GBytes *body, GPtrArray *uploads, GError **error)
{
    if (!*part->file_name && part->content.bytes == 0)
        return true; /* a file field left empty */
    if (uploads->len >= LIMIT_PARAMS) {
        error_set(error, KENTONGAN_ERROR_LIMIT, "body", N_("Berkas terlalu banyak."), NULL);
        return false;
    }
    const char *start = g_bytes_get_data(body, NULL);
    Upload *upload = g_new0(Upload, 1);
    upload->field = g_steal_pointer(&part->name);
    upload->file_name = g_steal_pointer(&part->file_name);
    upload->type = part->type ? g_steal_pointer(&part->type) : g_strdup("");
    upload->bytes =
        g_bytes_new_from_bytes(body, (gsize)(part->content.data - start), part->content.bytes);
    g_ptr_array_add(uploads, upload);
    return true;
}

static bool part_take(Span whole, GBytes *body, GArray *params, GPtrArray *uploads, GError **error)
{
    g_auto(Part) part = { 0 };
    if (!part_head(&part, whole, error))
        return false;
    if (!part.name)
        return malformed(error, "part without a name");
    if (part.encoded)
        return malformed(error, "part with a transfer encoding");
    if (!part.file_name && part.type && g_ascii_strncasecmp(part.type, "image/", 6) == 0)
        part.file_name = g_strdup("foto");
    return part.file_name ? upload_take(&part, body, uploads, error)
                          : field_take(&part, params, error);
}

static const char *first_find(Span body, const char *needle, bool *last)
{
    const char *end, *limit = body.data + body.bytes;
    gsize bytes = strlen(needle) - 1;
    if (body.bytes >= bytes && memcmp(body.data, needle + 1, bytes) == 0) {
        const char *next = delimiter_end(body.data + bytes, limit, last);
        if (next)
            return next;
    }
    return delimiter_find(body.data, limit, needle, &end, last);
}

static bool parts_take(GBytes *body, const char *needle, GArray *params, GPtrArray *uploads,
                       GError **error)
{
    Span whole;
    whole.data = g_bytes_get_data(body, &whole.bytes);
    const char *limit = whole.data + whole.bytes, *end = NULL;
    bool last = false;
    const char *p = first_find(whole, needle, &last);
    if (!p)
        return malformed(error, "no boundary in the body");
    while (!last) {
        /* one byte back: an empty part ends at the line end of its own delimiter */
        const char *next = delimiter_find(p - 1, limit, needle, &end, &last);
        if (!next)
            return malformed(error, "no closing boundary");
        const char *stop = end > p && end[-1] == '\r' ? end - 1 : MAX(end, p);
        if (!part_take((Span){ p, (gsize)(stop - p) }, body, params, uploads, error))
            return false;
        p = next;
    }
    return true;
}

bool multipart_parse(GBytes *body, const char *content_type, GArray *params, GPtrArray *uploads,
                     GError **error)
{
    g_autofree char *boundary = header_param(content_type, "boundary");
    if (!boundary || !*boundary || strlen(boundary) > BOUNDARY_MAX)
        return malformed(error, "no boundary in the type");
    if (g_bytes_get_size(body) == 0)
        return malformed(error, "empty body");
    g_autofree char *needle = g_strconcat("\n--", boundary, NULL);
    return parts_take(body, needle, params, uploads, error);
}
