#include "web/route.h"

#include <string.h>

/* Whether PATH fits PATTERN, part by part. */
static bool fits(const char *pattern, struct arena *arena, const char *path,
                 struct parameters *captured)
{
    captured->count = 0;
    for (;;) {
        size_t part = strcspn(pattern, "/"), given = strcspn(path, "/");

        if (strcmp(pattern, "*") == 0) {
            parameters_add(captured, "*", path, strlen(path));
            return true;
        }
        if (*pattern == ':' && given > 0)
            parameters_add(captured, arena_copy(arena, pattern + 1, part - 1),
                           arena_copy(arena, path, given), given);
        else if (part != given || memcmp(pattern, path, part) != 0)
            return false;
        pattern += part;
        path += given;
        if (*pattern == '\0' || *path == '\0')
            return *pattern == *path || strcmp(pattern, "/*") == 0;
        pattern++;
        path++;
    }
}

const struct route *route_find(const struct route *routes, struct arena *arena, enum method method,
                               const char *path, struct parameters *captured, bool *other_method)
{
    *other_method = false;
    for (const struct route *route = routes; route->pattern != NULL; route++) {
        if (!fits(route->pattern, arena, path, captured))
            continue;
        if (route->method == method)
            return route;
        *other_method = true;
    }
    captured->count = 0;
    return NULL;
}
