/* The games of an installation, each a file of a directory. */
#ifndef LOREHALL_GAME_GAMES_H
#define LOREHALL_GAME_GAMES_H

#include "game/game.h"

struct games;

/* All games of an installation: each NAME.hdf in DIRECTORY is one, read as game_read does. What is
 * wrong goes to ERRORS, and *WRONG tells how many were left out for it. NULL when the directory
 * cannot be read. */
struct games *games_read(struct arena *arena, const char *directory, const char *const *reserved,
                         FILE *errors, size_t *wrong);

/* The game with this name, as a site has it; the one at an index, by name. NULL: there is none. */
const struct game *games_find(const struct games *games, const char *name);
const struct game *games_at(const struct games *games, size_t index);

/* Where the number of one of these games in the database is kept once it is known: 0 until then.
 * NULL for a game that is none of them. */
uint64_t *games_number_slot(struct games *games, const struct game *game);

#endif
