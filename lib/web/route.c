/* Routes are tried in the order of their table: a dozen or two comparisons of short strings, of
 * which nothing shows beside a page's milliseconds. The first that fits counts. */
#include "web/route.h"

#include <string.h>

#include "base/buffer.h"

/* Whether PATH fits PATTERN, part by part. */
static bool match_pattern(const char *pattern, struct arena *arena, const char *path,
                          struct parameters *captured)
{
    captured->count = 0;
    for (;;) {
        size_t part = strcspn(pattern, "/"), given = strcspn(path, "/");

        if (strcmp(pattern, "*") == 0) {
            parameters_add(captured, "*", path, strlen(path), PARAMETER_UNTYPED);
            return true;
        }
        if (*pattern == ':' && given > 0)
            parameters_add(captured, arena_copy(arena, pattern + 1, part - 1),
                           arena_copy(arena, path, given), given, PARAMETER_UNTYPED);
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
        if (!match_pattern(route->pattern, arena, path, captured))
            continue;
        if (route->method == method)
            return route;
        *other_method = true;
    }
    captured->count = 0;
    return NULL;
}

enum access route_access(const struct route *route, bool guest, permission_set held)
{
    if (permission_held(held, route->permission))
        return ACCESS_GRANTED;
    if (!guest)
        return (PERMISSION_BIT(route->permission) & ENTRANCE_PERMISSIONS) != 0 ? ACCESS_INSIDE
                                                                               : ACCESS_FORBIDDEN;
    return route->method == METHOD_GET && (route->flags & ROUTE_API) == 0 ? ACCESS_LOGIN
                                                                          : ACCESS_UNAUTHORIZED;
}

void routes_print(const struct area *area, FILE *out)
{
    for (const struct route *route = area->routes; route->pattern != NULL; route++)
        fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%zu\t%zu\n", area->name,
                route->method == METHOD_GET ? "GET" : "POST", route->pattern,
                permission_name(route->permission),
                (route->flags & ROUTE_BOARD) != 0 ? "board" : "site",
                route->method == METHOD_GET ? "-" : "csrf",
                (route->flags & ROUTE_FRESH) != 0 ? "fresh" : "-", rate_class_name(route->rate),
                route->body_max, route->files_max);
}

/* ---- what a page is kept under ---- */

static bool reads_all(const struct route *route)
{
    return strcmp(route->reads, "*") == 0;
}

/* Whether NAME is among what the route reads. */
static bool reads(const struct route *route, const char *name)
{
    size_t length = strlen(name);

    if (reads_all(route))
        return true;
    for (const char *at = route->reads; *at != '\0';) {
        size_t part = strcspn(at, " ");

        if (part == length && memcmp(at, name, part) == 0)
            return true;
        at += part;
        at += *at == ' ';
    }
    return false;
}

/* The parameters that the route reads, by name, those of one name as they came. */
static size_t sort_read(const struct route *route, const struct parameters *query,
                        const struct parameter **list)
{
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++) {
        const struct parameter *p = &query->list[i];
        size_t at = count;

        if (!reads(route, p->name))
            continue;
        for (; at > 0 && strcmp(list[at - 1]->name, p->name) > 0; at--)
            list[at] = list[at - 1];
        list[at] = p;
        count++;
    }
    return count;
}

static void put_encoded_path(struct buffer *address, struct arena *arena, const char *path)
{
    while (*path != '\0') {
        size_t length = strcspn(path, "/");

        buffer_url(address, arena_copy(arena, path, length));
        path += length;
        if (*path == '/')
            buffer_byte(address, *path++);
    }
}

/* Only the parameters that the route says it reads, sorted: two addresses that show the same are
 * one entry, and nobody fills the cache by inventing parameters. */
char *route_address(const struct route *route, struct arena *arena, const char *path,
                    const struct parameters *query)
{
    const struct parameter *list[PARAMETERS_MAX];
    struct buffer address = buffer_open(arena, 128);
    size_t count;
    char join = '?';

    if (route->reads == NULL)
        return NULL;
    put_encoded_path(&address, arena, path);
    count = sort_read(route, query, list);
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]->value) != list[i]->length)
            return NULL;
        if (i > 0 && !reads_all(route) && strcmp(list[i]->name, list[i - 1]->name) == 0)
            continue;
        buffer_byte(&address, join);
        buffer_url(&address, list[i]->name);
        buffer_byte(&address, '=');
        buffer_url(&address, list[i]->value);
        join = '&';
    }
    return address.data;
}

#define POLICY_SAID (UINT64_C(1) << 63)

uint64_t route_policy(const struct route *route)
{
    return POLICY_SAID | (uint64_t)route->permission | (uint64_t)route->rate << 8 |
           (uint64_t)route->method << 16 | (uint64_t)route->flags << 24;
}

bool route_of_policy(uint64_t policy, struct route *route)
{
    *route = (struct route){.permission = (enum permission)(policy & 0xff),
                            .rate = (enum rate_class)(policy >> 8 & 0xff),
                            .method = (enum method)(policy >> 16 & 0xff),
                            .flags = (unsigned)(policy >> 24 & 0xffff)};
    return (policy & POLICY_SAID) != 0 && route->permission < PERMISSIONS &&
           route->rate < RATE_CLASSES;
}
