#include "talk/moderation/correction.h"

#include <inttypes.h>

STATEMENT(CORRECTION_ADD, PARAMETERS(id(act), id(comment), text(before), instant_or_null(edited)),
          COLUMNS(),
          "INSERT INTO moderated_text (act_id, comment_id, body_before, edited_before)"
          " VALUES (?, ?, ?, ?)");
/* The act is one about this comment, whose state stays. */
STATEMENT(CORRECTION_ABOUT, PARAMETERS(id(act), id(comment)), COLUMNS(),
          "INSERT INTO moderated_comment (act_id, comment_id, state_before, state_after)"
          " SELECT ?, id, state, state FROM comment WHERE id = ?");
STATEMENT(CORRECTION_LIST, PARAMETERS(id(comment), number(limit)),
          COLUMNS(id(act_id), text(by), text(reason), instant(created), text(before)),
          "SELECT m.id, a.name, m.reason, m.created, x.body_before FROM moderated_text x"
          " JOIN moderation_act m ON m.id = x.act_id JOIN account a ON a.id = m.account_id"
          " WHERE x.comment_id = ? ORDER BY x.act_id DESC LIMIT ?");
STATEMENT_SET(correction_statements, &CORRECTION_ADD, &CORRECTION_ABOUT, &CORRECTION_LIST);

/* A change on its way. */
struct correcting {
    const struct moderator *moderator;
    const struct comment *comment; /* as it was */
    uint64_t site_id;
};

/* What belongs to it within the transaction of the edit. */
static int record_correction(const void *context)
{
    const struct correcting *correcting = context;
    const struct comment *comment = correcting->comment;
    const struct moderator *moderator = correcting->moderator;
    const struct store *store = moderator->store;
    struct act act = {.kind = ACT_EDIT,
                      .site_id = correcting->site_id,
                      .about_id = comment->author_id,
                      .thread_id = comment->thread_id,
                      .comment_id = comment->id,
                      .comments = 1,
                      .shared = comment->space.game_id != 0};

    if (act_append(moderator, &act) != ACT_DONE ||
        database_run(store->database, &CORRECTION_ADD, act.id, comment->id, comment->body,
                     comment->edited) != 0 ||
        database_run(store->database, &CORRECTION_ABOUT, act.id, comment->id) != 0)
        return -1;
    return audit_append(store->database, store->arena, moderator->actor,
                        &(struct audit_entry){
                            .act = AUDIT_COMMENT_CHANGE,
                            .about_id = comment->author_id,
                            .subject = arena_format(store->arena,
                                                    "moderation:%" PRIu64 " comment:%" PRIu64,
                                                    act.id, comment->id),
                            .reason = moderator->reason,
                        });
}

enum comment_result comment_correct(const struct moderator *moderator, uint64_t site_id,
                                    const struct comment *comment, const char *body,
                                    struct markup_links *links)
{
    const struct correcting correcting = {moderator, comment, site_id};

    return comment_edit(moderator->store, comment, body, links,
                        &(struct comment_also){record_correction, &correcting});
}

struct correction *correction_list(const struct store *store, uint64_t comment_id, size_t *count)
{
    struct CORRECTION_LIST_rows *rows = database_query(store->database, store->arena,
                                                       &CORRECTION_LIST, comment_id,
                                                       CORRECTIONS_LISTED);
    const struct CORRECTION_LIST_row *row;
    struct correction *corrections;

    *count = 0;
    if (rows == NULL)
        return NULL;
    corrections = arena_alloc(store->arena, (rows_count(rows) + 1) * sizeof *corrections);
    while ((row = rows_next(rows)) != NULL)
        corrections[(*count)++] = (struct correction){.act_id = row->act_id,
                                                      .by = row->by,
                                                      .reason = row->reason,
                                                      .created = row->created,
                                                      .before = row->before};
    return corrections;
}
