/* Budgets: how often something may be done. So many at once, and as many again evenly over a time. */
#ifndef LOREHALL_BASE_BUDGET_H
#define LOREHALL_BASE_BUDGET_H

#include <stdbool.h>

/* What a request spends. */
enum rate_class {
    RATE_PAGE,     /* what is read */
    RATE_SEARCH,   /* what is looked for in all there is */
    RATE_WRITE,    /* what is written or changed */
    RATE_VOTE,     /* ratings */
    RATE_THREAD,   /* new threads */
    RATE_REGISTER, /* new accounts */
    RATE_LOGIN,    /* passwords that are tried */
    RATE_UPLOAD,   /* files that are sent */
    RATE_EXPORT,   /* long lists */
    RATE_LIVE,     /* live connections */
    RATE_FREE,     /* nothing: it must always be possible */
    RATE_CLASSES,
};

/* For whom it is counted. */
enum budget_holder {
    BUDGET_ADDRESS, /* of who is not logged in */
    BUDGET_NEW,     /* an account that is young or has written little */
    BUDGET_MEMBER,
    BUDGET_TRUSTED, /* an account with a role above a member's */
    BUDGET_HOLDERS,
};

#define BUDGET_COUNT_MAX 1000000
#define BUDGET_RATE_MAX 1000u /* a second */
#define BUDGET_SECONDS_MAX (7 * 86400)

struct budget {
    unsigned count;   /* 0: without a limit */
    unsigned seconds; /* 0: none is said */
};

/* Until when an account is a newcomer, and how many links its comments may hold until then. */
struct newcomer {
    unsigned days;
    unsigned posts;
    unsigned links;
};

/* Reads "30 in 10m" (s, m, h or d; "in d" is a day), or "unlimited". False for anything else. */
bool budget_parse(const char *text, struct budget *budget);

#endif
