#include "auth/audit.h"

#include "../schema.h"
#include "base/buffer.h"
#include "base/clock.h"
#include "base/text/text.h"

static const struct statement_set *const sets[] = {&audit_statements, NULL};
static struct database *database;
static struct secret secret = {"an installation's"};

static int begin(void **state)
{
    unit_begin(state);
    database = database_open(schema_configuration, sets);
    if (database_prepare(database) != 0)
        return -1;
    schema_sql("DELETE FROM audit");
    schema_sql("UPDATE audit_head SET id = 0, hash = UNHEX(REPEAT('00', 32))");
    return 0;
}

static int end(void **state)
{
    database_close(database);
    return unit_end(state);
}

#define AUDIT(test) cmocka_unit_test_setup_teardown(test, begin, end)

static void append(uint64_t account_id, struct audit_entry entry)
{
    const struct actor actor = {.secret = &secret,
                                .account_id = account_id,
                                .name = "ada",
                                .address = "192.0.2.7",
                                .request = "r1",
                                .site_id = 1};

    assert_int_equal(audit_append(database, arena, &actor, &entry), 0);
}

static void append_some(unsigned count)
{
    assert_int_equal(database_begin(database), 0);
    for (unsigned i = 0; i < count; i++)
        append(1 + i % 2, (struct audit_entry){.act = i % 3 == 0 ? AUDIT_LOGIN_FAILED : AUDIT_LOGIN,
                                               .about_id = 1 + i % 3,
                                               .subject = "session:5",
                                               .after = i % 2 == 0 ? "here" : NULL});
    assert_int_equal(database_commit(database), 0);
}

/* Keeps what is reported as text: "altered 3-3 ". */
static void note_fault(void *context, enum audit_fault fault, uint64_t from, uint64_t to)
{
    static const char *const words[] = {"altered", "missing", "inserted", "replaced"};

    buffer_format(context, "%s %llu-%llu ", words[fault], (unsigned long long)from,
                  (unsigned long long)to);
}

static const char *faults_since(const struct audit_link *seen, struct audit_link *head)
{
    struct buffer faults = buffer_open(arena, 64);
    const struct audit_check check = {.secret = &secret,
                                      .seen = seen,
                                      .report = note_fault,
                                      .context = &faults};

    assert_int_equal(audit_verify(database, &check, head), 0);
    return faults.data;
}

static const char *faults(void)
{
    struct audit_link head;

    return faults_since(NULL, &head);
}

static void what_was_appended_is_verified(void **state)
{
    struct audit_link head;

    (void)state;
    assert_string_equal(faults_since(NULL, &head), "");
    assert_int_equal(head.id, 0);
    append_some(1203); /* more than are read at once */
    assert_string_equal(faults_since(NULL, &head), "");
    assert_int_equal(head.id, 1203);
    assert_string_equal(faults_since(&head, &head), "");
}

static void every_column_is_held_by_the_digest(void **state)
{
    static const char *const changes[] = {
        "created = created + INTERVAL 1 MICROSECOND",
        "act = 'login'",
        "account_id = 9",
        "name = 'adb'",
        "about_id = 9",
        "site_id = 2",
        "subject = ''",
        "address = '192.0.2.8'",
        "request = 'r2'",
        "before_act = ''",
        "after_act = NULL",
        "reason = ''",
        "subject = '', name = CONCAT(name, subject)",
        "account_id = about_id, about_id = account_id",
    };

    (void)state;
    append_some(3);
    append(4, (struct audit_entry){
                  .act = AUDIT_TOKEN_MAKE, .about_id = 5, .subject = "member", .after = "x"});
    append_some(3);
    schema_sql("CREATE TEMPORARY TABLE kept SELECT * FROM audit WHERE id = 4");
    for (size_t i = 0; i < COUNT(changes); i++) {
        assert_int_equal(schema_sql("UPDATE audit SET %s WHERE id = 4", changes[i]), 1);
        assert_string_equal(faults(), "altered 4-4 ");
        schema_sql("REPLACE INTO audit SELECT * FROM kept");
    }
    assert_string_equal(faults(), "");
    schema_sql("DROP TEMPORARY TABLE kept");
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    append_some(9);
    schema_sql("DELETE FROM audit WHERE id IN (3, 4)");
    assert_string_equal(faults(), "missing 3-4 ");
    schema_sql("DELETE FROM audit WHERE id = 1");
    assert_string_equal(faults(), "missing 1-1 missing 3-4 ");
    schema_sql("DELETE FROM audit WHERE id > 7");
    assert_string_equal(faults(), "missing 1-1 missing 3-4 missing 8-9 ");
}

