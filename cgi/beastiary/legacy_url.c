/* Addresses of the sites that came before, which others still link to, lead to what they meant,
 * or to the nearest list or search: never to nothing. */
#include "legacy_url.h"

#include <inttypes.h>
#include <string.h>

#include "base/buffer.h"
#include "lore/legacy_url.h"
#include "site_game.h"
#include "talk/import/imported.h"
#include "web/response.h"
#include "web/site.h"

/* Leads to PATH with VALUE behind it. Permanent (301) only where the target is what the old
 * address meant. To a search it is 302: what is not here today may be imported tomorrow. */
static enum http_status redirect_with(struct request *r, enum http_status status, const char *path,
                                      const char *value)
{
    struct buffer url = buffer_open(r->arena, 128);

    buffer_text(&url, path);
    buffer_url(&url, value);
    return redirect(r, status, "%s", url.data);
}

static enum http_status to_search(struct request *r, const char *value)
{
    return redirect_with(r, HTTP_FOUND, "/search?q=", value);
}

static enum http_status to_words(struct request *r, const struct legacy_url *link,
                                 const char *value)
{
    if (link->kind == NULL)
        return to_search(r, value);
    return redirect_with(r, HTTP_MOVED,
                         arena_format(r->arena, "/beastiary/%s/?q=", link->kind->name), value);
}

/* The one entry of that name. 1, 0 or -1. The first is meant where it stands out: entries come
 * with those that are there before those that vanished or are hidden. Of two equals neither is
 * guessed: a permanent redirect cannot be taken back. */
static int find_unique_name(const struct game_context *site_game, const struct kind *kind,
                            const char *name, struct entry *entry)
{
    size_t count;
    struct entry *entries = entry_by_name(site_game, kind, name, &count);

    if (entries == NULL)
        return -1;
    if (count == 0 || (count > 1 && entries[1].state == entries[0].state &&
                       entries[1].hidden == entries[0].hidden))
        return 0;
    *entry = entries[0];
    return 1;
}

static enum http_status to_entry(struct request *r, const struct game_context *site_game,
                                 const struct legacy_url *link, const char *value)
{
    struct entry entry;
    int found = 0;

    if (link->sort == LEGACY_URL_ID)
        found = entry_by_external(site_game, link->kind, value, &entry);
    if (found == 0)
        found = find_unique_name(site_game, link->kind, value, &entry);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0)
        return to_search(r, value);
    return redirect(r, HTTP_MOVED, "%s", entry_path(r->arena, entry.kind, entry.id, entry.name));
}

static enum http_status to_comment(struct request *r, const char *value)
{
    uint64_t id;
    int found = imported_comment(r->worker->database, r->arena, r->site->id, value, &id);

    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0)
        return to_search(r, value);
    return redirect(r, HTTP_MOVED, "/forum/comment/%" PRIu64, id);
}

static enum http_status redirect_match(struct request *r, const struct game_context *site_game,
                                       const struct legacy_url *link, const char *value)
{
    switch (link->sort) {
    case LEGACY_URL_ID:
    case LEGACY_URL_NAME: return to_entry(r, site_game, link, value);
    case LEGACY_URL_WORDS: return to_words(r, link, value);
    case LEGACY_URL_COMMENT: return to_comment(r, value);
    case LEGACY_URL_PERSON: return to_search(r, value);
    case LEGACY_URL_TO: return redirect(r, HTTP_MOVED, "%s", value);
    }
    return HTTP_NOT_FOUND;
}

/* Where a link leads that says too little: to the list of its kind, or to the search. */
static enum http_status redirect_near(struct request *r, const struct legacy_url *near)
{
    if (near->kind != NULL)
        return redirect(r, HTTP_FOUND, "/beastiary/%s/", near->kind->name);
    return redirect(r, HTTP_FOUND, "/search");
}

enum http_status legacy_url(struct request *r)
{
    struct parameters *query = arena_alloc(r->arena, sizeof *query);
    struct legacy_url_match match = {.link = NULL};
    struct game_context site_game;

    if (!site_game_find(r, &site_game))
        return HTTP_UNAVAILABLE;
    if (site_game.game != NULL && legacy_url_query(r->arena, r->target, query))
        legacy_url_find(site_game.game, r->arena, r->path, query, &match);
    if (match.link != NULL)
        return redirect_match(r, &site_game, match.link, match.value);
    if (match.near != NULL)
        return redirect_near(r, match.near);
    return strcmp(r->path, "/") == 0 ? redirect(r, HTTP_FOUND, "/") : HTTP_NOT_FOUND;
}
