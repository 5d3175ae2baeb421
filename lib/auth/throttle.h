/* Slows down guessing: failures are counted by what is guessed at, and too many within a quarter of
 * an hour are refused until it is over. */
#ifndef LOREHALL_AUTH_THROTTLE_H
#define LOREHALL_AUTH_THROTTLE_H

#include "store/database.h"

extern const struct statement_set throttle_statements;

/* Seconds until SUBJECT (such as "login:ada@203.0.113.7") may try again after MOST failures; 0: now.
 * -1 on failure. */
int throttle_wait(struct database *database, struct arena *arena, const char *subject,
                  unsigned most);

/* Counts one failure. 0 or -1. */
int throttle_fail(struct database *database, const char *subject);

/* Forgets the subject's failures. 0 or -1. */
int throttle_clear(struct database *database, const char *subject);

#endif
