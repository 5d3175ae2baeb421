/* Comments that a moderator changes. What each said before is kept with the act, and its author reads
 * who changed it and why. It is changed back as it was changed: by an act of its own. */
#ifndef LOREHALL_TALK_MODERATION_CORRECTION_H
#define LOREHALL_TALK_MODERATION_CORRECTION_H

#include "talk/comment.h"
#include "talk/moderation/act.h"

#define CORRECTIONS_LISTED 20

/* What a comment said before an act. */
struct correction {
    uint64_t act_id;
    const char *by;
    const char *reason;
    int64_t created;
    const char *before;
};

extern const struct statement_set correction_statements;

/* Changes the text of a comment as MODERATOR on the site SITE_ID; else as comment_edit. */
enum comment_result comment_correct(const struct moderator *moderator, uint64_t site_id,
                                    const struct comment *comment, const char *body,
                                    struct markup_links *links);

/* What the comment said before each of the last acts that changed it, the last first. NULL on
 * failure. */
struct correction *correction_list(const struct store *store, uint64_t comment_id, size_t *count);

#endif
