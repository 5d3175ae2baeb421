/* What is counted of boards and threads, after comments changed. Within the open transaction. */
#ifndef LOREHALL_TALK_MODERATION_TALLY_H
#define LOREHALL_TALK_MODERATION_TALLY_H

#include "store/statement.h"
#include "store/store.h"

extern const struct statement_set tally_statements;

/* Adds to what a board (0: none) counts, and looks for its last comment. Several boards one after
 * the other by their ids, behind all other locks but the audit trail's. 0 or -1. */
int tally_change(const struct store *store, uint64_t board_id, int64_t threads, int64_t comments);

/* Looks for a thread's last comment, and whether any is shown. 0 or -1. */
int tally_last(const struct store *store, uint64_t thread_id);

/* Counts all of a thread's comments. 0 or -1. */
int tally_thread(const struct store *store, uint64_t thread_id);

#endif
