/* What of a game's database can be talked about: entries, lists of a kind, maps and the search. */
#ifndef LOREHALL_LORE_SUBJECT_H
#define LOREHALL_LORE_SUBJECT_H

#include "lore/entry.h"
#include "talk/subject.h"

/* How the discussion of an entry's map is named: by the entry's id. */
#define MAP_KIND "map"

/* The table of these kinds, to be registered with a struct lore (lore_read). */
extern const struct subject_kind lore_subjects[];

/* What finds the changes of entries' pages. */
extern const struct statement_set subject_statements;

/* The subject of a kind's list. The same in every installation. */
struct subject subject_of_list(const struct game *game, const struct kind *kind);

/* The subjects of an entry's map and of the search. */
struct subject subject_of_map(uint64_t entry_id);
struct subject subject_of_search(void);

#endif
