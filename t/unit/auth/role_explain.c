#include "auth/role_explain.h"

#include "../role_probe.h"
#include "../schema.h"

/* ---- what it costs ---- */

static void what_somebody_may_costs_no_query_once_it_is_known(void **state)
{
    const char *token = session_of(&store, actor_of(brann), "", true), *renewed;
    struct session session;

    (void)state;
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    role("member");
    database_reset_counters(database);
    for (int i = 0; i < 100; i++) {
        assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
        assert_int_equal(roles_refresh(roles, database, shared), 0);
        assert_int_equal(permissions_at(roles, &session.grants, SITE, clock_now()), MODERATOR_SET);
    }
    assert_int_equal(database_queries(database), 0);
}

/* ---- grants ---- */

static void a_role_ends_by_itself_also_while_its_session_is_known(void **state)
{
    const char *token, *renewed;
    struct role_grant grant = *GRANT(cora, "moderator", SITE);
    struct session session;
    int64_t now = clock_now();

    (void)state;
    grant.until = now + 3600 * CLOCK_SECOND;
    grant.reason = "while brann is away";
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_DONE);
    token = session_of(&store, actor_of(cora), "", true);
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    database_reset_counters(database);
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, now), MODERATOR_SET);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, grant.until), MEMBER_SET);
    assert_int_equal(database_queries(database), 0);
    grant.until = now - 1;
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_IS_OVER);
}

static void an_account_has_a_bounded_number_of_roles(void **state)
{
    (void)state;
    for (uint64_t site = 1; site < GRANTS_MAX; site++)
        assert_int_equal(role_grant(OPERATOR,
                                    GRANT(cora, "trusted", ((struct role_scope){site, 0}))),
                         ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", EVERYWHERE)), ROLE_TOO_MANY);
    schema_sql("UPDATE membership SET until = UTC_TIMESTAMP(6) - INTERVAL 1 DAY WHERE site_id = 3");
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", EVERYWHERE)), ROLE_DONE);
}

static void a_role_in_the_place_of_others_leaves_those_elsewhere_and_what_denies(void **state)
{
    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "reviewer", SITE)), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_replace(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(
        schema_number("SELECT GROUP_CONCAT(role_id ORDER BY role_id SEPARATOR '') FROM membership m"
                      " JOIN account a ON a.id = m.account_id WHERE a.name = 'cora'"),
        35);
    assert_int_equal(role_replace(OPERATOR, GRANT(cora, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(role_replace(OPERATOR, GRANT(cora, "member", SITE)), ROLE_DONE);
    assert_int_equal(
        schema_number("SELECT GROUP_CONCAT(role_id ORDER BY role_id SEPARATOR '') FROM membership m"
                      " JOIN account a ON a.id = m.account_id WHERE a.name = 'cora'"),
        237);
}

static void who_is_not_there_gets_nothing(void **state)
{
    struct role_grant grant = *GRANT(cora, "trusted", SITE);

    (void)state;
    grant.role_id = 999;
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_NO_ROLE);
    assert_int_equal(role_grant(OPERATOR, GRANT(999999, "trusted", SITE)), ROLE_NO_ACCOUNT);
}

/* ---- a token and the roles that came after it ---- */

static void a_role_comes_with_another_token_for_the_same_session(void **state)
{
    const char *token = session_of(&store, actor_of(cora), "", true), *renewed, *none;
    struct session before, after, late;

    (void)state;
    assert_int_equal(session_find(&store, &session_rules, token, &before, &renewed), 1);
    assert_null(renewed);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(session_find(&store, &session_rules, token, &after, &renewed), 1);
    assert_non_null(renewed);
    assert_string_not_equal(renewed, token);
    assert_int_equal(after.id, before.id);
    assert_string_equal(session_key(arena, &after), session_key(arena, &before));
    assert_int_equal(permissions_at(roles, &after.grants, SITE, clock_now()), MODERATOR_SET);
    /* The former one is good for what was on its way, and not for the role. */
    assert_int_equal(session_find(&store, &session_rules, token, &late, &none), 1);
    assert_null(none);
    assert_int_equal(permissions_at(roles, &late.grants, SITE, clock_now()), MEMBER_SET);
    assert_int_equal(session_find(&store, &session_rules, renewed, &after, &none), 1);
    assert_null(none);
    schema_sql("UPDATE session SET issued = issued - INTERVAL 31 SECOND WHERE id = %llu",
               (unsigned long long)after.id);
    cache_wipe(cache);
    assert_int_equal(session_find(&store, &session_rules, token, &late, &none), 0);
}

static void a_former_token_is_worth_nothing_after_half_a_minute_also_where_it_is_known(void **state)
{
    const char *token = session_of(&store, actor_of(cora), "", true), *renewed;
    struct session session;

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    schema_sql("UPDATE session SET issued = issued - INTERVAL 29 SECOND WHERE id = %llu",
               (unsigned long long)session.id);
    cache_wipe(cache);
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    assert_true(session.replaced != 0);
}

static void what_denies_needs_no_other_token(void **state)
{
    const char *token = session_of(&store, actor_of(cora), "", true), *renewed;
    struct session session;

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "suspended", SITE)), ROLE_DONE);
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    assert_null(renewed);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, clock_now()),
                     SET(SITE_READ) | SET(ACCOUNT_EDIT_OWN) | SET(BAN_APPEAL));
}

