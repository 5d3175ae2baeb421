/* What moderators do to a thread as a whole: who may write there, how it is listed, what it is
 * called, on which board it is. Each act is one transaction with its row, undone by that. */
#ifndef LOREHALL_TALK_MODERATION_THREAD_ACT_H
#define LOREHALL_TALK_MODERATION_THREAD_ACT_H

#include <stdbool.h>

#include "auth/permission.h"
#include "talk/moderation/act.h"
#include "talk/subject.h"

#define SLOW_MAX 10080 /* minutes: a week */
/* How long whoever began a thread may rename it, where nobody else has written there. */
#define OWN_RENAME_TIME (24 * 3600 * CLOCK_SECOND)

/* A thread as who moderates it sees it. */
struct moderated_thread {
    uint64_t id;
    struct subject_space space;
    uint64_t board_id; /* 0: it is not a board's */
    const char *board_name;
    const char *board_title;
    const char *subject; /* NULL: it is a thread of a board */
    const char *title;
    const char *path;
    uint64_t author_id; /* 0: nobody began it */
    int64_t created;
    uint64_t comments;
    uint64_t authors; /* how many wrote there; only from moderated_thread_find */
    bool hidden, locked, pinned;
    int64_t announced; /* until when; 0: it is not */
    uint64_t slow;     /* seconds */
    uint64_t version;
    uint64_t opening_id;
    uint64_t merged_id;
    uint64_t split_id;
    uint64_t lock_id;
    uint64_t notice_id;
};

/* What is to be done with it. What KIND does not need is 0 or NULL. */
struct thread_change {
    enum act_kind kind;
    uint64_t version; /* of the thread as it was seen */
    int64_t until;    /* ANNOUNCE */
    uint64_t slow;    /* SLOW: seconds; 0 ends it */
    const char *title;
    uint64_t board_id; /* MOVE: to where */
    const char *board_title;
};

extern const struct statement_set thread_act_statements;

/* The permission that an act about a thread asks for, on the boards that it is about. */
enum permission thread_act_permission(enum act_kind kind);

/* A thread of PLACE's site or game, by its number, of whatever subject. 1, 0 or -1. */
int moderated_thread_find(const struct subject_place *place, uint64_t id,
                          struct moderated_thread *thread);

/* Changes a thread. ACT_CHANGED: it is another version by now. */
enum act_result thread_moderate(const struct moderator *moderator,
                                const struct moderated_thread *thread,
                                const struct thread_change *change, struct act_made *made);

/* What would undo ACT, which is about THREAD as it is now. ACT_CHANGED: the thread is not any more
 * as the act left it. */
enum act_result thread_undoing(const struct store *store, const struct moderated_thread *thread,
                               const struct act *act, struct thread_change *change);

/* Does that, for the act of this number. */
enum act_result thread_undo(const struct moderator *moderator,
                            const struct moderated_thread *thread,
                            const struct thread_change *change, uint64_t act_id,
                            struct act_made *made);

/* Ends the announcements whose time has come. 0 or -1. */
int announcements_end(const struct store *store);

#endif
