#include "talk/moderation/moderating.h"

#include <string.h>

#include "base/language.h"
#include "talk/filter/held_act.h"
#include "talk/moderation/thread/moderating_thread.h"
#include "talk/moderation/votes.h"
#include "talk/thread.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"

/* How an outcome is told; without a code the status says it all. */
static const struct act_refusal {
    enum http_status status;
    const char *code;
    const char *message;
} refusals[MODERATING_OUTCOMES] = {
    [MODERATING_INVALID] = {HTTP_UNPROCESSABLE, "invalid", NULL},
    [MODERATING_NO_COMMENT] = {.status = HTTP_NOT_FOUND},
    [MODERATING_NO_ACT] = {.status = HTTP_NOT_FOUND},
    [MODERATING_NOT_OWN] = {HTTP_FORBIDDEN, "forbidden",
                            N_("Only moderators and who wrote a comment can do that.")},
    [MODERATING_TOO_LATE] = {HTTP_FORBIDDEN, "too_late",
                             N_("You can remove a comment of yours for 24 hours after you wrote it."
                                " Report it to ask a moderator.")},
    [MODERATING_NOT_YOURS] = {HTTP_FORBIDDEN, "removed",
                              N_("A moderator removed this comment. Only moderators can restore"
                                 " it.")},
    [MODERATING_WITHDRAWN] = {HTTP_FORBIDDEN, "withdrawn",
                              N_("Whoever wrote this comment removed it. Only they can restore"
                                 " it.")},
    [MODERATING_NOTHING] = {HTTP_CONFLICT, "conflict",
                            N_("This was done already. Nothing was changed.")},
    [MODERATING_UNDONE] = {HTTP_CONFLICT, "conflict",
                           N_("Somebody undid this before. Nothing was changed.")},
    [MODERATING_LASTING] =
        {HTTP_CONFLICT, "conflict",
         N_("What a comment said before is brought back by changing it once more.")},
    [MODERATING_TOO_MANY] =
        {HTTP_UNPROCESSABLE, "too_many",
         N_("This is more than 5,000 comments or votes. Take a part of it at a time.")},
    [MODERATING_NO_THREAD] = {.status = HTTP_NOT_FOUND},
    [MODERATING_NOT_ALLOWED] = {HTTP_FORBIDDEN, "forbidden", N_("You are not allowed to do this.")},
    [MODERATING_PAGE_TALK] = {HTTP_UNPROCESSABLE, "page_talk",
                              N_("Only threads on boards can be pinned, announced, renamed, moved,"
                                 " merged and split.")},
    [MODERATING_CHANGED] = {HTTP_CONFLICT, "conflict",
                            N_("Somebody changed this thread in the meantime. Nothing was changed;"
                               " look at it again.")},
    [MODERATING_FULL] = {HTTP_UNPROCESSABLE, "full",
                         N_("This board has 20 pinned threads already. Unpin one first.")},
    [MODERATING_BIG] = {HTTP_UNPROCESSABLE, "too_many",
                        N_("This is more than 20,000 comments. Split off a part of it first.")},
    [MODERATING_GONE] = {HTTP_CONFLICT, "conflict",
                         N_("What this moved has been merged or split again since: undo that"
                            " first. Nothing was changed.")},
    [MODERATING_ANNOUNCED] = {HTTP_UNPROCESSABLE, "full",
                              N_("This site has 5 announcements already. End one first.")},
    [MODERATING_RENAMED_LATE] =
        {HTTP_FORBIDDEN, "too_late",
         N_("You can rename a thread of yours for 24 hours after you started"
            " it, unless it is locked.")},
    [MODERATING_ANSWERED] = {HTTP_FORBIDDEN, "answered",
                             N_("Others have written in this thread: only moderators can rename it"
                                " now.")},
    [MODERATING_AUTHORS] = {HTTP_FORBIDDEN, "withdrawn",
                            N_("Only whoever wrote a comment can undo what they did to it.")},
    [MODERATING_FROZEN] = {HTTP_UNAVAILABLE, "frozen", SUBJECT_FROZEN_TEXT},
    [MODERATING_BEYOND] =
        {HTTP_FORBIDDEN, "forbidden",
         N_("Some of what this touched is on boards that you may not read. Nothing"
            " was changed.")},
};

