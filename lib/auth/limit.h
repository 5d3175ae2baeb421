/* How often somebody may do something: each route is of a class, and each class has its budget, by
 * who asks. An account has its own, wherever it comes from, and the browsers that it was used on
 * have one before they log in; whoever else is not logged in shares that of their address (of IPv6:
 * their /64). Budgets are a host's: what is spent lies in its shared memory
 * (store/bucket.h). */
#ifndef LOREHALL_AUTH_LIMIT_H
#define LOREHALL_AUTH_LIMIT_H

#include "auth/secret.h"
#include "base/budget.h"
#include "base/configuration.h"
#include "store/bucket.h"
#include "store/metrics/refusal.h"

#define LIMIT_KEY_BYTES 16

/* The budgets of an installation. */
struct limits {
    struct budget budget[RATE_CLASSES][BUDGET_HOLDERS];
    unsigned char key[LIMIT_KEY_BYTES]; /* of the hash that buckets are found by */
    struct newcomer newcomer;
};

/* Who something is counted for. */
struct limit_holder {
    enum budget_holder budget;
    uint64_t account_id; /* 0: nobody is logged in */
    uint64_t device_id;  /* else the account that this browser was used on before; 0: none */
    const char *address; /* else this */
};

/* The name of a class, as shown to administrators: "page", "search", … */
const char *rate_class_name(enum rate_class rate);

/* Reads what site.hdf says of budgets, and what it does not say anything of as it is by default. */
void limits_open(struct limits *limits, const struct configuration *configuration,
                 const struct secret *secret);

/* Whether an account of this age, in microseconds, that has written so much is held to a newcomer's
 * budgets. */
bool limits_newcomer(const struct limits *limits, int64_t age, uint64_t posts);

/* Spends one of HOLDER's budget for RATE at NOW (clock_ticks). 0; or it is spent, and it takes that
 * many microseconds until there is more. */
int64_t limit_spend(const struct limits *limits, struct buckets *buckets, enum rate_class rate,
                    const struct limit_holder *holder, int64_t now);

/* How many microseconds HOLDER would have to wait for RATE at NOW; 0: not at all. Spends nothing. */
int64_t limit_wait(const struct limits *limits, struct buckets *buckets, enum rate_class rate,
                   const struct limit_holder *holder, int64_t now);

/* Writes down that HOLDER was refused RATE at NOW, for who looks after limits. */
void limit_note_refusal(const struct limits *limits, struct refusals *refusals,
                        enum rate_class rate, const struct limit_holder *holder, int64_t now);

/* Somebody who was refused something of late. */
struct limit_hold {
    enum rate_class rate;
    uint64_t account_id; /* 0: an address */
    bool device;         /* the browsers of that account, not logged in */
    struct bucket bucket;
    const char *network; /* "203.0.113.7", "2001:db8::/64"; NULL: an account */
    uint64_t refused;    /* how often, in a row */
    int64_t since;       /* when the row of refusals began, and its last, by clock_ticks */
    int64_t last;
    int64_t wait; /* microseconds from now on; 0: they are held no more */
    uint64_t key;
};

struct limit_holds {
    struct limit_hold *list;
    size_t count;
};

/* All of them on this host, in no order, on the arena. */
struct limit_holds limit_holds(const struct limits *limits, struct buckets *buckets,
                               const struct refusals *refusals, struct arena *arena, int64_t now);

/* Gives back all of a budget that HOLD tells of, and strikes it out. */
void limit_lift(struct refusals *refusals, const struct limit_hold *hold, int64_t now);

/* Gives back what was spent for something that did not come to pass. */
void limit_give_back(const struct limits *limits, struct buckets *buckets, enum rate_class rate,
                     const struct limit_holder *holder, int64_t now);

#endif
