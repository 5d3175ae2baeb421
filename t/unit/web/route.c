#include "web/route.h"

#include "../role_sets.h"
#include "../unit.h"

static enum http_status one(struct request *r)
{
    (void)r;
    return HTTP_OK;
}

static enum http_status two(struct request *r)
{
    (void)r;
    return HTTP_CREATED;
}

static const struct route routes[] = {
    ROUTE(GET, "/", SITE_READ, PAGE, ROUTE_KEEP, BODY_NONE, one),
    ROUTE(GET, "/forum/", SITE_READ, PAGE, ROUTE_KEEP, BODY_NONE, one),
    ROUTE(GET, "/forum/thread/:id/:slug", SITE_READ, PAGE, ROUTE_KEEP, BODY_NONE, one),
    ROUTE(GET, "/forum/thread/:id", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, one),
    ROUTE(GET, "/forum/:board/", SITE_READ, PAGE, ROUTE_KEEP, BODY_NONE, one),
    ROUTE(POST, "/forum/:board/", THREAD_START, WRITE, ROUTE_PLAIN, BODY_COMMENT, two),
    ROUTE(POST, "/forum/comment/:id/rating", COMMENT_RATE, VOTE, ROUTE_PLAIN, BODY_SMALL, two),
    ROUTE(GET, "/files/*", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, one),
    ROUTE(GET, "/late/:first", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, one),
    ROUTE(GET, "/late/static", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, two),
    {0},
};

static struct parameters captured;
static bool other_method;

static const struct route *find(enum method method, const char *path)
{
    return route_find(routes, arena, method, path, &captured, &other_method);
}

/* Asserts that GET of PATH is served by PATTERN (NULL: by none). */
static void leads(const char *path, const char *pattern)
{
    const struct route *route = find(METHOD_GET, path);

    if ((route == NULL) != (pattern == NULL) ||
        (route != NULL && strcmp(route->pattern, pattern) != 0))
        fail_msg("%s leads to %s", path, route != NULL ? route->pattern : "nothing");
}

static void caught(const char *name, const char *value)
{
    const struct parameter *p = parameters_find(&captured, name);

    assert_non_null(p);
    assert_string_equal(p->value, value);
    assert_int_equal(p->length, strlen(value));
}

static void a_path_leads_to_its_pattern(void **state)
{
    (void)state;
    leads("/", "/");
    leads("/forum/", "/forum/");
    leads("/forum/thread/9/a-slug", "/forum/thread/:id/:slug");
    leads("/forum/thread/9", "/forum/thread/:id");
    leads("/forum/general/", "/forum/:board/");
    leads("/files/a", "/files/*");
}

static void a_path_that_is_not_quite_one_leads_nowhere(void **state)
{
    static const char *const paths[] = {"",
                                        "*",
                                        "forum/",
                                        "/forum",
                                        "//",
                                        "//forum/",
                                        "/forum//",
                                        "/Forum/",
                                        "/forum/general",
                                        "/forum/general/x",
                                        "/forum/thread",
                                        "/forum/thread/9/a-slug/",
                                        "/forum/thread/9/a/b",
                                        "/forum/thread//a-slug",
                                        "/fil",
                                        "/forums/",
                                        "/foru/",
                                        "/forum/general//",
                                        "/filesx/a"};

    (void)state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        leads(paths[i], NULL);
        assert_false(other_method);
        assert_int_equal(captured.count, 0);
    }
}

static void what_stands_for_a_name_is_caught(void **state)
{
    (void)state;
    leads("/forum/thread/18446744073709551616/la%dy ä", "/forum/thread/:id/:slug");
    assert_int_equal(captured.count, 2);
    caught("id", "18446744073709551616");
    caught("slug", "la%dy ä");
    assert_null(parameters_find(&captured, "i"));
    assert_null(parameters_find(&captured, ":id"));
}

