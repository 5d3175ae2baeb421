#include "web/dispatch.h"

#include <fcgiapp.h>

#include "../schema.h"
#include "auth/csrf.h"
#include "web/form/form.h"
#include "web/response.h"
#include "web/site.h"
#include "web/view.h"
#include "web/worker.h"

/* Each test asks for something that is wrong in two ways: what is answered tells which was looked at
 * first. */

static unsigned handled; /* how often a handler was called */

static enum http_status answer(struct request *r)
{
    handled++;
    request_depends(r, "thread:1");
    return response_text(r, HTTP_OK, "text/plain", "handled");
}

static enum http_status bare; /* what `plain` answers */

/* A handler that finds out in the midst of its work that there is no page. */
static enum http_status find_nothing(struct request *r)
{
    const struct piece piece = {.bytes = "half a page", .length = 11};

    response_header(r, "ETag", "\"x\"");
    view_piece(r, "Thread.block_html", &piece);
    if (bare == HTTP_BAD_REQUEST)
        form_error(r, "after", "This is not a page.");
    return bare;
}

static const struct route routes[] = {
    ROUTE(GET, "/plain", READ, PAGE, ROUTE_PLAIN, BODY_NONE, find_nothing),
    ROUTE(POST, "/plain", OWN, WRITE, ROUTE_PLAIN, BODY_SMALL, find_nothing),
    ROUTE(GET, "/api/v1/plain", READ, PAGE, ROUTE_API, BODY_NONE, find_nothing),
    ROUTE_KEPT("/kept/", READ, PAGE, "page", answer),
    ROUTE_KEPT("/own/", OWN, PAGE, "", answer),
    ROUTE(GET, "/bare", READ, PAGE, ROUTE_BARE, BODY_NONE, answer),
    ROUTE(GET, "/mine", OWN, PAGE, ROUTE_PLAIN, BODY_NONE, answer),
    ROUTE(POST, "/mine", OWN, WRITE, ROUTE_PLAIN, BODY_SMALL, answer),
    ROUTE(GET, "/enter", ENTER, PAGE, ROUTE_PLAIN, BODY_NONE, answer),
    ROUTE(POST, "/enter", ENTER, WRITE, ROUTE_PLAIN, BODY_SMALL, answer),
    ROUTE(GET, "/decide", MODERATE, PAGE, ROUTE_PLAIN, BODY_NONE, answer),
    ROUTE(POST, "/decide", MODERATE, WRITE, ROUTE_PLAIN, BODY_SMALL, answer),
    ROUTE(GET, "/api/v1/read", READ, PAGE, ROUTE_API, BODY_NONE, answer),
    ROUTE(POST, "/api/v1/mine", OWN, WRITE, ROUTE_API, BODY_SMALL, answer),
    {0},
};

static const struct statement_set *const sets[] = {WORKER_STATEMENTS, NULL};
static const struct area area = {.name = "unit", .routes = routes, .statements = sets};
static struct worker worker;
static struct arena *permanent;
static uint64_t ada;
static const char *cookie, *token; /* of ada */

static int begin(void **state)
{
    static const struct site site = {.name = "everquest",
                                     .title = "EverQuest Lore",
                                     .tagline = "",
                                     .accent = "ember",
                                     .game = "",
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
    assert_int_equal(account_create(worker.database, "ada", NULL, &ada), 0);
    actor = (struct actor){.secret = &worker.secret,
                           .account_id = ada,
                           .name = "ada",
                           .address = "127.0.0.1"};
    store =
        (struct store){.database = worker.database, .shared = worker.shared, .arena = permanent};
    cookie = session_open(&store, &actor, "");
    token = api_token_open(&store, &actor, ada);
    cache_wipe(worker.cache);
    arena_reset(work);
    handled = 0;
    return cookie != NULL && token != NULL ? 0 : -1;
}

static int end(void **state)
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
static const char *ours(void)
{
    return arena_format(permanent, "everquest.localhost:%u", worker.configuration->port);
}

static void no_more(FCGX_Stream *stream)
{
    stream->isClosed = 1;
}

static struct request *ask(const struct ask *ask)
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

static const char *header(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->response.header_count; i++)
        if (strcmp(r->response.headers[i].name, name) == 0)
            return r->response.headers[i].value;
    return "";
}

