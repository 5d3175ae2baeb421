/* What every page of the beastiary stands on: the site's game and its entries. */
#ifndef LOREHALL_BEASTIARY_GROUND_H
#define LOREHALL_BEASTIARY_GROUND_H

#include "lore/entry.h"
#include "web/request.h"

/* A site's game. */
struct ground {
    const struct game *game; /* NULL: the site has none, or its file is not there */
    uint64_t number;
};

/* The game of the request's site. False when the database does not answer. */
bool ground_find(struct request *r, struct ground *ground);

/* Finds the entry that the path names by :kind, :id and :slug. HTTP_OK; or the answer that was made
 * instead: there is none (404), or its address is another (301, with SUFFIX behind it and the
 * query kept). */
enum http_status ground_entry(struct request *r, struct ground *ground, const char *suffix,
                              struct entry *entry);

/* Sets the way back: Crumbs, from the beastiary to the list of KIND (NULL: none) and on to ENTRY
 * (NULL: none). */
void ground_crumbs(struct request *r, const struct kind *kind, const struct entry *entry);

#endif
