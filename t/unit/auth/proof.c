#include "auth/credentials/proof.h"

#include "../account_probe.h"
#include "../schema.h"
#include "auth/factor/totp.h"

#define DAY (86400 * CLOCK_SECOND)

static const char key[] = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

static struct account found(uint64_t id)
{
    struct account found;

    assert_int_equal(account_by_name(database, arena, id == ada ? "ada" : "brann", &found), 1);
    return found;
}

/* As a login that is on its way has it: of an account that was read, and a password that was right. */
static struct login on_its_way(bool factor)
{
    const struct account account = found(ada);

    return (struct login){.proof = {ada, account.credentials_version, factor, clock_now()},
                          .agent = ""};
}

static int arrives(const struct login *login)
{
    const struct actor who = actor(ada);
    const char *token;

    return session_open(&store, &who, login, &token);
}

static struct mail mail_to(const char *address)
{
    return (struct mail){.kind = "reset",
                         .sender = "",
                         .recipient = address,
                         .language = "en",
                         .subject = "",
                         .body = bytes_of("", 0)};
}

static const char *link_token(enum link_purpose purpose, const char *email)
{
    const struct account_link link = {.purpose = purpose,
                                      .token = token_make(arena),
                                      .account_id = ada,
                                      .email = email};
    const struct mail mail = mail_to(email);
    const struct actor nobody = actor(0);

    assert_int_equal(link_open(&store, &nobody, &link, &mail, NULL), 0);
    return link.token;
}

/* Whoever has the link sets a password. */
static int reset_by(const char *token)
{
    const struct actor who = actor(ada);
    struct account_link link;
    const struct new_password password = {.text = "correct horse battery"};
    int good = link_find(database, arena, LINK_RESET, token, &link);

    return good > 0 ? account_reset_password(&store, &who, &link, &password) : good;
}

static void reset(void)
{
    schema_sql("UPDATE account SET email = 'ada@example.org' WHERE id = %llu",
               (unsigned long long)ada);
    assert_int_equal(reset_by(link_token(LINK_RESET, "ada@example.org")), 1);
}

/* Somebody who is in, by a session. */
static struct actor in(uint64_t id)
{
    struct actor who = actor(id);

    assert_non_null(session_of(&store, &who, "", true));
    who.session_id = schema_number("SELECT MAX(id) FROM session");
    return who;
}

static void end_all(void)
{
    const struct actor who = actor(ada);

    assert_int_equal(session_end(&store, &who, &(struct session_choice){.account_id = ada}), 0);
}

static void set_password(void)
{
    const struct actor who = actor(ada);
    const struct account account = found(ada);

    assert_int_equal(account_set_password(&store, &who, &account,
                                          &(struct new_password){.text = "correct horse battery"},
                                          NULL),
                     1);
}

static void pause_and_resume(void)
{
    const struct actor who = actor(ada);
    struct login_proof proof = {.account_id = ada};

    assert_int_equal(account_pause(&store, &who, ada), PAUSE_DONE);
    assert_int_equal(credentials_version(database, arena, ada, &proof.version), 0);
    assert_int_equal(account_resume(&store, &who, &proof), PAUSE_DONE);
}

static void add_factor(void)
{
    const struct actor who = actor(ada);
    struct recovery_codes codes;

    assert_int_equal(factor_add_totp(&store, &who, &(struct totp_proof){key, 1}, &codes, NULL), 1);
}

static void remove_factor(void)
{
    const struct actor who = actor(ada);

    assert_int_equal(factor_remove_totp(&store, &who, NULL), 1);
}

static void (*const changes[])(void) = {reset,      end_all,      set_password, pause_and_resume,
                                        add_factor, remove_factor};

static void
a_login_that_is_on_its_way_comes_to_nothing_once_anything_ends_what_was_before(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(changes); i++) {
        const struct login login = on_its_way(true);

        assert_int_equal(arrives(&login), 1);
        changes[i]();
        assert_int_equal(arrives(&login), 0);
    }
}

