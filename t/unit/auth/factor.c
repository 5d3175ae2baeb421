#include "auth/factor/factor.h"

#include <liboath/oath.h>

#include "../account_probe.h"
#include "../schema.h"
#include "auth/factor/passkey.h"
#include "auth/factor/totp.h"
#include "auth/factor/webauthn/challenge.h"

static const char key[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", key_bytes[] = "12345678901234567890";
static const struct session_rules rules = {.kept = SESSION_IDLE_MAX,
                                           .idle = SESSION_IDLE_MAX,
                                           .administering = SESSION_IDLE_MAX};
static uint64_t step_now(void)
{
    return (uint64_t)(clock_now() / CLOCK_SECOND / 30);
}

/* The key's code of so many steps from now. */
static const char *code_of(int64_t steps)
{
    char *code = arena_alloc(arena, 8);

    assert_int_equal(oath_totp_generate(key_bytes, 20, clock_now() / CLOCK_SECOND + 30 * steps, 30,
                                        0, 6, code),
                     OATH_OK);
    return code;
}

static int add(uint64_t id, struct recovery_codes *codes)
{
    const struct actor who = actor(id);

    return factor_add_totp(&store, &who, &(struct totp_proof){key, step_now() - 2}, codes, NULL);
}

static enum factor_answer take(uint64_t id, const char *code)
{
    const struct actor who = actor(id);

    return factor_take_code(&store, &who, code);
}

static struct factors of(uint64_t id)
{
    struct factors factors;

    assert_int_equal(factors_read(database, arena, id, &factors), 0);
    return factors;
}

/* Waits until a step has so much left that what follows is all of it. */
static void early_in_a_step(void)
{
    while (clock_now() / CLOCK_SECOND % 30 > 27)
        usleep(100000);
}

static void an_app_is_added_once_and_its_key_is_not_readable(void **state)
{
    struct recovery_codes codes, again;

    (void)state;
    assert_true(of(ada).since == 0);
    assert_int_equal(add(ada, &codes), 1);
    assert_true(of(ada).since != 0 && of(ada).totp != 0);
    assert_int_equal(of(ada).recovery_codes, RECOVERY_CODES);
    assert_int_equal(add(ada, &again), 0);
    assert_null(again.code[0]);
    assert_int_equal(of(ada).recovery_codes, RECOVERY_CODES);
    assert_true(of(brann).since == 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM totp WHERE INSTR(sealed, "
                                   "'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ') > 0"),
                     0);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        assert_int_equal(schema_number(arena_format(
                             arena,
                             "SELECT COUNT(*) FROM recovery_code WHERE code_hash LIKE '%%%s%%'",
                             codes.code[i])),
                         0);
    assert_int_equal(
        schema_number("SELECT COUNT(*) FROM audit WHERE act = 'factor.add' AND subject = 'totp'"),
        1);
}

static void a_code_counts_once_and_none_before_it(void **state)
{
    struct recovery_codes codes;

    (void)state;
    add(ada, &codes);
    early_in_a_step();
    assert_int_equal(take(ada, "000000") == FACTOR_RIGHT, false);
    assert_int_equal(take(ada, code_of(0)), FACTOR_RIGHT);
    assert_int_equal(take(ada, code_of(0)), FACTOR_USED);
    assert_int_equal(take(ada, code_of(-1)), FACTOR_USED);
    assert_int_equal(take(ada, code_of(1)), FACTOR_RIGHT);
    assert_int_equal(take(ada, code_of(1)), FACTOR_USED);
    assert_int_equal(take(ada, code_of(2)), FACTOR_WRONG);
    assert_int_equal(take(brann, code_of(1)), FACTOR_WRONG);
}

static void the_code_that_proved_the_key_is_no_second_one(void **state)
{
    const struct actor who = actor(ada);
    struct recovery_codes codes;

    (void)state;
    early_in_a_step();
    assert_int_equal(factor_add_totp(&store, &who, &(struct totp_proof){key, step_now()}, &codes,
                                     NULL),
                     1);
    assert_int_equal(take(ada, code_of(0)), FACTOR_USED);
}

static void a_key_in_another_s_row_opens_nothing(void **state)
{
    struct recovery_codes codes;

    (void)state;
    add(ada, &codes);
    add(brann, &codes);
    schema_sql("UPDATE totp b JOIN totp a ON a.account_id = %llu SET b.sealed = a.sealed"
               " WHERE b.account_id = %llu",
               (unsigned long long)ada, (unsigned long long)brann);
    assert_int_equal(take(brann, code_of(0)), FACTOR_WRONG);
    assert_int_equal(take(ada, code_of(0)), FACTOR_RIGHT);
}

static char *shouted(const char *code)
{
    char *copy = arena_string(arena, code);

    for (char *c = copy; *c != '\0'; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A')
             : *c == '0'            ? 'O'
             : *c == '1'            ? 'l'
             : *c == '-'            ? ' '
                                    : *c;
    return copy;
}

static void a_recovery_code_counts_once_however_it_is_typed(void **state)
{
    struct recovery_codes codes;

    (void)state;
    add(ada, &codes);
    assert_int_equal(take(brann, codes.code[0]), FACTOR_WRONG);
    assert_int_equal(take(ada, codes.code[0]), FACTOR_RIGHT);
    assert_int_equal(take(ada, codes.code[0]), FACTOR_WRONG);
    assert_int_equal(take(ada, shouted(codes.code[1])), FACTOR_RIGHT);
    assert_int_equal(take(ada, codes.code[1]), FACTOR_WRONG);
    assert_int_equal(take(ada, "aaaa-bbbb-cccc"), FACTOR_WRONG);
    assert_int_equal(take(ada, arena_format(arena, "%s%080d", codes.code[2], 0)), FACTOR_WRONG);
    assert_int_equal(of(ada).recovery_codes, RECOVERY_CODES - 2);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM audit WHERE act = 'recovery.use'"), 2);
}

static void new_recovery_codes_end_the_former_ones(void **state)
{
    const struct actor who = actor(ada), other = actor(brann);
    struct recovery_codes codes, fresh;

    (void)state;
    assert_int_equal(recovery_renew(&store, &other, &fresh, NULL), 0);
    add(ada, &codes);
    take(ada, codes.code[0]);
    assert_int_equal(recovery_renew(&store, &who, &fresh, NULL), 1);
    assert_int_equal(of(ada).recovery_codes, RECOVERY_CODES);
    assert_int_equal(take(ada, codes.code[1]), FACTOR_WRONG);
    assert_int_equal(take(ada, fresh.code[1]), FACTOR_RIGHT);
}

static void the_last_factor_takes_the_recovery_codes_with_it(void **state)
{
    const struct actor who = actor(ada), keeper = actor(brann);
    struct recovery_codes codes;

    (void)state;
    assert_int_equal(factor_remove_totp(&store, &who, NULL), 0);
    add(ada, &codes);
    assert_int_equal(factor_remove_totp(&store, &who, NULL), 1);
    assert_true(of(ada).since == 0 && of(ada).recovery_codes == 0);
    assert_int_equal(take(ada, codes.code[0]), FACTOR_WRONG);
    add(ada, &codes);
    assert_int_equal(factors_remove(&store, &keeper, ada, "Lost the phone", NULL), 1);
    assert_int_equal(factors_remove(&store, &keeper, ada, "Lost the phone", NULL), 0);
    assert_true(of(ada).since == 0 && of(ada).recovery_codes == 0);
    assert_int_equal(schema_number(arena_format(arena,
                                                "SELECT COUNT(*) FROM audit WHERE act ="
                                                " 'factor.remove' AND account_id = %llu AND"
                                                " about_id = %llu AND reason = 'Lost the phone'",
                                                (unsigned long long)brann,
                                                (unsigned long long)ada)),
                     1);
}

static void the_first_factor_ends_all_sessions_but_the_one_that_showed_it(void **state)
{
    struct actor who = actor(ada);
    const char *token = session_of(&store, &who, "", false), *renewed;
    const char *other = session_of(&store, &who, "", false);
    struct recovery_codes codes;
    struct session session;

    (void)state;
    assert_int_equal(session_find(&store, &rules, token, &session, &renewed), 1);
    schema_sql("UPDATE session SET authenticated = authenticated - INTERVAL 5 MINUTE");
    who.session_id = session.id;
    assert_int_equal(factor_add_totp(&store, &who, &(struct totp_proof){key, step_now() - 2},
                                     &codes, NULL),
                     1);
    assert_int_equal(session_find(&store, &rules, other, &session, &renewed), 0);
    assert_int_equal(session_find(&store, &rules, token, &session, &renewed), 1);
    assert_true(session.factor_since != 0);
    /* As fresh as it was, and no fresher by a factor that is whoever's. */
    assert_true(session_is_fresh(&session, clock_now()));
    assert_false(session_is_fresh(&session, clock_now() + 300 * CLOCK_SECOND));
    schema_sql("UPDATE account SET factor_since = factor_since + INTERVAL 1 SECOND");
    cache_wipe(cache);
    assert_int_equal(session_find(&store, &rules, token, &session, &renewed), 1);
    assert_false(session_is_fresh(&session, clock_now()));
}

static uint64_t version(void)
{
    uint64_t version = 0;

    assert_int_equal(credentials_version(database, arena, ada, &version), 0);
    return version;
}

static int find_pending(const char *token)
{
    struct pending_login pending;
    int found = pending_login_find(database, arena, token, &pending);

    if (found > 0) {
        assert_int_equal(pending.account_id, ada);
        assert_string_equal(pending.name, "ada");
    }
    return found;
}

static const char *begin_login(void)
{
    const struct login_proof proof = {.account_id = ada, .version = version()};

    return pending_login_open(database, arena, &proof);
}

static void a_login_that_was_begun_has_few_minutes_and_tries(void **state)
{
    const char *token = begin_login();

    (void)state;
    assert_int_equal(find_pending(token), 1);
    assert_int_equal(find_pending(token_make(arena)), 0);
    assert_int_equal(find_pending(NULL), 0);
    assert_int_equal(find_pending("'; --"), 0);
    for (int i = 0; i < PENDING_LOGIN_TRIES_MAX; i++)
        assert_int_equal(pending_login_try(database, token), 1);
    assert_int_equal(pending_login_try(database, token), 0);
    assert_int_equal(find_pending(token), 0);
    token = begin_login();
    schema_sql("UPDATE login_pending SET created = created - INTERVAL %d SECOND",
               PENDING_LOGIN_SECONDS);
    assert_int_equal(find_pending(token), 0);
}

static void a_login_ends_once_and_with_all_sessions(void **state)
{
    const struct actor who = actor(ada);
    const char *token = begin_login();

    (void)state;
    assert_int_equal(pending_login_end(database, token), 1);
    assert_int_equal(pending_login_end(database, token), 0);
    token = begin_login();
    assert_int_equal(session_end(&store, &who, &(struct session_choice){.account_id = ada}), 0);
    assert_int_equal(find_pending(token), 0);
}

/* ---- passkeys, and what they answer ---- */

static const struct passkey phone = {.rp_id = "example.com",
                                     .credential = {"a phone", 7},
                                     .key = {-8, {"0123456789abcdef0123456789abcdef", 32}},
                                     .transports = "internal",
                                     .name = "Phone"};

static int add_passkey(uint64_t id, const char *credential, struct recovery_codes *codes)
{
    const struct actor who = actor(id);
    struct passkey passkey = phone;

    passkey.credential = bytes_of(credential, strlen(credential));
    return passkey_add(&store, &who, &passkey, codes, NULL);
}

static struct passkey found(const char *credential)
{
    struct passkey passkey;

    assert_int_equal(passkey_find(database, arena, "example.com",
                                  bytes_of(credential, strlen(credential)), &passkey),
                     1);
    return passkey;
}

static void a_passkey_is_a_factor_and_of_one_account(void **state)
{
    const struct actor who = actor(ada), other = actor(brann);
    struct recovery_codes codes;
    struct passkey passkey;

    (void)state;
    assert_int_equal(add_passkey(ada, "a phone", &codes), 1);
    assert_non_null(codes.code[0]);
    assert_true(of(ada).since != 0 && of(ada).passkeys == 1);
    assert_int_equal(add_passkey(brann, "a phone", &codes), 0);
    assert_true(of(brann).since == 0);
    assert_int_equal(add_passkey(ada, "a stick", &codes), 1);
    assert_null(codes.code[0]);
    passkey = found("a phone");
    assert_string_equal(passkey.account, "ada");
    assert_int_equal(passkey_find(database, arena, "example.net", bytes_of("a phone", 7), &passkey),
                     0);
    assert_int_equal(passkey_rename(&store, &other, &passkey, "Mine"), 0);
    assert_int_equal(passkey_remove(&store, &other, &passkey, NULL), 0);
    assert_int_equal(passkey_remove(&store, &who, &passkey, NULL), 1);
    assert_int_equal(of(ada).recovery_codes, RECOVERY_CODES);
    passkey = found("a stick");
    assert_int_equal(passkey_remove(&store, &who, &passkey, NULL), 1);
    assert_true(of(ada).since == 0 && of(ada).recovery_codes == 0);
}

static void an_app_and_a_passkey_stand_by_themselves(void **state)
{
    const struct actor who = actor(ada);
    struct recovery_codes codes;
    struct passkey passkey;

    (void)state;
    assert_int_equal(add(ada, &codes), 1);
    assert_int_equal(add_passkey(ada, "a phone", &codes), 1);
    assert_int_equal(factor_remove_totp(&store, &who, NULL), 1);
    assert_true(of(ada).since != 0 && of(ada).recovery_codes == RECOVERY_CODES);
    passkey = found("a phone");
    assert_int_equal(factors_remove(&store, &who, ada, "Lost", NULL), 1);
    assert_true(of(ada).since == 0 && of(ada).passkeys == 0);
    assert_int_equal(passkey_use(&store, &who, &passkey, &(struct webauthn_authenticator){0}, NULL),
                     PASSKEY_GONE);
}

static void an_account_has_a_bounded_number_of_passkeys(void **state)
{
    struct recovery_codes codes;

    (void)state;
    for (int i = 0; i < PASSKEYS_MAX; i++)
        assert_int_equal(add_passkey(ada, arena_format(arena, "key %d", i), &codes), 1);
    assert_int_equal(add_passkey(ada, "one more", &codes), 0);
}

static void a_counter_goes_on_or_its_owner_is_told(void **state)
{
    static const struct {
        uint32_t counter;
        enum passkey_use use;
    } uses[] = {{0, PASSKEY_USED},      {0, PASSKEY_USED},      {1, PASSKEY_USED},
                {9, PASSKEY_USED},      {9, PASSKEY_REGRESSED}, {3, PASSKEY_REGRESSED},
                {0, PASSKEY_REGRESSED}, {10, PASSKEY_USED}};
    const struct actor who = actor(ada);
    struct recovery_codes codes;

    (void)state;
    assert_int_equal(add_passkey(ada, "a phone", &codes), 1);
    for (size_t i = 0; i < COUNT(uses); i++) {
        const struct passkey passkey = found("a phone");
        const struct webauthn_authenticator said = {.counter = uses[i].counter};

        assert_int_equal(passkey_use(&store, &who, &passkey, &said, NULL), uses[i].use);
    }
    assert_int_equal(found("a phone").counter, 10);
    assert_true(found("a phone").used != 0 && found("a phone").regressed != 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM audit WHERE act = 'passkey.regress'"), 3);
}

static const struct secret secret = {"0123456789abcdef0123456789abcde"};

static int take_challenge(const char *purpose, const char *binding, const char *challenge)
{
    return challenge_take(database, arena, &secret, &(struct challenge_use){purpose, binding},
                          challenge);
}

static void a_challenge_counts_once_for_what_it_was_made_for(void **state)
{
    const char *challenge =
        challenge_make(&secret, arena, &(struct challenge_use){"login", "browser"});
    char *forged = arena_string(arena, challenge);
    static const struct secret another = {"another secret"};

    (void)state;
    assert_int_equal(take_challenge("factor", "browser", challenge), 0);
    assert_int_equal(take_challenge("login", "another", challenge), 0);
    assert_int_equal(challenge_take(database, arena, &another,
                                    &(struct challenge_use){"login", "browser"}, challenge),
                     0);
    forged[0] = forged[0] == 'a' ? 'b' : 'a';
    assert_int_equal(take_challenge("login", "browser", forged), 0);
    forged[0] = challenge[0];
    forged[34] = forged[34] == '9' ? '8' : '9';
    assert_int_equal(take_challenge("login", "browser", forged), 0);
    for (size_t i = 0; i < strlen(challenge); i++)
        assert_int_equal(take_challenge("login", "browser", arena_copy(arena, challenge, i)), 0);
    assert_int_equal(take_challenge("login", "browser", challenge), 1);
    assert_int_equal(take_challenge("login", "browser", challenge), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACCOUNTS(an_app_is_added_once_and_its_key_is_not_readable),
        ACCOUNTS(a_code_counts_once_and_none_before_it),
        ACCOUNTS(the_code_that_proved_the_key_is_no_second_one),
        ACCOUNTS(a_key_in_another_s_row_opens_nothing),
        ACCOUNTS(a_recovery_code_counts_once_however_it_is_typed),
        ACCOUNTS(new_recovery_codes_end_the_former_ones),
        ACCOUNTS(the_last_factor_takes_the_recovery_codes_with_it),
        ACCOUNTS(the_first_factor_ends_all_sessions_but_the_one_that_showed_it),
        ACCOUNTS(a_login_that_was_begun_has_few_minutes_and_tries),
        ACCOUNTS(a_login_ends_once_and_with_all_sessions),
        ACCOUNTS(a_passkey_is_a_factor_and_of_one_account),
        ACCOUNTS(an_app_and_a_passkey_stand_by_themselves),
        ACCOUNTS(an_account_has_a_bounded_number_of_passkeys),
        ACCOUNTS(a_counter_goes_on_or_its_owner_is_told),
        ACCOUNTS(a_challenge_counts_once_for_what_it_was_made_for),
    };

    return SCHEMA_RUN(tests);
}
