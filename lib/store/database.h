/* The database: prepared statements only, over the MySQL client library.
 *
 * SQL text stands in statement tables beside the type it fills:
 *
 *     STATEMENT(BOARD_BY_NAME, "us", "us", "SELECT id, title FROM board WHERE site_id = ? …");
 *
 * The two format strings give the parameters and the columns:
 *     u  uint64_t                       U  the same, 0 stands for NULL
 *     i  int64_t
 *     s  text, NULL for NULL; what is read is mended (text_mended)
 *     b  bytes: pointer and size_t, NULL for NULL
 *     t  int64_t instant (clock.h)      T  the same, 0 stands for NULL
 * (A NULL column reads as 0 or NULL whatever its case.) Their counts are held against the server's
 * when a worker starts. No function takes SQL text.
 */
#ifndef LOREHALL_STORE_DATABASE_H
#define LOREHALL_STORE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/configuration.h"
#include "store/rows.h"
#include "store/shared.h"

struct database;

struct statement {
    const char *name;
    const char *parameters;
    const char *columns;
    const char *sql;
    bool whole; /* a transaction of its own */
};

struct statement_set {
    const struct statement *const *statements;
    size_t count;
};

#define STATEMENT(NAME, PARAMETERS, COLUMNS, SQL)                                                  \
    static const struct statement NAME = {#NAME, PARAMETERS, COLUMNS, SQL, false}

/* A whole transaction that goes to the server at once: BODY opens it, selects one row, and ends with
 * COMMIT. Values follow in the order of BODY's question marks. For database_transact. */
#define TRANSACTION(NAME, PARAMETERS, COLUMNS, BODY)                                               \
    static const struct statement NAME = {#NAME, PARAMETERS, COLUMNS,                              \
                                          "BEGIN NOT ATOMIC " BODY " END", true}

/* Publishes a file's statements as `const struct statement_set NAME`. */
#define STATEMENT_SET(NAME, ...)                                                                   \
    static const struct statement *const NAME##_list[] = {__VA_ARGS__};                            \
    const struct statement_set NAME = {NAME##_list, sizeof NAME##_list / sizeof NAME##_list[0]}

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

/* Ends the connection and frees the handle. NULL is allowed. */
void database_close(struct database *database);

/* How many seconds an answer may take from now on; 60 unless this is called. Outside a transaction
 * only: a connection that was made for another patience is ended. */
void database_patience(struct database *database, unsigned seconds);

/* With HELD true, what belongs to the connection (a lock, settings) is needed from now on: when it is
 * lost, it is not made anew, and every call fails (DATABASE_LOST) until this is called with false. */
void database_hold(struct database *database, bool held);

/* Connects and prepares every statement of the sets, asserting the counts of parameters and
 * columns. 0, or -1 when the server cannot be reached or refuses one (logged). */
int database_prepare(struct database *database);

/* Runs a statement whose answer has no rows. Values follow as the parameters' format says. Outside
 * a transaction a lost connection is made anew once, unless it is held. 0 or -1. */
int database_run(struct database *database, const struct statement *statement, ...);

/* Runs a query; the rows live as long as ARENA's content. NULL on failure. */
struct rows *database_query(struct database *database, struct arena *arena,
                            const struct statement *statement, ...);

/* Runs a whole TRANSACTION; its row. NULL on failure, when nothing of it is to be relied on: it is
 * rolled back, or, where the connection was lost, may still have been committed. Not tried again. */
struct rows *database_transact(struct database *database, struct arena *arena,
                               const struct statement *statement, ...);

/* Opens a transaction (READ COMMITTED). 0 or -1. */
int database_begin(struct database *database);

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

#endif
