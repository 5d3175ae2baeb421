/* The database: prepared statements only (store/statement.h), over the MySQL client library.
 *
 * What a statement takes and gives is held against the server's counts when a worker starts. No
 * function takes SQL text.
 */
#ifndef LOREHALL_STORE_DATABASE_H
#define LOREHALL_STORE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/configuration.h"
#include "store/shared.h"
#include "store/statement.h"

struct database;

/* Why the last call failed. */
enum database_failure {
    DATABASE_OK,
    DATABASE_DUPLICATE, /* a unique key refuses the row */
    DATABASE_CONFLICT,  /* deadlock or lock wait: the transaction was rolled back, try it again */
    DATABASE_LOST,      /* no connection */
    DATABASE_READ_ONLY, /* the server takes no changes now */
    DATABASE_REFUSED,   /* the account may not do that */
    DATABASE_BROKEN,    /* anything else; it was logged */
};

/* Makes a handle; connects at the first use. SETS (ended by NULL) are the statements that will be
 * used; they are prepared by database_prepare. The configuration must outlive the handle. */
struct database *database_open(const struct configuration *configuration,
                               const struct statement_set *const *sets);

/* From now on an answer may take PATIENCE seconds, as long as somebody waits for a page; and when a
 * process of this host has waited in vain, calls fail at once (DATABASE_LOST) until the server
 * answers one that tries. SHARED must outlive the handle. */
void database_answer_soon(struct database *database, struct shared *shared, unsigned patience);

/* From now on calls are counted there, for the whole host. METRICS must outlive the handle. */
void database_meter(struct database *database, struct metrics *metrics);

/* Ends the connection and frees the handle. NULL is allowed. */
void database_close(struct database *database);

/* How many seconds an answer may take from now on; 60 unless this is called. Outside a transaction
 * only: a connection that was made for another patience is ended. */
void database_patience(struct database *database, unsigned seconds);

/* With HELD true, what belongs to the connection (a lock, settings) is needed from now on: when it
 * is lost, it is not made anew, and every call fails (DATABASE_LOST) until this is called with
 * false. */
void database_hold(struct database *database, bool held);

/* Connects and prepares every statement of the sets, asserting the counts of parameters and
 * columns; but for those that the account may not use, where it is not the workers'. 0, or -1 when
 * the server cannot be reached or refuses one (logged). */
int database_prepare(struct database *database);

/* Each of these calls a STATEMENT, a pointer, with the values of its parameters. */

/* Runs one that gives no rows. Outside a transaction a lost connection is made anew once, unless
 * it is held. 0 or -1. */
#define database_run(DATABASE, STATEMENT, ...)                                                     \
    database_run_(DATABASE, STATEMENT_CALL(run, STATEMENT, __VA_ARGS__))

/* Runs a query; its rows, struct NAME_rows or those of its ROW, live as long as ARENA's content.
 * NULL on failure. */
#define database_query(DATABASE, ARENA, STATEMENT, ...)                                            \
    ((__typeof__((STATEMENT)->rows))                                                               \
         database_query_(DATABASE, ARENA, STATEMENT_CALL(query, STATEMENT, __VA_ARGS__)))

/* The same for one that gives one row at most, or of which no more matters: that row. NULL where
 * there is none, and on failure (database_failure tells which). */
#define database_row(DATABASE, ARENA, STATEMENT, ...)                                              \
    ((const __typeof__((STATEMENT)->rows->row[0]) *)                                               \
         database_row_(DATABASE, ARENA, STATEMENT_CALL(query, STATEMENT, __VA_ARGS__)))

/* Runs a whole TRANSACTION; its row. NULL on failure, when nothing of it is to be relied on: it is
 * rolled back, or, where the connection was lost, may still have been committed. Not tried
 * again. */
#define database_transact(DATABASE, ARENA, STATEMENT, ...)                                         \
    ((const __typeof__((STATEMENT)->rows->row[0]) *)                                               \
         database_transact_(DATABASE, ARENA, STATEMENT_CALL(transact, STATEMENT, __VA_ARGS__)))

/* The same of a call that was made. */
int database_run_(struct database *database, const struct call *call);
struct rows *database_query_(struct database *database, struct arena *arena,
                             const struct call *call);
const void *database_row_(struct database *database, struct arena *arena, const struct call *call);
const void *database_transact_(struct database *database, struct arena *arena,
                               const struct call *call);

/* Opens a transaction (READ COMMITTED). 0 or -1. */
int database_begin(struct database *database);

/* The same of one in which nothing can be changed; it ends with database_rollback. */
int database_begin_reading(struct database *database);

/* Ends it durably. After -1 nothing of it is to be relied on. */
int database_commit(struct database *database);

/* Takes it back; harmless where none is open. */
void database_rollback(struct database *database);

/* What the last run statement changed, and the id that it made. */
uint64_t database_changed(const struct database *database);
uint64_t database_made_id(const struct database *database);

/* Why the last call failed. */
enum database_failure database_failure(const struct database *database);

/* Statements run and microseconds waited for since the counters were last reset. */
unsigned database_queries(const struct database *database);
int64_t database_waited(const struct database *database);
void database_reset_counters(struct database *database);

/* Which statements these were, each with its place in the metrics; *COUNT at most SLOWEST_RUNS_MAX. */
const struct statement_run *database_runs(const struct database *database, size_t *count);

#endif
