#include "lore/subject_note.h"

#include "catalogue/game_number.h"
#include "lore/catalogue_pool.h"
#include "lore/lore.h"
#include "web/site.h"

/* The game of the request's site. 1, 0 when it has none, -1 when its number cannot be had. */
static int game_of_request(struct request *r, struct game_context *context)
{
    *context = (struct game_context){.database = r->worker->database, .arena = r->arena};
    return games_context(lore_of(r->worker)->games, r->site->game, context);
}

const char *const *entry_note_keys(struct request *r)
{
    static const char *const none[] = {NULL};
    struct game_context context;

    return game_of_request(r, &context) > 0 ? catalogue_pool_depends(r, context.number) : none;
}

const char *entry_note(struct request *r, const struct subject *subject)
{
    struct game_context context;
    const struct kind *kind =
        game_of_request(r, &context) > 0 ? game_kind(context.game, subject->kind) : NULL;
    struct catalogue *catalogue = kind != NULL ? catalogue_pool_get(r, &context) : NULL;

    return catalogue != NULL ? catalogue_note(catalogue, r->arena, kind, subject->id, NULL) : "";
}
