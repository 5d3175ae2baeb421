/* Differences of entries as revisions keep them: a JSON object {"level":["4","5"],"":["Old","New"],
 * "drops[]":[["","Rusty Dagger (Chance 5)"]],"[]":[["","120"]]}. A relation's name has brackets
 * behind it; brackets alone tell how many more differences of relations there were. */
#ifndef LOREHALL_LORE_DIFFERENCE_H
#define LOREHALL_LORE_DIFFERENCE_H

#include "lore/revision.h"

/* The object of COUNT differences; those of one relation stand together. */
const char *differences_text(struct arena *arena, const struct difference *differences,
                             size_t count);

/* Parses it. What KIND and the game no longer have is left out. NULL when it is none. */
struct difference *differences_parse(struct arena *arena, const struct game *game,
                                     const struct kind *kind, const char *text, size_t *count);

/* Gives ENTRY, whose values are its own, what it had before the differences. */
void differences_take_back(struct arena *arena, struct entry *entry,
                           const struct difference *differences, size_t count);

/* An end of a relation as a line: its name, then the values with their labels. */
const char *relation_line(struct arena *arena, const struct relation *relation, const char *name,
                          const struct value *values);

/* What an edited entry comes to when its source changes: what the source changed from BASE to
 * SOURCE, all else as it is now. */
struct entry entry_merge(struct arena *arena, const struct entry *now, const struct entry *base,
                         const struct entry *source);

#endif
