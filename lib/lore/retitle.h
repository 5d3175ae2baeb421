/* Discussions below entries bear the entries' names: when a change renames an entry, so are the
 * discussions of its page and of its map. */
#ifndef LOREHALL_LORE_RETITLE_H
#define LOREHALL_LORE_RETITLE_H

#include "store/journal.h"
#include "store/store.h"
#include "talk/subject.h"

/* What it uses, beside the statements of lore/entry.h and store/journal.h. */
extern const struct statement_set retitle_statements;

/* Brings title and path of the discussions of entries that ROW of the journal (JOURNAL_ENTRY,
 * JOURNAL_LORE) changed up to date, with a row for each that differed; some entries at a time,
 * those behind *AFTER (0: all), which moves on. What changed again since is left to that later
 * row. 1 when there may be more, 0 when all is done, -1 on failure. */
int retitle_follow(const struct store *store, const struct subjects *subjects,
                   const struct journal_entry *row, uint64_t *after);

#endif
