/* What each program's account of the database needs (store/rights/grants.h), given to it. */
#ifndef LOREHALL_STORE_GRANTS_GIVE_H
#define LOREHALL_STORE_GRANTS_GIVE_H

#include "base/arena.h"
#include "base/configuration.h"

struct st_mysql;

/* Gives each account that CONFIGURATION names (Grants.…) what it needs on each table of
 * CONNECTION's database, and takes what it does not; CONNECTION's own account must be allowed to.
 * 0, or -1 with a message on stderr. */
int grants_give(struct st_mysql *connection, const struct configuration *configuration,
                struct arena *arena);

#endif
