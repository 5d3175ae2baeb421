#include "forms_sql.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "client.h"

enum { ROWS_AT_ONCE = 500 };

MYSQL *sql_connect(const struct configuration *configuration)
{
    MYSQL *connection = mysql_init(NULL);

    if (connection == NULL ||
        mysql_real_connect(connection, NULL, configuration->database.user,
                           configuration->database.password, configuration->database.name, 0,
                           configuration->database.socket, 0) == NULL)
        die("connect: %s", mysql_error(connection));
    return connection;
}

void sql_do(MYSQL *connection, const char *format, ...)
{
    struct arena *arena = arena_open(4096);
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = arena_vformat(arena, format, arguments);
    va_end(arguments);
    if (mysql_query(connection, text) != 0)
        die("%.200s: %s", text, mysql_error(connection));
    arena_close(arena);
}

MYSQL_RES *sql_rows(MYSQL *connection, bool store, const char *text)
{
    MYSQL_RES *rows;

    if (mysql_query(connection, text) != 0)
        die("%.300s: %s", text, mysql_error(connection));
    rows = store ? mysql_store_result(connection) : mysql_use_result(connection);
    if (rows == NULL)
        die("%.300s: %s", text, mysql_error(connection));
    return rows;
}

/* ---- filling ---- */

static void make_item_table(MYSQL *connection)
{
    struct arena *arena = arena_open(65536);
    struct buffer text = buffer_open(arena, 8192);

    buffer_text(&text, "CREATE OR REPLACE TABLE bench_item (id INT UNSIGNED NOT NULL PRIMARY KEY, "
                       "name VARCHAR(100) NOT NULL");
    for (size_t i = 0; i < ITEM_FIELDS; i++)
        buffer_format(&text, ", %s INT NOT NULL", item_fields[i].name);
    for (size_t i = 0; i < ITEM_FIELDS; i++)
        if (item_fields[i].popular)
            buffer_format(&text, ", KEY (%s)", item_fields[i].name);
    buffer_text(&text, ") ENGINE=InnoDB");
    sql_do(connection, "%s", text.data);
    arena_close(arena);
}

static void add_item(struct buffer *text, uint32_t id, const int64_t values[ITEM_FIELDS])
{
    char name[NAME_SIZE];

    name_make(id, name);
    buffer_format(text, "(%" PRIu32 ",\"%s\"", id, name);
    for (size_t i = 0; i < ITEM_FIELDS; i++)
        buffer_format(text, ",%" PRId64, values[i]);
    buffer_byte(text, ')');
}

static void fill_items(MYSQL *connection, uint32_t count)
{
    struct arena *arena = arena_open(1 << 20);
    int64_t values[ITEM_FIELDS];

    for (uint32_t id = 1; id <= count;) {
        struct buffer text = buffer_open(arena, 1 << 17);

        buffer_text(&text, "INSERT INTO bench_item VALUES ");
        for (uint32_t end = id + ROWS_AT_ONCE; id < end && id <= count; id++) {
            item_make(id, values);
            if (text.data[text.length - 1] == ')')
                buffer_byte(&text, ',');
            add_item(&text, id, values);
        }
        sql_do(connection, "%s", text.data);
        arena_reset(arena);
    }
    arena_close(arena);
}

static void fill_values(MYSQL *connection)
{
    sql_do(connection, "CREATE OR REPLACE TABLE bench_value (field SMALLINT UNSIGNED NOT NULL, "
                       "value INT NOT NULL, entry INT UNSIGNED NOT NULL, "
                       "PRIMARY KEY (field, value, entry), KEY (entry, field, value))");
    for (size_t i = 0; i < ITEM_FIELDS; i++)
        sql_do(connection,
               "INSERT INTO bench_value SELECT %zu, %s, id FROM bench_item WHERE %s <> 0 "
               "ORDER BY %s, id",
               i, item_fields[i].name, item_fields[i].name, item_fields[i].name);
}

static void fill_records(MYSQL *connection)
{
    struct arena *arena = arena_open(65536);
    struct buffer table = buffer_open(arena, 8192), select = buffer_open(arena, 8192);
    struct buffer record = buffer_open(arena, 8192);

    buffer_text(&table, "CREATE OR REPLACE TABLE bench_record (id INT UNSIGNED NOT NULL "
                        "PRIMARY KEY, name VARCHAR(100) NOT NULL");
    buffer_text(&select, "INSERT INTO bench_record SELECT id, name");
    for (size_t i = 0; i < ITEM_FIELDS; i++) {
        const char *name = item_fields[i].name;

        buffer_format(&record, "%s'%s', %s", i > 0 ? ", " : "", name, name);
        if (!item_fields[i].popular)
            continue;
        buffer_format(&table, ", %s INT NOT NULL, KEY (%s)", name, name);
        buffer_format(&select, ", %s", name);
    }
    sql_do(connection, "%s, record TEXT NOT NULL)", table.data);
    sql_do(connection, "%s, JSON_OBJECT(%s) FROM bench_item", select.data, record.data);
    arena_close(arena);
}

