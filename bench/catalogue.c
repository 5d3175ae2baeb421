#include "catalogue.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "scan.h"
#include "snapshot.h"

static void *must(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- one block ---- */

/* Which of a block's rows each filter lets through, and which all of them do. */
struct block {
    uint64_t passed[CATALOGUE_FILTERS][CATALOGUE_WORDS];
    uint64_t selected[CATALOGUE_WORDS];
};

static void run_filter(const struct segment *segment, const struct filter *filter, size_t block,
                       uint64_t *words)
{
    const struct column *column = &segment->columns[filter->column];

    switch (filter->how) {
    case FILTER_RANGE: scan_range(column, block, filter->low, filter->high, words); break;
    case FILTER_ANY_BITS: scan_bits(column, block, filter->bits, words); break;
    case FILTER_ONE_OF: scan_table(column, block, filter->table, filter->table_size, words); break;
    }
}

/* The block's rows that pass all filters but those on column EXCEPT. */
static void combine(const struct segment *segment, const struct query *query, size_t block,
                    const struct block *state, size_t except, uint64_t *words)
{
    for (size_t w = 0; w < CATALOGUE_WORDS; w++)
        words[w] = segment->living[block * CATALOGUE_WORDS + w];
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].column != except)
            for (size_t w = 0; w < CATALOGUE_WORDS; w++)
                words[w] &= state->passed[i][w];
}

static bool is_filtered(const struct query *query, size_t column)
{
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].column == column)
            return true;
    return false;
}

/* ---- facets ---- */

/* What a facet of a mask counts while rows go by: for each byte of the mask how often each of its
 * 256 values occurs. Their bits are added up at the end, instead of bit by bit in every row. */
struct tally {
    uint32_t bytes[8][256];
};

static void count_facet(const struct segment *segment, const struct facet *facet, size_t block,
                        const uint64_t *words, struct tally *tally)
{
    const struct column *column = &segment->columns[facet->column];

    if (column->kind == COLUMN_MASK)
        scan_tally(column, block, words, (facet->size + 7) / 8, tally->bytes);
    else
        scan_count(column, block, words, facet->counts, facet->size);
}

static void fold_tally(const struct facet *facet, const struct tally *tally)
{
    for (size_t bit = 0; bit < facet->size; bit++)
        for (size_t value = 0; value < 256; value++)
            if (value >> (bit % 8) & 1)
                facet->counts[bit] += tally->bytes[bit / 8][value];
}

/* ---- the best rows ---- */

/* Whether A comes behind B. */
static bool behind(const struct found *a, const struct found *b)
{
    return a->key != b->key ? a->key < b->key : a->id > b->id;
}

/* The answer's rows are a heap while rows go by, the last one on top. */
static void sink(struct answer_page *answer, struct found found)
{
    size_t at = 0, child;

    while ((child = 2 * at + 1) < answer->count) {
        if (child + 1 < answer->count && behind(&answer->rows[child + 1], &answer->rows[child]))
            child++;
        if (!behind(&answer->rows[child], &found))
            break;
        answer->rows[at] = answer->rows[child];
        at = child;
    }
    answer->rows[at] = found;
}