_Static_assert(PINNED_MAX == 20 && ANNOUNCEMENTS_MAX == 5, "messages say the numbers");
_Static_assert(TRANSFER_MAX == 20000, "a message says the number");

_Static_assert(ACT_COMMENTS_MAX == 5000 && ACT_VOTES_MAX == 5000, "a message says the number");

enum http_status moderating_status(enum moderating_outcome outcome)
{
    return refusals[outcome].status != 0 ? refusals[outcome].status : HTTP_UNAVAILABLE;
}

enum http_status moderating_refuse(struct request *r, enum moderating_outcome outcome)
{
    const struct act_refusal *refusal = &refusals[outcome];

    if (refusal->code == NULL)
        return moderating_status(outcome);
    return refuse(r, refusal->status, refusal->code,
                  refusal->message != NULL ? _(refusal->message) : r->errors[0].message);
}

enum moderating_outcome moderating_outcome_of(enum act_result result)
{
    switch (result) {
    case ACT_DONE: return MODERATING_DONE;
    case ACT_NOTHING: return MODERATING_NOTHING;
    case ACT_TOO_MANY: return MODERATING_TOO_MANY;
    case ACT_MISSING: return MODERATING_NO_ACT;
    case ACT_UNDONE: return MODERATING_UNDONE;
    case ACT_LASTING: return MODERATING_LASTING;
    case ACT_CHANGED: return MODERATING_CHANGED;
    case ACT_FULL: return MODERATING_FULL;
    case ACT_ANSWERED: return MODERATING_ANSWERED;
    case ACT_AUTHORS: return MODERATING_AUTHORS;
    case ACT_BEYOND: return MODERATING_BEYOND;
    case ACT_ANNOUNCED: return MODERATING_ANNOUNCED;
    case ACT_DENIED: return MODERATING_NOT_ALLOWED;
    case ACT_FROZEN: return MODERATING_FROZEN;
    case ACT_FAILED: break;
    }
    return MODERATING_FAILED;
}

bool moderating_may(const struct request *r, const struct comment *comment)
{
    return request_may_board(r, PERMISSION_COMMENT_REMOVE, comment->board_id);
}

bool moderating_own_in_time(const struct request *r, const struct comment *comment)
{
    return comment->author_id == request_account(r) &&
           request_may_board(r, PERMISSION_COMMENT_REMOVE_OWN, comment->board_id) &&
           clock_now() - comment->created < OWN_REMOVAL_TIME;
}

enum moderating_outcome moderating_find(struct request *r, struct moderating *moderating)
{
    return moderating_find_by_id(r, path_id(r, "id"), moderating);
}

enum moderating_outcome moderating_find_by_id(struct request *r, uint64_t id,
                                              struct moderating *moderating)
{
    const struct subject_place place = subject_place(r);
    struct comment *comment = &moderating->comment;
    int found = comment_find(&place, id, comment);

    if (found < 0)
        return MODERATING_FAILED;
    return found > 0 && subject_text_may(r, comment->subject, comment->board_id, SUBJECT_READ)
               ? MODERATING_DONE
               : MODERATING_NO_COMMENT;
}

enum moderating_outcome moderating_barred(const struct request *r, const struct comment *comment,
                                          enum permission permission)
{
    switch (subject_barred(r, comment->space.game_id, permission)) {
    case SUBJECT_OPEN: return MODERATING_DONE;
    case SUBJECT_DENIED: return MODERATING_NOT_ALLOWED;
    case SUBJECT_FROZEN: break;
    }
    return MODERATING_FROZEN;
}

/* What a form or a JSON body asks for. */
struct asked {
    const char *reason;
    bool branch;
};

static bool read_asked(struct request *r, size_t reason_min, struct asked *asked)
{
    const char *scope = form_has(r, "scope") ? form_line(r, "scope", 1, 10) : "comment";

    asked->reason = form_has(r, "reason") || reason_min > 0
                        ? form_line(r, "reason", reason_min, REASON_MAX)
                        : "";
    asked->branch = strcmp(scope, "branch") == 0;
    if (form_ok(r) && !asked->branch && strcmp(scope, "comment") != 0)
        form_error(r, "scope", _("This is “comment” or “branch”."));
    return form_ok(r);
}

