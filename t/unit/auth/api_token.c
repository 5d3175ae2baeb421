#include "auth/token/api_token.h"

#include "../account_probe.h"
#include "../schema.h"

#define DAY (86400 * CLOCK_SECOND)
#define READ TOKEN_SCOPE_BIT(TOKEN_SCOPE_READ)

static const char *opened(uint64_t id, token_scope_set scopes)
{
    const struct actor who = actor(id);
    const char *text = token_of(&store, &who, id, scopes);

    assert_non_null(text);
    return text;
}

static bool found_at(const char *text, const char *address, struct session *session)
{
    int found = api_token_find(&store, text, address, session);

    assert_true(found >= 0);
    return found == 1;
}

static bool lives(const char *text)
{
    struct session session;

    return found_at(text, "203.0.113.7", &session);
}

/* The only one of the account. */
static struct api_token only(uint64_t id)
{
    size_t count;
    const struct api_token *tokens = api_token_list(database, arena, id, &count);

    assert_non_null(tokens);
    assert_int_equal(count, 1);
    return tokens[0];
}

/* ---- what it is for, and how long ---- */

static void a_token_is_its_account_s_and_held_to_its_scopes(void **state)
{
    struct session session;

    (void)state;
    assert_true(found_at(opened(ada, READ), "203.0.113.7", &session));
    assert_int_equal(session.account_id, ada);
    assert_int_equal(session.id, 0);
    assert_true(session.scopes == token_scopes_permissions(READ));
    assert_false(session_is_fresh(&session, clock_now()));
    assert_true(found_at(opened(ada, TOKEN_SCOPES_ALL), "203.0.113.7", &session));
    assert_true(session.scopes == token_scopes_permissions(TOKEN_SCOPES_ALL));
}

static void it_ends_on_its_day_and_the_cache_knows_that_too(void **state)
{
    const char *text = opened(ada, READ);

    (void)state;
    assert_true(lives(text));
    schema_sql("UPDATE api_token SET expires = UTC_TIMESTAMP(6) + INTERVAL 150000 MICROSECOND");
    cache_wipe(cache);
    assert_true(lives(text));
    while (lives(text))
        nanosleep(&(struct timespec){0, 20000000}, NULL);
    database_reset_counters(database);
    assert_false(lives(text));
    assert_int_equal(database_queries(database), 0);
}

static void who_is_known_costs_no_query(void **state)
{
    const char *text = opened(ada, READ);

    (void)state;
    assert_true(lives(text));
    database_reset_counters(database);
    assert_true(lives(text));
    assert_int_equal(database_queries(database), 0);
}

static void its_use_is_written_down_with_its_network_once_an_hour(void **state)
{
    const char *text = opened(ada, READ);
    struct session session;
    int64_t first;

    (void)state;
    assert_int_equal(only(ada).used, 0);
    assert_string_equal(only(ada).network, "");
    assert_true(found_at(text, "203.0.113.7", &session));
    first = only(ada).used;
    assert_true(clock_now() - first < 60 * CLOCK_SECOND);
    assert_string_equal(only(ada).network, "203.0.113.0/24");
    assert_true(found_at(text, "198.51.100.7", &session));
    assert_true(only(ada).used == first);
    schema_sql("UPDATE api_token SET used = used - INTERVAL 61 MINUTE");
    cache_wipe(cache);
    assert_true(found_at(text, "2001:db8::7", &session));
    assert_string_equal(only(ada).network, "2001:db8::/64");
    assert_true(only(ada).used >= first);
}

/* ---- its end ---- */

static void one_is_ended_and_the_others_stay(void **state)
{
    const char *one = opened(ada, READ), *alien;
    const struct actor who = actor(ada);
    uint64_t id = only(ada).id;

    (void)state;
    alien = opened(brann, READ);
    assert_true(lives(one));
    assert_int_equal(api_token_end(&store, &who, ada, only(brann).id), 0);
    assert_int_equal(api_token_end(&store, &who, ada, id), 1);
    assert_false(lives(one));
    assert_true(lives(alien));
    assert_int_equal(api_token_end(&store, &who, ada, id), 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM audit WHERE act = 'token.end'"
                                   " AND before_act = 'a program'"),
                     1);
}

