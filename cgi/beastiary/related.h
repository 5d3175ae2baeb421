/* What an entry has to do with others, set for views. */
#ifndef LOREHALL_BEASTIARY_RELATED_H
#define LOREHALL_BEASTIARY_RELATED_H

#include "link.h"
#include "lore/place.h"

#define RELATED_A_PAGE 100 /* of one relation and direction; a list shows all of more */
#define RELATED_OPEN 20    /* shown unfolded, where there are more than 25 */

/* Where an entry stands, as places_of has it. */
struct placed {
    const struct place *list;
    size_t count;
};

/* Whether it stands on the map of the entry MAP_ID. */
bool placed_on(const struct placed *placed, uint64_t map_id);

/* Sets Relations: one for each relation and direction that RELATED has, with label, name (its
 * anchor), total, columns, rows and folded rows, and the address of the list of all where not all
 * are here. LINKER's catalogue knows what is shown beside the others. What PLACED
 * tells spot by spot (places_set) is not told again. */
void related_set(const struct linker *linker, struct view_data *data, const struct entry *entry,
                 const struct related_list *related, const struct placed *placed);

/* Sets Maps: the zones that the entry stands in; of each its groups of spots, who shares them and
 * how long it takes. What is beyond the first few zones goes to FoldedMaps, beyond a zone's first
 * few groups to its folded. Places.count is how many zones there are. */
void places_set(const struct linker *linker, struct view_data *data, const struct entry *entry,
                const struct placed *placed);

/* A spot as the game itself writes it: INVERTED is map_inverted of the kind that has maps. A time,
 * "" for none; a chance in percent. */
const char *spot_shown(struct arena *arena, const struct place *place, bool inverted);
const char *seconds_shown(struct arena *arena, unsigned count);
const char *chance_shown(struct arena *arena, float chance);

#endif
