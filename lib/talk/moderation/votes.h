/* Votes that an act takes away from an account and gives back when it is undone: within removal.c's
 * act. The scores of the comments that were rated follow. */
#ifndef LOREHALL_TALK_MODERATION_VOTES_H
#define LOREHALL_TALK_MODERATION_VOTES_H

#include "talk/moderation/selection.h"

#define ACT_VOTES_MAX 5000 /* that one act changes */

extern const struct statement_set votes_statements;

/* How many votes of an account since an instant (0: ever) PLACE has, at most one more than an act
 * changes. 0 or -1. */
int votes_count(const struct subject_place *place, uint64_t account_id, int64_t since,
                uint64_t *count);

/* Takes these votes within the transaction of REMOVAL's act, which is appended, and sets its votes:
 * ACT_DONE, also where there is none, ACT_TOO_MANY or ACT_FAILED. */
enum act_result votes_take(const struct subject_place *place, struct removal *removal,
                           const struct act_choice *choice);

/* Gives back within the act's transaction what the act UNDONE took, where the account has not voted
 * anew, or takes once more what UNDONE gave back. */
enum act_result votes_undo(struct removal *removal, const struct act *undone);

#endif
