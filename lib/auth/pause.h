/* An account that its owner has paused: nobody is logged in to it, nobody finds it, and it waits until
 * its owner logs in and says that they are back. What they wrote stays. */
#ifndef LOREHALL_AUTH_PAUSE_H
#define LOREHALL_AUTH_PAUSE_H

#include "auth/account.h"

enum pause_result {
    PAUSE_FAILED, /* the database */
    PAUSE_DONE,
    PAUSE_LAST,  /* it is the last administrator's */
    PAUSE_STALE, /* it was paused, or resumed, before */
};

extern const struct statement_set pause_statements;

/* Pauses the account and ends its sessions and API tokens. */
enum pause_result account_pause(const struct store *store, const struct actor *actor,
                                uint64_t account_id);

/* Opens a paused account again. */
enum pause_result account_resume(const struct store *store, const struct actor *actor,
                                 uint64_t account_id);

/* What whoever has just given the password of a paused account may resume it by, for ten minutes. It
 * stands in the form that asks. */
char *resume_make(const struct secret *secret, struct arena *arena, const struct account *account);

/* The account that resume_make made TEXT for; 0: it did not, or too long ago. */
uint64_t resume_account(const struct secret *secret, struct arena *arena, const char *text);

#endif
