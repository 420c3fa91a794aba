/* Reading an SMS: see sms_command.h. */
#include "domain/sms_command.h"

#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/text.h"

enum {
    LETTERS_MIN = 6,
    SAID_CHARS = 20,
    STATUS_REST_CHARS = 24,
    PICK_DIGITS = 2,
    ANSWER_WORDS = 4,
    WORD_BYTES = 24
};

typedef struct {
    const char *word;
    SmsVerb verb;
} Keyword;

static const Keyword KEYWORDS[] = {
    { "lapor", SMS_REPORT },  { "aduan", SMS_REPORT },    { "cek", SMS_STATUS },
    { "check", SMS_STATUS },  { "status", SMS_STATUS },   { "selesai", SMS_CONFIRM },
    { "sudah", SMS_CONFIRM }, { "udah", SMS_CONFIRM },    { "sdh", SMS_CONFIRM },
    { "udh", SMS_CONFIRM },   { "dah", SMS_CONFIRM },     { "beres", SMS_CONFIRM },
    { "kelar", SMS_CONFIRM }, { "rampung", SMS_CONFIRM }, { "belum", SMS_DISPUTE },
    { "blm", SMS_DISPUTE },   { "blum", SMS_DISPUTE },    { "belom", SMS_DISPUTE },
    { "tidak", SMS_DISPUTE }, { "tdk", SMS_DISPUTE },     { "gak", SMS_DISPUTE },
    { "ga", SMS_DISPUTE },    { "nggak", SMS_DISPUTE },   { "nilai", SMS_RATE },
    { "berhenti", SMS_STOP }, { "stop", SMS_STOP },       { "bantuan", SMS_HELP },
    { "info", SMS_HELP },     { "help", SMS_HELP },       { "start", SMS_HELP },
    { "batal", SMS_CANCEL },  { "batalkan", SMS_CANCEL }, { "cancel", SMS_CANCEL },
    { "petugas", SMS_HUMAN }, { "operator", SMS_HUMAN },  { "manusia", SMS_HUMAN },
};

/* A verdict only with what is denied: "tidak beres". */
static const char *const WEAK[] = { "tidak", "tdk", "gak", "ga", "nggak", NULL };

/* Nothing but these, and one of the first: he wants to talk to somebody. */
static const char *const HUMAN[] = { "petugas", "operator", "manusia", "cs", "admin", NULL };
static const char *const HUMAN_ALONG[] = {
    "mau",   "ingin",   "minta",     "tolong",     "bisa",   "bicara", "ngomong", "ngobrol", "chat",
    "tanya", "hubungi", "hubungkan", "sambungkan", "dengan", "dgn",    "ke",      "sama",    "saya",
    "pak",   "bu",      "langsung",  "kepada",     "orang",  "dong",   "ya",      NULL,
};

static const char *const YES[] = { "ya",  "iya",    "y",      "betul",  "benar", "ok",
                                   "oke", "yes",    "nggih",  "inggih", "enya",  "muhun",
                                   "yoi", "setuju", "lanjut", NULL };
static const char *const NO[] = { "tidak",  "tdk",   "gak",  "ga",  "nggak",  "engga",
                                  "bukan",  "no",    "ora",  "teu", "mboten", "henteu",
                                  "lewati", "lewat", "skip", NULL };

static const char *const POLITE[] = {
    "terima",   "kasih",         "terimakasih", "makasih", "trims",  "tks",    "thanks", "ok",
    "oke",      "okay",          "ya",          "iya",     "baik",   "siap",   "pak",    "bu",
    "bapak",    "ibu",           "min",         "admin",   "kak",    "mas",    "mbak",   "beres",
    "selesai",  "sudah",         "bagus",       "sip",     "mantap", "banyak", "sekali", "semua",
    "semuanya", "alhamdulillah", "salam",       "selamat", "pagi",   "siang",  "sore",   "malam",
    NULL,
};

static bool is_among(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

bool sms_command_is_polite(const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) words = g_strsplit(folded, " ", -1);
    for (char **word = words; *word; word++)
        if (**word && !is_among(*word, POLITE))
            return false;
    return *folded != '\0';
}

static GStrv words_of(const char *text)
{
    g_autofree char *folded = text_fold(text);
    g_auto(GStrv) all = g_strsplit(folded, " ", -1);
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (char **word = all; *word; word++)
        if (**word)
            g_ptr_array_add(words, g_strdup(*word));
    g_ptr_array_add(words, NULL);
    return (GStrv)g_ptr_array_free(g_steal_pointer(&words), FALSE);
}

static const char *meaning_of(const char *word, GHashTable *spelling)
{
    const char *meaning = spelling ? g_hash_table_lookup(spelling, word) : NULL;
    return meaning && *meaning ? meaning : word;
}

