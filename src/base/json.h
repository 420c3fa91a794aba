/* What jansson leaves to its users. */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Compact text with sorted names, of GLib's memory (transfer full); the value is dropped. */
char *json_take_text(json_t *value);
