/* What a process keeps of the lore floor. */
#ifndef LOREHALL_LORE_LORE_H
#define LOREHALL_LORE_LORE_H

#include <stdio.h>

#include "game/games.h"
#include "talk/subject.h"
#include "web/request.h"

struct catalogue_pool;
struct game_context;

struct lore {
    struct games *games;
    struct catalogue_pool *catalogue_pool; /* a worker's: the catalogues that are open */
};

/* Adds what this floor has to talk about (lore/subject.h) to SUBJECTS, and reads the games of
 * DIRECTORY, whose kinds may have none of the names that are registered then: higher floors add
 * theirs before. What is wrong is said on ERRORS; *WRONG tells of how many games. NULL when the
 * directory cannot be read. */
struct lore *lore_read(struct subjects *subjects, struct arena *permanent, const char *directory,
                       FILE *errors, size_t *wrong);

/* An area's `open` (web/route.h): the same for a worker; a game whose file is wrong is left out,
 * with a line in the log. Where notes are shown, the area needs the statements of the
 * catalogue. */
int lore_open(struct worker *worker, struct arena *permanent);

/* What a worker keeps, that was opened so. */
struct lore *lore_of(const struct worker *worker);

/* The game of the request's site, to be asked in the request's arena. 1, 0 when the site has none,
 * -1 when its number cannot be had. */
int lore_site_game(struct request *r, struct game_context *context);

#endif
