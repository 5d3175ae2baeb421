#include "auth/session.h"

#include "../account_probe.h"
#include "../schema.h"

#define DAY (86400 * CLOCK_SECOND)
#define HOUR (3600 * CLOCK_SECOND)
#define SESSION_IDLE (14 * DAY) /* of a session that is kept */

static struct roles *roles; /* the built-in ones */
static struct session_rules rules;

static int begin(void **state)
{
    if (begin_accounts(state) != 0)
        return -1;
    roles = roles_open();
    if (roles_refresh(roles, database, shared) != 0)
        return -1;
    rules = (struct session_rules){.kept = SESSION_IDLE,
                                   .idle = 24 * HOUR,
                                   .administering = 12 * HOUR,
                                   .roles = roles};
    return 0;
}

static int end(void **state)
{
    roles_close(roles);
    return end_accounts(state);
}

#define SESSION(test) cmocka_unit_test_setup_teardown(test, begin, end)

static const char *opened(uint64_t id)
{
    const struct actor who = actor(id);
    const char *token = session_of(&store, &who, "a browser", true);

    assert_non_null(token);
    return token;
}

static const char *api_token(uint64_t id)
{
    const struct actor who = actor(id);

    return token_of(&store, &who, id, TOKEN_SCOPES_ALL);
}

static int end_session(uint64_t id, uint64_t session, uint64_t keep)
{
    const struct actor who = actor(id);

    return session_end(&store, &who,
                       &(struct session_choice){.account_id = id, .id = session, .keep = keep});
}

static int find(const char *token, struct session *session)
{
    const char *renewed;

    return session_find(&store, &rules, token, session, &renewed);
}

static int find_by_api_token(const char *token, struct session *session)
{

    return api_token_find(&store, token, "127.0.0.1", session);
}

static bool lives(const char *token)
{
    struct session session;
    int found = find(token, &session);

    assert_true(found >= 0);
    return found == 1;
}

static uint64_t number_of(const char *token)
{
    struct session session;

    assert_int_equal(find(token, &session), 1);
    return session.id;
}

/* Makes a session one that was opened and last used so long ago, for who has not asked for it yet. */
static void age(uint64_t id, int64_t opened_ago, int64_t used_ago)
{
    schema_sql("UPDATE session SET created = UTC_TIMESTAMP(6) - INTERVAL %lld MICROSECOND,"
               " seen = UTC_TIMESTAMP(6) - INTERVAL %lld MICROSECOND WHERE id = %llu",
               (long long)opened_ago, (long long)used_ago, (unsigned long long)id);
    cache_wipe(cache);
}

static const char *aged(int64_t opened_ago, int64_t used_ago)
{
    const char *token = opened(ada);

    age(number_of(token), opened_ago, used_ago);
    return token;
}

static unsigned queries_of(const char *token, bool found)
{
    database_reset_counters(database);
    assert_int_equal(lives(token), found);
    return database_queries(database);
}

/* ---- how long ---- */

static void a_session_lives_for_fourteen_days_without_use_and_no_longer(void **state)
{
    (void)state;
    assert_true(lives(aged(SESSION_IDLE, SESSION_IDLE - 60 * CLOCK_SECOND)));
    assert_false(lives(aged(SESSION_IDLE + 60 * CLOCK_SECOND, SESSION_IDLE + CLOCK_SECOND)));
}

static void however_much_it_is_used_it_ends_after_ninety_days(void **state)
{
    (void)state;
    assert_true(lives(aged(SESSION_ABSOLUTE - 60 * CLOCK_SECOND, 0)));
    assert_false(lives(aged(SESSION_ABSOLUTE + CLOCK_SECOND, 0)));
}

/* One that was not to be kept, or whose owner administers. */
static const char *aged_as(bool kept, const char *role, int64_t used_ago)
{
    const char *token = aged(20 * DAY, used_ago);

    schema_sql("UPDATE session SET kept = %d", kept);
    if (role != NULL)
        schema_sql("INSERT INTO membership (account_id, site_id, board_id, role_id, granted)"
                   " SELECT %llu, 3, 0, id, NOW() - INTERVAL 1 DAY FROM role WHERE name = '%s'",
                   (unsigned long long)ada, role);
    return token;
}

static void one_that_is_not_kept_lives_for_a_day_without_use(void **state)
{
    (void)state;
    assert_true(lives(aged_as(false, NULL, 24 * HOUR - 60 * CLOCK_SECOND)));
    assert_false(lives(aged_as(false, NULL, 24 * HOUR + CLOCK_SECOND)));
}

static void of_who_administers_it_lives_for_less_kept_or_not_and_a_moderator_does_not(void **state)
{
    (void)state;
    assert_true(lives(aged_as(true, "moderator", 13 * HOUR)));
    schema_sql("DELETE FROM membership");
    assert_true(lives(aged_as(true, "administrator", 12 * HOUR - 60 * CLOCK_SECOND)));
    schema_sql("DELETE FROM membership");
    assert_false(lives(aged_as(true, "administrator", 12 * HOUR + CLOCK_SECOND)));
    schema_sql("DELETE FROM membership");
    assert_false(lives(aged_as(false, "administrator", 12 * HOUR + CLOCK_SECOND)));
}

