/* social.ini: which public posts are for this government. */
#include "domain/pack_parts.h"

static const IniKey LISTEN_KEYS[] = { { "listen", "keywords" },
                                      { "listen", "hashtags" },
                                      { "listen", "mentions" },
                                      { "listen", "comments" },
                                      { NULL, NULL } };

static void add_listen(Reading *r, ListenKind kind, char *word)
{
    ListenRule *rule = g_new0(ListenRule, 1);
    *rule = (ListenRule){ kind, word };
    g_ptr_array_add(r->catalog->listen, rule);
}

static void read_listen_words(Reading *r, const PackFile *file, const char *key, ListenKind kind)
{
    g_auto(GStrv) words = pack_list(r, file, "listen", key);
    for (char **word = words; *word; word++) {
        char *kept = listen_word(kind, *word);
        if (kept)
            add_listen(r, kind, kept);
        else
            pack_problem(r->report, "%s: [listen] %s: \"%s\" can never be met", file->name, key,
                         *word);
    }
}

void pack_listen_read(Reading *r)
{
    g_auto(PackFile) file = pack_open(r, "social.ini", NULL, LISTEN_KEYS, false);
    read_listen_words(r, &file, "keywords", LISTEN_KEYWORD);
    read_listen_words(r, &file, "hashtags", LISTEN_HASHTAG);
    read_listen_words(r, &file, "mentions", LISTEN_MENTION);
    if (pack_bool(r, &file, "listen", "comments", false))
        add_listen(r, LISTEN_COMMENTS, g_strdup(""));
}
