/* What a request to merge or split threads says: reads it, asks who may on both boards, acts. Pages
 * and the API share it. */
#ifndef LOREHALL_TALK_MODERATION_MODERATING_MERGE_H
#define LOREHALL_TALK_MODERATION_MODERATING_MERGE_H

#include "talk/moderation/thread/moderating_thread.h"

struct merge_moderating {
    struct thread_moderating
        threads; /* .other: of a merge the thread that it goes into, id 0: it was
                                         not told; .board: of a split where the new one is */
    struct thread_merge merge;
    struct merge_reach reach; /* comments 0: it was not told yet what goes */
    struct act_made made;
    uint64_t to_id; /* the thread where the comments are then */
};

/* Reads what goes where, from the form or (CHECK) from the query, and what that touches: nothing is
 * changed.
 *   merge  into: a thread's number or address
 *   split  comments: numbers or addresses of comments, each of which takes all below it along */
enum moderating_outcome moderating_merge_read(struct request *r, enum act_kind kind, bool check,
                                              struct merge_moderating *moderating);

/* Does it: reason, version; of a merge into_version; of a split title, and board where it is to be on
 * another. */
enum moderating_outcome moderating_merge(struct request *r, enum act_kind kind,
                                         struct merge_moderating *moderating);

/* Undoes one, where the caller may on both boards. */
enum moderating_outcome moderating_merge_undo(struct request *r, const struct moderator *moderator,
                                              const struct act *act, struct act_made *made);

#endif
