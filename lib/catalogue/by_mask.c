/* Numbers that differ by the values of a mask: each value has a column of its own (a spell's
 * level by class). A row that has such a number for none of them falls back to the field itself.
 * So filter, order and facet of "level" mean the level for the classes that are asked for, which
 * no single column could have. */
#include <string.h>

#include "catalogue/pass.h"

uint64_t catalogue_asked(const struct catalogue_query *query, const struct field *mask)
{
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].field == mask)
            return query->filters[i].any[0];
    return UINT64_MAX;
}

const struct by_columns *by_columns(struct arena *arena, const struct snapshot *snapshot,
                                    const struct kind *kind, const struct field *field,
                                    uint64_t asked)
{
    const struct snapshot_field *fields = snapshot->kinds[kind->index].fields;
    struct by_columns *by;

    if (field->by == NULL)
        return NULL;
    by = arena_alloc(arena, sizeof *by);
    for (size_t i = 0; i < field->each_count; i++) {
        const struct by_value *value = &field->each[i];

        if ((asked >> value->choice->number & 1) == 0)
            continue;
        by->bits[by->count] = value->choice->number;
        by->list[by->count++] = &fields[value->field->index];
    }
    if (asked == UINT64_MAX)
        by->whole = &fields[field->index];
    return by;
}

/* ---- rows of a block ---- */

/* Finds the rows whose number in FIELD is from LOW to HIGH. */
static void find_range(const struct snapshot_field *field, size_t block, int64_t low, int64_t high,
                       uint64_t *words)
{
    uint64_t there[BLOCK_WORDS];

    filter_present(field, block, there);
    scan_range(&field->column, block, low, high, words);
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        words[w] &= there[w];
}

/* Adds to WORDS the ROWS of AMONG. */
static void add_among(uint64_t *words, const uint64_t *rows, const uint64_t *among)
{
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        words[w] |= rows[w] & among[w];
}

/* The rows that have a number for none of the values. */
static void rows_without(const struct by_columns *by, size_t block, uint64_t *words)
{
    uint64_t there[BLOCK_WORDS];

    memset(words, 0xFF, BLOCK_WORDS * sizeof *words);
    for (size_t i = 0; i < by->count; i++) {
        filter_present(by->list[i], block, there);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            words[w] &= ~there[w];
    }
}

void by_run(const struct by_columns *by, size_t block, int64_t low, int64_t high, uint64_t *words)
{
    uint64_t found[BLOCK_WORDS], rest[BLOCK_WORDS];

    memset(words, 0, BLOCK_WORDS * sizeof *words);
    for (size_t i = 0; i < by->count; i++) {
        find_range(by->list[i], block, low, high, found);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            words[w] |= found[w];
    }
    if (by->whole == NULL)
        return;
    rows_without(by, block, rest);
    find_range(by->whole, block, low, high, found);
    add_among(words, found, rest);
}

/* ---- one row ---- */

static bool is_present(const struct snapshot_field *field, size_t row)
{
    return field->present != NULL ? (field->present[row / 64] >> row % 64 & 1) != 0
                                  : column_value(&field->column, row) != 0;
}

bool by_min(const struct by_columns *by, size_t row, int64_t *number)
{
    bool any = false;

    for (size_t i = 0; i < by->count; i++) {
        int64_t value = column_value(&by->list[i]->column, row);

        if (!is_present(by->list[i], row) || (any && value >= *number))
            continue;
        *number = value;
        any = true;
    }
    if (any || by->whole == NULL || !is_present(by->whole, row))
        return any;
    *number = column_value(&by->whole->column, row);
    return true;
}

/* ---- facets ---- */

static void widen_by_present(struct facet_state *facet, const struct snapshot_field *field,
                             size_t block, const uint64_t *words)
{
    uint64_t some[BLOCK_WORDS];

    filter_present(field, block, some);
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        some[w] &= words[w];
    facet_widen(facet, field, block, some);
}

void by_widen(struct facet_state *facet, size_t block, const uint64_t *words)
{
    uint64_t rest[BLOCK_WORDS];

    for (size_t i = 0; i < facet->by->count; i++)
        widen_by_present(facet, facet->by->list[i], block, words);
    if (facet->by->whole == NULL)
        return;
    rows_without(facet->by, block, rest);
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        rest[w] &= words[w];
    widen_by_present(facet, facet->by->whole, block, rest);
}

/* Keeps of WORDS the rows whose number for one value of the mask is one that TEST asks for. */
static void keep_value(const struct test *test, int64_t bit, size_t block, uint64_t *words)
{
    uint64_t found[BLOCK_WORDS], some[BLOCK_WORDS] = {0};

    for (size_t i = 0; i < test->every->count; i++) {
        if (test->every->bits[i] != bit)
            continue;
        find_range(test->every->list[i], block, test->low, test->high, found);
        add_among(some, found, words);
    }
    memcpy(words, some, sizeof some);
}

void by_count(struct facet_state *facet, const struct test *tests, size_t count, size_t block,
              const uint64_t *words)
{
    const struct enumeration *values = facet->field->values;

    for (size_t i = 0; i < values->count; i++) {
        int64_t bit = values->choices[i].number;
        uint64_t some[BLOCK_WORDS];

        scan_bits(&facet->column->column, block, UINT64_C(1) << bit, some);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            some[w] &= words[w];
        for (size_t t = 0; t < count; t++)
            if (tests[t].declared->by == facet->field)
                keep_value(&tests[t], bit, block, some);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            facet->totals[bit] += (uint64_t)__builtin_popcountll(some[w]);
    }
}
