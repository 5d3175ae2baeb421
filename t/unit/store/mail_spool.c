#include "store/mail_spool.h"

#include "../schema.h"

static const struct statement_set *const sets[] = {&mail_statements, NULL};
static struct database *database;

static int begin(void **state)
{
    unit_begin(state);
    database = database_open(schema_configuration, sets);
    return database_prepare(database);
}

static int end(void **state)
{
    schema_sql("DELETE FROM mail");
    database_close(database);
    return unit_end(state);
}

#define MAIL(test) cmocka_unit_test_setup_teardown(test, begin, end)

static void queue(const char *to, int64_t lifetime)
{
    assert_int_equal(mail_queue(database, &(struct mail){.kind = "reset",
                                                         .sender = "EverQuest",
                                                         .recipient = to,
                                                         .language = "en",
                                                         .subject = "A subject",
                                                         .body = bytes_of("sealed", 6),
                                                         .lifetime = lifetime}),
                     0);
}

/* Takes a mail, which must be there. */
static struct queued_mail taken(void)
{
    struct queued_mail mail;

    assert_int_equal(mail_take(database, arena, &mail), 1);
    return mail;
}

static void none_is_due(void)
{
    struct queued_mail mail;

    assert_int_equal(mail_take(database, arena, &mail), 0);
}

static void wait_hours(int hours)
{
    schema_sql("UPDATE mail SET next_try = next_try - INTERVAL %d HOUR,"
               " expires = expires - INTERVAL %d HOUR",
               hours, hours);
}

static void a_mail_is_taken_once_and_its_text_is_gone_when_it_is_sent(void **state)
{
    struct queued_mail mail;

    (void)state;
    queue("ada@example.org", 0);
    mail = taken();
    assert_string_equal(mail.recipient, "ada@example.org");
    assert_string_equal(mail.sender, "EverQuest");
    assert_int_equal(mail.body.length, 6);
    assert_int_equal(mail.tries, 1);
    none_is_due();
    assert_int_equal(mail_sent(database, &mail, "250 fine"), 0);
    wait_hours(1);
    none_is_due();
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail WHERE body IS NULL AND"
                                   " state = 'sent' AND answer = '250 fine'"),
                     1);
}

static void a_mail_to_nobody_is_a_row_that_is_never_sent_nor_listed(void **state)
{
    size_t count;

    (void)state;
    queue(NULL, 0);
    none_is_due();
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail"), 1);
    assert_non_null(mail_list(database, arena, &(struct mail_query){.limit = 10}, &count));
    assert_int_equal(count, 0);
}

static void what_another_has_locked_is_left_alone(void **state)
{
    struct queued_mail mail;

    (void)state;
    queue("ada@example.org", 0);
    queue("brann@example.org", 0);
    schema_sql("BEGIN");
    schema_number("SELECT id FROM mail ORDER BY next_try LIMIT 1 FOR UPDATE");
    mail = taken();
    assert_string_equal(mail.recipient, "brann@example.org");
    none_is_due();
    schema_sql("ROLLBACK");
    mail = taken();
    assert_string_equal(mail.recipient, "ada@example.org");
}

static void one_that_is_put_off_is_tried_later_each_time_until_its_time_is_over(void **state)
{
    (void)state;
    queue("ada@example.org", 7200 * CLOCK_SECOND);
    for (unsigned tries = 1; tries < 4; tries++) {
        struct queued_mail mail = taken();

        assert_int_equal(mail.tries, tries);
        assert_int_equal(mail_put_off(database, &mail, "450 later"), 0);
        none_is_due();
        schema_sql("UPDATE mail SET next_try = UTC_TIMESTAMP(6)");
    }
    wait_hours(2);
    none_is_due();
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail WHERE state = 'failed'"
                                   " AND answer = '450 later'"),
                     1);
    assert_int_equal(mail_pause(1), 60 * CLOCK_SECOND);
    assert_int_equal(mail_pause(2), 180 * CLOCK_SECOND);
    assert_int_equal(mail_pause(100), 4 * 3600 * CLOCK_SECOND);
}

