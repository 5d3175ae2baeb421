/* A thread as who moderates it sees it. */
#ifndef LOREHALL_TALK_MODERATION_THREAD_STATE_H
#define LOREHALL_TALK_MODERATION_THREAD_STATE_H

#include <stdbool.h>

#include "store/store.h"
#include "talk/subject.h"

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
    int64_t activity;
    uint64_t comments;
    uint64_t authors; /* how many wrote there; only from moderated_thread_find */
    bool hidden, locked, pinned;
    int64_t announced; /* until when; 0: it is not */
    uint64_t slow;     /* seconds */
    uint64_t version;
    uint64_t opening_id;
    uint64_t last_comment_id;
    uint64_t merged_id;
    uint64_t split_id;
    uint64_t lock_id;
    uint64_t notice_id;
};

extern const struct statement_set thread_state_statements;

/* A thread of PLACE's site or game, by its number, of whatever subject. 1, 0 or -1. */
int moderated_thread_find(const struct subject_place *place, uint64_t id,
                          struct moderated_thread *thread);

/* Locks a thread within the open transaction and reads it. The row is locked by itself: a lock on
 * its board's would keep everybody from posting there. 1, 0 or -1. */
int moderated_thread_hold(const struct store *store, uint64_t id, struct moderated_thread *thread);

#endif
