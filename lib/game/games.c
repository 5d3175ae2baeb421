#include "game/games.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct games {
    const struct game **list; /* by name */
    uint64_t *numbers;        /* of each in the database; 0: not asked for yet */
    size_t count;
};

/* Files that editors and packages leave behind are no games. */
static int is_game(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 4, ".hdf") == 0;
}

struct games *games_read(struct arena *arena, const char *directory, const char *const *reserved,
                         FILE *errors, size_t *wrong)
{
    struct games *games = arena_alloc(arena, sizeof *games);
    struct dirent **names;
    int count = scandir(directory, &names, is_game, alphasort);

    if (count < 0) {
        fprintf(errors, "%s: %s\n", directory, strerror(errno));
        return NULL;
    }
    games->list = arena_alloc(arena, ((size_t)count + 1) * sizeof(struct game *));
    games->numbers = arena_alloc(arena, ((size_t)count + 1) * sizeof *games->numbers);
    for (int i = 0; i < count; i++) {
        const struct game *game =
            game_read(arena, arena_format(arena, "%s/%s", directory, names[i]->d_name), reserved,
                      errors);

        if (game != NULL)
            games->list[games->count++] = game;
        free(names[i]);
    }
    free(names);
    *wrong = (size_t)count - games->count;
    return games;
}

const struct game *games_find(const struct games *games, const char *name)
{
    for (size_t i = 0; i < games->count; i++)
        if (strcmp(games->list[i]->name, name) == 0)
            return games->list[i];
    return NULL;
}

const struct game *games_at(const struct games *games, size_t index)
{
    return index < games->count ? games->list[index] : NULL;
}

uint64_t *games_number_slot(struct games *games, const struct game *game)
{
    for (size_t i = 0; i < games->count; i++)
        if (games->list[i] == game)
            return &games->numbers[i];
    return NULL;
}
