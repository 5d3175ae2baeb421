#include "site_game.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "catalogue/game_number.h"
#include "lore/lore.h"
#include "web/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"

bool ground_find(struct request *r, struct ground *ground)
{
    struct games *games = lore_of(r->worker)->games;

    *ground = (struct ground){.game = games_find(games, r->site->game)};
    return ground->game == NULL ||
           games_number(games, r->worker->database, r->arena, ground->game, &ground->number) == 0;
}

enum http_status ground_entry(struct request *r, struct ground *ground, const char *suffix,
                              struct entry *entry)
{
    const char *query = strchr(r->target, '?');
    const char *path;
    int found;

    if (!ground_find(r, ground))
        return refuse_unavailable(r);
    if (ground->game == NULL || path_id(r, "id") == 0)
        return refuse_not_found(r);
    /* An import tells of itself, not of each of the entries that it changed. */
    request_depends(r, "entry:%" PRIu64, path_id(r, "id"));
    request_depends(r, "import:%" PRIu64, ground->number);
    found = entry_find(r->worker->database, r->arena, ground->game, ground->number,
                       path_id(r, "id"), entry);
    if (found <= 0)
        return found == 0 ? refuse_not_found(r) : refuse_unavailable(r);
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

void ground_crumbs(struct request *r, const struct kind *kind, const struct entry *entry)
{
    set_crumb(r, "/beastiary/", _("Beastiary"));
    if (kind != NULL)
        set_crumb(r, arena_format(r->arena, "/beastiary/%s/", kind->name), game_text(kind->plural));
    if (entry != NULL)
        set_crumb(r, entry_path(r->arena, entry->kind, entry->id, entry->name), entry->name);
}
