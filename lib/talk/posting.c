/* What it takes to write: read the fields, find what they name, ask who may, write. Pages and the
 * API share it and differ only in how an outcome is shown; who may what is asked here, so that no
 * second way in can forget it.
 *
 * The order matters: whoever may not read a discussion is told that there is none, before
 * anything else could tell that there is. */
#include "talk/posting.h"

#include <inttypes.h>
#include <string.h>

#include "auth/account.h"
#include "base/language.h"
#include "talk/filter/held.h"
#include "talk/filter/screening.h"
#include "talk/markup.h"
#include "talk/moderation/correction.h"
#include "talk/moderation/report.h"
#include "web/form/form.h"
#include "web/limits.h"
#include "web/response.h"
#include "web/site.h"

#define SUBJECT_MAX 40 /* characters */
#define KEY_MAX 100    /* characters */

/* How an outcome is told. Without a message the request's first field error says it, and without a
 * code the status says it all. */
static const struct refusal {
    enum http_status status;
    const char *code;
    const char *field;
    const char *message;
} refusals[POSTING_OUTCOMES] = {
    [POSTING_INVALID] = {HTTP_UNPROCESSABLE, "invalid", NULL, NULL},
    [POSTING_NO_DISCUSSION] = {HTTP_NOT_FOUND, "not_found", "subject",
                               N_("There is no such discussion here.")},
    [POSTING_NO_BOARD] = {.status = HTTP_NOT_FOUND},
    [POSTING_NO_COMMENT] = {.status = HTTP_NOT_FOUND},
    [POSTING_NOT_HERE] = {HTTP_FORBIDDEN, "forbidden", "subject",
                          N_("You cannot write in this discussion.")},
    [POSTING_FROZEN] = {HTTP_UNAVAILABLE, "frozen", NULL, SUBJECT_FROZEN_TEXT},
    [POSTING_NOT_ALLOWED] = {HTTP_FORBIDDEN, "forbidden", NULL,
                             N_("You are not allowed to do this.")},
    [POSTING_NOT_OWN] = {HTTP_FORBIDDEN, "forbidden", NULL,
                         N_("Only who wrote a comment can change it.")},
    [POSTING_OWN] = {HTTP_FORBIDDEN, "own", NULL, N_("You cannot rate your own comment.")},
    [POSTING_LOCKED] = {HTTP_FORBIDDEN, "locked", "body",
                        N_("This thread is locked: nothing can be added or edited here.")},
    [POSTING_SLOW] = {HTTP_TOO_MANY, "slow", NULL, NULL},
    [POSTING_HELD_MANY] = {HTTP_TOO_MANY, "held", "body",
                           N_("As many of your posts wait for review as may at once. Wait until a"
                              " moderator has looked at them.")},
    [POSTING_KEY_USED] = {HTTP_CONFLICT, "conflict", NULL, NULL},
    [POSTING_CHANGED] = {HTTP_CONFLICT, "conflict", "version",
                         N_("This comment was changed since you opened this form")},
};

enum http_status posting_status(enum posting_outcome outcome)
{
    return refusals[outcome].status != 0 ? refusals[outcome].status : HTTP_UNAVAILABLE;
}

const char *posting_message(enum posting_outcome outcome)
{
    const char *message = refusals[outcome].message;

    return message != NULL ? _(message) : NULL;
}

enum http_status posting_refuse(struct request *r, enum posting_outcome outcome)
{
    const struct refusal *refusal = &refusals[outcome];

    if (refusal->code == NULL)
        return posting_status(outcome);
    if (refusal->field != NULL) {
        r->error_count = 0; /* what else is wrong does not matter then */
        form_error(r, refusal->field, _(refusal->message));
    }
    return refuse(r, refusal->status, refusal->code,
                  refusal->message != NULL ? _(refusal->message) : r->errors[0].message);
}

/* Says when the caller may write in a slow thread again. */
static enum posting_outcome say_slow(struct request *r, unsigned wait)
{
    form_error(r, "body",
               arena_format(r->arena, "%s %s", _("This thread is in slow mode."),
                            limits_wait_text(r->arena, wait)));
    response_header(r, "Retry-After", arena_format(r->arena, "%u", wait));
    return POSTING_SLOW;
}

