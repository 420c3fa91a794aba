/* Finding the row for a path: see route.h. The table is short and read in order. */
#include "web/route.h"

#include <string.h>

/* Matches one pattern; what ":x" and "*" stand for is appended to args (may be NULL). */
static bool pattern_match(const char *pattern, const char *path, GPtrArray *args)
{
    while (*pattern) {
        if (*pattern == '*') {
            if (args)
                g_ptr_array_add(args, g_strdup(path));
            return *path != '\0';
        }
        if (*pattern == ':') {
            gsize bytes = strcspn(path, "/");
            if (bytes == 0)
                return false;
            /* ":id.json": the segment must end like the pattern's does */
            gsize name = strcspn(pattern, "./"), tail = strcspn(pattern, "/") - name;
            if (bytes <= tail || memcmp(path + bytes - tail, pattern + name, tail) != 0)
                return false;
            if (args)
                g_ptr_array_add(args, g_strndup(path, bytes - tail));
            pattern += name + tail;
            path += bytes;
        } else if (*pattern++ != *path++) {
            return false;
        }
    }
    return *path == '\0';
}

static bool method_match(const Route *route, const char *method)
{
    return strcmp(route->method, method) == 0 ||
           (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

static char *methods_of(const char *path)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (const Route *route = ROUTES; route->method; route++) {
        if (!pattern_match(route->pattern, path, NULL) || strstr(list->str, route->method))
            continue;
        g_string_append_printf(list, "%s%s", list->len ? ", " : "", route->method);
        if (strcmp(route->method, "GET") == 0)
            g_string_append(list, ", HEAD");
    }
    return g_string_free(g_steal_pointer(&list), FALSE);
}

const Route *route_find(const char *method, const char *path, char ***args, char **allow)
{
    for (const Route *route = ROUTES; route->method; route++) {
        if (!method_match(route, method) || !pattern_match(route->pattern, path, NULL))
            continue;
        if (args) {
            GPtrArray *list = g_ptr_array_new();
            pattern_match(route->pattern, path, list);
            g_ptr_array_add(list, NULL);
            *args = (char **)g_ptr_array_free(list, FALSE);
        }
        return route;
    }
    if (allow)
        *allow = methods_of(path);
    return NULL;
}
