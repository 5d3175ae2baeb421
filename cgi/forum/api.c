#include "api.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auth/csrf.h"
#include "base/language.h"
#include "base/log.h"
#include "pages.h"
#include "posting.h"
#include "talk/markup.h"
#include "talk/thread.h"
#include "talk/window.h"
#include "web/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"

#define LIMIT_MOST 200

static json_t *number(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static json_t *instant(struct request *r, int64_t value)
{
    return value != 0 ? json_string(clock_rfc3339(r->arena, value)) : json_null();
}

/* A path of this site as a whole address; NULL as JSON's null. */
static json_t *address(struct request *r, const char *path)
{
    return path != NULL ? json_string(arena_format(r->arena, "%s%s", r->origin, path))
                        : json_null();
}

static enum http_status unavailable(struct request *r)
{
    return refuse_unavailable(r);
}

enum http_status api_description(struct request *r)
{
    char *path = arena_format(r->arena, "%s/api/openapi.json", r->worker->configuration->views);
    FILE *stream = fopen(path, "r");
    struct buffer text = buffer_open(r->arena, 65536);
    char part[4096];
    size_t length;

    if (stream == NULL) {
        log_error("%s: %s", path, strerror(errno));
        return refuse_not_found(r);
    }
    while ((length = fread(part, 1, sizeof part, stream)) > 0)
        buffer_put(&text, part, length);
    fclose(stream);
    return response_text(r, HTTP_OK, "application/json", text.data);
}

enum http_status api_boards(struct request *r)
{
    size_t count;
    struct board *boards = board_list(r->worker->database, r->arena, r->site->id, &count);
    json_t *list = json_array();

    if (boards == NULL) {
        json_decref(list);
        return unavailable(r);
    }
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_pack("{s:s,s:s,s:o}", "name", boards[i].name, "title",
                                              boards[i].title, "url",
                                              address(r, arena_format(r->arena, "/forum/%s/",
                                                                      boards[i].name))));
    return json_answer(r, HTTP_OK,
                       json_pack("{s:o,s:o,s:n}", "total", number(count), "boards", list, "next"));
}

/* ---- lists of threads ---- */

static json_t *thread_line(struct request *r, const struct thread *t)
{
    return json_pack("{s:o,s:s,s:o,s:o}", "subject", json_string(thread_subject(r->arena, t)),
                     "title", t->title, "total", number(t->comments), "url",
                     address(r, thread_path(r->arena, t->id, t->title)));
}

/* What lists have in common: limit and after. False with errors noted. */
static bool read_page(struct request *r, unsigned *limit, struct cursor *after)
{
    const char *text = query_line(r, "after", 80);

    *after = (struct cursor){0};
    *limit = (unsigned)query_int(r, "limit", 1, LIMIT_MOST, COMMENTS_A_PAGE);
    if (text != NULL && *text != '\0' && !cursor_parse(text, after))
        form_error(r, "after", _("This is not the beginning of a page."));
    return form_ok(r);
}

enum http_status api_threads(struct request *r)
{
    struct cursor after;
    struct thread *threads;
    struct board board;
    unsigned limit;
    size_t count;
    json_t *list;
    const char *next = NULL;
    int found;

    if (read_page(r, &limit, &after) && after.segment > INT64_MAX / 4)
        form_error(r, "after", _("This is not the beginning of a page."));
    if (!form_ok(r))
        return json_field_error(r);
    found = board_find(r->worker->database, r->arena, r->site->id, path_text(r, "board"), &board);
    if (found <= 0)
        return found == 0 ? refuse_not_found(r) : unavailable(r);
    threads = thread_list(r->worker->database, r->arena, board.id, (int64_t)after.segment, after.id,
                          limit + 1, &count);
    if (threads == NULL)
        return unavailable(r);
    if (count > limit) {
        count = limit;
        next = arena_format(r->arena,
                            "/api/v1/boards/%s/threads?limit=%u&after=%" PRId64 ".%" PRIu64,
                            board.name, limit, threads[count - 1].activity, threads[count - 1].id);
    }
    list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, thread_line(r, &threads[i]));
    return json_answer(r, HTTP_OK,
                       json_pack("{s:o,s:o,s:o}", "total", number(board.threads), "threads", list,
                                 "next", address(r, next)));
}

