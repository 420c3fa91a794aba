/* The words of a mail: out of bytes, out of HTML, and without what is quoted below them. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Valid UTF-8 of bytes in the charset that the mail names (NULL none), as far as it is believed:
 * what is UTF-8 is read as such, Latin 1 as Windows-1252, an unknown one is salvaged. (transfer
 * full) */
char *mail_text_decode(const void *data, gsize bytes, const char *charset);
/* format=flowed (RFC 3676): soft ends of lines undone. (transfer full) */
char *mail_text_unflow(const char *text, bool delete_space);
/* What a person would read; cited passages begin with "> ". (transfer full) */
char *mail_text_of_html(const char *html);
/* Own words: without signature and, when it is a reply, without the mail it answers, above or below
 * them; what is cited in between stays. (transfer full) */
char *mail_text_own(const char *text, bool is_reply);
