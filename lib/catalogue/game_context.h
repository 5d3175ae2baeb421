/* A game in a database: what everything that reads or writes its entries is told. */
#ifndef LOREHALL_CATALOGUE_GAME_CONTEXT_H
#define LOREHALL_CATALOGUE_GAME_CONTEXT_H

#include "base/arena.h"
#include "game/game.h"
#include "store/database.h"

struct game_context {
    struct database *database;
    struct arena *arena; /* what is read lies there */
    const struct game *game;
    uint64_t number; /* the game's in this database (catalogue/game_number.h) */
};

#endif
