/* The words of a mail: see mail_text.h. */
#include "channel/mail_text.h"

#include <string.h>

#include "base/text.h"

/* ---- bytes ---- */

static bool charset_is(const char *charset, const char *const *names)
{
    for (; charset && *names; names++)
        if (g_ascii_strcasecmp(charset, *names) == 0)
            return true;
    return false;
}

/* These may be valid UTF-8 by accident and yet mean something else. */
static bool is_told_apart(const char *charset)
{
    return charset && (g_ascii_strncasecmp(charset, "utf-16", 6) == 0 ||
                       g_ascii_strncasecmp(charset, "utf-32", 6) == 0 ||
                       g_ascii_strncasecmp(charset, "utf-7", 5) == 0 ||
                       g_ascii_strncasecmp(charset, "ucs-", 4) == 0 ||
                       g_ascii_strncasecmp(charset, "iso-2022", 8) == 0 ||
                       g_ascii_strncasecmp(charset, "hz", 2) == 0);
}

char *mail_text_decode(const void *data, gsize bytes, const char *charset)
{
    static const char *const LATIN[] = { "iso-8859-1", "latin1", "us-ascii", "ascii", NULL };
    const char *chars = data ? data : "";
    gsize written = 0;
    if (!is_told_apart(charset) && g_utf8_validate(chars, (gssize)bytes, NULL))
        return text_salvage(chars, bytes);
    const char *from = !charset || charset_is(charset, LATIN) ? "windows-1252" : charset;
    g_autofree char *converted =
        g_convert_with_fallback(chars, (gssize)bytes, "UTF-8", from, "?", NULL, &written, NULL);
    return converted ? text_salvage(converted, written) : text_salvage(chars, bytes);
}

