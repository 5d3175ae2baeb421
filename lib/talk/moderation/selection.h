/* Which comments an act is about: within removal.c's act. */
#ifndef LOREHALL_TALK_MODERATION_SELECTION_H
#define LOREHALL_TALK_MODERATION_SELECTION_H

#include "talk/comment.h"
#include "talk/moderation/removal.h"

/* A comment that is to become another state from one of FROM (a bit each). */
struct state_change {
    uint64_t id;
    uint64_t thread_id;
    uint64_t author_id;
    bool opening; /* of its thread */
    unsigned from;
    uint64_t before;
    uint64_t after;
    bool refolded; /* it was folded, or is not any more */
};

/* A thread that an act is about, as it was locked. */
struct held {
    uint64_t id, site_id, game_id, board_id, opening_id, last_comment_id;
    const char *subject;
    int64_t comments, hidden;
    int64_t comments_after, hidden_after;
};

/* An act on its way: of a choice, or of one that is undone. */
struct removal {
    const struct moderator *moderator;
    const struct subject_place *place;
    const struct act_choice *choice; /* NULL: none */
    const struct act *undone;        /* NULL: none */
    struct act act;
    struct state_change *changes; /* by thread and id */
    size_t count;
    struct held *threads;
    size_t thread_count;
    const uint64_t *authors; /* whose trust it changes */
    size_t author_count;
    struct journal_entry *ratings; /* of votes that it takes or gives back, act.votes of them */
    struct journal_entry *entries;
    size_t entry_count;
};

extern const struct statement_set selection_statements;

/* Sets the changes of REMOVAL: the comments of CHOICE that PLACE shows. Of an account's those count
 * that are in one of the states FROM (a bit each). */
enum act_result selection_read(const struct subject_place *place, struct removal *removal,
                               const struct act_choice *choice, unsigned from);

/* Ids for a statement's JSON_TABLE. */
const char *selection_ids(struct arena *arena, const uint64_t *ids, size_t count);

#endif
