#include "auth/throttle.h"

#include "../unit.h"

static bool same(struct throttle_key a, struct throttle_key b)
{
    return memcmp(a.hash, b.hash, sizeof a.hash) == 0;
}

static struct throttle_key key(const char *what, const char *who, const char *where)
{
    return throttle_key(arena, what, who, where);
}

/* What can be typed as a name, or comes as an address, so that one put after the other reads alike. */
static const char *const parts[] = {
    "",     "x",          "x@1.2.3.4", "1.2.3.4",       "@1.2.3.4", "x@",   "@",
    "-",    "1:x",        "9:x@1",     "1:x7:1.2.3",    "x7:1.2.3", ":",    "0:",
    "0:0:", "login",      "5:loginx",  "-7:1.2",        "x-",       "-1:x", "1",
    "11",   "x\n1.2.3.4", "x 1.2.3.4", "2001:db8::/64",
};

static void a_name_made_like_another_s_name_at_an_address_is_a_name_of_its_own(void **state)
{
    (void)state;
    assert_false(same(key("login", "x@1.2.3.4", NULL), key("login", "x", "1.2.3.4")));
    assert_false(same(key("login", "@1.2.3.4", NULL), key("login", NULL, "1.2.3.4")));
    assert_false(same(key("login", "x", NULL), key("login", NULL, "x")));
    assert_false(same(key("login", "", NULL), key("login", NULL, NULL)));
    assert_false(same(key("login", "-", NULL), key("login", NULL, NULL)));
    assert_true(same(key("login", "x", "1.2.3.4"), key("login", "x", "1.2.3.4")));
}

static void two_keys_are_the_same_only_where_all_parts_are(void **state)
{
    struct throttle_key keys[(COUNT(parts) + 1) * (COUNT(parts) + 1)];
    size_t count = 0;

    (void)state;
    for (size_t who = 0; who <= COUNT(parts); who++)
        for (size_t where = 0; where <= COUNT(parts); where++)
            keys[count++] = key("login", who < COUNT(parts) ? parts[who] : NULL,
                                where < COUNT(parts) ? parts[where] : NULL);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (same(keys[i], keys[j]))
                fail_msg("pairs %zu and %zu are one", i, j);
}

static void nor_does_what_is_tried_run_into_whose_it_is(void **state)
{
    (void)state;
    assert_false(same(key("login", "x", NULL), key("login.device", "x", NULL)));
    assert_false(same(key("login", ".devicex", NULL), key("login.device", "x", NULL)));
    assert_false(same(key("register", NULL, "1.2.3.4"), key("login", NULL, "1.2.3.4")));
}

static void a_line_of_ipv6_is_one_address(void **state)
{
    (void)state;
    assert_string_equal(throttle_network(arena, "2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert_string_equal(throttle_network(arena, "::ffff:192.0.2.1"), "192.0.2.1");
    assert_string_equal(throttle_network(arena, "192.0.2.1"), "192.0.2.1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_name_made_like_another_s_name_at_an_address_is_a_name_of_its_own),
        UNIT(two_keys_are_the_same_only_where_all_parts_are),
        UNIT(nor_does_what_is_tried_run_into_whose_it_is),
        UNIT(a_line_of_ipv6_is_one_address),
    };

    return UNIT_RUN(tests);
}