/* ---- one thread ---- */

static json_t *comment_json(struct request *r, const struct thread *thread, const struct comment *c)
{
    bool shown = c->state == COMMENT_SHOWN;
    /* An entry's talk has no opening comment: its first level is depth 0. */
    uint64_t depth = thread->opening_id != 0 || c->level == 0 ? c->level : c->level - 1;
    json_t *author = json_pack("{s:o,s:s}", "id", number(c->author_id), "name", c->author);

    return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:I,s:s,s:s,s:s}", "id", number(c->id), "parent",
                     c->parent_id != 0 ? number(c->parent_id) : json_null(), "depth", number(depth),
                     "author", author, "created", instant(r, c->created), "edited",
                     instant(r, c->edited), "score", (json_int_t)c->score, "state",
                     shown ? "shown" : "removed", "body", shown ? c->body : "", "html",
                     shown ? c->html : "");
}

static json_t *window_json(struct request *r, const struct thread *thread,
                           const struct comment *opening, const struct window *window,
                           enum thread_sort sort)
{
    struct tree_node *nodes = arena_alloc(r->arena, (window->count + 1) * sizeof *nodes);
    json_t *list = json_array();

    if (opening != NULL)
        json_array_append_new(list, comment_json(r, thread, opening));
    if (sort == SORT_NEWEST) {
        for (size_t i = 0; i < window->count; i++)
            json_array_append_new(list, comment_json(r, thread, &window->comments[i]));
        return list;
    }
    tree_flatten(r->arena, window->comments, window->count, sort, nodes);
    for (size_t i = 0; i < window->count; i++)
        json_array_append_new(list, comment_json(r, thread, nodes[i].comment));
    return list;
}

static const char *next_page(struct request *r, const struct thread *thread,
                             const struct window *window, enum thread_sort sort, unsigned limit)
{
    if (!window->next.set)
        return NULL;
    return arena_format(r->arena, "/api/v1/threads/%s?sort=%s&limit=%u&after=%s",
                        thread_subject(r->arena, thread), thread_sort_names[sort], limit,
                        cursor_text(r->arena, &window->next, sort));
}

enum http_status api_thread(struct request *r)
{
    enum thread_sort sort = (enum thread_sort)query_choice(r, "sort", thread_sort_names);
    struct comment opening;
    struct subject subject;
    struct thread thread;
    struct window window = {.count = 0};
    struct subject_place place;
    struct cursor after;
    unsigned limit;
    bool first;
    int found;

    if (!read_page(r, &limit, &after))
        return json_field_error(r);
    if (!subject_parse(path_text(r, "subject"), &subject))
        return refuse_not_found(r);
    place = subject_place(r);
    found = discussion_find(&place, &subject, &thread, &opening);
    if (found <= 0)
        return found == 0 ? refuse_not_found(r) : unavailable(r);
    first = thread.opening_id != 0 && !after.set;
    if (thread.id != 0 && window_whole(r->worker->database, r->arena, thread.id, thread.opening_id,
                                       sort, &after, limit, &window) != 0)
        return unavailable(r);
    return json_answer(r, HTTP_OK,
                       json_pack("{s:s,s:s,s:o,s:o,s:o}", "subject",
                                 thread_subject(r->arena, &thread), "title", thread.title, "total",
                                 number(thread.comments), "comments",
                                 window_json(r, &thread, first ? &opening : NULL, &window, sort),
                                 "next", address(r, next_page(r, &thread, &window, sort, limit))));
}

/* ---- writing ---- */

static enum http_status answer_made(struct request *r, const struct comment_made *made)
{
    const char *path = arena_format(r->arena, "/forum/comment/%" PRIu64, made->id);