/* The token that ada's forms carry. */
static const char *right(void)
{
    return csrf_token(&worker.secret, permanent, cookie);
}

/* Parameters, one more than there may be. */
static const char *too_many(void)
{
    char *text = arena_alloc(permanent, 4096), *at = text;

    for (int i = 0; i < 300; i++)
        at += snprintf(at, 12, "p%d=1&", i);
    return text;
}

static void assert_refused(const struct request *r, enum http_status status)
{
    assert_int_equal(r->response.status, status);
    assert_int_equal(handled, 0);
}

/* ---- the site ---- */

static void the_site_comes_before_everything(void **state)
{
    const struct request *r = ASK(.host = "evil.example", .target = "/%FF", .cookie = cookie);

    (void)state;
    assert_refused(r, HTTP_FOUND);
    assert_non_null(strstr(header(r, "Location"), "//everquest.localhost"));
    assert_null(r->session);
}

static void without_a_site_nothing_is_answered_but_that(void **state)
{
    (void)state;
    schema_sql("DELETE FROM site");
    generation_bump(worker.shared, "sites");
    assert_refused(ASK(.target = "/nothing"), HTTP_UNAVAILABLE);
}

/* ---- who asks is known before anything is refused ---- */

static void whatever_is_refused_the_reader_is_known(void **state)
{
    const char *many = arena_format(permanent, "/kept/?%s", too_many());
    const struct ask wrong[] = {
        {.target = "/%FF"},        {.target = "/nothing"}, {.target = "/kept", .method = "POST"},
        {.target = "/enter"},      {.target = many},       {.target = "/decide"},
        {.target = "/mine", FORM},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct ask one = wrong[i];
        const struct request *r;

        one.cookie = cookie;
        r = ask(&one);
        assert_true(r->response.status != HTTP_OK);
        assert_non_null(r->session);
        assert_string_equal(r->session->name, "ada");
    }
    assert_int_equal(handled, 0);
}

static void health_asks_nobody_who_they_are(void **state)
{
    const struct request *r;

    (void)state;
    ASK(.target = "/mine"); /* the sites are known from here on */
    r = ASK(.target = "/bare", .cookie = cookie);
    assert_int_equal(r->response.status, HTTP_OK);
    assert_null(r->session);
    assert_int_equal(database_queries(worker.database), 0);
}

static void a_token_that_is_wrong_is_refused_even_where_guests_may_read(void **state)
{
    (void)state;
    assert_refused(ASK(.target = "/api/v1/read", .bearer = "0123456789abcdef0123456789abcdef"),
                   HTTP_UNAUTHORIZED);
    assert_int_equal(ASK(.target = "/api/v1/read")->response.status, HTTP_OK);
}

static void a_token_counts_before_the_cookie_and_in_the_api_alone(void **state)
{
    const struct request *r = ASK(.target = "/api/v1/read", .bearer = token,
                                  .cookie = "0123456789abcdef0123456789abcdef");

    (void)state;
    assert_true(r->session != NULL && r->by_token);
    assert_null(ASK(.target = "/kept/", .bearer = token)->session);
}

/* ---- the address, then the route, then the query ---- */

static void an_address_that_is_no_text_is_bad_and_not_missing(void **state)
{
    (void)state;
    assert_refused(ASK(.target = "/nothing/%FF"), HTTP_BAD_REQUEST);
    assert_refused(ASK(.target = "/nothing"), HTTP_NOT_FOUND);
}

static void a_method_that_is_not_there_is_told_from_a_page_that_is_not(void **state)
{
    const struct request *r = ASK(.target = "/kept/", FORM);

    (void)state;
    assert_refused(r, HTTP_METHOD_NOT_ALLOWED);
    assert_string_equal(header(r, "Allow"), "GET, HEAD");
    assert_string_equal(header(ASK(.target = "/mine", .method = "DELETE"), "Allow"),
                        "GET, HEAD, POST");
    assert_string_equal(header(ASK(.target = "/api/v1/mine"), "Allow"), "POST");
    assert_refused(ASK(.target = "/nothing", FORM), HTTP_NOT_FOUND);
}

