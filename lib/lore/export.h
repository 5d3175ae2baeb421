/* Writing a game's database out: everything as JSON lines (line.h), or a kind's entries as CSV.
 * What comes out is one state, whatever is written meanwhile, in an order that the ids here play
 * no part in. */
#ifndef LOREHALL_LORE_EXPORT_H
#define LOREHALL_LORE_EXPORT_H

#include <stdio.h>

#include "lore/entry.h"

extern const struct statement_set export_statements;

/* Entries, relations, places and maps; or with KIND the entries of that kind alone. 0, or -1 when
 * the database cannot be read or OUT cannot be written. */
int export_lines(const struct game_context *context, const struct kind *kind, FILE *out);

/* Entries of one kind, a row each, under a head of external_id, name, hidden, state and the fields'
 * names (RFC 4180). */
int export_csv(const struct game_context *context, const struct kind *kind, FILE *out);

#endif
