/* Why somebody may do something, or may not: each role that they have, by whom it was granted, and
 * what it does to the answer. */
#ifndef LOREHALL_AUTH_ROLE_EXPLAIN_H
#define LOREHALL_AUTH_ROLE_EXPLAIN_H

#include "auth/role.h"

/* What a role does to what is asked. */
enum role_effect {
    ROLE_GIVES,
    ROLE_TAKES,
    ROLE_LACKS,     /* it has nothing to do with the permission */
    ROLE_OVER,      /* it would give or take, but has ended */
    ROLE_ELSEWHERE, /* it would, but on another site or board */
};

/* Its name: "gives", "takes", "lacks", "over", "elsewhere". */
const char *role_effect_name(enum role_effect effect);

/* A role that somebody has, as it was granted. */
struct role_reason {
    const struct role *role;
    enum role_effect effect;
    struct grant grant;     /* of what everybody has, all zeros */
    const char *granted_by; /* the name of an account; NULL: the operator, or everybody has it */
    const char *reason;     /* "": none was given */
};

struct role_explanation {
    bool held;
    int64_t factor_due; /* it is withheld from then on for want of a second factor; 0: it is not */
    size_t count;
    struct role_reason *reasons; /* what all have first, then what takes, then what gives */
};

extern const struct statement_set role_explain_statements;

/* Whether an account holds a permission somewhere. */
struct role_question {
    uint64_t account_id; /* 0: a guest */
    enum permission permission;
    struct role_scope scope; /* a site, or a board of it */
};

/* Explains why it does, or why not. 0, or -1 on failure. */
int role_explain(const struct roles *roles, struct database *database, struct arena *arena,
                 const struct role_question *question, struct role_explanation *explanation);

/* All roles that an account has, whatever they may: reasons for nothing, with the effect
 * ROLE_LACKS, or ROLE_OVER. NULL on failure. */
struct role_reason *role_grants(const struct roles *roles, struct database *database,
                                struct arena *arena, uint64_t account_id, size_t *count);

/* What an account was granted, as a session of it would have it: for what is done in its name while it is
 * not there. 0 or -1. */
int role_account_grants(const struct roles *roles, struct database *database, struct arena *arena,
                        uint64_t account_id, struct grants *grants);

/* The accounts that have a role. NULL on failure. */
const uint64_t *role_holders(struct database *database, struct arena *arena, uint64_t role_id,
                             size_t *count);

/* When an account must have a second factor, for what it administers (factor_due); 0: it need not, or
 * has one; -1 on failure. */
int64_t role_factor_due(const struct roles *roles, struct database *database, struct arena *arena,
                        uint64_t account_id);

/* How many accounts have a role. 0 or -1. */
int role_holders_count(struct database *database, struct arena *arena, uint64_t role_id,
                       uint64_t *count);

#endif