    response_header(r, "Location", path);
    return json_answer(r, HTTP_CREATED,
                       json_pack("{s:o,s:o,s:o}", "id", number(made->id), "url", address(r, path),
                                 "journal",
                                 made->journal != 0 ? number(made->journal) : json_null()));
}

enum http_status api_comment_post(struct request *r)
{
    struct subject subject;
    struct comment_draft draft = {.subject = &subject, .author_id = request_account(r)};
    struct comment_made made;
    struct subject_place place = subject_place(r);
    struct subject_page page;
    struct markup_links links;
    const char *name, *key;

    if (!json_body(r))
        return r->response.status;
    name = form_line(r, "subject", 1, 40);
    draft.parent_id = form_id(r, "parent");
    draft.body = form_text(r, "body", 1, COMMENT_MOST);
    key = form_line(r, "idempotency_key", 0, 100);
    if (!form_ok(r))
        return json_field_error(r);
    if (!subject_parse(name, &subject)) {
        form_error(r, "subject", _("This is not the name of a discussion."));
        return json_field_error(r);
    }
    if (subject_page(&place, &subject, &page) < 0)
        return unavailable(r);
    draft.title = page.title;
    draft.path = page.path;
    subject_links(&links, &place);
    draft.links = &links;
    if (*key != '\0')
        draft.once = arena_format(r->arena, "api|%s", key);
    switch (comment_add(&place, r->worker->shared, &draft, &made)) {
    case COMMENT_DONE: return answer_made(r, &made);
    case COMMENT_NO_THREAD:
        return json_error(r, HTTP_NOT_FOUND, "not_found", _("There is no such discussion here."),
                          "subject");
    case COMMENT_NO_PARENT:
        return json_error(r, HTTP_UNPROCESSABLE, "invalid",
                          _("The comment that this answers is not in this discussion."), "parent");
    default: return unavailable(r);
    }
}

enum http_status api_rating_post(struct request *r)
{
    const struct subject_place place = subject_place(r);
    struct comment comment;
    int64_t score;
    int value, found;

    if (!json_body(r))
        return r->response.status;
    value = (int)form_int(r, "value", -1, 1);
    if (!form_ok(r))
        return json_field_error(r);
    found = comment_find(&place, path_id(r, "id"), &comment);
    if (found < 0)
        return unavailable(r);
    if (found == 0 || comment.state != COMMENT_SHOWN)
        return refuse_not_found(r);
    switch (rating_put(r->worker->database, r->worker->shared, r->arena, &comment,
                       request_account(r), value, &score)) {
    case COMMENT_DONE:
        return json_answer(r, HTTP_OK,
                           json_pack("{s:o,s:I,s:i}", "id", number(comment.id), "score",
                                     (json_int_t)score, "value", value));
    case COMMENT_NOT_ALLOWED:
        return refuse(r, HTTP_FORBIDDEN, "own", _("You cannot rate your own comment."));
    default: return unavailable(r);
    }
}

enum http_status api_session(struct request *r)
{
    json_t *account = json_null();

    r->cacheable = false;
    if (r->session != NULL)
        account =
            json_pack("{s:o,s:s}", "id", number(r->session->account_id), "name", r->session->name);
    return json_answer(r, HTTP_OK,
                       json_pack("{s:o,s:s*}", "account", account, "csrf",
                                 r->by_token
                                     ? NULL
                                     : csrf_token(&r->worker->secret, r->arena, r->session_token)));
}

enum http_status api_preview(struct request *r)
{
    struct subject_place place = subject_place(r);
    struct markup_links links;
    const char *body;

    if (!json_body(r))
        return r->response.status;
    body = form_text(r, "body", 1, COMMENT_MOST);
    if (!form_ok(r))
        return json_field_error(r);
    subject_links(&links, &place);
    return json_answer(r, HTTP_OK, json_pack("{s:s}", "html", markup_html(r->arena, body, &links)));
}
