/* What an installation holds, in figures: for those who run it. */
#ifndef LOREHALL_TALK_OVERVIEW_H
#define LOREHALL_TALK_OVERVIEW_H

#include <stddef.h>
#include <stdint.h>

#include "store/database.h"

struct overview {
    uint64_t sites;
    uint64_t boards;
    uint64_t accounts; /* of this installation */
    uint64_t authors;  /* imported; they cannot log in */
    uint64_t threads;
    uint64_t comments;
    uint64_t ratings;
    uint64_t journal;
};

/* A site by name, for commands that work without a host's shared memory. */
struct overview_site {
    uint64_t id;
    const char *name;
    const char *game; /* "": none */
    uint64_t game_id; /* its number; 0: none */
};

extern const struct statement_set overview_statements;

/* Counts everything, which takes a while in a large database. 0 or -1. */
int overview_count(struct database *database, struct arena *arena, struct overview *overview);

/* All sites in their order; *COUNT tells how many. NULL on failure. */
struct overview_site *overview_sites(struct database *database, struct arena *arena, size_t *count);

#endif