static void a_star_catches_the_rest(void **state)
{
    (void)state;
    leads("/files/a/b//c/", "/files/*");
    caught("*", "a/b//c/");
    leads("/files/", "/files/*");
    caught("*", "");
    leads("/files", "/files/*");
    assert_null(parameters_find(&captured, "*"));
}

static void nothing_is_left_caught_from_a_pattern_that_failed(void **state)
{
    (void)state;
    leads("/forum/thread/9/", NULL);
    assert_int_equal(captured.count, 0);
    leads("/forum/thread/9", "/forum/thread/:id");
    assert_int_equal(captured.count, 1);
}

static void of_two_patterns_that_fit_the_first_counts(void **state)
{
    (void)state;
    leads("/late/static", "/late/:first");
    caught("first", "static");
}

static void a_method_picks_among_patterns(void **state)
{
    const struct route *route = find(METHOD_POST, "/forum/general/");

    (void)state;
    assert_non_null(route);
    assert_ptr_equal(route->handler, two);
    assert_int_equal(route->permission, PERMISSION_THREAD_START);
    assert_int_equal(route->body_max, BODY_COMMENT);
    caught("board", "general");
    assert_ptr_equal(find(METHOD_GET, "/forum/general/")->handler, one);
}

static void a_path_of_another_method_is_told_from_none(void **state)
{
    (void)state;
    assert_null(find(METHOD_POST, "/"));
    assert_true(other_method);
    assert_null(find(METHOD_GET, "/forum/comment/5/rating"));
    assert_true(other_method);
    assert_null(find(METHOD_OTHER, "/forum/general/"));
    assert_true(other_method);
    assert_int_equal(captured.count, 0);
    assert_null(find(METHOD_POST, "/nowhere"));
    assert_false(other_method);
}

static void what_was_caught_is_a_copy(void **state)
{
    char path[] = "/forum/general/";

    (void)state;
    find(METHOD_GET, path);
    path[7] = 'X';
    caught("board", "general");
}

static void random_paths_do_no_harm(void **state)
{
    static const char *const parts[] = {"/", "forum", "thread", "9", ":id", "*", "files", "", "a"};
    uint64_t seed = 12;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        char path[200] = "";

        for (size_t left = unit_below(&seed, 12); left > 0; left--)
            unit_append(path, sizeof path, parts[unit_below(&seed, COUNT(parts))]);
        if (find(METHOD_GET, path) == NULL)
            assert_int_equal(captured.count, 0);
        arena_reset(arena);
    }
}

static const char *address(const char *reads, const char *path, const char *query)
{
    static struct parameters parsed;
    struct route route = {.pattern = "/", .reads = reads};

    memset(&parsed, 0, sizeof parsed);
    assert_int_equal(parameters_parse(&parsed, arena, query, strlen(query)), PARAMETERS_VALID);
    return route_address(&route, arena, path, &parsed);
}

static void an_address_has_what_its_page_depends_on_in_one_order(void **state)
{
    (void)state;
    assert_string_equal(address("", "/", "x=1&y"), "/");
    assert_string_equal(address("", "/a b/ä/", ""), "/a%20b/%C3%A4/");
    assert_string_equal(address("sort after", "/f/", "x=1&sort=new&after=1.2"),
                        "/f/?after=1.2&sort=new");
    assert_string_equal(address("sort after", "/f/", "after=1.2&sort=new&sorted=1&s=2"),
                        "/f/?after=1.2&sort=new");
    assert_string_equal(address("sort", "/f/", "sort=a&sort=b"), "/f/?sort=a");
    assert_string_equal(address("*", "/f/", "b=2&a=%26&b=1"), "/f/?a=%26&b=2&b=1");
    assert_string_equal(address("*", "/f?a=1", ""), "/f%3Fa%3D1");
    assert_null(address("sort", "/f/", "sort=a%00b"));
    assert_string_equal(address("sort", "/f/", "x=a%00b"), "/f/");
    assert_null(address(NULL, "/f/", ""));
}