static void a_program_s_token_has_what_its_account_has(void **state)
{
    const char *token = token_of(&store, actor_of(cora), cora, TOKEN_SCOPES_ALL);
    struct session session;

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "moderator", SITE)), ROLE_DONE);
    assert_int_equal(api_token_find(&store, token, "127.0.0.1", &session), 1);
    assert_int_equal(permissions_at(roles, &session.grants, SITE, clock_now()), MODERATOR_SET);
    assert_false(session_is_fresh(&session, clock_now()));
}

static void a_password_is_fresh_for_ten_minutes(void **state)
{
    const char *token = session_of(&store, actor_of(cora), "", true), *renewed;
    struct session session;
    int64_t now = clock_now();

    (void)state;
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    assert_true(session_is_fresh(&session, now));
    assert_false(session_is_fresh(&session, now + SESSION_FRESH + CLOCK_SECOND));
    schema_sql("UPDATE session SET authenticated = authenticated - INTERVAL 1 HOUR");
    cache_wipe(cache);
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    assert_false(session_is_fresh(&session, now));
    assert_int_equal(session_authenticated(&store, actor_of(cora), &session, now), 0);
    assert_int_equal(session_find(&store, &session_rules, token, &session, &renewed), 1);
    assert_true(session_is_fresh(&session, now));
}

/* ---- why ---- */

static void explain(uint64_t id, enum permission permission, struct role_scope scope,
                    struct role_explanation *why)
{
    role("member");
    assert_int_equal(role_explain(roles, database, arena,
                                  &(struct role_question){id, permission, scope}, why),
                     0);
}

static void an_explanation_names_what_gives_and_who_gave_it(void **state)
{
    struct role_explanation why;
    struct role_grant grant = *GRANT(cora, "moderator", SITE);

    (void)state;
    grant.reason = "knows everybody";
    assert_int_equal(role_grant(BY(ada), &grant), ROLE_DONE);
    explain(cora, PERMISSION_COMMENT_REMOVE, SITE, &why);
    assert_true(why.held);
    assert_int_equal(why.count, 2);
    assert_string_equal(why.reasons[0].role->name, "member");
    assert_int_equal(why.reasons[0].effect, ROLE_LACKS);
    assert_string_equal(why.reasons[1].role->name, "moderator");
    assert_int_equal(why.reasons[1].effect, ROLE_GIVES);
    assert_string_equal(why.reasons[1].granted_by, "ada");
    assert_string_equal(why.reasons[1].reason, "knows everybody");
    explain(cora, PERMISSION_COMMENT_REMOVE, (struct role_scope){2, 0}, &why);
    assert_false(why.held);
    assert_int_equal(why.reasons[1].effect, ROLE_ELSEWHERE);
    explain(cora, PERMISSION_SITE_EDIT, SITE, &why);
    assert_int_equal(why.reasons[1].effect, ROLE_LACKS);
}

static void an_explanation_names_what_takes_and_what_is_over(void **state)
{
    struct role_explanation why;

    (void)state;
    assert_int_equal(role_grant(BY(brann), GRANT(cora, "suspended", SITE)), ROLE_DONE);
    explain(cora, PERMISSION_COMMENT_WRITE, SITE, &why);
    assert_false(why.held);
    assert_int_equal(why.reasons[0].effect, ROLE_GIVES);
    assert_int_equal(why.reasons[1].effect, ROLE_TAKES);
    assert_string_equal(why.reasons[1].granted_by, "brann");
    schema_sql(
        "UPDATE membership SET until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE role_id = 7");
    explain(cora, PERMISSION_COMMENT_WRITE, SITE, &why);
    assert_true(why.held);
    assert_int_equal(why.reasons[1].effect, ROLE_OVER);
    explain(0, PERMISSION_COMMENT_WRITE, SITE, &why);
    assert_false(why.held);
    assert_int_equal(why.count, 1);
    assert_string_equal(why.reasons[0].role->name, "guest");
}

