/* Boards as they are made, changed, put in order, archived and deleted: what pages and the command
 * line both do. Each is one transaction that locks the site's boards, is recorded in the audit trail,
 * and is refused where the board is no longer the version that was looked at. */
#ifndef LOREHALL_TALK_BOARD_EDIT_H
#define LOREHALL_TALK_BOARD_EDIT_H

#include "auth/audit.h"
#include "auth/role.h"
#include "store/store.h"

#define BOARD_NAME_MAX 32
#define BOARD_TITLE_MAX 100       /* characters */
#define BOARD_DESCRIPTION_MAX 300 /* characters */
#define BOARDS_MAX 200            /* of one site */

/* What became of a change. Unless it is BOARD_DONE, nothing was changed. */
enum board_result {
    BOARD_DONE,
    BOARD_FAILED, /* the database; logged */
    BOARD_MISSING,
    BOARD_NAME_INVALID,
    BOARD_NAME_TAKEN, /* by another board, or by a page of the forum */
    BOARD_TITLE_INVALID,
    BOARD_DESCRIPTION_INVALID,
    BOARD_IS_CHANGED,  /* it is no longer the version that was read */
    BOARD_NOT_EMPTY,   /* there are threads on it, and be they removed ones */
    BOARD_NOT_ALLOWED, /* the actor may not edit it */
    BOARD_LOCKED_OUT,  /* the actor would not be among those who may read it */
    BOARD_ROLE_DENIES, /* a role that takes permissions away lets nobody in */
    BOARD_TOO_MANY,
    BOARD_RESULTS,
};

/* What is said of it, in the reader's language. */
const char *board_result_message(enum board_result result);

/* Who changes something, on which site. */
struct board_actor {
    const struct store *store;
    const struct actor *who;     /* on the site that they are on */
    const struct grants *grants; /* NULL: an operator of a shell, who may everything */
};

/* A board with all that can be changed of it. */
struct board_settings {
    uint64_t id;
    uint64_t site_id;
    const char *name;
    const char *title;
    const char *description;
    uint64_t
        place; /* among the site's boards, from 1 on; of a new one 0: the last, of another: where it is */
    uint64_t
        place_seen; /* of a change: where it was for whom it is asked; 0: that does not matter */
    int64_t archived;
    uint64_t threads; /* removed ones not counted; what is set is not changed by it */
    uint64_t comments;
    uint64_t version;
    const struct board_access *access; /* what is kept for some; without what archiving keeps */
    size_t access_count;
};

/* All boards of a site in order, whoever may read them; *COUNT tells how many. NULL on failure. */
struct board_settings *board_settings_list(const struct store *store, uint64_t site_id,
                                           size_t *count);

/* One of them. 1 found, 0 not, -1 on failure. */
int board_settings_find(const struct store *store, uint64_t site_id, uint64_t id,
                        struct board_settings *board);

/* Makes a board with the name, title, description, place and access of BOARD; *ID gets its id. */
enum board_result board_make(const struct board_actor *actor, const struct board_settings *board,
                             uint64_t *id);

/* Gives the board with BOARD's id its name, title, description, place and access, where it is still
 * the version that BOARD says (0: whichever). */
enum board_result board_change(const struct board_actor *actor, const struct board_settings *board);

/* Makes it read-only for all, moderators apart, or takes that back. */
enum board_result board_archive(const struct board_actor *actor, uint64_t id, bool archived);

/* Deletes a board that has never been written on, or whose threads were all moved. */
enum board_result board_delete(const struct board_actor *actor, uint64_t id);

extern const struct statement_set board_edit_statements;

#endif
