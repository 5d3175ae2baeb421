/* Threads that are merged, and branches that are split off into threads of their own. Comments keep
 * their ids, and so their permalinks; a thread without any comment leads to where these are. */
#ifndef LOREHALL_TALK_MODERATION_THREAD_MERGE_H
#define LOREHALL_TALK_MODERATION_THREAD_MERGE_H

#include "talk/moderation/act.h"
#include "talk/moderation/thread/thread_state.h"

#define SPLIT_MAX 200 /* comments that are named, each with all below it */

/* What is done: MERGE: all of FROM goes into TO, below what opens that. SPLIT: the comments IDS, each
 * with all below it, go from FROM to a new thread, which the first of them opens. */
struct thread_merge {
    enum act_kind kind;
    uint64_t from_id, to_id;
    uint64_t from_version, to_version; /* of the threads as they were seen */
    const uint64_t *ids;
    size_t count;
    const char *title; /* of a new thread */
    uint64_t board_id;
};

/* What it would touch. */
struct merge_reach {
    uint64_t comments;
    uint64_t authors;
    uint64_t opening_id; /* of a new thread */
};

extern const struct statement_set thread_merge_statements;

/* Tells what would be touched now, and touches nothing. ACT_CHANGED: one of IDS is not in FROM, or
 * opens it. */
enum act_result thread_merge_reach(const struct store *store, const struct thread_merge *merge,
                                   struct merge_reach *reach);

/* Does it; MADE tells the thread where the comments are then. */
enum act_result thread_merge_do(const struct moderator *moderator, const struct thread_merge *merge,
                                struct act_made *made);

/* Undoes such an act: what it moved goes back, with what was written below it since. ACT_CHANGED:
 * part of it has gone elsewhere since, or one of the threads has. */
enum act_result thread_merge_undo(const struct moderator *moderator, const struct act *undone,
                                  struct act_made *made);

#endif
