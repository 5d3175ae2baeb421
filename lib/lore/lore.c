#include "lore/lore.h"

#include "base/log.h"
#include "catalogue/game_number.h"
#include "lore/subject.h"
#include "web/site.h"

struct lore *lore_read(struct subjects *subjects, struct arena *permanent, const char *directory,
                       FILE *errors, size_t *wrong)
{
    struct lore *lore = arena_alloc(permanent, sizeof *lore);

    subjects_add(subjects, lore_subjects, lore);
    lore->games =
        games_read(permanent, directory, subject_names(subjects, permanent), errors, wrong);
    return lore->games != NULL ? lore : NULL;
}

int lore_open(struct worker *worker, struct arena *permanent)
{
    size_t wrong;

    if (worker->above == NULL)
        worker->above = subjects_open(permanent);
    if (lore_read(worker_subjects(worker), permanent, worker->configuration->games, stderr,
                  &wrong) == NULL)
        return -1;
    if (wrong > 0)
        log_error("%zu of the games cannot be read; lorehall check names the lines", wrong);
    return 0;
}

struct lore *lore_of(const struct worker *worker)
{
    return subjects_context(worker_subjects(worker), lore_subjects);
}

int lore_site_game(struct request *r, struct game_context *context)
{
    *context = (struct game_context){.database = r->worker->database, .arena = r->arena};
    return games_context(lore_of(r->worker)->games, r->site->game, context);
}
