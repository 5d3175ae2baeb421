/* What there is of the site's game, and where it is looked after. */
#include <inttypes.h>

#include "bars.h"
#include "base/clock.h"
#include "base/language.h"
#include "frame.h"
#include "lore/curation/withheld.h"
#include "lore/lore.h"
#include "lore/revision.h"
#include "pages.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

static void set_count(struct request *r, struct view_node *node, const char *name, uint64_t number)
{
    node_set(node, name, number_words(r->arena, number));
}

/* How many there are of each kind. 0 or -1. */
static int set_kind_counts(struct request *r, const struct game_context *context)
{
    size_t count;
    const struct kind_count *counts = curated_counts(context, &count);

    for (size_t i = 0; counts != NULL && i < count; i++) {
        const struct kind *kind = game_kind(context->game, counts[i].kind);
        struct view_node *node;

        if (kind == NULL)
            continue; /* the game no longer has it */
        node = view_item(r->view, "Kinds");
        node_set(node, "title", game_text(kind->plural));
        node_set(node, "path", arena_format(r->arena, "/beastiary/%s/", kind->name));
        node_set(node, "hidden_path",
                 arena_format(r->arena, "/admin/game/hidden?kind=%s", kind->name));
        set_count(r, node, "entries", counts[i].entries);
        set_count(r, node, "hidden", counts[i].withheld);
    }
    return counts != NULL ? 0 : -1;
}

/* The last import that ended. 0 or -1. */
static int set_last_import(struct request *r, const struct game_context *context)
{
    size_t count;
    const struct import_run *run = import_runs(context, 0, 1, &count);
    struct view_node *node;

    if (run == NULL || count == 0)
        return run != NULL ? 0 : -1;
    node = view_item(r->view, "Last");
    node_set(node, "source", run->source);
    node_set(node, "path", arena_format(r->arena, "/beastiary/imports/%" PRIu64, run->id));
    node_set(node, "finished", clock_rfc3339(r->arena, run->finished));
    set_count(r, node, "added", run->added);
    set_count(r, node, "changed", run->changed);
    set_count(r, node, "vanished", run->vanished);
    set_count(r, node, "rejected", run->rejected);
    return 0;
}

enum http_status game_page(struct request *r)
{
    struct game_context context;
    int found = lore_site_game(r, &context);

    if (found < 0 ||
        (found > 0 && (set_kind_counts(r, &context) != 0 || set_last_import(r, &context) != 0)))
        return HTTP_UNAVAILABLE;
    if (request_may(r, PERMISSION_IMPORT_RUN))
        view_set(r->view, "May.import", "1");
    return frame_page(r, HTTP_OK, "admin/game.cs");
}
