/* Announcements: threads that all lists of a site begin with, until their time has come. */
#ifndef LOREHALL_TALK_MODERATION_ANNOUNCEMENT_H
#define LOREHALL_TALK_MODERATION_ANNOUNCEMENT_H

#include <stdbool.h>

#include "store/store.h"

extern const struct statement_set announcement_statements;

/* Whether a site has room for one more beside THREAD's, within the open transaction: of two who
 * ask at once, one waits for the other. 1, 0 or -1. */
int announcement_fits(const struct store *store, uint64_t site_id, uint64_t thread_id);

/* Ends those whose time has come. 0 or -1. */
int announcements_end(const struct store *store);

#endif
