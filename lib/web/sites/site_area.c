/* Addresses are told apart by how they begin, and not by a mark on each route: what is added below one of
 * these is switched off with the rest, without anybody thinking of it. */
#include "web/sites/site_area.h"

#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "web/response.h"

static const struct {
    const char *path; /* with a slash at its end: all below it */
    enum site_area area;
} paths[] = {
    {"/forum/", SITE_AREA_FORUM},
    {"/live/", SITE_AREA_FORUM},
    {"/api/v1/boards/", SITE_AREA_FORUM},
    {"/api/v1/threads/", SITE_AREA_FORUM},
    {"/api/v1/comments/", SITE_AREA_FORUM},
    {"/api/v1/preview/", SITE_AREA_FORUM},
    {"/api/v1/acts/", SITE_AREA_FORUM},
    {"/sitemap/threads/", SITE_AREA_FORUM},
    {"/beastiary/", SITE_AREA_DATABASE},
    {"/api/v1/entries/", SITE_AREA_DATABASE},
    {"/sitemap/entries/", SITE_AREA_DATABASE},
};

/* The area that a path belongs to, whether anything is there or not. */
static enum site_area site_area_of(const char *path)
{
    size_t length = strlen(path);

    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        size_t without_slash = strlen(paths[i].path) - 1;

        if (text_starts(path, paths[i].path) ||
            (length == without_slash && memcmp(path, paths[i].path, length) == 0))
            return paths[i].area;
    }
    return SITE_AREA_NONE;
}

bool site_area_off(const struct site *site, enum site_area area)
{
    switch (area) {
    case SITE_AREA_FORUM: return site->forum_off;
    case SITE_AREA_DATABASE: return site->database_off;
    case SITE_AREA_NONE:
    case SITE_AREAS: break;
    }
    return false;
}

/* In the reader's language. */
static const char *site_area_message(enum site_area area)
{
    return area == SITE_AREA_FORUM
               ? _("This site does not show boards and discussions at the moment.")
               : _("This site does not show its database at the moment.");
}

bool site_area_check(struct request *r)
{
    enum site_area area;

    if (r->site == NULL)
        return true;
    area = site_area_of(r->path);
    return !site_area_off(r->site, area) ||
           refused(r, HTTP_NOT_FOUND, "area_off", site_area_message(area));
}

const char *site_opens_on(struct arena *arena, const struct site *site)
{
    bool has_database = *site->game != '\0';

    if (has_database && (site->forum_off || strcmp(site->front, "beastiary") == 0))
        return "/beastiary/";
    if (!site->forum_off && text_starts(site->front, "board:"))
        return arena_format(arena, "/forum/%s/", site->front + strlen("board:"));
    return "/";
}
