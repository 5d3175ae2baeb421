/* What a request for an act about a whole thread says: reads it, asks who may, acts. Pages and the
 * API share it; what becomes of it is told as for comments (moderating.h). */
#ifndef LOREHALL_TALK_MODERATION_MODERATING_THREAD_H
#define LOREHALL_TALK_MODERATION_MODERATING_THREAD_H

#include "talk/moderation/moderating.h"
#include "talk/moderation/thread/thread_act.h"
#include "talk/thread.h"

struct thread_moderating {
    struct moderated_thread thread; /* as it was */
    struct act_made made;
    struct moderated_thread other; /* of a merge: the one that it goes into */
    struct board board;            /* of a move: to where */
};

/* Whether the caller may do such an act there: THREAD.board_id and .subject count. */
bool moderating_thread_may(const struct request *r, const struct moderated_thread *thread,
                           enum act_kind kind);

/* Finds the thread that the path names, where the caller may read it. */
enum moderating_outcome moderating_thread_find(struct request *r,
                                               struct thread_moderating *moderating);

/* The same for an act of a KIND, which the caller must be allowed to do there. A thread's starter is
 * for RENAME, as long as it is theirs to rename. */
enum moderating_outcome moderating_thread_for(struct request *r, enum act_kind kind,
                                              struct thread_moderating *moderating);

/* Does the act: reason, version (of the thread as it was seen; absent: as it is), and
 *   announce  days
 *   slow      minutes (0: ends it)
 *   rename    title
 *   move      board, by its name */
enum moderating_outcome moderating_thread(struct request *r, enum act_kind kind,
                                          struct thread_moderating *moderating);

/* Undoes an act about a thread; of one that undid another's undoing, that other. */
enum moderating_outcome moderating_thread_undo(struct request *r, const struct act *asked,
                                               const char *reason, struct act_made *made);

/* Whether the caller could undo it. */
bool moderating_thread_may_undo(const struct request *r, const struct act *act, uint64_t board_id);

#endif