/* Whoever closes a gap with the records behind it, head and all, has not the key. */
static void a_gap_that_was_closed_is_told(void **state)
{
    (void)state;
    append_some(6);
    schema_sql("DELETE FROM audit WHERE id = 3");
    schema_sql("UPDATE audit SET id = id - 1 WHERE id > 3 ORDER BY id");
    schema_sql("UPDATE audit_head SET id = 5");
    assert_string_equal(faults(), "altered 3-3 altered 4-4 altered 5-5 ");
}

static void a_record_of_somebody_elses_is_told(void **state)
{
    (void)state;
    append_some(2);
    schema_sql("INSERT INTO audit SELECT 3, created, act, account_id, name, about_id, site_id,"
               " subject, address, request, before_act, after_act, reason, hash FROM audit"
               " WHERE id = 2");
    assert_string_equal(faults(), "inserted 3-3 ");
    schema_sql("UPDATE audit_head SET id = 3");
    assert_string_equal(faults(), "altered 3-3 ");
}

/* An earlier state of all of it is a chain without a fault: only the head that was seen tells. */
static void what_was_put_back_is_told_by_the_head_that_was_seen(void **state)
{
    struct audit_link seen, head;

    (void)state;
    append_some(3);
    schema_sql("CREATE TEMPORARY TABLE kept SELECT * FROM audit");
    schema_sql("CREATE TEMPORARY TABLE kept_head SELECT * FROM audit_head");
    append_some(2);
    assert_string_equal(faults_since(NULL, &seen), "");
    schema_sql("DELETE FROM audit");
    schema_sql("INSERT INTO audit SELECT * FROM kept");
    schema_sql("REPLACE INTO audit_head SELECT * FROM kept_head");
    assert_string_equal(faults_since(NULL, &head), "");
    assert_string_equal(faults_since(&seen, &head), "replaced 4-5 ");
    append_some(4);
    assert_string_equal(faults_since(&seen, &head), "replaced 5-5 ");
    schema_sql("DROP TEMPORARY TABLE kept");
    schema_sql("DROP TEMPORARY TABLE kept_head");
}

static void another_secret_verifies_nothing(void **state)
{
    (void)state;
    append_some(2);
    secret.key[0] ^= 1;
    assert_string_equal(faults(), "altered 1-1 altered 2-2 ");
    secret.key[0] ^= 1;
}

static void what_was_rolled_back_left_no_record(void **state)
{
    const struct actor actor = {.secret = &secret};

    (void)state;
    append_some(1);
    assert_int_equal(database_begin(database), 0);
    assert_int_equal(audit_append(database, arena, &actor,
                                  &(struct audit_entry){.act = AUDIT_LOGOUT}),
                     0);
    database_rollback(database);
    append_some(1);
    assert_string_equal(faults(), "");
    assert_int_equal(schema_number("SELECT COUNT(*) FROM audit"), 2);
}