void sql_fill(MYSQL *connection, uint32_t count)
{
    make_item_table(connection);
    sql_do(connection, "START TRANSACTION");
    fill_items(connection, count);
    sql_do(connection, "COMMIT");
    fill_values(connection);
    fill_records(connection);
    sql_do(connection, "ANALYZE TABLE bench_item, bench_value, bench_record");
    mysql_free_result(mysql_store_result(connection));
}

void sql_replace(MYSQL *connection, uint32_t id, const int64_t values[ITEM_FIELDS])
{
    struct arena *arena = arena_open(4096);
    struct buffer text = buffer_open(arena, 2048);

    buffer_text(&text, "REPLACE INTO bench_item VALUES ");
    add_item(&text, id, values);
    sql_do(connection, "%s", text.data);
    arena_close(arena);
}

/* ---- asking ---- */

enum part { RANGE, MASK, CHOICE, PARTS };

static size_t part_field(const struct plan *plan, enum part part)
{
    return part == RANGE ? plan->range : part == MASK ? plan->mask : plan->choice;
}

/* How a form spells a field's value. */
static void put_sql_field(struct buffer *text, enum sql_form form, size_t field)
{
    if (form == SQL_RECORD && !item_fields[field].popular)
        buffer_format(text, "CAST(JSON_VALUE(record, '$.%s') AS INT)", item_fields[field].name);
    else
        buffer_text(text, item_fields[field].name);
}

static void put_condition(struct buffer *text, const struct plan *plan, enum part part)
{
    switch (part) {
    case RANGE:
        buffer_format(text, " BETWEEN %" PRId64 " AND %" PRId64, plan->low, plan->high);
        break;
    case MASK: buffer_format(text, " & %" PRIu64, plan->bits); break;
    default:
        for (size_t i = 0; i < plan->value_count; i++)
            buffer_format(text, "%s%d", i > 0 ? "," : " IN (", plan->values[i]);
        buffer_byte(text, ')');
    }
}

/* FROM and WHERE of the forms with columns, without the conditions on field EXCEPT. */
static void put_wide(struct buffer *text, enum sql_form form, const struct plan *plan,
                     size_t except)
{
    const char *word = " WHERE ";

    buffer_text(text, form == SQL_TABLE ? " FROM bench_item" : " FROM bench_record");
    for (enum part part = RANGE; part < PARTS; part++) {
        if (part_field(plan, part) == except)
            continue;
        buffer_text(text, word);
        put_sql_field(text, form, part_field(plan, part));
        put_condition(text, plan, part);
        word = " AND ";
    }
}

/* The same of the narrow form: a table a condition, then JOIN (LEFT or not) to the value VALUE. */
static void put_narrow(struct buffer *text, const struct plan *plan, size_t except,
                       const char *join, size_t value)
{
    const char *word = " WHERE ";
    int first = -1;

    for (enum part part = RANGE; part < PARTS; part++) {
        size_t field = part_field(plan, part);

        if (field == except)
            continue;
        if (first < 0)
            buffer_format(text, " FROM bench_value p%d", part);
        else
            buffer_format(text,
                          " JOIN bench_value p%d ON p%d.entry = p%d.entry AND p%d.field = %zu",
                          part, part, first, part, field);
        first = first < 0 ? (int)part : first;
    }
    if (join != NULL)
        buffer_format(text, " %s bench_value v ON v.entry = p%d.entry AND v.field = %zu", join,
                      first, value);
    buffer_format(text, " WHERE p%d.field = %zu", first, part_field(plan, (enum part)first));
    word = " AND ";
    for (enum part part = RANGE; part < PARTS; part++) {
        if (part_field(plan, part) == except)
            continue;
        buffer_format(text, "%sp%d.value", word, part);
        put_condition(text, plan, part);
    }
}

static void put_page(struct buffer *text, enum sql_form form, const struct plan *plan)
{
    if (form != SQL_NARROW) {
        buffer_text(text, "SELECT id, name");
        for (size_t i = 0; i < PLAN_SHOWN; i++) {
            buffer_text(text, ", ");
            put_sql_field(text, form, item_shown[i]);
        }
        put_wide(text, form, plan, ITEM_FIELDS);
        buffer_text(text, " ORDER BY ");
        put_sql_field(text, form, plan->sort);
        buffer_format(text, " DESC, id LIMIT %d", PLAN_LIMIT);
        return;
    }
    buffer_text(text, "SELECT p.id, i.name");
    for (size_t i = 0; i < PLAN_SHOWN; i++)
        buffer_format(text, ", (SELECT value FROM bench_value WHERE entry = p.id AND field = %zu)",
                      item_shown[i]);
    buffer_text(text, " FROM (SELECT p0.entry AS id, COALESCE(v.value, 0) AS k");
    put_narrow(text, plan, ITEM_FIELDS, "LEFT JOIN", plan->sort);
    buffer_format(text,
                  " ORDER BY k DESC, id LIMIT %d) p JOIN bench_item i ON i.id = p.id"
                  " ORDER BY k DESC, p.id",
                  PLAN_LIMIT);
}

