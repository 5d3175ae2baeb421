/* The read-only switch, of a site or of all of them; what holds now tells web/site.h. */
#ifndef LOREHALL_WEB_SITES_FREEZE_H
#define LOREHALL_WEB_SITES_FREEZE_H

#include "auth/audit.h"
#include "store/store.h"

#define FREEZE_REASON_MAX 300 /* characters */

extern const struct statement_set
    freeze_statements; /* to switch; what reads it is in site_statements */

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

#endif
