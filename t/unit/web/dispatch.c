#include "web/dispatch.h"

#include "../schema.h"
#include "dispatched.h"

/* Each test asks for something that is wrong in two ways: what is answered tells which was looked at
 * first. */

/* Parameters, one more than there may be. */
static const char *too_many(void)
{
    char *text = arena_alloc(permanent, 4096), *at = text;

    for (int i = 0; i < 300; i++)
        at += snprintf(at, 12, "p%d=1&", i);
    return text;
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

static void
a_token_may_what_its_scopes_and_its_owner_hold_and_is_told_which_is_missing(void **state)
{
    const struct request *r = ASK(.target = "/api/v1/mine", .method = "POST", .bearer = reader,
                                  .type = "application/json", .body = "{}");

    (void)state;
    assert_refused(r, HTTP_FORBIDDEN);
    assert_string_equal(header(r, "WWW-Authenticate"), "Bearer error=\"insufficient_scope\"");
    assert_int_equal(ASK(.target = "/api/v1/read", .bearer = reader)->response.status, HTTP_OK);
    assert_int_equal(ASK(.target = "/api/v1/mine", .method = "POST", .bearer = token,
                         .type = "application/json", .body = "{}")
                         ->response.status,
                     HTTP_OK);
    /* What ada may not, no scope gives. */
    handled = 0;
    r = ASK(.target = "/api/v1/decide", .bearer = token);
    assert_refused(r, HTTP_FORBIDDEN);
    assert_string_equal(header(r, "WWW-Authenticate"), "");
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

static void a_slash_too_many_is_taken_away_and_the_query_kept(void **state)
{
    const struct request *r = ASK(.target = "/plain/?page=2");

    (void)state;
    assert_refused(r, HTTP_MOVED);
    assert_string_equal(header(r, "Location"), "/plain?page=2");
    assert_refused(ASK(.target = "/plain//"), HTTP_NOT_FOUND);
    assert_refused(ASK(.target = "/api/v1/plain/"), HTTP_NOT_FOUND);
    assert_refused(ASK(.target = "/plain/", FORM), HTTP_NOT_FOUND);
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

/* Has ada's password been given an hour ago. */
static void grow_stale(void)
{
    schema_sql("UPDATE session SET authenticated = authenticated - INTERVAL 1 HOUR");
    cache_wipe(worker.cache);
}

static void a_dangerous_page_is_shown_to_who_has_just_given_the_password(void **state)
{
    (void)state;
    assert_int_equal(ASK(.target = "/danger", .cookie = cookie)->response.status, HTTP_OK);
    grow_stale();
    assert_int_equal(handled, 1);
}

static void who_gave_it_long_ago_is_asked_for_it_and_led_back(void **state)
{
    const struct request *r;

    (void)state;
    grow_stale();
    r = ASK(.target = "/danger?a=1", .cookie = cookie);
    assert_refused(r, HTTP_SEE_OTHER);
    assert_string_equal(header(r, "Location"), "/account/confirm?next=%2Fdanger%3Fa%3D1");
    assert_refused(ASK(.target = "/danger", FORM, .cookie = cookie, .csrf = right(), .body = "a=1"),
                   HTTP_FORBIDDEN);
}

static void a_form_of_another_site_does_not_bring_up_the_question(void **state)
{
    const struct request *r;

    (void)state;
    grow_stale();
    bare = HTTP_FORBIDDEN;
    r = ASK(.target = "/danger", FORM, .cookie = cookie, .origin = "http://evil.example",
            .csrf = right(), .body = "a=1");
    assert_told(r, "text/html", "This request came from another site.");
}

static void an_api_token_gives_no_password(void **state)
{
    (void)state;
    bare = HTTP_FORBIDDEN;
    assert_told(ASK(.target = "/api/v1/danger", .method = "POST", .bearer = token,
                    .type = "application/json", .body = "{}"),
                "application/json", "API tokens cannot be used for this.");
    assert_int_equal(handled, 0);
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
        DISPATCH(a_token_may_what_its_scopes_and_its_owner_hold_and_is_told_which_is_missing),
        DISPATCH(an_address_that_is_no_text_is_bad_and_not_missing),
        DISPATCH(a_method_that_is_not_there_is_told_from_a_page_that_is_not),
        DISPATCH(a_missing_slash_is_added_and_the_query_kept),
        DISPATCH(a_slash_too_many_is_taken_away_and_the_query_kept),
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
        DISPATCH(a_dangerous_page_is_shown_to_who_has_just_given_the_password),
        DISPATCH(who_gave_it_long_ago_is_asked_for_it_and_led_back),
        DISPATCH(a_form_of_another_site_does_not_bring_up_the_question),
        DISPATCH(an_api_token_gives_no_password),
        DISPATCH(head_is_asked_as_get_is),
    };

    return SCHEMA_RUN(tests);
}
