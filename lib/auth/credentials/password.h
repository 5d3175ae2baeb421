/* Which passwords new ones may be. What somebody already has may be older than these rules, and stays
 * good until they choose another: they are asked to at each login (cgi/account/login.c). */
#ifndef LOREHALL_AUTH_PASSWORD_H
#define LOREHALL_AUTH_PASSWORD_H

#include "base/arena.h"

#define ACCOUNT_PASSWORD_MIN 12    /* characters */
#define ACCOUNT_PASSWORD_MAX 128   /* characters; */
#define ACCOUNT_PASSWORD_BYTES 512 /* of as many bytes as they have at most */

enum password_fault {
    PASSWORD_FINE,
    PASSWORD_SHORT,     /* fewer characters than ACCOUNT_PASSWORD_MIN */
    PASSWORD_LONG,      /* more characters than ACCOUNT_PASSWORD_MAX */
    PASSWORD_GUESSABLE, /* among the first that are tried: common ones, and what is made of these, of
                           names, dates, keys in a row */
    PASSWORD_PERSONAL,  /* would do, were it not made of what is known of its owner */
};

/* What is wrong with PASSWORD, which is text, as a new one. KNOWN are texts that whoever guesses at this
 * account begins with, and NULL behind them: its name, its address, what the sites are called. */
enum password_fault password_check(struct arena *arena, const char *password,
                                   const char *const known[]);

/* What is to be said of it, in the reader's language; on ARENA. */
const char *password_fault_words(struct arena *arena, enum password_fault fault);

#endif
