/* What the tests of games' files share. */
#ifndef LOREHALL_T_UNIT_GAME_TEXT_H
#define LOREHALL_T_UNIT_GAME_TEXT_H

#include "game/game.h"
#include "unit.h"

/* What the kinds of these games may not be called. */
static const char *const game_reserved[] = {"list", "map", "search", "thread", NULL};

/* Reads TEXT as a game's file called FILE; what is said of it is in *SAID. */
static inline const struct game *game_of_text(const char *file, const char *text, const char **said)
{
    char *heard = NULL;
    size_t length;
    FILE *errors = open_memstream(&heard, &length);
    const struct game *game;

    assert_non_null(errors);
    game = game_read(arena, unit_file(file, text), game_reserved, errors);
    assert_int_equal(fclose(errors), 0);
    *said = arena_string(arena, heard);
    free(heard);
    return game;
}

#endif
