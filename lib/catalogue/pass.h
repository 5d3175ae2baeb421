/* One pass over a snapshot for a query: what its filters, its facets and its order are there. Only
 * by_mask.c, facet.c, filter.c and list_pass.c include this. */
#ifndef LOREHALL_CATALOGUE_PASS_H
#define LOREHALL_CATALOGUE_PASS_H

#include "catalogue/internal.h"

/* The columns of a number that differs by a mask's values, of those that are asked for. */
struct by_columns {
    const struct snapshot_field *list[64];
    int64_t bits[64]; /* whose each is */
    size_t count;
    const struct snapshot_field *whole; /* for what has none of them; NULL: does not count */
};

/* A filter as the loops run it on a snapshot's column. */
struct test {
    enum { TEST_RANGE, TEST_INTERVAL, TEST_BY, TEST_BITS, TEST_TABLE, TEST_SAME } how;
    const struct snapshot_field *field;
    const struct field *declared;
    const struct snapshot_field *upper; /* TEST_INTERVAL: the field of the upper end */
    const struct by_columns *by;        /* TEST_BY: of the values that are asked for */
    const struct by_columns *every;     /* and of all */
    int64_t low, high;                  /* TEST_RANGE, TEST_INTERVAL, TEST_BY */
    uint64_t bits;                      /* TEST_BITS */
    const uint8_t *table;               /* TEST_TABLE: by stored number */
    size_t table_size;
    const int64_t *same; /* TEST_SAME: one of these numbers */
    size_t same_count;
};

/* Which of a block's rows each filter lets through. */
struct block_state {
    uint64_t given[BLOCK_WORDS]; /* what is to be seen, of these words, among these ids */
    uint64_t passed[FILTERS_MAX][BLOCK_WORDS];
};

/* One facet while rows go by. */
struct facet_state {
    const struct field *field;
    uint64_t *totals; /* by choice, by bit, or of a flag 0 and 1; over all snapshots */
    size_t size;
    bool any; /* of numbers: there is one */
    int64_t low, high;
    /* Of the snapshot that is passed over: */
    const struct snapshot_field *column;
    const struct snapshot_field *upper; /* of an interval; else NULL */
    const struct by_columns *by;        /* of what differs by a mask's values; else NULL */
    uint32_t *counts;                   /* by stored number; NULL: choice by choice */
    size_t count_size;
    uint32_t (*tally)[256];
};

/* ---- by_mask.c ---- */

/* The columns of FIELD for those values of its mask that ASKED has, in a snapshot; NULL where it
 * does not differ. */
const struct by_columns *by_columns(struct arena *arena, const struct snapshot *snapshot,
                                    const struct kind *kind, const struct field *field,
                                    uint64_t asked);

/* Which rows of a block have one of the numbers from LOW to HIGH. */
void by_run(const struct by_columns *by, size_t block, int64_t low, int64_t high, uint64_t *words);

/* The least number of a row; false when it has none. */
bool by_min(const struct by_columns *by, size_t row, int64_t *number);

/* Widens FACET by the rows of a block that WORDS names. */
void by_widen(struct facet_state *facet, size_t block, const uint64_t *words);

/* Counts for each value of a mask which rows of WORDS have it, with such a number for this very
 * value as those of the COUNT tests ask for whose number differs by the mask. */
void by_count(struct facet_state *facet, const struct test *tests, size_t count, size_t block,
              const uint64_t *words);

/* ---- filter.c ---- */

/* Makes TEST what filter NUMBER of QUERY is in a snapshot. */
void filter_prepare(struct arena *arena, const struct snapshot *snapshot,
                    const struct catalogue_query *query, size_t number, struct test *test);

/* Which rows of a block pass. */
void filter_run(const struct test *test, size_t block, uint64_t *words);

/* Which rows of a block have something in a field of numbers. */
void filter_present(const struct snapshot_field *field, size_t block, uint64_t *words);

/* Which rows have an end of the interval that begins with FIELD and ends with UPPER. A field that
 * does not keep a 0 apart from nothing has one everywhere. */
void filter_interval_present(const struct snapshot_field *field, const struct snapshot_field *upper,
                             size_t block, uint64_t *words);

/* ---- facet.c ---- */

/* The facets of a kind's filters: *COUNT of them. */
struct facet_state *facets_begin(struct arena *arena, const struct kind *kind, size_t *count);

/* Goes on to a snapshot. */
void facet_enter(struct facet_state *facet, struct arena *arena, const struct snapshot *snapshot,
                 const struct catalogue_query *query);

/* Takes the numbers of a block's rows in that WORDS names. */
void facet_widen(struct facet_state *facet, const struct snapshot_field *field, size_t block,
                 const uint64_t *words);

/* Counts the rows of a block that WORDS names. */
void facet_count(struct facet_state *facet, size_t block, const uint64_t *words);

/* Leaves the snapshot: what was counted there is added up. */
void facet_leave(struct facet_state *facet);

/* What a facet tells. */
void facet_end(const struct facet_state *state, struct arena *arena, struct facet *facet);

#endif
