/* What a request for an act of moderation says: reads it, asks who may, acts, and says what became
 * of it. Pages and the API share it. */
#ifndef LOREHALL_TALK_MODERATION_MODERATING_H
#define LOREHALL_TALK_MODERATION_MODERATING_H

#include "talk/comment.h"
#include "talk/moderation/removal.h"
#include "web/request.h"

enum moderating_outcome {
    MODERATING_DONE,
    MODERATING_INVALID, /* fields are wrong, and noted in the request */
    MODERATING_NO_COMMENT,
    MODERATING_NO_ACT,
    MODERATING_NOT_OWN,   /* it is another's, and the caller does not moderate */
    MODERATING_TOO_LATE,  /* one's own is too old by now */
    MODERATING_NOT_YOURS, /* a moderator removed it: the author cannot restore it */
    MODERATING_WITHDRAWN, /* its author removed it: nobody else can restore it */
    MODERATING_NOTHING,   /* it is so already */
    MODERATING_UNDONE,    /* somebody undid it before */
    MODERATING_TOO_MANY,
    MODERATING_LASTING, /* it is not undone by its row */
    MODERATING_NO_THREAD,
    MODERATING_NOT_ALLOWED,  /* not on this board */
    MODERATING_PAGE_TALK,    /* that is for threads of boards */
    MODERATING_CHANGED,      /* the thread was changed meanwhile */
    MODERATING_FULL,         /* the board has enough pinned threads */
    MODERATING_BIG,          /* more comments than one act moves to another thread */
    MODERATING_GONE,         /* what a merge or split moved is somewhere else by now */
    MODERATING_ANNOUNCED,    /* the site has enough announcements */
    MODERATING_RENAMED_LATE, /* one's own thread is too old to be renamed, or locked */
    MODERATING_ANSWERED,     /* others have written in one's own */
    MODERATING_AUTHORS,      /* its author did it, and nobody else undoes it */
    MODERATING_FROZEN,       /* what sites share can only be read */
    MODERATING_BEYOND,       /* part of it is where the caller may not read */
    MODERATING_FAILED,       /* the database does not answer */
    MODERATING_OUTCOMES,
};

struct moderating {
    struct comment comment; /* as it was */
    struct act_made made;
    uint64_t thread_id; /* whose act was undone, as a whole; 0: it was about comments */
};

/* Whether the caller moderates where the comment is. */
bool moderating_may(const struct request *r, const struct comment *comment);

/* Whether the comment is the caller's own, and theirs to remove by its age. */
bool moderating_own_in_time(const struct request *r, const struct comment *comment);

/* Finds a comment, that which the path names or any, in whatever state, where the caller may read it. */
enum moderating_outcome moderating_find(struct request *r, struct moderating *moderating);
enum moderating_outcome moderating_find_by_id(struct request *r, uint64_t id,
                                              struct moderating *moderating);

/* Whether the site that speaks for those that share the comment keeps the caller from what PERMISSION is
 * for; acts are asked themselves. */
enum moderating_outcome moderating_barred(const struct request *r, const struct comment *comment,
                                          enum permission permission);

/* Removes, hides or restores the comment that the path names, as a moderator or (but for hiding) its
 * author: reason, scope ("comment", or "branch": with all below it; moderators only). */
enum moderating_outcome moderating_remove(struct request *r, struct moderating *moderating);
enum moderating_outcome moderating_hide(struct request *r, struct moderating *moderating);
enum moderating_outcome moderating_restore(struct request *r, struct moderating *moderating);

/* Undoes the act that the path names: reason, which may be empty. */
enum moderating_outcome moderating_undo(struct request *r, struct moderating *moderating);

/* What an act on comments came to. */
enum moderating_outcome moderating_outcome_of(enum act_result result);

/* The answer to whatever was not done: an error in JSON, or a page that says it. */
enum http_status moderating_refuse(struct request *r, enum moderating_outcome outcome);

/* The status that goes with it. */
enum http_status moderating_status(enum moderating_outcome outcome);

#endif
