#include "lore/catalogue_pool.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lore/lore.h"

/* One game's; the next. */
struct shelf {
    const struct game *game;
    struct catalogue *catalogue;
    struct shelf *next;
};

static struct catalogue *find_open(const struct shelf *shelf, const struct game *game)
{
    for (; shelf != NULL; shelf = shelf->next)
        if (shelf->game == game)
            return shelf->catalogue;
    return NULL;
}

static struct catalogue *open_new(struct worker *worker, const struct game *game, uint64_t number)
{
    struct lore *lore = lore_of(worker);
    struct shelf *shelf = malloc(sizeof *shelf);

    if (shelf == NULL)
        abort();
    shelf->game = game;
    shelf->catalogue = catalogue_open(game, number, worker->configuration->lore);
    shelf->next = lore->shelf;
    lore->shelf = shelf;
    return shelf->catalogue;
}

struct catalogue *shelf_catalogue(struct request *r, const struct game *game, uint64_t game_number)
{
    struct worker *worker = r->worker;
    struct catalogue *catalogue = find_open(lore_of(worker)->shelf, game);

    if (catalogue == NULL)
        catalogue = open_new(worker, game, game_number);
    if (catalogue == NULL ||
        catalogue_refresh(catalogue, worker->database, worker->shared, r->arena) != 0)
        return NULL;
    return catalogue;
}

const char *const *shelf_depends(struct request *r, uint64_t game_number)
{
    const char **keys = arena_alloc(r->arena, 3 * sizeof *keys);

    keys[0] = arena_format(r->arena, "lore:%" PRIu64, game_number);
    keys[1] = arena_format(r->arena, "catalogue:%" PRIu64, game_number);
    request_depends(r, "%s", keys[0]);
    request_depends(r, "%s", keys[1]);
    return keys;
}
