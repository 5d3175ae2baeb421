/* For tests of the dispatcher: a small area, its worker, an account, and requests to it. */
#ifndef LOREHALL_T_DISPATCHED_H
#define LOREHALL_T_DISPATCHED_H

#include <fcgiapp.h>

#include "../schema.h"
#include "../token_probe.h"
#include "auth/csrf.h"
#include "web/dispatch.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"
#include "web/worker.h"

static unsigned handled; /* how often a handler was called */

static inline enum http_status answer(struct request *r)
{
    handled++;
    request_depends(r, "thread:1");
    return response_text(r, HTTP_OK, "text/plain", "handled");
}

static enum http_status bare; /* what `plain` answers */

/* A handler that finds out in the midst of its work that there is no page. */
static inline enum http_status find_nothing(struct request *r)
{
    const struct piece piece = {.bytes = "half a page", .length = 11};

    response_header(r, "ETag", "\"x\"");
    view_piece(r, "Thread.block_html", &piece);
    if (bare == HTTP_BAD_REQUEST)
        form_error(r, "after", "This is not a page.");
    return bare;
}

static const struct route routes[] = {
    ROUTE(GET, "/plain", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, find_nothing),
    ROUTE(POST, "/plain", ACCOUNT_EDIT_OWN, WRITE, ROUTE_PLAIN, BODY_SMALL, find_nothing),
    ROUTE(GET, "/api/v1/plain", SITE_READ, PAGE, ROUTE_API, BODY_NONE, find_nothing),
    ROUTE_KEPT("/kept/", SITE_READ, PAGE, "page", answer),
    ROUTE_KEPT("/own/", ACCOUNT_EDIT_OWN, PAGE, "", answer),
    ROUTE(GET, "/bare", SITE_READ, PAGE, ROUTE_BARE, BODY_NONE, answer),
    ROUTE(GET, "/mine", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, answer),
    ROUTE(POST, "/mine", ACCOUNT_EDIT_OWN, WRITE, ROUTE_PLAIN, BODY_SMALL, answer),
    ROUTE(GET, "/enter", SESSION_OPEN, PAGE, ROUTE_PLAIN, BODY_NONE, answer),
    ROUTE(POST, "/enter", SESSION_OPEN, WRITE, ROUTE_PLAIN, BODY_SMALL, answer),
    ROUTE(GET, "/decide", QUEUE_WORK, PAGE, ROUTE_PLAIN, BODY_NONE, answer),
    ROUTE(POST, "/decide", QUEUE_WORK, WRITE, ROUTE_PLAIN, BODY_SMALL, answer),
    ROUTE(GET, "/danger", ACCOUNT_EDIT_OWN, PAGE, ROUTE_FRESH, BODY_NONE, answer),
    ROUTE(POST, "/danger", ACCOUNT_EDIT_OWN, WRITE, ROUTE_FRESH, BODY_SMALL, answer),
    ROUTE(POST, "/api/v1/danger", COMMENT_WRITE, WRITE, ROUTE_API | ROUTE_FRESH, BODY_SMALL,
          answer),
    ROUTE(GET, "/api/v1/decide", QUEUE_WORK, PAGE, ROUTE_API, BODY_NONE, answer),
    ROUTE(GET, "/api/v1/read", SITE_READ, PAGE, ROUTE_API, BODY_NONE, answer),
    ROUTE(POST, "/api/v1/mine", COMMENT_WRITE, WRITE, ROUTE_API, BODY_SMALL, answer),
    {0},
};

static const struct statement_set *const sets[] = {WORKER_STATEMENTS, NULL};
static const struct area area = {.name = "unit", .routes = routes, .statements = sets};
static struct worker worker;
static struct arena *permanent;
static uint64_t ada;
static const char *cookie, *token; /* of ada */
static const char *reader;         /* of ada, to read only */

static inline int begin(void **state)
{
    static const struct site site = {.name = "everquest",
                                     .title = "EverQuest Lore",
                                     .tagline = "",
                                     .accent = "ember",
                                     .game = "",
                                     .logo = "",
                                     .front = "forum"};
    struct arena *work;
    struct actor actor;
    struct store store;
    uint64_t id;

    unit_begin(state);
    permanent = arena_open(65536);
    worker = (struct worker){0};
    if (worker_open(&worker, schema_file, &area, permanent) != 0)
        return -1;
    log_open("unit", LOG_LEVEL_ERROR); /* a refusal is no news here */
    work = worker.arena;
    assert_int_equal(site_put(worker.database, &site, 1, &id), 0);
    generation_bump(worker.shared, "sites");
    assert_int_equal(account_create(worker.database, "ada", &ada), 0);
    actor = (struct actor){.secret = &worker.secret,
                           .account_id = ada,
                           .name = "ada",
                           .address = "127.0.0.1"};
    store =
        (struct store){.database = worker.database, .shared = worker.shared, .arena = permanent};
    cookie = session_of(&store, &actor, "", true);
    token = token_of(&store, &actor, ada, TOKEN_SCOPES_ALL);
    reader = token_of(&store, &actor, ada, TOKEN_SCOPE_BIT(TOKEN_SCOPE_READ));
    cache_wipe(worker.cache);
    arena_reset(work);
    handled = 0;
    return cookie != NULL && token != NULL && reader != NULL ? 0 : -1;
}

