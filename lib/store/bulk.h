/* Many rows for one statement, which binds few values: a JSON array of arrays, one a row, that the
 * statement takes apart by JSON_TABLE(?, '$[*]' COLUMNS (a … PATH '$[0]', b … PATH '$[1]')). It is
 * how all statements take rows whose number they do not know. Long texts go beside it, all in one:
 * JSON_TABLE would read them over and over. */
#ifndef LOREHALL_STORE_BULK_H
#define LOREHALL_STORE_BULK_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_writer.h"

struct bulk {
    struct json_writer json;
    size_t rows;
};

/* No rows yet; room for CAPACITY bytes, to begin with. */
struct bulk bulk_open(struct arena *arena, size_t capacity);

/* Drops what it holds, to be filled anew in the same memory. */
void bulk_empty(struct bulk *bulk);

/* Begins a row; its values follow in the order of the statement's columns. */
void bulk_row(struct bulk *bulk);

/* Adds valid UTF-8; NULL for NULL. */
void bulk_text(struct bulk *bulk, const char *text);

/* Adds a number. */
void bulk_number(struct bulk *bulk, int64_t number);
void bulk_u64(struct bulk *bulk, uint64_t number);

/* Adds an id; 0 for NULL. */
void bulk_id(struct bulk *bulk, uint64_t id);

/* Adds a long text: appends it to PILE and tells its position (from 1) and its length in bytes, two
 * columns, with which SUBSTRING takes it from there. */
void bulk_piece(struct bulk *bulk, struct buffer *pile, const char *text);

/* How many bytes its rows have so far. */
size_t bulk_length(const struct bulk *bulk);

/* Ends the array and returns its text, which lives as long as the arena's content. */
const char *bulk_end(struct bulk *bulk);

#endif