/* What comment.h says of a try to write. */
static enum posting_outcome outcome_of(struct request *r, enum comment_result result)
{
    switch (result) {
    case COMMENT_DONE: return POSTING_DONE;
    case COMMENT_NO_THREAD: return POSTING_NO_DISCUSSION;
    case COMMENT_NO_PARENT:
        form_error(r, "parent", _("The comment that this answers is not in this discussion."));
        return POSTING_INVALID;
    case COMMENT_NOT_ALLOWED: return POSTING_OWN;
    case COMMENT_NOT_HERE: return POSTING_NOT_HERE;
    case COMMENT_KEY_USED:
        form_error(r, "idempotency_key",
                   _("This key was sent with something else before. Nothing was written."));
        return POSTING_KEY_USED;
    case COMMENT_CHANGED: return POSTING_CHANGED;
    case COMMENT_LOCKED: return POSTING_LOCKED;
    case COMMENT_HELD_MANY: return POSTING_HELD_MANY;
    case COMMENT_SLOW:
    case COMMENT_MOVED:
    case COMMENT_FAILED: break;
    }
    return POSTING_FAILED;
}

/* What a discussion is known by among those of all sites: two that share a game's have the same. */
static const char *discussion_name(const struct subject_place *place, const struct subject *subject)
{
    const struct subject_space space = subject_space(place, subject);

    return arena_format(place->arena, "site %" PRIu64 " game %" PRIu64 " %s", space.site_id,
                        space.game_id, subject_text(place->arena, subject));
}

/* Makes the key of DRAFT, of what is sent WHERE (a discussion or a board, of all sites'): the
 * client's, or that of the form, of which the text is part: the same form with another text is
 * another comment, as after "back" in a browser. */
static void set_draft_key(struct request *r, const struct posting *posting, const char *where,
                          struct comment_draft *draft)
{
    struct arena *arena = r->arena;

    if (*posting->key != '\0') {
        draft->once = arena_format(arena, "api|%s", posting->key);
        draft->sent = arena_format(arena, "%s|%" PRIu64 "|%s\n%s", where, posting->parent_id,
                                   posting->title != NULL ? posting->title : "", posting->body);
    } else if (posting->form_key != NULL && *posting->form_key != '\0') {
        draft->once = arena_format(arena, "%s|%" PRIu64 "|%s\n%s", posting->form_key,
                                   posting->parent_id, where, posting->body);
    }
}

/* Notes where somebody who is new here would post more links than they may. */
static void check_links(struct request *r, struct subject_place *place, const char *body)
{
    const unsigned max = r->worker->limits.newcomer.links;
    struct markup_links links;
    size_t count;

    if (!limits_hold_newcomer(r))
        return;
    subject_links(&links, place);
    count = markup_links_elsewhere(markup_html(r->arena, body, &links), r->origin);
    if (count > max)
        form_error(r, "body",
                   arena_format(r->arena,
                                _("You are new here: for now a comment of yours can hold at most "
                                  "%u links to other sites, and this one holds %zu. That changes "
                                  "by itself after some days and posts."),
                                max, count));
}

/* POSTING_DONE where what was read is to be written. */
static enum posting_outcome check_posting(struct request *r, struct subject_place *place,
                                          struct posting *posting, struct markup_links *links)
{
    if (form_ok(r))
        check_links(r, place, posting->body);
    if (!form_ok(r))
        return POSTING_INVALID;
    if (!posting->preview)
        return POSTING_DONE;
    r->nothing_done = true;
    posting->html = markup_html(r->arena, posting->body, links);
    return POSTING_PREVIEW;
}

/* What was published, and a filter tells of, is a case of the moderators'. Should that fail, it is
 * published all the same. */
static void tell_moderators(struct request *r, uint64_t comment_id, const struct word_hit *hit)
{
    const struct store store = request_store(r);

    if (hit->state == FILTER_TELL)
        (void)report_tell(&store, &(struct report_told){comment_id, r->site->id, hit->filter_id,
                                                        hit->found});
}

/* The outcome of a new comment. A newcomer's counts, until there are enough of them: should that
 * fail, one more is needed. */
static enum posting_outcome added(struct request *r, const struct posting *posting,
                                  enum comment_result result, const struct word_hit *hit)
{
    const unsigned enough = r->worker->limits.newcomer.posts;

