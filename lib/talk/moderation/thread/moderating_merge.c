#include "talk/moderation/thread/moderating_merge.h"

#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "talk/markup.h"
#include "web/form/form.h"
#include "web/site.h"

#define NAMED_MAX 2000 /* characters */

/* A number in an address, behind the last of these beginnings, or by itself. 0: there is none. */
static uint64_t named_number(struct arena *arena, const char *text, const char *const *beginnings)
{
    const char *at = text;
    uint64_t number;
    size_t digits;

    for (size_t i = 0; beginnings[i] != NULL; i++) {
        const char *found = strstr(text, beginnings[i]);

        if (found != NULL)
            at = found + strlen(beginnings[i]);
    }
    digits = strspn(at, "0123456789");
    if (at == text && text[digits] != '\0')
        return 0;
    return text_u64(arena_copy(arena, at, digits), &number) ? number : 0;
}

static uint64_t thread_named(struct arena *arena, const char *text)
{
    static const char *const beginnings[] = {"thread:", "/forum/thread/", NULL};

    return named_number(arena, text, beginnings);
}

/* The comments that a line names, between blanks or commas. */
static const uint64_t *comments_named(struct request *r, const char *text, size_t *count)
{
    static const char *const beginnings[] = {"#", "/forum/comment/", "#c-", NULL};
    static const char between[] = " ,;\t";
    uint64_t *ids = arena_alloc(r->arena, SPLIT_MAX * sizeof *ids);

    *count = 0;
    while (*(text += strspn(text, between)) != '\0') {
        size_t length = strcspn(text, between);
        uint64_t id = named_number(r->arena, arena_copy(r->arena, text, length), beginnings);

        text += length;
        if (id == 0 || *count == SPLIT_MAX) {
            form_error(r, "comments",
                       id == 0 ? _("Name comments by their numbers or addresses.")
                               : _("At most 200 comments can be named at once."));
            return ids;
        }
        ids[(*count)++] = id;
    }
    if (*count == 0)
        form_error(r, "comments", _("Name comments by their numbers or addresses."));
    return ids;
}

_Static_assert(SPLIT_MAX == 200, "a message says the number");

static enum moderating_outcome merge_outcome(enum act_result result)
{
    return result == ACT_TOO_MANY ? MODERATING_BIG : moderating_outcome_of(result);
}

static const char *asked_line(struct request *r, const char *field, bool check)
{
    const char *text;

    if (!check)
        return form_line(r, field, 1, NAMED_MAX);
    text = query_line(r, field, NAMED_MAX);
    return text != NULL ? text : "";
}

static enum moderating_outcome read_other(struct request *r, const char *text,
                                          struct merge_moderating *moderating)
{
    struct moderated_thread *other = &moderating->threads.other;
    const struct moderated_thread *thread = &moderating->threads.thread;
    const struct subject_place place = subject_place(r);
    uint64_t id = thread_named(r->arena, text);
    int found = id != 0 ? moderated_thread_find(&place, id, other) : 0;

    if (found < 0)
        return MODERATING_FAILED;
    if (found == 0 || other->subject != NULL || other->merged_id != 0 ||
        other->space.site_id != thread->space.site_id)
        form_error(r, "into", _("There is no such thread here."));
    else if (other->id == thread->id)
        form_error(r, "into", _("A thread cannot be merged into itself."));
    else if (!moderating_thread_may(r, other, ACT_MERGE))
        return MODERATING_NOT_ALLOWED;
    if (!form_ok(r))
        return MODERATING_INVALID;
    moderating->merge.to_id = other->id;
    moderating->merge.to_version = other->version;
    return MODERATING_DONE;
}

enum moderating_outcome moderating_merge_read(struct request *r, enum act_kind kind, bool check,
                                              struct merge_moderating *moderating)
{
    const struct store store = request_store(r);
    struct thread_merge *merge = &moderating->merge;
    enum moderating_outcome outcome = moderating_thread_for(r, kind, &moderating->threads);
    const char *text;
    enum act_result result;

