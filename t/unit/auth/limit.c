#include "auth/limit.h"

#include "../unit.h"
#include "base/clock.h"

static struct limits limits;
static struct buckets buckets;
static struct refusals refusals;
static int64_t now;

/* The budgets of an installation that says this of them. */
static void open_with(const struct configuration *said)
{
    struct secret secret = {.key = {7}};

    memset(&buckets, 0, sizeof buckets);
    memset(&refusals, 0, sizeof refusals);
    now = 1000 * CLOCK_SECOND;
    limits_open(&limits, said, &secret);
}

static void open_plain(void)
{
    open_with(&(struct configuration){.limits_scale = 100, .newcomer = {3, 5, 2}});
}

static struct limit_holder at(const char *address)
{
    return (struct limit_holder){.budget = BUDGET_ADDRESS, .address = address};
}

static struct limit_holder account(uint64_t id, enum budget_holder budget)
{
    return (struct limit_holder){.budget = budget, .account_id = id, .address = "192.0.2.1"};
}

/* How often it can be done until it is refused. */
static unsigned drain(struct limit_holder holder, enum rate_class rate)
{
    unsigned count = 0;

    while (count < 100000 && limit_spend(&limits, &buckets, rate, &holder, now) == 0)
        count++;
    return count;
}

static bool refused(struct limit_holder holder, enum rate_class rate)
{
    return limit_spend(&limits, &buckets, rate, &holder, now) > 0;
}

static void a_newcomer_may_least_and_who_is_trusted_most(void **state)
{
    static const enum rate_class classes[] = {RATE_WRITE,  RATE_VOTE,   RATE_THREAD, RATE_UPLOAD,
                                              RATE_EXPORT, RATE_SEARCH, RATE_PAGE,   RATE_LIVE};

    (void)state;
    open_plain();
    for (size_t i = 0; i < COUNT(classes); i++) {
        unsigned fresh = drain(account(1, BUDGET_NEW), classes[i]);
        unsigned member = drain(account(2, BUDGET_MEMBER), classes[i]);
        unsigned trusted = drain(account(3, BUDGET_TRUSTED), classes[i]);

        assert_in_range(fresh, 1, member);
        assert_true(member < trusted);
    }
    assert_true(drain(account(4, BUDGET_NEW), RATE_WRITE) <
                drain(account(5, BUDGET_MEMBER), RATE_WRITE));
}

static void each_class_has_a_budget_of_its_own(void **state)
{
    (void)state;
    open_plain();
    drain(account(1, BUDGET_NEW), RATE_WRITE);
    for (enum rate_class rate = RATE_PAGE; rate < RATE_FREE; rate++)
        assert_int_equal(refused(account(1, BUDGET_NEW), rate), rate == RATE_WRITE);
    assert_int_equal(drain(at("192.0.2.1"), RATE_FREE), 100000);
}

static void an_account_is_held_back_by_no_other_nor_by_an_address(void **state)
{
    (void)state;
    open_plain();
    drain(at("192.0.2.1"), RATE_PAGE);
    drain(account(1, BUDGET_MEMBER), RATE_PAGE);
    assert_true(refused(account(1, BUDGET_MEMBER), RATE_PAGE));
    assert_false(refused(account(2, BUDGET_MEMBER), RATE_PAGE));
    assert_true(refused(at("192.0.2.1"), RATE_PAGE));
    assert_false(refused(at("192.0.2.2"), RATE_PAGE));
}

static void what_an_account_has_spent_stays_spent_when_it_is_trusted_with_more(void **state)
{
    (void)state;
    open_plain();
    assert_int_equal(drain(account(1, BUDGET_NEW), RATE_WRITE), 10);
    assert_in_range(drain(account(1, BUDGET_MEMBER), RATE_WRITE), 0, 59);
}

static void a_line_counts_as_one_whatever_addresses_it_has(void **state)
{
    (void)state;
    open_plain();
    drain(at("2001:db8:1:2::1"), RATE_LOGIN);
    assert_true(refused(at("2001:db8:1:2:ffff:ffff:ffff:ffff"), RATE_LOGIN));
    assert_true(refused(at("2001:0db8:0001:0002::9"), RATE_LOGIN));
    assert_false(refused(at("2001:db8:1:3::1"), RATE_LOGIN));
    drain(at("192.0.2.7"), RATE_LOGIN);
    assert_true(refused(at("::ffff:192.0.2.7"), RATE_LOGIN));
    assert_false(refused(at("192.0.2.8"), RATE_LOGIN));
    assert_false(refused(at("::192.0.2.7"), RATE_LOGIN));
}

/* Whatever the parts of two are, where they begin and end: they come to the same only where they
 * are the same. */
