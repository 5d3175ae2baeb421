/* A table in memory: an array a column, as narrow as its values so far, and for keys the rows in
 * the order of their values.
 *
 * Arrays and sorted indexes instead of a hash table of rows: they are made once, after the last
 * row, and are then only read. An index is four bytes a row, rows of one key stand together (a
 * step leads to all of them), and looking one up is a binary search. Texts are kept once each, as
 * servers repeat them in thousands of rows.
 *
 * Layouts widen when a value does not fit; NULL is each layout's smallest number, or NAN, so that
 * it needs no bitmap. The one whole number that looks like NULL makes its column doubles. */
#include "import/mapping/kept_table.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text/text.h"

/* How a column's values lie: whole numbers of 32 bits, as long as all fit; else of 64; else
 * doubles; or where each text begins in the pool. Texts stand there once. */
enum column_storage { LAYOUT_WHOLE, LAYOUT_LONG, LAYOUT_DOUBLE, LAYOUT_TEXT };

#define WHOLE_NULL INT32_MIN
#define LONG_NULL INT64_MIN
#define TEXT_NULL UINT32_MAX

struct table_column {
    size_t source; /* the source's column */
    enum column_storage layout;
    union {
        int32_t *whole;
        int64_t *lengthy;
        double *number;
        uint32_t *text;
        void *any;
    };
    bool key;
    uint32_t *order; /* of a key: the rows by its value */
};

struct kept_table {
    const struct source_table *source;
    struct table_column *columns;
    size_t column_count;
    uint32_t rows, capacity;
    char *pool;
    size_t pool_length, pool_capacity;
    uint32_t *slots; /* open addressing: where texts begin in the pool, plus 1 */
    size_t slot_count, texts;
};

static void *resized_array(void *old, size_t bytes)
{
    return memory_checked(realloc(old, bytes > 0 ? bytes : 1));
}

struct kept_table *kept_table_open(const struct source_table *source)
{
    struct kept_table *table = memory_checked(calloc(1, sizeof *table));

    table->source = source;
    table->columns = resized_array(NULL, (source->column_count + 1) * sizeof *table->columns);
    return table;
}

void kept_table_close(struct kept_table *table)
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

size_t kept_table_column(struct kept_table *table, size_t column)
{
    size_t i = 0;

    assert(table->rows == 0);
    while (i < table->column_count && table->columns[i].source != column)
        i++;
    if (i == table->column_count)
        table->columns[table->column_count++] = (struct table_column){
            .source = column,
            .layout = table->source->columns[column].number ? LAYOUT_WHOLE : LAYOUT_TEXT,
        };
    return i;
}

void kept_table_key(struct kept_table *table, size_t column)
{
    table->columns[column].key = true;
}

/* ---- texts ---- */

/* Slots hold offsets and not pointers: the pool moves as it grows. */
static void rehash(struct kept_table *table)
{
    size_t count = table->slot_count * 2 + 1024;
    uint32_t *slots = memory_checked(calloc(count, sizeof *slots));

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

/* Where TEXT stands in the pool; puts it there where it does not. A pool that is full (4 GB)
 * gives NULL for what is new: wrong for that value, and out of reach of any game so far. */
static uint32_t intern(struct kept_table *table, const char *text)
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
    if (table->pool_length + length > table->pool_capacity) {
        table->pool_capacity = table->pool_capacity * 2 + length + 4096;
        table->pool = resized_array(table->pool, table->pool_capacity);
    }
    memcpy(table->pool + table->pool_length, text, length);
    table->slots[at] = (uint32_t)table->pool_length + 1;
    table->pool_length += length;
    table->texts++;
    return table->slots[at] - 1;
}

/* ---- rows ---- */

static size_t width_of(enum column_storage layout)
{
    return layout == LAYOUT_DOUBLE || layout == LAYOUT_LONG ? sizeof(int64_t) : sizeof(uint32_t);
}

/* A whole number of a row, of either width; LONG_NULL for NULL. */
static int64_t whole_at(const struct table_column *column, uint32_t row)
{
    if (column->layout == LAYOUT_LONG)
        return column->lengthy[row];
    return column->whole[row] == WHOLE_NULL ? LONG_NULL : column->whole[row];
}

