/* Finding what an old link means: game/legacy_url.h tells which there are. */
#ifndef LOREHALL_LORE_LEGACY_URL_H
#define LOREHALL_LORE_LEGACY_URL_H

#include "game/legacy_url.h"
#include "web/form/parameters.h"

/* Parses the query of TARGET, whose parameters may be parted by semicolons too. False when there
 * are too many. */
bool legacy_url_query(struct arena *arena, const char *target, struct parameters *query);

/* What is known of an old address. */
struct legacy_url_match {
    const struct legacy_url *link; /* its rule; NULL: none fits */
    const char *value;             /* what it asks for, as text */
    const struct legacy_url *near; /* a rule whose parameter alone is missing; NULL: none */
};

/* Finds the rule for PATH and QUERY. False where none fits. */
bool legacy_url_find(const struct game *game, struct arena *arena, const char *path,
                     const struct parameters *query, struct legacy_url_match *match);

#endif