/* Asserts what a guest, a member and an administrator get of a route with this permission. */
static void gives(struct route route, enum access guest, enum access member,
                  enum access administrator)
{
    assert_int_equal(route_access(&route, true, GUEST_SET), guest);
    assert_int_equal(route_access(&route, false, MEMBER_SET), member);
    assert_int_equal(route_access(&route, false, ADMINISTRATOR_SET & ~SET_OF(SESSION_OPEN)),
                     administrator);
}

static void who_may_not_have_a_route_is_told_what_would_help(void **state)
{
    (void)state;
    gives((struct route)ROUTE(GET, "/", SITE_READ, PAGE, ROUTE_PLAIN, BODY_NONE, one),
          ACCESS_GRANTED, ACCESS_GRANTED, ACCESS_GRANTED);
    gives((struct route)ROUTE_KEPT("/", ENTRY_EDIT, PAGE, "", one), ACCESS_LOGIN, ACCESS_FORBIDDEN,
          ACCESS_GRANTED);
    gives((struct route)ROUTE(GET, "/", ACCOUNT_EDIT_OWN, PAGE, ROUTE_PLAIN, BODY_NONE, one),
          ACCESS_LOGIN, ACCESS_GRANTED, ACCESS_GRANTED);
    gives((struct route)ROUTE(POST, "/", ACCOUNT_EDIT_OWN, WRITE, ROUTE_PLAIN, BODY_SMALL, one),
          ACCESS_UNAUTHORIZED, ACCESS_GRANTED, ACCESS_GRANTED);
    gives((struct route)ROUTE(GET, "/", ACCOUNT_EDIT_OWN, PAGE, ROUTE_API, BODY_NONE, one),
          ACCESS_UNAUTHORIZED, ACCESS_GRANTED, ACCESS_GRANTED);
    gives((struct route)ROUTE(POST, "/", ENTRY_EDIT, WRITE, ROUTE_API, BODY_SMALL, one),
          ACCESS_UNAUTHORIZED, ACCESS_FORBIDDEN, ACCESS_GRANTED);
    gives((struct route)ROUTE(GET, "/", SESSION_OPEN, PAGE, ROUTE_PLAIN, BODY_NONE, one),
          ACCESS_GRANTED, ACCESS_INSIDE, ACCESS_INSIDE);
    gives((struct route)ROUTE(POST, "/", SESSION_OPEN, WRITE, ROUTE_PLAIN, BODY_SMALL, one),
          ACCESS_GRANTED, ACCESS_INSIDE, ACCESS_INSIDE);
    gives((struct route)ROUTE(GET, "/", PERFORMANCE_SEE, PAGE, ROUTE_PLAIN, BODY_NONE, one),
          ACCESS_LOGIN, ACCESS_FORBIDDEN, ACCESS_GRANTED);
    gives((struct route)ROUTE(POST, "/", PERFORMANCE_SEE, WRITE, ROUTE_API, BODY_SMALL, one),
          ACCESS_UNAUTHORIZED, ACCESS_FORBIDDEN, ACCESS_GRANTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_path_leads_to_its_pattern),
        UNIT(a_path_that_is_not_quite_one_leads_nowhere),
        UNIT(what_stands_for_a_name_is_caught),
        UNIT(a_star_catches_the_rest),
        UNIT(nothing_is_left_caught_from_a_pattern_that_failed),
        UNIT(of_two_patterns_that_fit_the_first_counts),
        UNIT(a_method_picks_among_patterns),
        UNIT(a_path_of_another_method_is_told_from_none),
        UNIT(what_was_caught_is_a_copy),
        UNIT(random_paths_do_no_harm),
        UNIT(who_may_not_have_a_route_is_told_what_would_help),
        UNIT(an_address_has_what_its_page_depends_on_in_one_order),
    };

    return UNIT_RUN(tests);
}