static void one_that_is_between_password_and_factor_is_over_as_well(void **state)
{
    struct pending_login pending;

    (void)state;
    for (size_t i = 0; i < COUNT(changes); i++) {
        const struct login_proof proof = {.account_id = ada,
                                          .version = found(ada).credentials_version};
        const char *token;

        changes[i]();
        /* The password had been right before: what is written only now. */
        token = pending_login_open(database, arena, &proof);
        assert_int_equal(pending_login_find(database, arena, token, &pending), 0);
    }
}

static void a_session_is_as_fresh_as_what_was_shown_for_it(void **state)
{
    static const struct session_rules rules = {.kept = 60 * DAY,
                                               .idle = 60 * DAY,
                                               .administering = 60 * DAY};
    const int64_t now = clock_now(), minute = 60 * CLOCK_SECOND;
    const struct {
        int64_t shown;
        bool fresh;
    } cases[] = {{now, true},
                 {now - 9 * minute, true},
                 {now - 11 * minute, false},
                 {0, false},
                 {now + 60 * minute, true} /* by a clock that is ahead: no longer than now */};
    const struct actor who = actor(ada);

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct login login = on_its_way(true);
        const char *token, *renewed;
        struct session session;
        struct pending_login pending;

        login.proof.shown = cases[i].shown;
        assert_int_equal(session_open(&store, &who, &login, &token), 1);
        assert_int_equal(session_find(&store, &rules, token, &session, &renewed), 1);
        assert_int_equal(session_is_fresh(&session, clock_now()), cases[i].fresh);
        assert_false(session_is_fresh(&session, now + 11 * minute));
        token = pending_login_open(database, arena, &login.proof);
        assert_int_equal(pending_login_find(database, arena, token, &pending), 1);
        assert_int_equal(pending.shown, cases[i].shown);
    }
}

static void the_password_alone_opens_nothing_once_there_is_a_factor(void **state)
{
    struct login login;

    (void)state;
    add_factor();
    login = on_its_way(false);
    assert_int_equal(arrives(&login), 0);
    login = on_its_way(true);
    assert_int_equal(arrives(&login), 1);
    schema_sql("UPDATE account SET state = 1 WHERE id = %llu", (unsigned long long)ada);
    assert_int_equal(arrives(&login), 0);
}

static void what_resumes_a_paused_account_is_worth_nothing_after_a_reset(void **state)
{
    const struct actor who = actor(ada);
    const struct secret *secret = who.secret;
    struct account account;
    struct login_proof proof;
    const char *text;

    (void)state;
    assert_int_equal(account_pause(&store, &who, ada), PAUSE_DONE);
    assert_int_equal(account_to_log_in(database, arena, "ada", &account), 1);
    proof = (struct login_proof){ada, account.credentials_version, false, 17 * CLOCK_SECOND};
    text = resume_make(secret, arena, &proof);
    proof = resume_proof(secret, arena, text);
    assert_int_equal(proof.account_id, ada);
    assert_int_equal(proof.shown, 17 * CLOCK_SECOND);
    assert_int_equal(resume_proof(secret, arena, arena_format(arena, "%s0", text)).account_id, 0);
    reset();
    assert_int_equal(account_resume(&store, &who, &proof), PAUSE_STALE);
    assert_int_equal(account_to_log_in(database, arena, "ada", &account), 1);
    assert_true(account.paused);
    proof.version = account.credentials_version;
    proof = resume_proof(secret, arena, resume_make(secret, arena, &proof));
    assert_int_equal(account_resume(&store, &who, &proof), PAUSE_DONE);
}

