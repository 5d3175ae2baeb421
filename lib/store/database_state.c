/* What a handle tells of its last call and of a request. */
#include "store/internal.h"

uint64_t database_changed(const struct database *database)
{
    return database->changed;
}

uint64_t database_made_id(const struct database *database)
{
    return database->made_id;
}

enum database_failure database_failure(const struct database *database)
{
    return database->failure;
}

unsigned database_queries(const struct database *database)
{
    return database->queries;
}

int64_t database_waited(const struct database *database)
{
    return database->waited;
}

void database_reset_counters(struct database *database)
{
    database->queries = 0;
    database->waited = 0;
}
