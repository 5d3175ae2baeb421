/* Comments that are removed and restored. A removed comment keeps its place in the tree; lists,
 * tallies, the search and open pages follow in the same transaction, by its journal rows. */
#ifndef LOREHALL_TALK_MODERATION_REMOVAL_H
#define LOREHALL_TALK_MODERATION_REMOVAL_H

#include <stdbool.h>

#include "talk/moderation/act.h"
#include "talk/subject.h"

#define ACT_COMMENTS_MAX 5000 /* that one act changes */

/* How long somebody may remove a comment of their own, and restore it: what others have answered
 * is not taken from them later. */
#define OWN_REMOVAL_TIME (24 * 3600 * CLOCK_SECOND)

/* Which comments: of the first of these that is set. An account's are those that the act applies to. */
struct act_choice {
    const uint64_t *ids; /* a selection */
    size_t count;
    uint64_t author_id; /* the comments of an account: */
    unsigned last;      /* so many of its last ones; 0: all */
    int64_t since;      /* written since then; 0: ever */
    bool votes;         /* and its votes since then, where they are removed */
    bool some;          /* of these no more than one act changes, for who goes on with the others */
    uint64_t comment_id;
    bool branch; /* and all below it */
};

extern const struct statement_set removal_statements;

/* Removes or restores, as KIND says, those of the comments that PLACE shows which it applies to: a
 * moderator removes what is shown, withdrawn or hidden, hides what is shown, and restores what a
 * moderator removed or hid, to withdrawn where it was; an author withdraws what is shown, and restores
 * what they withdrew. What is kept is shown: of the choice those with a case of the queue that no other
 * moderator has. */
enum act_result comments_moderate(const struct subject_place *place,
                                  const struct moderator *moderator, enum act_kind kind,
                                  const struct act_choice *choice, struct act_made *made);

/* What an act would touch. */
struct act_reach {
    uint64_t comments;
    uint64_t threads;  /* that these are in */
    uint64_t openings; /* of these those which one of the comments opened */
    bool several;      /* authors */
    uint64_t votes;
};

/* Tells what such an act would touch now, and touches nothing. */
enum act_result comments_reach(const struct subject_place *place, const struct moderator *moderator,
                               enum act_kind kind, const struct act_choice *choice,
                               struct act_reach *reach);

/* Undoes an act of PLACE's site by its row: what is still as the act left it becomes again what it was
 * before, with its votes and cases. What its author did is theirs, and what the reader does not see no
 * part of what they undo. */
enum act_result act_undo(const struct subject_place *place, const struct moderator *moderator,
                         uint64_t act_id, struct act_made *made);

#endif
