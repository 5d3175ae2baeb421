#include "auth/ban/ban.h"

#include "../role_probe.h"
#include "../schema.h"
#include "auth/ban/appeal.h"

static const struct role_grant *suspension(uint64_t id, int64_t until, const char *reason)
{
    struct role_grant *grant = arena_alloc(arena, sizeof *grant);

    *grant = (struct role_grant){.account_id = id,
                                 .role_id = role(ROLE_SUSPENDED)->id,
                                 .scope = SITE,
                                 .until = until,
                                 .reason = reason};
    return grant;
}

static struct ban *bans_of(uint64_t id, size_t *count)
{
    return ban_list(database, arena, &(struct ban_query){.account_id = id, .limit = 10}, count);
}

static void a_suspension_is_a_ban_that_is_kept_when_it_is_lifted(void **state)
{
    const struct ban *bans;
    size_t count;

    (void)state;
    assert_int_equal(role_grant(BY(brann), suspension(cora, 0, "spam")), ROLE_DONE);
    assert_int_equal(may(cora, SITE), SET(SITE_READ) | SET(ACCOUNT_EDIT_OWN) | SET(BAN_APPEAL));
    bans = bans_of(cora, &count);
    assert_int_equal(count, 1);
    assert_int_equal(ban_state(&bans[0], clock_now()), BAN_IN_FORCE);
    assert_string_equal(bans[0].target, "cora");
    assert_string_equal(bans[0].reason, "spam");
    assert_string_equal(bans[0].created_by, "brann");
    assert_int_equal(role_grant(BY(brann), suspension(cora, 0, "spam, and worse")), ROLE_DONE);
    assert_int_equal(role_revoke(BY(brann), suspension(cora, 0, "a mistake")), ROLE_DONE);
    assert_int_equal(may(cora, SITE), MEMBER_SET);
    bans = bans_of(cora, &count);
    assert_int_equal(count, 1);
    assert_int_equal(ban_state(&bans[0], clock_now()), BAN_LIFTED);
    assert_string_equal(bans[0].reason, "spam, and worse");
    assert_string_equal(bans[0].lift_reason, "a mistake");
    assert_int_equal(role_grant(BY(brann), suspension(cora, 0, "again")), ROLE_DONE);
    assert_non_null(bans_of(cora, &count));
    assert_int_equal(count, 2);
}

static void a_suspension_on_a_board_or_another_role_is_no_ban(void **state)
{
    struct role_grant grant = *suspension(cora, 0, "");
    size_t count;

    (void)state;
    grant.scope.board_id = 4;
    assert_int_equal(role_grant(OPERATOR, &grant), ROLE_DONE);
    assert_int_equal(role_grant(OPERATOR, GRANT(cora, "trusted", SITE)), ROLE_DONE);
    assert_non_null(bans_of(cora, &count));
    assert_int_equal(count, 0);
}

static void a_ban_that_ended_by_itself_makes_way_for_the_next(void **state)
{
    const struct ban *bans;
    size_t count;

    (void)state;
    assert_int_equal(role_grant(BY(brann),
                                suspension(cora, clock_now() + 3600 * CLOCK_SECOND, "a while")),
                     ROLE_DONE);
    schema_sql("UPDATE ban SET until = UTC_TIMESTAMP(6) - INTERVAL 1 DAY");
    schema_sql("UPDATE membership SET until = UTC_TIMESTAMP(6) - INTERVAL 1 DAY"
               " WHERE until IS NOT NULL");
    assert_int_equal(role_grant(BY(brann), suspension(cora, 0, "for good")), ROLE_DONE);
    bans = bans_of(cora, &count);
    assert_int_equal(count, 2);
    assert_int_equal(ban_state(&bans[0], clock_now()), BAN_IN_FORCE);
    assert_int_equal(ban_state(&bans[1], clock_now()), BAN_OVER);
}

/* ---- networks ---- */

