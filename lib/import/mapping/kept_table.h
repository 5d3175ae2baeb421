/* A table that is kept in memory: some of its columns, compactly, and indexes on them. */
#ifndef LOREHALL_IMPORT_MAPPING_KEPT_TABLE_H
#define LOREHALL_IMPORT_MAPPING_KEPT_TABLE_H

#include "import/mapping/expression.h"
#include "import/source/source.h"

struct kept_table;

/* A table without rows that will be SOURCE's. */
struct kept_table *kept_table_open(const struct source_table *source);

/* NULL is allowed. */
void kept_table_close(struct kept_table *table);

/* The number here of the source's column COLUMN, which is kept from now on. Before the first
 * row. */
size_t kept_table_column(struct kept_table *table, size_t column);

/* Rows will be looked up by COLUMN (a number here). */
void kept_table_key(struct kept_table *table, size_t column);

/* Keeps a row. */
void kept_table_add(struct kept_table *table, const struct source_row *row);

/* No more rows come: makes the indexes. */
void kept_table_finish(struct kept_table *table);

/* How many rows there are. */
uint32_t kept_table_rows(const struct kept_table *table);

/* The value of COLUMN, a number here, in a row, from 0. */
struct expression_value kept_table_value(const struct kept_table *table, size_t column,
                                         uint32_t row);

/* The rows in which COLUMN, a key, is KEY; *ROWS points at their numbers. How many there are. */
size_t kept_table_find(const struct kept_table *table, size_t column, struct expression_value key,
                       struct arena *arena, const uint32_t **rows);

/* Bytes that it takes. */
size_t kept_table_memory(const struct kept_table *table);

#endif
