/* The numbers that games have in the database. */
#ifndef LOREHALL_CATALOGUE_GAME_NUMBER_H
#define LOREHALL_CATALOGUE_GAME_NUMBER_H

#include "catalogue/game_context.h"
#include "game/games.h"

extern const struct statement_set game_statements;

/* A game's number in the database; makes it where it is new. 0 or -1. */
int game_number(struct database *database, struct arena *arena, const char *name, uint64_t *number);

/* Sets CONTEXT's game to the one of GAMES that is called NAME, and its number, for which CONTEXT's
 * database is asked once a process. 1; 0 where there is no such game, which is NULL then; -1. */
int games_context(struct games *games, const char *name, struct game_context *context);

#endif