static void ending_all_sessions_ends_all_tokens_of_the_account_and_of_no_other(void **state)
{
    const char *mine = opened(ada, READ), *alien = opened(brann, READ);
    const struct actor who = actor(ada);

    (void)state;
    assert_true(lives(mine));
    assert_int_equal(session_end(&store, &who, &(struct session_choice){.account_id = ada}), 0);
    assert_false(lives(mine));
    assert_true(lives(alien));
}

static void one_that_has_ended_by_itself_is_shown_for_a_month_and_goes_then(void **state)
{
    size_t count;

    (void)state;
    opened(ada, READ);
    schema_sql("UPDATE api_token SET expires = UTC_TIMESTAMP(6) - INTERVAL 29 DAY");
    assert_true(only(ada).expires < clock_now());
    schema_sql("UPDATE api_token SET expires = UTC_TIMESTAMP(6) - INTERVAL 31 DAY");
    assert_non_null(api_token_list(database, arena, ada, &count));
    assert_int_equal(count, 0);
    opened(ada, READ);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM api_token"), 1);
}

/* ---- how many, and what is kept ---- */

static void an_account_has_a_hundred_at_most(void **state)
{
    const struct actor who = actor(ada);
    const struct api_token wanted = {.name = "one more",
                                     .scopes = READ,
                                     .expires = clock_now() + DAY};
    const char *text;

    (void)state;
    opened(ada, READ);
    schema_sql("INSERT INTO api_token (token_hash, account_id, name, scopes, created, expires)"
               " SELECT UNHEX(SHA2(CONCAT('x', seq), 256)), account_id, name, scopes, created,"
               " expires FROM api_token JOIN seq_1_to_%d",
               API_TOKENS_MAX - 1);
    assert_int_equal(api_token_open(&store, &who, ada, &wanted, &text), 0);
    opened(brann, READ);
    schema_sql("DELETE FROM api_token WHERE account_id = %llu LIMIT 1", (unsigned long long)ada);
    assert_int_equal(api_token_open(&store, &who, ada, &wanted, &text), 1);
}

static void no_token_is_kept_in_the_database_but_what_it_is_for_is_recorded(void **state)
{
    const char *text = opened(ada, READ | TOKEN_SCOPE_BIT(TOKEN_SCOPE_POST));

    (void)state;
    schema_sql("UPDATE api_token SET network = 'found' WHERE CONCAT(token_hash, HEX(token_hash),"
               " name, scopes) LIKE '%%%s%%'",
               text);
    assert_string_equal(only(ada).network, "");
    assert_int_equal(schema_number("SELECT COUNT(*) FROM audit WHERE act = 'token.make'"
                                   " AND after_act LIKE 'a program (read post), until 2%'"),
                     1);
}

static void what_has_not_the_form_of_a_token_costs_no_query(void **state)
{
    static const char *const wrong[] = {"", "0", "0123456789abcdef0123456789abcdeg"};

    (void)state;
    database_reset_counters(database);
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(lives(wrong[i]));
    assert_int_equal(database_queries(database), 0);
    assert_false(lives("0123456789abcdef0123456789abcdef"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACCOUNTS(a_token_is_its_account_s_and_held_to_its_scopes),
        ACCOUNTS(it_ends_on_its_day_and_the_cache_knows_that_too),
        ACCOUNTS(who_is_known_costs_no_query),
        ACCOUNTS(its_use_is_written_down_with_its_network_once_an_hour),
        ACCOUNTS(one_is_ended_and_the_others_stay),
        ACCOUNTS(ending_all_sessions_ends_all_tokens_of_the_account_and_of_no_other),
        ACCOUNTS(one_that_has_ended_by_itself_is_shown_for_a_month_and_goes_then),
        ACCOUNTS(an_account_has_a_hundred_at_most),
        ACCOUNTS(no_token_is_kept_in_the_database_but_what_it_is_for_is_recorded),
        ACCOUNTS(what_has_not_the_form_of_a_token_costs_no_query),
    };

    return SCHEMA_RUN(tests);
}