static enum moderating_outcome act_on(struct request *r, enum act_kind kind,
                                      const struct asked *asked, struct moderating *moderating)
{
    const struct subject_place place = subject_place(r);
    const struct moderator moderator = moderator_of(r, asked->reason);

    return moderating_outcome_of(
        comments_moderate(&place, &moderator, kind,
                          &(struct act_choice){.comment_id = moderating->comment.id,
                                               .branch = asked->branch},
                          &moderating->made));
}

/* Whether it is the caller's own comment that they act on as its author, which needs no reason. */
static bool is_own(const struct request *r, const struct comment *comment)
{
    return comment->author_id == request_account(r) &&
           (!moderating_may(r, comment) || moderating_own_in_time(r, comment));
}

enum moderating_outcome moderating_remove(struct request *r, struct moderating *moderating)
{
    const struct comment *comment = &moderating->comment;
    enum moderating_outcome outcome = moderating_find(r, moderating);
    bool moderates, own;
    struct asked asked;

    if (outcome != MODERATING_DONE)
        return outcome;
    moderates = moderating_may(r, comment);
    own = is_own(r, comment);
    if (!moderates && !own)
        return MODERATING_NOT_OWN;
    if (!read_asked(r, own ? 0 : 1, &asked))
        return MODERATING_INVALID;
    if (!own || asked.branch)
        return moderates ? act_on(r, ACT_REMOVE, &asked, moderating) : MODERATING_NOT_OWN;
    return moderating_own_in_time(r, comment) ? act_on(r, ACT_REMOVE_OWN, &asked, moderating)
                                              : MODERATING_TOO_LATE;
}

enum moderating_outcome moderating_hide(struct request *r, struct moderating *moderating)
{
    enum moderating_outcome outcome = moderating_find(r, moderating);
    struct asked asked;

    if (outcome != MODERATING_DONE)
        return outcome;
    if (!moderating_may(r, &moderating->comment))
        return MODERATING_NOT_OWN;
    return read_asked(r, 1, &asked) ? act_on(r, ACT_HIDE, &asked, moderating) : MODERATING_INVALID;
}

enum moderating_outcome moderating_restore(struct request *r, struct moderating *moderating)
{
    const struct comment *comment = &moderating->comment;
    enum moderating_outcome outcome = moderating_find(r, moderating);
    bool moderates, own;
    struct asked asked;

    if (outcome != MODERATING_DONE)
        return outcome;
    moderates = moderating_may(r, comment);
    own = comment->author_id == request_account(r) &&
          request_may_board(r, PERMISSION_COMMENT_REMOVE_OWN, comment->board_id);
    if (!moderates && !own)
        return MODERATING_NOT_OWN;
    if (!read_asked(r, 0, &asked))
        return MODERATING_INVALID;
    if (comment->state == COMMENT_WITHDRAWN && !asked.branch)
        return own ? act_on(r, ACT_RESTORE_OWN, &asked, moderating) : MODERATING_WITHDRAWN;
    if (!moderates)
        return comment->state != COMMENT_SHOWN ? MODERATING_NOT_YOURS : MODERATING_NOTHING;
    return act_on(r, ACT_RESTORE, &asked, moderating);
}

enum moderating_outcome moderating_undo(struct request *r, struct moderating *moderating)
{
    const struct subject_place place = subject_place(r);
    struct moderator moderator;
    struct asked asked;
    struct act act;
    int found;

    if (!read_asked(r, 0, &asked))
        return MODERATING_INVALID;
    found = act_find(&place, path_id(r, "id"), &act);
    if (found <= 0)
        return found == 0 ? MODERATING_NO_ACT : MODERATING_FAILED;
    if (act_is_of_thread(act.kind)) {
        moderating->thread_id = act.kind == ACT_SPLIT ? act.other_id : act.thread_id;
        return moderating_thread_undo(r, &act, asked.reason, &moderating->made);
    }
    if (!request_may(r, PERMISSION_COMMENT_REMOVE))
        return MODERATING_NOT_ALLOWED;
    moderating->thread_id = 0;
    if (act.kind == ACT_RELEASE || act.kind == ACT_REFUSE)
        return moderating_outcome_of(held_undo(r, asked.reason, act.id, &moderating->made));
    moderator = moderator_of(r, asked.reason);
    return moderating_outcome_of(act_undo(&place, &moderator, path_id(r, "id"), &moderating->made));
}
