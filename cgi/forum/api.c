/* Discussions for programs: the same functions as the pages', whole threads instead of branches,
 * as a program has no need of them. Errors have a code that stays and a message in the caller's
 * language. */
#include "api.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "auth/csrf.h"
#include "auth/token/token_scope.h"
#include "base/file/file.h"
#include "base/language.h"
#include "base/log.h"
#include "pages.h"
#include "talk/posting.h"
#include "talk/thread.h"
#include "talk/window.h"
#include "web/form/form.h"
#include "web/json.h"
#include "web/response.h"
#include "web/site.h"

#define LIMIT_MAX 200

/* Writes an instant; null where there is none. */
static void put_instant(struct json_writer *json, const char *name, int64_t instant)
{
    json_member_text(json, name, instant != 0 ? clock_rfc3339(json->to->arena, instant) : NULL);
}

/* Writes a path of this site as a whole address; NULL as null. */
static void put_address(struct request *r, struct json_writer *json, const char *name,
                        const char *path)
{
    json_member_text(json, name,
                     path != NULL ? arena_format(r->arena, "%s%s", r->origin, path) : NULL);
}

/* Writes an id; 0 as null. */
static void put_id(struct json_writer *json, const char *name, uint64_t id)
{
    json_name(json, name);
    if (id != 0)
        json_put_u64(json, id);
    else
        json_put_null(json);
}

enum http_status api_description(struct request *r)
{
    char *path = arena_format(r->arena, "%s/api/openapi.json", r->worker->configuration->views);
    const char *why;
    FILE *stream = file_open(path, &why);
    struct buffer text = buffer_open(r->arena, 65536);
    char part[4096];
    size_t length;

    if (stream == NULL) {
        log_error("%s: %s", path, why);
        return HTTP_NOT_FOUND;
    }
    while ((length = fread(part, 1, sizeof part, stream)) > 0)
        buffer_put(&text, part, length);
    fclose(stream);
    return response_text(r, HTTP_OK, "application/json", text.data);
}

enum http_status api_boards(struct request *r)
{
    size_t count;
    const struct subject_place place = subject_place(r);
    struct board *boards = board_list(&place, &count);
    struct json_writer json = json_writer_open(r->arena, 1024);

    if (boards == NULL)
        return HTTP_UNAVAILABLE;
    json_begin_object(&json);
    json_member_u64(&json, "total", count);
    json_member_array(&json, "boards");
    for (size_t i = 0; i < count; i++) {
        json_begin_object(&json);
        json_member_text(&json, "name", boards[i].name);
        json_member_text(&json, "title", boards[i].title);
        put_address(r, &json, "url", arena_format(r->arena, "/forum/%s/", boards[i].name));
        json_end_object(&json);
    }
    json_end_array(&json);
    json_member_raw(&json, "next", "null");
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

/* ---- lists of threads ---- */

static void put_thread(struct request *r, struct json_writer *json, const struct thread *t)
{
    json_begin_object(json);
    json_member_text(json, "subject", thread_subject(r->arena, t));
    json_member_text(json, "title", t->title);
    json_member_u64(json, "total", t->comments);
    put_address(r, json, "url", thread_path(r->arena, t->id, t->title));
    json_member_flag(json, "pinned", t->pinned);
    json_member_flag(json, "locked", t->locked);
    json_end_object(json);
}

/* What lists have in common: limit and after. False with errors noted. */
static bool read_paging(struct request *r, unsigned *limit, struct cursor *after)
{
    const char *text = query_line(r, "after", 80);

    *after = (struct cursor){0};
    *limit = (unsigned)query_int(r, "limit", 1, LIMIT_MAX, COMMENTS_A_PAGE);
    if (text != NULL && *text != '\0' && !cursor_parse(text, after))
        form_error(r, "after", _("This is not the beginning of a page."));
    return form_ok(r);
}

/* One more is read than is shown: that is how it is known that there is a next page, without
 * counting. */
enum http_status api_threads(struct request *r)
{
    struct cursor after;
    struct thread *threads;
    struct board board;
    const struct subject_place place = subject_place(r);
    unsigned limit;
    size_t count, announced;
    struct json_writer json = json_writer_open(r->arena, 16384);
    const char *next = NULL;
    int found;

