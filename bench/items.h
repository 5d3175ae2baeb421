/* The data of the bench of forms: items as a game has them, their names, and what is asked of them.
 * All of it follows from a number, the same in every run. */
#ifndef LOREHALL_BENCH_ITEMS_H
#define LOREHALL_BENCH_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a field's values are. */
enum column_kind {
    COLUMN_NUMBER,
    COLUMN_MASK, /* bits; never negative */
    COLUMN_ENUM, /* small; never negative */
};

enum {
    ITEM_FIELDS = 40,
    ITEM_FACETS = 6,
    PLAN_FILTERS = 3,
    PLAN_SHOWN = 8,
    PLAN_LIMIT = 50,
    NAME_SIZE = 100,
};

/* How a field's values lie. */
enum spread {
    EVENLY,  /* from least to most */
    LOW_MAX, /* the same, most of them low */
    RARELY,  /* 0 but for SHARE in a hundred, and those mostly low */
    BITS,    /* a mask of MAX bits; SHARE in a hundred have all of them, most few */
    ONE_OF,  /* 1 to MAX, the first ones most often */
};

struct item_field {
    const char *name;
    enum column_kind kind;
    enum spread spread;
    int min, max, share;
    bool popular; /* has an index, or a column, where only some have */
};

extern const struct item_field item_fields[ITEM_FIELDS];

/* The fields by which entries are counted. */
extern const size_t item_facets[ITEM_FACETS];

/* The fields that a list shows. */
extern const size_t item_shown[PLAN_SHOWN];

/* The values of item ID. */
void item_make(uint32_t id, int64_t values[ITEM_FIELDS]);

/* The name of entry ID, two to four words. */
void name_make(uint32_t id, char name[NAME_SIZE]);

/* A question: a range, a mask of which any bit will do, one of some values; and an order. */
struct plan {
    size_t range;
    int64_t low, high;
    size_t mask;
    uint64_t bits;
    size_t choice;
    int values[8];
    size_t value_count;
    size_t sort;
};

/* Question NUMBER. */
struct plan plan_make(unsigned number);

/* The next number of a sequence that STATE holds. */
uint64_t item_random(uint64_t *state);

#endif