static void a_missing_slash_is_added_and_the_query_kept(void **state)
{
    const struct request *r = ASK(.target = "/kept?page=2");

    (void)state;
    assert_refused(r, HTTP_MOVED);
    assert_string_equal(header(r, "Location"), "/kept/?page=2");
    assert_refused(ASK(.target = "/kept", FORM), HTTP_NOT_FOUND);
}

static void a_query_is_parsed_before_rights_are_looked_at(void **state)
{
    (void)state;
    assert_refused(ASK(.target = arena_format(permanent, "/decide?%s", too_many())),
                   HTTP_BAD_REQUEST);
    assert_refused(ASK(.target = arena_format(permanent, "/nothing?%s", too_many())),
                   HTTP_NOT_FOUND);
}

/* ---- what is kept ---- */

static void a_guest_s_page_is_kept_for_guests_and_no_handler_asked_again(void **state)
{
    const struct request *r;

    (void)state;
    assert_int_equal(ASK(.target = "/kept/")->response.status, HTTP_OK);
    r = ASK(.target = "/kept/?other=1"); /* which it does not depend on */
    assert_int_equal(handled, 1);
    assert_int_equal(r->response.piece_count, 1);
    assert_int_equal(database_queries(worker.database), 0);
    ASK(.target = "/kept/?page=2");
    assert_int_equal(handled, 2);
    ASK(.target = "/kept/", .cookie = cookie);
    assert_int_equal(handled, 3);
    generation_bump(worker.shared, "thread:1");
    ASK(.target = "/kept/");
    assert_int_equal(handled, 4);
}

static void nothing_is_kept_for_who_may_not_see_it(void **state)
{
    (void)state;
    assert_int_equal(ASK(.target = "/own/", .cookie = cookie)->response.status, HTTP_OK);
    handled = 0;
    assert_refused(ASK(.target = "/own/"), HTTP_SEE_OTHER);
}

/* ---- the body before the rights, the rights before the origin ---- */

static void a_body_that_is_too_large_is_refused_whoever_sends_it(void **state)
{
    (void)state;
    assert_refused(ASK(.target = "/mine", FORM, .length = "8193"), HTTP_TOO_LARGE);
    assert_refused(ASK(.target = "/decide", FORM, .length = "8193", .cookie = cookie),
                   HTTP_TOO_LARGE);
    assert_refused(ASK(.target = "/nothing", FORM, .length = "8193"), HTTP_NOT_FOUND);
}

static void a_body_that_is_cut_off_or_no_form_is_refused_before_rights(void **state)
{
    (void)state;
    assert_refused(ASK(.target = "/mine", FORM, .body = "a=1", .length = "4"), HTTP_BAD_REQUEST);
    assert_refused(ASK(.target = "/mine", FORM, .length = "many"), HTTP_BAD_REQUEST);
    assert_refused(ASK(.target = "/mine", .method = "POST", .type = "text/plain", .body = "a"),
                   HTTP_UNSUPPORTED_TYPE);
    assert_refused(ASK(.target = "/api/v1/mine", FORM, .body = "a=1"), HTTP_UNSUPPORTED_TYPE);
}

static void a_guest_is_told_to_log_in_and_not_that_the_form_is_old(void **state)
{
    (void)state;
    assert_refused(ASK(.target = "/mine", FORM), HTTP_UNAUTHORIZED);
    assert_refused(ASK(.target = "/mine", FORM, .origin = "http://evil.example"),
                   HTTP_UNAUTHORIZED);
}

static void a_guest_who_wants_a_page_is_sent_to_log_in_and_back(void **state)
{
    const struct request *r = ASK(.target = "/mine?a=b");

    (void)state;
    assert_refused(r, HTTP_SEE_OTHER);
    assert_string_equal(header(r, "Location"), "/account/login?next=%2Fmine%3Fa%3Db");
}