static void put_total(struct buffer *text, enum sql_form form, const struct plan *plan)
{
    buffer_text(text, "SELECT COUNT(*)");
    if (form == SQL_NARROW)
        put_narrow(text, plan, ITEM_FIELDS, NULL, 0);
    else
        put_wide(text, form, plan, ITEM_FIELDS);
}

static void put_facet(struct buffer *text, enum sql_form form, const struct plan *plan,
                      size_t field)
{
    if (form == SQL_NARROW) {
        buffer_text(text, "SELECT v.value, COUNT(*)");
        put_narrow(text, plan, field, "JOIN", field);
        buffer_text(text, " GROUP BY v.value");
        return;
    }
    buffer_format(text, "SELECT %s, COUNT(*)", item_fields[field].name);
    put_wide(text, form, plan, field);
    buffer_format(text, " GROUP BY %s", item_fields[field].name);
}

const char *sql_statement(struct arena *arena, enum sql_form form, const struct plan *plan,
                          size_t number)
{
    struct buffer text = buffer_open(arena, 4096);

    if (number == SQL_PAGE)
        put_page(&text, form, plan);
    else if (number == SQL_TOTAL)
        put_total(&text, form, plan);
    else
        put_facet(&text, form, plan, item_facets[number - SQL_FACETS]);
    return text.data;
}

const char *sql_pass(struct arena *arena, const struct plan *plan)
{
    static const char *const words[] = {" FROM bench_item WHERE ", " AND (", " OR "};
    static const enum part parts[] = {RANGE, MASK, CHOICE};
    struct buffer text = buffer_open(arena, 4096);

    buffer_text(&text, "SELECT ");
    for (size_t i = 0; i < ITEM_FACETS; i++)
        buffer_format(&text, "%s, ", item_fields[item_facets[i]].name);
    buffer_text(&text, item_fields[plan->mask].name);
    put_condition(&text, plan, MASK);
    buffer_format(&text, ", %s", item_fields[plan->choice].name);
    put_condition(&text, plan, CHOICE);
    for (size_t i = 0; i < PARTS; i++) {
        buffer_format(&text, "%s%s", words[i], item_fields[part_field(plan, parts[i])].name);
        put_condition(&text, plan, parts[i]);
    }
    buffer_byte(&text, ')');
    return text.data;
}

void sql_count(size_t field, uint64_t value, uint32_t count, uint32_t counts[FACET_SIZE])
{
    if (item_fields[field].kind != COLUMN_MASK) {
        counts[value % FACET_SIZE] += count;
        return;
    }
    for (; value != 0; value &= value - 1)
        counts[__builtin_ctzll(value)] += count;
}

static void read_facet(MYSQL_RES *rows, size_t field, uint32_t counts[FACET_SIZE])
{
    MYSQL_ROW row;

    while ((row = mysql_fetch_row(rows)) != NULL)
        sql_count(field, strtoull(row[0], NULL, 10), (uint32_t)strtoul(row[1], NULL, 10), counts);
    mysql_free_result(rows);
}

static void read_sql_page(MYSQL_RES *rows, struct outcome *outcome)
{
    MYSQL_ROW row;

    while ((row = mysql_fetch_row(rows)) != NULL)
        outcome->ids[outcome->count++] = (uint32_t)strtoul(row[0], NULL, 10);
    mysql_free_result(rows);
}

void sql_answer(MYSQL *connection, enum sql_form form, const struct plan *plan,
                struct outcome *outcome)
{
    struct arena *arena = arena_open(65536);
    MYSQL_RES *rows;

    memset(outcome, 0, sizeof *outcome);
    read_sql_page(sql_rows(connection, true, sql_statement(arena, form, plan, SQL_PAGE)), outcome);
    rows = sql_rows(connection, true, sql_statement(arena, form, plan, SQL_TOTAL));
    outcome->total = strtoull(mysql_fetch_row(rows)[0], NULL, 10);
    mysql_free_result(rows);
    for (size_t i = 0; i < ITEM_FACETS; i++) {
        const char *text = sql_statement(arena, form, plan, SQL_FACETS + i);

        read_facet(sql_rows(connection, true, text), item_facets[i], outcome->facets[i]);
    }
    arena_close(arena);
}
