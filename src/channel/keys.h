/* The keys of one [channel.NAME] group: read with their bounds, unknown ones refused. */
#pragma once

#include "base/error.h"

/* INVALID when the group has a key that is neither in known (NULL-terminated) nor one that every
 * channel may have (driver, number, secret, tenant); the detail names the nearest known one. */
bool keys_check(GKeyFile *config, const char *group, const char *const *known,
                GError **error) MUST_USE;
/* (transfer full), fallback when absent; NULL stays NULL. */
char *keys_text(GKeyFile *config, const char *group, const char *key, const char *fallback);
/* INVALID when present and no number of min..max. */
bool keys_int(GKeyFile *config, const char *group, const char *key, int fallback, int min, int max,
              int *value, GError **error) MUST_USE;
/* media_hosts, parted by ; or spaces, and those of usual (NULL-terminated) (transfer full). */
char **keys_hosts(GKeyFile *config, const char *group, const char *const *usual);
/* A folder that must be given, made when it does not exist. INVALID without the key, INTERNAL
 * when it cannot be made. (transfer full) */
char *keys_folder(GKeyFile *config, const char *group, const char *key, GError **error) MUST_USE;
