/* What moderators decide about held posts: several at once are one act, which is undone by its row. */
#ifndef LOREHALL_TALK_FILTER_HELD_ACT_H
#define LOREHALL_TALK_FILTER_HELD_ACT_H

#include "talk/filter/held_bar.h"
#include "talk/moderation/act.h"

#define HELD_DECIDED_MAX 200 /* that one act decides */

struct held_decision {
    enum act_kind kind; /* ACT_RELEASE publishes, ACT_REFUSE does not */
    const char *reason; /* "": none */
    const uint64_t *ids;
    size_t count;
};

/* What became of it: those that it left wait as before, the first of them for this BAR. */
struct held_decided {
    struct act_made made;
    size_t left;
    enum held_bar bar;
};

extern const struct statement_set held_act_statements;

/* Decides those of the posts that wait on the request's site and that nothing bars. What is published is where it
 * belongs by now: below what it answers, with the time when it was written. An edit whose comment was changed since
 * is left behind. ACT_BEYOND: each of them is barred. */
enum act_result held_decide(struct request *r, const struct held_decision *decision,
                            struct held_decided *decided);

/* Undoes such an act as a whole: what it decided waits again; ACT_BEYOND where the caller may not. What was published
 * keeps its place in its thread, hidden, as others may have answered. */
enum act_result held_undo(struct request *r, const char *reason, uint64_t act_id,
                          struct act_made *made);

#endif
