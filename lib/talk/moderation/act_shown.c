#include "talk/moderation/act_shown.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text/text.h"
#include "talk/moderation/thread/moderating_thread.h"
#include "web/view.h"

/* What a kept value says, where it says something by itself: of "12 General" the name, to who may
 * read that board. */
static const char *value_text(struct request *r, const struct act *act, const char *value)
{
    int64_t number;

    if (value == NULL)
        return NULL;
    switch (act->kind) {
    case ACT_RENAME:
    case ACT_RENAME_OWN: return value;
    case ACT_MOVE:
    case ACT_MERGE:
    case ACT_UNMERGE:
    case ACT_SPLIT:
    case ACT_UNSPLIT:
        return request_may_board(r, PERMISSION_SITE_READ, act_value_id(value))
                   ? act_value_name(value)
                   : NULL;
    case ACT_SLOW:
        return text_i64(value, 0, INT64_MAX, &number)
                   ? arena_format(r->arena, "%" PRId64, number / 60)
                   : NULL;
    default: return NULL;
    }
}

/* What a line says of an act about a whole thread. */
static void set_thread_act(struct request *r, struct view_node *node, const struct act *act)
{
    node_set_number(node, "thread", (int64_t)act->thread_id);
    if (act->other_id != 0)
        node_set_number(node, "other", (int64_t)act->other_id);
    node_set(node, "before", value_text(r, act, act->before));
    node_set(node, "after", value_text(r, act, act->after));
}

static bool may_undo(const struct request *r, const struct act *act, uint64_t board_id)
{
    if (act_is_of_thread(act->kind))
        return moderating_thread_may_undo(r, act, board_id);
    return act->kind != ACT_REMOVE_OWN && act->kind != ACT_RESTORE_OWN && act->kind != ACT_EDIT &&
           act->kind != ACT_REVIEW && act->undone_id == 0 &&
           request_may(r, PERMISSION_COMMENT_REMOVE);
}

void act_show(struct request *r, const struct act *act, uint64_t board_id)
{
    struct view_node *node = view_item(r->view, "Acts");

    node_set_number(node, "id", (int64_t)act->id);
    node_set(node, "kind", act_kind_name(act->kind));
    node_set(node, "created", clock_rfc3339(r->arena, act->created));
    node_set(node, "name", act->name);
    node_set(node, "about", act->about);
    if (act->comment_id != 0)
        node_set_number(node, "comment", (int64_t)act->comment_id);
    node_set_number(node, "comments", (int64_t)act->comments);
    if (act->votes > 0)
        node_set_number(node, "votes", (int64_t)act->votes);
    node_set(node, "reason", act->reason);
    if (act->undone_id != 0)
        node_set(node, "undone", "1");
    if (act->kind == ACT_REMOVE_OWN || act->kind == ACT_RESTORE_OWN)
        node_set(node, "own", "1");
    if (may_undo(r, act, board_id))
        node_set(node, "undo", "1");
    if (act_is_of_thread(act->kind))
        set_thread_act(r, node, act);
}
