/* Finding what an old link means: game/legacy_url.h tells which there are. */
#ifndef LOREHALL_LORE_LEGACY_URL_H
#define LOREHALL_LORE_LEGACY_URL_H

#include "game/legacy_url.h"
#include "web/form/parameters.h"

/* Parses the query of TARGET, whose parameters may be parted by semicolons too. False when there are
 * too many. */
bool legacy_url_query(struct arena *arena, const char *target, struct parameters *query);

/* The rule for PATH and QUERY; *VALUE is what it asks for, as text. NULL where none fits; *NEAR is then
 * one whose parameter alone is missing, or NULL. */
const struct legacy_url *legacy_url_find(const struct game *game, struct arena *arena,
                                         const char *path, const struct parameters *query,
                                         const char **value, const struct legacy_url **near);

#endif
