/* What of a game's database can be talked about: entries, lists of a kind, maps and the search. */
#ifndef LOREHALL_LORE_SUBJECT_H
#define LOREHALL_LORE_SUBJECT_H

#include "lore/entry.h"
#include "talk/markup.h"
#include "talk/thread.h"
#include "web/request.h"

/* Where names are looked up. */
struct lore_place {
    struct database *database;
    struct arena *arena;
    const struct game *game;
    uint64_t game_number;
};

/* The place of a request's site. 1, 0 when the site has no game, -1 on failure. */
int lore_place(struct request *r, struct lore_place *place);

/* A subject's page: its title and its path. */
struct subject_page {
    const char *title;
    const char *path;
};

/* The page that SUBJECT is about: "npc:12" an entry's, "map:12" its map, "list:…" the list of a kind,
 * "search:1" the search. 1 found, 0 no such thing in this game, -1 on failure. */
int subject_page(const struct lore_place *place, const struct subject *subject,
                 struct subject_page *page);

/* The subject of a kind's list. The same in every installation. */
struct subject subject_of_list(const struct game *game, const struct kind *kind);

/* The subject of an entry. */
struct subject subject_of_entry(const struct entry *entry);

/* Makes LINKS find what comments name in double brackets: "item:1001" by what its source's links
 * call it, "item/12" by the id in its address here, else the one entry of that name (the current one where there are several, of the kind with the greatest
 * weight). PLACE must outlive it. */
void lore_links(struct markup_links *links, struct lore_place *place);

#endif
