/* Links to entries, all with the note that tells what is called alike apart. The note comes from
 * the catalogue and costs no query, which is what allows one beside each name of a page of
 * hundreds.
 *
 * Without a catalogue links still work, and have no notes: the page is then not kept by any
 * cache. */
#include "link.h"

#include <inttypes.h>

#include "base/text/text.h"
#include "lore/catalogue_pool.h"
#include "lore/entry.h"

struct linker linker_open(struct request *r, const struct game_context *site_game)
{
    struct linker linker = {.arena = r->arena, .origin = r->origin, .game = site_game->game};

    catalogue_pool_depends(r, site_game->number);
    linker.catalogue = catalogue_pool_get(r, site_game);
    if (linker.catalogue == NULL)
        r->cacheable = false;
    return linker;
}

const char *link_note(const struct linker *linker, const struct kind *kind, uint64_t id,
                      const struct note_known *known)
{
    return linker->catalogue != NULL
               ? catalogue_note(linker->catalogue, linker->arena, kind, id, known)
               : "";
}

void link_set(const struct linker *linker, struct view_node *node, const struct entry_name *entry,
              const struct note_known *known)
{
    node_set(node, "url", entry_path(linker->arena, entry->kind, entry->id, entry->name));
    node_set(node, "card",
             arena_format(linker->arena, "%s/%" PRIu64, entry->kind->name, entry->id));
    node_set(node, "name", entry->name);
    node_set(node, "note", link_note(linker, entry->kind, entry->id, known));
}

const char *link_text(const struct linker *linker, const struct kind *kind, uint64_t id,
                      const char *name)
{
    const char *note = link_note(linker, kind, id, NULL);

    return *note != '\0'
               ? arena_format(linker->arena, "%s (%s)", text_isolated(linker->arena, name), note)
               : name;
}
