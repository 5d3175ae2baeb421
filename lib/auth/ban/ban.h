/* Bans as rows: made, listed, lifted. Those of accounts are made and lifted by giving and taking the
 * role "suspended" (auth/role_edit.h), which holds to who may do that to whom. */
#ifndef LOREHALL_AUTH_BAN_BAN_H
#define LOREHALL_AUTH_BAN_BAN_H

#include "auth/audit.h"
#include "auth/ban/ban_set.h"
#include "store/store.h"

#define BAN_REASON_MAX 300 /* characters */

/* The widest networks that can be banned, so that a slip of the hand does not ban half the world. */
#define BAN_BITS_FOUR_MIN 16
#define BAN_BITS_SIX_MIN 19

struct ban {
    uint64_t id;
    enum ban_kind kind;
    enum ban_level level;
    uint64_t site_id; /* 0: everywhere */
    uint64_t account_id;
    const char *target; /* a network, a domain, an account's name */
    const char *reason;
    int64_t created;
    const char *created_by; /* NULL: the operator, or nobody who is still there */
    int64_t until;          /* 0: for ever */
    int64_t lifted;         /* 0: it is not */
    const char *lifted_by;
    const char *lift_reason;
};

enum ban_state { BAN_IN_FORCE, BAN_OVER, BAN_LIFTED };

/* What has become of it. */
enum ban_state ban_state(const struct ban *ban, int64_t now);

/* What became of a change. Unless it is BAN_DONE, nothing was changed. */
enum ban_result {
    BAN_DONE,
    BAN_FAILED, /* the database; logged */
    BAN_NOT_FOUND,
    BAN_EXISTS,    /* it is banned there already */
    BAN_IS_LIFTED, /* by somebody else, or it has ended */
    BAN_NO_NETWORK,
    BAN_TOO_WIDE,
    BAN_NO_DOMAIN,
    BAN_OWN_ADDRESS, /* the actor's lies in it */
    BAN_TOO_MANY,
    BAN_ENDED, /* the end lies in the past */
    BAN_RESULTS,
};

/* What is said of it, in the reader's language. */
const char *ban_result_message(enum ban_result result);

/* Reads the target of a network or a domain into the one way in which it is kept. ADDRESS is the
 * actor's. BAN_DONE, or what is wrong with it. */
enum ban_result ban_target(struct arena *arena, enum ban_kind kind, const char *text,
                           const char *address, const char **target);

/* Bans a network or a domain: of WANTED count kind, level, site, target, reason and end. Whether the
 * actor may is the caller's to know. *ID gets its id; of BAN_EXISTS, that of the one there is. */
enum ban_result ban_make(const struct store *store, const struct actor *actor,
                         const struct ban *wanted, uint64_t *id);

/* Lifts a ban of a network or a domain. */
enum ban_result ban_lift(const struct store *store, const struct actor *actor, uint64_t id,
                         const char *reason);

/* Writes down, in the open transaction, that an account got the role "suspended" on a site, or that it
 * was taken. 0 or -1. */
int ban_note_given(struct database *database, const struct ban *ban, uint64_t by);
int ban_note_taken(struct database *database, const struct ban *ban, uint64_t by);

/* Which bans are wanted. What is 0 or NULL does not matter. */
struct ban_query {
    enum ban_kind kind;
    uint64_t site_id; /* there or everywhere */
    uint64_t account_id;
    const char *prefix; /* of a network, domain or name */
    bool in_force;      /* these only */
    bool oldest;        /* first */
    uint64_t after;     /* the one that they stand behind */
    unsigned limit;
};

/* Bans, on the arena; *COUNT tells how many. NULL on failure. */
struct ban *ban_list(struct database *database, struct arena *arena, const struct ban_query *query,
                     size_t *count);

/* One by its id. 1 found, 0 not, -1 on failure. */
int ban_by_id(struct database *database, struct arena *arena, uint64_t id, struct ban *ban);

/* Whom a ban would touch. */
struct ban_reach {
    uint64_t sessions;   /* that were opened from there and have not ended */
    uint64_t accounts;   /* whose these are */
    uint64_t registered; /* accounts that were made from there lately */
};

#define BAN_REACH_DAYS 30 /* how long lately is */

/* Counts whom a network touches. 0 or -1. */
int ban_reach(struct database *database, struct arena *arena, const struct network *network,
              struct ban_reach *reach);

/* Counts the accounts whose mail address is of a domain, as ban_target has it, or of one below. 0 or
 * -1. */
int ban_reach_of_domain(struct database *database, struct arena *arena, const char *domain,
                        uint64_t *accounts);

extern const struct statement_set ban_statements;

/* The rows that role_edit writes. */
extern const struct statement_set ban_note_statements;

#endif
