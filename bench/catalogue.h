/* A kind's entries in columns: filtered, counted by facet and sorted in one pass.
 *
 * A catalogue has two segments. The snapshot is a file, mapped read-only and shared by all workers;
 * its rows are in the order of their ids. The overlay is private memory: the rows that changed
 * since, in any order. A row that changed is struck off the snapshot's bitmap of living rows.
 *
 * A column is a packed array of unsigned numbers of 1, 2, 4 or 8 bytes, whichever holds
 * `value - base` for every value. Arrays begin at a multiple of 64 bytes and are padded to whole
 * blocks of CATALOGUE_BLOCK rows, so that every loop over a block has a constant count and needs no
 * tail, which is what lets a compiler turn it into vector instructions.
 */
#ifndef LOREHALL_BENCH_CATALOGUE_H
#define LOREHALL_BENCH_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CATALOGUE_BLOCK = 1024, /* rows */
    CATALOGUE_WORDS = CATALOGUE_BLOCK / 64,
    CATALOGUE_FILTERS = 16, /* at most, in a query */
    CATALOGUE_LIMIT = 200,  /* at most, rows of a page */
};

/* What a field's values are. */
enum column_kind {
    COLUMN_NUMBER,
    COLUMN_MASK, /* bits; never negative */
    COLUMN_ENUM, /* small; never negative */
};

struct column {
    const void *values;
    unsigned width; /* bytes: 1, 2, 4, 8 */
    enum column_kind kind;
    int64_t base;
};

struct segment {
    size_t rows;
    size_t blocks;
    const uint32_t *ids;
    struct column *columns;
    uint64_t *living; /* a bit a row, padded with 0 to whole blocks */
};

enum { CATALOGUE_SNAPSHOT, CATALOGUE_OVERLAY, CATALOGUE_SEGMENTS };

struct catalogue {
    size_t columns;
    struct segment segments[CATALOGUE_SEGMENTS];
    void *map;
    size_t map_length;
    size_t overlay_room;       /* rows */
    uint32_t *overlay_ids;     /* what the overlay's segment shows, to write to */
    uint64_t **overlay_values; /* by column */
};

enum filter_how {
    FILTER_RANGE,    /* low <= value <= high */
    FILTER_ANY_BITS, /* value & bits */
    FILTER_ONE_OF,   /* table[value], where value < table_size */
};

struct filter {
    size_t column;
    enum filter_how how;
    int64_t low, high;
    uint64_t bits;
    const uint8_t *table; /* 0 or 1 */
    size_t table_size;
};

/* Counts entries by value, or by bit of a mask. A filter on the same column is left out, so that
 * each count says what choosing that value would find. */
struct facet {
    size_t column;
    uint32_t *counts; /* by value, or by bit; the caller's, zeroed */
    size_t size;      /* of counts; what lies beyond is not counted */
};

struct query {
    const struct filter *filters;
    size_t filter_count;
    const struct facet *facets;
    size_t facet_count;
    size_t sort; /* a column */
    bool descending;
    size_t limit;
};

/* A row of the answer. */
struct found {
    uint64_t key; /* by which it was sorted */
    uint32_t id, row;
    uint8_t segment;
};

struct answer_page {
    uint64_t total;
    size_t count;
    struct found rows[CATALOGUE_LIMIT]; /* in order */
};

/* Maps FILE and makes an empty overlay with room for ROOM rows. NULL when it is no snapshot. */
struct catalogue *catalogue_open(const char *file, size_t room);

/* NULL is allowed. */
void catalogue_close(struct catalogue *catalogue);

/* Puts an entry's present VALUES, one a column, over what the snapshot has of it. -1 when the
 * overlay is full: time for a new snapshot. */
int catalogue_put(struct catalogue *catalogue, uint32_t id, const int64_t *values);

/* Answers QUERY: total, page, and the facets' counts. */
void catalogue_find(const struct catalogue *catalogue, const struct query *query,
                    struct answer_page *answer);

/* A cell's value. */
int64_t catalogue_value(const struct catalogue *catalogue, const struct found *row, size_t column);

#endif
