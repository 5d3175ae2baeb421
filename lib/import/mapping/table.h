/* A table that is kept in memory: some of its columns, compactly, and indexes on them. */
#ifndef LOREHALL_IMPORT_MAPPING_TABLE_H
#define LOREHALL_IMPORT_MAPPING_TABLE_H

#include "import/mapping/expression.h"
#include "import/source/source.h"

struct join_table;

/* A table without rows that will be SOURCE's. */
struct join_table *join_table_open(const struct source_table *source);

/* NULL is allowed. */
void join_table_close(struct join_table *table);

/* The number here of the source's column COLUMN, which is kept from now on. Before the first row. */
size_t join_table_column(struct join_table *table, size_t column);

/* Rows will be looked up by COLUMN (a number here). */
void join_table_key(struct join_table *table, size_t column);

/* Keeps a row. */
void join_table_add(struct join_table *table, const struct source_row *row);

/* No more rows come: makes the indexes. */
void join_table_finish(struct join_table *table);

/* How many rows there are. */
uint32_t join_table_rows(const struct join_table *table);

/* The value of COLUMN, a number here, in a row, from 0. */
struct expression_value join_table_value(const struct join_table *table, size_t column,
                                         uint32_t row);

/* The rows in which COLUMN, a key, is KEY; *ROWS points at their numbers. How many there are. */
size_t join_table_find(const struct join_table *table, size_t column, struct expression_value key,
                       struct arena *arena, const uint32_t **rows);

/* Bytes that it takes. */
size_t join_table_memory(const struct join_table *table);

#endif
