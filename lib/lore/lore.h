/* What a worker keeps of the lore floor. */
#ifndef LOREHALL_LORE_LORE_H
#define LOREHALL_LORE_LORE_H

#include "game/games.h"
#include "web/request.h"

/* An area's `open` (web/route.h): reads the installation's games into worker->games; one whose
 * file is wrong is left out, with a line in the log. */
int games_open(struct worker *worker, struct arena *permanent);

#endif
