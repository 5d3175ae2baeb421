/* The rows that a merge moves, within its transaction. */
#ifndef LOREHALL_TALK_MERGE_ROWS_H
#define LOREHALL_TALK_MERGE_ROWS_H

#include "store/journal.h"
#include "talk/merge/merge.h"

/* The two, and what tells pages of it. */
struct merge_move {
    const struct store *store;
    uint64_t id, from_id, into_id;
    uint64_t comments, votes; /* that were moved, or dropped */
    struct journal_entry *entries;
    size_t entry_count;
};

/* Moves what FROM wrote, opened and voted, and drops the votes that are there twice. 0 or -1. */
int merge_rows_move(struct merge_move *move);

/* Takes it back. 0 or -1. */
int merge_rows_return(struct merge_move *move);

/* A merge within the open transaction, which merge_finish ends, or takes back where it is not done. */
enum merge_result merge_within(const struct store *store, const struct roles *roles,
                               const struct actor *actor, const struct account_merging *merging,
                               struct merge_move *move);
enum merge_result merge_finish(const struct merge_move *move, enum merge_result result);

extern const struct statement_set merge_rows_statements;

#endif
