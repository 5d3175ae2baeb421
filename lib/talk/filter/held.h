/* Posts that a filter holds: what somebody wrote and nobody but them and the moderators reads yet.
 *
 * They are not comments. A comment is in its thread's tree, in counts, lists, feeds and the search, and each of
 * these would have to leave it out; what is not there cannot be forgotten. */
#ifndef LOREHALL_TALK_FILTER_HELD_H
#define LOREHALL_TALK_FILTER_HELD_H

#include "base/bytes.h"
#include "talk/comment.h"
#include "talk/filter/word_filter.h"
#include "web/request.h"

#define HELD_MAX 10   /* that wait, of one account */
#define HELD_SHOWN 50 /* of one's own */
#define HELD_COUNTED_MAX 1000

/* What is held, and what became of it; as the rows have it. */
enum held_kind { HELD_REPLY, HELD_THREAD, HELD_EDIT, HELD_KINDS };
enum held_state { HELD_WAITING, HELD_PUBLISHED, HELD_REFUSED, HELD_WITHDRAWN };

struct held_place_row; /* talk/filter/held_place.h */

/* Of one that is read, where it belongs is told as it is by now, and nothing of that where its reader may not look: the
 * numbers are 0 then, and the title is that of a new thread, which its author gave it, or NULL. */
struct held_post {
    uint64_t id; /* its comment's, when it is published */
    enum held_kind kind;
    enum held_state state;
    uint64_t site_id; /* where it was posted */
    uint64_t board_id;
    uint64_t thread_id; /* 0: of a thread that is not there yet */
    uint64_t parent_id;
    uint64_t comment_id; /* whose text an edit changes */
    int64_t version;     /* when that was edited last */
    uint64_t author_id;
    const char *author;
    int64_t created;
    const char *title; /* the thread's */
    const char *body;
    uint64_t filter_id;
    const char *note;  /* the filter's */
    const char *found; /* "": it gave up */
    uint64_t act_id;
    const char *reason; /* of that act */
    const struct held_place_row *place;
};

/* Which of those that wait are wanted. */
struct held_query {
    uint64_t filter_id;  /* 0: whichever holds them */
    uint64_t author_id;  /* 0: anybody's */
    enum held_kind kind; /* HELD_KINDS: any */
    bool oldest;         /* first */
    uint64_t after;      /* behind which one; 0: from the beginning */
    unsigned limit;
};

extern const struct statement_set held_statements;

/* Adds POST, of which id, state and what other tables know is not read, and sets its id. ONCE and SENT as
 * a comment's keys. COMMENT_DONE, also where the same was sent before (whose state POST gets);
 * COMMENT_KEY_USED; COMMENT_HELD_MANY: the author has HELD_MAX that wait; COMMENT_FAILED. */
enum comment_result held_add(const struct store *store, struct held_post *post, struct bytes once,
                             struct bytes sent);

/* A post that was held on the request's site: where the caller may read what it belongs to, or one of the account
 * OWN_ID (0: nobody). 1, 0 there is none, or -1. */
int held_find(struct request *r, uint64_t id, uint64_t own_id, struct held_post *post);

/* Those that QUERY wants of what waits on the site and belongs to what the caller may read: of `limit` that were looked
 * at, the last of which `after` is set to, or to 0 behind the last; from ARENA, with what the request has. And the
 * caller's own that wait, or were refused since SINCE, at most HELD_SHOWN. NULL on failure. */
struct held_post *held_queue(struct request *r, struct arena *arena, struct held_query *query,
                             size_t *count);
struct held_post *held_own(struct request *r, int64_t since, size_t *count);

/* How many wait, HELD_COUNTED_MAX at most. 0 or -1. */
int held_count(const struct subject_place *place, uint64_t *count);

/* Its author takes back what waits. 1, 0 it does not wait any more, or -1. */
int held_withdraw(const struct store *store, uint64_t id, uint64_t author_id);

#endif
