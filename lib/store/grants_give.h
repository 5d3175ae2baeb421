/* What each program's account of the database needs (store/grants.h), given to it. */
#ifndef LOREHALL_STORE_GRANTS_GIVE_H
#define LOREHALL_STORE_GRANTS_GIVE_H

#include <mysql.h>

#include "base/arena.h"
#include "base/configuration.h"

/* Gives each account that CONFIGURATION names (Grants.…) what it needs on each table of
 * CONNECTION's database, and takes what it does not; CONNECTION's own account must be allowed to.
 * 0, or -1 with a message on stderr. */
int grants_give(MYSQL *connection, const struct configuration *configuration, struct arena *arena);

#endif
