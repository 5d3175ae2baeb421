#include "forms_scan.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "client.h"
#include "item_game.h"

enum { ROUNDS = 200, MASK_BITS = 16 };

/* The numbers of all rows as 32 bits, which the ways to loop are given; and a tenth of the rows. */
static struct {
    size_t rows, blocks;
    uint32_t *values, *list;
    uint64_t *words;
    struct column column;
} data;

static uint32_t low, high;
static volatile uint64_t sum; /* keeps the loops alive */

/* ---- filters ---- */

static void filter_with_branch(void)
{
    size_t count = 0;

    for (size_t i = 0; i < data.rows; i++)
        if (data.values[i] >= low && data.values[i] <= high)
            data.list[count++] = (uint32_t)i;
    sum += count;
}

static void filter_to_list(void)
{
    size_t count = 0;

    for (size_t i = 0; i < data.rows; i++) {
        data.list[count] = (uint32_t)i;
        count += data.values[i] - low <= high - low;
    }
    sum += count;
}

static void filter_to_bits(void)
{
    for (size_t w = 0; w < data.blocks * BLOCK_WORDS; w++) {
        uint64_t word = 0;

        for (size_t i = 0; i < 64; i++)
            word |= (uint64_t)(data.values[w * 64 + i] - low <= high - low) << i;
        data.words[w] = word;
    }
}

static void filter_by_bytes(void)
{
    for (size_t block = 0; block < data.blocks; block++)
        scan_range(&data.column, block, low, high, data.words + block * BLOCK_WORDS);
}

/* ---- facets of a mask ---- */

static uint64_t *planes[MASK_BITS];

static void bits_one_by_one(void)
{
    uint32_t counts[MASK_BITS] = {0};

    for (size_t w = 0; w < data.blocks * BLOCK_WORDS; w++)
        for (uint64_t bits = data.words[w]; bits != 0; bits &= bits - 1)
            for (uint32_t mask = data.values[w * 64 + (size_t)__builtin_ctzll(bits)]; mask != 0;
                 mask &= mask - 1)
                counts[__builtin_ctz(mask) % MASK_BITS]++;
    sum += counts[0];
}

static void bits_by_bytes(void)
{
    uint32_t counts[8][256] = {{0}};

    for (size_t block = 0; block < data.blocks; block++)
        scan_tally(&data.column, block, data.words + block * BLOCK_WORDS, MASK_BITS / 8, counts);
    sum += counts[0][1];
}

/* A bitmap of rows a bit, made beforehand. */
static void bits_by_planes(void)
{
    for (size_t bit = 0; bit < MASK_BITS; bit++)
        for (size_t w = 0; w < data.blocks * BLOCK_WORDS; w++)
            sum += (uint64_t)__builtin_popcountll(planes[bit][w] & data.words[w]);
}

static void values_counted(void)
{
    uint32_t counts[256] = {0};

    for (size_t block = 0; block < data.blocks; block++)
        scan_count(&data.column, block, data.words + block * BLOCK_WORDS, counts, 256);
    sum += counts[1];
}

/* ---- orders ---- */

static int compare_by_value(const void *a, const void *b)
{
    uint32_t first = data.values[*(const uint32_t *)a], second = data.values[*(const uint32_t *)b];

    return first < second ? 1 : -(first > second);
}

static void sort_all(void)
{
    for (size_t i = 0; i < data.rows; i++)
        data.list[i] = (uint32_t)i;
    qsort(data.list, data.rows, sizeof *data.list, compare_by_value);
}

/* ---- figures ---- */