    if (result == COMMENT_SLOW)
        return say_slow(r, posting->made.wait);
    if (result == COMMENT_DONE && posting->made.held)
        return POSTING_HELD;
    if (result == COMMENT_DONE && !posting->made.again)
        tell_moderators(r, posting->made.id, hit);
    r->nothing_done = result == COMMENT_DONE && posting->made.again;
    if (result == COMMENT_DONE && !posting->made.again)
        counter_add(r->worker->shared, COUNTER_POSTS, 1);
    if (result == COMMENT_DONE && !posting->made.again && r->session != NULL &&
        r->session->account_posts < enough)
        (void)account_posted(r->worker->database, r->worker->shared, request_account(r), enough);
    return outcome_of(r, result);
}

/* ---- replies ---- */

static void read_reply(struct request *r, struct posting *posting)
{
    const char *name = form_line(r, "subject", 0, SUBJECT_MAX);

    posting->subject.id = 0;
    if (form_ok(r) && *name == '\0')
        form_error(r, "subject", _("What this reply belongs to is missing."));
    else if (form_ok(r) && !subject_parse(name, &posting->subject))
        form_error(r, "subject", _("This is not the name of a discussion."));
    posting->parent_id = form_id(r, "parent");
    posting->body = form_text(r, "body", 1, COMMENT_MAX);
    posting->key = form_line(r, "idempotency_key", 0, KEY_MAX);
}

/* What a reply's author is asked for when its board is known. */
struct reply_place {
    struct request *r;
    const struct subject *subject;
};

static bool may_reply(const void *context, uint64_t board_id)
{
    const struct reply_place *place = context;

    return subject_board_may(place->r, place->subject, board_id, SUBJECT_WRITE);
}

static bool passes_reply(const void *context, enum permission permission, uint64_t board_id)
{
    const struct reply_place *place = context;

    return request_may_board(place->r, permission, board_id);
}

bool posting_passes_lock(const struct request *r, uint64_t board_id)
{
    return request_may_board(r, PERMISSION_THREAD_LOCK, board_id);
}

/* Whether the site that speaks for those that share the discussion keeps the caller from it. */
static enum posting_outcome barred(const struct request *r, uint64_t game_id,
                                   enum permission permission)
{
    switch (subject_barred(r, game_id, permission)) {
    case SUBJECT_OPEN: return POSTING_DONE;
    case SUBJECT_DENIED: return POSTING_NOT_HERE;
    case SUBJECT_FROZEN: break;
    }
    return POSTING_FROZEN;
}

/* Finds the page that the discussion stands below. POSTING_DONE, or why nobody writes there. */
static enum posting_outcome find_page(struct request *r, const struct subject_place *place,
                                      const struct subject *subject, struct subject_page *page)
{
    int found;

    if (!subject_may(r, subject, SUBJECT_READ))
        return POSTING_NO_DISCUSSION;
    found = subject_page(place, subject, page);
    if (found <= 0)
        return found == 0 ? POSTING_NO_DISCUSSION : POSTING_FAILED;
    return subject_may(r, subject, SUBJECT_WRITE)
               ? barred(r, subject_space(place, subject).game_id, PERMISSION_COMMENT_WRITE)
               : POSTING_NOT_HERE;
}

/* OUTCOME, of what is not written, where there is such a discussion: of a thread that is asked only
 * now, as whoever writes finds it without a query of its own. */
static enum posting_outcome unless_missing(const struct subject_place *place,
                                           const struct subject *subject,
                                           enum posting_outcome outcome)
{
    struct comment opening;
    struct thread thread;
    int found = discussion_find(place, subject, &thread, &opening);

    return found > 0 ? outcome : found == 0 ? POSTING_NO_DISCUSSION : POSTING_FAILED;
}

/* The discussion comes before all else that is wrong: where there is none, nothing else is told. */
enum posting_outcome posting_reply(struct request *r, struct posting *posting)
{
    struct subject_place place = subject_place(r);
    struct markup_links links;
    struct subject_page page;
    struct comment_draft draft;
    const struct reply_place where = {r, &posting->subject};
    struct word_hit hit;
    enum posting_outcome outcome = POSTING_DONE;