static void whatever_was_typed_can_be_kept_and_verified(void **state)
{
    char name[1000];
    size_t count;
    const struct actor actor = {.secret = &secret, .name = name};
    const struct audit_record *records;

    (void)state;
    memset(name, 'x', sizeof name);
    memcpy(name, "\xff\x01 a b \xf0\x9f\x8e\xa9", 11);
    name[sizeof name - 1] = '\0';
    assert_int_equal(audit_write(database, arena, &actor,
                                 &(struct audit_entry){.act = AUDIT_LOGIN_FAILED,
                                                       .subject = name,
                                                       .before = name,
                                                       .reason = name}),
                     0);
    assert_string_equal(faults(), "");
    records = audit_list(database, arena, &(struct audit_query){.limit = 10}, &count);
    assert_int_equal(count, 1);
    assert_int_equal(text_characters(records[0].name), 100);
}

static const char *ids_of(const struct audit_query *query)
{
    struct buffer ids = buffer_open(arena, 64);
    size_t count;
    const struct audit_record *records = audit_list(database, arena, query, &count);

    assert_non_null(records);
    for (size_t i = 0; i < count; i++)
        buffer_format(&ids, "%llu ", (unsigned long long)records[i].id);
    return ids.data;
}

static void records_are_listed_by_act_and_by_whom_they_are_about(void **state)
{
    (void)state;
    append_some(9); /* by 1 2 1 2 1 2 1 2 1, to 1 2 3 1 2 3 1 2 3; the 1st, 4th, 7th failed */
    assert_string_equal(ids_of(&(struct audit_query){.limit = 4}), "9 8 7 6 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 4, .after = 6}), "5 4 3 2 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 3, .oldest = true}), "1 2 3 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 3, .oldest = true, .after = 7}),
                        "8 9 ");
    assert_string_equal(
        ids_of(&(struct audit_query){.limit = 3, .account_id = 1, .oldest = true, .after = 3}),
        "4 5 7 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .act = "login.failed"}), "7 4 1 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .account_id = 3}), "9 6 3 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .account_id = 1}), "9 7 5 4 3 1 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 2, .account_id = 1, .after = 5}),
                        "4 3 ");
    assert_string_equal(
        ids_of(&(struct audit_query){.limit = 9, .account_id = 1, .act = "login.failed"}),
        "7 4 1 ");
}

static void records_are_listed_by_when_and_where_it_was_done_and_counted(void **state)
{
    int64_t at[6];
    uint64_t counted;

    (void)state;
    for (int i = 1; i <= 5; i++) {
        append_some(1);
        at[i] = clock_now();
    }
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .from = at[3]}), "5 4 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .until = at[2]}), "2 1 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .from = at[1], .until = at[4]}),
                        "4 3 2 ");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .from = at[5]}), "");
    assert_string_equal(ids_of(&(struct audit_query){.limit = 9, .site_id = 999}), "");
    assert_int_equal(audit_count(database, arena,
                                 &(struct audit_query){.act = "login.failed", .from = at[2]},
                                 &counted),
                     0);
    assert_int_equal(counted, schema_number("SELECT COUNT(*) FROM audit"
                                            " WHERE act = 'login.failed' AND id > 2"));
}

static void every_act_has_words_and_one_that_is_newer_its_name(void **state)
{
    (void)state;
    for (int i = 0; i < AUDIT_ACT_COUNT; i++)
        assert_string_not_equal(audit_act_words(audit_act_name(i)), audit_act_name(i));
    assert_string_equal(audit_act_words("moon.walk"), "moon.walk");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        AUDIT(what_was_appended_is_verified),
        AUDIT(every_column_is_held_by_the_digest),
        AUDIT(what_is_missing_is_told),
        AUDIT(a_gap_that_was_closed_is_told),
        AUDIT(a_record_of_somebody_elses_is_told),
        AUDIT(what_was_put_back_is_told_by_the_head_that_was_seen),
        AUDIT(another_secret_verifies_nothing),
        AUDIT(what_was_rolled_back_left_no_record),
        AUDIT(whatever_was_typed_can_be_kept_and_verified),
        AUDIT(records_are_listed_by_act_and_by_whom_they_are_about),
        AUDIT(records_are_listed_by_when_and_where_it_was_done_and_counted),
        AUDIT(every_act_has_words_and_one_that_is_newer_its_name),
    };

    return SCHEMA_RUN(tests);
}
