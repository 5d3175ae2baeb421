/* What imports have changed, as pages and feeds. A run and its changes are kept for good, so that
 * a reader sees which entry the last update has touched; pages go on by id, as runs are only ever
 * added. */
#include "imports.h"

#include <inttypes.h>

#include "base/language.h"
#include "base/text/text.h"
#include "changes.h"
#include "link.h"
#include "lore/revision.h"
#include "web/atom.h"
#include "web/form/form.h"
#include "web/response.h"

#define IMPORTS_A_PAGE 50
#define CHANGES_A_PAGE 50
#define DIFFERENCES_SHOWN 20

/* The site's game, which there must be: HTTP_OK, or what is answered instead. */
static enum http_status require_game(struct request *r, struct game_context *site_game)
{
    if (!site_game_find(r, site_game))
        return HTTP_UNAVAILABLE;
    if (site_game->game == NULL)
        return HTTP_NOT_FOUND;
    request_depends(r, "import:%" PRIu64, site_game->number);
    return HTTP_OK;
}

static void set_import_run(struct request *r, struct view_node *node, const struct import_run *run)
{
    node_set_number(node, "id", (int64_t)run->id);
    node_set(node, "source", run->source);
    node_set(node, "started", clock_rfc3339(r->arena, run->started));
    if (run->finished != 0)
        node_set(node, "finished", clock_rfc3339(r->arena, run->finished));
    node_set_number(node, "added", (int64_t)run->added);
    node_set_number(node, "changed", (int64_t)run->changed);
    node_set_number(node, "vanished", (int64_t)run->vanished);
    node_set_number(node, "unchanged", (int64_t)run->unchanged);
    node_set_number(node, "rejected", (int64_t)run->rejected);
}

/* Sets the runs that come behind the one with the id AFTER (0: all), LIMIT at most; *NEXT gets the
 * last one's id where there are more. */
static enum http_status set_import_runs(struct request *r, uint64_t after, unsigned limit,
                                        uint64_t *next)
{
    struct game_context site_game;
    enum http_status status = require_game(r, &site_game);
    struct import_run *runs;
    size_t count;

    *next = 0;
    if (status != HTTP_OK)
        return status;
    runs = import_runs(&site_game, after, limit + 1, &count);
    if (runs == NULL)
        return HTTP_UNAVAILABLE;
    view_set(r->view, "Game.title", site_game.game->title);
    for (size_t i = 0; i < count && i < limit; i++)
        set_import_run(r, view_item(r->view, "Imports"), &runs[i]);
    if (count > limit)
        *next = runs[limit - 1].id;
    return HTTP_OK;
}

/* Where a page or feed goes on; false when that is not a number, which is noted. */
static bool read_after(struct request *r, uint64_t *after)
{
    *after = (uint64_t)query_int(r, "after", 0, INT64_MAX, 0);
    return form_ok(r);
}

/* The address of the page from behind AFTER; NULL where that is 0. */
static const char *page_after(struct request *r, uint64_t after)
{
    return after != 0 ? arena_format(r->arena, "%s?after=%" PRIu64, r->path, after) : NULL;
}

enum http_status imports_page(struct request *r)
{
    uint64_t after, next = 0;
    enum http_status status;

    if (!read_after(r, &after))
        return HTTP_BAD_REQUEST;
    status = set_import_runs(r, after, IMPORTS_A_PAGE, &next);
    if (status != HTTP_OK)
        return status;
    site_game_crumbs(r, NULL, NULL);
    view_set(r->view, "Next", page_after(r, next));
    if (after != 0)
        view_set(r->view, "First", r->path);
    view_set(r->view, "Page.canonical", after != 0 ? page_after(r, after) : r->path);
    atom_offer(r, _("Imports"), "/beastiary/imports.atom");
    return page(r, HTTP_OK, "beastiary/imports.cs");
}

enum http_status imports_feed(struct request *r)
{
    uint64_t after, next = 0;
    enum http_status status;

    if (!read_after(r, &after))
        return HTTP_BAD_REQUEST;
    status = set_import_runs(r, after, ATOM_ENTRIES, &next);
    return status == HTTP_OK ? atom_answer(r, "beastiary/imports_feed.cs", page_after(r, next))
                             : status;
}

/* The import that the path names: HTTP_OK, or what is answered instead. */
static enum http_status find_run(struct request *r, struct game_context *site_game,
                                 struct import_run *run)
{
    uint64_t id = path_id(r, "id");
    enum http_status status = require_game(r, site_game);
    int found;

    if (status != HTTP_OK)
        return status;
    found = import_find(site_game, id, run);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    return found == 1 ? HTTP_OK : HTTP_NOT_FOUND;
}

static void set_change_line(struct request *r, const struct game_context *site_game,
                            const struct linker *linker, const struct revision *revision)
{
    const struct kind *kind = game_kind(site_game->game, revision->kind_name);
    struct view_node *node = view_item(r->view, "Changes");

    revision_set(r->arena, node, site_game->game, revision, DIFFERENCES_SHOWN);
    node_set(node, "name", revision->entry_name);
    node_set_number(node, "entry", (int64_t)revision->entry_id);
    /* The game no longer has its kind: what was changed stays told, without a page to lead to. */
    if (kind == NULL)
        return;
    link_set(linker, node, &(struct entry_name){kind, revision->entry_id, revision->entry_name},
             NULL);
    node_set(node, "label", game_text(kind->label));
}

/* Sets the import and what it changed, LIMIT entries from behind AFTER; *AFTER_THESE gets where
 * the next begin, 0: there are no more. */
static enum http_status set_import(struct request *r, uint64_t after, unsigned limit,
                                   uint64_t *after_these)
{
    struct game_context site_game;
    struct import_run run = {.id = 0};
    struct linker linker;
    struct revision_page changes;
    enum http_status status = find_run(r, &site_game, &run);

    if (status != HTTP_OK)
        return status;
    if (import_changes(&site_game, run.id, after, limit, &changes) != 0)
        return HTTP_UNAVAILABLE;
    set_import_run(r, view_item(r->view, "Import"), &run);
    view_set(r->view, "Game.title", site_game.game->title);
    linker = linker_open(r, &site_game);
    for (size_t i = 0; i < changes.count; i++)
        set_change_line(r, &site_game, &linker, &changes.list[i]);
    *after_these = changes.next;
    if (changes.next != 0)
        view_set(r->view, "Next",
                 arena_format(r->arena, "%s?after=%" PRIu64, r->path, changes.next));
    if (after != 0)
        view_set(r->view, "First", r->path);
    return HTTP_OK;
}

enum http_status import_page(struct request *r)
{
    uint64_t after, next = 0;
    enum http_status status;

    if (!read_after(r, &after))
        return HTTP_BAD_REQUEST;
    status = set_import(r, after, CHANGES_A_PAGE, &next);
    if (status != HTTP_OK)
        return status;
    site_game_crumbs(r, NULL, NULL);
    view_set(r->view, "Page.canonical", after != 0 ? page_after(r, after) : r->path);
    atom_offer(r, _("Imports"), "/beastiary/imports.atom");
    return page(r, HTTP_OK, "beastiary/import.cs");
}

enum http_status import_feed(struct request *r)
{
    uint64_t after, next = 0;
    enum http_status status;

    if (!read_after(r, &after))
        return HTTP_BAD_REQUEST;
    status = set_import(r, after, ATOM_ENTRIES, &next);
    return status == HTTP_OK ? atom_answer(r, "beastiary/import_feed.cs", page_after(r, next))
                             : status;
}