SmsAnswer sms_command_answer(const char *text, GHashTable *spelling)
{
    g_auto(GStrv) words = words_of(text);
    guint count = g_strv_length(words), yes = 0;
    for (char **word = words; *word; word++)
        yes += is_among(*word, YES) || is_among(meaning_of(*word, spelling), YES);
    if (count > 0 && yes == count)
        return SMS_YES;
    bool no = count > 0 && count <= ANSWER_WORDS &&
              (is_among(words[0], NO) || is_among(meaning_of(words[0], spelling), NO));
    return no ? SMS_NO : SMS_NEITHER;
}

static bool wants_human(const char *text)
{
    g_auto(GStrv) words = words_of(text);
    bool named = false;
    for (char **word = words; *word; word++) {
        if (!is_among(*word, HUMAN) && !is_among(*word, HUMAN_ALONG))
            return false;
        named = named || is_among(*word, HUMAN);
    }
    return named;
}

bool sms_command_is_short(const char *text)
{
    g_autofree char *folded = text_fold(text);
    int letters = 0;
    for (const char *at = folded; *at; at = g_utf8_next_char(at))
        letters += g_unichar_isalpha(g_utf8_get_char(at));
    return letters < LETTERS_MIN;
}

void sms_command_clear(SmsCommand *command)
{
    g_clear_pointer(&command->ticket, g_free);
    g_clear_pointer(&command->text, g_free);
    g_clear_pointer(&command->said, g_free);
}

/* The bytes of a first word that is one of letters only, with the signs behind it; 0 none. */
static gsize keyword_of(const char *text, GHashTable *spelling, const Keyword **keyword)
{
    gsize letters = 0;
    while (g_ascii_isalpha(text[letters]))
        letters++;
    if (letters == 0 || letters > WORD_BYTES || (guchar)text[letters] >= 0x80 ||
        g_ascii_isdigit(text[letters]))
        return 0;
    g_autofree char *typed = g_ascii_strdown(text, (gssize)letters);
    const char *word = meaning_of(typed, spelling);
    for (guint i = 0; i < G_N_ELEMENTS(KEYWORDS); i++)
        if (strcmp(typed, KEYWORDS[i].word) == 0 || strcmp(word, KEYWORDS[i].word) == 0) {
            *keyword = &KEYWORDS[i];
            return letters + strspn(text + letters, " \t\n.,:;#!?*<>()[]\"'-");
        }
    return 0;
}

/* The text without its first ticket, as typed; *ticket receives it. */
static char *take_ticket(const char *text, char **ticket)
{
    *ticket = ticket_find(text);
    if (!*ticket)
        return g_strdup(text);
    g_auto(GStrv) words = g_strsplit_set(text, " \n\t", -1);
    g_autoptr(GString) rest = g_string_new(NULL);
    for (char **word = words; *word; word++) {
        g_autofree char *found = ticket_find(*word);
        if (!found || strcmp(found, *ticket) != 0)
            g_string_append_printf(rest, "%s%s", rest->len ? " " : "", *word);
    }
    return g_strdup(g_strstrip(rest->str));
}

/* "jpr 4k7m 2q9t", or without the prefix. */
static char *only_ticket(const char *text, const char *prefix)
{
    g_autofree char *line = text_one_line(text);
    g_autofree char *with = g_strconcat(prefix, "-", line, NULL);
    bool has_digit = line[strcspn(line, "0123456789")] != '\0';
    char *ticket = has_digit ? ticket_normalise(line) : NULL;
    return ticket || !has_digit ? ticket : ticket_normalise(with);
}

/* "2", "2.", "no 2", "nomor 2" */
static bool parse_pick(const char *text, int *number)
{
    g_autofree char *folded = text_fold(text);
    const char *at = folded;
    static const char *const BEFORE[] = { "nomor ", "nomer ", "no ", "angka ", "pilih " };
    for (guint i = 0; i < G_N_ELEMENTS(BEFORE); i++)
        if (g_str_has_prefix(at, BEFORE[i]))
            at += strlen(BEFORE[i]);
    gsize digits = strspn(at, "0123456789");
    if (digits == 0 || digits > PICK_DIGITS || at[digits])
        return false;
    *number = atoi(at);
    return true;
}

/* ---- one function a verb: false when the rest does not fit the keyword ---- */

static bool parse_report(const char *rest, SmsCommand *c)
{
    static const struct {
        const char *word;
        Visibility visibility;
    } SIGHTS[] = { { "rahasia", VISIBILITY_SECRET }, { "anonim", VISIBILITY_ANONYMOUS } };
    for (guint i = 0; i < G_N_ELEMENTS(SIGHTS); i++) {
        gsize n = strlen(SIGHTS[i].word);
        if (g_ascii_strncasecmp(rest, SIGHTS[i].word, n) != 0 || g_ascii_isalnum(rest[n]))
            continue;
        c->visibility = SIGHTS[i].visibility;
        rest += n + strspn(rest + n, " \t\n.,:;#!-");
        break;
    }
    c->text = g_strdup(rest);
    return true;
}

