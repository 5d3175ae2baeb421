/* What is derived of comments and stored: their HTML and their words. When a program comes with
 * another renderer or another way to write words, it makes both anew for all comments, some at a
 * time. */
#ifndef LOREHALL_TALK_REINDEX_H
#define LOREHALL_TALK_REINDEX_H

#include "store/store.h"
#include "talk/subject.h"

/* What it uses, beside the statements of talk/comment.h, talk/mention.h, talk/search.h,
 * lore/entry.h and store/journal.h. */
extern const struct statement_set reindex_statements;

/* Begins where an older version made what is stored, or ANEW whatever made it, or goes on where it
 * stopped. 1 when there is something to do, 0 or -1. */
int reindex_open(struct database *database, struct arena *arena, bool anew);

/* Below which number comments are still to be made anew; 0: none are, or a newer program does it. 0
 * or -1. */
int reindex_below(struct database *database, struct arena *arena, uint64_t *below);

/* Does some comments more, the newest first; what the database refuses is skipped (search_skip). 1
 * when there are more, 0 when all is done, -1 on failure. */
int reindex_step(const struct store *store, const struct subjects *subjects);

/* Tries again some of the comments above *AFTER that were skipped before, because the database
 * refused them; *AFTER moves on. 1 when there are more, 0 when all were tried, -1 on failure. */
int reindex_retry(const struct store *store, const struct subjects *subjects, uint64_t *after);

#endif
