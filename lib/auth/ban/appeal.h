/* What the banned say to it: once for each ban, answered by whoever may ban. To lift a ban accepts the
 * appeals that are open of it (auth/ban/ban.h). */
#ifndef LOREHALL_AUTH_BAN_APPEAL_H
#define LOREHALL_AUTH_BAN_APPEAL_H

#include "auth/ban/ban.h"

#define APPEAL_MAX 2000 /* characters */

enum appeal_state { APPEAL_OPEN, APPEAL_ACCEPTED, APPEAL_DECLINED };

struct appeal {
    uint64_t id;
    uint64_t account_id;
    const char *account; /* who appeals */
    int64_t created;
    const char *body;
    enum appeal_state state;
    int64_t decided;
    const char *decided_by; /* NULL: nobody, or nobody who is still there */
    const char *answer;
    struct ban ban;
};

/* Appeals against a ban that touches the actor, which is the caller's to know. BAN_EXISTS: they have
 * done so before. */
enum ban_result appeal_make(const struct store *store, const struct actor *actor,
                            const struct ban *ban, const char *body);

/* Declines one that is open. BAN_IS_LIFTED: somebody else decided it. */
enum ban_result appeal_decline(const struct store *store, const struct actor *actor,
                               const struct appeal *appeal, const char *answer);

struct appeal_query {
    bool open;           /* these only */
    uint64_t site_id;    /* of bans there or everywhere; 0: all */
    bool accounts_only;  /* of bans of accounts, and not of networks */
    uint64_t account_id; /* by whom; 0: anybody */
    bool oldest;         /* first */
    uint64_t after;      /* behind which one */
    unsigned limit;
};

/* Appeals, on the arena; *COUNT tells how many. NULL on failure. */
struct appeal *appeal_list(struct database *database, struct arena *arena,
                           const struct appeal_query *query, size_t *count);

/* One by its id. 1 found, 0 not, -1 on failure. */
int appeal_by_id(struct database *database, struct arena *arena, uint64_t id,
                 struct appeal *appeal);

/* How many of these bans are open. 0 or -1. */
int appeals_open(struct database *database, struct arena *arena, const struct appeal_query *query,
                 uint64_t *count);

extern const struct statement_set appeal_statements;

#endif
