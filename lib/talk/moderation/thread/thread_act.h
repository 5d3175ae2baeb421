/* What moderators do to a thread as a whole: who may write there, how it is listed, what it is
 * called, on which board it is. Each act is one transaction with its row, undone by that. */
#ifndef LOREHALL_TALK_MODERATION_THREAD_ACT_H
#define LOREHALL_TALK_MODERATION_THREAD_ACT_H

#include <stdbool.h>

#include "auth/permission.h"
#include "talk/moderation/act.h"
#include "talk/moderation/thread/announcement.h"
#include "talk/moderation/thread/thread_acting.h"
#include "talk/moderation/thread/thread_merge.h"
#include "talk/moderation/thread/thread_state.h"
#include "talk/moderation/thread/transfer.h"

#define SLOW_MAX 10080 /* minutes: a week */
/* How long whoever began a thread may rename it, where nobody else has written there. */
#define OWN_RENAME_TIME (24 * 3600 * CLOCK_SECOND)

/* What is to be done with it. What KIND does not need is 0 or NULL. */
struct thread_change {
    enum act_kind kind;
    uint64_t version; /* of the thread as it was seen */
    int64_t until;    /* ANNOUNCE */
    uint64_t slow;    /* SLOW: seconds; 0 ends it */
    const char *title;
    uint64_t board_id; /* MOVE: to where */
    const char *board_title;
    bool pinned; /* MOVE: there, which is what undoing one brings back */
};

extern const struct statement_set thread_act_statements;

/* All that acts about threads need. */
#define THREAD_ACT_STATEMENTS                                                                      \
    &thread_act_statements, &thread_acting_statements, &thread_state_statements,                   \
        &announcement_statements, &thread_merge_statements, &transfer_statements

/* The permission that an act about a thread asks for, on the boards that it is about. */
enum permission thread_act_permission(enum act_kind kind);

/* Changes a thread. ACT_CHANGED: it is another version by now. */
enum act_result thread_moderate(const struct moderator *moderator,
                                const struct moderated_thread *thread,
                                const struct thread_change *change, struct act_made *made);

/* What would undo ACT, which is about THREAD as it is now. ACT_CHANGED: the thread is not any more
 * as the act left it, or others have changed the same since. */
enum act_result thread_undoing(const struct store *store, const struct moderated_thread *thread,
                               const struct act *act, struct thread_change *change);

/* Does that for an act, which may have undone another: that is in force again. */
enum act_result thread_undo(const struct moderator *moderator,
                            const struct moderated_thread *thread,
                            const struct thread_change *change, const struct act *undone,
                            struct act_made *made);

#endif
