#include "store/database.h"

#include "../unit.h"

ROW(person, id(id), text(name), instant(seen));
STATEMENT(PEOPLE, PARAMETERS(id(site), text(name), number(limit)), ROW_OF(person), "a");
STATEMENT(ROBOTS, PARAMETERS(number(limit)), ROW_OF(person), "b");
STATEMENT(COUPLES, PARAMETERS(instant(since), text(name), again(since), bytes(key), again(key)),
          COLUMNS(row(person, left), row(person, right), flag(happy), integer(score),
                  sized_text(song), bytes(photo)),
          "c");
STATEMENT(NOTHING, PARAMETERS(), COLUMNS(), "d");
TRANSACTION(WEDDING, PARAMETERS(id_or_null(left), instant_or_null(day)), COLUMNS(id(made)), "e;");
SIGNATURE(clean, PARAMETERS(number(limit)), COLUMNS());
STATEMENT_OF(clean, CLEAN_HOUSE, "f");
STATEMENT_OF(clean, CLEAN_CAR, "g");
STATEMENT(EVERYTHING,
          PARAMETERS(id(a1), id(a2), id(a3), id(a4), id(a5), id(a6), id(a7), id(a8), id(a9),
                     id(a10), id(a11), id(a12), id(a13), id(a14), id(a15), id(a16), id(a17),
                     id(a18), id(a19), id(a20), id(a21), id(a22), id(a23), id(a24), id(a25),
                     id(a26), id(a27), id(a28), id(a29), id(a30), id(a31), id(a32), id(a33),
                     id(a34), id(a35), id(a36), id(a37), id(a38), id(a39), id(a40)),
          COLUMNS(), "h");
extern const struct statement_set unit_statements;
STATEMENT_SET(unit_statements, &PEOPLE, &ROBOTS, &COUPLES, &NOTHING, &WEDDING, &CLEAN_HOUSE,
              &CLEAN_CAR, &EVERYTHING);

/* Three people, of whom the second has no name and was never seen. */
static struct person_rows *three(void)
{
    const struct statement_signature *signature = PEOPLE.statement.signature;
    struct rows *rows = rows_make(arena, signature, 5);

    for (uint64_t i = 0; i < 3; i++) {
        void *row = rows_add(rows, signature);

        row_set(row, &signature->columns[0], (int64_t)(UINT64_MAX - i), (struct bytes){0});
        if (i == 1)
            continue;
        row_set(row, &signature->columns[1], 0,
                bytes_of(arena_format(arena, "text %d", (int)i), strlen("text 0")));
        row_set(row, &signature->columns[2], -(int64_t)i, (struct bytes){0});
    }
    return (struct person_rows *)rows;
}

static void rows_are_stepped_through_once_and_in_order(void **state)
{
    struct person_rows *rows = three();
    const struct person_row *row;

    (void)state;
    assert_int_equal(rows_count(rows), 3);
    for (uint64_t i = 0; i < 3; i++) {
        row = rows_next(rows);
        assert_non_null(row);
        assert_true(row->id == UINT64_MAX - i);
    }
    assert_null(rows_next(rows));
    assert_null(rows_next(rows));
    assert_true(row->id == UINT64_MAX - 2);
}

static void each_value_comes_as_its_column_says(void **state)
{
    struct person_rows *rows = three();
    const struct person_row *first = rows_next(rows), *third;

    (void)state;
    rows_next(rows);
    third = rows_next(rows);
    assert_string_equal(first->name, "text 0");
    assert_true(first->seen == 0);
    assert_string_equal(third->name, "text 2");
    assert_true(third->seen == -2);
}

static void what_is_null_is_null_or_zero_by_its_type(void **state)
{
    struct person_rows *rows = three();
    struct COUPLES_rows *couples =
        (struct COUPLES_rows *)rows_make(arena, COUPLES.statement.signature, 1);
    const struct COUPLES_row *couple = rows_add(&couples->rows, COUPLES.statement.signature);
    const struct person_row *second;

    (void)state;
    rows_next(rows);
    second = rows_next(rows);
    assert_null(second->name);
    assert_true(second->seen == 0);
    assert_true(second->id == UINT64_MAX - 1);
    assert_false(couple->happy);
    assert_true(couple->score == 0);
    assert_null(couple->song.data);
    assert_null(couple->photo.data);
    assert_int_equal(couple->photo.length, 0);
}

