#include "auth/role.h"

#include "../unit.h"

static const char *const ladder[] = {"member", "trusted", "reviewer", "moderator", "administrator"};

static bool role_may(const char *role, enum permission permission)
{
    return permission_held(role_permissions(role), permission);
}

static void a_guest_reads_and_can_log_in_and_nothing_else(void **state)
{
    (void)state;
    for (int p = 1; p < PERMISSIONS; p++)
        assert_int_equal(role_may("guest", p), p == PERMISSION_READ || p == PERMISSION_ENTER);
}

static void a_member_writes_and_rates_but_decides_nothing(void **state)
{
    (void)state;
    assert_true(role_may("member", PERMISSION_COMMENT) && role_may("member", PERMISSION_START));
    assert_true(role_may("member", PERMISSION_RATE) && role_may("member", PERMISSION_EDIT_OWN));
    assert_true(role_may("member", PERMISSION_READ) && role_may("member", PERMISSION_OWN));
    assert_false(role_may("member", PERMISSION_ENTER));
    assert_false(role_may("member", PERMISSION_REVIEW));
    assert_false(role_may("member", PERMISSION_MODERATE));
    assert_false(role_may("member", PERMISSION_ADMINISTER));
}

static void each_role_may_what_the_one_below_it_may(void **state)
{
    (void)state;
    for (size_t i = 1; i < COUNT(ladder); i++)
        assert_int_equal(role_permissions(ladder[i - 1]) & ~role_permissions(ladder[i]), 0);
}

static void only_an_administrator_administers(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(ladder); i++)
        assert_int_equal(role_may(ladder[i], PERMISSION_ADMINISTER), i == COUNT(ladder) - 1);
    assert_true(role_may("moderator", PERMISSION_MODERATE));
    assert_true(role_may("reviewer", PERMISSION_REVIEW) &&
                role_may("reviewer", PERMISSION_EDIT_ENTRY));
    assert_false(role_may("trusted", PERMISSION_EDIT_ENTRY));
    assert_false(role_may("reviewer", PERMISSION_MODERATE));
}

static void an_unknown_role_may_nothing(void **state)
{
    static const char *const names[] = {"", "Member", "member ", "admin", "administrators", "0"};

    (void)state;
    for (size_t i = 0; i < COUNT(names); i++)
        assert_int_equal(role_permissions(names[i]), 0);
}

static void who_has_no_role_is_a_member(void **state)
{
    (void)state;
    assert_int_equal(role_list_permissions(NULL, 1), role_permissions("member"));
    assert_int_equal(role_list_permissions("", 1), role_permissions("member"));
}

static void a_role_counts_on_its_own_site_only(void **state)
{
    const char *list = "2:moderator,3:reviewer";

    (void)state;
    assert_int_equal(role_list_permissions(list, 1), role_permissions("member"));
    assert_int_equal(role_list_permissions(list, 2), role_permissions("moderator"));
    assert_int_equal(role_list_permissions(list, 3), role_permissions("reviewer"));
    assert_int_equal(role_list_permissions("12:moderator", 1), role_permissions("member"));
    assert_int_equal(role_list_permissions("1:moderator", 12), role_permissions("member"));
    assert_true(role_list_permissions("18446744073709551615:moderator", UINT64_MAX) ==
                role_permissions("moderator"));
}

static void site_zero_stands_for_all_sites(void **state)
{
    (void)state;
    assert_int_equal(role_list_permissions("0:administrator", 7),
                     role_permissions("administrator"));
    assert_int_equal(role_list_permissions("2:reviewer,0:moderator", 9),
                     role_permissions("moderator"));
}

static void what_is_no_role_in_a_list_gives_nothing(void **state)
{
    static const char *const lists[] = {"1",
                                        "1:",
                                        "1:admin",
                                        "1:administrator2",
                                        "1 administrator",
                                        "x:administrator",
                                        "administrator",
                                        ",,,",
                                        ":administrator",
                                        "-0:administrator",
                                        "+0:administrator",
                                        " 0:administrator",
                                        "\t0:administrator",
                                        "\n1:administrator",
                                        "0 :administrator",
                                        "0x0:administrator",
                                        "0x1:administrator",
                                        "-18446744073709551615:administrator",
                                        "1:member,:administrator",
                                        ",:administrator",
                                        "1:member,\n,-0:administrator",
                                        "18446744073709551616:administrator",
                                        "99999999999999999999999999:administrator",
                                        "1,administrator",
                                        "1::administrator",
                                        "1:member:administrator"};
    static const uint64_t sites[] = {1, UINT64_MAX};

    (void)state;
    for (size_t i = 0; i < COUNT(lists); i++)
        for (size_t j = 0; j < COUNT(sites); j++)
            if (role_list_permissions(lists[i], sites[j]) != role_permissions("member"))
                fail_msg("\"%s\" gives more than a member's rights", lists[i]);
}

static void what_is_wrong_in_a_list_does_not_hide_what_is_right(void **state)
{
    (void)state;
    assert_int_equal(role_list_permissions(",x,1:nothing,1:moderator,", 1),
                     role_permissions("moderator"));
}

static void every_permission_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (int p = 1; p < PERMISSIONS; p++) {
        assert_non_null(permission_name(p));
        for (int q = 1; q < p; q++)
            assert_string_not_equal(permission_name(p), permission_name(q));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_guest_reads_and_can_log_in_and_nothing_else),
        UNIT(a_member_writes_and_rates_but_decides_nothing),
        UNIT(each_role_may_what_the_one_below_it_may),
        UNIT(only_an_administrator_administers),
        UNIT(an_unknown_role_may_nothing),
        UNIT(who_has_no_role_is_a_member),
        UNIT(a_role_counts_on_its_own_site_only),
        UNIT(site_zero_stands_for_all_sites),
        UNIT(what_is_no_role_in_a_list_gives_nothing),
        UNIT(what_is_wrong_in_a_list_does_not_hide_what_is_right),
        UNIT(every_permission_has_a_name_of_its_own),
    };

    return UNIT_RUN(tests);
}
