#include "lore/subject_note.h"

#include "catalogue/game_number.h"
#include "lore/catalogue_pool.h"
#include "lore/lore.h"
#include "web/site.h"

/* The site's game; NULL: it has none, or its number cannot be had. */
static const struct game *game_of(struct request *r, uint64_t *number)
{
    struct games *games = lore_of(r->worker)->games;
    const struct game *game = games_find(games, r->site->game);

    return game != NULL && games_number(games, r->worker->database, r->arena, game, number) == 0
               ? game
               : NULL;
}

const char *const *entry_note_keys(struct request *r)
{
    static const char *const none[] = {NULL};
    uint64_t number;

    return game_of(r, &number) != NULL ? catalogue_pool_depends(r, number) : none;
}

const char *entry_note(struct request *r, const struct subject *subject)
{
    uint64_t number;
    const struct game *game = game_of(r, &number);
    const struct kind *kind = game != NULL ? game_kind(game, subject->kind) : NULL;
    struct catalogue *catalogue = kind != NULL ? catalogue_pool_get(r, game, number) : NULL;

    return catalogue != NULL ? catalogue_note(catalogue, r->arena, kind, subject->id, NULL) : "";
}
