/* The items in SQLite, which answers from within the process: the obvious alternative to a
 * catalogue of our own. */
#ifndef LOREHALL_BENCH_FORMS_SQLITE_H
#define LOREHALL_BENCH_FORMS_SQLITE_H

#include <mysql.h>

#include "forms_sql.h"

/* Which indexes there are. Those behind a field's name are larger ones, of the field and then of all
 * that entries are counted by, so that whatever counts reads the index alone. */
enum sqlite_indexes {
    SQLITE_POPULAR,          /* of each popular field */
    SQLITE_POPULAR_COVERING, /* and with what is counted */
    SQLITE_ALL_COVERING,     /* the same of every field */
};

struct sqlite_form;

/* The rows of bench_item with these indexes, in memory where FILE is NULL, else in that file, which is
 * made anew, mapped, and read only. Prints `build|NAME|ms|of it, to write|bytes`. All of the COUNT
 * first plans' statements are prepared. */
struct sqlite_form *sqlite_form_open(MYSQL *connection, enum sqlite_indexes indexes,
                                     const char *file, const char *name, unsigned count);
void sqlite_form_close(struct sqlite_form *form);

/* Answers plan NUMBER by the statements that MariaDB is asked: page, total, each facet. */
void sqlite_answer(struct sqlite_form *form, unsigned number, struct outcome *outcome);

/* The same by two statements, of the page and of all rows that count somewhere, which are counted
 * here as they come. */
void sqlite_answer_pass(struct sqlite_form *form, unsigned number, struct outcome *outcome);

/* Puts VALUES in item ID's place. */
void sqlite_replace(struct sqlite_form *form, uint32_t id, const int64_t values[ITEM_FIELDS]);

#endif
