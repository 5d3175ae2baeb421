/* What an entry has to do with others, set for views. */
#ifndef LOREHALL_BEASTIARY_RELATED_H
#define LOREHALL_BEASTIARY_RELATED_H

#include "link.h"
#include "lore/place.h"

#define RELATED_A_PAGE 100 /* of one relation and direction; a list shows all of more */
#define RELATED_OPEN 20    /* shown unfolded, where there are more than 25 */

/* Sets Relations: one for each relation and direction that RELATED has, with label, name (its
 * anchor), total, columns, rows and folded rows, and the address of the list of all where not all
 * are here. LINKER's catalogue knows what is shown beside the others. */
void related_set(const struct linker *linker, struct view_data *data, const struct entry *entry,
                 const struct related_list *related);

/* Sets Maps: the zones that the entry stands in; of each its groups of spots, who takes turns there
 * and how long it takes. */
void places_set(const struct linker *linker, struct view_data *data, const struct entry *entry,
                const struct place *places, size_t count);

/* A spot as the game itself writes it: INVERTED is map_inverted of the kind that has maps. A time,
 * "" for none; a chance in percent. */
const char *spot_shown(struct arena *arena, const struct place *place, bool inverted);
const char *seconds_shown(struct arena *arena, unsigned count);
const char *chance_shown(struct arena *arena, float chance);

#endif
