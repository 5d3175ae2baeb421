/* What imported discussions were called where they came from. */
#ifndef LOREHALL_TALK_IMPORT_IMPORTED_H
#define LOREHALL_TALK_IMPORT_IMPORTED_H

#include "store/database.h"

extern const struct statement_set imported_statements;

/* The comment of a site that its source called EXTERNAL_ID, or the opening one of the thread that
 * it called so; the oldest source counts where there are several. 1 with *ID, 0, -1. */
int imported_comment(struct database *database, struct arena *arena, uint64_t site_id,
                     const char *external_id, uint64_t *id);

#endif
