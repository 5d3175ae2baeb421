/* robots.txt, and the site's addresses for search engines (sitemaps.org, 0.9). */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "catalogue/game_context.h"
#include "feeds.h"
#include "lore/lore.h"
#include "lore/sitemap.h"
#include "talk/feed.h"
#include "web/cache/fragment.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/sites/site_page.h"
#include "web/view.h"

/* How long a sitemap is given out as it was made; whoever reads them comes more seldom. */
#define SITEMAP_LIFETIME 3600 /* seconds */

/* A page's address below the site's own. */
static void add_address(struct request *r, struct view_data *data, const char *path,
                        int64_t updated)
{
    struct view_node *node = view_item(data, "Addresses");

    node_set(node, "url", arena_format(r->arena, "%s%s", r->origin, path));
    if (updated != 0)
        node_set(node, "updated", clock_rfc3339(r->arena, updated));
}

/* Fills a sitemap's list. How many addresses it has; -1 when the database does not answer. */
typedef int64_t fill_sitemap(struct request *r, struct view_data *data);

/* The part that the path names; 0 when it is none. */
static uint64_t part_of(const struct request *r)
{
    uint64_t part = path_id(r, "part");

    return part <= INT64_MAX / PART_IDS ? part : 0;
}

/* Parts are ranges of ids and not pages of a list: each is one range of a primary key, and what
 * is written later changes only the last. */
static int64_t fill_index(struct request *r, struct view_data *data)
{
    struct game_context context;
    uint64_t *entries;
    size_t count, entry_count;
    const struct subject_place place = subject_place(r);
    struct feed_part *parts = feed_parts(place.database, r->arena, place.site_id, &count);
    int found = lore_site_game(r, &context);

    if (parts == NULL || found < 0)
        return -1;
    add_address(r, data, "/sitemap/pages", 0);
    for (size_t i = 0; i < count; i++)
        add_address(r, data, arena_format(r->arena, "/sitemap/threads/%" PRIu64, parts[i].number),
                    parts[i].updated);
    if (found == 0)
        return (int64_t)count + 1;
    entries = entry_parts(&context, &entry_count);
    if (entries == NULL)
        return -1;
    for (size_t i = 0; i < entry_count; i++)
        add_address(r, data, arena_format(r->arena, "/sitemap/entries/%" PRIu64, entries[i]), 0);
    return (int64_t)(count + entry_count) + 1;
}

/* The home page, boards and lists. */
static int64_t fill_pages(struct request *r, struct view_data *data)
{
    struct game_context context;
    const struct game *game;
    size_t count;
    const struct subject_place own = subject_place(r), place = subject_place_of_all(&own);
    struct board *boards = board_list(&place, &count);
    int found = lore_site_game(r, &context);

    if (boards == NULL || found < 0)
        return -1;
    if (!r->site->forum_off)
        add_address(r, data, strcmp(r->site->front, "beastiary") == 0 ? "/forum/" : "/", 0);
    for (size_t i = 0; i < count; i++)
        add_address(r, data, arena_format(r->arena, "/forum/%s/", boards[i].name),
                    boards[i].last_created);
    for (size_t i = 0; i < r->site->page_count; i++)
        if (i == 0 || strcmp(r->site->pages[i].slug, r->site->pages[i - 1].slug) != 0)
            add_address(r, data, site_page_path(r->arena, r->site->pages[i].slug), 0);
    if (found == 0)
        return (int64_t)count + 1;
    game = context.game;
    add_address(r, data, "/beastiary/", 0);
    for (size_t i = 0; i < game->kind_count; i++)
        add_address(r, data, arena_format(r->arena, "/beastiary/%s/", game->kinds[i].name), 0);
    return (int64_t)(count + game->kind_count) + 2;
}

