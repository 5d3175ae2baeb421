#include "catalogue/game_number.h"

STATEMENT(GAME_NUMBER, "s", "u", "SELECT id FROM game WHERE name = ?");
STATEMENT(GAME_ADD, "s", "",
          "INSERT INTO game (name) VALUES (?) ON DUPLICATE KEY UPDATE name = VALUES(name)");
STATEMENT_SET(game_statements, &GAME_NUMBER, &GAME_ADD);

int game_number(struct database *database, struct arena *arena, const char *name, uint64_t *number)
{
    struct rows *rows = database_query(database, arena, &GAME_NUMBER, name);

    if (rows != NULL && rows_count(rows) == 0) {
        if (database_run(database, &GAME_ADD, name) != 0)
            return -1;
        rows = database_query(database, arena, &GAME_NUMBER, name);
    }
    if (rows == NULL || !rows_next(rows))
        return -1;
    *number = rows_u64(rows, 0);
    return 0;
}

int games_number(struct games *games, struct database *database, struct arena *arena,
                 const struct game *game, uint64_t *number)
{
    uint64_t *slot = games_number_slot(games, game);

    if (*slot == 0 && game_number(database, arena, game->name, slot) != 0)
        return -1;
    *number = *slot;
    return 0;
}
