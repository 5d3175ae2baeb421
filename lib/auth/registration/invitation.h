/* Invitations: a code that so many accounts can be made with, until some day. */
#ifndef LOREHALL_AUTH_REGISTRATION_INVITATION_H
#define LOREHALL_AUTH_REGISTRATION_INVITATION_H

#include "auth/audit.h"
#include "store/store.h"

#define INVITATION_DAYS_MAX 90
#define INVITATION_USES_MAX 20
#define INVITATIONS_OPEN_MAX 10 /* of one account at once */

struct invitation {
    uint64_t id;
    const char *code;
    uint64_t site_id;
    uint64_t account_id;
    const char *account; /* who invites */
    int64_t created;
    int64_t until;
    uint64_t uses_max;
    uint64_t uses;
    int64_t withdrawn;        /* 0: it is not */
    const char *withdrawn_by; /* NULL: nobody, or nobody who is still there */
    const char *invited;      /* who came by it, with commas between; NULL: nobody yet */
};

enum invitation_state {
    INVITATION_OPEN = 1,
    INVITATION_USED,
    INVITATION_OVER,
    INVITATION_WITHDRAWN,
};

/* What has become of one. */
enum invitation_state invitation_state(const struct invitation *invitation, int64_t now);

/* Makes one for the actor's site, by them. 1; 0 when they have as many open as there may be; -1 on
 * failure. */
int invitation_make(const struct store *store, const struct actor *actor, int64_t until,
                    uint64_t uses_max);

/* Withdraws one, of the account BY where that is not 0. 1; 0 when there is none that is open; -1 on
 * failure. */
int invitation_withdraw(const struct store *store, const struct actor *actor, uint64_t id,
                        uint64_t by);

/* The open invitation of a code for a site. 1 found, 0 not, -1 on failure. */
int invitation_find(struct database *database, struct arena *arena, const char *code,
                    uint64_t site_id, uint64_t *id);

/* Spends one for an account that is being made, within the open transaction. 1; 0 when it is spent,
 * over or withdrawn by now; -1 on failure. */
int invitation_spend(struct database *database, uint64_t id, uint64_t account_id);

struct invitation_query {
    uint64_t account_id;         /* by whom; 0: anybody */
    uint64_t site_id;            /* 0: all */
    enum invitation_state state; /* 0: any */
    bool oldest;                 /* first */
    uint64_t after;
    unsigned limit;
};

/* Invitations on the arena; *COUNT tells how many. NULL on failure. */
struct invitation *invitation_list(struct database *database, struct arena *arena,
                                   const struct invitation_query *query, size_t *count);

/* By whom an account was invited: 1, with the name; 0: by nobody; -1 on failure. */
int invited_by(struct database *database, struct arena *arena, uint64_t account_id,
               const char **name, uint64_t *id);

extern const struct statement_set invitation_statements;

#endif
