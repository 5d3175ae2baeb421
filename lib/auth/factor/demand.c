/* A date in the account's row, so that it comes with each session at no cost. It is not taken back with
 * the role: whoever is given one again finds that they administered by none, and is asked anew. */
#include "auth/factor/demand.h"

#include <inttypes.h>

#include "base/buffer.h"
#include "base/clock.h"

/* Who administers by none of the roles that are listed. */
#define NOT_YET_SQL                                                                                \
    "(a.factor_demanded IS NULL OR NOT EXISTS (SELECT 1 FROM membership m"                         \
    " WHERE m.account_id = a.id AND FIND_IN_SET(m.role_id, ?) > 0"                                 \
    " AND (m.until IS NULL OR m.until > ?)))"

STATEMENT(FACTOR_DEMAND, PARAMETERS(instant(since), id(account), text(administering), instant(now)),
          COLUMNS(), "UPDATE account a SET a.factor_demanded = ? WHERE a.id = ? AND " NOT_YET_SQL);
STATEMENT(FACTOR_DEMAND_HOLDERS,
          PARAMETERS(instant(since), id(role), text(administering), instant(now)), COLUMNS(),
          "UPDATE membership h JOIN account a ON a.id = h.account_id SET a.factor_demanded = ?"
          " WHERE h.role_id = ? AND " NOT_YET_SQL);
STATEMENT_SET(factor_demand_statements, &FACTOR_DEMAND, &FACTOR_DEMAND_HOLDERS);

/* As FIND_IN_SET takes them: "6,9". */
static const char *administering_roles(const struct roles *roles, struct arena *arena)
{
    struct buffer list = buffer_open(arena, 32);
    const struct role *role;

    for (size_t i = 0; (role = role_at(roles, i)) != NULL; i++)
        if (role_administers(roles, role) != 0)
            buffer_format(&list, "%s%" PRIu64, list.length > 0 ? "," : "", role->id);
    return list.length > 0 ? list.data : "";
}

int factor_demand(struct database *database, struct arena *arena, const struct roles *roles,
                  uint64_t account_id)
{
    int64_t now = clock_now();

    return database_run(database, &FACTOR_DEMAND, now, account_id,
                        administering_roles(roles, arena), now);
}

int factor_demand_holders(struct database *database, struct arena *arena, const struct roles *roles,
                          uint64_t role_id)
{
    int64_t now = clock_now();

    return database_run(database, &FACTOR_DEMAND_HOLDERS, now, role_id,
                        administering_roles(roles, arena), now);
}

int factor_demand_change(struct database *database, struct arena *arena, const struct roles *roles,
                         const struct role *role, const struct role *wanted)
{
    struct role after = *role;

    after.permissions = wanted->permissions;
    if (role_administers(roles, role) != 0 || role_administers(roles, &after) == 0)
        return 0;
    return factor_demand_holders(database, arena, roles, role->id) == 0 ? 1 : -1;
}
