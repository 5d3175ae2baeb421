/* Warnings that moderators give to accounts. Whoever has one that they have not acknowledged is led to
 * it by the dispatcher, before any other page. */
#ifndef LOREHALL_AUTH_BAN_WARNING_H
#define LOREHALL_AUTH_BAN_WARNING_H

#include "auth/audit.h"
#include "store/store.h"

#define WARNING_REASON_MAX 400 /* characters */
#define WARNINGS_LISTED 50

struct warning {
    uint64_t id;
    uint64_t account_id;
    uint64_t site_id; /* where it was given */
    int64_t created;
    const char *by; /* who gave it */
    const char *reason;
    const char *path;     /* what it is about, on that site; NULL: nothing that is told */
    int64_t acknowledged; /* 0: not yet */
};

extern const struct statement_set warning_statements;

/* Warns WARNING's account for its reason and path, as ACTOR, on the actor's site. The account meets it
 * with its next request. 0 or -1. */
int warning_give(const struct store *store, const struct actor *actor,
                 const struct warning *warning);

/* The oldest warning that the account has not acknowledged. 1, 0 there is none, or -1. */
int warning_next(struct database *database, struct arena *arena, uint64_t account_id,
                 struct warning *warning);

/* Notes that the actor has read a warning of theirs. 0 or -1. */
int warning_acknowledge(const struct store *store, const struct actor *actor, uint64_t id);

/* The account's last warnings; *COUNT tells how many. NULL on failure. */
struct warning *warning_list(struct database *database, struct arena *arena, uint64_t account_id,
                             size_t *count);

#endif
