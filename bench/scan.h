/* The loops over one block of one column. Each is written once and made for the four widths.
 *
 * Those that filter write a bit a row into WORDS (CATALOGUE_WORDS of them); those that count look
 * at the rows whose bit is set there.
 */
#ifndef LOREHALL_BENCH_SCAN_H
#define LOREHALL_BENCH_SCAN_H

#include "catalogue.h"

/* Rows with LOW <= value <= HIGH. */
void scan_range(const struct column *column, size_t block, int64_t low, int64_t high,
                uint64_t *words);

/* Rows with any of BITS. */
void scan_bits(const struct column *column, size_t block, uint64_t bits, uint64_t *words);

/* Rows whose value is below SIZE and has 1, not 0, in TABLE. */
void scan_table(const struct column *column, size_t block, const uint8_t *table, size_t size,
                uint64_t *words);

/* Adds to COUNTS (by value, below SIZE) the rows that WORDS names. */
void scan_count(const struct column *column, size_t block, const uint64_t *words, uint32_t *counts,
                size_t size);

/* Adds to COUNTS, for each of the lowest BYTES bytes of a mask, how often it has which value. */
void scan_tally(const struct column *column, size_t block, const uint64_t *words, size_t bytes,
                uint32_t counts[8][256]);

/* A row's number as it is stored, without the column's base. */
static inline uint64_t scan_raw(const struct column *column, size_t row)
{
    switch (column->width) {
    case 1: return ((const uint8_t *)column->values)[row];
    case 2: return ((const uint16_t *)column->values)[row];
    case 4: return ((const uint32_t *)column->values)[row];
    default: return ((const uint64_t *)column->values)[row];
    }
}

/* A number that sorts as the value does, in whichever segment it stands. */
static inline uint64_t scan_key(const struct column *column, size_t row)
{
    return scan_raw(column, row) + (uint64_t)column->base + ((uint64_t)1 << 63);
}

#endif
