/* Since when a second factor is demanded of somebody: since the first of the roles that they have
 * without a break and that administer. How long they have from then on, the installation says
 * (roles_configure), and what is withheld when that is over, permissions_at (auth/role.h). */
#ifndef LOREHALL_AUTH_FACTOR_DEMAND_H
#define LOREHALL_AUTH_FACTOR_DEMAND_H

#include "auth/role.h"

/* Since when, of account `a`; NULL where it has a factor. Of an account whose roles are from before
 * this was noted, since it was made. */
#define FACTOR_DEMANDED_SQL                                                                        \
    "IF(a.factor_since IS NULL, COALESCE(a.factor_demanded, a.created), NULL)"

extern const struct statement_set factor_demand_statements;

/* Notes that an account is about to administer, within the caller's transaction and before it does:
 * of who does so already by one of ROLES, a factor is demanded since that began. 0 or -1. */
int factor_demand(struct database *database, struct arena *arena, const struct roles *roles,
                  uint64_t account_id);

/* The same of all who hold a role that becomes what is wanted of it, where it begins to administer by
 * that. 1; 0: it does not; -1. */
int factor_demand_change(struct database *database, struct arena *arena, const struct roles *roles,
                         const struct role *role, const struct role *wanted);

/* The same of all who hold a role, which they are about to lose for one that administers. 0 or -1. */
int factor_demand_holders(struct database *database, struct arena *arena, const struct roles *roles,
                          uint64_t role_id);

#endif
