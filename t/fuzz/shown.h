/* For targets that end with an entry of a game's database: it is shown as its pages and the API do. */
#ifndef LOREHALL_T_FUZZ_SHOWN_H
#define LOREHALL_T_FUZZ_SHOWN_H

#include "lore/entry.h"
#include "lore/place.h"
#include "lore/revision.h"

/* What is known of an entry beside itself. */
struct shown_relations {
    struct related *related;
    size_t related_count;
    struct place *places;
    size_t place_count;
};

/* Ends the run unless the entry's page is whole and the same however things are called, and what programs
 * are told of it is JSON with its values as its record has them. */
void check_shown(struct arena *arena, const struct game *game, const struct entry *entry,
                 const struct shown_relations *relations);

/* The same of its history with these differences. */
void check_changes_shown(struct arena *arena, const struct game *game, const struct entry *entry,
                         struct difference *differences, size_t count);

#endif