static double now_in_microseconds(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void time_loop(const char *name, void (*loop)(void), size_t rounds)
{
    double times[ROUNDS];

    for (size_t i = 0; i < rounds; i++) {
        times[i] = now_in_microseconds();
        loop();
        times[i] = now_in_microseconds() - times[i];
    }
    qsort(times, rounds, sizeof *times, compare_doubles);
    printf("scan|%s|%.1f\n", name, times[rounds / 2]);
}

/* Takes a column's numbers out of the snapshot. */
static void take_column(const struct catalogue *catalogue, size_t column)
{
    const struct snapshot_kind *kind = catalogue->snapshots[CATALOGUE_BASE]->kinds;

    for (size_t row = 0; row < kind->rows; row++)
        data.values[row] = (uint32_t)column_stored(&kind->fields[column].column, row);
}

/* The same numbers with each WIDTH. */
static void time_width(unsigned width)
{
    uint8_t *narrow = memory_checked(calloc(data.blocks * BLOCK_ROWS, width));
    char name[60];

    for (size_t i = 0; i < data.rows; i++)
        memcpy(narrow + i * width, &data.values[i], width < 4 ? width : 4);
    data.column = (struct column){.values = narrow, .width = width};
    snprintf(name, sizeof name, "filter: bytes, then bits; numbers of %u", width);
    time_loop(name, filter_by_bytes, ROUNDS);
    free(narrow);
}

static struct catalogue *opened;

static void read_catalogue_page(unsigned limit)
{
    struct arena *arena = arena_open(65536);
    const struct kind *kind = opened->game->kinds;
    struct catalogue_query query = {.kind = kind,
                                    .sort = CATALOGUE_BY_FIELD,
                                    .field = &kind->fields[13],
                                    .down = true,
                                    .limit = limit};
    struct catalogue_page page;

    catalogue_list(opened, arena, &query, &page);
    sum += page.total;
    arena_close(arena);
}

static void best_fifty(void)
{
    read_catalogue_page(50);
}

static void best_two_hundred(void)
{
    read_catalogue_page(200);
}

static void time_masks(void)
{
    for (size_t bit = 0; bit < MASK_BITS; bit++) {
        planes[bit] = memory_checked(calloc(data.blocks * BLOCK_WORDS, sizeof **planes));
        for (size_t row = 0; row < data.rows; row++)
            planes[bit][row / 64] |= (uint64_t)(data.values[row] >> bit & 1) << row % 64;
    }
    data.column = (struct column){.values = data.values, .width = 4};
    time_loop("facet of 16 bits, half of the rows: bit by bit", bits_one_by_one, ROUNDS);
    time_loop("facet of 16 bits: by the values of its bytes", bits_by_bytes, ROUNDS);
    time_loop("facet of 16 bits: a bitmap a bit", bits_by_planes, ROUNDS);
    for (size_t bit = 0; bit < MASK_BITS; bit++)
        free(planes[bit]);
}

void scan_time(struct catalogue *catalogue)
{
    const struct snapshot_kind *kind = catalogue->snapshots[CATALOGUE_BASE]->kinds;

    opened = catalogue;
    data.rows = kind->rows;
    data.blocks = kind->blocks;
    data.values = memory_checked(calloc(data.blocks * BLOCK_ROWS, sizeof *data.values));
    data.list = memory_checked(calloc(data.rows + 1, sizeof *data.list));
    data.words = memory_checked(calloc(data.blocks * BLOCK_WORDS, sizeof *data.words));

    take_column(catalogue, 13); /* weight: a range that half of the rows are in */
    low = 20;
    high = 200;
    time_loop("filter: a branch, list of rows; numbers of 4", filter_with_branch, ROUNDS);
    time_loop("filter: no branch, list of rows; numbers of 4", filter_to_list, ROUNDS);
    time_loop("filter: bits, one after the other; numbers of 4", filter_to_bits, ROUNDS);
    for (unsigned width = 8; width > 0; width /= 2)
        time_width(width == 1 ? 1 : width);
    data.column = (struct column){.values = data.values, .width = 4};
    filter_by_bytes();
    time_loop("order: qsort of all rows", sort_all, 5);
    time_loop("order: the best 50 of all", best_fifty, ROUNDS);
    time_loop("order: the best 200 of all", best_two_hundred, ROUNDS);
    take_column(catalogue, 0); /* type */
    time_loop("facet of 60 values, half of the rows", values_counted, ROUNDS);
    take_column(catalogue, 1); /* classes */
    time_masks();
    free(data.values);
    free(data.list);
    free(data.words);
}
