/* One mail by SMTP: see smtp.h. */
#include "channel/smtp.h"

#include <string.h>

enum { MAX_LINES = 100, SAID_CHARS = 60 };

/* The code of an answer, which may have several lines; 0: none came. *said: its first words. */
static int read_code(Wire *wire, char **said, GError **error)
{
    for (int i = 0; i < MAX_LINES; i++) {
        g_autofree char *line = wire_read_line(wire, error);
        if (!line)
            return 0;
        bool last = strlen(line) < 4 || line[3] != '-';
        if (!*said)
            *said = g_strndup(line, SAID_CHARS);
        if (last)
            return (int)g_ascii_strtoll(line, NULL, 10);
    }
    return 0;
}

/* Answers repeat the receiver ("550 <x@y> unknown"): only codes are written down. */
static char *codes_of(const char *said)
{
    gsize bytes = strspn(said, "0123456789. -");
    return g_strchomp(g_strndup(said, bytes));
}

static int ask(Wire *wire, const char *line, char **codes, GError **error)
{
    g_autofree char *bytes = g_strconcat(line, "\r\n", NULL);
    g_autofree char *said = NULL;
    if (!wire_write(wire, bytes, strlen(bytes), error))
        return 0;
    int code = read_code(wire, &said, error);
    g_free(*codes);
    *codes = codes_of(said ? said : "");
    return code;
}

/* What an answer that is not the hoped one means; 421: the server goes away. */
static ChannelResult refused(int code, const char *codes, GError **error)
{
    if (code == 0)
        return CHANNEL_TEMPFAIL; /* the wire has said why */
    bool never = code >= 500 && code <= 599;
    error_set(error, KENTONGAN_ERROR_UPSTREAM, NULL,
              never ? N_("Server surel menolak surat ini.")
                    : N_("Server surel belum dapat menerima surat ini."),
              "SMTP: %s", codes);
    return never ? CHANNEL_PERMFAIL : CHANNEL_TEMPFAIL;
}

/* A line that begins with a dot gets another one (RFC 5321, 4.5.2). */
static GBytes *stuffed(GBytes *mail)
{
    gsize bytes = 0;
    const char *data = g_bytes_get_data(mail, &bytes);
    GByteArray *out = g_byte_array_sized_new((guint)bytes + 64);
    for (const char *at = data, *end = data + bytes; at < end;) {
        const char *nl = memchr(at, '\n', (gsize)(end - at));
        gsize line = nl ? (gsize)(nl - at) + 1 : (gsize)(end - at);
        if (*at == '.')
            g_byte_array_append(out, (const guint8 *)".", 1);
        g_byte_array_append(out, (const guint8 *)at, (guint)line);
        if (!nl)
            g_byte_array_append(out, (const guint8 *)"\r\n", 2);
        at += line;
    }
    g_byte_array_append(out, (const guint8 *)".\r\n", 3);
    return g_byte_array_free_to_bytes(out);
}

/* From here on the server may have the whole mail. */
static ChannelResult send_data(Wire *wire, GBytes *mail, char **codes, GError **error)
{
    g_autoptr(GBytes) data = stuffed(mail);
    g_autoptr(GError) broke = NULL;
    g_autofree char *said = NULL;
    gsize bytes = 0;
    const void *at = g_bytes_get_data(data, &bytes);
    bool sent = wire_write(wire, at, bytes, &broke);
    int code = sent ? read_code(wire, &said, &broke) : 0;
    g_free(*codes);
    *codes = codes_of(said ? said : "");
    if (code >= 200 && code <= 299)
        return CHANNEL_OK;
    if (sent && code == 0) {
        error_set(error, KENTONGAN_ERROR_UNCERTAIN, NULL,
                  N_("Tidak diketahui apakah server surel sudah menerima surat ini."), "SMTP: %s",
                  broke ? error_detail(broke) : "no answer");
        return CHANNEL_HOLD;
    }
    if (broke)
        g_propagate_error(error, g_steal_pointer(&broke));
    return refused(code, *codes, error);
}

static bool is_plain(const char *address)
{
    for (const char *p = address; *p; p++)
        if (g_ascii_iscntrl(*p) || strchr(" <>", *p) || (guchar)*p >= 0x80)
            return false;
    return strchr(address, '@') != NULL;
}

/* The three lines before the mail itself. */
static ChannelResult send_envelope(Wire *wire, const char *from, const char *to, char **codes,
                                   SmtpFault *fault, GError **error)
{
    g_autofree char *sender = g_strdup_printf("MAIL FROM:<%s>", from);
    g_autofree char *receiver = g_strdup_printf("RCPT TO:<%s>", to);
    int code = ask(wire, sender, codes, error);
    *fault = SMTP_FAULT_OURS;
    if (code / 100 != 2) {
        refused(code, *codes, error);
        return CHANNEL_TEMPFAIL; /* it does not want us: an administrator can mend that */
    }
    code = ask(wire, receiver, codes, error);
    *fault = code == 0 || code == 421 ? SMTP_FAULT_OURS : SMTP_FAULT_MAIL;
    if (code / 100 != 2)
        return refused(code, *codes, error);
    code = ask(wire, "DATA", codes, error);
    if (code == 354)
        return CHANNEL_OK;
    *fault = code == 0 || code == 421 ? SMTP_FAULT_OURS : SMTP_FAULT_MAIL;
    return refused(code, *codes, error);
}

ChannelResult smtp_send(Wire *wire, const char *from, const char *to, GBytes *mail,
                        SmtpFault *fault, GError **error)
{
    g_autofree char *codes = NULL;
    *fault = SMTP_FAULT_MAIL;
    if (!is_plain(to)) {
        error_set(error, KENTONGAN_ERROR_INVALID, NULL,
                  N_("Alamat surel ini tidak dapat dikirimi."), NULL);
        return CHANNEL_PERMFAIL;
    }
    ChannelResult result = send_envelope(wire, from, to, &codes, fault, error);
    if (result != CHANNEL_OK)
        return result;
    result = send_data(wire, mail, &codes, error);
    *fault = result == CHANNEL_OK ? SMTP_FAULT_NONE : SMTP_FAULT_MAIL;
    if (result == CHANNEL_OK && !wire_write(wire, "QUIT\r\n", 6, NULL))
        g_debug("the mail server hung up after it took a mail");
    return result;
}
