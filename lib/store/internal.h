/* What a handle of the database holds, and how it checks statements. */
#ifndef LOREHALL_STORE_INTERNAL_H
#define LOREHALL_STORE_INTERNAL_H

#include "store/database.h"

struct prepared {
    const struct statement *statement;
    struct st_mysql_stmt *handle;
};

struct database {
    const struct configuration *configuration;
    const struct statement_set *const *sets;
    struct st_mysql *connection;
    struct prepared *prepared; /* open addressing by the statement's address */
    size_t slots;              /* a power of two */
    bool in_transaction;
    bool held; /* a lost connection is not made anew */
    enum database_failure failure;
    uint64_t changed;
    uint64_t made_id;
    unsigned queries;
    unsigned patience;     /* seconds that an answer may take */
    struct shared *shared; /* where a silent server is noted; NULL: nowhere */
    int64_t waited;
};

/* Holds what a statement declares against what the server sees of it, which shows of a whole transaction's
 * columns when it has ANSWERED. Another count ends the process, and in builds for tests another type. */
void statement_check(const struct statement *statement, struct st_mysql_stmt *handle,
                     bool answered);

#endif
