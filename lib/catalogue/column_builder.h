/* What a snapshot is packed from: columns that widen as values come, texts by number, a heap of
 * strings. Only snapshot_writer.c includes this. */
#ifndef LOREHALL_CATALOGUE_COLUMN_BUILDER_H
#define LOREHALL_CATALOGUE_COLUMN_BUILDER_H

#include "catalogue/snapshot.h"

/* A column that is being filled. Rows that were not put are 0. While it is filled: `base` and
 * `width` hold every value so far, 0 among them, as rows that were not put read as 0. */
struct column_builder {
    uint8_t *bytes;
    size_t capacity; /* rows */
    unsigned width;
    int64_t base;
    int64_t min, max; /* of all values, and 0 */
    bool mask;        /* values are bits, without a sign */
    bool marks;       /* keeps which rows were put */
    uint64_t *put;
};

/* Puts a row's value, and widens all if need be; gives a row's. */
void column_builder_put(struct column_builder *builder, size_t row, int64_t value);
int64_t column_builder_value(const struct column_builder *builder, size_t row);

/* Makes BUILDER's extremes those of both. */
void column_builder_extend(struct column_builder *builder, const struct column_builder *other);

/* Sets a line's width and base as narrow as all values allow. */
void column_builder_narrowest(const struct column_builder *builder,
                              struct snapshot_column_line *line);

/* Writes ROWS rows as the line says. With ORDER, each value N above 0 becomes ORDER[N - 1] + 1. */
void column_builder_write(const struct column_builder *builder, size_t rows, const uint32_t *order,
                          const struct snapshot_column_line *line, uint8_t *out);

/* Writes which of ROWS rows were put. */
void column_builder_write_marks(const struct column_builder *builder, size_t rows, uint64_t *out);
void column_builder_free(struct column_builder *builder);

/* Strings, each with its NUL. */
struct heap {
    char *bytes;
    size_t length, capacity;
};

/* Appends a copy; its offset. */
size_t heap_put(struct heap *heap, const char *text);

/* The different texts of a field. */
struct texts {
    struct text {
        size_t plain, folded; /* in `strings`; after texts_sort in the heap */
    } * list;
    size_t count, capacity;
    uint32_t *slots; /* by hash: a text's number from 1; 0: none */
    size_t slot_count;
    struct heap strings;
    uint32_t *order; /* after texts_sort: by number from 0, its place; NULL where there are none */
};

/* The number of a text from 1 on; the same text has the same. "" is 0. */
size_t texts_code(struct texts *texts, const char *text);

/* Sorts them and puts them in HEAP. */
void texts_sort(struct texts *texts, struct heap *heap);

/* Writes, sorted, where each is in the heap, plain and folded. */
void texts_write(const struct texts *texts, uint32_t *out);
void texts_free(struct texts *texts);

#endif
