#include "imports.h"

#include <inttypes.h>

#include "base/language.h"
#include "base/text.h"
#include "changes.h"
#include "ground.h"
#include "lore/revision.h"
#include "related.h"
#include "web/form.h"
#include "web/response.h"

#define IMPORTS_MOST 500
#define CHANGES_A_PAGE 50
#define FEED_LINES 100
#define DIFFERENCES_SHOWN 20

/* The site's game, which there must be: HTTP_OK, or the answer that was made instead. */
static enum http_status game_of(struct request *r, struct ground *ground)
{
    if (!ground_find(r, ground))
        return refuse_unavailable(r);
    if (ground->game == NULL)
        return refuse_not_found(r);
    request_depends(r, "import:%" PRIu64, ground->number);
    return HTTP_OK;
}

static void set_run(struct request *r, struct view_node *node, const struct import_run *run)
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

static enum http_status set_runs(struct request *r, unsigned limit)
{
    struct ground ground;
    enum http_status status = game_of(r, &ground);
    struct import_run *runs;
    size_t count;

    if (status != HTTP_OK)
        return status;
    runs = import_runs(r->worker->database, r->arena, ground.number, limit, &count);
    if (runs == NULL)
        return refuse_unavailable(r);
    view_set(r->view, "Game.title", ground.game->title);
    for (size_t i = 0; i < count; i++)
        set_run(r, view_item(r->view, "Imports"), &runs[i]);
    return HTTP_OK;
}

/* Renders a feed. */
static enum http_status feed(struct request *r, const char *view)
{
    enum http_status status;

    view_set(r->view, "Page.origin", r->origin);
    view_set(r->view, "Page.path", r->path);
    status = page(r, HTTP_OK, view);
    if (status == HTTP_OK)
        r->response.type = "application/atom+xml; charset=utf-8";
    return status;
}

enum http_status imports_page(struct request *r)
{
    enum http_status status = set_runs(r, IMPORTS_MOST);

    if (status != HTTP_OK)
        return status;
    ground_crumbs(r, NULL, NULL);
    return page(r, HTTP_OK, "beastiary/imports.cs");
}

enum http_status imports_feed(struct request *r)
{
    enum http_status status = set_runs(r, FEED_LINES);

    return status == HTTP_OK ? feed(r, "beastiary/imports_feed.cs") : status;
}

/* The import that the path names: HTTP_OK, or the answer that was made instead. */
static enum http_status find_run(struct request *r, struct ground *ground, struct import_run *run)
{
    uint64_t id = path_id(r, "id");
    enum http_status status = game_of(r, ground);
    struct import_run *runs;
    size_t count;

    if (status != HTTP_OK)
        return status;
    runs = import_runs(r->worker->database, r->arena, ground->number, IMPORTS_MOST, &count);
    if (runs == NULL)
        return refuse_unavailable(r);
    for (size_t i = 0; i < count; i++)
        if (runs[i].id == id) {
            *run = runs[i];
            return HTTP_OK;
        }
    return refuse_not_found(r);
}

static void set_change_line(struct request *r, const struct ground *ground,
                            const struct revision *revision)
{
    const struct kind *kind = game_kind(ground->game, revision->kind_name);
    struct view_node *node = view_item(r->view, "Changes");

    revision_set(r->arena, node, ground->game, revision, DIFFERENCES_SHOWN);
    node_set(node, "name", revision->entry_name);
    if (kind == NULL)
        return;
    link_set(r->arena, node, kind, revision->entry_id, revision->entry_name);
    node_set(node, "label", game_text(kind->label));
}

/* Sets the import and what it changed, LIMIT entries from behind AFTER. */
static enum http_status set_import(struct request *r, uint64_t after, unsigned limit)
{
    struct ground ground;
    struct import_run run = {.id = 0};
    struct revision *changes;
    uint64_t next = 0;
    size_t count;
    enum http_status status = find_run(r, &ground, &run);

    if (status != HTTP_OK)
        return status;
    changes = import_changes(r->worker->database, r->arena, ground.game, run.id, after, limit,
                             &count, &next);
    if (changes == NULL)
        return refuse_unavailable(r);
    set_run(r, view_item(r->view, "Import"), &run);
    view_set(r->view, "Game.title", ground.game->title);
    for (size_t i = 0; i < count; i++)
        set_change_line(r, &ground, &changes[i]);
    if (next != 0)
        view_set(r->view, "Next", arena_format(r->arena, "%s?after=%" PRIu64, r->path, next));
    if (after != 0)
        view_set(r->view, "First", r->path);
    return HTTP_OK;
}

enum http_status import_page(struct request *r)
{
    uint64_t after = (uint64_t)query_int(r, "after", 0, INT64_MAX, 0);
    enum http_status status;

    if (!form_ok(r))
        return refuse(r, HTTP_BAD_REQUEST, "address", r->errors[0].message);
    status = set_import(r, after, CHANGES_A_PAGE);
    if (status != HTTP_OK)
        return status;
    ground_crumbs(r, NULL, NULL);
    return page(r, HTTP_OK, "beastiary/import.cs");
}

enum http_status import_feed(struct request *r)
{
    enum http_status status = set_import(r, 0, FEED_LINES);

    return status == HTTP_OK ? feed(r, "beastiary/import_feed.cs") : status;
}