static void what_is_over_by_these_rules_is_not_in_the_list(void **state)
{
    size_t count;

    (void)state;
    aged_as(false, NULL, 13 * HOUR);
    assert_non_null(session_list(&store, &rules, ada, false, &count));
    assert_int_equal(count, 1);
    assert_non_null(session_list(&store, &rules, ada, true, &count));
    assert_int_equal(count, 0);
    schema_sql("UPDATE session SET seen = seen - INTERVAL 12 HOUR");
    assert_non_null(session_list(&store, &rules, ada, false, &count));
    assert_int_equal(count, 0);
}

static void use_carries_it_on_for_as_long_again(void **state)
{
    const char *token = aged(20 * DAY, SESSION_IDLE - 60 * CLOCK_SECOND);
    uint64_t id = number_of(token); /* this is the use */

    (void)state;
    assert_int_equal(schema_number(
                         "SELECT TIMESTAMPDIFF(MINUTE, seen, UTC_TIMESTAMP(6)) FROM session"),
                     0);
    age(id, 30 * DAY, 10 * DAY);
    assert_true(lives(token));
}

static void what_has_expired_is_not_carried_on_by_asking_for_it(void **state)
{
    const char *token = aged(20 * DAY, SESSION_IDLE + CLOCK_SECOND);

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_false(lives(token));
    assert_int_equal(schema_number(
                         "SELECT TIMESTAMPDIFF(DAY, seen, UTC_TIMESTAMP(6)) FROM session"),
                     14);
}

static void its_use_is_written_down_every_five_minutes_at_most(void **state)
{
    const char *token = aged(DAY, 240 * CLOCK_SECOND);

    (void)state;
    assert_true(lives(token));
    assert_int_equal(schema_number(
                         "SELECT TIMESTAMPDIFF(MINUTE, seen, UTC_TIMESTAMP(6)) FROM session"),
                     4);
    schema_sql("UPDATE session SET seen = seen - INTERVAL 2 MINUTE");
    cache_wipe(cache);
    assert_true(lives(token));
    assert_int_equal(schema_number(
                         "SELECT TIMESTAMPDIFF(MINUTE, seen, UTC_TIMESTAMP(6)) FROM session"),
                     0);
}

/* ---- the cache ---- */

static void who_is_known_costs_no_query(void **state)
{
    const char *token = opened(ada);

    (void)state;
    assert_true(queries_of(token, true) > 0);
    assert_int_equal(queries_of(token, true), 0);
}

static void what_is_in_the_cache_expires_too(void **state)
{
    const struct timespec moment = {0, 50000000};
    const char *token = aged(SESSION_ABSOLUTE - 3 * CLOCK_SECOND, 0);

    (void)state;
    assert_true(lives(token));
    while (lives(token))
        nanosleep(&moment, NULL);
    assert_int_equal(queries_of(token, false), 0);
}

static void its_use_is_known_to_the_cache_as_well(void **state)
{
    const char *token = aged(20 * DAY, SESSION_IDLE - 60 * CLOCK_SECOND);
    struct session session;

    (void)state;
    assert_true(queries_of(token, true) > 0);
    assert_int_equal(queries_of(token, true), 0); /* it is not written down once more */
    assert_int_equal(find(token, &session), 1);
    assert_true(clock_now() - session.seen < 60 * CLOCK_SECOND);
}

static void without_a_cache_everything_is_the_same(void **state)
{
    const char *token = opened(ada);

    (void)state;
    cache_close(cache);
    store.cache = cache = NULL;
    assert_true(lives(token));
    age(number_of(token), SESSION_ABSOLUTE + CLOCK_SECOND, 0);
    assert_false(lives(token));
}

static void a_change_of_the_account_is_seen_at_once(void **state)
{
    const char *token = opened(ada);
    struct session session;

    (void)state;
    assert_true(lives(token));
    assert_int_equal(account_set_language(database, shared, ada, "de"), 0);
    assert_int_equal(find(token, &session), 1);
    assert_string_equal(session.language, "de");
}

/* ---- ending ---- */

static void a_session_that_is_ended_is_gone_with_the_next_request(void **state)
{
    const char *one = opened(ada), *two = opened(ada);
    uint64_t id = number_of(one);

    (void)state;
    assert_true(lives(two));
    assert_int_equal(end_session(ada, id, 0), 0);
    assert_false(lives(one));
    assert_true(lives(two));
}

static void nobody_ends_the_session_of_another(void **state)
{
    const char *token = opened(ada);

    (void)state;
    assert_int_equal(end_session(brann, number_of(token), 0), 0);
    assert_true(lives(token));
}

static void ending_all_keeps_the_one_that_asks_and_no_api_token(void **state)
{
    const char *mine = opened(ada), *other = opened(ada), *another_s = opened(brann);
    const char *token = api_token(ada);
    struct session session;

    (void)state;
    assert_int_equal(find_by_api_token(token, &session), 1);
    assert_int_equal(end_session(ada, 0, number_of(mine)), 0);
    assert_true(lives(mine));
    assert_false(lives(other));
    assert_true(lives(another_s));
    assert_int_equal(find_by_api_token(token, &session), 0);
}

