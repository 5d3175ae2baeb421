/* Writing: a comment, a thread, an edit, a vote. The one way in for whoever sends one, by a page's
 * form or by the API: it reads the request, holds it against the limits, and says what became of
 * it.
 *
 * A key stands for one text. idempotency_key is the client's own, on all sites: the same sent with
 * it once more is answered with what it made, anything else is refused, and what belongs to another
 * site is something else. A page's form cannot have another key
 * for each text, so that what makes its key is the hidden one together with what it says: another
 * text has another key, and the same is meant once more as soon as its author has written
 * something else there.
 */
#ifndef LOREHALL_TALK_POSTING_H
#define LOREHALL_TALK_POSTING_H

#include "talk/comment.h"
#include "talk/thread.h"
#include "web/request.h"

enum posting_outcome {
    POSTING_DONE,
    POSTING_HELD,          /* it waits for review (made.id) */
    POSTING_PREVIEW,       /* it is as it should be; nothing was written */
    POSTING_INVALID,       /* fields are wrong, and noted in the request */
    POSTING_NO_DISCUSSION, /* there is none of this subject here */
    POSTING_NO_BOARD,
    POSTING_NO_COMMENT,
    POSTING_NOT_HERE,    /* the caller may read the discussion but not write in it */
    POSTING_FROZEN,      /* another site that shows the discussion can only be read */
    POSTING_NOT_ALLOWED, /* on this board the caller may not do this */
    POSTING_NOT_OWN,     /* another's comment is not to be edited */
    POSTING_OWN,         /* one's own is not to be rated */
    POSTING_KEY_USED,    /* the key was sent with something else before */
    POSTING_LOCKED,      /* the thread is locked */
    POSTING_SLOW,        /* the thread is slow, and the caller has to wait */
    POSTING_HELD_MANY,   /* as many posts of the caller wait for review as may */
    POSTING_CHANGED,     /* the comment is no longer what the edit was made from */
    POSTING_FAILED,      /* the database does not answer */
    POSTING_OUTCOMES,
};

struct posting {
    /* The caller's. */
    const char *form_key; /* hidden in the form that was sent; NULL or "": none */
    bool preview;         /* asked for instead of writing it */

    /* What the request says: what a function below does not read is empty. */
    struct subject subject; /* id 0: it has no name of one */
    struct board board;
    uint64_t parent_id; /* 0: none */
    const char *title;
    const char *body;
    const char *key;    /* "": none */
    const char *reason; /* of a moderator who changes another's comment */
    int64_t version;    /* when the comment was edited last, as the edit knows it */
    int value;

    /* What became of it. */
    struct comment comment; /* that is edited or rated, as it was */
    bool moderates;         /* it is another's, and the caller changes it as a moderator */
    struct comment_made made;
    int64_t score;
    const char *html; /* of a preview */
};

/* Writes what the form or the JSON body of R says:
 *   a reply    subject, parent, body, idempotency_key
 *   a thread   title, body, idempotency_key, on the board that the path names
 *   an edit    body, version (0: that was never edited), of the comment that the path names; of
 *              another's, which moderators may change, reason
 *   a rating   value, of the comment that the path names
 *   a preview  body, of which nothing is ever written */
enum posting_outcome posting_reply(struct request *r, struct posting *posting);
enum posting_outcome posting_thread(struct request *r, struct posting *posting);
enum posting_outcome posting_edit(struct request *r, struct posting *posting);
enum posting_outcome posting_rating(struct request *r, struct posting *posting);
enum posting_outcome posting_preview(struct request *r, struct posting *posting);

/* The board, or the comment that the caller may change, that the path names, for a form that is to be
 * filled in. */
enum posting_outcome posting_board(struct request *r, struct posting *posting);
enum posting_outcome posting_own(struct request *r, struct posting *posting);

/* Whether the caller may write in a thread of a board (0: of none) though it is locked. */
bool posting_passes_lock(const struct request *r, uint64_t board_id);

/* The answer to whatever was not done: an error in JSON, or a page that says it. */
enum http_status posting_refuse(struct request *r, enum posting_outcome outcome);

/* What it says, where it is the same for all of its kind; else NULL. */
const char *posting_message(enum posting_outcome outcome);

/* The status that goes with it. */
enum http_status posting_status(enum posting_outcome outcome);

#endif
