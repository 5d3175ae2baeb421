/* What lets somebody into an account besides its password, and goes on doing so when that is another: who had
 * the old one may have added some. (Sessions, API tokens, links and begun logins end with it.) */
#ifndef LOREHALL_AUTH_CREDENTIALS_WAYS_IN_H
#define LOREHALL_AUTH_CREDENTIALS_WAYS_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/audit.h"
#include "base/clock.h"
#include "store/store.h"

/* One that was added within this time may be the work of whoever the password is changed for. */
#define WAY_IN_NEW (30 * 86400 * CLOCK_SECOND)

enum way_in_kind {
    WAY_IN_APP = 1, /* an authenticator app */
    WAY_IN_PASSKEY,
    WAY_IN_IDENTITY, /* a linked login (auth/provider/identity.h) */
};

struct way_in {
    enum way_in_kind kind;
    uint64_t id;
    const char *name;   /* the passkey's, or what somebody is called there; "" */
    const char *issuer; /* of a linked login */
    int64_t created;
    bool guards; /* a factor of somebody who has been granted what administers */
};

/* Those that end. */
struct ways_in_ended {
    const struct way_in *list;
    size_t count;
};

extern const struct statement_set ways_in_statements;

/* All of an account's, by kind; *COUNT tells how many. NULL on failure. */
struct way_in *ways_in(struct database *database, struct arena *arena, uint64_t account_id,
                       size_t *count);

/* Whether it was added lately. */
bool way_in_is_new(const struct way_in *way, int64_t now);

/* Whether whoever has shown nothing but that they read the account's mails may end it: a linked login, and
 * a factor only while it is new and guards nothing more than what is the owner's, as it is asked for beside
 * such a link. */
bool way_in_ends_by_mail(const struct way_in *way, int64_t now);

/* Ends them, within the open transaction, which has the account held and whose caller tells workers. RECORDS,
 * with place for as many, gets what is to be recorded, *COUNT of them: what is gone already is no act. 0 or -1. */
int ways_in_end(const struct store *store, uint64_t account_id, const struct ways_in_ended *ended,
                struct audit_entry *records, size_t *count);

#endif