static double number_at(const struct table_column *column, uint32_t row)
{
    int64_t whole;

    if (column->layout == LAYOUT_DOUBLE)
        return column->number[row];
    whole = whole_at(column, row);
    return whole == LONG_NULL ? (double)NAN : (double)whole;
}

/* Brings the rows so far to a wider layout. */
static void widen_column(struct kept_table *table, struct table_column *column,
                         enum column_storage layout)
{
    struct table_column wide = *column;

    wide.layout = layout;
    wide.any = resized_array(NULL, table->capacity * width_of(layout));
    for (uint32_t i = 0; i < table->rows; i++)
        if (layout == LAYOUT_LONG)
            wide.lengthy[i] = whole_at(column, i);
        else
            wide.number[i] = number_at(column, i);
    free(column->any);
    *column = wide;
}

/* The narrowest layout that holds a number exactly, if any does. */
static enum column_storage layout_of(struct expression_value number)
{
    if (number.type != EXPRESSION_WHOLE || number.whole == LONG_NULL)
        return LAYOUT_DOUBLE;
    return number.whole > INT32_MIN && number.whole <= INT32_MAX ? LAYOUT_WHOLE : LAYOUT_LONG;
}

/* A text in a column of numbers is NULL here. The source said that it is a number, and keys are
 * compared as such. */
static void put_number_cell(struct kept_table *table, struct table_column *column, const char *text)
{
    struct expression_value number;
    bool there = text != NULL && expression_parse_number(text, &number);
    double real = (double)NAN;

    if (there && layout_of(number) > column->layout)
        widen_column(table, column, layout_of(number));
    switch (column->layout) {
    case LAYOUT_WHOLE:
        column->whole[table->rows] = there ? (int32_t)number.whole : WHOLE_NULL;
        break;
    case LAYOUT_LONG: column->lengthy[table->rows] = there ? number.whole : LONG_NULL; break;
    default:
        if (there)
            expression_number(number, &real);
        column->number[table->rows] = real;
    }
}

void kept_table_add(struct kept_table *table, const struct source_row *row)
{
    if (table->rows == table->capacity) {
        table->capacity = table->capacity * 2 + 256;
        for (size_t i = 0; i < table->column_count; i++)
            table->columns[i].any =
                resized_array(table->columns[i].any,
                              table->capacity * width_of(table->columns[i].layout));
    }
    for (size_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];
        const char *text = row->values[column->source];

        if (column->layout != LAYOUT_TEXT)
            put_number_cell(table, column, text);
        else
            column->text[table->rows] = text != NULL ? intern(table, text) : TEXT_NULL;
    }
    table->rows++;
}

uint32_t kept_table_rows(const struct kept_table *table)
{
    return table->rows;
}

struct expression_value kept_table_value(const struct kept_table *table, size_t column,
                                         uint32_t row)
{
    const struct table_column *c = &table->columns[column];

    if (c->layout == LAYOUT_TEXT)
        return expression_of_text(c->text[row] != TEXT_NULL ? table->pool + c->text[row] : NULL);
    if (c->layout == LAYOUT_DOUBLE)
        return isnan(c->number[row]) ? (struct expression_value){0}
                                     : expression_of_number(c->number[row]);
    return whole_at(c, row) == LONG_NULL ? (struct expression_value){0}
                                         : expression_of_whole(whole_at(c, row));
}

/* ---- indexes ---- */

/* What a sort compares: a column of a table. */
struct ordering {
    const struct kept_table *table;
    const struct table_column *column;
};

static const char *text_at(const struct kept_table *table, const struct table_column *column,
                           uint32_t row)
{
    return column->text[row] != TEXT_NULL ? table->pool + column->text[row] : "";
}

/* NULL before all numbers. */
static int compare_doubles(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(b) - isnan(a);
    return (a > b) - (a < b);
}

