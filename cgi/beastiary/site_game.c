/* The game of the site that was asked for, which nearly every handler here begins with. */
#include "site_game.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "lore/curation/withheld.h"
#include "lore/lore.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

bool site_game_find(struct request *r, struct game_context *site_game)
{
    return lore_site_game(r, site_game) >= 0;
}

enum http_status site_game_missing(struct request *r, const struct game_context *site_game)
{
    struct curated_entry entry;
    int found = request_may(r, PERMISSION_ENTRY_HIDE)
                    ? curated_find(site_game, path_id(r, "id"), &entry)
                    : 0;

    if (found < 0)
        return HTTP_UNAVAILABLE;
    return found > 0 && entry.since != 0
               ? redirect(r, HTTP_SEE_OTHER, "/admin/game/hidden/%" PRIu64, entry.id)
               : HTTP_NOT_FOUND;
}

enum http_status site_game_entry(struct request *r, struct game_context *site_game,
                                 const char *suffix, struct entry *entry)
{
    const char *query = strchr(r->target, '?');
    const char *path;
    int found;

    if (!site_game_find(r, site_game))
        return HTTP_UNAVAILABLE;
    if (site_game->game == NULL || path_id(r, "id") == 0)
        return HTTP_NOT_FOUND;
    /* An import tells of itself, not of each of the entries that it changed. */
    request_depends(r, "entry:%" PRIu64, path_id(r, "id"));
    request_depends(r, "import:%" PRIu64, site_game->number);
    found = entry_find(site_game, path_id(r, "id"), entry);
    if (found <= 0)
        return found == 0 ? site_game_missing(r, site_game) : HTTP_UNAVAILABLE;
    path = arena_format(r->arena, "%s%s", entry_path(r->arena, entry->kind, entry->id, entry->name),
                        suffix);
    if (strcmp(path, r->path) != 0)
        return redirect(r, HTTP_MOVED, "%s%s", path, query != NULL ? query : "");
    return HTTP_OK;
}

static void set_crumb(struct request *r, const char *url, const char *label)
{
    struct view_node *node = view_item(r->view, "Crumbs");

    node_set(node, "url", url);
    node_set(node, "label", label);
}

void site_game_crumbs(struct request *r, const struct kind *kind, const struct entry *entry)
{
    set_crumb(r, "/beastiary/", _("Database"));
    if (kind != NULL)
        set_crumb(r, arena_format(r->arena, "/beastiary/%s/", kind->name), game_text(kind->plural));
    if (entry != NULL)
        set_crumb(r, entry_path(r->arena, entry->kind, entry->id, entry->name), entry->name);
}
