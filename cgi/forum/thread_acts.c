/* Which act it is stands at the end of the route's pattern. A form carries the version of the thread
 * that it told of: whoever sends it after somebody else changed the thread sees what it is now. */
#include "thread_acts.h"
#include "thread_merges.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "base/text/text.h"
#include "talk/moderation/act_shown.h"
#include "talk/moderation/thread/moderating_thread.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/route.h"
#include "web/site.h"
#include "web/view.h"

/* Whether the caller moderates there. */
static bool moderates(const struct request *r, const struct moderated_thread *thread)
{
    return request_may_board(r, PERMISSION_THREAD_LOCK, thread->board_id) ||
           request_may_board(r, PERMISSION_COMMENT_REMOVE, thread->board_id);
}

/* To who only began the thread it is not told what was done to others' comments. */
static int show_acts_of(struct request *r, const struct moderated_thread *thread)
{
    const struct store store = request_store(r);
    size_t count;
    struct act *acts = act_list_thread(&store, thread->id, !moderates(r, thread), &count);

    for (size_t i = 0; acts != NULL && i < count; i++)
        act_show(r, &acts[i], thread->board_id);
    return acts != NULL ? 0 : -1;
}

/* ---- forms ---- */

static void set_moderated(struct request *r, const struct moderated_thread *thread)
{
    view_set_number(r->view, "Thread.id", (int64_t)thread->id);
    view_set(r->view, "Thread.title", thread->title);
    view_set(r->view, "Thread.path", thread->path);
    view_set_number(r->view, "Thread.comments", (int64_t)thread->comments);
    view_set_number(r->view, "Thread.authors", (int64_t)thread->authors);
    view_set(r->view, "Board.name", thread->board_name);
    view_set(r->view, "Board.title", thread->board_title);
    if (thread->locked)
        view_set(r->view, "Thread.locked", "1");
    if (thread->pinned)
        view_set(r->view, "Thread.pinned", "1");
    if (thread->announced > clock_now())
        view_set(r->view, "Thread.announced", clock_rfc3339(r->arena, thread->announced));
    view_set_number(r->view, "Thread.slow", (int64_t)thread->slow / 60);
    view_set_number(r->view, "Form.version", (int64_t)thread->version);
}

/* The boards that the thread can be moved to. */
static int set_targets(struct request *r, const struct moderated_thread *thread)
{
    const struct subject_place place = subject_place(r);
    size_t count;
    struct board *boards = board_list(&place, &count);
    const char *chosen = form_raw(r, "board");

    for (size_t i = 0; boards != NULL && i < count; i++) {
        struct view_node *node;

        if (boards[i].id == thread->board_id || boards[i].archived != 0 ||
            !request_may_board(r, PERMISSION_THREAD_MOVE, boards[i].id))
            continue;
        node = view_item(r->view, "Boards");
        node_set(node, "name", boards[i].name);
        node_set(node, "title", boards[i].title);
        if (strcmp(boards[i].name, chosen) == 0)
            node_set(node, "chosen", "1");
    }
    return boards != NULL ? 0 : -1;
}

/* What takes back an act is on the same page as it. */
static enum act_kind form_of(enum act_kind kind)
{
    return kind == ACT_UNLOCK       ? ACT_LOCK
           : kind == ACT_UNPIN      ? ACT_PIN
           : kind == ACT_UNANNOUNCE ? ACT_ANNOUNCE
                                    : kind;
}

static enum http_status show_act_form(struct request *r, enum act_kind kind,
                                      const struct thread_moderating *moderating,
                                      enum http_status status)
{
    const struct moderated_thread *thread = &moderating->thread;
    const char *title = form_raw(r, "title");

