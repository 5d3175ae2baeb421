/* Who may what is asked of the board where the thread is, and of the one that it is to be on; that
 * it still is there when it is changed, its version tells. */
#include "talk/moderation/thread/moderating_thread.h"

#include <string.h>

#include "base/clock.h"
#include "base/language.h"
#include "talk/filter/screening.h"
#include "talk/markup.h"
#include "talk/moderation/thread/moderating_merge.h"
#include "web/form/form.h"
#include "web/site.h"

#define ANNOUNCED_MAX 365 /* days */
#define BOARD_NAME_MAX 40 /* characters */

/* What is below a page of another area has no board, and is called as that page. */
static bool is_for_page_talk(enum act_kind kind)
{
    return kind == ACT_LOCK || kind == ACT_UNLOCK || kind == ACT_SLOW;
}

/* All boards begin with an announcement: it is for whoever may make them on all. */
static bool may_on(const struct request *r, enum act_kind kind, uint64_t board_id)
{
    enum permission permission = thread_act_permission(kind);

    if ((kind == ACT_ANNOUNCE || kind == ACT_UNANNOUNCE) && !request_may(r, permission))
        return false;
    return request_may_board(r, permission, board_id);
}

bool moderating_thread_may(const struct request *r, const struct moderated_thread *thread,
                           enum act_kind kind)
{
    return (thread->subject == NULL || is_for_page_talk(kind)) && may_on(r, kind, thread->board_id);
}

enum moderating_outcome moderating_thread_find(struct request *r,
                                               struct thread_moderating *moderating)
{
    const struct subject_place place = subject_place(r);
    const struct moderated_thread *thread = &moderating->thread;
    int found = moderated_thread_find(&place, path_id(r, "id"), &moderating->thread);

    if (found > 0)
        found = subject_text_there(&place, thread->subject);
    if (found < 0)
        return MODERATING_FAILED;
    return found > 0 && thread->merged_id == 0 &&
                   subject_text_may(r, thread->subject, thread->board_id, SUBJECT_READ)
               ? MODERATING_DONE
               : MODERATING_NO_THREAD;
}

static bool is_starter(const struct request *r, const struct moderated_thread *thread)
{
    return thread->subject == NULL && thread->author_id == request_account(r) &&
           request_may_board(r, PERMISSION_COMMENT_EDIT_OWN, thread->board_id);
}

enum moderating_outcome moderating_thread_for(struct request *r, enum act_kind kind,
                                              struct thread_moderating *moderating)
{
    const struct moderated_thread *thread = &moderating->thread;
    enum moderating_outcome outcome = moderating_thread_find(r, moderating);

    if (outcome != MODERATING_DONE || moderating_thread_may(r, thread, kind))
        return outcome;
    if (kind == ACT_RENAME && is_starter(r, thread))
        return thread->locked || clock_now() - thread->created > OWN_RENAME_TIME
                   ? MODERATING_RENAMED_LATE
                   : MODERATING_DONE;
    return thread->subject != NULL && !is_for_page_talk(kind) ? MODERATING_PAGE_TALK
                                                              : MODERATING_NOT_ALLOWED;
}

/* What takes something from others is told why. */
static bool needs_reason(enum act_kind kind)
{
    return kind == ACT_LOCK || kind == ACT_SLOW || kind == ACT_RENAME || kind == ACT_MOVE;
}

static enum moderating_outcome read_target(struct request *r, struct thread_moderating *moderating,
                                           struct thread_change *change)
{
    const char *name = form_line(r, "board", 1, BOARD_NAME_MAX);
    const struct subject_place place = subject_place(r);
    int found = form_ok(r) ? board_find(&place, name, &moderating->board) : 0;

    if (found < 0)
        return MODERATING_FAILED;
    if (found == 0 && form_ok(r))
        form_error(r, "board", _("There is no such board here."));
    change->board_id = moderating->board.id;
    change->board_title = moderating->board.title;
    if (found > 0 && !request_may_board(r, PERMISSION_THREAD_MOVE, moderating->board.id))
        return MODERATING_NOT_ALLOWED;
    if (found > 0 && moderating->board.archived != 0)
        form_error(r, "board", _("This board is archived: nothing is moved there."));
    return MODERATING_DONE;
}

/* A title of one's own that a filter would hold is refused: whoever moderates may give it. */
static enum moderating_outcome screen_title(struct request *r, uint64_t board_id, const char *title)
{
    struct word_hit hit = {.state = FILTER_OFF};

    if (form_ok(r) && screening_ask(r, board_id, title, NULL, &hit) != 0)
        return MODERATING_FAILED;
    if (hit.state == FILTER_HOLD)
        form_error(r, "title",
                   _("A moderator would have to review this title. Choose another, or ask one to"
                     " rename the thread."));
    return MODERATING_DONE;
}

