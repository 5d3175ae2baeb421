/* Where a game's database comes from: tables of rows, whoever wrote them.
 *
 * A source is a MariaDB or MySQL dump, read as text and never run; a live server (DSN), read in
 * one consistent snapshot; or a CSV file (one table). Rows stream; nothing of a table is kept
 * here.
 */
#ifndef LOREHALL_IMPORT_SOURCE_SOURCE_H
#define LOREHALL_IMPORT_SOURCE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct source;

struct source_column {
    const char *name;
    bool number; /* declared with a number's type */
    bool bits;   /* declared as BIT */
};

struct source_table {
    const char *name;
    const struct source_column *columns;
    size_t column_count;
    const char *fault; /* why its rows cannot be read; NULL: they can */
    uint64_t rows;     /* known after it was read; of a live server an estimate before */
};

/* A row while it is looked at: all of it is the source's, and gone with the next. Values, one for
 * each column, are text in UTF-8 or NULL, whatever type the table declares; what was in another
 * encoding is converted by the table's character set, and bytes that cannot be are U+FFFD. */
struct source_row {
    const struct source_table *table;
    uint64_t number; /* of the row in its table, from 1 */
    uint64_t line;   /* of the file, on which it begins; 0: not known */
    const char *const *values;
    const size_t *lengths;
};

/* Opens PLACE: a path ending in .sql, .csv, .tsv or .txt (tabs between the values), packed (.gz,
 * .xz, .zst, .zip with one of them in it) or not; a folder of such files, or of what mariadb-dump
 * --tab wrote; or mysql://user:password@host:port/database
 * (mysql://user:password@/database?socket=/path). What is wrong goes to *ERROR (on ARENA). NULL
 * then. */
struct source *source_open(struct arena *arena, const char *place, const char **error);

/* The same of COUNT places as one source with the tables of all. */
struct source *source_open_all(struct arena *arena, const char *const *places, size_t count,
                               const char **error);

/* Says, before its tables are asked for, what stands between the values of files that are no dumps,
 * instead of what their first line shows. */
void source_separate(struct source *source, char separator);

/* Closes it. NULL is allowed. */
void source_close(struct source *source);

/* The tables that it has, found without reading rows where that is possible (a dump is read through
 * once); *COUNT tells how many. A column that is declared twice, a cut or broken dump: NULL, with
 * *ERROR saying what and where. */
const struct source_table *source_tables(struct source *source, size_t *count, const char **error);

/* Calls ROW for every row of the tables for which WANTED says so, in the source's order. ROW's
 * result other than 0 ends it. -1 with *ERROR when the source cannot be read to its end. */
int source_read(struct source *source,
                bool (*wanted)(void *context, const struct source_table *table),
                int (*row)(void *context, const struct source_row *row), void *context,
                const char **error);

/* How far reading has come, of how much (bytes, or rows of a live server): for a progress bar. */
void source_progress(const struct source *source, uint64_t *done, uint64_t *all);

/* A fingerprint of the source: size, time and beginning of a file; of a server the place and its
 * tables' checksums where cheap, else NULL (never goes on, always begins anew). On the arena. */
const char *source_fingerprint(struct source *source);

#endif