static void one_of_which_nobody_told_more_goes_out_once_more_and_not_a_third_time(void **state)
{
    struct queued_mail first, second;

    (void)state;
    queue("ada@example.org", 0);
    first = taken();
    wait_hours(1);
    second = taken();
    assert_int_equal(second.id, first.id);
    /* The first comes back late: it has nothing to say any more. */
    assert_int_equal(mail_sent(database, &first, "250 fine"), 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail WHERE state = 'sending'"), 1);
    wait_hours(1);
    none_is_due();
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail WHERE state = 'failed'"), 1);
}

static void what_failed_is_tried_again_when_somebody_wants_it(void **state)
{
    struct queued_mail mail;
    uint64_t count;

    (void)state;
    queue("ada@example.org", 60 * CLOCK_SECOND);
    mail = taken();
    assert_int_equal(mail_fail(database, &mail, "550 no"), 0);
    none_is_due();
    assert_int_equal(mail_retry(database, mail.id + 1, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(mail_retry(database, mail.id, &count), 0);
    assert_int_equal(count, 1);
    assert_int_equal(taken().id, mail.id);
}

static void the_queue_tells_how_many_wait_and_since_when(void **state)
{
    struct mail_queue_state queued;
    struct queued_mail mail;

    (void)state;
    assert_int_equal(mail_queue_read(database, arena, &queued), 0);
    assert_int_equal(queued.waiting, 0);
    assert_int_equal(queued.oldest, 0);
    queue("ada@example.org", 0);
    queue("brann@example.org", 0);
    queue(NULL, 0);
    schema_sql("UPDATE mail SET created = created - INTERVAL 1 HOUR");
    mail = taken();
    assert_int_equal(mail_fail(database, &mail, "550 no"), 0);
    assert_int_equal(mail_queue_read(database, arena, &queued), 0);
    assert_int_equal(queued.waiting, 1);
    assert_int_equal(queued.failed, 1);
    assert_in_range(queued.oldest, 3600 * CLOCK_SECOND, 3700 * CLOCK_SECOND);
    queue("cora@example.org", 0);
    (void)taken();
    assert_int_equal(mail_queue_read(database, arena, &queued), 0);
    assert_int_equal(queued.waiting, 2);
    assert_in_range(queued.oldest, 3600 * CLOCK_SECOND, 3700 * CLOCK_SECOND);
}

static void what_is_long_done_is_swept_and_what_waits_is_not(void **state)
{
    struct queued_mail mail;

    (void)state;
    queue("ada@example.org", 0);
    queue(NULL, 0);
    mail = taken();
    assert_int_equal(mail_sent(database, &mail, "250 fine"), 0);
    queue("brann@example.org", 0);
    assert_int_equal(mail_sweep(database), 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail"), 3);
    schema_sql("UPDATE mail SET created = created - INTERVAL 8 DAY");
    assert_int_equal(mail_sweep(database), 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail WHERE state = 'waiting'"), 1);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail"), 1);
}

static void what_can_be_an_address_is_told_from_what_cannot(void **state)
{
    static const char *const good[] = {"a@b.cd", "first.last+tag@mail.example.org", "o'neil@x.ie"};
    static const char *const bad[] = {
        "",           "a",        "@b.cd",          "a@",          "a@b",
        "a@.cd",      "a@b.cd.",  "a b@c.de",       "a@b@c.de",    "a@b..cd",
        "a..b@c.de",  ".a@b.cd",  "a.@b.cd",        "a@-b.cd",     "a@b.cd\n",
        "a@b.cd\r\n", "<a@b.cd>", "a@b.cd, c@d.ef", "\u00e4@b.cd", "a@\u00e4.cd",
        "a@[1.2.3.4]"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!mail_address_valid(good[i]))
            fail_msg("refused: %s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (mail_address_valid(bad[i]))
            fail_msg("taken: %s", bad[i]);
}

static void an_address_is_masked_wherever_it_stands(void **state)
{
    (void)state;
    assert_string_equal(mail_address_masked(arena, "rowan@example.com"), "r…@example.com");
    assert_string_equal(mail_address_masked(arena, "nobody"), "…");
    assert_string_equal(mail_address_masked(arena, ""), "…");
    assert_string_equal(mail_text_masked(arena,
                                         "550 <Rowan@Example.com>: no rowan@example.com here",
                                         "rowan@example.com"),
                        "550 <r…@example.com>: no r…@example.com here");
    assert_string_equal(mail_text_masked(arena, "451 later", "rowan@example.com"), "451 later");
    assert_string_equal(mail_text_masked(arena, "451 later", ""), "451 later");
    assert_null(mail_text_masked(arena, NULL, "rowan@example.com"));
}

static void what_is_dropped_is_gone_with_its_text_and_is_not_tried_again(void **state)
{
    struct queued_mail mail;
    uint64_t count;

    (void)state;
    queue("rowan@example.com", 0);
    assert_int_equal(mail_drop(database, schema_number("SELECT MAX(id) FROM mail")), 1);
    assert_int_equal(mail_take(database, arena, &mail), 0);
    assert_int_equal(mail_drop(database, schema_number("SELECT MAX(id) FROM mail")), 0);
    assert_int_equal(mail_retry(database, 0, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM mail WHERE body IS NOT NULL"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MAIL(a_mail_is_taken_once_and_its_text_is_gone_when_it_is_sent),
        MAIL(a_mail_to_nobody_is_a_row_that_is_never_sent_nor_listed),
        MAIL(what_another_has_locked_is_left_alone),
        MAIL(one_that_is_put_off_is_tried_later_each_time_until_its_time_is_over),
        MAIL(one_of_which_nobody_told_more_goes_out_once_more_and_not_a_third_time),
        MAIL(what_failed_is_tried_again_when_somebody_wants_it),
        MAIL(the_queue_tells_how_many_wait_and_since_when),
        MAIL(what_is_long_done_is_swept_and_what_waits_is_not),
        MAIL(what_can_be_an_address_is_told_from_what_cannot),
        MAIL(an_address_is_masked_wherever_it_stands),
        MAIL(what_is_dropped_is_gone_with_its_text_and_is_not_tried_again),
    };

    return SCHEMA_RUN(tests);
}