    kind = form_of(kind);
    set_moderated(r, thread);
    view_set(r->view, "Form.act", act_kind_name(kind));
    view_set(r->view, "Form.reason", form_raw(r, "reason"));
    view_set(r->view, "Form.days", form_raw(r, "days"));
    view_set(r->view, "Form.minutes", form_raw(r, "minutes"));
    view_set(r->view, "Form.title", *title != '\0' ? title : thread->title);
    if (kind == ACT_RENAME && !moderating_thread_may(r, thread, kind))
        view_set(r->view, "Form.own", "1");
    if (kind == ACT_MOVE && set_targets(r, thread) != 0)
        return HTTP_UNAVAILABLE;
    return status == HTTP_OK ? page(r, status, "forum/thread_act.cs")
                             : page_refused(r, status, "forum/thread_act.cs");
}

/* Who did what and why: to whoever moderates there, and to who began the thread. */
static enum http_status show_acts(struct request *r)
{
    struct thread_moderating moderating;
    const struct moderated_thread *thread = &moderating.thread;
    enum moderating_outcome outcome = moderating_thread_find(r, &moderating);

    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    if (!moderates(r, thread) && thread->author_id != request_account(r))
        return moderating_refuse(r, MODERATING_NOT_ALLOWED);
    set_moderated(r, thread);
    if (show_acts_of(r, thread) != 0)
        return HTTP_UNAVAILABLE;
    return page(r, HTTP_OK, "forum/thread_acts.cs");
}

enum http_status thread_act_form(struct request *r)
{
    struct thread_moderating moderating;
    enum act_kind kind = act_kind_named(path_text(r, "act"));
    enum moderating_outcome outcome;

    if (strcmp(path_text(r, "act"), "acts") == 0)
        return show_acts(r);
    if (kind == ACT_MERGE || kind == ACT_SPLIT)
        return thread_merge_form(r, kind);
    if (kind == ACT_KINDS || !act_is_of_thread(kind) || form_of(kind) != kind ||
        kind == ACT_RENAME_OWN || kind >= ACT_MERGE)
        return HTTP_NOT_FOUND;
    outcome = moderating_thread_for(r, kind, &moderating);
    return outcome == MODERATING_DONE ? show_act_form(r, kind, &moderating, HTTP_OK)
                                      : moderating_refuse(r, outcome);
}

/* ---- acts ---- */

static enum act_kind act_of_route(const struct request *r)
{
    return act_kind_named(strrchr(r->route->pattern, '/') + 1);
}

/* Shows the form anew where somebody changed the thread since: with what it is now, and what was
 * typed. */
static enum http_status show_changed(struct request *r, enum act_kind kind)
{
    struct thread_moderating now;
    enum moderating_outcome outcome = moderating_thread_for(r, kind, &now);

    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    form_error(r, "version",
               _("Somebody changed this thread in the meantime. Nothing was changed; look at it"
                 " again."));
    return show_act_form(r, kind, &now, moderating_status(MODERATING_CHANGED));
}

enum http_status thread_act_post(struct request *r)
{
    struct thread_moderating moderating;
    enum act_kind kind = act_of_route(r);
    enum moderating_outcome outcome = moderating_thread(r, kind, &moderating);

    switch (outcome) {
    case MODERATING_DONE: return redirect(r, HTTP_SEE_OTHER, "%s", moderating.thread.path);
    case MODERATING_INVALID: return show_act_form(r, kind, &moderating, moderating_status(outcome));
    case MODERATING_CHANGED: return show_changed(r, kind);
    default: return moderating_refuse(r, outcome);
    }
}

enum http_status api_thread_act_post(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 256);
    struct thread_moderating moderating;
    const struct moderated_thread *thread = &moderating.thread;
    const struct subject subject = subject_of_thread(path_id(r, "id"));
    enum moderating_outcome outcome;

    if (!json_body(r))
        return r->response.status;
    outcome = moderating_thread(r, act_of_route(r), &moderating);
    if (outcome == MODERATING_INVALID)
        return json_field_error(r);
    if (outcome != MODERATING_DONE)
        return moderating_refuse(r, outcome);
    json_begin_object(&json);
    json_member_text(&json, "subject",
                     thread->subject != NULL ? thread->subject : subject_text(r->arena, &subject));
    json_member_u64(&json, "act", moderating.made.id);
    json_member_u64(&json, "comments", moderating.made.comments);
    json_member_u64(&json, "journal", moderating.made.journal);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}