static void what_has_expired_goes_when_its_owner_comes_back(void **state)
{
    uint64_t idle = number_of(opened(ada)), old = number_of(opened(ada));

    (void)state;
    number_of(opened(ada)); /* which lives */
    age(idle, 20 * DAY, SESSION_IDLE_MAX + CLOCK_SECOND);
    schema_sql("UPDATE session SET kept = 0 WHERE id = %llu", (unsigned long long)idle);
    age(old, SESSION_ABSOLUTE + CLOCK_SECOND, 0);
    opened(brann); /* who is somebody else */
    assert_int_equal(schema_number("SELECT COUNT(*) FROM session"), 4);
    opened(ada);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM session"), 3);
}

static void the_list_has_what_lives_and_the_last_used_first(void **state)
{
    struct session_line *lines;
    uint64_t old, fresh;
    size_t count;

    (void)state;
    old = number_of(opened(ada));
    fresh = number_of(opened(ada));
    age(old, 3 * DAY, 2 * DAY);
    number_of(opened(brann));
    schema_sql("INSERT INTO session (token_hash, account_id, created, seen, address, agent, kept)"
               " VALUES (REPEAT('x', 32), %llu, UTC_TIMESTAMP(6) - INTERVAL 91 DAY,"
               " UTC_TIMESTAMP(6), '127.0.0.1', '', 1)",
               (unsigned long long)ada);
    lines = session_list(&store, &rules, ada, false, &count);
    assert_int_equal(count, 2);
    assert_int_equal(lines[0].id, fresh);
    assert_int_equal(lines[1].id, old);
    assert_string_equal(lines[0].agent, "a browser");
}

/* ---- who is nobody ---- */

static void what_has_not_the_form_of_a_token_costs_no_query(void **state)
{
    static const char *const wrong[] = {"", "0", "0123456789abcdef0123456789abcdeg",
                                        "0123456789ABCDEF0123456789ABCDEF",
                                        "0123456789abcdef0123456789abcdef0"};

    (void)state;
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(queries_of(wrong[i], false), 0);
}

static void a_token_that_nobody_was_given_is_nobody_s(void **state)
{
    (void)state;
    opened(ada);
    assert_false(lives("0123456789abcdef0123456789abcdef"));
}

static void an_account_that_is_closed_has_no_session(void **state)
{
    const char *token = opened(ada);

    (void)state;
    schema_sql("UPDATE account SET state = 1 WHERE id = %llu", (unsigned long long)ada);
    assert_false(lives(token));
}

static void a_session_s_token_is_none_of_the_api_and_the_other_way_round(void **state)
{
    const char *cookie = opened(ada), *token = api_token(ada);
    struct session session;

    (void)state;
    assert_int_equal(find_by_api_token(cookie, &session), 0);
    assert_false(lives(token));
}

static void no_token_is_kept_in_the_database(void **state)
{
    const char *token = opened(ada);

    (void)state;
    schema_sql("UPDATE session SET agent = '' WHERE CONCAT(token_hash, HEX(token_hash), agent)"
               " LIKE '%%%s%%'",
               token);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM session WHERE agent = ''"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION(a_session_lives_for_fourteen_days_without_use_and_no_longer),
        SESSION(however_much_it_is_used_it_ends_after_ninety_days),
        SESSION(one_that_is_not_kept_lives_for_a_day_without_use),
        SESSION(of_who_administers_it_lives_for_less_kept_or_not_and_a_moderator_does_not),
        SESSION(what_is_over_by_these_rules_is_not_in_the_list),
        SESSION(use_carries_it_on_for_as_long_again),
        SESSION(what_has_expired_is_not_carried_on_by_asking_for_it),
        SESSION(its_use_is_written_down_every_five_minutes_at_most),
        SESSION(who_is_known_costs_no_query),
        SESSION(what_is_in_the_cache_expires_too),
        SESSION(its_use_is_known_to_the_cache_as_well),
        SESSION(without_a_cache_everything_is_the_same),
        SESSION(a_change_of_the_account_is_seen_at_once),
        SESSION(a_session_that_is_ended_is_gone_with_the_next_request),
        SESSION(nobody_ends_the_session_of_another),
        SESSION(ending_all_keeps_the_one_that_asks_and_no_api_token),
        SESSION(what_has_expired_goes_when_its_owner_comes_back),
        SESSION(the_list_has_what_lives_and_the_last_used_first),
        SESSION(what_has_not_the_form_of_a_token_costs_no_query),
        SESSION(a_token_that_nobody_was_given_is_nobody_s),
        SESSION(an_account_that_is_closed_has_no_session),
        SESSION(a_session_s_token_is_none_of_the_api_and_the_other_way_round),
        SESSION(no_token_is_kept_in_the_database),
    };

    return SCHEMA_RUN(tests);
}
