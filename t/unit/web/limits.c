#include "web/limits.h"

#include "../schema.h"
#include "dispatched.h"

static void allow(enum rate_class rate, unsigned count)
{
    for (enum budget_holder holder = BUDGET_ADDRESS; holder < BUDGET_HOLDERS; holder++)
        worker.limits.budget[rate][holder] = (struct budget){count, 3600};
    memset(shared_buckets(worker.shared), 0, sizeof(struct buckets));
    handled = 0;
}

static enum http_status write_one(const char *csrf)
{
    return ASK(.target = "/mine", FORM, .cookie = cookie, .csrf = csrf)->response.status;
}

static void beyond_a_budget_no_handler_is_asked_and_it_is_said_when_one_is(void **state)
{
    const struct request *r;

    (void)state;
    allow(RATE_WRITE, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(write_one(right()), HTTP_OK);
    r = ASK(.target = "/mine", FORM, .cookie = cookie, .csrf = right(), .body = "body=Much+ado");
    assert_int_equal(r->response.status, HTTP_TOO_MANY);
    assert_int_equal(handled, 3);
    assert_in_range(strtoul(header(r, "Retry-After"), NULL, 10), 1199, 1200);
    assert_non_null(strstr(text_of(r), "You have written a lot in a short time. Please wait 20 "
                                       "minutes."));
    assert_non_null(strstr(text_of(r), "Much ado"));
    r = ASK(.target = "/api/v1/mine", .method = "POST", .bearer = token, .body = "{}",
            .type = "application/json");
    assert_int_equal(r->response.status, HTTP_TOO_MANY);
    assert_non_null(strstr(text_of(r), "\"code\":\"too_many_requests\""));
    assert_in_range(strtoul(header(r, "Retry-After"), NULL, 10), 1199, 1200);
    assert_int_equal(ASK(.target = "/mine", .cookie = cookie)->response.status, HTTP_OK);
    assert_int_equal(counter_read(worker.shared, COUNTER_LIMITED + RATE_WRITE), 2);
}

static void what_is_refused_before_its_handler_costs_no_more_than_a_page(void **state)
{
    (void)state;
    allow(RATE_WRITE, 3);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(write_one("made up"), HTTP_FORBIDDEN);
        assert_int_equal(ASK(.target = "/mine", FORM, .cookie = cookie, .csrf = right(),
                             .origin = "http://evil.example")
                             ->response.status,
                         HTTP_FORBIDDEN);
        assert_int_equal(
            ASK(.target = "/decide", FORM, .cookie = cookie, .csrf = right())->response.status,
            HTTP_FORBIDDEN);
    }
    assert_int_equal(write_one(right()), HTTP_OK);
}

static void what_its_handler_refuses_is_given_back(void **state)
{
    (void)state;
    allow(RATE_WRITE, 3);
    bare = HTTP_UNPROCESSABLE;
    for (int i = 0; i < 10; i++)
        ASK(.target = "/plain", FORM, .cookie = cookie, .csrf = right());
    for (int i = 0; i < 3; i++)
        assert_int_equal(write_one(right()), HTTP_OK);
    assert_int_equal(write_one(right()), HTTP_TOO_MANY);
}

static void guests_spend_of_their_address_and_nobody_else_does(void **state)
{
    (void)state;
    allow(RATE_PAGE, 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(ASK(.target = "/kept/")->response.status, HTTP_OK);
    assert_int_equal(handled, 1); /* the others were kept pages */
    assert_int_equal(ASK(.target = "/kept/")->response.status, HTTP_TOO_MANY);
    assert_int_equal(ASK(.target = "/nothing")->response.status, HTTP_TOO_MANY);
    assert_int_equal(ASK(.target = "/enter", FORM)->response.status, HTTP_TOO_MANY);
    for (int i = 0; i < 5; i++)
        assert_int_equal(ASK(.target = "/mine", .cookie = cookie)->response.status, HTTP_OK);
    assert_int_equal(ASK(.target = "/mine", .cookie = cookie)->response.status, HTTP_TOO_MANY);
    assert_int_equal(ASK(.target = "/bare")->response.status, HTTP_OK);
}

static void a_token_that_is_none_is_counted_for_its_address(void **state)
{
    (void)state;
    allow(RATE_PAGE, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(ASK(.target = "/api/v1/read", .bearer = "made up")->response.status,
                         HTTP_UNAUTHORIZED);
    assert_int_equal(ASK(.target = "/api/v1/read", .bearer = "made up")->response.status,
                     HTTP_TOO_MANY);
    assert_int_equal(ASK(.target = "/api/v1/read", .bearer = token)->response.status, HTTP_OK);
    assert_int_equal(handled, 1);
}

static void no_more_is_asked_of_the_database_for_it(void **state)
{
    (void)state;
    allow(RATE_PAGE, 100);
    allow(RATE_WRITE, 100);
    ASK(.target = "/mine", .cookie = cookie);
    ASK(.target = "/mine", .cookie = cookie);
    assert_int_equal(database_queries(worker.database), 0);
    assert_int_equal(write_one(right()), HTTP_OK);
    assert_int_equal(database_queries(worker.database), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DISPATCH(beyond_a_budget_no_handler_is_asked_and_it_is_said_when_one_is),
        DISPATCH(what_is_refused_before_its_handler_costs_no_more_than_a_page),
        DISPATCH(what_its_handler_refuses_is_given_back),
        DISPATCH(a_token_that_is_none_is_counted_for_its_address),
        DISPATCH(guests_spend_of_their_address_and_nobody_else_does),
        DISPATCH(no_more_is_asked_of_the_database_for_it),
    };

    return SCHEMA_RUN(tests);
}
