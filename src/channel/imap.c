/* A mailbox by IMAP: see imap.h. */
#include "channel/imap.h"

#include <string.h>

enum { MAX_LITERAL = 64 * 1024 * 1024, MAX_ANSWERS = 100000 };

struct Imap {
    Wire *wire;
    char *done; /* quoted; NULL: flag it */
    guint tag;
    bool can_idle, can_move, can_uid_expunge;
    bool news; /* told of a mail since the last search began: IDLE does not tell it again */
};

/* What one command was answered: its untagged lines, and the last literal among them. */
typedef struct Answer {
    GPtrArray *lines; /* char*: a literal is left out, what stands around it is joined */
    GBytes *literal;
    char *text; /* of the tagged line, "OK ..." */
} Answer;

static void answer_clear(Answer *answer)
{
    g_clear_pointer(&answer->lines, g_ptr_array_unref);
    g_clear_pointer(&answer->literal, g_bytes_unref);
    g_clear_pointer(&answer->text, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Answer, answer_clear)

static bool fail(GError **error, const char *what)
{
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL, N_("Kotak surat menolak permintaan."),
              "IMAP: %s", what);
    return false;
}

/* ---- speaking ---- */

/* "... {123}": the bytes of the literal that follows; -1 none. */
static gint64 literal_of(const char *line)
{
    const char *open = strrchr(line, '{');
    gint64 bytes = -1;
    gsize length = strlen(line);
    if (!open || length == 0 || line[length - 1] != '}')
        return -1;
    g_autofree char *number = g_strndup(open + 1, (gsize)(line + length - 1 - (open + 1)));
    return g_ascii_string_to_signed(number, 10, 0, G_MAXINT64, &bytes, NULL) ? bytes : -1;
}

/* One answer with its literals. */
static char *read_answer(Imap *imap, GBytes **literal, GError **error)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (;;) {
        g_autofree char *line = wire_read_line(imap->wire, error);
        gint64 bytes = line ? literal_of(line) : -1;
        if (!line)
            return NULL;
        g_string_append(all, line);
        if (bytes < 0)
            return g_string_free(g_steal_pointer(&all), FALSE);
        if (bytes > MAX_LITERAL) {
            fail(error, "a literal is too large");
            return NULL;
        }
        g_clear_pointer(literal, g_bytes_unref);
        *literal = wire_read_bytes(imap->wire, (gsize)bytes, error);
        if (!*literal)
            return NULL;
    }
}

/* "* 4 EXISTS" */
static bool is_news(const char *line)
{
    return g_str_has_prefix(line, "* ") && g_str_has_suffix(line, " EXISTS");
}

static bool read_answers(Imap *imap, const char *tag, Answer *answer, GError **error)
{
    answer->lines = g_ptr_array_new_with_free_func(g_free);
    while (answer->lines->len < MAX_ANSWERS) {
        g_autofree char *line = read_answer(imap, &answer->literal, error);
        if (!line)
            return false;
        if (g_str_has_prefix(line, tag) && line[strlen(tag)] == ' ') {
            answer->text = g_strdup(line + strlen(tag) + 1);
            return true;
        }
        if (g_ascii_strncasecmp(line, "* BYE", 5) == 0)
            return fail(error, "the server says good-bye");
        imap->news |= is_news(line);
        g_ptr_array_add(answer->lines, g_steal_pointer(&line));
    }
    return fail(error, "too many answers");
}

static bool is_ok(const Answer *answer)
{
    return g_ascii_strncasecmp(answer->text, "OK", 2) == 0;
}

static bool send_line(Imap *imap, const char *line, GError **error)
{
    g_autofree char *bytes = g_strconcat(line, "\r\n", NULL);
    return wire_write(imap->wire, bytes, strlen(bytes), error);
}

/* False: the connection is no more, or the server refused. */
static bool command(Imap *imap, const char *what, Answer *answer, GError **error)
{
    g_autofree char *tag = g_strdup_printf("K%u", ++imap->tag);
    g_autofree char *line = g_strconcat(tag, " ", what, NULL);
    if (!send_line(imap, line, error) || !read_answers(imap, tag, answer, error))
        return false;
    return is_ok(answer) || fail(error, answer->text);
}