    if (outcome != MODERATING_DONE)
        return outcome;
    *merge = (struct thread_merge){.kind = kind,
                                   .from_id = moderating->threads.thread.id,
                                   .from_version = moderating->threads.thread.version};
    text = asked_line(r, kind == ACT_MERGE ? "into" : "comments", check);
    if (!form_ok(r))
        return MODERATING_INVALID;
    if (*text == '\0')
        return MODERATING_DONE;
    if (kind == ACT_MERGE)
        outcome = read_other(r, text, moderating);
    else
        merge->ids = comments_named(r, text, &merge->count);
    if (outcome != MODERATING_DONE || !form_ok(r))
        return outcome != MODERATING_DONE ? outcome : MODERATING_INVALID;
    result = thread_merge_reach(&store, merge, &moderating->reach);
    if (result == ACT_CHANGED)
        form_error(r, "comments", _("One of them is not a reply in this thread."));
    return result == ACT_CHANGED ? MODERATING_INVALID : merge_outcome(result);
}

/* Where a new thread is to be, and what it is called. */
static enum moderating_outcome read_new_thread(struct request *r,
                                               struct merge_moderating *moderating)
{
    const struct subject_place place = subject_place(r);
    struct board *board = &moderating->threads.board;
    const char *name = form_has(r, "board") ? form_line(r, "board", 1, 40)
                                            : moderating->threads.thread.board_name;
    int found;

    moderating->merge.title = form_line(r, "title", 3, TITLE_MAX);
    found = form_ok(r) ? board_find(&place, name, board) : 0;
    if (found < 0)
        return MODERATING_FAILED;
    if (found == 0 && form_ok(r))
        form_error(r, "board", _("There is no such board here."));
    if (found > 0 && board->archived != 0 && board->id != moderating->threads.thread.board_id)
        form_error(r, "board", _("This board is archived: nothing is moved there."));
    if (!form_ok(r))
        return MODERATING_INVALID;
    moderating->merge.board_id = board->id;
    return request_may_board(r, PERMISSION_THREAD_MERGE, board->id) ? MODERATING_DONE
                                                                    : MODERATING_NOT_ALLOWED;
}

enum moderating_outcome moderating_merge(struct request *r, enum act_kind kind,
                                         struct merge_moderating *moderating)
{
    struct moderator moderator = moderator_of(r, "");
    struct thread_merge *merge = &moderating->merge;
    enum moderating_outcome outcome;

    *moderating = (struct merge_moderating){.to_id = 0};
    outcome = moderating_merge_read(r, kind, false, moderating);
    if (outcome != MODERATING_DONE)
        return outcome;
    moderator.reason = form_line(r, "reason", 1, REASON_MAX);
    if (form_has(r, "version"))
        merge->from_version = (uint64_t)form_int(r, "version", 0, INT64_MAX);
    if (form_has(r, "into_version"))
        merge->to_version = (uint64_t)form_int(r, "into_version", 0, INT64_MAX);
    if (kind == ACT_SPLIT)
        outcome = read_new_thread(r, moderating);
    if (outcome != MODERATING_DONE || !form_ok(r))
        return outcome != MODERATING_DONE ? outcome : MODERATING_INVALID;
    outcome = merge_outcome(thread_merge_do(&moderator, merge, &moderating->made));
    moderating->to_id = moderating->made.thread_id;
    return outcome;
}

enum moderating_outcome moderating_merge_undo(struct request *r, const struct moderator *moderator,
                                              const struct act *act, struct act_made *made)
{
    const struct subject_place place = subject_place(r);
    struct moderated_thread other;
    int found = moderated_thread_find(&place, act->other_id, &other);
    enum act_result result;

    if (found < 0)
        return MODERATING_FAILED;
    if (found == 0 || !request_may_board(r, PERMISSION_THREAD_MERGE, other.board_id))
        return MODERATING_NOT_ALLOWED;
    result = thread_merge_undo(moderator, act, made);
    return result == ACT_CHANGED ? MODERATING_GONE : merge_outcome(result);
}
