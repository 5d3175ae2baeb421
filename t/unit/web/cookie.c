#include "web/cookie.h"

#include "../unit.h"

static void finds(const char *header, const char *value)
{
    const char *found = cookie_find(arena, header, "lorehall");

    header = header != NULL ? header : "(none)";
    if (value == NULL && found != NULL)
        fail_msg("\"%s\" gives \"%s\"", header, found);
    if (value != NULL && (found == NULL || strcmp(found, value) != 0))
        fail_msg("\"%s\" does not give \"%s\"", header, value);
}

static void a_cookie_is_found_wherever_it_stands(void **state)
{
    (void)state;
    finds("lorehall=abc", "abc");
    finds("a=1; lorehall=abc", "abc");
    finds("lorehall=abc; a=1", "abc");
    finds("a=1;lorehall=abc;b=2", "abc");
    finds("  ;; a=1 ;\tlorehall=abc", "abc");
}

static void a_value_may_be_empty_or_hold_an_equals_sign(void **state)
{
    (void)state;
    finds("lorehall=", "");
    finds("lorehall=; a=1", "");
    finds("lorehall=a=b", "a=b");
    finds("lorehall=\"quoted\"", "\"quoted\"");
}

static void of_two_cookies_of_one_name_the_first_counts(void **state)
{
    (void)state;
    finds("lorehall=one; lorehall=two", "one");
}

static void a_name_must_be_the_whole_name(void **state)
{
    (void)state;
    finds("xlorehall=abc", NULL);
    finds("lorehallx=abc", NULL);
    finds("__Host-lorehall=abc", NULL);
    finds("Lorehall=abc", NULL);
    finds("lorehall", NULL);
    finds("lorehall; lorehall=abc", "abc");
    finds("lorehall =abc", NULL);
}

static void a_value_of_another_cookie_is_not_searched(void **state)
{
    (void)state;
    finds("a=lorehall=abc", NULL);
    finds("a=1 lorehall=abc", NULL);
    finds("a=\"x,lorehall=abc\"", NULL);
}

static void no_header_holds_no_cookie(void **state)
{
    (void)state;
    finds(NULL, NULL);
    finds("", NULL);
    finds(";", NULL);
    finds("; ; ;", NULL);
}

static struct configuration configuration;
static struct worker worker = {.configuration = &configuration};

static const char *set(bool secure, const char *token, bool kept)
{
    struct request r = {.worker = &worker, .arena = arena};

    configuration.secure = secure;
    if (token != NULL)
        session_cookie_set(&r, token, kept);
    else
        session_cookie_end(&r);
    assert_int_equal(r.response.header_count, 1);
    assert_string_equal(r.response.headers[0].name, "Set-Cookie");
    return r.response.headers[0].value;
}

static void a_session_is_handed_out_to_the_browser_alone(void **state)
{
    (void)state;
    assert_string_equal(set(false, "abc", true),
                        "lorehall=abc; Path=/; Max-Age=7776000; HttpOnly; SameSite=Lax");
}

static void one_that_is_not_kept_goes_with_the_browser(void **state)
{
    (void)state;
    assert_string_equal(set(false, "abc", false), "lorehall=abc; Path=/; HttpOnly; SameSite=Lax");
}

static void behind_tls_the_cookie_is_bound_to_host_and_tls(void **state)
{
    (void)state;
    assert_string_equal(set(true, "abc", true),
                        "__Host-lorehall=abc; Path=/; Max-Age=7776000; HttpOnly;"
                        " SameSite=Lax; Secure");
}

static void a_session_is_taken_back(void **state)
{
    (void)state;
    assert_string_equal(set(false, NULL, false),
                        "lorehall=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
}

static void a_token_cannot_add_a_header(void **state)
{
    struct request r = {.worker = &worker, .arena = arena};

    (void)state;
    session_cookie_set(&r, "abc\r\nX-Evil: 1", true);
    assert_int_equal(r.response.header_count, 0);
}

static void a_request_without_cookies_has_no_session(void **state)
{
    struct request r = {.worker = &worker, .arena = arena};

    (void)state;
    assert_null(session_cookie(&r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_cookie_is_found_wherever_it_stands),
        UNIT(a_value_may_be_empty_or_hold_an_equals_sign),
        UNIT(of_two_cookies_of_one_name_the_first_counts),
        UNIT(a_name_must_be_the_whole_name),
        UNIT(a_value_of_another_cookie_is_not_searched),
        UNIT(no_header_holds_no_cookie),
        UNIT(a_session_is_handed_out_to_the_browser_alone),
        UNIT(one_that_is_not_kept_goes_with_the_browser),
        UNIT(behind_tls_the_cookie_is_bound_to_host_and_tls),
        UNIT(a_session_is_taken_back),
        UNIT(a_token_cannot_add_a_header),
        UNIT(a_request_without_cookies_has_no_session),
    };

    return UNIT_RUN(tests);
}