static inline int end(void **state)
{
    worker_close(&worker);
    arena_close(permanent);
    schema_sql("DELETE FROM account");
    schema_sql("DELETE FROM site");
    return unit_end(state);
}

#define DISPATCH(test) cmocka_unit_test_setup_teardown(test, begin, end)

/* ---- asking ---- */

/* What a request is made of; what is NULL is not sent. */
struct ask {
    const char *method; /* NULL: GET */
    const char *host;   /* NULL: the site's */
    const char *target;
    const char *cookie;
    const char *bearer;
    const char *origin;
    const char *csrf; /* the header */
    const char *type;
    const char *body;
    const char *length; /* what Content-Length says; NULL: the body's */
};

/* The site's host, with the port that visitors are told. */
static inline const char *ours(void)
{
    return arena_format(permanent, "everquest.localhost:%u", worker.configuration->port);
}

static inline void no_more(FCGX_Stream *stream)
{
    stream->isClosed = 1;
}

static inline struct request *ask(const struct ask *ask)
{
    struct request *r = arena_alloc(worker.arena, sizeof *r);
    const char *body = ask->body != NULL ? ask->body : "";
    unsigned char *bytes = (unsigned char *)arena_string(worker.arena, body);
    FCGX_Stream *in = arena_alloc(worker.arena, sizeof *in);
    FCGX_Request *fcgi = arena_alloc(worker.arena, sizeof *fcgi);
    char **variable = arena_alloc(worker.arena, 16 * sizeof *variable);

    *in = (FCGX_Stream){.rdNext = bytes,
                        .stop = bytes + strlen(body),
                        .isReader = 1,
                        .fillBuffProc = no_more};
    *fcgi = (FCGX_Request){.in = in, .envp = variable};
#define SEND(NAME, VALUE)                                                                          \
    ((VALUE) != NULL ? (void)(*variable++ = arena_format(worker.arena, NAME "=%s", (VALUE)))       \
                     : (void)0)
    SEND("REQUEST_METHOD", ask->method != NULL ? ask->method : "GET");
    SEND("REQUEST_URI", ask->target);
    SEND("HTTP_HOST", ask->host != NULL ? ask->host : ours());
    SEND("REMOTE_ADDR", "127.0.0.1");
    SEND("HTTP_COOKIE",
         ask->cookie == NULL ? NULL : arena_format(worker.arena, "lorehall=%s", ask->cookie));
    SEND("HTTP_AUTHORIZATION",
         ask->bearer == NULL ? NULL : arena_format(worker.arena, "Bearer %s", ask->bearer));
    SEND("HTTP_ORIGIN", ask->origin);
    SEND("HTTP_X_CSRF_TOKEN", ask->csrf);
    SEND("CONTENT_TYPE", ask->type);
    SEND("CONTENT_LENGTH",
         ask->length != NULL ? ask->length : arena_format(worker.arena, "%zu", strlen(body)));
#undef SEND
    *variable = NULL;
    *r = (struct request){.worker = &worker, .arena = worker.arena, .fcgi = fcgi};
    r->started = clock_ticks();
    r->response.type = "text/html; charset=utf-8";
    database_reset_counters(worker.database);
    dispatch(r);
    view_data_close(r->view);
    return r;
}

#define ASK(...) ask(&(struct ask){__VA_ARGS__})
#define FORM .method = "POST", .type = "application/x-www-form-urlencoded"

static inline const char *header(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->response.header_count; i++)
        if (strcmp(r->response.headers[i].name, name) == 0)
            return r->response.headers[i].value;
    return "";
}

/* The token that ada's forms carry. */
static inline const char *right(void)
{
    const struct store store = {worker.database, worker.shared, worker.cache, worker.arena};
    struct session session;
    const char *renewed;

    assert_int_equal(session_find(&store, &session_rules, cookie, &session, &renewed), 1);
    return csrf_token(&worker.secret, permanent, session_key(permanent, &session));
}

static inline void assert_refused(const struct request *r, enum http_status status)
{
    assert_int_equal(r->response.status, status);
    assert_int_equal(handled, 0);
}

/* The answer's text. */
static inline const char *text_of(const struct request *r)
{
    struct buffer text = buffer_open(permanent, 4096);

    for (size_t i = 0; i < r->response.piece_count; i++)
        buffer_put(&text, r->response.pieces[i].bytes, r->response.pieces[i].length);
    return text.data;
}

#endif
