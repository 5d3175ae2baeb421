/* Forms to write, edit and rate. A refused form comes back with all that was typed; one that is
 * sent twice (a double click, a reload) makes one comment, by the key that it carries.
 *
 * An edit carries the version that it was made of. Where the comment is another by now, both
 * texts are shown with what differs, and the form carries the new version: to send it again is a
 * decision then. */
#include "posting.h"

#include <inttypes.h>
#include <string.h>

#include "base/language.h"
#include "base/text/text.h"
#include "base/text/word_diff.h"
#include "pages.h"
#include "talk/block.h"
#include "talk/posting.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"

#define KEY_MAX 64

/* A key for a fresh form, or the one that the form shown again came with. */
static void set_form_key(struct request *r)
{
    const char *key = form_raw(r, "key");

    view_set(r->view, "Form.key", *key != '\0' && strlen(key) <= KEY_MAX ? key : form_key(r));
}

/* What was typed, so that a form shown again still has it. */
static void set_typed(struct request *r, const char *fallback)
{
    const struct parameter *body = parameters_find(&r->form, "body");
    const struct parameter *title = parameters_find(&r->form, "title");

    view_set(r->view, "Form.body",
             body != NULL ? text_showable(r->arena, body->value, body->length) : fallback);
    if (title != NULL)
        view_set(r->view, "Form.title", text_showable(r->arena, title->value, title->length));
    set_form_key(r);
}

/* What the form that was sent is known by. */
static struct posting form_posting(struct request *r)
{
    return (struct posting){.form_key = form_line(r, "key", 0, KEY_MAX),
                            .preview = form_has(r, "preview")};
}

/* Shows a form that was not taken, or only asked for a preview, with what was typed: what its
 * OUTCOME is and where it is wrong. */
static enum http_status show_again(struct request *r, const struct posting *posting,
                                   enum posting_outcome outcome, const char *view)
{
    set_typed(r, "");
    if ((outcome == POSTING_LOCKED || outcome == POSTING_HELD_MANY) && form_ok(r))
        form_error(r, "body", posting_message(outcome));
    if (outcome != POSTING_PREVIEW)
        return page_refused(r, posting_status(outcome), view);
    view_set(r->view, "Preview.body_html", posting->html);
    return page(r, HTTP_OK, view);
}

/* Whether the form is shown again: what is wrong stands in it, or nothing is. */
static bool shows_form(enum posting_outcome outcome)
{
    return outcome == POSTING_PREVIEW || outcome == POSTING_INVALID ||
           outcome == POSTING_KEY_USED || outcome == POSTING_SLOW || outcome == POSTING_LOCKED ||
           outcome == POSTING_HELD_MANY;
}

static bool is_wrong(const struct request *r, const char *field)
{
    for (size_t i = 0; i < r->error_count; i++)
        if (strcmp(r->errors[i].field, field) == 0)
            return true;
    return false;
}

/* To what waits for review, as its author sees it. */
static enum http_status held_redirect(struct request *r, const struct posting *posting)
{
    if (posting->form_key != NULL)
        form_cookie_set(r, posting->form_key);
    return redirect(r, HTTP_SEE_OTHER, "/forum/held/%" PRIu64, posting->made.id);
}

/* ---- replies ---- */

/* Sets what a reply answers, where the caller may write one. HTTP_OK, or what is answered instead. */
static enum http_status set_parent(struct request *r, const struct subject *subject,
                                   uint64_t parent_id)
{
    const struct subject_place place = subject_place(r);
    struct thread thread;
    struct comment opening, parent;
    int found;

    if (!subject_may(r, subject, SUBJECT_READ))
        return HTTP_NOT_FOUND;
    found = discussion_find(&place, subject, &thread, &opening);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (!subject_board_may(r, subject, thread.board_id, SUBJECT_WRITE))
        return posting_refuse(r, POSTING_NOT_HERE);
    if (thread.locked && !posting_passes_lock(r, thread.board_id)) {
        if (r->method == METHOD_GET)
            return posting_refuse(r, POSTING_LOCKED);
        view_set(r->view, "Thread.locked", "1");
    }
    view_set(r->view, "Thread.subject", thread_subject(r->arena, &thread));
    view_set(r->view, "Thread.title", thread.title);
    view_set(r->view, "Thread.note", subject_note(r, thread.subject));
    view_set(r->view, "Thread.path", thread.path);
    if (parent_id == 0)
        parent_id = thread.opening_id;
    if (parent_id == 0)
        return HTTP_OK;
    found = comment_find(&place, parent_id, &parent);
    if (found < 0)
        return HTTP_UNAVAILABLE;
    if (found == 0 || parent.thread_id != thread.id || parent.state != COMMENT_SHOWN)
        return HTTP_OK; /* the form says what is wrong with it when it is sent */
    view_set_number(r->view, "Parent.id", (int64_t)parent.id);
    view_set(r->view, "Parent.author", parent.author);
    view_set(r->view, "Parent.created", clock_rfc3339(r->arena, parent.created));
    view_set(r->view, "Parent.body_html", parent.html);
    return HTTP_OK;
}

enum http_status reply_form(struct request *r)
{
    const char *text = query_line(r, "subject", 40);
    uint64_t parent = (uint64_t)query_int(r, "parent", 0, INT64_MAX, 0);
    struct subject subject;
    enum http_status status;

    if (!form_ok(r) || text == NULL || !subject_parse(text, &subject))
        return HTTP_NOT_FOUND;
    status = set_parent(r, &subject, parent);
    if (status != HTTP_OK)
        return status;
    set_typed(r, "");
    return page(r, HTTP_OK, "forum/reply.cs");
}

