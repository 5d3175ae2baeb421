/* Forms to write, edit and rate. A refused form comes back with all that was typed; one that is
 * sent twice (a double click, a reload) makes one comment, by the key that it carries.
 *
 * An edit carries the version that it was made of. Where the comment is another by now, both
 * texts are shown with what differs, and the form carries the new version: to send it again is a
 * decision then. */
#include "posting.h"

#include <inttypes.h>
#include <string.h>

#include "auth/secret.h"
#include "base/language.h"
#include "base/text/difference.h"
#include "base/text/text.h"
#include "pages.h"
#include "talk/block.h"
#include "talk/markup.h"
#include "talk/subject.h"
#include "talk/thread.h"
#include "web/cookie.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"

#define KEY_MAX 64

/* The text is part of the key: the same form with another text is another comment, as after
 * "back" in a browser. */
const char *once_key(struct request *r, const char *key, uint64_t parent, const char *text)
{
    if (key == NULL || *key == '\0')
        return NULL;
    return arena_format(r->arena, "%s|%" PRIu64 "|%s", key, parent, text);
}

/* A key for a fresh form, or the one that the form shown again came with. */
static void set_key(struct request *r)
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
    set_key(r);
}

static bool wants_preview(struct request *r, const char *body)
{
    struct subject_place place = subject_place(r);
    struct markup_links links;

    if (!form_has(r, "preview"))
        return false;
    subject_links(&links, &place);
    view_set(r->view, "Preview.body_html", markup_html(r->arena, body, &links));
    return true;
}

/* ---- replies ---- */

/* Sets what a reply answers. HTTP_OK, or the answer that was made. */
static enum http_status set_parent(struct request *r, const struct subject *subject,
                                   uint64_t parent_id)
{
    const struct subject_place place = subject_place(r);
    struct thread thread;
    struct comment opening, parent;
    int found = discussion_find(&place, subject, &thread, &opening);

    if (found <= 0)
        return found == 0 ? refuse_not_found(r) : refuse_unavailable(r);
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
        return refuse_unavailable(r);
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
        return refuse_not_found(r);
    status = set_parent(r, &subject, parent);
    if (status != HTTP_OK)
        return status;
    set_typed(r, "");
    return page(r, HTTP_OK, "forum/reply.cs");
}

static enum http_status reply_again(struct request *r, const struct subject *subject,
                                    uint64_t parent, bool wrong)
{
    enum http_status status = set_parent(r, subject, parent);

    if (status != HTTP_OK)
        return status;
    set_typed(r, "");
    return wrong ? page_again(r, "forum/reply.cs") : page(r, HTTP_OK, "forum/reply.cs");
}

enum http_status reply_post(struct request *r)
{
    const char *text = form_line(r, "subject", 1, 40);
    uint64_t parent = form_id(r, "parent");
    const char *key = form_line(r, "key", 0, KEY_MAX);
    const char *body = form_text(r, "body", 1, COMMENT_MAX);
    struct subject subject;
    struct comment_draft draft = {.subject = &subject,
                                  .parent_id = parent,
                                  .body = body,
                                  .passing = true};
    struct subject_place place = subject_place(r);
    struct subject_page page;
    struct markup_links links;
    struct comment_made made;
    int found;

    if (!subject_parse(text, &subject))
        return refuse(r, HTTP_UNPROCESSABLE, "subject",
                      _("What this reply belongs to is missing."));
    if (!form_ok(r))
        return reply_again(r, &subject, parent, true);
    if (wants_preview(r, body))
        return reply_again(r, &subject, parent, false);
    found = subject_page(&place, &subject, &page);
    if (found <= 0)
        return found == 0 ? refuse_not_found(r) : refuse_unavailable(r);
    draft.title = page.title;
    draft.path = page.path;
    subject_links(&links, &place);
    draft.links = &links;
    draft.author_id = request_account(r);
    draft.once = once_key(r, key, parent, arena_format(r->arena, "%s\n%s", text, body));
    switch (comment_add(&place, r->worker->shared, &draft, &made)) {
    case COMMENT_DONE:
        form_cookie_set(r, key);
        return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, made.id);
    case COMMENT_NO_THREAD: return refuse_not_found(r);
    case COMMENT_NO_PARENT:
        form_error(r, "parent", _("The comment that this answers is not in this discussion."));
        return reply_again(r, &subject, 0, true);
    default: return refuse_unavailable(r);
    }
}

/* ---- new threads ---- */

static int set_board(struct request *r, struct board *board)
{
    int found =
        board_find(r->worker->database, r->arena, r->site->id, path_text(r, "board"), board);

    if (found > 0) {
        view_set(r->view, "Board.name", board->name);
        view_set(r->view, "Board.title", board->title);
    }
    return found;
}

enum http_status thread_form(struct request *r)
{
    struct board board;
    int found = set_board(r, &board);

    if (found <= 0)
        return found == 0 ? refuse_not_found(r) : refuse_unavailable(r);
    set_typed(r, "");
    return page(r, HTTP_OK, "forum/new.cs");
}

enum http_status thread_post(struct request *r)
{
    const char *title = form_line(r, "title", 3, TITLE_MAX);
    const char *key = form_line(r, "key", 0, KEY_MAX);
    const char *body = form_text(r, "body", 1, COMMENT_MAX);
    struct comment_draft draft = {.title = title, .body = body, .author_id = request_account(r)};
    struct subject_place place = subject_place(r);
    struct comment_made made;
    struct markup_links links;
    struct board board;
    int found = set_board(r, &board);

