/* How the server goes about a statement that was called: its plan, asked for by whoever looks into
 * what is slow. */
#ifndef LOREHALL_STORE_EXPLAIN_H
#define LOREHALL_STORE_EXPLAIN_H

#include "base/arena.h"
#include "store/database.h"
#include "store/metrics/metrics.h"

/* One line of a plan, as EXPLAIN of MariaDB and MySQL has it; "" where it says nothing. */
struct plan_step {
    const char *id, *select_type, *table, *type, *possible_keys, *key, *key_len, *ref, *rows,
        *extra;
};

/* Whether there is a plan to be asked for: of a whole SELECT. What writes has none, as asking for it
 * takes the right to write. */
bool statement_explains(const struct metrics *metrics, const struct metered_statement *statement);

/* The plan for the numbers of its slowest call; texts and bytes, which nobody has kept, stand as
 * "a". Nothing is run, in a transaction that could change nothing. NULL on failure (logged). */
const struct plan_step *statement_plan(struct database *database, struct arena *arena,
                                       const struct metered_statement *statement, size_t *count);

/* How the plan's I-th parameter was filled in: a number, an instant as RFC 3339, or "a". NULL behind
 * the last. */
const char *statement_example(const struct metered_statement *statement, struct arena *arena,
                              size_t i);

#endif