char *mail_text_unflow(const char *text, bool delete_space)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) out = g_string_new(NULL);
    bool open = false;
    for (char **line = lines; *line; line++) {
        const char *words = **line == ' ' ? *line + 1 : *line; /* space-stuffed */
        gsize bytes = strlen(words);
        bool soft = bytes > 0 && words[bytes - 1] == ' ' && strcmp(words, "-- ") != 0 &&
                    *words != '>' && line[1];
        if (!open && line != lines)
            g_string_append_c(out, '\n');
        g_string_append_len(out, words, (gssize)(soft && delete_space ? bytes - 1 : bytes));
        open = soft;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- HTML ---- */

typedef struct Html {
    GString *out;
    const char *at;
    const char *unseen; /* element whose content nobody sees; NULL none */
    int cited;          /* depth of blockquote */
    bool line_begun;
} Html;

static void put_char(Html *h, gunichar c)
{
    if (!h->line_begun && g_unichar_isspace(c))
        return;
    if (!h->line_begun && h->cited > 0)
        g_string_append(h->out, "> ");
    h->line_begun = true;
    bool space = g_unichar_isspace(c);
    if (space && h->out->len > 0 && h->out->str[h->out->len - 1] == ' ')
        return;
    g_string_append_unichar(h->out, space ? ' ' : c);
}

static void new_line(Html *h)
{
    if (h->line_begun)
        g_string_append_c(h->out, '\n');
    h->line_begun = false;
}

static gunichar entity(const char *name, gsize bytes)
{
    static const struct {
        const char *name;
        gunichar c;
    } NAMED[] = { { "amp", '&' },      { "lt", '<' },       { "gt", '>' },
                  { "quot", '"' },     { "apos", '\'' },    { "nbsp", ' ' },
                  { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 },
                  { "lsquo", 0x2018 }, { "rsquo", 0x2019 }, { "ldquo", 0x201c },
                  { "rdquo", 0x201d }, { "bull", 0x2022 },  { "middot", 0xb7 },
                  { "eacute", 0xe9 },  { "deg", 0xb0 },     { "copy", 0xa9 } };
    g_autofree char *word = g_strndup(name, bytes);
    if (*word == '#') {
        bool hex = word[1] == 'x' || word[1] == 'X';
        guint64 c = g_ascii_strtoull(word + (hex ? 2 : 1), NULL, hex ? 16 : 10);
        return c > 0 && c <= 0x10ffff && g_unichar_validate((gunichar)c) ? (gunichar)c : 0xfffd;
    }
    for (guint i = 0; i < G_N_ELEMENTS(NAMED); i++)
        if (strcmp(word, NAMED[i].name) == 0)
            return NAMED[i].c;
    return 0;
}

enum { ENTITY_BYTES = 10 };

static void read_entity(Html *h)
{
    gsize bytes = 1;
    while (bytes <= ENTITY_BYTES && (g_ascii_isalnum(h->at[bytes]) || h->at[bytes] == '#'))
        bytes++;
    gunichar c = bytes > 1 ? entity(h->at + 1, bytes - 1) : 0;
    put_char(h, c ? c : '&');
    h->at += c ? bytes + (h->at[bytes] == ';') : 1;
}

/* Past the end of a tag; quotes may hold ">". */
static const char *tag_end(const char *at)
{
    char quote = 0;
    for (; *at; at++) {
        if (quote) {
            quote = *at == quote ? 0 : quote;
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        } else if (*at == '>') {
            return at + 1;
        }
    }
    return at;
}

static bool is_one_of(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static void apply_tag(Html *h, const char *name, bool closes)
{
    static const char *const UNSEEN[] = { "style", "script", "title", "noscript", NULL };
    static const char *const LINES[] = { "br",  "p",          "div",     "tr",      "li",
                                         "ul",  "ol",         "table",   "hr",      "h1",
                                         "h2",  "h3",         "h4",      "h5",      "h6",
                                         "pre", "blockquote", "section", "article", NULL };
    for (const char *const *unseen = UNSEEN; *unseen; unseen++)
        if (!closes && strcmp(name, *unseen) == 0)
            h->unseen = *unseen;
    if (is_one_of(name, LINES)) {
        if (strcmp(name, "br") == 0 && !h->line_begun)
            h->line_begun = true; /* an empty line stays one */
        new_line(h);
    } else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
        put_char(h, ' ');
    }
    if (strcmp(name, "blockquote") == 0)
        h->cited = MAX(0, h->cited + (closes ? -1 : 1));
}

static void read_tag(Html *h)
{
    if (g_str_has_prefix(h->at, "<!--")) {
        const char *end = strstr(h->at + 4, "-->");
        h->at = end ? end + 3 : h->at + strlen(h->at);
        return;
    }
    bool closes = h->at[1] == '/';
    const char *word = h->at + 1 + closes;
    gsize bytes = 0;
    while (g_ascii_isalnum(word[bytes]))
        bytes++;
    if (bytes == 0 && *word != '!' && *word != '?') { /* a bare "<" */
        put_char(h, '<');
        h->at++;
        return;
    }
    g_autofree char *name = g_ascii_strdown(word, (gssize)bytes);
    h->at = tag_end(word);
    apply_tag(h, name, closes);
}

/* Up to the tag that closes what nobody sees; "<" in a script is no tag. */
static void skip_unseen(Html *h)
{
    const char *tag = strstr(h->at, "</");
    gsize bytes = strlen(h->unseen);
    while (tag && g_ascii_strncasecmp(tag + 2, h->unseen, bytes) != 0)
        tag = strstr(tag + 2, "</");
    h->at = tag ? tag_end(tag) : h->at + strlen(h->at);
    h->unseen = NULL;
}

char *mail_text_of_html(const char *html)
{
    Html h = { .out = g_string_new(NULL), .at = html };
    while (*h.at) {
        if (h.unseen) {
            skip_unseen(&h);
        } else if (*h.at == '<') {
            read_tag(&h);
        } else if (*h.at == '&') {
            read_entity(&h);
        } else {
            put_char(&h, g_utf8_get_char(h.at));
            h.at = g_utf8_next_char(h.at);
        }
    }
    return g_string_free(h.out, FALSE);
}

/* ---- what is quoted below ---- */

static bool is_blank(const char *line)
{
    return line[strspn(line, " \t")] == '\0';
}

static bool is_cited(const char *line)
{
    return line[strspn(line, " ")] == '>';
}

static bool folded_has(const char *line, const char *const *words)
{
    g_autofree char *folded = text_fold(line);
    for (; *words; words++)
        if (strstr(folded, *words))
            return true;
    return false;
}

/* "-----Original Message-----" in the languages met here. */
static bool is_divider(const char *line)
{
    static const char *const WORDS[] = { "original message",  "pesan asli",    "pesan semula",
                                         "forwarded message", "pesan terusan", NULL };
    return g_str_has_prefix(line + strspn(line, " "), "---") && folded_has(line, WORDS);
}

/* "From:", "Dari:" and the like, as Outlook puts the head of what it quotes. */
static bool is_head_line(const char *line)
{
    static const char *const NAMES[] = { "From:",    "Dari:",   "Sent:",   "Dikirim:", "Date:",
                                         "Tanggal:", "To:",     "Kepada:", "Ke:",      "Subject:",
                                         "Perihal:", "Subjek:", NULL };
    g_autofree char *bare = g_strstrip(g_strdelimit(g_strdup(line), "*", ' '));
    for (const char *const *name = NAMES; *name; name++)
        if (g_str_has_prefix(bare, *name))
            return true;
    return false;
}

static bool is_quoted_head(char **lines, guint at)
{
    guint heads = 0;
    for (guint i = at; lines[i] && is_head_line(lines[i]); i++)
        heads++;
    return heads >= 3;
}

/* "Pada Sen, 23 Nov ... menulis:", also over up to three lines; *lines_used says how many. */
static bool is_attribution(char **lines, guint at, guint *lines_used)
{
    static const char *const BEGINS[] = { "Pada ", "On ", "Am ", "Le ", "Op ", NULL };
    static const char *const ENDS[] = {
        "menulis:", "wrote:", "schrieb:", "crit :", "schreef:", NULL
    };
    bool begins = false;
    for (const char *const *b = BEGINS; *b; b++)
        begins |= g_str_has_prefix(lines[at], *b);
    for (guint n = 0; n < 3 && lines[at + n] && !is_blank(lines[at + n]); n++) {
        g_autofree char *line = g_strchomp(g_strdup(lines[at + n]));
        for (const char *const *e = ENDS; *e; e++)
            if (g_str_has_suffix(line, *e) && (begins || strchr(line, '@'))) {
                *lines_used = n + 1;
                return true;
            }
    }
    return false;
}

/* From here on down only blank, cited or attributing lines. */
static bool is_all_cited(char **lines, guint at)
{
    guint used = 1;
    for (; lines[at]; at += used) {
        used = 1;
        if (!is_blank(lines[at]) && !is_cited(lines[at]) && !is_attribution(lines, at, &used))
            return false;
    }
    return true;
}

/* Where the answered mail begins, behind the own words; the count of lines when nowhere. */
static guint quote_begin(char **lines)
{
    guint used = 0, i = 0;
    for (; lines[i]; i++) {
        bool quoted = is_cited(lines[i]) || is_attribution(lines, i, &used);
        if (is_divider(lines[i]) || is_quoted_head(lines, i) || (quoted && is_all_cited(lines, i)))
            return i;
    }
    return i;
}

/* The first line that is not of a passage cited above the own words. */
static guint quote_end(char **lines)
{
    guint used = 0, i = 0;
    bool attributed = false;
    while (lines[i] && is_blank(lines[i]))
        i++;
    if (lines[i] && is_attribution(lines, i, &used)) {
        attributed = true;
        i += used;
    }
    while (attributed && lines[i] && is_blank(lines[i]))
        i++;
    if (!lines[i] || !is_cited(lines[i]))
        return 0;
    while (lines[i] && (is_cited(lines[i]) || is_blank(lines[i])))
        i++;
    return i;
}

static bool is_phone_signature(const char *line)
{
    static const char *const WORDS[] = { "sent from my",     "dikirim dari",  "get outlook for",
                                         "dapatkan outlook", "terkirim dari", NULL };
    return text_chars(line) < 80 && folded_has(line, WORDS);
}

static guint signature_begin(char **lines, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        if (i > from && (strcmp(lines[i], "-- ") == 0 || strcmp(lines[i], "--") == 0))
            return i;
    }
    guint last = to;
    while (last > from && is_blank(lines[last - 1]))
        last--;
    return last > from + 1 && is_phone_signature(lines[last - 1]) ? last - 1 : to;
}

static char *join(char **lines, guint from, guint to)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint i = from; i < to; i++)
        g_string_append_printf(out, "%s%s", i > from ? "\n" : "", lines[i]);
    return g_strdup(g_strstrip(out->str));
}

char *mail_text_own(const char *text, bool is_reply)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint count = g_strv_length(lines);
    guint from = is_reply ? quote_end(lines) : 0;
    guint to = is_reply ? quote_begin(lines) : count;
    from = MIN(from, to);
    to = signature_begin(lines, from, to);
    return join(lines, from, to);
}