    read_reply(r, posting);
    subject_links(&links, &place);
    if (posting->subject.id != 0)
        outcome = find_page(r, &place, &posting->subject, &page);
    if (outcome == POSTING_DONE)
        outcome = check_posting(r, &place, posting, &links);
    if (outcome != POSTING_DONE)
        return posting->subject.id != 0 ? unless_missing(&place, &posting->subject, outcome)
                                        : outcome;
    draft = (struct comment_draft){.subject = &posting->subject,
                                   .title = page.title,
                                   .path = page.path,
                                   .links = &links,
                                   .parent_id = posting->parent_id,
                                   .author_id = request_account(r),
                                   .body = posting->body,
                                   .may = may_reply,
                                   .passes = passes_reply,
                                   .context = &where,
                                   .passing = *posting->key == '\0'};
    if (screening_ask(r, 0, NULL, posting->body, &hit) != 0)
        return POSTING_FAILED;
    draft.hold = hit.state == FILTER_HOLD ? &hit : NULL;
    set_draft_key(r, posting, discussion_name(&place, &posting->subject), &draft);
    return added(r, posting, comment_add(&place, r->worker->shared, &draft, &posting->made), &hit);
}

/* ---- threads ---- */

enum posting_outcome posting_board(struct request *r, struct posting *posting)
{
    const struct subject_place place = subject_place(r);
    int found = board_find(&place, path_text(r, "board"), &posting->board);

    if (found <= 0)
        return found == 0 ? POSTING_NO_BOARD : POSTING_FAILED;
    return request_may_board(r, PERMISSION_THREAD_START, posting->board.id) ? POSTING_DONE
                                                                            : POSTING_NOT_ALLOWED;
}

enum posting_outcome posting_thread(struct request *r, struct posting *posting)
{
    struct subject_place place = subject_place(r);
    struct markup_links links;
    struct comment_draft draft;
    struct word_hit hit;
    enum posting_outcome outcome;

    posting->title = form_line(r, "title", 3, TITLE_MAX);
    posting->body = form_text(r, "body", 1, COMMENT_MAX);
    posting->key = form_line(r, "idempotency_key", 0, KEY_MAX);
    outcome = posting_board(r, posting);
    if (outcome != POSTING_DONE)
        return outcome;
    subject_links(&links, &place);
    outcome = check_posting(r, &place, posting, &links);
    if (outcome != POSTING_DONE)
        return outcome;
    draft = (struct comment_draft){.board_id = posting->board.id,
                                   .title = posting->title,
                                   .links = &links,
                                   .author_id = request_account(r),
                                   .body = posting->body};
    if (screening_ask(r, posting->board.id, posting->title, posting->body, &hit) != 0)
        return POSTING_FAILED;
    draft.hold = hit.state == FILTER_HOLD ? &hit : NULL;
    set_draft_key(r, posting,
                  arena_format(r->arena, "board %" PRIu64 " %s", posting->board.id, posting->title),
                  &draft);
    return added(r, posting, thread_start(&place, r->worker->shared, &draft, &posting->made), &hit);
}

/* ---- edits and ratings ---- */

/* Finds the comment that the path names, where the caller may read it, write beside it, and has
 * PERMISSION on its board. */
static enum posting_outcome find_comment(struct request *r, const struct subject_place *place,
                                         enum permission permission, struct posting *posting)
{
    struct comment *comment = &posting->comment;
    int found = comment_find(place, path_id(r, "id"), comment);

    if (found < 0)
        return POSTING_FAILED;
    if (found == 0 || comment->state != COMMENT_SHOWN ||
        !subject_text_may(r, comment->subject, comment->board_id, SUBJECT_READ))
        return POSTING_NO_COMMENT;
    if (!subject_text_may(r, comment->subject, comment->board_id, SUBJECT_WRITE))
        return POSTING_NOT_HERE;
    return request_may_board(r, permission, comment->board_id)
               ? barred(r, comment->space.game_id, permission)
               : POSTING_NOT_ALLOWED;
}

enum posting_outcome posting_own(struct request *r, struct posting *posting)
{
    const struct subject_place place = subject_place(r);
    enum posting_outcome outcome = find_comment(r, &place, PERMISSION_COMMENT_EDIT_OWN, posting);

