/* The catalogues that a worker keeps open, one for each game that it was asked about. */
#ifndef LOREHALL_LORE_CATALOGUE_POOL_H
#define LOREHALL_LORE_CATALOGUE_POOL_H

#include "catalogue/catalogue.h"
#include "catalogue/game_context.h"
#include "web/request.h"

/* The catalogue of a game, up to the last answered write. It belongs to the worker, as long as that
 * lives. NULL on failure. */
struct catalogue *catalogue_pool_get(struct request *r, const struct game_context *context);

/* The generations that what a game's catalogue says depends on, ended by NULL; the answer depends
 * on them then. */
const char *const *catalogue_pool_depends(struct request *r, uint64_t game_number);

#endif
