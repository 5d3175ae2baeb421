/* The read-only switch: of a site, or of all of them. Pages are shown and nothing can be written by
 * anybody, but for what lets administrators in and the switch itself (ROUTE_ALWAYS). */
#ifndef LOREHALL_WEB_FREEZE_H
#define LOREHALL_WEB_FREEZE_H

#include "auth/audit.h"
#include "store/store.h"

#define FREEZE_REASON_MAX 300 /* characters */

/* Why something can only be read. */
struct freeze {
    uint64_t site_id; /* 0: all sites */
    int64_t since;
    const char *reason; /* as it was written */
    const char *by;     /* an account's name; NULL: an operator of a shell */
};

/* All that hold now; *COUNT tells how many. NULL on failure. */
struct freeze *freeze_list(struct database *database, struct arena *arena, size_t *count);

/* What became of a switch. */
enum freeze_result {
    FREEZE_DONE,
    FREEZE_FAILED,
    FREEZE_ALREADY, /* it is as was asked for: somebody else was quicker */
    FREEZE_REASON_INVALID,
};

/* Makes a site (0: all of them) read-only, recorded as by WHO. */
enum freeze_result freeze_set(const struct store *store, const struct actor *who, uint64_t site_id,
                              const char *reason);

/* Takes that back. */
enum freeze_result freeze_lift(const struct store *store, const struct actor *who,
                               uint64_t site_id);

extern const struct statement_set freeze_statements; /* to switch; to read it: site_statements */

#endif
