/* Games are declared by files and known by name; rows refer to a number, which is given out at
 * first use. */
#include "catalogue/game_number.h"

STATEMENT(GAME_NUMBER, PARAMETERS(text(name)), COLUMNS(id(id)),
          "SELECT id FROM game WHERE name = ?");
STATEMENT(GAME_ADD, PARAMETERS(text(name)), COLUMNS(),
          "INSERT INTO game (name) VALUES (?) ON DUPLICATE KEY UPDATE name = VALUES(name)");
STATEMENT_SET(game_statements, &GAME_NUMBER, &GAME_ADD);

int game_number(struct database *database, struct arena *arena, const char *name, uint64_t *number)
{
    struct GAME_NUMBER_rows *rows = database_query(database, arena, &GAME_NUMBER, name);
    const struct GAME_NUMBER_row *row;

    if (rows != NULL && rows_count(rows) == 0) {
        if (database_run(database, &GAME_ADD, name) != 0)
            return -1;
        rows = database_query(database, arena, &GAME_NUMBER, name);
    }
    row = rows_next(rows);
    if (row == NULL)
        return -1;
    *number = row->id;
    return 0;
}

int games_context(struct games *games, const char *name, struct game_context *context)
{
    uint64_t *slot;

    context->game = games_find(games, name);
    if (context->game == NULL)
        return 0;
    slot = games_number_slot(games, context->game);
    if (*slot == 0 &&
        game_number(context->database, context->arena, context->game->name, slot) != 0)
        return -1;
    context->number = *slot;
    return 1;
}