static int64_t fill_threads(struct request *r, struct view_data *data)
{
    size_t count;
    struct feed_line *lines =
        feed_part(r->worker->database, r->arena, r->site->id, part_of(r), &count);

    if (lines == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        add_address(r, data, thread_path(r->arena, lines[i].id, lines[i].title), lines[i].updated);
    return (int64_t)count;
}

static int64_t fill_entries(struct request *r, struct view_data *data)
{
    struct game_context context;
    struct entry *entries;
    size_t count;
    int found = lore_site_game(r, &context);

    if (found <= 0)
        return found;
    entries = entry_part(&context, part_of(r), &count);
    if (entries == NULL)
        return -1;
    for (size_t i = 0; i < count; i++)
        add_address(r, data, entry_path(r->arena, entries[i].kind, entries[i].id, entries[i].name),
                    entries[i].changed);
    return (int64_t)count;
}

/* Answers with a sitemap, from the cache where it is not older than its lifetime. The hour is
 * part of its key: of what is written only what takes a thread from lists, or calls it otherwise,
 * makes it anew. By stamps each comment would make tens of thousands of addresses anew, for
 * readers who come once a day. */
static enum http_status sitemap(struct request *r, fill_sitemap *fill, bool by_part,
                                const char *view)
{
    char *key = arena_format(r->arena, "sitemap|%s|%s|%" PRId64, r->origin, r->path,
                             clock_now() / (SITEMAP_LIFETIME * CLOCK_SECOND));
    char *titles = arena_format(r->arena, "titles:%" PRIu64, r->site->id);
    uint64_t stamp =
        generation_stamp(r->worker->shared, (const char *const[]){"sites", "roles", titles, NULL});
    struct fragment fragment = {.title = "", .path = ""};
    struct view_data *data;
    struct piece *piece;
    int64_t count;

    if (by_part && part_of(r) == 0)
        return HTTP_NOT_FOUND;
    if (!fragment_find(r, key, stamp, &fragment)) {
        data = view_data_open();
        count = fill(r, data);
        piece = count >= 0 ? view_fragment(r->worker->views, data, r->arena, view) : NULL;
        view_data_close(data);
        if (piece == NULL)
            return HTTP_UNAVAILABLE;
        fragment.html = *piece;
        fragment.id = (uint64_t)count;
        fragment_keep(r, key, stamp, &fragment);
    }
    if (fragment.id == 0)
        return HTTP_NOT_FOUND;
    r->response.type = "application/xml; charset=utf-8";
    r->response.lifetime = SITEMAP_LIFETIME;
    r->response.pieces[r->response.piece_count++] = fragment.html;
    return HTTP_OK;
}

enum http_status sitemap_index(struct request *r)
{
    return sitemap(r, fill_index, false, "forum/sitemap_index.cs");
}

enum http_status sitemap_pages(struct request *r)
{
    return sitemap(r, fill_pages, false, "forum/sitemap.cs");
}

enum http_status sitemap_threads(struct request *r)
{
    return sitemap(r, fill_threads, true, "forum/sitemap.cs");
}

enum http_status sitemap_entries(struct request *r)
{
    return sitemap(r, fill_entries, true, "forum/sitemap.cs");
}

enum http_status robots(struct request *r)
{
    /* What costs much, or is the same in another order, is of no use to whoever reads
     * everything. */
    static const char rules[] = "User-agent: *\n"
                                "Disallow: /account/\n"
                                "Disallow: /api/\n"
                                "Disallow: /live\n"
                                "Disallow: /search\n"
                                "Disallow: /beastiary/compare\n"
                                "Disallow: /beastiary/suggest\n"
                                "Disallow: /forum/reply\n"
                                "Disallow: /forum/*/new$\n"
                                "Disallow: /*?*sort=\n"
                                "Disallow: /*?*format=\n"
                                "Allow: /\n\n";

    r->response.lifetime = SITEMAP_LIFETIME;
    return response_text(r, HTTP_OK, "text/plain; charset=utf-8",
                         arena_format(r->arena, "%sSitemap: %s/sitemap.xml\n", rules, r->origin));
}
