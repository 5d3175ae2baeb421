/* A game's entries part by part, by their ids, for sitemaps. */
#ifndef LOREHALL_LORE_SITEMAP_H
#define LOREHALL_LORE_SITEMAP_H

#include "lore/entry.h"

/* Part N, from 1, is the entries with the Nth so many ids. */
#define ENTRY_PART_IDS 5000

extern const struct statement_set part_statements;

/* The numbers of the parts that have entries, in order; NULL on failure. */
uint64_t *entry_parts(const struct game_context *context, size_t *count);

/* The entries of a part, without those that are hidden or have vanished: id, kind, name and changed
 * alone. NULL on failure. */
struct entry *entry_part(const struct game_context *context, uint64_t part, size_t *count);

#endif
