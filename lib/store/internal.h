/* What a handle of the database holds: for database*.c only.
 *
 * Everything is a prepared statement in the binary protocol: values are never text inside SQL, and
 * the server parses each statement once a connection. A handle of one belongs to its connection.
 * When that is lost all of them are gone, are forgotten here, and are prepared anew one by one as
 * they are used.
 *
 * A statement is tried a second time only where that is safe and helps: the connection had been
 * open (an idle one that the server closed is the usual case), no transaction is open, and the
 * caller does not hold on to something of the connection (a lock, session variables). Inside a
 * transaction the earlier statements would silently be missing. The library's own automatic
 * reconnect does not know these rules and stays off.
 *
 * Answers are read whole (mysql_stmt_store_result) before any row is given out: then the
 * connection is free for the next statement while a caller goes through the rows, their count and
 * the longest text of each column are known, so that nothing is cut, and rows outlive the
 * statement's next use. */
#ifndef LOREHALL_STORE_INTERNAL_H
#define LOREHALL_STORE_INTERNAL_H

#include "store/database.h"

struct prepared {
    const struct statement *statement;
    struct st_mysql_stmt *handle;
    size_t place; /* in the host's metrics */
};

struct database {
    const struct configuration *configuration;
    const struct statement_set *const *sets;
    struct st_mysql *connection;
    struct prepared *prepared; /* open addressing by the statement's address */
    size_t slots;              /* a power of two */
    bool in_transaction;
    bool held;    /* a lost connection is not made anew */
    bool sorting; /* what its account may not do is passed over without a word */
    enum database_failure failure;
    uint64_t changed;
    uint64_t made_id;
    unsigned queries;
    unsigned patience;     /* seconds that an answer may take */
    struct shared *shared; /* where a silent server is noted; NULL: nowhere */
    int64_t waited;
    struct metrics *metrics;                     /* where calls are counted; NULL: nowhere */
    struct statement_run runs[SLOWEST_RUNS_MAX]; /* since the counters were last reset */
    size_t run_count;
};

/* The statement's place on this connection, or the free one that it takes. */
struct prepared *prepared_slot(struct database *database, const struct statement *statement);

/* Counts a call that began at START and gave or changed ROWS. */
void note_call(struct database *database, const struct call *call, int64_t start, uint64_t rows,
               bool failed);

/* Holds what a statement declares against what the server sees of it, which shows of a whole
 * transaction's columns when it has ANSWERED. Another count ends the process, and in builds for
 * tests another type. */
void statement_check(const struct statement *statement, struct st_mysql_stmt *handle,
                     bool answered);

#endif