    if (read_paging(r, &limit, &after) && after.top_comment > INT64_MAX / 4)
        form_error(r, "after", _("This is not the beginning of a page."));
    if (!form_ok(r))
        return json_field_error(r);
    found = board_find(&place, path_text(r, "board"), &board);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    threads = thread_list(&place,
                          &(struct thread_range){.board_id = board.id,
                                                 .activity = (int64_t)after.top_comment,
                                                 .id = after.id,
                                                 .pinned = after.score == 1,
                                                 .limit = limit + 1},
                          &announced, &count);
    if (threads == NULL)
        return HTTP_UNAVAILABLE;
    if (count > limit) {
        count = limit;
        next = arena_format(r->arena, "/api/v1/boards/%s/threads?limit=%u&after=%s", board.name,
                            limit, board_cursor_text(r->arena, &threads[count - 1]));
    }
    json_begin_object(&json);
    json_member_u64(&json, "total", board.threads);
    json_member_array(&json, "threads");
    for (size_t i = 0; i < count; i++)
        put_thread(r, &json, &threads[i]);
    json_end_array(&json);
    put_address(r, &json, "next", next);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

/* ---- one thread ---- */

static void put_thread_comment(struct json_writer *json, const struct thread *thread,
                               const struct comment *c)
{
    bool shown = c->state == COMMENT_SHOWN;
    /* An entry's talk has no opening comment: its first level is depth 0. */
    uint64_t depth = thread->opening_id != 0 || c->level == 0 ? c->level : c->level - 1;

    json_begin_object(json);
    json_member_u64(json, "id", c->id);
    put_id(json, "parent", c->parent_id);
    json_member_u64(json, "depth", depth);
    json_member_object(json, "author");
    json_member_u64(json, "id", c->author_id);
    json_member_text(json, "name", c->author);
    json_end_object(json);
    put_instant(json, "created", c->created);
    put_instant(json, "edited", c->edited);
    json_member_i64(json, "score", c->score);
    json_member_text(json, "state", shown ? "shown" : "removed");
    json_member_flag(json, "folded", shown && c->folded);
    json_member_text(json, "body", shown ? c->body : "");
    json_member_text(json, "html", shown ? c->html : "");
    json_end_object(json);
}

static void put_window(struct json_writer *json, const struct thread *thread,
                       const struct comment *opening, const struct window *window,
                       enum thread_sort sort)
{
    struct arena *arena = json->to->arena;
    struct tree_node *nodes = arena_alloc(arena, (window->count + 1) * sizeof *nodes);

    json_member_array(json, "comments");
    if (opening != NULL)
        put_thread_comment(json, thread, opening);
    if (sort != SORT_NEWEST)
        tree_flatten(arena, window->comments, window->count, sort, nodes);
    for (size_t i = 0; i < window->count; i++)
        put_thread_comment(json, thread,
                           sort == SORT_NEWEST ? &window->comments[i] : nodes[i].comment);
    json_end_array(json);
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
    const struct subject_place place = subject_place(r);
    struct json_writer json;
    struct cursor after;
    unsigned limit;
    bool first;
    int found;

    if (!read_paging(r, &limit, &after))
        return json_field_error(r);
    if (!subject_parse(path_text(r, "subject"), &subject))
        return HTTP_NOT_FOUND;
    if (!subject_may(r, &subject, SUBJECT_READ))
        return HTTP_NOT_FOUND;
    found = discussion_find(&place, &subject, &thread, &opening);
    if (found <= 0)
        return found == 0 ? HTTP_NOT_FOUND : HTTP_UNAVAILABLE;
    if (thread.merged_id != 0)
        return redirect(r, HTTP_MOVED, "/api/v1/threads/thread:%" PRIu64, thread.merged_id);
    first = thread.opening_id != 0 && !after.set;
    if (thread.id != 0 && window_whole(r->worker->database, r->arena,
                                       &(struct window_query){.thread_id = thread.id,
                                                              .opening = thread.opening_id,
                                                              .sort = sort,
                                                              .after = after,
                                                              .limit = limit},
                                       &window) != 0)
        return HTTP_UNAVAILABLE;
    json = json_writer_open(r->arena, 65536);
    json_begin_object(&json);
    json_member_text(&json, "subject", thread_subject(r->arena, &thread));
    json_member_text(&json, "title", thread.title);
    json_member_u64(&json, "total", thread.comments);
    json_member_flag(&json, "locked", thread.locked);
    json_member_u64(&json, "slow", thread.slow);
    json_member_u64(&json, "version", thread.version);
    put_window(&json, &thread, first ? &opening : NULL, &window, sort);
    put_address(r, &json, "next", next_page(r, &thread, &window, sort, limit));
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

/* ---- writing ---- */

/* What was taken and waits for review: no comment yet. */
static enum http_status held_answer(struct request *r, const struct posting *posting)
{
    struct json_writer json = json_writer_open(r->arena, 256);
    const char *path = arena_format(r->arena, "/forum/held/%" PRIu64, posting->made.id);

