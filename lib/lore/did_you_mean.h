/* What somebody may have meant who asked for a name that there is not. */
#ifndef LOREHALL_LORE_DID_YOU_MEAN_H
#define LOREHALL_LORE_DID_YOU_MEAN_H

#include "game/game.h"
#include "lore/list_query.h"

/* Up to three of the list's fields (with RELATIONS, of its relations too) that are called nearly
 * ASKED or shown as it where room is short, as a sentence behind a blank; "" where none is. */
const char *did_you_mean_name(struct arena *arena, const struct list_query *list_query,
                              const char *asked, bool relations);

/* The same of an enumeration's values. */
const char *did_you_mean_choice(struct arena *arena, const struct enumeration *values,
                                const char *asked);

#endif