static void who_may_not_is_told_so_and_not_that_the_form_is_old(void **state)
{
    const struct request *r = ASK(.target = "/decide", FORM, .cookie = cookie);

    (void)state;
    assert_refused(r, HTTP_FORBIDDEN);
    assert_refused(ASK(.target = "/enter", FORM, .cookie = cookie), HTTP_SEE_OTHER);
}

/* ---- the origin before the handler ---- */

static void a_form_without_its_token_reaches_no_handler(void **state)
{
    (void)state;
    assert_refused(ASK(.target = "/mine", FORM, .cookie = cookie), HTTP_FORBIDDEN);
    assert_refused(ASK(.target = "/enter", FORM), HTTP_FORBIDDEN);
    assert_refused(ASK(.target = "/mine", FORM, .cookie = cookie,
                       .body = "csrf=0123456789abcdef0123456789abcdef"),
                   HTTP_FORBIDDEN);
}

static void nor_does_one_of_another_site_that_has_the_token(void **state)
{
    (void)state;
    assert_refused(ASK(.target = "/mine", FORM, .cookie = cookie, .csrf = right(),
                       .origin = "http://evil.example"),
                   HTTP_FORBIDDEN);
    assert_refused(ASK(.target = "/mine", FORM, .cookie = cookie, .csrf = right(),
                       .origin = "http://everquest.localhost"), /* of another port */
                   HTTP_FORBIDDEN);
}

static void who_has_the_token_in_the_form_or_the_head_is_handled_once(void **state)
{
    (void)state;
    assert_int_equal(ASK(.target = "/mine", FORM, .cookie = cookie,
                         .body = arena_format(permanent, "csrf=%s", right()))
                         ->response.status,
                     HTTP_OK);
    assert_int_equal(handled, 1);
    assert_int_equal(ASK(.target = "/mine", FORM, .cookie = cookie, .csrf = right(),
                         .origin = arena_format(permanent, "http://%s", ours()))
                         ->response.status,
                     HTTP_OK);
    assert_int_equal(handled, 2);
}

static void an_api_token_needs_no_other(void **state)
{
    (void)state;
    assert_int_equal(ASK(.target = "/api/v1/mine", .method = "POST", .type = "application/json",
                         .body = "{}", .bearer = token, .origin = "http://evil.example")
                         ->response.status,
                     HTTP_OK);
    assert_refused((handled = 0, ASK(.target = "/api/v1/mine", .method = "POST",
                                     .type = "application/json", .body = "{}", .cookie = cookie)),
                   HTTP_FORBIDDEN);
}

/* ---- after the handler ---- */

/* The answer's text. */
static const char *text_of(const struct request *r)
{
    struct buffer text = buffer_open(permanent, 4096);

    for (size_t i = 0; i < r->response.piece_count; i++)
        buffer_put(&text, r->response.pieces[i].bytes, r->response.pieces[i].length);
    return text.data;
}

static void assert_told(const struct request *r, const char *type, const char *words)
{
    assert_int_equal(r->response.status, bare);
    assert_non_null(strstr(r->response.type, type));
    assert_non_null(strstr(text_of(r), words));
    assert_null(strstr(text_of(r), "half a page"));
    assert_string_equal(header(r, "ETag"), "");
}

