/* What a filter is on one snapshot's column. Whatever is asked for (choices, parts of a text) is
 * turned into one of the loops of scan.h before the pass: a text is looked for in the different
 * texts of a field, not in rows. */
#include <string.h>

#include "catalogue/pass.h"

/* The numbers of the choices that a filter names. A filter names choices by their index; columns
 * have their numbers. */
static int64_t *numbers_of(struct arena *arena, const struct filter *filter, size_t *count)
{
    const struct enumeration *values = filter->field->values;
    int64_t *numbers = arena_alloc(arena, FACET_CHOICES_MAX * sizeof *numbers);

    *count = 0;
    for (size_t i = 0; i < values->count && i < FACET_CHOICES_MAX; i++)
        if (filter->any[i / 64] >> i % 64 & 1)
            numbers[(*count)++] = values->choices[i].number;
    return numbers;
}

/* A table of the numbers where the column is narrow enough for one. Three choices or more are one
 * look-up in a table; fewer are quicker as ranges, which need no memory access a row. */
static void prepare_choice(struct arena *arena, const struct filter *filter, struct test *test)
{
    const struct column *column = &test->field->column;
    uint8_t *table;

    test->same = numbers_of(arena, filter, &test->same_count);
    if (test->same_count == 0) {
        test->how = TEST_RANGE;
        test->low = filter->low;
        test->high = filter->high;
        return;
    }
    test->how = TEST_SAME;
    if (column->width > 2 || test->same_count < 3)
        return;
    test->how = TEST_TABLE;
    test->table_size = (size_t)1 << column->width * 8;
    test->table = table = arena_alloc(arena, test->table_size);
    for (size_t i = 0; i < test->same_count; i++) {
        uint64_t stored = (uint64_t)test->same[i] - (uint64_t)column->base;

        if (stored < test->table_size)
            table[stored] = 1;
    }
}

/* A table of the texts: each different one is looked at once. */
static void prepare_text(struct arena *arena, const struct snapshot *snapshot, const char *text,
                         struct test *test)
{
    size_t size = strlen(text) * 4 + 2;
    char *folded = arena_alloc(arena, size);
    uint8_t *table;

    name_fold(text, folded, size);
    test->how = TEST_TABLE;
    test->table_size = test->field->text_count + 1;
    test->table = table = arena_alloc(arena, test->table_size);
    for (size_t code = 1; code <= test->field->text_count; code++)
        table[code] = strstr(snapshot_value_text(snapshot, test->field, code, true), folded) !=
                      NULL;
}

void filter_prepare(struct arena *arena, const struct snapshot *snapshot,
                    const struct catalogue_query *query, size_t number, struct test *test)
{
    const struct filter *filter = &query->filters[number];
    const struct kind *kind = query->kind;

    *test = (struct test){.field = &snapshot->kinds[kind->index].fields[filter->field->index],
                          .declared = filter->field};
    switch (filter->field->type) {
    case FIELD_MASK:
        test->how = TEST_BITS;
        test->bits = filter->any[0];
        break;
    case FIELD_CHOICE: prepare_choice(arena, filter, test); break;
    case FIELD_TEXT: prepare_text(arena, snapshot, filter->text, test); break;
    default:
        test->by = by_columns(arena, snapshot, kind, filter->field,
                              catalogue_asked(query, filter->field->by));
        test->every = by_columns(arena, snapshot, kind, filter->field, UINT64_MAX);
        test->how = test->by != NULL              ? TEST_BY
                    : filter->field->high != NULL ? TEST_INTERVAL
                                                  : TEST_RANGE;
        if (filter->field->high != NULL)
            test->upper = &snapshot->kinds[kind->index].fields[filter->field->high->index];
        test->low = filter->low;
        test->high = filter->high;
    }
}

void filter_present(const struct snapshot_field *field, size_t block, uint64_t *words)
{
    if (field->present != NULL) {
        memcpy(words, field->present + block * BLOCK_WORDS, BLOCK_WORDS * sizeof *words);
        return;
    }
    scan_range(&field->column, block, 0, 0, words);
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        words[w] = ~words[w];
}

void filter_interval_present(const struct snapshot_field *field, const struct snapshot_field *upper,
                             size_t block, uint64_t *words)
{
    if (field->present == NULL) {
        memset(words, 0xFF, BLOCK_WORDS * sizeof *words);
        return;
    }
    filter_present(upper, block, words);
    for (size_t w = 0; w < BLOCK_WORDS; w++)
        words[w] |= field->present[block * BLOCK_WORDS + w];
}

/* Rows whose interval has an end at LOW or above. */
static void run_upper(const struct test *test, size_t block, uint64_t *words)
{
    uint64_t upper[BLOCK_WORDS], there[BLOCK_WORDS];
    bool open = test->declared->high_open;

    scan_range(&test->field->column, block, test->low, INT64_MAX, words);
    scan_range(&test->upper->column, block, test->low, INT64_MAX, upper);
    /* An end that is not there is stored as 0. */
    if (open || test->low <= 0)
        filter_present(test->upper, block, there);
    for (size_t w = 0; w < BLOCK_WORDS; w++) {
        if (test->low <= 0)
            upper[w] &= there[w];
        words[w] |= open ? upper[w] | ~there[w] : upper[w];
    }
}

/* Rows whose interval has something in common with what is asked for. */
static void run_interval(const struct test *test, size_t block, uint64_t *words)
{
    uint64_t other[BLOCK_WORDS];

    filter_interval_present(test->field, test->upper, block, words);
    if (test->high != INT64_MAX) {
        scan_range(&test->field->column, block, INT64_MIN, test->high, other);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            words[w] &= other[w];
    }
    if (test->low != INT64_MIN) {
        run_upper(test, block, other);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            words[w] &= other[w];
    }
}

static void run_same(const struct test *test, size_t block, uint64_t *words)
{
    uint64_t one[BLOCK_WORDS];

    memset(words, 0, BLOCK_WORDS * sizeof *words);
    for (size_t i = 0; i < test->same_count; i++) {
        scan_range(&test->field->column, block, test->same[i], test->same[i], one);
        for (size_t w = 0; w < BLOCK_WORDS; w++)
            words[w] |= one[w];
    }
}

void filter_run(const struct test *test, size_t block, uint64_t *words)
{
    const struct column *column = &test->field->column;
    const uint64_t *present = test->field->present;

    switch (test->how) {
    case TEST_RANGE: scan_range(column, block, test->low, test->high, words); break;
    case TEST_INTERVAL: run_interval(test, block, words); return;
    case TEST_BY: by_run(test->by, block, test->low, test->high, words); return;
    case TEST_BITS: scan_bits(column, block, test->bits, words); break;
    case TEST_TABLE: scan_table(column, block, test->table, test->table_size, words); break;
    case TEST_SAME: run_same(test, block, words); break;
    }
    for (size_t w = 0; present != NULL && w < BLOCK_WORDS; w++)
        words[w] &= present[block * BLOCK_WORDS + w];
}