static int compare_wholes(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_rows_numbers(const struct table_column *column, uint32_t a, uint32_t b)
{
    return column->layout == LAYOUT_DOUBLE
               ? compare_doubles(column->number[a], column->number[b])
               : compare_wholes(whole_at(column, a), whole_at(column, b));
}

/* Texts whatever their case, as the servers' own collations compare the keys that refer to each
 * other. By row where keys are the same, so that rows of a key come in the source's order and a
 * run gives the same each time. */
static int compare_rows_by_key(const void *left, const void *right, void *context)
{
    const struct ordering *ordering = context;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int order = ordering->column->layout == LAYOUT_TEXT
                    ? strcasecmp(text_at(ordering->table, ordering->column, a),
                                 text_at(ordering->table, ordering->column, b))
                    : compare_rows_numbers(ordering->column, a, b);

    return order != 0 ? order : (a > b) - (a < b);
}

/* The hash table of texts has done its work; arrays shrink to what they hold. */
void kept_table_finish(struct kept_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        struct table_column *column = &table->columns[i];
        struct ordering ordering = {table, column};

        column->any = resized_array(column->any, table->rows * width_of(column->layout));
        if (!column->key)
            continue;
        column->order = resized_array(NULL, table->rows * sizeof *column->order);
        for (uint32_t row = 0; row < table->rows; row++)
            column->order[row] = row;
        qsort_r(column->order, table->rows, sizeof *column->order, compare_rows_by_key, &ordering);
    }
    free(table->slots);
    table->slots = NULL;
    table->slot_count = 0;
    table->capacity = table->rows;
}

/* What is looked for: as the column's layout has it, converted once and not at each comparison. */
struct wanted_key {
    const char *text;
    int64_t whole;
    double number;
};

/* How row ROW's key compares with what is looked for. */
static int compare_row_with_key(const struct kept_table *table, const struct table_column *column,
                                uint32_t row, const struct wanted_key *key)
{
    switch (column->layout) {
    case LAYOUT_TEXT: return strcasecmp(text_at(table, column, row), key->text);
    case LAYOUT_DOUBLE: return compare_doubles(column->number[row], key->number);
    default: return compare_wholes(whole_at(column, row), key->whole);
    }
}

/* The first place in the order whose key is not below (PAST: is above) what is looked for. */
static uint32_t bound(const struct kept_table *table, const struct table_column *column,
                      const struct wanted_key *key, bool past)
{
    uint32_t low = 0, high = table->rows;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_row_with_key(table, column, column->order[middle], key);

        if (order < 0 || (past && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether a column can have KEY; sets what to look for. What is no number is in no column of
 * numbers, and is not 0, as it would be to MariaDB. */
static bool set_wanted_key(const struct table_column *column, struct expression_value key,
                           struct arena *arena, struct wanted_key *wanted)
{
    struct expression_value number;

    if (column->layout == LAYOUT_TEXT) {
        wanted->text = expression_text(key, arena);
        return wanted->text != NULL && *wanted->text != '\0';
    }
    if (!expression_numeric(key, &number))
        return false;
    if (column->layout == LAYOUT_DOUBLE)
        return expression_number(number, &wanted->number);
    wanted->whole = number.whole;
    return number.type == EXPRESSION_WHOLE && number.whole != LONG_NULL;
}

size_t kept_table_find(const struct kept_table *table, size_t column, struct expression_value key,
                       struct arena *arena, const uint32_t **rows)
{
    const struct table_column *c = &table->columns[column];
    struct wanted_key wanted = {.text = NULL};
    uint32_t begin;

    if (key.type == EXPRESSION_NULL || !set_wanted_key(c, key, arena, &wanted))
        return 0;
    begin = bound(table, c, &wanted, false);
    *rows = c->order + begin;
    return bound(table, c, &wanted, true) - begin;
}

size_t kept_table_memory(const struct kept_table *table)
{
    size_t bytes = table->pool_capacity + table->slot_count * sizeof *table->slots;

    for (size_t i = 0; i < table->column_count; i++)
        bytes += (size_t)table->capacity * width_of(table->columns[i].layout) +
                 (table->columns[i].order != NULL ? table->rows * sizeof(uint32_t) : 0);
    return bytes;
}