static bool parse_status(const char *rest, const char *prefix, SmsCommand *c)
{
    c->ticket = only_ticket(rest, prefix);
    if (!c->ticket)
        c->ticket = ticket_find(rest);
    if (!c->ticket && text_chars(rest) > STATUS_REST_CHARS)
        return false;
    g_autofree char *line = text_one_line(rest);
    c->said = text_cut(line, SAID_CHARS, false);
    c->text = g_strdup("");
    return true;
}

static bool parse_verdict(const char *rest, const char *prefix, SmsCommand *c)
{
    char *ticket = only_ticket(rest, prefix);
    c->text = ticket ? g_strdup("") : take_ticket(rest, &ticket);
    c->ticket = ticket;
    return true;
}

/* "belum selesai, masih bocor": the word belongs to the verdict. "tidak" is one only with it. */
static bool parse_dispute(const char *rest, const char *prefix, bool alone, SmsCommand *c)
{
    static const char *const DONE[] = { "selesai", "beres", "kelar", "rampung" };
    for (guint i = 0; i < G_N_ELEMENTS(DONE); i++) {
        gsize n = strlen(DONE[i]);
        if (g_ascii_strncasecmp(rest, DONE[i], n) != 0 || g_ascii_isalnum(rest[n]))
            continue;
        rest += n + strspn(rest + n, " \t\n.,:;#!-");
        alone = true;
    }
    return alone && parse_verdict(rest, prefix, c);
}

/* Asking for a person is heard anywhere in a request that is nothing else. */
static bool parse_human(const char *rest, SmsCommand *c)
{
    c->text = g_strdup("");
    return text_is_blank(rest) || wants_human(rest) || sms_command_is_polite(rest);
}

static bool parse_confirm(const char *rest, const char *prefix, SmsCommand *c)
{
    parse_verdict(rest, prefix, c);
    return text_is_blank(c->text) || sms_command_is_polite(c->text);
}

static bool parse_rate(const char *rest, const char *prefix, SmsCommand *c)
{
    bool digit = rest[0] >= '0' && rest[0] <= '9' && !g_ascii_isdigit(rest[1]);
    c->number = digit && rest[0] >= '1' && rest[0] <= '5' ? rest[0] - '0' : 0;
    const char *after = digit ? rest + 1 + strspn(rest + 1, " \t\n.,:;-") : rest;
    parse_verdict(after, prefix, c);
    return digit || text_is_blank(c->text);
}

static bool parse_bare(const char *rest, const char *prefix, SmsCommand *c)
{
    parse_verdict(rest, prefix, c);
    return text_is_blank(c->text);
}

static bool parse_rest(const Keyword *keyword, const char *rest, const char *prefix, SmsCommand *c)
{
    switch (keyword->verb) {
    case SMS_REPORT:
        return parse_report(rest, c);
    case SMS_STATUS:
        return parse_status(rest, prefix, c);
    case SMS_CONFIRM:
        return parse_confirm(rest, prefix, c);
    case SMS_DISPUTE:
        return parse_dispute(rest, prefix, !is_among(keyword->word, WEAK), c);
    case SMS_RATE:
        return parse_rate(rest, prefix, c);
    case SMS_STOP:
    case SMS_HELP:
    case SMS_CANCEL:
        return parse_bare(rest, prefix, c);
    case SMS_HUMAN:
        return parse_human(rest, c);
    case SMS_EMPTY:
    case SMS_TEXT:
    case SMS_PICK:
        break;
    }
    return false;
}

static void parse_plain(const char *text, const char *prefix, SmsCommand *c)
{
    *c = (SmsCommand){ .verb = SMS_TEXT };
    c->ticket = only_ticket(text, prefix);
    if (c->ticket)
        c->verb = SMS_STATUS;
    else if (wants_human(text))
        c->verb = SMS_HUMAN;
    else if (*text == '?' && text[strspn(text, "? ")] == '\0')
        c->verb = SMS_HELP;
    else if (parse_pick(text, &c->number))
        c->verb = SMS_PICK;
    else if (text_is_blank(text))
        c->verb = SMS_EMPTY;
    else
        c->ticket = ticket_find(text);
    c->text = g_strdup(text);
}

void sms_command_parse(const char *typed, const char *prefix, GHashTable *spelling, SmsCommand *c)
{
    g_autofree char *text = g_strstrip(g_strdup(typed));
    const char *words = text + (*text == '/'); /* a bot's command: /start */
    const Keyword *keyword = NULL;
    gsize bytes = keyword_of(words, spelling, &keyword);
    *c = (SmsCommand){ .verb = bytes ? keyword->verb : SMS_TEXT };
    if (bytes == 0 || !parse_rest(keyword, words + bytes, prefix, c)) {
        sms_command_clear(c);
        parse_plain(text, prefix, c);
    }
    if (!c->said)
        c->said = g_strdup("");
}
