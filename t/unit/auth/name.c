#include "auth/credentials/name.h"

#include "../unit.h"
#include "auth/device.h"
#include "auth/throttle.h"

static const struct secret ours = {"0123456789abcdef0123456789abcde"};
static const struct secret theirs = {"1123456789abcdef0123456789abcde"};

static void names_that_can_be_told_apart_are_valid(void **state)
{
    static const char *const valid[] = {"Ada",      "x2",        "Sir-Lancelot_du-Lac",
                                        "Adminton", "Rooting",   "Modrin",
                                        "Sigmod",   "Brann2001", "You2",
                                        "Gmork",    "Staffan",   "dog-owner",
                                        "team-blue"};

    (void)state;
    for (size_t i = 0; i < COUNT(valid); i++)
        assert_int_equal(name_check(valid[i]), NAME_VALID);
}

static void names_that_deceive_are_refused(void **state)
{
    static const struct {
        const char *name;
        enum name_fault fault;
    } refused[] = {
        {"x", NAME_SHAPE},
        {"\xD0\xB0"
         "da",
         NAME_SHAPE},
        {"ada ", NAME_SHAPE},
        {"ada_", NAME_EDGE},
        {"-ada", NAME_EDGE},
        {"a__da", NAME_EDGE},
        {"a-_da", NAME_EDGE},
        {"r00t", NAME_RESERVED},
        {"SYSTEM", NAME_RESERVED},
        {"adrnin", NAME_RESERVED},
        {"Adm1n_2", NAME_RESERVED},
        {"the-M0derator", NAME_RESERVED},
        {"Lorehall-Support", NAME_RESERVED},
        {"lore-hall", NAME_RESERVED},
        {"sys-tem", NAME_RESERVED},
        {"a-d-min", NAME_RESERVED},
        {"m0d3rat0r", NAME_RESERVED},
        {"4dm1n", NAME_RESERVED},
        {"5taff", NAME_RESERVED},
        {"mod5", NAME_RESERVED},
        {"admin99", NAME_RESERVED},
        {"Admin_007", NAME_RESERVED},
        {"TheAdmin", NAME_RESERVED},
        {"AdminBrann", NAME_RESERVED},
        {"Sir-Mod", NAME_RESERVED},
        {"GM-Brann", NAME_RESERVED},
        {"gm7", NAME_RESERVED},
        {"SysAdmin", NAME_RESERVED},
        {"Set7ings", NAME_RESERVED},
        {"forum", NAME_RESERVED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++)
        if (name_check(refused[i].name) != refused[i].fault)
            fail_msg("otherwise: %s", refused[i].name);
}

static void names_that_look_alike_have_one_skeleton(void **state)
{
    char a[ACCOUNT_NAME_MAX + 1], b[ACCOUNT_NAME_MAX + 1];
    static const char *const alike[][2] = {{"Bilbo", "bIlb0"},     {"corn", "com"},
                                           {"vvolf", "Wolf"},      {"a_b", "A-B"},
                                           {"a-b", "ab"},          {"bar-nard", "barnard"},
                                           {"Kr3m", "Krem"},       {"5t4rl1ght", "starlight"},
                                           {"B055man", "Bossman"}, {"x3-x", "xex"}};
    static const char *const apart[][2] = {{"Bilbo", "Bilba"},
                                           {"rum", "run"},
                                           {"Brann3", "Branne"},
                                           {"Kara5", "Karas"},
                                           {"Brann-3", "Branne"}};

    (void)state;
    for (size_t i = 0; i < COUNT(alike); i++) {
        name_skeleton(alike[i][0], a);
        name_skeleton(alike[i][1], b);
        assert_string_equal(a, b);
    }
    for (size_t i = 0; i < COUNT(apart); i++) {
        name_skeleton(apart[i][0], a);
        name_skeleton(apart[i][1], b);
        assert_string_not_equal(a, b);
    }
}

static void a_device_is_known_to_its_account_only(void **state)
{
    const char *device = device_make(&ours, arena, 17, 0);

    (void)state;
    assert_true(device_known(&ours, arena, device, 17, 0));
    assert_false(device_known(&ours, arena, device, 18, 0));
    assert_false(device_known(&theirs, arena, device, 17, 0));
    assert_false(device_known(&ours, arena, arena_format(arena, "%s ", device), 17, 0));
    assert_false(device_known(&ours, arena, "17.1.2.3", 17, 0));
    assert_false(device_known(&ours, arena, "17", 17, 0));
    assert_false(device_known(&ours, arena, "", 17, 0));
    assert_false(device_known(&ours, arena, NULL, 17, 0));
}

static bool same_key(struct throttle_key a, struct throttle_key b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static void keys_of_different_parts_differ(void **state)
{
    (void)state;
    assert_true(same_key(throttle_key(arena, "login", "ada", "192.0.2.1"),
                         throttle_key(arena, "login", "ada", "192.0.2.1")));
    assert_false(same_key(throttle_key(arena, "login", "ada9:192.0.2.1", NULL),
                          throttle_key(arena, "login", "ada", "192.0.2.1")));
    assert_false(same_key(throttle_key(arena, "login", "", "192.0.2.1"),
                          throttle_key(arena, "login", NULL, "192.0.2.1")));
    assert_false(
        same_key(throttle_key(arena, "login", "-", NULL), throttle_key(arena, "login", NULL, "-")));
}

static void an_address_belongs_to_its_network(void **state)
{
    (void)state;
    assert_string_equal(throttle_network(arena, "192.0.2.1"), "192.0.2.1");
    assert_string_equal(throttle_network(arena, "::ffff:192.0.2.1"), "192.0.2.1");
    assert_string_equal(throttle_network(arena, "2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
    assert_string_equal(throttle_network(arena, "2001:db8:1:2::1"), "2001:db8:1:2::/64");
    assert_string_equal(throttle_network(arena, "unix:"), "unix:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(names_that_can_be_told_apart_are_valid),  UNIT(names_that_deceive_are_refused),
        UNIT(names_that_look_alike_have_one_skeleton), UNIT(a_device_is_known_to_its_account_only),
        UNIT(keys_of_different_parts_differ),          UNIT(an_address_belongs_to_its_network),
    };

    return UNIT_RUN(tests);
}
