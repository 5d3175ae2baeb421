/* Who keeps the games' catalogues up to date: lorehall-journald. A file is made in a process of its
 * own, so that following goes on; what that process dies of leaves the old file. */
#ifndef LOREHALL_CATALOGUE_REBUILDER_H
#define LOREHALL_CATALOGUE_REBUILDER_H

#include "catalogue/catalogue.h"
#include "game/games.h"
#include "store/journal.h"

struct rebuilder;

/* Starts to keep all of GAMES, which, like the rest, must outlive the rebuilder. */
struct rebuilder *rebuilder_open(const struct configuration *configuration,
                                 const struct games *games, struct shared *shared);

/* Ends what is being made. NULL is allowed. */
void rebuilder_close(struct rebuilder *rebuilder);

/* Takes note of a row of the journal. */
void rebuilder_see(struct rebuilder *rebuilder, const struct journal_entry *entry);

/* Does what is due: looks at the files, at most once a second, starts to make one that is missing
 * or far behind, and sees how that ended. Call it often; it never waits long. */
void rebuilder_step(struct rebuilder *rebuilder, struct database *database, struct arena *arena);

#endif