static enum ban_result make(const char *text, uint64_t site_id, uint64_t *id)
{
    struct ban ban = {.kind = BAN_NETWORK,
                      .level = BAN_WRITE,
                      .site_id = site_id,
                      .reason = "flood"};
    enum ban_result result = ban_target(arena, BAN_NETWORK, text, "127.0.0.1", &ban.target);

    return result == BAN_DONE ? ban_make(&store, actor_of(ada), &ban, id) : result;
}

static bool is_kept_out(struct ban_set *set, const char *address, uint64_t site_id)
{
    assert_int_equal(ban_set_refresh(set, database, shared), 0);
    return ban_of_address(set, address, site_id, clock_now()) != NULL;
}

static void a_network_is_kept_out_at_the_next_request_and_let_in_when_lifted(void **state)
{
    struct ban_set *set = ban_set_open();
    uint64_t id, other;
    unsigned queries;

    (void)state;
    assert_false(is_kept_out(set, "203.0.113.9", 1));
    assert_int_equal(make("203.0.113.77/24", 1, &id), BAN_DONE);
    assert_true(is_kept_out(set, "203.0.113.9", 1));
    assert_false(is_kept_out(set, "203.0.113.9", 2));
    assert_false(is_kept_out(set, "203.0.114.9", 1));
    queries = database_queries(database);
    for (int i = 0; i < 100; i++)
        is_kept_out(set, "203.0.113.9", 1);
    assert_int_equal(database_queries(database), queries);
    assert_int_equal(make("203.0.113.0/24", 1, &other), BAN_EXISTS);
    assert_int_equal(other, id);
    assert_int_equal(make("203.0.113.0/24", 0, &other), BAN_DONE);
    assert_int_equal(ban_lift(&store, actor_of(ada), other, "no"), BAN_DONE);
    assert_int_equal(ban_lift(&store, actor_of(ada), id, "over"), BAN_DONE);
    assert_int_equal(ban_lift(&store, actor_of(ada), id, "over"), BAN_IS_LIFTED);
    assert_int_equal(ban_lift(&store, actor_of(ada), id + 100, "over"), BAN_NOT_FOUND);
    assert_false(is_kept_out(set, "203.0.113.9", 1));
    ban_set_close(set);
}

static void nobody_bans_the_world_or_themselves_by_a_slip_of_the_hand(void **state)
{
    uint64_t id;

    (void)state;
    assert_int_equal(make("203.0.0.0/15", 0, &id), BAN_TOO_WIDE);
    assert_int_equal(make("0.0.0.0/0", 0, &id), BAN_TOO_WIDE);
    assert_int_equal(make("2001::/18", 0, &id), BAN_TOO_WIDE);
    assert_int_equal(make("127.0.0.0/16", 0, &id), BAN_OWN_ADDRESS);
    assert_int_equal(make("everybody", 0, &id), BAN_NO_NETWORK);
}

static void whom_a_network_touches_is_counted_beforehand(void **state)
{
    struct actor *from = arena_alloc(arena, sizeof *from);
    struct network network;
    struct ban_reach reach;
    uint64_t id;

    (void)state;
    *from = *actor_of(cora);
    from->address = "203.0.113.9";
    assert_non_null(session_of(&store, from, "", true));
    assert_non_null(session_of(&store, from, "", true));
    from->account_id = brann;
    from->address = "203.0.114.1";
    assert_non_null(session_of(&store, from, "", true));
    from->address = "2001:db8::9";
    assert_non_null(session_of(&store, from, "", true));
    from->address = "203.0.113.1";
    from->account_id = 0;
    assert_int_equal(account_register(&store, from, "dagny", "a password", &id), ACCOUNT_MADE);
    assert_true(network_parse("203.0.113.0/24", &network));
    assert_int_equal(ban_reach(database, arena, &network, &reach), 0);
    assert_int_equal(reach.sessions, 2);
    assert_int_equal(reach.accounts, 1);
    assert_int_equal(reach.registered, 1);
    assert_true(network_parse("203.0.112.0/22", &network));
    assert_int_equal(ban_reach(database, arena, &network, &reach), 0);
    assert_int_equal(reach.accounts, 2);
    assert_true(network_parse("2001:db8::/32", &network));
    assert_int_equal(ban_reach(database, arena, &network, &reach), 0);
    assert_int_equal(reach.sessions, 1);
    assert_int_equal(reach.registered, 0);
}

