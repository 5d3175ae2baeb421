#include "base/budget.h"

#include "../unit.h"

static void gives(const char *text, unsigned count, unsigned seconds)
{
    struct budget budget;

    assert_true(budget_parse(text, &budget));
    assert_int_equal(budget.count, count);
    assert_int_equal(budget.seconds, seconds);
}

static void a_budget_is_so_many_in_a_time(void **state)
{
    (void)state;
    gives("30 in 10m", 30, 600);
    gives("1 in 1s", 1, 1);
    gives("3 in d", 3, 86400);
    gives("5 in h", 5, 3600);
    gives("1000000 in 7d", 1000000, 604800);
    gives("20 in 90s", 20, 90);
    gives("60000 in m", 60000, 60);
}

static void without_a_limit_is_said_in_a_word(void **state)
{
    (void)state;
    gives("unlimited", 0, 1);
}

static void what_is_no_budget_is_refused(void **state)
{
    static const char *const wrong[] = {"",
                                        "30",
                                        "30 in",
                                        "30 in ",
                                        "30 in 10",
                                        "30 in 10x",
                                        "30 in 10mm",
                                        "30 in 0m",
                                        "0 in 10m",
                                        "-1 in 10m",
                                        "+1 in 10m",
                                        "1.5 in 1h",
                                        "30  in 1m",
                                        "30 in  1m",
                                        "30 in -1m",
                                        "1000001 in 1h",
                                        "1001 in 1s",
                                        "1 in 8d",
                                        "1 in 604801s",
                                        "99999999999 in 1h",
                                        "1 in 99999999999h",
                                        "30in 1m",
                                        "Unlimited",
                                        "unlimited ",
                                        "none",
                                        "30 in 10m ",
                                        "30/10m"};
    struct budget budget;

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        if (budget_parse(wrong[i], &budget))
            fail_msg("taken: \"%s\"", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_budget_is_so_many_in_a_time),
        UNIT(without_a_limit_is_said_in_a_word),
        UNIT(what_is_no_budget_is_refused),
    };

    return UNIT_RUN(tests);
}