static void every_result_is_told_by_a_sentence(void **state)
{
    (void)state;
    for (int i = 0; i < ROLE_RESULTS; i++)
        assert_true(strlen(role_result_message(i)) > 5);
}

/* ---- a second factor, demanded of who administers ---- */

#define DAY (86400 * CLOCK_SECOND)

static int64_t due_of(uint64_t id)
{
    roles_demand_factor(roles, 14 * DAY);
    assert_int_equal(roles_refresh(roles, database, shared), 0);
    return role_factor_due(roles, database, arena, id);
}

/* Makes so many days pass for an account. */
static void let_pass(uint64_t id, int days)
{
    struct journal_entry entry = {.kind = JOURNAL_ACCOUNT, .account_id = id};

    schema_sql(arena_format(arena,
                            "UPDATE account SET factor_demanded = factor_demanded - INTERVAL %d DAY"
                            " WHERE id = %llu",
                            days, (unsigned long long)id));
    assert_int_equal(database_begin(database), 0);
    assert_int_equal(journal_append(database, &entry), 0);
    assert_int_equal(journal_commit(database, shared, &entry, 1), 0);
}

static bool due_in(int64_t due, int days)
{
    int64_t wanted = clock_now() + days * DAY;

    return due > wanted - 60 * CLOCK_SECOND && due <= wanted;
}

static uint64_t made(const char *name, permission_set set)
{
    const struct role wanted = {.name = name, .title = "", .permissions = set};
    uint64_t id = 0;

    assert_int_equal(role_create(OPERATOR, &wanted, &id), ROLE_DONE);
    return id;
}

static void a_grant_that_administers_asks_for_a_factor_and_others_do_not(void **state)
{
    (void)state;
    assert_true(due_in(due_of(ada), 14));
    assert_int_equal(due_of(brann), 0);
    assert_int_equal(due_of(cora), 0);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "administrator", SITE)), ROLE_DONE);
    assert_true(due_in(due_of(cora), 14));
    assert_int_equal(schema_number("SELECT COUNT(*) FROM audit WHERE act = 'role.grant' AND"
                                   " after_act = 'administers' AND subject LIKE"
                                   " 'role:administrator site:1'"),
                     1);
    roles_close(roles);
    roles = roles_open();
    assert_int_equal(roles_read(roles, database), 0);
    assert_int_equal(role_factor_due(roles, database, arena, ada), 0);
}

static void after_its_time_what_administers_is_withheld_and_comes_with_the_factor(void **state)
{
    struct role_question question = {ada, PERMISSION_ROLE_EDIT, SITE};
    struct role_explanation explanation;

    (void)state;
    due_of(ada);
    let_pass(ada, 13);
    assert_int_equal(may(ada, SITE), ADMINISTRATOR_SET & ~ENTRANCE_PERMISSIONS);
    assert_int_equal(role_explain(roles, database, arena, &question, &explanation), 0);
    assert_true(explanation.held && due_in(explanation.factor_due, 1));
    let_pass(ada, 2);
    assert_int_equal(may(ada, SITE),
                     ADMINISTRATOR_SET & PERMISSIONS_ORDINARY & ~ENTRANCE_PERMISSIONS);
    assert_int_equal(role_explain(roles, database, arena, &question, &explanation), 0);
    assert_true(!explanation.held && due_in(explanation.factor_due, -1));
    question.permission = PERMISSION_COMMENT_WRITE;
    assert_int_equal(role_explain(roles, database, arena, &question, &explanation), 0);
    assert_true(explanation.held && explanation.factor_due == 0);
    schema_sql("UPDATE account SET factor_since = UTC_TIMESTAMP(6) WHERE name = 'ada'");
    let_pass(ada, 0);
    assert_int_equal(due_of(ada), 0);
    assert_int_equal(may(ada, SITE), ADMINISTRATOR_SET & ~ENTRANCE_PERMISSIONS);
}

