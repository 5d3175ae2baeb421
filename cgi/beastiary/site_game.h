/* What every page of the beastiary stands on: the site's game and its entries. */
#ifndef LOREHALL_BEASTIARY_SITE_GAME_H
#define LOREHALL_BEASTIARY_SITE_GAME_H

#include "lore/entry.h"
#include "web/request.h"

/* The game of the request's site, and what is asked about it: that is NULL where the site has none
 * or its file is not there. False when the database does not answer. */
bool site_game_find(struct request *r, struct game_context *site_game);

/* Finds the entry that the path names by :kind, :id and :slug. HTTP_OK; or what is answered instead
 * instead: there is none (404), or its address is another (301, with SUFFIX behind it and the
 * query kept). */
enum http_status site_game_entry(struct request *r, struct game_context *site_game,
                                 const char *suffix, struct entry *entry);

/* Sets the way back: Crumbs, from the beastiary to the list of KIND (NULL: none) and on to ENTRY
 * (NULL: none). */
void site_game_crumbs(struct request *r, const struct kind *kind, const struct entry *entry);

/* What is answered where there is no entry of the path's id: to who may hide entries, where a hidden one is
 * looked after. */
enum http_status site_game_missing(struct request *r, const struct game_context *site_game);

#endif