    if (found <= 0)
        return found == 0 ? refuse_not_found(r) : refuse_unavailable(r);
    if (!form_ok(r) || wants_preview(r, body)) {
        set_typed(r, "");
        return form_ok(r) ? page(r, HTTP_OK, "forum/new.cs") : page_again(r, "forum/new.cs");
    }
    subject_links(&links, &place);
    draft.links = &links;
    draft.once = once_key(r, key, 0, arena_format(r->arena, "%s/%s\n%s", board.name, title, body));
    draft.board_id = board.id;
    if (thread_start(&place, r->worker->shared, &draft, &made) != COMMENT_DONE)
        return refuse_unavailable(r);
    form_cookie_set(r, key);
    return redirect(r, HTTP_SEE_OTHER, "/forum/thread/%" PRIu64, made.thread_id);
}

/* ---- editing ---- */

/* The caller's own comment named by the path. HTTP_OK, or the answer that was made. */
static enum http_status find_own(struct request *r, struct comment *comment)
{
    const struct subject_place place = subject_place(r);
    int found = comment_find(&place, path_id(r, "id"), comment);

    if (found < 0)
        return refuse_unavailable(r);
    if (found == 0 || comment->state != COMMENT_SHOWN)
        return refuse_not_found(r);
    if (comment->author_id != request_account(r))
        return refuse(r, HTTP_FORBIDDEN, "forbidden", _("Only who wrote a comment can change it."));
    view_set_number(r->view, "Comment.id", (int64_t)comment->id);
    return HTTP_OK;
}

/* The form carries the version that its text was made from, so that it can replace no other. */
static void set_version(struct request *r, int64_t version)
{
    view_set_number(r->view, "Form.version", version);
}

enum http_status edit_form(struct request *r)
{
    struct comment comment;
    enum http_status status = find_own(r, &comment);

    if (status != HTTP_OK)
        return status;
    set_typed(r, comment.body);
    set_version(r, comment.edited);
    return page(r, HTTP_OK, "forum/edit.cs");
}

/* What the text that was typed would change of the comment as it is. */
static void set_difference(struct request *r, const char *now)
{
    static const char *const names[] = {
        [TEXT_KEPT] = "", [TEXT_REMOVED] = "removed", [TEXT_ADDED] = "added"};
    size_t count;
    struct text_run *runs = text_difference(r->arena, now, form_raw(r, "body"), &count);

    for (size_t i = 0; i < count; i++) {
        struct view_node *node = view_item(r->view, "Runs");

        node_set(node, "change", names[runs[i].change]);
        node_set(node, "text", runs[i].text);
    }
}

/* Shows what was typed beside what the comment has become meanwhile; to send that again replaces it. */
static enum http_status edit_conflict(struct request *r)
{
    struct comment comment;
    enum http_status status = find_own(r, &comment);

    if (status != HTTP_OK)
        return status;
    set_typed(r, "");
    set_version(r, comment.edited);
    view_set(r->view, "Now.body", comment.body);
    set_difference(r, comment.body);
    view_set(r->view, "Now.edited", clock_rfc3339(r->arena, comment.edited));
    return page(r, HTTP_CONFLICT, "forum/edit.cs");
}

enum http_status edit_post(struct request *r)
{
    const char *body = form_text(r, "body", 1, COMMENT_MAX);
    int64_t version = form_has(r, "version") ? form_int(r, "version", 0, INT64_MAX) : 0;
    struct subject_place place = subject_place(r);
    struct markup_links links;
    struct comment comment;
    enum http_status status = find_own(r, &comment);

    if (status != HTTP_OK)
        return status;
    if (!form_ok(r) || wants_preview(r, body)) {
        set_typed(r, "");
        set_version(r, version);
        return form_ok(r) ? page(r, HTTP_OK, "forum/edit.cs") : page_again(r, "forum/edit.cs");
    }
    if (strcmp(body, comment.body) == 0)
        return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, comment.id);
    comment.edited = version;
    subject_links(&links, &place);
    switch (
        comment_edit(r->worker->database, r->worker->shared, r->arena, &comment, body, &links)) {
    case COMMENT_DONE: return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, comment.id);
    case COMMENT_CHANGED: return edit_conflict(r);
    default: return refuse_unavailable(r);
    }
}

/* ---- rating ---- */

enum http_status rating_post(struct request *r)
{
    int value = (int)form_int(r, "value", -1, 1);
    const struct subject_place place = subject_place(r);
    struct comment comment;
    int64_t score;
    int found;

    if (!form_ok(r))
        return refuse(r, HTTP_UNPROCESSABLE, "value", r->errors[0].message);
    found = comment_find(&place, path_id(r, "id"), &comment);
    if (found < 0)
        return refuse_unavailable(r);
    if (found == 0 || comment.state != COMMENT_SHOWN)
        return refuse_not_found(r);
    switch (rating_put(r->worker->database, r->worker->shared, r->arena, &comment,
                       request_account(r), value, &score)) {
    case COMMENT_DONE: return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, comment.id);
    case COMMENT_NOT_ALLOWED:
        return refuse(r, HTTP_FORBIDDEN, "own", _("You cannot rate your own comment."));
    default: return refuse_unavailable(r);
    }
}

enum http_status rating_get(struct request *r)
{
    if (r->session == NULL)
        return redirect(r, HTTP_SEE_OTHER, "/account/login?next=/forum/comment/%" PRIu64,
                        path_id(r, "id"));
    return redirect(r, HTTP_SEE_OTHER, "/forum/comment/%" PRIu64, path_id(r, "id"));
}
