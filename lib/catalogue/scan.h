/* The loops over one block of one column. Each is written once and made for the four widths.
 *
 * A column is a packed array of unsigned numbers of 1, 2, 4 or 8 bytes, whichever holds
 * `value - base` for every value, padded to whole blocks, so that every loop has a constant count
 * and needs no tail, which is what lets a compiler turn it into vector instructions.
 *
 * Loops that filter write a bit a row into WORDS (BLOCK_WORDS of them); those that count look at
 * the rows whose bit is set there.
 */
#ifndef LOREHALL_CATALOGUE_SCAN_H
#define LOREHALL_CATALOGUE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BLOCK_ROWS = 1024, BLOCK_WORDS = BLOCK_ROWS / 64 };

struct column {
    const void *values;
    unsigned width; /* bytes: 1, 2, 4, 8 */
    int64_t base;
};

/* Rows with LOW <= value <= HIGH. */
void scan_range(const struct column *column, size_t block, int64_t low, int64_t high,
                uint64_t *words);

/* Rows with any of BITS; the column's base is 0. */
void scan_bits(const struct column *column, size_t block, uint64_t bits, uint64_t *words);

/* Rows whose stored number (without the base) is below SIZE and has 1, not 0, in TABLE. */
void scan_table(const struct column *column, size_t block, const uint8_t *table, size_t size,
                uint64_t *words);

/* Adds to COUNTS (by stored number, below SIZE) the rows that WORDS names. */
void scan_count(const struct column *column, size_t block, const uint64_t *words, uint32_t *counts,
                size_t size);

/* Adds to COUNTS, for each of the lowest BYTES bytes of a mask, how often it has which value. */
void scan_tally(const struct column *column, size_t block, const uint64_t *words, size_t bytes,
                uint32_t counts[8][256]);

/* The least and the largest value of the rows that WORDS names; false when it names none. */
bool scan_extremes(const struct column *column, size_t block, const uint64_t *words, int64_t *min,
                   int64_t *max);

/* A row's number as it is stored, without the column's base. */
static inline uint64_t column_stored(const struct column *column, size_t row)
{
    switch (column->width) {
    case 1: return ((const uint8_t *)column->values)[row];
    case 2: return ((const uint16_t *)column->values)[row];
    case 4: return ((const uint32_t *)column->values)[row];
    default: return ((const uint64_t *)column->values)[row];
    }
}

/* A row's value. */
static inline int64_t column_value(const struct column *column, size_t row)
{
    return (int64_t)(column_stored(column, row) + (uint64_t)column->base);
}

#endif
