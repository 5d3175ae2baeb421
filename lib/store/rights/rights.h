/* What the database lets an account do, held against what its program needs (store/rights/grants.h). */
#ifndef LOREHALL_STORE_RIGHTS_RIGHTS_H
#define LOREHALL_STORE_RIGHTS_RIGHTS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/database.h"
#include "store/rights/grants.h"

struct table_rights;

/* What is known of an account so far. */
struct rights {
    struct arena *arena;
    enum database_program program;
    const char *database; /* the one that it is to use */
    unsigned wide;        /* enum table_privilege, on all of it */
    struct table_rights *tables;
    struct buffer excess; /* what it may besides, "ALTER on lorehall.*, FILE on *.*" */
};

/* Of PROGRAM's account, which uses DATABASE and of which nothing is known yet. */
struct rights rights_none(struct arena *arena, enum database_program program, const char *database);

/* Adds GRANT, a line of SHOW GRANTS, to what is known. */
void rights_add(struct rights *rights, const char *grant);

/* Adds TABLE, which is there, whatever it may on it. */
void rights_add_table(struct rights *rights, const char *table);

/* What is needed and was not seen, "UPDATE on board, INSERT on comment and 3 more"; "" where all
 * is there. */
const char *rights_missing(const struct rights *rights);

/* All that the account has that DATABASE is connected with, of a role that it has by default too,
 * and the tables that it sees. 0, or -1 when the database cannot be asked. */
int rights_read(struct rights *rights, struct database *database);

extern const struct statement_set rights_statements;

#endif