enum http_status reply_post(struct request *r)
{
    struct posting posting = form_posting(r);
    enum posting_outcome outcome = posting_reply(r, &posting);
    enum http_status status;

    if (outcome == POSTING_DONE) {
        form_cookie_set(r, posting.form_key);
        return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, posting.made.id);
    }
    if (outcome == POSTING_HELD)
        return held_redirect(r, &posting);
    if (!shows_form(outcome) || posting.subject.id == 0)
        return posting_refuse(r, outcome);
    status = set_parent(r, &posting.subject, is_wrong(r, "parent") ? 0 : posting.parent_id);
    return status == HTTP_OK ? show_again(r, &posting, outcome, "forum/reply.cs") : status;
}

/* ---- new threads ---- */

static void set_board(struct request *r, const struct board *board)
{
    view_set(r->view, "Board.name", board->name);
    view_set(r->view, "Board.title", board->title);
}

enum http_status thread_form(struct request *r)
{
    struct posting posting = {.form_key = NULL};
    enum posting_outcome outcome = posting_board(r, &posting);

    if (outcome != POSTING_DONE)
        return posting_refuse(r, outcome);
    set_board(r, &posting.board);
    set_typed(r, "");
    return page(r, HTTP_OK, "forum/new.cs");
}

enum http_status thread_post(struct request *r)
{
    struct posting posting = form_posting(r);
    enum posting_outcome outcome = posting_thread(r, &posting);

    if (outcome == POSTING_DONE) {
        form_cookie_set(r, posting.form_key);
        return redirect(r, HTTP_SEE_OTHER, "/forum/thread/%" PRIu64, posting.made.thread_id);
    }
    if (outcome == POSTING_HELD)
        return held_redirect(r, &posting);
    if (!shows_form(outcome))
        return posting_refuse(r, outcome);
    set_board(r, &posting.board);
    return show_again(r, &posting, outcome, "forum/new.cs");
}

/* ---- editing ---- */

/* The form carries the version that its text was made from, so that it can replace no other. */
static void set_edited(struct request *r, const struct posting *posting, int64_t version)
{
    const struct comment *comment = &posting->comment;

    view_set_number(r->view, "Comment.id", (int64_t)comment->id);
    view_set_number(r->view, "Form.version", version);
    if (posting->moderates) {
        view_set(r->view, "Comment.author", comment->author);
        view_set(r->view, "Form.reason", form_raw(r, "reason"));
    }
}

enum http_status edit_form(struct request *r)
{
    struct posting posting = {.form_key = NULL};
    enum posting_outcome outcome = posting_own(r, &posting);

    if (outcome != POSTING_DONE)
        return posting_refuse(r, outcome);
    set_typed(r, posting.comment.body);
    set_edited(r, &posting, posting.comment.edited);
    return page(r, HTTP_OK, "forum/edit.cs");
}

/* What the text that was typed would change of the comment as it is. */
static void set_difference(struct request *r, const char *now)
{
    static const char *const names[] = {
        [DIFF_KEPT] = "", [DIFF_REMOVED] = "removed", [DIFF_ADDED] = "added"};
    size_t count;
    struct diff_run *runs = word_diff(r->arena, now, form_raw(r, "body"), &count);

    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "Runs");

        node_set(node, "change", names[runs[i].change]);
        node_set(node, "text", runs[i].text);
    }
}

/* Shows what was typed beside what the comment has become meanwhile; to send that again replaces
 * it. The comment is read again, as it may be gone by now or no longer the reader's to change. */
static enum http_status edit_conflict(struct request *r, struct posting *posting)
{
    const struct comment *now = &posting->comment;
    enum posting_outcome outcome = posting_own(r, posting);

    if (outcome != POSTING_DONE)
        return posting_refuse(r, outcome);
    set_typed(r, "");
    set_edited(r, posting, now->edited);
    view_set(r->view, "Now.body", now->body);
    set_difference(r, now->body);
    view_set(r->view, "Now.edited", clock_rfc3339(r->arena, now->edited));
    return page(r, posting_status(POSTING_CHANGED), "forum/edit.cs");
}

enum http_status edit_post(struct request *r)
{
    struct posting posting = {.preview = form_has(r, "preview")};
    enum posting_outcome outcome = posting_edit(r, &posting);

    if (outcome == POSTING_DONE)
        return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, posting.comment.id);
    if (outcome == POSTING_HELD)
        return held_redirect(r, &posting);
    if (outcome == POSTING_CHANGED)
        return edit_conflict(r, &posting);
    if (!shows_form(outcome))
        return posting_refuse(r, outcome);
    set_edited(r, &posting, posting.version);
    return show_again(r, &posting, outcome, "forum/edit.cs");
}

/* ---- rating ---- */

enum http_status rating_post(struct request *r)
{
    struct posting posting = {.form_key = NULL};
    enum posting_outcome outcome = posting_rating(r, &posting);

    return outcome == POSTING_DONE
               ? redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, posting.comment.id)
               : posting_refuse(r, outcome);
}

/* Where a login leads back to: a vote is a form's, and whoever had to log in first comes back by
 * an address. Nothing is rated by it. */
enum http_status rating_get(struct request *r)
{
    if (r->session == NULL)
        return redirect(r, HTTP_SEE_OTHER, "/account/login?next=/forum/comment/%" PRIu64,
                        path_id(r, "id"));
    return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, path_id(r, "id"));
}
