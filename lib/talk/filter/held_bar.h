/* What keeps a held post from being published: the same that keeps others from writing, asked when a moderator
 * decides, as threads, boards, rights and comments may have changed since it was written. */
#ifndef LOREHALL_TALK_FILTER_HELD_BAR_H
#define LOREHALL_TALK_FILTER_HELD_BAR_H

#include "talk/filter/held.h"
#include "web/request.h"

enum held_bar {
    HELD_OPEN,    /* nothing */
    HELD_HIDDEN,  /* it belongs to what the caller may not read, or to what is gone */
    HELD_NOT_MAY, /* the caller may not decide what is posted there */
    HELD_FROZEN,  /* another site that has the discussion can only be read */
    HELD_LOCKED,  /* its thread is locked, and the caller may not write there either */
    HELD_PARENT,  /* what it answers, or changes, is not shown any more */
    HELD_AUTHOR,  /* who wrote it may not write there any more, or has no account */
    HELD_UNKNOWN, /* the database does not answer */
    HELD_BARS,
};

/* What bars POST, which is read as the caller sees it, from being published by them. It costs two queries. Slow mode
 * does not, nor what the caller passes: it is they who let it through. */
enum held_bar held_barred(struct request *r, const struct held_post *post);

/* What bars the caller from refusing it, or from letting it wait again. */
enum held_bar held_untouchable(struct request *r, const struct held_post *post);

/* A sentence that says so, in the caller's language; NULL of HELD_OPEN. */
const char *held_bar_message(enum held_bar bar);

#endif