static void who_is_given_a_role_once_more_is_asked_since_the_first(void **state)
{
    (void)state;
    let_pass(ada, 10);
    assert_int_equal(role_grant(OPERATOR, GRANT(ada, "administrator", SITE)), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_true(due_in(due_of(ada), 4));
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(role_revoke(OPERATOR, GRANT(ada, "administrator", SITE)), ROLE_DONE);
    assert_true(due_in(due_of(ada), 4));
    assert_int_equal(role_revoke(OPERATOR, GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_int_equal(due_of(ada), 0);
    assert_int_equal(role_grant(OPERATOR, GRANT(ada, "administrator", EVERYWHERE)), ROLE_DONE);
    assert_true(due_in(due_of(ada), 14));
}

static void a_role_that_begins_to_administer_asks_all_who_have_it(void **state)
{
    struct role wanted = {.name = "herald", .title = ""};

    (void)state;
    wanted.id = made("herald", SET(THREAD_ANNOUNCE));
    let_pass(ada, 10);
    assert_int_equal(role_grant(OPERATOR, GRANT(ada, "herald", SITE)), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "herald", SITE)), ROLE_DONE);
    schema_sql("UPDATE account SET created = created - INTERVAL 1 YEAR");
    assert_int_equal(may(cora, SITE), MEMBER_SET | SET(THREAD_ANNOUNCE));
    wanted.permissions = SET(THREAD_ANNOUNCE) | SET(SITE_EDIT);
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_DONE);
    assert_true(due_in(due_of(cora), 14));
    assert_true(due_in(due_of(ada), 4));
    /* Also a session that was known before. */
    assert_int_equal(may(cora, SITE), MEMBER_SET | wanted.permissions);
    let_pass(cora, 3);
    wanted.permissions |= SET(SITE_FREEZE);
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_DONE);
    assert_true(due_in(due_of(cora), 11));
}

static void who_gets_another_role_in_the_place_of_one_that_is_deleted_is_asked_too(void **state)
{
    uint64_t herald = made("herald", SET(THREAD_ANNOUNCE)), clerk = made("clerk", SET(SITE_EDIT));

    (void)state;
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "herald", SITE)), ROLE_DONE);
    assert_int_equal(due_of(cora), 0);
    assert_int_equal(role_delete(OPERATOR, herald, ROLE_HOLDERS_CHANGE, clerk), ROLE_DONE);
    assert_true(due_in(due_of(cora), 14));
}

static void what_every_member_may_asks_for_no_factor(void **state)
{
    const struct role *member = role("member");
    struct role wanted = {.name = "member", .title = "", .id = member->id};

    (void)state;
    wanted.permissions = member->permissions | SET(EXPORT_RUN);
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_DONE);
    made("clerk", SET(EXPORT_RUN));
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "clerk", SITE)), ROLE_DONE);
    assert_int_equal(due_of(cora), 0);
    let_pass(ada, 20);
    due_of(ada);
    assert_true(permission_held(may(ada, SITE), PERMISSION_EXPORT_RUN));
    assert_false(permission_held(may(ada, SITE), PERMISSION_SITE_EDIT));
    wanted.permissions &= ~SET(EXPORT_RUN);
    assert_int_equal(role_change(OPERATOR, &wanted), ROLE_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROLES(what_somebody_may_costs_no_query_once_it_is_known),
        ROLES(a_role_ends_by_itself_also_while_its_session_is_known),
        ROLES(an_account_has_a_bounded_number_of_roles),
        ROLES(a_role_in_the_place_of_others_leaves_those_elsewhere_and_what_denies),
        ROLES(who_is_not_there_gets_nothing),
        ROLES(a_role_comes_with_another_token_for_the_same_session),
        ROLES(a_former_token_is_worth_nothing_after_half_a_minute_also_where_it_is_known),
        ROLES(what_denies_needs_no_other_token),
        ROLES(a_program_s_token_has_what_its_account_has),
        ROLES(a_password_is_fresh_for_ten_minutes),
        ROLES(an_explanation_names_what_gives_and_who_gave_it),
        ROLES(an_explanation_names_what_takes_and_what_is_over),
        ROLES(every_result_is_told_by_a_sentence),
        ROLES(a_grant_that_administers_asks_for_a_factor_and_others_do_not),
        ROLES(after_its_time_what_administers_is_withheld_and_comes_with_the_factor),
        ROLES(who_is_given_a_role_once_more_is_asked_since_the_first),
        ROLES(a_role_that_begins_to_administer_asks_all_who_have_it),
        ROLES(who_gets_another_role_in_the_place_of_one_that_is_deleted_is_asked_too),
        ROLES(what_every_member_may_asks_for_no_factor),
    };

    return SCHEMA_RUN(tests);
}