static void rise(struct answer_page *answer, struct found found)
{
    size_t at = answer->count++;

    while (at > 0 && behind(&found, &answer->rows[(at - 1) / 2])) {
        answer->rows[at] = answer->rows[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    answer->rows[at] = found;
}

/* Offers a block's selected rows to the page. Most fall behind its last row by their key alone. */
static void keep_best(const struct segment *segment, unsigned number, const struct query *query,
                      size_t block, const uint64_t *words, struct answer_page *answer)
{
    const struct column *column = &segment->columns[query->sort];
    uint64_t flip = query->descending ? 0 : ~(uint64_t)0;

    for (size_t w = 0; w < CATALOGUE_WORDS; w++) {
        for (uint64_t bits = words[w]; bits != 0; bits &= bits - 1) {
            size_t row = block * CATALOGUE_BLOCK + w * 64 + (size_t)__builtin_ctzll(bits);
            uint64_t key = scan_key(column, row) ^ flip;
            struct found found;

            if (answer->count == query->limit && key < answer->rows[0].key)
                continue;
            found = (struct found){key, segment->ids[row], (uint32_t)row, (uint8_t)number};
            if (answer->count < query->limit)
                rise(answer, found);
            else if (behind(&answer->rows[0], &found))
                sink(answer, found);
        }
    }
}

/* The heap's rows in order: the last one is taken off the top, and so on. */
static void put_in_order(struct answer_page *answer)
{
    size_t count = answer->count;

    while (answer->count > 1) {
        struct found last = answer->rows[0];
        struct found moved = answer->rows[--answer->count];

        sink(answer, moved);
        answer->rows[answer->count] = last;
    }
    answer->count = count;
}

/* ---- the pass ---- */

static void find_in_block(const struct catalogue *catalogue, unsigned number,
                          const struct query *query, size_t block, struct tally *tallies,
                          struct answer_page *answer)
{
    const struct segment *segment = &catalogue->segments[number];
    uint64_t own[CATALOGUE_WORDS];
    struct block state;

    for (size_t i = 0; i < query->filter_count; i++)
        run_filter(segment, &query->filters[i], block, state.passed[i]);
    combine(segment, query, block, &state, catalogue->columns, state.selected);
    for (size_t w = 0; w < CATALOGUE_WORDS; w++)
        answer->total += (uint64_t)__builtin_popcountll(state.selected[w]);
    for (size_t f = 0; f < query->facet_count; f++) {
        const uint64_t *words = state.selected;

        if (is_filtered(query, query->facets[f].column)) {
            combine(segment, query, block, &state, query->facets[f].column, own);
            words = own;
        }
        count_facet(segment, &query->facets[f], block, words, &tallies[f]);
    }
    keep_best(segment, number, query, block, state.selected, answer);
}

void catalogue_find(const struct catalogue *catalogue, const struct query *query,
                    struct answer_page *answer)
{
    struct tally *tallies = must(calloc(query->facet_count + 1, sizeof *tallies));

    assert(query->filter_count <= CATALOGUE_FILTERS && query->limit <= CATALOGUE_LIMIT);
    answer->total = 0;
    answer->count = 0;
    for (unsigned number = 0; number < CATALOGUE_SEGMENTS; number++)
        for (size_t block = 0; block < catalogue->segments[number].blocks; block++)
            find_in_block(catalogue, number, query, block, tallies, answer);
    for (size_t f = 0; f < query->facet_count; f++)
        if (catalogue->segments[0].columns[query->facets[f].column].kind == COLUMN_MASK)
            fold_tally(&query->facets[f], &tallies[f]);
    put_in_order(answer);
    free(tallies);
}

int64_t catalogue_value(const struct catalogue *catalogue, const struct found *row, size_t column)
{
    const struct column *c = &catalogue->segments[row->segment].columns[column];

    return (int64_t)(scan_raw(c, row->row) + (uint64_t)c->base);
}

/* ---- the overlay ---- */

/* The overlay's numbers are 8 bytes each, so that any value has room. */
static void make_overlay(struct catalogue *catalogue, size_t room)
{
    struct segment *segment = &catalogue->segments[CATALOGUE_OVERLAY];
    size_t padded = (room + CATALOGUE_BLOCK - 1) / CATALOGUE_BLOCK * CATALOGUE_BLOCK;

    catalogue->overlay_room = room;
    segment->ids = catalogue->overlay_ids = must(calloc(padded + 1, sizeof *segment->ids));
    segment->living = must(calloc(padded / 64 + 1, sizeof *segment->living));
    segment->columns = must(calloc(catalogue->columns, sizeof *segment->columns));
    catalogue->overlay_values = must(calloc(catalogue->columns, sizeof(uint64_t *)));
    for (size_t i = 0; i < catalogue->columns; i++) {
        struct column *column = &segment->columns[i];

        column->kind = catalogue->segments[CATALOGUE_SNAPSHOT].columns[i].kind;
        column->width = 8;
        column->base = column->kind == COLUMN_NUMBER ? INT64_MIN : 0;
        column->values = catalogue->overlay_values[i] = must(calloc(padded + 1, sizeof(uint64_t)));
    }
}

struct catalogue *catalogue_open(const char *file, size_t room)
{
    struct catalogue *catalogue = must(calloc(1, sizeof *catalogue));

    if (snapshot_map(catalogue, file) != 0) {
        free(catalogue);
        return NULL;
    }
    make_overlay(catalogue, room);
    return catalogue;
}

void catalogue_close(struct catalogue *catalogue)
{
    if (catalogue == NULL)
        return;
    for (size_t i = 0; i < catalogue->columns; i++)
        free(catalogue->overlay_values[i]);
    free(catalogue->overlay_values);
    free(catalogue->overlay_ids);
    for (int i = 0; i < CATALOGUE_SEGMENTS; i++) {
        free(catalogue->segments[i].columns);
        free(catalogue->segments[i].living);
    }
    munmap(catalogue->map, catalogue->map_length);
    free(catalogue);
}

/* Strikes the snapshot's row of an entry off; nothing where it has none. */
static void strike(struct segment *snapshot, uint32_t id)
{
    size_t low = 0, high = snapshot->rows;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (snapshot->ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < snapshot->rows && snapshot->ids[low] == id)
        snapshot->living[low / 64] &= ~((uint64_t)1 << low % 64);
}

int catalogue_put(struct catalogue *catalogue, uint32_t id, const int64_t *values)
{
    struct segment *overlay = &catalogue->segments[CATALOGUE_OVERLAY];
    size_t row = 0;

    while (row < overlay->rows && overlay->ids[row] != id)
        row++;
    if (row == catalogue->overlay_room)
        return -1;
    strike(&catalogue->segments[CATALOGUE_SNAPSHOT], id);
    for (size_t i = 0; i < catalogue->columns; i++)
        catalogue->overlay_values[i][row] = (uint64_t)values[i] -
                                            (uint64_t)overlay->columns[i].base;
    catalogue->overlay_ids[row] = id;
    overlay->living[row / 64] |= (uint64_t)1 << row % 64;
    if (row == overlay->rows) {
        overlay->rows++;
        overlay->blocks = (overlay->rows + CATALOGUE_BLOCK - 1) / CATALOGUE_BLOCK;
    }
    return 0;
}
