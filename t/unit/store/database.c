#include "store/database.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../schema.h"

STATEMENT(WORD_ADD, PARAMETERS(id(id), text(text)), COLUMNS(),
          "INSERT INTO word (id, text) VALUES (?, ?)");
STATEMENT(WORD_SET, PARAMETERS(text(text), id(id)), COLUMNS(),
          "UPDATE word SET text = ? WHERE id = ?");
STATEMENT(WORD_BY_ID, PARAMETERS(id(id)), COLUMNS(text(text)),
          "SELECT text FROM word WHERE id = ?");
STATEMENT(WORD_COUNT, PARAMETERS(), COLUMNS(number(count)), "SELECT COUNT(*) FROM word");
TRANSACTION(WORDS_ADD, PARAMETERS(id(first_id), text(first), id(second_id), text(second)),
            COLUMNS(number(count)),
            "START TRANSACTION; INSERT INTO word (id, text) VALUES (?, ?);"
            " INSERT INTO word (id, text) VALUES (?, ?); SELECT COUNT(*) FROM word; COMMIT;");
/* A value of each kind, given and taken. */
STATEMENT(THING_ADD,
          PARAMETERS(id(number), id_or_null(other), integer(change), text(word), bytes(raw),
                     instant(created), instant_or_null(edited), again(word)),
          COLUMNS(), "INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
ROW(thing, number(number), id(other), integer(change), sized_text(word));
STATEMENT(THING_READ, PARAMETERS(id(number)),
          COLUMNS(row(thing, thing), bytes(raw), instant(created), instant(edited),
                  text(word_again), flag(has_word), flag(has_other)),
          "SELECT number, other, changing, word, raw, created, edited, word_again,"
          " word IS NOT NULL, other FROM thing WHERE number = ?");
SCHEMA_CONNECTION_STATEMENT
STATEMENT_SET(word_statements, &WORD_ADD, &WORD_SET, &WORD_BY_ID, &WORD_COUNT, &WORDS_ADD,
              &SCHEMA_CONNECTION);
STATEMENT_SET(thing_statements, &THING_ADD, &THING_READ);

static const struct statement_set *const sets[] = {&word_statements, NULL};
static struct database *database;

static int begin(void **state)
{
    unit_begin(state);
    schema_sql("CREATE TABLE word (id BIGINT UNSIGNED PRIMARY KEY, text VARCHAR(20) NOT NULL)");
    database = database_open(schema_configuration, sets);
    return database_prepare(database);
}

static int end(void **state)
{
    database_close(database);
    schema_sql("DROP TABLE word");
    return unit_end(state);
}

#define WORDS(test) cmocka_unit_test_setup_teardown(test, begin, end)

static int add(uint64_t id, const char *text)
{
    return database_run(database, &WORD_ADD, id, text);
}

/* What others see. */
static uint64_t written(void)
{
    return schema_number("SELECT COUNT(*) FROM word");
}

/* The server ends the handle's connection, of which the handle does not know yet. */
static uint64_t cut(void)
{
    uint64_t connection = schema_connection(database);

    schema_cut(connection);
    return connection;
}

/* ---- outside a transaction ---- */

static void a_lost_connection_is_made_anew_and_the_statement_runs(void **state)
{
    uint64_t before = cut();

    (void)state;
    assert_int_equal(add(1, "one"), 0);
    assert_int_equal(database_failure(database), DATABASE_OK);
    assert_int_equal(written(), 1);
    assert_int_not_equal(schema_connection(database), before);
}

static void what_was_prepared_on_the_lost_connection_is_prepared_again(void **state)
{
    const struct WORD_BY_ID_row *row;

    (void)state;
    add(1, "one");
    cut();
    for (int i = 0; i < 2; i++) {
        row = database_row(database, arena, &WORD_BY_ID, 1);
        assert_non_null(row);
        assert_string_equal(row->text, "one");
    }
    assert_int_equal(database_run(database, &WORD_SET, "two", 1), 0);
    assert_int_equal(database_changed(database), 1);
}

static void a_new_connection_is_set_up_as_the_first_was(void **state)
{
    (void)state;
    cut();
    /* Strict: what is too long is refused and not cut. */
    assert_int_equal(add(1, "a text of more than twenty letters"), -1);
    assert_int_equal(database_failure(database), DATABASE_BROKEN);
    assert_int_equal(written(), 0);
}

static void a_statement_that_the_server_refuses_is_not_tried_again(void **state)
{
    unsigned queries;
    uint64_t connection;

    (void)state;
    add(1, "one");
    connection = schema_connection(database);
    queries = database_queries(database);
    assert_int_equal(add(1, "another"), -1);
    assert_int_equal(database_failure(database), DATABASE_DUPLICATE);
    assert_int_equal(database_queries(database), queries + 1);
    assert_int_equal(schema_connection(database), connection);
}

/* ---- inside a transaction ---- */

static void within_a_transaction_a_lost_connection_is_a_failure(void **state)
{
    (void)state;
    assert_int_equal(database_begin(database), 0);
    assert_int_equal(add(1, "one"), 0);
    cut();
    assert_int_equal(add(2, "two"), -1);
    assert_int_equal(database_failure(database), DATABASE_LOST);
    database_rollback(database);
    assert_int_equal(database_failure(database), DATABASE_LOST); /* why it failed is still told */
    assert_int_equal(written(), 0);
}

static void after_a_lost_transaction_the_next_statement_is_one_of_its_own(void **state)
{
    (void)state;
    database_begin(database);
    add(1, "one");
    cut();
    add(2, "two");
    assert_int_equal(add(3, "three"), 0); /* without a rollback in between, too */
    assert_int_equal(written(), 1);
}

static void a_transaction_that_finds_the_connection_lost_begins_on_a_new_one(void **state)
{
    (void)state;
    cut();
    assert_int_equal(database_begin(database), 0);
    assert_int_equal(add(1, "one"), 0);
    assert_int_equal(written(), 0);
    assert_int_equal(database_commit(database), 0);
    assert_int_equal(written(), 1);
}

static void a_commit_that_is_lost_is_told_and_not_sent_again(void **state)
{
    (void)state;
    database_begin(database);
    add(1, "one");
    cut();
    assert_int_equal(database_commit(database), -1);
    assert_int_equal(database_failure(database), DATABASE_LOST);
    assert_int_equal(written(), 0);
    assert_int_equal(add(2, "two"), 0); /* which is no longer within it */
    assert_int_equal(written(), 1);
}

static void a_rollback_takes_all_of_it_back(void **state)
{
    (void)state;
    database_begin(database);
    add(1, "one");
    database_rollback(database);
    assert_int_equal(written(), 0);
    database_rollback(database); /* harmless where none is open */
    assert_int_equal(add(1, "one"), 0);
}

/* ---- whole transactions ---- */

static int add_two(void)
{
    return database_transact(database, arena, &WORDS_ADD, 1, "one", 2, "two") != NULL ? 0 : -1;
}

static void a_whole_transaction_is_not_sent_again_when_the_connection_was_lost(void **state)
{
    (void)state;
    cut();
    assert_int_equal(add_two(), -1);
    assert_int_equal(database_failure(database), DATABASE_LOST);
    assert_int_equal(written(), 0);
    assert_int_equal(add_two(), 0); /* the caller may, who knows what it does */
    assert_int_equal(written(), 2);
}

static void of_a_whole_transaction_that_fails_in_the_middle_nothing_stays(void **state)
{
    (void)state;
    add(2, "in the way");
    assert_int_equal(add_two(), -1);
    assert_int_equal(database_failure(database), DATABASE_DUPLICATE);
    assert_int_equal(written(), 1);
    assert_int_equal(add(3, "three"), 0);
    assert_int_equal(written(), 2);
}

/* ---- a connection that is held ---- */

static void a_held_connection_that_is_lost_is_not_made_anew(void **state)
{
    (void)state;
    add(1, "one");
    database_hold(database, true);
    cut();
    assert_int_equal(add(2, "two"), -1);
    assert_int_equal(database_failure(database), DATABASE_LOST);
    assert_int_equal(add(2, "two"), -1); /* nor by the next call */
    assert_int_equal(database_begin(database), -1);
    assert_int_equal(database_failure(database), DATABASE_LOST);
    assert_int_equal(written(), 1);
    database_hold(database, false);
    assert_int_equal(add(2, "two"), 0);
    assert_int_equal(written(), 2);
}

/* ---- a server that is silent ---- */

static void while_others_wait_in_vain_calls_fail_at_once_and_one_of_them_tries(void **state)
{
    struct shared *shared = shared_open(schema_configuration->shared_file, 0);
    uint64_t tried = 0;

    (void)state;
    assert_non_null(shared);
    database_answer_soon(database, shared, 2);
    database_silence_set(shared, true);
    for (uint64_t i = 0; i < 5 && tried == 0; i++) {
        if (add(i, "word") != 0)
            assert_int_equal(database_failure(database), DATABASE_LOST);
        tried = written();
    }
    while (written() == 0) /* whoever tries next */
        add(9, "word");
    assert_false(database_silence(shared)); /* it answered: nobody has to fail any more */
    assert_int_equal(add(10, "word"), 0);
    shared_close(shared);
}

/* ---- values ---- */

static struct database *open_things(void)
{
    static const struct statement_set *const things[] = {&thing_statements, NULL};
    struct database *handle = database_open(schema_configuration, things);

    schema_sql("CREATE TABLE thing (number BIGINT UNSIGNED PRIMARY KEY, other BIGINT UNSIGNED,"
               " changing BIGINT, word VARCHAR(20), raw VARBINARY(20), created DATETIME(6),"
               " edited DATETIME(6), word_again VARCHAR(20))");
    assert_int_equal(database_prepare(handle), 0);
    return handle;
}

static void close_things(struct database *handle)
{
    database_close(handle);
    schema_sql("DROP TABLE thing");
}

static void each_kind_of_value_comes_back_as_it_went(void **state)
{
    struct database *handle = open_things();
    const struct THING_READ_row *row;

    (void)state;
    assert_int_equal(database_run(handle, &THING_ADD, UINT64_MAX, 7, INT64_MIN, "größer",
                                  bytes_of("a\0\xFF", 3), 1234567, -1),
                     0);
    row = database_row(handle, arena, &THING_READ, UINT64_MAX);
    assert_non_null(row);
    assert_true(row->thing.number == UINT64_MAX);
    assert_true(row->thing.other == 7);
    assert_true(row->thing.change == INT64_MIN);
    assert_string_equal(row->thing.word.data, "größer");
    assert_int_equal(row->thing.word.length, strlen("größer"));
    assert_int_equal(row->raw.length, 3);
    assert_memory_equal(row->raw.data, "a\0\xFF", 4);
    assert_true(row->created == 1234567);
    assert_true(row->edited == -1);
    assert_string_equal(row->word_again, "größer");
    assert_true(row->has_word && row->has_other);
    close_things(handle);
}

static void what_stands_for_null_is_null_and_comes_back(void **state)
{
    struct database *handle = open_things();
    const struct THING_READ_row *row;

    (void)state;
    assert_int_equal(database_run(handle, &THING_ADD, 1, 0, 0, NULL, (struct bytes){NULL, 9}, 0, 0),
                     0);
    assert_int_equal(schema_number("SELECT COUNT(*) FROM thing WHERE other IS NULL"
                                   " AND changing = 0 AND word IS NULL AND raw IS NULL"
                                   " AND created = '1970-01-01' AND edited IS NULL"
                                   " AND word_again IS NULL"),
                     1);
    row = database_row(handle, arena, &THING_READ, 1);
    assert_non_null(row);
    assert_true(row->thing.other == 0);
    assert_null(row->thing.word.data);
    assert_int_equal(row->thing.word.length, 0);
    assert_null(row->raw.data);
    assert_int_equal(row->raw.length, 0);
    assert_true(row->edited == 0);
    assert_null(row->word_again);
    assert_false(row->has_word || row->has_other);
    close_things(handle);
}

/* ---- what is declared ---- */

#define WORD_SQL "SELECT text, id FROM word WHERE id = ?"
STATEMENT(WORD_TRUE, PARAMETERS(id(id)), COLUMNS(text(text), id(id)), WORD_SQL);
STATEMENT(WORD_TOO_FEW, PARAMETERS(), COLUMNS(text(text), id(id)), WORD_SQL);
STATEMENT(WORD_TOO_MANY, PARAMETERS(id(id), id(other)), COLUMNS(text(text), id(id)), WORD_SQL);
STATEMENT(WORD_NARROW, PARAMETERS(id(id)), COLUMNS(text(text)), WORD_SQL);
STATEMENT(WORD_WIDE, PARAMETERS(id(id)), COLUMNS(text(text), id(id), id(more)), WORD_SQL);
STATEMENT(WORD_CROSSED, PARAMETERS(id(id)), COLUMNS(id(text), text(id)), WORD_SQL);
STATEMENT(WORD_TIMED, PARAMETERS(id(id)), COLUMNS(text(text), instant(id)), WORD_SQL);

/* The signal that ends a process which prepares STATEMENT; 0: none does. */
static int ending(const struct statement *statement)
{
    const struct statement_set set = {&statement, 1};
    const struct statement_set *const declared[] = {&set, NULL};
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        assert_non_null(freopen("/dev/null", "w", stderr));
        setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        _exit(database_prepare(database_open(schema_configuration, declared)) == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void a_count_that_is_not_the_server_s_ends_the_process(void **state)
{
    (void)state;
    assert_int_equal(ending(&WORD_TRUE.statement), 0);
    assert_int_equal(ending(&WORD_TOO_FEW.statement), SIGABRT);
    assert_int_equal(ending(&WORD_TOO_MANY.statement), SIGABRT);
    assert_int_equal(ending(&WORD_NARROW.statement), SIGABRT);
    assert_int_equal(ending(&WORD_WIDE.statement), SIGABRT);
}

static void a_column_s_type_that_is_not_the_server_s_ends_the_process(void **state)
{
    (void)state;
#ifdef ENABLE_FAULTS
    assert_int_equal(ending(&WORD_CROSSED.statement), SIGABRT);
    assert_int_equal(ending(&WORD_TIMED.statement), SIGABRT);
#else
    assert_int_equal(ending(&WORD_CROSSED.statement), 0);
    assert_int_equal(ending(&WORD_TIMED.statement), 0);
#endif
}

/* ---- what is told of a call ---- */

static void a_row_that_is_set_to_what_it_was_counts_as_changed(void **state)
{
    (void)state;
    add(1, "one");
    assert_int_equal(database_run(database, &WORD_SET, "one", 1), 0);
    assert_int_equal(database_changed(database), 1);
    assert_int_equal(database_run(database, &WORD_SET, "one", 2), 0);
    assert_int_equal(database_changed(database), 0);
}

static void a_query_without_rows_is_no_failure(void **state)
{
    struct WORD_BY_ID_rows *rows = database_query(database, arena, &WORD_BY_ID, 7);

    (void)state;
    assert_non_null(rows);
    assert_null(rows_next(rows));
    assert_int_equal(database_failure(database), DATABASE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORDS(a_lost_connection_is_made_anew_and_the_statement_runs),
        WORDS(what_was_prepared_on_the_lost_connection_is_prepared_again),
        WORDS(a_new_connection_is_set_up_as_the_first_was),
        WORDS(a_statement_that_the_server_refuses_is_not_tried_again),
        WORDS(within_a_transaction_a_lost_connection_is_a_failure),
        WORDS(after_a_lost_transaction_the_next_statement_is_one_of_its_own),
        WORDS(a_transaction_that_finds_the_connection_lost_begins_on_a_new_one),
        WORDS(a_commit_that_is_lost_is_told_and_not_sent_again),
        WORDS(a_rollback_takes_all_of_it_back),
        WORDS(a_whole_transaction_is_not_sent_again_when_the_connection_was_lost),
        WORDS(of_a_whole_transaction_that_fails_in_the_middle_nothing_stays),
        WORDS(a_held_connection_that_is_lost_is_not_made_anew),
        WORDS(while_others_wait_in_vain_calls_fail_at_once_and_one_of_them_tries),
        WORDS(each_kind_of_value_comes_back_as_it_went),
        WORDS(what_stands_for_null_is_null_and_comes_back),
        WORDS(a_count_that_is_not_the_server_s_ends_the_process),
        WORDS(a_column_s_type_that_is_not_the_server_s_ends_the_process),
        WORDS(a_row_that_is_set_to_what_it_was_counts_as_changed),
        WORDS(a_query_without_rows_is_no_failure),
    };

    return SCHEMA_RUN(tests);
}