static void what_a_session_asked_for_comes_to_nothing_once_it_has_ended(void **state)
{
    const struct actor who = in(ada);
    const struct account account = found(ada);
    const struct mail mail = mail_to("x@example.org");
    const struct account_link link = {.purpose = LINK_VERIFY,
                                      .token = token_make(arena),
                                      .account_id = ada,
                                      .email = "x@example.org"};
    struct recovery_codes codes;

    (void)state;
    end_all();
    assert_null(token_of(&store, &who, ada, TOKEN_SCOPES_ALL));
    assert_int_equal(factor_add_totp(&store, &who, &(struct totp_proof){key, 1}, &codes, NULL), -1);
    assert_int_equal(link_open(&store, &who, &link, &mail, NULL), -1);
    assert_int_equal(account_remove_email(&store, &who, &account, NULL), -1);
    assert_int_equal(invitation_make(&store, &who, clock_now() + DAY, 1), -1);
    assert_int_equal(account_pause(&store, &who, ada), PAUSE_FAILED);
    assert_int_equal(account_set_password(&store, &who, &account,
                                          &(struct new_password){.text = "correct horse battery"},
                                          NULL),
                     0);
    assert_int_equal(schema_number("SELECT (SELECT COUNT(*) FROM api_token)"
                                   " + (SELECT COUNT(*) FROM totp)"
                                   " + (SELECT COUNT(*) FROM account_link)"
                                   " + (SELECT COUNT(*) FROM invitation)"),
                     0);
}

static void a_session_is_no_other_account_s(void **state)
{
    struct actor who = in(ada);

    (void)state;
    who.account_id = brann;
    assert_null(token_of(&store, &who, brann, TOKEN_SCOPES_ALL));
    who.account_id = ada;
    assert_non_null(token_of(&store, &who, ada, TOKEN_SCOPES_ALL));
}

static void a_new_password_ends_all_and_opens_one_session_by_one_act(void **state)
{
    const struct actor who = in(ada);
    const struct account account = found(ada);
    const struct login login = {.proof = {.account_id = ada}, .agent = "mine"};
    const struct new_password password = {.text = "correct horse battery", .login = &login};
    const char *token;

    (void)state;
    in(ada);
    assert_non_null(token_of(&store, &who, ada, TOKEN_SCOPES_ALL));
    /* Where the new session cannot be written, nothing is. */
    schema_sql("ALTER TABLE session RENAME COLUMN agent TO agent_away");
    assert_int_equal(account_set_password(&store, &who, &account, &password, &token), -1);
    schema_sql("ALTER TABLE session RENAME COLUMN agent_away TO agent");
    assert_null(found(ada).password);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM session"), 2);
    assert_int_equal(account_set_password(&store, &who, &account, &password, &token), 1);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM session WHERE agent = 'mine'"), 1);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM session"), 1);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM api_token"), 0);
    assert_non_null(found(ada).password);
}

static void
a_link_to_set_a_password_is_good_only_where_the_address_is_still_the_account_s(void **state)
{
    (void)state;
    schema_sql("UPDATE account SET email = 'new@example.org' WHERE id = %llu",
               (unsigned long long)ada);
    assert_int_equal(reset_by(link_token(LINK_RESET, "old@example.org")), 0);
    assert_int_equal(reset_by(link_token(LINK_RESET, "new@example.org")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ACCOUNTS(a_login_that_is_on_its_way_comes_to_nothing_once_anything_ends_what_was_before),
        ACCOUNTS(one_that_is_between_password_and_factor_is_over_as_well),
        ACCOUNTS(a_session_is_as_fresh_as_what_was_shown_for_it),
        ACCOUNTS(the_password_alone_opens_nothing_once_there_is_a_factor),
        ACCOUNTS(what_resumes_a_paused_account_is_worth_nothing_after_a_reset),
        ACCOUNTS(what_a_session_asked_for_comes_to_nothing_once_it_has_ended),
        ACCOUNTS(a_session_is_no_other_account_s),
        ACCOUNTS(a_new_password_ends_all_and_opens_one_session_by_one_act),
        ACCOUNTS(a_link_to_set_a_password_is_good_only_where_the_address_is_still_the_account_s),
    };

    return SCHEMA_RUN(tests);
}
