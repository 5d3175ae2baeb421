#include "lore/subject_note.h"

#include <inttypes.h>

#include "catalogue/game_number.h"
#include "lore/catalogue_pool.h"
#include "lore/lore.h"
#include "web/site.h"

/* The site's game; NULL: it has none, or its number cannot be had. */
static const struct game *game_of(struct request *r, uint64_t *number)
{
    const struct game *game = games_find(r->worker->games, r->site->game);

    return game != NULL &&
                   games_number(r->worker->games, r->worker->database, r->arena, game, number) == 0
               ? game
               : NULL;
}

static const char *const *keys_of(struct request *r)
{
    static const char *const none[] = {NULL};
    uint64_t number;

    return game_of(r, &number) != NULL ? shelf_depends(r, number) : none;
}

static const char *note_of(struct request *r, const char *text)
{
    struct subject subject;
    uint64_t number;
    const struct game *game;
    const struct kind *kind;
    struct catalogue *catalogue;

    if (!subject_parse(text, &subject) || (game = game_of(r, &number)) == NULL)
        return "";
    kind = game_kind(game, subject.kind);
    catalogue = kind != NULL ? shelf_catalogue(r, game, number) : NULL;
    return catalogue != NULL ? catalogue_note(catalogue, r->arena, kind, subject.id, NULL) : "";
}

static const struct subject_notes notes = {.keys = keys_of, .note = note_of};

int lore_open(struct worker *worker, struct arena *permanent)
{
    worker->subject_notes = &notes;
    return games_open(worker, permanent);
}
