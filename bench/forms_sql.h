/* The forms that MariaDB filters, sorts and counts by itself, and the rows that a snapshot is made
 * of. Everything is in tables named bench_…, made anew and left to the caller to drop. */
#ifndef LOREHALL_BENCH_FORMS_SQL_H
#define LOREHALL_BENCH_FORMS_SQL_H

#include <mysql.h>

#include "base/arena.h"
#include "base/configuration.h"
#include "items.h"

enum sql_form {
    SQL_TABLE,  /* bench_item: a column a field, the popular ones with an index */
    SQL_NARROW, /* bench_value: (entry, field, value); 0 is not stored */
    SQL_RECORD, /* bench_record: the popular fields as columns, all the others in JSON */
    SQL_FORMS,
};

enum { FACET_SIZE = 64 };

/* The statements that answer a plan. */
enum { SQL_PAGE, SQL_TOTAL, SQL_FACETS, SQL_STATEMENTS = SQL_FACETS + ITEM_FACETS };

/* What every form must answer alike. */
struct outcome {
    uint64_t total;
    size_t count;
    uint32_t ids[PLAN_LIMIT];
    uint32_t facets[ITEM_FACETS][FACET_SIZE];
};

MYSQL *sql_connect(const struct configuration *configuration);

/* Runs a statement that has no rows. */
void sql_do(MYSQL *connection, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Runs a query; its rows, held by the client (STORE) or still coming. */
MYSQL_RES *sql_rows(MYSQL *connection, bool store, const char *text);

/* Makes and fills all the forms with items 1 to COUNT. */
void sql_fill(MYSQL *connection, uint32_t count);

/* Puts VALUES in item ID's place in bench_item. */
void sql_replace(MYSQL *connection, uint32_t id, const int64_t values[ITEM_FIELDS]);

/* The text of PLAN's statement NUMBER, on the arena. */
const char *sql_statement(struct arena *arena, enum sql_form form, const struct plan *plan,
                          size_t number);

/* The text of a statement over bench_item for the facets' fields of all rows that one of them
 * counts, and whether they meet the mask and the choice. */
const char *sql_pass(struct arena *arena, const struct plan *plan);

/* Adds COUNT rows that have VALUE in FIELD: by the value, of a mask by its bits. */
void sql_count(size_t field, uint64_t value, uint32_t count, uint32_t counts[FACET_SIZE]);

/* Answers PLAN: a statement for the page, one for the total, one for each facet. */
void sql_answer(MYSQL *connection, enum sql_form form, const struct plan *plan,
                struct outcome *outcome);

#endif
