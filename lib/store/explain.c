/* The text comes out of the host's shared memory, where the process that runs the statement has put
 * it: the administration does not know other areas' statements. No values are put into it. */
#include "store/explain.h"

#include <inttypes.h>
#include <mysql.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/instant.h"
#include "store/internal.h"

#define EXAMPLE "a"
#define COLUMNS_MAX 16
#define CELL_MAX 1024
#define STEPS_MAX 64

/* my_bool of MariaDB, bool of MySQL 8. */
typedef __typeof__(*((MYSQL_BIND *)NULL)->is_null) sql_bool;

struct examples {
    MYSQL_BIND bind[STATEMENT_VALUES_MAX];
    uint64_t number[STATEMENT_VALUES_MAX];
    MYSQL_TIME time[STATEMENT_VALUES_MAX];
    sql_bool null[STATEMENT_VALUES_MAX];
    unsigned long length; /* of a text */
};

/* A row of the answer, as text. */
struct plan_row {
    MYSQL_BIND bind[COLUMNS_MAX];
    char cell[COLUMNS_MAX][CELL_MAX];
    unsigned long length[COLUMNS_MAX];
    sql_bool null[COLUMNS_MAX];
    const char *name[COLUMNS_MAX];
    size_t count;
};

bool statement_explains(const struct metrics *metrics, const struct metered_statement *statement)
{
    static const char select[] = "SELECT";

    return statement->length > sizeof select &&
           strncasecmp(metrics->texts + statement->text, select, sizeof select - 1) == 0;
}

const char *statement_example(const struct metered_statement *statement, struct arena *arena,
                              size_t i)
{
    uint64_t number;

    if (i >= STATEMENT_VALUES_MAX || statement->types[i] == VALUE_END)
        return NULL;
    number = atomic_load(&statement->numbers[i]);
    switch (statement->types[i]) {
    case VALUE_TEXT:
    case VALUE_BYTES: return EXAMPLE;
    case VALUE_INSTANT:
    case VALUE_INSTANT_OR_NULL: return number == 0 ? "NULL" : clock_rfc3339(arena, (int64_t)number);
    case VALUE_UNSIGNED_OR_NULL:
        return number == 0 ? "NULL" : arena_format(arena, "%" PRIu64, number);
    case VALUE_SIGNED: return arena_format(arena, "%" PRId64, (int64_t)number);
    default: return arena_format(arena, "%" PRIu64, number);
    }
}

static size_t fill_examples(struct examples *examples, const struct metered_statement *statement)
{
    size_t i = 0;

    memset(examples, 0, sizeof *examples);
    examples->length = sizeof EXAMPLE - 1;
    for (; i < STATEMENT_VALUES_MAX && statement->types[i] != VALUE_END; i++) {
        MYSQL_BIND *bind = &examples->bind[i];
        enum value_type type = statement->types[i];

        examples->number[i] = atomic_load(&statement->numbers[i]);
        examples->null[i] = (type == VALUE_UNSIGNED_OR_NULL || type == VALUE_INSTANT_OR_NULL) &&
                            examples->number[i] == 0;
        bind->is_null = &examples->null[i];
        bind->buffer = &examples->number[i];
        bind->buffer_type = MYSQL_TYPE_LONGLONG;
        bind->is_unsigned = type != VALUE_SIGNED;
        if (type == VALUE_TEXT || type == VALUE_BYTES) {
            bind->buffer_type = type == VALUE_TEXT ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
            bind->buffer = (void *)(uintptr_t)EXAMPLE;
            bind->buffer_length = examples->length;
            bind->length = &examples->length;
        } else if (type == VALUE_INSTANT || type == VALUE_INSTANT_OR_NULL) {
            instant_put(&examples->time[i], (int64_t)examples->number[i]);
            bind->buffer_type = MYSQL_TYPE_DATETIME;
            bind->buffer = &examples->time[i];
        }
    }
    return i;
}