    if (outcome != POSTING_DONE)
        return outcome;
    posting->moderates = posting->comment.author_id != request_account(r);
    if (posting->moderates)
        return request_may_board(r, PERMISSION_COMMENT_EDIT, posting->comment.board_id)
                   ? POSTING_DONE
                   : POSTING_NOT_OWN;
    return posting->comment.locked && !posting_passes_lock(r, posting->comment.board_id)
               ? POSTING_LOCKED
               : POSTING_DONE;
}

/* Keeps the new text for review. The comment says what it said until then, or what it is changed to
 * meanwhile. */
static enum posting_outcome hold_edit(struct request *r, struct posting *posting,
                                      const struct word_hit *hit)
{
    const struct store store = request_store(r);
    const struct comment *comment = &posting->comment;
    struct held_post post = {.kind = HELD_EDIT,
                             .site_id = r->site->id,
                             .thread_id = comment->thread_id,
                             .comment_id = comment->id,
                             .version = posting->version,
                             .author_id = request_account(r),
                             .created = clock_now(),
                             .body = posting->body,
                             .filter_id = hit->filter_id,
                             .found = hit->found};
    const struct bytes none = {.data = NULL};
    enum comment_result result;

    if (comment->edited != posting->version)
        return POSTING_CHANGED;
    result = held_add(&store, &post, none, none);
    posting->made = (struct comment_made){.id = post.id, .held = true};
    return result == COMMENT_DONE ? POSTING_HELD : outcome_of(r, result);
}

/* The author's own edit, by what the filters say of it. */
static enum posting_outcome edit_own(struct request *r, struct posting *posting,
                                     struct markup_links *links)
{
    const struct store store = request_store(r);
    struct comment read = posting->comment;
    struct word_hit hit;
    enum comment_result result;

    read.edited = posting->version;
    if (screening_ask(r, read.board_id, NULL, posting->body, &hit) != 0)
        return POSTING_FAILED;
    if (hit.state == FILTER_HOLD)
        return hold_edit(r, posting, &hit);
    result = comment_edit(&store, &read, posting->body, links, NULL);
    if (result == COMMENT_DONE)
        tell_moderators(r, read.id, &hit);
    return outcome_of(r, result);
}

/* The version goes on to comment_edit, which compares it in the transaction that writes. The same
 * text is no edit: a form that is sent twice does not mark a comment as edited. */
enum posting_outcome posting_edit(struct request *r, struct posting *posting)
{
    struct subject_place place = subject_place(r);
    struct moderator moderator;
    struct markup_links links;
    struct comment read;
    enum posting_outcome outcome;

    posting->body = form_text(r, "body", 1, COMMENT_MAX);
    posting->version = form_has(r, "version") ? form_int(r, "version", 0, INT64_MAX) : 0;
    outcome = posting_own(r, posting);
    if (outcome != POSTING_DONE)
        return outcome;
    if (posting->moderates && !posting->preview)
        posting->reason = form_line(r, "reason", 1, REASON_MAX);
    subject_links(&links, &place);
    outcome = check_posting(r, &place, posting, &links);
    if (outcome != POSTING_DONE)
        return outcome;
    if (strcmp(posting->body, posting->comment.body) == 0)
        return POSTING_DONE;
    if (!posting->moderates)
        return edit_own(r, posting, &links);
    read = posting->comment;
    read.edited = posting->version;
    moderator = moderator_of(r, posting->reason);
    return outcome_of(r, comment_correct(&moderator, r->site->id, &read, posting->body, &links));
}

enum posting_outcome posting_rating(struct request *r, struct posting *posting)
{
    const struct subject_place place = subject_place(r);
    const struct store store = request_store(r);
    enum posting_outcome outcome;

    posting->value = (int)form_int(r, "value", -1, 1);
    if (!form_ok(r))
        return POSTING_INVALID;
    outcome = find_comment(r, &place, PERMISSION_COMMENT_RATE, posting);
    if (outcome != POSTING_DONE)
        return outcome;
    return outcome_of(r, rating_put(&store, &posting->comment, request_account(r), posting->value,
                                    &posting->score));
}

enum posting_outcome posting_preview(struct request *r, struct posting *posting)
{
    struct subject_place place = subject_place(r);
    struct markup_links links;

    posting->preview = true;
    posting->body = form_text(r, "body", 1, COMMENT_MAX);
    subject_links(&links, &place);
    return check_posting(r, &place, posting, &links);
}
