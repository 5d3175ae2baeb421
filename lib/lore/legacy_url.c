#include "lore/legacy_url.h"

#include <string.h>

#include "base/text/text.h"

bool legacy_url_query(struct arena *arena, const char *target, struct parameters *query)
{
    const char *begin = strchr(target, '?');
    char *text = arena_string(arena, begin != NULL ? begin + 1 : "");

    for (char *c = text; *c != '\0'; c++)
        if (*c == ';')
            *c = '&';
    memset(query, 0, sizeof *query);
    return parameters_parse(query, arena, text, strlen(text)) == PARAMETERS_VALID;
}

static bool path_fits(const char *pattern, const char *path)
{
    size_t length = strlen(pattern);

    if (length > 0 && pattern[length - 1] == '*')
        return strncmp(pattern, path, length - 1) == 0;
    return strcmp(pattern, path) == 0;
}

/* Whether each "NAME=VALUE" of GIVEN is in the query. */
static bool query_has_all(struct arena *arena, const char *given, const struct parameters *query)
{
    struct parameters *wanted = arena_alloc(arena, sizeof *wanted);

    if (given == NULL)
        return true;
    parameters_parse(wanted, arena, given, strlen(given));
    for (size_t i = 0; i < wanted->count; i++) {
        const struct parameter *p = parameters_find(query, wanted->list[i].name);

        if (p == NULL || strcmp(p->value, wanted->list[i].value) != 0)
            return false;
    }
    return true;
}

/* The path's last piece, without what follows its last point. */
static const char *piece_of(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *piece = slash != NULL ? slash + 1 : path;
    const char *point = strrchr(piece, '.');

    return arena_copy(arena, piece, point != NULL ? (size_t)(point - piece) : strlen(piece));
}

/* What a rule asks for, as text of one line; NULL when it is not there. */
static const char *value_of(struct arena *arena, const struct legacy_url *link, const char *path,
                            const struct parameters *query)
{
    const struct parameter *p;
    const char *text;

    if (link->sort == LEGACY_URL_TO)
        return link->parameter;
    if (strcmp(link->parameter, "*") == 0) {
        text = piece_of(arena, path);
    } else {
        p = parameters_find(query, link->parameter);
        if (p == NULL || text_check(p->value, p->length, false) != TEXT_VALID)
            return NULL;
        text = p->value;
    }
    text = text_normal(arena, text);
    return text_blank(text) ? NULL : text_cut(arena, text, LEGACY_URL_MAX);
}

bool legacy_url_find(const struct game *game, struct arena *arena, const char *path,
                     const struct parameters *query, struct legacy_url_match *match)
{
    *match = (struct legacy_url_match){.link = NULL};
    for (size_t i = 0; i < game->link_count; i++) {
        const struct legacy_url *link = &game->links[i];

        if (!path_fits(link->path, path) || !query_has_all(arena, link->given, query))
            continue;
        match->value = value_of(arena, link, path, query);
        if (match->value != NULL) {
            match->link = link;
            return true;
        }
        if (match->near == NULL && (link->given != NULL || strcmp(link->path, "/") != 0))
            match->near = link;
    }
    return false;
}