static void bytes_may_hold_anything(void **state)
{
    struct COUPLES_rows *rows =
        (struct COUPLES_rows *)rows_make(arena, COUPLES.statement.signature, 1);
    void *added = rows_add(&rows->rows, COUPLES.statement.signature);
    struct statement_value flat[STATEMENT_VALUES_MAX];
    const struct COUPLES_row *row = rows_next(rows);

    (void)state;
    statement_flatten(COUPLES.statement.signature->columns, flat);
    row_set(added, &flat[6], -1, (struct bytes){0});
    row_set(added, &flat[7], INT64_MIN, (struct bytes){0});
    row_set(added, &flat[8], 0, bytes_of("la la", 5));
    row_set(added, &flat[9], 0, bytes_of("a\0b", 3));
    assert_true(row->happy);
    assert_true(row->score == INT64_MIN);
    assert_string_equal(row->song.data, "la la");
    assert_int_equal(row->song.length, 5);
    assert_int_equal(row->photo.length, 3);
    assert_memory_equal(row->photo.data, "a\0b", 4);
}

static void no_rows_end_at_once(void **state)
{
    struct person_rows *rows =
        (struct person_rows *)rows_make(arena, PEOPLE.statement.signature, 0);
    struct person_rows *failed = NULL;

    (void)state;
    assert_int_equal(rows_count(rows), 0);
    assert_null(rows_next(rows));
    assert_null(rows_next(failed));
}

static void what_a_call_gives_lies_where_the_parameters_say(void **state)
{
    static const unsigned char key[] = {1, 0, 2};
    const struct call *call = STATEMENT_CALL(query, &COUPLES, -5, "Ann", bytes_of(key, sizeof key));
    const char *start = (const char *)call;
    const struct statement_value *values = call->statement->signature->parameters;

    (void)state;
    assert_ptr_equal(call->statement, &COUPLES.statement);
    assert_int_equal(values[0].type, VALUE_INSTANT);
    assert_true(*(const int64_t *)(start + values[0].offset) == -5);
    assert_int_equal(values[1].type, VALUE_TEXT);
    assert_string_equal(*(const char *const *)(start + values[1].offset), "Ann");
    assert_int_equal(values[3].type, VALUE_BYTES);
    assert_ptr_equal(((const struct bytes *)(start + values[3].offset))->data, key);
    assert_int_equal(((const struct bytes *)(start + values[3].offset))->length, 3);
}

static void a_parameter_that_comes_again_is_the_first_one(void **state)
{
    struct statement_value flat[STATEMENT_VALUES_MAX];

    (void)state;
    assert_int_equal(statement_flatten(COUPLES.statement.signature->parameters, flat), 5);
    assert_int_equal(flat[2].type, VALUE_INSTANT);
    assert_int_equal(flat[2].offset, flat[0].offset);
    assert_int_equal(flat[4].type, VALUE_BYTES);
    assert_int_equal(flat[4].offset, flat[3].offset);
}

static void rows_within_a_row_are_columns_one_by_one(void **state)
{
    struct statement_value flat[STATEMENT_VALUES_MAX];
    static const struct statement_value expected[] = {
        {VALUE_UNSIGNED, offsetof(struct COUPLES_row, left.id), NULL},
        {VALUE_TEXT, offsetof(struct COUPLES_row, left.name), NULL},
        {VALUE_INSTANT, offsetof(struct COUPLES_row, left.seen), NULL},
        {VALUE_UNSIGNED, offsetof(struct COUPLES_row, right.id), NULL},
        {VALUE_TEXT, offsetof(struct COUPLES_row, right.name), NULL},
        {VALUE_INSTANT, offsetof(struct COUPLES_row, right.seen), NULL},
        {VALUE_FLAG, offsetof(struct COUPLES_row, happy), NULL},
        {VALUE_SIGNED, offsetof(struct COUPLES_row, score), NULL},
        {VALUE_SIZED_TEXT, offsetof(struct COUPLES_row, song), NULL},
        {VALUE_BYTES, offsetof(struct COUPLES_row, photo), NULL},
    };

    (void)state;
    assert_int_equal(statement_flatten(COUPLES.statement.signature->columns, flat), 10);
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(flat[i].type, expected[i].type);
        assert_int_equal(flat[i].offset, expected[i].offset);
    }
    assert_int_equal(COUPLES.statement.signature->row_size, sizeof(struct COUPLES_row));
    assert_int_equal(COUPLES.statement.signature->row_offset, offsetof(struct COUPLES_rows, row));
}

