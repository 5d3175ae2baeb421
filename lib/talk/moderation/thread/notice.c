#include "talk/moderation/thread/notice.h"

#include <string.h>

#include "base/clock.h"
#include "talk/moderation/act.h"

/* What was before a notice's act, as all readers may know it: no board's name that not everybody
 * may read. */
static const char *notice_before(const struct request *r, const struct thread_notice *notice)
{
    if (strcmp(notice->kind, act_kind_name(ACT_RENAME)) == 0)
        return notice->before;
    if (strcmp(notice->kind, act_kind_name(ACT_MOVE)) == 0 &&
        !board_is_public(r->worker->roles, act_value_id(notice->before)))
        return NULL;
    if (strcmp(notice->kind, act_kind_name(ACT_MOVE)) == 0)
        return act_value_name(notice->before);
    if (notice->other_id != 0)
        return board_is_public(r->worker->roles, notice->other_board_id) ? notice->other_title
                                                                         : NULL;
    return notice->before;
}

/* Where the other thread of two is read, where everybody may know of it. */
static const char *notice_other(const struct request *r, const struct thread_notice *notice)
{
    return notice->other_id != 0 && !notice->gone &&
                   board_is_public(r->worker->roles, notice->other_board_id)
               ? thread_path(r->arena, notice->other_id, notice->other_title)
               : NULL;
}

/* What moderators did that all readers are told of. */
static void set_notice(const struct request *r, struct view_data *data,
                       const struct thread_notice *notice)
{
    struct view_node *node;

    if (notice->kind == NULL)
        return;
    node = view_item(data, "Notices");
    node_set(node, "kind", notice->kind);
    node_set(node, "name", notice->name);
    node_set(node, "reason", notice->reason);
    node_set(node, "created", clock_rfc3339(r->arena, notice->created));
    node_set(node, "before", notice_before(r, notice));
    node_set(node, "other", notice_other(r, notice));
    if (notice->is_new)
        node_set(node, "new", "1");
}

void notices_set(const struct request *r, struct view_data *data, const struct thread *thread)
{
    view_set_number(data, "Thread.version", (int64_t)thread->version);
    if (thread->locked) {
        view_set(data, "Thread.locked", "1");
        set_notice(r, data, &thread->lock);
    }
    if (thread->slow != 0)
        view_set_number(data, "Thread.slow", (int64_t)thread->slow / 60);
    set_notice(r, data, &thread->notice);
}
