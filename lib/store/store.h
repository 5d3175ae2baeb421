/* What is kept, as whoever serves a request or follows the journal uses it. */
#ifndef LOREHALL_STORE_STORE_H
#define LOREHALL_STORE_STORE_H

#include "base/arena.h"
#include "store/cache.h"
#include "store/database.h"
#include "store/shared.h"

struct store {
    struct database *database;
    struct shared *shared; /* is told what changed; NULL: nothing runs on this host */
    struct cache *cache;   /* NULL: none */
    struct arena *arena;   /* what is read lies there */
};

#endif
