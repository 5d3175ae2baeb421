/* How entries are named on the beastiary's pages: by a link, and beside it what tells them from
 * others of their name. Everything that names an entry comes through here. */
#ifndef LOREHALL_BEASTIARY_LINK_H
#define LOREHALL_BEASTIARY_LINK_H

#include "catalogue/catalogue.h"
#include "site_game.h"
#include "web/view.h"

/* Who makes the links of a page. */
struct linker {
    struct arena *arena;
    const char *origin; /* of addresses for programs */
    const struct game *game;
    struct catalogue *catalogue; /* NULL: it cannot be had, and notes are missing */
};

/* The linker of a page on SITE_GAME, which then depends on all that notes are made of; where notes
 * are missing, the page is not kept. Its queries are the catalogue's, never one for each link. */
struct linker linker_open(struct request *r, const struct game_context *site_game);

/* What tells an entry from others of its name, but for what is KNOWN beside it (NULL: nothing);
 * "". */
const char *link_note(const struct linker *linker, const struct kind *kind, uint64_t id,
                      const struct note_known *known);

/* Who is linked. */
struct entry_name {
    const struct kind *kind;
    uint64_t id;
    const char *name;
};

/* Sets how an entry is linked: url, card, name, note. */
void link_set(const struct linker *linker, struct view_node *node, const struct entry_name *entry,
              const struct note_known *known);

/* A name with its note where there is only a line of text: "a gnoll (Blackburrow · Level 3)". */
const char *link_text(const struct linker *linker, const struct kind *kind, uint64_t id,
                      const char *name);

#endif
