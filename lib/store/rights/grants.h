/* Which account of the database may do what. Each kind of program has one of its own, so that
 * whoever takes one over gets no further than its work reaches: nobody but `lorehall migrate`
 * changes tables, nobody changes or removes what the audit trail has, and who only reads never
 * sees what lets somebody in.
 *
 * Grants are for single tables, as MariaDB has none for "all but this one"; `lorehall migrate`
 * gives them anew whenever it runs, so that a new table has its own.
 */
#ifndef LOREHALL_STORE_RIGHTS_GRANTS_H
#define LOREHALL_STORE_RIGHTS_GRANTS_H

#include <stdbool.h>

#include "base/configuration.h"

/* Privileges on a table, a bit each. */
enum table_privilege {
    PRIVILEGE_SELECT = 1,
    PRIVILEGE_INSERT = 2,
    PRIVILEGE_UPDATE = 4,
    PRIVILEGE_DELETE = 8,
    PRIVILEGE_DROP = 16, /* to empty it at once */
    PRIVILEGES_ALL = 31,
};

/* "SELECT" …, in the order of the bits; NULL behind the last. */
extern const char *const table_privilege_names[];

/* What PROGRAM's account needs on TABLE. */
unsigned grants_needed(enum database_program program, const char *table);

/* Whether PROGRAM's account must not read COLUMN of TABLE, of which it reads others; of COLUMN NULL,
 * whether there is such a one. */
bool grants_hidden(enum database_program program, const char *table, const char *column);

/* What PROGRAM's account may have on the whole database: more would reach what is closed to it. */
unsigned grants_wide(enum database_program program);

/* Whether PROGRAM's account needs PROCESS, the only right beyond the database's tables. */
bool grants_process(enum database_program program);

#endif