/* What the act needs beside its reason. */
static enum moderating_outcome read_change(struct request *r, struct thread_moderating *moderating,
                                           struct thread_change *change)
{
    switch (change->kind) {
    case ACT_ANNOUNCE:
        change->until = clock_now() +
                        form_int(r, "days", 1, ANNOUNCED_MAX) * 24 * 3600 * CLOCK_SECOND;
        return MODERATING_DONE;
    case ACT_SLOW:
        change->slow = (uint64_t)form_int(r, "minutes", 0, SLOW_MAX) * 60;
        return MODERATING_DONE;
    case ACT_RENAME: change->title = form_line(r, "title", 3, TITLE_MAX); return MODERATING_DONE;
    case ACT_RENAME_OWN:
        change->title = form_line(r, "title", 3, TITLE_MAX);
        return screen_title(r, moderating->thread.board_id, change->title);
    case ACT_MOVE: return read_target(r, moderating, change);
    default: return MODERATING_DONE;
    }
}

static const char *read_why(struct request *r, enum act_kind kind)
{
    return form_has(r, "reason") || needs_reason(kind)
               ? form_line(r, "reason", needs_reason(kind), REASON_MAX)
               : "";
}

enum moderating_outcome moderating_thread(struct request *r, enum act_kind kind,
                                          struct thread_moderating *moderating)
{
    const struct moderated_thread *thread = &moderating->thread;
    struct moderator moderator = moderator_of(r, "");
    enum moderating_outcome outcome = moderating_thread_for(r, kind, moderating);
    struct thread_change change = {.kind = kind, .version = thread->version};

    if (outcome != MODERATING_DONE)
        return outcome;
    if (kind == ACT_RENAME && !moderating_thread_may(r, thread, kind))
        change.kind = ACT_RENAME_OWN;
    moderator.reason = read_why(r, change.kind);
    if (form_has(r, "version"))
        change.version = (uint64_t)form_int(r, "version", 0, INT64_MAX);
    outcome = read_change(r, moderating, &change);
    if (outcome != MODERATING_DONE || !form_ok(r))
        return outcome != MODERATING_DONE ? outcome : MODERATING_INVALID;
    return moderating_outcome_of(thread_moderate(&moderator, thread, &change, &moderating->made));
}

/* ---- undoing ---- */

bool moderating_thread_may_undo(const struct request *r, const struct act *act, uint64_t board_id)
{
    return act->kind != ACT_UNMERGE && act->kind != ACT_UNSPLIT && act->undone_id == 0 &&
           may_on(r, act->kind == ACT_RENAME_OWN ? ACT_RENAME : act->kind, board_id);
}

/* What brought an act back in force by undoing what had undone it, is undone as that act is. 1, 0 it
 * is gone, or -1. */
static int find_undone(const struct subject_place *place, const struct act *act, struct act *undone)
{
    struct act first;
    int found = act->undoes_id != 0 ? act_find(place, act->undoes_id, &first) : 0;

    *undone = *act;
    if (found < 0 || act->undoes_id == 0)
        return found < 0 ? -1 : 1;
    return found == 0 || first.undoes_id == 0 ? found : act_find(place, first.undoes_id, undone);
}

enum moderating_outcome moderating_thread_undo(struct request *r, const struct act *asked,
                                               const char *reason, struct act_made *made)
{
    const struct subject_place place = subject_place(r);
    const struct moderator moderator = moderator_of(r, reason);
    struct moderated_thread thread;
    struct thread_change change;
    enum act_result result;
    struct act act;
    int found = find_undone(&place, asked, &act);

    if (found > 0)
        found = moderated_thread_find(&place, act.thread_id, &thread);
    if (found <= 0)
        return found == 0 ? MODERATING_NO_ACT : MODERATING_FAILED;
    if (asked->undone_id != 0 || act.undone_id != 0)
        return MODERATING_UNDONE;
    if (!moderating_thread_may_undo(r, &act, thread.board_id))
        return MODERATING_NOT_ALLOWED;
    if (act.kind == ACT_MERGE || act.kind == ACT_SPLIT)
        return moderating_merge_undo(r, &moderator, &act, made);
    result = thread_undoing(moderator.store, &thread, &act, &change);
    if (result == ACT_DONE && change.kind == ACT_MOVE &&
        !request_may_board(r, PERMISSION_THREAD_MOVE, change.board_id))
        return MODERATING_NOT_ALLOWED;
    if (result == ACT_DONE)
        result = thread_undo(&moderator, &thread, &change, &act, made);
    return moderating_outcome_of(result);
}
