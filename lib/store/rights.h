/* What the database lets an account do, held against what workers, the follower and imports need:
 * to read and write the rows of one database. */
#ifndef LOREHALL_STORE_RIGHTS_H
#define LOREHALL_STORE_RIGHTS_H

#include "base/arena.h"
#include "base/buffer.h"
#include "store/database.h"

/* What is known of an account so far. */
struct rights {
    unsigned have;        /* bit per privilege that is needed, in the order of rights_missing */
    unsigned partly;      /* the same of single tables or columns */
    struct buffer excess; /* what it may besides, "ALTER on lorehall.*, FILE on *.*" */
};

/* Of an account of which nothing is known yet. */
struct rights rights_none(struct arena *arena);

/* Adds GRANT, a line of SHOW GRANTS, to what is known of an account that uses the database NAME.
 * PROCESS is no excess (the follower's), nor is DROP on a working table of imports (staged_…). */
void rights_add(struct rights *rights, const char *name, const char *grant);

/* The names of those needed that were not seen for all tables, comma-separated; "" where there are
 * all. */
const char *rights_missing(const struct rights *rights, struct arena *arena);

/* Adds all that the account has that DATABASE is connected with, of a role that it has by default
 * too. 0, or -1 when the database cannot be asked. */
int rights_read(struct database *database, struct arena *arena, const char *name,
                struct rights *rights);

extern const struct statement_set rights_statements;

#endif
