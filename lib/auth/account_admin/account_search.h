/* Finding accounts by what is known of somebody. */
#ifndef LOREHALL_AUTH_ACCOUNT_ADMIN_ACCOUNT_SEARCH_H
#define LOREHALL_AUTH_ACCOUNT_ADMIN_ACCOUNT_SEARCH_H

#include "auth/account.h"
#include "auth/ban/network.h"

/* What a text is taken for. */
enum account_key {
    ACCOUNT_KEY_NAME,    /* how a name begins, also one of before */
    ACCOUNT_KEY_ID,      /* "#12" */
    ACCOUNT_KEY_EMAIL,   /* an address, whole */
    ACCOUNT_KEY_NETWORK, /* an address or a network that it is logged in from, or was registered at */
};

/* What TEXT is taken for. */
enum account_key account_key_of(const char *text);

struct account_search {
    const char *text; /* "": all */
    bool newest;      /* last registered first, else by name */
    uint64_t after;   /* the one that they stand behind; 0: none */
    unsigned limit;
};

extern const struct statement_set account_search_statements;

/* Our own accounts that fit, on the arena; *COUNT tells how many. NULL on failure. Who may search by
 * an address or a network, the caller knows. */
struct account_line *account_search(struct database *database, struct arena *arena,
                                    const struct account_search *search, size_t *count);

/* What accounts are called, in the order of their IDS, on the arena; NULL for one that there is not. NULL on
 * failure. */
const char *const *account_names(struct database *database, struct arena *arena,
                                 const uint64_t *ids, size_t count);

#endif
