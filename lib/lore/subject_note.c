#include "lore/subject_note.h"

#include "catalogue/game_context.h"
#include "lore/catalogue_pool.h"
#include "lore/lore.h"

const char *const *entry_note_keys(struct request *r)
{
    static const char *const none[] = {NULL};
    struct game_context context;

    return lore_site_game(r, &context) > 0 ? catalogue_pool_depends(r, context.number) : none;
}

const char *entry_note(struct request *r, const struct subject *subject)
{
    struct game_context context;
    const struct kind *kind =
        lore_site_game(r, &context) > 0 ? game_kind(context.game, subject->kind) : NULL;
    struct catalogue *catalogue = kind != NULL ? catalogue_pool_get(r, &context) : NULL;

    return catalogue != NULL ? catalogue_note(catalogue, r->arena, kind, subject->id, NULL) : "";
}
