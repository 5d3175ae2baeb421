/* How long it takes to make a snapshot of what MariaDB has. */
#ifndef LOREHALL_BENCH_FORMS_BUILD_H
#define LOREHALL_BENCH_FORMS_BUILD_H

#include "forms_sql.h"
#include "game/game.h"

/* Makes GAME's file in DIRECTORY from bench_item; then others, from JSON records and from a wide table
 * (bench_wide, made here). Prints `build|WHAT|rows|fields|ms|bytes`. */
void build_time(MYSQL *connection, const char *directory, const struct game *game);

/* Steps to the next of ROWS of such a table; false behind the last. */
bool build_next_row(MYSQL_RES *rows, size_t fields, uint32_t *id, int64_t *values);

/* Reads the FIELDS values of entry ID of a table whose columns are id, name and the fields. */
void build_read_row(MYSQL *connection, const char *table, uint32_t id, size_t fields,
                    int64_t *values);

#endif
