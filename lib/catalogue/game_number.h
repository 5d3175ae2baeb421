/* The numbers that games have in the database. */
#ifndef LOREHALL_CATALOGUE_GAME_NUMBER_H
#define LOREHALL_CATALOGUE_GAME_NUMBER_H

#include "game/games.h"
#include "store/database.h"

extern const struct statement_set game_statements;

/* A game's number in the database; makes it where it is new. 0 or -1. */
int game_number(struct database *database, struct arena *arena, const char *name, uint64_t *number);

/* The number of one of these games in the database, which is asked once a process. 0 or -1. */
int games_number(struct games *games, struct database *database, struct arena *arena,
                 const struct game *game, uint64_t *number);

#endif