    response_header(r, "Location", path);
    json_begin_object(&json);
    json_member_u64(&json, "id", posting->made.id);
    json_member_text(&json, "state", "held");
    put_address(r, &json, "url", path);
    json_end_object(&json);
    return json_answer(r, HTTP_ACCEPTED, &json);
}

enum http_status api_comment_post(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 256);
    struct posting posting = {.preview = false};
    const struct comment_made *made = &posting.made;
    enum posting_outcome outcome;
    const char *path;

    if (!json_body(r))
        return r->response.status;
    outcome = posting_reply(r, &posting);
    if (outcome == POSTING_HELD)
        return held_answer(r, &posting);
    if (outcome != POSTING_DONE)
        return posting_refuse(r, outcome);
    path = arena_format(r->arena, "/forum/comment/%" PRIu64, made->id);
    response_header(r, "Location", path);
    json_begin_object(&json);
    json_member_u64(&json, "id", made->id);
    put_address(r, &json, "url", path);
    put_id(&json, "journal", made->journal);
    json_end_object(&json);
    return json_answer(r, HTTP_CREATED, &json);
}

enum http_status api_rating_post(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 256);
    struct posting posting = {.preview = false};
    enum posting_outcome outcome;

    if (!json_body(r))
        return r->response.status;
    outcome = posting_rating(r, &posting);
    if (outcome != POSTING_DONE)
        return posting_refuse(r, outcome);
    json_begin_object(&json);
    json_member_u64(&json, "id", posting.comment.id);
    json_member_i64(&json, "score", posting.score);
    json_member_i64(&json, "value", posting.value);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

/* What the token is for that the caller came with, so that a program can tell beforehand. */
static void put_token_scopes(struct request *r, struct json_writer *json)
{
    json_name(json, "token");
    json_begin_object(json);
    json_name(json, "scopes");
    json_begin_array(json);
    for (unsigned i = 0; i < TOKEN_SCOPE_COUNT; i++)
        if ((token_scope_permissions(i) & ~request_scopes(r)) == 0)
            json_put_text(json, token_scope_name(i));
    json_end_array(json);
    json_member_text(json, "expires", clock_rfc3339(r->arena, r->session->expires));
    json_end_object(json);
}

/* The CSRF token is for scripts that run on our pages. Whoever comes with an API token has none
 * and needs none: nothing sends that token by itself, as browsers do cookies. */
enum http_status api_session(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 512);
    const char *csrf = r->by_token ? NULL : csrf_token(&r->worker->secret, r->arena, r->csrf_key);

    r->cacheable = false;
    json_begin_object(&json);
    json_name(&json, "account");
    if (r->session == NULL) {
        json_put_null(&json);
    } else {
        json_begin_object(&json);
        json_member_u64(&json, "id", r->session->account_id);
        json_member_text(&json, "name", r->session->name);
        json_end_object(&json);
    }
    if (csrf != NULL)
        json_member_text(&json, "csrf", csrf);
    if (r->by_token)
        put_token_scopes(r, &json);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}

enum http_status api_preview(struct request *r)
{
    struct json_writer json = json_writer_open(r->arena, 1024);
    struct posting posting = {.preview = true};
    enum posting_outcome outcome;

    if (!json_body(r))
        return r->response.status;
    outcome = posting_preview(r, &posting);
    if (outcome != POSTING_PREVIEW)
        return posting_refuse(r, outcome);
    json_begin_object(&json);
    json_member_text(&json, "html", posting.html);
    json_end_object(&json);
    return json_answer(r, HTTP_OK, &json);
}
