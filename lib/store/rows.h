/* The rows of a database's answer, copied to an arena: they outlive the connection that they came by.
 *
 * Columns have the types of a statement's format (store/database.h). Whoever reads steps from row to
 * row and takes each value by its column and type; whoever makes them adds rows and fills cells. */
#ifndef LOREHALL_STORE_ROWS_H
#define LOREHALL_STORE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct rows;

/* One value; all zero in a new row. */
struct cell {
    union {
        uint64_t number;   /* u */
        int64_t integer;   /* i, t */
        const char *bytes; /* s, b; NUL-terminated, the arena's */
    };
    size_t length; /* of the bytes, without the NUL */
    bool null;
};

/* Steps to the next row; the first call steps to the first one. */
bool rows_next(struct rows *rows);

/* How many rows there are in all. */
size_t rows_count(const struct rows *rows);

/* The current row's values, by column from 0. The type must be the column's (asserted). Text is
 * NUL-terminated, NULL for NULL; bytes have rows_length(). */
uint64_t rows_u64(const struct rows *rows, size_t column);
int64_t rows_i64(const struct rows *rows, size_t column);
int64_t rows_instant(const struct rows *rows, size_t column);
const char *rows_text(const struct rows *rows, size_t column);
const void *rows_bytes(const struct rows *rows, size_t column);
size_t rows_length(const struct rows *rows, size_t column);
bool rows_null(const struct rows *rows, size_t column);

/* No rows yet, with room for MOST. COLUMNS, a statement's format, must live as long as they. */
struct rows *rows_make(struct arena *arena, const char *columns, size_t most);

/* One more row; its cells, one a column, are to be filled. */
struct cell *rows_add(struct rows *rows);

#endif
