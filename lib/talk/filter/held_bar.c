#include "talk/filter/held_bar.h"

#include "auth/account.h"
#include "auth/role_explain.h"
#include "base/clock.h"
#include "base/language.h"
#include "talk/filter/held_place.h"
#include "web/site.h"

static const char *const messages[HELD_BARS] = {
    [HELD_HIDDEN] = N_("It belongs to what you cannot see."),
    [HELD_NOT_MAY] = N_("You may not moderate where it belongs."),
    [HELD_FROZEN] = N_("Another site that has this discussion, too, can only be read for now."),
    [HELD_LOCKED] = N_("Its thread is locked."),
    [HELD_PARENT] = N_("The comment that it answers or changes has been removed."),
    [HELD_AUTHOR] = N_("Whoever wrote it may not write there any more."),
};

const char *held_bar_message(enum held_bar bar)
{
    return messages[bar] != NULL ? _(messages[bar]) : NULL;
}

/* What its author needs. A kind of subject that is gone has no page: nobody writes there. */
static permission_set needed(const struct request *r, const struct held_post *post)
{
    const char *text = post->place->subject;
    const struct subject_kind *kind;
    struct subject subject = subject_of_thread(0);

    if (post->kind == HELD_THREAD)
        return PERMISSION_BIT(PERMISSION_THREAD_START);
    if (text != NULL && !subject_parse(text, &subject))
        return 0;
    kind = subject_kind(worker_subjects(r->worker), subject.kind);
    if (kind == NULL)
        return 0;
    return PERMISSION_BIT(kind->write) |
           (post->kind == HELD_EDIT ? PERMISSION_BIT(PERMISSION_COMMENT_EDIT_OWN) : 0);
}

/* What roles take from them on the site that speaks for all that share the discussion (subject_ruling). */
static permission_set denied_by_first(const struct request *r, const struct held_post *post,
                                      const struct grants *grants)
{
    const struct site *site = NULL;
    uint64_t game_id = post->place->game_id;

    for (size_t i = 0; game_id != 0 && (site = site_at(r->worker->sites, i)) != NULL; i++)
        if (site->game_id == game_id)
            break;
    return site != NULL ? permissions_denied(r->worker->roles, grants,
                                             (struct role_scope){site->id, 0}, clock_now())
                        : 0;
}

/* Whether its author might post it now. */
static enum held_bar author_bar(struct request *r, const struct held_post *post)
{
    struct database *database = r->worker->database;
    const struct role_scope scope = {r->site->id, post->place->board_id};
    permission_set wanted = needed(r, post);
    struct account_line author;
    struct grants grants;
    int found = account_by_id(database, r->arena, post->author_id, &author);

    if (found < 0 ||
        role_account_grants(r->worker->roles, database, r->arena, post->author_id, &grants) != 0)
        return HELD_UNKNOWN;
    if (found == 0 || author.closed || wanted == 0 ||
        (permissions_at(r->worker->roles, &grants, scope, clock_now()) & wanted) != wanted ||
        (denied_by_first(r, post, &grants) & wanted) != 0)
        return HELD_AUTHOR;
    return HELD_OPEN;
}

/* As a reply finds its place (talk/comment.c): below what is shown, or an opening comment whose thread is. */
static bool parent_shown(const struct held_post *post)
{
    const struct held_place_row *place = post->place;

    if (post->kind == HELD_THREAD || place->parent_id == 0)
        return true;
    return place->parent_state == COMMENT_SHOWN ||
           (post->kind == HELD_REPLY && place->parent_level == 0 && place->hidden == 0);
}

enum held_bar held_untouchable(struct request *r, const struct held_post *post)
{
    const struct held_place_row *place = post->place;
    const struct reader reader = request_reader(r);

    if (!reader_sees(&reader, place->board_id) ||
        !subject_text_may(r, place->subject, place->board_id, SUBJECT_READ))
        return HELD_HIDDEN;
    return request_may_board(r, PERMISSION_COMMENT_REMOVE, place->board_id) ? HELD_OPEN
                                                                            : HELD_NOT_MAY;
}

enum held_bar held_barred(struct request *r, const struct held_post *post)
{
    const struct subject_place here = subject_place(r);
    const struct held_place_row *place = post->place;
    enum held_bar bar = held_untouchable(r, post);
    int there;

    if (bar != HELD_OPEN)
        return bar;
    there = subject_text_there(&here, place->subject);
    if (there <= 0)
        return there == 0 ? HELD_HIDDEN : HELD_UNKNOWN;
    if (subject_barred(r, place->game_id, PERMISSION_COMMENT_REMOVE) != SUBJECT_OPEN)
        return HELD_FROZEN;
    if (place->locked && !request_may_board(r, PERMISSION_THREAD_LOCK, place->board_id))
        return HELD_LOCKED;
    if (!parent_shown(post))
        return HELD_PARENT;
    return author_bar(r, post);
}
