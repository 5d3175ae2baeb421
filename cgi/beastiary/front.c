/* The kinds, and what is new. How many there are of each kind, the catalogue knows without a
 * query. */
#include "front.h"

#include <inttypes.h>

#include "base/language.h"
#include "link.h"
#include "lore/catalogue_pool.h"
#include "lore/recent_changes.h"
#include "lore/revision.h"
#include "talk/recent.h"
#include "web/response.h"
#include "web/site.h"

#define RECENT_MAX 12 /* entries that changed, and discussions */
#define IMPORTS_SHOWN 3

/* The kinds, each with how many entries it has where the catalogue can tell. */
static void set_kinds(struct request *r, const struct game_context *site_game)
{
    struct catalogue *catalogue = catalogue_pool_get(r, site_game);

    for (size_t i = 0; i < site_game->game->kind_count; i++) {
        const struct kind *kind = &site_game->game->kinds[i];
        struct view_node *node = view_item(r->view, "Kinds");

        node_set(node, "url", arena_format(r->arena, "/beastiary/%s/", kind->name));
        node_set(node, "label", game_text(kind->plural));
        node_set(node, "icon", kind->icon);
        if (catalogue != NULL)
            node_set_number(node, "count", (int64_t)catalogue_total(catalogue, kind));
    }
}

static void set_recent_entries(struct request *r, const struct linker *linker,
                               const struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "RecentChanges");

        link_set(linker, node,
                 &(struct entry_name){entries[i].kind, entries[i].id, entries[i].name}, NULL);
        node_set(node, "label", game_text(entries[i].kind->label));
        node_set(node, "icon", entries[i].kind->icon);
        node_set(node, "changed", clock_rfc3339(r->arena, entries[i].changed));
        if (entries[i].state == ENTRY_VANISHED)
            node_set(node, "vanished", "1");
    }
}

static void set_imports(struct request *r, const struct import_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "Imports");

        node_set_number(node, "id", (int64_t)runs[i].id);
        node_set(node, "source", runs[i].source);
        node_set(node, "when",
                 clock_rfc3339(r->arena,
                               runs[i].finished != 0 ? runs[i].finished : runs[i].started));
        node_set_number(node, "changed",
                        (int64_t)(runs[i].added + runs[i].changed + runs[i].vanished));
    }
}

/* What changed and what was said lately. False when the database does not answer. */
static bool set_recent(struct request *r, const struct game_context *site_game)
{
    struct linker linker = linker_open(r, site_game);
    const struct subject_place place = subject_place(r);
    size_t entry_count, import_count, talk_count;
    struct entry *entries = recent_changes(site_game, RECENT_MAX, &entry_count);
    struct import_run *runs = import_runs(site_game, 0, IMPORTS_SHOWN, &import_count);
    struct talk_line *talk = talk_recent(&place, NULL, RECENT_MAX, &talk_count);

    if (entries == NULL || runs == NULL || talk == NULL)
        return false;
    set_recent_entries(r, &linker, entries, entry_count);
    set_imports(r, runs, import_count);
    talk_set(r, r->view, talk, talk_count);
    return true;
}

enum http_status beastiary_front_page(struct request *r)
{
    struct game_context site_game;

    request_depends(r, "site:%" PRIu64, r->site->id);
    if (!site_game_find(r, &site_game))
        return HTTP_UNAVAILABLE;
    if (site_game.game == NULL)
        return page(r, HTTP_OK, "beastiary/front.cs");
    request_depends(r, "lore:%" PRIu64, site_game.number);
    /* What is said below pages belongs to the game. */
    request_depends(r, "talk:%" PRIu64, r->site->game_id);
    view_set(r->view, "Game.title", site_game.game->title);
    set_kinds(r, &site_game);
    if (!set_recent(r, &site_game))
        return HTTP_UNAVAILABLE;
    return page(r, HTTP_OK, "beastiary/front.cs");
}
