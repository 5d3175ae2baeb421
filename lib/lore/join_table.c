#include "lore/join_table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

/* How a column's values lie: whole numbers that fit, as long as all do; else doubles; or where each
 * text begins in the pool. Texts stand there once. */
enum layout { LAYOUT_WHOLE, LAYOUT_DOUBLE, LAYOUT_TEXT };

#define WHOLE_NULL INT32_MIN
#define TEXT_NULL UINT32_MAX

struct column {
    size_t source; /* the source's column */
    enum layout layout;
    union {
        int32_t *whole;
        double *number;
        uint32_t *text;
        void *any;
    };
    bool key;
    uint32_t *order; /* of a key: the rows by its value */
};

struct join_table {
    const struct source_table *source;
    struct column *columns;
    size_t column_count;
    uint32_t rows, room;
    char *pool;
    size_t pool_length, pool_room;
    uint32_t *slots; /* open addressing: where texts begin in the pool, plus 1 */
    size_t slot_count, texts;
};

static void *grown(void *old, size_t bytes)
{
    void *more = realloc(old, bytes > 0 ? bytes : 1);

    if (more == NULL)
        abort();
    return more;
}

struct join_table *join_table_open(const struct source_table *source)
{
    struct join_table *table = calloc(1, sizeof *table);

    if (table == NULL)
        abort();
    table->source = source;
    table->columns = grown(NULL, (source->column_count + 1) * sizeof *table->columns);
    return table;
}

void join_table_close(struct join_table *table)
{
    if (table == NULL)
        return;
    for (size_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].any);
        free(table->columns[i].order);
    }
    free(table->columns);
    free(table->pool);
    free(table->slots);
    free(table);
}

size_t join_table_column(struct join_table *table, size_t column)
{
    size_t i = 0;

    assert(table->rows == 0);
    while (i < table->column_count && table->columns[i].source != column)
        i++;
    if (i == table->column_count)
        table->columns[table->column_count++] = (struct column){
            .source = column,
            .layout = table->source->columns[column].number ? LAYOUT_WHOLE : LAYOUT_TEXT,
        };
    return i;
}

void join_table_key(struct join_table *table, size_t column)
{
    table->columns[column].key = true;
}

/* ---- texts ---- */

static void rehash(struct join_table *table)
{
    size_t count = table->slot_count * 2 + 1024;
    uint32_t *slots = calloc(count, sizeof *slots);

    if (slots == NULL)
        abort();
    for (size_t i = 0; i < table->slot_count; i++) {
        size_t at;

        if (table->slots[i] == 0)
            continue;
        at = text_hash(table->pool + table->slots[i] - 1, 0) % count;
        while (slots[at] != 0)
            at = (at + 1) % count;
        slots[at] = table->slots[i];
    }
    free(table->slots);
    table->slots = slots;
    table->slot_count = count;
}

/* Where TEXT stands in the pool; puts it there where it does not. */
static uint32_t intern(struct join_table *table, const char *text)
{
    size_t length = strlen(text) + 1, at;

    if (table->texts * 2 >= table->slot_count)
        rehash(table);
    at = text_hash(text, 0) % table->slot_count;
    for (; table->slots[at] != 0; at = (at + 1) % table->slot_count)
        if (strcmp(table->pool + table->slots[at] - 1, text) == 0)
            return table->slots[at] - 1;
    if (table->pool_length + length >= UINT32_MAX - 1)
        return TEXT_NULL;
    if (table->pool_length + length > table->pool_room) {
        table->pool_room = table->pool_room * 2 + length + 4096;
        table->pool = grown(table->pool, table->pool_room);
    }
    memcpy(table->pool + table->pool_length, text, length);
    table->slots[at] = (uint32_t)table->pool_length + 1;
    table->pool_length += length;
    table->texts++;
    return table->slots[at] - 1;
}

/* ---- rows ---- */

static size_t width_of(enum layout layout)
{
    return layout == LAYOUT_DOUBLE ? sizeof(double) : sizeof(uint32_t);
}

static void widen(struct join_table *table, struct column *column)
{
    double *numbers = grown(NULL, table->room * sizeof *numbers);

    for (uint32_t i = 0; i < table->rows; i++)
        numbers[i] = column->whole[i] == WHOLE_NULL ? (double)NAN : column->whole[i];
    free(column->any);
    column->number = numbers;
    column->layout = LAYOUT_DOUBLE;
}

static void put_number(struct join_table *table, struct column *column, const char *text)
{
    double number;

    if (text == NULL || !expression_parse_number(text, &number))
        number = (double)NAN;
    else if (column->layout == LAYOUT_WHOLE &&
             !(number > INT32_MIN && number <= INT32_MAX && number == floor(number)))
        widen(table, column);
    if (column->layout == LAYOUT_DOUBLE)
        column->number[table->rows] = number;
    else
        column->whole[table->rows] = isnan(number) ? WHOLE_NULL : (int32_t)number;
}

