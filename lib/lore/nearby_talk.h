/* Talk around an entry: below the pages of all that leads to it, as of who lives in a zone. */
#ifndef LOREHALL_LORE_NEARBY_TALK_H
#define LOREHALL_LORE_NEARBY_TALK_H

#include "web/request.h"

extern const struct statement_set nearby_talk_statements;

/* Sets the view's Talk.block_html to it; one query when something was said since, else none. 0 or
 * -1. */
int nearby_talk_block(struct request *r, uint64_t entry_id);

#endif