static void what_takes_or_gives_nothing_has_empty_lists(void **state)
{
    struct statement_value flat[STATEMENT_VALUES_MAX];

    (void)state;
    assert_int_equal(statement_flatten(NOTHING.statement.signature->parameters, flat), 0);
    assert_null(NOTHING.statement.signature->columns);
    assert_int_equal(statement_flatten(NULL, flat), 0);
    assert_ptr_equal(STATEMENT_CALL(run, &NOTHING)->statement, &NOTHING.statement);
}

static void statements_of_one_shape_stand_in_one_table(void **state)
{
    static const struct clean_statement *const cleans[] = {&CLEAN_HOUSE, &CLEAN_CAR};

    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_ptr_equal(STATEMENT_CALL(run, cleans[i], i)->statement,
                         i == 0 ? &CLEAN_HOUSE.statement : &CLEAN_CAR.statement);
    assert_string_equal(cleans[1]->statement.sql, "g");
    assert_ptr_equal(cleans[0]->statement.signature, cleans[1]->statement.signature);
}

static void a_transaction_is_one_statement_to_the_server(void **state)
{
    (void)state;
    assert_true(WEDDING.statement.whole);
    assert_false(PEOPLE.statement.whole);
    assert_string_equal(WEDDING.statement.sql, "BEGIN NOT ATOMIC e; END");
    assert_int_equal(WEDDING.statement.signature->parameters[0].type, VALUE_UNSIGNED_OR_NULL);
    assert_int_equal(WEDDING.statement.signature->parameters[1].type, VALUE_INSTANT_OR_NULL);
    assert_int_equal(WEDDING.statement.signature->parameters[2].type, VALUE_END);
}

static void lists_are_as_long_as_a_call_may_be(void **state)
{
    struct statement_value flat[STATEMENT_VALUES_MAX];

    (void)state;
    assert_int_equal(statement_flatten(EVERYTHING.statement.signature->parameters, flat), 40);
    assert_int_equal(flat[39].offset, offsetof(struct EVERYTHING_parameters, a40));
}

static void a_set_has_its_statements_in_order(void **state)
{
    (void)state;
    assert_int_equal(unit_statements.count, 8);
    assert_ptr_equal(unit_statements.statements[0], &PEOPLE.statement);
    assert_ptr_equal(unit_statements.statements[7], &EVERYTHING.statement);
    assert_string_equal(unit_statements.statements[1]->name, "ROBOTS");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(rows_are_stepped_through_once_and_in_order),
        UNIT(each_value_comes_as_its_column_says),
        UNIT(what_is_null_is_null_or_zero_by_its_type),
        UNIT(bytes_may_hold_anything),
        UNIT(no_rows_end_at_once),
        UNIT(what_a_call_gives_lies_where_the_parameters_say),
        UNIT(a_parameter_that_comes_again_is_the_first_one),
        UNIT(rows_within_a_row_are_columns_one_by_one),
        UNIT(what_takes_or_gives_nothing_has_empty_lists),
        UNIT(statements_of_one_shape_stand_in_one_table),
        UNIT(a_transaction_is_one_statement_to_the_server),
        UNIT(lists_are_as_long_as_a_call_may_be),
        UNIT(a_set_has_its_statements_in_order),
    };

    return UNIT_RUN(tests);
}