/* Servers differ in their columns: each is found by its name. */
static const char *cell(const struct plan_row *row, struct arena *arena, const char *name)
{
    for (size_t i = 0; i < row->count; i++)
        if (strcasecmp(row->name[i], name) == 0)
            return row->null[i] ? ""
                                : arena_copy(arena, row->cell[i],
                                             row->length[i] < CELL_MAX ? row->length[i] : CELL_MAX);
    return "";
}

static struct plan_step step_of(const struct plan_row *row, struct arena *arena)
{
    return (struct plan_step){
        .id = cell(row, arena, "id"),
        .select_type = cell(row, arena, "select_type"),
        .table = cell(row, arena, "table"),
        .type = cell(row, arena, "type"),
        .possible_keys = cell(row, arena, "possible_keys"),
        .key = cell(row, arena, "key"),
        .key_len = cell(row, arena, "key_len"),
        .ref = cell(row, arena, "ref"),
        .rows = cell(row, arena, "rows"),
        .extra = cell(row, arena, "Extra"),
    };
}

static void bind_plan(struct plan_row *row, struct arena *arena, MYSQL_RES *fields)
{
    row->count = mysql_num_fields(fields) < COLUMNS_MAX ? mysql_num_fields(fields) : COLUMNS_MAX;
    for (size_t i = 0; i < row->count; i++) {
        const MYSQL_FIELD *field = mysql_fetch_field_direct(fields, (unsigned)i);

        row->name[i] = arena_copy(arena, field->name, strlen(field->name));
        row->bind[i] = (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING,
                                    .buffer = row->cell[i],
                                    .buffer_length = CELL_MAX,
                                    .length = &row->length[i],
                                    .is_null = &row->null[i]};
    }
}

static struct plan_step *fetch_plan(struct arena *arena, MYSQL_STMT *handle, size_t *count)
{
    struct plan_row *row = arena_alloc(arena, sizeof *row);
    struct plan_step *steps = arena_alloc(arena, STEPS_MAX * sizeof *steps);
    MYSQL_RES *fields = mysql_stmt_result_metadata(handle);
    int result;

    *count = 0;
    if (fields == NULL)
        return NULL;
    bind_plan(row, arena, fields);
    mysql_free_result(fields);
    if (row->count < mysql_stmt_field_count(handle) ||
        mysql_stmt_bind_result(handle, row->bind) != 0)
        return NULL;
    while (((result = mysql_stmt_fetch(handle)) == 0 || result == MYSQL_DATA_TRUNCATED) &&
           *count < STEPS_MAX)
        steps[(*count)++] = step_of(row, arena);
    return steps;
}

static struct plan_step *ask_for_plan(struct database *database, struct arena *arena,
                                      const struct metered_statement *statement, size_t *count)
{
    char *text = arena_format(arena, "EXPLAIN %s",
                              metrics_statement_text(database->metrics, statement, arena));
    MYSQL_STMT *handle = mysql_stmt_init(database->connection);
    struct plan_step *steps = NULL;
    struct examples examples;

    if (handle == NULL)
        abort();
    if (mysql_stmt_prepare(handle, text, strlen(text)) == 0 &&
        mysql_stmt_param_count(handle) == fill_examples(&examples, statement) &&
        mysql_stmt_bind_param(handle, examples.bind) == 0 && mysql_stmt_execute(handle) == 0 &&
        mysql_stmt_store_result(handle) == 0)
        steps = fetch_plan(arena, handle, count);
    if (steps == NULL)
        log_warning("database: the plan of %s: %s", statement->name, mysql_stmt_error(handle));
    mysql_stmt_close(handle);
    return steps;
}

const struct plan_step *statement_plan(struct database *database, struct arena *arena,
                                       const struct metered_statement *statement, size_t *count)
{
    const struct plan_step *steps = NULL;

    if (database->metrics == NULL || !statement_explains(database->metrics, statement) ||
        database_begin_reading(database) != 0)
        return NULL;
    steps = ask_for_plan(database, arena, statement, count);
    database_rollback(database);
    return steps;
}
