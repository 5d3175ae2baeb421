#include "talk/moderation/act_shown.h"

#include "base/clock.h"
#include "web/view.h"

void act_show(struct request *r, const struct act *act)
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
    else if (act->undone_id == 0 && act->kind != ACT_EDIT &&
             request_may(r, PERMISSION_COMMENT_REMOVE))
        node_set(node, "undo", "1");
}