static void a_status_alone_is_answered_with_the_words_of_its_refusals(void **state)
{
    static const struct {
        enum http_status status;
        const char *code, *words;
    } refusals[] = {
        {HTTP_BAD_REQUEST, "invalid", "This is not a page."},
        {HTTP_UNAUTHORIZED, "login", "You are not logged in."},
        {HTTP_FORBIDDEN, "forbidden", "You are not allowed to do this."},
        {HTTP_NOT_FOUND, "not_found", "There is nothing at this address."},
        {HTTP_METHOD_NOT_ALLOWED, "method", "This address cannot be used that way."},
        {HTTP_CONFLICT, "conflict", "This was changed meanwhile."},
        {HTTP_TOO_LARGE, "too_large", "This is too large."},
        {HTTP_UNSUPPORTED_TYPE, "type", "This kind of content is not understood here."},
        {HTTP_UNPROCESSABLE, "invalid", "The form arrived incomplete."},
        {HTTP_TOO_MANY, "too_many", "Too many tries."},
        {HTTP_ERROR, "internal", "This page could not be made."},
        {HTTP_UNAVAILABLE, "unavailable", "The database does not answer."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(refusals); i++) {
        const char *code = arena_format(permanent, "\"code\":\"%s\"", refusals[i].code);

        bare = refusals[i].status;
        assert_told(ASK(.target = "/plain"), "text/html", refusals[i].words);
        assert_told(ASK(.target = "/api/v1/plain"), "application/json", refusals[i].words);
        assert_non_null(strstr(text_of(ASK(.target = "/api/v1/plain")), code));
    }
}

static void it_is_the_answer_that_the_dispatcher_itself_gives(void **state)
{
    (void)state;
    bare = HTTP_NOT_FOUND;
    assert_string_equal(text_of(ASK(.target = "/api/v1/plain")),
                        text_of(ASK(.target = "/api/v1/nothing")));
    bare = HTTP_FORBIDDEN;
    assert_non_null(strstr(text_of(ASK(.target = "/decide", .cookie = cookie)),
                           "You are not allowed to do this."));
}

static void what_was_typed_is_not_lost_over_a_status_alone(void **state)
{
    (void)state;
    bare = HTTP_CONFLICT;
    assert_told(ASK(.target = "/plain", FORM, .cookie = cookie, .csrf = right(),
                    .body = "body=Much+ado"),
                "text/html", "Much ado");
}

static void head_is_asked_as_get_is(void **state)
{
    const struct request *r = ASK(.target = "/mine", .method = "HEAD", .cookie = cookie);

    (void)state;
    assert_int_equal(r->response.status, HTTP_OK);
    assert_true(r->head);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DISPATCH(the_site_comes_before_everything),
        DISPATCH(without_a_site_nothing_is_answered_but_that),
        DISPATCH(whatever_is_refused_the_reader_is_known),
        DISPATCH(health_asks_nobody_who_they_are),
        DISPATCH(a_token_that_is_wrong_is_refused_even_where_guests_may_read),
        DISPATCH(a_token_counts_before_the_cookie_and_in_the_api_alone),
        DISPATCH(an_address_that_is_no_text_is_bad_and_not_missing),
        DISPATCH(a_method_that_is_not_there_is_told_from_a_page_that_is_not),
        DISPATCH(a_missing_slash_is_added_and_the_query_kept),
        DISPATCH(a_query_is_parsed_before_rights_are_looked_at),
        DISPATCH(a_guest_s_page_is_kept_for_guests_and_no_handler_asked_again),
        DISPATCH(nothing_is_kept_for_who_may_not_see_it),
        DISPATCH(a_body_that_is_too_large_is_refused_whoever_sends_it),
        DISPATCH(a_body_that_is_cut_off_or_no_form_is_refused_before_rights),
        DISPATCH(a_guest_is_told_to_log_in_and_not_that_the_form_is_old),
        DISPATCH(a_guest_who_wants_a_page_is_sent_to_log_in_and_back),
        DISPATCH(who_may_not_is_told_so_and_not_that_the_form_is_old),
        DISPATCH(a_form_without_its_token_reaches_no_handler),
        DISPATCH(nor_does_one_of_another_site_that_has_the_token),
        DISPATCH(who_has_the_token_in_the_form_or_the_head_is_handled_once),
        DISPATCH(an_api_token_needs_no_other),
        DISPATCH(a_status_alone_is_answered_with_the_words_of_its_refusals),
        DISPATCH(it_is_the_answer_that_the_dispatcher_itself_gives),
        DISPATCH(what_was_typed_is_not_lost_over_a_status_alone),
        DISPATCH(head_is_asked_as_get_is),
    };

    return SCHEMA_RUN(tests);
}