/* ---- appeals ---- */

static void who_is_banned_appeals_once_and_a_lifted_ban_grants_it(void **state)
{
    const struct ban *bans;
    struct appeal appeal;
    const struct appeal *appeals;
    size_t count;
    uint64_t open;

    (void)state;
    assert_int_equal(role_grant(BY(brann), suspension(cora, 0, "spam")), ROLE_DONE);
    bans = bans_of(cora, &count);
    assert_int_equal(appeal_make(&store, actor_of(cora), &bans[0], "It was my brother."), BAN_DONE);
    assert_int_equal(appeal_make(&store, actor_of(cora), &bans[0], "Really!"), BAN_EXISTS);
    assert_int_equal(appeals_open(database, arena, &(struct appeal_query){.site_id = 0}, &open), 0);
    assert_int_equal(open, 1);
    assert_int_equal(role_revoke(BY(brann), suspension(cora, 0, "all right")), ROLE_DONE);
    appeals = appeal_list(database, arena, &(struct appeal_query){.limit = 10}, &count);
    assert_int_equal(count, 1);
    assert_int_equal(appeals[0].state, APPEAL_ACCEPTED);
    assert_string_equal(appeals[0].answer, "all right");
    assert_string_equal(appeals[0].decided_by, "brann");
    assert_int_equal(appeal_by_id(database, arena, appeals[0].id, &appeal), 1);
    assert_int_equal(appeal_decline(&store, actor_of(brann), &appeal, "no"), BAN_IS_LIFTED);
    assert_int_equal(appeals_open(database, arena, &(struct appeal_query){.site_id = 0}, &open), 0);
    assert_int_equal(open, 0);
}

static void an_appeal_that_is_declined_stays_so_while_the_ban_stands(void **state)
{
    const struct ban *bans;
    const struct appeal *appeals;
    size_t count;

    (void)state;
    assert_int_equal(role_grant(BY(brann), suspension(cora, 0, "spam")), ROLE_DONE);
    bans = bans_of(cora, &count);
    assert_int_equal(appeal_make(&store, actor_of(cora), &bans[0], "Please."), BAN_DONE);
    appeals =
        appeal_list(database, arena, &(struct appeal_query){.open = true, .limit = 10}, &count);
    assert_int_equal(appeal_decline(&store, actor_of(brann), &appeals[0], "no"), BAN_DONE);
    assert_int_equal(appeal_make(&store, actor_of(cora), &bans[0], "Please!"), BAN_EXISTS);
    assert_int_equal(role_grant(BY(brann), suspension(cora, 0, "spam, for ever")), ROLE_DONE);
    assert_int_equal(role_revoke(BY(brann), suspension(cora, 0, "enough")), ROLE_DONE);
    appeals = appeal_list(database, arena, &(struct appeal_query){.limit = 10}, &count);
    assert_int_equal(count, 1);
    assert_int_equal(appeals[0].state, APPEAL_DECLINED);
    assert_string_equal(appeals[0].answer, "no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROLES(a_suspension_is_a_ban_that_is_kept_when_it_is_lifted),
        ROLES(a_suspension_on_a_board_or_another_role_is_no_ban),
        ROLES(a_ban_that_ended_by_itself_makes_way_for_the_next),
        ROLES(a_network_is_kept_out_at_the_next_request_and_let_in_when_lifted),
        ROLES(nobody_bans_the_world_or_themselves_by_a_slip_of_the_hand),
        ROLES(whom_a_network_touches_is_counted_beforehand),
        ROLES(who_is_banned_appeals_once_and_a_lifted_ban_grants_it),
        ROLES(an_appeal_that_is_declined_stays_so_while_the_ban_stands),
    };

    return SCHEMA_RUN(tests);
}
