/* Comments that go from one thread to another with all that answers them: their tree keeps its
 * order, and where each stands in it (talk/comment.h) is told anew by what it answers. */
#ifndef LOREHALL_TALK_MODERATION_TRANSFER_H
#define LOREHALL_TALK_MODERATION_TRANSFER_H

#include "talk/comment.h"
#include "talk/moderation/act.h"

#define TRANSFER_MAX 20000 /* comments of one act, which is one transaction */

/* The top of a tree that goes. */
struct transfer_piece {
    uint64_t id;
    uint64_t before;      /* what it answers; 0: it opens its thread */
    struct comment above; /* what it is to answer, as it stands there; id 0: it opens the thread.
                             Of one that goes too the id is enough */
};

struct transfer {
    const struct store *store;
    uint64_t from_id; /* threads */
    uint64_t to_id;
    struct comment *comments; /* by their ids */
    size_t count;
    struct transfer_piece *pieces; /* by their ids */
    size_t piece_count;
};

/* What is told of the comments that go. */
struct transfer_sum {
    uint64_t authors;
    uint64_t shown;    /* that are */
    uint64_t openings; /* that open a thread, not shown */
    uint64_t last_id;  /* of those that are shown; 0: none is */
    int64_t last_created;
};

extern const struct statement_set transfer_statements;

/* Reads all comments of FROM. ACT_TOO_MANY: they are more than one act moves. */
enum act_result transfer_read_thread(struct transfer *transfer);

/* Reads the comments IDS of FROM and all below them, and makes those of them pieces that are not
 * below another. ACT_CHANGED: one of them is not there. */
enum act_result transfer_read_trees(struct transfer *transfer, const uint64_t *ids, size_t count);

/* Sums up the comments that go, as they stand in FROM. */
struct transfer_sum transfer_sum(const struct transfer *transfer);

/* The comment of this id among those that go; NULL: it does not. */
struct comment *transfer_find(const struct transfer *transfer, uint64_t id);

/* Reads where comments of a thread stand that pieces are to answer. ACT_CHANGED: one is not there. */
enum act_result transfer_read_above(struct transfer *transfer, uint64_t thread_id);

/* Writes the comments where their pieces say, with their votes. 0 or -1. */
int transfer_write(struct transfer *transfer);

/* Keeps the pieces of an act. 0 or -1. */
int transfer_keep(const struct transfer *transfer, uint64_t act_id);

/* The ids of the pieces that an act kept, and what they answered. NULL on failure. */
struct transfer_piece *transfer_kept(const struct store *store, uint64_t act_id, size_t *count);

#endif