static void nothing_is_taken_for_something_else(void **state)
{
    const struct limit_holder others[] = {
        at("0.0.0.49"),
        at("49"),
        at("1"),
        at("::31"),
        at("a1"),
        at(""),
        at("unix:"),
        {.budget = BUDGET_MEMBER, .device_id = 1, .address = "0.0.0.1"},
        {.budget = BUDGET_MEMBER, .device_id = 0x3100000000000000, .address = ""},
        {.budget = BUDGET_MEMBER, .account_id = 0x3100000000000000, .address = ""},
        {.budget = BUDGET_MEMBER, .account_id = 1, .address = ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(others); i++) {
        open_plain();
        drain(others[i], RATE_LOGIN);
        for (size_t j = 0; j < COUNT(others); j++)
            assert_int_equal(refused(others[j], RATE_LOGIN), i == j);
    }
}

static void what_came_to_nothing_is_given_back(void **state)
{
    struct limit_holder holder = account(1, BUDGET_NEW);

    (void)state;
    open_plain();
    drain(holder, RATE_THREAD);
    limit_give_back(&limits, &buckets, RATE_THREAD, &holder, now);
    assert_int_equal(drain(holder, RATE_THREAD), 1);
}

static void an_account_is_a_newcomer_until_it_is_old_enough_and_has_written_enough(void **state)
{
    const int64_t day = 86400 * CLOCK_SECOND;

    (void)state;
    open_plain();
    assert_true(limits_newcomer(&limits, 0, 1000));
    assert_true(limits_newcomer(&limits, 3 * day - 1, 1000));
    assert_true(limits_newcomer(&limits, 1000 * day, 4));
    assert_false(limits_newcomer(&limits, 3 * day, 5));
    open_with(&(struct configuration){.limits_scale = 100, .newcomer = {0, 0, 0}});
    assert_false(limits_newcomer(&limits, 0, 0));
}

static void a_budget_that_is_said_counts_instead_and_a_scale_for_all(void **state)
{
    struct configuration said = {.limits_scale = 100};

    (void)state;
    said.limits[RATE_WRITE][BUDGET_NEW] = (struct budget){2, 60};
    said.limits[RATE_VOTE][BUDGET_NEW] = (struct budget){0, 1};
    open_with(&said);
    assert_int_equal(drain(account(1, BUDGET_NEW), RATE_WRITE), 2);
    assert_int_equal(drain(account(1, BUDGET_NEW), RATE_VOTE), 100000);
    assert_int_equal(drain(account(1, BUDGET_MEMBER), RATE_THREAD), 15);
    said.limits_scale = 300;
    open_with(&said);
    assert_int_equal(drain(account(1, BUDGET_NEW), RATE_WRITE), 6);
    assert_int_equal(drain(account(1, BUDGET_MEMBER), RATE_THREAD), 45);
    said.limits_scale = 1;
    open_with(&said);
    assert_int_equal(drain(account(1, BUDGET_NEW), RATE_WRITE), 1);
}

static void another_secret_finds_other_buckets(void **state)
{
    const struct configuration said = {.limits_scale = 100};
    struct secret secret = {.key = {8}};

    (void)state;
    open_with(&said);
    drain(at("192.0.2.1"), RATE_LOGIN);
    limits_open(&limits, &said, &secret);
    assert_false(refused(at("192.0.2.1"), RATE_LOGIN));
}

/* Asks once more, and has it written down as a pool does. */
static void ask(struct limit_holder holder, enum rate_class rate)
{
    if (limit_spend(&limits, &buckets, rate, &holder, now) > 0)
        limit_note_refusal(&limits, &refusals, rate, &holder, now);
}

static struct limit_hold *holds(size_t *count)
{
    struct limit_holds all;

    arena_reset(arena);
    all = limit_holds(&limits, &buckets, &refusals, arena, now);
    *count = all.count;
    return all.list;
}

static void who_is_held_back_is_told_with_what_and_for_how_long(void **state)
{
    size_t count;
    const struct limit_hold *hold;

    (void)state;
    open_plain();
    drain(account(7, BUDGET_NEW), RATE_WRITE);
    holds(&count);
    assert_int_equal(count, 0); /* nobody was refused yet */
    for (int i = 0; i < 3; i++, now += CLOCK_SECOND)
        ask(account(7, BUDGET_NEW), RATE_WRITE);
    hold = holds(&count);
    assert_int_equal(count, 1);
    assert_int_equal(hold->account_id, 7);
    assert_int_equal(hold->rate, RATE_WRITE);
    assert_null(hold->network);
    assert_int_equal(hold->refused, 3);
    assert_int_equal(hold->since, now - 3 * CLOCK_SECOND);
    assert_int_equal(hold->last, now - CLOCK_SECOND);
    assert_in_range(hold->wait, 1, 180 * CLOCK_SECOND);
    now += hold->wait;
    hold = holds(&count);
    assert_int_equal(count, 1);
    assert_int_equal(hold->wait, 0); /* no more */
}

static void refusals_that_are_far_apart_are_told_apart(void **state)
{
    size_t count;
    const struct limit_hold *hold;

    (void)state;
    open_plain();
    drain(account(7, BUDGET_NEW), RATE_THREAD);
    ask(account(7, BUDGET_NEW), RATE_THREAD);
    now += REFUSAL_PAUSE + 1;
    ask(account(7, BUDGET_NEW), RATE_THREAD);
    hold = holds(&count);
    assert_int_equal(count, 1);
    assert_int_equal(hold->refused, 1);
    assert_int_equal(hold->since, now);
}

static void a_lift_gives_all_of_one_budget_back_and_nothing_else(void **state)
{
    const struct limit_holder who[] = {account(1, BUDGET_NEW),
                                       at("192.0.2.1"),
                                       at("2001:db8:1:2:3::4"),
                                       {.budget = BUDGET_MEMBER, .device_id = 9}};

    (void)state;
    for (size_t i = 0; i < COUNT(who); i++) {
        size_t count;
        struct limit_hold *hold;

        open_plain();
        for (size_t j = 0; j < COUNT(who); j++) {
            drain(who[j], RATE_LOGIN);
            ask(who[j], RATE_LOGIN);
        }
        hold = holds(&count);
        assert_int_equal(count, COUNT(who));
        while (i == 0   ? hold->account_id != 1
               : i == 1 ? hold->network == NULL || strcmp(hold->network, "192.0.2.1") != 0
               : i == 2 ? hold->network == NULL || strcmp(hold->network, "2001:db8:1:2::/64") != 0
                        : !hold->device)
            hold++;
        limit_lift(&refusals, hold, now);
        holds(&count);
        assert_int_equal(count, COUNT(who) - 1);
        for (size_t j = 0; j < COUNT(who); j++)
            assert_int_equal(refused(who[j], RATE_LOGIN), i != j);
    }
}

static void accounts_are_not_crowded_out_of_what_is_told_by_addresses(void **state)
{
    size_t count, accounts = 0;
    const struct limit_hold *hold;

    (void)state;
    open_plain();
    drain(account(7, BUDGET_NEW), RATE_WRITE);
    ask(account(7, BUDGET_NEW), RATE_WRITE);
    for (unsigned i = 0; i < 5000; i++) {
        char address[32];

        snprintf(address, sizeof address, "10.0.%u.%u", i / 250, i % 250);
        now += CLOCK_SECOND / 1000;
        limit_note_refusal(&limits, &refusals, RATE_PAGE,
                           &(struct limit_holder){.budget = BUDGET_ADDRESS, .address = address},
                           now);
    }
    hold = holds(&count);
    assert_in_range(count, 100, REFUSALS_MAX / 2 + 1);
    for (size_t i = 0; i < count; i++)
        accounts += hold[i].account_id == 7;
    assert_int_equal(accounts, 1);
}

static void what_a_dying_process_left_half_written_is_not_told_and_written_over(void **state)
{
    struct refusal_slot *slots = &refusals.accounts[0][0];
    size_t count;

    (void)state;
    open_plain();
    drain(account(7, BUDGET_NEW), RATE_WRITE);
    ask(account(7, BUDGET_NEW), RATE_WRITE);
    for (size_t i = 0; i < REFUSALS_MAX / 2; i++)
        if (slots[i].word[1] != 0)
            slots[i].word[3] = 99;
    holds(&count);
    assert_int_equal(count, 0);
    for (size_t i = 0; i < REFUSALS_MAX / 2; i++)
        slots[i].word[0] = (uint64_t)now / 1000 << 1 | 1; /* claimed, by whom it is being written */
    ask(account(7, BUDGET_NEW), RATE_WRITE);
    holds(&count);
    assert_int_equal(count, 0);
    now += 2 * CLOCK_SECOND;
    ask(account(7, BUDGET_NEW), RATE_WRITE);
    holds(&count);
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(a_newcomer_may_least_and_who_is_trusted_most),
        UNIT(each_class_has_a_budget_of_its_own),
        UNIT(an_account_is_held_back_by_no_other_nor_by_an_address),
        UNIT(what_an_account_has_spent_stays_spent_when_it_is_trusted_with_more),
        UNIT(a_line_counts_as_one_whatever_addresses_it_has),
        UNIT(nothing_is_taken_for_something_else),
        UNIT(what_came_to_nothing_is_given_back),
        UNIT(an_account_is_a_newcomer_until_it_is_old_enough_and_has_written_enough),
        UNIT(a_budget_that_is_said_counts_instead_and_a_scale_for_all),
        UNIT(another_secret_finds_other_buckets),
        UNIT(who_is_held_back_is_told_with_what_and_for_how_long),
        UNIT(refusals_that_are_far_apart_are_told_apart),
        UNIT(a_lift_gives_all_of_one_budget_back_and_nothing_else),
        UNIT(accounts_are_not_crowded_out_of_what_is_told_by_addresses),
        UNIT(what_a_dying_process_left_half_written_is_not_told_and_written_over),
    };

    return UNIT_RUN(tests);
}
