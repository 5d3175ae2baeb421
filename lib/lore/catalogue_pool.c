/* A worker's catalogues, opened when a game is first asked for: a list, as there are a few
 * games. */
#include "lore/catalogue_pool.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lore/lore.h"

/* One game's; the next. */
struct catalogue_pool {
    const struct game *game;
    struct catalogue *catalogue;
    struct catalogue_pool *next;
};

static struct catalogue *find_open(const struct catalogue_pool *catalogue_pool,
                                   const struct game *game)
{
    for (; catalogue_pool != NULL; catalogue_pool = catalogue_pool->next)
        if (catalogue_pool->game == game)
            return catalogue_pool->catalogue;
    return NULL;
}

static struct catalogue *open_new(struct worker *worker, const struct game_context *context)
{
    struct lore *lore = lore_of(worker);
    struct catalogue_pool *catalogue_pool = malloc(sizeof *catalogue_pool);

    if (catalogue_pool == NULL)
        abort();
    catalogue_pool->game = context->game;
    catalogue_pool->catalogue =
        catalogue_open(context->game, context->number, worker->configuration->lore);
    catalogue_pool->next = lore->catalogue_pool;
    lore->catalogue_pool = catalogue_pool;
    return catalogue_pool->catalogue;
}

struct catalogue *catalogue_pool_get(struct request *r, const struct game_context *context)
{
    struct worker *worker = r->worker;
    struct catalogue *catalogue = find_open(lore_of(worker)->catalogue_pool, context->game);

    if (catalogue == NULL)
        catalogue = open_new(worker, context);
    if (catalogue == NULL ||
        catalogue_refresh(catalogue, worker->database, worker->shared, r->arena) != 0)
        return NULL;
    return catalogue;
}

const char *const *catalogue_pool_depends(struct request *r, uint64_t game_number)
{
    const char **keys = arena_alloc(r->arena, 3 * sizeof *keys);

    keys[0] = arena_format(r->arena, "lore:%" PRIu64, game_number);
    keys[1] = arena_format(r->arena, "catalogue:%" PRIu64, game_number);
    request_depends(r, "%s", keys[0]);
    request_depends(r, "%s", keys[1]);
    return keys;
}
