/* What changed in a game's database lately. */
#ifndef LOREHALL_LORE_RECENT_CHANGES_H
#define LOREHALL_LORE_RECENT_CHANGES_H

#include "lore/entry.h"

extern const struct statement_set recent_changes_statements;

/* The entries whose last change is the latest, the latest first, at most LIMIT; without values.
 * Hidden ones are left out, and those that have only come to be: an import brings many. NULL on
 * failure. */
struct entry *recent_changes(const struct game_context *context, unsigned limit, size_t *count);

#endif
