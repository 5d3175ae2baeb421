/* How much a game's database holds. */
#ifndef LOREHALL_LORE_ENTRY_TOTAL_H
#define LOREHALL_LORE_ENTRY_TOTAL_H

#include "store/store.h"

extern const struct statement_set entry_total_statements;

/* Counts all entries of a game, also those that are not in use or have vanished. Reads an index of them: for
 * pages of administrators. 0 or -1. */
int entry_total(const struct store *store, uint64_t game_id, uint64_t *total);

#endif