void join_table_add(struct join_table *table, const struct source_row *row)
{
    if (table->rows == table->room) {
        table->room = table->room * 2 + 256;
        for (size_t i = 0; i < table->column_count; i++)
            table->columns[i].any =
                grown(table->columns[i].any, table->room * width_of(table->columns[i].layout));
    }
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        const char *text = row->values[column->source];

        if (column->layout != LAYOUT_TEXT)
            put_number(table, column, text);
        else
            column->text[table->rows] = text != NULL ? intern(table, text) : TEXT_NULL;
    }
    table->rows++;
}

uint32_t join_table_rows(const struct join_table *table)
{
    return table->rows;
}

struct expression_value join_table_value(const struct join_table *table, size_t column,
                                         uint32_t row)
{
    const struct column *c = &table->columns[column];

    if (c->layout == LAYOUT_TEXT)
        return expression_of_text(c->text[row] != TEXT_NULL ? table->pool + c->text[row] : NULL);
    if (c->layout == LAYOUT_DOUBLE)
        return isnan(c->number[row]) ? (struct expression_value){0}
                                     : expression_of_number(c->number[row]);
    return c->whole[row] == WHOLE_NULL ? (struct expression_value){0}
                                       : expression_of_number(c->whole[row]);
}

/* ---- indexes ---- */

/* What a sort compares: a column of a table. */
struct ordering {
    const struct join_table *table;
    const struct column *column;
};

static double number_at(const struct column *column, uint32_t row)
{
    if (column->layout == LAYOUT_DOUBLE)
        return column->number[row];
    return column->whole[row] == WHOLE_NULL ? (double)NAN : column->whole[row];
}

static const char *text_at(const struct join_table *table, const struct column *column,
                           uint32_t row)
{
    return column->text[row] != TEXT_NULL ? table->pool + column->text[row] : "";
}

/* NULL before all numbers. */
static int compare_numbers(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(b) - isnan(a);
    return (a > b) - (a < b);
}

static int compare_rows(const void *left, const void *right, void *context)
{
    const struct ordering *ordering = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order =
        ordering->column->layout == LAYOUT_TEXT
            ? strcasecmp(text_at(ordering->table, ordering->column, a),
                         text_at(ordering->table, ordering->column, b))
            : compare_numbers(number_at(ordering->column, a), number_at(ordering->column, b));

    return order != 0 ? order : (a > b) - (a < b);
}

void join_table_finish(struct join_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct column *column = &table->columns[i];
        struct ordering ordering = {table, column};

        column->any = grown(column->any, table->rows * width_of(column->layout));
        if (!column->key)
            continue;
        column->order = grown(NULL, table->rows * sizeof *column->order);
        for (uint32_t row = 0; row < table->rows; row++)
            column->order[row] = row;
        qsort_r(column->order, table->rows, sizeof *column->order, compare_rows, &ordering);
    }
    free(table->slots);
    table->slots = NULL;
    table->slot_count = 0;
    table->room = table->rows;
}

/* How row ROW's key compares with what is looked for. */
static int compare_key(const struct join_table *table, const struct column *column, uint32_t row,
                       const char *text, double number)
{
    if (column->layout == LAYOUT_TEXT)
        // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): keys of texts are looked for by text
        return strcasecmp(text_at(table, column, row), text);
    return compare_numbers(number_at(column, row), number);
}

/* The first place in the order whose key is not below (PAST: is above) what is looked for. */
static uint32_t bound(const struct join_table *table, const struct column *column, const char *text,
                      double number, bool past)
{
    uint32_t low = 0, high = table->rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_key(table, column, column->order[middle], text, number);

        if (order < 0 || (past && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t join_table_find(const struct join_table *table, size_t column, struct expression_value key,
                       struct arena *arena, const uint32_t **rows)
{
    const struct column *c = &table->columns[column];
    const char *text = NULL;
    double number = 0;
    uint32_t begin;

    if (key.type == EXPRESSION_NULL)
        return 0;
    if (c->layout == LAYOUT_TEXT)
        text = expression_text(key, arena);
    else if (!expression_number(key, &number))
        return 0;
    if (text != NULL && *text == '\0')
        return 0;
    begin = bound(table, c, text, number, false);
    *rows = c->order + begin;
    return bound(table, c, text, number, true) - begin;
}

size_t join_table_memory(const struct join_table *table)
{
    size_t bytes = table->pool_room + table->slot_count * sizeof *table->slots;

    for (size_t i = 0; i < table->column_count; i++)
        bytes += (size_t)table->room * width_of(table->columns[i].layout) +
                 (table->columns[i].order != NULL ? table->rows * sizeof(uint32_t) : 0);
    return bytes;
}