/* NULL: cannot be written as a quoted string. */
static char *quoted(const char *name)
{
    g_autoptr(GString) out = g_string_new("\"");
    for (const char *p = name; *p; p++) {
        if (g_ascii_iscntrl(*p) || (guchar)*p >= 0x80)
            return NULL;
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* ---- opening ---- */

static bool has_word(const char *line, const char *word)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    for (char **at = words; *at; at++)
        if (g_ascii_strcasecmp(*at, word) == 0)
            return true;
    return false;
}

static bool ask_capabilities(Imap *imap, GError **error)
{
    g_auto(Answer) answer = { 0 };
    if (!command(imap, "CAPABILITY", &answer, error))
        return false;
    for (guint i = 0; i < answer.lines->len; i++) {
        const char *line = answer.lines->pdata[i];
        imap->can_idle |= has_word(line, "IDLE");
        imap->can_move |= has_word(line, "MOVE");
        imap->can_uid_expunge |= has_word(line, "UIDPLUS");
    }
    return true;
}

static bool select_folder(Imap *imap, const char *folder, GError **error)
{
    g_auto(Answer) answer = { 0 };
    g_autofree char *name = quoted(folder);
    g_autofree char *line = g_strconcat("SELECT ", name, NULL);
    if (!name)
        return fail(error, "the name of the folder must be ASCII (modified UTF-7)");
    if (!command(imap, line, &answer, error))
        return false;
    return !strstr(answer.text, "[READ-ONLY]") || fail(error, "the folder is read-only");
}

Imap *imap_open(Wire *wire, const char *folder, const char *done, GError **error)
{
    g_autoptr(Imap) imap = g_new0(Imap, 1);
    imap->wire = wire;
    imap->done = *done ? quoted(done) : NULL;
    if (*done && !imap->done) {
        fail(error, "the name of the folder must be ASCII (modified UTF-7)");
        return NULL;
    }
    return ask_capabilities(imap, error) && select_folder(imap, folder, error)
               ? g_steal_pointer(&imap)
               : NULL;
}

void imap_free(Imap *imap)
{
    if (!imap)
        return;
    wire_close(imap->wire);
    g_free(imap->done);
    g_free(imap);
}

/* ---- mails ---- */

static int by_number(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;
    return (x > y) - (x < y);
}

static void add_uids(const char *line, GArray *uids)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    for (guint i = 2; i < g_strv_length(words); i++) {
        gint64 uid;
        if (g_ascii_string_to_signed(words[i], 10, 1, G_MAXUINT32, &uid, NULL)) {
            guint32 number = (guint32)uid;
            g_array_append_val(uids, number);
        }
    }
}

GArray *imap_new_mails(Imap *imap, guint limit, GError **error)
{
    g_auto(Answer) answer = { 0 };
    const char *what = imap->done ? "UID SEARCH UNDELETED" : "UID SEARCH UNSEEN UNDELETED";
    imap->news = false;
    if (!command(imap, what, &answer, error))
        return NULL;
    GArray *uids = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < answer.lines->len; i++)
        if (g_ascii_strncasecmp(answer.lines->pdata[i], "* SEARCH", 8) == 0)
            add_uids(answer.lines->pdata[i], uids);
    g_array_sort(uids, by_number);
    g_array_set_size(uids, MIN(uids->len, limit));
    return uids;
}

/* "RFC822.SIZE 254" anywhere in the lines. */
static gsize size_of(const Answer *answer)
{
    for (guint i = 0; i < answer->lines->len; i++) {
        const char *at = strstr(answer->lines->pdata[i], "RFC822.SIZE ");
        if (at)
            return (gsize)g_ascii_strtoull(at + strlen("RFC822.SIZE "), NULL, 10);
    }
    return 0;
}

GBytes *imap_fetch(Imap *imap, guint32 uid, gsize max_bytes, gsize *whole, GError **error)
{
    g_auto(Answer) answer = { 0 };
    g_autofree char *line = g_strdup_printf(
        "UID FETCH %u (RFC822.SIZE BODY.PEEK[]<0.%" G_GSIZE_FORMAT ">)", uid, max_bytes);
    if (!command(imap, line, &answer, error))
        return NULL;
    *whole = size_of(&answer);
    return answer.literal ? g_steal_pointer(&answer.literal) : g_bytes_new(NULL, 0);
}

static bool say(Imap *imap, guint32 uid, const char *before, const char *after, GError **error)
{
    g_auto(Answer) answer = { 0 };
    g_autofree char *line = g_strdup_printf("%s %u %s", before, uid, after);
    return command(imap, line, &answer, error);
}

static bool expunge(Imap *imap, guint32 uid, GError **error)
{
    /* without UIDPLUS it stays, deleted, until somebody clears the folder */
    return say(imap, uid, "UID STORE", "+FLAGS.SILENT (\\Seen \\Deleted)", error) &&
           (!imap->can_uid_expunge || say(imap, uid, "UID EXPUNGE", "", error));
}

bool imap_done(Imap *imap, guint32 uid, GError **error)
{
    if (!imap->done)
        return say(imap, uid, "UID STORE", "+FLAGS.SILENT (\\Seen)", error);
    if (imap->can_move)
        return say(imap, uid, "UID MOVE", imap->done, error);
    return say(imap, uid, "UID COPY", imap->done, error) && expunge(imap, uid, error);
}

/* ---- waiting ---- */

static bool check(Imap *imap, GError **error)
{
    g_auto(Answer) answer = { 0 };
    return command(imap, "NOOP", &answer, error);
}

static bool end_idle(Imap *imap, const char *tag, GError **error)
{
    g_auto(Answer) answer = { 0 };
    return send_line(imap, "DONE", error) && read_answers(imap, tag, &answer, error);
}

bool imap_wait(Imap *imap, guint timeout_ms, guint poll_ms, GError **error)
{
    if (imap->news)
        return true;
    if (!imap->can_idle) {
        wire_wait(imap->wire, poll_ms);
        return check(imap, error);
    }
    g_autofree char *tag = g_strdup_printf("K%u", ++imap->tag);
    g_autofree char *line = g_strconcat(tag, " IDLE", NULL);
    g_autofree char *going =
        send_line(imap, line, error) ? wire_read_line(imap->wire, error) : NULL;
    if (!going)
        return false;
    if (*going == '+') /* else it told of something first: look at once */
        wire_wait(imap->wire, timeout_ms);
    return end_idle(imap, tag, error);
}
